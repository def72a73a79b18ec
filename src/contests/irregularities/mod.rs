//! Irregularities (bất thường) of a round: signals for people to judge, each with its figures. Never automatic guilt.
//!
//! Pure rules over the facts of closed attempts. While a round is open, no rule looks at keys or scores.

mod answers;
mod edges;
mod gather;
mod model;
mod people;
mod speed;

pub use edges::{FIRST_MILLIS, LAST_MILLIS};
pub use gather::{Progress, gather};
pub use model::{Answer, Case, Facts, Finding, Kind, Member, Score, Signal, Taker};
pub use speed::{FULL_MARKS_FRACTION, MILLIS_PER_ITEM, WORDS_PER_MINUTE};

/// Every signal of a round, those that weigh most first.
pub fn signals(facts: &Facts) -> Vec<Signal> {
    let mut found: Vec<Signal> = [
        answers::same_answers(facts),
        people::same_browser(facts),
        people::same_network(facts),
        people::same_name(facts),
        speed::too_fast(facts),
        speed::full_marks_fast(facts),
        edges::first_moments(facts),
        edges::last_moments(facts),
    ]
    .into_iter()
    .flatten()
    .collect();
    found.sort_by(|a, b| {
        (a.finding.kind().weight(), std::cmp::Reverse(a.finding.strength()), &a.id).cmp(&(
            b.finding.kind().weight(),
            std::cmp::Reverse(b.finding.strength()),
            &b.id,
        ))
    });
    found
}

#[cfg(test)]
mod tests;
