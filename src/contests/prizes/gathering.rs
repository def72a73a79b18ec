//! The facts that prizes are given by: a published ranking, joined with the units that its people belonged to.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;

use super::{
    award::{ContestFacts, Entrant, RoundFacts},
    collective::UnitFacts,
    model::Plan,
    outside::Registration,
    store::{self, MembershipSpan},
    total::{Total, totals},
};
use crate::{
    contests::{
        facts,
        model::{Contest, Round},
        ops::Outcome,
        result_file::ResultFile,
    },
    kernel::{
        Timestamp,
        ids::{PersonId, UnitId},
        text::from_hex,
    },
    org::{self, model::Scope},
    storage::Conn,
};

/// Most points that an attempt can have, hundredths.
pub fn full_marks(file: &ResultFile) -> i64 {
    file.frozen
        .blueprint
        .iter()
        .map(|cell| {
            let points =
                file.frozen.items.iter().find(|item| item.bank == cell.bank && item.topic == cell.topic && item.level == cell.level);
            points.map_or(100, |item| item.points) * i64::try_from(cell.count).unwrap_or(0)
        })
        .sum()
}

/// The units, to find those that are compared.
pub struct Tree {
    parents: HashMap<UnitId, Option<UnitId>>,
    /// Names by id.
    pub names: HashMap<UnitId, String>,
}

impl Tree {
    /// All units as they stand.
    pub fn load(conn: &mut Conn<'_>) -> Outcome<Self> {
        let units = org::ops::units(conn, &Scope::Everywhere)?;
        Ok(Self {
            parents: units.iter().map(|unit| (unit.id, unit.parent_id)).collect(),
            names: units.into_iter().map(|unit| (unit.id, unit.name)).collect(),
        })
    }

    /// The unit that a unit is compared as: itself for 0, else its ancestor on that level (1 is the top). None for a unit
    /// that stands above the level.
    fn compared(&self, unit: UnitId, level: u32) -> Option<UnitId> {
        if level == 0 {
            return Some(unit);
        }
        let mut way = vec![unit];
        while let Some(Some(parent)) = way.last().and_then(|last| self.parents.get(last)) {
            if way.len() > 50 {
                return None;
            }
            way.push(*parent);
        }
        way.iter().rev().nth(usize::try_from(level - 1).unwrap_or(usize::MAX)).copied()
    }
}

/// The unit of a day: the one somebody belonged to then, or, for who joined one only later, the first.
fn unit_on(spans: &[MembershipSpan], day: NaiveDate) -> Option<UnitId> {
    let on_the_day = spans.iter().filter(|(_, _, from, to)| *from <= day && to.is_none_or(|to| day <= to));
    let found = on_the_day.max_by_key(|(_, unit, from, _)| (*from, *unit));
    found.or_else(|| spans.iter().filter(|(_, _, from, _)| *from > day).min_by_key(|(_, unit, from, _)| (*from, *unit))).map(|span| span.1)
}

/// A published round, gathered.
pub struct Gathered {
    /// What awards need.
    pub facts: RoundFacts,
    /// Who stands behind a pseudonym.
    pub people: HashMap<String, PersonId>,
    /// The unit somebody belonged to, which need not be the compared one.
    pub units: HashMap<String, UnitId>,
    /// Counted attempts by compared unit.
    pub attempts: HashMap<String, i64>,
    /// The day on which it closed, in Vietnam.
    pub day: NaiveDate,
}

/// What is asked for each round, read once for all of them.
pub struct Around<'a> {
    /// The contest.
    pub contest: &'a Contest,
    /// Its secret, which pseudonyms are made with.
    pub secret: Vec<u8>,
    /// Its prizes.
    pub plan: &'a Plan,
    /// The units.
    pub tree: &'a Tree,
    /// Blocks by person.
    pub blocks: HashMap<PersonId, String>,
    /// Who is not given prizes.
    pub barred: HashSet<PersonId>,
}

impl Around<'_> {
    /// Gathers a round from its published file.
    pub fn round(&self, conn: &mut Conn<'_>, round: &Round, file: &ResultFile) -> Outcome<Gathered> {
        let day = Timestamp::from_millis(file.frozen.closes_at).vietnam_date();
        let takers = store::takers(conn, round.quiz_id)?;
        let mut spans: HashMap<PersonId, Vec<MembershipSpan>> = HashMap::new();
        for span in store::memberships_of_takers(conn, round.quiz_id)? {
            spans.entry(span.0).or_default().push(span);
        }
        let (mut people, mut counts) = (HashMap::new(), HashMap::new());
        for (person, attempts) in takers {
            let pseudonym = facts::pseudonym(&self.secret, person);
            counts.insert(pseudonym.clone(), attempts);
            people.insert(pseudonym, person);
        }
        let (mut units, mut homes, mut attempts) = (HashMap::new(), HashMap::new(), HashMap::new());
        let mut entrants = Vec::with_capacity(file.ranking.len());
        for line in &file.ranking {
            let person = people.get(&line.pseudonym).copied();
            let unit = person.and_then(|person| spans.get(&person)).and_then(|spans| unit_on(spans, day));
            if let Some(unit) = unit {
                units.insert(line.pseudonym.clone(), unit);
                if let Some(compared) = self.tree.compared(unit, self.plan.unit_level) {
                    *attempts.entry(compared.to_string()).or_default() += counts.get(&line.pseudonym).copied().unwrap_or(0);
                    homes.insert(line.pseudonym.clone(), compared.to_string());
                }
            }
            entrants.push(Entrant {
                pseudonym: line.pseudonym.clone(),
                rank: line.rank,
                score: line.score,
                working_time: line.working_time,
                block: person.and_then(|person| self.blocks.get(&person).cloned()),
                is_barred: person.is_some_and(|person| self.barred.contains(&person)),
            });
        }
        let headcounts = self.headcounts(conn, day)?;
        let max_score = full_marks(file);
        let scores = entrants.iter().filter_map(|e| Some((homes.get(&e.pseudonym)?.as_str(), e.score)));
        let unit_facts = tally(scores, max_score, self.plan.fair.threshold_percent, &headcounts);
        let seed = from_hex(&file.frozen.seed).unwrap_or_default();
        let facts = RoundFacts { code: round.code.clone(), entrants, max_score, seed, units: unit_facts, homes };
        Ok(Gathered { facts, people, units, attempts, day })
    }

    /// People of the compared units on a day, with everybody below them.
    fn headcounts(&self, conn: &mut Conn<'_>, day: NaiveDate) -> Outcome<HashMap<String, i64>> {
        let mut out = HashMap::new();
        for (unit, count) in store::headcounts(conn, day)? {
            if let Some(compared) = self.tree.compared(unit, self.plan.unit_level) {
                *out.entry(compared.to_string()).or_default() += count;
            }
        }
        Ok(out)
    }

    /// The sums over all rounds.
    pub fn contest(&self, conn: &mut Conn<'_>, rounds: &[Gathered], registration: &dyn Registration) -> Outcome<(ContestFacts, i64)> {
        let facts: Vec<RoundFacts> = rounds.iter().map(|round| round.facts.clone()).collect();
        let max_score = facts.iter().map(|round| round.max_score).sum();
        // Somebody who moved between rounds counts for the unit of the last round taken.
        let homes: HashMap<String, String> = facts.iter().flat_map(|round| round.homes.clone()).collect();
        let totals: Vec<Total> = totals(&facts);
        let headcounts = match rounds.iter().map(|round| round.day).max() {
            Some(day) => self.headcounts(conn, day)?,
            None => HashMap::new(),
        };
        let scores = totals.iter().filter_map(|total| Some((homes.get(&total.pseudonym)?.as_str(), total.score)));
        let units = tally(scores, max_score, self.plan.fair.threshold_percent, &headcounts);
        let referrals = registration
            .referrals(conn, self.contest)?
            .into_iter()
            .map(|(person, count)| (facts::pseudonym(&self.secret, person), count))
            .collect();
        Ok((ContestFacts { totals, units, homes, referrals }, max_score))
    }
}

/// Counts people and points by unit. A unit nobody took part from stands in the table too; one with more takers than
/// people on the day (they joined later) has as many people as takers.
fn tally<'a>(
    scores: impl Iterator<Item = (&'a str, i64)>,
    max_score: i64,
    threshold_percent: u32,
    headcounts: &HashMap<String, i64>,
) -> Vec<UnitFacts> {
    let fresh = |unit: &str, headcount| UnitFacts { unit: unit.to_owned(), headcount, max_score, ..UnitFacts::default() };
    let mut units: BTreeMap<&str, UnitFacts> = headcounts.iter().map(|(unit, count)| (unit.as_str(), fresh(unit, *count))).collect();
    for (unit, score) in scores {
        let facts = units.entry(unit).or_insert_with(|| fresh(unit, 0));
        facts.participants += 1;
        facts.score += score;
        facts.above += i64::from(score * 100 >= i64::from(threshold_percent) * max_score);
        facts.all_correct += i64::from(score == max_score);
    }
    units.into_values().map(|unit| UnitFacts { headcount: unit.headcount.max(unit.participants), ..unit }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Id;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn unit(number: u128) -> UnitId {
        Id::from_uuid(uuid::Uuid::from_u128(number))
    }

    #[test]
    fn the_unit_of_a_day() {
        let who = Id::from_uuid(uuid::Uuid::from_u128(1));
        let spans = [(who, unit(1), day("2026-01-01"), Some(day("2026-06-30"))), (who, unit(2), day("2026-07-01"), None)];
        assert_eq!(unit_on(&spans, day("2026-06-30")), Some(unit(1)), "the last day still counts");
        assert_eq!(unit_on(&spans, day("2026-07-01")), Some(unit(2)));
        assert_eq!(unit_on(&spans, day("2025-12-31")), Some(unit(1)), "who joins later belongs to the first unit");
        assert_eq!(unit_on(&spans[..1], day("2026-08-01")), None, "who has left belongs to none");
        assert_eq!(unit_on(&[], day("2026-08-01")), None);
    }

    #[test]
    fn units_are_compared_on_a_level() {
        let parents = [(unit(1), None), (unit(2), Some(unit(1))), (unit(3), Some(unit(2)))].into();
        let tree = Tree { parents, names: HashMap::new() };
        assert_eq!(
            [0, 1, 2, 3, 4].map(|level| tree.compared(unit(3), level)),
            [Some(unit(3)), Some(unit(1)), Some(unit(2)), Some(unit(3)), None]
        );
        assert_eq!(tree.compared(unit(1), 2), None);
    }

    #[test]
    fn a_table_of_units() {
        let headcounts = [("x".to_owned(), 10), ("y".to_owned(), 4), ("z".to_owned(), 0)].into();
        let units = tally([("x", 2_000), ("x", 1_400), ("x", 1_399), ("z", 500)].into_iter(), 2_000, 70, &headcounts);
        let told: Vec<_> = units.iter().map(|u| (u.unit.as_str(), u.headcount, u.participants, u.score, u.above, u.all_correct)).collect();
        assert_eq!(told, [("x", 10, 3, 4_799, 2, 1), ("y", 4, 0, 0, 0, 0), ("z", 1, 1, 500, 0, 0)]);
    }
}
