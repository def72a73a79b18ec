//! The line of those who wait: two numbers and a rate, whatever the number of people. Pure.

use crate::kernel::Timestamp;

/// People called in a second for each place, as long as nothing is known: nobody is at work for less than a twentieth.
const A_PLACE_A_SECOND: u64 = 20;
/// Seconds after which somebody who waits asks again, at least and at most.
const SOONEST: u64 = 2;
const LATEST: u64 = 10;

/// Tickets are numbered from 1 in the order of coming; those up to `called` may come in.
///
/// Who is called comes only when they ask again, some seconds later. So people are called at a pace: as many a second as
/// came in while all places were taken, and more from second to second as long as places stay free.
#[derive(Debug)]
pub struct Line {
    issued: u64,
    called: u64,
    looked_at: Timestamp,
    /// People called in a second; never fewer than `slowest`.
    pace: u64,
    slowest: u64,
    /// Since when is counted, how many came in since, and whether all places were taken at some moment.
    counted_from: Timestamp,
    come_in: u64,
    was_full: bool,
}

impl Line {
    /// An empty line before a door with so many places.
    pub fn new(now: Timestamp, places: usize) -> Self {
        let slowest = u64::try_from(places).unwrap_or(u64::MAX).saturating_mul(A_PLACE_A_SECOND).max(A_PLACE_A_SECOND);
        Self { issued: 0, called: 0, looked_at: now, pace: slowest, slowest, counted_from: now, come_in: 0, was_full: false }
    }

    /// Calls those whose turn it is; while no place is free nobody, and that time calls nobody later either.
    pub fn call(&mut self, now: Timestamp, free: usize) {
        self.keep_pace(now);
        let passed = now.micros() - self.looked_at.micros();
        if free == 0 || passed < 0 {
            self.was_full |= free == 0;
            self.looked_at = now;
            return;
        }
        let more = u64::try_from(passed).unwrap_or(0).saturating_mul(self.pace) / 1_000_000;
        if more > 0 {
            self.called = self.called.saturating_add(more).min(self.issued);
            // What is left of the time counts for the next.
            let spent = more.saturating_mul(1_000_000) / self.pace;
            self.looked_at = Timestamp::from_micros(self.looked_at.micros().saturating_add(i64::try_from(spent).unwrap_or(0)));
        }
    }

    fn keep_pace(&mut self, now: Timestamp) {
        let passed = now.micros() - self.counted_from.micros();
        if (0..1_000_000).contains(&passed) {
            return;
        }
        self.pace = match () {
            // After a silence nothing is known.
            () if !(0..5_000_000).contains(&passed) => self.slowest,
            () if self.was_full => self.come_in.max(self.slowest),
            () if self.is_empty() => self.pace,
            () => (self.pace + self.pace / 2).min(self.slowest * 100),
        };
        (self.counted_from, self.come_in, self.was_full) = (now, 0, false);
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
    pub const fn count(&mut self) {
        self.come_in += 1;
    }

    /// Seconds after which somebody at this place asks again: half of the time until their turn, since it may come sooner.
    pub fn seconds(&self, place: u64, number: u64) -> u32 {
        let turn = (place / self.pace / 2).clamp(SOONEST, LATEST);
        u32::try_from(if place == 0 { 1 } else { turn } + number % 2).unwrap_or(1)
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
        let mut line = Line::new(START, 4);
        let numbers: Vec<u64> = (0..10).map(|_| line.issue()).collect();
        assert!(!line.is_empty());
        line.call(after(12), 4);
        assert_eq!(line.place(numbers[0]), 1, "80 a second are one in 12.5 ms");
        line.call(after(50), 4);
        assert_eq!(numbers.iter().map(|n| line.place(*n)).collect::<Vec<_>>(), [0, 0, 0, 0, 1, 2, 3, 4, 5, 6]);
        line.call(after(5_000), 0);
        line.call(after(5_012), 4);
        assert_eq!(line.place(numbers[4]), 1, "time without room calls nobody");
        line.call(after(5_050), 4);
        assert_eq!(line.place(numbers[7]), 0);
        assert_eq!(line.place(numbers[8]), 1);
    }

    #[test]
    fn those_who_never_come_back_hold_nobody_up_for_long() {
        let mut line = Line::new(START, 4);
        for _ in 0..5_000 {
            line.issue();
        }
        line.call(after(70_000), 32);
        assert!(line.is_empty());
        line.call(after(-60_000), 32);
        let late = line.issue();
        line.call(after(-59_900), 1);
        assert_eq!(line.place(late), 0, "a clock that was set back stops nobody");
    }

    #[test]
    fn who_stands_further_back_asks_later() {
        let line = Line::new(START, 8);
        assert_eq!(line.seconds(0, 2), 1);
        assert!(line.seconds(100, 2) < line.seconds(2_000, 2));
        assert!(line.seconds(1_000_000, 2) <= 11, "nobody is sent away for long: their turn may come sooner");
    }

    /// People called in the second that begins then, with so many places free all along.
    fn called_in_a_second(line: &mut Line, from: i64, free: usize) -> u64 {
        let before = line.called;
        for tick in 0..20 {
            line.call(after(from + tick * 50), free);
        }
        line.called - before
    }

    #[test]
    fn the_pace_follows_what_the_server_can_do() {
        let mut line = Line::new(START, 2);
        for _ in 0..100_000 {
            line.issue();
        }
        let calm: Vec<u64> = (0..6).map(|second| called_in_a_second(&mut line, second * 1_000, 2)).collect();
        assert!(calm.windows(2).all(|pair| pair[0] < pair[1]), "faster as long as places stay free: {calm:?}");
        line.call(after(6_050), 0);
        for _ in 0..70 {
            line.count();
        }
        line.call(after(7_099), 0);
        let full = called_in_a_second(&mut line, 7_100, 1);
        assert!((60..=71).contains(&full), "as many as came in while it was full: {full}");
    }
}
