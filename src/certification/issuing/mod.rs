//! Issuing in numbers: a list of people becomes certificates, a hundred in each transaction.
//!
//! Invariants: a number, its certificate and the mark in the list are written together or not at all, so that a kill
//! leaves neither a gap nor a double; whoever runs a batch takes the next hundred by a conditional change, so that two
//! processes never issue the same place twice; where a second approval is asked for, it is another person's.

mod hundreds;
pub mod numbers;
pub mod ops;
pub(super) mod store;

pub mod pages;

pub use store::{BatchRow, Entry};
