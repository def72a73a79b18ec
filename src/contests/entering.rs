//! Taking part: starting an attempt whose paper was decided before the opening, and predicting.

use std::collections::HashMap;

use super::{
    commitment, limits,
    model::{ContestError, RoundState},
    ops::{self, Outcome},
    store,
};
use crate::{
    kernel::{
        Entropy, Seed, Timestamp,
        ids::{AttemptId, PersonId},
    },
    quiz::{
        self,
        model::{Attempt, QuizError},
    },
    storage::Conn,
};

/// Starts a person's attempt in a round, or gives back the one that is open (`false`).
///
/// # Errors
/// [`QuizError::NotOpen`], [`QuizError::Closed`], [`QuizError::NoAttemptsLeft`], and those of [`limits::check`].
pub fn start(conn: &mut Conn<'_>, now: Timestamp, entropy: &dyn Entropy, round: &str, person: PersonId) -> Outcome<(AttemptId, bool)> {
    let (contest, round) = ops::round_named(conn, round)?;
    match round.state(now, false) {
        RoundState::Draft => return Err(ContestError::NotFound),
        RoundState::Upcoming => return Err(QuizError::NotOpen { opens_at: round.opens_at }.into()),
        _ => {}
    }
    limits::check(conn, now, &contest, &round, person)?;
    let pseudonym = ops::pseudonym(conn, contest.id, person)?;
    let quiz = quiz::ops::quiz_by_id(conn, round.quiz_id)?;
    let draw = |conn: &mut Conn<'_>, _: &quiz::model::Quiz, ordinal: i32| {
        let (seed, pool) = store::draw_of(conn, round.id)?.ok_or(QuizError::NotFound)?;
        let seed = Seed(seed.try_into().map_err(|_| QuizError::NotFound)?);
        Ok((commitment::paper_seed(seed, &pseudonym, ordinal), pool))
    };
    Ok(quiz::ops::start_drawn(conn, now, entropy, &quiz, person, draw)?)
}

/// What became of a prediction.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SavedPrediction {
    /// The sequence that stands.
    pub seq: i64,
    /// What stands.
    pub text: String,
    /// When it was kept.
    pub saved_at: Timestamp,
}

/// Keeps the prediction of a running attempt; the highest sequence wins.
///
/// # Errors
/// [`QuizError::NotFound`] for an attempt without such a question, [`QuizError::ResponseShape`] for what is no such
/// number, [`QuizError::DeadlinePassed`], [`QuizError::AlreadySubmitted`].
pub fn predict(
    conn: &mut Conn<'_>,
    arrived_at: Timestamp,
    attempt: AttemptId,
    person: PersonId,
    seq: i64,
    text: &str,
) -> Outcome<SavedPrediction> {
    quiz::ops::check_open(conn, arrived_at, attempt, person)?;
    let quiz = quiz::ops::attempt(conn, attempt, person)?.0.quiz_id;
    let question = ops::round_of_quiz(conn, quiz)?.and_then(|(_, round)| round.ranking.prediction).ok_or(QuizError::NotFound)?;
    let text = text.trim();
    if question.read(text).is_none() || !(1..=i64::from(i32::MAX)).contains(&seq) {
        return Err(QuizError::ResponseShape.into());
    }
    store::put_prediction(conn, attempt, seq, text, arrived_at)?;
    let (seq, text, saved_at) = store::prediction(conn, attempt)?.ok_or(QuizError::NotFound)?;
    Ok(SavedPrediction { seq, text, saved_at })
}

/// The predictions that stand in these attempts, as they were typed.
pub fn predictions(conn: &mut Conn<'_>, attempts: &[Attempt]) -> Outcome<HashMap<AttemptId, String>> {
    let ids: Vec<AttemptId> = attempts.iter().map(|attempt| attempt.id).collect();
    Ok(store::predictions_of_attempts(conn, &ids)?.into_iter().collect())
}

/// The prediction that stands in an attempt.
pub fn prediction(conn: &mut Conn<'_>, attempt: AttemptId) -> Outcome<Option<SavedPrediction>> {
    Ok(store::prediction(conn, attempt)?.map(|(seq, text, saved_at)| SavedPrediction { seq, text, saved_at }))
}
