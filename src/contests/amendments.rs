//! What was changed after a round opened (sửa đổi trong và sau khi thi), as the result file tells it. Pure: no clock, no
//! database.
//!
//! Time is only ever given, never taken away; a key is corrected or an item voided for everybody who was asked it; each
//! change carries its reason and who decided it.

use serde::{Deserialize, Serialize};

use super::commitment::{Frozen, FrozenKey};

/// A decided change.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Amendment {
    /// When it took effect: milliseconds since 1970.
    pub at: i64,
    /// What is changed.
    pub change: Change,
    /// Why, as it was announced.
    pub reason: String,
    /// Roles of the people who decided it, in the order of their signatures.
    pub decided_by: Vec<String>,
}

/// What an amendment changes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Change {
    /// The round stood still for so long: papers were hidden, nobody could start, clocks stopped (tạm dừng).
    Pause {
        /// How long.
        seconds: i64,
    },
    /// More time for everybody who was at it and for the round itself (gia hạn).
    Extension {
        /// How long.
        seconds: i64,
    },
    /// An item with a fault: everybody who was asked it gets its points (hủy câu hỏi).
    ItemVoided {
        /// Bank.
        bank: String,
        /// Code.
        code: String,
    },
    /// The key was wrong: everybody is scored by the right one (sửa đáp án).
    KeyCorrected {
        /// Bank.
        bank: String,
        /// Code.
        code: String,
        /// The key that stood until then.
        old: FrozenKey,
        /// The key that counts.
        new: FrozenKey,
    },
    /// The round does not count at all; it has no result and no file (hủy vòng thi).
    RoundVoided,
}

impl Change {
    /// The word used in data and messages.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Pause { .. } => "pause",
            Self::Extension { .. } => "extension",
            Self::ItemVoided { .. } => "item_voided",
            Self::KeyCorrected { .. } => "key_corrected",
            Self::RoundVoided => "round_voided",
        }
    }

    /// Seconds that it gives; 0 where it is not about time.
    pub const fn seconds(&self) -> i64 {
        match self {
            Self::Pause { seconds } | Self::Extension { seconds } => *seconds,
            Self::ItemVoided { .. } | Self::KeyCorrected { .. } | Self::RoundVoided => 0,
        }
    }

    /// Bank and code of the item concerned.
    pub fn item(&self) -> Option<(&str, &str)> {
        match self {
            Self::ItemVoided { bank, code } | Self::KeyCorrected { bank, code, .. } => Some((bank, code)),
            Self::Pause { .. } | Self::Extension { .. } | Self::RoundVoided => None,
        }
    }

    /// How many people must decide it. A pause is for the minute of an incident: one may call it, and it harms nobody.
    pub const fn deciders(&self) -> usize {
        match self {
            Self::Pause { .. } => 1,
            Self::Extension { .. } | Self::ItemVoided { .. } | Self::KeyCorrected { .. } | Self::RoundVoided => 2,
        }
    }
}

/// When a round was open and when each attempt ended, amendments and all. Milliseconds.
pub struct Timetable<'a> {
    frozen: &'a Frozen,
    /// At, length, whether clocks stood still.
    given: Vec<(i64, i64, bool)>,
}

impl<'a> Timetable<'a> {
    /// Of a round; `amendments` in the order of their times.
    pub fn new(frozen: &'a Frozen, amendments: &[Amendment]) -> Self {
        let given = amendments.iter().filter(|amendment| amendment.change.seconds() > 0);
        Self {
            frozen,
            given: given
                .map(|amendment| (amendment.at, amendment.change.seconds() * 1_000, matches!(amendment.change, Change::Pause { .. })))
                .collect(),
        }
    }

    /// The closing as it stood at a moment.
    pub fn closing_known_at(&self, moment: i64) -> i64 {
        let before = self.given.iter().take_while(|(at, ..)| *at <= moment);
        before.fold(self.frozen.closes_at, |closes_at, (at, length, _)| if *at < closes_at { closes_at + length } else { closes_at })
    }

    /// Whether an attempt may have begun then. A start that was on its way when the round was brought to a stand counts:
    /// nobody gains by it, since the clock of the one who made it stood still too.
    pub fn could_start(&self, moment: i64) -> bool {
        let closing = self.closing_known_at(moment);
        let given = closing - self.frozen.closes_at;
        let last = self.frozen.last_start_at.map_or(closing, |last| closing.min(last + given));
        (self.frozen.opens_at..last).contains(&moment)
    }

    /// The end of an attempt that began then. Time given while it ran is its own too; what came after its end is not.
    pub fn end_of(&self, started_at: i64) -> i64 {
        let closing = self.closing_known_at(started_at);
        let own = self.frozen.time_limit_seconds.map_or(closing, |limit| closing.min(started_at + limit * 1_000));
        let later = self.given.iter().filter(|(at, ..)| *at > started_at);
        later.fold(own, |end, (at, length, _)| if *at < end { end + length } else { end })
    }

    /// How long clocks stood still between two moments.
    pub fn paused_between(&self, from: i64, until: i64) -> i64 {
        let stood = self.given.iter().filter(|(.., stands)| *stands);
        stood.map(|(at, length, _)| ((at + length).min(until) - (*at).max(from)).max(0)).sum()
    }
}

/// Whether the list can be what was decided: in order, each while the round was open or after it as its kind asks, each
/// item known, each correction from the key that stood, each with enough people behind it.
pub fn are_sound(frozen: &Frozen, amendments: &[Amendment]) -> bool {
    let timetable = Timetable::new(frozen, amendments);
    let mut keys: Vec<FrozenKey> = frozen.items.iter().map(|item| item.key.clone()).collect();
    amendments.is_sorted_by_key(|amendment| amendment.at)
        && amendments.iter().enumerate().all(|(place, amendment)| {
            let before = Timetable { frozen, given: timetable.given.iter().copied().filter(|(at, ..)| *at < amendment.at).collect() };
            let is_decided = amendment.decided_by.len() >= amendment.change.deciders() && !amendment.reason.trim().is_empty();
            let is_possible = match &amendment.change {
                // Items with their own time have no room for more: only a stop moves their end.
                Change::Extension { .. } if frozen.seconds_per_item.is_some() => false,
                Change::Pause { seconds } | Change::Extension { seconds } => {
                    *seconds > 0 && (frozen.opens_at..before.closing_known_at(amendment.at)).contains(&amendment.at)
                }
                Change::ItemVoided { bank, code } => place_of(frozen, bank, code).is_some(),
                Change::KeyCorrected { bank, code, old, new } => place_of(frozen, bank, code).is_some_and(|item| {
                    let stood = std::mem::replace(&mut keys[item], new.clone());
                    stood == *old && frozen.items[item].takes_key(new)
                }),
                Change::RoundVoided => false,
            };
            // Two at the same millisecond would leave open which came first.
            let is_alone = place == 0 || amendments[place - 1].at < amendment.at;
            is_decided && is_possible && is_alone
        })
}

/// The place of an item in what was frozen.
pub fn place_of(frozen: &Frozen, bank: &str, code: &str) -> Option<usize> {
    frozen.items.iter().position(|item| item.bank == bank && item.code == code)
}

/// How an item is scored after all amendments.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Marking {
    /// By this key.
    Key(FrozenKey),
    /// All points for everybody who was asked it.
    Voided,
}

/// How each frozen item is scored, in their order.
pub fn markings(frozen: &Frozen, amendments: &[Amendment]) -> Vec<Marking> {
    let mut markings: Vec<Marking> = frozen.items.iter().map(|item| Marking::Key(item.key.clone())).collect();
    for change in amendments.iter().map(|amendment| &amendment.change) {
        let Some(place) = change.item().and_then(|(bank, code)| place_of(frozen, bank, code)) else { continue };
        match (change, &markings[place]) {
            (Change::ItemVoided { .. }, _) => markings[place] = Marking::Voided,
            // A voided item stays voided.
            (Change::KeyCorrected { new, .. }, Marking::Key(_)) => markings[place] = Marking::Key(new.clone()),
            _ => {}
        }
    }
    markings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contests::verify::tests::{OPENS, frozen};

    fn at(minutes: i64, change: Change) -> Amendment {
        let decided_by = vec!["organizer".to_owned(); change.deciders()];
        Amendment { at: OPENS + minutes * 60_000, change, reason: "Mất điện".into(), decided_by }
    }

    const fn ms(minutes: i64) -> i64 {
        OPENS + minutes * 60_000
    }

    /// The round is open for 60 minutes, a paper takes 10. At minute 20 it stands still for 5, at minute 50 another 10 are given.
    #[test]
    fn time_is_given_to_whom_it_was_taken_from() {
        let frozen = frozen();
        let amendments = [at(20, Change::Pause { seconds: 300 }), at(50, Change::Extension { seconds: 600 })];
        let timetable = Timetable::new(&frozen, &amendments);
        assert_eq!([0, 20, 49, 50].map(|minute| timetable.closing_known_at(ms(minute))), [60, 65, 65, 75].map(ms));
        assert_eq!(timetable.end_of(ms(5)), ms(15), "over before the pause: nothing is given");
        assert_eq!(timetable.end_of(ms(15)), ms(30), "ten minutes of its own and the five of the pause");
        assert_eq!(timetable.end_of(ms(30)), ms(40), "begun after the pause");
        assert_eq!(timetable.end_of(ms(45)), ms(65), "running when more was given");
        assert_eq!(timetable.end_of(ms(70)), ms(75), "the closing ends it");
        assert_eq!([-1, 0, 59, 74, 75].map(|minute| timetable.could_start(ms(minute))), [false, true, true, true, false]);
        assert_eq!(timetable.paused_between(ms(15), ms(28)), 300_000);
        assert_eq!(timetable.paused_between(ms(22), ms(24)), 120_000);
        assert_eq!(timetable.paused_between(ms(26), ms(60)), 0, "an extension stops no clock");
        assert!(are_sound(&frozen, &amendments));
    }

    #[test]
    fn what_nobody_can_have_decided_is_seen() {
        let frozen = frozen();
        let item = |number: usize| (frozen.items[number].bank.clone(), frozen.items[number].code.clone());
        let corrected = |minutes, number, old: Vec<usize>, new: Vec<usize>| {
            let (bank, code) = item(number);
            at(minutes, Change::KeyCorrected { bank, code, old: FrozenKey::Options(old), new: FrozenKey::Options(new) })
        };
        assert!(are_sound(&frozen, &[corrected(90, 0, vec![0], vec![1]), corrected(91, 0, vec![1], vec![2])]));
        let wrong: [(&str, Vec<Amendment>); 8] = [
            ("before the opening", vec![at(-1, Change::Pause { seconds: 60 })]),
            ("after the closing", vec![at(61, Change::Extension { seconds: 60 })]),
            ("takes time away", vec![at(5, Change::Extension { seconds: -60 })]),
            ("out of order", vec![at(30, Change::Pause { seconds: 60 }), at(20, Change::Pause { seconds: 60 })]),
            ("no such item", vec![at(90, Change::ItemVoided { bank: "b".into(), code: "b-999".into() })]),
            ("another key stood", vec![corrected(90, 0, vec![2], vec![1])]),
            ("no such option", vec![corrected(90, 0, vec![0], vec![4])]),
            ("one person", vec![Amendment { decided_by: vec!["organizer".into()], ..corrected(90, 0, vec![0], vec![1]) }]),
        ];
        for (why, amendments) in wrong {
            assert!(!are_sound(&frozen, &amendments), "{why}");
        }
    }

    #[test]
    fn a_voided_item_stays_voided() {
        let frozen = frozen();
        let (bank, code) = (frozen.items[0].bank.clone(), frozen.items[0].code.clone());
        let void = at(90, Change::ItemVoided { bank: bank.clone(), code: code.clone() });
        let correct = at(91, Change::KeyCorrected { bank, code, old: FrozenKey::Options(vec![0]), new: FrozenKey::Options(vec![1]) });
        assert_eq!(markings(&frozen, std::slice::from_ref(&correct))[0], Marking::Key(FrozenKey::Options(vec![1])));
        let both = markings(&frozen, &[void, correct]);
        assert_eq!((&both[0], &both[1]), (&Marking::Voided, &Marking::Key(frozen.items[1].key.clone())));
    }
}
