//! Closing a round: the result from the facts, approved by two people as it is, published for good.

use serde_json::json;

use super::{
    appeals,
    computing::Computed,
    model::{Contest, ContestError, Round},
    ops::{self, Outcome, event},
    result_file::ResultFile,
    store,
};
use crate::{
    audit,
    kernel::{
        Actor, Timestamp,
        ids::{PersonId, RoundId},
    },
    quiz,
    storage::Conn,
};

/// People who must approve the same result.
pub const APPROVALS: usize = 2;
/// Attempts closed in one go before a result is made.
const SWEEP: i64 = 1_000;

/// An approval.
#[derive(Clone, Debug)]
pub struct Approval {
    /// By whom.
    pub person: PersonId,
    /// Name.
    pub full_name: String,
    /// When.
    pub at: Timestamp,
}

/// Who has approved a result, in order.
pub fn approvals(conn: &mut Conn<'_>, round: &Round, digest: &str) -> Outcome<Vec<Approval>> {
    let approvals = store::approvals(conn, round.id, digest)?;
    Ok(approvals.into_iter().map(|(person, full_name, at)| Approval { person, full_name, at }).collect())
}

/// Closes what nobody came back to, so that every attempt of a closed round is a fact. Whether any are left for a next go.
pub fn close_overdue(conn: &mut Conn<'_>, now: Timestamp, round: &Round) -> Outcome<bool> {
    let open = quiz::rounds::open_attempts(conn, round.quiz_id, SWEEP)?;
    let more = i64::try_from(open.len()).unwrap_or(0) == SWEEP;
    for attempt in open {
        quiz::ops::close_overdue(conn, now, attempt)?;
    }
    Ok(more)
}

/// Approves exactly the result that was looked at: `digest` of the facts at `revision`.
///
/// # Errors
/// [`ContestError::ResultChanged`] when the facts have changed since; [`ContestError::AlreadyPublished`];
/// [`ContestError::NotNow`] while appeals may come or wait for an answer, and for whoever approved it already.
pub fn approve(
    conn: &mut Conn<'_>,
    now: Timestamp,
    by: &Actor,
    contest: &Contest,
    round: &Round,
    (digest, revision): (&str, i64),
) -> Outcome<()> {
    unchanged(conn, round.id, revision)?;
    appeals::check_settled(conn, now, round)?;
    if store::approvals(conn, round.id, digest)?.iter().any(|(person, ..)| *person == by.id) {
        return Err(ContestError::NotNow { what: "approved_before" });
    }
    store::approve(conn, round.id, digest, by.id, now)?;
    audit::ops::record(
        conn,
        now,
        event(Some(by.id), "round.approved", format!("{}.{}", contest.code, round.code), json!({ "digest": digest })),
    )?;
    Ok(())
}

/// Makes sure, within a transaction, that a round is unpublished and its facts are those of `revision`, and that nobody
/// changes them before it ends.
fn unchanged(conn: &mut Conn<'_>, round: RoundId, revision: i64) -> Outcome<()> {
    let stands = store::hold(conn, round)?;
    if store::result_head(conn, round)?.is_some() {
        return Err(ContestError::AlreadyPublished);
    }
    if stands == Some(revision) { Ok(()) } else { Err(ContestError::ResultChanged) }
}

/// A signed result, ready to be published.
pub struct Signed {
    /// The file.
    pub file: ResultFile,
    /// Its bytes.
    text: String,
    /// What was approved.
    digest: String,
    /// [`Round::facts_revision`] that it follows from.
    revision: i64,
}

impl Signed {
    /// What two people must have approved.
    pub fn digest(&self) -> &str {
        &self.digest
    }
}

/// Signs what was computed: long work for large rounds, so that it is done before the transaction that publishes it.
pub fn signed(conn: &mut Conn<'_>, computed: Computed) -> Outcome<Signed> {
    let key = ops::signing_key(conn)?.ok_or(ContestError::NotFound)?;
    let digest = computed.file.digest();
    let file = key.sign(computed.file);
    Ok(Signed { text: file.canonical(), file, digest, revision: computed.revision })
}

/// Publishes the result that two people approved; once and for good. `by` is none for the command line.
///
/// # Errors
/// [`ContestError::ApprovalsMissing`], [`ContestError::ResultChanged`], [`ContestError::AlreadyPublished`], and
/// [`ContestError::NotNow`] while appeals may come or wait for an answer.
pub fn publish(conn: &mut Conn<'_>, now: Timestamp, by: Option<&Actor>, contest: &Contest, round: &Round, signed: &Signed) -> Outcome<()> {
    unchanged(conn, round.id, signed.revision)?;
    let approvals = approvals(conn, round, &signed.digest)?;
    if approvals.len() < APPROVALS {
        return Err(ContestError::ApprovalsMissing { given: approvals.len() });
    }
    appeals::check_settled(conn, now, round)?;
    let by = by.map(|actor| actor.id);
    store::insert_result(conn, round.id, &signed.digest, &signed.text, by, now)?;
    audit::ops::record(
        conn,
        now,
        event(
            by,
            "round.published",
            format!("{}.{}", contest.code, round.code),
            json!({ "digest": signed.digest, "merkle_root": signed.file.merkle_root }),
        ),
    )?;
    Ok(())
}
