//! People as an administrator of units handles them: within the own subtree only.

use serde_json::json;

use super::{
    model::{OrgError, Scope, Unit},
    ops,
    store::{self, MembershipRow, PersonLine},
};
use crate::{
    audit,
    identity::{
        self,
        model::{NewPerson, Person},
        ops::Credential,
        roles::HeldRole,
        sessions::SessionToken,
    },
    kernel::{
        Actor, Entropy, FieldProblem, Grant, Id, Role, Timestamp,
        ids::{PersonId, RoleGrantId, UnitId},
        page::{Page, PageRequest},
        text,
    },
    storage::Conn,
};

type Outcome<T> = Result<T, OrgError>;

/// A row of the list of people.
#[derive(Clone, Debug)]
pub struct PersonSummary {
    /// Id.
    pub id: PersonId,
    /// User name.
    pub username: String,
    /// Full name.
    pub full_name: String,
    /// Phone.
    pub phone: Option<String>,
    /// Whether the account is locked.
    pub locked: bool,
    /// Present unit.
    pub unit_name: Option<String>,
    /// Present roles.
    pub grants: Vec<Grant>,
}

/// People within the scope, by given name, found by a search without marks.
pub fn list(conn: &mut Conn<'_>, scope: &Scope, search: &str, request: PageRequest) -> Outcome<Page<PersonSummary>> {
    let page = store::people_page(conn, scope.units().as_deref(), &text::search_key(search), request)?;
    let ids: Vec<PersonId> = page.rows.iter().map(|row| row.id).collect();
    let mut grants = identity::roles::held_by_many(conn, &ids)?;
    Ok(page.map(|row: PersonLine| PersonSummary {
        id: row.id,
        username: row.username,
        full_name: row.full_name,
        phone: row.phone,
        locked: row.disabled_at.is_some(),
        unit_name: row.unit_name,
        grants: grants.remove(&row.id).unwrap_or_default(),
    }))
}

/// A person an administrator may handle, with unit and roles.
///
/// # Errors
/// [`OrgError::NotFound`] for people outside the scope, as for people who are not there.
pub fn person(conn: &mut Conn<'_>, by: &Actor, id: PersonId) -> Outcome<(Person, Option<Unit>, Vec<HeldRole>)> {
    let scope = ops::scope(conn, by, Role::Admin)?;
    let unit = ops::unit_of(conn, id)?;
    if !scope.holds(unit.as_ref().map(|unit| unit.id)) {
        return Err(OrgError::NotFound);
    }
    let person = identity::ops::person(conn, id)?.ok_or(OrgError::NotFound)?;
    Ok((person, unit, identity::roles::held_by(conn, id)?))
}

/// Corrects a person's name, phone and e-mail.
///
/// # Errors
/// [`OrgError::NotFound`] outside the scope; wrong fields as at registration.
pub fn correct(conn: &mut Conn<'_>, now: Timestamp, by: &Actor, id: PersonId, corrected: &NewPerson, reason: &str) -> Outcome<()> {
    person(conn, by, id)?;
    check_not_above(conn, by, id)?;
    Ok(identity::ops::correct_person(conn, now, by, id, corrected, reason)?)
}

/// Creates a person in a unit of the scope (an administrator without borders may leave the unit open).
#[allow(clippy::too_many_arguments)] // the use case has this many facts
pub fn admit(
    conn: &mut Conn<'_>,
    now: Timestamp,
    entropy: &dyn Entropy,
    by: &Actor,
    new: &NewPerson,
    unit: Option<UnitId>,
    token: &SessionToken,
) -> Outcome<(PersonId, Timestamp)> {
    if !ops::scope(conn, by, Role::Admin)?.holds(unit) {
        return Err(OrgError::Fields(vec![FieldProblem::new("unit_id", "outside_scope")]));
    }
    let id = identity::ops::create_person(conn, now, entropy, Some(by.id), new, &Credential::None)?;
    if let Some(unit) = unit {
        join(conn, now, entropy, Some(by.id), id, unit)?;
    }
    let expires_at = identity::ops::issue_reset_link(conn, now, token, by, id)?;
    Ok((id, expires_at))
}

/// Puts a person into a unit from today on; the membership before ends.
pub fn join(
    conn: &mut Conn<'_>,
    now: Timestamp,
    entropy: &dyn Entropy,
    by: Option<PersonId>,
    person: PersonId,
    unit: UnitId,
) -> Outcome<()> {
    if store::unit(conn, unit)?.is_none() {
        return Err(OrgError::Fields(vec![FieldProblem::new("unit_id", "choice")]));
    }
    if store::unit_of(conn, person)?.is_some_and(|present| present.id == unit) {
        return Ok(());
    }
    let today = now.vietnam_date();
    store::end_membership(conn, person, today)?;
    store::insert_membership(
        conn,
        &MembershipRow { id: Id::new(now, entropy), person_id: person, unit_id: unit, valid_from: today, valid_to: None },
    )?;
    audit::ops::record(
        conn,
        now,
        audit::ops::Event {
            actor: by,
            action: "membership.begun",
            subject_kind: "person",
            subject_id: person.to_string(),
            reason: None,
            detail: json!({ "unit": unit }),
        },
    )?;
    Ok(())
}

/// Moves a person between units of the scope.
pub fn transfer(conn: &mut Conn<'_>, now: Timestamp, entropy: &dyn Entropy, by: &Actor, id: PersonId, unit: UnitId) -> Outcome<()> {
    person(conn, by, id)?;
    if !ops::scope(conn, by, Role::Admin)?.holds(Some(unit)) {
        return Err(OrgError::Fields(vec![FieldProblem::new("unit_id", "outside_scope")]));
    }
    join(conn, now, entropy, Some(by.id), id, unit)
}

/// Gives a role. Within a border nobody gives a role that reaches beyond it.
pub fn grant_role(
    conn: &mut Conn<'_>,
    now: Timestamp,
    entropy: &dyn Entropy,
    by: &Actor,
    id: PersonId,
    role: Role,
    unit: Option<UnitId>,
) -> Outcome<()> {
    person(conn, by, id)?;
    if !ops::scope(conn, by, Role::Admin)?.holds(unit) {
        return Err(OrgError::Fields(vec![FieldProblem::new("unit_id", "outside_scope")]));
    }
    if let Some(unit) = unit
        && store::unit(conn, unit)?.is_none()
    {
        return Err(OrgError::Fields(vec![FieldProblem::new("unit_id", "choice")]));
    }
    Ok(identity::roles::grant(conn, now, entropy, by, id, role, unit)?)
}

/// Takes a role away.
pub fn revoke_role(conn: &mut Conn<'_>, now: Timestamp, by: &Actor, id: PersonId, grant: RoleGrantId, reason: &str) -> Outcome<()> {
    person(conn, by, id)?;
    let (owner, held) = identity::roles::held(conn, grant)?.ok_or(OrgError::NotFound)?;
    // The outer id was checked; the inner one must belong to it.
    if owner != id {
        return Err(OrgError::NotFound);
    }
    if !ops::scope(conn, by, Role::Admin)?.holds(held.grant.unit) {
        return Err(OrgError::Forbidden);
    }
    Ok(identity::roles::revoke(conn, now, by, id, &held, reason)?)
}

/// Refuses to touch an account that reaches further than the administrator's own border: whoever can
/// reset a password can become that person.
fn check_not_above(conn: &mut Conn<'_>, by: &Actor, id: PersonId) -> Outcome<()> {
    let scope = ops::scope(conn, by, Role::Admin)?;
    let roles = identity::roles::held_by(conn, id)?;
    let above = roles.iter().any(|held| held.grant.role.is_staff() && !scope.holds(held.grant.unit));
    if above { Err(OrgError::Forbidden) } else { Ok(()) }
}

/// Makes a one-time link with which the person chooses a new password.
pub fn reset_link(conn: &mut Conn<'_>, now: Timestamp, by: &Actor, id: PersonId, token: &SessionToken) -> Outcome<Timestamp> {
    person(conn, by, id)?;
    check_not_above(conn, by, id)?;
    Ok(identity::ops::issue_reset_link(conn, now, token, by, id)?)
}

/// Locks or unlocks an account.
pub fn set_locked(conn: &mut Conn<'_>, now: Timestamp, by: &Actor, id: PersonId, locked: bool, reason: &str) -> Outcome<()> {
    person(conn, by, id)?;
    check_not_above(conn, by, id)?;
    if by.id == id {
        return Err(identity::model::IdentityError::OwnRoles.into());
    }
    Ok(identity::ops::set_locked(conn, now, by, id, locked, reason)?)
}
