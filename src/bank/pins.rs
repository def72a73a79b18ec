//! Options that stay where the author put them when the others are shuffled, because they speak of others by place or letter.

use super::model::{ItemFace, ItemType};
use crate::kernel::text::search_key;

/// How an option that speaks of others ends or begins, without marks.
const OF_ALL: [&str; 16] = [
    "tat ca cac phuong an",
    "tat ca cac dap an",
    "tat ca cac y",
    "tat ca phuong an",
    "tat ca nhung",
    "tat ca deu",
    "tat ca cac cau",
    "khong phuong an nao",
    "khong co phuong an",
    "khong co dap an",
    "khong dap an nao",
    "khong y nao",
    "khong co y nao",
    "ca hai phuong an",
    "ca ba phuong an",
    "cac phuong an tren",
];
/// Words that tie letters together: "Cả A và B", "A, B và C đều đúng".
const BETWEEN: [&str; 9] = ["ca", "chi", "va", "hoac", "deu", "dung", "sai", "phuong", "an"];
/// Letters of options.
const LETTERS: [char; 9] = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'];

/// What one option says of the others.
enum Speaks {
    /// Of all of them.
    OfAll,
    /// Of these, by their letters.
    Of(Vec<usize>),
    /// Of none.
    No,
}

fn speaks(option: &str) -> Speaks {
    let key = search_key(option);
    if OF_ALL.iter().any(|phrase| key.contains(phrase)) && key.len() < 60 {
        return Speaks::OfAll;
    }
    let words: Vec<&str> = key.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let letter = |word: &str| match word.chars().collect::<Vec<_>>().as_slice() {
        [letter] => LETTERS.iter().position(|known| known == letter),
        _ => None,
    };
    let named: Vec<usize> = words.iter().filter_map(|word| letter(word)).collect();
    let is_nothing_else = words.iter().all(|word| letter(word).is_some() || BETWEEN.contains(word));
    // A letter alone may be the matter itself: a rank, a vitamin.
    let says_more = named.len() >= 2 || (named.len() == 1 && words.len() > 1);
    if says_more && is_nothing_else { Speaks::Of(named) } else { Speaks::No }
}

/// Places of the options that must stay, ascending: those that speak of others, and those that are called by their letters.
/// An option that speaks of all others "above" but is not the last lets nothing move.
pub fn of(face: &ItemFace) -> Vec<usize> {
    if !matches!(face.item_type, ItemType::SingleChoice | ItemType::MultipleResponse) {
        return Vec::new();
    }
    let count = face.options.len();
    let mut stay = vec![false; count];
    let mut others_follow = false;
    for (at, option) in face.options.iter().enumerate().rev() {
        match speaks(option) {
            Speaks::No => others_follow = true,
            Speaks::OfAll if others_follow => return (0..count).collect(),
            Speaks::OfAll => stay[at] = true,
            Speaks::Of(named) => {
                stay[at] = true;
                for place in named.into_iter().filter(|place| *place < count) {
                    stay[place] = true;
                }
            }
        }
    }
    (0..count).filter(|at| stay[*at]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bank::model::Parts;

    fn pins(options: &[&str]) -> Vec<usize> {
        of(&ItemFace {
            item_type: ItemType::SingleChoice,
            stem: "Hỏi?".into(),
            options: options.iter().map(|option| (*option).to_owned()).collect(),
            points: 100,
            parts: Parts::default(),
        })
    }

    #[test]
    fn options_that_speak_of_others_stay() {
        assert_eq!(pins(&["Một", "Hai", "Ba", "Tất cả các phương án trên"]), [3]);
        assert_eq!(pins(&["Một", "Hai", "Ba", "Không phương án nào đúng"]), [3]);
        assert_eq!(pins(&["Một", "Hai", "Ba", "Cả A và B"]), [0, 1, 3]);
        assert_eq!(pins(&["Một", "Hai", "Cả A, B đều đúng", "Tất cả đều sai"]), [0, 1, 2, 3]);
        assert_eq!(pins(&["Một", "Hai", "A và B", "Không có đáp án nào"]), [0, 1, 2, 3]);
        assert_eq!(pins(&["Một", "Hai", "Chỉ phương án A đúng", "Bốn"]), [0, 2]);
        assert_eq!(pins(&["Một", "Tất cả các phương án trên", "Ba"]), [0, 1, 2], "“above” must stay above");
    }

    #[test]
    fn others_move() {
        for options in [
            &["Ban Tuyên giáo", "Cả hệ thống chính trị", "Cả nước", "Tất cả đảng viên"],
            &["Vitamin A và B", "Đảng, Nhà nước", "Cả năm 2023", "Hạng A"],
            &["A", "B", "AB", "O"],
        ] {
            assert!(pins(options).is_empty(), "{options:?}");
        }
    }
}
