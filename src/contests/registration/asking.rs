//! What the rest of a contest asks of its registrations.

use std::collections::HashMap;

use super::{
    model::{RegistrationError, State},
    ops::{Outcome, terms_of},
    store,
    terms::ExclusionClass,
};
use crate::{
    contests::model::Contest,
    kernel::ids::{ContestId, PersonId},
    storage::Conn,
};

/// Whether somebody may start an attempt: one query. A contest without terms lets everybody in.
///
/// # Errors
/// [`RegistrationError::NotRegistered`], [`RegistrationError::NotVerified`], [`RegistrationError::Barred`],
/// [`RegistrationError::Gone`].
pub fn check(conn: &mut Conn<'_>, contest: &Contest, person: PersonId) -> Outcome<()> {
    store::door(conn, contest.id, person)?.map_or(Ok(()), admits)
}

/// Whether what the door knows lets somebody in.
fn admits((needs_code, found): store::Door) -> Outcome<()> {
    let (state, standing, reason, verified_at) = found.ok_or(RegistrationError::NotRegistered)?;
    match State::parse(&state) {
        Some(State::Active) => {}
        Some(State::Removed) => return Err(RegistrationError::Gone { reason }),
        _ => return Err(RegistrationError::Gone { reason: String::new() }),
    }
    if standing == "barred" {
        return Err(ExclusionClass::parse(&reason).map_or(RegistrationError::Gone { reason }, RegistrationError::Barred));
    }
    if needs_code && verified_at.is_none() {
        return Err(RegistrationError::NotVerified);
    }
    Ok(())
}

/// Where somebody stands at the door of a contest, as its pages show it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Door {
    /// The contest has no terms.
    Open,
    /// Must register, or sign in and register.
    Register,
    /// Must enter the code of a slip.
    Verify,
    /// Registered and in.
    In,
    /// Barred, taken out or taken back.
    Shut,
}

impl Door {
    /// The word used in templates.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Register => "register",
            Self::Verify => "verify",
            Self::In => "in",
            Self::Shut => "shut",
        }
    }
}

/// Where somebody, or a guest, stands at the door.
pub fn door(conn: &mut Conn<'_>, contest: &Contest, person: Option<PersonId>) -> Outcome<Door> {
    let Some(person) = person else {
        return Ok(if terms_of(conn, contest.id)?.is_some() { Door::Register } else { Door::Open });
    };
    let Some(known) = store::door(conn, contest.id, person)? else { return Ok(Door::Open) };
    Ok(match admits(known) {
        Ok(()) => Door::In,
        Err(RegistrationError::NotRegistered) => Door::Register,
        Err(RegistrationError::NotVerified) => Door::Verify,
        Err(_) => Door::Shut,
    })
}

/// The block of everybody who is registered, by its code.
pub fn block_of(conn: &mut Conn<'_>, contest: ContestId) -> Outcome<HashMap<PersonId, String>> {
    Ok(store::blocks(conn, contest)?.into_iter().filter_map(|(person, block)| Some((person, block?))).collect())
}

/// Those who are not ranked for a prize, with why: the code of an exclusion class (`committee`, `secretariat`,
/// `software`, `relative`), `withdrawn`, or the organizer's own words.
pub fn unranked(conn: &mut Conn<'_>, contest: ContestId) -> Outcome<HashMap<PersonId, String>> {
    let rows = store::not_ranked(conn, contest)?;
    Ok(rows
        .into_iter()
        .map(|(person, state, standing, reason)| {
            let why = if state == State::Withdrawn.code() {
                state
            } else if reason.is_empty() {
                standing
            } else {
                reason
            };
            (person, why)
        })
        .collect())
}

/// How somebody who agreed to it stands in a published result.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PublicName {
    /// Name.
    pub full_name: String,
    /// Unit; empty where none is known.
    pub unit: String,
    /// `090****567`; empty where none is known.
    pub phone: String,
}

/// Those who agreed to stand in the published result by name; who took that back is not among them.
pub fn public_names(conn: &mut Conn<'_>, contest: ContestId) -> Outcome<HashMap<PersonId, PublicName>> {
    let rows = store::public_names(conn, contest)?;
    Ok(rows
        .into_iter()
        .map(|(person, full_name, unit, phone)| {
            (person, PublicName { full_name, unit: unit.unwrap_or_default(), phone: phone.unwrap_or_default() })
        })
        .collect())
}
