//! The same wrong answers beyond chance.
//!
//! Two honest people agree on right answers because these are right; on wrong ones they agree as often as the options
//! mislead. For a pair of attempts, the chance that B gave A's wrong answer at an item is taken as: how often that item is
//! missed, raised or lowered by how much B misses in general, times the share of A's option among the wrong answers to it;
//! both shares without the two themselves. The chance of so many agreements over the items common to both is that of a sum
//! of such throws, multiplied by the number of pairs there are to compare. Pairs are not all compared: only attempts that
//! share three of their rarest wrong answers, or all, are looked at.

use std::{
    collections::{BTreeMap, HashMap, HashSet, hash_map::DefaultHasher},
    hash::{Hash, Hasher},
};

use super::model::{Answer, Case, Facts, Finding, Signal};

/// Fewer equal wrong answers say nothing.
const FEWEST_EQUAL: usize = 3;
/// The rarest wrong answers of an attempt of which three are looked for elsewhere: as many as memory allows.
const fn rarest(attempts: usize) -> usize {
    if attempts <= 10_000 { 10 } else { 6 }
}
/// A signal where chance would do it once in a hundred rounds like this one, or less often.
const FEWEST_DECADES: i64 = 2;

/// How an item was answered by everybody.
#[derive(Default)]
struct Tally {
    answered: u32,
    wrong: u32,
    by_wrong: HashMap<u32, u32>,
}

fn tally(cases: &[Case]) -> HashMap<u32, Tally> {
    let mut items: HashMap<u32, Tally> = HashMap::new();
    for answer in cases.iter().flat_map(|case| &case.answers) {
        let item = items.entry(answer.item).or_default();
        item.answered += 1;
        if answer.is_wrong {
            item.wrong += 1;
            *item.by_wrong.entry(answer.given).or_default() += 1;
        }
    }
    items
}

/// What a comparison of two attempts gives.
#[derive(Clone, Copy)]
struct Likeness {
    common: usize,
    both_wrong: usize,
    same_wrong: usize,
    /// Decimal logarithm of the chance of this pair alone, negative.
    log_chance: f64,
}

struct Rules<'a> {
    facts: &'a Facts,
    items: HashMap<u32, Tally>,
    /// How much each attempt misses, measured by what its items let expect.
    missing: Vec<f64>,
}

impl<'a> Rules<'a> {
    fn new(facts: &'a Facts) -> Self {
        let items = tally(&facts.cases);
        let missing = facts
            .cases
            .iter()
            .map(|case| {
                let wrong = case.answers.iter().filter(|answer| answer.is_wrong).count();
                let expected: f64 = case.answers.iter().map(|answer| share(items[&answer.item].wrong, items[&answer.item].answered)).sum();
                (to_f64(wrong) / expected.max(0.5)).clamp(0.2, 5.0)
            })
            .collect();
        Self { facts, items, missing }
    }

    /// The chance that the attempt `b` gives the wrong answer that another gave.
    fn chance(&self, b: usize, answer: Answer) -> f64 {
        let item = &self.items[&answer.item];
        let of_option = item.by_wrong.get(&answer.given).copied().unwrap_or(0);
        // Without the two that are compared, and with one throw added for each of three wrong options.
        let missed = f64::from(item.wrong.saturating_sub(2) + 1) / f64::from(item.answered.saturating_sub(2) + 2);
        let chosen = f64::from(of_option.saturating_sub(2) + 1) / f64::from(item.wrong.saturating_sub(2) + 3);
        ((missed * self.missing[b]).min(0.95) * chosen).clamp(1e-6, 0.95)
    }

    fn compare(&self, a: usize, b: usize) -> Likeness {
        let (first, second) = (&self.facts.cases[a].answers, &self.facts.cases[b].answers);
        let mut likeness = Likeness { common: 0, both_wrong: 0, same_wrong: 0, log_chance: 0.0 };
        let mut chances = Vec::new();
        let mut others = second.iter().peekable();
        for answer in first {
            while others.next_if(|other| other.item < answer.item).is_some() {}
            let Some(other) = others.next_if(|other| other.item == answer.item) else { continue };
            likeness.common += 1;
            if answer.is_wrong {
                chances.push(self.chance(b, *answer));
                likeness.both_wrong += usize::from(other.is_wrong);
                likeness.same_wrong += usize::from(other.given == answer.given);
            }
        }
        likeness.log_chance = at_least(&chances, likeness.same_wrong).max(1e-300).log10();
        likeness
    }
}

fn to_f64(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

fn share(part: u32, whole: u32) -> f64 {
    f64::from(part) / f64::from(whole.max(1))
}

/// The chance that at least `wanted` of these throws succeed.
fn at_least(chances: &[f64], wanted: usize) -> f64 {
    let mut exactly = vec![0.0; chances.len() + 1];
    exactly[0] = 1.0;
    for (thrown, chance) in chances.iter().enumerate() {
        for successes in (0..=thrown).rev() {
            exactly[successes + 1] += exactly[successes] * chance;
            exactly[successes] *= 1.0 - chance;
        }
    }
    exactly[wanted.min(exactly.len())..].iter().sum()
}

/// How many pairs of attempts there are, and how many of them ran at the same time.
fn pairs(cases: &[Case]) -> (f64, f64) {
    let mut ends: Vec<i64> = cases.iter().map(|case| case.submitted_at).collect();
    let mut starts: Vec<i64> = cases.iter().map(|case| case.started_at).collect();
    ends.sort_unstable();
    starts.sort_unstable();
    // Whoever starts meets all who have started before and not ended.
    let overlapping: f64 =
        starts.iter().enumerate().map(|(before, start)| to_f64(before - ends.partition_point(|end| end <= start).min(before))).sum();
    let all = to_f64(cases.len()) * (to_f64(cases.len()) - 1.0) / 2.0;
    (all.max(1.0), overlapping.max(1.0))
}

/// Keys under which an attempt may meet those that answer alike.
fn keys(case: &Case, items: &HashMap<u32, Tally>, rarest: usize, out: &mut impl FnMut(u64)) {
    let mut wrong: Vec<Answer> = case.answers.iter().filter(|answer| answer.is_wrong).copied().collect();
    if wrong.len() < FEWEST_EQUAL {
        return;
    }
    out(hash(&wrong));
    let rarity = |answer: &Answer| items[&answer.item].by_wrong.get(&answer.given).copied().unwrap_or(0);
    wrong.sort_by_key(|answer| (rarity(answer), *answer));
    wrong.truncate(rarest);
    wrong.sort_unstable();
    for (at, first) in wrong.iter().enumerate() {
        for (next, second) in wrong.iter().enumerate().skip(at + 1) {
            for third in &wrong[next + 1..] {
                out(hash(&[*first, *second, *third]));
            }
        }
    }
}

fn hash(answers: &[Answer]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for answer in answers {
        (answer.item, answer.given).hash(&mut hasher);
    }
    hasher.finish()
}

/// Pairs of attempts of different people that are worth comparing: neighbours in time among those that share a key.
fn candidates(facts: &Facts, items: &HashMap<u32, Tally>) -> Vec<(u32, u32)> {
    let mut met: Vec<(u64, i64, u32)> = Vec::new();
    for (at, case) in facts.cases.iter().enumerate() {
        keys(case, items, rarest(facts.cases.len()), &mut |key| met.push((key, case.started_at, u32::try_from(at).unwrap_or(u32::MAX))));
    }
    met.sort_unstable();
    let taker = |at: u32| facts.cases[at as usize].taker;
    let mut found: HashSet<(u32, u32)> = HashSet::new();
    for pair in met.windows(2) {
        let ((key, _, a), (other, _, b)) = (pair[0], pair[1]);
        if key == other && taker(a) != taker(b) {
            found.insert((a.min(b), a.max(b)));
        }
    }
    let mut found: Vec<_> = found.into_iter().collect();
    found.sort_unstable();
    found
}

/// Who is bound to whom: the smallest number stands for all.
fn root(bound: &mut HashMap<usize, usize>, taker: usize) -> usize {
    let mut at = taker;
    while let Some(next) = bound.get(&at).copied().filter(|next| *next != at) {
        at = next;
    }
    bound.insert(taker, at);
    at
}

/// People whose wrong answers agree beyond chance, those that hang together in one signal.
pub fn same_answers(facts: &Facts) -> Vec<Signal> {
    let rules = Rules::new(facts);
    let (all, overlapping_pairs) = pairs(&facts.cases);
    let mut bound: HashMap<usize, usize> = HashMap::new();
    let mut evidence: Vec<(usize, usize, Finding)> = Vec::new();
    for (a, b) in candidates(facts, &rules.items) {
        let (a, b) = (a as usize, b as usize);
        // The direction in which the agreement surprises less counts.
        let (forth, back) = (rules.compare(a, b), rules.compare(b, a));
        let likeness = if forth.log_chance > back.log_chance { forth } else { back };
        let overlapping = facts.cases[a].overlaps(&facts.cases[b]);
        let compared = if overlapping { overlapping_pairs } else { all };
        #[allow(clippy::cast_possible_truncation)] // at most 300
        let decades = (-likeness.log_chance - compared.log10()).floor() as i64;
        if likeness.same_wrong < FEWEST_EQUAL || decades < FEWEST_DECADES {
            continue;
        }
        let Likeness { common, both_wrong, same_wrong, .. } = likeness;
        evidence.push((a, b, Finding::SameAnswers { common, both_wrong, same_wrong, decades, overlapping }));
        let (first, second) = (root(&mut bound, facts.cases[a].taker), root(&mut bound, facts.cases[b].taker));
        bound.insert(first.max(second), first.min(second));
    }
    let mut clusters: BTreeMap<usize, (Finding, Vec<usize>)> = BTreeMap::new();
    for (a, b, finding) in evidence {
        let cluster = clusters.entry(root(&mut bound, facts.cases[a].taker)).or_insert((finding, Vec::new()));
        if finding.strength() > cluster.0.strength() {
            cluster.0 = finding;
        }
        cluster.1.extend([a, b]);
    }
    clusters.into_values().map(|(finding, cases)| Signal::new(facts, finding, cases)).collect()
}
