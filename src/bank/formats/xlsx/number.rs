//! Numbers as a cell shows them in Vietnam: percent, dates, a decimal comma.

use std::fmt::Write;

use chrono::{Datelike, Days, NaiveDate, Timelike};

/// A number under a format code of Excel.
pub fn shown(value: f64, format: &str, is_1904: bool) -> String {
    let code = plain_code(format);
    if is_date(&code) {
        return date(value, &code, is_1904).unwrap_or_else(|| general(value));
    }
    if code == "general" || code == "@" || code.is_empty() {
        return general(value);
    }
    let decimals = code.split_once('.').map_or(0, |(_, part)| part.chars().take_while(|c| matches!(c, '0' | '#' | '?')).count()).min(15);
    let is_percent = code.contains('%');
    let number = if is_percent { value * 100.0 } else { value };
    let optional = code.split_once('.').is_some_and(|(_, part)| part.starts_with(['#', '?']));
    let mut text = format!("{number:.decimals$}");
    if optional && text.contains('.') {
        text = text.trim_end_matches('0').trim_end_matches('.').to_owned();
    }
    let mut text = text.replace('.', ",");
    if code.contains("#,##") || code.contains("0,0") {
        text = grouped(&text);
    }
    if is_percent {
        text.push('%');
    }
    text
}

/// The first section of a code in lower case, without colours, locales and quoted words.
fn plain_code(format: &str) -> String {
    let mut out = String::new();
    let (mut is_quoted, mut in_brackets, mut is_escaped) = (false, false, false);
    for c in format.chars() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' | '_' | '*' => is_escaped = true,
            '"' => is_quoted = !is_quoted,
            _ if is_quoted => {}
            '[' => in_brackets = true,
            ']' => in_brackets = false,
            _ if in_brackets => {}
            ';' => break,
            c => out.extend(c.to_lowercase()),
        }
    }
    out.trim().to_owned()
}

fn is_date(code: &str) -> bool {
    code != "general" && code.contains(['d', 'm', 'y', 'h']) && !code.contains(['0', '#'])
}

fn general(value: f64) -> String {
    #[allow(clippy::cast_possible_truncation)] // within the range that the test before it leaves
    if value.fract() == 0.0 && value.abs() < 1e15 {
        return (value as i64).to_string();
    }
    // Excel shows eleven digits; fifteen are kept, so that 0.1 + 0.2 shows as 0,3.
    let text = format!("{value:.12}");
    text.trim_end_matches('0').trim_end_matches('.').replace('.', ",")
}

fn grouped(text: &str) -> String {
    let (whole, part) = text.split_once(',').unwrap_or((text, ""));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let mut out = String::new();
    for (at, c) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push('.');
        }
        out.push(c);
    }
    if part.is_empty() { format!("{sign}{out}") } else { format!("{sign}{out},{part}") }
}

fn date(value: f64, code: &str, is_1904: bool) -> Option<String> {
    if !(0.0..2_958_466.0).contains(&value) {
        return None;
    }
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // bounded above
    let (days, seconds) = (value.floor() as u64, ((value.fract() * 86_400.0).round() as u32).min(86_399));
    let base =
        if is_1904 { NaiveDate::from_ymd_opt(1904, 1, 1)? } else { NaiveDate::from_ymd_opt(1899, 12, if days < 60 { 31 } else { 30 })? };
    let time = base.checked_add_days(Days::new(days))?.and_hms_opt(0, 0, 0)? + chrono::Duration::seconds(i64::from(seconds));
    let chars: Vec<char> = code.chars().collect();
    let mut out = String::new();
    let mut at = 0;
    let mut after_hour = false;
    while at < chars.len() {
        let c = chars[at];
        let length = chars[at..].iter().take_while(|next| **next == c).count();
        let padded = |number: u32| if length > 1 { format!("{number:02}") } else { number.to_string() };
        match c {
            'd' => out.push_str(&padded(time.day())),
            'm' if after_hour => out.push_str(&padded(time.minute())),
            'm' => out.push_str(&padded(time.month())),
            'y' if length > 2 => {
                let _ = write!(out, "{:04}", time.year());
            }
            'y' => {
                let _ = write!(out, "{:02}", time.year() % 100);
            }
            'h' => out.push_str(&padded(time.hour())),
            's' => out.push_str(&padded(time.second())),
            c => (0..length).for_each(|_| out.push(c)),
        }
        after_hour = c == 'h' || (after_hour && c == ':');
        at += length;
    }
    Some(out.trim().trim_end_matches([';', '@']).to_owned())
}

/// Codes that have only a number in the file.
pub fn built_in(id: u32) -> Option<&'static str> {
    Some(match id {
        0 => "General",
        1 => "0",
        2 => "0.00",
        3 => "#,##0",
        4 => "#,##0.00",
        9 => "0%",
        10 => "0.00%",
        // The short date of Vietnam.
        14 => "dd/mm/yyyy",
        15 => "d-mm-yy",
        16 => "d-mm",
        17 => "mm-yy",
        20 => "h:mm",
        21 => "h:mm:ss",
        22 => "dd/mm/yyyy h:mm",
        45 => "mm:ss",
        49 => "@",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_the_cell_shows_it() {
        for (value, format, wanted) in [
            (0.8, "0%", "80%"),
            (0.8475, "0.0%", "84,8%"),
            (2030.0, "General", "2030"),
            (1.5, "General", "1,5"),
            (0.1 + 0.2, "General", "0,3"),
            (1500.0, "#,##0", "1.500"),
            (45092.0, "dd/mm/yyyy", "15/06/2023"),
            (45092.0, "d/m/yyyy", "15/6/2023"),
            (45092.0, "[$-42A]dd/mm/yyyy;@", "15/06/2023"),
            (1.0, "dd/mm/yyyy", "01/01/1900"),
        ] {
            assert_eq!(shown(value, format, false), wanted, "{value} {format}");
        }
        assert_eq!(shown(43630.0, "d/m/yyyy", true), "15/6/2023");
    }
}
