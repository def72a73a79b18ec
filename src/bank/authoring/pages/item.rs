//! The page of an item, and what is decided there.

use std::sync::Arc;

use actix_web::HttpResponse;
use serde::Serialize;

use super::super::{likeness, list, review, rights, writing};
use crate::{
    bank::{
        model::{Bank, Key, Source, Topic},
        ops,
    },
    kernel::{Problem, ProblemKind},
    quiz::{self, pages::ShownItem},
    web::{
        Cx, Form, View,
        error::FieldError,
        format,
        view::{Choice, Sample},
    },
};

#[derive(Serialize)]
struct ItemPage {
    bank_code: String,
    bank_title: String,
    code: String,
    item_type: String,
    topic: String,
    level: String,
    status: String,
    points: String,
    context: String,
    stem: String,
    options: Vec<OptionRow>,
    /// What is right in each part, where the item is not answered by choosing options.
    parts: Vec<PartRow>,
    /// What markers of an essay look for.
    guide: String,
    /// As its taker sees it.
    shown: ShownItem,
    rationale: String,
    citation: String,
    source_title: String,
    clause_title: String,
    clause_summary: String,
    source_url: String,
    work: ItemWork,
}

/// What stands around an item: who may do what, its thread, where it is used.
#[derive(Serialize)]
struct ItemWork {
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
    fn sample(is_full: bool) -> Self {
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

/// A part of an item with what is right in it.
#[derive(Serialize)]
struct PartRow {
    label: String,
    text: String,
    right: String,
}

#[derive(Serialize)]
struct OptionRow {
    label: String,
    text: String,
    is_key: bool,
}

impl View for ItemPage {
    const TEMPLATE: &'static str = "bank/item.html";
    fn samples() -> Vec<Self> {
        let page = |item_type: &str| Self {
            bank_code: "kl-57".into(),
            bank_title: "Kết luận 57".into(),
            code: "kl57-001".into(),
            item_type: item_type.into(),
            topic: "Bối cảnh".into(),
            level: "nhan_biet".into(),
            status: "approved".into(),
            points: "1".into(),
            stem: "Kết luận nào?".into(),
            options: vec![
                OptionRow { label: "A".into(), text: "15/6/2023".into(), is_key: true },
                OptionRow { label: String::new(), text: "Sai".into(), is_key: false },
            ],
            context: if item_type == "matching" { "Tình huống **chung**.".into() } else { String::new() },
            parts: match item_type {
                "matching" => vec![PartRow { label: "a".into(), text: "Vế **trái**".into(), right: "Vế phải".into() }],
                _ => vec![],
            },
            guide: if item_type == "essay" { "Nêu ba ý.".into() } else { String::new() },
            shown: ShownItem::sample(item_type),
            rationale: "Vì thế.".into(),
            citation: "KL57:nhan-dien".into(),
            source_title: "Kết luận số 57-KL/TW".into(),
            clause_title: "Phần mở đầu".into(),
            clause_summary: "Tóm tắt".into(),
            source_url: if item_type == "true_false" { String::new() } else { "https://example.vn".into() },
            work: ItemWork::sample(item_type == "true_false"),
        };
        vec![page("single_choice"), page("true_false"), page("matching"), page("essay")]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<ItemPage>()
}

/// `GET /ngan-hang/{bank}/{item}`: with the key; the audit log has who looked.
pub async fn item(cx: Cx) -> Result<HttpResponse, Problem> {
    let page = item_page(&cx, vec![], String::new()).await?;
    cx.page(&page)
}

/// The page of an item, after a decision that was refused with its text as it was typed.
async fn item_page(cx: &Cx, errors: Vec<FieldError>, text: String) -> Result<ItemPage, Problem> {
    let (bank_code, item_code) = (cx.path_str("bank")?.to_owned(), cx.path_str("item")?.to_owned());
    let (actor, now) = (cx.actor()?, cx.now());
    let found = cx
        .state
        .db
        .write(move |conn| {
            let (bank, rights) = rights::bank(conn, &actor, &bank_code)?;
            let written = writing::open(conn, now, &actor, &bank, &item_code)?;
            let holder = rights::holder(conn, &actor)?;
            let around = Around {
                topics: ops::topics(conn, bank.id)?,
                sources: ops::sources(conn, std::slice::from_ref(&written.item.solution.citation.source))?,
                acts: review::possible(conn, &actor, rights, &written)?,
                thread: review::thread(conn, written.id)?,
                attempts: list::attempts_with(conn, written.id)?,
                quizzes: quiz::ops::quizzes(conn)?,
                likes: likeness::find(conn, &holder, &written.draft(), Some(written.id))?,
            };
            Ok::<_, Problem>((bank, rights, written, around))
        })
        .await?;
    let (bank, rights, written, around) = found;
    let (face, solution) = (&written.item.face, &written.item.solution);
    let options = match &solution.key {
        Key::Truth(truth) => [(true, "quiz-true"), (false, "quiz-false")]
            .into_iter()
            .map(|(value, key)| OptionRow { label: String::new(), text: cx.t(key, &[]), is_key: value == *truth })
            .collect(),
        Key::Options(keys) => face
            .options
            .iter()
            .enumerate()
            .map(|(at, text)| OptionRow {
                label: quiz::response::letter(at).to_uppercase(),
                text: text.clone(),
                is_key: keys.contains(&at),
            })
            .collect(),
        _ => Vec::new(),
    };
    let parts = quiz::pages::solved_parts(cx, face, &solution.key, &quiz::response::Given::Nothing);
    let guide = if let Key::Guide(guide) = &solution.key { guide.clone() } else { String::new() };
    let source = around.sources.first();
    let clause = source.and_then(|source| source.clauses.iter().find(|clause| clause.id == solution.citation.clause));
    let level = written.item.level.code().to_owned();
    Ok(ItemPage {
        topic: around
            .topics
            .iter()
            .find(|topic| topic.code == written.item.topic)
            .map_or_else(|| written.item.topic.clone(), |topic| topic.title.clone()),
        code: written.item.code.clone(),
        item_type: face.item_type.code().to_owned(),
        level,
        status: written.state.status.clone(),
        points: format::points(face.points),
        context: face.parts.context.clone(),
        stem: face.stem.clone(),
        options,
        parts: parts.into_iter().map(|part| PartRow { label: part.label, text: part.text, right: part.right }).collect(),
        guide,
        shown: ShownItem::preview(cx, 1, face),
        rationale: solution.rationale.clone(),
        citation: format!("{}:{}", solution.citation.source, solution.citation.clause),
        source_title: source.map(|source| source.title.clone()).unwrap_or_default(),
        clause_title: clause.map(|clause| clause.title.clone()).unwrap_or_default(),
        clause_summary: clause.map(|clause| clause.summary.clone()).unwrap_or_default(),
        source_url: source.map(|source| source.url.clone()).unwrap_or_default(),
        work: around.view(&bank, rights, &written, errors, text),
        bank_code: bank.code,
        bank_title: bank.title,
    })
}

/// What is read for the page of an item beside the item.
struct Around {
    topics: Vec<Topic>,
    sources: Vec<Source>,
    acts: Vec<review::Act>,
    thread: Vec<review::Entry>,
    attempts: i64,
    quizzes: Vec<quiz::model::Quiz>,
    likes: Vec<likeness::Like>,
}

impl Around {
    fn view(&self, bank: &Bank, rights: rights::Rights, written: &writing::Written, errors: Vec<FieldError>, text: String) -> ItemWork {
        let draws = |quiz: &&quiz::model::Quiz| {
            quiz.blueprint.iter().any(|cell| cell.bank == bank.code && cell.topic == written.item.topic && cell.level == written.item.level)
        };
        let waits = written.state.under_work() == Some("in_review");
        ItemWork {
            version: written.newest.to_string(),
            number: written.number,
            shows_revision: written.newest != written.in_force,
            revision: written.state.revision.clone().unwrap_or_default(),
            may_edit: rights.edits,
            is_own: waits && rights.reviews && !self.acts.contains(&review::Act::Approved),
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

/// `POST /ngan-hang/{bank}/{item}`: a decision or a remark.
pub async fn decide(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let (bank_code, item_code) = (cx.path_str("bank")?.to_owned(), cx.path_str("item")?.to_owned());
    let (actor, now, entropy) = (cx.actor()?, cx.now(), Arc::clone(&cx.state.entropy));
    // Who may not look learns nothing from the form's faults.
    let (for_look, who) = (bank_code.clone(), actor.clone());
    cx.state.db.read(move |conn| rights::bank(conn, &who, &for_look)).await?;
    let malformed = || Problem::new(ProblemKind::Malformed, "malformed");
    let decision = review::Decision {
        code: item_code.clone(),
        version: form.text("version").parse().map_err(|_| malformed())?,
        act: review::Act::parse(form.text("act")).ok_or_else(malformed)?,
        text: form.text("text").to_owned(),
    };
    let act = decision.act;
    let done = cx
        .state
        .db
        .write(move |conn| {
            let (bank, rights) = rights::bank(conn, &actor, &bank_code)?;
            review::act(conn, now, &*entropy, &actor, &bank, rights, &decision)
        })
        .await
        .map_err(Problem::from);
    let here = format!("/ngan-hang/{}/{item_code}", cx.path_str("bank")?);
    match done {
        Ok(()) => Ok(match act {
            review::Act::Submitted => cx.redirect_saying(&here, "item_submitted"),
            review::Act::Approved => cx.redirect_saying(&here, "item_approved"),
            review::Act::Returned => cx.redirect_saying(&here, "item_returned"),
            review::Act::Commented => cx.redirect_saying(&here, "item_commented"),
            _ => cx.redirect_saying(&here, "item_state_changed"),
        }),
        Err(problem) => {
            let status = crate::web::error::status(&problem);
            let errors = cx.field_errors(problem)?;
            let page = item_page(&cx, errors, form.text("text").to_owned()).await?;
            cx.page_with(status, &page)
        }
    }
}
