//! Who never takes part in a contest, whatever its terms say: whoever may read keys or decides about results. The rules of
//! real contests bar "thành viên Ban Tổ chức, Tổ Thư ký, bộ phận vận hành phần mềm"; here the roles themselves say who that is.

use super::{model::ContestError, ops::Outcome};
use crate::{
    identity,
    kernel::{Role, ids::PersonId},
    storage::Conn,
};

/// Roles whose holders read keys, or decide about rounds and results.
const INSIDE: [Role; 3] = [Role::Organizer, Role::Trainer, Role::Admin];

/// Whether somebody holds such a role now.
pub fn is_insider(conn: &mut Conn<'_>, person: PersonId) -> Outcome<bool> {
    Ok(identity::roles::held_by(conn, person)?.iter().any(|held| INSIDE.contains(&held.grant.role)))
}

/// Keeps insiders out.
///
/// # Errors
/// [`ContestError::Insider`].
pub fn check(conn: &mut Conn<'_>, person: PersonId) -> Outcome<()> {
    if is_insider(conn, person)? { Err(ContestError::Insider) } else { Ok(()) }
}
