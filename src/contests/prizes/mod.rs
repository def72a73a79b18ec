//! Prizes (giải thưởng): what a contest gives and for what, who won it, the papers that organizers hand in.
//!
//! Invariants: what is given is settled before the contest is published and told in its rules; who wins follows from the
//! published results alone, in integers, the same whoever computes it; a name is shown to the public by consent only.

pub mod award;
pub mod board;
pub mod collective;
pub mod figures;
pub mod gathering;
pub mod given;
pub mod model;
pub mod ops;
pub mod outside;
pub mod record;
mod store;
pub mod total;
pub mod words;
