//! Amounts of money as they are typed, printed, and written in Vietnamese words. Pure.

const DIGITS: [&str; 10] = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"];
/// Names of the groups of three digits below a billion.
const GROUPS: [&str; 3] = ["", " nghìn", " triệu"];

/// A whole number in words: `1 205 014` → "một triệu hai trăm linh năm nghìn không trăm mười bốn".
///
/// The rules of ordinary Vietnamese: "mười" from 10 to 19 and "mươi" above, "mốt" for 1 and "lăm" for 5 after tens, "linh"
/// where the tens are missing, "tư" is not used; beyond a billion the words start anew before "tỷ" ("một nghìn tỷ").
pub fn number_in_words(value: i64) -> String {
    if value == 0 {
        return DIGITS[0].to_owned();
    }
    let sign = if value < 0 { "âm " } else { "" };
    format!("{sign}{}", positive(value.unsigned_abs(), false))
}

/// `is_inside`: whether higher groups stand before, so that missing hundreds are spoken.
fn positive(value: u64, is_inside: bool) -> String {
    let (billions, rest) = (value / 1_000_000_000, value % 1_000_000_000);
    let mut parts: Vec<String> = Vec::new();
    if billions > 0 {
        parts.push(format!("{} tỷ", positive(billions, is_inside)));
    }
    for (at, name) in GROUPS.iter().enumerate().rev() {
        let group = rest / 1_000_u64.pow(u32::try_from(at).unwrap_or(0)) % 1_000;
        if group > 0 {
            parts.push(format!("{}{name}", hundreds(group, is_inside || !parts.is_empty())));
        }
    }
    parts.join(" ")
}

/// 1–999.
fn hundreds(value: u64, is_inside: bool) -> String {
    let digit = |value: u64| DIGITS[usize::try_from(value % 10).unwrap_or(0)];
    let (hundred, ten, one) = (value / 100, value / 10 % 10, value % 10);
    let mut words = Vec::new();
    if hundred > 0 || is_inside {
        words.push(format!("{} trăm", digit(hundred)));
    }
    match ten {
        0 if one > 0 && !words.is_empty() => words.push("linh".to_owned()),
        0 => {}
        1 => words.push("mười".to_owned()),
        _ => words.push(format!("{} mươi", digit(ten))),
    }
    match (ten, one) {
        (_, 0) => {}
        (2.., 1) => words.push("mốt".to_owned()),
        (1.., 5) => words.push("lăm".to_owned()),
        _ => words.push(digit(one).to_owned()),
    }
    words.join(" ")
}

/// An amount as papers write it out: "Bốn triệu đồng".
pub fn amount_in_words(dong: i64) -> String {
    let words = number_in_words(dong);
    let mut letters = words.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{} đồng", letters.as_str())
}

/// An amount as people type it: `4.000.000`, `4000000`, `4 000 000 đ`. None for anything else, a decimal part among it.
pub fn parse_amount(text: &str) -> Option<i64> {
    let text = text.trim().to_lowercase();
    let text = ["đồng", "vnđ", "vnd", "đ"].iter().find_map(|unit| text.strip_suffix(unit)).unwrap_or(&text).trim_end();
    let grouped: Vec<&str> = text.split(['.', ' ', '\u{a0}']).collect();
    let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let is_grouped = grouped.len() == 1 || (grouped[0].len() <= 3 && grouped[1..].iter().all(|part| part.len() == 3));
    (is_grouped && grouped.iter().all(is_number)).then(|| grouped.concat().parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_they_are_read_aloud() {
        for (value, words) in [
            (0, "không"),
            (1, "một"),
            (5, "năm"),
            (10, "mười"),
            (11, "mười một"),
            (14, "mười bốn"),
            (15, "mười lăm"),
            (20, "hai mươi"),
            (21, "hai mươi mốt"),
            (24, "hai mươi bốn"),
            (25, "hai mươi lăm"),
            (91, "chín mươi mốt"),
            (100, "một trăm"),
            (101, "một trăm linh một"),
            (105, "một trăm linh năm"),
            (110, "một trăm mười"),
            (115, "một trăm mười lăm"),
            (555, "năm trăm năm mươi lăm"),
            (1_000, "một nghìn"),
            (1_001, "một nghìn không trăm linh một"),
            (1_015, "một nghìn không trăm mười lăm"),
            (10_000, "mười nghìn"),
            (700_000, "bảy trăm nghìn"),
            (1_500_000, "một triệu năm trăm nghìn"),
            (4_000_000, "bốn triệu"),
            (21_000_000, "hai mươi mốt triệu"),
            (1_205_014, "một triệu hai trăm linh năm nghìn không trăm mười bốn"),
            (1_000_000_000, "một tỷ"),
            (1_000_000_001, "một tỷ không trăm linh một"),
            (2_000_500_000, "hai tỷ năm trăm nghìn"),
            (2_000_050_000, "hai tỷ không trăm năm mươi nghìn"),
            (1_000_000_000_000, "một nghìn tỷ"),
            (1_005_000_000_000, "một nghìn không trăm linh năm tỷ"),
            (-5, "âm năm"),
        ] {
            assert_eq!(number_in_words(value), words, "{value}");
        }
        assert_eq!(amount_in_words(4_000_000), "Bốn triệu đồng");
        assert_eq!(amount_in_words(11_500_000), "Mười một triệu năm trăm nghìn đồng");
        let text = number_in_words(i64::MAX);
        assert_eq!(text, crate::kernel::text::nfc(&text));
    }

    #[test]
    fn amounts_as_they_are_typed() {
        for (typed, amount) in [
            ("4.000.000", 4_000_000),
            ("4000000", 4_000_000),
            (" 4 000 000 đ ", 4_000_000),
            ("500.000 đồng", 500_000),
            ("500.000VNĐ", 500_000),
            ("0", 0),
        ] {
            assert_eq!(parse_amount(typed), Some(amount), "{typed}");
        }
        for typed in ["", "đ", "4,5", "4.5", "4.0000", "4..000", "-1", "bốn", "4.000.000.000.000.000.000.000", "1e6", "4000.000"] {
            assert_eq!(parse_amount(typed), None, "{typed}");
        }
    }
}
