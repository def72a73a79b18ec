//! Rows of the chains of attempts.

use diesel::prelude::*;

use crate::{
    kernel::ids::{AttemptId, QuizId},
    storage::{
        Conn, StorageError, on,
        schema::{attempt_events, attempts},
    },
};

type Stored<T> = Result<T, StorageError>;

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = attempt_events)]
pub struct EventRow {
    pub attempt_id: AttemptId,
    pub n: i32,
    pub event: String,
    pub link: Vec<u8>,
}

/// The last event of an attempt.
pub fn last(conn: &mut Conn<'_>, attempt: AttemptId) -> Stored<Option<EventRow>> {
    Ok(on!(conn, |c| attempt_events::table
        .filter(attempt_events::attempt_id.eq(attempt))
        .order(attempt_events::n.desc())
        .select(EventRow::as_select())
        .first(c)
        .optional())?)
}

/// Appends events; false when another transaction took the first one's place, and then nothing is appended. Who has the
/// first place holds the others too: nobody else gets past it.
pub fn append(conn: &mut Conn<'_>, rows: &[EventRow]) -> Stored<bool> {
    let Some((first, rest)) = rows.split_first() else { return Ok(true) };
    let inserted = on!(conn, |c| diesel::insert_into(attempt_events::table).values(first).on_conflict_do_nothing().execute(c))?;
    if inserted == 1 && !rest.is_empty() {
        on!(conn, |c| diesel::insert_into(attempt_events::table).values(rest).execute(c))?;
    }
    Ok(inserted == 1)
}

/// All events of an attempt in order.
pub fn all(conn: &mut Conn<'_>, attempt: AttemptId) -> Stored<Vec<EventRow>> {
    Ok(on!(conn, |c| attempt_events::table
        .filter(attempt_events::attempt_id.eq(attempt))
        .order(attempt_events::n)
        .select(EventRow::as_select())
        .load(c))?)
}

/// The first event of an attempt.
pub fn first(conn: &mut Conn<'_>, attempt: AttemptId) -> Stored<Option<EventRow>> {
    Ok(on!(conn, |c| attempt_events::table.find((attempt, 1)).select(EventRow::as_select()).first(c).optional())?)
}

/// The last link of every attempt at a quiz that has a chain.
pub fn last_links(conn: &mut Conn<'_>, quiz: QuizId) -> Stored<Vec<(AttemptId, Vec<u8>)>> {
    let later = diesel::alias!(attempt_events as later);
    let is_last = || {
        diesel::dsl::not(diesel::dsl::exists(
            later
                .filter(later.field(attempt_events::attempt_id).eq(attempt_events::attempt_id))
                .filter(later.field(attempt_events::n).gt(attempt_events::n)),
        ))
    };
    Ok(on!(conn, |c| attempt_events::table
        .inner_join(attempts::table.on(attempts::id.eq(attempt_events::attempt_id)))
        .filter(attempts::quiz_id.eq(quiz))
        .filter(is_last())
        .select((attempt_events::attempt_id, attempt_events::link))
        .load(c))?)
}
