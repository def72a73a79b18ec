//! Files on their way into a bank (nhập câu hỏi): brought, looked at, mended, confirmed, and for a day taken back.
//!
//! Invariants: what is shown is what the command line imports from the same file, since both use the same reader; nothing goes
//! into the bank before it is confirmed; what is confirmed goes in whole or, when something comes between, not at all; what was
//! brought is its owner's and the chief administrators' to see, and is kept until it is forgotten on a day that the page names.

pub mod entries;
pub mod model;
pub mod ops;
pub mod pages;
mod store;
pub mod writing;
