//! Lists of people who may not take part or are not ranked.

use std::sync::Arc;

use actix_web::{HttpResponse, http::StatusCode};
use serde::Serialize;

use super::with_terms;
use crate::{
    contests::registration::{exclusions as use_cases, model::RegistrationError},
    kernel::{Problem, ids::ExclusionId},
    web::{Cx, Form, View, error::FieldError, format, view::Sample},
};

#[derive(Serialize)]
struct ExclusionsPage {
    contest_code: String,
    contest_title: String,
    /// Classes that the terms exclude, with what they do: `barred` or `unranked`.
    classes: Vec<ClassLine>,
    lines: Vec<ExcludedLine>,
    class: String,
    list: String,
    errors: Vec<FieldError>,
}

#[derive(Serialize)]
struct ClassLine {
    code: &'static str,
    effect: &'static str,
}

#[derive(Serialize)]
struct ExcludedLine {
    id: String,
    class: String,
    shown: String,
    added_at: String,
}

impl View for ExclusionsPage {
    const TEMPLATE: &'static str = "registration/exclusions.html";
    fn samples() -> Vec<Self> {
        let page = |classes: Vec<ClassLine>, lines, errors| Self {
            contest_code: "tim-hieu".into(),
            contest_title: "Cuộc thi tìm hiểu".into(),
            classes,
            lines,
            class: "committee".into(),
            list: "lan\n0912345678".into(),
            errors,
        };
        let classes = || vec![ClassLine { code: "committee", effect: "barred" }, ClassLine { code: "relative", effect: "unranked" }];
        let line = |class: &str| ExcludedLine {
            id: "1".into(),
            class: class.into(),
            shown: "090****567".into(),
            added_at: "08:00 24/11/2026".into(),
        };
        let wrong = ["class", "list"].map(|name| FieldError { field: name.into(), message: "Dòng 3: không có ai.".into() });
        vec![
            page(vec![], vec![], vec![]),
            page(classes(), vec![], wrong.into()),
            page(classes(), vec![line("committee"), line("relative")], vec![]),
        ]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<ExclusionsPage>()
}

async fn page(cx: &Cx, form: Option<&Form>, errors: Vec<FieldError>) -> Result<ExclusionsPage, Problem> {
    let code = cx.path_str("contest")?.to_owned();
    let (contest, terms, lines) = cx
        .state
        .db
        .read(move |conn| {
            let (contest, _, terms) = with_terms(conn, &code, true)?;
            let lines = use_cases::list(conn, &contest)?;
            Ok::<_, Problem>((contest, terms, lines))
        })
        .await?;
    Ok(ExclusionsPage {
        contest_code: contest.code,
        contest_title: contest.title,
        classes: terms.exclusions.iter().map(|(class, effect)| ClassLine { code: class.code(), effect: effect.code() }).collect(),
        lines: lines
            .into_iter()
            .map(|line| ExcludedLine {
                id: line.id.to_string(),
                class: line.class,
                shown: line.shown,
                added_at: format::datetime(line.added_at),
            })
            .collect(),
        class: form.map(|form| form.text("class").to_owned()).unwrap_or_default(),
        list: form.map(|form| form.text("list").to_owned()).unwrap_or_default(),
        errors,
    })
}

/// `GET /to-chuc-thi/{contest}/dang-ky/loai-tru`.
pub async fn exclusions(cx: Cx) -> Result<HttpResponse, Problem> {
    let page = page(&cx, None, vec![]).await?;
    cx.page(&page)
}

/// `POST /to-chuc-thi/{contest}/dang-ky/loai-tru`: adds the people of a paste.
pub async fn exclude(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let (code, actor, now, entropy) = (cx.path_str("contest")?.to_owned(), cx.actor()?, cx.now(), Arc::clone(&cx.state.entropy));
    let (class, list) = (form.text("class").to_owned(), form.text("list").to_owned());
    let to = format!("/to-chuc-thi/{code}/dang-ky/loai-tru");
    let done = cx
        .state
        .db
        .write(move |conn| {
            let (contest, _, _) = with_terms(conn, &code, true)?;
            use_cases::add(conn, now, &*entropy, &actor, &contest, &class, &list).map_err(|error: RegistrationError| Problem::from(error))
        })
        .await;
    match done {
        Ok(_) => Ok(cx.redirect_saying(&to, "exclusions_added")),
        Err(problem) => {
            let errors = cx.field_errors(problem)?;
            let page = page(&cx, Some(&form), errors).await?;
            cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

/// `POST /to-chuc-thi/{contest}/dang-ky/loai-tru/{exclusion}/bo`: takes a line off.
pub async fn lift(cx: Cx, _form: Form) -> Result<HttpResponse, Problem> {
    let (code, id): (String, ExclusionId) = (cx.path_str("contest")?.to_owned(), cx.path("exclusion")?);
    let (actor, now) = (cx.actor()?, cx.now());
    let to = format!("/to-chuc-thi/{code}/dang-ky/loai-tru");
    let done = cx
        .state
        .db
        .write(move |conn| {
            let (contest, _, _) = with_terms(conn, &code, true)?;
            use_cases::remove(conn, now, &actor, &contest, id).map_err(Problem::from)
        })
        .await;
    match done {
        Ok(()) => Ok(cx.redirect_saying(&to, "exclusion_lifted")),
        Err(problem) => {
            let errors = cx.field_errors(problem)?;
            let page = page(&cx, None, errors).await?;
            cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}
