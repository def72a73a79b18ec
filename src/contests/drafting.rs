//! A contest in preparation, changed piece by piece: its own settings, and its rounds one by one. Once it is published,
//! nothing here is possible any more.

use serde_json::json;

use super::{
    model::{Contest, ContestError, Limits, Round},
    ops::{self, Outcome, event},
    plan,
    qualification::Qualification,
    ranking::{Criterion, RankingRules},
    standings::Standings,
    store as contests_store, timing,
};
use crate::{
    audit,
    kernel::{Actor, Entropy, FieldProblem, Id, Timestamp, text},
    quiz::{self, model::Cell},
    storage::{Conn, Json},
};

mod store;

/// Most rounds of a contest.
const MOST_ROUNDS: usize = 200;
/// Most items of a paper.
const MOST_ITEMS: usize = 200;
const DAY_SECONDS: i64 = 86_400;

/// A round as the form says it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RoundDraft {
    /// Title.
    pub title: String,
    /// Opening.
    pub opens_at: Timestamp,
    /// No start from then on; none: until the closing.
    pub last_start_at: Option<Timestamp>,
    /// Closing.
    pub closes_at: Timestamp,
    /// Minutes for a paper; none is no limit.
    pub time_limit_minutes: Option<i64>,
    /// Seconds of each item instead; none: items have no time of their own.
    pub seconds_per_item: Option<i64>,
    /// Attempts of each person; 0 is no limit.
    pub attempts_allowed: i32,
    /// What a paper draws; cells of no items are left out.
    pub blueprint: Vec<Cell>,
    /// How it is ranked.
    pub ranking: RankingRules,
    /// Whom earlier rounds let in; none is everybody.
    pub qualified_from: Option<Qualification>,
}

impl RoundDraft {
    /// The draft cleaned; checked against the clock and the contest's other rounds.
    ///
    /// # Errors
    /// The fields `title`, `opens_at`, `last_start_at`, `closes_at`, `time_limit`, `seconds_per_item`, `attempts`, `cells`, `chain1`, `earlier`, `public_value`, `qualified`,
    /// `qualified_n`.
    pub fn checked(mut self, now: Timestamp, others: &[Round]) -> Result<Self, Vec<FieldProblem>> {
        let mut fields = Vec::new();
        self.title = text::clean_line(&self.title);
        if self.title.is_empty() {
            fields.push(FieldProblem::new("title", "required"));
        } else if self.title.chars().count() > 100 {
            fields.push(FieldProblem::new("title", "too_long").with("max", 100));
        } else if others.iter().any(|other| other.title == self.title) {
            fields.push(FieldProblem::new("title", "round_title_taken"));
        }
        if self.opens_at <= now {
            fields.push(FieldProblem::new("opens_at", "moment_past"));
        }
        if self.closes_at <= self.opens_at {
            fields.push(FieldProblem::new("closes_at", "closes_before_opening"));
        } else if self.last_start_at.is_some_and(|last| last <= self.opens_at || last > self.closes_at) {
            fields.push(FieldProblem::new("last_start_at", "last_start_outside"));
        }
        self.last_start_at = self.last_start_at.filter(|last| *last != self.closes_at);
        if self.time_limit_minutes.is_some_and(|minutes| !(1..=600).contains(&minutes)) {
            fields.push(FieldProblem::new("time_limit", "number_range").with("min", 1).with("max", 600));
        }
        fields.extend(timing::problem(self.time_limit_minutes, self.seconds_per_item, &self.ranking));
        if !(0..=100).contains(&self.attempts_allowed) {
            fields.push(FieldProblem::new("attempts", "number_range").with("min", 0).with("max", 100));
        }
        self.blueprint.retain(|cell| cell.count > 0);
        if !(1..=MOST_ITEMS).contains(&self.items()) {
            fields.push(FieldProblem::new("cells", "paper_size").with("max", MOST_ITEMS));
        }
        fields.extend(timing::room_problem(self.items(), self.seconds_per_item, (self.opens_at, self.closes_at), "closes_at"));
        fields.extend(chain_problem(&self.ranking.chain));
        if !self.ranking.chain.contains(&Criterion::PredictionDistance) {
            self.ranking.prediction = None;
        }
        fields.extend(self.tie_break_problems(others));
        fields.extend(self.qualified_problems(others));
        if fields.is_empty() { Ok(self) } else { Err(fields) }
    }

    /// Items of a paper.
    fn items(&self) -> usize {
        self.blueprint.iter().map(|cell| cell.count).sum()
    }

    /// Earlier rounds and lots are named where they decide, and nowhere else.
    fn tie_break_problems(&mut self, others: &[Round]) -> Vec<FieldProblem> {
        let mut fields = Vec::new();
        let RankingRules { chain, earlier, public_value, .. } = &mut self.ranking;
        if chain.contains(&Criterion::EarlierRounds) {
            let closes_early = |code: &String| others.iter().any(|other| other.code == *code && other.closes_at <= self.opens_at);
            if earlier.is_empty() || !earlier.iter().all(closes_early) {
                fields.push(FieldProblem::new("earlier", "qualified_not_earlier"));
            }
        } else {
            earlier.clear();
        }
        *public_value = public_value.take().map(|value| text::clean_line(&value)).filter(|value| !value.is_empty());
        if !chain.contains(&Criterion::Lots) {
            *public_value = None;
        } else if public_value.as_ref().is_none_or(|value| value.chars().count() > 200) {
            fields.push(FieldProblem::new("public_value", "public_value_needed"));
        }
        fields
    }

    fn qualified_problems(&self, others: &[Round]) -> Vec<FieldProblem> {
        let Some(qualified) = &self.qualified_from else { return Vec::new() };
        let mut fields = Vec::new();
        let closes_early = |code: &String| others.iter().any(|other| other.code == *code && other.closes_at <= self.opens_at);
        if qualified.rounds.is_empty() || !qualified.rounds.iter().all(closes_early) {
            fields.push(FieldProblem::new("qualified", "qualified_not_earlier"));
        }
        if !(1..=1_000_000).contains(&qualified.n) {
            fields.push(FieldProblem::new("qualified_n", "number_range").with("min", 1).with("max", "1.000.000"));
        }
        fields
    }
}

/// A chain has something in it, and nothing twice.
fn chain_problem(chain: &[Criterion]) -> Option<FieldProblem> {
    let repeats = chain.iter().enumerate().any(|(at, criterion)| chain[..at].contains(criterion));
    (chain.is_empty() || repeats).then(|| FieldProblem::new("chain1", "chain_form"))
}

/// A contest that can still be changed.
///
/// # Errors
/// [`ContestError::Published`], [`ContestError::NotFound`].
pub fn draft_contest(conn: &mut Conn<'_>, code: &str) -> Outcome<Contest> {
    let contest = ops::contest(conn, code, true)?;
    if contest.published_at.is_some() { Err(ContestError::Published) } else { Ok(contest) }
}

/// Changes what a contest is called, its limits, and what it shows before its results.
///
/// # Errors
/// [`ContestError::Fields`]: `title`, `organizer`, `summary`, `attempts_per_contest`, `attempts_per_day`.
pub fn change_contest(
    conn: &mut Conn<'_>,
    now: Timestamp,
    by: &Actor,
    contest: &Contest,
    [title, organizer, summary]: [&str; 3],
    limits: Limits,
    standings: Standings,
) -> Outcome<()> {
    let (mut title, mut organizer, mut summary) = (title.to_owned(), organizer.to_owned(), summary.to_owned());
    let mut fields = plan::clean_texts(&mut title, &mut organizer, &mut summary);
    fields.extend(limits.problems());
    if !fields.is_empty() {
        return Err(ContestError::Fields(fields));
    }
    store::update_contest(conn, contest.id, [&title, &organizer, &summary], limits, standings)?;
    if title != contest.title {
        for round in ops::rounds(conn, contest.id)? {
            quiz::ops::rename_round_quiz(conn, round.quiz_id, &format!("{title} · {}", round.title))?;
        }
    }
    audit::ops::record(conn, now, event(Some(by.id), "contest.changed", contest.code.clone(), json!({ "title": title })))?;
    Ok(())
}

/// Adds a round; its code.
///
/// # Errors
/// [`ContestError::Fields`], see [`RoundDraft::checked`].
pub fn add_round(
    conn: &mut Conn<'_>,
    now: Timestamp,
    entropy: &dyn Entropy,
    by: &Actor,
    contest: &Contest,
    draft: RoundDraft,
) -> Outcome<String> {
    let others = ops::rounds(conn, contest.id)?;
    let draft = draft.checked(now, &others).map_err(ContestError::Fields)?;
    if others.len() >= MOST_ROUNDS {
        return Err(ContestError::Fields(vec![
            FieldProblem::new("title", "too_many_rounds").with("rounds", others.len() + 1).with("max", MOST_ROUNDS),
        ]));
    }
    let code = free_code(&others);
    insert(conn, now, entropy, contest, &code, i32::try_from(others.len()).unwrap_or(0) + 1, &draft)?;
    let subject = format!("{}.{code}", contest.code);
    audit::ops::record(conn, now, event(Some(by.id), "round.added", subject, json!({ "title": draft.title })))?;
    Ok(code)
}

/// The first `vong-N` that nobody has.
fn free_code(others: &[Round]) -> String {
    (1..=others.len() + 1)
        .map(|number| format!("vong-{number}"))
        .find(|code| !others.iter().any(|other| other.code == *code))
        .unwrap_or_default()
}

fn put_quiz(
    conn: &mut Conn<'_>,
    now: Timestamp,
    entropy: &dyn Entropy,
    contest: &Contest,
    code: &str,
    draft: &RoundDraft,
) -> Outcome<crate::kernel::ids::QuizId> {
    let rules = ops::round_rules((draft.time_limit_minutes, draft.seconds_per_item), draft.items(), draft.attempts_allowed);
    let times = (draft.opens_at, draft.closes_at);
    let quiz = ops::round_quiz(&contest.code, &contest.title, (code, &draft.title), times, rules, draft.blueprint.clone());
    Ok(quiz::ops::put_round_quiz(conn, now, entropy, quiz)?)
}

fn insert(
    conn: &mut Conn<'_>,
    now: Timestamp,
    entropy: &dyn Entropy,
    contest: &Contest,
    code: &str,
    position: i32,
    draft: &RoundDraft,
) -> Outcome<()> {
    let quiz_id = put_quiz(conn, now, entropy, contest, code, draft)?;
    let row = contests_store::RoundRow {
        id: Id::new(now, entropy),
        contest_id: contest.id,
        code: code.to_owned(),
        position,
        title: draft.title.clone(),
        quiz_id,
        opens_at: draft.opens_at,
        closes_at: draft.closes_at,
        ranking: Json(draft.ranking.clone()),
        commitment: None,
        committed_at: None,
        facts_revision: 0,
        appeals_until: None,
        public_value: None,
        voided_at: None,
        last_start_at: draft.last_start_at,
        qualified_from: draft.qualified_from.clone().map(Json),
    };
    contests_store::insert_round(conn, &row)?;
    Ok(())
}

/// Changes a round.
///
/// # Errors
/// [`ContestError::Fields`], see [`RoundDraft::checked`].
pub fn change_round(
    conn: &mut Conn<'_>,
    now: Timestamp,
    entropy: &dyn Entropy,
    by: &Actor,
    contest: &Contest,
    round: &Round,
    draft: RoundDraft,
) -> Outcome<()> {
    let mut others = ops::rounds(conn, contest.id)?;
    others.retain(|other| other.id != round.id);
    let draft = draft.checked(now, &others).map_err(ContestError::Fields)?;
    put_quiz(conn, now, entropy, contest, &round.code, &draft)?;
    store::update_round(conn, round.id, &draft)?;
    let subject = format!("{}.{}", contest.code, round.code);
    audit::ops::record(conn, now, event(Some(by.id), "round.edited", subject, json!({ "title": draft.title })))?;
    Ok(())
}

/// Adds a copy of a round that opens as many whole days later as the round lasts; its code.
pub fn duplicate_round(
    conn: &mut Conn<'_>,
    now: Timestamp,
    entropy: &dyn Entropy,
    by: &Actor,
    contest: &Contest,
    round: &Round,
) -> Outcome<String> {
    let others = ops::rounds(conn, contest.id)?;
    let quiz = quiz::ops::quiz_by_id(conn, round.quiz_id)?;
    let lasts = round.closes_at.seconds_since(round.opens_at);
    let later = (lasts + DAY_SECONDS - 1).div_euclid(DAY_SECONDS).max(1) * DAY_SECONDS;
    let title = (2..=others.len() + 2)
        .map(|number| format!("{} ({number})", round.title))
        .find(|title| !others.iter().any(|other| other.title == *title))
        .unwrap_or_default();
    let draft = RoundDraft {
        title,
        opens_at: round.opens_at.plus_seconds(later),
        last_start_at: round.last_start_at.map(|last| last.plus_seconds(later)),
        closes_at: round.closes_at.plus_seconds(later),
        time_limit_minutes: timing::minutes(&quiz.rules),
        seconds_per_item: quiz.rules.seconds_per_item,
        attempts_allowed: quiz.rules.attempts_allowed,
        blueprint: quiz.blueprint,
        ranking: round.ranking.clone(),
        qualified_from: round.qualified_from.clone(),
    };
    add_round(conn, now, entropy, by, contest, draft)
}

/// Takes a round out.
///
/// # Errors
/// [`ContestError::RoundNeeded`] when another round lets in those who came through it.
pub fn remove_round(conn: &mut Conn<'_>, now: Timestamp, by: &Actor, contest: &Contest, round: &Round) -> Outcome<()> {
    let others = ops::rounds(conn, contest.id)?;
    let needs = |other: &&Round| {
        other.ranking.earlier.contains(&round.code)
            || other.qualified_from.as_ref().is_some_and(|qualified| qualified.rounds.contains(&round.code))
    };
    if let Some(other) = others.iter().find(needs) {
        return Err(ContestError::RoundNeeded { round: other.title.clone() });
    }
    store::delete_round(conn, round.id)?;
    quiz::ops::remove_round_quiz(conn, round.quiz_id)?;
    let subject = format!("{}.{}", contest.code, round.code);
    audit::ops::record(conn, now, event(Some(by.id), "round.removed", subject, json!({ "title": round.title })))?;
    Ok(())
}

#[cfg(test)]
mod tests;
