//! Moodle XML, Moodle's full exchange file.

mod cloze;
mod read;
mod write;

pub use read::read;
pub use write::{survives, write};
