//! Drawing lots (bốc thăm) so that anyone can repeat it: the lot follows from the round's seed, which the commitment bound
//! before the opening, and from a public value named beforehand that nobody could know then.

use crate::kernel::{Seed, rng::DrawStream};

/// A person's lot; the smaller goes first. The first word of the stream of the round's seed with the label
/// `lot:<public value>:<pseudonym>`.
pub fn lot(seed: Seed, public_value: &str, pseudonym: &str) -> u64 {
    let bytes = DrawStream::new(seed, &format!("lot:{public_value}:{pseudonym}")).bytes();
    bytes.first_chunk().map_or(0, |first| u64::from_be_bytes(*first))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lot_follows_from_seed_value_and_person() {
        let seed = Seed([7; 32]);
        let drawn = lot(seed, "90817", "aa");
        assert_eq!(drawn, lot(seed, "90817", "aa"));
        assert!(drawn != lot(seed, "90818", "aa") && drawn != lot(seed, "90817", "ab") && drawn != lot(Seed([8; 32]), "90817", "aa"));
    }

    /// Of a thousand public values each of two people wins about half: 500 ± 80 is five standard deviations.
    #[test]
    fn nobody_is_favoured() {
        let seed = Seed([7; 32]);
        let wins = (0..1_000).filter(|value| lot(seed, &value.to_string(), "aa") < lot(seed, &value.to_string(), "bb")).count();
        assert!((420..=580).contains(&wins), "{wins}");
    }
}
