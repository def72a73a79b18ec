//! What a contest needs of the attempts at its rounds: all of them, with what stands in them. No scores, no keys.

use std::collections::HashMap;

use serde_json::Value;

use super::{
    model::{Attempt, AttemptState, Quiz, QuizError},
    round_store, store,
};
use crate::{
    kernel::{
        Timestamp,
        ids::{AttemptId, PersonId, QuizId},
    },
    storage::{Conn, Json},
};

type Outcome<T> = Result<T, QuizError>;

/// What stands in a slot: slot, sequence, response as it was sent.
pub type Standing = (i32, i64, Value);

/// Open attempts of a quiz, oldest first.
pub fn open_attempts(conn: &mut Conn<'_>, quiz: QuizId, limit: i64) -> Outcome<Vec<AttemptId>> {
    Ok(store::open_of_quiz(conn, quiz, limit)?)
}

/// Whether an attempt of a quiz is still open.
pub fn is_at_work(conn: &mut Conn<'_>, quiz: QuizId) -> Outcome<bool> {
    Ok(!store::open_of_quiz(conn, quiz, 1)?.is_empty())
}

/// Every attempt of a quiz with its responses by slot.
pub fn all_of_quiz(conn: &mut Conn<'_>, quiz: QuizId) -> Outcome<Vec<(Attempt, Vec<Standing>)>> {
    let responses = store::responses_of_quiz(conn, quiz)?;
    Ok(beside_responses(store::of_quiz(conn, quiz)?.into_iter().map(Attempt::from), responses))
}

/// A person's attempts at a quiz with their responses by slot, first one first.
pub fn of_person(conn: &mut Conn<'_>, quiz: QuizId, person: PersonId) -> Outcome<Vec<(Attempt, Vec<Standing>)>> {
    let attempts: Vec<Attempt> = store::attempts_of(conn, quiz, person)?.into_iter().map(Attempt::from).collect();
    let ids: Vec<AttemptId> = attempts.iter().map(|attempt| attempt.id).collect();
    let responses = store::responses_of_attempts(conn, &ids)?;
    Ok(beside_responses(attempts.into_iter(), responses))
}

fn beside_responses(
    attempts: impl Iterator<Item = Attempt>,
    rows: Vec<(AttemptId, i32, i64, Json<Value>)>,
) -> Vec<(Attempt, Vec<Standing>)> {
    let mut responses: HashMap<AttemptId, Vec<Standing>> = HashMap::new();
    for (attempt, slot, seq, response) in rows {
        responses.entry(attempt).or_default().push((slot, seq, response.0));
    }
    attempts
        .map(|attempt| {
            let standing = responses.remove(&attempt.id).unwrap_or_default();
            (attempt, standing)
        })
        .collect()
}

/// Gives time to every attempt that is running at `at` and to the quiz itself; never takes any.
pub fn give_time(conn: &mut Conn<'_>, quiz: QuizId, at: Timestamp, seconds: i64) -> Outcome<()> {
    if seconds > 0 {
        store::give_time(conn, quiz, at, seconds)?;
    }
    Ok(())
}

/// Lets a quiz stand still for `seconds` from `at`; who is at it gets them back, and so does the quiz.
pub fn pause(conn: &mut Conn<'_>, quiz: QuizId, at: Timestamp, seconds: i64) -> Outcome<()> {
    give_time(conn, quiz, at, seconds)?;
    Ok(store::pause(conn, quiz, at.plus_seconds(seconds))?)
}

/// Quizzes by their ids.
pub fn quizzes(conn: &mut Conn<'_>, ids: &[QuizId]) -> Outcome<HashMap<QuizId, Quiz>> {
    Ok(store::quizzes_by_id(conn, ids)?.into_iter().map(|row| (row.id, row.into())).collect())
}

/// People who began an attempt.
pub fn takers(conn: &mut Conn<'_>, quiz: QuizId) -> Outcome<Vec<PersonId>> {
    Ok(store::takers(conn, quiz)?)
}

/// How many attempts there are in each state.
pub fn counts(conn: &mut Conn<'_>, quiz: QuizId) -> Outcome<HashMap<AttemptState, i64>> {
    Ok(store::counts_of_quiz(conn, quiz)?.into_iter().map(|(state, count)| (AttemptState::parse(&state), count)).collect())
}

/// Running attempts that still have time, at `now`.
pub fn running(conn: &mut Conn<'_>, quiz: QuizId, now: Timestamp) -> Outcome<i64> {
    Ok(round_store::running(conn, quiz, now)?)
}

/// How many people began an attempt.
pub fn count_takers(conn: &mut Conn<'_>, quiz: QuizId) -> Outcome<i64> {
    Ok(round_store::count_takers(conn, quiz)?)
}

/// When the latest attempt began.
pub fn last_start(conn: &mut Conn<'_>, quiz: QuizId) -> Outcome<Option<Timestamp>> {
    Ok(round_store::last_start(conn, quiz)?)
}

/// Starts and submissions by takers from `since` on, each by minutes since 1970.
pub fn by_minute(conn: &mut Conn<'_>, quiz: QuizId, since: Timestamp) -> Outcome<(HashMap<i64, i64>, HashMap<i64, i64>)> {
    let starts = round_store::starts_by_minute(conn, quiz, since)?;
    let submissions = round_store::submissions_by_minute(conn, quiz, since)?;
    Ok((starts.into_iter().collect(), submissions.into_iter().collect()))
}

/// Changes whenever another attempt of the quiz is closed: how many are, and when the last was.
pub fn closed_so_far(conn: &mut Conn<'_>, quiz: QuizId) -> Outcome<(i64, Option<Timestamp>)> {
    Ok(round_store::closed_so_far(conn, quiz)?)
}

/// Closed attempts of a quiz, by id.
pub fn closed_ids(conn: &mut Conn<'_>, quiz: QuizId) -> Outcome<Vec<AttemptId>> {
    Ok(round_store::closed_ids(conn, quiz)?)
}

/// These attempts with what stands in them: for going through a large round in steps.
pub fn by_ids(conn: &mut Conn<'_>, ids: &[AttemptId]) -> Outcome<Vec<(Attempt, Vec<(i32, Value)>)>> {
    let mut responses: HashMap<AttemptId, Vec<(i32, Value)>> = HashMap::new();
    for (attempt, slot, response) in round_store::responses_of(conn, ids)? {
        responses.entry(attempt).or_default().push((slot, response.0));
    }
    Ok(round_store::attempts(conn, ids)?
        .into_iter()
        .map(Attempt::from)
        .map(|attempt| {
            let standing = responses.remove(&attempt.id).unwrap_or_default();
            (attempt, standing)
        })
        .collect())
}
