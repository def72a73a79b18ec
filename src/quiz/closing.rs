//! Use cases that end attempts: submitting, closing what is overdue, and scoring what is saved.

use std::collections::HashMap;

use serde_json::Value;

use super::{
    chain::Event,
    chaining, gate_store, marking,
    model::{Attempt, AttemptState, DEFAULT_GRACE_SECONDS, QuizError, Rules, Slot},
    receipt::{self, ClosedBy, Receipt},
    response::{self, Given},
    scoring, store, timing,
};
use crate::{
    bank::{self, model::Marking},
    kernel::{
        Timestamp,
        ids::{AttemptId, PersonId},
        text::hex,
    },
    storage::Conn,
};

type Outcome<T> = Result<T, QuizError>;

/// Submits an attempt; again gives the same receipt (`false`: it was closed before).
pub fn submit(conn: &mut Conn<'_>, arrived_at: Timestamp, id: AttemptId, person: PersonId) -> Outcome<(Receipt, bool)> {
    let attempt: Attempt = store::attempt(conn, id, person)?.ok_or(QuizError::NotFound)?.into();
    if let Some(receipt) = attempt.receipt {
        return Ok((receipt, false));
    }
    if attempt.state != AttemptState::InProgress {
        return Err(QuizError::AlreadySubmitted);
    }
    if timing::is_in_time(&attempt.rules, attempt.deadline_at, arrived_at) {
        let (receipt, closed_now) = close(conn, &attempt, ClosedBy::Taker, arrived_at)?;
        return Ok((receipt, closed_now));
    }
    let (receipt, _) = close(conn, &attempt, ClosedBy::Deadline, attempt.deadline_at.unwrap_or(arrived_at))?;
    Ok((receipt, false))
}

/// Closes a person's attempt if its time is over; whether it did.
pub fn close_if_over(conn: &mut Conn<'_>, now: Timestamp, id: AttemptId, person: PersonId) -> Outcome<bool> {
    let attempt: Attempt = store::attempt(conn, id, person)?.ok_or(QuizError::NotFound)?.into();
    if attempt.state != AttemptState::InProgress || timing::is_in_time(&attempt.rules, attempt.deadline_at, now) {
        return Ok(false);
    }
    Ok(close(conn, &attempt, ClosedBy::Deadline, attempt.deadline_at.unwrap_or(now))?.1)
}

/// Attempts that nobody came back to, oldest first, at most `limit`.
pub fn overdue(conn: &mut Conn<'_>, now: Timestamp, limit: i64) -> Outcome<Vec<AttemptId>> {
    Ok(store::overdue(conn, now.plus_seconds(-DEFAULT_GRACE_SECONDS), limit)?)
}

/// Closes an overdue attempt; the person it belongs to, if it was closed now.
pub fn close_overdue(conn: &mut Conn<'_>, now: Timestamp, id: AttemptId) -> Outcome<Option<PersonId>> {
    let Some(attempt) = store::any_attempt(conn, id)?.map(Attempt::from) else { return Ok(None) };
    if attempt.state != AttemptState::InProgress || !timing::is_due(&attempt.rules, attempt.deadline_at, now) {
        return Ok(None);
    }
    let (_, closed) = close(conn, &attempt, ClosedBy::Deadline, attempt.deadline_at.unwrap_or(now))?;
    Ok(closed.then_some(attempt.person_id))
}

/// Turns at closing while saves of the same attempt still arrive.
const MOST_TURNS: usize = 16;

/// Scores what is saved and closes the attempt. The first to close it wins; others get the first's receipt.
///
/// Saves under way are waited for, and none begins until the closing is committed: what was acknowledged counts. Where an
/// attempt has a chain that keeps the same promise by itself: a save that is committed meanwhile has taken the place of the
/// closing in it, and then what stands is read and scored again.
pub(super) fn close(conn: &mut Conn<'_>, attempt: &Attempt, by: ClosedBy, at: Timestamp) -> Outcome<(Receipt, bool)> {
    gate_store::hold_attempt(conn, attempt.id)?;
    let slots = store::slots(conn, attempt.id)?;
    for _ in 0..MOST_TURNS {
        let end = chaining::end(conn, attempt.id)?;
        let saved: Vec<(i32, i64, Value)> =
            store::responses(conn, attempt.id)?.into_iter().map(|row| (row.slot, row.seq, row.response.0)).collect();
        let mut receipt = receipt::receipt(attempt.id, at, by, slots.len(), &saved);
        if let Some(end) = end {
            if end.is_closed {
                break;
            }
            let last = end.then(at, Event::Closed { by, digest: receipt.digest.clone() });
            receipt.link = Some(hex(&last.1.link));
            receipt.pseudonym = chaining::pseudonym(conn, attempt.id)?;
            if !chaining::put(conn, attempt.id, &[last])? {
                continue;
            }
        }
        let scores = score(conn, &attempt.rules, &slots, &saved)?;
        let total: i64 = scores.iter().map(|(_, score)| score).sum();
        let passed = scoring::passes(total, attempt.max_score, attempt.rules.pass_percent);
        let state = match by {
            ClosedBy::Taker => AttemptState::Submitted,
            ClosedBy::Deadline => AttemptState::Expired,
        };
        let essays = marking::essays(&slots, &saved);
        let outcome = Some((total, passed)).filter(|_| essays.is_empty());
        if !store::close(conn, attempt.id, state, &receipt, outcome)? {
            break;
        }
        store::insert_scores(conn, attempt.id, &scores)?;
        marking::wait(conn, attempt, at, &essays)?;
        return Ok((receipt, true));
    }
    let first = store::any_attempt(conn, attempt.id)?.and_then(|row| row.receipt).ok_or(QuizError::AlreadySubmitted)?;
    Ok((first.0, false))
}

/// Points slot by slot. The keys are read here, when nothing can be changed any more.
fn score(conn: &mut Conn<'_>, rules: &Rules, slots: &[Slot], saved: &[(i32, i64, Value)]) -> Outcome<Vec<(i32, i64)>> {
    let versions: Vec<_> = slots.iter().map(|slot| slot.version).collect();
    let keys: HashMap<_, _> = bank::keys::keys(conn, &versions)?.into_iter().collect();
    // Rounds ask only what is marked in one way, so that closing them reads nothing more.
    let open: Vec<_> = slots.iter().filter(|slot| !slot.item_type.is_for_contests()).map(|slot| slot.version).collect();
    let markings = bank::ops::markings(conn, &open)?;
    let usual = Marking::default();
    Ok(slots
        .iter()
        .map(|slot| {
            let sent = saved.iter().find(|(number, ..)| *number == slot.slot).map(|(.., response)| response);
            let given = sent.and_then(|sent| response::read(slot, sent).ok()).unwrap_or(Given::Nothing);
            let marking = markings.get(&slot.version).unwrap_or(&usual);
            let points = keys.get(&slot.version).map_or(0, |key| scoring::of(slot, key, marking, &given, rules.multiple_response));
            (slot.slot, points)
        })
        .collect())
}

/// Ids of closed attempts after `after`, in order: for `hocthi rebuild`.
pub fn closed_attempts(conn: &mut Conn<'_>, after: Option<AttemptId>, limit: i64) -> Outcome<Vec<AttemptId>> {
    Ok(store::closed(conn, after, limit)?)
}

/// Whether a closed attempt's stored scores are what its facts give.
pub fn recompute(conn: &mut Conn<'_>, id: AttemptId) -> Outcome<bool> {
    let Some(attempt) = store::any_attempt(conn, id)?.map(Attempt::from) else { return Ok(true) };
    if !matches!(attempt.state, AttemptState::Submitted | AttemptState::Expired) {
        return Ok(true);
    }
    let slots = store::slots(conn, id)?;
    let saved: Vec<(i32, i64, Value)> = store::responses(conn, id)?.into_iter().map(|row| (row.slot, row.seq, row.response.0)).collect();
    let mut scores = score(conn, &attempt.rules, &slots, &saved)?;
    let is_marked = marking::add(conn, id, &mut scores)?;
    let total: i64 = scores.iter().map(|(_, score)| score).sum();
    let passed = scoring::passes(total, attempt.max_score, attempt.rules.pass_percent);
    let outcome = (Some(total).filter(|_| is_marked), Some(passed).filter(|_| is_marked));
    Ok(store::scores(conn, id)? == scores && (attempt.score, attempt.passed) == outcome)
}
