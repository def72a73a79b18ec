//! Items that are the same, or nearly: other marks, other spacing, other order of the options.

use std::collections::{HashMap, HashSet};

use super::{super::native::NativeItem, about};
use crate::{bank::native::FileFault, kernel::text};

/// Hundredths of their syllable pairs that two items share before they count as nearly the same.
const NEAR: usize = 75;
/// An item with fewer pairs is too short to be compared.
const FEWEST_PAIRS: usize = 6;

/// What is compared: stem and options as neighbouring syllables without marks and punctuation, order of options aside.
fn pairs(item: &NativeItem) -> HashSet<(String, String)> {
    let mut out = HashSet::new();
    for part in [&item.face.stem].into_iter().chain(&item.face.options) {
        let key = text::search_key(part);
        let words: Vec<String> = key
            .split(|c: char| !c.is_alphanumeric() && !matches!(c, '/' | '-'))
            .filter(|word| !word.is_empty())
            .map(ToOwned::to_owned)
            .collect();
        if let [only] = words.as_slice() {
            out.insert((only.clone(), String::new()));
        }
        out.extend(words.windows(2).map(|pair| (pair[0].clone(), pair[1].clone())));
    }
    out
}

/// Each item that is nearly one before it. Only items that share a rare pair are compared, so a large bank stays quick.
pub fn among(items: &[&NativeItem]) -> Vec<FileFault> {
    let sets: Vec<HashSet<(String, String)>> = items.iter().map(|item| pairs(item)).collect();
    let mut holders: HashMap<&(String, String), Vec<usize>> = HashMap::new();
    for (at, set) in sets.iter().enumerate() {
        for pair in set {
            holders.entry(pair).or_default().push(at);
        }
    }
    let mut advice = Vec::new();
    for (at, set) in sets.iter().enumerate().filter(|(_, set)| set.len() >= FEWEST_PAIRS) {
        let mut shared: HashMap<usize, usize> = HashMap::new();
        for pair in set {
            for other in holders.get(pair).into_iter().flatten().take_while(|other| **other < at) {
                *shared.entry(*other).or_default() += 1;
            }
        }
        let near = shared.into_iter().filter(|(other, both)| {
            let union = set.len() + sets[*other].len() - both;
            sets[*other].len() >= FEWEST_PAIRS && both * 100 >= union * NEAR
        });
        if let Some((other, _)) = near.max_by_key(|(other, both)| (*both, usize::MAX - other)) {
            advice.push(about(items[at], "item_near_duplicate").with("other", &items[other].code));
        }
    }
    advice
}

#[cfg(test)]
mod tests {
    use super::{super::sample::codes, super::sample::single, *};

    #[test]
    fn the_same_item_in_other_clothes_is_found() {
        let first =
            single("t-1", "Kết luận số 57-KL/TW do cơ quan nào ban hành?", &["Bộ Chính trị", "Ban Bí thư", "Chính phủ", "Quốc hội"], 0);
        let dressed =
            single("t-2", "Ket luan  số 57-KL/TW do cơ quan nào ban hành ?", &["Quốc hội", "Chính phủ", "Bộ Chính trị", "Ban Bí thư"], 2);
        let other =
            single("t-3", "Nghị quyết 47/NQ-CP do cơ quan nào ban hành?", &["Chính phủ", "Bộ Ngoại giao", "Bộ Công an", "Ban Bí thư"], 0);
        let advice = among(&[&first, &dressed, &other]);
        assert_eq!(codes(&advice), ["item_near_duplicate"]);
        assert_eq!(advice[0].args, [("item", "t-2".to_owned()), ("other", "t-1".to_owned())]);
    }
}
