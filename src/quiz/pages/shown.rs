//! An item exactly as a taker sees it: what the macros of `quiz/_item.html` draw, on the quiz page and wherever an item is looked at
//! before it is asked.

use fluent_bundle::FluentValue;
use serde::Serialize;
use serde_json::{Map, Value};

use super::super::{
    api::shown_options,
    model::Slot,
    response::{self, letter},
    scoring::{self, MultipleResponseRule},
};
use crate::{
    bank::{
        formats::rich,
        model::{ItemFace, ItemType},
    },
    kernel::Id,
    web::{Cx, Form, format},
};

/// Characters of a right side in the list to choose from; the whole text stands above.
const LONGEST_CHOICE: usize = 70;

/// An item as its taker sees it; nothing of the key.
#[derive(Clone, Debug, Serialize)]
pub struct ShownItem {
    /// Its number on the page, from 1; ids on the page follow from it.
    pub slot: i32,
    /// The type's word.
    #[serde(rename = "type")]
    pub item_type: &'static str,
    /// "1 điểm".
    pub points_text: String,
    /// What to do.
    pub instruction: String,
    /// How parts count; empty where there is nothing to say.
    pub scoring_note: String,
    /// Markdown; empty if none.
    pub context: String,
    /// Markdown, with the marks of gaps.
    pub stem: String,
    /// What is chosen from, in choices and statements.
    pub options: Vec<ShownOption>,
    /// Statements of a cluster, left sides, things to order.
    pub rows: Vec<ShownRow>,
    /// Right sides.
    pub choices: Vec<ShownChoice>,
    /// Gaps in their order.
    pub gaps: Vec<ShownGap>,
    /// What was typed.
    pub text: String,
    /// Characters that may be typed.
    pub longest: usize,
    /// Why what was sent could not be kept; empty if it could.
    pub error: String,
}

/// An option.
#[derive(Clone, Debug, Serialize)]
pub struct ShownOption {
    /// Letter, or `true` and `false`.
    pub id: String,
    /// Markdown.
    pub text: String,
    /// It was chosen.
    pub checked: bool,
}

/// Something that is answered by itself.
#[derive(Clone, Debug, Serialize)]
pub struct ShownRow {
    /// Letter.
    pub id: String,
    /// Markdown.
    pub text: String,
    /// What was given: `true`, `false`, a letter, a place; empty for nothing.
    pub value: String,
}

/// A right side.
#[derive(Clone, Debug, Serialize)]
pub struct ShownChoice {
    /// Letter.
    pub id: String,
    /// Markdown.
    pub text: String,
    /// A line without markup.
    pub label: String,
}

/// A gap.
#[derive(Clone, Debug, Serialize)]
pub struct ShownGap {
    /// Its number.
    pub id: String,
    /// What may be chosen, without markup; empty where the answer is typed.
    pub choices: Vec<String>,
    /// What was given.
    pub value: String,
    /// Characters that the box shows: the same for every gap of an item, so that it tells nothing.
    pub size: usize,
}

/// What stands in the fields of an item's form.
pub enum Filled<'a> {
    /// As it was saved.
    Saved(&'a Value),
    /// As it was typed and could not be kept.
    Typed(&'a Form),
}

impl Filled<'_> {
    fn has(&self, slot: &Slot, name: &str, value: &str) -> bool {
        match self {
            Self::Saved(sent) => fields(slot, sent).iter().any(|field| field.0 == name && field.1 == value),
            Self::Typed(form) => form.all(name).any(|given| given == value),
        }
    }

    fn of(&self, slot: &Slot, name: &str) -> String {
        match self {
            Self::Saved(sent) => fields(slot, sent).into_iter().find(|field| field.0 == name).map(|field| field.1).unwrap_or_default(),
            Self::Typed(form) => form.text(name).to_owned(),
        }
    }
}

impl ShownItem {
    /// The item of a slot with what stands in its fields.
    pub fn of(cx: &Cx, slot: &Slot, face: &ItemFace, filled: &Filled<'_>, rule: MultipleResponseRule) -> Self {
        let kind = slot.item_type;
        let field = |id: &str| format!("response-{id}");
        let row = |id: String, text: &String| ShownRow { value: filled.of(slot, &field(&id)), text: text.clone(), id };
        let in_order =
            || slot.option_order.iter().enumerate().filter_map(|(place, original)| Some((letter(place), face.options.get(*original)?)));
        let mut rows: Vec<ShownRow> = match kind {
            ItemType::TrueFalseCluster | ItemType::Matching => {
                face.options.iter().enumerate().map(|(at, text)| row(letter(at), text)).collect()
            }
            ItemType::Ordering => in_order().map(|(id, text)| row(id, text)).collect(),
            _ => Vec::new(),
        };
        // An order that is whole is shown as it was given.
        let places: Option<Vec<usize>> = rows.iter().map(|row| row.value.parse().ok()).collect();
        if let (ItemType::Ordering, Some(_)) = (kind, places) {
            rows.sort_by_key(|row| row.value.parse::<usize>().unwrap_or(0));
        }
        let options = match kind {
            ItemType::SingleChoice | ItemType::MultipleResponse | ItemType::TrueFalse => shown_options(cx, slot, face)
                .into_iter()
                .map(|(id, text)| ShownOption { checked: filled.has(slot, "response", &id), id, text })
                .collect(),
            _ => Vec::new(),
        };
        Self {
            slot: slot.slot,
            item_type: kind.code(),
            points_text: cx.t("quiz-points", &[("points", FluentValue::from(format::points(slot.points)))]),
            instruction: cx.t(&format!("quiz-instruction-{}", kind.code()), &[]),
            scoring_note: scoring_note(cx, face, rule),
            context: face.parts.context.clone(),
            stem: face.stem.clone(),
            options,
            rows,
            choices: if kind == ItemType::Matching { choices(slot, face) } else { Vec::new() },
            gaps: gaps(slot, face, filled),
            text: match kind {
                ItemType::ShortAnswer | ItemType::Numerical | ItemType::Essay => filled.of(slot, "response"),
                _ => String::new(),
            },
            longest: if kind == ItemType::Essay { response::LONGEST_ESSAY } else { response::LONGEST_WORDS },
            error: String::new(),
        }
    }

    /// For the samples of pages.
    pub fn sample(kind: &str) -> Self {
        let kind = ItemType::parse(kind).unwrap_or(ItemType::SingleChoice);
        let is_any = |kinds: &[ItemType]| kinds.contains(&kind);
        let option = |id: &str| ShownOption { id: id.into(), text: "Một **lựa chọn**".into(), checked: false };
        let row = |id: &str| ShownRow { id: id.into(), text: "Một **ý**".into(), value: String::new() };
        Self {
            slot: 1,
            item_type: kind.code(),
            points_text: "1 điểm".into(),
            instruction: "Chọn một.".into(),
            scoring_note: if kind == ItemType::MultipleResponse { "Mỗi lựa chọn sai trừ điểm.".into() } else { String::new() },
            context: if kind == ItemType::Essay { "Tình huống.".into() } else { String::new() },
            stem: if kind == ItemType::GapFill { "Năm [[1]].".into() } else { "Kết luận **nào**?".into() },
            options: if is_any(&[ItemType::SingleChoice, ItemType::MultipleResponse]) { vec![option("a"), option("b")] } else { vec![] },
            rows: if is_any(&[ItemType::TrueFalseCluster, ItemType::Matching, ItemType::Ordering]) {
                vec![row("a"), row("b")]
            } else {
                vec![]
            },
            choices: if kind == ItemType::Matching {
                vec![ShownChoice { id: "a".into(), text: "Vế **phải**".into(), label: "Vế phải".into() }]
            } else {
                vec![]
            },
            gaps: if kind == ItemType::GapFill {
                vec![ShownGap { id: "1".into(), choices: vec![], value: String::new(), size: 18 }]
            } else {
                vec![]
            },
            text: String::new(),
            longest: 200,
            error: String::new(),
        }
    }

    /// The item as it would be asked, in the author's order and with nothing answered: for those who write and review items.
    pub fn preview(cx: &Cx, number: i32, face: &ItemFace) -> Self {
        let slot = Slot {
            slot: number,
            version: Id::from_uuid(uuid::Uuid::nil()),
            item_type: face.item_type,
            option_order: (0..face.shuffled()).collect(),
            parts: face.answered_parts(),
            points: face.points,
        };
        Self::of(cx, &slot, face, &Filled::Saved(&Value::Null), MultipleResponseRule::RightMinusWrong)
    }
}

fn choices(slot: &Slot, face: &ItemFace) -> Vec<ShownChoice> {
    let shown = |(place, original): (usize, &usize)| {
        let text = face.parts.rights.get(*original)?.clone();
        let plain = rich::plain(&text);
        let label = match plain.char_indices().nth(LONGEST_CHOICE) {
            Some((end, _)) => format!("{}…", &plain[..end]),
            None => plain,
        };
        Some(ShownChoice { id: letter(place), text, label })
    };
    slot.option_order.iter().enumerate().filter_map(shown).collect()
}

fn gaps(slot: &Slot, face: &ItemFace, filled: &Filled<'_>) -> Vec<ShownGap> {
    let shown = |(number, choices): (usize, &Vec<String>)| ShownGap {
        value: filled.of(slot, &format!("response-{number}")),
        id: number.to_string(),
        choices: choices.iter().map(|choice| rich::plain(choice)).collect(),
        size: 18,
    };
    (1..).zip(&face.parts.gaps).map(shown).collect()
}

fn scoring_note(cx: &Cx, face: &ItemFace, rule: MultipleResponseRule) -> String {
    let marking = &face.parts.marking;
    match face.item_type {
        ItemType::MultipleResponse => match rule {
            MultipleResponseRule::RightMinusWrong => cx.t("quiz-scoring-right-minus-wrong", &[]),
            MultipleResponseRule::AllOrNothing => cx.t("quiz-scoring-all-or-nothing", &[]),
            MultipleResponseRule::PerOption => cx.t("quiz-scoring-per-option", &[]),
        },
        ItemType::TrueFalseCluster => match scoring::steps(face.options.len(), &marking.steps) {
            steps if steps.is_empty() => cx.t("quiz-scoring-share", &[]),
            steps => {
                let list = steps.iter().map(|percent| format!("{percent}%")).collect::<Vec<_>>().join(" – ");
                cx.t("quiz-scoring-steps", &[("steps", FluentValue::from(list))])
            }
        },
        ItemType::Matching | ItemType::GapFill => cx.t("quiz-scoring-share", &[]),
        ItemType::Ordering => cx.t("quiz-scoring-neighbours", &[]),
        ItemType::ShortAnswer if marking.ignores_marks => cx.t("quiz-scoring-no-marks", &[]),
        _ => String::new(),
    }
}

/// A response as the fields of its form: name and value.
fn fields(slot: &Slot, sent: &Value) -> Vec<(String, String)> {
    let words = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    };
    match sent {
        Value::Array(letters) if slot.item_type == ItemType::Ordering => (1..)
            .zip(letters)
            .filter_map(|(place, letter): (usize, _)| Some((format!("response-{}", letter.as_str()?), place.to_string())))
            .collect(),
        Value::Array(letters) => letters.iter().filter_map(words).map(|letter| ("response".to_owned(), letter)).collect(),
        Value::Object(parts) => parts.iter().filter_map(|(part, value)| Some((format!("response-{part}"), words(value)?))).collect(),
        other => words(other).map(|value| ("response".to_owned(), value)).into_iter().collect(),
    }
}

/// Two things were given the same place.
#[derive(Debug, PartialEq, Eq)]
pub struct SamePlace;

/// The form's fields as a response in the API's shape.
///
/// # Errors
/// [`SamePlace`] in an order.
pub fn from_form(form: &Form, slot: &Slot) -> Result<Value, SamePlace> {
    let chosen: Vec<&str> = form.all("response").collect();
    let parts = |ids: &mut dyn Iterator<Item = String>, read: &dyn Fn(&str) -> Value| {
        let given: Map<String, Value> = ids
            .map(|id| {
                let value = read(form.text(&format!("response-{id}")));
                (id, value)
            })
            .filter(|(_, value)| response::is_answered(value))
            .collect();
        if given.is_empty() { Value::Null } else { Value::Object(given) }
    };
    Ok(match (slot.item_type, chosen.as_slice()) {
        (ItemType::TrueFalseCluster, _) => parts(&mut (0..slot.parts).map(letter), &|truth| match truth {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            _ => Value::Null,
        }),
        (ItemType::Matching, _) => parts(&mut (0..slot.parts).map(letter), &|right| Value::from(right)),
        (ItemType::GapFill, _) => parts(&mut (1..=slot.parts).map(|gap| gap.to_string()), &|words| Value::from(words)),
        (ItemType::Ordering, _) => order_from_form(form, slot)?,
        (_, []) => Value::Null,
        (ItemType::TrueFalse, ["true"]) => Value::Bool(true),
        (ItemType::TrueFalse, ["false"]) => Value::Bool(false),
        (ItemType::MultipleResponse, letters) => letters.iter().map(|letter| Value::from(*letter)).collect(),
        (ItemType::Essay, [text, ..]) if !text.trim().is_empty() => Value::from(text.replace("\r\n", "\n")),
        (ItemType::ShortAnswer | ItemType::Numerical | ItemType::Essay, [text, ..]) if text.trim().is_empty() => Value::Null,
        (_, [letter, ..]) => Value::from(*letter),
    })
}

fn order_from_form(form: &Form, slot: &Slot) -> Result<Value, SamePlace> {
    let count = slot.option_order.len();
    let mut order = vec![Value::Null; count];
    for id in (0..count).map(letter) {
        let Some(place) = form.text(&format!("response-{id}")).parse::<usize>().ok().filter(|place| (1..=count).contains(place)) else {
            continue;
        };
        if !order[place - 1].is_null() {
            return Err(SamePlace);
        }
        order[place - 1] = Value::from(id);
    }
    Ok(if order.iter().all(Value::is_null) { Value::Null } else { Value::from(order) })
}
