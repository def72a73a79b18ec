//! Words and marks of Vietnamese question files: levels, keys, true and false, and texts from before Unicode.

mod legacy;
mod syllable;

pub use legacy::{Legacy, repair};
pub use syllable::share_of_syllables;

use crate::{bank::model::CognitiveLevel, kernel::text::search_key};

/// A level by its usual names: `NB`, "Nhận biết", "VDC", "vận dụng cao", the code.
pub fn level(text: &str) -> Option<CognitiveLevel> {
    let key = search_key(text).replace(['_', '-', '.'], " ");
    Some(match key.trim() {
        "nb" | "nhan biet" | "nho" | "biet" | "m1" | "muc 1" | "1" => CognitiveLevel::NhanBiet,
        "th" | "thong hieu" | "hieu" | "m2" | "muc 2" | "2" => CognitiveLevel::ThongHieu,
        "vd" | "vdt" | "van dung" | "van dung thap" | "m3" | "muc 3" | "3" => CognitiveLevel::VanDung,
        "vdc" | "van dung cao" | "m4" | "muc 4" | "4" => CognitiveLevel::VanDungCao,
        _ => return None,
    })
}

/// Đúng or sai, as people write it.
pub fn truth(text: &str) -> Option<bool> {
    match crate::kernel::text::clean_line(text).to_lowercase().trim_end_matches('.') {
        "đúng" | "dung" | "đ" | "true" | "t" => Some(true),
        "sai" | "s" | "false" | "f" => Some(false),
        _ => None,
    }
}

/// Letters of options: "B", "A, C", "A;C", "AC", "A và C", "(b)", "2". `None` if the text is no such list.
pub fn letters(text: &str) -> Option<Vec<usize>> {
    let text = crate::kernel::text::clean_line(text).replace(" và ", ",").replace(" and ", ",");
    let parts: Vec<&str> = text
        .split([',', ';', '/', '&', '+', ' ', '|'])
        .map(|part| part.trim_matches(['.', ')', '(', ':', '*', '–', '-']))
        .filter(|part| !part.is_empty())
        .collect();
    let mut out = Vec::new();
    for part in &parts {
        if let Ok(number) = part.parse::<usize>() {
            out.push(number.checked_sub(1).filter(|at| *at < 26)?);
        } else if part.len() <= 8 && part.bytes().all(|b| b.is_ascii_uppercase()) {
            out.extend(part.bytes().map(|b| usize::from(b - b'A')));
        } else if part.len() == 1 && part.bytes().all(|b| b.is_ascii_lowercase()) {
            out.push(usize::from(part.as_bytes()[0] - b'a'));
        } else {
            return None;
        }
    }
    out.sort_unstable();
    out.dedup();
    (!out.is_empty()).then_some(out)
}

/// Marks of true and false in a row: "Đ S Đ S", "ĐSĐS", "đúng, sai, đúng", "a) Đ b) S".
pub fn truths(text: &str) -> Option<Vec<bool>> {
    let key = crate::kernel::text::nfc(text).to_lowercase();
    let mut out = Vec::new();
    let letters_of_options = ["a", "b", "c", "d", "e", "f"];
    for part in key.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()) {
        match part {
            "đúng" | "đ" | "t" | "true" => out.push(true),
            "sai" | "s" | "f" | "false" => out.push(false),
            part if letters_of_options.contains(&part) => {}
            part if part.chars().all(|c| matches!(c, 'đ' | 's')) => out.extend(part.chars().map(|c| c == 'đ')),
            _ => return None,
        }
    }
    (!out.is_empty()).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_however_people_write_them() {
        for (text, wanted) in [
            ("B", vec![1]),
            ("A, C", vec![0, 2]),
            ("a;c", vec![0, 2]),
            ("AC", vec![0, 2]),
            ("A và C", vec![0, 2]),
            ("(D)", vec![3]),
            ("2", vec![1]),
        ] {
            assert_eq!(letters(text).as_deref(), Some(wanted.as_slice()), "{text}");
        }
        for text in ["", "Bộ Chính trị", "không có", "0", "b c d e đ"] {
            assert_eq!(letters(text), None, "{text}");
        }
        assert_eq!(truths("Đ S Đ S").as_deref(), Some([true, false, true, false].as_slice()));
        assert_eq!(truths("a) Đúng; b) Sai").as_deref(), Some([true, false].as_slice()));
        assert_eq!(truths("ĐSSĐ").as_deref(), Some([true, false, false, true].as_slice()));
        assert_eq!(truths("A, C"), None);
    }

    #[test]
    fn levels_have_many_names() {
        assert_eq!(level("(VDC)".trim_matches(['(', ')'])), Some(CognitiveLevel::VanDungCao));
        assert_eq!(level("Thông hiểu"), Some(CognitiveLevel::ThongHieu));
        assert_eq!(level("nhan_biet"), Some(CognitiveLevel::NhanBiet));
        assert_eq!(level("khó"), None);
    }
}
