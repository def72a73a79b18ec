//! Pages for those who write items and decide about them.

mod around;
mod banks;
mod draft_form;
mod editor;
mod editor_page;
mod history;
mod item;
mod queue;
mod rights;
mod sources;

pub use banks::{bank_form, change_bank, change_bank_page, make_bank};
pub use draft_form::{DraftFormView, SourceGroup};
pub use editor::{edit_page, editor, new_page};
pub use history::history;
pub use item::{decide, item};
pub use queue::waiting;
pub use rights::{rights, set_rights};
pub use sources::{source, sources};

use crate::web::view::Sample;

/// Samples of these pages.
pub fn samples() -> Vec<Sample> {
    [banks::samples(), editor_page::samples(), history::samples(), item::samples(), queue::samples(), rights::samples(), sources::samples()]
        .into_iter()
        .flatten()
        .collect()
}
