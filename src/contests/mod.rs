//! Contests (cuộc thi): rounds, tie-breaks, predictions, ranking from facts, and a result that anyone can audit.
//!
//! Invariants: what a round asks, its keys, its draw and its rules are frozen and committed to before it opens; a ranking
//! is computed from facts, in integers, the same whatever their order; two people approve exactly the file that is
//! published; a published file needs nothing else to be verified.

pub mod amending;
pub mod amendments;
pub mod appeals;
pub mod approval;
pub mod checklist;
pub mod commitment;
pub mod computing;
pub mod depot;
mod desk_store;
pub mod drafting;
pub mod entering;
pub mod evidence;
pub mod exclusion;
pub mod facts;
pub mod insiders;
pub mod irregularities;
pub mod limits;
pub mod live;
pub mod lots;
pub mod merkle;
pub mod model;
pub mod ops;
pub mod plan;
pub mod prediction;
pub mod prizes;
pub mod proof;
pub mod public_value;
pub mod qualification;
pub mod ranking;
pub mod readiness;
pub mod registration;
pub mod result_file;
pub mod reveal;
pub mod rules;
pub mod sensitivity;
pub mod shelf;
pub mod signing;
pub mod standings;
mod standings_store;
mod store;
pub mod timing;
pub mod traces;
mod value_store;
pub mod verify;

pub mod pages;
