//! Pages across domains.

mod admin;
mod home;
mod progress;
mod record;
mod record_document;
mod record_file;
mod tasks;

pub use admin::{audit, overview};
pub use home::{Cast, CastLine, design_system, home};
pub use progress::{report, reports};
pub use record::{own_record, record};
pub use record_document::{own_record_document, record_document};
pub use record_file::{own_record_file, record_file};
pub use tasks::tasks;

use crate::web::view::Sample;

/// Samples of these pages.
pub fn samples() -> Vec<Sample> {
    [admin::samples(), home::samples(), progress::samples(), record::samples(), tasks::samples()].into_iter().flatten().collect()
}
