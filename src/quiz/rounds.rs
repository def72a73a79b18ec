//! What a contest needs of the attempts at its rounds: all of them, with what stands in them. No scores, no keys.

use std::collections::HashMap;

use serde_json::Value;

use super::{
    model::{Attempt, AttemptState, Quiz, QuizError},
    store,
};
use crate::{
    kernel::ids::{AttemptId, PersonId, QuizId},
    storage::Conn,
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
    let mut responses: HashMap<AttemptId, Vec<Standing>> = HashMap::new();
    for (attempt, slot, seq, response) in store::responses_of_quiz(conn, quiz)? {
        responses.entry(attempt).or_default().push((slot, seq, response.0));
    }
    Ok(store::of_quiz(conn, quiz)?
        .into_iter()
        .map(Attempt::from)
        .map(|attempt| {
            let standing = responses.remove(&attempt.id).unwrap_or_default();
            (attempt, standing)
        })
        .collect())
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
