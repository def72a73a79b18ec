//! Rows of terms, registrations, consents, exclusions and slips.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::{
    model::{Answer, KeptGuardian, Registration, State},
    terms::{ExclusionClass, Terms},
};
use crate::{
    kernel::{
        Timestamp,
        ids::{ContestId, ExclusionId, PersonId, RegistrationId, SlipBatchId, UnitId},
        page::{Page, PageRequest},
    },
    storage::{
        Conn, Json, StorageError, on,
        schema::{
            attempts, contest_terms, people, registration_consents, registration_exclusions, registrations, rounds, slip_batches, slips, units,
        },
    },
};

type Stored<T> = Result<T, StorageError>;
type Answers = std::collections::BTreeMap<String, Answer>;

pub fn terms(conn: &mut Conn<'_>, contest: ContestId) -> Stored<Option<Terms>> {
    let row: Option<Json<Terms>> =
        on!(conn, |c| contest_terms::table.find(contest).select(contest_terms::terms).first(c).optional())?;
    Ok(row.map(|terms| terms.0))
}

pub fn put_terms(conn: &mut Conn<'_>, contest: ContestId, terms: &Terms, by: Option<PersonId>, at: Timestamp) -> Stored<()> {
    let what = (
        contest_terms::terms.eq(Json(terms.clone())),
        contest_terms::needs_code.eq(terms.needs_code),
        contest_terms::changed_by.eq(by),
        contest_terms::changed_at.eq(at),
    );
    on!(conn, |c| diesel::insert_into(contest_terms::table)
        .values((contest_terms::contest_id.eq(contest), what.clone()))
        .on_conflict(contest_terms::contest_id)
        .do_update()
        .set(what.clone())
        .execute(c))?;
    Ok(())
}

pub fn delete_terms(conn: &mut Conn<'_>, contest: ContestId) -> Stored<()> {
    on!(conn, |c| diesel::delete(contest_terms::table.find(contest)).execute(c))?;
    Ok(())
}

/// What a start of an attempt asks: whether a code is needed, and the registration's state, standing, reason and
/// verification. None where the contest has no terms.
pub type Door = (bool, Option<(String, String, String, Option<Timestamp>)>);

pub fn door(conn: &mut Conn<'_>, contest: ContestId, person: PersonId) -> Stored<Option<Door>> {
    Ok(on!(conn, |c| contest_terms::table
        .left_join(
            registrations::table
                .on(registrations::contest_id.eq(contest_terms::contest_id).and(registrations::person_id.eq(person)))
        )
        .filter(contest_terms::contest_id.eq(contest))
        .select((
            contest_terms::needs_code,
            (registrations::state, registrations::standing, registrations::standing_reason, registrations::verified_at).nullable(),
        ))
        .first(c)
        .optional())?)
}

#[derive(Queryable, Selectable, Insertable, AsChangeset, Clone, Debug)]
#[diesel(table_name = registrations, treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct RegistrationRow {
    pub id: RegistrationId,
    pub contest_id: ContestId,
    pub person_id: PersonId,
    pub state: String,
    pub full_name: String,
    pub sort_key: Vec<u8>,
    pub search_key: String,
    pub birth_date: Option<NaiveDate>,
    pub gender: Option<String>,
    pub address: Option<String>,
    pub email: Option<String>,
    pub phone_print: Option<Vec<u8>>,
    pub phone_masked: Option<String>,
    pub phone_sealed: Option<Vec<u8>>,
    pub identity_print: Option<Vec<u8>>,
    pub identity_masked: Option<String>,
    pub unit_id: Option<UnitId>,
    pub group_code: Option<String>,
    pub residence: Option<String>,
    pub block_code: Option<String>,
    pub answers: Json<Answers>,
    pub guardian: Option<Json<KeptGuardian>>,
    pub standing: String,
    pub standing_reason: String,
    pub referral_code: String,
    pub referred_by: Option<RegistrationId>,
    pub verified_at: Option<Timestamp>,
    pub registered_at: Timestamp,
    pub changed_at: Timestamp,
}

impl From<RegistrationRow> for Registration {
    fn from(row: RegistrationRow) -> Self {
        Self {
            id: row.id,
            person: row.person_id,
            state: State::parse(&row.state).unwrap_or(State::Withdrawn),
            full_name: row.full_name,
            birth_date: row.birth_date,
            gender: row.gender,
            address: row.address,
            email: row.email,
            phone_masked: row.phone_masked,
            identity_masked: row.identity_masked,
            unit: row.unit_id,
            group: row.group_code,
            residence: row.residence,
            block: row.block_code,
            answers: row.answers.0,
            guardian: row.guardian.map(|guardian| guardian.0),
            standing: row.standing,
            standing_reason: row.standing_reason,
            referral_code: row.referral_code,
            verified_at: row.verified_at,
            registered_at: row.registered_at,
        }
    }
}

pub fn insert(conn: &mut Conn<'_>, row: &RegistrationRow) -> Stored<()> {
    on!(conn, |c| diesel::insert_into(registrations::table).values(row).execute(c))?;
    Ok(())
}

pub fn update(conn: &mut Conn<'_>, row: &RegistrationRow) -> Stored<()> {
    on!(conn, |c| diesel::update(registrations::table.find(row.id)).set(row).execute(c))?;
    Ok(())
}

/// Takes a registration and all that hangs on it away.
pub fn delete(conn: &mut Conn<'_>, id: RegistrationId) -> Stored<()> {
    on!(conn, |c| diesel::delete(registration_consents::table.filter(registration_consents::registration_id.eq(id))).execute(c))?;
    on!(conn, |c| diesel::update(slips::table.filter(slips::used_by.eq(id)))
        .set((slips::used_by.eq(None::<RegistrationId>), slips::used_at.eq(None::<Timestamp>)))
        .execute(c))?;
    on!(conn, |c| diesel::update(registrations::table.filter(registrations::referred_by.eq(id)))
        .set(registrations::referred_by.eq(None::<RegistrationId>))
        .execute(c))?;
    on!(conn, |c| diesel::delete(registrations::table.find(id)).execute(c))?;
    Ok(())
}

pub fn of_person(conn: &mut Conn<'_>, contest: ContestId, person: PersonId) -> Stored<Option<RegistrationRow>> {
    Ok(on!(conn, |c| registrations::table
        .filter(registrations::contest_id.eq(contest).and(registrations::person_id.eq(person)))
        .select(RegistrationRow::as_select())
        .first(c)
        .optional())?)
}

pub fn of_contest(conn: &mut Conn<'_>, contest: ContestId, id: RegistrationId) -> Stored<Option<RegistrationRow>> {
    Ok(on!(conn, |c| registrations::table
        .find(id)
        .filter(registrations::contest_id.eq(contest))
        .select(RegistrationRow::as_select())
        .first(c)
        .optional())?)
}

/// Whether another registration of the contest holds this phone, and whether one holds this identity number.
pub fn prints_taken(
    conn: &mut Conn<'_>,
    contest: ContestId,
    person: PersonId,
    phone: Option<&[u8]>,
    identity: Option<&[u8]>,
) -> Stored<(bool, bool)> {
    let others = |c: i64| c > 0;
    let phone = match phone {
        Some(print) => others(on!(conn, |c| registrations::table
            .filter(registrations::contest_id.eq(contest).and(registrations::phone_print.eq(print)))
            .filter(registrations::person_id.ne(person))
            .count()
            .get_result(c))?),
        None => false,
    };
    let identity = match identity {
        Some(print) => others(on!(conn, |c| registrations::table
            .filter(registrations::contest_id.eq(contest).and(registrations::identity_print.eq(print)))
            .filter(registrations::person_id.ne(person))
            .count()
            .get_result(c))?),
        None => false,
    };
    Ok((phone, identity))
}

/// Whether somebody has begun an attempt at any round of the contest.
pub fn has_begun(conn: &mut Conn<'_>, contest: ContestId, person: PersonId) -> Stored<bool> {
    let count: i64 = on!(conn, |c| attempts::table
        .inner_join(rounds::table.on(rounds::quiz_id.eq(attempts::quiz_id)))
        .filter(rounds::contest_id.eq(contest).and(attempts::person_id.eq(person)))
        .count()
        .get_result(c))?;
    Ok(count > 0)
}

pub fn by_referral(conn: &mut Conn<'_>, contest: ContestId, code: &str) -> Stored<Option<(RegistrationId, PersonId)>> {
    Ok(on!(conn, |c| registrations::table
        .filter(registrations::referral_code.eq(code).and(registrations::contest_id.eq(contest)))
        .filter(registrations::state.eq("active"))
        .select((registrations::id, registrations::person_id))
        .first(c)
        .optional())?)
}

#[derive(Queryable, Selectable, Insertable, Clone, Debug)]
#[diesel(table_name = registration_consents, treat_none_as_default_value = false)]
pub struct ConsentRow {
    pub registration_id: RegistrationId,
    pub purpose: String,
    pub given_at: Timestamp,
    pub version: i32,
    pub text: String,
    pub withdrawn_at: Option<Timestamp>,
}

pub fn insert_consents(conn: &mut Conn<'_>, rows: &[ConsentRow]) -> Stored<()> {
    on!(conn, |c| diesel::insert_into(registration_consents::table).values(rows).execute(c))?;
    Ok(())
}

/// Consents of a registration, the standing and the withdrawn ones, oldest first.
pub fn consents(conn: &mut Conn<'_>, of: RegistrationId) -> Stored<Vec<ConsentRow>> {
    Ok(on!(conn, |c| registration_consents::table
        .filter(registration_consents::registration_id.eq(of))
        .order((registration_consents::given_at, registration_consents::purpose))
        .select(ConsentRow::as_select())
        .load(c))?)
}

/// Takes consents back; for all purposes if none are named.
pub fn withdraw_consents(conn: &mut Conn<'_>, of: RegistrationId, purposes: Option<&[&str]>, at: Timestamp) -> Stored<()> {
    on!(conn, |c| {
        let standing = registration_consents::table
            .filter(registration_consents::registration_id.eq(of).and(registration_consents::withdrawn_at.is_null()));
        match purposes {
            Some(purposes) => diesel::update(standing.filter(registration_consents::purpose.eq_any(purposes)))
                .set(registration_consents::withdrawn_at.eq(at))
                .execute(c),
            None => diesel::update(standing).set(registration_consents::withdrawn_at.eq(at)).execute(c),
        }
    })?;
    Ok(())
}

/// The block of everybody who is registered.
pub fn blocks(conn: &mut Conn<'_>, contest: ContestId) -> Stored<Vec<(PersonId, Option<String>)>> {
    Ok(on!(conn, |c| registrations::table
        .filter(registrations::contest_id.eq(contest).and(registrations::block_code.is_not_null()))
        .select((registrations::person_id, registrations::block_code))
        .load(c))?)
}

/// Those who take part without being ranked: state, standing and its reason.
pub fn not_ranked(conn: &mut Conn<'_>, contest: ContestId) -> Stored<Vec<(PersonId, String, String, String)>> {
    Ok(on!(conn, |c| registrations::table
        .filter(registrations::contest_id.eq(contest))
        .filter(registrations::standing.ne("ranked").or(registrations::state.ne("active")))
        .select((registrations::person_id, registrations::state, registrations::standing, registrations::standing_reason))
        .load(c))?)
}

/// Who agreed to stand in published results: person, name, unit, masked phone.
pub fn public_names(conn: &mut Conn<'_>, contest: ContestId) -> Stored<Vec<(PersonId, String, Option<String>, Option<String>)>> {
    Ok(on!(conn, |c| registrations::table
        .inner_join(registration_consents::table.on(registration_consents::registration_id.eq(registrations::id)))
        .left_join(units::table.on(units::id.nullable().eq(registrations::unit_id)))
        .filter(registrations::contest_id.eq(contest).and(registrations::state.eq("active")))
        .filter(registration_consents::purpose.eq("publish").and(registration_consents::withdrawn_at.is_null()))
        .select((registrations::person_id, registrations::full_name, units::name.nullable(), registrations::phone_masked))
        .load(c))?)
}

/// A line of the organizers' list.
#[derive(Queryable, Clone, Debug)]
pub struct ListLine {
    pub id: RegistrationId,
    pub full_name: String,
    pub phone_masked: Option<String>,
    pub unit_name: Option<String>,
    pub block: Option<String>,
    pub state: String,
    pub standing: String,
    pub verified_at: Option<Timestamp>,
    pub registered_at: Timestamp,
}

/// What the list is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Narrow {
    /// A search key; empty is everybody.
    pub search: String,
    /// A block's code; empty is all.
    pub block: String,
    /// Units; none is all.
    pub units: Option<Vec<UnitId>>,
    /// `ranked`, `unranked`, `barred`, `removed`, `withdrawn`, `unverified`; empty is all.
    pub state: String,
}

macro_rules! narrowed {
    ($contest:expr, $narrow:expr) => {{
        let mut query = registrations::table
            .left_join(units::table.on(units::id.nullable().eq(registrations::unit_id)))
            .filter(registrations::contest_id.eq($contest))
            .into_boxed();
        if !$narrow.search.is_empty() {
            query = query.filter(registrations::search_key.like(like(&$narrow.search)).escape('\\'));
        }
        if !$narrow.block.is_empty() {
            query = query.filter(registrations::block_code.eq($narrow.block.clone()));
        }
        if let Some(units) = &$narrow.units {
            query = query.filter(registrations::unit_id.eq_any(units.clone()));
        }
        match $narrow.state.as_str() {
            state @ ("removed" | "withdrawn") => query = query.filter(registrations::state.eq(state.to_owned())),
            standing @ ("ranked" | "unranked" | "barred") => {
                query = query.filter(registrations::state.eq("active").and(registrations::standing.eq(standing.to_owned())));
            }
            "unverified" => query = query.filter(registrations::state.eq("active").and(registrations::verified_at.is_null())),
            _ => {}
        }
        query
    }};
}

pub fn page(conn: &mut Conn<'_>, contest: ContestId, narrow: &Narrow, request: PageRequest) -> Stored<Page<ListLine>> {
    let total = on!(conn, |c| narrowed!(contest, narrow).count().get_result(c))?;
    let rows = on!(conn, |c| narrowed!(contest, narrow)
        .select((
            registrations::id,
            registrations::full_name,
            registrations::phone_masked,
            units::name.nullable(),
            registrations::block_code,
            registrations::state,
            registrations::standing,
            registrations::verified_at,
            registrations::registered_at,
        ))
        .order((registrations::sort_key, registrations::id))
        .limit(request.size)
        .offset(request.offset())
        .load(c))?;
    Ok(Page { rows, total, request })
}

/// Whole registrations with the names of their units, by name, after a place in the list: for exports in bounded steps.
pub fn export_step(
    conn: &mut Conn<'_>,
    contest: ContestId,
    narrow: &Narrow,
    offset: i64,
    limit: i64,
) -> Stored<Vec<(RegistrationRow, Option<String>)>> {
    Ok(on!(conn, |c| narrowed!(contest, narrow)
        .select((RegistrationRow::as_select(), units::name.nullable()))
        .order((registrations::sort_key, registrations::id))
        .limit(limit)
        .offset(offset)
        .load(c))?)
}

fn like(search: &str) -> String {
    let literal: String =
        search.chars().flat_map(|c| matches!(c, '%' | '_' | '\\').then_some('\\').into_iter().chain(std::iter::once(c))).collect();
    format!("%{literal}%")
}

#[derive(Queryable, Selectable, Insertable, Clone, Debug)]
#[diesel(table_name = registration_exclusions, treat_none_as_default_value = false)]
pub struct ExclusionRow {
    pub id: ExclusionId,
    pub contest_id: ContestId,
    pub class: String,
    pub person_id: Option<PersonId>,
    pub phone_print: Option<Vec<u8>>,
    pub shown: String,
    pub added_by: PersonId,
    pub added_at: Timestamp,
}

pub fn insert_exclusions(conn: &mut Conn<'_>, rows: &[ExclusionRow]) -> Stored<()> {
    // Bounded, since databases cap the values of one statement.
    for some in rows.chunks(500) {
        on!(conn, |c| diesel::insert_into(registration_exclusions::table).values(some).on_conflict_do_nothing().execute(c))?;
    }
    Ok(())
}

pub fn exclusions(conn: &mut Conn<'_>, contest: ContestId) -> Stored<Vec<ExclusionRow>> {
    Ok(on!(conn, |c| registration_exclusions::table
        .filter(registration_exclusions::contest_id.eq(contest))
        .order((registration_exclusions::class, registration_exclusions::shown))
        .select(ExclusionRow::as_select())
        .load(c))?)
}

pub fn delete_exclusion(conn: &mut Conn<'_>, contest: ContestId, id: ExclusionId) -> Stored<Option<ExclusionRow>> {
    let row = on!(conn, |c| registration_exclusions::table
        .find(id)
        .filter(registration_exclusions::contest_id.eq(contest))
        .select(ExclusionRow::as_select())
        .first(c)
        .optional())?;
    on!(conn, |c| diesel::delete(registration_exclusions::table.find(id).filter(registration_exclusions::contest_id.eq(contest))).execute(c))?;
    Ok(row)
}

/// The classes that a person, or a phone, stands on the contest's lists under.
pub fn classes(conn: &mut Conn<'_>, contest: ContestId, person: PersonId, phones: &[Vec<u8>]) -> Stored<Vec<ExclusionClass>> {
    let codes: Vec<String> = on!(conn, |c| registration_exclusions::table
        .filter(registration_exclusions::contest_id.eq(contest))
        .filter(registration_exclusions::person_id.eq(person).or(registration_exclusions::phone_print.eq_any(phones)))
        .select(registration_exclusions::class)
        .load(c))?;
    Ok(codes.iter().filter_map(|code| ExclusionClass::parse(code)).collect())
}

/// People by user names or phones of their accounts.
pub fn accounts(conn: &mut Conn<'_>, usernames: &[String], phones: &[String]) -> Stored<Vec<(PersonId, String, Option<String>)>> {
    Ok(on!(conn, |c| people::table
        .filter(people::username.eq_any(usernames).or(people::phone.eq_any(phones)))
        .select((people::id, people::username, people::phone))
        .load(c))?)
}

/// Registrations that hold one of these people or phones.
pub fn matching(conn: &mut Conn<'_>, contest: ContestId, people: &[PersonId], phones: &[Vec<u8>]) -> Stored<Vec<RegistrationRow>> {
    Ok(on!(conn, |c| registrations::table
        .filter(registrations::contest_id.eq(contest))
        .filter(registrations::person_id.eq_any(people).or(registrations::phone_print.eq_any(phones)))
        .select(RegistrationRow::as_select())
        .load(c))?)
}

pub fn set_standing(conn: &mut Conn<'_>, ids: &[RegistrationId], standing: &str, reason: &str) -> Stored<()> {
    on!(conn, |c| diesel::update(registrations::table.filter(registrations::id.eq_any(ids)))
        .set((registrations::standing.eq(standing), registrations::standing_reason.eq(reason)))
        .execute(c))?;
    Ok(())
}

#[derive(Queryable, Selectable, Insertable, Clone, Debug)]
#[diesel(table_name = slip_batches)]
pub struct BatchRow {
    pub id: SlipBatchId,
    pub contest_id: ContestId,
    pub title: String,
    pub slips: i32,
    pub made_by: PersonId,
    pub made_at: Timestamp,
}

#[derive(Insertable, Clone, Debug)]
#[diesel(table_name = slips)]
pub struct SlipRow {
    pub code_hash: Vec<u8>,
    pub batch_id: SlipBatchId,
    pub contest_id: ContestId,
    pub number: i32,
}

pub fn insert_batch(conn: &mut Conn<'_>, batch: &BatchRow, rows: &[SlipRow]) -> Stored<()> {
    on!(conn, |c| diesel::insert_into(slip_batches::table).values(batch).execute(c))?;
    for some in rows.chunks(500) {
        on!(conn, |c| diesel::insert_into(slips::table).values(some).execute(c))?;
    }
    Ok(())
}

/// Batches with how many of their slips are used, newest first.
pub fn batches(conn: &mut Conn<'_>, contest: ContestId) -> Stored<Vec<(BatchRow, i64)>> {
    let rows: Vec<BatchRow> = on!(conn, |c| slip_batches::table
        .filter(slip_batches::contest_id.eq(contest))
        .order(slip_batches::made_at.desc())
        .limit(200)
        .select(BatchRow::as_select())
        .load(c))?;
    let ids: Vec<SlipBatchId> = rows.iter().map(|row| row.id).collect();
    let used: Vec<(SlipBatchId, i64)> = on!(conn, |c| slips::table
        .filter(slips::batch_id.eq_any(&ids).and(slips::used_at.is_not_null()))
        .group_by(slips::batch_id)
        .select((slips::batch_id, diesel::dsl::count_star()))
        .load(c))?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let count = used.iter().find(|(id, _)| *id == row.id).map_or(0, |(_, count)| *count);
            (row, count)
        })
        .collect())
}

pub fn batch(conn: &mut Conn<'_>, contest: ContestId, id: SlipBatchId) -> Stored<Option<BatchRow>> {
    Ok(on!(conn, |c| slip_batches::table
        .find(id)
        .filter(slip_batches::contest_id.eq(contest))
        .select(BatchRow::as_select())
        .first(c)
        .optional())?)
}

/// Uses a slip; false when there is none such, or somebody used it.
pub fn use_slip(conn: &mut Conn<'_>, contest: ContestId, code_hash: &[u8], by: RegistrationId, at: Timestamp) -> Stored<bool> {
    let changed = on!(conn, |c| diesel::update(
        slips::table.find(code_hash).filter(slips::contest_id.eq(contest).and(slips::used_by.is_null()))
    )
    .set((slips::used_by.eq(by), slips::used_at.eq(at)))
    .execute(c))?;
    Ok(changed == 1)
}

/// Whom everybody brought: the one who brought, the one who came, their state and standing, and when they were verified.
pub fn referred(conn: &mut Conn<'_>, contest: ContestId) -> Stored<Vec<(RegistrationId, PersonId, String, String, Option<Timestamp>)>> {
    let rows: Vec<(Option<RegistrationId>, PersonId, String, String, Option<Timestamp>)> = on!(conn, |c| registrations::table
        .filter(registrations::contest_id.eq(contest).and(registrations::referred_by.is_not_null()))
        .select((
            registrations::referred_by,
            registrations::person_id,
            registrations::state,
            registrations::standing,
            registrations::verified_at
        ))
        .load(c))?;
    Ok(rows.into_iter().filter_map(|(by, person, state, standing, at)| by.map(|by| (by, person, state, standing, at))).collect())
}

/// Those who finished an attempt of the contest that was not voided.
pub fn finishers(conn: &mut Conn<'_>, contest: ContestId) -> Stored<Vec<PersonId>> {
    Ok(on!(conn, |c| attempts::table
        .inner_join(rounds::table.on(rounds::quiz_id.eq(attempts::quiz_id)))
        .filter(rounds::contest_id.eq(contest).and(attempts::state.eq_any(["submitted", "expired"])))
        .select(attempts::person_id)
        .distinct()
        .load(c))?)
}

/// Names and units of registrations.
pub fn named(conn: &mut Conn<'_>, ids: &[RegistrationId]) -> Stored<Vec<(RegistrationId, String, Option<String>)>> {
    Ok(on!(conn, |c| registrations::table
        .left_join(units::table.on(units::id.nullable().eq(registrations::unit_id)))
        .filter(registrations::id.eq_any(ids))
        .select((registrations::id, registrations::full_name, units::name.nullable()))
        .load(c))?)
}
