//! The line of those who wait: two numbers and a rate, whatever the number of people. Pure.

use crate::kernel::Timestamp;

/// Microseconds after which as many are called as there are free places.
const TICK_MICROS: i64 = 50_000;
/// Seconds after which somebody who waits asks again, at least and at most.
const SOONEST: u64 = 2;
const LATEST: u64 = 30;

/// Tickets are numbered from 1 in the order of coming; those up to `called` may come in.
#[derive(Debug)]
pub struct Line {
    issued: u64,
    called: u64,
    looked_at: Timestamp,
    /// Since when `come_in` counts, how many came in since, and how many in the second before.
    counted_from: Timestamp,
    come_in: u64,
    per_second: u64,
}

impl Line {
    /// An empty line.
    pub const fn new(now: Timestamp) -> Self {
        Self { issued: 0, called: 0, looked_at: now, counted_from: now, come_in: 0, per_second: 0 }
    }

    /// Calls as many as there is room for; where there is none, the time that passed calls nobody later either.
    pub fn call(&mut self, now: Timestamp, free: usize) {
        let passed = now.micros() - self.looked_at.micros();
        if free == 0 || passed < 0 {
            self.looked_at = now;
            return;
        }
        let ticks = passed / TICK_MICROS;
        if ticks > 0 {
            let more = u64::try_from(ticks).unwrap_or(0).saturating_mul(u64::try_from(free).unwrap_or(0));
            self.called = self.called.saturating_add(more).min(self.issued);
            self.looked_at = Timestamp::from_micros(self.looked_at.micros() + ticks * TICK_MICROS);
        }
    }

    /// Whether nobody waits who has not been called.
    pub const fn is_empty(&self) -> bool {
        self.called == self.issued
    }

    /// The next ticket's number.
    pub const fn issue(&mut self) -> u64 {
        self.issued += 1;
        self.issued
    }

    /// How many come before and including the one with this number; 0 when they are called.
    pub const fn place(&self, number: u64) -> u64 {
        number.saturating_sub(self.called)
    }

    /// Counts somebody who came in.
    pub fn count(&mut self, now: Timestamp) {
        let passed = now.micros() - self.counted_from.micros();
        if !(0..1_000_000).contains(&passed) {
            self.per_second = if (0..2_000_000).contains(&passed) { self.come_in } else { 0 };
            (self.counted_from, self.come_in) = (now, 0);
        }
        self.come_in += 1;
    }

    /// Seconds after which somebody at this place asks again: about when it is their turn, spread a little.
    pub fn seconds(&self, place: u64, number: u64) -> u32 {
        let rate = self.per_second.max(self.come_in).max(1);
        let turn = (place / rate).clamp(SOONEST, LATEST) + number % 2;
        u32::try_from(if place == 0 { 1 + number % 2 } else { turn }).unwrap_or(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Timestamp = Timestamp::from_millis(1_000_000);

    fn after(millis: i64) -> Timestamp {
        Timestamp::from_millis(1_000_000 + millis)
    }

    #[test]
    fn earlier_tickets_are_called_first_and_only_where_there_is_room() {
        let mut line = Line::new(START);
        let numbers: Vec<u64> = (0..10).map(|_| line.issue()).collect();
        assert!(!line.is_empty());
        line.call(after(49), 4);
        assert_eq!(line.place(numbers[0]), 1, "not before the tick");
        line.call(after(50), 4);
        assert_eq!(numbers.iter().map(|n| line.place(*n)).collect::<Vec<_>>(), [0, 0, 0, 0, 1, 2, 3, 4, 5, 6]);
        line.call(after(5_000), 0);
        line.call(after(5_049), 4);
        assert_eq!(line.place(numbers[4]), 1, "time without room calls nobody");
        line.call(after(5_050), 4);
        assert_eq!(line.place(numbers[7]), 0);
        assert_eq!(line.place(numbers[8]), 1);
    }

    #[test]
    fn those_who_never_come_back_hold_nobody_up_for_long() {
        let mut line = Line::new(START);
        for _ in 0..5_000 {
            line.issue();
        }
        line.call(after(60_000), 32);
        assert!(line.is_empty());
        line.call(after(-60_000), 32);
        let late = line.issue();
        line.call(after(-59_900), 1);
        assert_eq!(line.place(late), 0, "a clock that was set back stops nobody");
    }

    #[test]
    fn who_stands_further_back_asks_later() {
        let mut line = Line::new(START);
        for at in 0..200 {
            line.count(after(at * 5));
        }
        line.count(after(1_001));
        assert_eq!(line.seconds(0, 2), 1);
        assert!(line.seconds(100, 2) < line.seconds(2_000, 2));
        assert!(line.seconds(1_000_000, 2) <= 31, "nobody is sent away for long: their turn may come sooner");
    }
}
