//! Rows of training programmes, issuing bodies and sessions.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::super::{
    looks::model::PaperKind,
    model::{Issuer, IssuingBody, Programme},
    store::ProgrammeRow,
};
use crate::{
    kernel::{
        Timestamp,
        ids::{PersonId, ProgrammeId, TrainingSessionId, UnitId},
        page::{Page, PageRequest},
    },
    storage::{
        Conn, Json, StorageError, on,
        schema::{issuing_bodies, memberships, people, programmes, session_attendance, training_sessions, units},
    },
};

type Stored<T> = Result<T, StorageError>;

/// Training programmes by title.
pub fn training(conn: &mut Conn<'_>) -> Stored<Vec<Programme>> {
    let rows: Vec<ProgrammeRow> = on!(conn, |c| programmes::table
        .filter(programmes::terms.is_not_null())
        .order((programmes::updated_at.desc(), programmes::code))
        .limit(200)
        .select(ProgrammeRow::as_select())
        .load(c))?;
    Ok(rows.into_iter().map(Programme::from).collect())
}

pub fn programme_by_code(conn: &mut Conn<'_>, code: &str) -> Stored<Option<Programme>> {
    Ok(on!(conn, |c| programmes::table.filter(programmes::code.eq(code)).select(ProgrammeRow::as_select()).first(c).optional())?
        .map(Programme::from))
}

pub fn programmes_by_id(conn: &mut Conn<'_>, ids: &[ProgrammeId]) -> Stored<Vec<Programme>> {
    let rows: Vec<ProgrammeRow> =
        on!(conn, |c| programmes::table.filter(programmes::id.eq_any(ids)).select(ProgrammeRow::as_select()).load(c))?;
    Ok(rows.into_iter().map(Programme::from).collect())
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = issuing_bodies, treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct BodyRow {
    pub code: String,
    pub unit_id: Option<UnitId>,
    pub paper: Json<Issuer>,
    pub pattern: String,
    pub register: String,
    pub updated_at: Timestamp,
    pub kind: String,
}

impl From<BodyRow> for IssuingBody {
    fn from(row: BodyRow) -> Self {
        let kind = PaperKind::parse(&row.kind).unwrap_or_default();
        Self { code: row.code, unit_id: row.unit_id, issuer: row.paper.0, pattern: row.pattern, kind }
    }
}

pub fn bodies(conn: &mut Conn<'_>) -> Stored<Vec<IssuingBody>> {
    let rows: Vec<BodyRow> =
        on!(conn, |c| issuing_bodies::table.order(issuing_bodies::code).limit(500).select(BodyRow::as_select()).load(c))?;
    Ok(rows.into_iter().map(IssuingBody::from).collect())
}

pub fn body(conn: &mut Conn<'_>, code: &str) -> Stored<Option<IssuingBody>> {
    Ok(on!(conn, |c| issuing_bodies::table.find(code).select(BodyRow::as_select()).first(c).optional())?.map(IssuingBody::from))
}

/// The body whose numbers a register holds.
pub fn body_of_register(conn: &mut Conn<'_>, register: &str) -> Stored<Option<IssuingBody>> {
    Ok(on!(conn, |c| issuing_bodies::table.filter(issuing_bodies::register.eq(register)).select(BodyRow::as_select()).first(c).optional())?
        .map(IssuingBody::from))
}

pub fn put_body(conn: &mut Conn<'_>, body: &IssuingBody, now: Timestamp) -> Stored<()> {
    let row = BodyRow {
        code: body.code.clone(),
        unit_id: body.unit_id,
        register: body.issuer.symbol.clone(),
        paper: Json(body.issuer.clone()),
        pattern: body.pattern.clone(),
        updated_at: now,
        kind: body.kind.code().to_owned(),
    };
    on!(conn, |c| diesel::insert_into(issuing_bodies::table)
        .values(&row)
        .on_conflict(issuing_bodies::code)
        .do_update()
        .set(&row)
        .execute(c))?;
    Ok(())
}

/// A page of present members of the units (everybody for `None`), by given name: id, name, unit.
pub fn members(conn: &mut Conn<'_>, within: Option<&[UnitId]>, request: PageRequest) -> Stored<Page<(PersonId, String, Option<String>)>> {
    macro_rules! filtered {
        () => {{
            let mut query = people::table
                .left_join(memberships::table.on(memberships::person_id.eq(people::id).and(memberships::valid_to.is_null())))
                .left_join(units::table.on(units::id.nullable().eq(memberships::unit_id.nullable())))
                .filter(people::disabled_at.is_null())
                .into_boxed();
            if let Some(ids) = within {
                query = query.filter(memberships::unit_id.eq_any(ids));
            }
            query
        }};
    }
    let total = on!(conn, |c| filtered!().count().get_result(c))?;
    let rows = on!(conn, |c| filtered!()
        .select((people::id, people::full_name, units::name.nullable()))
        .order((people::sort_key, people::id))
        .limit(request.size)
        .offset(request.offset())
        .load(c))?;
    Ok(Page { rows, total, request })
}

/// People by user name, with the unit they belong to.
pub fn people_by_username(conn: &mut Conn<'_>, usernames: &[String]) -> Stored<Vec<(String, PersonId, Option<UnitId>)>> {
    let mut out = Vec::new();
    for chunk in usernames.chunks(500) {
        out.extend(on!(conn, |c| people::table
            .left_join(memberships::table.on(memberships::person_id.eq(people::id).and(memberships::valid_to.is_null())))
            .filter(people::username.eq_any(chunk).and(people::disabled_at.is_null()))
            .select((people::username, people::id, memberships::unit_id.nullable()))
            .load::<(String, PersonId, Option<UnitId>)>(c))?);
    }
    Ok(out)
}

/// A session that was held.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[allow(missing_docs)] // the columns say what they are
#[diesel(table_name = training_sessions, treat_none_as_default_value = false)]
pub struct SessionRow {
    pub id: TrainingSessionId,
    pub programme_id: Option<ProgrammeId>,
    pub title: String,
    pub held_on: NaiveDate,
    pub place: String,
    pub minutes: i32,
    pub speaker: String,
    pub speaker_id: Option<PersonId>,
    pub unit_id: Option<UnitId>,
    pub recorded_by: PersonId,
    pub recorded_at: Timestamp,
}

pub fn insert_session(conn: &mut Conn<'_>, row: &SessionRow) -> Stored<()> {
    on!(conn, |c| diesel::insert_into(training_sessions::table).values(row).execute(c))?;
    Ok(())
}

pub fn session(conn: &mut Conn<'_>, id: TrainingSessionId) -> Stored<Option<SessionRow>> {
    Ok(on!(conn, |c| training_sessions::table.find(id).select(SessionRow::as_select()).first(c).optional())?)
}

/// Sessions of a programme, the latest first, with how many attended.
pub fn sessions_of(conn: &mut Conn<'_>, programme: ProgrammeId) -> Stored<Vec<(SessionRow, i64)>> {
    use diesel::dsl::count_star;
    let rows: Vec<SessionRow> = on!(conn, |c| training_sessions::table
        .filter(training_sessions::programme_id.eq(programme))
        .order((training_sessions::held_on.desc(), training_sessions::id.desc()))
        .limit(200)
        .select(SessionRow::as_select())
        .load(c))?;
    let ids: Vec<TrainingSessionId> = rows.iter().map(|row| row.id).collect();
    let counts: Vec<(TrainingSessionId, i64)> = on!(conn, |c| session_attendance::table
        .filter(session_attendance::session_id.eq_any(&ids))
        .group_by(session_attendance::session_id)
        .select((session_attendance::session_id, count_star()))
        .load(c))?;
    let count = |id: TrainingSessionId| counts.iter().find(|(of, _)| *of == id).map_or(0, |(_, n)| *n);
    Ok(rows.into_iter().map(|row| (count(row.id), row)).map(|(n, row)| (row, n)).collect())
}

/// Records who attended; who is recorded already stays.
pub fn insert_attendance(
    conn: &mut Conn<'_>,
    session: TrainingSessionId,
    persons: &[PersonId],
    by: PersonId,
    at: Timestamp,
) -> Stored<usize> {
    let mut added = 0;
    for chunk in persons.chunks(500) {
        let rows: Vec<_> = chunk
            .iter()
            .map(|person| {
                (
                    session_attendance::session_id.eq(session),
                    session_attendance::person_id.eq(*person),
                    session_attendance::recorded_by.eq(by),
                    session_attendance::recorded_at.eq(at),
                )
            })
            .collect();
        added += on!(conn, |c| diesel::insert_into(session_attendance::table).values(&rows).on_conflict_do_nothing().execute(c))?;
    }
    Ok(added)
}

/// Who of these people is recorded as present.
pub fn present(conn: &mut Conn<'_>, session: TrainingSessionId, persons: &[PersonId]) -> Stored<Vec<PersonId>> {
    let mut out = Vec::new();
    for chunk in persons.chunks(500) {
        out.extend(on!(conn, |c| session_attendance::table
            .filter(session_attendance::session_id.eq(session).and(session_attendance::person_id.eq_any(chunk)))
            .select(session_attendance::person_id)
            .load::<PersonId>(c))?);
    }
    Ok(out)
}

pub fn remove_attendance(conn: &mut Conn<'_>, session: TrainingSessionId, persons: &[PersonId]) -> Stored<()> {
    for chunk in persons.chunks(500) {
        on!(conn, |c| diesel::delete(
            session_attendance::table.filter(session_attendance::session_id.eq(session).and(session_attendance::person_id.eq_any(chunk)))
        )
        .execute(c))?;
    }
    Ok(())
}

/// Who attended, by given name: name, user name, unit.
pub fn attendees(conn: &mut Conn<'_>, session: TrainingSessionId) -> Stored<Vec<(String, String, Option<String>)>> {
    Ok(on!(conn, |c| session_attendance::table
        .inner_join(people::table.on(people::id.eq(session_attendance::person_id)))
        .left_join(memberships::table.on(memberships::person_id.eq(people::id).and(memberships::valid_to.is_null())))
        .left_join(units::table.on(units::id.nullable().eq(memberships::unit_id.nullable())))
        .filter(session_attendance::session_id.eq(session))
        .order((people::sort_key, people::id))
        .limit(5_000)
        .select((people::full_name, people::username, units::name.nullable()))
        .load(c))?)
}

/// Days of the sessions of a programme that people attended.
pub fn attended(conn: &mut Conn<'_>, programme: ProgrammeId, persons: &[PersonId]) -> Stored<Vec<(PersonId, NaiveDate)>> {
    Ok(on!(conn, |c| session_attendance::table
        .inner_join(training_sessions::table.on(training_sessions::id.eq(session_attendance::session_id)))
        .filter(training_sessions::programme_id.eq(programme).and(session_attendance::person_id.eq_any(persons)))
        .select((session_attendance::person_id, training_sessions::held_on))
        .load(c))?)
}

/// Sessions a person attended, and sessions a person gave, the latest first.
pub fn sessions_of_person(conn: &mut Conn<'_>, person: PersonId) -> Stored<(Vec<SessionRow>, Vec<SessionRow>)> {
    let attended = on!(conn, |c| training_sessions::table
        .inner_join(session_attendance::table.on(session_attendance::session_id.eq(training_sessions::id)))
        .filter(session_attendance::person_id.eq(person))
        .order(training_sessions::held_on.desc())
        .limit(200)
        .select(SessionRow::as_select())
        .load(c))?;
    let given = on!(conn, |c| training_sessions::table
        .filter(training_sessions::speaker_id.eq(person))
        .order(training_sessions::held_on.desc())
        .limit(200)
        .select(SessionRow::as_select())
        .load(c))?;
    Ok((attended, given))
}
