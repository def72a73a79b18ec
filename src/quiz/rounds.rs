//! What a contest needs of the attempts at its rounds: all of them, with what stands in them. No scores, no keys.

use std::collections::HashMap;

use serde_json::Value;

use super::{
    model::{Attempt, AttemptState, Quiz, QuizError},
    store,
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

/// Every attempt of a quiz with its responses by slot.
pub fn all_of_quiz(conn: &mut Conn<'_>, quiz: QuizId) -> Outcome<Vec<(Attempt, Vec<Standing>)>> {
    let responses = store::responses_of_quiz(conn, quiz)?;
    Ok(with_responses(store::of_quiz(conn, quiz)?.into_iter().map(Attempt::from), responses))
}

/// A person's attempts at a quiz with their responses by slot, first one first.
pub fn of_person(conn: &mut Conn<'_>, quiz: QuizId, person: PersonId) -> Outcome<Vec<(Attempt, Vec<Standing>)>> {
    let attempts: Vec<Attempt> = store::attempts_of(conn, quiz, person)?.into_iter().map(Attempt::from).collect();
    let ids: Vec<AttemptId> = attempts.iter().map(|attempt| attempt.id).collect();
    let responses = store::responses_of_attempts(conn, &ids)?;
    Ok(with_responses(attempts.into_iter(), responses))
}

fn with_responses(attempts: impl Iterator<Item = Attempt>, rows: Vec<(AttemptId, i32, i64, Json<Value>)>) -> Vec<(Attempt, Vec<Standing>)> {
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
