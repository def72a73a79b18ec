//! Points for a response. Pure, integers only (hundredths of a point).

use serde::{Deserialize, Serialize};

use super::response::Given;
use crate::bank::model::Key;

/// How multiple response is scored.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MultipleResponseRule {
    /// (right chosen − wrong chosen) ÷ number of keys, never below zero; rounded down to a hundredth.
    RightMinusWrong,
    /// All keys and nothing else, or nothing.
    AllOrNothing,
}

/// Points of a response, between 0 and `points`.
pub fn score(points: i64, key: &Key, given: &Given, rule: MultipleResponseRule) -> i64 {
    match (key, given) {
        (Key::Truth(key), Given::Truth(given)) if key == given => points,
        (Key::Options(keys), Given::Options(chosen)) if keys == chosen => points,
        (Key::Options(keys), Given::Options(chosen)) if keys.len() > 1 && rule == MultipleResponseRule::RightMinusWrong => {
            let right = chosen.iter().filter(|option| keys.contains(option)).count();
            let wrong = chosen.len() - right;
            let share = i64::try_from(right.saturating_sub(wrong)).unwrap_or(0);
            let keys = i64::try_from(keys.len()).unwrap_or(i64::MAX);
            points * share / keys
        }
        _ => 0,
    }
}

/// Whether a score passes: score × 100 ≥ percent × max, in integers.
pub const fn passes(score: i64, max_score: i64, pass_percent: i64) -> bool {
    score * 100 >= pass_percent * max_score
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn seventy_percent_is_met_exactly() {
        assert!(passes(1_400, 2_000, 70));
        assert!(!passes(1_399, 2_000, 70));
        // 70 % of 1,999 hundredths is 1,399.3: the next whole hundredth passes, the one before does not.
        assert!(passes(1_400, 1_999, 70));
        assert!(!passes(1_399, 1_999, 70));
    }
}
