//! Programmes and certificates.

use serde::{Deserialize, Serialize};

use super::{
    looks::model::{LookRef, PaperKind, Words},
    programmes::terms::Terms,
};
use crate::{
    contests::model::ContestError,
    courses::model::CourseError,
    identity::model::IdentityError,
    kernel::{
        FieldProblem, Problem, ProblemKind, Timestamp,
        ids::{CertificateId, ContestId, CourseId, PaperTemplateId, PersonId, ProgrammeId, QuizId, UnitId},
        sheet::SheetError,
    },
    org::model::OrgError,
    quiz::model::QuizError,
    storage::{StorageError, backed_by_storage},
};

/// Who issues papers here, as they print it; from the settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issuer {
    /// The body above, if it is printed.
    pub parent: Option<String>,
    /// The issuing unit.
    pub name: String,
    /// The place in "…, ngày 05 tháng 01 năm 2026".
    pub place: String,
    /// Symbol in numbers: `GCN-BTG` in `015/2026/GCN-BTG`.
    pub symbol: String,
    /// Office of the signer.
    pub signer_title: Option<String>,
    /// Name of the signer.
    pub signer_name: Option<String>,
    /// Whether the state's name and motto stand at the top (not on papers of the Party's bodies).
    pub state_motto: bool,
}

/// What is certified: the passing of a quiz, or the fulfilment of terms.
#[derive(Clone, Debug)]
pub struct Programme {
    /// Id.
    pub id: ProgrammeId,
    /// Stable code.
    pub code: String,
    /// The course it ends, if it is not an exam by itself.
    pub course_id: Option<CourseId>,
    /// The quiz whose passing is certified; none for a training programme.
    pub quiz_id: Option<QuizId>,
    /// What the paper says was done.
    pub title: String,
    /// Who issues it.
    pub issuer: Issuer,
    /// Whose people a training programme is for, with all units below; none is everybody.
    pub unit_id: Option<UnitId>,
    /// The issuing body of a training programme.
    pub body_code: Option<String>,
    /// What a training programme asks for.
    pub terms: Option<Terms>,
    /// Certificates are issued only after a second person has approved the list.
    pub second_approval: bool,
    /// What kind of paper it gives.
    pub kind: PaperKind,
    /// The contest whose papers it gives, if it is of one.
    pub contest_id: Option<ContestId>,
    /// The template of its papers; none is the usual look.
    pub template_id: Option<PaperTemplateId>,
}

/// Everything the paper prints, frozen at issue. The public page shows these and nothing else.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Face {
    /// The state's name and motto stand at the top.
    pub state_motto: bool,
    /// The body above the issuer.
    pub issuer_parent: Option<String>,
    /// The issuing unit, name of its day.
    pub issuer: String,
    /// Full name of the holder.
    pub holder_name: String,
    /// The holder's unit, name of its day.
    pub holder_unit: Option<String>,
    /// What was done.
    pub achievement: String,
    /// Hundredths of a point.
    pub score: i64,
    /// Hundredths of a point; 0 where no score is printed.
    pub max_score: i64,
    /// "015/2026/GCN-BTG".
    pub number: String,
    /// Place of issue.
    pub place: String,
    /// Day of issue.
    pub issued_on: chrono::NaiveDate,
    /// Office of the signer.
    pub signer_title: Option<String>,
    /// Name of the signer.
    pub signer_name: Option<String>,
    /// Last day, printed where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<chrono::NaiveDate>,
    /// What kind of paper it is.
    #[serde(default)]
    pub kind: PaperKind,
    /// The words of its template; none are the usual ones of its kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Words>,
    /// The version of the template that it looks like.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub look: Option<LookRef>,
}

/// How a certificate stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// In force.
    Valid,
    /// Its last day is over.
    Expired,
    /// Revoked.
    Revoked,
}

impl Standing {
    /// Word in JSON and message keys.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
        }
    }
}

/// A certificate.
#[derive(Clone, Debug)]
pub struct Certificate {
    /// Id.
    pub id: CertificateId,
    /// Twelve characters, for the public page.
    pub code: String,
    /// Programme.
    pub programme_id: ProgrammeId,
    /// Holder.
    pub person_id: PersonId,
    /// What it prints.
    pub face: Face,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// When and why it was revoked.
    pub revoked: Option<(Timestamp, String)>,
    /// The number within its register and year, which is also its place in the status list.
    pub number: i32,
    /// The register that the number is of.
    pub register: String,
    /// The year that the number is of.
    pub year: i32,
    /// The how-manieth of the person in the programme.
    pub sequence: i32,
    /// The certificate that this one took the place of.
    pub replaces: Option<CertificateId>,
}

impl Certificate {
    /// How it stands on a day.
    pub fn standing(&self, today: chrono::NaiveDate) -> Standing {
        match &self.revoked {
            Some(_) => Standing::Revoked,
            None if self.face.valid_until.is_some_and(|last| last < today) => Standing::Expired,
            None => Standing::Valid,
        }
    }
}

/// Days before its end from which on a certificate reminds of it.
const REMIND_DAYS: i64 = 90;

/// The certificates among a person's that end within 90 days and have no successor, each with the days left.
pub fn ending_soon(own: &[Certificate], today: chrono::NaiveDate) -> Vec<(&Certificate, i64)> {
    let is_followed = |it: &Certificate| own.iter().any(|other| other.programme_id == it.programme_id && other.sequence > it.sequence);
    own.iter()
        .filter(|it| it.standing(today) == Standing::Valid && !is_followed(it))
        .filter_map(|it| Some((it, (it.face.valid_until? - today).num_days())))
        .filter(|(_, days)| *days <= REMIND_DAYS)
        .collect()
}

/// Something that happened to a certificate.
#[derive(Clone, Debug)]
pub struct CertificateEvent {
    /// `revoked`, `reinstated`, `replaced` or `replacement`.
    pub kind: String,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by_name: Option<String>,
    /// Why.
    pub reason: Option<String>,
}

/// Who issues certificates and how their numbers look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuingBody {
    /// Stable code.
    pub code: String,
    /// The unit it belongs to: whose administrators may issue in its name; none is administrators of everything.
    pub unit_id: Option<UnitId>,
    /// What the paper prints of it; its symbol names the register of its numbers.
    pub issuer: Issuer,
    /// How a number is written; see [`numbers`](super::issuing::numbers).
    pub pattern: String,
    /// What kind of paper its register numbers.
    pub kind: PaperKind,
}

/// Why a use case of this domain was refused.
#[derive(Debug, thiserror::Error)]
pub enum CertificationError {
    /// Not there, or not theirs.
    #[error("not found")]
    NotFound,
    /// Fields are wrong.
    #[error("fields are wrong")]
    Fields(Vec<FieldProblem>),
    /// Not possible in the present state; a stable code.
    #[error("not now: {0}")]
    State(&'static str),
    /// From the contests.
    #[error(transparent)]
    Contest(#[from] Box<ContestError>),
    /// A list could not be written.
    #[error(transparent)]
    Sheet(#[from] SheetError),
    /// From the quiz.
    #[error(transparent)]
    Quiz(#[from] QuizError),
    /// From the courses.
    #[error(transparent)]
    Course(#[from] CourseError),
    /// From the units.
    #[error(transparent)]
    Org(#[from] OrgError),
    /// From the accounts.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// The paper cannot be printed faithfully.
    #[error("the paper cannot be printed: {0}")]
    Paper(#[from] Box<super::pdf::PdfError>),
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<super::pdf::PdfError> for CertificationError {
    fn from(error: super::pdf::PdfError) -> Self {
        Self::Paper(Box::new(error))
    }
}

impl From<ContestError> for CertificationError {
    fn from(error: ContestError) -> Self {
        Self::Contest(Box::new(error))
    }
}

backed_by_storage!(CertificationError);

impl From<CertificationError> for Problem {
    fn from(error: CertificationError) -> Self {
        match error {
            CertificationError::NotFound => Self::not_found(),
            CertificationError::Fields(fields) => Self::invalid(fields),
            CertificationError::State(code) => Self::new(ProblemKind::Conflict, code),
            CertificationError::Contest(error) => (*error).into(),
            CertificationError::Sheet(error) => Self::unexpected(error),
            CertificationError::Quiz(error) => error.into(),
            CertificationError::Course(error) => error.into(),
            CertificationError::Org(error) => error.into(),
            CertificationError::Identity(error) => error.into(),
            CertificationError::Paper(error) => {
                let mut problem = Self::new(ProblemKind::Unexpected, "paper_unprintable");
                problem.cause = Some(error.to_string());
                problem
            }
            CertificationError::Storage(error) => error.into(),
        }
    }
}
