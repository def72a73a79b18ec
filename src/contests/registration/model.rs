//! A registration and why one is refused.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{settled::Settled, terms::ExclusionClass};
use crate::{
    identity::model::IdentityError,
    kernel::{
        FieldProblem, Problem, ProblemKind, Timestamp,
        ids::{PersonId, RegistrationId, UnitId},
    },
    org::model::OrgError,
    storage::{StorageError, backed_by_storage},
};

/// Version of the sentences of consent in `registration.ftl`; goes up when one of them changes its meaning.
pub const CONSENT_VERSION: i32 = 1;

/// What somebody agrees to; each by itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Purpose {
    /// Taking part: what is asked is used to know one person by one entry. Without it there is no registration.
    TakePart,
    /// A guardian agrees that the child takes part.
    Guardian,
    /// Name, unit and masked phone stand in the published result.
    Publish,
    /// The phone is kept, sealed, to reach the person about a prize.
    Contact,
}

impl Purpose {
    /// All, in the order of the form.
    pub const ALL: [Self; 4] = [Self::TakePart, Self::Guardian, Self::Publish, Self::Contact];

    /// The word used in data, forms and messages.
    pub const fn code(self) -> &'static str {
        match self {
            Self::TakePart => "take_part",
            Self::Guardian => "guardian",
            Self::Publish => "publish",
            Self::Contact => "contact",
        }
    }

    /// Reads [`Purpose::code`].
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.code() == code)
    }
}

/// Where a registration is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// It stands.
    Active,
    /// The organizer took it out, with a reason.
    Removed,
    /// The person took it back after an attempt: what is personal is erased.
    Withdrawn,
}

impl State {
    /// The word used in data and messages.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Removed => "removed",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Reads [`State::code`].
    pub fn parse(code: &str) -> Option<Self> {
        [Self::Active, Self::Removed, Self::Withdrawn].into_iter().find(|state| state.code() == code)
    }
}

/// An answer to one of the organizer's questions, as it is kept.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Answer {
    /// What may be shown.
    pub shown: String,
    /// The whole of a phone or identity number, sealed, hexadecimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealed: Option<String>,
}

/// Who agrees for a child, as it is kept.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct KeptGuardian {
    /// Name.
    pub full_name: String,
    /// `parent`, `grandparent`, `sibling`, `teacher` or `other`.
    pub relation: String,
    /// `090****567`.
    pub phone_masked: String,
    /// All but the end hidden; empty where none was given.
    pub identity_masked: String,
}

/// What guardians may be, in the order of the form.
pub const RELATIONS: [&str; 5] = ["parent", "grandparent", "sibling", "teacher", "other"];

/// Genders of the form.
pub const GENDERS: [&str; 3] = ["female", "male", "other"];

/// A registration as its owner and organizers see it: nothing in it gives a number away.
#[derive(Clone, Debug)]
pub struct Registration {
    /// Id.
    pub id: RegistrationId,
    /// Whose.
    pub person: PersonId,
    /// Where it is.
    pub state: State,
    /// Name as it stands on papers.
    pub full_name: String,
    /// Day of birth.
    pub birth_date: Option<NaiveDate>,
    /// One of [`GENDERS`].
    pub gender: Option<String>,
    /// Address.
    pub address: Option<String>,
    /// E-mail.
    pub email: Option<String>,
    /// `090****567`.
    pub phone_masked: Option<String>,
    /// All but the end hidden.
    pub identity_masked: Option<String>,
    /// Unit.
    pub unit: Option<UnitId>,
    /// Code of the group.
    pub group: Option<String>,
    /// Place of residence.
    pub residence: Option<String>,
    /// Code of the block.
    pub block: Option<String>,
    /// Answers to the organizer's questions, by code.
    pub answers: std::collections::BTreeMap<String, Answer>,
    /// Who agrees for a child.
    pub guardian: Option<KeptGuardian>,
    /// `ranked`, `unranked` or `barred`.
    pub standing: String,
    /// Code of an exclusion class, or the organizer's words.
    pub standing_reason: String,
    /// The code of the link with which the person brings others.
    pub referral_code: String,
    /// When it was verified; none while it is not.
    pub verified_at: Option<Timestamp>,
    /// When it was made.
    pub registered_at: Timestamp,
}

/// Why registering or taking part is refused.
#[derive(Debug, thiserror::Error)]
pub enum RegistrationError {
    /// The contest has no terms, or the registration is not there.
    #[error("not found")]
    NotFound,
    /// Fields are wrong.
    #[error("fields are wrong")]
    Fields(Vec<FieldProblem>),
    /// Whoever takes part must register first.
    #[error("not registered")]
    NotRegistered,
    /// Registered, but the code of the slip is missing.
    #[error("not verified")]
    NotVerified,
    /// Barred by the terms.
    #[error("barred as {}", .0.code())]
    Barred(ExclusionClass),
    /// Taken out by the organizer, or taken back.
    #[error("no longer registered")]
    Gone {
        /// The organizer's reason; empty for one taken back.
        reason: String,
    },
    /// Registering has ended.
    #[error("closed")]
    Closed,
    /// An attempt has begun: what is registered stays.
    #[error("an attempt has begun")]
    Begun,
    /// Other registrations hold the phone or identity number at these fields.
    #[error("taken")]
    Taken {
        /// What is said at the fields.
        fields: Vec<FieldProblem>,
        /// Which registrations; never to be told to who asks.
        holders: Vec<RegistrationId>,
    },
    /// A closed round has settled how somebody stands.
    #[error("settled")]
    Settled(Settled),
    /// The contest is published: its terms stay.
    #[error("the terms are fixed")]
    TermsFixed,
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

backed_by_storage!(RegistrationError);

impl From<RegistrationError> for Problem {
    fn from(error: RegistrationError) -> Self {
        match error {
            RegistrationError::NotFound => Self::not_found(),
            RegistrationError::Fields(fields) | RegistrationError::Taken { fields, .. } => Self::invalid(fields),
            RegistrationError::NotRegistered => Self::new(ProblemKind::Forbidden, "not_registered"),
            RegistrationError::NotVerified => Self::new(ProblemKind::Forbidden, "not_verified"),
            RegistrationError::Barred(class) => {
                Self::new(ProblemKind::Forbidden, "not_eligible").with("reason", class.code()).with("missing", 0)
            }
            RegistrationError::Gone { reason } => Self::new(ProblemKind::Forbidden, "registration_gone").with("reason", reason),
            RegistrationError::Closed => Self::new(ProblemKind::Conflict, "registration_closed"),
            RegistrationError::Begun => Self::new(ProblemKind::Conflict, "registration_begun"),
            RegistrationError::Settled(Settled::RoundClosed { title, .. }) => {
                Self::new(ProblemKind::Conflict, "standing_round_closed").with("round", title)
            }
            RegistrationError::Settled(Settled::AllOver { .. }) => Self::new(ProblemKind::Conflict, "standing_settled"),
            RegistrationError::TermsFixed => Self::new(ProblemKind::Conflict, "terms_fixed"),
            RegistrationError::Identity(error) => error.into(),
            RegistrationError::Org(error) => error.into(),
            RegistrationError::Storage(error) => error.into(),
        }
    }
}
