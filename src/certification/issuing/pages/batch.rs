//! One batch: how far it is, who decides about it, what it gave.

use actix_web::{HttpResponse, http::StatusCode};
use serde::Serialize;

use super::super::{
    super::{contest_papers, model::CertificationError},
    ops::{self, Decision},
    store::Place,
};
use crate::{
    identity,
    kernel::{Problem, ids::IssueBatchId, page::PageRequest},
    web::{
        Cx, Form, View,
        error::FieldError,
        format,
        view::{PagerView, Sample},
    },
};

const PAGE_SIZE: i64 = 100;

#[derive(Serialize)]
struct BatchPage {
    id: String,
    /// The page that the list was made on.
    back: String,
    title: String,
    /// `proposed`, `running`, `paused`, `done` or `cancelled`.
    state: String,
    total: i32,
    done: i32,
    issued: i64,
    skipped: i64,
    issued_on: String,
    created_at: String,
    created_by: String,
    approved_by: String,
    finished_at: String,
    /// The viewer proposed it, so another person approves.
    is_own: bool,
    people: Vec<PersonLine>,
    pager: PagerView,
    errors: Vec<FieldError>,
}

#[derive(Serialize)]
struct PersonLine {
    place: i32,
    full_name: String,
    unit: String,
    /// `waiting`, `issued`, `holds` or `revoked`.
    outcome: String,
}

impl View for BatchPage {
    const TEMPLATE: &'static str = "certification/batch.html";
    fn samples() -> Vec<Self> {
        let person = |outcome: &str, unit: &str| PersonLine {
            place: 1,
            full_name: "Nguyễn Thị Ưỡng".into(),
            unit: unit.into(),
            outcome: outcome.into(),
        };
        let page = |state: &str, is_own: bool, done: i32| Self {
            id: "1".into(),
            back: "/chuong-trinh/boi-duong/cap-giay".into(),
            title: "Bồi dưỡng báo cáo viên năm 2026".into(),
            state: state.into(),
            total: 1_200,
            done,
            issued: i64::from(done),
            skipped: 2,
            issued_on: "01/12/2026".into(),
            created_at: "08:00 01/12/2026".into(),
            created_by: "Bùi Thanh Ẩn".into(),
            approved_by: if is_own { String::new() } else { "Trần Thị Hai".into() },
            finished_at: if state == "done" { "08:05 01/12/2026".into() } else { String::new() },
            is_own,
            people: if done > 0 {
                vec![person("issued", "Phường Mỹ Tho"), person("holds", ""), person("revoked", ""), person("waiting", "")]
            } else {
                vec![]
            },
            pager: PagerView { number: 1, pages: 12, total: 1_200, prev: String::new(), next: "/cap-giay/1?trang=2".into() },
            errors: if is_own {
                vec![FieldError { field: String::new(), message: "Cần người khác duyệt.".into() }]
            } else {
                vec![]
            },
        };
        vec![
            page("proposed", true, 0),
            page("proposed", false, 0),
            page("running", false, 300),
            page("paused", false, 300),
            page("done", false, 1_200),
            page("cancelled", false, 300),
        ]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<BatchPage>()
}

async fn view(cx: &Cx, id: IssueBatchId, errors: Vec<FieldError>) -> Result<BatchPage, Problem> {
    let actor = cx.actor()?;
    let request = PageRequest::new(cx.query("trang").parse().unwrap_or(1), PAGE_SIZE);
    let viewer = actor.id;
    let (programme, contest, batch, places, created_by, approved_by) = cx
        .state
        .db
        .read(move |conn| {
            let (programme, batch) = ops::batch(conn, &actor, id)?;
            let after = i32::try_from(request.offset()).unwrap_or(i32::MAX);
            let places = ops::places(conn, &actor, id, after, PAGE_SIZE)?;
            let created_by = identity::ops::person(conn, batch.row.created_by)?;
            let approved_by = match batch.row.approved_by {
                Some(person) => identity::ops::person(conn, person)?,
                None => None,
            };
            let contest = contest_papers::ops::contest_of(conn, &programme)?;
            Ok::<_, CertificationError>((programme, contest, batch, places, created_by, approved_by))
        })
        .await?;
    let page = crate::kernel::page::Page { rows: places, total: i64::from(batch.row.total), request };
    let pager = PagerView::of(&page, &format!("/cap-giay/{id}"), "");
    let line = |(place, full_name, unit, certificate, skipped): Place| PersonLine {
        place,
        full_name,
        unit: unit.unwrap_or_default(),
        outcome: match (certificate, skipped) {
            (Some(_), _) => "issued".to_owned(),
            (None, Some(why)) => why,
            (None, None) => "waiting".to_owned(),
        },
    };
    let name = |person: Option<identity::model::Person>| person.map(|person| person.full_name).unwrap_or_default();
    Ok(BatchPage {
        id: id.to_string(),
        back: match &contest {
            Some(contest) => format!("/to-chuc-thi/{}/giay-chung-nhan", contest.code),
            None => format!("/chuong-trinh/{}/cap-giay", programme.code),
        },
        title: programme.title,
        is_own: batch.row.created_by == viewer,
        total: batch.row.total,
        done: batch.row.next_ordinal - 1,
        issued: batch.issued,
        skipped: batch.skipped,
        issued_on: format::date(batch.row.issued_on),
        created_at: format::datetime(batch.row.created_at),
        created_by: name(created_by),
        approved_by: name(approved_by),
        finished_at: batch.row.finished_at.map(format::datetime).unwrap_or_default(),
        state: batch.row.state,
        people: page.rows.into_iter().map(line).collect(),
        pager,
        errors,
    })
}

/// `GET /cap-giay/{issue}?trang=`.
pub async fn batch(cx: Cx) -> Result<HttpResponse, Problem> {
    let page = view(&cx, cx.path("issue")?, vec![]).await?;
    cx.page(&page)
}

/// `POST /cap-giay/{issue}`: approve, pause, resume or cancel.
pub async fn decide(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let id: IssueBatchId = cx.path("issue")?;
    let (actor, now) = (cx.actor()?, cx.now());
    let decided = match Decision::parse(form.text("decision")) {
        Some(decision) => cx.state.db.write(move |conn| ops::decide(conn, now, &actor, id, decision)).await.map_err(Problem::from),
        None => Err(Problem::new(crate::kernel::ProblemKind::Malformed, "malformed")),
    };
    match decided {
        Ok(()) => Ok(cx.redirect(&format!("/cap-giay/{id}"))),
        Err(problem) => {
            let errors = cx.field_errors(problem)?;
            let page = view(&cx, id, errors).await?;
            cx.page_with(StatusCode::CONFLICT, &page)
        }
    }
}
