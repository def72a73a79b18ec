//! Item banks (ngân hàng câu hỏi): items, their frozen versions, their keys, sources and clauses.
//!
//! Invariants: a version never changes; a changed item gets a new version. Key, rationale and citation of
//! a version live apart from it ([`keys`]) and are read only where release has been decided.

pub mod authoring;
pub mod exchange;
pub mod formats;
pub mod intake;
pub mod keys;
pub mod lint;
pub mod model;
pub mod native;
pub mod ops;
mod pins;
mod solution_store;
mod store;

pub mod pages;
