//! Organizational units (đơn vị), who belongs to them, and which of them somebody may see.
//!
//! Invariants: the tree has no cycle; a unit is never deleted, it ends on a day; a person belongs to at
//! most one unit at a time; whoever holds a role within a unit holds it in everything below.

pub mod model;
pub mod ops;
pub mod people;
mod store;

pub mod pages;
