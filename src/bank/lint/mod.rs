//! Advice on items and on a bank as a whole, by the rules of item writing: what a careful second reader would say.
//!
//! Nothing here stops a bank from being read; `hocthi bank check` prints the advice, `--strict` fails on it, and what is
//! shipped has none. The rules: one idea in plain words (readability), no catch-all options and no unmarked negatives
//! (wording), options that do not give the key away by their length (options), no item twice (likeness), levels and keys
//! spread as planned (balance), one way of writing dates and numbers (typography). Sources: Haladyna, Downing and
//! Rodriguez, "A review of multiple-choice item-writing guidelines" (2002); ruling of levels about 40/30/20/10.

mod balance;
mod likeness;
mod options;
pub mod typography;
mod wording;

use super::native::{FileFault, NativeBank, NativeItem};

/// Advice on one bank.
pub fn bank(bank: &NativeBank) -> Vec<FileFault> {
    let mut advice: Vec<FileFault> = bank.items.iter().flat_map(item).collect();
    advice.extend(likeness::among(&bank.items.iter().collect::<Vec<_>>()));
    advice.extend(balance::of(bank));
    advice
}

/// Items that are nearly the same in different banks.
pub fn across(banks: &[NativeBank]) -> Vec<FileFault> {
    likeness::among(&banks.iter().flat_map(|bank| &bank.items).collect::<Vec<_>>())
}

/// Advice on one item.
pub fn item(item: &NativeItem) -> Vec<FileFault> {
    let texts = [&item.face.stem, &item.solution.rationale].into_iter().chain(&item.face.options);
    let mut advice: Vec<FileFault> =
        texts.flat_map(|text| typography::of(text)).map(|slip| about(item, slip.code).with("value", slip.found)).collect();
    advice.extend(wording::of(item));
    advice.extend(options::of(item));
    advice
}

fn about(item: &NativeItem, code: &'static str) -> FileFault {
    FileFault::new(&item.place.0, item.place.1, code).with("item", &item.code)
}

/// Syllables of a text: what stands between spaces and holds a letter or a digit. Vietnamese counts length in them.
pub fn syllables(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count()
}

#[cfg(test)]
pub(super) mod sample {
    use super::*;
    use crate::bank::model::{Citation, CognitiveLevel, ItemFace, ItemType, Key, Parts, Solution};

    /// A single choice item without fault: the key stands at `key`.
    pub fn single(code: &str, stem: &str, options: &[&str], key: usize) -> NativeItem {
        NativeItem {
            code: code.into(),
            status: "approved".into(),
            topic: "t".into(),
            level: CognitiveLevel::NhanBiet,
            face: ItemFace {
                item_type: ItemType::SingleChoice,
                stem: stem.into(),
                options: options.iter().map(|option| (*option).to_owned()).collect(),
                points: 100,
                parts: Parts::default(),
            },
            solution: Solution {
                key: Key::Options(vec![key]),
                rationale: "Vì văn bản ghi như vậy ở phần mở đầu.".into(),
                citation: Citation { source: "KL57".into(), clause: "a".into() },
                feedback: Vec::new(),
            },
            tags: vec![],
            place: ("b/t.toml".into(), 1),
        }
    }

    pub fn codes(advice: &[FileFault]) -> Vec<&'static str> {
        advice.iter().map(|fault| fault.code).collect()
    }

    #[test]
    fn a_good_item_gets_no_advice() {
        let good =
            single("t-1", "Kết luận số 57-KL/TW được ban hành ngày nào?", &["15/6/2023", "09/01/2023", "14/02/2012", "15/4/2024"], 0);
        assert!(item(&good).is_empty(), "{:?}", item(&good));
    }
}
