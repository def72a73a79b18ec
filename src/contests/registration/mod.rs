//! Who may take part in a contest, and how they register (đăng ký dự thi).
//!
//! Invariants: a contest without terms lets anybody signed in take part; with terms, nobody starts an attempt without a
//! registration that stands; one phone and one identity number enter once, and both are kept only as keyed fingerprints;
//! what a person agreed to is kept purpose by purpose with the sentence they read, and can be taken back.

pub mod entry;
pub mod exclusions;
pub mod export;
pub mod model;
pub mod ops;
pub mod organize;
pub mod private;
pub mod referral;
pub mod rules;
pub mod slips;
mod store;
pub mod terms;
pub mod terms_form;


pub use ops::{block_of, check, public_names, terms_of, unranked};
pub use terms::in_words as terms_in_words;
