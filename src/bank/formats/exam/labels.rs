//! What lines start with in Vietnamese question files.

use std::sync::LazyLock;

use regex::Regex;

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("the pattern is a constant and tested")
}

macro_rules! patterns {
    ($($(#[$doc:meta])* $name:ident = $text:expr;)+) => {
        $($(#[$doc])* pub static $name: LazyLock<Regex> = LazyLock::new(|| pattern($text));)+
    };
}

patterns! {
    /// "Câu 1", "Câu hỏi 01", "Bài 3", "Question 2"; what follows the number is read apart.
    WORDED = r"^\s*(?i:câu\s+hỏi(?:\s+số)?|câu(?:\s+số)?|bài|question)\s*(\d{1,5})\b\s*";
    /// "1." "1)" "1/": a question where a file has no word before the numbers.
    BARE = r"^\s*(\d{1,4})\s*[.)/:]\s*";
    /// What may stand between the number and the stem: a level, points, a stop.
    LEVEL_TAG = r"^\s*[\[(]\s*(?i:(nb|th|vdc|vdt|vd|nhận\s+biết|thông\s+hiểu|vận\s+dụng\s+cao|vận\s+dụng(?:\s+thấp)?|m[1-4]|mức\s+[1-4]))\s*[\])]";
    /// Points of a question.
    POINTS_TAG = r"^\s*[\[(]\s*(\d{1,3}(?:[.,]\d{1,2})?)\s*(?i:điểm|đ)\s*[\])]";
    /// A level at the end of the stem.
    LEVEL_END = r"\s*[\[(]\s*(?i:(nb|th|vdc|vdt|vd|nhận\s+biết|thông\s+hiểu|vận\s+dụng\s+cao|vận\s+dụng))\s*[\])]\s*$";
    /// The stop after a label.
    STOP = r"^\s*[.:)\]/–-]\s*|^\s+";
    /// An option: "A." "a)" "A/" "*B." "[x] C)"; the mark before it is caught.
    OPTION = r"^\s*(\*|\[[xX✓✔]\]|\[\s?\]|[☑☒✓✔]|☐)?\s*([A-Ha-h])\s*([.)/:])\s*";
    /// A letter alone, as cells of a table have it.
    LETTER = r"^\s*(\*)?\s*([A-Ha-h])\s*[.)/:]?\s*$";
    /// A further option on the same line, after a tab or two spaces or (capital letters only) one space.
    NEXT_OPTION = r"(\t\s*|\s{2,}|\s)(\*|\[[xX✓✔]\]|\[\s?\]|[☑☒✓✔]|☐)?\s*([A-Ha-h])([.)/])\s*";
    /// The key of a question.
    KEY = r"^\s*[\[(<]?\s*(?:(?i:đáp\s*án(?:\s+đúng)?(?:\s+là)?|đáp\s+số|key|answer|trả\s+lời(?:\s+đúng)?)|Đ/?A|DA)\s*(?:[:=.]|[-–]\s)\s*(.+?)\s*$";
    /// "Đáp án B": without a stop only a letter is a key.
    KEY_BARE = r"^\s*(?i:đáp\s*án(?:\s+đúng)?(?:\s+là)?)\s+([A-H](?:\s*(?:[,;]|và)\s*[A-H])*)\s*\.?\s*$";
    /// "Chọn B", "Chọn đáp án C.".
    CHOSEN = r"^\s*(?i:→|=>|⇒)?\s*(?i:vậy\s+)?(?i:chọn)\s+(?i:đáp\s+án\s+|phương\s+án\s+|câu\s+|ý\s+)?([A-H](?:\s*(?:[,;]|và)\s*[A-H])*)\s*(?:[.,;:!]|$)\s*";
    /// A key in brackets or signs within a line: "[Đáp án: B]", "<key=C>".
    INLINE_KEY = r"\s*[\[(<]\s*(?:(?i:đáp\s*án|key)|Đ/?A)\s*[:=]\s*([^\])>]{1,40})[\])>]\s*";
    /// Letters at the start of a key: "B", "A, C", "A và C", "B. Bộ Chính trị", "(C)", "B (15/6/2023)".
    KEY_LETTERS = r"^[(\[]?([A-Ha-h](?:\s*(?:[,;&+]|và|\s)\s*[A-H])*|[A-H]{1,8})[)\]]?\s*(?:[.):(\-–—].*|vì\s.*)?$";
    /// A sign after an option that says that it is right.
    SIGN_END = r"(?:\s+[\[(]\s*(?i:đúng|đáp\s+án(?:\s+đúng)?|đ|x|v)\s*[\])]|\s*[✓✔☑]|\s*\*)\s*\.?\s*$";
    /// Why the key is right.
    RATIONALE = r"^\s*(?i:lời\s+giải(?:\s+chi\s+tiết)?|giải\s+thích(?:\s+chi\s+tiết)?|hướng\s+dẫn(?:\s+giải|\s+chi\s+tiết|\s+trả\s+lời)|gợi\s+ý(?:\s+trả\s+lời)?|giải|vì\s+sao|rationale|explanation)\s*[:.]\s*";
    /// The same word on a line of its own.
    RATIONALE_ALONE = r"^\s*(?i:lời\s+giải(?:\s+chi\s+tiết)?|giải\s+thích(?:\s+chi\s+tiết)?|hướng\s+dẫn\s+giải(?:\s+chi\s+tiết)?|gợi\s+ý(?:\s+trả\s+lời)?)\s*[:.]?\s*$";
    /// Where it stands.
    SOURCE = r"^\s*(?i:nguồn|căn\s+cứ|trích\s+dẫn|trích|source)\s*[:.]\s*(.+?)\s*$";
    /// The level on a line of its own.
    LEVEL_LINE = r"^\s*(?i:mức\s+độ(?:\s+nhận\s+thức)?|độ\s+khó|cấp\s+độ|level)\s*[:.]\s*(.+?)\s*$";
    /// The topic on a line of its own.
    TOPIC_LINE = r"^\s*(?i:chủ\s+đề|chuyên\s+đề|topic)\s*:\s*(.+?)\s*$";
    /// Tags on a line of their own.
    TAGS_LINE = r"^\s*(?i:thẻ|từ\s+khóa|từ\s+khoá|tags?)\s*:\s*(.+?)\s*$";
    /// A part of the file.
    PART = r"^\s*(?i:phần|chương|mục|chuyên\s+đề|chủ\s+đề|nhóm|part)\s+(?:[IVXLC]+|\d{1,3}|[A-Z])\b|^\s*(?i:phần|chương)\s+(?i:thứ)\s";
    /// A Roman numeral as a heading.
    ROMAN = r"^\s*(?:[IVX]{1,5})\s*[.)/–-]\s*\S";
    /// The list of keys that follows.
    ANSWERS = r"^\s*(?:[IVX]+\s*[.)]\s*|(?i:phần)\s+[IVX]+\s*[.:]\s*)?(?i:(?:bảng\s+)?đáp\s*án(?:\s+(?:và|[-–])\s+(?:lời\s+giải|hướng\s+dẫn\s+giải|giải\s+thích)(?:\s+chi\s+tiết)?)?|hướng\s+dẫn\s+chấm|lời\s+giải\s+chi\s+tiết|hướng\s+dẫn\s+giải(?:\s+chi\s+tiết)?|answer\s+keys?)(?:\s+(?i:đề|phần|mã|bộ|các\s+câu|trắc\s+nghiệm|câu\s+hỏi|tham\s+khảo|chi\s+tiết|và\s+thang\s+điểm)\b[^:]*)?\s*[:.]?\s*$";
    /// End of the paper.
    END = r"^[\s\-–—_.*=]*(?i:hết)[\s\-–—_.*=]*$";
    /// "1-A", "1. B", "Câu 3: C", "4 ĐSĐS".
    PAIR = r"(?i:câu\s*)?(\d{1,4})\s*[.\-–:)=/]?\s*(?:(?i:chọn|đáp\s*án)\s*:?\s*)?([A-H](?:\s*[,;&+]\s*[A-H]\b)+|[A-H]{1,8}|[ĐS](?:\s*[,;–-]?\s*[ĐS]){1,7}|Đúng|Sai|ĐÚNG|SAI|đúng|sai|Đ|S|[a-h])(?:\s|[.,;|)]|$)+";
    /// Text that several questions share.
    SHARED = r"^\s*(?i:đọc|dựa\s+vào|căn\s+cứ|sử\s+dụng|cho|từ|tình\s+huống|dùng).*?(?i:câu(?:\s+hỏi)?)(?:\s+số)?\s*(\d{1,4})\s*(?i:đến|tới|[-–]|và|,)\s*(?i:câu(?:\s+hỏi)?(?:\s+số)?\s*)?(\d{1,4})";
    /// A statement with its key at the end: "… (Đ)", "… – Sai", "… [S]".
    STATEMENT_KEY = r"\s*(?:[\[(]\s*(Đ|S|Đúng|Sai|ĐÚNG|SAI|đúng|sai)\s*[\])]|[:–-]\s*(Đúng|Sai|ĐÚNG|SAI|đúng|sai)|\t\s*(Đ|S|Đúng|Sai))\s*\.?\s*$";
}

/// The key that a line says.
pub fn key(line: &str) -> Option<String> {
    let found = KEY.captures(line).or_else(|| KEY_BARE.captures(line))?;
    // "[Đáp án: B]": the bracket closes what the line opened.
    let is_bracketed = line.trim_start().starts_with(['[', '(', '<']);
    let key = if is_bracketed { found[1].strip_suffix([']', ')', '>']).unwrap_or(&found[1]) } else { &found[1] };
    Some(key.trim().to_owned())
}

/// The level that a heading names: "I. MỨC ĐỘ NHẬN BIẾT", "Phần 2. Câu hỏi thông hiểu".
pub fn level_of_heading(heading: &str) -> Option<crate::bank::model::CognitiveLevel> {
    let key = crate::kernel::text::search_key(heading);
    let ends_with = |name: &str| key.trim_end_matches(['.', ':', ')']).ends_with(name);
    let names = ["van dung cao", "van dung thap", "van dung", "thong hieu", "nhan biet"];
    names.into_iter().find(|name| ends_with(name)).filter(|_| key.len() < 50).and_then(crate::bank::formats::vietnamese::level)
}

/// What a heading says of the questions under it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Mode {
    /// Nothing: the questions speak for themselves.
    #[default]
    Open,
    /// Statements, each true or false.
    Truths,
    /// A word or number.
    Short,
    /// A written answer.
    Essay,
}

impl Mode {
    /// Read from a heading.
    pub fn of(heading: &str) -> Self {
        let key = crate::kernel::text::search_key(heading);
        let has = |words: &[&str]| words.iter().any(|word| key.contains(word));
        if has(&["dung/sai", "dung sai", "dung - sai", "dung – sai", "dung, sai", "dung hoac sai"]) {
            Self::Truths
        } else if has(&["tra loi ngan", "dien khuyet", "dien dap so", "dien tu"]) {
            Self::Short
        } else if has(&["tu luan"]) && !has(&["trac nghiem"]) {
            Self::Essay
        } else {
            Self::Open
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_told_from_text() {
        for text in ["Câu 1. Ai?", "CÂU 12: Ai?", "Bài 3) Ai?", "Câu hỏi 01. Ai?", "Câu 7 (NB). Ai?", "câu 5 Ai?", "Câu 10000. Ai?"]
        {
            assert!(WORDED.is_match(text), "{text}");
        }
        for text in ["Câu chuyện 1", "Bài học là gì?", "Câu 2a"] {
            assert!(!WORDED.is_match(text), "{text}");
        }
        for text in ["Đáp án: B", "ĐA: B, C", "Đáp án đúng là: C", "Đ/A: D", "đáp án. A", "Trả lời: 12", "[Đáp án: B]"]
        {
            assert!(KEY.is_match(text), "{text}");
        }
        for text in ["Đáp án nào đúng?", "DANH SÁCH", "Trả lời câu hỏi sau"] {
            assert!(!KEY.is_match(text), "{text}");
        }
        for text in ["Chọn B", "Chọn đáp án C.", "⇒ Chọn A, C", "Vậy chọn D."] {
            assert!(CHOSEN.is_match(text), "{text}");
        }
        assert!(!CHOSEN.is_match("Chọn Ban Bí thư làm đơn vị"));
        for text in
            ["ĐÁP ÁN", "BẢNG ĐÁP ÁN", "Đáp án:", "ĐÁP ÁN VÀ LỜI GIẢI", "Hướng dẫn giải chi tiết", "BẢNG ĐÁP ÁN ĐỀ 101", "III. ĐÁP ÁN"]
        {
            assert!(ANSWERS.is_match(text), "{text}");
        }
        assert!(!ANSWERS.is_match("Đáp án: B"));
        for text in ["PHẦN I. BỐI CẢNH", "Chương 2: Nội dung", "Mục A", "Phần thứ nhất"] {
            assert!(PART.is_match(text), "{text}");
        }
        assert!(!PART.is_match("Phần mở đầu nói gì?") && !PART.is_match("Mục đích là gì?"));
        for text in ["--- HẾT ---", "HẾT", "-------HẾT-------"] {
            assert!(END.is_match(text), "{text}");
        }
        assert!(SHARED.is_match("Đọc tình huống sau và trả lời các câu hỏi từ câu 3 đến câu 5:"));
    }

    #[test]
    fn headings_tell_how_to_answer() {
        assert_eq!(Mode::of("PHẦN II. Câu trắc nghiệm đúng sai"), Mode::Truths);
        assert_eq!(Mode::of("PHẦN III. Trả lời ngắn"), Mode::Short);
        assert_eq!(Mode::of("B. TỰ LUẬN"), Mode::Essay);
        assert_eq!(Mode::of("PHẦN I. TRẮC NGHIỆM"), Mode::Open);
    }
}
