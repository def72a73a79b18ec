use proptest::prelude::*;

use super::*;

const START: Timestamp = Timestamp::from_millis(1_795_397_400_000);

/// Ten items of ten seconds, begun at [`START`].
fn pace() -> Pace {
    Pace {
        seconds: 10,
        items: 10,
        mark: Mark { slot: 1, since: START },
        deadline: START.plus_seconds(100),
        grace_seconds: 5,
        paused_until: None,
    }
}

const fn at(millis: i64) -> Timestamp {
    Timestamp::from_micros(START.micros() + millis * 1_000)
}

fn slot_at(pace: &Pace, millis: i64) -> Option<i32> {
    pace.shown(at(millis)).map(|shown| shown.slot)
}

#[test]
fn items_follow_each_other_by_the_clock_alone() {
    let pace = pace();
    assert_eq!([0, 9_999, 10_000, 35_000, 99_999].map(|ms| slot_at(&pace, ms)), [1, 1, 2, 4, 10].map(Some));
    assert_eq!(slot_at(&pace, 100_000), None, "the last one is over");
    assert_eq!(pace.shown(at(35_000)), Some(Shown { slot: 4, since: at(30_000), until: at(40_000) }));
}

#[test]
fn moving_on_early_begins_the_next_item_and_ends_the_paper_earlier() {
    let (mark, deadline) = pace().next(1, at(4_000)).unwrap().unwrap();
    assert_eq!((mark, deadline), (Mark { slot: 2, since: at(4_000) }, at(94_000)));
    let moved = Pace { mark, deadline, ..pace() };
    assert_eq!([4_000, 13_999, 14_000, 93_999].map(|ms| slot_at(&moved, ms)), [2, 2, 3, 10].map(Some));
    assert_eq!(moved.next(1, at(4_001)).unwrap(), None, "asked twice, moved once");
    assert!(matches!(moved.next(5, at(4_001)), Err(QuizError::ItemNotYet { shown: 2 })));
    assert_eq!(moved.next(10, at(93_000)).unwrap(), None, "nothing follows the last one");
}

#[test]
fn a_response_counts_for_what_is_shown_or_has_just_lapsed() {
    let pace = pace();
    let code = |pace: &Pace, slot, ms| pace.check(slot, at(ms)).map_err(|error| error.code());
    assert_eq!(code(&pace, 2, 12_000), Ok(()));
    assert_eq!(code(&pace, 1, 15_000), Ok(()), "on its way when the time ran out");
    assert_eq!(code(&pace, 1, 15_001), Err("item_over"));
    assert_eq!(code(&pace, 3, 12_000), Err("item_not_yet"));
    let (mark, deadline) = pace.next(1, at(4_000)).unwrap().unwrap();
    let moved = Pace { mark, deadline, ..pace };
    assert_eq!(code(&moved, 1, 4_001), Err("item_over"), "no way back to what was left");
    assert_eq!(code(&moved, 2, 18_000), Ok(()), "the second one lapsed at 14 s");
    assert_eq!(code(&pace, 10, 104_000), Ok(()), "the last one, within the grace of the whole");
    assert_eq!(code(&pace, 9, 94_999), Ok(()));
}

/// The round closes 25 seconds after the start: the third item has five seconds.
#[test]
fn the_closing_cuts_the_item_that_is_shown() {
    let cut = Pace { deadline: at(25_000), ..pace() };
    assert_eq!(cut.shown(at(24_000)), Some(Shown { slot: 3, since: at(20_000), until: at(25_000) }));
    assert_eq!(slot_at(&cut, 25_000), None);
    assert!(cut.check(3, at(29_000)).is_ok(), "late by less than the grace");
    assert!(matches!(cut.check(4, at(31_000)), Err(QuizError::ItemNotYet { shown: 3 })), "never shown");
    let (mark, deadline) = cut.next(1, at(1_000)).unwrap().unwrap();
    assert_eq!((mark.slot, deadline), (2, at(25_000)), "moving on never moves the closing");
}

#[test]
fn papers_without_such_times_have_no_pace() {
    use crate::quiz::{model::KeyRelease, scoring::MultipleResponseRule};
    let rules = |seconds_per_item| Rules {
        time_limit_seconds: Some(100),
        seconds_per_item,
        grace_seconds: 5,
        attempts_allowed: 1,
        pass_percent: 100,
        multiple_response: MultipleResponseRule::RightMinusWrong,
        key_release: KeyRelease::Never,
    };
    let mark = Mark::of(Some(1), Some(START));
    assert_eq!(Pace::new(&rules(Some(10)), mark, Some(at(100_000)), None), Some(pace()));
    assert_eq!(Pace::new(&rules(None), mark, Some(at(100_000)), None), None);
    assert_eq!(Mark::of(Some(1), None), None);
    let stored = serde_json::to_value(rules(None)).unwrap();
    assert!(stored.get("seconds_per_item").is_none(), "rules stored before stay as they are");
}

fn any_pace() -> impl Strategy<Value = Pace> {
    (5..=60_i64, 1..=30_i32, 1..=2_000_000_i64).prop_map(|(seconds, items, closing)| {
        let whole = i64::from(items) * seconds * 1_000;
        Pace { seconds, items, deadline: at(whole.min(closing)), ..pace() }
    })
}

proptest! {
    /// Whatever somebody presses and when: no item comes back, none is shown longer than its time, the end never moves away.
    #[test]
    fn nobody_gains_time_or_goes_back(start in any_pace(), presses in proptest::collection::vec((0..20_000_i64, -1..=1_i32), 0..60)) {
        let (mut pace, mut now, mut highest) = (start, 0, 1);
        let mut first_seen = std::collections::HashMap::from([(1, 0)]);
        for (wait, off) in presses {
            now += wait;
            let Some(shown) = pace.shown(at(now)) else {
                prop_assert!(now >= start.deadline.millis() - START.millis() || pace.deadline < start.deadline);
                break;
            };
            prop_assert!(shown.slot >= highest && shown.slot <= pace.items);
            prop_assert!(shown.since <= at(now) && at(now) < shown.until);
            prop_assert!(shown.until.micros() - shown.since.micros() <= pace.seconds * MICROS);
            highest = shown.slot;
            let first = *first_seen.entry(shown.slot).or_insert(now);
            prop_assert!(now - first < pace.seconds * 1_000, "shown longer than its time");
            if let Ok(Some((mark, deadline))) = pace.next(shown.slot + off, at(now)) {
                prop_assert_eq!(mark, Mark { slot: shown.slot + 1, since: at(now) });
                prop_assert!(deadline <= pace.deadline);
                pace = Pace { mark, deadline, ..pace };
                first_seen.insert(mark.slot, now);
                highest = mark.slot;
            }
        }
    }

    /// Of all items exactly the shown one is taken, and beside it at most the one before.
    #[test]
    fn one_item_is_taken_and_perhaps_the_one_before(pace in any_pace(), ms in 0..2_100_000_i64) {
        let now = pace.reached(at(ms));
        let taken: Vec<i32> = (1..=pace.items).filter(|slot| pace.check(*slot, at(ms)).is_ok()).collect();
        prop_assert!(taken == [now.slot] || (now.slot > 1 && taken == [now.slot - 1, now.slot]), "{taken:?} at {now:?}");
        let is_fresh = at(ms) <= now.since.plus_seconds(pace.grace_seconds);
        prop_assert_eq!(taken.len() == 2, now.slot > 1 && is_fresh);
    }

    /// A stop at any moment, and stops that follow it, leave the item and what is left of its time as they were.
    #[test]
    fn a_stop_gives_the_time_of_the_item_back(pace in any_pace(), ms in 0..1_000_000_i64, stops in proptest::collection::vec(1..600_i64, 1..4), within: prop::sample::Index) {
        prop_assume!(pace.shown(at(ms)).is_some());
        let before = pace.shown(at(ms)).unwrap();
        let total: i64 = stops.iter().sum();
        let stopped = Pace {
            mark: Mark { since: pace.mark.since.plus_seconds(total), ..pace.mark },
            deadline: pace.deadline.plus_seconds(total),
            paused_until: Some(at(ms).plus_seconds(total)),
            ..pace
        };
        let moved = Some(Shown { slot: before.slot, since: before.since.plus_seconds(total), until: before.until.plus_seconds(total) });
        let during = i64::try_from(within.index(usize::try_from(total * 1_000).unwrap())).unwrap();
        prop_assert_eq!(stopped.shown(at(ms + during)), moved);
        prop_assert_eq!(stopped.shown(at(ms + total * 1_000)), moved);
        prop_assert!(stopped.check(before.slot, at(ms + during)).is_ok(), "what is on its way is kept");
    }
}
