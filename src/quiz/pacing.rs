//! Use cases of papers whose items have their own time: what is shown now, moving on to the next item.

use super::{
    chain::Event,
    chaining,
    gate_store::GateRow,
    model::{Attempt, AttemptState, QuizError, Slot},
    ops,
    pace::{Pace, Shown},
    pace_store, store,
};
use crate::{
    kernel::{
        Timestamp,
        ids::{AttemptId, PersonId},
    },
    storage::{Conn, StorageError},
};

type Outcome<T> = Result<T, QuizError>;

/// Turns at moving on while the same attempt is moved elsewhere.
const MOST_TURNS: usize = 8;

/// How an attempt whose gate was read stands with the time of its items; none where they have none.
pub(super) fn of_gate(conn: &mut Conn<'_>, attempt: AttemptId, person: PersonId, gate: &GateRow) -> Outcome<Option<Pace>> {
    if gate.rules.0.seconds_per_item.is_none() {
        return Ok(None);
    }
    let paused_until = store::news(conn, attempt, person)?.and_then(|(_, paused_until)| paused_until);
    let mark = super::pace::Mark::of(gate.at_slot, gate.at_since);
    Ok(Pace::new(&gate.rules.0, mark, gate.deadline_at, paused_until))
}

/// How a running attempt stands with the time of its items, its quiz standing still until then; none where they have none.
pub fn of_attempt(attempt: &Attempt, paused_until: Option<Timestamp>) -> Option<Pace> {
    let is_running = attempt.state == AttemptState::InProgress;
    is_running.then(|| Pace::new(&attempt.rules, attempt.mark, attempt.deadline_at, paused_until)).flatten()
}

/// Leaves of a paper what its taker may see at `now`: all of it, or where items have their own time the one that is shown,
/// and nothing once they are over. What is shown, where items have their own time.
pub fn keep_shown(attempt: &Attempt, paused_until: Option<Timestamp>, now: Timestamp, slots: &mut Vec<Slot>) -> Option<Shown> {
    attempt.rules.seconds_per_item?;
    let shown = of_attempt(attempt, paused_until).and_then(|pace| pace.shown(now));
    slots.retain(|slot| shown.is_some_and(|shown| shown.slot == slot.slot));
    shown
}

/// Moves on from an item before its time is over. Asked again for the same item, or for one whose time has run out, nothing
/// moves (`false`), nor from the last one: that is what submitting is for.
///
/// # Errors
/// [`QuizError::NotPaced`], [`QuizError::ItemNotYet`], and those of [`ops::check_open`].
pub fn move_on(conn: &mut Conn<'_>, arrived_at: Timestamp, attempt: AttemptId, person: PersonId, slot: i32) -> Outcome<bool> {
    for _ in 0..MOST_TURNS {
        let pace = ops::check_open(conn, arrived_at, attempt, person)?.ok_or(QuizError::NotPaced)?;
        let Some((mark, deadline)) = pace.next(slot, arrived_at)? else { return Ok(false) };
        if pace_store::put_mark(conn, attempt, pace.mark, mark, deadline)? {
            chaining::append(conn, attempt, arrived_at, &[Event::Moved { slot }])?;
            return Ok(true);
        }
    }
    Err(QuizError::Storage(StorageError::Busy))
}
