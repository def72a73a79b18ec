//! Exact decimals as people write them; no floats.

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
        let scale = [self, tolerance, other].map(|decimal| decimal.places()).into_iter().max().unwrap_or(0);
        let (one, two) = (self.digits(scale), other.digits(scale));
        let distance = if self.is_negative() == other.is_negative() { difference(&one, &two) } else { sum(&one, &two) };
        !tolerance.is_negative() && at_most(&distance, &tolerance.digits(scale))
    }

    fn places(&self) -> usize {
        self.0.split_once('.').map_or(0, |(_, part)| part.len())
    }

    /// The digits without sign, as a whole number of units of 10^-`scale`, lowest first.
    fn digits(&self, scale: usize) -> Vec<u8> {
        let (whole, part) = self.0.trim_start_matches('-').split_once('.').unwrap_or((self.0.trim_start_matches('-'), ""));
        let zeros = std::iter::repeat_n(0, scale.saturating_sub(part.len()));
        zeros.chain(part.bytes().rev().chain(whole.bytes().rev()).map(|digit| digit - b'0')).collect()
    }
}

fn sum(one: &[u8], two: &[u8]) -> Vec<u8> {
    let mut carry = 0;
    let mut out = Vec::with_capacity(one.len().max(two.len()) + 1);
    for at in 0..one.len().max(two.len()) {
        let digit = one.get(at).unwrap_or(&0) + two.get(at).unwrap_or(&0) + carry;
        out.push(digit % 10);
        carry = digit / 10;
    }
    out.push(carry);
    out
}

/// How far apart two whole numbers are.
fn difference(one: &[u8], two: &[u8]) -> Vec<u8> {
    let (large, small) = if at_most(one, two) { (two, one) } else { (one, two) };
    let mut borrow = 0;
    (0..large.len())
        .map(|at| {
            let taken = small.get(at).unwrap_or(&0) + borrow;
            borrow = u8::from(large[at] < taken);
            large[at] + 10 * borrow - taken
        })
        .collect()
}

fn at_most(one: &[u8], two: &[u8]) -> bool {
    let highest_first =
        |digits: &[u8]| (0..one.len().max(two.len())).rev().map(|at| digits.get(at).copied().unwrap_or(0)).collect::<Vec<_>>();
    highest_first(one) <= highest_first(two)
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
