//! Options of like length and like shape, so that nothing but the matter tells them apart.

use super::{super::native::NativeItem, about};
use crate::bank::{model::ItemType, native::FileFault};

/// Below this many characters lengths differ by nature (a number, a name).
const SHORT: usize = 25;
/// The longest option may be this many tenths of the shortest.
const MOST_TENTHS: usize = 16;

pub fn of(item: &NativeItem) -> Vec<FileFault> {
    let mut advice = Vec::new();
    // Only where one option is chosen instead of another does its length or its full stop tell anything.
    if !matches!(item.face.item_type, ItemType::SingleChoice | ItemType::MultipleResponse) {
        return advice;
    }
    let options = &item.face.options;
    let lengths: Vec<usize> = options.iter().map(|option| option.chars().count()).collect();
    let (longest, shortest) = (lengths.iter().max().copied().unwrap_or(0), lengths.iter().min().copied().unwrap_or(0));
    if longest > SHORT && longest * 10 > shortest * MOST_TENTHS {
        advice.push(about(item, "item_option_lengths").with("longest", longest).with("shortest", shortest));
    }
    let stops = options.iter().filter(|option| option.trim_end().ends_with('.')).count();
    if stops > 0 && stops < options.len() {
        advice.push(about(item, "item_option_stops"));
    }
    advice
}

/// The one option that is longer than every other; none when two share the length.
pub fn strictly_longest(options: &[String]) -> Option<usize> {
    let lengths: Vec<usize> = options.iter().map(|option| option.chars().count()).collect();
    let (at, longest) = lengths.iter().copied().enumerate().max_by_key(|(_, length)| *length)?;
    (lengths.iter().filter(|length| **length == longest).count() == 1).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::{super::sample::codes, super::sample::single, *};

    #[test]
    fn an_option_that_stands_out_is_told() {
        let of_options = |options: &[&str]| codes(&of(&single("t-1", "Hỏi?", options, 0)));
        assert_eq!(of_options(&["Bộ Ngoại giao cùng các bộ, ngành và địa phương có liên quan", "Bộ Tài chính"]), ["item_option_lengths"]);
        assert!(of_options(&["15/6/2023", "Năm 2024"]).is_empty());
        assert_eq!(of_options(&["Một.", "Hai"]), ["item_option_stops"]);
        let texts = ["một".to_owned(), "hai ba".to_owned(), "bốn".to_owned()];
        assert_eq!(strictly_longest(&texts), Some(1));
        assert_eq!(strictly_longest(&[texts[0].clone(), texts[2].clone()]), None);
    }
}
