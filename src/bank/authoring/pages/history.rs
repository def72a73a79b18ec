//! The history of an item.

use actix_web::HttpResponse;
use serde::Serialize;

use super::super::{
    history::{self, Change, Piece},
    rights,
};
use crate::{
    kernel::Problem,
    web::{Cx, View, format, view::Sample},
};

/// Sentences for the words of how answers count.
const MARKING: [(&str, &str); 3] = [
    (history::MARKING_WORDS[0], "marking-case_sensitive"),
    (history::MARKING_WORDS[1], "marking-ignores_marks"),
    (history::MARKING_WORDS[2], "marking-strict_tones"),
];

/// A part of an item that changed.
#[derive(Clone, Debug, Serialize)]
pub struct ChangeView {
    /// The message `part-<part>`.
    pub part: &'static str,
    /// The text in pieces.
    pub pieces: Vec<PieceView>,
}

/// A piece of a text.
#[derive(Clone, Debug, Serialize)]
pub struct PieceView {
    /// `kept`, `added` or `removed`.
    pub kind: &'static str,
    /// The words.
    pub text: String,
}

impl ChangeView {
    /// A change as pages show it.
    pub fn of(cx: &Cx, change: &Change) -> Self {
        let kind = |piece: Piece| match piece {
            Piece::Kept => "kept",
            Piece::Added => "added",
            Piece::Removed => "removed",
        };
        let words = |text: &str| match change.part {
            "level" if !text.trim().is_empty() => cx.t(&format!("level-{}", text.trim()), &[]),
            "marking" => MARKING.iter().fold(text.to_owned(), |text, (word, key)| text.replace(word, &cx.t(key, &[]))),
            _ => text.to_owned(),
        };
        let pieces = change.pieces.iter().map(|(piece, text)| PieceView { kind: kind(*piece), text: words(text) }).collect();
        Self { part: change.part, pieces }
    }

    /// For the samples of pages.
    pub fn samples() -> Vec<Self> {
        let piece = |kind, text: &str| PieceView { kind, text: text.into() };
        ["context", "stem", "body", "rationale", "source", "topic", "level", "points", "marking", "tags"]
            .map(|part| Self { part, pieces: vec![piece("kept", "Năm "), piece("removed", "2023"), piece("added", "2024")] })
            .into()
    }
}

#[derive(Serialize)]
struct HistoryPage {
    bank_code: String,
    bank_title: String,
    code: String,
    versions: Vec<VersionView>,
}

#[derive(Serialize)]
struct VersionView {
    number: i32,
    at: String,
    /// Empty for one from a file.
    author: String,
    is_in_force: bool,
    is_first: bool,
    changes: Vec<ChangeView>,
}

impl View for HistoryPage {
    const TEMPLATE: &'static str = "bank/history.html";
    fn samples() -> Vec<Self> {
        let version = |number, author: &str, changes| VersionView {
            number,
            at: "08:30 24/11/2026".into(),
            author: author.into(),
            is_in_force: number == 2,
            is_first: number == 1,
            changes,
        };
        vec![Self {
            bank_code: "kl-57".into(),
            bank_title: "Kết luận 57".into(),
            code: "cau-00001".into(),
            versions: vec![version(3, "Trần Văn Minh", ChangeView::samples()), version(2, "Lê Hoa", vec![]), version(1, "", vec![])],
        }]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<HistoryPage>()
}

/// `GET /ngan-hang/{bank}/{item}/lich-su`: with the keys; the audit log has who looked.
pub async fn history(cx: Cx) -> Result<HttpResponse, Problem> {
    let (bank, item) = (cx.path_str("bank")?.to_owned(), cx.path_str("item")?.to_owned());
    let (actor, now) = (cx.actor()?, cx.now());
    let (bank, written, versions) = cx
        .state
        .db
        .write(move |conn| {
            let (bank, _) = rights::bank(conn, &actor, &bank)?;
            let (written, versions) = history::of(conn, now, &actor, &bank, &item)?;
            Ok::<_, Problem>((bank, written, versions))
        })
        .await?;
    cx.page(&HistoryPage {
        bank_code: bank.code,
        bank_title: bank.title,
        code: written.item.code,
        versions: versions
            .into_iter()
            .map(|version| VersionView {
                number: version.number,
                at: format::datetime(version.at),
                author: version.author.unwrap_or_default(),
                is_in_force: version.is_in_force,
                is_first: version.number == 1,
                changes: version.changes.iter().map(|change| ChangeView::of(&cx, change)).collect(),
            })
            .collect(),
    })
}
