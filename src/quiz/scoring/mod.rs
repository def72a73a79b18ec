//! Points for a response. Pure, integers only (hundredths of a point), every share rounded down.

mod parts;
mod typed;

use serde::{Deserialize, Serialize};

use super::{model::Slot, response::Given};
use crate::bank::model::{Key, Marking};

pub use parts::steps;
pub use typed::is_number;

/// How multiple response is scored.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MultipleResponseRule {
    /// (right chosen − wrong chosen) ÷ number of keys, never below zero; rounded down to a hundredth.
    RightMinusWrong,
    /// All keys and nothing else, or nothing.
    AllOrNothing,
    /// Each option is judged by itself: the share of the options that were rightly chosen or rightly left. Who chooses nothing has
    /// given no answer and gets nothing. Not for contests, whose verifiers know the two rules above.
    PerOption,
}

/// Points of a choice or a statement, between 0 and `points`: all that contests have.
pub fn score(points: i64, key: &Key, given: &Given, rule: MultipleResponseRule) -> i64 {
    match (key, given) {
        (Key::Truth(key), Given::Truth(given)) if key == given => points,
        (Key::Options(keys), Given::Options(chosen)) if keys == chosen => points,
        (Key::Options(keys), Given::Options(chosen)) if keys.len() > 1 && rule == MultipleResponseRule::RightMinusWrong => {
            let right = chosen.iter().filter(|option| keys.contains(option)).count();
            share(points, right.saturating_sub(chosen.len() - right), keys.len())
        }
        _ => 0,
    }
}

/// Points of any item, between 0 and the slot's. An essay has none until people have marked it.
pub fn of(slot: &Slot, key: &Key, marking: &Marking, given: &Given, rule: MultipleResponseRule) -> i64 {
    let points = slot.points;
    match (key, given) {
        (Key::Options(keys), Given::Options(chosen)) if keys.len() > 1 && rule == MultipleResponseRule::PerOption => {
            let options = slot.option_order.len();
            let right = (0..options).filter(|option| keys.contains(option) == chosen.contains(option)).count();
            share(points, right, options)
        }
        (Key::Statements(truths), Given::Statements(given)) => parts::cluster(points, truths, &marking.steps, given),
        (Key::Pairs { rights, .. }, Given::Pairs(given)) => parts::matching(points, rights, given),
        (Key::Order(order), Given::Order(given)) => parts::ordering(points, order, given),
        (Key::Text { .. } | Key::Number { .. }, _) => {
            if is_right(key, marking, given) {
                points
            } else {
                0
            }
        }
        (Key::Gaps(gaps), Given::Gaps(given)) => {
            let is_right = |(gap, given): (&crate::bank::model::GapKey, &String)| typed::is_accepted(&gap.accepted, false, marking, given);
            share(points, gaps.iter().zip(given).filter(|pair| is_right(*pair)).count(), gaps.len())
        }
        _ => score(points, key, given, rule),
    }
}

/// Which parts of an item are right, one by one: statements, left sides, places of an order, gaps; empty for an item without parts.
pub fn right_parts(key: &Key, marking: &Marking, given: &Given) -> Vec<bool> {
    match (key, given) {
        (Key::Statements(truths), Given::Statements(given)) => {
            truths.iter().zip(given).map(|(truth, given)| *given == Some(*truth)).collect()
        }
        (Key::Pairs { rights, .. }, Given::Pairs(given)) => rights.iter().zip(given).map(|(right, given)| *given == Some(*right)).collect(),
        (Key::Order(order), Given::Order(given)) => order.iter().zip(given).map(|(right, given)| *given == Some(*right)).collect(),
        (Key::Gaps(gaps), Given::Gaps(given)) => {
            gaps.iter().zip(given).map(|(gap, given)| typed::is_accepted(&gap.accepted, false, marking, given)).collect()
        }
        _ => Vec::new(),
    }
}

/// Whether a typed word or number is right.
pub fn is_right(key: &Key, marking: &Marking, given: &Given) -> bool {
    match (key, given) {
        (Key::Text { accepted, case_sensitive }, Given::Text(given)) => typed::is_accepted(accepted, *case_sensitive, marking, given),
        (Key::Number { value, tolerance }, Given::Text(given)) => typed::is_near(value, tolerance, given),
        _ => false,
    }
}

/// `points` × `part` ÷ `whole`, rounded down.
fn share(points: i64, part: usize, whole: usize) -> i64 {
    let (part, whole) = (i64::try_from(part).unwrap_or(0), i64::try_from(whole).unwrap_or(i64::MAX));
    if whole == 0 { 0 } else { points * part.min(whole) / whole }
}

/// Whether a score passes: score × 100 ≥ percent × max, in integers.
pub const fn passes(score: i64, max_score: i64, pass_percent: i64) -> bool {
    score * 100 >= pass_percent * max_score
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        bank::model::{GapKey, ItemType},
        kernel::Id,
    };

    fn multiple(chosen: &[usize]) -> i64 {
        let given = if chosen.is_empty() { Given::Nothing } else { Given::Options(chosen.to_vec()) };
        score(100, &Key::Options(vec![0, 1, 2]), &given, MultipleResponseRule::RightMinusWrong)
    }

    #[test]
    fn partial_credit_is_right_minus_wrong_over_keys() {
        assert_eq!(multiple(&[0, 1, 2]), 100);
        assert_eq!(multiple(&[0, 1]), 66);
        assert_eq!(multiple(&[0, 1, 2, 3]), 66);
        assert_eq!(multiple(&[0, 3]), 0);
        assert_eq!(multiple(&[3, 4]), 0);
        assert_eq!(multiple(&[]), 0);
    }

    #[test]
    fn all_or_nothing_gives_no_part() {
        let given = Given::Options(vec![0, 1]);
        assert_eq!(score(100, &Key::Options(vec![0, 1, 2]), &given, MultipleResponseRule::AllOrNothing), 0);
    }

    #[test]
    fn one_key_is_all_or_nothing() {
        let key = Key::Options(vec![2]);
        assert_eq!(score(100, &key, &Given::Options(vec![2]), MultipleResponseRule::RightMinusWrong), 100);
        assert_eq!(score(100, &key, &Given::Options(vec![1, 2]), MultipleResponseRule::RightMinusWrong), 0);
        assert_eq!(score(100, &Key::Truth(false), &Given::Truth(false), MultipleResponseRule::RightMinusWrong), 100);
        assert_eq!(score(100, &Key::Truth(false), &Given::Nothing, MultipleResponseRule::RightMinusWrong), 0);
    }

    fn slot(item_type: ItemType, options: usize) -> Slot {
        Slot { slot: 1, version: Id::from_uuid(uuid::Uuid::nil()), item_type, option_order: (0..options).collect(), parts: 0, points: 100 }
    }

    fn of_any(key: &Key, given: &Given) -> i64 {
        of(&slot(ItemType::GapFill, 5), key, &Marking::default(), given, MultipleResponseRule::PerOption)
    }

    #[test]
    fn each_option_by_itself() {
        let key = Key::Options(vec![0, 1, 2]);
        // Five options: all right; one key missing (4 of 5); two keys missing and one wrong one chosen (2 of 5).
        assert_eq!(of_any(&key, &Given::Options(vec![0, 1, 2])), 100);
        assert_eq!(of_any(&key, &Given::Options(vec![0, 1])), 80);
        assert_eq!(of_any(&key, &Given::Options(vec![0, 3])), 40);
        assert_eq!(of_any(&key, &Given::Nothing), 0);
    }

    #[test]
    fn gaps_count_one_by_one() {
        let gap = |accepted: &str| GapKey { accepted: vec![accepted.to_owned()], distractors: Vec::new() };
        let key = Key::Gaps(vec![gap("2023"), gap("Bộ Chính trị"), gap("hòa bình")]);
        let given = |list: [&str; 3]| Given::Gaps(list.map(str::to_owned).to_vec());
        assert_eq!(of_any(&key, &given(["2023", "bộ chính trị", "hoà bình"])), 100);
        assert_eq!(of_any(&key, &given(["2023", "", "hoà  bình "])), 66);
        assert_eq!(of_any(&key, &given(["", "2023", ""])), 0);
        assert_eq!(right_parts(&key, &Marking::default(), &given(["2023", "x", "hoà bình"])), [true, false, true]);
    }

    #[test]
    fn an_essay_waits_for_people() {
        assert_eq!(of_any(&Key::Guide("ba ý".into()), &Given::Text("ba ý".into())), 0);
    }

    #[test]
    fn an_answer_of_another_shape_gets_nothing() {
        let keys = [Key::Statements(vec![true]), Key::Order(vec![0, 1]), Key::Truth(true), Key::Guide(String::new())];
        for key in keys {
            assert_eq!(of_any(&key, &Given::Options(vec![0])), 0, "{key:?}");
        }
    }

    #[test]
    fn seventy_percent_is_met_exactly() {
        assert!(passes(1_400, 2_000, 70));
        assert!(!passes(1_399, 2_000, 70));
        // 70 % of 1,999 hundredths is 1,399.3: the next whole hundredth passes, the one before does not.
        assert!(passes(1_400, 1_999, 70));
        assert!(!passes(1_399, 1_999, 70));
    }
}
