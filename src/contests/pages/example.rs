//! A worked example of a ranking, made from the settings themselves: four made-up people, ranked by the real rules.

use serde::Serialize;

use super::{
    super::ranking::{Entry, RankingRules, rank},
    minutes_seconds,
};
use crate::web::format;

/// A line of the example.
#[derive(Serialize)]
pub struct ExampleLine {
    rank: usize,
    name: &'static str,
    score: String,
    prediction: String,
    distance: String,
    working_time: String,
    submitted: String,
}

/// `(name, points short of the maximum, off the true value, seconds taken, minutes after the opening)`
const PEOPLE: [(&str, i64, i64, i64, i64); 4] =
    [("An", 0, 3, 540, 9), ("Bình", 0, 1, 720, 40), ("Chi", 0, 1, 600, 95), ("Dũng", 100, 0, 300, 5)];
/// Points of each over the earlier rounds, in hundredths, and the lot of each, where the rules ask for them.
const EARLIER: [i64; 4] = [3_800, 3_900, 3_900, 4_000];
const LOTS: [u64; 4] = [40, 20, 30, 10];

/// The example for these rules, best first, and the true value of the prediction.
pub fn of(rules: &RankingRules, items: usize) -> (Vec<ExampleLine>, String) {
    let max = i64::try_from(items).unwrap_or(20).max(1) * 100;
    let entry = |(at, (name, short, _, seconds, minute)): (usize, &(&str, i64, i64, i64, i64))| Entry {
        pseudonym: (*name).to_owned(),
        ordinal: 1,
        score: max - short,
        max_score: max,
        started_at: minute * 60_000 - seconds * 1_000 + 3_600_000,
        submitted_at: minute * 60_000 + 3_600_000,
        prediction: None,
        paused: 0,
        held: 0,
        earlier: EARLIER[at],
        lot: Some(LOTS[at]),
        block: None,
        excluded: None,
    };
    let mut entries: Vec<Entry> = PEOPLE.iter().enumerate().map(entry).collect();
    // What is predicted does not depend on the predictions.
    let truth = rank(rules, &entries).truth;
    for (entry, (_, _, off, ..)) in entries.iter_mut().zip(PEOPLE) {
        entry.prediction = truth.map(|truth| truth + off);
    }
    let shown = |value: i64| number(value, rules.prediction.map_or(0, |question| question.decimals));
    let lines = rank(rules, &entries)
        .standings
        .iter()
        .map(|standing| {
            let entry = &entries[standing.entry];
            ExampleLine {
                rank: standing.rank,
                name: PEOPLE[standing.entry].0,
                score: format!("{}/{}", format::points(entry.score), format::points(entry.max_score)),
                prediction: entry.prediction.map(shown).unwrap_or_default(),
                distance: standing.distance.map(shown).unwrap_or_default(),
                working_time: minutes_seconds(entry.submitted_at - entry.started_at),
                submitted: PEOPLE[standing.entry].4.to_string(),
            }
        })
        .collect();
    (lines, truth.map(shown).unwrap_or_default())
}

/// A prediction in units of its last decimal, as people here write it.
pub fn number(value: i64, decimals: u32) -> String {
    let scale = 10_i64.pow(decimals.min(6));
    let (whole, rest) = (value / scale, value.abs() % scale);
    if decimals == 0 {
        return format::integer(whole);
    }
    format!("{},{rest:0width$}", format::integer(whole), width = usize::try_from(decimals).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contests::{plan::Preset, prediction::Target};

    #[test]
    fn the_example_follows_the_settings() {
        let names = |preset: Preset| -> Vec<(usize, &str)> {
            of(&preset.rules(Target::PersonsAllCorrect), 20).0.iter().map(|line| (line.rank, line.name)).collect()
        };
        // An, Bình, Chi have all points. Nearest prediction: Bình and Chi 1 off; Bình submitted first.
        assert_eq!(names(Preset::PredictionThenEarliest), [(1, "Bình"), (2, "Chi"), (3, "An"), (4, "Dũng")]);
        // Working time: An 9, Chi 10, Bình 12 minutes.
        assert_eq!(names(Preset::FastestThenEarliest), [(1, "An"), (2, "Chi"), (3, "Bình"), (4, "Dũng")]);
        assert_eq!(names(Preset::ScoreAlone), [(1, "An"), (1, "Bình"), (1, "Chi"), (4, "Dũng")]);
        assert_eq!(number(1_234_567, 2), "12.345,67");
    }
}
