//! Closing a round: the result from the facts, approved by two people as it is, published for good.

use std::collections::HashMap;

use serde_json::json;

use super::{
    commitment::Frozen,
    facts::{self, AttemptFact, SavedResponse},
    model::{Contest, ContestError, Round, RoundState},
    ops::{self, Outcome, event},
    result_file::ResultFile,
    store, verify,
};
use crate::{
    audit,
    kernel::{Actor, Entropy, Timestamp, ids::PersonId},
    quiz::{self, model::AttemptState},
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

/// The result as the facts give it now, without signature, and who has approved it so far.
pub fn preview(
    conn: &mut Conn<'_>,
    now: Timestamp,
    entropy: &dyn Entropy,
    contest: &Contest,
    round: &Round,
) -> Outcome<(ResultFile, Vec<Approval>)> {
    if !matches!(round.state(now, false), RoundState::Closed) || now <= round.closes_at.plus_seconds(quiz::model::DEFAULT_GRACE_SECONDS) {
        return Err(ContestError::NotClosed);
    }
    let frozen = store::frozen_of(conn, round.id)?.ok_or(ContestError::NotFound)?;
    let frozen: Frozen =
        serde_json::from_str(&frozen).map_err(|_| ContestError::BrokenFact { attempt: round.code.clone(), fault: "frozen" })?;
    let attempts = facts_of(conn, contest, round)?;
    let committed_at = round.committed_at.map_or(0, Timestamp::millis);
    let key = ops::site_key(conn, entropy)?.public();
    let title = format!("{} · {}", contest.title, round.title);
    let file = ResultFile::make(title, committed_at, frozen, attempts, key).map_err(|(pseudonym, ordinal, fault)| {
        ContestError::BrokenFact { attempt: format!("{pseudonym}/{ordinal}"), fault: verify::fact_code(fault) }
    })?;
    let approvals = store::approvals(conn, round.id, &file.digest())?;
    Ok((file, approvals.into_iter().map(|(person, full_name, at)| Approval { person, full_name, at }).collect()))
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

fn facts_of(conn: &mut Conn<'_>, contest: &Contest, round: &Round) -> Outcome<Vec<AttemptFact>> {
    let secret = store::contest(conn, contest.id)?.ok_or(ContestError::NotFound)?.secret;
    let excluded: HashMap<PersonId, String> = store::exclusions(conn, round.id)?.into_iter().collect();
    let mut predictions: HashMap<_, _> = store::predictions_of(conn, round.quiz_id)?.into_iter().collect();
    let closed = quiz::rounds::all_of_quiz(conn, round.quiz_id)?;
    if closed.iter().any(|(attempt, _)| attempt.state == AttemptState::InProgress) {
        return Err(ContestError::NotClosed);
    }
    Ok(closed
        .into_iter()
        .filter_map(|(attempt, responses)| {
            let receipt = attempt.receipt?;
            let voided = (attempt.state == AttemptState::Voided).then(|| "voided".to_owned());
            Some(AttemptFact {
                pseudonym: facts::pseudonym(&secret, attempt.person_id),
                ordinal: attempt.ordinal,
                started_at: attempt.started_at.millis(),
                submitted_at: receipt.submitted_at.millis(),
                closed_by: receipt.closed_by,
                responses: responses.into_iter().map(|(slot, seq, response)| SavedResponse { slot, seq, response }).collect(),
                prediction: predictions.remove(&attempt.id),
                digest: receipt.digest,
                excluded: excluded.get(&attempt.person_id).cloned().or(voided),
            })
        })
        .collect())
}

/// Approves exactly the result that was looked at.
///
/// # Errors
/// [`ContestError::ResultChanged`] when the facts give another one by now; [`ContestError::AlreadyPublished`].
pub fn approve(
    conn: &mut Conn<'_>,
    now: Timestamp,
    entropy: &dyn Entropy,
    by: &Actor,
    contest: &Contest,
    round: &Round,
    digest: &str,
) -> Outcome<()> {
    if store::result_head(conn, round.id)?.is_some() {
        return Err(ContestError::AlreadyPublished);
    }
    let (file, _) = preview(conn, now, entropy, contest, round)?;
    if file.digest() != digest {
        return Err(ContestError::ResultChanged);
    }
    store::approve(conn, round.id, digest, by.id, now)?;
    audit::ops::record(
        conn,
        now,
        event(Some(by.id), "round.approved", format!("{}.{}", contest.code, round.code), json!({ "digest": digest })),
    )?;
    Ok(())
}

/// Publishes the result that two people approved, signed; once and for good. `by` is none for the command line.
///
/// # Errors
/// [`ContestError::ApprovalsMissing`], [`ContestError::AlreadyPublished`].
pub fn publish(
    conn: &mut Conn<'_>,
    now: Timestamp,
    entropy: &dyn Entropy,
    by: Option<&Actor>,
    contest: &Contest,
    round: &Round,
) -> Outcome<ResultFile> {
    if store::result_head(conn, round.id)?.is_some() {
        return Err(ContestError::AlreadyPublished);
    }
    let (file, approvals) = preview(conn, now, entropy, contest, round)?;
    if approvals.len() < APPROVALS {
        return Err(ContestError::ApprovalsMissing { given: approvals.len() });
    }
    let digest = file.digest();
    let file = ops::site_key(conn, entropy)?.sign(file);
    let by = by.map(|actor| actor.id);
    store::insert_result(conn, round.id, &digest, &file.canonical(), by, now)?;
    audit::ops::record(
        conn,
        now,
        event(
            by,
            "round.published",
            format!("{}.{}", contest.code, round.code),
            json!({ "digest": digest, "merkle_root": file.merkle_root }),
        ),
    )?;
    Ok(file)
}

/// The bytes of the published file of a round, and when it was published.
pub fn published(conn: &mut Conn<'_>, round: &Round) -> Outcome<Option<(String, Timestamp)>> {
    Ok(store::result(conn, round.id)?)
}
