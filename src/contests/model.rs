//! What a contest and its rounds are.

use super::{qualification::Qualification, ranking::RankingRules, registration::model::RegistrationError, standings::Standings};
use crate::{
    bank::model::BankError,
    identity::model::IdentityError,
    kernel::{
        FieldProblem, Problem, ProblemKind, Timestamp,
        ids::{ContestId, QuizId, RoundId},
    },
    org::model::OrgError,
    quiz::model::QuizError,
    storage::{StorageError, backed_by_storage},
};

/// A contest.
#[derive(Clone, Debug)]
pub struct Contest {
    /// Id.
    pub id: ContestId,
    /// Stable code, in its address.
    pub code: String,
    /// Title.
    pub title: String,
    /// Two or three sentences.
    pub summary: String,
    /// Who holds it.
    pub organizer: String,
    /// When it was published; none while it is prepared.
    pub published_at: Option<Timestamp>,
    /// Attempts over all its rounds.
    pub limits: Limits,
    /// What is shown of a round before its result.
    pub standings: Standings,
}

/// Attempts of a person over all rounds of a contest, besides what each round allows; 0 is no limit.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Limits {
    /// In the whole contest.
    pub per_contest: i32,
    /// On one calendar day of Vietnam (UTC+7), by the time of the start.
    pub per_day: i32,
}

/// A round.
#[derive(Clone, Debug)]
pub struct Round {
    /// Id.
    pub id: RoundId,
    /// Its contest.
    pub contest_id: ContestId,
    /// Stable code within the contest.
    pub code: String,
    /// Title.
    pub title: String,
    /// The quiz that its attempts belong to.
    pub quiz_id: QuizId,
    /// Attempts can be started from then on.
    pub opens_at: Timestamp,
    /// And until then, unless the last start comes earlier; running ones end then too.
    pub closes_at: Timestamp,
    /// No attempt starts from then on, though running ones go on until the closing (hạn bắt đầu).
    pub last_start_at: Option<Timestamp>,
    /// Only who came through these earlier rounds may start.
    pub qualified_from: Option<Qualification>,
    /// How it is ranked.
    pub ranking: RankingRules,
    /// The published hash of everything that decides it.
    pub commitment: Option<String>,
    /// When that was published.
    pub committed_at: Option<Timestamp>,
    /// Grows with every change of what the result is made of.
    pub facts_revision: i64,
    /// Takers may see how their attempts were marked, and appeal, until then; none before the organizer opened that.
    pub appeals_until: Option<Timestamp>,
    /// The public value of a drawing of lots, once it is known.
    pub public_value: Option<String>,
    /// When it was declared void.
    pub voided_at: Option<Timestamp>,
}

/// A round that is open or will be soon, as it is announced.
#[derive(Clone, Debug)]
pub struct CurrentRound {
    /// The round.
    pub round: Round,
    /// Code of its contest.
    pub contest_code: String,
    /// Title of its contest.
    pub contest_title: String,
}

/// Where a round stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RoundState {
    /// Being prepared: nothing is committed to.
    Draft,
    /// Committed to, not open yet.
    Upcoming,
    /// Open.
    Open,
    /// Closed, the result not published yet.
    Closed,
    /// The result is published.
    Published,
    /// Declared void: it has no result.
    Voided,
}

impl RoundState {
    /// The word used in messages and templates.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Upcoming => "upcoming",
            Self::Open => "open",
            Self::Closed => "closed",
            Self::Published => "published",
            Self::Voided => "voided",
        }
    }
}

impl Round {
    /// Where it stands now.
    pub fn state(&self, now: Timestamp, has_result: bool) -> RoundState {
        match () {
            () if has_result => RoundState::Published,
            () if self.voided_at.is_some() => RoundState::Voided,
            () if self.commitment.is_none() => RoundState::Draft,
            () if now < self.opens_at => RoundState::Upcoming,
            () if now < self.closes_at => RoundState::Open,
            () => RoundState::Closed,
        }
    }
}

/// Why a use case of this domain was refused.
#[derive(Debug, thiserror::Error)]
pub enum ContestError {
    /// Not there, or not to be seen yet.
    #[error("not found")]
    NotFound,
    /// A form with wrong fields.
    #[error("{} fields are wrong", .0.len())]
    Fields(Vec<FieldProblem>),
    /// A round does not take this person in yet.
    #[error("opens at {opens_at}, for this person at {enters_at}")]
    NotYet {
        /// When it opens.
        opens_at: Timestamp,
        /// When the person's own time can begin.
        enters_at: Timestamp,
    },
    /// A round opens too soon or has opened: what it is can no longer be committed to beforehand.
    #[error("round {round} opens before it can be committed to")]
    TooLate {
        /// Code of the round.
        round: String,
    },
    /// The contest is published: what it is stands.
    #[error("the contest is published")]
    Published,
    /// Something that a contest needs before it is published is missing; the checklist names it.
    #[error("not ready: {line}")]
    NotReady {
        /// The first line of the checklist that does not hold.
        line: &'static str,
    },
    /// Another round lets in those who came through this one.
    #[error("round {round} depends on it")]
    RoundNeeded {
        /// Code of that other round.
        round: String,
    },
    /// No attempt starts any more, though running ones go on.
    #[error("the last start was at {at}")]
    LastStartPassed {
        /// When.
        at: Timestamp,
    },
    /// All attempts of the contest are used.
    #[error("{limit} attempts in the contest are used")]
    NoneLeftInContest {
        /// How many there were.
        limit: i32,
    },
    /// All attempts of this day are used.
    #[error("{limit} attempts of the day are used")]
    NoneLeftToday {
        /// How many there were.
        limit: i32,
    },
    /// Who reads keys or decides about results does not take part.
    #[error("an insider")]
    Insider,
    /// The round is for those who came through earlier ones, and this person did not.
    #[error("not qualified")]
    NotQualified,
    /// The round is for those who come through an earlier one, whose result is not published yet.
    #[error("round {round} is not published yet")]
    QualifyingOpen {
        /// Title of that round.
        round: String,
    },
    /// What was proposed is no longer what was looked at.
    #[error("the proposal has changed")]
    ProposalChanged,
    /// Nobody approves what they proposed themselves.
    #[error("proposed by the same person")]
    OwnProposal,
    /// Attempts may still be running.
    #[error("the round is not closed")]
    NotClosed,
    /// What was approved is no longer what the facts give.
    #[error("the result has changed")]
    ResultChanged,
    /// Two people must approve the same result.
    #[error("{given} of two approvals")]
    ApprovalsMissing {
        /// How many there are.
        given: usize,
    },
    /// A change waits for a second person, or is not one that can be made now. `what` is the message `problem-<what>`.
    #[error("{what}")]
    NotNow {
        /// Stable code.
        what: &'static str,
    },
    /// The result is published and stays as it is.
    #[error("already published")]
    AlreadyPublished,
    /// What a published contest gives stays as its rules tell it.
    #[error("the prizes are settled")]
    PrizesSettled,
    /// The facts in the database cannot be what happened.
    #[error("attempt {attempt}: {fault}")]
    BrokenFact {
        /// `pseudonym/number`.
        attempt: String,
        /// What is wrong.
        fault: &'static str,
    },
    /// From registering.
    #[error(transparent)]
    Registration(#[from] RegistrationError),
    /// From the quiz.
    #[error(transparent)]
    Quiz(#[from] QuizError),
    /// From the bank.
    #[error(transparent)]
    Bank(#[from] BankError),
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

backed_by_storage!(ContestError);

impl From<ContestError> for Problem {
    fn from(error: ContestError) -> Self {
        match error {
            ContestError::NotFound => Self::not_found(),
            ContestError::Fields(fields) => Self::invalid(fields),
            ContestError::NotYet { opens_at, enters_at } => {
                Self::new(ProblemKind::Conflict, "not_open").with("opens_at", opens_at).with("retry_at", enters_at)
            }
            ContestError::TooLate { round } => Self::new(ProblemKind::Conflict, "round_too_late").with("round", round),
            ContestError::Published => Self::new(ProblemKind::Conflict, "contest_is_published"),
            ContestError::NotReady { .. } => Self::new(ProblemKind::Conflict, "contest_not_ready"),
            ContestError::RoundNeeded { round } => Self::new(ProblemKind::Conflict, "round_needed").with("round", round),
            ContestError::LastStartPassed { at } => {
                Self::new(ProblemKind::Conflict, "last_start_passed").with("at", at.vietnam().format("%H:%M %d/%m/%Y"))
            }
            ContestError::NoneLeftInContest { limit } => {
                Self::new(ProblemKind::Conflict, "no_attempts_left_in_contest").with("limit", limit)
            }
            ContestError::NoneLeftToday { limit } => Self::new(ProblemKind::Conflict, "no_attempts_left_today").with("limit", limit),
            ContestError::Insider => Self::new(ProblemKind::Forbidden, "insider"),
            ContestError::NotQualified => Self::new(ProblemKind::Forbidden, "not_qualified"),
            ContestError::QualifyingOpen { round } => Self::new(ProblemKind::Conflict, "qualifying_open").with("round", round),
            ContestError::ProposalChanged => Self::new(ProblemKind::Conflict, "proposal_changed"),
            ContestError::OwnProposal => Self::new(ProblemKind::Conflict, "own_proposal"),
            ContestError::NotClosed => Self::new(ProblemKind::Conflict, "round_not_closed"),
            ContestError::ResultChanged => Self::new(ProblemKind::Conflict, "result_changed"),
            ContestError::ApprovalsMissing { given } => Self::new(ProblemKind::Conflict, "approvals_missing").with("given", given),
            ContestError::NotNow { what } => Self::new(ProblemKind::Conflict, what),
            ContestError::AlreadyPublished => Self::new(ProblemKind::Conflict, "result_published"),
            ContestError::PrizesSettled => Self::new(ProblemKind::Conflict, "prizes_settled"),
            ContestError::BrokenFact { attempt, fault } => Self::unexpected(format!("{attempt}: {fault}")),
            ContestError::Registration(error) => error.into(),
            ContestError::Quiz(error) => error.into(),
            ContestError::Bank(error) => error.into(),
            ContestError::Identity(error) => error.into(),
            ContestError::Org(error) => error.into(),
            ContestError::Storage(error) => error.into(),
        }
    }
}
