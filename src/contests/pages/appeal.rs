//! A taker's own marks between the closing of a round and its result, and their appeals.

use std::sync::Arc;

use actix_web::{HttpResponse, http::StatusCode};
use fluent_bundle::FluentValue;
use serde::Serialize;

use super::{
    super::{
        appeals::{self, Appeal, MarkedAttempt, MarkedItem},
        model::{Contest, ContestError, Round},
        ops, shelf,
    },
    RoundLine,
};
use crate::{
    kernel::Problem,
    web::{
        Cx, Form, View,
        error::FieldError,
        format,
        view::{Choice, Sample},
    },
};

#[derive(Serialize)]
struct AppealPage {
    contest_code: String,
    contest_title: String,
    round: RoundLine,
    /// Whether appeals are taken now.
    is_open: bool,
    until: String,
    attempts: Vec<AttemptView>,
    /// What an appeal may be about.
    choices: Vec<Choice>,
    appeals: Vec<AppealLine>,
    about: String,
    text: String,
    errors: Vec<FieldError>,
}

#[derive(Serialize)]
struct AttemptView {
    ordinal: i32,
    score: String,
    items: Vec<ItemView>,
}

#[derive(Serialize)]
struct ItemView {
    slot: i32,
    stem: String,
    given: Vec<String>,
    right: Vec<String>,
    is_voided: bool,
    /// `full`, `part` or `none`.
    mark: &'static str,
    points: String,
}

#[derive(Serialize)]
struct AppealLine {
    made_at: String,
    ordinal: i32,
    slot: i32,
    text: String,
    /// `open`, `upheld` or `rejected`.
    state: &'static str,
    answer: String,
    answered_at: String,
}

impl View for AppealPage {
    const TEMPLATE: &'static str = "contests/appeal.html";
    fn samples() -> Vec<Self> {
        let item = |slot, mark: &'static str| ItemView {
            slot,
            stem: "Kết luận nào?".into(),
            given: if mark == "none" { vec![] } else { vec!["Kết luận 57-KL/TW".into()] },
            right: vec!["Kết luận 57-KL/TW".into()],
            is_voided: slot == 4,
            mark,
            points: "1/1".into(),
        };
        let attempt = || AttemptView {
            ordinal: 1,
            score: "3/4".into(),
            items: vec![item(1, "full"), item(2, "part"), item(3, "none"), item(4, "full")],
        };
        let line = |state: &'static str| AppealLine {
            made_at: "09:00 02/12/2026".into(),
            ordinal: i32::from(state != "open"),
            slot: 2,
            text: "Câu này có hai đáp án đúng.".into(),
            state,
            answer: if state == "open" { String::new() } else { "Đã xem lại.".into() },
            answered_at: "10:00 02/12/2026".into(),
        };
        let page = |is_open, attempts: Vec<AttemptView>, appeals, errors| Self {
            contest_code: "tim-hieu".into(),
            contest_title: "Cuộc thi tìm hiểu".into(),
            round: RoundLine::sample("closed"),
            is_open,
            until: if attempts.is_empty() { String::new() } else { "17:00 05/12/2026".into() },
            choices: vec![Choice { value: "1/2".into(), text: "Lượt 1, câu 2".into() }],
            attempts,
            appeals,
            about: String::new(),
            text: String::new(),
            errors,
        };
        let error = |field: &str| FieldError { field: field.into(), message: "Chỗ này còn trống.".into() };
        vec![
            page(true, vec![attempt()], vec![line("open")], vec![error("about"), error("text")]),
            page(false, vec![attempt()], vec![line("upheld"), line("rejected")], vec![]),
            page(false, vec![], vec![], vec![]),
        ]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<AppealPage>()
}

/// `GET /cuoc-thi/{contest}/vong/{round}/khieu-nai`.
pub async fn appeal(cx: Cx) -> Result<HttpResponse, Problem> {
    let page = page(&cx, None, vec![]).await?;
    cx.page(&page)
}

fn find(conn: &mut crate::storage::Conn<'_>, contest: &str, round: &str) -> Result<(Contest, Round), ContestError> {
    let contest = ops::contest(conn, contest, false)?;
    let round = ops::round(conn, contest.id, round)?;
    Ok((contest, round))
}

async fn page(cx: &Cx, form: Option<&Form>, errors: Vec<FieldError>) -> Result<AppealPage, Problem> {
    let (contest, code) = (cx.path_str("contest")?.to_owned(), cx.path_str("round")?.to_owned());
    let (person, now) = (cx.actor()?.id, cx.now());
    let (contest, round, state, is_open, attempts, appeals) = cx
        .state
        .db
        .read(move |conn| {
            let (contest, round) = find(conn, &contest, &code)?;
            let has_result = shelf::published(conn, &round)?.is_some();
            let is_open = appeals::is_open(&round, now, has_result);
            // Marks tell keys: nobody sees them before the organizer has opened the time for appeals.
            let may_see = round.appeals_until.is_some() && (is_open || has_result || now > round.closes_at);
            let attempts = if may_see { appeals::marked(conn, &contest, &round, person)? } else { vec![] };
            let own = appeals::of_person(conn, &round, person)?;
            let state = round.state(now, has_result);
            Ok::<_, ContestError>((contest, round, state, is_open, attempts, own))
        })
        .await?;
    let choice = |attempt: &MarkedAttempt, item: &MarkedItem| Choice {
        value: format!("{}/{}", attempt.ordinal, item.slot),
        text: cx.t("appeal-about-item", &[("attempt", FluentValue::from(attempt.ordinal)), ("n", FluentValue::from(item.slot))]),
    };
    Ok(AppealPage {
        is_open: is_open && !attempts.is_empty(),
        until: round.appeals_until.map(format::datetime).unwrap_or_default(),
        choices: attempts.iter().flat_map(|attempt| attempt.items.iter().map(|item| choice(attempt, item))).collect(),
        attempts: attempts.into_iter().map(|attempt| attempt_view(cx, attempt)).collect(),
        appeals: appeals.into_iter().map(line).collect(),
        about: form.map(|form| form.text("about").to_owned()).unwrap_or_default(),
        text: form.map(|form| form.text("text").to_owned()).unwrap_or_default(),
        errors,
        round: RoundLine::of(&round, state),
        contest_code: contest.code,
        contest_title: contest.title,
    })
}

fn attempt_view(cx: &Cx, attempt: MarkedAttempt) -> AttemptView {
    let said = |list: Vec<appeals::Said>| -> Vec<String> {
        list.into_iter()
            .map(|said| match said {
                appeals::Said::Option(text) => text,
                appeals::Said::Truth(truth) => cx.t(if truth { "quiz-true" } else { "quiz-false" }, &[]),
            })
            .collect()
    };
    let item = |item: MarkedItem| ItemView {
        slot: item.slot,
        stem: item.stem,
        given: said(item.given),
        right: said(item.right),
        is_voided: item.is_voided,
        mark: match item.points {
            0 => "none",
            points if points == item.of => "full",
            _ => "part",
        },
        points: format!("{}/{}", format::points(item.points), format::points(item.of)),
    };
    AttemptView {
        ordinal: attempt.ordinal,
        score: format!("{}/{}", format::points(attempt.points), format::points(attempt.of)),
        items: attempt.items.into_iter().map(item).collect(),
    }
}

fn line(appeal: Appeal) -> AppealLine {
    let (ordinal, slot) = appeal.about.unwrap_or((0, 0));
    let answer = appeal.answer;
    AppealLine {
        made_at: format::datetime(appeal.made_at),
        ordinal,
        slot,
        text: appeal.text,
        state: answer.as_ref().map_or("open", |answer| if answer.upheld { "upheld" } else { "rejected" }),
        answered_at: answer.as_ref().map(|answer| format::datetime(answer.at)).unwrap_or_default(),
        answer: answer.map(|answer| answer.text).unwrap_or_default(),
    }
}

/// What an appeal is about: `attempt/slot`, or nothing; an error for anything else.
fn about(text: &str) -> Result<Option<(i32, i32)>, ()> {
    if text.is_empty() {
        return Ok(None);
    }
    let (ordinal, slot) = text.split_once('/').ok_or(())?;
    Ok(Some((ordinal.parse().map_err(|_| ())?, slot.parse().map_err(|_| ())?)))
}

/// `POST /cuoc-thi/{contest}/vong/{round}/khieu-nai`.
pub async fn make_appeal(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let (contest, code) = (cx.path_str("contest")?.to_owned(), cx.path_str("round")?.to_owned());
    let (person, now, entropy) = (cx.actor()?.id, cx.now(), Arc::clone(&cx.state.entropy));
    // A number that no item has is refused at its field like any other item that was not asked.
    let (about, text) = (about(form.text("about")).unwrap_or(Some((0, 0))), form.text("text").to_owned());
    let back = format!("/cuoc-thi/{contest}/vong/{code}/khieu-nai");
    let made = cx
        .state
        .db
        .write(move |conn| {
            let (contest, round) = find(conn, &contest, &code)?;
            appeals::make(conn, now, &*entropy, person, &contest, &round, about, &text)
        })
        .await;
    match made {
        Ok(_) => Ok(cx.redirect_saying(&back, "appeal_made")),
        Err(error) => {
            let errors = cx.field_errors(Problem::from(error))?;
            let page = page(&cx, Some(&form), errors).await?;
            cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}
