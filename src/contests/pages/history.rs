//! The history of one attempt of a closed round, for the organizers: what an appeal is decided by.

use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
};
use serde::Serialize;
use serde_json::{Value, json};

use super::{
    super::{
        evidence::{self, History},
        model::{Contest, Round},
    },
    RoundLine, minutes_seconds,
    organize::find,
};
use crate::{
    kernel::{Problem, Timestamp},
    quiz::{chain::Event, chaining::Kept, model::AttemptState, receipt::ClosedBy},
    web::{Cx, View, error::FieldError, format, view::Sample},
};

#[derive(Serialize)]
struct HistoryPage {
    contest_code: String,
    contest_title: String,
    round: RoundLine,
    pseudonym: String,
    ordinal: i32,
    started_at: String,
    /// `running`, `submitted`, `expired` or `voided`.
    state: &'static str,
    receipt: String,
    digest: String,
    /// The link on the receipt.
    link: String,
    /// Number of the first event that does not stand; 0 when all do.
    broken_at: i32,
    events: Vec<EventLine>,
}

#[derive(Serialize)]
struct EventLine {
    n: i32,
    /// With milliseconds; with the day where it is another than that of the start.
    at: String,
    /// Since the start: `9:05,123`.
    after: String,
    /// `started`, `saved`, `moved`, `predicted`, `closed`, or `unreadable`.
    kind: &'static str,
    /// 0 where it is about no slot.
    slot: i32,
    /// 0 where there is none.
    seq: i64,
    /// What was answered or predicted, or `taker` or `deadline`.
    value: String,
    link: String,
}

impl View for HistoryPage {
    const TEMPLATE: &'static str = "contests/history.html";
    fn samples() -> Vec<Self> {
        let line = |n, kind: &'static str, slot, value: &str| EventLine {
            n,
            at: "08:00:01,250".into(),
            after: "0:01,250".into(),
            kind,
            slot,
            seq: i64::from(slot > 0),
            value: value.into(),
            link: "ab".repeat(32),
        };
        let page = |broken_at, events: Vec<EventLine>| Self {
            contest_code: "tim-hieu".into(),
            contest_title: "Cuộc thi tìm hiểu".into(),
            round: RoundLine::sample("closed"),
            pseudonym: "ab".repeat(16),
            ordinal: 1,
            started_at: "08:00 24/11/2026".into(),
            state: "submitted",
            receipt: "7F3K9QXABC".into(),
            digest: "cd".repeat(32),
            link: "ab".repeat(32),
            broken_at,
            events,
        };
        let all = || {
            vec![
                line(1, "started", 0, ""),
                line(2, "saved", 4, "a, c"),
                line(3, "saved", 5, ""),
                line(4, "moved", 5, ""),
                line(5, "predicted", 0, "1.587"),
                line(6, "closed", 0, "taker"),
            ]
        };
        vec![
            page(0, all()),
            page(3, all()),
            page(2, vec![line(1, "unreadable", 0, "{…}"), line(2, "closed", 0, "deadline")]),
            page(0, vec![]),
        ]
    }
}

#[derive(Serialize)]
struct FindPage {
    contest_code: String,
    contest_title: String,
    round: RoundLine,
    pseudonym: String,
    ordinal: String,
    errors: Vec<FieldError>,
}

impl View for FindPage {
    const TEMPLATE: &'static str = "contests/history_find.html";
    fn samples() -> Vec<Self> {
        let page = |errors| Self {
            contest_code: "tim-hieu".into(),
            contest_title: "Cuộc thi tìm hiểu".into(),
            round: RoundLine::sample("closed"),
            pseudonym: "ab".repeat(16),
            ordinal: "1".into(),
            errors,
        };
        let wrong = FieldError { field: "pseudonym".into(), message: "Không có mã này.".into() };
        vec![page(vec![]), page(vec![wrong])]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    [Sample::of::<HistoryPage>(), Sample::of::<FindPage>()].into_iter().flatten().collect()
}

/// A response as the taker saw it: letters in capitals, true and false in words.
fn in_words(cx: &Cx, response: &Value) -> String {
    match response {
        Value::String(text) => text.to_uppercase(),
        Value::Bool(true) => cx.t("quiz-true", &[]),
        Value::Bool(false) => cx.t("quiz-false", &[]),
        Value::Array(list) => list.iter().map(|one| in_words(cx, one)).collect::<Vec<_>>().join(", "),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

fn line(cx: &Cx, kept: &Kept, place: i32, started_at: Timestamp) -> EventLine {
    let base = |kind, at: i64| {
        let (when, after) = (Timestamp::from_millis(at), (at - started_at.millis()).max(0));
        let day = if when.vietnam_date() == started_at.vietnam_date() { String::new() } else { format!(" {}", format::day(when)) };
        EventLine {
            n: place,
            at: format!("{},{:03}{day}", format::clock(when), at.rem_euclid(1_000)),
            after: format!("{},{:03}", minutes_seconds(after), after % 1_000),
            kind,
            slot: 0,
            seq: 0,
            value: String::new(),
            link: kept.link.clone(),
        }
    };
    let Some(entry) = &kept.entry else {
        return EventLine { at: String::new(), after: String::new(), value: kept.text.clone(), ..base("unreadable", 0) };
    };
    match &entry.event {
        Event::Started(_) => base("started", entry.at),
        Event::Saved { slot, seq, response } => {
            EventLine { slot: *slot, seq: *seq, value: in_words(cx, response), ..base("saved", entry.at) }
        }
        Event::Predicted { seq, prediction } => EventLine { seq: *seq, value: prediction.clone(), ..base("predicted", entry.at) },
        Event::Moved { slot } => EventLine { slot: *slot, ..base("moved", entry.at) },
        Event::Closed { by, .. } => {
            let by = if *by == ClosedBy::Taker { "taker" } else { "deadline" };
            EventLine { value: by.into(), ..base("closed", entry.at) }
        }
    }
}

async fn seen(cx: &Cx) -> Result<(Contest, Round, History), Problem> {
    let (contest, code) = (cx.path_str("contest")?.to_owned(), cx.path_str("round")?.to_owned());
    let (pseudonym, ordinal, now): (String, i32, _) = (cx.path_str("pseudonym")?.to_owned(), cx.path("ordinal")?, cx.now());
    let name = pseudonym.clone();
    let (contest, round, history) = cx
        .state
        .db
        .read(move |conn| {
            let (contest, round) = find(conn, &contest, &code)?;
            let history = evidence::history(conn, now, &contest, &round, &name, ordinal)?;
            Ok::<_, Problem>((contest, round, history))
        })
        .await?;
    let (actor, by) = (cx.actor()?, (contest.clone(), round.clone()));
    cx.state.db.write(move |conn| evidence::record_look(conn, now, &actor, &by.0, &by.1, &pseudonym, ordinal)).await?;
    Ok((contest, round, history))
}

/// `GET /to-chuc-thi/{contest}/vong/{round}/bai/{pseudonym}/{ordinal}`.
pub async fn history(cx: Cx) -> Result<HttpResponse, Problem> {
    let (contest, round, history) = seen(&cx).await?;
    let state = round.state(cx.now(), false);
    let attempt = &history.attempt;
    let receipt = attempt.receipt.as_ref();
    cx.page(&HistoryPage {
        contest_code: contest.code,
        contest_title: contest.title,
        round: RoundLine::of(&round, state),
        pseudonym: cx.path_str("pseudonym")?.to_owned(),
        ordinal: attempt.ordinal,
        started_at: format::datetime(attempt.started_at),
        state: match attempt.state {
            AttemptState::InProgress => "running",
            AttemptState::Submitted => "submitted",
            AttemptState::Expired => "expired",
            AttemptState::Voided => "voided",
        },
        receipt: receipt.map(|receipt| receipt.code.clone()).unwrap_or_default(),
        digest: receipt.map(|receipt| receipt.digest.clone()).unwrap_or_default(),
        link: receipt.and_then(|receipt| receipt.link.clone()).unwrap_or_default(),
        broken_at: history.broken_at.unwrap_or(0),
        events: (1..).zip(&history.events).map(|(place, kept)| line(&cx, kept, place, attempt.started_at)).collect(),
    })
}

/// `GET /to-chuc-thi/{contest}/vong/{round}/bai/{pseudonym}/{ordinal}/nhat-ky.json`: the texts that are hashed, with their links.
pub async fn history_file(cx: Cx) -> Result<HttpResponse, Problem> {
    let (contest, round, history) = seen(&cx).await?;
    let (pseudonym, ordinal) = (cx.path_str("pseudonym")?, history.attempt.ordinal);
    let events: Vec<Value> = history.events.iter().map(|kept| json!({ "event": kept.text, "link": kept.link })).collect();
    let body = json!({
        "format": "hocthi.attempt-history/1",
        "contest": contest.code,
        "round": round.code,
        "pseudonym": pseudonym,
        "ordinal": ordinal,
        "receipt": history.attempt.receipt.as_ref().map(|receipt| json!({ "code": receipt.code, "digest": receipt.digest, "link": receipt.link })),
        "broken_at": history.broken_at,
        "events": events,
    });
    let mut answer = cx.json(StatusCode::OK, &body)?;
    let name = format!("attachment; filename=\"{}.{}.{pseudonym}.{ordinal}.json\"", contest.code, round.code);
    if let Ok(name) = header::HeaderValue::from_str(&name) {
        answer.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(answer)
}

/// `GET /to-chuc-thi/{contest}/vong/{round}/bai?pseudonym=…&ordinal=…`: asks for an attempt and leads to it.
pub async fn find_history(cx: Cx) -> Result<HttpResponse, Problem> {
    let (contest, code, now) = (cx.path_str("contest")?.to_owned(), cx.path_str("round")?.to_owned(), cx.now());
    let (pseudonym, ordinal) = (cx.query("pseudonym").trim().to_lowercase(), cx.query("ordinal").trim().to_owned());
    let (name, number) = (pseudonym.clone(), ordinal.parse::<i32>().unwrap_or(0));
    let (contest, round, found) = cx
        .state
        .db
        .read(move |conn| {
            let (contest, round) = find(conn, &contest, &code)?;
            let is_asked = !name.is_empty();
            let found = if is_asked { Some(evidence::history(conn, now, &contest, &round, &name, number)) } else { None };
            Ok::<_, Problem>((contest, round, found))
        })
        .await?;
    let errors = match found {
        None => vec![],
        Some(Ok(_)) => return Ok(cx.redirect(&format!("/to-chuc-thi/{}/vong/{}/bai/{pseudonym}/{number}", contest.code, round.code))),
        Some(Err(super::super::model::ContestError::NotFound)) => {
            vec![FieldError { field: "pseudonym".into(), message: cx.t("contest-history-none", &[]) }]
        }
        Some(Err(error)) => return Err(error.into()),
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = FindPage {
        round: RoundLine::of(&round, round.state(now, false)),
        contest_code: contest.code,
        contest_title: contest.title,
        pseudonym: cx.query("pseudonym"),
        ordinal: if ordinal.is_empty() { "1".to_owned() } else { ordinal },
        errors,
    };
    cx.page_with(status, &page)
}
