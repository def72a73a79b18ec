//! An item's form as a page shows it; the partial `bank/_draft_form.html` draws it under the name `form`.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::{
    fill, form,
    rows::{Rows, Typed},
};
use crate::{
    bank::model::{CognitiveLevel, Source, Topic},
    kernel::text,
    web::{error::FieldError, view::Choice},
};

/// The form of one item, filled.
#[derive(Clone, Debug, Serialize)]
pub struct DraftFormView {
    /// How it is answered.
    pub kind: String,
    /// All fields as they were typed.
    pub values: BTreeMap<String, String>,
    /// Rows of options, statements, answers or steps.
    pub options: usize,
    /// Rows of pairs.
    pub pairs: usize,
    /// Rows of right sides without a left.
    pub others: usize,
    /// Rows of gaps.
    pub gaps: usize,
    /// Topics to choose from.
    pub topics: Vec<Choice>,
    /// Levels to choose from.
    pub levels: Vec<&'static str>,
    /// Clauses to choose from, source by source.
    pub sources: Vec<SourceGroup>,
    /// What is wrong, field by field.
    pub errors: Vec<FieldError>,
    /// What is worth a look, field by field.
    pub remarks: Vec<FieldError>,
}

/// A source with its clauses.
#[derive(Clone, Debug, Serialize)]
pub struct SourceGroup {
    /// Code.
    pub code: String,
    /// Title.
    pub title: String,
    /// `KL57:nhan-dien` and the heading.
    pub clauses: Vec<Choice>,
}

impl DraftFormView {
    /// A form as it was typed, for a bank with these topics that may cite these sources.
    pub fn new(typed: &Typed, topics: &[Topic], sources: &[Source]) -> Self {
        let mut values = typed.values().clone();
        let mut topics: Vec<Choice> = topics.iter().map(|topic| Choice { value: topic.code.clone(), text: topic.title.clone() }).collect();
        // A file names topics by their titles; one that the bank does not have yet stays to be chosen.
        let own = typed.get("topic").to_owned();
        match topics.iter().find(|topic| topic.value == own || text::search_key(&topic.text) == text::search_key(&own)) {
            Some(known) => _ = values.insert("topic".to_owned(), known.value.clone()),
            None if own.is_empty() => {}
            None => topics.push(Choice { value: own.clone(), text: own }),
        }
        let mut groups: Vec<SourceGroup> = sources
            .iter()
            .filter(|source| !source.clauses.is_empty())
            .map(|source| SourceGroup {
                code: source.code.clone(),
                title: source.title.clone(),
                clauses: source
                    .clauses
                    .iter()
                    .map(|clause| Choice { value: format!("{}:{}", source.code, clause.id), text: clause.title.clone() })
                    .collect(),
            })
            .collect();
        let cited = typed.get("source");
        if !cited.is_empty() && !groups.iter().any(|group| group.clauses.iter().any(|clause| clause.value == cited)) {
            let words = Choice { value: cited.to_owned(), text: cited.to_owned() };
            groups.insert(0, SourceGroup { code: String::new(), title: String::new(), clauses: vec![words] });
        }
        Self {
            // What names no type is shown as the first, with the error beside it.
            kind: form::TYPES.into_iter().find(|kind| *kind == typed.get("type")).unwrap_or(form::TYPES[0]).to_owned(),
            options: typed.count(Rows::Option),
            pairs: typed.count(Rows::Pair),
            others: typed.count(Rows::Other),
            gaps: typed.count(Rows::Gap),
            values,
            topics,
            levels: CognitiveLevel::ALL.map(CognitiveLevel::code).to_vec(),
            sources: groups,
            errors: Vec::new(),
            remarks: Vec::new(),
        }
    }

    /// With what is wrong and what is worth a look.
    #[must_use]
    pub fn told(self, errors: Vec<FieldError>, remarks: Vec<FieldError>) -> Self {
        Self { errors, remarks, ..self }
    }

    /// A form of each type, one with errors: for the samples of pages.
    pub fn samples() -> Vec<Self> {
        let topics = [Topic { code: "boi-canh".into(), title: "Bối cảnh".into() }];
        let source = Source {
            code: "KL57".into(),
            title: "Kết luận số 57-KL/TW".into(),
            publisher: "Bộ Chính trị".into(),
            published: "15/6/2023".into(),
            url: String::new(),
            as_of: chrono::NaiveDate::MIN,
            clauses: vec![crate::bank::model::Clause {
                id: "nhan-dien".into(), title: "Phần mở đầu".into(), summary: String::new()
            }],
        };
        form::TYPES
            .iter()
            .flat_map(|kind| {
                let mut typed = fill::blank(kind);
                typed.put("source", if *kind == "essay" { "Sổ tay" } else { "KL57:nhan-dien" });
                typed.put("topic", "Chủ đề khác");
                typed.put_row("key", 0, "1");
                typed.put_row("other", 0, "Ba");
                let view = Self::new(&typed, &topics, std::slice::from_ref(&source));
                let wrong = |field: &str| FieldError { field: field.into(), message: "Chỗ này còn trống.".into() };
                let errors = ["type", "stem", "option_0", "left_0", "other_0", "accepted_0", "truth", "value", "tolerance", "points"];
                [view.clone(), view.told(errors.map(wrong).into(), vec![wrong("source"), wrong("option_1"), wrong("level")])]
            })
            .collect()
    }
}
