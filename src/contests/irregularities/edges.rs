//! Submitted in the first or the last moments of a round.

use std::collections::BTreeMap;

use super::model::{Facts, Finding, Signal};

/// From the opening on: nobody who waited for the opening has read a paper by then.
pub const FIRST_MILLIS: i64 = 30_000;
/// Before the closing.
pub const LAST_MILLIS: i64 = 5_000;

/// Each person once, by the attempt nearest to the edge.
fn nearest(facts: &Facts, distance: impl Fn(i64) -> i64, within: i64, finding: impl Fn(i64) -> Finding) -> Vec<Signal> {
    let mut best: BTreeMap<usize, (i64, usize)> = BTreeMap::new();
    for (at, case) in facts.cases.iter().enumerate().filter(|(_, case)| case.by_taker && !case.answers.is_empty()) {
        let distance = distance(case.submitted_at);
        if (0..within).contains(&distance) {
            let kept = best.entry(case.taker).or_insert((distance, at));
            *kept = (*kept).min((distance, at));
        }
    }
    best.into_values().map(|(distance, at)| Signal::new(facts, finding(distance), [at])).collect()
}

/// Submitted within [`FIRST_MILLIS`] of the opening.
pub fn first_moments(facts: &Facts) -> Vec<Signal> {
    nearest(facts, |at| at - facts.opens_at, FIRST_MILLIS, |after| Finding::FirstMoments { after })
}

/// Submitted by the taker within [`LAST_MILLIS`] of the closing.
pub fn last_moments(facts: &Facts) -> Vec<Signal> {
    nearest(facts, |at| facts.closes_at - at, LAST_MILLIS, |before| Finding::LastMoments { before })
}
