//! Papers whose items each have their own time (thời gian từng câu): which item is shown when, and what is still taken for
//! which. Pure: no clock, no database.
//!
//! An attempt stands at an item since an instant. When the item's time is over the next one is shown, without anybody
//! writing anything: place and instant follow from the stored pair and the clock. Moving on early stores a new pair, and
//! the attempt ends so much earlier. There is no way back.

use std::{cmp::Ordering, ops::RangeInclusive};

use super::model::{QuizError, Rules};
use crate::kernel::Timestamp;

/// Seconds that an item may have: less cannot be read, more is a limit for the whole paper.
pub const SECONDS: RangeInclusive<i64> = 5..=600;

const MICROS: i64 = 1_000_000;

/// Seconds of a whole paper of so many items.
pub fn paper_seconds(items: usize, seconds_per_item: i64) -> i64 {
    i64::try_from(items).unwrap_or(i64::MAX).saturating_mul(seconds_per_item)
}

/// Where an attempt was put last, by its start or by moving on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Mark {
    /// The item, from 1.
    pub slot: i32,
    /// Since when it is shown.
    pub since: Timestamp,
}

impl Mark {
    /// As it is stored: both or neither.
    pub fn of(slot: Option<i32>, since: Option<Timestamp>) -> Option<Self> {
        slot.zip(since).map(|(slot, since)| Self { slot, since })
    }
}

/// How a running attempt stands with the time of its items.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pace {
    /// Seconds of each item.
    pub seconds: i64,
    /// Items of the paper.
    pub items: i32,
    /// Where it was put last.
    pub mark: Mark,
    /// Its end: when the last item's time is over, or the round closes.
    pub deadline: Timestamp,
    /// Seconds that a response may come late.
    pub grace_seconds: i64,
    /// Clocks stand still until then. Whoever stops them has moved mark and deadline on already, so that the instant at
    /// which they go on tells how everything stood when they stopped.
    pub paused_until: Option<Timestamp>,
}

/// An item that is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Shown {
    /// Which one, from 1.
    pub slot: i32,
    /// Since when.
    pub since: Timestamp,
    /// Until when.
    pub until: Timestamp,
}

impl Pace {
    /// Of an attempt under these rules; none where its items have no time of their own.
    pub fn new(rules: &Rules, mark: Option<Mark>, deadline: Option<Timestamp>, paused_until: Option<Timestamp>) -> Option<Self> {
        let (seconds, whole) = (rules.seconds_per_item?, rules.time_limit_seconds?);
        let items = i32::try_from(whole.checked_div(seconds)?).ok()?;
        Some(Self { seconds, items, mark: mark?, deadline: deadline?, grace_seconds: rules.grace_seconds, paused_until })
    }

    /// The instant by which things stand at `at`.
    fn clock(&self, at: Timestamp) -> Timestamp {
        self.paused_until.map_or(at, |until| at.max(until))
    }

    /// The item begun last at `at`; after the end the one that the end cut off.
    fn reached(&self, at: Timestamp) -> Shown {
        let last = self.deadline.micros().saturating_sub(1).max(self.mark.since.micros());
        let passed = self.clock(at).micros().clamp(self.mark.since.micros(), last) - self.mark.since.micros();
        let lapsed = (passed / (self.seconds * MICROS)).min(i64::from((self.items - self.mark.slot).max(0)));
        let since = self.mark.since.plus_seconds(lapsed * self.seconds);
        let slot = self.mark.slot + i32::try_from(lapsed).unwrap_or(0);
        Shown { slot, since, until: since.plus_seconds(self.seconds).min(self.deadline) }
    }

    /// The item shown at `at`; none once the last one's time is over.
    pub fn shown(&self, at: Timestamp) -> Option<Shown> {
        (self.clock(at) < self.deadline).then(|| self.reached(at))
    }

    /// Whether a response for an item is taken when it arrives at `at`: for the one that is shown, and within the grace for
    /// the one whose time has just run out, but not for one that was left. That the attempt itself still takes
    /// responses is for [`timing`](super::timing) to say.
    ///
    /// # Errors
    /// [`QuizError::ItemOver`], [`QuizError::ItemNotYet`].
    pub fn check(&self, slot: i32, at: Timestamp) -> Result<(), QuizError> {
        let now = self.reached(at);
        let is_in_grace = self.clock(at) <= now.since.plus_seconds(self.grace_seconds);
        match slot.cmp(&now.slot) {
            Ordering::Equal => Ok(()),
            Ordering::Less if slot >= self.mark.slot && slot + 1 == now.slot && is_in_grace => Ok(()),
            Ordering::Less => Err(QuizError::ItemOver { shown: now.slot }),
            Ordering::Greater => Err(QuizError::ItemNotYet { shown: now.slot }),
        }
    }

    /// Where moving on from an item leads at `at`, and when the attempt then ends. None where nothing moves: the item is
    /// passed already (so that asking twice moves once), or it is the last one.
    ///
    /// # Errors
    /// [`QuizError::ItemNotYet`].
    pub fn next(&self, slot: i32, at: Timestamp) -> Result<Option<(Mark, Timestamp)>, QuizError> {
        let now = self.reached(at);
        if slot > now.slot {
            return Err(QuizError::ItemNotYet { shown: now.slot });
        }
        if slot < now.slot || slot >= self.items || self.shown(at).is_none() {
            return Ok(None);
        }
        let since = self.clock(at);
        let deadline = self.deadline.min(since.plus_seconds(i64::from(self.items - slot) * self.seconds));
        Ok(Some((Mark { slot: slot + 1, since }, deadline)))
    }
}

#[cfg(test)]
mod tests;
