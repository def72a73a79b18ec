//! Rows of the audit log.

use diesel::prelude::*;
use serde_json::Value;

use crate::{
    kernel::{
        Timestamp,
        ids::PersonId,
        page::{Page, PageRequest},
    },
    storage::{
        Conn, Json, StorageError, on,
        schema::{audit_events, audit_head, people},
    },
};

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = audit_events, treat_none_as_default_value = false)]
pub struct EventRow {
    pub seq: i64,
    pub at: Timestamp,
    pub actor_id: Option<PersonId>,
    pub action: String,
    pub subject_kind: String,
    pub subject_id: String,
    pub reason: Option<String>,
    pub detail: Json<Value>,
    pub previous_hash: Vec<u8>,
    pub hash: Vec<u8>,
}

/// Takes the next number. The row's lock is held until the transaction ends, so the chain has one order.
pub fn next_place(conn: &mut Conn<'_>) -> Result<(i64, Vec<u8>), StorageError> {
    Ok(on!(conn, |c| diesel::update(audit_head::table.find(1))
        .set(audit_head::seq.eq(audit_head::seq + 1))
        .returning((audit_head::seq, audit_head::hash))
        .get_result(c))?)
}

pub fn append(conn: &mut Conn<'_>, row: &EventRow) -> Result<(), StorageError> {
    on!(conn, |c| diesel::insert_into(audit_events::table).values(row).execute(c))?;
    on!(conn, |c| diesel::update(audit_head::table.find(1)).set(audit_head::hash.eq(&row.hash)).execute(c))?;
    Ok(())
}

/// A page of events, newest first, each with its actor's name.
pub fn page(conn: &mut Conn<'_>, request: PageRequest) -> Result<Page<(EventRow, Option<String>)>, StorageError> {
    let total = on!(conn, |c| audit_events::table.count().get_result(c))?;
    let rows = on!(conn, |c| audit_events::table
        .left_join(people::table.on(people::id.nullable().eq(audit_events::actor_id)))
        .select((EventRow::as_select(), people::full_name.nullable()))
        .order(audit_events::seq.desc())
        .limit(request.size)
        .offset(request.offset())
        .load(c))?;
    Ok(Page { rows, total, request })
}

/// Events after `seq`, oldest first, at most `limit`.
pub fn after(conn: &mut Conn<'_>, seq: i64, limit: i64) -> Result<Vec<EventRow>, StorageError> {
    Ok(on!(conn, |c| audit_events::table
        .filter(audit_events::seq.gt(seq))
        .order(audit_events::seq)
        .limit(limit)
        .select(EventRow::as_select())
        .load(c))?)
}

/// The number and hash the chain should end with.
pub fn head(conn: &mut Conn<'_>) -> Result<(i64, Vec<u8>), StorageError> {
    Ok(on!(conn, |c| audit_head::table.find(1).select((audit_head::seq, audit_head::hash)).first(c))?)
}
