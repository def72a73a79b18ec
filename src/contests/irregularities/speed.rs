//! Faster than reading; every point in a fraction of the usual time.

use std::collections::BTreeMap;

use super::model::{Facts, Finding, Signal};

/// Words (tiếng) that nobody is asked to read faster than: some three times what a fluent reader manages. Chosen so that
/// honest people do not fall below it; it is shown with every signal.
pub const WORDS_PER_MINUTE: i64 = 800;
/// Milliseconds to touch an answer and move on.
pub const MILLIS_PER_ITEM: i64 = 500;
/// Every point in less than the median divided by this.
pub const FULL_MARKS_FRACTION: i64 = 3;
/// Fewer answered items say nothing.
const FEWEST_ITEMS: usize = 3;
/// A median of fewer attempts says nothing.
const FEWEST_FOR_MEDIAN: usize = 5;

/// What reading the items and touching the answers takes at the least, in milliseconds.
pub fn floor(words: i64, items: usize) -> i64 {
    words * 60_000 / WORDS_PER_MINUTE + i64::try_from(items).unwrap_or(0) * MILLIS_PER_ITEM
}

/// Of each person the signal that is strongest, so that somebody with seven attempts does not fill the list.
fn strongest_of_each(facts: &Facts, found: impl Iterator<Item = (usize, Finding)>) -> Vec<Signal> {
    let mut best: BTreeMap<usize, (usize, Finding)> = BTreeMap::new();
    for (at, finding) in found {
        let kept = best.entry(facts.cases[at].taker).or_insert((at, finding));
        if finding.strength() > kept.1.strength() {
            *kept = (at, finding);
        }
    }
    best.into_values().map(|(at, finding)| Signal::new(facts, finding, [at])).collect()
}

/// Attempts submitted before their items could have been read.
pub fn too_fast(facts: &Facts) -> Vec<Signal> {
    let found = facts.cases.iter().enumerate().filter_map(|(at, case)| {
        let (working, items) = (case.working_time(), case.answers.len());
        let floor = floor(case.words, items);
        let is_signal = case.by_taker && items >= FEWEST_ITEMS && working < floor;
        is_signal.then_some((at, Finding::TooFast { working, floor, words: case.words, items }))
    });
    strongest_of_each(facts, found)
}

/// Attempts with every point in a fraction of the median time of all that their takers submitted.
pub fn full_marks_fast(facts: &Facts) -> Vec<Signal> {
    let mut times: Vec<i64> =
        facts.cases.iter().filter(|case| case.by_taker && case.score.is_some()).map(super::model::Case::working_time).collect();
    if times.len() < FEWEST_FOR_MEDIAN {
        return Vec::new();
    }
    times.sort_unstable();
    let median = times[times.len() / 2];
    let found = facts.cases.iter().enumerate().filter_map(|(at, case)| {
        let working = case.working_time();
        let is_full = case.score.is_some_and(|score| score.max > 0 && score.points == score.max);
        let is_signal = case.by_taker && is_full && working * FULL_MARKS_FRACTION < median;
        is_signal.then_some((at, Finding::FullMarksFast { working, median }))
    });
    strongest_of_each(facts, found)
}
