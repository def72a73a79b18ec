//! Training programmes (chương trình bồi dưỡng): what must be done for a certificate, for how long it holds, how it is renewed.
//!
//! Invariants: the requirements are data and their evaluation is a pure function of recorded facts; a session counts only
//! by its sign-in sheet; a round of a contest counts only once its result is published; a renewal is earned anew, by what
//! was done after the certificate it follows.

pub mod facts;
pub mod ops;
pub mod roster;
mod store;
pub mod terms;

pub mod pages;

pub use store::SessionRow;
