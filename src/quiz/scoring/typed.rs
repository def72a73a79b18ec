//! Typed answers: words and numbers as people type them.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use crate::{
    bank::{formats::rich, model::Marking},
    kernel::{decimal::Decimal, text},
};

/// Whether words are among the accepted ones, which are Markdown. Composed and decomposed letters, spaces around and repeated inside never count;
/// capitals, marks and the letter that carries the tone as the author says.
pub fn is_accepted(accepted: &[String], case_sensitive: bool, marking: &Marking, given: &str) -> bool {
    let given = normal(given, case_sensitive, marking);
    let is_right = |right: &str| normal(right, case_sensitive, marking) == given;
    // As it reads and as it is written: "1. một" reads as a list.
    !given.is_empty() && accepted.iter().any(|right| is_right(&rich::plain(right)) || is_right(right))
}

fn normal(words: &str, case_sensitive: bool, marking: &Marking) -> String {
    let line = text::clean_line(words);
    let line = if case_sensitive { line } else { line.to_lowercase() };
    match marking {
        Marking { ignores_marks: true, .. } => without_marks(&line),
        Marking { strict_tones: true, .. } => line,
        _ => with_tones_last(&line),
    }
}

fn without_marks(line: &str) -> String {
    let bare = |c| match c {
        'đ' => 'd',
        'Đ' => 'D',
        other => other,
    };
    line.nfd().filter(|c| !is_combining_mark(*c)).map(bare).collect()
}

/// The five tones, decomposed.
const fn is_tone(c: char) -> bool {
    matches!(c, '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}')
}

/// Every syllable with its tone behind it: a syllable has one tone, so "hoà" and "hòa" become the same, "hoá" another.
fn with_tones_last(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + 8);
    let mut tones = String::new();
    for c in line.nfd() {
        if is_tone(c) {
            tones.push(c);
            continue;
        }
        if !c.is_alphabetic() && !is_combining_mark(c) {
            out.push_str(&tones);
            tones.clear();
        }
        out.push(c);
    }
    out + &tones
}

/// Whether a typed number lies within the tolerance, its ends included. The comma is the decimal mark; a point is taken as people
/// use it, between thousands ("1.500") or as the decimal mark: one of the two readings must be right.
pub fn is_near(value: &Decimal, tolerance: &Decimal, given: &str) -> bool {
    readings(given).iter().any(|given| value.is_within(tolerance, given))
}

/// Whether what was typed can be read as a number.
pub fn is_number(given: &str) -> bool {
    !readings(given).is_empty()
}

fn readings(given: &str) -> Vec<Decimal> {
    [Decimal::parse_vi(given), Decimal::parse(given)].into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn accepts(right: &str, case_sensitive: bool, marking: &Marking, given: &str) -> bool {
        is_accepted(&[right.to_owned()], case_sensitive, marking, given)
    }

    #[test]
    fn spaces_forms_and_capitals_do_not_count() {
        let usual = Marking::default();
        for given in ["Bộ Chính trị", "  bộ  chính TRỊ ", "Bô\u{323} Chi\u{301}nh tri\u{323}"] {
            assert!(accepts("Bộ Chính trị", false, &usual, given), "{given}");
        }
        for given in ["", "  ", "Bo Chinh tri", "Bộ Chính", "Bộ-Chính-trị"] {
            assert!(!accepts("Bộ Chính trị", false, &usual, given), "{given}");
        }
        assert!(!accepts("Bộ Chính trị", true, &usual, "bộ chính trị"));
        assert!(accepts("Bộ Chính trị", true, &usual, " Bộ  Chính trị"));
    }

    #[test]
    fn the_tone_may_stand_on_either_vowel() {
        let usual = Marking::default();
        let strict = Marking { strict_tones: true, ..Marking::default() };
        for (right, given) in [("hòa bình", "hoà bình"), ("Thúy", "Thuý"), ("khỏe", "khoẻ"), ("của quý", "của qúy")] {
            assert!(accepts(right, false, &usual, given), "{right} / {given}");
            assert!(!accepts(right, false, &strict, given), "{right} / {given}");
        }
        for (right, given) in [("hòa", "hóa"), ("hòa", "hoa"), ("hoa hồng", "hòa hông"), ("ma", "mà"), ("dò đa", "đò da")] {
            assert!(!accepts(right, false, &usual, given), "{right} / {given}");
        }
    }

    #[test]
    fn marks_may_be_left_out_where_the_author_says() {
        let lax = Marking { ignores_marks: true, ..Marking::default() };
        assert!(accepts("Đường lối đối ngoại", false, &lax, "duong loi doi ngoai"));
        assert!(accepts("Đường lối đối ngoại", false, &lax, "đường lối đối ngoại"));
        assert!(!accepts("Đường lối đối ngoại", false, &lax, "duong loi doi noi"));
    }

    #[test]
    fn numbers_as_people_type_them() {
        let is_right = |value: &str, tolerance: &str, given: &str| {
            is_near(&Decimal::parse(value).unwrap(), &Decimal::parse(tolerance).unwrap(), given)
        };
        for given in ["1,5", "1.5", " 1,50 ", "+1,5"] {
            assert!(is_right("1.5", "0", given), "{given}");
        }
        for given in ["1500", "1.500", "1 500", "1.500,0"] {
            assert!(is_right("1500", "0", given), "{given}");
        }
        assert!(is_right("80", "0.5", "80,5") && is_right("80", "0.5", "79.5"), "the ends are included");
        assert!(!is_right("80", "0.5", "80,51") && !is_right("80", "0.5", "-80"));
        for given in ["", "tám mươi", "80%", "1e3", "1,2,3"] {
            assert!(!is_number(given), "{given}");
        }
    }

    proptest! {
        #[test]
        fn the_author_s_own_words_are_right(words in "[a-zA-ZđĐưƯơƠêÊáàảãạ ]{1,30}", case_sensitive: bool, ignores_marks: bool, strict_tones: bool) {
            prop_assume!(!words.trim().is_empty());
            let marking = Marking { ignores_marks, strict_tones, steps: Vec::new() };
            let (spaced, decomposed) = (format!("  {words} "), words.nfd().collect::<String>());
            prop_assert!(accepts(&words, case_sensitive, &marking, &spaced));
            prop_assert!(accepts(&words, case_sensitive, &marking, &decomposed));
        }
    }
}
