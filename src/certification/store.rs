//! Rows of programmes, registers and certificates.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;

use super::{
    looks::model::PaperKind,
    model::{Certificate, CertificateEvent, Face, Issuer, Programme},
    programmes::terms::Terms,
};
use crate::{
    kernel::{
        Timestamp,
        ids::{
            AttemptId, CertificateEventId, CertificateId, ContestId, CourseId, IssueBatchId, PaperTemplateId, PersonId, ProgrammeId,
            QuizId, UnitId,
        },
        page::{Page, PageRequest},
    },
    storage::{
        Conn, Json, StorageError, on,
        schema::{
            certificate_events, certificate_revocations, certificates, issuing_bodies, memberships, number_registers, people, programmes,
        },
    },
};

type Stored<T> = Result<T, StorageError>;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = programmes, treat_none_as_default_value = false)]
pub struct ProgrammeRow {
    pub id: ProgrammeId,
    pub code: String,
    pub course_id: Option<CourseId>,
    pub quiz_id: Option<QuizId>,
    pub title: String,
    pub paper: Json<Issuer>,
    pub updated_at: Timestamp,
    pub unit_id: Option<UnitId>,
    pub body_code: Option<String>,
    pub terms: Option<Json<Terms>>,
    pub second_approval: bool,
    pub kind: String,
    pub contest_id: Option<ContestId>,
    pub template_id: Option<PaperTemplateId>,
}

impl From<ProgrammeRow> for Programme {
    fn from(row: ProgrammeRow) -> Self {
        Self {
            id: row.id,
            code: row.code,
            course_id: row.course_id,
            quiz_id: row.quiz_id,
            title: row.title,
            issuer: row.paper.0,
            unit_id: row.unit_id,
            body_code: row.body_code,
            terms: row.terms.map(|terms| terms.0),
            second_approval: row.second_approval,
            kind: PaperKind::parse(&row.kind).unwrap_or_default(),
            contest_id: row.contest_id,
            template_id: row.template_id,
        }
    }
}

pub fn put_programme(conn: &mut Conn<'_>, row: &ProgrammeRow) -> Stored<()> {
    on!(conn, |c| diesel::insert_into(programmes::table)
        .values(row)
        .on_conflict(programmes::code)
        .do_update()
        .set((
            programmes::title.eq(&row.title),
            programmes::paper.eq(&row.paper),
            programmes::updated_at.eq(row.updated_at),
            programmes::unit_id.eq(row.unit_id),
            programmes::body_code.eq(&row.body_code),
            programmes::terms.eq(&row.terms),
            programmes::second_approval.eq(row.second_approval),
            programmes::template_id.eq(row.template_id),
        ))
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

/// Takes the next `count` numbers of a register in a year and gives the last of them. The row's lock is held until the
/// transaction ends: a number is given only with the certificate it belongs to.
pub fn next_numbers(conn: &mut Conn<'_>, register: &str, year: i32, count: i32) -> Stored<i32> {
    on!(conn, |c| diesel::insert_into(number_registers::table)
        .values((number_registers::register.eq(register), number_registers::year.eq(year), number_registers::last_number.eq(0)))
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(on!(conn, |c| diesel::update(number_registers::table.find((register, year)))
        .set(number_registers::last_number.eq(number_registers::last_number + count))
        .returning(number_registers::last_number)
        .get_result(c))?)
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = certificates, treat_none_as_default_value = false)]
pub struct CertificateRow {
    pub id: CertificateId,
    pub code: String,
    pub programme_id: ProgrammeId,
    pub person_id: PersonId,
    pub attempt_id: Option<AttemptId>,
    pub register: String,
    pub year: i32,
    pub number: i32,
    pub face: Json<Face>,
    pub issued_at: Timestamp,
    pub sequence: i32,
    pub valid_until: Option<NaiveDate>,
    pub batch_id: Option<IssueBatchId>,
    pub replaces_id: Option<CertificateId>,
}

pub fn insert_certificates(conn: &mut Conn<'_>, rows: &[CertificateRow]) -> Stored<()> {
    on!(conn, |c| diesel::insert_into(certificates::table).values(rows).execute(c))?;
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
        number: row.number,
        register: row.register,
        year: row.year,
        sequence: row.sequence,
        replaces: row.replaces_id,
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
        .order(certificates::sequence.desc())
        .first(c)
        .optional())?
    .map(certificate))
}

/// The latest certificates of many people in a programme.
pub fn latest_of(conn: &mut Conn<'_>, programme: ProgrammeId, persons: &[PersonId]) -> Stored<HashMap<PersonId, Certificate>> {
    let mut out: HashMap<PersonId, Certificate> = HashMap::new();
    for chunk in persons.chunks(500) {
        let rows = on!(conn, |c| with_revocation!()
            .filter(certificates::programme_id.eq(programme).and(certificates::person_id.eq_any(chunk)))
            .order(certificates::sequence)
            .load(c))?;
        out.extend(rows.into_iter().map(certificate).map(|certificate| (certificate.person_id, certificate)));
    }
    Ok(out)
}

/// Everything that people were issued in a programme, in the order it was issued.
pub fn all_of(conn: &mut Conn<'_>, programme: ProgrammeId, persons: &[PersonId]) -> Stored<Vec<Certificate>> {
    let mut out = Vec::new();
    for chunk in persons.chunks(500) {
        let rows = on!(conn, |c| with_revocation!()
            .filter(certificates::programme_id.eq(programme).and(certificates::person_id.eq_any(chunk)))
            .order(certificates::sequence)
            .load(c))?;
        out.extend(rows.into_iter().map(certificate));
    }
    Ok(out)
}

/// The certificates of a batch in the order of their numbers, after one number.
pub fn of_batch(conn: &mut Conn<'_>, batch: IssueBatchId, after: i32, limit: i64) -> Stored<Vec<Certificate>> {
    let rows = on!(conn, |c| with_revocation!()
        .filter(certificates::batch_id.eq(batch).and(certificates::number.gt(after)))
        .order(certificates::number)
        .limit(limit)
        .load(c))?;
    Ok(rows.into_iter().map(certificate).collect())
}

/// The certificate that took the place of another.
pub fn replacement_of(conn: &mut Conn<'_>, id: CertificateId) -> Stored<Option<Certificate>> {
    Ok(on!(conn, |c| with_revocation!().filter(certificates::replaces_id.eq(id)).first(c).optional())?.map(certificate))
}

/// Certificates of the units' people that end within the days and have no successor, the first to end first.
pub fn ending(
    conn: &mut Conn<'_>,
    within: Option<&[UnitId]>,
    from: NaiveDate,
    to: NaiveDate,
    request: PageRequest,
) -> Stored<Page<Certificate>> {
    let later = diesel::alias!(certificates as later);
    macro_rules! filtered {
        ($query:expr) => {{
            let followed = later.filter(
                later
                    .field(certificates::programme_id)
                    .eq(certificates::programme_id)
                    .and(later.field(certificates::person_id).eq(certificates::person_id))
                    .and(later.field(certificates::sequence).gt(certificates::sequence)),
            );
            let mut query = $query
                .filter(certificates::valid_until.between(from, to))
                .filter(certificate_revocations::certificate_id.is_null())
                .filter(diesel::dsl::not(diesel::dsl::exists(followed)))
                .into_boxed();
            if let Some(ids) = within {
                let members = memberships::table
                    .filter(memberships::valid_to.is_null().and(memberships::unit_id.eq_any(ids)))
                    .select(memberships::person_id);
                query = query.filter(certificates::person_id.eq_any(members));
            }
            query
        }};
    }
    let joined =
        || certificates::table.left_join(certificate_revocations::table.on(certificate_revocations::certificate_id.eq(certificates::id)));
    let total = on!(conn, |c| filtered!(joined()).count().get_result(c))?;
    let rows = on!(conn, |c| filtered!(with_revocation!())
        .order((certificates::valid_until, certificates::number))
        .limit(request.size)
        .offset(request.offset())
        .load(c))?;
    Ok(Page { rows: rows.into_iter().map(certificate).collect(), total, request })
}

/// Numbers of a register in a year that were revoked for good.
pub fn revoked_numbers(conn: &mut Conn<'_>, register: &str, year: i32) -> Stored<Vec<i32>> {
    Ok(on!(conn, |c| certificates::table
        .inner_join(certificate_revocations::table.on(certificate_revocations::certificate_id.eq(certificates::id)))
        .filter(certificates::register.eq(register).and(certificates::year.eq(year)))
        .order(certificates::number)
        .select(certificates::number)
        .load(c))?)
}

/// The numbers of a register and year that certificates carry, in order.
pub fn numbers_given(conn: &mut Conn<'_>, register: &str, year: i32) -> Stored<Vec<i32>> {
    Ok(on!(conn, |c| certificates::table
        .filter(certificates::register.eq(register).and(certificates::year.eq(year)))
        .order(certificates::number)
        .select(certificates::number)
        .load(c))?)
}

/// Registers and years with the last number given and how many certificates carry one: a gap shows as a difference.
pub fn registers(conn: &mut Conn<'_>) -> Stored<Vec<(String, i32, i32, i64)>> {
    use diesel::dsl::count_star;
    let given: Vec<(String, i32, i32)> = on!(conn, |c| number_registers::table
        .order((number_registers::register, number_registers::year))
        .select((number_registers::register, number_registers::year, number_registers::last_number))
        .load(c))?;
    let counts: Vec<(String, i32, i64)> = on!(conn, |c| certificates::table
        .group_by((certificates::register, certificates::year))
        .select((certificates::register, certificates::year, count_star()))
        .load(c))?;
    let count = |register: &str, year: i32| counts.iter().find(|(r, y, _)| r == register && *y == year).map_or(0, |(_, _, n)| *n);
    Ok(given.into_iter().map(|(register, year, last)| (register.clone(), year, last, count(&register, year))).collect())
}

/// The programme of a contest's certificates.
pub fn programme_of_contest(conn: &mut Conn<'_>, id: ContestId) -> Stored<Option<Programme>> {
    Ok(on!(conn, |c| programmes::table.filter(programmes::contest_id.eq(id)).select(ProgrammeRow::as_select()).first(c).optional())?
        .map(Programme::from))
}

/// How the body of a register writes its numbers, if it is one that was set up.
pub fn pattern_of(conn: &mut Conn<'_>, register: &str) -> Stored<Option<String>> {
    Ok(on!(conn, |c| issuing_bodies::table
        .filter(issuing_bodies::register.eq(register))
        .select(issuing_bodies::pattern)
        .first(c)
        .optional())?)
}

/// Takes a revocation back; false when there was none.
pub fn reinstate(conn: &mut Conn<'_>, id: CertificateId) -> Stored<bool> {
    Ok(on!(conn, |c| diesel::delete(certificate_revocations::table.find(id)).execute(c))? == 1)
}

#[derive(Insertable)]
#[diesel(table_name = certificate_events, treat_none_as_default_value = false)]
pub struct EventRow {
    pub id: CertificateEventId,
    pub certificate_id: CertificateId,
    pub kind: String,
    pub at: Timestamp,
    pub by_person: Option<PersonId>,
    pub reason: Option<String>,
}

pub fn insert_event(conn: &mut Conn<'_>, row: &EventRow) -> Stored<()> {
    on!(conn, |c| diesel::insert_into(certificate_events::table).values(row).execute(c))?;
    Ok(())
}

/// What happened to a certificate, the latest first.
pub fn events(conn: &mut Conn<'_>, id: CertificateId) -> Stored<Vec<CertificateEvent>> {
    let rows: Vec<(String, Timestamp, Option<String>, Option<String>)> = on!(conn, |c| certificate_events::table
        .left_join(people::table.on(people::id.nullable().eq(certificate_events::by_person)))
        .filter(certificate_events::certificate_id.eq(id))
        .order((certificate_events::at.desc(), certificate_events::id.desc()))
        .limit(100)
        .select((certificate_events::kind, certificate_events::at, people::full_name.nullable(), certificate_events::reason))
        .load(c))?;
    Ok(rows.into_iter().map(|(kind, at, by_name, reason)| CertificateEvent { kind, at, by_name, reason }).collect())
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
