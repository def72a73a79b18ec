//! Excel workbooks. Read with our own eyes because what a cell shows (80%, 15/6/2023) and how it looks (a coloured key) are not in
//! what readers of values give; formulas are never computed.

mod number;
mod read;
mod styles;
mod write;

pub use read::read;
pub use write::{TEMPLATE_LINES, template, write};
