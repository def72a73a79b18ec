//! The list of a bank's items.

use super::list_store::{self as store, LineRow};
use crate::{
    bank::model::BankError,
    kernel::{
        ids::BankId,
        page::{Page, PageRequest},
        text,
    },
    storage::Conn,
};

/// Tags offered to choose from, at most.
const MOST_TAGS: i64 = 200;

/// What a list is narrowed by; empty words narrow nothing.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Words, with or without marks, in any order; or a code.
    pub search: String,
    /// Topic code.
    pub topic: String,
    /// Level code.
    pub level: String,
    /// Type code.
    pub item_type: String,
    /// Status; one that waits beside a version in force counts too.
    pub status: String,
    /// Tag.
    pub tag: String,
    /// `none`: without a clause; `changed`: whose clause changed since somebody stood for them; else `KL57:nhan-dien`.
    pub citation: String,
    /// `used` or `unused` in attempts.
    pub usage: String,
}

/// An item as the list shows it.
#[derive(Clone, Debug)]
pub struct Line {
    /// Stable code.
    pub code: String,
    /// Status.
    pub status: String,
    /// State of a version under work beside the one in force; empty if none.
    pub revision: String,
    /// How it is answered.
    pub item_type: String,
    /// Topic code.
    pub topic: String,
    /// Level code.
    pub level: String,
    /// Markdown.
    pub stem: String,
    /// It was asked in an attempt.
    pub is_used: bool,
}

/// A page of a bank's items; no keys.
pub fn items(conn: &mut Conn<'_>, bank: BankId, filter: &Filter, request: PageRequest) -> Result<Page<Line>, BankError> {
    let search = text::search_key(&filter.search);
    let words: Vec<&str> = search.split(' ').filter(|word| !word.is_empty()).take(8).collect();
    let tag = text::search_key(&filter.tag);
    let page = store::page(conn, bank, &words, &tag, filter, request)?;
    let versions: Vec<_> = page.rows.iter().map(|row| row.version_id).collect();
    let items: Vec<_> = page.rows.iter().map(|row| row.id).collect();
    let mut stems = store::stems(conn, &versions)?;
    let used = store::used(conn, &items)?;
    Ok(page.map(|row: LineRow| Line {
        stem: stems.remove(&row.version_id).unwrap_or_default(),
        is_used: used.contains(&row.id),
        code: row.code,
        status: row.status,
        revision: row.revision_status.unwrap_or_default(),
        item_type: row.item_type,
        topic: row.topic,
        level: row.level,
    }))
}

/// Tags of a bank's items, the most used first.
pub fn tags(conn: &mut Conn<'_>, bank: BankId) -> Result<Vec<String>, BankError> {
    Ok(store::tags(conn, bank, MOST_TAGS)?)
}

/// In how many attempts an item was asked.
pub fn attempts_with(conn: &mut Conn<'_>, item: crate::kernel::ids::ItemId) -> Result<i64, BankError> {
    Ok(store::attempts_with(conn, item)?)
}
