//! Who may do what in a bank.
//!
//! Administrators of everything own every bank. In an open bank every trainer writes and reviews. Beyond that a bank gives
//! rights to persons, whoever they are, and to units: those count for the trainers who belong to the unit or to one below it,
//! since trainees of a unit must not read keys because it was trusted with a bank.

use serde_json::json;

use super::rights_store::{self as store, GrantRow};
use crate::{
    audit,
    bank::model::{Bank, BankError},
    identity,
    kernel::{
        Actor, Entropy, FieldProblem, Id, Role, Timestamp,
        ids::{BankGrantId, BankId, PersonId, UnitId},
    },
    org,
    storage::Conn,
};

type Outcome<T> = Result<T, BankError>;

/// A right in a bank.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Right {
    /// All the others, and giving rights.
    Owner,
    /// Writing items and sending them to review.
    Editor,
    /// Commenting, approving, sending back, retiring.
    Reviewer,
    /// Reading items with their keys.
    Viewer,
}

impl Right {
    /// All, the strongest first.
    pub const ALL: [Self; 4] = [Self::Owner, Self::Editor, Self::Reviewer, Self::Viewer];

    /// The word in data.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Editor => "editor",
            Self::Reviewer => "reviewer",
            Self::Viewer => "viewer",
        }
    }
    /// Reads [`Right::code`].
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|right| right.code() == code)
    }
}

/// What somebody may do in a bank: which of [`Right::ALL`] they hold, in that order.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Rights([bool; Right::ALL.len()]);

impl Rights {
    const ALL: Self = Self([true; Right::ALL.len()]);

    /// Read items with their keys.
    pub const fn views(self) -> bool {
        self.0[Right::Viewer as usize]
    }
    /// Write items.
    pub const fn edits(self) -> bool {
        self.0[Right::Editor as usize]
    }
    /// Decide about items of others.
    pub const fn reviews(self) -> bool {
        self.0[Right::Reviewer as usize]
    }
    /// Give rights, name topics.
    pub const fn owns(self) -> bool {
        self.0[Right::Owner as usize]
    }

    /// Every right lets its holder look, and owners do all.
    fn with(mut self, right: Right) -> Self {
        if right == Right::Owner {
            return Self::ALL;
        }
        self.0[Right::Viewer as usize] = true;
        self.0[right as usize] = true;
        self
    }

    /// For who may write.
    ///
    /// # Errors
    /// [`BankError::NotFound`] for who may not even look, [`BankError::Forbidden`] for who may.
    pub fn to_edit(self) -> Outcome<Self> {
        self.held(self.edits())
    }
    /// For who may decide; errors as of [`Rights::to_edit`].
    pub fn to_review(self) -> Outcome<Self> {
        self.held(self.reviews())
    }
    /// For owners; errors as of [`Rights::to_edit`].
    pub fn to_own(self) -> Outcome<Self> {
        self.held(self.owns())
    }
    /// For who may look.
    ///
    /// # Errors
    /// [`BankError::NotFound`].
    pub fn to_view(self) -> Outcome<Self> {
        if self.views() { Ok(self) } else { Err(BankError::NotFound) }
    }

    fn held(self, holds: bool) -> Outcome<Self> {
        match (holds, self.views()) {
            (true, _) => Ok(self),
            (false, true) => Err(BankError::Forbidden),
            (false, false) => Err(BankError::NotFound),
        }
    }
}

/// Somebody's rights in all banks, found with two queries.
#[derive(Clone, Debug)]
pub struct Holder {
    is_chief: bool,
    is_trainer: bool,
    given: Vec<(BankId, Right)>,
}

impl Holder {
    /// What they may do in a bank.
    pub fn in_bank(&self, bank: BankId, is_open: bool) -> Rights {
        if self.is_chief {
            return Rights::ALL;
        }
        let shared =
            if is_open && self.is_trainer { Rights::default().with(Right::Editor).with(Right::Reviewer) } else { Rights::default() };
        self.given.iter().filter(|(given, _)| *given == bank).fold(shared, |rights, (_, right)| rights.with(*right))
    }

    /// Whether they have anything to do with banks.
    pub fn is_anybody(&self) -> bool {
        self.is_chief || self.is_trainer || !self.given.is_empty()
    }

    /// Whether they may make a bank.
    pub fn may_make(&self) -> bool {
        self.is_chief || self.is_trainer
    }
}

/// Somebody's rights in all banks.
///
/// # Errors
/// [`BankError::Forbidden`] for who has nothing to do with banks.
pub fn holder(conn: &mut Conn<'_>, actor: &Actor) -> Outcome<Holder> {
    let is_trainer = actor.has(Role::Trainer);
    let units = match if is_trainer { org::ops::unit_of(conn, actor.id)? } else { None } {
        Some(unit) => org::ops::ancestors(conn, unit.id)?,
        None => Vec::new(),
    };
    let given = store::given(conn, actor.id, &units)?.into_iter().filter_map(|(bank, right)| Some((bank, Right::parse(&right)?))).collect();
    let holder = Holder { is_chief: actor.has_everywhere(Role::Admin), is_trainer, given };
    if holder.is_anybody() { Ok(holder) } else { Err(BankError::Forbidden) }
}

/// A bank as one who may look at it finds it, and what they may do there.
///
/// # Errors
/// [`BankError::Forbidden`] for who has nothing to do with banks, [`BankError::NotFound`] for a bank that is not theirs.
pub fn bank(conn: &mut Conn<'_>, actor: &Actor, code: &str) -> Outcome<(Bank, Rights)> {
    let holder = holder(conn, actor)?;
    let (bank, is_open) = store::bank(conn, code)?.ok_or(BankError::NotFound)?;
    let rights = holder.in_bank(bank.id, is_open).to_view()?;
    Ok((bank, rights))
}

/// The banks that somebody may look at, with what they may do and how many approved items there are.
pub fn banks(conn: &mut Conn<'_>, actor: &Actor) -> Outcome<(Holder, Vec<(Bank, Rights, i64)>)> {
    let holder = holder(conn, actor)?;
    let open = store::openness(conn)?;
    let banks = crate::bank::ops::banks(conn)?
        .into_iter()
        .map(|(bank, approved)| {
            let rights = holder.in_bank(bank.id, open.get(&bank.id).copied().unwrap_or(false));
            (bank, rights, approved)
        })
        .filter(|(_, rights, _)| rights.views())
        .collect();
    Ok((holder, banks))
}

/// A right as the bank's owners see it.
#[derive(Clone, Debug)]
pub struct Given {
    /// Id, to take it away.
    pub id: BankGrantId,
    /// To whom: a person's name, or a unit's.
    pub to: String,
    /// Whether to a unit.
    pub is_unit: bool,
    /// What.
    pub right: Right,
    /// Since when.
    pub at: Timestamp,
}

/// Who a right is given to.
#[derive(Clone, Copy, Debug)]
pub enum To {
    /// A person.
    Person(PersonId),
    /// The trainers of a unit and of those below it.
    Unit(UnitId),
}

/// All rights given in a bank, and whether it is open.
pub fn list(conn: &mut Conn<'_>, bank: BankId) -> Outcome<(bool, Vec<Given>)> {
    let is_open = store::openness(conn)?.get(&bank).copied().unwrap_or(false);
    let given = store::grants(conn, bank)?
        .into_iter()
        .filter_map(|(row, person, unit)| {
            Some(Given {
                id: row.id,
                is_unit: unit.is_some(),
                to: person.or(unit)?,
                right: Right::parse(&row.bank_right)?,
                at: row.granted_at,
            })
        })
        .collect();
    Ok((is_open, given))
}

/// Gives a right; one that is there already is no fault. `by` must own the bank.
pub fn give(conn: &mut Conn<'_>, now: Timestamp, entropy: &dyn Entropy, by: &Actor, bank: &Bank, to: To, right: Right) -> Outcome<()> {
    let (person_id, unit_id) = match to {
        To::Person(person) => (Some(person), None),
        To::Unit(unit) => (None, Some(unit)),
    };
    let row = GrantRow {
        id: Id::new(now, entropy),
        bank_id: bank.id,
        person_id,
        unit_id,
        bank_right: right.code().to_owned(),
        granted_by: Some(by.id),
        granted_at: now,
    };
    if store::insert(conn, &row)? {
        let detail = json!({ "person": person_id, "unit": unit_id, "right": right.code() });
        tell(conn, now, by, bank, "bank.right_given", detail)?;
    }
    Ok(())
}

/// Takes a right away. `by` must own the bank.
pub fn take(conn: &mut Conn<'_>, now: Timestamp, by: &Actor, bank: &Bank, id: BankGrantId) -> Outcome<()> {
    let Some(row) = store::delete(conn, bank.id, id)? else { return Err(BankError::NotFound) };
    let detail = json!({ "person": row.person_id, "unit": row.unit_id, "right": row.bank_right });
    tell(conn, now, by, bank, "bank.right_taken", detail)
}

/// Opens a bank to all trainers, or closes it. `by` must own the bank.
pub fn set_open(conn: &mut Conn<'_>, now: Timestamp, by: &Actor, bank: &Bank, is_open: bool) -> Outcome<()> {
    if store::set_open(conn, bank.id, is_open)? {
        tell(conn, now, by, bank, "bank.opened_or_closed", json!({ "is_open": is_open }))?;
    }
    Ok(())
}

/// The person of a user name, to be given a right.
///
/// # Errors
/// `nobody_named` at the field `username`.
pub fn person_named(conn: &mut Conn<'_>, username: &str) -> Outcome<PersonId> {
    identity::ops::person_named(conn, username)?.ok_or_else(|| BankError::Fields(vec![FieldProblem::new("username", "nobody_named")]))
}

fn tell(conn: &mut Conn<'_>, now: Timestamp, by: &Actor, bank: &Bank, action: &'static str, detail: serde_json::Value) -> Outcome<()> {
    let event = audit::ops::Event { actor: Some(by.id), action, subject_kind: "bank", subject_id: bank.code.clone(), reason: None, detail };
    Ok(audit::ops::record(conn, now, event)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rights_add_up_and_say_no_in_the_right_way() {
        let bank = Id::from_uuid(uuid::Uuid::from_u128(1));
        let other = Id::from_uuid(uuid::Uuid::from_u128(2));
        let holder = |is_chief, is_trainer, given| Holder { is_chief, is_trainer, given };
        let trainer = holder(false, true, vec![(other, Right::Viewer)]);
        assert_eq!(trainer.in_bank(bank, true), Rights::default().with(Right::Editor).with(Right::Reviewer));
        assert_eq!(trainer.in_bank(bank, false), Rights::default());
        assert_eq!(trainer.in_bank(other, false), Rights::default().with(Right::Viewer));
        let reviewer = holder(false, false, vec![(bank, Right::Reviewer)]);
        assert!(matches!(reviewer.in_bank(bank, true).to_edit(), Err(BankError::Forbidden)), "openness is for trainers");
        assert!(reviewer.in_bank(bank, false).to_review().is_ok());
        assert!(matches!(reviewer.in_bank(other, true).to_view(), Err(BankError::NotFound)));
        assert_eq!(holder(true, false, vec![]).in_bank(bank, false), Rights::ALL);
        assert_eq!(holder(false, false, vec![(bank, Right::Owner)]).in_bank(bank, false), Rights::ALL);
    }
}
