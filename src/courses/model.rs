//! What a course is.

use serde::{Deserialize, Serialize};

use crate::{
    bank::model::BankError,
    kernel::{
        FieldProblem, Problem, Timestamp,
        ids::{CourseId, LessonId, UnitId, UnitMaterialId},
    },
    org::model::OrgError,
    storage::{StorageError, backed_by_storage},
};

/// What a course says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CourseOutline {
    /// For whom.
    #[serde(default)]
    pub audience: String,
    /// What one can do afterwards.
    #[serde(default)]
    pub objectives: Vec<String>,
    /// Codes of its sources.
    #[serde(default)]
    pub sources: Vec<String>,
    /// Limits of the sources, date of the content.
    #[serde(default)]
    pub note: String,
    /// Code of the quiz at its end.
    #[serde(default)]
    pub quiz: Option<String>,
}

/// A course as pages show it.
#[derive(Clone, Debug)]
pub struct Course {
    /// Id.
    pub id: CourseId,
    /// Stable code.
    pub code: String,
    /// Title.
    pub title: String,
    /// Two or three sentences.
    pub summary: String,
    /// More.
    pub outline: CourseOutline,
}

/// What a lesson says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LessonOutline {
    /// What one can do afterwards.
    #[serde(default)]
    pub objectives: Vec<String>,
    /// Topics of the bank that it covers.
    #[serde(default)]
    pub topics: Vec<String>,
}

/// A lesson without its text.
#[derive(Clone, Debug)]
pub struct LessonHead {
    /// Id.
    pub id: LessonId,
    /// Its course.
    pub course_id: CourseId,
    /// Stable code within the course.
    pub code: String,
    /// Place in the course, from 1.
    pub position: i32,
    /// Title.
    pub title: String,
    /// Minutes it takes.
    pub minutes: i32,
    /// More.
    pub outline: LessonOutline,
}

/// How far somebody is with a lesson.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct LessonProgress {
    /// First opened.
    pub opened_at: Option<Timestamp>,
    /// Finished.
    pub finished_at: Option<Timestamp>,
}

/// What a unit adds to a course: an official text it holds, a lesson of its own (tài liệu của đơn vị).
#[derive(Clone, Debug)]
pub struct UnitMaterial {
    /// Id.
    pub id: UnitMaterialId,
    /// The course it belongs to.
    pub course_id: CourseId,
    /// The unit whose people, down the tree, may read it.
    pub unit_id: UnitId,
    /// Counts its savings, from 1.
    pub version: i32,
    /// Title.
    pub title: String,
    /// In the notation of lessons.
    pub body: String,
    /// When it was last saved.
    pub saved_at: Timestamp,
}

/// Why a use case of this domain was refused.
#[derive(Debug, thiserror::Error)]
pub enum CourseError {
    /// Not there.
    #[error("not found")]
    NotFound,
    /// A form with wrong fields.
    #[error("{} fields are wrong", .0.len())]
    Fields(Vec<FieldProblem>),
    /// From the units.
    #[error(transparent)]
    Org(#[from] OrgError),
    /// From the banks' sources.
    #[error(transparent)]
    Bank(#[from] BankError),
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

backed_by_storage!(CourseError);

impl From<CourseError> for Problem {
    fn from(error: CourseError) -> Self {
        match error {
            CourseError::NotFound => Self::not_found(),
            CourseError::Fields(fields) => Self::invalid(fields),
            CourseError::Org(error) => error.into(),
            CourseError::Bank(error) => error.into(),
            CourseError::Storage(error) => error.into(),
        }
    }
}
