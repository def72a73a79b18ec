//! The batches of a programme, and proposing another.

use std::sync::Arc;

use actix_web::{HttpResponse, http::StatusCode};
use serde::Serialize;

use super::super::{
    super::{
        looks,
        model::{CertificationError, Face, Programme},
        pages::printed,
        pdf::Design,
        programmes::{self, terms::Terms},
    },
    ops,
    store::{BatchRow, Entry},
};
use crate::{
    kernel::{Actor, FieldProblem, Problem, Role, Timestamp, ids::PersonId},
    org::{self, model::parse_date},
    storage::Conn,
    web::{Cx, Form, View, error::FieldError, format, view::Sample},
};

#[derive(Serialize, Default)]
struct BatchesPage {
    programme: String,
    title: String,
    second_approval: bool,
    /// People who can be given a certificate now.
    ready: usize,
    batches: Vec<BatchLine>,
    who: String,
    usernames: String,
    issued_on: String,
    errors: Vec<FieldError>,
}

#[derive(Serialize)]
struct BatchLine {
    id: String,
    state: String,
    total: i32,
    done: i32,
    created_at: String,
    issued_on: String,
}

impl View for BatchesPage {
    const TEMPLATE: &'static str = "certification/batches.html";
    fn samples() -> Vec<Self> {
        let line = |state: &str| BatchLine {
            id: "1".into(),
            state: state.into(),
            total: 1_200,
            done: 300,
            created_at: "08:00 01/12/2026".into(),
            issued_on: "01/12/2026".into(),
        };
        let page = |ready, errors: Vec<FieldError>, batches: Vec<BatchLine>| Self {
            programme: "boi-duong".into(),
            title: "Bồi dưỡng báo cáo viên năm 2026".into(),
            second_approval: ready > 0,
            ready,
            batches,
            who: "ready".into(),
            usernames: String::new(),
            issued_on: "01/12/2026".into(),
            errors,
        };
        let error = FieldError { field: "who".into(), message: "Chưa có ai đủ điều kiện.".into() };
        vec![page(0, vec![error], vec![]), page(3, vec![], ["proposed", "running", "paused", "done", "cancelled"].map(line).into())]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<BatchesPage>()
}

async fn view(cx: &Cx) -> Result<BatchesPage, Problem> {
    let (actor, now, code) = (cx.actor()?, cx.now(), cx.path_str("programme")?.to_owned());
    let (programme, ready, batches) = cx
        .state
        .db
        .read(move |conn| {
            let (programme, terms) = programmes::ops::managed(conn, &actor, &code)?;
            let ready = programmes::ops::ready(conn, now, &actor, &programme, &terms)?.len();
            let batches = ops::batches(conn, &programme)?;
            Ok::<_, CertificationError>((programme, ready, batches))
        })
        .await?;
    let line = |row: BatchRow| BatchLine {
        id: row.id.to_string(),
        state: row.state,
        total: row.total,
        done: row.next_ordinal - 1,
        created_at: format::datetime(row.created_at),
        issued_on: format::date(row.issued_on),
    };
    Ok(BatchesPage {
        programme: programme.code,
        title: programme.title,
        second_approval: programme.second_approval,
        ready,
        batches: batches.into_iter().map(line).collect(),
        who: "ready".into(),
        usernames: String::new(),
        issued_on: format::day(now),
        errors: vec![],
    })
}

/// `GET /chuong-trinh/{programme}/cap-giay`.
pub async fn batches(cx: Cx) -> Result<HttpResponse, Problem> {
    let page = view(&cx).await?;
    cx.page(&page)
}

/// `POST /chuong-trinh/{programme}/cap-giay`.
pub async fn propose(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    match try_propose(&cx, &form).await {
        Ok(path) => Ok(cx.redirect(&path)),
        Err(problem) => {
            let errors = cx.field_errors(problem)?;
            let page = BatchesPage {
                who: form.text("who").to_owned(),
                usernames: form.text("usernames").to_owned(),
                issued_on: form.text("issued_on").to_owned(),
                errors,
                ..view(&cx).await?
            };
            cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

async fn try_propose(cx: &Cx, form: &Form) -> Result<String, Problem> {
    let (actor, now, code) = (cx.actor()?, cx.now(), cx.path_str("programme")?.to_owned());
    let today = now.vietnam_date();
    let Some(issued_on) = parse_date(form.text("issued_on")) else {
        return Err(Problem::invalid(vec![FieldProblem::new("issued_on", "date_form")]));
    };
    // A paper is never dated before today (its facts were not there) nor far ahead.
    if issued_on < today || (issued_on - today).num_days() > 60 {
        return Err(Problem::invalid(vec![FieldProblem::new("issued_on", "issue_day")]));
    }
    let named = (form.text("who") == "named").then(|| form.text("usernames").to_owned());
    let for_read = actor.clone();
    let programme_code = code.clone();
    let (people, faces, design) = cx
        .state
        .db
        .read(move |conn| {
            let (programme, terms) = programmes::ops::managed(conn, &for_read, &programme_code)?;
            let people = match named {
                None => programmes::ops::ready(conn, now, &for_read, &programme, &terms)?,
                Some(typed) => who_was_named(conn, now, &for_read, &programme, &terms, &typed)?,
            };
            let entries: Vec<Entry> = people.iter().map(|person| Entry::plain(*person)).collect();
            let faces = ops::faces(conn, &programme, &entries, issued_on)?;
            let design = looks::ops::design_of(conn, &programme)?;
            Ok::<_, CertificationError>((people, faces, design))
        })
        .await?;
    all_fit(cx, faces, design).await?;
    let entropy = Arc::clone(&cx.state.entropy);
    let id = cx.state.db.write(move |conn| ops::propose(conn, now, &*entropy, &actor, &code, &people, issued_on)).await?;
    Ok(format!("/cap-giay/{id}"))
}

/// The people whom the form names, if every one of them is ready.
fn who_was_named(
    conn: &mut Conn<'_>,
    now: Timestamp,
    by: &Actor,
    programme: &Programme,
    terms: &Terms,
    typed: &str,
) -> Result<Vec<PersonId>, CertificationError> {
    let scope = org::ops::scope(conn, by, Role::Admin)?;
    let within = programmes::ops::audience(conn, &scope, programme)?;
    let people = programmes::ops::people_named(conn, within.as_deref(), typed, "usernames")?;
    let standings = programmes::ops::standings(conn, now, programme, terms, &people)?;
    let missing = people.iter().filter(|person| !standings.get(person).is_some_and(programmes::ops::Standing::is_ready)).count();
    if missing > 0 {
        return Err(CertificationError::Fields(vec![FieldProblem::new("usernames", "people_not_ready").with("count", missing)]));
    }
    Ok(people)
}

/// Sets every paper of a list before one is issued: none is cut, none lacks a letter.
///
/// # Errors
/// At `who`, the first papers that cannot be printed, each with the name and the text.
pub async fn all_fit(cx: &Cx, faces: Vec<Face>, design: Design) -> Result<(), Problem> {
    let (i18n, base_url) = (Arc::clone(&cx.state.i18n), cx.state.base_url.clone());
    let faults = tokio::task::spawn_blocking(move || {
        let code = "7K2MQ9XD41T9";
        let url = format!("{base_url}/chung-nhan/{code}");
        let printed: Vec<_> = faces.iter().map(|face| printed(&i18n, &url, code, face, design.clone())).collect();
        looks::pages::faults(&printed, "who")
    });
    let faults = faults.await.map_err(Problem::unexpected)?;
    if faults.is_empty() { Ok(()) } else { Err(Problem::invalid(faults)) }
}
