//! GIFT, Moodle's short notation. The reader takes any text: what it cannot make sense of is told with its line.

mod read;
mod write;

pub use read::read;
pub use write::write;

/// Words for true and false as matching partners: how a cluster of statements stands in formats that have none.
pub const TRUTHS: [(&str, bool); 2] = [("Đúng", true), ("Sai", false)];

/// Whether all partners are "Đúng" or "Sai": then the statements are a cluster.
pub fn truths_of(pairs: &[(String, String)], distractors: &[String]) -> Option<Vec<bool>> {
    let truth = |text: &str| TRUTHS.iter().find(|(word, _)| *word == text).map(|(_, truth)| *truth);
    if pairs.is_empty() || !distractors.iter().all(|text| truth(text).is_some()) {
        return None;
    }
    pairs.iter().map(|(_, right)| truth(right)).collect()
}

use super::model::Decimal;

/// A range as its middle and how far it reaches, exactly.
fn middle(low: &str, high: &str) -> Option<(Decimal, Decimal)> {
    let (low, high) = (Decimal::parse(low)?, Decimal::parse(high)?);
    let places = |decimal: &Decimal| decimal.as_str().split_once('.').map_or(0, |(_, part)| part.len());
    let scale = places(&low).max(places(&high)) + 1;
    let scaled = |decimal: &Decimal| {
        let (whole, part) = decimal.as_str().split_once('.').unwrap_or((decimal.as_str(), ""));
        format!("{whole}{part:0<scale$}").parse::<i128>().ok()
    };
    let (low, high) = (scaled(&low)?, scaled(&high)?);
    // One place more than both have: their halves are whole.
    let decimal = |value: i128| {
        let digits = format!("{:0>width$}", value.unsigned_abs(), width = scale + 1);
        let (whole, part) = digits.split_at(digits.len() - scale);
        Decimal::parse(&format!("{}{whole}.{part}", if value < 0 { "-" } else { "" }))
    };
    let (sum, reach) = (low.checked_add(high)?, high.checked_sub(low)?);
    (reach >= 0).then(|| Some((decimal(sum / 2)?, decimal(reach / 2)?))).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_have_an_exact_middle() {
        let of = |low: &str, high: &str| middle(low, high).map(|(value, reach)| (value.as_str().to_owned(), reach.as_str().to_owned()));
        assert_eq!(of("3.141", "3.142"), Some(("3.1415".into(), "0.0005".into())));
        assert_eq!(of("-1", "2"), Some(("0.5".into(), "1.5".into())));
        assert_eq!(of("2", "1"), None);
    }
}
