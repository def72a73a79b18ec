//! The rules of a contest (thể lệ) as a versioned document: written by one organizer, in force with the publication, and
//! after that changed only by amendments that one proposes and another approves. What a round froze stays as it is.

use serde_json::json;

use super::{
    model::{Contest, ContestError},
    ops::{self, Outcome, event},
};
use crate::{
    audit,
    kernel::{
        Actor, FieldProblem, Timestamp,
        ids::{ContestId, PersonId},
        text,
    },
    quiz,
    storage::Conn,
};

mod document;
mod store;

pub use document::{Change, Document, FORMAT, Layout, RoundRules, Section, Texts, changes};
use store::VersionRow;

/// What is told of a version without its text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Version {
    /// From 1.
    pub number: i32,
    /// SHA-256 of the canonical JSON of its [`Document`].
    pub digest: String,
    /// Why it replaced the one before; empty for the first.
    pub reason: String,
    /// Since when it is or was in force.
    pub in_force_at: Timestamp,
}

/// A new version that waits for a second organizer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Proposal {
    /// What it would say.
    pub texts: Texts,
    /// Why.
    pub reason: String,
    /// Who proposes it.
    pub by: Option<PersonId>,
    /// Their name.
    pub by_name: String,
    /// When.
    pub at: Timestamp,
    /// What exactly is approved.
    pub digest: String,
}

/// What the document says of the rounds as they stand now.
fn document(conn: &mut Conn<'_>, contest: &Contest, version: i32, texts: Texts) -> Outcome<Document> {
    let rounds = ops::rounds(conn, contest.id)?;
    let quizzes = quiz::rounds::quizzes(conn, &rounds.iter().map(|round| round.quiz_id).collect::<Vec<_>>())?;
    let mut stated = Vec::with_capacity(rounds.len());
    for round in rounds {
        let quiz = quizzes.get(&round.quiz_id).ok_or(ContestError::NotFound)?;
        stated.push(RoundRules {
            code: round.code,
            title: round.title,
            opens_at: round.opens_at.millis(),
            last_start_at: round.last_start_at.map(Timestamp::millis),
            closes_at: round.closes_at.millis(),
            items: quiz.size(),
            time_limit_seconds: quiz.rules.time_limit_seconds,
            seconds_per_item: quiz.rules.seconds_per_item,
            attempts_allowed: quiz.rules.attempts_allowed,
            ranking: round.ranking,
            qualified_from: round.qualified_from,
        });
    }
    Ok(Document {
        format: FORMAT.to_owned(),
        contest: contest.code.clone(),
        version,
        title: contest.title.clone(),
        organizer: contest.organizer.clone(),
        attempts_per_contest: contest.limits.per_contest,
        attempts_per_day: contest.limits.per_day,
        standings_still_minutes: contest.standings.minutes(),
        texts,
        rounds: stated,
    })
}

/// Versions, the first one first; none before the publication.
pub fn versions(conn: &mut Conn<'_>, contest: ContestId) -> Outcome<Vec<Version>> {
    let heads = store::heads(conn, contest)?;
    Ok(heads.into_iter().map(|(number, digest, reason, in_force_at)| Version { number, digest, reason, in_force_at }).collect())
}

/// The hash of the version in force; none before the publication.
pub fn digest(conn: &mut Conn<'_>, contest: ContestId) -> Outcome<Option<String>> {
    Ok(versions(conn, contest)?.pop().map(|version| version.digest))
}

/// The exact bytes of a version, which its hash is taken over.
pub fn body(conn: &mut Conn<'_>, contest: ContestId, version: i32) -> Outcome<String> {
    store::version_body(conn, contest, version)?.ok_or(ContestError::NotFound)
}

/// A version as it was published.
pub fn version(conn: &mut Conn<'_>, contest: &Contest, number: i32) -> Outcome<Document> {
    let body = body(conn, contest.id, number)?;
    serde_json::from_str(&body).map_err(|_| ContestError::BrokenFact { attempt: contest.code.clone(), fault: "rules" })
}

/// The rules as anyone reads them: the version in force, or what is being written where there is none yet.
pub fn in_force(conn: &mut Conn<'_>, contest: &Contest) -> Outcome<Document> {
    match versions(conn, contest.id)?.last() {
        Some(latest) => version(conn, contest, latest.number),
        None => {
            let texts = texts(conn, contest)?;
            document(conn, contest, 0, texts)
        }
    }
}

/// What people have written: the draft or proposal, else what is in force, else the shipped beginning.
pub fn texts(conn: &mut Conn<'_>, contest: &Contest) -> Outcome<Texts> {
    if let Some(draft) = store::draft(conn, contest.id)? {
        return Ok(draft.texts.0);
    }
    match versions(conn, contest.id)?.last() {
        Some(latest) => Ok(version(conn, contest, latest.number)?.texts),
        None => Ok(Texts::template()),
    }
}

fn cleaned(texts: Texts, must_be_whole: bool) -> Result<Texts, Vec<FieldProblem>> {
    let (texts, long) = texts.cleaned();
    let mut fields: Vec<FieldProblem> =
        long.into_iter().map(|section| FieldProblem::new(section.code(), "too_long").with("max", document::longest())).collect();
    if must_be_whole {
        fields.extend(texts.missing().into_iter().map(|section| FieldProblem::new(section.code(), "required")));
    }
    if fields.is_empty() { Ok(texts) } else { Err(fields) }
}

/// Keeps what an organizer wrote before the publication; parts may still be empty.
///
/// # Errors
/// [`ContestError::Published`], [`ContestError::Fields`].
pub fn write(conn: &mut Conn<'_>, now: Timestamp, by: &Actor, contest: &Contest, texts: Texts) -> Outcome<()> {
    if contest.published_at.is_some() {
        return Err(ContestError::Published);
    }
    let texts = cleaned(texts, false).map_err(ContestError::Fields)?;
    store::put_draft(conn, contest.id, &texts, "", Some(by.id), now)?;
    audit::ops::record(conn, now, event(Some(by.id), "rules.written", contest.code.clone(), json!({})))?;
    Ok(())
}

fn put_in_force(
    conn: &mut Conn<'_>,
    now: Timestamp,
    contest: &Contest,
    document: &Document,
    reason: &str,
    [proposed_by, approved_by]: [Option<PersonId>; 2],
) -> Outcome<()> {
    let digest = document.digest();
    let row = VersionRow {
        contest_id: contest.id,
        version: document.version,
        body: document.canonical(),
        digest: digest.clone(),
        reason: reason.to_owned(),
        proposed_by,
        approved_by,
        in_force_at: now,
    };
    store::insert_version(conn, &row)?;
    let mut told = event(approved_by, "rules.in_force", contest.code.clone(), json!({ "version": document.version, "digest": digest }));
    told.reason = Some(reason.to_owned()).filter(|reason| !reason.is_empty());
    audit::ops::record(conn, now, told)?;
    Ok(())
}

/// Puts the first version in force, with the publication of the contest; later ones only by amendment.
///
/// # Errors
/// [`ContestError::Fields`] when parts of the text are missing.
pub fn publish_first(conn: &mut Conn<'_>, now: Timestamp, by: Option<PersonId>, contest: &Contest) -> Outcome<()> {
    if !versions(conn, contest.id)?.is_empty() {
        return Ok(());
    }
    let texts = cleaned(texts(conn, contest)?, true).map_err(ContestError::Fields)?;
    let document = document(conn, contest, 1, texts)?;
    store::delete_draft(conn, contest.id)?;
    put_in_force(conn, now, contest, &document, "", [by, by])
}

/// Proposes an amendment; a later proposal takes the place of an earlier one that was not approved.
///
/// # Errors
/// [`ContestError::Fields`]: parts missing, no reason, nothing changed.
pub fn propose(conn: &mut Conn<'_>, now: Timestamp, by: &Actor, contest: &Contest, texts: Texts, reason: &str) -> Outcome<()> {
    let latest = versions(conn, contest.id)?.pop().ok_or(ContestError::NotFound)?;
    let reason = text::clean_line(reason);
    let mut fields = Vec::new();
    if reason.is_empty() {
        fields.push(FieldProblem::new("reason", "required"));
    } else if reason.chars().count() > 300 {
        fields.push(FieldProblem::new("reason", "too_long").with("max", 300));
    }
    let texts = match cleaned(texts, true) {
        Ok(texts) => texts,
        Err(wrong) => {
            fields.extend(wrong);
            return Err(ContestError::Fields(fields));
        }
    };
    if fields.is_empty() && version(conn, contest, latest.number)?.texts == texts {
        fields.push(FieldProblem::new(Section::ALL[0].code(), "rules_unchanged"));
    }
    if !fields.is_empty() {
        return Err(ContestError::Fields(fields));
    }
    store::put_draft(conn, contest.id, &texts, &reason, Some(by.id), now)?;
    let mut told = event(Some(by.id), "rules.proposed", contest.code.clone(), json!({ "digest": texts.digest(&reason) }));
    told.reason = Some(reason);
    audit::ops::record(conn, now, told)?;
    Ok(())
}

/// The amendment that waits for approval; none while the contest is prepared.
pub fn proposal(conn: &mut Conn<'_>, contest: &Contest) -> Outcome<Option<Proposal>> {
    let Some(draft) = store::draft(conn, contest.id)?.filter(|_| contest.published_at.is_some()) else { return Ok(None) };
    let by_name = match draft.written_by {
        Some(person) => store::name(conn, person)?.unwrap_or_default(),
        None => String::new(),
    };
    let digest = draft.texts.0.digest(&draft.reason);
    Ok(Some(Proposal { texts: draft.texts.0, reason: draft.reason, by: draft.written_by, by_name, at: draft.written_at, digest }))
}

/// Puts the proposed amendment in force, exactly as it was looked at.
///
/// # Errors
/// [`ContestError::OwnProposal`], [`ContestError::ProposalChanged`], [`ContestError::NotFound`].
pub fn approve(conn: &mut Conn<'_>, now: Timestamp, by: &Actor, contest: &Contest, digest: &str) -> Outcome<()> {
    let proposal = proposal(conn, contest)?.ok_or(ContestError::ProposalChanged)?;
    if proposal.by == Some(by.id) {
        return Err(ContestError::OwnProposal);
    }
    if proposal.digest != digest {
        return Err(ContestError::ProposalChanged);
    }
    // Of two who approve at once, one finds it gone.
    if !store::delete_draft_of(conn, contest.id, proposal.at)? {
        return Err(ContestError::ProposalChanged);
    }
    let latest = versions(conn, contest.id)?.pop().ok_or(ContestError::NotFound)?;
    let document = document(conn, contest, latest.number + 1, proposal.texts)?;
    put_in_force(conn, now, contest, &document, &proposal.reason, [proposal.by, Some(by.id)])
}

/// Takes a proposal back.
pub fn withdraw(conn: &mut Conn<'_>, now: Timestamp, by: &Actor, contest: &Contest) -> Outcome<()> {
    if contest.published_at.is_none() {
        return Err(ContestError::NotFound);
    }
    if store::delete_draft(conn, contest.id)? {
        audit::ops::record(conn, now, event(Some(by.id), "rules.withdrawn", contest.code.clone(), json!({})))?;
    }
    Ok(())
}

/// The version that was in force when a round opened; 0 where there was none.
pub fn version_at(versions: &[Version], opens_at: Timestamp) -> i32 {
    versions.iter().rev().find(|version| version.in_force_at <= opens_at).map_or(0, |version| version.number)
}
