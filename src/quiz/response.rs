//! What a taker gives: as it travels, and as it is scored. Pure.
//!
//! Options are shown as letters by place (`a`, `b`, …), which carry nothing; the frozen order maps them back.

use serde_json::Value;

use super::model::{QuizError, Slot};
use crate::bank::model::{ItemType, Key};

/// A response in the author's order of options.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Given {
    /// Nothing.
    Nothing,
    /// Chosen options, ascending.
    Options(Vec<usize>),
    /// A statement judged.
    Truth(bool),
}

/// The letter of the option shown at `place` (from 0).
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
        _ => None,
    };
    given.ok_or(QuizError::ResponseShape)
}

/// The response that is right (or plainly wrong) for a key, as it would be sent: for demonstrations and load tests.
pub fn sent_for(slot: &Slot, key: &Key, right: bool) -> Value {
    let letters = |wanted: &dyn Fn(usize) -> bool| -> Vec<String> {
        slot.option_order.iter().enumerate().filter(|(_, original)| wanted(**original)).map(|(place, _)| letter(place)).collect()
    };
    match (key, slot.item_type) {
        (Key::Truth(truth), _) => Value::Bool(*truth == right),
        (Key::Options(keys), ItemType::MultipleResponse) => Value::from(letters(&|option| keys.contains(&option) == right)),
        (Key::Options(keys), _) => letters(&|option| keys.contains(&option) == right).into_iter().next().map_or(Value::Null, Value::from),
    }
}

/// Whether anything was answered.
pub fn is_answered(sent: &Value) -> bool {
    match sent {
        Value::Null => false,
        Value::Array(list) => !list.is_empty(),
        Value::String(text) => !text.is_empty(),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::kernel::Id;

    fn slot(item_type: ItemType) -> Slot {
        Slot { slot: 1, version: Id::from_uuid(uuid::Uuid::nil()), item_type, option_order: vec![2, 0, 1], points: 100 }
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
}
