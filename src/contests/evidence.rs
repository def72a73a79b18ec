//! The history of one attempt for the organizers, after the round: what an appeal is decided by. Who looks is recorded.

use serde_json::json;

use super::{
    facts,
    model::{Contest, ContestError, Round},
    ops::{Outcome, event},
    store,
};
use crate::{
    audit,
    kernel::{Actor, Timestamp, ids::PersonId},
    quiz::{
        self,
        chaining::{self, Kept},
        model::{Attempt, DEFAULT_GRACE_SECONDS},
    },
    storage::Conn,
};

/// An attempt of a closed round with everything that was accepted in it.
#[derive(Clone, Debug)]
pub struct History {
    /// The attempt.
    pub attempt: Attempt,
    /// Its events in order; none for an attempt without a chain.
    pub events: Vec<Kept>,
    /// Number of the first event that does not stand.
    pub broken_at: Option<i32>,
}

/// Whose attempts those under a pseudonym are.
fn person_behind(conn: &mut Conn<'_>, contest: &Contest, round: &Round, pseudonym: &str) -> Outcome<Option<PersonId>> {
    let secret = store::contest(conn, contest.id)?.ok_or(ContestError::NotFound)?.secret;
    let takers = quiz::rounds::takers(conn, round.quiz_id)?;
    Ok(takers.into_iter().find(|person| facts::pseudonym(&secret, *person) == pseudonym))
}

/// The history of an attempt, by pseudonym and number.
///
/// # Errors
/// [`ContestError::NotClosed`] as long as anybody may still take the round; [`ContestError::NotFound`].
pub fn history(conn: &mut Conn<'_>, now: Timestamp, contest: &Contest, round: &Round, pseudonym: &str, ordinal: i32) -> Outcome<History> {
    if round.commitment.is_none() || now <= round.closes_at.plus_seconds(DEFAULT_GRACE_SECONDS) {
        return Err(ContestError::NotClosed);
    }
    // The grace of an attempt may be longer than the usual one.
    if quiz::rounds::is_at_work(conn, round.quiz_id)? {
        return Err(ContestError::NotClosed);
    }
    let person = person_behind(conn, contest, round, pseudonym)?.ok_or(ContestError::NotFound)?;
    let attempts = quiz::ops::attempts_of(conn, round.quiz_id, person)?;
    let attempt = attempts.into_iter().find(|attempt| attempt.ordinal == ordinal).ok_or(ContestError::NotFound)?;
    let (events, broken_at) = chaining::history(conn, attempt.id)?;
    Ok(History { attempt, events, broken_at })
}

/// Writes down that somebody looked at a history.
pub fn record_look(
    conn: &mut Conn<'_>,
    now: Timestamp,
    by: &Actor,
    contest: &Contest,
    round: &Round,
    pseudonym: &str,
    ordinal: i32,
) -> Outcome<()> {
    let told = json!({ "pseudonym": pseudonym, "ordinal": ordinal });
    audit::ops::record(conn, now, event(Some(by.id), "round.history_seen", format!("{}.{}", contest.code, round.code), told))?;
    Ok(())
}
