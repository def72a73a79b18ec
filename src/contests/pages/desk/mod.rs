//! The organizers' desk: signals of irregularities, proposals, decisions by two.

pub mod cache;
mod decide;
mod list;
mod signal;
mod view;

pub use decide::decide;
pub use list::desk;
pub use signal::{desk_signal, propose};

use crate::web::view::Sample;

/// Samples of the pages of the desk.
pub(super) fn samples() -> Vec<Sample> {
    [list::samples(), signal::samples()].into_iter().flatten().collect()
}
