//! Appeals of a round, answered one by one.

use actix_web::{HttpResponse, http::StatusCode};
use serde::Serialize;

use super::{
    super::{
        super::{
            appeals::{self, Appeal},
            model::ContestError,
            shelf,
        },
        RoundLine,
    },
    find,
};
use crate::{
    kernel::{Problem, ids::AppealId, page::PageRequest},
    web::{
        Cx, Form, View,
        error::FieldError,
        format,
        view::{PagerView, Sample},
    },
};

const PAGE_SIZE: i64 = 20;

#[derive(Serialize)]
struct AppealsPage {
    contest_code: String,
    contest_title: String,
    round: RoundLine,
    unanswered: i64,
    appeals_until: String,
    appeals: Vec<AppealLine>,
    pager: PagerView,
    /// The appeal whose answer was refused, and what was typed.
    answering: String,
    answer: String,
    errors: Vec<FieldError>,
}

#[derive(Serialize)]
struct AppealLine {
    id: String,
    name: String,
    made_at: String,
    /// Number of the attempt and of the item in it; 0 where it is about no single item.
    ordinal: i32,
    slot: i32,
    /// `bank/code` of that item.
    item: String,
    text: String,
    /// `open`, `upheld` or `rejected`.
    state: &'static str,
    answer: String,
    answered_at: String,
}

impl View for AppealsPage {
    const TEMPLATE: &'static str = "contests/round_appeals.html";
    fn samples() -> Vec<Self> {
        let line = |state: &'static str| AppealLine {
            id: "0190".into(),
            name: "Nguyễn Thị Lan".into(),
            made_at: "09:00 02/12/2026".into(),
            ordinal: i32::from(state == "open"),
            slot: 3,
            item: "kl-57/kl57-boi-canh-001".into(),
            text: "Câu này có hai đáp án đúng.".into(),
            state,
            answer: if state == "open" { String::new() } else { "Đã xem lại.".into() },
            answered_at: "10:00 02/12/2026".into(),
        };
        let page = |appeals: Vec<AppealLine>| Self {
            contest_code: "tim-hieu".into(),
            contest_title: "Cuộc thi tìm hiểu".into(),
            round: RoundLine::sample("closed"),
            unanswered: i64::from(!appeals.is_empty()),
            appeals_until: "17:00 05/12/2026".into(),
            pager: PagerView { number: 1, pages: 1, total: 3, prev: String::new(), next: String::new() },
            appeals,
            answering: String::new(),
            answer: String::new(),
            errors: vec![],
        };
        let all = || page(vec![line("open"), line("upheld"), line("rejected")]);
        let errors = vec![FieldError { field: "answer-0190".into(), message: "Chỗ này còn trống.".into() }];
        vec![page(vec![]), all(), Self { answering: "0190".into(), errors, ..all() }]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<AppealsPage>()
}

/// `GET /to-chuc-thi/{contest}/vong/{round}/khieu-nai`.
pub async fn round_appeals(cx: Cx) -> Result<HttpResponse, Problem> {
    let page = page(&cx).await?;
    cx.page(&page)
}

async fn page(cx: &Cx) -> Result<AppealsPage, Problem> {
    let (contest, code, now) = (cx.path_str("contest")?.to_owned(), cx.path_str("round")?.to_owned(), cx.now());
    let request = PageRequest::new(cx.query("trang").parse().unwrap_or(1), PAGE_SIZE);
    let path = format!("{}/khieu-nai", super::address(cx)?);
    let page = cx
        .state
        .db
        .read(move |conn| {
            let (contest, round) = find(conn, &contest, &code)?;
            let state = round.state(now, shelf::published(conn, &round)?.is_some());
            let list = appeals::page(conn, &round, request)?;
            let names = appeals::items_of(conn, &contest, &round, &list.rows)?;
            Ok::<_, ContestError>(AppealsPage {
                unanswered: appeals::unanswered(conn, &round)?,
                appeals_until: round.appeals_until.map(format::datetime).unwrap_or_default(),
                round: RoundLine::of(&round, state),
                pager: PagerView::of(&list, &path, ""),
                appeals: list.rows.into_iter().zip(names).map(|(appeal, item)| line(appeal, item)).collect(),
                contest_code: contest.code,
                contest_title: contest.title,
                answering: String::new(),
                answer: String::new(),
                errors: vec![],
            })
        })
        .await?;
    Ok(page)
}

fn line(appeal: Appeal, item: Option<String>) -> AppealLine {
    let (ordinal, slot) = appeal.about.unwrap_or((0, 0));
    let answer = appeal.answer;
    AppealLine {
        id: appeal.id.to_string(),
        name: appeal.full_name,
        made_at: format::datetime(appeal.made_at),
        ordinal,
        slot,
        item: item.unwrap_or_default(),
        text: appeal.text,
        state: answer.as_ref().map_or("open", |answer| if answer.upheld { "upheld" } else { "rejected" }),
        answered_at: answer.as_ref().map(|answer| format::datetime(answer.at)).unwrap_or_default(),
        answer: answer.map(|answer| answer.text).unwrap_or_default(),
    }
}

/// `POST /to-chuc-thi/{contest}/vong/{round}/khieu-nai/{appeal}`.
pub async fn answer_appeal(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let (contest, code) = (cx.path_str("contest")?.to_owned(), cx.path_str("round")?.to_owned());
    let (actor, now, id): (_, _, AppealId) = (cx.actor()?, cx.now(), cx.path("appeal")?);
    let (upheld, text) = (form.one("decision")? == "uphold", form.text("answer").to_owned());
    let done = cx
        .state
        .db
        .write(move |conn| {
            let (contest, round) = find(conn, &contest, &code)?;
            appeals::answer(conn, now, &actor, &contest, &round, (id, upheld, &text))
        })
        .await;
    match done {
        Ok(()) => Ok(cx.redirect_saying(&format!("{}/khieu-nai", super::address(&cx)?), "appeal_answered")),
        Err(error) => {
            let mut errors = cx.field_errors(Problem::from(error))?;
            // Every appeal has a field of its own for the answer.
            for error in &mut errors {
                error.field = format!("answer-{id}");
            }
            let page = AppealsPage { answering: id.to_string(), answer: form.text("answer").to_owned(), errors, ..page(&cx).await? };
            cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}
