//! A bank as a whole: levels near 40/30/20/10, keys spread over the places, the key the longest no more often than chance.

use super::options::strictly_longest;
use crate::bank::{
    model::{CognitiveLevel, ItemType, Key},
    native::{FileFault, NativeBank, NativeItem},
};

/// Shares say little about fewer items.
const FEWEST: usize = 40;
/// Planned percentage of each level, lowest first.
const PLANNED: [usize; 4] = [40, 30, 20, 10];
/// Points of percentage a level may be off.
const LEVEL_SLACK: usize = 6;
/// With four options chance alone makes the key the longest in one item of four.
const MOST_LONGEST: usize = 25;
/// Percentage of the keys that one place may hold.
const MOST_IN_PLACE: usize = 35;

pub fn of(bank: &NativeBank) -> Vec<FileFault> {
    let approved: Vec<&NativeItem> = bank.items.iter().filter(|item| item.status == "approved").collect();
    let mut advice = Vec::new();
    if approved.len() < FEWEST {
        return advice;
    }
    let path = approved[0].place.0.rsplit_once('/').map_or_else(|| "bank.toml".to_owned(), |(folder, _)| format!("{folder}/bank.toml"));
    for (level, planned) in CognitiveLevel::ALL.into_iter().zip(PLANNED) {
        let share = percent(approved.iter().filter(|item| item.level == level).count(), approved.len());
        if share.abs_diff(planned) > LEVEL_SLACK {
            advice.push(
                FileFault::new(&path, 0, "bank_level_share").with("level", level.code()).with("value", share).with("planned", planned),
            );
        }
    }
    let single: Vec<&&NativeItem> = approved.iter().filter(|item| item.face.item_type == ItemType::SingleChoice).collect();
    let key_of = |item: &NativeItem| match &item.solution.key {
        Key::Options(keys) => keys.first().copied(),
        _ => None,
    };
    let longest = single.iter().filter(|item| key_of(item).is_some() && strictly_longest(&item.face.options) == key_of(item)).count();
    let share = percent(longest, single.len());
    if share > MOST_LONGEST {
        advice.push(FileFault::new(&path, 0, "bank_key_longest").with("value", share).with("most", MOST_LONGEST));
    }
    for place in 0..4 {
        let share = percent(single.iter().filter(|item| key_of(item) == Some(place)).count(), single.len());
        if share > MOST_IN_PLACE {
            advice
                .push(FileFault::new(&path, 0, "bank_key_place").with("place", place + 1).with("value", share).with("most", MOST_IN_PLACE));
        }
    }
    advice
}

fn percent(part: usize, whole: usize) -> usize {
    (part * 100 + whole / 2).checked_div(whole).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{super::sample::codes, super::sample::single, *};

    #[test]
    fn a_lopsided_bank_is_told() {
        let items: Vec<NativeItem> = (0..40)
            .map(|number| {
                single(&format!("t-{number}"), &format!("Câu số {number} hỏi điều gì?"), &["câu trả lời dài", "hai", "ba", "bốn"], 0)
            })
            .collect();
        let bank = NativeBank {
            code: "b".into(),
            title: "B".into(),
            summary: String::new(),
            language: "vi".into(),
            topics: vec![],
            items,
            content_hash: [0; 32],
        };
        assert_eq!(
            codes(&of(&bank)),
            ["bank_level_share", "bank_level_share", "bank_level_share", "bank_level_share", "bank_key_longest", "bank_key_place"]
        );
        assert!(of(&NativeBank { items: bank.items[..39].to_vec(), ..bank }).is_empty(), "a small bank is left alone");
    }
}
