//! Templates of certificates (mẫu giấy): what a unit's papers look like and say beside the facts, as data.
//!
//! Invariants: a version is never changed, so a paper looks as it did on the day it was issued; a template is saved only
//! after the longest texts were set with it, so that no name is cut and no letter missing; a template of one kind of paper
//! is never used for another.

pub mod logo;
pub mod model;
pub mod ops;
pub(super) mod store;

pub mod pages;
