//! Writing and checking the audit log.

use serde_json::{Value, json};

use super::store::{self, EventRow};
use crate::{
    kernel::{
        Timestamp, canonical,
        ids::PersonId,
        page::{Page, PageRequest},
        text::hex,
    },
    storage::{Conn, Json, StorageError},
};

/// An official action, as it is told to the log.
#[derive(Debug, Clone)]
pub struct Event {
    /// Who; `None` for the system itself.
    pub actor: Option<PersonId>,
    /// What, as `domain.verb`: `person.created`.
    pub action: &'static str,
    /// What it was done to: `person`, `unit`, `certificate` …
    pub subject_kind: &'static str,
    /// Its id or code.
    pub subject_id: String,
    /// Why, where a reason was asked for.
    pub reason: Option<String>,
    /// Further facts; never a password, a token or a key.
    pub detail: Value,
}

/// An event as it is shown.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// Number in the chain, from 1.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// Who, by name.
    pub actor_name: Option<String>,
    /// What.
    pub action: String,
    /// To what.
    pub subject_kind: String,
    /// Its id or code.
    pub subject_id: String,
    /// Why.
    pub reason: Option<String>,
    /// Further facts.
    pub detail: Value,
    /// This event's hash, hexadecimal.
    pub hash: String,
}

/// What [`verify`] found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chain {
    /// All events stand; how many there are.
    Intact(i64),
    /// The first event that does not follow from the ones before.
    BrokenAt(i64),
}

/// Appends an event within the caller's transaction: it is recorded if and only if the action is.
pub fn record(conn: &mut Conn<'_>, now: Timestamp, event: Event) -> Result<(), StorageError> {
    let (seq, previous_hash) = store::next_place(conn)?;
    let mut row = EventRow {
        seq,
        at: now,
        actor_id: event.actor,
        action: event.action.to_owned(),
        subject_kind: event.subject_kind.to_owned(),
        subject_id: event.subject_id,
        reason: event.reason,
        detail: Json(event.detail),
        previous_hash,
        hash: Vec::new(),
    };
    row.hash = hash(&row).to_vec();
    store::append(conn, &row)
}

fn hash(row: &EventRow) -> [u8; 32] {
    canonical::digest(&json!({
        "seq": row.seq,
        "at": row.at,
        "actor": row.actor_id,
        "action": row.action,
        "subject_kind": row.subject_kind,
        "subject_id": row.subject_id,
        "reason": row.reason,
        "detail": row.detail.0,
        "previous": hex(&row.previous_hash),
    }))
}

/// Recomputes the whole chain in bounded steps.
pub fn verify(conn: &mut Conn<'_>) -> Result<Chain, StorageError> {
    let (mut seq, mut previous) = (0, vec![0u8; 32]);
    loop {
        let rows = store::after(conn, seq, 1_000)?;
        if rows.is_empty() {
            break;
        }
        for row in rows {
            if row.seq != seq + 1 || row.previous_hash != previous || row.hash != hash(&row) {
                return Ok(Chain::BrokenAt(seq + 1));
            }
            seq = row.seq;
            previous = row.hash;
        }
    }
    // A cut tail leaves a chain that is whole but shorter than the head says.
    let (head_seq, head_hash) = store::head(conn)?;
    let whole = head_seq == seq && (seq == 0 || head_hash == previous);
    Ok(if whole { Chain::Intact(seq) } else { Chain::BrokenAt(seq + 1) })
}

/// A page of the log, newest first.
pub fn page(conn: &mut Conn<'_>, request: PageRequest) -> Result<Page<Recorded>, StorageError> {
    Ok(store::page(conn, request)?.map(|(row, actor_name)| Recorded {
        seq: row.seq,
        at: row.at,
        actor_name,
        action: row.action,
        subject_kind: row.subject_kind,
        subject_id: row.subject_id,
        reason: row.reason,
        detail: row.detail.0,
        hash: hex(&row.hash),
    }))
}
