//! Latencies in buckets: bounded memory however long a run is, at most 1.6 % off.

/// Values below this have a bucket of their own.
const EXACT: u64 = 128;
/// Buckets for each doubling above.
const PER_DOUBLING: u64 = 64;
/// Doublings above [`EXACT`]: up to half an hour in microseconds.
const DOUBLINGS: u64 = 24;

/// Counts of latencies in microseconds.
#[derive(Clone)]
pub struct Histogram {
    counts: Vec<u32>,
    total: u32,
}

impl Default for Histogram {
    fn default() -> Self {
        let buckets = usize::try_from(EXACT + PER_DOUBLING * DOUBLINGS).unwrap_or(0);
        Self { counts: vec![0; buckets], total: 0 }
    }
}

fn bucket(micros: u64) -> u64 {
    if micros < EXACT {
        return micros;
    }
    let doubling = u64::from(micros.ilog2()) - 7;
    EXACT + doubling * PER_DOUBLING + ((micros >> (doubling + 1)) - PER_DOUBLING)
}

/// The smallest value in a bucket.
fn floor(bucket: u64) -> u64 {
    if bucket < EXACT {
        return bucket;
    }
    let (doubling, step) = ((bucket - EXACT) / PER_DOUBLING, (bucket - EXACT) % PER_DOUBLING);
    (PER_DOUBLING + step) << (doubling + 1)
}

impl Histogram {
    /// Counts a latency.
    pub fn add(&mut self, micros: u64) {
        let last = self.counts.len() - 1;
        let at = usize::try_from(bucket(micros)).unwrap_or(last).min(last);
        self.counts[at] += 1;
        self.total += 1;
    }

    /// Takes in the counts of another.
    pub fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.counts.iter_mut().zip(&other.counts) {
            *mine += theirs;
        }
        self.total += other.total;
    }

    /// Latencies counted.
    pub const fn total(&self) -> u32 {
        self.total
    }

    /// The latency that this share (in thousandths) does not exceed, in milliseconds.
    pub fn quantile_ms(&self, thousandths: u32) -> f64 {
        let rank = (u64::from(self.total) * u64::from(thousandths)).div_ceil(1_000).max(1);
        let mut seen = 0;
        for (at, count) in (0u64..).zip(&self.counts) {
            seen += u64::from(*count);
            if seen >= rank {
                return f64::from(u32::try_from(floor(at)).unwrap_or(u32::MAX)) / 1_000.0;
            }
        }
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_meet_without_gaps_and_stay_close() {
        for micros in (0..100_000u64).chain([1_000_000, 9_999_999]) {
            let (low, next) = (floor(bucket(micros)), floor(bucket(micros) + 1));
            assert!(low <= micros && micros < next, "{micros}: {low}..{next}");
            assert!((micros - low) * 64 <= micros, "{micros} is told as {low}");
        }
    }

    #[test]
    fn quantiles_are_those_of_a_sorted_list() {
        let mut histogram = Histogram::default();
        for micros in 1..=100 {
            histogram.add(micros);
        }
        assert!((histogram.quantile_ms(500) - 0.050).abs() < 1e-9);
        assert!((histogram.quantile_ms(990) - 0.099).abs() < 1e-9);
        let mut twice = histogram.clone();
        twice.merge(&histogram);
        assert_eq!(twice.total(), 200);
        assert!((twice.quantile_ms(500) - 0.050).abs() < 1e-9);
        assert!(Histogram::default().quantile_ms(500).abs() < 1e-9);
    }
}
