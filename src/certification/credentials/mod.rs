//! The certificate as a credential that anybody can check without us: Open Badges 3.0, a W3C Verifiable Credential as a
//! JWT (`EdDSA`), with a bitstring status list for revocation, carried by JSON, SVG or PNG.
//!
//! Sources: 1EdTech Open Badges 3.0 (final), sections 5 and 8.2; W3C VC Data Model 2.0; W3C Bitstring Status List 1.0;
//! W3C did:web. Invariants: what is signed is what the paper prints; a retired key signs nothing more and still proves
//! what it signed; secrets never leave the database.

pub mod badge;
pub mod carried;
pub mod jwt;
pub mod ops;
pub mod picture;
pub mod status_list;
mod store;

pub mod pages;
