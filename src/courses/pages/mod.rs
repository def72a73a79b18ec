//! Pages of courses and lessons.

mod course;
mod lesson;
mod materials;
mod text;

use std::collections::HashMap;

pub use course::{course, courses, enrol};
pub use lesson::{finish, lesson};
pub use materials::{add_material, change_material, change_material_page, material, new_material_page, withdraw_material};

use super::model::{LessonHead, LessonProgress};
use crate::{kernel::ids::LessonId, web::view::Sample};

/// Samples of this domain's pages.
pub fn samples() -> Vec<Sample> {
    [course::samples(), lesson::samples(), materials::samples()].into_iter().flatten().collect()
}

fn is_finished(progress: &HashMap<LessonId, LessonProgress>, lesson: &LessonHead) -> bool {
    progress.get(&lesson.id).is_some_and(|progress| progress.finished_at.is_some())
}
