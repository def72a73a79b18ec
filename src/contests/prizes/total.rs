//! Sums over rounds: who has done best in the whole contest. Pure.

use std::collections::HashMap;

use super::award::{Entrant, RoundFacts, ranks};

/// Somebody's sums over all rounds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Total {
    /// Whose, under the contest's pseudonym.
    pub pseudonym: String,
    /// From 1; equals share it.
    pub rank: usize,
    /// Rounds with a counted attempt.
    pub rounds: u32,
    /// Sum of the counted scores, hundredths of a point.
    pub score: i64,
    /// Sum of the working times of the counted attempts, milliseconds.
    pub working_time: i64,
    /// The block that the person stands in.
    pub block: Option<String>,
    /// May take part, but is not given prizes.
    pub is_barred: bool,
}

/// Adds the rounds up, best first: the higher sum of points; where equal, the shorter sum of working times; where equal in
/// that too, the rank is shared.
pub fn totals(rounds: &[RoundFacts]) -> Vec<Total> {
    let mut sums: HashMap<&str, (u32, i64, i64, &Entrant)> = HashMap::new();
    for entrant in rounds.iter().flat_map(|round| &round.entrants) {
        let sum = sums.entry(&entrant.pseudonym).or_insert((0, 0, 0, entrant));
        *sum = (sum.0 + 1, sum.1 + entrant.score, sum.2 + entrant.working_time, entrant);
    }
    let mut rows: Vec<Total> = sums
        .into_values()
        .map(|(rounds, score, working_time, last)| Total {
            pseudonym: last.pseudonym.clone(),
            rank: 0,
            rounds,
            score,
            working_time,
            block: last.block.clone(),
            is_barred: last.is_barred,
        })
        .collect();
    rows.sort_by(|a, b| b.score.cmp(&a.score).then(a.working_time.cmp(&b.working_time)).then_with(|| a.pseudonym.cmp(&b.pseudonym)));
    let places = ranks(&rows, |a, b| (a.score, a.working_time) == (b.score, b.working_time));
    for (row, rank) in rows.iter_mut().zip(places) {
        row.rank = rank;
    }
    rows
}
