//! Quizzes (bài kiểm tra) and attempts (lượt làm bài): draw, timing, responses, scoring, receipt, result.
//!
//! Invariants: an attempt freezes versions, orders, rules and deadline when it starts; a closed attempt
//! never changes; only arrival times of the server decide; points are integers (hundredths); no key is read
//! before the attempt is closed. Whether anything secret may be shown is decided in [`visibility`] alone.

pub mod chain;
mod chain_store;
pub mod chaining;
mod closing;
pub mod draw;
mod gate_store;
pub mod marking;
mod marking_store;
pub mod model;
pub mod ops;
pub mod pace;
mod pace_store;
pub mod pacing;
pub mod receipt;
pub mod response;
pub mod results;
mod round_store;
pub mod rounds;
mod saving;
pub mod scoring;
mod store;
pub mod timing;
pub mod visibility;

pub mod api;
pub mod pages;
