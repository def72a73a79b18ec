//! Mail: what is to be sent, how it is sent, who wants it.
//!
//! Invariants: nothing is sent twice for one reason (each message has a key of its own); a message that a server does not take
//! is tried a bounded number of times, later each time; who does not want mail gets none; a message says no more about
//! people than its reader needs.

pub mod model;
pub mod ops;
mod store;
pub mod transport;

pub mod pages;
