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
        schema::{attempts, people, registration_exclusions, registrations, round_results, rounds, slip_batches, slips, units},
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

/// The lines of the contest's lists that name one of these people or phones: person, phone, class.
fn lines_about(
    conn: &mut Conn<'_>,
    contest: ContestId,
    people: &[PersonId],
    phones: &[Vec<u8>],
) -> Stored<Vec<(Option<PersonId>, Option<Vec<u8>>, ExclusionClass)>> {
    let lines: Vec<(Option<PersonId>, Option<Vec<u8>>, String)> = on!(conn, |c| registration_exclusions::table
        .filter(registration_exclusions::contest_id.eq(contest))
        .filter(registration_exclusions::person_id.eq_any(people).or(registration_exclusions::phone_print.eq_any(phones)))
        .select((registration_exclusions::person_id, registration_exclusions::phone_print, registration_exclusions::class))
        .load(c))?;
    Ok(lines.into_iter().filter_map(|(person, phone, class)| Some((person, phone, ExclusionClass::parse(&class)?))).collect())
}

/// What the contest's lists say of some registrations.
pub struct Classes(Vec<(Option<PersonId>, Option<Vec<u8>>, ExclusionClass)>);

impl Classes {
    /// Reads what is said of these registrations at once.
    pub fn of(conn: &mut Conn<'_>, contest: ContestId, rows: &[RegistrationRow]) -> Stored<Self> {
        let people: Vec<PersonId> = rows.iter().map(|row| row.person_id).collect();
        let phones: Vec<Vec<u8>> = rows.iter().flat_map(|row| [row.phone_print.clone(), row.guardian_print.clone()]).flatten().collect();
        Ok(Self(lines_about(conn, contest, &people, &phones)?))
    }

    /// All classes of one of them. A child whose guardian stands on a list is a relative, whatever it declared.
    pub fn of_row(&self, row: &RegistrationRow, is_relative: bool) -> Vec<ExclusionClass> {
        let names = |print: &Option<Vec<u8>>, phone: &Option<Vec<u8>>| phone.is_some() && print == phone;
        let own = self.0.iter().filter(|(person, phone, _)| *person == Some(row.person_id) || names(&row.phone_print, phone));
        let mut classes: Vec<ExclusionClass> = own.map(|(.., class)| *class).collect();
        if is_relative || self.0.iter().any(|(_, phone, _)| names(&row.guardian_print, phone)) {
            classes.push(ExclusionClass::Relative);
        }
        classes
    }
}

/// People by user names or phones of their accounts.
pub fn accounts(conn: &mut Conn<'_>, usernames: &[String], phones: &[String]) -> Stored<Vec<(PersonId, String, Option<String>)>> {
    Ok(on!(conn, |c| people::table
        .filter(people::username.eq_any(usernames).or(people::phone.eq_any(phones)))
        .select((people::id, people::username, people::phone))
        .load(c))?)
}

/// Registrations that hold one of these people or phones, their own or a guardian's; nobody else changes them until the
/// transaction ends.
pub fn matching(conn: &mut Conn<'_>, contest: ContestId, people: &[PersonId], phones: &[Vec<u8>]) -> Stored<Vec<RegistrationRow>> {
    macro_rules! matching {
        () => {
            registrations::table
                .filter(registrations::contest_id.eq(contest))
                .filter(
                    registrations::person_id
                        .eq_any(people)
                        .or(registrations::phone_print.eq_any(phones))
                        .or(registrations::guardian_print.eq_any(phones)),
                )
                .order(registrations::id)
                .select(RegistrationRow::as_select())
        };
    }
    Ok(match conn {
        Conn::Sqlite(c) => matching!().load(*c)?,
        Conn::Pg(c) => matching!().for_update().load(*c)?,
    })
}

/// A round that has closed, and somebody who began an attempt at it.
#[derive(Queryable, Clone, PartialEq, Eq, Debug)]
pub struct ClosedEntry {
    /// Who.
    pub person: PersonId,
    /// When the round closed.
    pub closes_at: Timestamp,
    /// Code of the round.
    pub code: String,
    /// Its title.
    pub title: String,
    /// When its result was published.
    pub published_at: Option<Timestamp>,
}

/// At which rounds of the contest that have closed by now these people began an attempt, the first to close first.
pub fn closed_entries(conn: &mut Conn<'_>, contest: ContestId, now: Timestamp, of: &[PersonId]) -> Stored<Vec<ClosedEntry>> {
    Ok(on!(conn, |c| rounds::table
        .inner_join(attempts::table.on(attempts::quiz_id.eq(rounds::quiz_id)))
        .left_join(round_results::table.on(round_results::round_id.eq(rounds::id)))
        .filter(rounds::contest_id.eq(contest).and(rounds::closes_at.le(now)).and(rounds::voided_at.is_null()))
        .filter(attempts::person_id.eq_any(of))
        .order((rounds::closes_at, rounds::code, attempts::person_id))
        .select((attempts::person_id, rounds::closes_at, rounds::code, rounds::title, round_results::published_at.nullable()))
        .distinct()
        .load(c))?)
}

/// Whether a round of the contest has not closed yet.
pub fn has_coming_round(conn: &mut Conn<'_>, contest: ContestId, now: Timestamp) -> Stored<bool> {
    let coming: i64 = on!(conn, |c| rounds::table
        .filter(rounds::contest_id.eq(contest).and(rounds::closes_at.gt(now)).and(rounds::voided_at.is_null()))
        .count()
        .get_result(c))?;
    Ok(coming > 0)
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
