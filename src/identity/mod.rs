//! People, their passwords, sessions and roles.
//!
//! Invariants: a password is kept only as an Argon2id hash; session and one-time tokens only as SHA-256;
//! a known phone, e-mail or user name is never told from an unknown one at sign-in; a role that is taken
//! away counts from the next request.

pub mod model;
pub mod ops;
pub mod passwords;
pub mod roles;
pub mod sessions;
mod store;

pub mod pages;
