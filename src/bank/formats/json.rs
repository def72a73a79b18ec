//! What was understood of a file, as scripts read it: the shape of `bank import --dry-run --json`. Texts are plain, keys count
//! from 0.

use serde_json::{Map, Value, json};

use super::{
    model::{Body, Draft, Flaw, Place, Reading},
    rich::plain,
};

/// A reading; `message` gives the sentence of a key with the value it is about.
pub fn reading(reading: &Reading, message: &dyn Fn(&str, &str) -> String) -> Value {
    let list = |errors: bool| -> Vec<Value> {
        reading.flaws.iter().filter(|found| found.is_error == errors).map(|found| flaw(found, message)).collect()
    };
    json!({ "items": reading.drafts.iter().map(item).collect::<Vec<_>>(), "errors": list(true), "warnings": list(false) })
}

fn flaw(flaw: &Flaw, message: &dyn Fn(&str, &str) -> String) -> Value {
    let mut out = Map::new();
    match flaw.place {
        Place::File => {}
        Place::Line(at) => put(&mut out, "line", at),
        Place::Row(at) => put(&mut out, "row", at),
        Place::Paragraph(at) => put(&mut out, "paragraph", at),
        Place::Question(at) => put(&mut out, "item", at),
    }
    for (name, text) in [("column", &*flaw.column), ("question", flaw.label.as_str()), ("value", flaw.value.as_str())] {
        if !text.is_empty() {
            put(&mut out, name, text);
        }
    }
    put(&mut out, "code", flaw.code);
    put(&mut out, "message", message(&format!("format-{}", flaw.code), &flaw.value));
    put(&mut out, "remedy", message(&format!("format-{}-mend", flaw.code), &flaw.value));
    Value::Object(out)
}

fn put(map: &mut Map<String, Value>, name: &str, value: impl Into<Value>) {
    map.insert(name.to_owned(), value.into());
}

fn plains<'a>(texts: impl IntoIterator<Item = &'a String>) -> Vec<String> {
    texts.into_iter().map(|text| plain(text)).collect()
}

fn item(draft: &Draft) -> Value {
    let mut out = Map::new();
    put(&mut out, "type", draft.body.code());
    put(&mut out, "stem", plain(&draft.stem));
    let (mut options, mut keys) = (Vec::new(), Vec::new());
    match &draft.body {
        Body::Choice { options: list, .. } => {
            options = list.iter().map(|option| plain(&option.text)).collect();
            keys = list.iter().enumerate().filter(|(_, option)| option.is_key).map(|(at, _)| at).collect();
            if list.iter().any(|option| !option.feedback.is_empty()) {
                put(&mut out, "feedback", list.iter().map(|option| plain(&option.feedback)).collect::<Vec<_>>());
            }
        }
        Body::Truth(truth) => put(&mut out, "key", *truth),
        Body::Statements(list) => {
            options = list.iter().map(|statement| plain(&statement.text)).collect();
            put(&mut out, "truths", list.iter().map(|statement| statement.is_true).collect::<Vec<_>>());
        }
        Body::Short { accepted, case_sensitive } => {
            put(&mut out, "accepted", plains(accepted));
            if *case_sensitive {
                put(&mut out, "case_sensitive", true);
            }
        }
        Body::Number { value, tolerance } => {
            put(&mut out, "value", value.vietnamese());
            put(&mut out, "tolerance", tolerance.vietnamese());
        }
        Body::Matching { pairs, distractors } => {
            put(&mut out, "pairs", pairs.iter().map(|(left, right)| json!([plain(left), plain(right)])).collect::<Vec<_>>());
            put(&mut out, "distractors", plains(distractors));
        }
        Body::Ordering(list) => put(&mut out, "order", plains(list)),
        Body::Gaps(list) => {
            put(
                &mut out,
                "gaps",
                list.iter()
                    .map(|gap| json!({ "accepted": plains(&gap.accepted), "distractors": plains(&gap.distractors) }))
                    .collect::<Vec<_>>(),
            );
        }
        Body::Essay { guide } => {
            if !guide.is_empty() {
                put(&mut out, "guide", plain(guide));
            }
        }
    }
    put(&mut out, "options", options);
    put(&mut out, "keys", keys);
    if let Some(level) = draft.level {
        put(&mut out, "level", level.code());
    }
    if let Some(points) = draft.points {
        put(&mut out, "points", points);
    }
    for (name, text) in [
        ("topic", draft.topic.clone()),
        ("rationale", plain(&draft.rationale)),
        ("context", plain(&draft.context)),
        ("source", draft.source.clone()),
        ("code", draft.code.clone()),
    ] {
        if !text.is_empty() {
            put(&mut out, name, text);
        }
    }
    if !draft.tags.is_empty() {
        put(&mut out, "tags", draft.tags.clone());
    }
    if !draft.images.is_empty() {
        put(&mut out, "images", draft.images.iter().map(|image| image.name.clone()).collect::<Vec<_>>());
    }
    if !draft.key_from.is_empty() {
        put(&mut out, "key_from", draft.key_from.iter().map(|source| source.code()).collect::<Vec<_>>());
    }
    Value::Object(out)
}
