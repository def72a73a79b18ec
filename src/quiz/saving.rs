//! Keeping responses: the highest sequence of a slot wins; what is accepted goes into the attempt's chain.

use serde_json::Value;

use super::{
    chain::{End, Event},
    chaining,
    model::{QuizError, Slot},
    ops::Paper,
    pace::Pace,
    response,
    store::{self, ResponseRow},
};
use crate::{
    kernel::{Timestamp, ids::AttemptId},
    storage::{Conn, Json},
};

type Outcome<T> = Result<T, QuizError>;

/// A response to keep.
#[derive(Clone, Debug, PartialEq)]
pub struct Save {
    /// Which slot, from 1.
    pub slot: i32,
    /// Chosen by the client, starting at 1; the highest wins whatever the order of arrival.
    pub seq: i64,
    /// As sent; `null` takes a response back.
    pub response: Value,
    /// Marked to look at again.
    pub flagged: bool,
}

/// What became of a save.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// Which slot.
    pub slot: i32,
    /// The sequence that stands.
    pub seq: i64,
    /// When it was kept.
    pub saved_at: Timestamp,
    /// A higher sequence stood already.
    pub superseded: bool,
}

/// Keeps one response. `slots` are the attempt's frozen slots; [`check_open`](super::ops::check_open) comes before, in the same transaction.
///
/// # Errors
/// [`QuizError::NoSlot`], [`QuizError::ResponseShape`], [`QuizError::SeqConflict`].
pub fn save_response(conn: &mut Conn<'_>, arrived_at: Timestamp, attempt: AttemptId, slots: &[Slot], save: &Save) -> Outcome<Saved> {
    let (saved, is_new) = keep(conn, arrived_at, attempt, slots, save)?;
    if is_new {
        chaining::append(conn, attempt, arrived_at, &[saved_event(save)])?;
    }
    Ok(saved)
}

/// Keeps several responses as [`save_response`] does one; each has its own outcome, a fault of the storage undoes all.
/// Where items have their own time, only what `pace` takes is kept.
/// Where the attempt has a chain, what is accepted goes into it at once; the end of the chain afterwards is for
/// [`Paper::note_end`] once it is committed.
///
/// # Errors
/// [`QuizError::Storage`]; [`QuizError::AlreadySubmitted`] when the attempt was closed meanwhile.
pub fn save_responses(
    conn: &mut Conn<'_>,
    arrived_at: Timestamp,
    attempt: AttemptId,
    paper: &Paper,
    pace: Option<&Pace>,
    saves: &[Save],
) -> Outcome<(Vec<Outcome<Saved>>, Option<End>)> {
    let mut outcomes = Vec::with_capacity(saves.len());
    let mut events = Vec::new();
    for save in saves {
        let is_known = paper.slots.iter().any(|slot| slot.slot == save.slot);
        let outcome = match pace.filter(|_| is_known).map_or(Ok(()), |pace| pace.check(save.slot, arrived_at)) {
            Ok(()) => keep(conn, arrived_at, attempt, &paper.slots, save),
            Err(refusal) => stands(conn, attempt, save)?.map(|saved| (saved, false)).ok_or(refusal),
        };
        match outcome {
            Err(QuizError::Storage(fault)) => return Err(QuizError::Storage(fault)),
            Err(refusal) => outcomes.push(Err(refusal)),
            Ok((saved, is_new)) => {
                if is_new && paper.is_chained {
                    events.push(saved_event(save));
                }
                outcomes.push(Ok(saved));
            }
        }
    }
    if events.is_empty() {
        return Ok((outcomes, None));
    }
    let end = chaining::append_behind(conn, attempt, arrived_at, &events, paper.known_end())?;
    Ok((outcomes, end))
}

fn saved_event(save: &Save) -> Event {
    Event::Saved { slot: save.slot, seq: save.seq, response: save.response.clone() }
}

/// What stands already, sent again because its answer was lost on the way: harmless, whenever it comes.
fn stands(conn: &mut Conn<'_>, attempt: AttemptId, save: &Save) -> Outcome<Option<Saved>> {
    let stored = store::response(conn, attempt, save.slot)?.filter(|row| row.seq == save.seq && row.response.0 == save.response);
    Ok(stored.map(|row| Saved { slot: row.slot, seq: row.seq, saved_at: row.saved_at, superseded: false }))
}

/// Keeps one response; whether it is new.
fn keep(conn: &mut Conn<'_>, arrived_at: Timestamp, attempt: AttemptId, slots: &[Slot], save: &Save) -> Outcome<(Saved, bool)> {
    let slot = slots.iter().find(|slot| slot.slot == save.slot).ok_or(QuizError::NoSlot)?;
    response::read(slot, &save.response)?;
    if !(1..=i64::from(i32::MAX)).contains(&save.seq) {
        return Err(QuizError::ResponseShape);
    }
    let row = ResponseRow {
        attempt_id: attempt,
        slot: save.slot,
        seq: save.seq,
        response: Json(save.response.clone()),
        flagged: save.flagged,
        saved_at: arrived_at,
    };
    if store::put_response(conn, &row)? {
        return Ok((Saved { slot: save.slot, seq: save.seq, saved_at: arrived_at, superseded: false }, true));
    }
    let stored = store::response(conn, attempt, save.slot)?.ok_or(QuizError::NoSlot)?;
    if stored.seq == save.seq && (stored.response.0 != save.response || stored.flagged != save.flagged) {
        return Err(QuizError::SeqConflict { stored: stored.seq });
    }
    Ok((Saved { slot: save.slot, seq: stored.seq, saved_at: stored.saved_at, superseded: stored.seq > save.seq }, false))
}

/// The write of [`save_response`] without its checks: what `hocthi bench` compares the whole with.
pub(crate) fn put_unchecked(conn: &mut Conn<'_>, saved_at: Timestamp, attempt: AttemptId, save: &Save) -> Outcome<bool> {
    Ok(store::put_response(
        conn,
        &ResponseRow {
            attempt_id: attempt,
            slot: save.slot,
            seq: save.seq,
            response: Json(save.response.clone()),
            flagged: save.flagged,
            saved_at,
        },
    )?)
}
