//! Taking part: starting an attempt whose paper was decided before the opening, and predicting.

use std::collections::HashMap;

use super::{
    insiders, limits,
    model::ContestError,
    ops::{self, Outcome},
    readiness::Ready,
    registration, store,
};
use crate::{
    kernel::{
        Entropy, Timestamp,
        ids::{AttemptId, PersonId},
    },
    quiz::{
        self,
        chain::Event,
        chaining,
        model::{Attempt, QuizError},
    },
    storage::Conn,
};

/// Starts a person's attempt in a round, or gives back the one that is open (`false`). See [`enter`].
pub fn start(conn: &mut Conn<'_>, now: Timestamp, entropy: &dyn Entropy, round: &str, person: PersonId) -> Outcome<(AttemptId, bool)> {
    let ready = Ready::read(conn, round)?;
    enter(conn, now, now, entropy, &ready, person)
}

/// Starts a person's attempt in a round, or gives back the one that is open (`false`). Whether the round is open is
/// decided by the arrival; the person's time begins `now`, when the paper is made, and never before their own moment.
///
/// # Errors
/// [`ContestError::NotYet`] before the opening, [`QuizError::Closed`], [`QuizError::NoAttemptsLeft`],
/// [`ContestError::Insider`], [`ContestError::Registration`], and those of [`limits::check`].
pub fn enter(
    conn: &mut Conn<'_>,
    arrived_at: Timestamp,
    now: Timestamp,
    entropy: &dyn Entropy,
    ready: &Ready,
    person: PersonId,
) -> Outcome<(AttemptId, bool)> {
    let moment = admitted(ready, arrived_at, person)?;
    insiders::check(conn, person)?;
    registration::check(conn, &ready.contest, person)?;
    limits::check(conn, now.max(moment), &ready.contest, &ready.round, person)?;
    let drawing = |_: &mut Conn<'_>, ordinal| Ok(ready.drawing(person, ordinal));
    Ok(quiz::ops::start_drawn(conn, now.max(moment), entropy, &ready.quiz, person, drawing)?)
}

/// The moment from which this person may begin, for a request that arrived in time.
///
/// # Errors
/// [`ContestError::NotYet`] before the opening; [`QuizError::Closed`] for a round that was declared void.
pub fn admitted(ready: &Ready, arrived_at: Timestamp, person: PersonId) -> Outcome<Timestamp> {
    if ready.round.voided_at.is_some() {
        return Err(QuizError::Closed.into());
    }
    let moment = ready.reveal_moment(person);
    if arrived_at < ready.round.opens_at {
        return Err(ContestError::NotYet { opens_at: ready.round.opens_at, enters_at: moment });
    }
    Ok(moment)
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
    if store::put_prediction(conn, attempt, seq, text, arrived_at)? {
        chaining::append(conn, attempt, arrived_at, &[Event::Predicted { seq, prediction: text.to_owned() }])?;
    }
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
