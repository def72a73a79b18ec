//! Use cases of issuing: propose a list, approve it, pause and go on, issue the next hundred.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};
use serde_json::json;

use super::{
    super::{
        code,
        looks::{self, model::PaperKind},
        model::{Certificate, CertificationError, Face, Programme},
        programmes::{self, terms},
        store::{self as certificates, CertificateRow},
    },
    numbers,
    store::{self, BatchRow, Entry, ItemRow, Place},
};
use crate::{
    audit,
    kernel::{
        Actor, Entropy, FieldProblem, Id, Timestamp,
        ids::{IssueBatchId, PersonId},
    },
    storage::{Conn, Json},
};

type Outcome<T> = Result<T, CertificationError>;

/// Certificates of one transaction.
const HUNDRED: i32 = 100;
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

fn log(
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

/// Batches that have something to do.
pub fn running(conn: &mut Conn<'_>) -> Outcome<Vec<IssueBatchId>> {
    Ok(store::running(conn)?)
}

/// Issues the next hundred of a batch in the transaction it is called in; false when there was nothing to do.
pub fn issue_next(conn: &mut Conn<'_>, now: Timestamp, entropy: &dyn Entropy, id: IssueBatchId) -> Outcome<bool> {
    let Some(batch) = store::batch(conn, id)?.filter(|batch| batch.state == "running") else { return Ok(false) };
    let programme =
        programmes::ops::by_ids(conn, &[batch.programme_id])?.remove(&batch.programme_id).ok_or(CertificationError::NotFound)?;
    let count = (batch.total - batch.next_ordinal + 1).clamp(0, HUNDRED);
    if !store::take(conn, id, batch.next_ordinal, count)? {
        return Ok(false);
    }
    let items = store::items(conn, id, batch.next_ordinal, i64::from(count))?;
    let (rows, marked) = write_hundred(conn, now, entropy, &batch, &programme, &items)?;
    if !rows.is_empty() {
        certificates::insert_certificates(conn, &rows)?;
        let numbers = [rows.first(), rows.last()].map(|row| row.map(|row| row.face.0.number.clone()));
        log(conn, now, None, "issue_batch.issued", id, json!({ "from": numbers[0], "to": numbers[1], "certificates": rows.len() }))?;
    }
    if !marked.is_empty() {
        store::mark(conn, &marked)?;
    }
    if batch.next_ordinal + count > batch.total {
        store::finish(conn, id, now)?;
        log(conn, now, None, "issue_batch.done", id, json!({ "total": batch.total }))?;
    }
    Ok(true)
}

/// The certificates of one hundred, and what becomes of each place. Whether somebody has met the terms was decided when
/// the list was made; whether they hold one by now is decided here.
fn write_hundred(
    conn: &mut Conn<'_>,
    now: Timestamp,
    entropy: &dyn Entropy,
    batch: &BatchRow,
    programme: &Programme,
    items: &[ItemRow],
) -> Outcome<(Vec<CertificateRow>, Vec<ItemRow>)> {
    let people: Vec<PersonId> = items.iter().map(|item| item.person_id).collect();
    let mut held: HashMap<PersonId, Vec<Certificate>> = HashMap::new();
    for certificate in certificates::all_of(conn, programme.id, &people)? {
        held.entry(certificate.person_id).or_default().push(certificate);
    }
    let held_by = |item: &ItemRow| held.get(&item.person_id).map_or(&[][..], Vec::as_slice);
    let holders: HashMap<PersonId, (String, Option<String>)> =
        store::holders(conn, &people)?.into_iter().map(|(id, name, _, unit)| (id, (name, unit))).collect();
    let skipped: Vec<Option<&str>> = items.iter().map(|item| passed_over(programme, batch, item, held_by(item))).collect();
    let wanted = i32::try_from(skipped.iter().filter(|why| why.is_none()).count()).unwrap_or(0);
    let (register, year) = (programme.issuer.symbol.clone(), batch.issued_on.year());
    let last = if wanted > 0 { certificates::next_numbers(conn, &register, year, wanted)? } else { 0 };
    let look = match programme.template_id {
        Some(template) => looks::ops::current(conn, template)?,
        None => None,
    };
    let pattern = match look.as_ref().and_then(|(_, look)| look.pattern.clone()) {
        Some(pattern) => pattern,
        None => certificates::pattern_of(conn, &register)?.unwrap_or_else(|| numbers::DEFAULT.to_owned()),
    };
    let mut number = last - wanted;
    let (mut rows, mut marked) = (Vec::new(), Vec::new());
    for (item, why) in items.iter().zip(skipped) {
        let mut mark = ItemRow { skipped: why.map(str::to_owned), ..item.clone() };
        if why.is_none() {
            number += 1;
            let before = held_by(item).last();
            let valid_until =
                programme.terms.as_ref().and_then(|terms| terms::valid_until(terms, batch.issued_on, before.map(programmes::ops::held)));
            let face = Face {
                number: numbers::written(&pattern, number, year, &register),
                valid_until,
                ..face_of(programme, item, holders.get(&item.person_id), batch.issued_on)
            };
            let face = match &look {
                Some((version, look)) => looks::model::dressed(face, look, *version),
                None => face,
            };
            let row = CertificateRow {
                id: Id::new(now, entropy),
                code: code::fresh(entropy),
                programme_id: programme.id,
                person_id: item.person_id,
                attempt_id: None,
                register: register.clone(),
                year,
                number,
                face: Json(face),
                issued_at: now,
                sequence: before.map_or(1, |certificate| certificate.sequence + 1),
                valid_until,
                batch_id: Some(batch.id),
                replaces_id: None,
            };
            mark.certificate_id = Some(row.id);
            rows.push(row);
        }
        marked.push(mark);
    }
    Ok((rows, marked))
}

/// What a paper says of a place, without its number and its end.
fn face_of(programme: &Programme, item: &ItemRow, holder: Option<&(String, Option<String>)>, issued_on: NaiveDate) -> Face {
    let (holder_name, holder_unit) = holder.cloned().unwrap_or_default();
    let issuer = &programme.issuer;
    Face {
        state_motto: issuer.state_motto,
        issuer_parent: issuer.parent.clone(),
        issuer: issuer.name.clone(),
        holder_name,
        holder_unit,
        achievement: item.achievement.clone().unwrap_or_else(|| programme.title.clone()),
        score: item.score.unwrap_or(0),
        max_score: item.max_score.unwrap_or(0),
        place: issuer.place.clone(),
        issued_on,
        signer_title: issuer.signer_title.clone(),
        signer_name: issuer.signer_name.clone(),
        kind: programme.kind,
        ..Face::default()
    }
}

/// Why somebody is passed over: they hold the paper already, or it was revoked. A programme has one paper in force for each
/// person; a contest one for each thing that it says.
fn passed_over(programme: &Programme, batch: &BatchRow, item: &ItemRow, held: &[Certificate]) -> Option<&'static str> {
    if programme.kind == PaperKind::Contest {
        let same = held.iter().rev().find(|certificate| Some(&certificate.face.achievement) == item.achievement.as_ref())?;
        return Some(if same.revoked.is_some() { "revoked" } else { "holds" });
    }
    let terms = programme.terms.as_ref()?;
    match terms::entitlement(terms, held.last().map(programmes::ops::held), batch.issued_on) {
        terms::Entitlement::First | terms::Entitlement::Renewal(_) => None,
        terms::Entitlement::Holds => Some("holds"),
        terms::Entitlement::Revoked => Some("revoked"),
    }
}

/// The papers of a list as they would be issued, to look whether each can be printed: a number is never given to a paper that
/// nobody can print.
pub fn faces(conn: &mut Conn<'_>, programme: &Programme, people: &[Entry], issued_on: NaiveDate) -> Outcome<Vec<Face>> {
    let look = match programme.template_id {
        Some(template) => looks::ops::current(conn, template)?,
        None => None,
    };
    let mut faces = Vec::with_capacity(people.len());
    for chunk in people.chunks(500) {
        let ids: Vec<PersonId> = chunk.iter().map(|entry| entry.person).collect();
        let holders: HashMap<PersonId, (String, Option<String>)> =
            store::holders(conn, &ids)?.into_iter().map(|(id, name, _, unit)| (id, (name, unit))).collect();
        for entry in chunk {
            let item = ItemRow {
                batch_id: Id::from_uuid(uuid::Uuid::nil()),
                ordinal: 1,
                person_id: entry.person,
                certificate_id: None,
                skipped: None,
                achievement: entry.achievement.clone(),
                score: entry.score.map(|score| score.0),
                max_score: entry.score.map(|score| score.1),
            };
            let number = numbers::written(numbers::DEFAULT, 99_999, issued_on.year(), &programme.issuer.symbol);
            let valid_until = programme.terms.as_ref().and_then(|terms| terms::valid_until(terms, issued_on, None));
            let face = Face { number, valid_until, ..face_of(programme, &item, holders.get(&entry.person), issued_on) };
            faces.push(match &look {
                Some((version, look)) => looks::model::dressed(face, look, *version),
                None => face,
            });
        }
    }
    Ok(faces)
}
