//! What a taker gives: as it travels, and as it is scored. Pure.
//!
//! Options, statements, left and right sides and what is to be ordered are shown as letters by place (`a`, `b`, …), which carry
//! nothing; the frozen order maps them back. Gaps have the numbers that stand in their marks.

use serde_json::{Map, Value};

use super::{
    model::{QuizError, Slot},
    scoring,
};
use crate::bank::{
    formats::rich,
    model::{ItemType, Key},
};

/// Characters of a typed word, phrase or number, at most.
pub const LONGEST_WORDS: usize = 500;
/// Characters of an essay, at most.
pub const LONGEST_ESSAY: usize = 20_000;

/// A response by the places that the item's face gives what is shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Given {
    /// Nothing.
    Nothing,
    /// Chosen options, ascending.
    Options(Vec<usize>),
    /// A statement judged.
    Truth(bool),
    /// Statements judged, those left out as none.
    Statements(Vec<Option<bool>>),
    /// Words, a number or an essay as typed.
    Text(String),
    /// For each left side the position of a right side.
    Pairs(Vec<Option<usize>>),
    /// For each place, first to last, the position of what was put there.
    Order(Vec<Option<usize>>),
    /// For each gap what was typed or chosen; empty for nothing.
    Gaps(Vec<String>),
}

/// How much of an item was answered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Completeness {
    /// Nothing.
    Blank,
    /// Some parts, or a number that cannot be read as one.
    Partial,
    /// All of it.
    Full,
}

/// The letter of what is shown at `place` (from 0).
pub fn letter(place: usize) -> String {
    char::from(b'a' + u8::try_from(place.min(25)).unwrap_or(0)).to_string()
}

fn place(letter: &str, options: usize) -> Option<usize> {
    match letter.as_bytes() {
        [byte @ b'a'..=b'z'] => Some(usize::from(byte - b'a')).filter(|place| *place < options),
        _ => None,
    }
}

/// Reads a response as it was sent; `null` takes a response back.
///
/// # Errors
/// [`QuizError::ResponseShape`] when the item cannot have such a response.
pub fn read(slot: &Slot, sent: &Value) -> Result<Given, QuizError> {
    let original = |text: &Value| {
        let shown = place(text.as_str()?, slot.option_order.len())?;
        slot.option_order.get(shown).copied()
    };
    let given = match (slot.item_type, sent) {
        (_, Value::Null) => Some(Given::Nothing),
        (ItemType::SingleChoice, text @ Value::String(_)) => original(text).map(|option| Given::Options(vec![option])),
        (ItemType::MultipleResponse, Value::Array(letters)) if letters.len() <= slot.option_order.len() => {
            let chosen: Option<Vec<usize>> = letters.iter().map(original).collect();
            chosen.and_then(|mut chosen| {
                let sent = chosen.len();
                chosen.sort_unstable();
                chosen.dedup();
                (chosen.len() == sent).then_some(if chosen.is_empty() { Given::Nothing } else { Given::Options(chosen) })
            })
        }
        (ItemType::TrueFalse, Value::Bool(truth)) => Some(Given::Truth(*truth)),
        (ItemType::TrueFalseCluster, Value::Object(judged)) => by_part(slot, judged, &|part| place(part, slot.parts), &Value::as_bool)
            .map(|list| if list.iter().all(Option::is_none) { Given::Nothing } else { Given::Statements(list) }),
        (ItemType::Matching, Value::Object(pairs)) => by_part(slot, pairs, &|part| place(part, slot.parts), &original)
            .map(|list| if list.iter().all(Option::is_none) { Given::Nothing } else { Given::Pairs(list) }),
        (ItemType::GapFill, Value::Object(gaps)) => by_part(slot, gaps, &|part| gap(part, slot.parts), &|text| words(text, LONGEST_WORDS))
            .map(|list| list.into_iter().map(Option::unwrap_or_default).collect::<Vec<_>>())
            .map(|list| if list.iter().all(|text| text.trim().is_empty()) { Given::Nothing } else { Given::Gaps(list) }),
        (ItemType::Ordering, Value::Array(letters)) if letters.len() <= slot.option_order.len() => order(slot, letters, &original),
        (ItemType::ShortAnswer | ItemType::Numerical, text @ Value::String(_)) => words(text, LONGEST_WORDS).map(text_given),
        (ItemType::Essay, text @ Value::String(_)) => words(text, LONGEST_ESSAY).map(text_given),
        _ => None,
    };
    given.ok_or(QuizError::ResponseShape)
}

/// Answers part by part, `null` for one that was taken back; none when a part or an answer is not one of the item's.
fn by_part<T: Clone>(
    slot: &Slot,
    sent: &Map<String, Value>,
    part_of: &dyn Fn(&str) -> Option<usize>,
    read: &dyn Fn(&Value) -> Option<T>,
) -> Option<Vec<Option<T>>> {
    let mut out = vec![None; slot.parts];
    for (part, value) in sent {
        let part = part_of(part)?;
        if !value.is_null() {
            out[part] = Some(read(value)?);
        }
    }
    Some(out)
}

fn gap(number: &str, gaps: usize) -> Option<usize> {
    let plain = !number.starts_with(['0', '+']);
    number.parse::<usize>().ok().filter(|number| plain && (1..=gaps).contains(number)).map(|number| number - 1)
}

fn order(slot: &Slot, letters: &[Value], original: &dyn Fn(&Value) -> Option<usize>) -> Option<Given> {
    let mut out = vec![None; slot.option_order.len()];
    for (at, letter) in letters.iter().enumerate().filter(|(_, letter)| !letter.is_null()) {
        let option = original(letter)?;
        if out.contains(&Some(option)) {
            return None;
        }
        out[at] = Some(option);
    }
    Some(if out.iter().all(Option::is_none) { Given::Nothing } else { Given::Order(out) })
}

/// Typed words as they are; none where they are too long or hold what nobody can type. Breaks within a line and of a page come
/// along when text is pasted from Word.
fn words(text: &Value, longest: usize) -> Option<String> {
    let text = text.as_str()?;
    let is_typed = |c: char| !c.is_control() || matches!(c, '\n' | '\r' | '\t' | '\u{b}' | '\u{c}');
    (text.len() <= longest * 4 && text.chars().count() <= longest && text.chars().all(is_typed)).then(|| text.to_owned())
}

fn text_given(text: String) -> Given {
    if text.trim().is_empty() { Given::Nothing } else { Given::Text(text) }
}

/// How much of the item a response as it was sent answers.
pub fn completeness(slot: &Slot, sent: &Value) -> Completeness {
    let part = |is_full| if is_full { Completeness::Full } else { Completeness::Partial };
    match read(slot, sent) {
        Ok(Given::Nothing) | Err(_) => Completeness::Blank,
        Ok(Given::Statements(list)) => part(list.iter().all(Option::is_some)),
        Ok(Given::Pairs(list) | Given::Order(list)) => part(list.iter().all(Option::is_some)),
        Ok(Given::Gaps(list)) => part(list.iter().all(|text| !text.trim().is_empty())),
        Ok(Given::Text(text)) if slot.item_type == ItemType::Numerical => part(scoring::is_number(&text)),
        Ok(Given::Text(_) | Given::Options(_) | Given::Truth(_)) => Completeness::Full,
    }
}

/// The response that is right (or plainly wrong) for a key, as it would be sent: for demonstrations and load tests. An essay has
/// some words either way.
pub fn sent_for(slot: &Slot, key: &Key, right: bool) -> Value {
    let letters = |wanted: &dyn Fn(usize) -> bool| -> Vec<String> {
        slot.option_order.iter().enumerate().filter(|(_, original)| wanted(**original)).map(|(place, _)| letter(place)).collect()
    };
    let shown = |option: usize| letters(&|other| other == option).into_iter().next().map_or(Value::Null, Value::from);
    let words = |accepted: &[String]| {
        Value::from(if right { accepted.first().map(|text| rich::plain(text)).unwrap_or_default() } else { "không biết".into() })
    };
    match (key, slot.item_type) {
        (Key::Truth(truth), _) => Value::Bool(*truth == right),
        (Key::Options(keys), ItemType::MultipleResponse) => Value::from(letters(&|option| keys.contains(&option) == right)),
        (Key::Options(keys), _) => letters(&|option| keys.contains(&option) == right).into_iter().next().map_or(Value::Null, Value::from),
        (Key::Statements(truths), _) => {
            truths.iter().enumerate().map(|(at, truth)| (letter(at), Value::Bool(*truth == right))).collect::<Map<_, _>>().into()
        }
        (Key::Text { accepted, .. }, _) => words(accepted),
        (Key::Number { value, .. }, _) => Value::from(if right { value.vietnamese() } else { "-987654321".into() }),
        (Key::Pairs { rights, .. }, _) => {
            let other = |at: usize| slot.option_order.iter().copied().find(|option| *option != at).unwrap_or(at);
            let pairs = rights.iter().enumerate().map(|(left, at)| (letter(left), shown(if right { *at } else { other(*at) })));
            pairs.collect::<Map<_, _>>().into()
        }
        (Key::Order(order), _) if right => order.iter().map(|option| shown(*option)).collect(),
        (Key::Order(order), _) => order.iter().rev().map(|option| shown(*option)).collect(),
        (Key::Gaps(gaps), _) => {
            (1..).zip(gaps).map(|(number, gap)| (number.to_string(), words(&gap.accepted))).collect::<Map<_, _>>().into()
        }
        (Key::Guide(_), _) => Value::from("Bài viết gồm ba ý."),
    }
}

/// Whether anything was answered.
pub fn is_answered(sent: &Value) -> bool {
    match sent {
        Value::Null => false,
        Value::Array(list) => list.iter().any(is_answered),
        Value::Object(parts) => parts.values().any(is_answered),
        Value::String(text) => !text.trim().is_empty(),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::kernel::Id;

    fn slot(item_type: ItemType) -> Slot {
        Slot { slot: 1, version: Id::from_uuid(uuid::Uuid::nil()), item_type, option_order: vec![2, 0, 1], parts: 2, points: 100 }
    }

    #[test]
    fn letters_follow_the_shown_order() {
        assert_eq!(read(&slot(ItemType::SingleChoice), &json!("a")).unwrap(), Given::Options(vec![2]));
        assert_eq!(read(&slot(ItemType::MultipleResponse), &json!(["c", "a"])).unwrap(), Given::Options(vec![1, 2]));
        assert_eq!(read(&slot(ItemType::TrueFalse), &json!(false)).unwrap(), Given::Truth(false));
        assert_eq!(read(&slot(ItemType::MultipleResponse), &json!([])).unwrap(), Given::Nothing);
    }

    #[test]
    fn what_an_item_cannot_have_is_refused() {
        for (item_type, sent) in [
            (ItemType::SingleChoice, json!("d")),
            (ItemType::SingleChoice, json!("A")),
            (ItemType::SingleChoice, json!(["a"])),
            (ItemType::SingleChoice, json!(0)),
            (ItemType::MultipleResponse, json!(["a", "a"])),
            (ItemType::MultipleResponse, json!("a")),
            (ItemType::TrueFalse, json!("true")),
            (ItemType::TrueFalse, json!({})),
        ] {
            assert!(matches!(read(&slot(item_type), &sent), Err(QuizError::ResponseShape)), "{sent}");
        }
    }

    #[test]
    fn parts_are_read_one_by_one() {
        let cluster = slot(ItemType::TrueFalseCluster);
        assert_eq!(read(&cluster, &json!({ "b": false })).unwrap(), Given::Statements(vec![None, Some(false)]));
        assert_eq!(read(&cluster, &json!({ "a": null })).unwrap(), Given::Nothing);
        let matching = slot(ItemType::Matching);
        assert_eq!(read(&matching, &json!({ "a": "c", "b": "a" })).unwrap(), Given::Pairs(vec![Some(1), Some(2)]));
        let gaps = slot(ItemType::GapFill);
        assert_eq!(read(&gaps, &json!({ "2": "Hà Nội" })).unwrap(), Given::Gaps(vec![String::new(), "Hà Nội".into()]));
        let ordering = slot(ItemType::Ordering);
        assert_eq!(read(&ordering, &json!(["b", "a", "c"])).unwrap(), Given::Order(vec![Some(0), Some(2), Some(1)]));
        assert_eq!(read(&ordering, &json!([null, "a"])).unwrap(), Given::Order(vec![None, Some(2), None]));
        assert_eq!(read(&slot(ItemType::Essay), &json!("một\nhai")).unwrap(), Given::Text("một\nhai".into()));
        assert_eq!(read(&slot(ItemType::Numerical), &json!("  ")).unwrap(), Given::Nothing);
    }

    #[test]
    fn parts_that_an_item_has_not_are_refused() {
        for (item_type, sent) in [
            (ItemType::TrueFalseCluster, json!({ "c": true })),
            (ItemType::TrueFalseCluster, json!({ "a": "true" })),
            (ItemType::TrueFalseCluster, json!(true)),
            (ItemType::Matching, json!({ "c": "a" })),
            (ItemType::Matching, json!({ "a": "d" })),
            (ItemType::Ordering, json!(["a", "a"])),
            (ItemType::Ordering, json!(["a", "b", "c", null])),
            (ItemType::Ordering, json!({ "a": 1 })),
            (ItemType::GapFill, json!({ "0": "x" })),
            (ItemType::GapFill, json!({ "3": "x" })),
            (ItemType::GapFill, json!({ "01": "x" })),
            (ItemType::GapFill, json!({ "1": 5 })),
            (ItemType::ShortAnswer, json!("x".repeat(LONGEST_WORDS + 1))),
            (ItemType::ShortAnswer, json!("a\u{0}b")),
            (ItemType::Essay, json!(["a"])),
        ] {
            assert!(matches!(read(&slot(item_type), &sent), Err(QuizError::ResponseShape)), "{sent}");
        }
    }

    #[test]
    fn half_an_answer_is_told_from_a_whole_one() {
        for (item_type, sent, wanted) in [
            (ItemType::TrueFalseCluster, json!({ "a": true }), Completeness::Partial),
            (ItemType::TrueFalseCluster, json!({ "a": true, "b": true }), Completeness::Full),
            (ItemType::Ordering, json!(["a", "b"]), Completeness::Partial),
            (ItemType::GapFill, json!({ "1": "x", "2": " " }), Completeness::Partial),
            (ItemType::Numerical, json!("khoảng 5"), Completeness::Partial),
            (ItemType::Numerical, json!("5"), Completeness::Full),
            (ItemType::Essay, json!(" "), Completeness::Blank),
            (ItemType::SingleChoice, json!("a"), Completeness::Full),
            (ItemType::SingleChoice, Value::Null, Completeness::Blank),
        ] {
            assert_eq!(completeness(&slot(item_type), &sent), wanted, "{sent}");
            assert_eq!(is_answered(&sent), wanted != Completeness::Blank, "{sent}");
        }
    }

    #[test]
    fn the_response_for_a_key_has_all_the_points_and_the_wrong_one_none() {
        use crate::{
            bank::model::{GapKey, Marking},
            quiz::scoring::{MultipleResponseRule, of},
        };
        let gap = |text: &str| GapKey { accepted: vec![text.to_owned()], distractors: Vec::new() };
        for (item_type, parts, key) in [
            (ItemType::TrueFalseCluster, 2, Key::Statements(vec![true, false])),
            (ItemType::ShortAnswer, 0, Key::Text { accepted: vec!["Bộ Chính trị".into()], case_sensitive: true }),
            (
                ItemType::Numerical,
                0,
                Key::Number {
                    value: crate::kernel::decimal::Decimal::parse("1.5").unwrap(),
                    tolerance: crate::kernel::decimal::Decimal::zero(),
                },
            ),
            (ItemType::Matching, 2, Key::Pairs { rights: vec![1, 2], spare: vec![0] }),
            (ItemType::Ordering, 3, Key::Order(vec![1, 0, 2])),
            (ItemType::GapFill, 2, Key::Gaps(vec![gap("một"), gap("hai")])),
            (ItemType::MultipleResponse, 0, Key::Options(vec![0, 2])),
        ] {
            let slot = Slot { parts, ..slot(item_type) };
            let points = |right| {
                of(
                    &slot,
                    &key,
                    &Marking::default(),
                    &read(&slot, &sent_for(&slot, &key, right)).unwrap(),
                    MultipleResponseRule::RightMinusWrong,
                )
            };
            assert_eq!((points(true), points(false)), (100, 0), "{item_type:?}");
        }
    }
}
