//! Who may see what of a result, and when: the only place that decides it, for every representation.

use super::model::{Attempt, AttemptState, KeyRelease};

/// What is known of the person's attempts at the same quiz.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Standing {
    /// Attempts begun, this one included.
    pub attempts_used: i32,
    /// Some attempt passed.
    pub has_passed: bool,
    /// Some attempt is open now.
    pub has_open_attempt: bool,
}

/// What may be shown of an attempt.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Visible {
    /// Score and whether it passes.
    pub score: bool,
    /// Items with response, key, rationale and citation.
    pub solutions: bool,
}

/// Decides. A void attempt or one in progress shows nothing, nor does one with an essay that is not marked yet; keys stay hidden while the person has an
/// open attempt of the same quiz, whose paper may hold the same items.
pub fn of(attempt: &Attempt, standing: Standing) -> Visible {
    if !matches!(attempt.state, AttemptState::Submitted | AttemptState::Expired) {
        return Visible::default();
    }
    if attempt.score.is_none() {
        return Visible::default();
    }
    let allowed = attempt.rules.attempts_allowed;
    let none_left = allowed > 0 && standing.attempts_used >= allowed;
    let released = match attempt.rules.key_release {
        KeyRelease::PassedOrLastAttempt => standing.has_passed || none_left,
        KeyRelease::Never => false,
    };
    // A round's scores are published with its ranking, to everybody at once.
    Visible { score: attempt.rules.key_release != KeyRelease::Never, solutions: released && !standing.has_open_attempt }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        kernel::{Id, Timestamp},
        quiz::{model::Rules, scoring::MultipleResponseRule},
    };

    fn attempt(state: AttemptState, key_release: KeyRelease) -> Attempt {
        Attempt {
            id: Id::from_uuid(uuid::Uuid::nil()),
            quiz_id: Id::from_uuid(uuid::Uuid::nil()),
            person_id: Id::from_uuid(uuid::Uuid::nil()),
            ordinal: 1,
            state,
            rules: Rules {
                time_limit_seconds: None,
                seconds_per_item: None,
                grace_seconds: 5,
                attempts_allowed: 3,
                pass_percent: 70,
                multiple_response: MultipleResponseRule::RightMinusWrong,
                key_release,
            },
            started_at: Timestamp::from_millis(0),
            deadline_at: None,
            closed_at: None,
            receipt: None,
            score: Some(1_500),
            max_score: 2_000,
            mark: None,
            passed: None,
        }
    }

    #[test]
    fn keys_wait_for_passing_or_the_last_attempt() {
        let closed = attempt(AttemptState::Submitted, KeyRelease::PassedOrLastAttempt);
        let standing = |attempts_used, has_passed, has_open_attempt| Standing { attempts_used, has_passed, has_open_attempt };
        assert_eq!(of(&closed, standing(1, false, false)), Visible { score: true, solutions: false });
        assert_eq!(of(&closed, standing(1, true, false)), Visible { score: true, solutions: true });
        assert_eq!(of(&closed, standing(3, false, false)), Visible { score: true, solutions: true });
        assert_eq!(of(&closed, standing(3, false, true)), Visible { score: true, solutions: false });
        assert_eq!(of(&closed, standing(2, true, true)), Visible { score: true, solutions: false });
    }

    #[test]
    fn nothing_shows_before_closing_or_of_a_void_attempt() {
        let standing = Standing { attempts_used: 3, has_passed: true, has_open_attempt: false };
        assert_eq!(of(&attempt(AttemptState::InProgress, KeyRelease::PassedOrLastAttempt), standing), Visible::default());
        assert_eq!(of(&attempt(AttemptState::Voided, KeyRelease::PassedOrLastAttempt), standing), Visible::default());
        assert_eq!(of(&attempt(AttemptState::Submitted, KeyRelease::Never), standing), Visible::default());
        let unmarked = Attempt { score: None, ..attempt(AttemptState::Submitted, KeyRelease::PassedOrLastAttempt) };
        assert_eq!(of(&unmarked, standing), Visible::default(), "an essay waits to be marked");
    }
}
