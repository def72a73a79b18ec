//! When an attempt ends and what still counts. Pure: no clock, no database.

use super::model::Rules;
use crate::kernel::Timestamp;

/// The end a taker sees: start + limit, or the closing of the quiz if that comes first.
pub fn deadline(rules: &Rules, started_at: Timestamp, closes_at: Option<Timestamp>) -> Option<Timestamp> {
    let by_limit = rules.time_limit_seconds.map(|limit| started_at.plus_seconds(limit));
    match (by_limit, closes_at) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// Whether something that arrived then still counts.
pub fn is_in_time(rules: &Rules, deadline: Option<Timestamp>, arrived_at: Timestamp) -> bool {
    deadline.is_none_or(|deadline| arrived_at <= deadline.plus_seconds(rules.grace_seconds))
}

/// Whether a response that arrives before [`is_in_time`] ends may still be on its way.
/// The sweeper waits a little longer than the grace, so that it never overtakes a save in the queue.
pub fn is_due(rules: &Rules, deadline: Option<Timestamp>, now: Timestamp) -> bool {
    const QUEUE_SECONDS: i64 = 10;
    deadline.is_some_and(|deadline| now > deadline.plus_seconds(rules.grace_seconds + QUEUE_SECONDS))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quiz::{model::KeyRelease, scoring::MultipleResponseRule};

    fn rules(limit: Option<i64>) -> Rules {
        Rules {
            time_limit_seconds: limit,
            seconds_per_item: None,
            grace_seconds: 5,
            attempts_allowed: 3,
            pass_percent: 70,
            multiple_response: MultipleResponseRule::RightMinusWrong,
            key_release: KeyRelease::PassedOrLastAttempt,
        }
    }

    const START: Timestamp = Timestamp::from_millis(1_000_000);

    #[test]
    fn the_earlier_of_limit_and_closing_ends_it() {
        assert_eq!(deadline(&rules(Some(600)), START, None), Some(START.plus_seconds(600)));
        assert_eq!(deadline(&rules(Some(600)), START, Some(START.plus_seconds(240))), Some(START.plus_seconds(240)));
        assert_eq!(deadline(&rules(None), START, None), None);
    }

    #[test]
    fn grace_ends_to_the_microsecond() {
        let rules = rules(Some(60));
        let end = deadline(&rules, START, None);
        let last = START.plus_seconds(65);
        assert!(is_in_time(&rules, end, last));
        assert!(!is_in_time(&rules, end, Timestamp::from_micros(last.micros() + 1)));
        assert!(!is_due(&rules, end, last));
    }
}
