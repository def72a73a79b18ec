//! Re-certification campaigns (đợt cấp lại): the people of a unit whose certificates end by a day, and how far each of them is.
//!
//! Invariants: who is in a campaign is settled when it is opened; how far they are follows from recorded facts alone; nobody
//! sees people outside the units they lead or administer.

pub mod ops;
mod store;

pub mod pages;
