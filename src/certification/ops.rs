//! Use cases of certification: award what was earned, look up, revoke.

use serde_json::json;

use super::{
    code,
    issuing::numbers,
    looks::{self, model::PaperKind},
    model::{Certificate, CertificationError, Face, Issuer, Programme},
    store::{self, CertificateRow, EventRow, ProgrammeRow},
};
use crate::{
    audit, identity,
    kernel::{
        Actor, Entropy, Id, Role, Timestamp,
        ids::{CourseId, PersonId, QuizId},
    },
    org, quiz,
    storage::{Conn, Json},
};

pub use super::register::{ending, gaps, history, numbers_given};

type Outcome<T> = Result<T, CertificationError>;

/// Loads the programme that a course or an exam file describes.
#[allow(clippy::too_many_arguments)] // the use case has this many facts
pub fn load(
    conn: &mut Conn<'_>,
    now: Timestamp,
    entropy: &dyn Entropy,
    course_id: Option<CourseId>,
    quiz_id: QuizId,
    code: &str,
    title: &str,
    issuer: &Issuer,
) -> Outcome<()> {
    let row = ProgrammeRow {
        id: Id::new(now, entropy),
        code: code.to_owned(),
        course_id,
        quiz_id: Some(quiz_id),
        title: title.to_owned(),
        paper: Json(issuer.clone()),
        updated_at: now,
        unit_id: None,
        body_code: None,
        terms: None,
        second_approval: false,
        kind: PaperKind::Training.code().to_owned(),
        contest_id: None,
        template_id: None,
    };
    Ok(store::put_programme(conn, &row)?)
}

/// The programme that a quiz leads to.
pub fn programme_of_quiz(conn: &mut Conn<'_>, quiz: QuizId) -> Outcome<Option<Programme>> {
    Ok(store::programme_of_quiz(conn, quiz)?.map(Programme::from))
}

/// Issues the certificate a person has earned with a quiz, once; what stands issued is given back.
///
/// The best passing attempt is printed. Called in the transaction that closes an attempt.
pub fn award(
    conn: &mut Conn<'_>,
    now: Timestamp,
    entropy: &dyn Entropy,
    quiz_id: QuizId,
    person_id: PersonId,
) -> Outcome<Option<Certificate>> {
    let Some(programme) = programme_of_quiz(conn, quiz_id)? else { return Ok(None) };
    if let Some(issued) = store::of_programme(conn, programme.id, person_id)? {
        return Ok(Some(issued));
    }
    let attempts = quiz::ops::attempts_of(conn, quiz_id, person_id)?;
    let best = attempts
        .iter()
        .filter(|attempt| attempt.passed == Some(true) && attempt.state != quiz::model::AttemptState::Voided)
        .max_by_key(|attempt| attempt.score);
    let (Some(best), Some(person)) = (best, identity::ops::person(conn, person_id)?) else { return Ok(None) };
    let unit = org::ops::unit_of(conn, person_id)?;
    let issued_on = now.vietnam_date();
    let year = chrono::Datelike::year(&issued_on);
    let register = programme.issuer.symbol.clone();
    let number = store::next_numbers(conn, &register, year, 1)?;
    let face = Face {
        state_motto: programme.issuer.state_motto,
        issuer_parent: programme.issuer.parent.clone(),
        issuer: programme.issuer.name.clone(),
        holder_name: person.full_name,
        holder_unit: unit.map(|unit| unit.name),
        achievement: programme.title.clone(),
        score: best.score.unwrap_or(0),
        max_score: best.max_score,
        number: numbers::written(numbers::DEFAULT, number, year, &register),
        place: programme.issuer.place.clone(),
        issued_on,
        signer_title: programme.issuer.signer_title.clone(),
        signer_name: programme.issuer.signer_name.clone(),
        valid_until: None,
        ..Face::default()
    };
    let row = CertificateRow {
        id: Id::new(now, entropy),
        code: code::fresh(entropy),
        programme_id: programme.id,
        person_id,
        attempt_id: Some(best.id),
        register,
        year,
        number,
        face: Json(face),
        issued_at: now,
        sequence: 1,
        valid_until: None,
        batch_id: None,
        replaces_id: None,
    };
    store::insert_certificates(conn, std::slice::from_ref(&row))?;
    audit::ops::record(
        conn,
        now,
        audit::ops::Event {
            actor: None,
            action: "certificate.issued",
            subject_kind: "certificate",
            subject_id: row.code.clone(),
            reason: None,
            detail: json!({ "number": row.face.0.number, "person": person_id, "attempt": best.id }),
        },
    )?;
    Ok(store::by_code(conn, &row.code)?)
}

/// A certificate by its code, for anyone who holds it.
pub fn by_code(conn: &mut Conn<'_>, code: &str) -> Outcome<Certificate> {
    store::by_code(conn, code)?.ok_or(CertificationError::NotFound)
}

/// A person's certificates, newest first.
pub fn of_person(conn: &mut Conn<'_>, person: PersonId) -> Outcome<Vec<Certificate>> {
    Ok(store::of_person(conn, person)?)
}

/// Whether the actor may decide about a certificate: an administrator whose scope holds its holder; for one of a contest
/// who organizes contests, since it is the committee's paper.
pub fn may_manage(conn: &mut Conn<'_>, by: &Actor, certificate: &Certificate) -> Outcome<bool> {
    if certificate.face.kind == PaperKind::Contest {
        return Ok(by.has(Role::Organizer) || by.has_everywhere(Role::Admin));
    }
    if !by.has(Role::Admin) {
        return Ok(false);
    }
    let unit = org::ops::unit_of(conn, certificate.person_id)?;
    Ok(org::ops::scope(conn, by, Role::Admin)?.holds(unit.map(|unit| unit.id)))
}

/// A certificate that the actor may decide about.
fn managed(conn: &mut Conn<'_>, by: &Actor, code: &str) -> Outcome<Certificate> {
    let certificate = by_code(conn, code)?;
    if may_manage(conn, by, &certificate)? { Ok(certificate) } else { Err(CertificationError::NotFound) }
}

fn note(
    conn: &mut Conn<'_>,
    now: Timestamp,
    entropy: &dyn Entropy,
    by: &Actor,
    certificate: &Certificate,
    kind: &'static str,
    reason: &str,
) -> Outcome<()> {
    store::insert_event(
        conn,
        &EventRow {
            id: Id::new(now, entropy),
            certificate_id: certificate.id,
            kind: kind.to_owned(),
            at: now,
            by_person: Some(by.id),
            reason: Some(reason.to_owned()),
        },
    )?;
    let action = match kind {
        "reinstated" => "certificate.reinstated",
        "replaced" => "certificate.replaced",
        _ => "certificate.revoked",
    };
    audit::ops::record(
        conn,
        now,
        audit::ops::Event {
            actor: Some(by.id),
            action,
            subject_kind: "certificate",
            subject_id: certificate.code.clone(),
            reason: Some(reason.to_owned()),
            detail: json!({ "number": certificate.face.number }),
        },
    )?;
    Ok(())
}

/// Revokes a certificate with a reason; only an administrator whose scope holds the person may.
pub fn revoke(conn: &mut Conn<'_>, now: Timestamp, entropy: &dyn Entropy, by: &Actor, code: &str, reason: &str) -> Outcome<()> {
    let certificate = managed(conn, by, code)?;
    if store::revoke(conn, certificate.id, by.id, now, reason)? {
        note(conn, now, entropy, by, &certificate, "revoked", reason)?;
    }
    Ok(())
}

/// Takes a revocation back, with a reason. A certificate that was replaced stays revoked: its replacement stands.
pub fn reinstate(conn: &mut Conn<'_>, now: Timestamp, entropy: &dyn Entropy, by: &Actor, code: &str, reason: &str) -> Outcome<()> {
    let certificate = managed(conn, by, code)?;
    if store::replacement_of(conn, certificate.id)?.is_some() {
        return Err(CertificationError::State("certificate_was_replaced"));
    }
    if store::reinstate(conn, certificate.id)? {
        note(conn, now, entropy, by, &certificate, "reinstated", reason)?;
    }
    Ok(())
}

/// Issues another paper in place of one that prints something wrong: same achievement, a number and a code of its own,
/// name and unit as they are now. The old paper is revoked as replaced.
pub fn replace(conn: &mut Conn<'_>, now: Timestamp, entropy: &dyn Entropy, by: &Actor, code: &str, reason: &str) -> Outcome<String> {
    let old = managed(conn, by, code)?;
    if old.revoked.is_some() {
        return Err(CertificationError::State("certificate_not_valid"));
    }
    let latest = store::of_programme(conn, old.programme_id, old.person_id)?.ok_or(CertificationError::NotFound)?;
    // Of a contest somebody may hold several at once; in a programme the latest is the one that holds.
    if latest.id != old.id && old.face.kind == PaperKind::Training {
        return Err(CertificationError::State("certificate_not_latest"));
    }
    if !store::revoke(conn, old.id, by.id, now, reason)? {
        return Err(CertificationError::State("certificate_not_valid"));
    }
    let person = identity::ops::person(conn, old.person_id)?.ok_or(CertificationError::NotFound)?;
    let unit = org::ops::unit_of(conn, old.person_id)?;
    let issued_on = now.vietnam_date();
    let year = chrono::Datelike::year(&issued_on);
    let number = store::next_numbers(conn, &old.register, year, 1)?;
    // The look of the paper that is replaced, with its words said anew of the corrected facts.
    let look = match old.face.look {
        Some(version) => looks::store::version(conn, version)?.map(|(look, _)| (version, look)),
        None => None,
    };
    let pattern = match look.as_ref().and_then(|(_, look)| look.pattern.clone()) {
        Some(pattern) => pattern,
        None => store::pattern_of(conn, &old.register)?.unwrap_or_else(|| numbers::DEFAULT.to_owned()),
    };
    let face = Face {
        holder_name: person.full_name,
        holder_unit: unit.map(|unit| unit.name),
        number: numbers::written(&pattern, number, year, &old.register),
        issued_on,
        ..old.face.clone()
    };
    let face = match look {
        Some((version, look)) => looks::model::dressed(face, &look, version),
        None => face,
    };
    let row = CertificateRow {
        id: Id::new(now, entropy),
        code: code::fresh(entropy),
        programme_id: old.programme_id,
        person_id: old.person_id,
        attempt_id: None,
        register: old.register.clone(),
        year,
        number,
        valid_until: face.valid_until,
        face: Json(face),
        issued_at: now,
        sequence: latest.sequence + 1,
        batch_id: None,
        replaces_id: Some(old.id),
    };
    store::insert_certificates(conn, std::slice::from_ref(&row))?;
    note(conn, now, entropy, by, &old, "replaced", reason)?;
    Ok(row.code)
}
