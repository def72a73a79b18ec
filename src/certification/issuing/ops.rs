//! Use cases of issuing: propose a list, approve it, pause and go on. The hundreds themselves are issued beside it.

use chrono::NaiveDate;
use serde_json::json;

use super::{
    super::{
        model::{Certificate, CertificationError, Programme},
        programmes, store as certificates,
    },
    store::{self, BatchRow, Entry, Place},
};
use crate::{
    audit,
    kernel::{
        Actor, Entropy, FieldProblem, Id, Timestamp,
        ids::{IssueBatchId, PersonId},
    },
    storage::Conn,
};

pub use super::hundreds::{faces, issue_next, running};

type Outcome<T> = Result<T, CertificationError>;

/// People of one batch.
const MOST_PEOPLE: usize = 100_000;

/// A batch with its counts.
#[derive(Clone, Debug)]
pub struct Batch {
    /// As it is kept.
    pub row: BatchRow,
    /// Certificates issued.
    pub issued: i64,
    /// People passed over, each with a reason.
    pub skipped: i64,
}

pub(super) fn log(
    conn: &mut Conn<'_>,
    now: Timestamp,
    by: Option<PersonId>,
    action: &'static str,
    id: IssueBatchId,
    detail: serde_json::Value,
) -> Outcome<()> {
    let event = audit::ops::Event { actor: by, action, subject_kind: "issue_batch", subject_id: id.to_string(), reason: None, detail };
    audit::ops::record(conn, now, event)?;
    Ok(())
}

/// Proposes certificates for these people, or, for `None`, for everybody who has met the terms. Runs at once unless a
/// second approval is asked for.
pub fn propose(
    conn: &mut Conn<'_>,
    now: Timestamp,
    entropy: &dyn Entropy,
    by: &Actor,
    programme_code: &str,
    people: &[PersonId],
    issued_on: NaiveDate,
) -> Outcome<IssueBatchId> {
    let (programme, _) = programmes::ops::managed(conn, by, programme_code)?;
    let entries: Vec<Entry> = people.iter().map(|person| Entry::plain(*person)).collect();
    propose_list(conn, now, entropy, by, &programme, &entries, issued_on)
}

/// Proposes papers for a list of people, each with what is said of them. The caller has looked that the actor may.
pub fn propose_list(
    conn: &mut Conn<'_>,
    now: Timestamp,
    entropy: &dyn Entropy,
    by: &Actor,
    programme: &Programme,
    people: &[Entry],
    issued_on: NaiveDate,
) -> Outcome<IssueBatchId> {
    if people.is_empty() {
        return Err(CertificationError::Fields(vec![FieldProblem::new("who", "nobody_ready")]));
    }
    if people.len() > MOST_PEOPLE {
        return Err(CertificationError::Fields(vec![FieldProblem::new("who", "usernames_many")]));
    }
    if store::unfinished(conn, programme.id)?.is_some() {
        return Err(CertificationError::State("issue_batch_unfinished"));
    }
    let row = BatchRow {
        id: Id::new(now, entropy),
        programme_id: programme.id,
        state: if programme.second_approval { "proposed" } else { "running" }.to_owned(),
        issued_on,
        created_by: by.id,
        created_at: now,
        approved_by: None,
        approved_at: None,
        total: i32::try_from(people.len()).unwrap_or(i32::MAX),
        next_ordinal: 1,
        finished_at: None,
    };
    store::insert_batch(conn, &row, people)?;
    log(
        conn,
        now,
        Some(by.id),
        "issue_batch.proposed",
        row.id,
        json!({ "programme": programme.code, "people": people.len(), "on": issued_on }),
    )?;
    Ok(row.id)
}

/// A batch that the actor manages.
pub fn batch(conn: &mut Conn<'_>, by: &Actor, id: IssueBatchId) -> Outcome<(Programme, Batch)> {
    let row = store::batch(conn, id)?.ok_or(CertificationError::NotFound)?;
    let programme = programmes::ops::by_ids(conn, &[row.programme_id])?.remove(&row.programme_id).ok_or(CertificationError::NotFound)?;
    if !programmes::ops::may_manage(conn, by, &programme)? {
        return Err(CertificationError::NotFound);
    }
    let (issued, skipped) = store::counts(conn, id)?;
    Ok((programme, Batch { row, issued, skipped }))
}

/// Places of a batch with a certificate, and places passed over.
pub fn counts(conn: &mut Conn<'_>, id: IssueBatchId) -> Outcome<(i64, i64)> {
    Ok(store::counts(conn, id)?)
}

/// Batches of a programme, the latest first.
pub fn batches(conn: &mut Conn<'_>, programme: &Programme) -> Outcome<Vec<BatchRow>> {
    Ok(store::batches_of(conn, programme.id)?)
}

/// The list of a batch, after a place.
pub fn places(conn: &mut Conn<'_>, by: &Actor, id: IssueBatchId, after: i32, limit: i64) -> Outcome<Vec<Place>> {
    batch(conn, by, id)?;
    Ok(store::places(conn, id, after, limit)?)
}

/// Certificates of a batch in the order of their numbers, after a number.
pub fn certificates_of(conn: &mut Conn<'_>, id: IssueBatchId, after: i32, limit: i64) -> Outcome<Vec<Certificate>> {
    Ok(certificates::of_batch(conn, id, after, limit)?)
}

/// What somebody decides about a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// The second approval.
    Approve,
    /// Stop after the hundred that is being issued.
    Pause,
    /// Go on.
    Resume,
    /// Issue nothing more.
    Cancel,
}

impl Decision {
    /// Reads the word of a form.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "approve" => Some(Self::Approve),
            "pause" => Some(Self::Pause),
            "resume" => Some(Self::Resume),
            "cancel" => Some(Self::Cancel),
            _ => None,
        }
    }
}

/// Decides about a batch.
///
/// # Errors
/// `issue_batch_own` when somebody approves the own proposal, `issue_batch_state` when the batch is in another state by now.
pub fn decide(conn: &mut Conn<'_>, now: Timestamp, by: &Actor, id: IssueBatchId, decision: Decision) -> Outcome<()> {
    let (_, batch) = batch(conn, by, id)?;
    let (done, action) = match decision {
        Decision::Approve if batch.row.created_by == by.id => return Err(CertificationError::State("issue_batch_own")),
        Decision::Approve => (store::approve(conn, id, by.id, now)?, "issue_batch.approved"),
        Decision::Pause => (store::set_state(conn, id, "running", "paused")?, "issue_batch.paused"),
        Decision::Resume => (store::set_state(conn, id, "paused", "running")?, "issue_batch.resumed"),
        Decision::Cancel => {
            let from_proposed = store::set_state(conn, id, "proposed", "cancelled")?;
            (from_proposed || store::set_state(conn, id, "paused", "cancelled")?, "issue_batch.cancelled")
        }
    };
    if !done {
        return Err(CertificationError::State("issue_batch_state"));
    }
    log(conn, now, Some(by.id), action, id, json!({ "issued": batch.issued, "total": batch.row.total }))
}
