//! Who did what: append-only, each event chained to the one before by SHA-256.
//!
//! Invariant: nothing updates or deletes an event. [`ops::verify`] recomputes the chain from the first event.

pub mod ops;
mod store;
