//! When each person's paper is revealed: spread over three seconds behind the opening, so that thousands who wait together
//! do not come in the same instant. Pure.
//!
//! The moment follows from the round's seed and the person's pseudonym: stable, beyond anybody's choice, and checkable once
//! the seed is published. Nobody profits by it, since a person's own time begins at their own moment.

use crate::kernel::{Seed, Timestamp, rng::DrawStream};

/// Milliseconds over which the moments are spread.
pub const SPREAD_MILLIS: i64 = 3_000;

/// Milliseconds behind the opening, below [`SPREAD_MILLIS`].
pub fn offset_millis(seed: Seed, pseudonym: &str) -> i64 {
    offset_within(SPREAD_MILLIS, seed, pseudonym)
}

/// Milliseconds behind the opening, below `spread`: a number of the stream of the round's seed with the label
/// `reveal:<pseudonym>`.
pub fn offset_within(spread: i64, seed: Seed, pseudonym: &str) -> i64 {
    let bound = usize::try_from(spread).unwrap_or(1);
    i64::try_from(DrawStream::new(seed, &format!("reveal:{pseudonym}")).below(bound)).unwrap_or(0)
}

/// The moment before which a person cannot begin.
pub fn moment(opens_at: Timestamp, seed: Seed, pseudonym: &str) -> Timestamp {
    Timestamp::from_micros(opens_at.micros() + offset_millis(seed, pseudonym) * 1_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_stable_within_the_spread_and_about_even() {
        let seed = Seed([5; 32]);
        let mut sixths = [0_u32; 6];
        for person in 0..6_000 {
            let name = format!("{person:032x}");
            let offset = offset_millis(seed, &name);
            assert_eq!(offset, offset_millis(seed, &name));
            assert!((0..SPREAD_MILLIS).contains(&offset));
            sixths[usize::try_from(offset / 500).unwrap()] += 1;
        }
        assert!(sixths.iter().all(|n| (850..1_150).contains(n)), "{sixths:?}");
        let opens_at = Timestamp::from_millis(1_000_000);
        let at = moment(opens_at, seed, "ab");
        assert!(at >= opens_at && at < opens_at.plus_seconds(3));
        assert_ne!(offset_millis(seed, "ab"), offset_millis(Seed([6; 32]), "ab"), "each round spreads anew");
    }
}
