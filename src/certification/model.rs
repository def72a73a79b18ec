//! Programmes and certificates.

use serde::{Deserialize, Serialize};

use crate::{
    courses::model::CourseError,
    identity::model::IdentityError,
    kernel::{
        Problem, Timestamp,
        ids::{CertificateId, CourseId, PersonId, ProgrammeId, QuizId},
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

/// What passing a quiz certifies.
#[derive(Clone, Debug)]
pub struct Programme {
    /// Id.
    pub id: ProgrammeId,
    /// Stable code.
    pub code: String,
    /// The course it ends, if it is not an exam by itself.
    pub course_id: Option<CourseId>,
    /// Quiz.
    pub quiz_id: QuizId,
    /// What the paper says was done.
    pub title: String,
    /// Who issues it.
    pub issuer: Issuer,
}

/// Everything the paper prints, frozen at issue. The public page shows these and nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    /// Hundredths of a point.
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
}

/// Why a use case of this domain was refused.
#[derive(Debug, thiserror::Error)]
pub enum CertificationError {
    /// Not there, or not theirs.
    #[error("not found")]
    NotFound,
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
    Paper(#[from] super::pdf::PdfError),
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

backed_by_storage!(CertificationError);

impl From<CertificationError> for Problem {
    fn from(error: CertificationError) -> Self {
        match error {
            CertificationError::NotFound => Self::not_found(),
            CertificationError::Quiz(error) => error.into(),
            CertificationError::Course(error) => error.into(),
            CertificationError::Org(error) => error.into(),
            CertificationError::Identity(error) => error.into(),
            CertificationError::Paper(error) => {
                let mut problem = Self::new(crate::kernel::ProblemKind::Unexpected, "paper_unprintable");
                problem.cause = Some(error.to_string());
                problem
            }
            CertificationError::Storage(error) => error.into(),
        }
    }
}
