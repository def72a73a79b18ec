//! Exact decimals as people write them; no floats.

use bigdecimal::BigDecimal;
use serde::{Deserialize, Serialize};

/// An exact decimal in canonical form: `-12.5`, no leading or trailing zeros, no minus zero.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Decimal(String);

impl Default for Decimal {
    fn default() -> Self {
        Self::zero()
    }
}

impl TryFrom<String> for Decimal {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).ok_or(text)
    }
}

impl From<Decimal> for String {
    fn from(decimal: Decimal) -> Self {
        decimal.0
    }
}

impl Decimal {
    /// Nought.
    pub fn zero() -> Self {
        Self("0".to_owned())
    }

    /// Reads a decimal with a point (GIFT, Moodle, QTI); at most 30 digits, no exponent.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (sign, digits) = match text.strip_prefix(['-', '\u{2212}']) {
            Some(rest) => ("-", rest),
            None => ("", text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        if whole.len() + part.len() == 0 || whole.len() + part.len() > 30 || !all_digits(whole) || !all_digits(part) {
            return None;
        }
        let whole = whole.trim_start_matches('0');
        let part = part.trim_end_matches('0');
        let whole = if whole.is_empty() { "0" } else { whole };
        let sign = if whole == "0" && part.is_empty() { "" } else { sign };
        Some(Self(if part.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") }))
    }

    /// Reads a decimal as people in Vietnam write it: `1,5`, `1.500`, `1 500,25`; a lone point that groups nothing is taken
    /// for the decimal mark.
    pub fn parse_vi(text: &str) -> Option<Self> {
        let text: String = text.trim().chars().filter(|c| !matches!(c, ' ' | '\u{A0}' | '\u{202F}')).collect();
        if text.contains(',') {
            return Self::parse(&text.replace('.', "").replacen(',', ".", 1));
        }
        let unsigned = text.trim_start_matches(['-', '+', '\u{2212}']);
        let groups: Vec<&str> = unsigned.split('.').collect();
        let is_grouped = groups.len() > 1
            && (1..=3).contains(&groups[0].len())
            && groups[0] != "0"
            && groups[1..].iter().all(|group| group.len() == 3 && group.bytes().all(|b| b.is_ascii_digit()));
        Self::parse(&if is_grouped { text.replace('.', "") } else { text })
    }

    /// With a point.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// With a comma, as people in Vietnam read it.
    pub fn vietnamese(&self) -> String {
        self.0.replace('.', ",")
    }

    /// Whether it is nought.
    pub fn is_zero(&self) -> bool {
        self.0 == "0"
    }

    /// Whether it is below nought.
    pub fn is_negative(&self) -> bool {
        self.0.starts_with('-')
    }

    /// Whether it is at most `tolerance` away from `other`, both ends included.
    pub fn is_within(&self, tolerance: &Self, other: &Self) -> bool {
        !tolerance.is_negative() && (self.number() - other.number()).abs() <= tolerance.number()
    }

    fn number(&self) -> BigDecimal {
        self.0.parse().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn decimals_have_one_form() {
        let vi = |text: &str| Decimal::parse_vi(text).map(|decimal| decimal.0);
        for (text, wanted) in [
            ("1,5", "1.5"),
            ("1.5", "1.5"),
            ("1.500", "1500"),
            ("1.500,25", "1500.25"),
            ("0.125", "0.125"),
            ("-0,0", "0"),
            ("007", "7"),
            ("12 345", "12345"),
        ] {
            assert_eq!(vi(text).as_deref(), Some(wanted), "{text}");
        }
        for text in ["", "NaN", "1e5", "1,2,3", "một", "--1", "1e309"] {
            assert_eq!(vi(text), None, "{text}");
        }
    }

    #[test]
    fn the_tolerance_includes_its_ends() {
        let is_within = |value: &str, tolerance: &str, other: &str| {
            let read = |text: &str| Decimal::parse(text).unwrap();
            read(value).is_within(&read(tolerance), &read(other))
        };
        for (value, tolerance, other) in [
            ("0.1", "0", "0.1"),
            ("0.3", "0.2", "0.1"),
            ("-0.5", "1", "0.5"),
            ("-3", "0", "-3"),
            ("100000000000000000000000000000", "0.1", "99999999999999999999999999999.9"),
        ] {
            assert!(is_within(value, tolerance, other), "{value} ± {tolerance} ∋ {other}");
        }
        for (value, tolerance, other) in [("0.3", "0.1999", "0.1"), ("-0.5", "0.99", "0.5"), ("3", "0", "-3"), ("10", "0.5", "10.51")] {
            assert!(!is_within(value, tolerance, other), "{value} ± {tolerance} ∌ {other}");
        }
    }

    proptest! {
        #[test]
        fn distances_are_those_of_whole_numbers(one in -100_000i64..100_000, two in -100_000i64..100_000, tolerance in 0i64..200_000) {
            let hundredths = |number: i64| Decimal::parse(&format!("{}{}.{:02}", if number < 0 { "-" } else { "" }, number.abs() / 100, number.abs() % 100)).unwrap();
            let is_near = (one - two).abs() <= tolerance;
            prop_assert_eq!(hundredths(one).is_within(&hundredths(tolerance), &hundredths(two)), is_near);
            prop_assert_eq!(hundredths(two).is_within(&hundredths(tolerance), &hundredths(one)), is_near);
        }
    }
}
