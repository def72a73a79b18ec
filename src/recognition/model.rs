//! Recognitions, their kinds and states.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    identity::model::IdentityError,
    kernel::{
        FieldProblem, Problem, ProblemKind, Timestamp,
        ids::{PersonId, RecognitionId, UnitId},
        sheet::SheetError,
        text,
    },
    org::model::OrgError,
    storage::{StorageError, backed_by_storage},
};

/// A kind of recognition, as data: the levels changed in 2025 and bodies other than the Party's have their own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kind {
    /// Stable code.
    pub code: String,
    /// Name, as lists print it.
    pub name: String,
    /// Order in lists, the highest level first.
    pub rank: i32,
    /// The document that knows this kind.
    pub basis: String,
    /// First day on which such a recognition may begin.
    pub valid_from: Option<NaiveDate>,
    /// Last day on which one may begin.
    pub valid_to: Option<NaiveDate>,
}

impl Kind {
    /// Whether a recognition of this kind may begin on a day.
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.valid_from.is_none_or(|first| first <= day) && self.valid_to.is_none_or(|last| day <= last)
    }
}

/// What was decided about a recognition since it was recorded.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Nothing: it stands until its last day.
    InForce,
    /// Miễn nhiệm: the person was relieved of the duty.
    Relieved,
    /// Thu hồi: the recognition and its card were withdrawn.
    Withdrawn,
    /// A later decision took its place.
    Replaced,
}

impl State {
    /// All.
    pub const ALL: [Self; 4] = [Self::InForce, Self::Relieved, Self::Withdrawn, Self::Replaced];

    /// The word in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::InForce => "in_force",
            Self::Relieved => "relieved",
            Self::Withdrawn => "withdrawn",
            Self::Replaced => "replaced",
        }
    }

    /// Reads [`State::code`].
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Whether a change may lead from here to there: what ended may only be put back in force.
    pub fn may_become(self, next: Self) -> bool {
        match self {
            Self::InForce => next != Self::InForce,
            Self::Relieved | Self::Withdrawn => next == Self::InForce,
            Self::Replaced => false,
        }
    }
}

/// How a recognition stands on a day; [`State`] with the calendar.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Status {
    /// Begins later.
    Coming,
    /// Stands.
    InForce,
    /// Its last day is over.
    Expired,
    /// See [`State::Relieved`].
    Relieved,
    /// See [`State::Withdrawn`].
    Withdrawn,
    /// See [`State::Replaced`].
    Replaced,
}

impl Status {
    /// All, as lists offer them.
    pub const ALL: [Self; 6] = [Self::InForce, Self::Coming, Self::Expired, Self::Relieved, Self::Withdrawn, Self::Replaced];

    /// Word in addresses and message keys.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Coming => "coming",
            Self::InForce => "in_force",
            Self::Expired => "expired",
            Self::Relieved => "relieved",
            Self::Withdrawn => "withdrawn",
            Self::Replaced => "replaced",
        }
    }

    /// Reads [`Status::code`].
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }
}

/// What a decision says about one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// Code of the kind.
    pub kind: String,
    /// Full name.
    pub full_name: String,
    /// Birthday, where the list has it.
    pub birth_date: Option<NaiveDate>,
    /// The unit in the tree, which decides who may see the record.
    pub unit_id: Option<UnitId>,
    /// Name of the unit on the day it was recorded.
    pub unit_name: String,
    /// Office held.
    pub office: Option<String>,
    /// The committee that decided.
    pub committee: String,
    /// Number of its decision.
    pub decision_number: String,
    /// Day of its decision.
    pub decision_date: NaiveDate,
    /// Number of the card.
    pub card_number: Option<String>,
    /// First day.
    pub valid_from: NaiveDate,
    /// Last day, if one is set.
    pub valid_to: Option<NaiveDate>,
}

impl Facts {
    /// What makes a record the same as another: the decision, the kind and the person it names.
    pub fn identity_key(&self) -> String {
        let birth = self.birth_date.map(|day| day.to_string()).unwrap_or_default();
        let unit = self.unit_id.map(|unit| unit.to_string()).unwrap_or_default();
        let decision = text::search_key(&self.decision_number).replace(' ', "");
        format!("{}|{}|{decision}|{}|{birth}|{unit}", self.kind, self.decision_date, text::search_key(&self.full_name))
    }
}

/// A record of the register.
#[derive(Clone, Debug)]
pub struct Recognition {
    /// Id.
    pub id: RecognitionId,
    /// The account of the person, if it is known.
    pub person_id: Option<PersonId>,
    /// What the decision says.
    pub facts: Facts,
    /// What was decided since.
    pub state: State,
    /// From when on.
    pub state_since: NaiveDate,
    /// The record that this one took the place of.
    pub replaces: Option<RecognitionId>,
    /// When it was recorded.
    pub recorded_at: Timestamp,
}

impl Recognition {
    /// How it stands on a day.
    pub fn status(&self, today: NaiveDate) -> Status {
        match self.state {
            State::Relieved => Status::Relieved,
            State::Withdrawn => Status::Withdrawn,
            State::Replaced => Status::Replaced,
            State::InForce if self.facts.valid_to.is_some_and(|last| last < today) => Status::Expired,
            State::InForce if today < self.facts.valid_from => Status::Coming,
            State::InForce => Status::InForce,
        }
    }
}

/// Something that happened to a record.
#[derive(Clone, Debug)]
pub struct Change {
    /// When it was entered.
    pub at: Timestamp,
    /// Who entered it.
    pub by_name: Option<String>,
    /// `recorded`, `imported` or the code of the state it led to.
    pub kind: String,
    /// From when on it holds.
    pub effective_on: NaiveDate,
    /// The document.
    pub decision_number: Option<String>,
    /// Why.
    pub reason: Option<String>,
}

/// Which records are asked for.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Without marks: name, number of the card or of the decision.
    pub search: String,
    /// Code of a kind; empty for all.
    pub kind: String,
    /// How they stand.
    pub status: Option<Status>,
    /// The unit, with all below it.
    pub unit: Option<UnitId>,
}

/// Why a use case of this domain was refused.
#[derive(Debug, thiserror::Error)]
pub enum RecognitionError {
    /// Not there, or outside what the actor may see.
    #[error("not found")]
    NotFound,
    /// Fields are wrong.
    #[error("fields are wrong")]
    Fields(Vec<FieldProblem>),
    /// Somebody changed the record, or recorded it, in between.
    #[error("the register has changed since")]
    Stale,
    /// The list that was checked no longer fits the register.
    #[error("the list no longer fits")]
    ImportStale,
    /// The file is no list.
    #[error(transparent)]
    Sheet(#[from] SheetError),
    /// From the accounts.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// From the units.
    #[error(transparent)]
    Org(#[from] OrgError),
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

backed_by_storage!(RecognitionError);

impl From<RecognitionError> for Problem {
    fn from(error: RecognitionError) -> Self {
        match error {
            RecognitionError::NotFound => Self::not_found(),
            RecognitionError::Fields(fields) => Self::invalid(fields),
            RecognitionError::Stale => Self::new(ProblemKind::Conflict, "recognition_stale"),
            RecognitionError::ImportStale => Self::new(ProblemKind::Conflict, "recognition_import_stale"),
            RecognitionError::Sheet(SheetError::NotXlsx) => Self::invalid(vec![FieldProblem::new("file", "file_not_xlsx")]),
            RecognitionError::Sheet(SheetError::TooLarge) => Self::invalid(vec![FieldProblem::new("file", "file_too_large")]),
            RecognitionError::Sheet(error @ SheetError::Write(_)) => Self::unexpected(error),
            RecognitionError::Identity(error) => error.into(),
            RecognitionError::Org(error) => error.into(),
            RecognitionError::Storage(error) => error.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Id;

    fn day(d: u32, m: u32, y: i32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
    }

    fn recognition(state: State) -> Recognition {
        Recognition {
            id: Id::from_uuid(uuid::Uuid::nil()),
            person_id: None,
            facts: Facts {
                kind: "bcv-tinh".into(),
                full_name: "Đỗ Thị Ưỡng".into(),
                birth_date: None,
                unit_id: None,
                unit_name: "Đảng ủy phường Mỹ Tho".into(),
                office: None,
                committee: "Ban Thường vụ Tỉnh ủy".into(),
                decision_number: "12-QĐ/TU".into(),
                decision_date: day(1, 7, 2025),
                card_number: None,
                valid_from: day(1, 7, 2025),
                valid_to: Some(day(30, 6, 2030)),
            },
            state,
            state_since: day(1, 7, 2025),
            replaces: None,
            recorded_at: Timestamp::from_micros(0),
        }
    }

    #[test]
    fn the_calendar_ends_what_no_decision_ended() {
        let record = recognition(State::InForce);
        assert_eq!(record.status(day(30, 6, 2025)), Status::Coming);
        assert_eq!(record.status(day(1, 7, 2025)), Status::InForce);
        assert_eq!(record.status(day(30, 6, 2030)), Status::InForce, "the last day counts");
        assert_eq!(record.status(day(1, 7, 2030)), Status::Expired);
        assert_eq!(recognition(State::Withdrawn).status(day(1, 7, 2031)), Status::Withdrawn, "a decision outlasts the calendar");
    }

    #[test]
    fn what_was_replaced_stays_so() {
        assert!(State::InForce.may_become(State::Relieved) && State::Withdrawn.may_become(State::InForce));
        assert!(!State::Relieved.may_become(State::Withdrawn) && !State::InForce.may_become(State::InForce));
        assert!(State::ALL.into_iter().all(|next| !State::Replaced.may_become(next)));
    }

    #[test]
    fn the_same_decision_is_known_however_it_is_spelt() {
        let facts = recognition(State::InForce).facts;
        let again =
            Facts {
                full_name: "ĐỖ THỊ ƯỠNG".into(), decision_number: "12 - qđ/tu".into(), office: Some("x".into()), ..facts.clone()
            };
        assert_eq!(facts.identity_key(), again.identity_key());
        assert_ne!(facts.identity_key(), Facts { birth_date: Some(day(1, 1, 1980)), ..facts.clone() }.identity_key());
    }
}
