//! Between drafts and what a bank stores: nothing is lost either way.

use super::{
    gaps,
    model::{Body, Choice, Draft, Flaw, Gap, Part, Statement},
    native::citation_parts,
};
use crate::bank::{
    exchange::Imported,
    model::{Citation, CognitiveLevel, GapKey, ItemFace, ItemType, Key, Marking, Parts, Solution, Source},
};

/// The item as a bank stores it, as a draft for review; remarks say what was assumed or does not go along.
///
/// # Errors
/// What the bank cannot take: pictures, numbers of options or parts that it does not allow, keys that are missing.
pub fn item(draft: &Draft, sources: &[Source]) -> Result<(Imported, Vec<Flaw>), Vec<Flaw>> {
    let mut errors: Vec<Flaw> =
        super::check::item(draft).into_iter().filter(|flaw| flaw.is_error).map(|flaw| flaw.of(&draft.label)).collect();
    let mut remarks = Vec::new();
    let mut error = |part: Part, code: &'static str, value: &str| errors.push(Flaw::error(draft.place, part, code, value).of(&draft.label));
    let mut remark =
        |part: Part, code: &'static str, value: &str| remarks.push(Flaw::remark(draft.place, part, code, value).of(&draft.label));
    if !draft.images.is_empty() {
        error(Part::Whole, "bank_images", &draft.images.iter().map(|image| image.name.as_str()).collect::<Vec<_>>().join(", "));
    }
    if let Body::Choice { options, many: true } = &draft.body
        && options.len() < 3
    {
        error(Part::Whole, "bank_options", &options.len().to_string());
    }
    if let Body::Statements(list) = &draft.body
        && !steps_fit(&draft.marking, list.len())
    {
        error(Part::Key, "bank_steps", &draft.marking.steps.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "));
    }
    let citation = citation(&draft.source, sources);
    if !draft.source.is_empty() && citation.clause.is_empty() {
        remark(Part::Source, "source_unknown", &draft.source);
    }
    if draft.level.is_none() {
        remark(Part::Level, "level_missing", "");
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    let (face, key, feedback) = stored(draft);
    let imported = Imported {
        code: draft.code.clone(),
        topic: draft.topic.clone(),
        level: draft.level.unwrap_or(CognitiveLevel::NhanBiet),
        face,
        solution: Solution { key, rationale: draft.rationale.clone(), citation, feedback },
        tags: draft.tags.clone(),
    };
    Ok((imported, remarks))
}

/// Steps are percentages that do not fall, one for each number of right statements, the last one the whole.
pub fn steps_fit(marking: &Marking, statements: usize) -> bool {
    let steps = &marking.steps;
    steps.is_empty() || (steps.len() == statements && steps.is_sorted() && steps[0] >= 0 && steps.last() == Some(&100))
}

/// What is shown apart from what is secret, of a draft without error.
pub(in crate::bank) fn stored(draft: &Draft) -> (ItemFace, Key, Vec<String>) {
    let mut parts = Parts { context: draft.context.clone(), marking: draft.marking.clone(), ..Parts::default() };
    let (mut stem, mut options, mut feedback) = (draft.stem.clone(), Vec::new(), Vec::new());
    let (item_type, key) = match &draft.body {
        Body::Choice { options: list, many } => {
            options = list.iter().map(|option| option.text.clone()).collect();
            if list.iter().any(|option| !option.feedback.is_empty()) {
                feedback = list.iter().map(|option| option.feedback.clone()).collect();
            }
            let keys = list.iter().enumerate().filter(|(_, option)| option.is_key).map(|(at, _)| at).collect();
            (if *many { ItemType::MultipleResponse } else { ItemType::SingleChoice }, Key::Options(keys))
        }
        Body::Truth(truth) => (ItemType::TrueFalse, Key::Truth(*truth)),
        Body::Statements(list) => {
            options = list.iter().map(|statement| statement.text.clone()).collect();
            (ItemType::TrueFalseCluster, Key::Statements(list.iter().map(|statement| statement.is_true == Some(true)).collect()))
        }
        Body::Short { accepted, case_sensitive } => {
            (ItemType::ShortAnswer, Key::Text { accepted: accepted.clone(), case_sensitive: *case_sensitive })
        }
        Body::Number { value, tolerance } => (ItemType::Numerical, Key::Number { value: value.clone(), tolerance: tolerance.clone() }),
        Body::Matching { pairs, distractors } => {
            options = pairs.iter().map(|(left, _)| left.clone()).collect();
            parts.rights = alphabet(pairs.iter().map(|(_, right)| right).chain(distractors));
            let place = |text: &String| parts.rights.binary_search(text).unwrap_or(0);
            let rights = pairs.iter().map(|(_, right)| place(right)).collect();
            (ItemType::Matching, Key::Pairs { rights, spare: distractors.iter().map(place).collect() })
        }
        Body::Ordering(list) => {
            options = alphabet(list);
            let order = list.iter().map(|text| options.binary_search(text).unwrap_or(0)).collect();
            (ItemType::Ordering, Key::Order(order))
        }
        Body::Gaps(list) => {
            stem = gaps::normal(&stem);
            let shown =
                |gap: &Gap| if gap.distractors.is_empty() { Vec::new() } else { alphabet(gap.accepted.iter().chain(&gap.distractors)) };
            parts.gaps = list.iter().map(shown).collect();
            let key = |gap: &Gap| GapKey { accepted: gap.accepted.clone(), distractors: gap.distractors.clone() };
            (ItemType::GapFill, Key::Gaps(list.iter().map(key).collect()))
        }
        Body::Essay { guide } => (ItemType::Essay, Key::Guide(guide.clone())),
    };
    (ItemFace { item_type, stem, options, points: draft.points.unwrap_or(100), parts }, key, feedback)
}

/// Each text once, in an order that follows nothing but its letters.
fn alphabet<'t>(texts: impl IntoIterator<Item = &'t String>) -> Vec<String> {
    let mut list: Vec<String> = texts.into_iter().cloned().collect();
    list.sort_unstable();
    list.dedup();
    list
}

/// A citation that resolves, or the words as they stand, without a clause.
fn citation(text: &str, sources: &[Source]) -> Citation {
    let known = citation_parts(text).filter(|(code, clause)| {
        sources.iter().any(|source| source.code == *code && source.clauses.iter().any(|known| known.id == *clause))
    });
    match known {
        Some((source, clause)) => Citation { source: source.to_owned(), clause: clause.to_owned() },
        None => Citation { source: text.to_owned(), clause: String::new() },
    }
}

/// A stored item as a draft, to be written.
pub fn draft(number: usize, item: &Imported) -> Draft {
    let (face, solution) = (&item.face, &item.solution);
    let option = |at: &usize| face.options.get(*at).cloned().unwrap_or_default();
    let right = |at: &usize| face.parts.rights.get(*at).cloned().unwrap_or_default();
    let body = match &solution.key {
        Key::Truth(truth) => Body::Truth(*truth),
        Key::Options(keys) => Body::Choice {
            many: face.item_type == ItemType::MultipleResponse,
            options: face
                .options
                .iter()
                .enumerate()
                .map(|(at, text)| Choice {
                    text: text.clone(),
                    is_key: keys.contains(&at),
                    feedback: solution.feedback.get(at).cloned().unwrap_or_default(),
                })
                .collect(),
        },
        Key::Statements(truths) => Body::Statements(
            face.options.iter().zip(truths).map(|(text, truth)| Statement { text: text.clone(), is_true: Some(*truth) }).collect(),
        ),
        Key::Text { accepted, case_sensitive } => Body::Short { accepted: accepted.clone(), case_sensitive: *case_sensitive },
        Key::Number { value, tolerance } => Body::Number { value: value.clone(), tolerance: tolerance.clone() },
        Key::Pairs { rights, spare } => Body::Matching {
            pairs: face.options.iter().cloned().zip(rights.iter().map(right)).collect(),
            distractors: spare.iter().map(right).collect(),
        },
        Key::Order(order) => Body::Ordering(order.iter().map(option).collect()),
        Key::Gaps(list) => {
            Body::Gaps(list.iter().map(|gap| Gap { accepted: gap.accepted.clone(), distractors: gap.distractors.clone() }).collect())
        }
        Key::Guide(guide) => Body::Essay { guide: guide.clone() },
    };
    let citation = &item.solution.citation;
    Draft {
        code: item.code.clone(),
        level: Some(item.level),
        topic: item.topic.clone(),
        tags: item.tags.clone(),
        rationale: item.solution.rationale.clone(),
        source: if citation.clause.is_empty() { citation.source.clone() } else { format!("{}:{}", citation.source, citation.clause) },
        context: face.parts.context.clone(),
        marking: face.parts.marking.clone(),
        points: Some(item.face.points).filter(|points| *points != 100),
        ..Draft::new(super::model::Place::Question(number), item.face.stem.clone(), body)
    }
}
