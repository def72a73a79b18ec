//! Quizzes, their rules, and the states of an attempt.

use serde::{Deserialize, Serialize};

use super::{pace::Mark, scoring::MultipleResponseRule};
use crate::{
    bank::model::{BankError, CognitiveLevel, ItemType},
    kernel::{
        Problem, ProblemKind, Timestamp,
        ids::{AttemptId, CourseId, PersonId, QuizId, VersionId},
    },
    storage::{StorageError, backed_by_storage},
};

/// Seconds a save may come late and still count: for the network, not for thinking.
pub const DEFAULT_GRACE_SECONDS: i64 = 5;

/// When keys and rationales may be seen.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyRelease {
    /// After passing, or after the last allowed attempt.
    PassedOrLastAttempt,
    /// Never through the quiz itself (a contest publishes them with its round).
    Never,
}

/// How a quiz is taken; frozen into each attempt.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Rules {
    /// Seconds for the whole; none is no limit.
    pub time_limit_seconds: Option<i64>,
    /// Seconds of each item, one after the other (see [`pace`](super::pace)); then the limit of the whole is theirs together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds_per_item: Option<i64>,
    /// Seconds a save may come late.
    pub grace_seconds: i64,
    /// Attempts allowed; 0 is no limit.
    pub attempts_allowed: i32,
    /// Percentage of the points that passes: score × 100 ≥ percent × max.
    pub pass_percent: i64,
    /// How multiple response is scored.
    pub multiple_response: MultipleResponseRule,
    /// When keys may be seen.
    pub key_release: KeyRelease,
}

/// A cell of the blueprint (ma trận đề).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Cell {
    /// Code of the bank.
    pub bank: String,
    /// Topic of the bank.
    pub topic: String,
    /// Level.
    pub level: CognitiveLevel,
    /// Items to draw.
    pub count: usize,
}

/// What a quiz is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Purpose {
    /// Ends a course.
    Course,
    /// Stands by itself (kỳ thi chứng nhận).
    Exam,
    /// Belongs to a round of a contest, which alone lets people in.
    Round,
}

impl Purpose {
    /// The word used in data.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Course => "course",
            Self::Exam => "exam",
            Self::Round => "round",
        }
    }
    /// Reads [`Purpose::code`]; an unknown word counts as a round's, which nobody can start from elsewhere.
    pub fn parse(code: &str) -> Self {
        [Self::Course, Self::Exam].into_iter().find(|purpose| purpose.code() == code).unwrap_or(Self::Round)
    }
}

/// A quiz.
#[derive(Clone, Debug)]
pub struct Quiz {
    /// Id.
    pub id: QuizId,
    /// Stable code.
    pub code: String,
    /// What it is for.
    pub purpose: Purpose,
    /// The course it ends.
    pub course_id: Option<CourseId>,
    /// Title.
    pub title: String,
    /// One or two sentences on a quiz that stands by itself; empty at the end of a course.
    pub summary: String,
    /// How it is taken.
    pub rules: Rules,
    /// What is drawn.
    pub blueprint: Vec<Cell>,
    /// Codes of the quizzes that must be passed before it may be started.
    pub requires: Vec<String>,
    /// Cannot be started before.
    pub opens_at: Option<Timestamp>,
    /// Cannot be started or continued after.
    pub closes_at: Option<Timestamp>,
    /// Stands still until then: nobody starts, and no paper is shown.
    pub paused_until: Option<Timestamp>,
}

impl Quiz {
    /// Until when it stands still, if it does now.
    pub fn pause_at(&self, now: Timestamp) -> Option<Timestamp> {
        self.paused_until.filter(|until| now < *until)
    }

    /// Items in a paper.
    pub fn size(&self) -> usize {
        self.blueprint.iter().map(|cell| cell.count).sum()
    }

    /// Codes of the banks it draws from, in the order of the blueprint.
    pub fn banks(&self) -> Vec<&str> {
        let mut banks: Vec<&str> = Vec::new();
        for cell in &self.blueprint {
            if !banks.contains(&cell.bank.as_str()) {
                banks.push(&cell.bank);
            }
        }
        banks
    }
}

/// A quiz that must be passed before another may be started.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Requirement {
    /// Its stable code.
    pub code: String,
    /// Its title.
    pub title: String,
    /// Whether the person has passed it.
    pub is_passed: bool,
}

/// State of an attempt.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AttemptState {
    /// Being taken.
    InProgress,
    /// Submitted by the taker.
    Submitted,
    /// Closed by the deadline.
    Expired,
    /// Declared void, with a reason.
    Voided,
}

impl AttemptState {
    /// The word used in data and JSON.
    pub const fn code(self) -> &'static str {
        match self {
            Self::InProgress => "in_progress",
            Self::Submitted => "submitted",
            Self::Expired => "expired",
            Self::Voided => "voided",
        }
    }
    /// Reads [`AttemptState::code`]; an unknown word counts as void, so that nothing is shown or changed.
    pub fn parse(code: &str) -> Self {
        [Self::InProgress, Self::Submitted, Self::Expired].into_iter().find(|state| state.code() == code).unwrap_or(Self::Voided)
    }
}

/// An attempt without its items.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// Id.
    pub id: AttemptId,
    /// Quiz.
    pub quiz_id: QuizId,
    /// Whose.
    pub person_id: PersonId,
    /// Which of the person's attempts, from 1.
    pub ordinal: i32,
    /// State as stored.
    pub state: AttemptState,
    /// Rules as they were at the start.
    pub rules: Rules,
    /// Started at.
    pub started_at: Timestamp,
    /// What the taker sees as the end; none is no limit.
    pub deadline_at: Option<Timestamp>,
    /// Closed at.
    pub closed_at: Option<Timestamp>,
    /// What the taker holds in hand afterwards.
    pub receipt: Option<super::receipt::Receipt>,
    /// Hundredths of a point.
    pub score: Option<i64>,
    /// Hundredths of a point.
    pub max_score: i64,
    /// Whether the score passes.
    pub passed: Option<bool>,
    /// Where a paper whose items have their own time was put last.
    pub mark: Option<Mark>,
}

/// One frozen item of an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// From 1.
    pub slot: i32,
    /// What is asked.
    pub version: VersionId,
    /// How it is answered.
    pub item_type: ItemType,
    /// Author's position of each option (right side, thing to order) in the order shown.
    pub option_order: Vec<usize>,
    /// How many parts are answered one by one.
    pub parts: usize,
    /// Hundredths of a point.
    pub points: i64,
}

/// Why a use case of this domain was refused.
#[derive(Debug, thiserror::Error)]
pub enum QuizError {
    /// Not there, or not theirs.
    #[error("not found")]
    NotFound,
    /// Not open yet.
    #[error("opens at {opens_at}")]
    NotOpen {
        /// When it opens.
        opens_at: Timestamp,
    },
    /// No longer open.
    #[error("closed")]
    Closed,
    /// It stands still for a while.
    #[error("paused until {until}")]
    Paused {
        /// When it goes on.
        until: Timestamp,
    },
    /// Other quizzes must be passed first.
    #[error("{missing} quizzes must be passed first")]
    NotEligible {
        /// How many are not passed yet.
        missing: usize,
    },
    /// All attempts are used.
    #[error("no attempts left")]
    NoAttemptsLeft,
    /// The bank has too few approved items for a cell of the blueprint.
    #[error("{bank}: {topic} × {level}: {need} items needed, {have} approved")]
    NotEnoughItems {
        /// Bank of the cell.
        bank: String,
        /// Topic of the cell.
        topic: String,
        /// Level of the cell.
        level: &'static str,
        /// Items it asks for.
        need: usize,
        /// Items there are.
        have: usize,
    },
    /// The response is not one this item can have.
    #[error("the response does not fit the item")]
    ResponseShape,
    /// There is no such slot.
    #[error("no such slot")]
    NoSlot,
    /// The same sequence number came with another response.
    #[error("sequence {stored} is taken")]
    SeqConflict {
        /// The stored number.
        stored: i64,
    },
    /// It came after the deadline and the grace.
    #[error("the deadline has passed")]
    DeadlinePassed,
    /// The attempt is closed.
    #[error("already submitted")]
    AlreadySubmitted,
    /// The item's own time is over, or it was left.
    #[error("the item is over; item {shown} is shown")]
    ItemOver {
        /// Which one is shown now.
        shown: i32,
    },
    /// The item is not shown yet.
    #[error("the item is not shown yet; item {shown} is")]
    ItemNotYet {
        /// Which one is shown now.
        shown: i32,
    },
    /// The items of this paper have no time of their own: all are open.
    #[error("the items have no time of their own")]
    NotPaced,
    /// From the bank.
    #[error(transparent)]
    Bank(#[from] BankError),
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

backed_by_storage!(QuizError);

impl QuizError {
    /// The stable code of the refusal.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::NotOpen { .. } => "not_open",
            Self::Closed => "closed",
            Self::Paused { .. } => "paused",
            Self::NotEligible { .. } => "not_eligible",
            Self::NoAttemptsLeft => "no_attempts_left",
            Self::NotEnoughItems { .. } => "not_enough_items",
            Self::ResponseShape => "response_shape",
            Self::NoSlot => "no_slot",
            Self::SeqConflict { .. } => "seq_conflict",
            Self::DeadlinePassed => "deadline_passed",
            Self::AlreadySubmitted => "already_submitted",
            Self::ItemOver { .. } => "item_over",
            Self::ItemNotYet { .. } => "item_not_yet",
            Self::NotPaced => "not_paced",
            Self::Bank(_) | Self::Storage(_) => "unexpected",
        }
    }
}

impl From<QuizError> for Problem {
    fn from(error: QuizError) -> Self {
        let code = error.code();
        match error {
            QuizError::NotFound => Self::not_found(),
            QuizError::NotOpen { opens_at } => Self::new(ProblemKind::Conflict, code).with("opens_at", opens_at),
            QuizError::Paused { until } => Self::new(ProblemKind::Conflict, code).with("until", until),
            QuizError::Closed
            | QuizError::NoAttemptsLeft
            | QuizError::DeadlinePassed
            | QuizError::AlreadySubmitted
            | QuizError::NotPaced => Self::new(ProblemKind::Conflict, code),
            QuizError::ItemOver { shown } | QuizError::ItemNotYet { shown } => Self::new(ProblemKind::Conflict, code).with("shown", shown),
            QuizError::SeqConflict { stored } => Self::new(ProblemKind::Conflict, code).with("stored", stored),
            QuizError::NotEligible { missing } => Self::new(ProblemKind::Forbidden, code).with("reason", "exam").with("missing", missing),
            QuizError::NotEnoughItems { bank, topic, level, need, have } => {
                let mut problem = Self::new(ProblemKind::Conflict, code);
                problem.cause = Some(format!("{bank}: {topic} × {level}: {need} needed, {have} approved"));
                problem
            }
            QuizError::ResponseShape => Self::new(ProblemKind::Invalid, code),
            QuizError::NoSlot => Self::new(ProblemKind::NotFound, code),
            QuizError::Bank(error) => error.into(),
            QuizError::Storage(error) => error.into(),
        }
    }
}
