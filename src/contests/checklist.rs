//! What must hold before a contest is published, line by line, each with the place to mend it.

use std::collections::{HashMap, HashSet};

use super::{
    model::{Contest, ContestError, Limits, Round},
    ops::{self, Outcome},
    qualification::Qualification,
    ranking::Criterion,
    rules::{self, Section, Texts},
    store,
};
use crate::{
    bank::{self, model::CognitiveLevel},
    identity,
    kernel::{Role, Timestamp, ids::QuizId},
    quiz::{
        self,
        model::{KeyRelease, Quiz},
    },
    storage::Conn,
};

/// Rounds of other contests that are looked at, the newest ones.
const MOST_ROUNDS: i64 = 2_000;

/// How a line stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mark {
    /// It holds.
    Holds,
    /// It may be meant so, but deserves a look; it does not stand in the way.
    Look,
    /// It does not hold: the contest cannot be published.
    Fails,
}

impl Mark {
    /// The word used in templates.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Holds => "ok",
            Self::Look => "look",
            Self::Fails => "bad",
        }
    }
}

/// Where a line is mended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Place {
    /// Nowhere on these pages.
    Nowhere,
    /// The page of the contest's own settings.
    Contest,
    /// The page of this round, by code.
    Round(String),
    /// Where a round is added.
    NewRound,
    /// The page of the rules.
    Rules,
}

/// A line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// What it is about: `rounds`, `future`, `times`, `pace`, `overlap`, `items`, `types`, `tied`, `exposed`, `qualified`, `prediction`, `rules`,
    /// `exclusions`, `limits`, `standings`, `organizers`.
    pub code: &'static str,
    /// How it stands.
    pub mark: Mark,
    /// What it is about in particular: titles of rounds, a cell of the blueprint.
    pub what: Vec<String>,
    /// A number that belongs to it.
    pub n: i64,
    /// Where it is mended.
    pub place: Place,
}

impl Line {
    fn holds(code: &'static str) -> Self {
        Self { code, mark: Mark::Holds, what: Vec::new(), n: 0, place: Place::Nowhere }
    }

    /// Of rounds that do not hold; mended at the first of them.
    fn of(code: &'static str, mark: Mark, rounds: &[&Round]) -> Self {
        let Some(first) = rounds.first() else { return Self::holds(code) };
        let what = rounds.iter().map(|round| round.title.clone()).collect();
        Self { code, mark, what, n: i64::try_from(rounds.len()).unwrap_or(0), place: Place::Round(first.code.clone()) }
    }
}

/// Everything that the lines are read from.
struct Facts<'a> {
    contest: &'a Contest,
    rounds: &'a [Round],
    quizzes: &'a HashMap<QuizId, Quiz>,
    /// Approved items by bank, topic and level.
    stock: &'a HashMap<CellName, usize>,
    /// Codes of approved items whose type a round cannot ask, by cell.
    unfit: &'a HashMap<CellName, Vec<String>>,
    /// Codes of approved items whose options speak of each other by place or letter ("Cả A và B"), by cell.
    tied: &'a HashMap<CellName, Vec<String>>,
    /// Cells whose items' keys people get to see elsewhere: in quizzes of courses, and in the results of other contests.
    open: &'a HashSet<CellName>,
    texts: &'a Texts,
    organizers: usize,
}

/// Bank, topic and level of a cell.
type CellName = (String, String, CognitiveLevel);

/// The lines for a contest in preparation.
pub fn lines(conn: &mut Conn<'_>, now: Timestamp, contest: &Contest) -> Outcome<Vec<Line>> {
    let rounds = ops::rounds(conn, contest.id)?;
    let quizzes = quiz::rounds::quizzes(conn, &rounds.iter().map(|round| round.quiz_id).collect::<Vec<_>>())?;
    let mut banks: Vec<&str> = quizzes.values().flat_map(Quiz::banks).collect();
    banks.sort_unstable();
    banks.dedup();
    let (mut stock, mut unfit, mut tied) = (HashMap::new(), HashMap::<_, Vec<String>>::new(), HashMap::<_, Vec<String>>::new());
    for item in bank::ops::drawables(conn, &banks)? {
        let cell = (item.bank, item.topic, item.level);
        if !item.item_type.is_for_contests() {
            unfit.entry(cell.clone()).or_default().push(item.code);
        } else if !item.pinned.is_empty() {
            tied.entry(cell.clone()).or_default().push(item.code);
        }
        *stock.entry(cell).or_insert(0) += 1;
    }
    let texts = rules::texts(conn, contest)?;
    let organizers = identity::roles::active_holders(conn, Role::Organizer)?;
    let open = open_cells(conn, contest)?;
    let (stock, unfit, tied) = (&stock, &unfit, &tied);
    let facts = Facts { contest, rounds: &rounds, quizzes: &quizzes, stock, unfit, tied, open: &open, texts: &texts, organizers };
    Ok(read(&facts, now))
}

/// Refuses a contest that is not ready.
///
/// # Errors
/// [`ContestError::NotReady`]; [`quiz::model::QuizError::NotEnoughItems`] stays for the drawing itself to tell.
pub fn insist(conn: &mut Conn<'_>, now: Timestamp, contest: &Contest) -> Outcome<()> {
    match lines(conn, now, contest)?.into_iter().find(|line| line.mark == Mark::Fails && line.code != "items") {
        Some(line) => Err(ContestError::NotReady { line: line.code }),
        None => Ok(()),
    }
}

fn read(facts: &Facts<'_>, now: Timestamp) -> Vec<Line> {
    let rounds = facts.rounds;
    let wrong = |holds: &dyn Fn(&Round) -> bool| rounds.iter().filter(|round| !holds(round)).collect::<Vec<_>>();
    let first = match rounds {
        [] => Line { mark: Mark::Fails, place: Place::NewRound, ..Line::holds("rounds") },
        _ => Line { n: i64::try_from(rounds.len()).unwrap_or(0), ..Line::holds("rounds") },
    };
    vec![
        first,
        Line::of("future", Mark::Fails, &wrong(&|round| round.opens_at > now)),
        Line::of("times", Mark::Fails, &wrong(&has_good_times)),
        pace(facts),
        overlap(rounds),
        items(facts),
        drawn(facts, facts.unfit, "types", Mark::Fails),
        drawn(facts, facts.tied, "tied", Mark::Look),
        exposed(facts),
        Line::of("qualified", Mark::Fails, &wrong(&|round| is_qualified_by_earlier(round, rounds))),
        Line::of("prediction", Mark::Fails, &wrong(&has_good_prediction)),
        texts(facts.texts),
        exclusions(facts.texts),
        limits(facts),
        standings(facts),
        organizers(facts.organizers),
    ]
}

/// The last start lies within the round, and the closing after the opening.
fn has_good_times(round: &Round) -> bool {
    round.closes_at > round.opens_at && round.last_start_at.is_none_or(|last| last > round.opens_at && last <= round.closes_at)
}

/// A prediction is asked exactly where it decides something.
fn has_good_prediction(round: &Round) -> bool {
    round.ranking.prediction.is_some() || !round.ranking.chain.contains(&Criterion::PredictionDistance)
}

/// The rounds that let people in, or whose points decide, are there and close before this one opens.
fn is_qualified_by_earlier(round: &Round, rounds: &[Round]) -> bool {
    let is_earlier = |code: &String| rounds.iter().any(|earlier| earlier.code == *code && earlier.closes_at <= round.opens_at);
    let ranks_by_earlier = !round.ranking.chain.contains(&Criterion::EarlierRounds)
        || (!round.ranking.earlier.is_empty() && round.ranking.earlier.iter().all(is_earlier));
    let is_let_in = |qualified: &Qualification| !qualified.rounds.is_empty() && qualified.rounds.iter().all(is_earlier);
    ranks_by_earlier && round.qualified_from.as_ref().is_none_or(is_let_in)
}

/// Where items have their own time, a round is open long enough for all of them, and the last start leaves room for them too.
fn pace(facts: &Facts<'_>) -> Line {
    let paper = |round: &Round| {
        let rules = &facts.quizzes.get(&round.quiz_id)?.rules;
        rules.time_limit_seconds.filter(|_| rules.seconds_per_item.is_some())
    };
    let shorter = |from: &dyn Fn(&Round) -> Timestamp| -> Vec<&Round> {
        let is_short = |round: &&Round| paper(round).is_some_and(|needed| round.closes_at.seconds_since(from(round)) < needed);
        facts.rounds.iter().filter(is_short).collect()
    };
    let hopeless = shorter(&|round| round.opens_at);
    if hopeless.is_empty() {
        Line::of("pace", Mark::Look, &shorter(&|round| round.last_start_at.unwrap_or(round.closes_at)))
    } else {
        Line::of("pace", Mark::Fails, &hopeless)
    }
}

/// Rounds that are open at once, in pairs.
fn overlap(rounds: &[Round]) -> Line {
    let pairs: Vec<(&Round, &Round)> = rounds
        .iter()
        .enumerate()
        .flat_map(|(at, one)| rounds[at + 1..].iter().map(move |other| (one, other)))
        .filter(|(one, other)| one.opens_at < other.closes_at && other.opens_at < one.closes_at)
        .collect();
    let Some((first, _)) = pairs.first() else { return Line::holds("overlap") };
    let what = pairs.iter().take(3).map(|(one, other)| format!("{} – {}", one.title, other.title)).collect();
    let n = i64::try_from(pairs.len()).unwrap_or(0);
    Line { mark: Mark::Look, what, n, place: Place::Round(first.code.clone()), ..Line::holds("overlap") }
}

/// Every cell of every blueprint can be filled.
fn items(facts: &Facts<'_>) -> Line {
    for round in facts.rounds {
        let Some(quiz) = facts.quizzes.get(&round.quiz_id) else { continue };
        let empty = quiz.size() == 0;
        let short = quiz
            .blueprint
            .iter()
            .find(|cell| facts.stock.get(&(cell.bank.clone(), cell.topic.clone(), cell.level)).copied().unwrap_or(0) < cell.count);
        if empty || short.is_some() {
            let cell = short.map(|cell| format!("{}: {} × {} ({})", cell.bank, cell.topic, cell.level.code(), cell.count));
            let what = std::iter::once(round.title.clone()).chain(cell).collect();
            return Line { mark: Mark::Fails, what, place: Place::Round(round.code.clone()), ..Line::holds("items") };
        }
    }
    Line::holds("items")
}

/// No cell of a blueprint draws an item of these: of a type that the result file and its verifiers do not know (`types`), or with
/// options that lose their sense when a round shuffles them, which every round does with all of them (`tied`).
fn drawn(facts: &Facts<'_>, these: &HashMap<CellName, Vec<String>>, code: &'static str, mark: Mark) -> Line {
    for round in facts.rounds {
        let Some(quiz) = facts.quizzes.get(&round.quiz_id) else { continue };
        let cells = quiz.blueprint.iter().filter(|cell| cell.count > 0);
        let found: Vec<&String> =
            cells.filter_map(|cell| these.get(&(cell.bank.clone(), cell.topic.clone(), cell.level))).flatten().collect();
        if !found.is_empty() {
            let n = i64::try_from(found.len()).unwrap_or(0);
            let what = std::iter::once(round.title.clone()).chain(found.into_iter().take(3).cloned()).collect();
            return Line { mark, what, n, place: Place::Round(round.code.clone()), ..Line::holds(code) };
        }
    }
    Line::holds(code)
}

/// Cells whose keys are shown: after the quizzes of courses, and with the results of other published contests.
fn open_cells(conn: &mut Conn<'_>, contest: &Contest) -> Outcome<HashSet<CellName>> {
    let mut open: Vec<Quiz> = quiz::ops::quizzes(conn)?;
    open.retain(|quiz| quiz.rules.key_release != KeyRelease::Never);
    let elsewhere = store::quizzes_of_other_rounds(conn, contest.id, MOST_ROUNDS)?;
    open.extend(quiz::rounds::quizzes(conn, &elsewhere)?.into_values());
    Ok(open.into_iter().flat_map(|quiz| quiz.blueprint).map(|cell| (cell.bank, cell.topic, cell.level)).collect())
}

/// Who has studied the items of a round with their keys does not guess: whether a round draws from cells that are shown
/// elsewhere, or that an earlier round of the contest draws from.
fn exposed(facts: &Facts<'_>) -> Line {
    let mut seen = facts.open.clone();
    let mut exposed = Vec::new();
    for round in facts.rounds {
        let Some(quiz) = facts.quizzes.get(&round.quiz_id) else { continue };
        let cells = quiz.blueprint.iter().map(|cell| (cell.bank.clone(), cell.topic.clone(), cell.level));
        if cells.clone().any(|cell| seen.contains(&cell)) {
            exposed.push(round);
        }
        seen.extend(cells);
    }
    Line::of("exposed", Mark::Look, &exposed)
}

fn texts(texts: &Texts) -> Line {
    let missing = texts.missing();
    let what: Vec<String> = missing.iter().map(|section| section.code().to_owned()).collect();
    let n = i64::try_from(missing.len()).unwrap_or(0);
    let is_template = *texts == Texts::template();
    let mark = match () {
        () if n > 0 => Mark::Fails,
        () if is_template => Mark::Look,
        () => Mark::Holds,
    };
    Line { mark, what, n, place: Place::Rules, ..Line::holds("rules") }
}

/// Somebody has thought of who takes part without being ranked: the shipped words were changed or taken over on purpose.
fn exclusions(texts: &Texts) -> Line {
    let own = texts.text(Section::Exclusions) != Texts::template().text(Section::Exclusions);
    Line { mark: if own { Mark::Holds } else { Mark::Look }, place: Place::Rules, ..Line::holds("exclusions") }
}

/// A limit over the contest that is smaller than what one round allows is worth a look.
fn limits(facts: &Facts<'_>) -> Line {
    let Limits { per_contest, per_day } = facts.contest.limits;
    let most = facts.quizzes.values().map(|quiz| quiz.rules.attempts_allowed).max().unwrap_or(0);
    let is_smaller = |limit: i32| limit > 0 && (most == 0 || limit < most);
    let mark = if is_smaller(per_contest) || is_smaller(per_day) { Mark::Look } else { Mark::Holds };
    Line { mark, place: Place::Contest, ..Line::holds("limits") }
}

/// What is shown before the results betrays nothing that a round has predicted.
fn standings(facts: &Facts<'_>) -> Line {
    let betrayed: Vec<&Round> = facts.rounds.iter().filter(|round| !facts.contest.standings.suits(&round.ranking)).collect();
    Line { place: Place::Contest, ..Line::of("standings", Mark::Fails, &betrayed) }
}

fn organizers(n: usize) -> Line {
    let mark = if n >= super::approval::APPROVALS { Mark::Holds } else { Mark::Look };
    Line { mark, n: i64::try_from(n).unwrap_or(0), ..Line::holds("organizers") }
}

#[cfg(test)]
mod tests;
