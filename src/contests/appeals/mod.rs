//! Appeals (khiếu nại): between the closing of a round and its result, takers see how they were marked and may object; every
//! objection is answered before anything is published. What an upheld one changes goes through [`super::amending`].

mod marked;
mod store;

pub use marked::{MarkedAttempt, MarkedItem, Said, items_of, marked};

use serde_json::json;

use super::{
    approval, exclusion,
    model::{Contest, ContestError, Round, RoundState},
    ops::{Outcome, event},
    store as contest_store,
};
use crate::{
    audit,
    kernel::{
        Actor, Entropy, FieldProblem, Id, Timestamp,
        ids::{AppealId, PersonId},
        page::{Page, PageRequest},
        text,
    },
    quiz,
    storage::Conn,
};
use store::AppealRow;

/// Appeals of one person in one round.
pub const MOST_EACH: usize = 10;
/// Longest text of an appeal and of an answer, in characters.
pub const LONGEST: usize = 2_000;
/// Longest time for appeals: thirty days.
const LONGEST_WINDOW_SECONDS: i64 = 30 * 24 * 3_600;

/// What somebody who was excluded has at least to appeal: a day.
const EXCLUDED_SECONDS: i64 = 24 * 3_600;

/// An appeal.
#[derive(Clone, Debug)]
pub struct Appeal {
    /// Id.
    pub id: AppealId,
    /// By whom.
    pub person: PersonId,
    /// Their name.
    pub full_name: String,
    /// Number of the attempt and of the item in it; none where it is about no single item.
    pub about: Option<(i32, i32)>,
    /// What they say.
    pub text: String,
    /// When.
    pub made_at: Timestamp,
    /// What the organizers say.
    pub answer: Option<Answer>,
}

/// What the organizers say to an appeal.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Whether it was right.
    pub upheld: bool,
    /// Why.
    pub text: String,
    /// When.
    pub at: Timestamp,
}

/// Whether takers may see their marks and appeal now.
pub fn is_open(round: &Round, now: Timestamp, has_result: bool) -> bool {
    round.state(now, has_result) == RoundState::Closed && round.appeals_until.is_some_and(|until| now < until)
}

/// Until when appeals must be taken at least, because somebody was excluded; none where nobody was.
pub fn needed_until(conn: &mut Conn<'_>, round: &Round) -> Outcome<Option<Timestamp>> {
    Ok(exclusion::last_exclusion(conn, round.id)?.map(|at| at.plus_seconds(EXCLUDED_SECONDS).max(round.closes_at)))
}

/// Lets takers of a closed round see their marks, and appeal, until then. A time once given is only ever prolonged.
///
/// # Errors
/// [`ContestError::Fields`] for a time that is over, too far off or shorter than promised; [`ContestError::NotNow`].
pub fn open(conn: &mut Conn<'_>, now: Timestamp, by: &Actor, contest: &Contest, round: &Round, until: Timestamp) -> Outcome<()> {
    contest_store::hold(conn, round.id)?;
    let round: Round = contest_store::round(conn, round.id)?.ok_or(ContestError::NotFound)?.into();
    let has_result = contest_store::result_head(conn, round.id)?.is_some();
    let is_over = now > round.closes_at.plus_seconds(quiz::model::DEFAULT_GRACE_SECONDS);
    if round.state(now, has_result) != RoundState::Closed || !is_over {
        return Err(ContestError::NotNow { what: "round_not_closed" });
    }
    // Marks and keys are shown from now on: nobody may be at work still, however long the grace of an attempt is.
    approval::close_overdue(conn, now, &round)?;
    if quiz::rounds::is_at_work(conn, round.quiz_id)? {
        return Err(ContestError::NotNow { what: "round_not_closed" });
    }
    let is_promised = round.appeals_until.is_none_or(|promised| until >= promised);
    if until <= now || until > now.plus_seconds(LONGEST_WINDOW_SECONDS) || !is_promised {
        return Err(ContestError::Fields(vec![FieldProblem::new("appeals_until", "appeals_until")]));
    }
    contest_store::set_appeals_until(conn, round.id, until)?;
    let told = event(Some(by.id), "round.appeals_opened", format!("{}.{}", contest.code, round.code), json!({ "until": until }));
    audit::ops::record(conn, now, told)?;
    Ok(())
}

fn said(name: &'static str, value: &str) -> Result<String, FieldProblem> {
    let value = text::clean_lines(value);
    match value.chars().count() {
        0 => Err(FieldProblem::new(name, "required")),
        1..=LONGEST => Ok(value),
        _ => Err(FieldProblem::new(name, "too_long").with("max", LONGEST)),
    }
}

/// Keeps the appeal of somebody who took part.
///
/// # Errors
/// [`ContestError::Fields`], also for an item that they were not asked; [`ContestError::NotNow`] outside the time for appeals.
#[allow(clippy::too_many_arguments)]
pub fn make(
    conn: &mut Conn<'_>,
    now: Timestamp,
    entropy: &dyn Entropy,
    person: PersonId,
    contest: &Contest,
    round: &Round,
    about: Option<(i32, i32)>,
    text: &str,
) -> Outcome<AppealId> {
    // Two at once from the same person wait for each other here, so that nobody gets past the limit.
    contest_store::hold(conn, round.id)?;
    if !is_open(round, now, contest_store::result_head(conn, round.id)?.is_some()) {
        return Err(ContestError::NotNow { what: "appeals_closed" });
    }
    let attempts = quiz::rounds::of_person(conn, round.quiz_id, person)?;
    if attempts.is_empty() {
        return Err(ContestError::NotFound);
    }
    let items = i32::try_from(quiz::ops::quiz_by_id(conn, round.quiz_id)?.size()).unwrap_or(i32::MAX);
    let asked = |(ordinal, slot): (i32, i32)| (1..=items).contains(&slot) && attempts.iter().any(|(attempt, _)| attempt.ordinal == ordinal);
    let mut fields = Vec::new();
    if about.is_some_and(|about| !asked(about)) {
        fields.push(FieldProblem::new("about", "choice"));
    }
    let text = said("text", text).map_err(|problem| fields.push(problem));
    let (Ok(text), true) = (text, fields.is_empty()) else { return Err(ContestError::Fields(fields)) };
    if store::of_person(conn, round.id, person)?.len() >= MOST_EACH {
        return Err(ContestError::NotNow { what: "too_many_appeals" });
    }
    let id = Id::new(now, entropy);
    let row = AppealRow {
        id,
        round_id: round.id,
        person_id: person,
        ordinal: about.map(|(ordinal, _)| ordinal),
        slot: about.map(|(_, slot)| slot),
        text,
        made_at: now,
        upheld: None,
        answer: None,
        answered_by: None,
        answered_at: None,
    };
    store::insert(conn, &row)?;
    let told = event(Some(person), "appeal.made", format!("{}.{}", contest.code, round.code), json!({ "appeal": id }));
    audit::ops::record(conn, now, told)?;
    Ok(id)
}

/// Answers an appeal, once.
///
/// # Errors
/// [`ContestError::Fields`]; [`ContestError::NotNow`] when it was answered already; [`ContestError::AlreadyPublished`].
pub fn answer(
    conn: &mut Conn<'_>,
    now: Timestamp,
    by: &Actor,
    contest: &Contest,
    round: &Round,
    (id, upheld, text): (AppealId, bool, &str),
) -> Outcome<()> {
    let text = said("answer", text).map_err(|problem| ContestError::Fields(vec![problem]))?;
    contest_store::hold(conn, round.id)?;
    if contest_store::result_head(conn, round.id)?.is_some() {
        return Err(ContestError::AlreadyPublished);
    }
    if !store::answer(conn, round.id, id, by.id, &Answer { upheld, text, at: now })? {
        return Err(ContestError::NotNow { what: "already_decided" });
    }
    let detail = json!({ "appeal": id, "upheld": upheld });
    audit::ops::record(conn, now, event(Some(by.id), "appeal.answered", format!("{}.{}", contest.code, round.code), detail))?;
    Ok(())
}

/// A person's own appeals, oldest first.
pub fn of_person(conn: &mut Conn<'_>, round: &Round, person: PersonId) -> Outcome<Vec<Appeal>> {
    Ok(store::of_person(conn, round.id, person)?)
}

/// All appeals of a round, unanswered ones first: for organizers.
pub fn page(conn: &mut Conn<'_>, round: &Round, request: PageRequest) -> Outcome<Page<Appeal>> {
    Ok(store::page(conn, round.id, request)?)
}

/// How many wait for an answer.
pub fn unanswered(conn: &mut Conn<'_>, round: &Round) -> Outcome<i64> {
    Ok(store::unanswered(conn, round.id)?)
}

/// That nobody can appeal any more and everybody who did has an answer.
///
/// # Errors
/// [`ContestError::NotNow`], also where somebody was excluded and had no time to appeal.
pub fn check_settled(conn: &mut Conn<'_>, now: Timestamp, round: &Round) -> Outcome<()> {
    let round: Round = contest_store::round(conn, round.id)?.ok_or(ContestError::NotFound)?.into();
    if needed_until(conn, &round)?.is_some_and(|needed| round.appeals_until.is_none_or(|until| until < needed)) {
        return Err(ContestError::NotNow { what: "appeals_needed" });
    }
    if round.appeals_until.is_some_and(|until| now < until) {
        return Err(ContestError::NotNow { what: "appeals_open" });
    }
    if unanswered(conn, &round)? > 0 {
        return Err(ContestError::NotNow { what: "appeals_unanswered" });
    }
    Ok(())
}
