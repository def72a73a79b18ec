//! How numbers of certificates are written: `015/2026/GCN-BTGDV`.
//!
//! A pattern holds `{so}` (the number, at least three digits; `{so:4}` for four), `{nam}` (the year) and `{ky-hieu}` (the symbol
//! of the issuing body); the rest stands as it is.

/// The pattern of Decree 30/2020/NĐ-CP's habit: number, year, symbol.
pub const DEFAULT: &str = "{so}/{nam}/{ky-hieu}";

/// Writes a number.
pub fn written(pattern: &str, number: i32, year: i32, symbol: &str) -> String {
    let mut out = pattern.replace("{so}", &format!("{number:03}")).replace("{nam}", &year.to_string()).replace("{ky-hieu}", symbol);
    for width in 1..=8usize {
        out = out.replace(&format!("{{so:{width}}}"), &format!("{number:0width$}"));
    }
    out
}

/// Whether a pattern gives different numbers for different places: it holds the number and the year once each, no other
/// braces, and is short enough for the paper.
pub fn is_pattern(pattern: &str) -> bool {
    let numbers = pattern.matches("{so").count();
    let plain = written(pattern, 1, 2026, "X");
    numbers == 1 && pattern.matches("{nam}").count() == 1 && !plain.contains(['{', '}']) && plain.chars().count() <= 40
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_written_as_its_pattern_says() {
        assert_eq!(written(DEFAULT, 15, 2026, "GCN-BTGDV"), "015/2026/GCN-BTGDV");
        assert_eq!(written(DEFAULT, 10_000, 2026, "GCN"), "10000/2026/GCN");
        assert_eq!(written("{so:5}-{nam}/{ky-hieu}", 7, 2027, "BD"), "00007-2027/BD");
    }

    #[test]
    fn a_pattern_that_cannot_tell_numbers_apart_is_refused() {
        assert!(is_pattern(DEFAULT) && is_pattern("{so:4}/{nam}"));
        for wrong in ["{nam}/{ky-hieu}", "{so}/{ky-hieu}", "{so}/{so}/{nam}", "{so}/{nam}/{x}", "{so:99}/{nam}", ""] {
            assert!(!is_pattern(wrong), "{wrong}");
        }
    }
}
