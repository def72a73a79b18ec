//! Pages of templates: the list, the editor with its preview.

mod edit;
mod fit;
mod form;
mod list;

pub use edit::{change, change_page, create, new_page, preview, retire};
pub use fit::{faults, mark};
pub use list::list;

use crate::web::view::Sample;

/// Samples of these pages.
pub fn samples() -> Vec<Sample> {
    [list::samples(), edit::samples()].into_iter().flatten().collect()
}
