//! Issuing itself: the next hundred of a batch, and the papers of a list before it becomes one.

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
    ops::log,
    store::{self, BatchRow, Entry, ItemRow},
};
use crate::{
    kernel::{
        Entropy, Id, Timestamp,
        ids::{IssueBatchId, PersonId},
    },
    storage::{Conn, Json},
};

type Outcome<T> = Result<T, CertificationError>;

/// Certificates of one transaction.
const HUNDRED: i32 = 100;

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
