//! Pages of quizzes and attempts.

mod design;
mod intro;
mod marking;
mod paced;
mod result;
mod review;
mod shown;
mod solved;
mod take;

pub use design::{quiz_design, quiz_designs};
pub use intro::{intro, start};
pub use marking::{mark, marking};
pub use paced::{answer, move_on};
pub use result::result;
pub use review::{receipt, review, submit};
pub use shown::ShownItem;
pub use solved::{SolvedPart, parts as solved_parts};
pub use take::{save, take};

use crate::web::view::Sample;

/// Samples of this domain's pages.
pub fn samples() -> Vec<Sample> {
    [design::samples(), intro::samples(), marking::samples(), paced::samples(), result::samples(), review::samples(), take::samples()]
        .into_iter()
        .flatten()
        .collect()
}
