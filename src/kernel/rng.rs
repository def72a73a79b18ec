//! Chance is passed in too, and what it decides can be replayed from a recorded seed.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Where unpredictable bytes come from.
pub trait Entropy: Send + Sync {
    /// Fills `out` with unpredictable bytes.
    fn fill(&self, out: &mut [u8]);
}

/// The operating system's generator.
#[derive(Debug, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    /// # Panics
    /// When the operating system has no randomness to give: nothing safe can be done then.
    fn fill(&self, out: &mut [u8]) {
        getrandom::fill(out).expect("the operating system gives random bytes");
    }
}

/// 32 bytes that decide a draw, recorded with what they decided.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Seed(pub [u8; 32]);

impl Seed {
    /// A fresh seed.
    pub fn fresh(entropy: &dyn Entropy) -> Self {
        let mut bytes = [0; 32];
        entropy.fill(&mut bytes);
        Self(bytes)
    }
}

/// Uniform numbers from a seed: block `i` is HMAC-SHA-256(seed, label ‖ 0x00 ‖ `i` as 8 bytes
/// big-endian), read as big-endian 64-bit words; a word at or above the largest multiple of the
/// bound is passed over. Any language's standard library can replay it.
pub struct DrawStream {
    seed: Seed,
    label: Vec<u8>,
    block: u64,
    words: Vec<u64>,
}

impl DrawStream {
    /// A stream of its own for each `label` (what the numbers are used for).
    pub fn new(seed: Seed, label: &str) -> Self {
        Self { seed, label: label.as_bytes().to_vec(), block: 0, words: Vec::new() }
    }

    fn word(&mut self) -> u64 {
        if self.words.is_empty() {
            let mut mac = Hmac::<Sha256>::new_from_slice(&self.seed.0).expect("HMAC takes a key of any length");
            mac.update(&self.label);
            mac.update(&[0]);
            mac.update(&self.block.to_be_bytes());
            self.block += 1;
            let digest = mac.finalize().into_bytes();
            self.words = digest.chunks_exact(8).rev().map(|c| u64::from_be_bytes(c.try_into().unwrap_or_default())).collect();
        }
        self.words.pop().unwrap_or_default()
    }

    /// The first 32 bytes of the stream: a seed of its own for each label.
    pub fn bytes(mut self) -> [u8; 32] {
        let mut out = [0; 32];
        for chunk in out.chunks_exact_mut(8) {
            chunk.copy_from_slice(&self.word().to_be_bytes());
        }
        out
    }

    /// A number in `0..bound`, each equally likely. `bound` 0 gives 0.
    pub fn below(&mut self, bound: usize) -> usize {
        let Ok(bound) = u64::try_from(bound) else { return 0 };
        if bound == 0 {
            return 0;
        }
        let limit = u64::MAX - u64::MAX % bound;
        loop {
            let word = self.word();
            if word < limit {
                return usize::try_from(word % bound).unwrap_or(0);
            }
        }
    }

    /// Fisher–Yates, from the last place down to the first.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let other = self.below(last + 1);
            items.swap(last, other);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_decides_the_same_draw_again() {
        let draw = |label: &str| {
            let mut order: Vec<u8> = (0..20).collect();
            DrawStream::new(Seed([7; 32]), label).shuffle(&mut order);
            order
        };
        assert_eq!(draw("options"), draw("options"));
        assert_ne!(draw("options"), draw("items"));
    }

    #[test]
    fn the_stream_is_the_documented_hmac() {
        // Worked with Python: hmac.new(bytes(32), b"x\0" + bytes(8), "sha256").digest()[:8]
        let mut stream = DrawStream::new(Seed([0; 32]), "x");
        let first = stream.word();
        let mut mac = Hmac::<Sha256>::new_from_slice(&[0; 32]).unwrap();
        mac.update(b"x\0\0\0\0\0\0\0\0\0");
        let digest = mac.finalize().into_bytes();
        assert_eq!(first.to_be_bytes()[..], digest[..8]);
    }

    #[test]
    fn every_place_is_about_equally_likely() {
        let mut counts = [0u32; 5];
        let mut stream = DrawStream::new(Seed([3; 32]), "uniform");
        for _ in 0..50_000 {
            counts[stream.below(5)] += 1;
        }
        assert!(counts.iter().all(|&n| (9_600..10_400).contains(&n)), "{counts:?}");
    }
}
