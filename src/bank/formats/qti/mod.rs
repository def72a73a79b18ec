//! QTI, the exchange format of the 1EdTech consortium: 3.0 in and out, 2.1 and 2.2 in. A package or a single item.

mod item;
mod names;
mod read;
mod write;

pub use read::read;
pub use write::write;
