//! Use cases of quizzes and attempts: load, start, what a save asks; saving and closing have files of their own.

use std::sync::{Arc, Mutex, PoisonError};

use super::{
    chain::{Begin, End},
    chaining,
    closing::close,
    draw, gate_store,
    model::{Attempt, AttemptState, Cell, DEFAULT_GRACE_SECONDS, KeyRelease, Purpose, Quiz, QuizError, Requirement, Rules, Slot},
    pace::Pace,
    pacing,
    receipt::ClosedBy,
    scoring::MultipleResponseRule,
    store::{self, AttemptRow, QuizRow},
    timing,
};
use crate::{
    bank::{self, model::Drawable},
    courses::native_quiz::{CellToml, NativeQuiz, QuizToml},
    kernel::{
        Entropy, Id, Seed, Timestamp,
        ids::{AttemptId, CourseId, PersonId, QuizId},
    },
    storage::{Conn, Json},
};

pub use super::closing::{close_if_over, close_overdue, closed_attempts, overdue, recompute, submit};
pub(crate) use super::saving::put_unchecked;
pub use super::saving::{Save, Saved, save_response, save_responses};

type Outcome<T> = Result<T, QuizError>;

/// Loads a quiz that a course or an exam file describes.
pub fn load(
    conn: &mut Conn<'_>,
    now: Timestamp,
    entropy: &dyn Entropy,
    position: i32,
    course: Option<CourseId>,
    file: &NativeQuiz,
) -> Outcome<QuizId> {
    let native = &file.quiz;
    let id = store::quiz_by_code(conn, &native.code)?.map_or_else(|| Id::new(now, entropy), |row| row.id);
    let rules = Rules {
        time_limit_seconds: native.time_limit_minutes.map(|minutes| minutes * 60),
        seconds_per_item: None,
        grace_seconds: DEFAULT_GRACE_SECONDS,
        attempts_allowed: native.attempts,
        pass_percent: native.pass_percent,
        multiple_response: rule_of(native),
        key_release: KeyRelease::PassedOrLastAttempt,
    };
    let blueprint = blueprint_of(native);
    store::put_quiz(
        conn,
        &QuizRow {
            id,
            code: native.code.clone(),
            purpose: if course.is_some() { Purpose::Course } else { Purpose::Exam }.code().to_owned(),
            course_id: course,
            position,
            title: native.title.clone(),
            summary: file.summary.clone(),
            rules: Json(rules),
            blueprint: Json(blueprint),
            requires: Json(file.requires.clone()),
            opens_at: None,
            closes_at: None,
            updated_at: now,
            paused_until: None,
        },
    )?;
    Ok(id)
}

fn blueprint_of(native: &QuizToml) -> Vec<Cell> {
    let cell =
        |cell: &CellToml| Cell { bank: native.bank_of(cell).to_owned(), topic: cell.topic.clone(), level: cell.level, count: cell.count };
    native.blueprint.iter().map(cell).collect()
}

fn rule_of(native: &QuizToml) -> MultipleResponseRule {
    match native.multiple_response.as_str() {
        "all_or_nothing" => MultipleResponseRule::AllOrNothing,
        "per_option" => MultipleResponseRule::PerOption,
        _ => MultipleResponseRule::RightMinusWrong,
    }
}

/// Whether the quiz in the database is what the file says.
pub fn is_loaded(conn: &mut Conn<'_>, file: &NativeQuiz) -> Outcome<bool> {
    let Some(stored) = store::quiz_by_code(conn, &file.quiz.code)?.map(Quiz::from) else { return Ok(false) };
    Ok(stored.title == file.quiz.title
        && stored.summary == file.summary
        && stored.requires == file.requires
        && stored.blueprint == blueprint_of(&file.quiz)
        && stored.rules.time_limit_seconds == file.quiz.time_limit_minutes.map(|minutes| minutes * 60)
        && stored.rules.attempts_allowed == file.quiz.attempts
        && stored.rules.multiple_response == rule_of(&file.quiz)
        && stored.rules.pass_percent == file.quiz.pass_percent)
}

/// A quiz of a round: rules, blueprint and times as its contest says.
#[derive(Clone, Debug)]
pub struct RoundQuiz {
    /// `contest.round`.
    pub code: String,
    /// Title.
    pub title: String,
    /// Rules; keys are the round's to publish.
    pub rules: Rules,
    /// What is drawn.
    pub blueprint: Vec<Cell>,
    /// Cannot be started before.
    pub opens_at: Timestamp,
    /// Cannot be started or continued after.
    pub closes_at: Timestamp,
}

/// Creates or changes the quiz of a round, before it is published.
pub fn put_round_quiz(conn: &mut Conn<'_>, now: Timestamp, entropy: &dyn Entropy, round: RoundQuiz) -> Outcome<QuizId> {
    let id = store::quiz_by_code(conn, &round.code)?.map_or_else(|| Id::new(now, entropy), |row| row.id);
    let row = QuizRow {
        id,
        code: round.code,
        purpose: Purpose::Round.code().to_owned(),
        course_id: None,
        position: 0,
        title: round.title,
        summary: String::new(),
        rules: Json(round.rules),
        blueprint: Json(round.blueprint),
        requires: Json(Vec::new()),
        opens_at: Some(round.opens_at),
        closes_at: Some(round.closes_at),
        updated_at: now,
        paused_until: None,
    };
    store::put_quiz(conn, &row)?;
    Ok(id)
}

/// Gives the quiz of a round another title.
pub fn rename_round_quiz(conn: &mut Conn<'_>, id: QuizId, title: &str) -> Outcome<()> {
    Ok(store::set_title(conn, id, title)?)
}

/// Takes away the quiz of a round that was never published.
pub fn remove_round_quiz(conn: &mut Conn<'_>, id: QuizId) -> Outcome<()> {
    Ok(store::delete_quiz(conn, id)?)
}

/// A quiz by id or code.
pub fn quiz(conn: &mut Conn<'_>, id_or_code: &str) -> Outcome<Quiz> {
    let row = match id_or_code.parse::<QuizId>() {
        Ok(id) => store::quiz(conn, id)?,
        Err(_) => store::quiz_by_code(conn, id_or_code)?,
    };
    Ok(row.ok_or(QuizError::NotFound)?.into())
}

/// A quiz by id.
pub fn quiz_by_id(conn: &mut Conn<'_>, id: QuizId) -> Outcome<Quiz> {
    Ok(store::quiz(conn, id)?.ok_or(QuizError::NotFound)?.into())
}

/// All quizzes in their order.
pub fn quizzes(conn: &mut Conn<'_>) -> Outcome<Vec<Quiz>> {
    Ok(store::quizzes(conn)?.into_iter().map(Quiz::from).collect())
}

/// A person's attempts at a quiz, oldest first.
pub fn attempts_of(conn: &mut Conn<'_>, quiz: QuizId, person: PersonId) -> Outcome<Vec<Attempt>> {
    Ok(store::attempts_of(conn, quiz, person)?.into_iter().map(Attempt::from).collect())
}

/// A person's attempts at anything, newest first.
pub fn all_attempts_of(conn: &mut Conn<'_>, person: PersonId) -> Outcome<Vec<Attempt>> {
    Ok(store::all_attempts_of(conn, person)?.into_iter().map(Attempt::from).collect())
}

/// What must be passed before a quiz may be started, and whether this person has.
pub fn requirements(conn: &mut Conn<'_>, quiz: &Quiz, person: Option<PersonId>) -> Outcome<Vec<Requirement>> {
    if quiz.requires.is_empty() {
        return Ok(Vec::new());
    }
    let passed = match person {
        Some(person) => store::passed_among(conn, &quiz.requires, person)?,
        None => Vec::new(),
    };
    Ok(store::titles(conn, &quiz.requires)?
        .into_iter()
        .map(|(code, title)| Requirement { is_passed: passed.contains(&code), code, title })
        .collect())
}

/// Attempts left to a person who has begun this many; `None` is no limit.
pub fn attempts_left(rules: &Rules, used: usize) -> Option<i32> {
    (rules.attempts_allowed > 0).then(|| (rules.attempts_allowed - i32::try_from(used).unwrap_or(i32::MAX)).max(0))
}

/// Starts an attempt, or gives back the one that is open (`false`: nothing new was started).
///
/// # Errors
/// [`QuizError::NotOpen`], [`QuizError::Closed`], [`QuizError::NotEligible`], [`QuizError::NoAttemptsLeft`],
/// [`QuizError::NotEnoughItems`].
pub fn start_attempt(
    conn: &mut Conn<'_>,
    now: Timestamp,
    entropy: &dyn Entropy,
    quiz: QuizId,
    person: PersonId,
) -> Outcome<(AttemptId, bool)> {
    let quiz: Quiz = store::quiz(conn, quiz)?.ok_or(QuizError::NotFound)?.into();
    if quiz.purpose == Purpose::Round {
        return Err(QuizError::NotFound);
    }
    let paper = |conn: &mut Conn<'_>, _| {
        Ok(Drawing { seed: Seed::fresh(entropy), pool: Arc::new(bank::ops::drawables(conn, &quiz.banks())?), whose: None })
    };
    start_drawn(conn, now, entropy, &quiz, person, paper)
}

/// What a paper is drawn from, and whose chain begins with it.
pub struct Drawing {
    /// Decides the paper.
    pub seed: Seed,
    /// What may be drawn.
    pub pool: Arc<Vec<Drawable>>,
    /// Whose attempt its chain tells of; none for an attempt without a chain.
    pub whose: Option<Begin>,
}

/// Starts an attempt whose seed and pool the caller decides by its ordinal: for rounds, where both are frozen.
/// `drawing` is asked only when a paper is needed. Otherwise as [`start_attempt`].
pub fn start_drawn(
    conn: &mut Conn<'_>,
    now: Timestamp,
    entropy: &dyn Entropy,
    quiz: &Quiz,
    person: PersonId,
    drawing: impl FnOnce(&mut Conn<'_>, i32) -> Outcome<Drawing>,
) -> Outcome<(AttemptId, bool)> {
    let before: Vec<Attempt> = attempts_of(conn, quiz.id, person)?;
    if let Some(open) = before.iter().find(|attempt| attempt.state == AttemptState::InProgress) {
        if timing::is_in_time(&open.rules, open.deadline_at, now) {
            return Ok((open.id, false));
        }
        close(conn, open, ClosedBy::Deadline, open.deadline_at.unwrap_or(now))?;
    }
    if let Some(opens_at) = quiz.opens_at.filter(|opens_at| now < *opens_at) {
        return Err(QuizError::NotOpen { opens_at });
    }
    if quiz.closes_at.is_some_and(|closes_at| now >= closes_at) {
        return Err(QuizError::Closed);
    }
    if let Some(until) = quiz.pause_at(now) {
        return Err(QuizError::Paused { until });
    }
    let missing = requirements(conn, quiz, Some(person))?.iter().filter(|required| !required.is_passed).count();
    if missing > 0 {
        return Err(QuizError::NotEligible { missing });
    }
    if attempts_left(&quiz.rules, before.len()) == Some(0) {
        return Err(QuizError::NoAttemptsLeft);
    }
    let ordinal = i32::try_from(before.len()).unwrap_or(i32::MAX - 1) + 1;
    let Drawing { seed, pool, whose } = drawing(conn, ordinal)?;
    let slots = draw::paper(seed, &quiz.blueprint, &pool)?;
    let row = AttemptRow {
        id: Id::new(now, entropy),
        quiz_id: quiz.id,
        person_id: person,
        ordinal,
        state: AttemptState::InProgress.code().to_owned(),
        seed: seed.0.to_vec(),
        started_at: now,
        deadline_at: timing::deadline(&quiz.rules, now, quiz.closes_at),
        closed_at: None,
        receipt: None,
        score: None,
        max_score: slots.iter().map(|slot| slot.points).sum(),
        passed: None,
        rules: Json(quiz.rules.clone()),
        at_slot: quiz.rules.seconds_per_item.map(|_| 1),
        at_since: quiz.rules.seconds_per_item.map(|_| now),
    };
    // Two starts at once: the unique indexes let one through; the other finds its attempt.
    match conn.nested(|conn| store::insert_attempt(conn, &row, &slots)) {
        Ok(()) => {
            if let Some(whose) = whose {
                chaining::begin(conn, row.id, now, whose)?;
            }
            Ok((row.id, true))
        }
        Err(error) if error.is_unique_violation() => {
            let open = attempts_of(conn, quiz.id, person)?.into_iter().find(|attempt| attempt.state == AttemptState::InProgress);
            open.map(|attempt| (attempt.id, false)).ok_or_else(|| error.into())
        }
        Err(error) => Err(error.into()),
    }
}

/// A person's attempt with its slots.
pub fn attempt(conn: &mut Conn<'_>, id: AttemptId, person: PersonId) -> Outcome<(Attempt, Vec<Slot>)> {
    let attempt: Attempt = store::attempt(conn, id, person)?.ok_or(QuizError::NotFound)?.into();
    Ok((attempt, store::slots(conn, id)?))
}

/// When a person's attempt ends as things stand, and until when its quiz stands still.
pub fn news(conn: &mut Conn<'_>, now: Timestamp, id: AttemptId, person: PersonId) -> Outcome<(Option<Timestamp>, Option<Timestamp>)> {
    let (deadline_at, paused_until) = store::news(conn, id, person)?.ok_or(QuizError::NotFound)?;
    Ok((deadline_at, paused_until.filter(|until| now < *until)))
}

/// What stands saved in an attempt, by slot.
pub fn saved_responses(conn: &mut Conn<'_>, attempt: AttemptId) -> Outcome<Vec<(Save, Timestamp)>> {
    Ok(store::responses(conn, attempt)?
        .into_iter()
        .map(|row| (Save { slot: row.slot, seq: row.seq, response: row.response.0, flagged: row.flagged }, row.saved_at))
        .collect())
}

/// What of an attempt never changes, so that callers may keep it; and how far its chain is known to go.
#[derive(Debug)]
pub struct Paper {
    /// Its slots.
    pub slots: Vec<Slot>,
    /// Whether what is accepted goes into a chain.
    pub is_chained: bool,
    known_end: Mutex<Option<End>>,
}

impl Paper {
    /// How far the chain went at the last commit that this process knows of.
    pub fn known_end(&self) -> Option<End> {
        self.known_end.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Remembers how far the chain goes. Only for what is committed: who builds on an end that was rolled back leaves a gap.
    pub fn note_end(&self, end: End) {
        let mut known = self.known_end.lock().unwrap_or_else(PoisonError::into_inner);
        if known.as_ref().is_none_or(|known| known.n < end.n) {
            *known = Some(end);
        }
    }
}

/// The frozen paper of a person's attempt.
pub fn paper(conn: &mut Conn<'_>, attempt: AttemptId, person: PersonId) -> Outcome<Paper> {
    let (slots, is_chained) = (slots(conn, attempt, person)?, chaining::is_chained(conn, attempt)?);
    Ok(Paper { slots, is_chained, known_end: Mutex::new(None) })
}

/// The frozen slots of a person's attempt: they never change, so callers may keep them.
pub fn slots(conn: &mut Conn<'_>, attempt: AttemptId, person: PersonId) -> Outcome<Vec<Slot>> {
    gate_store::attempt_gate(conn, attempt, person)?.ok_or(QuizError::NotFound)?;
    Ok(store::slots(conn, attempt)?)
}

/// Whether an attempt takes saves that arrived at `arrived_at`; where its items have their own time, how it stands with it.
/// It is not closed before the transaction ends: what is saved in it counts.
///
/// # Errors
/// [`QuizError::NotFound`], [`QuizError::AlreadySubmitted`], [`QuizError::DeadlinePassed`].
pub fn check_open(conn: &mut Conn<'_>, arrived_at: Timestamp, attempt: AttemptId, person: PersonId) -> Outcome<Option<Pace>> {
    let gate = gate_store::held_gate(conn, attempt, person)?.ok_or(QuizError::NotFound)?;
    match AttemptState::parse(&gate.state) {
        AttemptState::InProgress if timing::is_in_time(&gate.rules.0, gate.deadline_at, arrived_at) => {
            pacing::of_gate(conn, attempt, person, &gate)
        }
        AttemptState::InProgress | AttemptState::Expired => Err(QuizError::DeadlinePassed),
        AttemptState::Submitted | AttemptState::Voided => Err(QuizError::AlreadySubmitted),
    }
}
