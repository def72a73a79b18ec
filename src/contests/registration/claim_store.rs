//! Rows of those who say that a number is theirs which another registration holds.

use diesel::prelude::*;

use crate::{
    kernel::{
        Timestamp,
        ids::{ContestId, PersonId, RegistrationId},
    },
    storage::{
        Conn, StorageError, on,
        schema::{people, registration_claims, registrations, slips},
    },
};

type Stored<T> = Result<T, StorageError>;

/// Keeps that somebody claims what these registrations hold; said again, the last time counts.
pub fn put(conn: &mut Conn<'_>, of: &[RegistrationId], by: PersonId, at: Timestamp, has_slip: bool) -> Stored<()> {
    let rows: Vec<_> = of
        .iter()
        .map(|registration| {
            (
                registration_claims::registration_id.eq(*registration),
                registration_claims::person_id.eq(by),
                registration_claims::claimed_at.eq(at),
                registration_claims::has_slip.eq(has_slip),
            )
        })
        .collect();
    on!(conn, |c| {
        for row in &rows {
            diesel::insert_into(registration_claims::table)
                .values(row)
                .on_conflict((registration_claims::registration_id, registration_claims::person_id))
                .do_update()
                .set((registration_claims::claimed_at.eq(at), registration_claims::has_slip.eq(has_slip)))
                .execute(c)?;
        }
        Ok::<_, diesel::result::Error>(())
    })?;
    Ok(())
}

/// Forgets what somebody claimed in a contest.
pub fn delete(conn: &mut Conn<'_>, contest: ContestId, by: PersonId) -> Stored<()> {
    on!(conn, |c| diesel::delete(
        registration_claims::table.filter(registration_claims::person_id.eq(by)).filter(
            registration_claims::registration_id
                .eq_any(registrations::table.filter(registrations::contest_id.eq(contest)).select(registrations::id))
        )
    )
    .execute(c))?;
    Ok(())
}

/// Who claims what a registration holds, the first first: name, user name, when, with a slip or without.
pub fn of(conn: &mut Conn<'_>, registration: RegistrationId) -> Stored<Vec<(String, String, Timestamp, bool)>> {
    Ok(on!(conn, |c| registration_claims::table
        .inner_join(people::table.on(people::id.eq(registration_claims::person_id)))
        .filter(registration_claims::registration_id.eq(registration))
        .order((registration_claims::claimed_at, people::username))
        .limit(100)
        .select((people::full_name, people::username, registration_claims::claimed_at, registration_claims::has_slip))
        .load(c))?)
}

/// Whether a slip of the contest has this code and is not used yet.
pub fn is_free(conn: &mut Conn<'_>, contest: ContestId, code_hash: &[u8]) -> Stored<bool> {
    let count: i64 = on!(conn, |c| slips::table
        .filter(slips::code_hash.eq(code_hash).and(slips::contest_id.eq(contest)).and(slips::used_by.is_null()))
        .count()
        .get_result(c))?;
    Ok(count > 0)
}
