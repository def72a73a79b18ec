//! How Vietnamese texts here write dates, numbers, quotes and spaces.
//!
//! Dates as in Nghị định 30/2020/NĐ-CP, Annex I: days below 10 and the months 1 and 2 with a leading zero
//! (`09/01/2023`, `15/6/2023`). Decimals take a comma, thousands a dot, ranges of years an en dash.

use chrono::NaiveDate;

use crate::{
    bank::native::{FileFault, NativeFile},
    kernel::text,
};

/// A slip and the words it was found in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slip {
    /// Stable code.
    pub code: &'static str,
    /// What stands there.
    pub found: String,
}

/// Slips in a text (Markdown; addresses and code are left out).
pub fn of(text: &str) -> Vec<Slip> {
    let mut slips = Vec::new();
    let mut slip = |code, found: &str| slips.push(Slip { code, found: found.to_owned() });
    if let Some(at) = text.find('"') {
        slip("text_quote", &around(text, at));
    }
    if let Some(at) = text.trim_end().find("  ").filter(|at| text[..*at].lines().last().is_some_and(|line| !line.trim().is_empty())) {
        slip("text_spaces", &around(text, at));
    }
    for mark in [" ,", " .", " ;", " ?", " %", " :"] {
        if let Some(at) = text.find(mark).filter(|at| !text[*at + 2..].starts_with(['.', ':', '-', '|'])) {
            slip("text_space_before", &around(text, at));
        }
    }
    for word in text.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '“' | '”' | '|' | '[' | ']' | ';' | '*' | '–')) {
        if word.contains("://") || word.contains('`') {
            continue;
        }
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        if let Some(code) = date_slip(word).or_else(|| number_slip(word)) {
            slip(code, word);
        }
    }
    slips
}

/// Lines of a file that are not in composed form (NFC). Reading composes them; writing them so spares others the surprise.
pub fn not_composed(file: &NativeFile) -> Vec<FileFault> {
    let lines = file.text.lines().enumerate().filter(|(_, line)| text::nfc(line) != *line);
    lines.map(|(at, line)| FileFault::new(&file.path, at + 1, "text_nfc").with("value", around(line, 0))).collect()
}

/// The words around a place, for the message.
fn around(text: &str, at: usize) -> String {
    let from = text[..at].char_indices().rev().nth(12).map_or(0, |(from, _)| from);
    let to = text[at..].char_indices().nth(16).map_or(text.len(), |(to, _)| at + to);
    text[from..to].replace('\n', " ")
}

fn all_digits(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit())
}

fn date_slip(word: &str) -> Option<&'static str> {
    let mut parts = word.split('/');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || !all_digits(day) || !all_digits(month) || year.len() != 4 || !all_digits(year) {
        return None;
    }
    let (d, m, y) = (day.parse().ok()?, month.parse().ok()?, year.parse().ok()?);
    if NaiveDate::from_ymd_opt(y, m, d).is_none() {
        return Some("text_date_impossible");
    }
    let wanted = format!("{d:02}/{}/{y}", if m <= 2 { format!("{m:02}") } else { m.to_string() });
    (wanted != word).then_some("text_date")
}

fn number_slip(word: &str) -> Option<&'static str> {
    let plain = word.strip_suffix('%').unwrap_or(word);
    if let Some((whole, rest)) = plain.split_once('.') {
        // Three digits after a dot are thousands; one or two would be decimals with a point.
        if all_digits(whole) && all_digits(rest) && rest.len() < 3 {
            return Some("text_decimal");
        }
    }
    let is_range = plain.split_once('-').is_some_and(|(from, to)| [from, to].iter().all(|year| year.len() == 4 && all_digits(year)));
    is_range.then_some("text_range")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> Vec<&'static str> {
        of(text).into_iter().map(|slip| slip.code).collect()
    }

    #[test]
    fn good_text_has_no_slip() {
        let good = "Ngày 09/01/2023, Bộ Chính trị ban hành “Nghị quyết 34-NQ/TW”; 84,7% (271/320), 1.587 đại biểu, \
                    giai đoạn 2011–2020, lúc 8.30 giờ? Xem https://example.vn/2011-2020 .";
        assert_eq!(codes(&good.replace("8.30", "8:30").replace(" .", ".")), [] as [&str; 0]);
    }

    #[test]
    fn each_slip_is_found() {
        assert_eq!(codes("ngày 9/1/2023"), ["text_date"]);
        assert_eq!(codes("ngày 15/06/2023."), ["text_date"]);
        assert_eq!(codes("ngày 31/02/2023"), ["text_date_impossible"]);
        assert_eq!(codes("đạt 84.7%"), ["text_decimal"]);
        assert_eq!(codes("giai đoạn 2011-2020"), ["text_range"]);
        assert_eq!(codes("gọi là \"trụ cột\""), ["text_quote"]);
        assert_eq!(codes("hai  dấu cách"), ["text_spaces"]);
        assert_eq!(codes("đạt 90 %"), ["text_space_before"]);
        let file = NativeFile { path: "b/t.toml".into(), text: "Một\nNguye\u{302}\u{303}n\n".into() };
        assert_eq!(not_composed(&file)[0].line, 2);
    }
}
