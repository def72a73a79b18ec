//! Numbers that two people say are theirs. Whoever came second is refused, as no number enters twice and a form tells nobody
//! whose it is; the organizer sees both, compares their papers, and decides.

use super::{claim_store as store, ops::Outcome, slips};
use crate::{
    contests::model::Contest,
    kernel::{
        Timestamp,
        ids::{PersonId, RegistrationId},
    },
    storage::Conn,
};

/// Somebody who was refused because a registration holds their number.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Claim {
    /// Name of the account.
    pub full_name: String,
    /// User name.
    pub username: String,
    /// When they last tried.
    pub claimed_at: Timestamp,
    /// Whether they typed the code of a slip that nobody has used: a unit knows them.
    pub has_slip: bool,
}

/// Keeps that somebody was refused because `holders` hold what they typed; `code` is the slip that they typed, if any.
pub fn keep(
    conn: &mut Conn<'_>,
    now: Timestamp,
    contest: &Contest,
    person: PersonId,
    holders: &[RegistrationId],
    code: &str,
) -> Outcome<()> {
    let has_slip = !code.trim().is_empty() && store::is_free(conn, contest.id, &slips::hash(&slips::normal(code)))?;
    Ok(store::put(conn, holders, person, now, has_slip)?)
}

/// Who claims what a registration holds, the first first: for organizers.
pub fn of(conn: &mut Conn<'_>, registration: RegistrationId) -> Outcome<Vec<Claim>> {
    let claim = |(full_name, username, claimed_at, has_slip)| Claim { full_name, username, claimed_at, has_slip };
    Ok(store::of(conn, registration)?.into_iter().map(claim).collect())
}
