//! Rows of programmes, registers and certificates.

use diesel::prelude::*;

use super::model::{Certificate, Face, Issuer, Programme};
use crate::{
    kernel::{
        Timestamp,
        ids::{AttemptId, CertificateId, CourseId, PersonId, ProgrammeId, QuizId},
    },
    storage::{
        Conn, Json, StorageError, on,
        schema::{certificate_revocations, certificates, number_registers, programmes},
    },
};

type Stored<T> = Result<T, StorageError>;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = programmes)]
pub struct ProgrammeRow {
    pub id: ProgrammeId,
    pub code: String,
    pub course_id: Option<CourseId>,
    pub quiz_id: QuizId,
    pub title: String,
    pub paper: Json<Issuer>,
    pub updated_at: Timestamp,
}

impl From<ProgrammeRow> for Programme {
    fn from(row: ProgrammeRow) -> Self {
        Self { id: row.id, code: row.code, course_id: row.course_id, quiz_id: row.quiz_id, title: row.title, issuer: row.paper.0 }
    }
}

pub fn put_programme(conn: &mut Conn<'_>, row: &ProgrammeRow) -> Stored<()> {
    on!(conn, |c| diesel::insert_into(programmes::table)
        .values(row)
        .on_conflict(programmes::code)
        .do_update()
        .set((programmes::title.eq(&row.title), programmes::paper.eq(&row.paper), programmes::updated_at.eq(row.updated_at)))
        .execute(c))?;
    Ok(())
}

pub fn programme_of_quiz(conn: &mut Conn<'_>, quiz: QuizId) -> Stored<Option<ProgrammeRow>> {
    Ok(on!(conn, |c| programmes::table
        .filter(programmes::quiz_id.eq(quiz))
        .order(programmes::code)
        .select(ProgrammeRow::as_select())
        .first(c)
        .optional())?)
}

/// The next number of a register in a year. The row's lock is held until the transaction ends:
/// a number is given only with the certificate it belongs to.
pub fn next_number(conn: &mut Conn<'_>, register: &str, year: i32) -> Stored<i32> {
    on!(conn, |c| diesel::insert_into(number_registers::table)
        .values((number_registers::register.eq(register), number_registers::year.eq(year), number_registers::last_number.eq(0)))
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(on!(conn, |c| diesel::update(number_registers::table.find((register, year)))
        .set(number_registers::last_number.eq(number_registers::last_number + 1))
        .returning(number_registers::last_number)
        .get_result(c))?)
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = certificates)]
pub struct CertificateRow {
    pub id: CertificateId,
    pub code: String,
    pub programme_id: ProgrammeId,
    pub person_id: PersonId,
    pub attempt_id: AttemptId,
    pub register: String,
    pub year: i32,
    pub number: i32,
    pub face: Json<Face>,
    pub issued_at: Timestamp,
}

pub fn insert_certificate(conn: &mut Conn<'_>, row: &CertificateRow) -> Stored<()> {
    on!(conn, |c| diesel::insert_into(certificates::table).values(row).execute(c))?;
    Ok(())
}

type Revocation = Option<(Timestamp, String)>;

fn certificate((row, revoked_at, reason): (CertificateRow, Option<Timestamp>, Option<String>)) -> Certificate {
    let revoked: Revocation = revoked_at.map(|at| (at, reason.unwrap_or_default()));
    Certificate {
        id: row.id,
        code: row.code,
        programme_id: row.programme_id,
        person_id: row.person_id,
        face: row.face.0,
        issued_at: row.issued_at,
        revoked,
    }
}

macro_rules! with_revocation {
    () => {
        certificates::table
            .left_join(certificate_revocations::table.on(certificate_revocations::certificate_id.eq(certificates::id)))
            .select((
                CertificateRow::as_select(),
                certificate_revocations::revoked_at.nullable(),
                certificate_revocations::reason.nullable(),
            ))
    };
}

pub fn by_code(conn: &mut Conn<'_>, code: &str) -> Stored<Option<Certificate>> {
    Ok(on!(conn, |c| with_revocation!().filter(certificates::code.eq(code)).first(c).optional())?.map(certificate))
}

pub fn of_person(conn: &mut Conn<'_>, person: PersonId) -> Stored<Vec<Certificate>> {
    let rows = on!(conn, |c| with_revocation!()
        .filter(certificates::person_id.eq(person))
        .order(certificates::issued_at.desc())
        .limit(200)
        .load(c))?;
    Ok(rows.into_iter().map(certificate).collect())
}

pub fn of_programme(conn: &mut Conn<'_>, programme: ProgrammeId, person: PersonId) -> Stored<Option<Certificate>> {
    Ok(on!(conn, |c| with_revocation!()
        .filter(certificates::programme_id.eq(programme).and(certificates::person_id.eq(person)))
        .first(c)
        .optional())?
    .map(certificate))
}

/// Revokes; false when it was revoked before.
pub fn revoke(conn: &mut Conn<'_>, id: CertificateId, by: PersonId, at: Timestamp, reason: &str) -> Stored<bool> {
    let inserted = on!(conn, |c| diesel::insert_into(certificate_revocations::table)
        .values((
            certificate_revocations::certificate_id.eq(id),
            certificate_revocations::revoked_at.eq(at),
            certificate_revocations::revoked_by.eq(by),
            certificate_revocations::reason.eq(reason),
        ))
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(inserted == 1)
}
