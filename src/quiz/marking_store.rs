//! Rows of essays that wait to be marked, or were.

use diesel::prelude::*;

use crate::{
    kernel::{
        Timestamp,
        ids::{AttemptId, PersonId, QuizId},
    },
    storage::{
        Conn, StorageError, on,
        schema::{attempts, essay_marks, item_scores},
    },
};

type Stored<T> = Result<T, StorageError>;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = essay_marks, treat_none_as_default_value = false)]
pub struct MarkRow {
    pub attempt_id: AttemptId,
    pub slot: i32,
    pub quiz_id: QuizId,
    pub waiting_since: Timestamp,
    pub points: Option<i64>,
    pub comment: String,
    pub marked_by: Option<PersonId>,
    pub marked_at: Option<Timestamp>,
}

pub fn insert(conn: &mut Conn<'_>, rows: &[MarkRow]) -> Stored<()> {
    if !rows.is_empty() {
        on!(conn, |c| diesel::insert_into(essay_marks::table).values(rows).execute(c))?;
    }
    Ok(())
}

/// Points of an attempt's essays by slot; none for one that waits.
pub fn points(conn: &mut Conn<'_>, attempt: AttemptId) -> Stored<Vec<(i32, Option<i64>)>> {
    Ok(on!(conn, |c| essay_marks::table
        .filter(essay_marks::attempt_id.eq(attempt))
        .order(essay_marks::slot)
        .select((essay_marks::slot, essay_marks::points))
        .load(c))?)
}

/// Comments of an attempt's essays by slot.
pub fn comments(conn: &mut Conn<'_>, attempt: AttemptId) -> Stored<Vec<(i32, String)>> {
    Ok(on!(conn, |c| essay_marks::table
        .filter(essay_marks::attempt_id.eq(attempt))
        .select((essay_marks::slot, essay_marks::comment))
        .load(c))?)
}

pub fn mark(conn: &mut Conn<'_>, attempt: AttemptId, slot: i32) -> Stored<Option<MarkRow>> {
    Ok(on!(conn, |c| essay_marks::table.find((attempt, slot)).select(MarkRow::as_select()).first(c).optional())?)
}

/// How many essays of other people wait.
pub fn count_waiting(conn: &mut Conn<'_>, marker: PersonId) -> Stored<i64> {
    Ok(on!(conn, |c| essay_marks::table
        .inner_join(attempts::table.on(attempts::id.eq(essay_marks::attempt_id)))
        .filter(essay_marks::points.is_null().and(attempts::person_id.ne(marker)).and(attempts::state.ne("voided")))
        .count()
        .get_result(c))?)
}

/// The essay of another person that is so many places behind the one that waits longest.
pub fn waiting(conn: &mut Conn<'_>, marker: PersonId, skipped: i64) -> Stored<Option<(AttemptId, i32)>> {
    Ok(on!(conn, |c| essay_marks::table
        .inner_join(attempts::table.on(attempts::id.eq(essay_marks::attempt_id)))
        .filter(essay_marks::points.is_null().and(attempts::person_id.ne(marker)).and(attempts::state.ne("voided")))
        .order((essay_marks::waiting_since, essay_marks::attempt_id, essay_marks::slot))
        .offset(skipped)
        .select((essay_marks::attempt_id, essay_marks::slot))
        .first(c)
        .optional())?)
}

/// Marks an essay that still waits; false when it does not.
pub fn give(
    conn: &mut Conn<'_>,
    (attempt, slot): (AttemptId, i32),
    points: i64,
    comment: &str,
    by: PersonId,
    now: Timestamp,
) -> Stored<bool> {
    let changed = on!(conn, |c| diesel::update(essay_marks::table.find((attempt, slot)).filter(essay_marks::points.is_null()))
        .set((
            essay_marks::points.eq(points),
            essay_marks::comment.eq(comment),
            essay_marks::marked_by.eq(by),
            essay_marks::marked_at.eq(now)
        ))
        .execute(c))?;
    Ok(changed == 1)
}

pub fn put_score(conn: &mut Conn<'_>, attempt: AttemptId, slot: i32, score: i64) -> Stored<()> {
    on!(conn, |c| diesel::update(item_scores::table.find((attempt, slot))).set(item_scores::score.eq(score)).execute(c))?;
    Ok(())
}

/// The score of an attempt whose last essay was marked.
pub fn finish(conn: &mut Conn<'_>, attempt: AttemptId, score: i64, passed: bool) -> Stored<()> {
    on!(conn, |c| diesel::update(attempts::table.find(attempt)).set((attempts::score.eq(score), attempts::passed.eq(passed))).execute(c))?;
    Ok(())
}
