//! Use cases of certification: award what was earned, look up, revoke.

use serde_json::json;

use super::{
    code,
    model::{Certificate, CertificationError, Face, Issuer, Programme},
    store::{self, CertificateRow, ProgrammeRow},
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
        quiz_id,
        title: title.to_owned(),
        paper: Json(issuer.clone()),
        updated_at: now,
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
    let number = store::next_number(conn, &register, year)?;
    let face = Face {
        state_motto: programme.issuer.state_motto,
        issuer_parent: programme.issuer.parent.clone(),
        issuer: programme.issuer.name.clone(),
        holder_name: person.full_name,
        holder_unit: unit.map(|unit| unit.name),
        achievement: programme.title.clone(),
        score: best.score.unwrap_or(0),
        max_score: best.max_score,
        number: format!("{number:03}/{year}/{register}"),
        place: programme.issuer.place.clone(),
        issued_on,
        signer_title: programme.issuer.signer_title.clone(),
        signer_name: programme.issuer.signer_name.clone(),
    };
    let row = CertificateRow {
        id: Id::new(now, entropy),
        code: code::fresh(entropy),
        programme_id: programme.id,
        person_id,
        attempt_id: best.id,
        register,
        year,
        number,
        face: Json(face),
        issued_at: now,
    };
    store::insert_certificate(conn, &row)?;
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

/// Revokes a certificate with a reason; only an administrator whose scope holds the person may.
pub fn revoke(conn: &mut Conn<'_>, now: Timestamp, by: &Actor, code: &str, reason: &str) -> Outcome<()> {
    let certificate = by_code(conn, code)?;
    let unit = org::ops::unit_of(conn, certificate.person_id)?;
    if !org::ops::scope(conn, by, Role::Admin)?.holds(unit.map(|unit| unit.id)) {
        return Err(CertificationError::NotFound);
    }
    if store::revoke(conn, certificate.id, by.id, now, reason)? {
        audit::ops::record(
            conn,
            now,
            audit::ops::Event {
                actor: Some(by.id),
                action: "certificate.revoked",
                subject_kind: "certificate",
                subject_id: certificate.code,
                reason: Some(reason.to_owned()),
                detail: json!({ "number": certificate.face.number }),
            },
        )?;
    }
    Ok(())
}
