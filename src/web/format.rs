//! Dates, numbers and points as people here read them, in both languages: dd/mm/yyyy, comma, dots.

use chrono::{Datelike, NaiveDate};

use crate::kernel::Timestamp;

/// `1.234.567`.
pub fn integer(value: i64) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if value < 0 {
        out.push('-');
    }
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push('.');
        }
        out.push(digit);
    }
    out
}

/// Hundredths as a decimal without needless zeros: 1 850 → `18,5`.
pub fn points(hundredths: i64) -> String {
    let (whole, rest) = (hundredths / 100, hundredths.abs() % 100);
    match (rest, rest % 10) {
        (0, _) => integer(whole),
        (_, 0) => format!("{},{}", integer(whole), rest / 10),
        _ => format!("{},{rest:02}", integer(whole)),
    }
}

/// Share of `part` in `whole` with at most one decimal: `92,5%`. Rounded down, so that 69,99 % never reads as 70.
pub fn percent(part: i64, whole: i64) -> String {
    if whole == 0 {
        return "0%".to_owned();
    }
    format!("{}%", points((part * 1_000 / whole) * 10))
}

/// `24/11/2026`.
pub fn date(day: NaiveDate) -> String {
    format!("{:02}/{:02}/{}", day.day(), day.month(), day.year())
}

/// `24/11/2026` in Vietnam.
pub fn day(at: Timestamp) -> String {
    date(at.vietnam_date())
}

/// `08:11 24/11/2026` in Vietnam.
pub fn datetime(at: Timestamp) -> String {
    format!("{} {}", at.vietnam().format("%H:%M"), day(at))
}

/// Reads [`datetime`] as people type it.
pub fn read_datetime(text: &str) -> Option<Timestamp> {
    let (clock, day) = text.trim().split_once(' ')?;
    let day = NaiveDate::parse_from_str(day.trim(), "%d/%m/%Y").ok()?;
    let clock = chrono::NaiveTime::parse_from_str(clock, "%H:%M").ok()?;
    Some(Timestamp::from_vietnam(day.and_time(clock)))
}

/// `08:11:42` in Vietnam.
pub fn clock(at: Timestamp) -> String {
    at.vietnam().format("%H:%M:%S").to_string()
}

/// `08:11:42 24/11/2026` in Vietnam.
pub fn instant(at: Timestamp) -> String {
    format!("{} {}", clock(at), day(at))
}

/// `08:11` in Vietnam.
pub fn hour_minute(at: Timestamp) -> String {
    at.vietnam().format("%H:%M").to_string()
}

/// Day and month as documents print them: a zero before days below 10 and before months 1 and 2 (Decree 30/2020/NĐ-CP).
pub fn document_day_month(day: NaiveDate) -> (String, String) {
    let month = if day.month() <= 2 { format!("{:02}", day.month()) } else { day.month().to_string() };
    (format!("{:02}", day.day()), month)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_take_dots_and_commas() {
        assert_eq!(integer(1_234_567), "1.234.567");
        assert_eq!(integer(-999), "-999");
        assert_eq!(points(1_850), "18,5");
        assert_eq!(points(1_866), "18,66");
        assert_eq!(points(2_000), "20");
        assert_eq!(percent(1_399, 2_000), "69,9%");
        assert_eq!(percent(1_400, 2_000), "70%");
    }

    #[test]
    fn documents_write_small_days_and_the_first_months_with_a_zero() {
        let on = |y, m, d| document_day_month(NaiveDate::from_ymd_opt(y, m, d).unwrap());
        assert_eq!(on(2026, 1, 9), ("09".into(), "01".into()));
        assert_eq!(on(2026, 11, 23), ("23".into(), "11".into()));
        assert_eq!(on(2026, 3, 5), ("05".into(), "3".into()));
    }
}
