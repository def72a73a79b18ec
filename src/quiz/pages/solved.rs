//! What was given and what is right, part by part, in words: for results and for those who work with keys.

use serde::Serialize;

use super::super::{
    response::{Given, letter},
    scoring,
};
use crate::{
    bank::{
        formats::rich,
        model::{ItemFace, Key},
    },
    web::Cx,
};

/// A part of an item: a statement, a left side, a place of an order, a gap; or the whole of an item that is typed.
#[derive(Clone, Debug, Serialize)]
pub struct SolvedPart {
    /// Letter or number; empty for the whole.
    pub label: String,
    /// Markdown: what was asked; empty where the stem says it.
    pub text: String,
    /// What was given, without markup; empty for nothing.
    pub given: String,
    /// What is right, without markup.
    pub right: String,
    /// Whether what was given is right.
    pub is_right: bool,
}

/// The parts of an item that is not answered by choosing options.
pub fn parts(cx: &Cx, face: &ItemFace, key: &Key, given: &Given) -> Vec<SolvedPart> {
    let marks = scoring::right_parts(key, &face.parts.marking, given);
    let is_right = |at: usize| marks.get(at).copied().unwrap_or(false);
    let truth = |truth: bool| cx.t(if truth { "quiz-true" } else { "quiz-false" }, &[]);
    let option = |at: usize| face.options.get(at).cloned().unwrap_or_default();
    let right_side = |at: usize| face.parts.rights.get(at).map(|text| rich::plain(text)).unwrap_or_default();
    match key {
        Key::Options(_) | Key::Truth(_) | Key::Guide(_) => Vec::new(),
        Key::Statements(truths) => {
            let judged = |at: usize| if let Given::Statements(list) = given { list.get(at).copied().flatten() } else { None };
            let part = |(at, is_true): (usize, &bool)| SolvedPart {
                label: letter(at),
                text: option(at),
                given: judged(at).map(truth).unwrap_or_default(),
                right: truth(*is_true),
                is_right: is_right(at),
            };
            truths.iter().enumerate().map(part).collect()
        }
        Key::Pairs { rights, .. } => {
            let paired = |at: usize| if let Given::Pairs(list) = given { list.get(at).copied().flatten() } else { None };
            let part = |(at, right): (usize, &usize)| SolvedPart {
                label: letter(at),
                text: option(at),
                given: paired(at).map(right_side).unwrap_or_default(),
                right: right_side(*right),
                is_right: is_right(at),
            };
            rights.iter().enumerate().map(part).collect()
        }
        Key::Order(order) => {
            let put = |at: usize| if let Given::Order(list) = given { list.get(at).copied().flatten() } else { None };
            let part = |(at, right): (usize, &usize)| SolvedPart {
                label: (at + 1).to_string(),
                text: String::new(),
                given: put(at).map(|at| rich::plain(&option(at))).unwrap_or_default(),
                right: rich::plain(&option(*right)),
                is_right: is_right(at),
            };
            order.iter().enumerate().map(part).collect()
        }
        Key::Gaps(gaps) => {
            let typed = |at: usize| if let Given::Gaps(list) = given { list.get(at).cloned().unwrap_or_default() } else { String::new() };
            let part = |(at, gap): (usize, &crate::bank::model::GapKey)| SolvedPart {
                label: (at + 1).to_string(),
                text: String::new(),
                given: typed(at),
                right: accepted(&gap.accepted),
                is_right: is_right(at),
            };
            gaps.iter().enumerate().map(part).collect()
        }
        Key::Text { accepted: list, .. } => vec![whole(face, key, given, accepted(list))],
        Key::Number { value, tolerance } => {
            let right =
                if tolerance.is_zero() { value.vietnamese() } else { format!("{} ± {}", value.vietnamese(), tolerance.vietnamese()) };
            vec![whole(face, key, given, right)]
        }
    }
}

fn whole(face: &ItemFace, key: &Key, given: &Given, right: String) -> SolvedPart {
    let is_right = scoring::is_right(key, &face.parts.marking, given);
    let given = if let Given::Text(text) = given { text.clone() } else { String::new() };
    SolvedPart { label: String::new(), text: String::new(), given, right, is_right }
}

fn accepted(list: &[String]) -> String {
    list.iter().map(|text| rich::plain(text)).collect::<Vec<_>>().join(" / ")
}
