//! The words of an item: catch-all options, unmarked negatives, charged phrases, long sentences, missing cases.

use super::{super::native::NativeItem, about, syllables};
use crate::bank::{
    model::{CognitiveLevel, ItemType},
    native::FileFault,
};

/// Options that refer to other options: they test logic instead of the matter, and break when options are shuffled.
const CATCH_ALL: [&str; 9] = [
    "tất cả các phương án",
    "tất cả các đáp án",
    "tất cả các ý",
    "tất cả đều đúng",
    "cả a và b",
    "cả a, b",
    "không có phương án nào",
    "không có đáp án nào",
    "các phương án trên",
];
/// Negatives that a hurried reader misses.
const NEGATIVES: [&str; 6] = ["không phải", "không đúng", "không thuộc", "ngoại trừ", "là sai", "không nằm trong"];
/// Phrases of dispute: study material reports what documents say and attacks nobody.
const CHARGED: [&str; 6] = ["thế lực thù địch", "phản động", "bọn ", "luận điệu", "bịp bợm", "tay sai"];
/// Syllables of a sentence that can still be read at once on a phone.
const LONGEST_SENTENCE: usize = 45;
/// Syllables of a stem, a case included.
const LONGEST_STEM: usize = 110;
/// A case takes at least so many syllables to stand in a stem.
const SHORTEST_CASE: usize = 18;
/// A rationale says why: that takes more than a word.
const SHORTEST_RATIONALE: usize = 8;

pub fn of(item: &NativeItem) -> Vec<FileFault> {
    let (face, stem) = (&item.face, item.face.stem.to_lowercase());
    let mut advice = Vec::new();
    for option in &face.options {
        let words = option.to_lowercase();
        if CATCH_ALL.iter().any(|phrase| words.contains(phrase)) {
            advice.push(about(item, "item_catch_all").with("value", option));
        }
    }
    if face.item_type != ItemType::TrueFalse {
        let asked = without_bold(&stem);
        let asked = asked.rsplit(". ").next().unwrap_or_default();
        if let Some(phrase) = NEGATIVES.iter().find(|phrase| asked.contains(**phrase)) {
            advice.push(about(item, "item_negative").with("value", phrase));
        }
    }
    let texts = [stem.as_str(), &item.solution.rationale.to_lowercase()].map(str::to_owned);
    let said = texts.into_iter().chain(face.options.iter().map(|option| option.to_lowercase()));
    for words in said {
        if let Some(phrase) = CHARGED.iter().find(|phrase| words.contains(**phrase)) {
            advice.push(about(item, "item_charged").with("value", phrase.trim()));
        }
    }
    let ends = match face.item_type {
        ItemType::SingleChoice => ['?', ':'],
        // “Chọn tất cả …”, “Ghép …”, “Xếp …” ask by an order.
        ItemType::MultipleResponse
        | ItemType::ShortAnswer
        | ItemType::Numerical
        | ItemType::Matching
        | ItemType::Ordering
        | ItemType::Essay => ['?', '.'],
        ItemType::TrueFalseCluster => [':', '.'],
        ItemType::TrueFalse | ItemType::GapFill => ['.', '”'],
    };
    if !face.stem.trim_end().ends_with(ends) {
        advice.push(about(item, "item_stem_end").with("value", ends[0]));
    }
    let longest = face.stem.split(['.', '?', ';', ':', '\n']).map(syllables).max().unwrap_or(0);
    if longest > LONGEST_SENTENCE {
        advice.push(about(item, "item_long_sentence").with("value", longest).with("most", LONGEST_SENTENCE));
    }
    let length = syllables(&face.stem);
    if length > LONGEST_STEM {
        advice.push(about(item, "item_long_stem").with("value", length).with("most", LONGEST_STEM));
    }
    if matches!(item.level, CognitiveLevel::VanDung | CognitiveLevel::VanDungCao) && length < SHORTEST_CASE {
        advice.push(about(item, "item_no_case").with("value", length));
    }
    if syllables(&item.solution.rationale) < SHORTEST_RATIONALE {
        advice.push(about(item, "item_short_rationale").with("value", syllables(&item.solution.rationale)));
    }
    advice
}

/// The text without its bold parts: a negative in bold is marked.
fn without_bold(text: &str) -> String {
    text.split("**").step_by(2).collect::<Vec<_>>().join("")
}

#[cfg(test)]
mod tests {
    use super::{super::sample::codes, super::sample::single, *};

    #[test]
    fn each_fault_of_wording_is_found() {
        let options = ["Một cơ quan", "Hai cơ quan", "Ba cơ quan", "Bốn cơ quan"];
        let of_stem = |stem: &str| codes(&of(&single("t-1", stem, &options, 0)));
        assert_eq!(of_stem("Cơ quan nào không thuộc Ban Chỉ đạo?"), ["item_negative"]);
        assert!(of_stem("Cơ quan nào **không thuộc** Ban Chỉ đạo?").is_empty());
        assert!(of_stem("Đơn vị không phải lập kế hoạch. Cơ quan nào giúp đơn vị?").is_empty(), "the case may deny, the question may not");
        assert_eq!(of_stem("Cơ quan nào giúp việc"), ["item_stem_end"]);
        assert_eq!(of_stem("Luận điệu nào được nêu?"), ["item_charged"]);
        assert_eq!(of_stem(&format!("{}?", "một hai ".repeat(30))), ["item_long_sentence"]);
        let mut catch_all = single("t-1", "Cơ quan nào giúp việc?", &options, 0);
        catch_all.face.options[3] = "Cả A và B".into();
        assert_eq!(codes(&of(&catch_all)), ["item_catch_all"]);
        let mut applied = single("t-1", "Cơ quan nào giúp việc?", &options, 0);
        applied.level = CognitiveLevel::VanDung;
        assert_eq!(codes(&of(&applied)), ["item_no_case"]);
        applied.level = CognitiveLevel::NhanBiet;
        applied.solution.rationale = "Vì thế.".into();
        assert_eq!(codes(&of(&applied)), ["item_short_rationale"]);
    }
}
