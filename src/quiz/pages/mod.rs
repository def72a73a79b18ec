//! Pages of quizzes and attempts.

mod design;
mod intro;
mod paced;
mod result;
mod review;
mod take;

pub use design::{quiz_design, quiz_designs};
pub use intro::{intro, start};
pub use paced::{answer, move_on};
pub use result::result;
pub use review::{receipt, review, submit};
pub use take::{save, take};

use crate::web::view::Sample;

/// Samples of this domain's pages.
pub fn samples() -> Vec<Sample> {
    [design::samples(), intro::samples(), paced::samples(), result::samples(), review::samples(), take::samples()]
        .into_iter()
        .flatten()
        .collect()
}
