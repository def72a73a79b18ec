//! Texts typed with fonts from before Unicode: TCVN3 (`.VnTime`) and VNI (`VNI-Times`). Their files hold letters of Western
//! Europe that only those fonts show as Vietnamese.

use unicode_normalization::UnicodeNormalization;

/// An encoding from before Unicode.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Legacy {
    /// TCVN 5712, "ABC": one letter each; capitals come from a font of capitals (`.VnTimeH`).
    Tcvn3 {
        /// The font shows every letter as a capital.
        capitals: bool,
    },
    /// VNI: a letter and a mark after it.
    Vni,
}

impl Legacy {
    /// By the name of a font.
    pub fn of_font(font: &str) -> Option<Self> {
        let font = font.trim().to_lowercase();
        if font.starts_with(".vn") {
            Some(Self::Tcvn3 { capitals: font.ends_with('h') })
        } else if font.starts_with("vni-") || font.starts_with("vni ") {
            Some(Self::Vni)
        } else {
            None
        }
    }
}

/// The text in Unicode.
pub fn repair(text: &str, legacy: Legacy) -> String {
    match legacy {
        Legacy::Tcvn3 { capitals } => {
            let text: String = text.chars().map(|c| TCVN3.binary_search_by_key(&c, |(old, _)| *old).map_or(c, |at| TCVN3[at].1)).collect();
            if capitals { text.to_uppercase() } else { text }
        }
        Legacy::Vni => from_vni(text),
    }
}

fn from_vni(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for c in text.chars() {
        let lower = c.to_lowercase().next().unwrap_or(c);
        // A mark belongs to the vowel before it; elsewhere the same letter stands for itself.
        let after_vowel = out.chars().next_back().is_some_and(|before| "aeouyơưAEOUYƠƯ".contains(before));
        if let Some((_, mark)) = VNI_MARKS.iter().find(|(old, _)| *old == lower).filter(|_| after_vowel) {
            out.push_str(mark);
        } else {
            out.push(VNI_LETTERS.iter().find(|(old, _)| *old == c).map_or(c, |(_, new)| *new));
        }
    }
    out.nfc().collect()
}

/// Sorted by the old letter.
#[rustfmt::skip]
const TCVN3: [(char, char); 74] = [
    ('\u{A1}', 'Ă'), ('\u{A2}', 'Â'), ('\u{A3}', 'Ê'), ('\u{A4}', 'Ô'), ('\u{A5}', 'Ơ'), ('\u{A6}', 'Ư'),
    ('\u{A7}', 'Đ'), ('\u{A8}', 'ă'), ('\u{A9}', 'â'), ('\u{AA}', 'ê'), ('\u{AB}', 'ô'), ('\u{AC}', 'ơ'),
    ('\u{AD}', 'ư'), ('\u{AE}', 'đ'), ('\u{B5}', 'à'), ('\u{B6}', 'ả'), ('\u{B7}', 'ã'), ('\u{B8}', 'á'),
    ('\u{B9}', 'ạ'), ('\u{BB}', 'ằ'), ('\u{BC}', 'ẳ'), ('\u{BD}', 'ẵ'), ('\u{BE}', 'ắ'), ('\u{C6}', 'ặ'),
    ('\u{C7}', 'ầ'), ('\u{C8}', 'ẩ'), ('\u{C9}', 'ẫ'), ('\u{CA}', 'ấ'), ('\u{CB}', 'ậ'), ('\u{CC}', 'è'),
    ('\u{CE}', 'ẻ'), ('\u{CF}', 'ẽ'), ('\u{D0}', 'é'), ('\u{D1}', 'ẹ'), ('\u{D2}', 'ề'), ('\u{D3}', 'ể'),
    ('\u{D4}', 'ễ'), ('\u{D5}', 'ế'), ('\u{D6}', 'ệ'), ('\u{D7}', 'ì'), ('\u{D8}', 'ỉ'), ('\u{DC}', 'ĩ'),
    ('\u{DD}', 'í'), ('\u{DE}', 'ị'), ('\u{DF}', 'ò'), ('\u{E1}', 'ỏ'), ('\u{E2}', 'õ'), ('\u{E3}', 'ó'),
    ('\u{E4}', 'ọ'), ('\u{E5}', 'ồ'), ('\u{E6}', 'ổ'), ('\u{E7}', 'ỗ'), ('\u{E8}', 'ố'), ('\u{E9}', 'ộ'),
    ('\u{EA}', 'ờ'), ('\u{EB}', 'ở'), ('\u{EC}', 'ỡ'), ('\u{ED}', 'ớ'), ('\u{EE}', 'ợ'), ('\u{EF}', 'ù'),
    ('\u{F1}', 'ủ'), ('\u{F2}', 'ũ'), ('\u{F3}', 'ú'), ('\u{F4}', 'ụ'), ('\u{F5}', 'ừ'), ('\u{F6}', 'ử'),
    ('\u{F7}', 'ữ'), ('\u{F8}', 'ứ'), ('\u{F9}', 'ự'), ('\u{FA}', 'ỳ'), ('\u{FB}', 'ỷ'), ('\u{FC}', 'ỹ'),
    ('\u{FD}', 'ý'), ('\u{FE}', 'ỵ'),
];

#[rustfmt::skip]
const VNI_MARKS: [(char, &str); 17] = [
    ('ù', "\u{301}"), ('ø', "\u{300}"), ('û', "\u{309}"), ('õ', "\u{303}"), ('ï', "\u{323}"), ('ê', "\u{306}"),
    ('é', "\u{306}\u{301}"), ('è', "\u{306}\u{300}"), ('ú', "\u{306}\u{309}"), ('ü', "\u{306}\u{303}"), ('ë', "\u{306}\u{323}"), ('â', "\u{302}"),
    ('á', "\u{302}\u{301}"), ('à', "\u{302}\u{300}"), ('å', "\u{302}\u{309}"), ('ã', "\u{302}\u{303}"), ('ä', "\u{302}\u{323}"),
];

#[rustfmt::skip]
const VNI_LETTERS: [(char, char); 18] = [
    ('ô', 'ơ'), ('Ô', 'Ơ'), ('ö', 'ư'), ('Ö', 'Ư'), ('ñ', 'đ'), ('Ñ', 'Đ'), ('í', 'í'), ('Í', 'Í'), ('ì', 'ì'),
    ('Ì', 'Ì'), ('æ', 'ỉ'), ('Æ', 'Ỉ'), ('ó', 'ĩ'), ('Ó', 'Ĩ'), ('ò', 'ị'), ('Ò', 'Ị'), ('î', 'ỵ'), ('Î', 'Ỵ'),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_texts_come_out_in_unicode() {
        assert_eq!(repair("Nghi\u{D6}p v\u{F4} b\u{B8}o c\u{B8}o vi\u{AA}n", Legacy::Tcvn3 { capitals: false }), "Nghiệp vụ báo cáo viên");
        assert_eq!(repair("c\u{A9}u h\u{E1}i", Legacy::Tcvn3 { capitals: true }), "CÂU HỎI");
        assert_eq!(repair("Nghieäp vuï baùo caùo vieân, ñöôïc thöïc hieän", Legacy::Vni), "Nghiệp vụ báo cáo viên, được thực hiện");
        assert_eq!(repair("ÑAÛNG COÄNG SAÛN VIEÄT NAM", Legacy::Vni), "ĐẢNG CỘNG SẢN VIỆT NAM");
    }

    #[test]
    fn fonts_tell_the_encoding() {
        assert_eq!(Legacy::of_font(".VnTimeH"), Some(Legacy::Tcvn3 { capitals: true }));
        assert_eq!(Legacy::of_font("VNI-Times"), Some(Legacy::Vni));
        assert_eq!(Legacy::of_font("Times New Roman"), None);
    }
}
