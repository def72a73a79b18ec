//! Queries of sources and the items that cite them.

use diesel::{dsl::count, prelude::*};

use crate::{
    bank::model::Source,
    kernel::{Timestamp, ids::BankId},
    storage::{
        Conn, StorageError, on,
        schema::{banks, item_keys, item_versions, items, source_clauses, sources},
    },
};

type Stored<T> = Result<T, StorageError>;

pub fn all(conn: &mut Conn<'_>) -> Stored<Vec<Source>> {
    let codes: Vec<String> = on!(conn, |c| sources::table.select(sources::code).order(sources::code).load(c))?;
    crate::bank::store::sources(conn, &codes)
}

/// (source, clause, items that are not retired).
pub fn counts(conn: &mut Conn<'_>, list: &[BankId]) -> Stored<Vec<(String, String, i64)>> {
    Ok(on!(conn, |c| items::table
        .inner_join(item_keys::table.on(item_keys::version_id.eq(items::version_id)))
        .filter(items::bank_id.eq_any(list).and(items::status.ne("retired")).and(item_keys::clause_id.ne("")))
        .group_by((item_keys::source_code, item_keys::clause_id))
        .select((item_keys::source_code, item_keys::clause_id, count(items::id)))
        .load(c))?)
}

/// An item that cites a clause of a source.
#[derive(Queryable)]
pub struct CitingRow {
    pub clause: String,
    pub bank: String,
    pub code: String,
    pub status: String,
    pub stem: String,
    pub created_at: Timestamp,
    pub checked_at: Option<Timestamp>,
    pub changed_at: Option<Timestamp>,
}

pub fn citing(conn: &mut Conn<'_>, list: &[BankId], source: &str) -> Stored<Vec<CitingRow>> {
    Ok(on!(conn, |c| item_keys::table
        .inner_join(items::table.on(items::version_id.eq(item_keys::version_id)))
        .inner_join(item_versions::table.on(item_versions::id.eq(items::version_id)))
        .inner_join(banks::table.on(banks::id.eq(items::bank_id)))
        .inner_join(
            source_clauses::table
                .on(source_clauses::source_code.eq(item_keys::source_code).and(source_clauses::clause_id.eq(item_keys::clause_id)))
        )
        .filter(item_keys::source_code.eq(source).and(items::bank_id.eq_any(list)).and(items::status.ne("retired")))
        .order((source_clauses::position, banks::code, items::code))
        .select((
            item_keys::clause_id,
            banks::code,
            items::code,
            items::status,
            item_versions::stem,
            item_versions::created_at,
            items::checked_at,
            source_clauses::changed_at
        ))
        .load(c))?)
}
