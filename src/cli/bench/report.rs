//! The figures, in words and as JSON.

use serde_json::{Value, json};

use super::{Variant, load::Measured, whole::Whole};
use crate::cli::say::Say;

/// Everything one run has measured.
pub struct Report {
    seconds: u64,
    pub settings: Vec<Setting>,
    pub attempts: Vec<Whole>,
}

/// All variants with one number of takers on one database.
pub struct Setting {
    pub backend: &'static str,
    pub takers: usize,
    pub seconds: u64,
    /// The variant, its measurements round by round, the most memory its server held in MiB.
    pub rows: Vec<(Variant, Vec<Measured>, Option<f64>)>,
}

/// What is compared with what: always the same rounds of both.
const RATIOS: [(&str, Variant, Variant); 4] = [
    ("product_to_upsert", Variant::Product, Variant::Upsert),
    ("product_to_bare", Variant::Product, Variant::Bare),
    ("upsert_to_single", Variant::Upsert, Variant::Single),
    ("round_to_product", Variant::Round, Variant::Product),
];

/// The middle value; of an even number of values the lower of the two in the middle.
fn median(values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut sorted: Vec<f64> = values.collect();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len().checked_sub(1)? / 2).copied()
}

/// A figure as people read it, with a decimal comma.
pub fn show(value: f64, decimals: usize) -> String {
    format!("{value:.decimals$}").replace('.', ",")
}

impl Setting {
    fn of(&self, variant: Variant) -> Option<&[Measured]> {
        self.rows.iter().find(|(row, ..)| *row == variant).map(|(_, measured, _)| measured.as_slice())
    }

    /// Median over the rounds of one variant's saves per second in relation to another's.
    fn ratio(&self, of: Variant, to: Variant) -> Option<f64> {
        let (of, to) = (self.of(of)?, self.of(to)?);
        median(of.iter().zip(to).filter(|(_, to)| to.per_second > 0.0).map(|(of, to)| of.per_second / to.per_second))
    }

    /// Says the figures.
    pub fn say(&self, say: &Say) {
        say.line(
            "cli-bench-title",
            &[
                ("database", self.backend.to_owned()),
                ("takers", self.takers.to_string()),
                ("seconds", self.seconds.to_string()),
                ("rounds", super::ROUNDS.to_string()),
            ],
        );
        for (variant, measured, memory) in &self.rows {
            let figure = |of: fn(&Measured) -> f64, decimals| {
                median(measured.iter().map(of)).map_or_else(|| "–".to_owned(), |value| show(value, decimals))
            };
            let cpu = median(measured.iter().filter_map(|one| one.cpu_us)).map_or_else(|| "–".to_owned(), |value| show(value, 0));
            let errors: u32 = measured.iter().map(|one| one.errors).sum();
            say.line(
                "cli-bench-row",
                &[
                    ("name", say.text(&format!("cli-bench-name-{}", variant.code()), &[])),
                    ("rate", figure(|one| one.per_second, 0)),
                    ("p50", figure(|one| one.p50_ms, 2)),
                    ("p99", figure(|one| one.p99_ms, 2)),
                    ("cpu", cpu),
                    ("memory", memory.map_or_else(|| "–".to_owned(), |value| show(value, 0))),
                    ("errors", errors.to_string()),
                ],
            );
        }
        for (code, of, to) in RATIOS {
            if let Some(ratio) = self.ratio(of, to) {
                // In hundredths of the other, or as a multiple of it.
                let key = format!("cli-bench-ratio-{}", code.replace('_', "-"));
                say.line(&key, &[("percent", show(ratio * 100.0, 0)), ("times", show(ratio, 1))]);
            }
        }
        println!();
    }

    fn json(&self) -> Value {
        let rows: Vec<Value> = self
            .rows
            .iter()
            .map(|(variant, measured, memory)| {
                json!({
                    "variant": variant.code(),
                    "per_second": median(measured.iter().map(|one| one.per_second)),
                    "p50_ms": median(measured.iter().map(|one| one.p50_ms)),
                    "p99_ms": median(measured.iter().map(|one| one.p99_ms)),
                    "server_cpu_us": median(measured.iter().filter_map(|one| one.cpu_us)),
                    "server_memory_mib": memory,
                    "errors": measured.iter().map(|one| one.errors).sum::<u32>(),
                    "rounds": measured.iter().map(round).collect::<Vec<_>>(),
                })
            })
            .collect();
        let ratios: serde_json::Map<String, Value> =
            RATIOS.iter().filter_map(|(code, of, to)| Some(((*code).to_owned(), json!(self.ratio(*of, *to)?)))).collect();
        json!({ "database": self.backend, "takers": self.takers, "variants": rows, "ratios": ratios })
    }
}

fn round(one: &Measured) -> Value {
    json!({ "per_second": one.per_second, "p50_ms": one.p50_ms, "p99_ms": one.p99_ms, "server_cpu_us": one.cpu_us, "errors": one.errors })
}

impl Report {
    /// An empty report of measurements this long.
    pub const fn new(seconds: u64) -> Self {
        Self { seconds, settings: Vec::new(), attempts: Vec::new() }
    }

    /// Everything, for a program.
    pub fn json(&self) -> Value {
        json!({
            "version": env!("CARGO_PKG_VERSION"),
            "debug_build": cfg!(debug_assertions),
            "cores": std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
            "seconds": self.seconds,
            "rounds": super::ROUNDS,
            "settings": self.settings.iter().map(Setting::json).collect::<Vec<_>>(),
            "attempts": self.attempts.iter().map(Whole::json).collect::<Vec<_>>(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(per_second: f64) -> Measured {
        Measured { per_second, p50_ms: 1.0, p99_ms: 2.0, cpu_us: None, errors: 0 }
    }

    #[test]
    fn ratios_compare_the_same_round() {
        // The machine was half as fast in the second round; the ratio does not notice.
        let rows = vec![
            (Variant::Upsert, vec![measured(100.0), measured(50.0), measured(100.0)], None),
            (Variant::Product, vec![measured(70.0), measured(35.0), measured(60.0)], None),
        ];
        let setting = Setting { backend: "sqlite", takers: 1, seconds: 1, rows };
        assert_eq!(setting.ratio(Variant::Product, Variant::Upsert), Some(0.7));
        assert_eq!(setting.ratio(Variant::Product, Variant::Bare), None);
    }

    #[test]
    fn figures_read_with_a_comma() {
        assert_eq!(show(1234.5, 1), "1234,5");
        assert_eq!(median([].into_iter()), None);
        assert_eq!(median([3.0, 1.0, 2.0].into_iter()), Some(2.0));
    }
}
