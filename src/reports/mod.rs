//! Views across domains: the home page, one's own tasks, a unit's progress, the audit log. They read only.

pub mod progress;
pub mod record;
mod store;
pub mod tasks;

pub mod pages;
