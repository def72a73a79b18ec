//! Rankings worked by hand, after the rules of real contests (numbers in brackets: the list of contests in the sources).

use proptest::prelude::*;

use super::{super::prediction::Target, *};

/// `(name, attempt, score, start, end, prediction)`: seconds after the opening, points of 10.
type Fact = (&'static str, i32, i64, i64, i64, Option<i64>);

fn entries(facts: &[Fact]) -> Vec<Entry> {
    facts
        .iter()
        .map(|(name, ordinal, score, started, submitted, prediction)| Entry {
            pseudonym: (*name).to_owned(),
            ordinal: *ordinal,
            score: score * 100,
            max_score: 1_000,
            started_at: started * 1_000,
            submitted_at: submitted * 1_000,
            prediction: *prediction,
            paused: 0,
            held: 0,
            earlier: 0,
            lot: None,
            block: None,
            excluded: None,
        })
        .collect()
}

fn rules(counted: Counted, chain: &[Criterion], target: Option<Target>) -> RankingRules {
    let prediction = target.map(|target| Question { target, decimals: 0 });
    RankingRules { counted, chain: chain.to_vec(), prediction, earlier: vec![], public_value: None }
}

fn told(rules: &RankingRules, entries: &[Entry]) -> Vec<(usize, String, i32)> {
    rank(rules, entries)
        .standings
        .iter()
        .map(|standing| (standing.rank, entries[standing.entry].pseudonym.clone(), entries[standing.entry].ordinal))
        .collect()
}

fn places(list: &[(usize, &str, i32)]) -> Vec<(usize, String, i32)> {
    list.iter().map(|(rank, name, ordinal)| (*rank, (*name).to_owned(), *ordinal)).collect()
}

use Criterion::{PredictionDistance, Score, SubmittedAt, WorkingTime};

/// VCNET 2019/2020 (1): all correct → nearest prediction of the people all correct → earliest submission.
#[test]
fn score_then_prediction_then_submission() {
    let facts = entries(&[
        ("An", 1, 10, 0, 300, Some(5)),
        ("Bình", 1, 10, 0, 200, Some(2)),
        ("Chi", 1, 10, 0, 900, Some(4)),
        ("Dũng", 1, 9, 0, 60, Some(3)),
        ("Em", 1, 10, 0, 100, None),
    ]);
    let rules = rules(Counted::BestThenEarliest, &[Score, PredictionDistance, SubmittedAt], Some(Target::PersonsAllCorrect));
    // All correct: An, Bình, Chi, Em = 4. Distances: An 1, Bình 2, Chi 0, Em none. Dũng has fewer points.
    assert_eq!(told(&rules, &facts), places(&[(1, "Chi", 1), (2, "An", 1), (3, "Bình", 1), (4, "Em", 1), (5, "Dũng", 1)]));
    let ranking = rank(&rules, &facts);
    assert_eq!((ranking.truth, ranking.counts.participants), (Some(4), 5));
}

/// Ngân hàng 2023-like (17): score → working time → submission; the best attempt of several counts.
#[test]
fn score_then_time_then_submission_with_several_attempts() {
    let facts = entries(&[
        ("An", 1, 8, 0, 100, None),
        ("An", 2, 10, 1_000, 1_090, None),
        ("An", 3, 10, 2_000, 2_050, None),
        ("Bình", 1, 10, 500, 560, None),
        ("Chi", 1, 10, 700, 760, None),
    ]);
    // Fastest best attempt of An: the third, 50 s. Bình and Chi both took 60 s; Bình submitted first.
    let fastest = rules(Counted::BestThenFastest, &[Score, WorkingTime, SubmittedAt], None);
    assert_eq!(told(&fastest, &facts), places(&[(1, "An", 3), (2, "Bình", 1), (3, "Chi", 1)]));
    // The same facts where the earliest best attempt counts: An's second, 90 s.
    let earliest = rules(Counted::BestThenEarliest, &[Score, WorkingTime, SubmittedAt], None);
    assert_eq!(told(&earliest, &facts), places(&[(1, "Bình", 1), (2, "Chi", 1), (3, "An", 2)]));
}

/// (24): score → working time → prediction of the number of attempts.
#[test]
fn score_then_time_then_prediction_of_attempts() {
    let facts = entries(&[
        ("An", 1, 9, 0, 60, Some(6)),
        ("An", 2, 7, 100, 130, Some(9)),
        ("Bình", 1, 9, 10, 70, Some(4)),
        ("Chi", 1, 9, 20, 81, Some(4)),
    ]);
    let rules = rules(Counted::BestThenEarliest, &[Score, WorkingTime, PredictionDistance], Some(Target::Attempts));
    // Four attempts. An and Bình took 60 s; An is 2 off, Bình 0. Chi took 61 s.
    assert_eq!(told(&rules, &facts), places(&[(1, "Bình", 1), (2, "An", 1), (3, "Chi", 1)]));
}

/// One attempt a person (12, 19, 20), ranked by score alone: equals share a rank, and the next is passed over.
#[test]
fn equals_share_a_rank() {
    let facts =
        entries(&[("Bình", 1, 9, 0, 60, None), ("An", 1, 9, 5, 70, None), ("Chi", 1, 10, 0, 50, None), ("Dũng", 1, 8, 0, 40, None)]);
    let rules = rules(Counted::First, &[Score], None);
    assert_eq!(told(&rules, &facts), places(&[(1, "Chi", 1), (2, "An", 1), (2, "Bình", 1), (4, "Dũng", 1)]));
}

/// First and last attempt (7 of 7 days): the later, worse one counts where the rules say so.
#[test]
fn first_and_last_attempt() {
    let facts =
        entries(&[("An", 1, 6, 0, 60, None), ("An", 2, 9, 100, 160, None), ("An", 3, 4, 200, 260, None), ("Bình", 1, 5, 0, 30, None)]);
    assert_eq!(told(&rules(Counted::First, &[Score], None), &facts), places(&[(1, "An", 1), (2, "Bình", 1)]));
    assert_eq!(told(&rules(Counted::Last, &[Score], None), &facts), places(&[(1, "Bình", 1), (2, "An", 3)]));
}

/// Same score, same prediction, same millisecond: a shared rank, in the order of the pseudonyms.
#[test]
fn the_same_millisecond_is_a_tie() {
    let facts = entries(&[("Bình", 1, 10, 0, 60, Some(2)), ("An", 1, 10, 30, 60, Some(2)), ("Chi", 1, 10, 0, 61, Some(2))]);
    let rules = rules(Counted::BestThenEarliest, &[Score, PredictionDistance, SubmittedAt], Some(Target::Participants));
    assert_eq!(told(&rules, &facts), places(&[(1, "An", 1), (1, "Bình", 1), (3, "Chi", 1)]));
}

/// An excluded winner leaves the ranking and the target: the prediction's truth is taken without them.
#[test]
fn an_excluded_winner_is_out_of_everything() {
    let mut facts = entries(&[("An", 1, 10, 0, 10, Some(3)), ("Bình", 1, 10, 0, 90, Some(1)), ("Chi", 1, 9, 0, 50, Some(1))]);
    let rules = rules(Counted::BestThenEarliest, &[Score, PredictionDistance, SubmittedAt], Some(Target::PersonsAllCorrect));
    // Truth 2: An 1 off, Bình 1 off, An submitted first.
    assert_eq!(told(&rules, &facts), places(&[(1, "An", 1), (2, "Bình", 1), (3, "Chi", 1)]));
    facts[0].excluded = Some("khai sai ngày sinh".into());
    assert_eq!(told(&rules, &facts), places(&[(1, "Bình", 1), (2, "Chi", 1)]));
    assert_eq!(rank(&rules, &facts).truth, Some(1));
}

#[test]
fn nobody_is_ranked_where_nobody_took_part() {
    let rules = rules(Counted::First, &[Score], Some(Target::PercentAllCorrect));
    assert_eq!(rank(&rules, &[]), Ranking { standings: vec![], counts: Counts::default(), truth: Some(0) });
}

proptest! {
    #[test]
    fn the_order_of_the_facts_does_not_matter(
        facts in prop::collection::vec((0..6_u8, 1..4_i32, 0..4_i64, 0..4_i64, 4..8_i64, prop::option::of(0..5_i64)), 0..30),
        turn in 0..30_usize,
    ) {
        let mut seen = std::collections::HashSet::new();
        let list: Vec<Entry> = facts
            .into_iter()
            .filter(|(who, ordinal, ..)| seen.insert((*who, *ordinal)))
            .map(|(who, ordinal, score, started, submitted, prediction)| Entry {
                pseudonym: format!("p{who}"), ordinal, score: score * 100, max_score: 300,
                started_at: started, submitted_at: submitted, prediction, paused: 0,
                held: 0,
                earlier: 0,
                lot: None,
                block: None,
                excluded: None,
            })
            .collect();
        let rules = rules(Counted::BestThenFastest, &[Score, PredictionDistance, WorkingTime, SubmittedAt], Some(Target::PersonsAllCorrect));
        let mut turned = list.clone();
        if !turned.is_empty() {
            let by = turn % turned.len();
            turned.rotate_left(by);
            turned.reverse();
        }
        prop_assert_eq!(told(&rules, &list), told(&rules, &turned));
    }
}

/// The chain goes on where submission ends it elsewhere: earlier rounds, then lots. An 38, Bình 39, Chi 39 points before;
/// of Bình and Chi the smaller lot goes first.
#[test]
fn earlier_rounds_then_lots() {
    let mut facts = entries(&[("An", 1, 10, 0, 60, None), ("Bình", 1, 10, 0, 60, None), ("Chi", 1, 10, 0, 60, None)]);
    for (entry, (earlier, lot)) in facts.iter_mut().zip([(3_800, 1), (3_900, 7), (3_900, 3)]) {
        (entry.earlier, entry.lot) = (earlier, Some(lot));
    }
    let rules = rules(Counted::BestThenEarliest, &[Score, Criterion::EarlierRounds, Criterion::Lots], None);
    assert_eq!(told(&rules, &facts), places(&[(1, "Chi", 1), (2, "Bình", 1), (3, "An", 1)]));
}

/// Clocks stood still for 60 of Bình's 120 seconds, so Bình took as long as An.
#[test]
fn a_pause_is_no_working_time() {
    let mut facts = entries(&[("An", 1, 10, 0, 60, None), ("Bình", 1, 10, 0, 120, None), ("Chi", 1, 10, 0, 61, None)]);
    facts[1].paused = 60_000;
    let rules = rules(Counted::BestThenFastest, &[Score, WorkingTime], None);
    assert_eq!(told(&rules, &facts), places(&[(1, "An", 1), (1, "Bình", 1), (3, "Chi", 1)]));
}

/// Blocks (khối) in and out of the army: each is ranked by itself, with shared ranks of its own.
#[test]
fn blocks_are_ranked_by_themselves_too() {
    let facts =
        entries(&[("An", 1, 10, 0, 60, None), ("Bình", 1, 9, 0, 60, None), ("Chi", 1, 9, 0, 60, None), ("Dũng", 1, 8, 0, 60, None)]);
    let blocks = ["quan-doi", "ngoai", "quan-doi", "quan-doi"];
    let facts: Vec<Entry> = facts.into_iter().zip(blocks).map(|(entry, block)| Entry { block: Some(block.to_owned()), ..entry }).collect();
    let ranking = rank(&rules(Counted::BestThenEarliest, &[Score], None), &facts);
    let ranks: Vec<(usize, Option<usize>)> = ranking.standings.iter().map(|standing| (standing.rank, standing.block_rank)).collect();
    // An first of both; Bình and Chi share the second place, each the best or second of their block; Dũng fourth and third.
    assert_eq!(ranks, [(1, Some(1)), (2, Some(1)), (2, Some(2)), (4, Some(3))]);
}

/// An waited three seconds at the opening for a moment that chance gave, Bình none: both took a minute, so both submitted as early.
#[test]
fn nobody_loses_by_being_held_back_at_the_opening() {
    let mut facts = entries(&[("An", 1, 10, 3, 63, None), ("Bình", 1, 10, 0, 60, None), ("Chi", 1, 10, 5, 61, None)]);
    facts[0].held = 3_000;
    let rules = rules(Counted::BestThenEarliest, &[Score, SubmittedAt], None);
    assert_eq!(told(&rules, &facts), places(&[(1, "An", 1), (1, "Bình", 1), (3, "Chi", 1)]));
}
