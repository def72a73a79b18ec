//! Slips with codes: making a batch, printing it, keeping it as a workbook.

use std::sync::Arc;

use actix_web::{HttpResponse, http::StatusCode};
use serde::Serialize;

use super::{list, with_terms};
use crate::{
    contests::{
        model::Contest,
        registration::{
            export::{self, Sheet},
            model::RegistrationError,
            slips::{self as use_cases, Batch},
        },
    },
    kernel::{Problem, ids::SlipBatchId},
    web::{Cx, Form, View, error::FieldError, format, view::Sample},
};

#[derive(Serialize)]
struct SlipsPage {
    contest_code: String,
    contest_title: String,
    needs_code: bool,
    batches: Vec<BatchLine>,
    title: String,
    slips: String,
    errors: Vec<FieldError>,
}

#[derive(Serialize)]
struct BatchLine {
    id: String,
    title: String,
    slips: i32,
    used: i64,
    made_at: String,
}

impl View for SlipsPage {
    const TEMPLATE: &'static str = "registration/slips.html";
    fn samples() -> Vec<Self> {
        let page = |needs_code, batches, errors| Self {
            contest_code: "tim-hieu".into(),
            contest_title: "Cuộc thi tìm hiểu".into(),
            needs_code,
            batches,
            title: String::new(),
            slips: "100".into(),
            errors,
        };
        let batch =
            BatchLine { id: "1".into(), title: "Phường Mỹ Tho".into(), slips: 100, used: 12, made_at: "08:00 24/11/2026".into() };
        let wrong = ["title", "slips"].map(|name| FieldError { field: name.into(), message: "Cần một số.".into() });
        vec![page(false, vec![], vec![]), page(true, vec![], wrong.into()), page(true, vec![batch], vec![])]
    }
}

#[derive(Serialize)]
struct SheetPage {
    contest_code: String,
    contest_title: String,
    id: String,
    title: String,
    address: String,
    made_at: String,
    codes: Vec<String>,
}

impl View for SheetPage {
    const TEMPLATE: &'static str = "registration/slip_sheet.html";
    fn samples() -> Vec<Self> {
        vec![Self {
            contest_code: "tim-hieu".into(),
            contest_title: "Cuộc thi tìm hiểu".into(),
            id: "1".into(),
            title: "Phường Mỹ Tho".into(),
            address: "http://127.0.0.1:8080/cuoc-thi/tim-hieu/dang-ky".into(),
            made_at: "08:00 24/11/2026".into(),
            codes: vec!["7F3K9-QXABC".into(), "ABCDE-12345".into()],
        }]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    [Sample::of::<SlipsPage>(), Sample::of::<SheetPage>()].into_iter().flatten().collect()
}

async fn page(cx: &Cx, form: Option<&Form>, errors: Vec<FieldError>) -> Result<SlipsPage, Problem> {
    let code = cx.path_str("contest")?.to_owned();
    let (contest, terms, batches) = cx
        .state
        .db
        .read(move |conn| {
            let (contest, _, terms) = with_terms(conn, &code, true)?;
            let batches = use_cases::batches(conn, &contest)?;
            Ok::<_, Problem>((contest, terms, batches))
        })
        .await?;
    let line = |batch: Batch| BatchLine {
        id: batch.id.to_string(),
        title: batch.title,
        slips: batch.slips,
        used: batch.used,
        made_at: format::datetime(batch.made_at),
    };
    Ok(SlipsPage {
        contest_code: contest.code,
        contest_title: contest.title,
        needs_code: terms.needs_code,
        batches: batches.into_iter().map(line).collect(),
        title: form.map(|form| form.text("title").to_owned()).unwrap_or_default(),
        slips: form.map_or_else(|| "100".to_owned(), |form| form.text("slips").to_owned()),
        errors,
    })
}

/// `GET /to-chuc-thi/{contest}/dang-ky/phieu`.
pub async fn slips(cx: Cx) -> Result<HttpResponse, Problem> {
    let page = page(&cx, None, vec![]).await?;
    cx.page(&page)
}

/// `POST /to-chuc-thi/{contest}/dang-ky/phieu`.
pub async fn make_slips(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let (code, actor, now, entropy) = (cx.path_str("contest")?.to_owned(), cx.actor()?, cx.now(), Arc::clone(&cx.state.entropy));
    let (title, count) = (form.text("title").to_owned(), form.text("slips").to_owned());
    let to = format!("/to-chuc-thi/{code}/dang-ky/phieu");
    let made = cx
        .state
        .db
        .write(move |conn| {
            let (contest, _, _) = with_terms(conn, &code, true)?;
            use_cases::make(conn, now, &*entropy, &actor, &contest, &title, &count).map_err(|error: RegistrationError| Problem::from(error))
        })
        .await;
    match made {
        Ok(id) => Ok(cx.redirect_saying(&format!("{to}/{id}"), "slips_made")),
        Err(problem) => {
            let errors = cx.field_errors(problem)?;
            let page = page(&cx, Some(&form), errors).await?;
            cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

async fn sheet(cx: &Cx) -> Result<(Contest, Batch, Vec<String>), Problem> {
    let (code, id): (String, SlipBatchId) = (cx.path_str("contest")?.to_owned(), cx.path("batch")?);
    let (actor, now) = (cx.actor()?, cx.now());
    let for_log = code.clone();
    cx.state
        .db
        .write(move |conn| {
            let (contest, _, _) = with_terms(conn, &for_log, true)?;
            use_cases::record_look(conn, now, &actor, &contest, id).map_err(Problem::from)
        })
        .await?;
    cx.state
        .db
        .read(move |conn| {
            let (contest, _, _) = with_terms(conn, &code, true)?;
            let (batch, codes) = use_cases::sheet(conn, &contest, id)?;
            Ok::<_, Problem>((contest, batch, codes))
        })
        .await
}

/// `GET /to-chuc-thi/{contest}/dang-ky/phieu/{batch}`: the slips as they are printed and cut.
pub async fn slip_batch(cx: Cx) -> Result<HttpResponse, Problem> {
    let (contest, batch, codes) = sheet(&cx).await?;
    cx.page(&SheetPage {
        address: format!("{}/cuoc-thi/{}/dang-ky", cx.state.base_url, contest.code),
        contest_code: contest.code,
        contest_title: contest.title,
        id: batch.id.to_string(),
        title: batch.title,
        made_at: format::datetime(batch.made_at),
        codes,
    })
}

/// `GET /to-chuc-thi/{contest}/dang-ky/phieu/{batch}/ma.xlsx`: number and code of each slip.
pub async fn slip_file(cx: Cx) -> Result<HttpResponse, Problem> {
    let (contest, batch, codes) = sheet(&cx).await?;
    let sheet = Sheet {
        name: cx.t("registration-slips-title", &[]),
        headings: vec![cx.t("registration-number", &[]), cx.t("registration-label-code", &[]), cx.t("registration-slips-for", &[])],
        rows: (1..).zip(codes).map(|(number, code)| vec![number.to_string(), code, batch.title.clone()]).collect(),
    };
    let bytes = actix_web::web::block(move || export::workbook(&sheet)).await.map_err(Problem::unexpected)?.map_err(Problem::unexpected)?;
    Ok(list::file(&format!("{}-ma-xac-nhan.xlsx", contest.code), bytes))
}
