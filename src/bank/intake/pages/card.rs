//! An item of a file as the pages show it: what takers will see, its key, what was noticed.

use serde::Serialize;

use super::{super::model::Noticed, sentence};
use crate::{
    bank::formats::model::{Body, Choice, Draft, Part, Place},
    web::{Cx, format},
};

/// A draft in full, key included.
#[derive(Serialize, Clone, Default)]
pub struct DraftView {
    pub kind: &'static str,
    pub code: String,
    pub context: String,
    pub stem: String,
    pub lines: Vec<LineView>,
    pub guide: String,
    pub rationale: String,
    pub source: String,
    pub level: &'static str,
    pub topic: String,
    pub tags: String,
    pub points: String,
    /// Codes of where the key was read.
    pub key_from: Vec<&'static str>,
    pub images: Vec<String>,
}

/// An option, statement, pair, gap, step or answer.
#[derive(Serialize, Clone, Default)]
pub struct LineView {
    /// Letter or number before it; empty if none.
    pub label: String,
    pub text: String,
    pub is_key: bool,
    /// `true`, `false`, `unknown` of a statement; else empty.
    pub truth: &'static str,
    /// What is said beside it: right side, wrong choices, feedback.
    pub beside: String,
}

/// The letter of an option.
pub fn letter(at: usize) -> String {
    u8::try_from(at).ok().filter(|at| *at < 26).map_or('?', |at| char::from(b'A' + at)).to_string()
}

impl DraftView {
    pub fn of(draft: &Draft) -> Self {
        let mut guide = String::new();
        let lines = match &draft.body {
            Body::Choice { options, .. } => options.iter().enumerate().map(|(at, option)| choice(at, option)).collect(),
            Body::Truth(truth) => [(true, "true"), (false, "false")]
                .into_iter()
                .map(|(value, word)| LineView { truth: word, is_key: value == *truth, ..LineView::default() })
                .collect(),
            Body::Statements(list) => list
                .iter()
                .enumerate()
                .map(|(at, statement)| LineView {
                    label: letter(at).to_lowercase(),
                    text: statement.text.clone(),
                    truth: match statement.is_true {
                        Some(true) => "true",
                        Some(false) => "false",
                        None => "unknown",
                    },
                    ..LineView::default()
                })
                .collect(),
            Body::Short { accepted, .. } => {
                accepted.iter().map(|text| LineView { text: text.clone(), is_key: true, ..LineView::default() }).collect()
            }
            Body::Number { value, tolerance } => {
                let around = if tolerance.is_zero() { String::new() } else { format!(" ± {}", tolerance.vietnamese()) };
                vec![LineView { text: format!("{}{around}", value.vietnamese()), is_key: true, ..LineView::default() }]
            }
            Body::Matching { pairs, distractors } => {
                let spare = distractors.iter().map(|right| LineView { beside: right.clone(), ..LineView::default() });
                pairs
                    .iter()
                    .enumerate()
                    .map(|(at, (left, right))| LineView {
                        label: (at + 1).to_string(),
                        text: left.clone(),
                        beside: right.clone(),
                        is_key: true,
                        truth: "",
                    })
                    .chain(spare)
                    .collect()
            }
            Body::Ordering(list) => (1..)
                .zip(list)
                .map(|(n, text): (usize, _)| LineView { label: n.to_string(), text: text.clone(), is_key: true, ..LineView::default() })
                .collect(),
            Body::Gaps(list) => list
                .iter()
                .enumerate()
                .map(|(at, gap)| LineView {
                    label: format!("[[{}]]", at + 1),
                    text: gap.accepted.join(" / "),
                    beside: gap.distractors.join(" / "),
                    is_key: true,
                    truth: "",
                })
                .collect(),
            Body::Essay { guide: words } => {
                guide.clone_from(words);
                Vec::new()
            }
        };
        Self {
            kind: draft.body.code(),
            code: draft.code.clone(),
            context: draft.context.clone(),
            stem: draft.stem.clone(),
            lines,
            guide,
            rationale: draft.rationale.clone(),
            source: draft.source.clone(),
            level: draft.level.map_or("", crate::bank::model::CognitiveLevel::code),
            topic: draft.topic.clone(),
            tags: draft.tags.join(", "),
            points: draft.points.map(format::points).unwrap_or_default(),
            key_from: draft.key_from.iter().map(|source| source.code()).collect(),
            images: draft.images.iter().map(|image| image.name.clone()).collect(),
        }
    }
}

fn choice(at: usize, option: &Choice) -> LineView {
    LineView { label: letter(at), text: option.text.clone(), is_key: option.is_key, beside: option.feedback.clone(), truth: "" }
}

/// What was noticed, in words.
#[derive(Serialize, Clone, Default)]
pub struct FlawView {
    /// Where in the file: row, paragraph, column; empty where the item says it.
    pub place: String,
    pub why: String,
    pub remedy: String,
    pub is_error: bool,
}

impl FlawView {
    pub fn of(cx: &Cx, flaw: &Noticed) -> Self {
        let place = place(cx, flaw.place);
        Self {
            place: [place, flaw.column.clone()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", "),
            why: sentence(cx, &format!("format-{}", flaw.code), &flaw.value),
            remedy: sentence(cx, &format!("format-{}-mend", flaw.code), &flaw.value),
            is_error: flaw.is_error,
        }
    }
}

/// A place in a file, in words.
pub fn place(cx: &Cx, place: Place) -> String {
    let (key, n) = match place {
        Place::File => return String::new(),
        Place::Line(n) => ("intake-line", n),
        Place::Row(n) => ("intake-row", n),
        Place::Paragraph(n) => ("intake-paragraph", n),
        Place::Question(n) => ("intake-question", n),
    };
    cx.t(key, &[("n", i64::try_from(n).unwrap_or(i64::MAX).into())])
}

/// An option offered as the key, with the places of the file that name it.
#[derive(Serialize, Clone, Default)]
pub struct OfferView {
    pub label: String,
    pub value: String,
    pub named_by: String,
}

/// The keys to choose from where the file leaves the key open.
pub fn offers(cx: &Cx, draft: &Draft, flaws: &[Noticed]) -> Vec<OfferView> {
    let Body::Choice { options, .. } = &draft.body else { return Vec::new() };
    let open = flaws.iter().filter(|flaw| flaw.is_error && flaw.part == Part::Key).collect::<Vec<_>>();
    if open.is_empty() || options.len() < 2 || flaws.iter().any(|flaw| flaw.is_error && flaw.part != Part::Key) {
        return Vec::new();
    }
    let mut out: Vec<OfferView> =
        (0..options.len()).map(|at| OfferView { label: letter(at), value: at.to_string(), named_by: String::new() }).collect();
    for (source, letters) in open.iter().filter(|flaw| flaw.code == "keys_disagree").flat_map(|flaw| said(&flaw.value)) {
        let word = cx.t(&format!("format-key-{source}"), &[]);
        let value = letters.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
        if !letters.iter().all(|at| *at < options.len()) {
            continue;
        }
        let offer = match out.iter_mut().find(|offer| offer.value == value) {
            Some(offer) => offer,
            None => {
                let label = letters.iter().map(|at| letter(*at)).collect::<Vec<_>>().join(", ");
                out.push(OfferView { label, value, named_by: String::new() });
                let last = out.len() - 1;
                &mut out[last]
            }
        };
        offer.named_by = if offer.named_by.is_empty() { word } else { format!("{}, {word}", offer.named_by) };
    }
    out
}

/// "underline: A; list: B, C" as the readers tell it.
fn said(value: &str) -> Vec<(&str, Vec<usize>)> {
    const CODES: [&str; 8] = ["sign", "line", "list", "solution", "underline", "bold", "colour", "highlight"];
    let part = |part: &'_ str| -> Option<(usize, Vec<usize>)> {
        let (code, letters) = part.trim().split_once(": ")?;
        let code = CODES.iter().position(|known| *known == code)?;
        let letters = letters.split(", ").map(|word| match word.as_bytes() {
            [letter @ b'A'..=b'Z'] => Some(usize::from(letter - b'A')),
            _ => None,
        });
        Some((code, letters.collect::<Option<Vec<usize>>>()?))
    };
    value.split("; ").filter_map(part).map(|(code, letters)| (CODES[code], letters)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_places_say_of_a_key_is_read_back() {
        assert_eq!(said("underline: A; list: B, C; bold: ?"), [("underline", vec![0]), ("list", vec![1, 2])]);
        assert_eq!(said("Một câu: dài"), []);
    }
}

/// An item of a file with all that is shown of it.
#[derive(Serialize, Clone, Default)]
pub struct Card {
    pub number: i32,
    /// How the file calls it; its number where it does not.
    pub label: String,
    pub place: String,
    pub draft: DraftView,
    pub flaws: Vec<FlawView>,
    /// `good`, `remark`, `error`.
    pub verdict: String,
    /// `open`, `take`, `skip`.
    pub decision: String,
    pub offers: Vec<OfferView>,
    pub is_same: bool,
    /// The item of the bank that says the same.
    pub like: Option<DraftView>,
}

/// A card as samples show it.
pub fn sample(kind: &'static str, verdict: &str, decision: &str) -> Card {
    let line = |label: &str, is_key: bool, truth: &'static str| LineView {
        label: label.into(),
        text: if truth.is_empty() || !label.is_empty() { "Bộ **Chính trị**".into() } else { String::new() },
        is_key,
        truth,
        beside: if kind == "matching" { "Năm 2023".into() } else { String::new() },
    };
    let lines = match kind {
        "true_false" => vec![line("", true, "true"), line("", false, "false")],
        "true_false_cluster" => vec![line("a", false, "true"), line("b", false, "false"), line("c", false, "unknown")],
        "essay" => vec![],
        _ => vec![line("A", true, ""), line("B", false, "")],
    };
    let draft = DraftView {
        kind,
        code: "kl57-001".into(),
        context: if kind == "essay" { "Tình huống chung.".into() } else { String::new() },
        stem: "Kết luận nào được ban hành?".into(),
        lines,
        guide: if kind == "essay" { "Nêu ba ý.".into() } else { String::new() },
        rationale: "Vì thế.".into(),
        source: "KL57:nhan-dien".into(),
        level: if verdict == "good" { "nhan_biet" } else { "" },
        topic: "Bối cảnh".into(),
        tags: "ôn tập".into(),
        points: "0,5".into(),
        key_from: vec!["bold", "list"],
        images: if verdict == "error" { vec!["hinh-1.png".into()] } else { vec![] },
    };
    let flaw = |is_error| FlawView {
        place: "Đoạn 5".into(), why: "Chưa có đáp án.".into(), remedy: "Hãy ghi đáp án.".into(), is_error
    };
    Card {
        number: 3,
        label: "Câu 3".into(),
        place: "Đoạn 5".into(),
        like: (verdict == "remark").then(|| draft.clone()),
        draft,
        flaws: match verdict {
            "error" => vec![flaw(true), flaw(false)],
            "remark" => vec![flaw(false)],
            _ => vec![],
        },
        verdict: verdict.into(),
        decision: decision.into(),
        offers: if verdict == "error" {
            vec![
                OfferView { label: "A".into(), value: "0".into(), named_by: "In đậm".into() },
                OfferView { label: "B".into(), value: "1".into(), named_by: String::new() },
            ]
        } else {
            vec![]
        },
        is_same: decision == "skip",
    }
}
