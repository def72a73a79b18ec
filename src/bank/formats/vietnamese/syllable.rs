//! Whether letters make a Vietnamese syllable: how a text read in the wrong encoding is told from a right one.

use unicode_normalization::UnicodeNormalization;

const ONSETS: [&str; 28] = [
    "ngh", "ng", "nh", "gh", "gi", "kh", "th", "tr", "ch", "ph", "qu", "b", "c", "d", "đ", "g", "h", "k", "l", "m", "n", "p", "r", "s",
    "t", "v", "x", "",
];
const NUCLEI: [&str; 46] = [
    "a", "ă", "â", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "y", "ai", "ao", "au", "ay", "âu", "ây", "eo", "êu", "ia", "iê", "iêu", "iu",
    "oa", "oai", "oay", "oă", "oe", "oi", "ôi", "ơi", "oo", "ua", "uâ", "uây", "uê", "ui", "uô", "uôi", "uơ", "ưa", "ươ", "ươi", "ươu",
    "ưi",
];
const MORE_NUCLEI: [&str; 9] = ["ưu", "uy", "uya", "uyê", "yê", "yêu", "oeo", "uyu", "uêu"];
const CODAS: [&str; 9] = ["ng", "nh", "ch", "c", "m", "n", "p", "t", ""];

/// Whether the letters can be one Vietnamese syllable, with at most one tone.
pub fn is_syllable(word: &str) -> bool {
    let mut tones = 0;
    let bare: String = word
        .to_lowercase()
        .nfd()
        .filter(|c| {
            let is_tone = matches!(c, '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}');
            tones += usize::from(is_tone);
            !is_tone
        })
        .nfc()
        .collect();
    tones <= 1
        && ONSETS.iter().filter_map(|onset| bare.strip_prefix(onset)).any(|rest| {
            CODAS.iter().filter_map(|coda| rest.strip_suffix(coda)).any(|middle| NUCLEI.contains(&middle) || MORE_NUCLEI.contains(&middle))
        })
}

/// Share of the words with a letter beyond ASCII that are Vietnamese syllables, in percent; `None` if there are no such words.
pub fn share_of_syllables(text: &str) -> Option<usize> {
    let words: Vec<&str> = text
        .split(|c: char| !c.is_alphabetic() && !unicode_normalization::char::is_combining_mark(c))
        .filter(|word| !word.is_ascii())
        .collect();
    (!words.is_empty()).then(|| words.iter().filter(|word| is_syllable(word)).count() * 100 / words.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables() {
        for word in ["nghiệp", "được", "khuyến", "quyết", "ưỡng", "Đảng", "giếng", "khuỷu", "uỷ", "hoà", "hòa", "ngoằn", "yếu", "tiếng"]
        {
            assert!(is_syllable(word), "{word}");
        }
        for word in ["NghiÖp", "baùo", "vụộ", "©u", "được̣̀", "hiện̂x"] {
            assert!(!is_syllable(word), "{word}");
        }
    }
}
