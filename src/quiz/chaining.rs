//! Use cases of the chains of attempts: beginning one, appending to it, showing and checking it.
//!
//! An attempt has a chain if it began with one (those at rounds do). Two appends at once: the primary key lets one take the
//! next place; the other reads the end again and comes behind it, or hears that the attempt is closed.

use std::collections::HashMap;

use super::{
    chain::{self, Begin, End, Entry, Event, Link},
    chain_store::{self as store, EventRow},
    model::QuizError,
    store as attempts,
};
use crate::{
    kernel::{
        Timestamp,
        ids::{AttemptId, QuizId},
        text::hex,
    },
    storage::{Conn, StorageError},
};

type Outcome<T> = Result<T, QuizError>;

/// Turns at taking the next place; nobody saves so often in one attempt at the same instant.
const MOST_TURNS: usize = 16;

/// Begins the chain of an attempt that is being started.
pub(super) fn begin(conn: &mut Conn<'_>, attempt: AttemptId, at: Timestamp, whose: Begin) -> Outcome<()> {
    let (event, end) = End::START.then(at, Event::Started(whose));
    put(conn, attempt, &[(event, end)])?;
    Ok(())
}

/// Where the chain of an attempt ends; none where it has none.
pub(super) fn end(conn: &mut Conn<'_>, attempt: AttemptId) -> Outcome<Option<End>> {
    let Some(row) = store::last(conn, attempt)? else { return Ok(None) };
    let link: Link = row.link.as_slice().try_into().map_err(|_| QuizError::NotFound)?;
    Ok(Some(End::of(row.n, &row.event, link)))
}

/// Whether an attempt has a chain: decided when it starts, so callers may keep it.
pub(super) fn is_chained(conn: &mut Conn<'_>, attempt: AttemptId) -> Outcome<bool> {
    Ok(store::first(conn, attempt)?.is_some())
}

/// The name under which somebody takes an attempt that has a chain.
pub(super) fn pseudonym(conn: &mut Conn<'_>, attempt: AttemptId) -> Outcome<Option<String>> {
    let first = store::first(conn, attempt)?.and_then(|row| serde_json::from_str::<Entry>(&row.event).ok());
    Ok(first.and_then(|entry| match entry.event {
        Event::Started(begin) => Some(begin.pseudonym),
        _ => None,
    }))
}

/// Takes the places behind an end; false when somebody else was faster.
pub(super) fn put(conn: &mut Conn<'_>, attempt: AttemptId, entries: &[(String, End)]) -> Outcome<bool> {
    let rows: Vec<EventRow> = entries
        .iter()
        .map(|(event, end)| EventRow { attempt_id: attempt, n: end.n, event: event.clone(), link: end.link.to_vec() })
        .collect();
    Ok(store::append(conn, &rows)?)
}

/// Appends what was accepted, in the transaction that accepts it. An attempt without a chain stays without.
///
/// # Errors
/// [`QuizError::AlreadySubmitted`] when the attempt was closed meanwhile: then nothing of the transaction may stand.
pub fn append(conn: &mut Conn<'_>, attempt: AttemptId, at: Timestamp, events: &[Event]) -> Outcome<()> {
    append_behind(conn, attempt, at, events, None).map(|_| ())
}

/// [`append`] for who knows how far the chain went at some commit: where it still goes no further it need not be read.
/// The end afterwards; none for an attempt without a chain.
pub(super) fn append_behind(
    conn: &mut Conn<'_>,
    attempt: AttemptId,
    at: Timestamp,
    events: &[Event],
    known: Option<End>,
) -> Outcome<Option<End>> {
    let mut known = known;
    for _ in 0..MOST_TURNS {
        let Some(mut last) = (match known.take() {
            Some(known) => Some(known),
            None => end(conn, attempt)?,
        }) else {
            return Ok(None);
        };
        if last.is_closed {
            return Err(QuizError::AlreadySubmitted);
        }
        let mut entries = Vec::with_capacity(events.len());
        for event in events {
            let (entry, next) = last.then(at, event.clone());
            entries.push((entry, next.clone()));
            last = next;
        }
        if put(conn, attempt, &entries)? {
            return Ok(Some(last));
        }
    }
    Err(QuizError::Storage(StorageError::Busy))
}

/// An event as it is kept, with its link in hexadecimal.
#[derive(Clone, Debug)]
pub struct Kept {
    /// What was accepted and when; none where the text cannot be read any more.
    pub entry: Option<Entry>,
    /// The text that is hashed.
    pub text: String,
    /// Its link.
    pub link: String,
}

/// The whole history of an attempt, and the number of the first event that does not stand.
pub fn history(conn: &mut Conn<'_>, attempt: AttemptId) -> Outcome<(Vec<Kept>, Option<i32>)> {
    let rows = store::all(conn, attempt)?;
    let broken = first_broken(conn, attempt, &rows)?;
    let kept = |row: EventRow| Kept { entry: serde_json::from_str(&row.event).ok(), link: hex(&row.link), text: row.event };
    Ok((rows.into_iter().map(kept).collect(), broken))
}

/// The number of the first event of an attempt's chain that does not stand; none where all do or there is no chain.
pub fn check(conn: &mut Conn<'_>, attempt: AttemptId) -> Outcome<Option<i32>> {
    let rows = store::all(conn, attempt)?;
    first_broken(conn, attempt, &rows)
}

fn first_broken(conn: &mut Conn<'_>, attempt: AttemptId, rows: &[EventRow]) -> Outcome<Option<i32>> {
    let length = i32::try_from(rows.len()).unwrap_or(i32::MAX);
    let last = match chain::verify(rows.iter().map(|row| (row.event.as_str(), row.link.as_slice()))) {
        Ok(last) => last,
        Err(n) => return Ok(Some(n)),
    };
    // A cut tail leaves a whole chain; the receipt holds the link it must end with.
    let receipt = attempts::any_attempt(conn, attempt)?.and_then(|row| row.receipt).and_then(|receipt| receipt.0.link);
    Ok(receipt.filter(|link| *link != hex(&last)).map(|_| length.saturating_add(1)))
}

/// The last link of every attempt at a quiz that has a chain, in hexadecimal.
pub fn last_links(conn: &mut Conn<'_>, quiz: QuizId) -> Outcome<HashMap<AttemptId, String>> {
    Ok(store::last_links(conn, quiz)?.into_iter().map(|(attempt, link)| (attempt, hex(&link))).collect())
}
