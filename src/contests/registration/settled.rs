//! What closed rounds have settled: once a round is closed, nobody's place in it is changed by one person and without time
//! to appeal. Before its result that goes through a proposal and a second person ([`exclusion`](crate::contests::exclusion));
//! after it the result stands.

use super::{
    model::RegistrationError,
    ops::Outcome,
    side_store::{self as store, ClosedEntry},
};
use crate::{
    contests::model::Contest,
    kernel::{Timestamp, ids::PersonId},
    storage::Conn,
};

/// Why how somebody stands can no longer be changed by one person.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Settled {
    /// The person took part in a round that is closed and has no result yet.
    RoundClosed {
        /// Who.
        person: PersonId,
        /// Code of the round.
        code: String,
        /// Its title.
        title: String,
    },
    /// Every round is over and the person took part in one whose result is published.
    AllOver {
        /// Who.
        person: PersonId,
    },
}

impl Settled {
    /// About whom.
    pub const fn person(&self) -> PersonId {
        match self {
            Self::RoundClosed { person, .. } | Self::AllOver { person } => *person,
        }
    }
}

/// The first thing that settles how one of these people stands; none where all may be changed. A published result alone
/// settles nothing while a round is to come: what is marked counts from that one on.
pub fn settled(conn: &mut Conn<'_>, now: Timestamp, contest: &Contest, people: &[PersonId]) -> Outcome<Option<Settled>> {
    if people.is_empty() {
        return Ok(None);
    }
    let entries = store::closed_entries(conn, contest.id, now, people)?;
    if let Some(ClosedEntry { person, code, title, .. }) = entries.iter().find(|entry| entry.published_at.is_none()) {
        return Ok(Some(Settled::RoundClosed { person: *person, code: code.clone(), title: title.clone() }));
    }
    match entries.first() {
        Some(entry) if !store::has_coming_round(conn, contest.id, now)? => Ok(Some(Settled::AllOver { person: entry.person })),
        _ => Ok(None),
    }
}

/// Makes sure that how these people stand may be changed by one person.
///
/// # Errors
/// [`RegistrationError::Settled`].
pub fn check(conn: &mut Conn<'_>, now: Timestamp, contest: &Contest, people: &[PersonId]) -> Outcome<()> {
    settled(conn, now, contest, people)?.map_or(Ok(()), |settled| Err(RegistrationError::Settled(settled)))
}
