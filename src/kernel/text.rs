//! Vietnamese text: one composed form, keys to sort and to search by.

use std::sync::LazyLock;

use icu_collator::{Collator, CollatorBorrowed, options::CollatorOptions};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Composed form (NFC), with Eth (`Ð`, `ð`), which some keyboards give, turned into the Vietnamese đ.
pub fn nfc(text: &str) -> String {
    text.nfc()
        .map(|c| match c {
            'Ð' => 'Đ',
            'ð' => 'đ',
            other => other,
        })
        .collect()
}

/// One line as a person meant it: NFC, no control or direction-changing characters, single spaces,
/// at most two marks upon a letter (a Vietnamese letter has no more).
pub fn clean_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut marks = 0;
    for c in nfc(text).chars() {
        if is_combining_mark(c) {
            marks += 1;
            if marks > 2 {
                continue;
            }
        } else {
            marks = 0;
        }
        if c.is_whitespace() {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        } else if !c.is_control() && !is_invisible(c) {
            out.push(c);
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Several lines as a person meant them: each one cleaned as [`clean_line`] does, no empty ones at the ends, and between
/// paragraphs at most one.
pub fn clean_lines(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut is_gap = false;
    for line in text.lines().map(clean_line) {
        if line.is_empty() {
            is_gap = !out.is_empty();
            continue;
        }
        if !out.is_empty() {
            out.push_str(if is_gap { "\n\n" } else { "\n" });
        }
        out.push_str(&line);
        is_gap = false;
    }
    out
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{00AD}')
}

/// What a search without marks compares: lower case, marks stripped, đ as d (its stroke is no mark), single spaces.
pub fn search_key(text: &str) -> String {
    clean_line(text).nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).map(|c| if c == 'đ' { 'd' } else { c }).collect()
}

static VIETNAMESE: LazyLock<CollatorBorrowed<'static>> = LazyLock::new(|| {
    Collator::try_new(icu_locale_core::locale!("vi").into(), CollatorOptions::default()).expect("Vietnamese collation is compiled in")
});

/// Sort key of any text in Vietnamese order (CLDR): compare the bytes.
pub fn sort_key(text: &str) -> Vec<u8> {
    let mut key = Vec::new();
    let Ok(()) = VIETNAMESE.write_sort_key_to(&nfc(text), &mut key);
    key
}

/// Sort key of a person's name: by the given name (last word), then family name, then the middle.
pub fn name_sort_key(full_name: &str) -> Vec<u8> {
    let words: Vec<&str> = full_name.split_whitespace().collect();
    let Some((given, rest)) = words.split_last() else { return Vec::new() };
    let mut key = sort_key(given);
    for part in [rest.first().copied().unwrap_or_default().to_owned(), rest.get(1..).unwrap_or_default().join(" ")] {
        // Zero stays below every weight, so a shorter name sorts first.
        key.push(0);
        key.extend(sort_key(&part));
    }
    key
}

/// Whether a person's name is one that papers can print: letters of the Latin script with their marks (Vietnamese and
/// the minorities' languages among them), digits, apostrophes, hyphens, full stops, and no word that fills a line.
pub fn is_printable_name(name: &str) -> bool {
    let is_letter = |c: char| c.is_alphabetic() && matches!(c, 'A'..='z' | '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}');
    let fits = |c: char| is_letter(c) || is_combining_mark(c) || c.is_ascii_digit() || matches!(c, ' ' | '\'' | '’' | '-' | '.');
    name.chars().all(fits) && name.chars().any(is_letter) && name.split(' ').all(|word| word.chars().count() <= 30)
}

/// A phone number of Vietnam as ten digits from 0 (`+84` and `84` forms, spaces and dots taken); `None` if it is not one.
pub fn phone(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '.' | '-' | '(' | ')')).collect();
    let national = digits
        .strip_prefix("+84")
        .or_else(|| digits.strip_prefix("84").filter(|rest| rest.len() == 9))
        .map_or(digits.clone(), |rest| format!("0{}", rest.trim_start_matches('0')));
    let valid = national.len() == 10
        && national.bytes().all(|b| b.is_ascii_digit())
        && matches!(national.as_bytes().get(..2), Some([b'0', b'2' | b'3' | b'5' | b'7' | b'8' | b'9']));
    valid.then_some(national)
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// Reads lower- or upper-case hexadecimal; `None` for anything else.
pub fn from_hex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.is_ascii() {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_stay_and_what_nobody_meant_goes() {
        assert_eq!(
            clean_lines("\n  Câu 3  có hai\tđáp án.\r\n\r\n\n\nXin xem lại.\u{200B}\nCảm ơn \n\n"),
            "Câu 3 có hai đáp án.\n\nXin xem lại.\nCảm ơn"
        );
        assert_eq!(clean_lines(" \n \n"), "");
    }

    #[test]
    fn decomposed_and_composed_input_are_one() {
        assert_eq!(nfc("Nguye\u{302}\u{303}n"), "Nguyễn");
        assert_eq!(clean_line("  Ðặng \u{202E} Thị\n Ưỡng "), "Đặng Thị Ưỡng");
        assert_eq!(clean_line(&format!("a{}", "\u{301}\u{302}\u{303}\u{304}".repeat(50))).chars().count(), 3);
    }

    #[test]
    fn search_ignores_marks_and_the_stroke_of_d() {
        assert_eq!(search_key("Nguyễn Văn ĐỨC"), "nguyen van duc");
    }

    #[test]
    fn names_sort_by_given_name_in_vietnamese_order() {
        let mut names = ["Trần Văn Đức", "Nguyễn Thị Ánh", "Lê Dũng", "Nguyễn Văn An", "Bùi An", "Phạm Ẩn", "Vũ Âu"];
        names.sort_by_key(|name| name_sort_key(name));
        assert_eq!(names, ["Bùi An", "Nguyễn Văn An", "Nguyễn Thị Ánh", "Phạm Ẩn", "Vũ Âu", "Lê Dũng", "Trần Văn Đức"]);
    }

    #[test]
    fn names_that_papers_can_print() {
        for name in ["Nguyễn Thị Ưỡng", "H’Hen Niê Čil", "Y Blĭk Kƀăm", "Học viên 0001", "Jean-Luc O'Neil"] {
            assert!(is_printable_name(name), "{name}");
        }
        for name in ["Lan 🌸", "李 Minh", "ꨌꩌ Văn", "<b>Đậm</b>", "=HYPERLINK(1)", "{{7*7}}", "123", &"a".repeat(31)] {
            assert!(!is_printable_name(name), "{name}");
        }
    }

    #[test]
    fn phones_have_one_form() {
        assert_eq!(phone("+84 912 345 678").as_deref(), Some("0912345678"));
        assert_eq!(phone("0912.345.678").as_deref(), Some("0912345678"));
        assert_eq!(phone("84912345678").as_deref(), Some("0912345678"));
        assert_eq!(phone("12345"), None);
        assert_eq!(phone("0112345678"), None);
    }
}
