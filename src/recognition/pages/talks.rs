//! Sessions that somebody gave: one's own to enter, those of one's people to confirm.

use std::sync::Arc;

use actix_web::{HttpResponse, http::StatusCode};
use serde::Serialize;

use super::super::talks::{
    TalkRow,
    ops::{self, TalkForm},
};
use crate::{
    kernel::{
        FieldProblem, Problem, ProblemKind,
        ids::TalkId,
        page::{Page, PageRequest},
        text,
    },
    org::model::parse_date,
    web::{
        Cx, Form, View,
        error::FieldError,
        format,
        view::{PagerView, Sample},
    },
};

const PAGE_SIZE: i64 = 30;

#[derive(Serialize, Default)]
struct TalksPage {
    talks: Vec<TalkLine>,
    title: String,
    held_on: String,
    place: String,
    audience: String,
    listeners: String,
    minutes: String,
    errors: Vec<FieldError>,
}

#[derive(Serialize)]
struct TalkLine {
    id: String,
    /// Of whom, on a leader's page.
    who: String,
    unit: String,
    title: String,
    held_on: String,
    place: String,
    audience: String,
    listeners: String,
    minutes: i32,
    /// `waiting`, `confirmed` or `sent_back`.
    state: &'static str,
    reason: String,
}

impl TalkLine {
    fn of(row: TalkRow, who: String, unit: String) -> Self {
        Self {
            id: row.id.to_string(),
            who,
            unit,
            title: row.title,
            held_on: format::date(row.held_on),
            place: row.place,
            audience: row.audience,
            listeners: format::integer(i64::from(row.listeners)),
            minutes: row.minutes,
            state: match row.accepted {
                None => "waiting",
                Some(true) => "confirmed",
                Some(false) => "sent_back",
            },
            reason: row.reason.unwrap_or_default(),
        }
    }

    fn sample(state: &'static str) -> Self {
        Self {
            id: "1".into(),
            who: "Nguyễn Thị Ưỡng".into(),
            unit: if state == "waiting" { "Phường Mỹ Tho".into() } else { String::new() },
            title: "Quán triệt Kết luận 57".into(),
            held_on: "01/12/2026".into(),
            place: "Nhà văn hóa khu phố 3".into(),
            audience: "Đảng viên chi bộ khu phố 3".into(),
            listeners: "45".into(),
            minutes: 90,
            state,
            reason: if state == "sent_back" { "Chưa rõ nơi tổ chức".into() } else { String::new() },
        }
    }
}

impl View for TalksPage {
    const TEMPLATE: &'static str = "recognition/talks.html";
    fn samples() -> Vec<Self> {
        let error = FieldError { field: "held_on".into(), message: "Ngày này chưa tới.".into() };
        let lines = ["waiting", "confirmed", "sent_back"].map(TalkLine::sample).into();
        vec![Self::default(), Self { talks: lines, errors: vec![error], ..Self::default() }]
    }
}

#[derive(Serialize)]
struct WaitingPage {
    talks: Vec<TalkLine>,
    pager: PagerView,
    /// The talk whose form was refused.
    refused: String,
    errors: Vec<FieldError>,
}

impl View for WaitingPage {
    const TEMPLATE: &'static str = "recognition/talks_waiting.html";
    fn samples() -> Vec<Self> {
        let pager = || PagerView { number: 1, pages: 2, total: 40, prev: String::new(), next: "/buoi-tuyen-truyen?trang=2".into() };
        let error = FieldError { field: "reason".into(), message: "Hãy nêu lý do.".into() };
        vec![
            Self { talks: vec![], pager: pager(), refused: String::new(), errors: vec![] },
            Self { talks: vec![TalkLine::sample("waiting")], pager: pager(), refused: "1".into(), errors: vec![error] },
        ]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    [Sample::of::<TalksPage>(), Sample::of::<WaitingPage>()].into_iter().flatten().collect()
}

async fn own(cx: &Cx) -> Result<TalksPage, Problem> {
    let actor = cx.actor()?;
    let talks = cx.state.db.read(move |conn| ops::of_person(conn, actor.id)).await?;
    let talks = talks.into_iter().map(|row| TalkLine::of(row, String::new(), String::new())).collect();
    Ok(TalksPage { talks, ..TalksPage::default() })
}

/// `GET /ho-so/buoi-tuyen-truyen`.
pub async fn talks(cx: Cx) -> Result<HttpResponse, Problem> {
    let page = own(&cx).await?;
    cx.page(&page)
}

fn parse(form: &Form, today: chrono::NaiveDate) -> Result<TalkForm, Problem> {
    let mut wrong = Vec::new();
    let mut line = |field: &'static str| {
        let typed = text::clean_line(form.text(field));
        if typed.is_empty() {
            wrong.push(FieldProblem::new(field, "required"));
        } else if typed.chars().count() > 200 {
            wrong.push(FieldProblem::new(field, "too_long").with("max", 200));
        }
        typed
    };
    let (title, place, audience) = (line("title"), line("place"), line("audience"));
    let mut number = |field: &'static str, most: i32| {
        let read = text::clean_line(form.text(field)).parse::<i32>().ok().filter(|number| (1..=most).contains(number));
        if read.is_none() {
            wrong.push(FieldProblem::new(field, "number_range").with("min", 1).with("max", format::integer(i64::from(most))));
        }
        read
    };
    let (listeners, minutes) = (number("listeners", 1_000_000), number("minutes", 1_440));
    let held_on = parse_date(form.text("held_on"));
    match held_on {
        None => wrong.push(FieldProblem::new("held_on", "date_form")),
        Some(day) if day > today => wrong.push(FieldProblem::new("held_on", "talk_ahead")),
        Some(_) => {}
    }
    match (held_on, listeners, minutes) {
        (Some(held_on), Some(listeners), Some(minutes)) if wrong.is_empty() => {
            Ok(TalkForm { title, held_on, place, audience, listeners, minutes })
        }
        _ => Err(Problem::invalid(wrong)),
    }
}

/// `POST /ho-so/buoi-tuyen-truyen`.
pub async fn enter(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, now, entropy) = (cx.actor()?, cx.now(), Arc::clone(&cx.state.entropy));
    let entered = match parse(&form, now.vietnam_date()) {
        Ok(talk) => cx.state.db.write(move |conn| ops::enter(conn, now, &*entropy, &actor, &talk)).await.map_err(Problem::from),
        Err(problem) => Err(problem),
    };
    match entered {
        Ok(_) => Ok(cx.redirect_saying("/ho-so/buoi-tuyen-truyen", "talk_entered")),
        Err(problem) => {
            let errors = cx.field_errors(problem)?;
            let typed = |field: &str| form.text(field).to_owned();
            let page = TalksPage {
                title: typed("title"),
                held_on: typed("held_on"),
                place: typed("place"),
                audience: typed("audience"),
                listeners: typed("listeners"),
                minutes: typed("minutes"),
                errors,
                ..own(&cx).await?
            };
            cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

/// `POST /ho-so/buoi-tuyen-truyen/{talk}/rut`.
pub async fn withdraw(cx: Cx, _form: Form) -> Result<HttpResponse, Problem> {
    let (actor, id): (_, TalkId) = (cx.actor()?, cx.path("talk")?);
    cx.state.db.write(move |conn| ops::withdraw(conn, &actor, id)).await?;
    Ok(cx.redirect_saying("/ho-so/buoi-tuyen-truyen", "talk_withdrawn"))
}

async fn waiting_view(cx: &Cx, refused: String, errors: Vec<FieldError>) -> Result<WaitingPage, Problem> {
    let actor = cx.actor()?;
    let request = PageRequest::new(cx.query("trang").parse().unwrap_or(1), PAGE_SIZE);
    let page: Page<(TalkRow, String, Option<String>)> = cx.state.db.read(move |conn| ops::waiting(conn, &actor, request)).await?;
    let pager = PagerView::of(&page, "/buoi-tuyen-truyen", "");
    let talks = page.rows.into_iter().map(|(row, who, unit)| TalkLine::of(row, who, unit.unwrap_or_default())).collect();
    Ok(WaitingPage { talks, pager, refused, errors })
}

/// `GET /buoi-tuyen-truyen?trang=`: for leaders.
pub async fn waiting(cx: Cx) -> Result<HttpResponse, Problem> {
    let page = waiting_view(&cx, String::new(), vec![]).await?;
    cx.page(&page)
}

/// `POST /buoi-tuyen-truyen/{talk}`: confirms it or sends it back.
pub async fn decide(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, now, id): (_, _, TalkId) = (cx.actor()?, cx.now(), cx.path("talk")?);
    let accepted = match form.text("decision") {
        "accept" => true,
        "refuse" => false,
        _ => return Err(Problem::new(ProblemKind::Malformed, "malformed")),
    };
    let reason: String = text::clean_line(form.text("reason")).chars().take(300).collect();
    let decided = cx.state.db.write(move |conn| ops::decide(conn, now, &actor, id, accepted, &reason)).await.map_err(Problem::from);
    match decided {
        Ok(()) => Ok(cx.redirect_saying("/buoi-tuyen-truyen", if accepted { "talk_confirmed" } else { "talk_sent_back" })),
        Err(problem) => {
            let errors = cx.field_errors(problem)?;
            let page = waiting_view(&cx, id.to_string(), errors).await?;
            cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}
