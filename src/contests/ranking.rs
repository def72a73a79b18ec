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
    /// Earlier submission first.
    SubmittedAt,
}

impl Criterion {
    /// The word used in data.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Score => "score",
            Self::PredictionDistance => "prediction_distance",
            Self::WorkingTime => "working_time",
            Self::SubmittedAt => "submitted_at",
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
    /// Why it does not count, if it does not.
    pub excluded: Option<String>,
}

impl Entry {
    fn working_time(&self) -> i64 {
        (self.submitted_at - self.started_at).max(0)
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
        Counted::BestThenEarliest => best().then(a.submitted_at.cmp(&b.submitted_at)),
        Counted::BestThenFastest => best().then(a.working_time().cmp(&b.working_time())).then(a.submitted_at.cmp(&b.submitted_at)),
        Counted::First => a.submitted_at.cmp(&b.submitted_at),
        Counted::Last => b.ordinal.cmp(&a.ordinal),
    };
    by.then(a.ordinal.cmp(&b.ordinal))
}

/// Ranks a round.
pub fn rank(rules: &RankingRules, entries: &[Entry]) -> Ranking {
    let mut by_person: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, entry) in entries.iter().enumerate().filter(|(_, entry)| entry.excluded.is_none()) {
        let kept = by_person.entry(&entry.pseudonym).or_insert(at);
        if counts_before(rules.counted, entry, &entries[*kept]) == Ordering::Less {
            *kept = at;
        }
    }
    let counted: Vec<usize> = by_person.into_values().collect();
    let all_correct = counted.iter().filter(|at| entries[**at].score == entries[**at].max_score).count();
    let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let counts = Counts {
        participants: number(counted.len()),
        all_correct: number(all_correct),
        attempts: number(entries.iter().filter(|entry| entry.excluded.is_none()).count()),
    };
    let truth = rules.prediction.map(|question| question.truth(&counts));
    let distance = |at: usize| truth.zip(entries[at].prediction).map(|(truth, predicted)| (truth - predicted).abs());
    let compare = |a: usize, b: usize| {
        rules.chain.iter().fold(Ordering::Equal, |so_far, criterion| {
            so_far.then_with(|| compare_by(*criterion, entries, (a, distance(a)), (b, distance(b))))
        })
    };
    let mut order = counted;
    // By pseudonym where everything else is equal, so that the file is the same whatever the order of the facts.
    order.sort_by(|a, b| compare(*a, *b).then_with(|| entries[*a].pseudonym.cmp(&entries[*b].pseudonym)));
    let mut standings: Vec<Standing> = Vec::with_capacity(order.len());
    for (place, at) in order.iter().enumerate() {
        let rank = match standings.last() {
            Some(before) if compare(before.entry, *at) == Ordering::Equal => before.rank,
            _ => place + 1,
        };
        standings.push(Standing { rank, entry: *at, distance: distance(*at) });
    }
    Ranking { standings, counts, truth }
}

fn compare_by(criterion: Criterion, entries: &[Entry], a: (usize, Option<i64>), b: (usize, Option<i64>)) -> Ordering {
    let (first, second) = (&entries[a.0], &entries[b.0]);
    match criterion {
        Criterion::Score => second.score.cmp(&first.score),
        Criterion::PredictionDistance => a.1.unwrap_or(i64::MAX).cmp(&b.1.unwrap_or(i64::MAX)),
        Criterion::WorkingTime => first.working_time().cmp(&second.working_time()),
        Criterion::SubmittedAt => first.submitted_at.cmp(&second.submitted_at),
    }
}

#[cfg(test)]
mod tests;
