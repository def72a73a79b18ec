//! Writing items in the browser: who may, the form, versions, review, sources.
//!
//! Invariants: a version never changes; each save that changes something makes a new one. What is drawn is `items.version_id`
//! while the item is approved. An approved item that is being changed keeps it until the change is approved: the version under
//! work stands beside it as `items.revision_id`. Nobody approves what they had a hand in since the last approval. Items that
//! people wrote or changed here belong to them: the bank's own files no longer change or retire them.

pub mod fill;
pub mod form;
pub mod history;
pub mod items;
pub mod likeness;
pub mod list;
mod list_store;
pub mod making;
pub mod review;
pub mod rights;
mod rights_store;
pub mod rows;
pub mod sources;
mod sources_store;
mod states;
mod work_store;
pub mod writing;

pub mod pages;

use super::model::BankError;
use crate::{kernel::ids::BankId, storage::Conn};

/// Codes of the items of a bank that its files no longer change.
pub(super) fn authored_codes(conn: &mut Conn<'_>, bank: BankId) -> Result<std::collections::HashSet<String>, BankError> {
    Ok(work_store::authored_codes(conn, bank)?.into_iter().collect())
}
