//! Who may take part in a contest, and how they register (đăng ký dự thi).
//!
//! Invariants: a contest without terms lets anybody signed in take part; with terms, nobody starts an attempt without a
//! registration that stands; one phone and one identity number enter once, and both are kept only as keyed fingerprints;
//! what a person agreed to is kept purpose by purpose with the sentence they read, and can be taken back.

pub mod asking;
mod claim_store;
pub mod claims;
mod consent_store;
pub mod entry;
pub mod exclusions;
pub mod export;
mod list_store;
mod making;
pub mod model;
pub mod ops;
pub mod organize;
pub mod private;
pub mod referral;
pub mod rules;
pub mod settled;
mod side_store;
pub mod slips;
mod store;
pub mod terms;
pub mod terms_form;

pub mod pages;

pub use asking::{block_of, check, public_names, unranked};
pub use ops::terms_of;
pub use terms::in_words as terms_in_words;
