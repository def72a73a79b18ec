//! Who wins what: from rankings and a plan, in integers. Pure.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

use super::{
    collective::{self, UnitFacts},
    model::{Basis, Plan, Prize, Ties},
    total::Total,
};

/// Somebody in a ranking, best first.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entrant {
    /// Whose, under the contest's pseudonym.
    pub pseudonym: String,
    /// From 1; equals share it.
    pub rank: usize,
    /// Hundredths of a point.
    pub score: i64,
    /// Milliseconds.
    pub working_time: i64,
    /// The block that the person stands in, if the contest has any.
    pub block: Option<String>,
    /// May take part, but is not given prizes ("không xét giải").
    pub is_barred: bool,
}

/// A published round as prizes need it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct RoundFacts {
    /// Code.
    pub code: String,
    /// The ranking, best first.
    pub entrants: Vec<Entrant>,
    /// Full marks, hundredths of a point.
    pub max_score: i64,
    /// The published seed: lots are drawn with it.
    pub seed: Vec<u8>,
    /// The units that are compared, without their winners.
    pub units: Vec<UnitFacts>,
    /// The compared unit of each person who has one, by pseudonym.
    pub homes: HashMap<String, String>,
}

/// What the whole contest adds once every round is published.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ContestFacts {
    /// The sums over all rounds, best first.
    pub totals: Vec<Total>,
    /// The units that are compared, over all rounds, without their winners.
    pub units: Vec<UnitFacts>,
    /// The compared unit of each person who has one, by pseudonym.
    pub homes: HashMap<String, String>,
    /// How many people each brought along: pseudonym, count.
    pub referrals: Vec<(String, i64)>,
}

/// Somebody is given something.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Award {
    /// Place of the prize in the plan, from 0.
    pub prize: usize,
    /// A pseudonym; the unit's key for a prize of units.
    pub to: String,
    /// Rank in what the prize is given by; 0 for a threshold.
    pub rank: usize,
    /// Đồng.
    pub amount: i64,
    /// How many share what was left of the prize; 1 where it is whole.
    pub shared_by: usize,
}

/// Everything that is given.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Awards {
    /// By round, in the order given.
    pub rounds: Vec<Vec<Award>>,
    /// Of the whole contest; empty before every round is published.
    pub contest: Vec<Award>,
}

/// Individual prizes that people hold so far.
#[derive(Default)]
struct Held(HashMap<String, u32>);

impl Held {
    fn of(&self, who: &str) -> u32 {
        self.0.get(who).copied().unwrap_or(0)
    }

    fn add(&mut self, who: &str) {
        *self.0.entry(who.to_owned()).or_default() += 1;
    }
}

/// Awards the rounds in their order, then the whole contest. A limit over the contest counts what earlier rounds gave, so
/// rounds are given from the first on without a gap.
pub fn award(plan: &Plan, rounds: &[RoundFacts], contest: Option<&ContestFacts>) -> Awards {
    let mut held = Held::default();
    let mut awards = Awards { rounds: rounds.iter().map(|round| round_awards(plan, round, &mut held)).collect(), contest: Vec::new() };
    if let Some(facts) = contest {
        let seed: Vec<u8> = rounds.iter().flat_map(|round| round.seed.iter().copied()).collect();
        awards.contest = contest_awards(plan, facts, &seed, &mut held, &awards.rounds);
    }
    awards
}

fn round_awards(plan: &Plan, round: &RoundFacts, held: &mut Held) -> Vec<Award> {
    let mut here = Held::default();
    let mut out = Vec::new();
    let prizes: Vec<(usize, &Prize)> = plan.of_round(&round.code).collect();
    for (basis, ladder) in ladders(&prizes) {
        match basis {
            Basis::Ranking { block, .. } => {
                let groups = groups(
                    round
                        .entrants
                        .iter()
                        .filter(|e| !e.is_barred && in_block(block.as_deref(), e.block.as_deref()))
                        .map(|e| (e.pseudonym.as_str(), e.rank)),
                );
                out.extend(climb(plan, &ladder, groups, &round.seed, &mut here, held));
            }
            Basis::Threshold { points, .. } => {
                let reached = round.entrants.iter().filter(|e| !e.is_barred && e.score >= *points);
                out.extend(reached.flat_map(|e| everyone(&ladder, &e.pseudonym)));
            }
            Basis::Referrals | Basis::Units { .. } => {}
        }
    }
    let winners = won_by_unit(&out, plan, &round.homes);
    out.extend(unit_awards(plan, &prizes, &round.units, &winners, &round.seed));
    out
}

fn contest_awards(plan: &Plan, facts: &ContestFacts, seed: &[u8], held: &mut Held, rounds: &[Vec<Award>]) -> Vec<Award> {
    let mut out = Vec::new();
    let prizes: Vec<(usize, &Prize)> = plan.of_contest().collect();
    // In the whole contest only the limit over the contest counts.
    let mut nowhere = Held::default();
    let unlimited = Plan { per_round: 0, ..plan.clone() };
    for (basis, ladder) in ladders(&prizes) {
        match basis {
            Basis::Ranking { block, min_rounds } => {
                let fits = |t: &&Total| !t.is_barred && t.rounds >= *min_rounds && in_block(block.as_deref(), t.block.as_deref());
                let groups = groups(facts.totals.iter().filter(fits).map(|t| (t.pseudonym.as_str(), t.rank)));
                out.extend(climb(&unlimited, &ladder, groups, seed, &mut nowhere, held));
            }
            Basis::Threshold { rounds, points } => {
                let reached = facts.totals.iter().filter(|t| !t.is_barred && t.rounds >= *rounds && t.score >= *points);
                out.extend(reached.flat_map(|t| everyone(&ladder, &t.pseudonym)));
            }
            Basis::Referrals => {
                let barred = |who: &str| facts.totals.iter().any(|t| t.is_barred && t.pseudonym == who);
                let mut counts: Vec<_> = facts.referrals.iter().filter(|(who, count)| *count > 0 && !barred(who)).collect();
                counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
                let ranked = ranks(&counts, |a, b| a.1 == b.1);
                let groups = groups(counts.iter().zip(ranked).map(|((who, _), rank)| (who.as_str(), rank)));
                out.extend(climb(&unlimited, &ladder, groups, seed, &mut nowhere, held));
            }
            Basis::Units { .. } => {}
        }
    }
    let all: Vec<Award> = rounds.iter().flatten().chain(&out).cloned().collect();
    let winners = won_by_unit(&all, plan, &facts.homes);
    out.extend(unit_awards(plan, &prizes, &facts.units, &winners, seed));
    out
}

/// No block is asked for, or exactly this one.
fn in_block(wanted: Option<&str>, own: Option<&str>) -> bool {
    wanted.is_none() || wanted == own
}

/// Prizes of one basis climb one ranking, in the order of the plan.
fn ladders<'a>(prizes: &[(usize, &'a Prize)]) -> Vec<(&'a Basis, Vec<(usize, &'a Prize)>)> {
    let mut out: Vec<(&Basis, Vec<(usize, &Prize)>)> = Vec::new();
    for (at, prize) in prizes {
        match out.iter_mut().find(|(basis, _)| **basis == prize.basis) {
            Some((_, ladder)) => ladder.push((*at, prize)),
            None => out.push((&prize.basis, vec![(*at, prize)])),
        }
    }
    out
}

fn everyone(ladder: &[(usize, &Prize)], who: &str) -> Vec<Award> {
    ladder.iter().map(|(at, prize)| Award { prize: *at, to: who.to_owned(), rank: 0, amount: prize.amount, shared_by: 1 }).collect()
}

/// Ranks of sorted rows: equals share one, and the next is passed over for each of them (1, 2, 2, 4).
pub fn ranks<T>(sorted: &[T], is_equal: impl Fn(&T, &T) -> bool) -> Vec<usize> {
    let mut out: Vec<usize> = Vec::with_capacity(sorted.len());
    for at in 0..sorted.len() {
        let rank = if at > 0 && is_equal(&sorted[at - 1], &sorted[at]) { out[at - 1] } else { at + 1 };
        out.push(rank);
    }
    out
}

/// Those who share a rank, together.
fn groups<'a>(ranked: impl Iterator<Item = (&'a str, usize)>) -> Vec<(usize, Vec<&'a str>)> {
    let mut out: Vec<(usize, Vec<&str>)> = Vec::new();
    for (who, rank) in ranked {
        match out.last_mut() {
            Some((last, group)) if *last == rank => group.push(who),
            _ => out.push((rank, vec![who])),
        }
    }
    out
}

/// Hands a ladder of prizes out to groups of equals from the best on. Who holds as many prizes as the plan allows is passed
/// over, and the next person moves up.
fn climb(
    plan: &Plan,
    ladder: &[(usize, &Prize)],
    groups: Vec<(usize, Vec<&str>)>,
    seed: &[u8],
    here: &mut Held,
    held: &mut Held,
) -> Vec<Award> {
    let may = |who: &str, here: &Held, held: &Held| {
        (plan.per_round == 0 || here.of(who) < plan.per_round) && (plan.per_contest == 0 || held.of(who) < plan.per_contest)
    };
    let groups = groups
        .into_iter()
        .map(|(rank, group)| (rank, group.into_iter().filter(|who| may(who, here, held)).collect::<Vec<_>>()))
        .filter(|(_, group)| !group.is_empty())
        .collect();
    let awards = hand_out(plan.ties, ladder, groups, seed);
    for award in &awards {
        here.add(&award.to);
        held.add(&award.to);
    }
    awards
}

/// The heart: prizes to groups of equals, and what happens at the border.
fn hand_out(ties: Ties, ladder: &[(usize, &Prize)], groups: Vec<(usize, Vec<&str>)>, seed: &[u8]) -> Vec<Award> {
    let mut out = Vec::new();
    let mut ladder = ladder.iter();
    let Some(mut prize) = ladder.next() else { return out };
    let mut left = usize::try_from(prize.1.quantity).unwrap_or(0);
    for (rank, mut group) in groups {
        while !group.is_empty() {
            if left == 0 {
                let Some(next) = ladder.next() else { return out };
                prize = next;
                left = usize::try_from(prize.1.quantity).unwrap_or(0);
                continue;
            }
            let (at, given) = (prize.0, prize.1);
            let whole = |who: &&str| Award { prize: at, to: (*who).to_owned(), rank, amount: given.amount, shared_by: 1 };
            if group.len() <= left {
                out.extend(group.iter().map(whole));
                left -= group.len();
                break;
            }
            match ties {
                Ties::All => out.extend(std::mem::take(&mut group).iter().map(whole)),
                Ties::Split => {
                    let sharers = group.len();
                    let part = given.amount * i64::try_from(left).unwrap_or(0) / i64::try_from(sharers).unwrap_or(1).max(1);
                    out.extend(group.drain(..).map(|who| Award { prize: at, to: who.to_owned(), rank, amount: part, shared_by: sharers }));
                }
                Ties::Lots => {
                    group.sort_by_key(|who| lot(seed, at, who));
                    out.extend(group.drain(..left).collect::<Vec<_>>().iter().map(whole));
                }
            }
            left = 0;
        }
    }
    out
}

/// The lot of somebody for a prize: SHA-256 of `lot:<place of the prize>:<who>` ‖ the published seed. The smaller one is
/// drawn first; who has the result file draws the same.
pub fn lot(seed: &[u8], prize: usize, who: &str) -> [u8; 32] {
    Sha256::new().chain_update(format!("lot:{prize}:{who}")).chain_update(seed).finalize().into()
}

/// Individual prizes by compared unit.
#[allow(clippy::implicit_hasher)] // the maps are this domain's own
pub fn won_by_unit(awards: &[Award], plan: &Plan, homes: &HashMap<String, String>) -> HashMap<String, i64> {
    let mut out = HashMap::new();
    for award in awards.iter().filter(|award| plan.prizes[award.prize].basis.is_individual()) {
        if let Some(unit) = homes.get(&award.to) {
            *out.entry(unit.clone()).or_default() += 1;
        }
    }
    out
}

fn unit_awards(plan: &Plan, prizes: &[(usize, &Prize)], units: &[UnitFacts], winners: &HashMap<String, i64>, seed: &[u8]) -> Vec<Award> {
    let facts: Vec<UnitFacts> =
        units.iter().map(|unit| UnitFacts { winners: winners.get(&unit.unit).copied().unwrap_or(0), ..unit.clone() }).collect();
    let mut out = Vec::new();
    for (basis, ladder) in ladders(prizes) {
        let Basis::Units { index } = basis else { continue };
        let ranked = collective::rank(*index, &plan.fair, &facts);
        let winning = ranked.iter().filter(|line| line.value.is_positive()).map(|line| (line.unit.as_str(), line.rank));
        out.extend(hand_out(plan.ties, &ladder, groups(winning), seed));
    }
    out
}

#[cfg(test)]
mod tests;
