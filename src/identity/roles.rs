//! Giving and taking roles. Whether the one who asks may do so within a unit is decided by `org`.

use std::collections::HashMap;

use serde_json::json;

use super::{
    model::IdentityError,
    store::{self, GrantRow},
};
use crate::{
    audit,
    kernel::{
        Actor, Entropy, Grant, Id, Role, Timestamp,
        ids::{PersonId, RoleGrantId, UnitId},
    },
    storage::Conn,
};

type Outcome<T> = Result<T, IdentityError>;

/// A role as the person's page lists it.
#[derive(Clone, Debug)]
pub struct HeldRole {
    /// Id, to take it away.
    pub id: RoleGrantId,
    /// What and where.
    pub grant: Grant,
    /// Since when.
    pub granted_at: Timestamp,
}

/// Writes a role down without asking anybody; the audit log has it.
pub(super) fn insert(
    conn: &mut Conn<'_>,
    now: Timestamp,
    entropy: &dyn Entropy,
    by: Option<PersonId>,
    person: PersonId,
    role: Role,
    unit: Option<UnitId>,
) -> Outcome<()> {
    let row = GrantRow {
        id: Id::new(now, entropy),
        person_id: person,
        role: role.code().to_owned(),
        unit_id: unit,
        granted_by: by,
        granted_at: now,
    };
    store::insert_grant(conn, &row)?;
    store::bump_revision(conn)?;
    audit::ops::record(
        conn,
        now,
        audit::ops::Event {
            actor: by,
            action: "role.granted",
            subject_kind: "person",
            subject_id: person.to_string(),
            reason: None,
            detail: json!({ "role": role.code(), "unit": unit }),
        },
    )?;
    Ok(())
}

/// Gives a role by the hand of the system itself (set-up, command line).
pub fn grant_by_system(
    conn: &mut Conn<'_>,
    now: Timestamp,
    entropy: &dyn Entropy,
    person: PersonId,
    role: Role,
    unit: Option<UnitId>,
) -> Outcome<()> {
    insert(conn, now, entropy, None, person, role, unit)
}

/// Gives a role. A role already held there is no fault.
///
/// # Errors
/// [`IdentityError::OwnRoles`] when somebody decides about themselves.
pub fn grant(
    conn: &mut Conn<'_>,
    now: Timestamp,
    entropy: &dyn Entropy,
    by: &Actor,
    person: PersonId,
    role: Role,
    unit: Option<UnitId>,
) -> Outcome<()> {
    if by.id == person {
        return Err(IdentityError::OwnRoles);
    }
    if held_by(conn, person)?.iter().any(|held| held.grant == Grant { role, unit }) {
        return Ok(());
    }
    insert(conn, now, entropy, Some(by.id), person, role, unit)
}

/// One role that somebody holds.
pub fn held(conn: &mut Conn<'_>, id: RoleGrantId) -> Outcome<Option<(PersonId, HeldRole)>> {
    Ok(store::grant(conn, id)?
        .and_then(|row| Some((row.person_id, HeldRole { id: row.id, grant: row.grant()?, granted_at: row.granted_at }))))
}

/// Takes a role away; it counts from the person's next request.
///
/// # Errors
/// [`IdentityError::OwnRoles`]; [`IdentityError::LastAdmin`] for the last administrator without borders.
pub fn revoke(conn: &mut Conn<'_>, now: Timestamp, by: &Actor, person: PersonId, held: &HeldRole, reason: &str) -> Outcome<()> {
    if by.id == person {
        return Err(IdentityError::OwnRoles);
    }
    if held.grant == (Grant { role: Role::Admin, unit: None }) && is_last_admin(conn, person)? {
        return Err(IdentityError::LastAdmin);
    }
    if store::revoke_grant(conn, held.id, by.id, now)? {
        store::bump_revision(conn)?;
        audit::ops::record(
            conn,
            now,
            audit::ops::Event {
                actor: Some(by.id),
                action: "role.revoked",
                subject_kind: "person",
                subject_id: person.to_string(),
                reason: Some(reason.to_owned()),
                detail: json!({ "role": held.grant.role.code(), "unit": held.grant.unit }),
            },
        )?;
    }
    Ok(())
}

/// The roles a person holds.
pub fn held_by(conn: &mut Conn<'_>, person: PersonId) -> Outcome<Vec<HeldRole>> {
    Ok(store::grants_of(conn, person)?
        .into_iter()
        .filter_map(|row| Some(HeldRole { id: row.id, grant: row.grant()?, granted_at: row.granted_at }))
        .collect())
}

/// The roles of several people.
pub fn held_by_many(conn: &mut Conn<'_>, persons: &[PersonId]) -> Outcome<HashMap<PersonId, Vec<Grant>>> {
    let mut roles: HashMap<PersonId, Vec<Grant>> = HashMap::new();
    for row in store::grants_of_many(conn, persons)? {
        if let Some(grant) = row.grant() {
            roles.entry(row.person_id).or_default().push(grant);
        }
    }
    Ok(roles)
}

/// How many people may act in a role: those who hold it anywhere, and administrators everywhere.
pub fn active_holders(conn: &mut Conn<'_>, role: Role) -> Outcome<usize> {
    Ok(usize::try_from(store::count_holders(conn, role.code(), Role::Admin.code())?).unwrap_or(0))
}

pub(super) fn is_last_admin(conn: &mut Conn<'_>, person: PersonId) -> Outcome<bool> {
    let is_admin = held_by(conn, person)?.iter().any(|held| held.grant == Grant { role: Role::Admin, unit: None });
    Ok(is_admin && store::count_everywhere(conn, Role::Admin.code())? <= 1)
}
