//! Pages for those who write items.

mod draft_form;

pub use draft_form::{DraftFormView, SourceGroup};
