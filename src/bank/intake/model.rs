//! What is kept of a file between bringing and confirming.

use serde::{Deserialize, Serialize};

use crate::{
    bank::{
        formats::model::{Draft, Flaw, Part, Place},
        model::{BankError, CognitiveLevel},
    },
    kernel::{Problem, ProblemKind, ids::ItemId},
    storage::{StorageError, backed_by_storage},
};

/// Days that a file waits for its person; every change starts them anew.
pub const KEPT_DAYS: i64 = 30;
/// Hours in which an import can be taken back.
pub const UNDO_HOURS: i64 = 24;
/// Files that a person may have waiting in one bank.
pub const MOST_WAITING: i64 = 10;

/// A flaw as it is kept; see [`Flaw`].
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Noticed {
    /// Where.
    pub place: Place,
    /// Heading of the column, in sheets.
    pub column: String,
    /// How the file calls the item.
    pub label: String,
    /// Which part.
    pub part: Part,
    /// Stable code.
    pub code: String,
    /// The value that was found.
    pub value: String,
    /// The item cannot be taken; else it is a remark.
    pub is_error: bool,
}

impl From<Flaw> for Noticed {
    fn from(flaw: Flaw) -> Self {
        Self {
            place: flaw.place,
            column: flaw.column.into(),
            label: flaw.label,
            part: flaw.part,
            code: flaw.code.to_owned(),
            value: flaw.value.replace('\0', ""),
            is_error: flaw.is_error,
        }
    }
}

/// How an item stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// Nothing was noticed but, perhaps, that it names no level.
    Good,
    /// It can be taken, something is worth a look.
    Remark,
    /// It cannot be taken as it is.
    Error,
}

impl Verdict {
    /// The word in data.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Remark => "remark",
            Self::Error => "error",
        }
    }

    /// Of what was noticed; an item like it in the bank is worth a look too.
    pub fn of(flaws: &[Noticed], has_like: bool) -> Self {
        if flaws.iter().any(|flaw| flaw.is_error) {
            Self::Error
        } else if has_like || flaws.iter().any(|flaw| flaw.code != LEVEL_MISSING) {
            Self::Remark
        } else {
            Self::Good
        }
    }
}

/// The remark that is told once for all items, not with each.
pub const LEVEL_MISSING: &str = "level_missing";

/// What the person decided about an item.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Decision {
    /// Nothing yet: it is taken unless it has an error.
    Open,
    /// Looked at, and taken although remarked.
    Take,
    /// Left out.
    Skip,
}

impl Decision {
    /// The word in data and forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Take => "take",
            Self::Skip => "skip",
        }
    }

    /// Reads [`Decision::code`].
    pub fn parse(code: &str) -> Option<Self> {
        [Self::Open, Self::Take, Self::Skip].into_iter().find(|decision| decision.code() == code)
    }
}

/// What was chosen for all items of a file.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Choices {
    /// Topic, by code or title; empty for none.
    pub topic: String,
    /// Level.
    pub level: Option<CognitiveLevel>,
    /// Also for items that name their own.
    pub for_all: bool,
    /// At the confirmation: items with errors are left out; else they stop it.
    pub only_good: bool,
    /// At the confirmation: items whose code the bank has get a new one; else they stop it.
    pub fresh_codes: bool,
}

impl Choices {
    /// An item as it will be taken.
    #[must_use]
    pub fn applied(&self, mut draft: Draft) -> Draft {
        if !self.topic.is_empty() && (self.for_all || draft.topic.is_empty()) {
            draft.topic.clone_from(&self.topic);
        }
        if self.level.is_some() && (self.for_all || draft.level.is_none()) {
            draft.level = self.level;
        }
        draft
    }
}

/// An item of a file with what was noticed of it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The item, as far as it was understood.
    pub draft: Draft,
    /// What was noticed.
    pub flaws: Vec<Noticed>,
    /// An item of the bank that says the same.
    pub like: Option<ItemId>,
    /// That one is the same word for word, key and rationale included.
    pub is_same: bool,
}

impl Entry {
    /// See [`Verdict`].
    pub fn verdict(&self) -> Verdict {
        Verdict::of(&self.flaws, self.like.is_some())
    }
}

/// How many items of a file stand how.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    /// All.
    pub all: i64,
    /// With errors and not left out: they stop a whole import.
    pub errors: i64,
    /// With remarks that nobody decided about.
    pub remarks: i64,
    /// Left out by the person.
    pub skipped: i64,
    /// Taken when everything that can be is confirmed.
    pub taken: i64,
    /// Without level among those that are not left out.
    pub no_level: i64,
    /// Without topic among those.
    pub no_topic: i64,
    /// Word for word in the bank among those.
    pub same: i64,
}

/// Why a use case was refused.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// Not there, or not theirs.
    #[error("not found")]
    NotFound,
    /// Not possible any more (or yet) in the present state.
    #[error("the import is in another state")]
    State,
    /// Too many files of this person wait already.
    #[error("too many files wait")]
    ManyWaiting,
    /// Items with errors stop a whole import.
    #[error("{0} items have errors")]
    HasErrors(i64),
    /// The file itself has errors that belong to no item.
    #[error("the file has {0} errors outside its items")]
    FileErrors(i64),
    /// Nothing is left to take.
    #[error("nothing to take")]
    Nothing,
    /// The bank has these codes for other items.
    #[error("codes are taken: {0}")]
    Taken(String),
    /// The day in which it could be taken back is over.
    #[error("too late to take back")]
    TooLate,
    /// The bank says no.
    #[error(transparent)]
    Bank(BankError),
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

backed_by_storage!(IntakeError);

impl From<BankError> for IntakeError {
    fn from(error: BankError) -> Self {
        match error {
            BankError::NotFound => Self::NotFound,
            BankError::Storage(error) => Self::Storage(error),
            other => Self::Bank(other),
        }
    }
}

impl From<IntakeError> for Problem {
    fn from(error: IntakeError) -> Self {
        let conflict = |code| Self::new(ProblemKind::Conflict, code);
        match error {
            IntakeError::NotFound => Self::not_found(),
            IntakeError::State => conflict("intake_state"),
            IntakeError::ManyWaiting => conflict("intake_many").with("n", MOST_WAITING),
            IntakeError::HasErrors(n) => conflict("intake_errors").with("n", n),
            IntakeError::FileErrors(n) => conflict("intake_file_errors").with("n", n),
            IntakeError::Nothing => conflict("intake_nothing"),
            IntakeError::Taken(codes) => conflict("intake_taken").with("codes", codes),
            IntakeError::TooLate => conflict("intake_too_late").with("n", UNDO_HOURS),
            IntakeError::Bank(error) => error.into(),
            IntakeError::Storage(error) => error.into(),
        }
    }
}
