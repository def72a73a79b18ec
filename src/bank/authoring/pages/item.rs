//! The page of an item, and what is decided there.

use std::sync::Arc;

use actix_web::HttpResponse;
use serde::Serialize;

use super::{
    super::{items, likeness, list, review, rights},
    around::{Around, ItemWork},
};
use crate::{
    bank::{model::Key, ops},
    kernel::{Problem, ProblemKind},
    quiz::{self, pages::ShownItem},
    web::{Cx, Form, View, error::FieldError, format, view::Sample},
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
            let written = items::open(conn, now, &actor, &bank, &item_code)?;
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
