//! Rows of terms and registrations.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::{
    model::{Answer, KeptGuardian, Registration, State},
    terms::Terms,
};
use crate::{
    kernel::{
        Timestamp,
        ids::{ContestId, PersonId, RegistrationId, UnitId},
    },
    storage::{
        Conn, Json, StorageError, on,
        schema::{attempts, contest_terms, registration_consents, registrations, rounds, slips, units},
    },
};

type Stored<T> = Result<T, StorageError>;
type Answers = std::collections::BTreeMap<String, Answer>;

pub fn terms(conn: &mut Conn<'_>, contest: ContestId) -> Stored<Option<Terms>> {
    let row: Option<Json<Terms>> = on!(conn, |c| contest_terms::table.find(contest).select(contest_terms::terms).first(c).optional())?;
    Ok(row.map(|terms| terms.0))
}

/// How far a transaction keeps others from the terms, and thereby from the lists of exclusion.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Hold {
    /// Beside others who only register.
    Shared,
    /// Alone: a list changes.
    Alone,
}

/// The terms, held until the transaction ends: who registers and who changes a list wait for each other, so that neither
/// misses what the other wrote. `SQLite` has one writer and needs no lock.
pub fn held_terms(conn: &mut Conn<'_>, contest: ContestId, hold: Hold) -> Stored<Option<Terms>> {
    if let Conn::Pg(c) = conn {
        let row = contest_terms::table.find(contest).select(contest_terms::contest_id);
        let _: Option<ContestId> = match hold {
            Hold::Shared => row.for_share().get_result(*c).optional()?,
            Hold::Alone => row.for_update().get_result(*c).optional()?,
        };
    }
    terms(conn, contest)
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
            registrations::table.on(registrations::contest_id.eq(contest_terms::contest_id).and(registrations::person_id.eq(person)))
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
    /// Of the phone of who agrees for a child, as [`PrivateKeys`](super::private::PrivateKeys) makes it, unsalted.
    pub guardian_print: Option<Vec<u8>>,
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

/// [`of_person`] for whoever writes it afterwards: nobody else changes the row until the transaction ends.
pub fn held_of_person(conn: &mut Conn<'_>, contest: ContestId, person: PersonId) -> Stored<Option<RegistrationRow>> {
    if let Conn::Pg(c) = conn {
        let row = registrations::table.filter(registrations::contest_id.eq(contest).and(registrations::person_id.eq(person)));
        let _: Option<RegistrationId> = row.select(registrations::id).for_update().get_result(*c).optional()?;
    }
    of_person(conn, contest, person)
}

/// [`of_contest`] for whoever writes it afterwards: nobody else changes the row until the transaction ends.
pub fn held_of_contest(conn: &mut Conn<'_>, contest: ContestId, id: RegistrationId) -> Stored<Option<RegistrationRow>> {
    if let Conn::Pg(c) = conn {
        let row = registrations::table.find(id).filter(registrations::contest_id.eq(contest));
        let _: Option<RegistrationId> = row.select(registrations::id).for_update().get_result(*c).optional()?;
    }
    of_contest(conn, contest, id)
}

/// Which other registrations of the contest hold this phone, and which one this identity number.
pub fn holders(
    conn: &mut Conn<'_>,
    contest: ContestId,
    person: PersonId,
    phone: Option<&[u8]>,
    identity: Option<&[u8]>,
) -> Stored<(Option<RegistrationId>, Option<RegistrationId>)> {
    macro_rules! other {
        ($print:ident, $value:expr) => {
            match $value {
                Some(print) => on!(conn, |c| registrations::table
                    .filter(registrations::contest_id.eq(contest).and(registrations::$print.eq(print)))
                    .filter(registrations::person_id.ne(person))
                    .select(registrations::id)
                    .first(c)
                    .optional())?,
                None => None,
            }
        };
    }
    Ok((other!(phone_print, phone), other!(identity_print, identity)))
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
