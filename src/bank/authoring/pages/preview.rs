//! An item as a taker will see it, before it is saved.

use serde::Serialize;

use crate::{
    bank::formats::{
        gaps,
        model::{Body, Draft},
    },
    kernel::text,
};

/// What the partial `bank/_draft_preview.html` draws under the name `preview`. It holds no key: right sides, steps and choices
/// stand in the order of the alphabet.
#[derive(Clone, Debug, Serialize)]
pub struct PreviewView {
    /// How it is answered.
    pub kind: &'static str,
    /// Case before the stem.
    pub context: String,
    /// Stem; `____` stands for a gap.
    pub stem: String,
    /// Options, statements, left sides or steps.
    pub options: Vec<String>,
    /// What is matched to, or the choices of each gap (empty when it is typed).
    pub choices: Vec<Vec<String>>,
}

fn sorted(mut list: Vec<String>) -> Vec<String> {
    list.sort_by_cached_key(|text| text::sort_key(text));
    list
}

impl PreviewView {
    /// Of a draft, as far as it is written.
    pub fn new(draft: &Draft) -> Self {
        let mut stem = draft.stem.clone();
        let (options, choices) = match &draft.body {
            Body::Choice { options, .. } => (options.iter().map(|option| option.text.clone()).collect(), vec![]),
            Body::Statements(list) => (list.iter().map(|statement| statement.text.clone()).collect(), vec![]),
            Body::Matching { pairs, distractors } => {
                let rights = pairs.iter().map(|(_, right)| right.clone()).chain(distractors.iter().cloned()).collect();
                (pairs.iter().map(|(left, _)| left.clone()).collect(), vec![sorted(rights)])
            }
            Body::Ordering(list) => (sorted(list.clone()), vec![]),
            Body::Gaps(list) => {
                for at in 0..list.len() {
                    stem = stem.replace(&gaps::mark(at), &format!("({}) \\_\\_\\_\\_", at + 1));
                }
                let choices = list.iter().map(|gap| {
                    let offered = gap.accepted.first().into_iter().chain(&gap.distractors).cloned().collect();
                    if gap.distractors.is_empty() { Vec::new() } else { sorted(offered) }
                });
                (vec![], choices.collect())
            }
            Body::Truth(_) | Body::Short { .. } | Body::Number { .. } | Body::Essay { .. } => (vec![], vec![]),
        };
        Self { kind: draft.body.code(), context: draft.context.clone(), stem, options, choices }
    }

    /// For the samples of pages.
    pub fn sample(kind: &str) -> Self {
        let kind = super::super::form::TYPES.into_iter().find(|known| *known == kind).unwrap_or("single_choice");
        Self {
            kind,
            context: if kind == "essay" { "Một tình huống.".into() } else { String::new() },
            stem: "Kết luận **nào**?".into(),
            options: vec!["Một".into(), "Hai".into()],
            choices: vec![vec!["Ba".into(), "Bốn".into()], vec![]],
        }
    }
}
