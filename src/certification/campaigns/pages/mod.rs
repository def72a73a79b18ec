//! Pages of campaigns: the list, a new one, one with everybody's progress.

mod list;
mod one;

pub use list::{create, list, new_page};
pub use one::{campaign, close, file};

use crate::web::view::Sample;

/// Samples of these pages.
pub fn samples() -> Vec<Sample> {
    [list::samples(), one::samples()].into_iter().flatten().collect()
}
