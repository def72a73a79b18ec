//! Between drafts and what a bank stores today.

use super::{
    model::{Body, Choice, Draft, Flaw, Part},
    native::citation_parts,
};
use crate::bank::{
    exchange::Imported,
    model::{Citation, CognitiveLevel, ItemFace, ItemType, Key, Solution, Source},
};

/// The item as a bank stores it, as a draft for review; remarks say what was assumed or does not go along.
///
/// # Errors
/// What the bank cannot take: types and pictures that it does not store yet, numbers of options that it does not allow.
pub fn item(draft: &Draft, sources: &[Source]) -> Result<(Imported, Vec<Flaw>), Vec<Flaw>> {
    let mut errors = Vec::new();
    let mut remarks = Vec::new();
    let mut error = |part: Part, code: &'static str, value: &str| errors.push(Flaw::error(draft.place, part, code, value).of(&draft.label));
    let mut remark =
        |part: Part, code: &'static str, value: &str| remarks.push(Flaw::remark(draft.place, part, code, value).of(&draft.label));
    if !draft.images.is_empty() {
        error(Part::Whole, "bank_images", &draft.images.iter().map(|image| image.name.as_str()).collect::<Vec<_>>().join(", "));
    }
    let known = match &draft.body {
        Body::Choice { options, many } => {
            if *many && options.len() < 3 {
                error(Part::Whole, "bank_options", &options.len().to_string());
            }
            if options.iter().any(|option| !option.feedback.is_empty()) {
                remark(Part::Whole, "bank_feedback", "");
            }
            let keys = options.iter().enumerate().filter(|(_, option)| option.is_key).map(|(at, _)| at).collect();
            let kind = if *many { ItemType::MultipleResponse } else { ItemType::SingleChoice };
            Some((kind, options.iter().map(|option| option.text.clone()).collect(), Key::Options(keys)))
        }
        Body::Truth(truth) => Some((ItemType::TrueFalse, Vec::new(), Key::Truth(*truth))),
        other => {
            error(Part::Type, "bank_type", other.code());
            None
        }
    };
    let citation = citation(&draft.source, sources);
    if !draft.source.is_empty() && citation.clause.is_empty() {
        remark(Part::Source, "source_unknown", &draft.source);
    }
    if draft.level.is_none() {
        remark(Part::Level, "level_missing", "");
    }
    if !draft.context.is_empty() {
        remark(Part::Stem, "bank_context", "");
    }
    let Some((item_type, options, key)) = known.filter(|_| errors.is_empty()) else { return Err(errors) };
    let stem = if draft.context.is_empty() { draft.stem.clone() } else { format!("{}\n\n{}", draft.context, draft.stem) };
    let imported = Imported {
        code: draft.code.clone(),
        topic: draft.topic.clone(),
        level: draft.level.unwrap_or(CognitiveLevel::NhanBiet),
        face: ItemFace { item_type, stem, options, points: draft.points.unwrap_or(100) },
        solution: Solution { key, rationale: draft.rationale.clone(), citation },
        tags: draft.tags.clone(),
    };
    Ok((imported, remarks))
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
    let body = match &item.solution.key {
        Key::Truth(truth) => Body::Truth(*truth),
        Key::Options(keys) => Body::Choice {
            many: item.face.item_type == ItemType::MultipleResponse,
            options: item
                .face
                .options
                .iter()
                .enumerate()
                .map(|(at, text)| Choice { text: text.clone(), is_key: keys.contains(&at), feedback: String::new() })
                .collect(),
        },
    };
    let citation = &item.solution.citation;
    Draft {
        code: item.code.clone(),
        level: Some(item.level),
        topic: item.topic.clone(),
        tags: item.tags.clone(),
        rationale: item.solution.rationale.clone(),
        source: if citation.clause.is_empty() { citation.source.clone() } else { format!("{}:{}", citation.source, citation.clause) },
        points: Some(item.face.points).filter(|points| *points != 100),
        ..Draft::new(super::model::Place::Question(number), item.face.stem.clone(), body)
    }
}
