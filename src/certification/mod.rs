//! Certification: programmes, numbers, certificates and their verification.
//!
//! Invariants: a number is given once and without gap within its register and year; what a certificate
//! prints is frozen when it is issued; one certificate for a person in a programme at a time, those before it kept in
//! their order; the public page shows what the paper shows and nothing else.

pub mod campaigns;
pub mod code;
pub mod contest_papers;
pub mod credentials;
pub mod issuing;
pub mod looks;
pub mod model;
pub mod ops;
pub mod pdf;
pub mod programmes;
mod register;
mod store;

pub mod pages;
