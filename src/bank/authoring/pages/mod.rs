//! Pages for those who write items and decide about them.

mod banks;
mod draft_form;
mod editor;
mod history;
mod item;
mod queue;
mod sources;

pub use banks::{bank_form, change_bank, change_bank_page, make_bank, rights, set_rights};
pub use draft_form::{DraftFormView, SourceGroup};
pub use editor::{edit_page, editor, new_page};
pub use history::history;
pub use item::{decide, item};
pub use queue::waiting;
pub use sources::{source, sources};

use crate::web::view::Sample;

/// Samples of these pages.
pub fn samples() -> Vec<Sample> {
    [banks::samples(), editor::samples(), history::samples(), item::samples(), queue::samples(), sources::samples()]
        .into_iter()
        .flatten()
        .collect()
}
