//! Ranking: which attempt of a person counts, and who stands before whom. Pure, in integers, whatever the order of the facts.

use std::{cmp::Ordering, collections::BTreeMap};

use serde::{Deserialize, Serialize};

use super::prediction::{Counts, Question};

/// Which attempt of a person counts (lượt được tính).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counted {
    /// The highest score, of those the one submitted first.
    BestThenEarliest,
    /// The highest score, of those the one that took the least time.
    BestThenFastest,
    /// The first one closed.
    First,
    /// The last one begun.
    Last,
}

/// A link of the tie-break chain (tiêu chí xếp hạng), compared in the order of the rules.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Criterion {
    /// Higher score first.
    Score,
    /// Smaller distance from the true value first; who predicted nothing stands behind everyone who did.
    PredictionDistance,
    /// Less time from one's own start to the submission first.
    WorkingTime,
    /// Earlier submission first; who was held back at the opening is compared without that, see [`Entry::instant`].
    SubmittedAt,
    /// More points over the counted attempts of the earlier rounds that the rules name.
    EarlierRounds,
    /// A drawing of lots that anyone can repeat: see [`super::lots`].
    Lots,
}

impl Criterion {
    /// The word used in data.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Score => "score",
            Self::PredictionDistance => "prediction_distance",
            Self::WorkingTime => "working_time",
            Self::SubmittedAt => "submitted_at",
            Self::EarlierRounds => "earlier_rounds",
            Self::Lots => "lots",
        }
    }
}

/// How a round is ranked; part of what is committed to before it opens.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RankingRules {
    /// Which attempt counts.
    pub counted: Counted,
    /// The tie-break chain. Who is equal in all of it shares a rank.
    pub chain: Vec<Criterion>,
    /// The prediction question, if there is one.
    pub prediction: Option<Question>,
    /// Codes of the rounds whose points [`Criterion::EarlierRounds`] adds up.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<String>,
    /// For [`Criterion::Lots`]: the public value that will decide, named in words before the opening, such as the special
    /// prize of a state lottery on a day after the closing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_value: Option<String>,
}

/// A closed attempt: the facts that a ranking needs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// Whose, under the contest's pseudonym.
    pub pseudonym: String,
    /// Which of the person's attempts, from 1.
    pub ordinal: i32,
    /// Hundredths of a point.
    pub score: i64,
    /// Hundredths of a point.
    pub max_score: i64,
    /// Milliseconds since 1970.
    pub started_at: i64,
    /// Milliseconds since 1970.
    pub submitted_at: i64,
    /// In units of the question's last decimal.
    pub prediction: Option<i64>,
    /// Milliseconds of the working time in which the round stood still.
    pub paused: i64,
    /// Milliseconds for which the person was held back at the opening: nobody loses by a moment that chance gave.
    pub held: i64,
    /// Hundredths of a point over the earlier rounds that the rules name.
    pub earlier: i64,
    /// The person's lot; none where none is drawn.
    pub lot: Option<u64>,
    /// The block that the person is ranked in beside the whole.
    pub block: Option<String>,
    /// Why it does not count, if it does not.
    pub excluded: Option<String>,
}

impl Entry {
    /// Milliseconds from one's own start to the submission, without those in which the round stood still.
    pub fn working_time(&self) -> i64 {
        (self.submitted_at - self.started_at - self.paused).max(0)
    }

    /// The submission as it is compared with others: as if the person had not been held back at the opening.
    pub const fn instant(&self) -> i64 {
        self.submitted_at - self.held
    }
}

/// A place in the ranking.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Standing {
    /// From 1; equals share it, and the next rank is passed over for each of them.
    pub rank: usize,
    /// Index of the counted attempt among the entries given.
    pub entry: usize,
    /// Distance from the true value, where something was predicted.
    pub distance: Option<i64>,
    /// Rank among those of the same block, counted in the same way; none without blocks.
    pub block_rank: Option<usize>,
}

/// What came of a round.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ranking {
    /// Everyone with a counted attempt, best first; those who share a rank by pseudonym.
    pub standings: Vec<Standing>,
    /// What the target was taken from.
    pub counts: Counts,
    /// The true value of the prediction, if there was a question.
    pub truth: Option<i64>,
}

/// Whether `a` is the attempt to count rather than `b`, both of one person.
fn counts_before(rule: Counted, a: &Entry, b: &Entry) -> Ordering {
    let best = || b.score.cmp(&a.score);
    let by = match rule {
        Counted::BestThenEarliest => best().then(a.instant().cmp(&b.instant())),
        Counted::BestThenFastest => best().then(a.working_time().cmp(&b.working_time())).then(a.instant().cmp(&b.instant())),
        Counted::First => a.instant().cmp(&b.instant()),
        Counted::Last => b.ordinal.cmp(&a.ordinal),
    };
    by.then(a.ordinal.cmp(&b.ordinal))
}

/// The attempt of each person that counts, by pseudonym.
pub fn counted(rules: &RankingRules, entries: &[Entry]) -> Vec<usize> {
    let mut by_person: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, entry) in entries.iter().enumerate().filter(|(_, entry)| entry.excluded.is_none()) {
        let kept = by_person.entry(&entry.pseudonym).or_insert(at);
        if counts_before(rules.counted, entry, &entries[*kept]) == Ordering::Less {
            *kept = at;
        }
    }
    by_person.into_values().collect()
}

/// What targets are taken from, `counted` being the attempts that count.
pub fn counts(entries: &[Entry], counted: &[usize]) -> Counts {
    let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    Counts {
        participants: number(counted.len()),
        all_correct: number(counted.iter().filter(|at| entries[**at].score == entries[**at].max_score).count()),
        attempts: number(entries.iter().filter(|entry| entry.excluded.is_none()).count()),
    }
}

/// Compares counted attempts by the chain of criteria, for a true value of the prediction.
pub struct Comparing<'a> {
    rules: &'a RankingRules,
    entries: &'a [Entry],
    truth: Option<i64>,
}

impl<'a> Comparing<'a> {
    /// By these rules.
    pub const fn new(rules: &'a RankingRules, entries: &'a [Entry], truth: Option<i64>) -> Self {
        Self { rules, entries, truth }
    }

    fn distance(&self, at: usize) -> Option<i64> {
        self.truth.zip(self.entries[at].prediction).map(|(truth, predicted)| (truth - predicted).abs())
    }

    /// Who stands before whom; equal only where every criterion is.
    pub fn compare(&self, a: usize, b: usize) -> Ordering {
        self.rules.chain.iter().fold(Ordering::Equal, |so_far, criterion| so_far.then_with(|| self.compare_by(*criterion, a, b)))
    }

    /// By pseudonym where everything else is equal, so that the file is the same whatever the order of the facts.
    pub fn place(&self, a: usize, b: usize) -> Ordering {
        self.compare(a, b).then_with(|| self.entries[a].pseudonym.cmp(&self.entries[b].pseudonym))
    }

    /// By one criterion alone.
    pub fn compare_by(&self, criterion: Criterion, a: usize, b: usize) -> Ordering {
        let (first, second) = (&self.entries[a], &self.entries[b]);
        let distance = |at| self.distance(at).unwrap_or(i64::MAX);
        match criterion {
            Criterion::Score => second.score.cmp(&first.score),
            Criterion::PredictionDistance => distance(a).cmp(&distance(b)),
            Criterion::WorkingTime => first.working_time().cmp(&second.working_time()),
            Criterion::SubmittedAt => first.instant().cmp(&second.instant()),
            Criterion::EarlierRounds => second.earlier.cmp(&first.earlier),
            Criterion::Lots => first.lot.unwrap_or(u64::MAX).cmp(&second.lot.unwrap_or(u64::MAX)),
        }
    }
}

/// Ranks a round.
pub fn rank(rules: &RankingRules, entries: &[Entry]) -> Ranking {
    let mut order = counted(rules, entries);
    let counts = counts(entries, &order);
    let truth = rules.prediction.map(|question| question.truth(&counts));
    let comparing = Comparing::new(rules, entries, truth);
    order.sort_by(|a, b| comparing.place(*a, *b));
    let equals = |a: usize, b: usize| comparing.compare(a, b) == Ordering::Equal;
    let ranks = shared_ranks(&order, equals);
    let mut blocks: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for at in &order {
        if let Some(block) = &entries[*at].block {
            blocks.entry(block).or_default().push(*at);
        }
    }
    let block_ranks: BTreeMap<usize, usize> =
        blocks.values().flat_map(|members| members.iter().copied().zip(shared_ranks(members, equals))).collect();
    let standing = |(at, rank): (&usize, usize)| Standing {
        rank,
        entry: *at,
        distance: comparing.distance(*at),
        block_rank: block_ranks.get(at).copied(),
    };
    let standings = order.iter().zip(ranks).map(standing).collect();
    Ranking { standings, counts, truth }
}

/// Ranks of a list that is in order: equals share one, and the next is passed over for each of them (1, 2, 2, 4).
fn shared_ranks(order: &[usize], equals: impl Fn(usize, usize) -> bool) -> Vec<usize> {
    let mut ranks: Vec<usize> = Vec::with_capacity(order.len());
    for place in 0..order.len() {
        let rank = match ranks.last() {
            Some(before) if equals(order[place - 1], order[place]) => *before,
            _ => place + 1,
        };
        ranks.push(rank);
    }
    ranks
}

#[cfg(test)]
mod tests;
