//! What prizes ask of the registration of a contest. A contest without registration answers nothing to all of it.

use std::collections::{HashMap, HashSet};

use crate::{
    contests::{
        model::Contest,
        ops::Outcome,
        registration::{asking, ops as terms, referral},
    },
    kernel::ids::PersonId,
    storage::Conn,
};

/// What a person agreed to have shown with the result.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PublicName {
    /// Full name.
    pub full_name: String,
    /// Unit, as it was registered.
    pub unit: String,
    /// Already masked, see [`masked_phone`]; empty where none is shown.
    pub phone: String,
}

/// The registration of a contest, as far as prizes need it.
pub trait Registration: Sync {
    /// Codes and names of the blocks that are ranked apart.
    fn blocks(&self, _conn: &mut Conn<'_>, _contest: &Contest) -> Outcome<Vec<(String, String)>> {
        Ok(Vec::new())
    }

    /// The block of each person who stands in one.
    fn block_of(&self, _conn: &mut Conn<'_>, _contest: &Contest) -> Outcome<HashMap<PersonId, String>> {
        Ok(HashMap::new())
    }

    /// Who may take part but is not given prizes.
    fn barred(&self, _conn: &mut Conn<'_>, _contest: &Contest) -> Outcome<HashSet<PersonId>> {
        Ok(HashSet::new())
    }

    /// How many people each person brought along.
    fn referrals(&self, _conn: &mut Conn<'_>, _contest: &Contest) -> Outcome<Vec<(PersonId, i64)>> {
        Ok(Vec::new())
    }

    /// Names of those of `people` who agreed to be named; asked anew for every page, because people may take it back.
    fn public_names(&self, _conn: &mut Conn<'_>, _contest: &Contest, _people: &[PersonId]) -> Outcome<HashMap<PersonId, PublicName>> {
        Ok(HashMap::new())
    }
}

/// A contest that everybody may enter without registering: no blocks, nobody barred, nobody named in public.
pub struct Unregistered;

impl Registration for Unregistered {}

/// What people told when they registered; a contest without entry terms answers as [`Unregistered`] does.
pub struct Registered;

impl Registration for Registered {
    fn blocks(&self, conn: &mut Conn<'_>, contest: &Contest) -> Outcome<Vec<(String, String)>> {
        let terms = terms::terms_of(conn, contest.id)?;
        Ok(terms.map(|terms| terms.blocks.into_iter().map(|block| (block.code, block.title)).collect()).unwrap_or_default())
    }

    fn block_of(&self, conn: &mut Conn<'_>, contest: &Contest) -> Outcome<HashMap<PersonId, String>> {
        Ok(asking::block_of(conn, contest.id)?)
    }

    fn barred(&self, conn: &mut Conn<'_>, contest: &Contest) -> Outcome<HashSet<PersonId>> {
        Ok(asking::unranked(conn, contest.id)?.into_keys().collect())
    }

    fn referrals(&self, conn: &mut Conn<'_>, contest: &Contest) -> Outcome<Vec<(PersonId, i64)>> {
        match terms::terms_of(conn, contest.id)? {
            Some(terms) if terms.spreads => Ok(referral::by_person(conn, contest.id, terms.needs_code)?),
            _ => Ok(Vec::new()),
        }
    }

    fn public_names(&self, conn: &mut Conn<'_>, contest: &Contest, people: &[PersonId]) -> Outcome<HashMap<PersonId, PublicName>> {
        let mut names = asking::public_names(conn, contest.id)?;
        let named = |person: &PersonId| {
            let asking::PublicName { full_name, unit, phone } = names.remove(person)?;
            Some((*person, PublicName { full_name, unit, phone }))
        };
        Ok(people.iter().filter_map(named).collect())
    }
}

/// The registration that contests have.
pub fn registration() -> &'static dyn Registration {
    &Registered
}

/// A phone number as it may stand in public: `0901234567` → `090****567`. Anything shorter is not shown at all.
pub fn masked_phone(phone: &str) -> String {
    match (phone.get(..3), phone.len().checked_sub(3).and_then(|at| phone.get(at..))) {
        (Some(first), Some(last)) if phone.len() >= 9 && phone.bytes().all(|b| b.is_ascii_digit()) => format!("{first}****{last}"),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_in_public_keeps_six_digits() {
        assert_eq!(masked_phone("0901234567"), "090****567");
        assert_eq!(masked_phone("12345"), "");
        assert_eq!(masked_phone(""), "");
        assert_eq!(masked_phone("không phải số"), "", "only numbers are masked");
    }
}
