//! Rows that provisional standings are made of: closed attempts with their points, without what was answered.

use diesel::prelude::*;

use crate::{
    kernel::{
        Timestamp,
        ids::{PersonId, QuizId},
    },
    quiz::model::AttemptState,
    storage::{Conn, StorageError, on, schema::attempts},
};

/// A closed attempt.
pub struct ClosedAttempt {
    pub person_id: PersonId,
    pub ordinal: i32,
    pub score: i64,
    pub max_score: i64,
    pub started_at: Timestamp,
    pub closed_at: Timestamp,
}

/// Attempts of a quiz that were closed until then and are not void.
pub fn closed_until(conn: &mut Conn<'_>, quiz: QuizId, until: Timestamp) -> Result<Vec<ClosedAttempt>, StorageError> {
    let counted = [AttemptState::Submitted.code(), AttemptState::Expired.code()];
    let rows: Vec<(PersonId, i32, Option<i64>, i64, Timestamp, Option<Timestamp>)> = on!(conn, |c| attempts::table
        .filter(attempts::quiz_id.eq(quiz).and(attempts::state.eq_any(counted)).and(attempts::closed_at.le(until)))
        .select((attempts::person_id, attempts::ordinal, attempts::score, attempts::max_score, attempts::started_at, attempts::closed_at))
        .load(c))?;
    let closed = |(person_id, ordinal, score, max_score, started_at, closed_at): (_, _, Option<i64>, _, _, Option<Timestamp>)| {
        Some(ClosedAttempt { person_id, ordinal, score: score?, max_score, started_at, closed_at: closed_at? })
    };
    Ok(rows.into_iter().filter_map(closed).collect())
}
