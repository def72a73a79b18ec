//! Rows of attempts as organizers watch them: counted, by the minute, and in steps through a whole round. No keys.

use diesel::{dsl::sql, prelude::*, sql_types::BigInt};
use serde_json::Value;

use super::{model::AttemptState, store::AttemptRow};
use crate::{
    kernel::{
        Timestamp,
        ids::{AttemptId, QuizId},
    },
    storage::{
        Conn, Json, StorageError, on,
        schema::{attempts, responses},
    },
};

type Stored<T> = Result<T, StorageError>;

/// States of a closed attempt.
const CLOSED: [&str; 3] = [AttemptState::Submitted.code(), AttemptState::Expired.code(), AttemptState::Voided.code()];

/// Running attempts whose deadline has not passed; the others are closed as soon as somebody looks.
pub fn running(conn: &mut Conn<'_>, quiz: QuizId, now: Timestamp) -> Stored<i64> {
    Ok(on!(conn, |c| attempts::table
        .filter(attempts::quiz_id.eq(quiz).and(attempts::state.eq(AttemptState::InProgress.code())))
        .filter(attempts::deadline_at.is_null().or(attempts::deadline_at.ge(now)))
        .count()
        .get_result(c))?)
}

/// People who began an attempt of a quiz.
pub fn count_takers(conn: &mut Conn<'_>, quiz: QuizId) -> Stored<i64> {
    use diesel::dsl::count;
    Ok(on!(conn, |c| attempts::table.filter(attempts::quiz_id.eq(quiz)).select(count(attempts::person_id).aggregate_distinct()).first(c))?)
}

/// When the latest attempt of a quiz began.
pub fn last_start(conn: &mut Conn<'_>, quiz: QuizId) -> Stored<Option<Timestamp>> {
    use diesel::dsl::max;
    Ok(on!(conn, |c| attempts::table.filter(attempts::quiz_id.eq(quiz)).select(max(attempts::started_at)).first(c))?)
}

/// Starts from `since` on, by minutes since 1970.
pub fn starts_by_minute(conn: &mut Conn<'_>, quiz: QuizId, since: Timestamp) -> Stored<Vec<(i64, i64)>> {
    // The one place where the two databases count minutes in words of their own.
    let minute = match conn.backend() {
        "sqlite" => "started_at / 60000000",
        _ => "floor(extract(epoch from started_at) / 60)::bigint",
    };
    Ok(on!(conn, |c| attempts::table
        .filter(attempts::quiz_id.eq(quiz).and(attempts::started_at.ge(since)))
        .group_by(sql::<BigInt>(minute))
        .select((sql::<BigInt>(minute), sql::<BigInt>("count(*)")))
        .load(c))?)
}

/// Submissions by takers from `since` on, by minutes since 1970.
pub fn submissions_by_minute(conn: &mut Conn<'_>, quiz: QuizId, since: Timestamp) -> Stored<Vec<(i64, i64)>> {
    let minute = match conn.backend() {
        "sqlite" => "closed_at / 60000000",
        _ => "floor(extract(epoch from closed_at) / 60)::bigint",
    };
    Ok(on!(conn, |c| attempts::table
        .filter(attempts::quiz_id.eq(quiz).and(attempts::state.eq(AttemptState::Submitted.code())).and(attempts::closed_at.ge(since)))
        .group_by(sql::<BigInt>(minute))
        .select((sql::<BigInt>(minute), sql::<BigInt>("count(*)")))
        .load(c))?)
}

/// How many attempts of a quiz are closed, and when the last was.
pub fn closed_so_far(conn: &mut Conn<'_>, quiz: QuizId) -> Stored<(i64, Option<Timestamp>)> {
    use diesel::dsl::max;
    let closed = || attempts::table.filter(attempts::quiz_id.eq(quiz).and(attempts::state.eq_any(CLOSED)));
    let count = on!(conn, |c| closed().count().get_result(c))?;
    let last = on!(conn, |c| closed().select(max(attempts::closed_at)).first(c))?;
    Ok((count, last))
}

/// Closed attempts of a quiz, by id.
pub fn closed_ids(conn: &mut Conn<'_>, quiz: QuizId) -> Stored<Vec<AttemptId>> {
    Ok(on!(conn, |c| attempts::table
        .filter(attempts::quiz_id.eq(quiz).and(attempts::state.eq_any(CLOSED)))
        .order(attempts::id)
        .select(attempts::id)
        .load(c))?)
}

/// Attempts by their ids.
pub fn attempts(conn: &mut Conn<'_>, ids: &[AttemptId]) -> Stored<Vec<AttemptRow>> {
    Ok(on!(conn, |c| attempts::table.filter(attempts::id.eq_any(ids)).select(AttemptRow::as_select()).load(c))?)
}

/// What stands in these attempts: attempt, slot, response.
pub fn responses_of(conn: &mut Conn<'_>, of: &[AttemptId]) -> Stored<Vec<(AttemptId, i32, Json<Value>)>> {
    Ok(on!(conn, |c| responses::table
        .filter(responses::attempt_id.eq_any(of))
        .select((responses::attempt_id, responses::slot, responses::response))
        .load(c))?)
}
