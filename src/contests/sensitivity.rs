//! How near a result is to another one: what an organizer wants to know before two people sign. Pure.

use super::{
    ranking::{self, Comparing, Entry, RankingRules},
    result_file::Mark,
};

/// How far the true value of a prediction is moved to see whether somebody else would be first.
const FARTHEST: i64 = 100;

/// What would put somebody else first.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Sensitivity {
    /// The smallest rise of the true value that would, within a hundred.
    pub rise: Option<i64>,
    /// The smallest fall of it that would, within a hundred.
    pub fall: Option<i64>,
    /// Places, in what was frozen, of the items whose voiding would.
    pub items: Vec<usize>,
}

/// Looks at a round. `marks` gives what each entry got for each item it was asked, by place of the entry.
pub fn of(rules: &RankingRules, entries: &[Entry], items: usize, marks: impl Fn(usize) -> Vec<Mark>) -> Sensitivity {
    let counted = ranking::counted(rules, entries);
    let counts = ranking::counts(entries, &counted);
    let truth = rules.prediction.map(|question| question.truth(&counts));
    let Some(first) = first(rules, entries, &counted, truth) else { return Sensitivity::default() };
    let moved = |by: i64| -> Option<i64> {
        let truth = truth?;
        (1..=FARTHEST).find(|distance| {
            let other = truth + by * distance;
            other >= 0 && self::first(rules, entries, &counted, Some(other)) != Some(first)
        })
    };
    Sensitivity { rise: moved(1), fall: moved(-1), items: voidable(rules, entries, items, first, &counts, marks) }
}

/// Who stands first; of equals the one with the smallest pseudonym.
fn first(rules: &RankingRules, entries: &[Entry], counted: &[usize], truth: Option<i64>) -> Option<usize> {
    let comparing = Comparing::new(rules, entries, truth);
    counted.iter().copied().min_by(|a, b| comparing.place(*a, *b))
}

/// Items whose voiding gives somebody else the first place. Only who could then have as many points as the first has now is
/// looked at.
fn voidable(
    rules: &RankingRules,
    entries: &[Entry],
    items: usize,
    first: usize,
    counts: &super::prediction::Counts,
    marks: impl Fn(usize) -> Vec<Mark>,
) -> Vec<usize> {
    let most = entries.iter().map(|entry| entry.max_score).max().unwrap_or(0);
    let largest = marks(first).iter().map(|mark| mark.of).max().unwrap_or(most);
    let bar = entries[first].score.min(most) - largest;
    let mut near: std::collections::BTreeSet<&str> = std::collections::BTreeSet::new();
    for entry in entries.iter().filter(|entry| entry.excluded.is_none() && entry.score >= bar) {
        near.insert(&entry.pseudonym);
    }
    let at: Vec<usize> = (0..entries.len()).filter(|at| near.contains(entries[*at].pseudonym.as_str())).collect();
    let lost: Vec<Vec<(usize, i64)>> = at
        .iter()
        .map(|at| marks(*at).into_iter().filter(|mark| mark.points < mark.of).map(|mark| (mark.item, mark.of - mark.points)).collect())
        .collect();
    let winner = &entries[first].pseudonym;
    let mut subset: Vec<Entry> = at.iter().map(|at| entries[*at].clone()).collect();
    (0..items)
        .filter(|item| {
            for (place, lost) in lost.iter().enumerate() {
                let back: i64 = lost.iter().filter(|(of, _)| of == item).map(|(_, points)| points).sum();
                subset[place].score = entries[at[place]].score + back;
            }
            let counted = ranking::counted(rules, &subset);
            let counts = super::prediction::Counts { all_correct: ranking::counts(&subset, &counted).all_correct, ..*counts };
            let truth = rules.prediction.map(|question| question.truth(&counts));
            self::first(rules, &subset, &counted, truth).is_some_and(|first| subset[first].pseudonym != *winner)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contests::{
        prediction::{Question, Target},
        ranking::{Counted, Criterion},
    };

    fn entry(name: &str, score: i64, submitted_at: i64, prediction: Option<i64>) -> Entry {
        Entry {
            pseudonym: name.into(),
            ordinal: 1,
            score: score * 100,
            max_score: 300,
            started_at: 0,
            submitted_at,
            prediction,
            paused: 0,
            held: 0,
            earlier: 0,
            lot: None,
            block: None,
            excluded: None,
        }
    }

    fn rules() -> RankingRules {
        RankingRules {
            counted: Counted::BestThenEarliest,
            chain: vec![Criterion::Score, Criterion::PredictionDistance, Criterion::SubmittedAt],
            prediction: Some(Question { target: Target::PersonsAllCorrect, decimals: 0 }),
            earlier: vec![],
            public_value: None,
        }
    }

    /// Three items of one point. An and Bình have all three, so two are all correct: An predicted 2, Bình 5. Chi lost item 1
    /// and predicted 3; Dũng lost items 0 and 1.
    #[test]
    fn what_would_change_the_winner_is_found() {
        let entries =
            [entry("An", 3, 30, Some(2)), entry("Bình", 3, 20, Some(5)), entry("Chi", 2, 10, Some(3)), entry("Dũng", 1, 5, Some(2))];
        let lost: [&[usize]; 4] = [&[], &[], &[1], &[0, 1]];
        let marks = |at: usize| {
            (0..3).map(|item| Mark { item, points: if lost[at].contains(&item) { 0 } else { 100 }, of: 100 }).collect::<Vec<_>>()
        };
        let found = of(&rules(), &entries, 3, marks);
        // With 3: An 1 off, Bình 2. With 4: 2 and 1, so Bình. A fall only brings An nearer.
        assert_eq!((found.rise, found.fall), (Some(2), None));
        // Without item 1 Chi has all points too: three are all correct, which Chi predicted exactly. Without item 0 nothing changes.
        assert_eq!(found.items, [1]);
    }

    #[test]
    fn nobody_and_nothing_predicted_are_no_error() {
        assert_eq!(of(&rules(), &[], 3, |_| vec![]), Sensitivity::default());
        let alone = [entry("An", 3, 30, None)];
        let whole = |_| vec![Mark { item: 0, points: 100, of: 100 }];
        assert_eq!(of(&RankingRules { prediction: None, ..rules() }, &alone, 1, whole), Sensitivity::default());
    }
}
