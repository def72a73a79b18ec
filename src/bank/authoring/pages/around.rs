//! What stands around an item on its page: who may do what, its thread, where it is used.

use serde::Serialize;

use super::super::{items, likeness, review, rights};
use crate::{
    bank::model::{Bank, Source, Topic},
    quiz,
    web::{error::FieldError, format, view::Choice},
};

/// What stands around an item: who may do what, its thread, where it is used.
#[derive(Serialize)]
pub(super) struct ItemWork {
    /// The newest version, to be sent with a decision.
    version: String,
    number: i32,
    /// `draft` or `in_review` beside the version in force; empty if none.
    revision: String,
    /// The page shows a version that is not in force.
    shows_revision: bool,
    may_edit: bool,
    /// What the reader may do now, as words of [`review::Act`].
    acts: Vec<&'static str>,
    /// The reader had a hand in what waits for review.
    is_own: bool,
    tags: Vec<String>,
    thread: Vec<ThreadLine>,
    attempts: i64,
    quizzes: Vec<Choice>,
    likes: Vec<LikeLine>,
    errors: Vec<FieldError>,
    text: String,
}

#[derive(Serialize)]
struct ThreadLine {
    person: String,
    at: String,
    act: &'static str,
    text: String,
    number: i32,
}

#[derive(Serialize)]
struct LikeLine {
    bank: String,
    code: String,
    stem: String,
}

impl ItemWork {
    pub(super) fn sample(is_full: bool) -> Self {
        let thread = review::Act::ALL.into_iter().map(|act| ThreadLine {
            person: "Trần Văn Minh".into(),
            at: "08:30 24/11/2026".into(),
            act: act.code(),
            text: if act.needs_text() { "Phương án C chưa rõ.".into() } else { String::new() },
            number: 2,
        });
        Self {
            version: "1".into(),
            number: 2,
            revision: if is_full { "in_review".into() } else { String::new() },
            shows_revision: is_full,
            may_edit: is_full,
            acts: if is_full { review::Act::ALL.map(review::Act::code).to_vec() } else { vec![] },
            is_own: is_full,
            tags: if is_full { vec!["ôn tập".into()] } else { vec![] },
            thread: if is_full { thread.collect() } else { vec![] },
            attempts: i64::from(is_full) * 3,
            quizzes: if is_full { vec![Choice { value: "kl-57".into(), text: "Bài kiểm tra".into() }] } else { vec![] },
            likes: if is_full {
                vec![LikeLine { bank: "b".into(), code: "b-1".into(), stem: "Kết luận nào?".into() }]
            } else {
                vec![]
            },
            errors: if is_full { vec![FieldError { field: "text".into(), message: "Hãy nêu lý do.".into() }] } else { vec![] },
            text: String::new(),
        }
    }
}

/// What is read for the page of an item beside the item.
pub(super) struct Around {
    pub(super) topics: Vec<Topic>,
    pub(super) sources: Vec<Source>,
    pub(super) acts: Vec<review::Act>,
    pub(super) thread: Vec<review::Entry>,
    pub(super) attempts: i64,
    pub(super) quizzes: Vec<quiz::model::Quiz>,
    pub(super) likes: Vec<likeness::Like>,
}

impl Around {
    pub(super) fn view(
        &self,
        bank: &Bank,
        rights: rights::Rights,
        written: &items::Written,
        errors: Vec<FieldError>,
        text: String,
    ) -> ItemWork {
        let draws = |quiz: &&quiz::model::Quiz| {
            quiz.blueprint.iter().any(|cell| cell.bank == bank.code && cell.topic == written.item.topic && cell.level == written.item.level)
        };
        let waits = written.state.under_work() == Some("in_review");
        ItemWork {
            version: written.newest.to_string(),
            number: written.number,
            shows_revision: written.newest != written.in_force,
            revision: written.state.revision.clone().unwrap_or_default(),
            may_edit: rights.edits(),
            is_own: waits && rights.reviews() && !self.acts.contains(&review::Act::Approved),
            acts: self.acts.iter().map(|act| act.code()).collect(),
            tags: written.item.tags.clone(),
            thread: self
                .thread
                .iter()
                .map(|entry| ThreadLine {
                    person: entry.person.clone(),
                    at: format::datetime(entry.at),
                    act: entry.act.code(),
                    text: entry.text.clone(),
                    number: entry.number,
                })
                .collect(),
            attempts: self.attempts,
            quizzes: self.quizzes.iter().filter(draws).map(|quiz| Choice { value: quiz.code.clone(), text: quiz.title.clone() }).collect(),
            likes: self
                .likes
                .iter()
                .map(|like| LikeLine { bank: like.bank.clone(), code: like.code.clone(), stem: like.stem.clone() })
                .collect(),
            errors,
            text,
        }
    }
}
