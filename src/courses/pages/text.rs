//! A text in the notation of lessons as its template shows it.

use serde::Serialize;

use super::super::lesson::{Block, LessonText};
use crate::{
    bank::{
        self,
        model::{BankError, Source},
    },
    storage::Conn,
};

/// A part of a lesson for its template; which fields are filled depends on `kind`.
#[derive(Serialize)]
pub(super) struct BlockView {
    kind: &'static str,
    text: String,
    entries: Vec<EntryView>,
    name: String,
    question: String,
    options: Vec<OptionView>,
    explanation: String,
}

#[derive(Serialize)]
struct EntryView {
    when: String,
    what: String,
}

#[derive(Serialize)]
struct OptionView {
    text: String,
    right: bool,
}

#[derive(Serialize)]
pub(super) struct NoteLine {
    number: usize,
    /// `KL57:nhan-dien`.
    label: String,
    clause: String,
    title: String,
    publisher: String,
    url: String,
}

impl BlockView {
    fn text(kind: &'static str, text: &str) -> Self {
        Self {
            kind,
            text: text.to_owned(),
            entries: vec![],
            name: String::new(),
            question: String::new(),
            options: vec![],
            explanation: String::new(),
        }
    }

    fn of(number: usize, block: &Block) -> Self {
        match block {
            Block::Prose(text) => Self::text("prose", text),
            Block::KeyPoints(text) => Self::text("key_points", text),
            Block::Note(text) => Self::text("note", text),
            Block::Timeline(entries) => Self {
                entries: entries.iter().map(|entry| EntryView { when: entry.when.clone(), what: entry.what.clone() }).collect(),
                ..Self::text("timeline", "")
            },
            Block::SelfCheck(check) => Self {
                name: format!("sc-{number}"),
                question: check.question.clone(),
                options: check.options.iter().map(|(text, right)| OptionView { text: text.clone(), right: *right }).collect(),
                explanation: check.explanation.clone(),
                ..Self::text("self_check", "")
            },
        }
    }
}

impl NoteLine {
    /// One for the samples of pages.
    pub(super) fn sample() -> Self {
        Self {
            number: 1,
            label: "KL57:a".into(),
            clause: "Phần mở đầu".into(),
            title: "Kết luận 57".into(),
            publisher: "Bộ Chính trị".into(),
            url: "https://example.vn".into(),
        }
    }
}

/// The parts of a text.
pub(super) fn block_views(text: &LessonText) -> Vec<BlockView> {
    text.blocks.iter().enumerate().map(|(at, block)| BlockView::of(at, block)).collect()
}

/// The sources that a text cites.
pub(super) fn sources_of(conn: &mut Conn<'_>, text: &LessonText) -> Result<Vec<Source>, BankError> {
    let mut codes: Vec<String> = text.citations.iter().map(|citation| citation.source.clone()).collect();
    codes.sort();
    codes.dedup();
    bank::ops::sources(conn, &codes)
}

/// What the footnotes of a text name.
pub(super) fn note_lines(text: &LessonText, sources: &[Source]) -> Vec<NoteLine> {
    (1..)
        .zip(&text.citations)
        .map(|(number, citation)| {
            let source = sources.iter().find(|source| source.code == citation.source);
            let clause = source.and_then(|source| source.clauses.iter().find(|clause| clause.id == citation.clause));
            NoteLine {
                number,
                label: format!("{}:{}", citation.source, citation.clause),
                clause: clause.map(|clause| clause.title.clone()).unwrap_or_default(),
                title: source.map(|source| source.title.clone()).unwrap_or_default(),
                publisher: source.map(|source| source.publisher.clone()).unwrap_or_default(),
                url: source.map(|source| source.url.clone()).unwrap_or_default(),
            }
        })
        .collect()
}
