//! Rows of the register.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::{
    import::Draft,
    model::{Change, Facts, Filter, Kind, Recognition, State, Status},
};
use crate::{
    kernel::{
        Timestamp,
        ids::{PersonId, RecognitionChangeId, RecognitionId, RecognitionImportId, UnitId},
        page::{Page, PageRequest},
        text,
    },
    storage::{
        Conn, Json, StorageError, on,
        schema::{people, recognition_changes, recognition_imports, recognition_kinds, recognitions},
    },
};

type Stored<T> = Result<T, StorageError>;

/// Values of one statement stay below every database's cap.
const CHUNK: usize = 500;

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = recognition_kinds, treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct KindRow {
    pub code: String,
    pub name: String,
    pub rank: i32,
    pub basis: String,
    pub valid_from: Option<NaiveDate>,
    pub valid_to: Option<NaiveDate>,
    pub updated_at: Timestamp,
}

pub fn kinds(conn: &mut Conn<'_>) -> Stored<Vec<Kind>> {
    let rows: Vec<KindRow> = on!(conn, |c| recognition_kinds::table
        .order((recognition_kinds::rank, recognition_kinds::code))
        .select(KindRow::as_select())
        .load(c))?;
    let kind = |row: KindRow| Kind {
        code: row.code,
        name: row.name,
        rank: row.rank,
        basis: row.basis,
        valid_from: row.valid_from,
        valid_to: row.valid_to,
    };
    Ok(rows.into_iter().map(kind).collect())
}

pub fn put_kind(conn: &mut Conn<'_>, kind: &Kind, now: Timestamp) -> Stored<()> {
    let row = KindRow {
        code: kind.code.clone(),
        name: kind.name.clone(),
        rank: kind.rank,
        basis: kind.basis.clone(),
        valid_from: kind.valid_from,
        valid_to: kind.valid_to,
        updated_at: now,
    };
    on!(conn, |c| diesel::insert_into(recognition_kinds::table)
        .values(&row)
        .on_conflict(recognition_kinds::code)
        .do_update()
        .set(&row)
        .execute(c))?;
    Ok(())
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = recognitions, treat_none_as_default_value = false)]
pub struct RecognitionRow {
    pub id: RecognitionId,
    pub kind_code: String,
    pub person_id: Option<PersonId>,
    pub full_name: String,
    pub sort_key: Vec<u8>,
    pub search_key: String,
    pub birth_date: Option<NaiveDate>,
    pub unit_id: Option<UnitId>,
    pub unit_name: String,
    pub office: Option<String>,
    pub committee: String,
    pub decision_number: String,
    pub decision_date: NaiveDate,
    pub card_number: Option<String>,
    pub valid_from: NaiveDate,
    pub valid_to: Option<NaiveDate>,
    pub state: String,
    pub state_since: NaiveDate,
    pub identity_key: String,
    pub replaces_id: Option<RecognitionId>,
    pub recorded_at: Timestamp,
}

impl From<&Recognition> for RecognitionRow {
    fn from(record: &Recognition) -> Self {
        let facts = record.facts.clone();
        Self {
            id: record.id,
            person_id: record.person_id,
            sort_key: text::name_sort_key(&facts.full_name),
            search_key: text::search_key(&format!(
                "{} {} {}",
                facts.full_name,
                facts.card_number.as_deref().unwrap_or_default(),
                facts.decision_number
            )),
            identity_key: facts.identity_key(),
            kind_code: facts.kind,
            full_name: facts.full_name,
            birth_date: facts.birth_date,
            unit_id: facts.unit_id,
            unit_name: facts.unit_name,
            office: facts.office,
            committee: facts.committee,
            decision_number: facts.decision_number,
            decision_date: facts.decision_date,
            card_number: facts.card_number,
            valid_from: facts.valid_from,
            valid_to: facts.valid_to,
            state: record.state.code().to_owned(),
            state_since: record.state_since,
            replaces_id: record.replaces,
            recorded_at: record.recorded_at,
        }
    }
}

impl From<RecognitionRow> for Recognition {
    fn from(row: RecognitionRow) -> Self {
        Self {
            id: row.id,
            person_id: row.person_id,
            facts: Facts {
                kind: row.kind_code,
                full_name: row.full_name,
                birth_date: row.birth_date,
                unit_id: row.unit_id,
                unit_name: row.unit_name,
                office: row.office,
                committee: row.committee,
                decision_number: row.decision_number,
                decision_date: row.decision_date,
                card_number: row.card_number,
                valid_from: row.valid_from,
                valid_to: row.valid_to,
            },
            state: State::parse(&row.state).unwrap_or(State::InForce),
            state_since: row.state_since,
            replaces: row.replaces_id,
            recorded_at: row.recorded_at,
        }
    }
}

pub fn insert(conn: &mut Conn<'_>, records: &[Recognition]) -> Stored<()> {
    for chunk in records.chunks(CHUNK) {
        let rows: Vec<RecognitionRow> = chunk.iter().map(RecognitionRow::from).collect();
        on!(conn, |c| diesel::insert_into(recognitions::table).values(&rows).execute(c))?;
    }
    Ok(())
}

pub fn recognition(conn: &mut Conn<'_>, id: RecognitionId) -> Stored<Option<Recognition>> {
    Ok(on!(conn, |c| recognitions::table.find(id).select(RecognitionRow::as_select()).first(c).optional())?.map(Recognition::from))
}

pub fn of_person(conn: &mut Conn<'_>, person: PersonId) -> Stored<Vec<Recognition>> {
    let rows = on!(conn, |c| recognitions::table
        .filter(recognitions::person_id.eq(person))
        .order((recognitions::valid_from.desc(), recognitions::id))
        .limit(100)
        .select(RecognitionRow::as_select())
        .load(c))?;
    Ok(rows.into_iter().map(Recognition::from).collect())
}

/// The record that took the place of another.
pub fn successor(conn: &mut Conn<'_>, id: RecognitionId) -> Stored<Option<Recognition>> {
    Ok(on!(conn, |c| recognitions::table.filter(recognitions::replaces_id.eq(id)).select(RecognitionRow::as_select()).first(c).optional())?
        .map(Recognition::from))
}

/// Those of the keys that the register holds already.
pub fn known_keys(conn: &mut Conn<'_>, keys: &[String]) -> Stored<Vec<String>> {
    let mut out = Vec::new();
    for chunk in keys.chunks(CHUNK) {
        out.extend(on!(conn, |c| recognitions::table
            .filter(recognitions::identity_key.eq_any(chunk))
            .select(recognitions::identity_key)
            .load::<String>(c))?);
    }
    Ok(out)
}

/// Records by given name: those of the units, or all, that fit the filter.
pub fn page(
    conn: &mut Conn<'_>,
    within: Option<&[UnitId]>,
    filter: &Filter,
    today: NaiveDate,
    request: PageRequest,
) -> Stored<Page<Recognition>> {
    let pattern = format!("%{}%", escape_like(&text::search_key(&filter.search)));
    macro_rules! filtered {
        () => {{
            let mut query = recognitions::table.into_boxed();
            if let Some(ids) = within {
                query = query.filter(recognitions::unit_id.eq_any(ids));
            }
            if pattern.len() > 2 {
                query = query.filter(recognitions::search_key.like(&pattern).escape('\\'));
            }
            if !filter.kind.is_empty() {
                query = query.filter(recognitions::kind_code.eq(&filter.kind));
            }
            let in_force = recognitions::state.eq(State::InForce.code());
            match filter.status {
                None => query,
                Some(Status::Relieved) => query.filter(recognitions::state.eq(State::Relieved.code())),
                Some(Status::Withdrawn) => query.filter(recognitions::state.eq(State::Withdrawn.code())),
                Some(Status::Replaced) => query.filter(recognitions::state.eq(State::Replaced.code())),
                Some(Status::Expired) => query.filter(in_force).filter(recognitions::valid_to.lt(today)),
                Some(Status::Coming) => query
                    .filter(in_force)
                    .filter(recognitions::valid_from.gt(today))
                    .filter(recognitions::valid_to.is_null().or(recognitions::valid_to.ge(today))),
                Some(Status::InForce) => query
                    .filter(in_force)
                    .filter(recognitions::valid_from.le(today))
                    .filter(recognitions::valid_to.is_null().or(recognitions::valid_to.ge(today))),
            }
        }};
    }
    let total = on!(conn, |c| filtered!().count().get_result(c))?;
    let rows: Vec<RecognitionRow> = on!(conn, |c| filtered!()
        .select(RecognitionRow::as_select())
        .order((recognitions::sort_key, recognitions::id))
        .limit(request.size)
        .offset(request.offset())
        .load(c))?;
    Ok(Page { rows: rows.into_iter().map(Recognition::from).collect(), total, request })
}

/// Makes what somebody typed literal inside LIKE.
fn escape_like(typed: &str) -> String {
    typed.chars().flat_map(|c| matches!(c, '%' | '_' | '\\').then_some('\\').into_iter().chain(std::iter::once(c))).collect()
}

/// Changes the state; false when it was no longer what it was taken for.
pub fn set_state(conn: &mut Conn<'_>, id: RecognitionId, from: State, to: State, since: NaiveDate) -> Stored<bool> {
    let changed =
        on!(conn, |c| diesel::update(recognitions::table.filter(recognitions::id.eq(id).and(recognitions::state.eq(from.code()))))
            .set((recognitions::state.eq(to.code()), recognitions::state_since.eq(since)))
            .execute(c))?;
    Ok(changed == 1)
}

#[derive(Insertable)]
#[diesel(table_name = recognition_changes, treat_none_as_default_value = false)]
pub struct ChangeRow {
    pub id: RecognitionChangeId,
    pub recognition_id: RecognitionId,
    pub at: Timestamp,
    pub by_person: Option<PersonId>,
    pub kind: String,
    pub effective_on: NaiveDate,
    pub decision_number: Option<String>,
    pub reason: Option<String>,
}

pub fn insert_changes(conn: &mut Conn<'_>, rows: &[ChangeRow]) -> Stored<()> {
    for chunk in rows.chunks(CHUNK) {
        on!(conn, |c| diesel::insert_into(recognition_changes::table).values(chunk).execute(c))?;
    }
    Ok(())
}

type ChangeColumns = (Timestamp, Option<String>, String, NaiveDate, Option<String>, Option<String>);

pub fn changes(conn: &mut Conn<'_>, id: RecognitionId) -> Stored<Vec<Change>> {
    let rows: Vec<ChangeColumns> = on!(conn, |c| recognition_changes::table
        .left_join(people::table.on(people::id.nullable().eq(recognition_changes::by_person)))
        .filter(recognition_changes::recognition_id.eq(id))
        .order((recognition_changes::at.desc(), recognition_changes::id.desc()))
        .limit(100)
        .select((
            recognition_changes::at,
            people::full_name.nullable(),
            recognition_changes::kind,
            recognition_changes::effective_on,
            recognition_changes::decision_number,
            recognition_changes::reason,
        ))
        .load(c))?;
    let change =
        |(at, by_name, kind, effective_on, decision_number, reason)| Change { at, by_name, kind, effective_on, decision_number, reason };
    Ok(rows.into_iter().map(change).collect())
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = recognition_imports, treat_none_as_default_value = false)]
pub struct ImportRow {
    pub id: RecognitionImportId,
    pub by_person: PersonId,
    pub file_name: String,
    pub content: Json<Vec<Draft>>,
    pub created_at: Timestamp,
    pub confirmed_at: Option<Timestamp>,
}

/// Keeps a checked list until it is confirmed; an older one of the same person is dropped.
pub fn put_import(conn: &mut Conn<'_>, row: &ImportRow) -> Stored<()> {
    on!(conn, |c| diesel::delete(
        recognition_imports::table
            .filter(recognition_imports::by_person.eq(row.by_person).and(recognition_imports::confirmed_at.is_null()))
    )
    .execute(c))?;
    on!(conn, |c| diesel::insert_into(recognition_imports::table).values(row).execute(c))?;
    Ok(())
}

pub fn import(conn: &mut Conn<'_>, id: RecognitionImportId, by: PersonId) -> Stored<Option<ImportRow>> {
    Ok(on!(conn, |c| recognition_imports::table
        .filter(recognition_imports::id.eq(id).and(recognition_imports::by_person.eq(by)))
        .select(ImportRow::as_select())
        .first(c)
        .optional())?)
}

/// Marks a list as recorded; false when it was before.
pub fn confirm_import(conn: &mut Conn<'_>, id: RecognitionImportId, at: Timestamp) -> Stored<bool> {
    let changed = on!(conn, |c| diesel::update(
        recognition_imports::table.filter(recognition_imports::id.eq(id).and(recognition_imports::confirmed_at.is_null()))
    )
    .set((recognition_imports::confirmed_at.eq(at), recognition_imports::content.eq(Json(Vec::<Draft>::new()))))
    .execute(c))?;
    Ok(changed == 1)
}

/// Accounts by user name.
pub fn people_by_username(conn: &mut Conn<'_>, usernames: &[String]) -> Stored<Vec<(String, PersonId)>> {
    let mut out = Vec::new();
    for chunk in usernames.chunks(CHUNK) {
        out.extend(on!(conn, |c| people::table.filter(people::username.eq_any(chunk)).select((people::username, people::id)).load(c))?);
    }
    Ok(out)
}
