//! Rows beside registrations: exclusions, slips, and who brought whom.

use diesel::prelude::*;

use super::{store::RegistrationRow, terms::ExclusionClass};
use crate::{
    kernel::{
        Timestamp,
        ids::{ContestId, ExclusionId, PersonId, RegistrationId, SlipBatchId},
    },
    storage::{
        Conn, StorageError, on,
        schema::{attempts, people, registration_exclusions, registrations, rounds, slip_batches, slips, units},
    },
};

type Stored<T> = Result<T, StorageError>;

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
    on!(conn, |c| diesel::delete(registration_exclusions::table.find(id).filter(registration_exclusions::contest_id.eq(contest)))
        .execute(c))?;
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
    let changed =
        on!(conn, |c| diesel::update(slips::table.find(code_hash).filter(slips::contest_id.eq(contest).and(slips::used_by.is_null())))
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

/// Whose registrations these are.
pub fn owners(conn: &mut Conn<'_>, ids: &[RegistrationId]) -> Stored<Vec<(RegistrationId, PersonId)>> {
    Ok(on!(conn, |c| registrations::table
        .filter(registrations::id.eq_any(ids))
        .select((registrations::id, registrations::person_id))
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
