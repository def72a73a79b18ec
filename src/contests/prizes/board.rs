//! Who has won, as pages and papers read it. It follows from published results that never change, so it is worked out once
//! and kept in memory until another round is published.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
};

use super::{
    award::{self, Award, Entrant, RoundFacts},
    collective::UnitFacts,
    gathering::{Around, Gathered, Tree},
    model::Plan,
    outside::{self, Registration},
    store,
    total::Total,
};
use crate::{
    contests::{
        model::{Contest, ContestError, Round},
        ops::{self, Outcome},
        shelf, store as contest_store,
    },
    kernel::ids::PersonId,
    storage::Conn,
};

/// Boards kept at once; the one looked at longest ago makes room.
const KEPT: usize = 8;

/// Everything that was won in a contest so far.
#[derive(Debug, Default)]
pub struct Board {
    /// What is given.
    pub plan: Plan,
    /// Published rounds in their order.
    pub rounds: Vec<RoundBoard>,
    /// The whole contest; none before every round is published.
    pub contest: Option<ContestBoard>,
    /// Who stands behind the pseudonyms that won.
    pub winners: HashMap<String, Winner>,
    /// Names of the compared units by key.
    pub unit_names: HashMap<String, String>,
}

/// A round's prizes and units.
#[derive(Debug)]
pub struct RoundBoard {
    /// Code.
    pub code: String,
    /// Who won what; none while an earlier round is not published and a limit over the contest waits for it.
    pub awards: Option<Vec<Award>>,
    /// The compared units.
    pub units: Vec<UnitFacts>,
    /// Counted attempts by compared unit.
    pub attempts: HashMap<String, i64>,
    /// The blocks that people stand in.
    pub blocks: Vec<BlockFacts>,
    /// Points and working times of those who won something here.
    pub scores: Scores,
}

/// Hundredths of a point and milliseconds, by pseudonym.
pub type Scores = HashMap<String, (i64, i64)>;

/// A block in a round.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct BlockFacts {
    /// Code.
    pub block: String,
    /// People with a counted attempt.
    pub participants: i64,
    /// Of them with full marks.
    pub all_correct: i64,
    /// Sum of their scores, hundredths of a point.
    pub score: i64,
}

/// Prizes, sums and units of the whole contest.
#[derive(Debug)]
pub struct ContestBoard {
    /// Who won what.
    pub awards: Vec<Award>,
    /// Sums over all rounds, best first.
    pub totals: Vec<Total>,
    /// Full marks over all rounds, hundredths of a point.
    pub max_score: i64,
    /// The compared units over all rounds.
    pub units: Vec<UnitFacts>,
    /// Sums of points and working times of those who won something here.
    pub scores: Scores,
}

/// Somebody who won something.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Winner {
    /// Who.
    pub person: PersonId,
    /// Name of the unit on the day the round closed; empty without one.
    pub unit: String,
}

impl Board {
    /// The round with this code.
    pub fn round(&self, code: &str) -> Option<&RoundBoard> {
        self.rounds.iter().find(|round| round.code == code)
    }
}

static SHELF: Mutex<Vec<(String, Arc<Board>)>> = Mutex::new(Vec::new());

/// The board of a contest as it stands now.
pub fn of(conn: &mut Conn<'_>, contest: &Contest) -> Outcome<Arc<Board>> {
    let rounds = ops::rounds(conn, contest.id)?;
    let (plan, settled_at) = match store::plan(conn, contest.id)? {
        Some((plan, at)) => (plan, at.millis()),
        None => (Plan::default(), 0),
    };
    let ids: Vec<_> = rounds.iter().map(|round| round.id).collect();
    let published = contest_store::published(conn, &ids)?;
    // A published result never changes: which rounds have one says everything.
    let mut key = format!("{}:{settled_at}", contest.id);
    for round in rounds.iter().filter(|round| published.contains(&round.id)) {
        key.push(':');
        key.push_str(&round.id.to_string());
    }
    let mut boards = SHELF.lock().unwrap_or_else(PoisonError::into_inner);
    let entry = match boards.iter().position(|(kept, _)| *kept == key) {
        Some(at) => boards.remove(at),
        None => {
            let public: Vec<&Round> = rounds.iter().filter(|round| published.contains(&round.id)).collect();
            let made = make(conn, contest, plan, &rounds, &public, outside::registration())?;
            (key, Arc::new(made))
        }
    };
    if boards.len() == KEPT {
        boards.remove(0);
    }
    let board = Arc::clone(&entry.1);
    boards.push(entry);
    Ok(board)
}

/// Works a board out.
pub fn make(
    conn: &mut Conn<'_>,
    contest: &Contest,
    plan: Plan,
    rounds: &[Round],
    public: &[&Round],
    registration: &dyn Registration,
) -> Outcome<Board> {
    let secret = contest_store::contest(conn, contest.id)?.ok_or(ContestError::NotFound)?.secret;
    let tree = Tree::load(conn)?;
    let blocks = registration.block_of(conn, contest)?;
    let barred = registration.barred(conn, contest)?;
    let around = Around { contest, secret, plan: &plan, tree: &tree, blocks, barred };
    let mut gathered: Vec<Gathered> = Vec::with_capacity(public.len());
    for round in public {
        let (file, _) = shelf::published(conn, round)?.ok_or(ContestError::NotFound)?;
        gathered.push(around.round(conn, round, &file)?);
    }
    let is_complete = !rounds.is_empty() && public.len() == rounds.len();
    let total = if is_complete { Some(around.contest(conn, &gathered, registration)?) } else { None };
    // Under a limit over the contest, a round waits for those before it.
    let settled = if plan.per_contest == 0 { public.len() } else { rounds.iter().zip(public).take_while(|(a, b)| a.id == b.id).count() };
    let facts: Vec<RoundFacts> = gathered.iter().take(settled).map(|round| round.facts.clone()).collect();
    let awards = award::award(&plan, &facts, total.as_ref().map(|(facts, _)| facts));
    drop(facts);

    let mut winners = HashMap::new();
    for to in awards.rounds.iter().flatten().chain(&awards.contest).map(|award| &award.to) {
        // A name for a pseudonym from the last round taken; a unit's key is nobody's pseudonym.
        if let Some((round, person)) = gathered.iter().rev().find_map(|round| Some((round, *round.people.get(to)?))) {
            let unit = round.units.get(to).and_then(|unit| tree.names.get(unit)).cloned().unwrap_or_default();
            winners.insert(to.clone(), Winner { person, unit });
        }
    }
    let mut given = awards.rounds.iter();
    let rounds: Vec<RoundBoard> = gathered
        .into_iter()
        .map(|round| {
            let awards = given.next().cloned();
            let units = with_winners(round.facts.units, awards.as_deref().unwrap_or_default(), &plan, &round.facts.homes);
            let blocks = blocks_of(&round.facts.entrants, round.facts.max_score);
            let entrants = round.facts.entrants.iter().map(|e| (e.pseudonym.as_str(), e.score, e.working_time));
            let scores = scores_of(awards.as_deref().unwrap_or_default(), entrants);
            RoundBoard { code: round.facts.code, awards, units, attempts: round.attempts, blocks, scores }
        })
        .collect();
    let contest = total.map(|(facts, max_score)| {
        let all: Vec<Award> = awards.rounds.iter().flatten().chain(&awards.contest).cloned().collect();
        let units = with_winners(facts.units, &all, &plan, &facts.homes);
        let scores = scores_of(&awards.contest, facts.totals.iter().map(|t| (t.pseudonym.as_str(), t.score, t.working_time)));
        ContestBoard { awards: awards.contest, totals: facts.totals, max_score, units, scores }
    });
    let unit_names = tree.names.into_iter().map(|(id, name)| (id.to_string(), name)).collect();
    Ok(Board { plan, rounds, contest, winners, unit_names })
}

fn scores_of<'a>(awards: &[Award], everybody: impl Iterator<Item = (&'a str, i64, i64)>) -> Scores {
    let winners: HashSet<&str> = awards.iter().map(|award| award.to.as_str()).collect();
    everybody.filter(|(who, ..)| winners.contains(who)).map(|(who, score, time)| (who.to_owned(), (score, time))).collect()
}

fn blocks_of(entrants: &[Entrant], max_score: i64) -> Vec<BlockFacts> {
    let mut blocks: BTreeMap<&str, BlockFacts> = BTreeMap::new();
    for entrant in entrants {
        let Some(block) = &entrant.block else { continue };
        let facts = blocks.entry(block).or_insert_with(|| BlockFacts { block: block.clone(), ..BlockFacts::default() });
        facts.participants += 1;
        facts.all_correct += i64::from(entrant.score == max_score);
        facts.score += entrant.score;
    }
    blocks.into_values().collect()
}

fn with_winners(units: Vec<UnitFacts>, awards: &[Award], plan: &Plan, homes: &HashMap<String, String>) -> Vec<UnitFacts> {
    let won = award::won_by_unit(awards, plan, homes);
    units.into_iter().map(|unit| UnitFacts { winners: won.get(&unit.unit).copied().unwrap_or(0), ..unit }).collect()
}
