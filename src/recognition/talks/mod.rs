//! Sessions that people gave and entered themselves (buổi tuyên truyền): day, place, subject, audience.
//!
//! Invariants: what somebody enters about themselves counts once their leader has confirmed it, never by their own hand; what
//! was decided is not changed any more.

pub mod ops;
mod store;

pub use store::TalkRow;
