//! The register of báo cáo viên and tuyên truyền viên: who was recognised, by which committee's decision, until when.
//!
//! Invariants: a recognition is a Party committee's decision; it is recorded here and never made here. What stood in
//! the decision is kept as it stood, the unit by its name of that day; what happens to it later is a change with a
//! date, a document and a reason. One decision recognises a person in one kind once. Who leads a unit sees the people
//! of its subtree.

pub mod import;
pub mod model;
pub mod ops;
mod store;
pub mod talks;

pub mod pages;
