//! Sessions of a programme, and the sign-in sheet of each.

use std::sync::Arc;

use actix_web::{HttpResponse, http::StatusCode};
use serde::Serialize;

use super::super::{
    super::model::CertificationError,
    ops::{self, SessionForm},
    store::SessionRow,
};
use crate::{
    kernel::{FieldProblem, Problem, ids::TrainingSessionId, text},
    org::model::parse_date,
    web::{Cx, Form, View, error::FieldError, format, view::Sample},
};

#[derive(Serialize, Default)]
struct SessionsPage {
    programme: String,
    programme_title: String,
    sessions: Vec<SessionLine>,
    title: String,
    held_on: String,
    place: String,
    minutes: String,
    speaker: String,
    speaker_username: String,
    errors: Vec<FieldError>,
}

#[derive(Serialize)]
struct SessionLine {
    id: String,
    title: String,
    held_on: String,
    place: String,
    minutes: i32,
    speaker: String,
    attended: i64,
}

impl View for SessionsPage {
    const TEMPLATE: &'static str = "certification/sessions.html";
    fn samples() -> Vec<Self> {
        let line = SessionLine {
            id: "1".into(),
            title: "Kỹ năng tuyên truyền miệng".into(),
            held_on: "01/12/2026".into(),
            place: "Hội trường Tỉnh ủy".into(),
            minutes: 180,
            speaker: "Trần Quang Minh".into(),
            attended: 45,
        };
        let error = FieldError { field: "held_on".into(), message: "Ngày cần viết ngày/tháng/năm.".into() };
        let page = |sessions, errors| Self {
            programme: "boi-duong".into(),
            programme_title: "Bồi dưỡng báo cáo viên năm 2026".into(),
            sessions,
            errors,
            ..Self::default()
        };
        vec![page(vec![], vec![]), page(vec![line], vec![error])]
    }
}

#[derive(Serialize)]
struct SessionPage {
    programme: String,
    programme_title: String,
    id: String,
    title: String,
    held_on: String,
    place: String,
    minutes: i32,
    speaker: String,
    /// It has not been held yet: a sheet can be printed, nobody has signed it.
    is_ahead: bool,
    people: Vec<Attendee>,
    usernames: String,
    errors: Vec<FieldError>,
}

#[derive(Serialize)]
struct Attendee {
    full_name: String,
    username: String,
    unit: String,
}

impl View for SessionPage {
    const TEMPLATE: &'static str = "certification/session.html";
    fn samples() -> Vec<Self> {
        let person = |unit: &str| Attendee { full_name: "Nguyễn Thị Ưỡng".into(), username: "uong".into(), unit: unit.into() };
        let page = |people: Vec<Attendee>, errors: Vec<FieldError>| Self {
            programme: "boi-duong".into(),
            programme_title: "Bồi dưỡng báo cáo viên năm 2026".into(),
            id: "1".into(),
            title: "Kỹ năng tuyên truyền miệng".into(),
            held_on: "01/12/2026".into(),
            place: "Hội trường Tỉnh ủy".into(),
            minutes: 180,
            speaker: "Trần Quang Minh".into(),
            is_ahead: people.is_empty(),
            people,
            usernames: String::new(),
            errors,
        };
        let error = FieldError { field: "usernames".into(), message: "Dòng 2: không có tài khoản này.".into() };
        vec![page(vec![], vec![]), page(vec![person(""), person("Phường Mỹ Tho")], vec![error])]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    [Sample::of::<SessionsPage>(), Sample::of::<SessionPage>()].into_iter().flatten().collect()
}

async fn sessions_view(cx: &Cx) -> Result<SessionsPage, Problem> {
    let (actor, code) = (cx.actor()?, cx.path_str("programme")?.to_owned());
    let (programme, sessions) = cx
        .state
        .db
        .read(move |conn| {
            let (programme, _) = ops::managed(conn, &actor, &code)?;
            let sessions = ops::sessions(conn, &programme)?;
            Ok::<_, CertificationError>((programme, sessions))
        })
        .await?;
    let line = |(row, attended): (SessionRow, i64)| SessionLine {
        id: row.id.to_string(),
        title: row.title,
        held_on: format::date(row.held_on),
        place: row.place,
        minutes: row.minutes,
        speaker: row.speaker,
        attended,
    };
    Ok(SessionsPage {
        programme: programme.code,
        programme_title: programme.title,
        sessions: sessions.into_iter().map(line).collect(),
        held_on: format::day(cx.now()),
        ..SessionsPage::default()
    })
}

/// `GET /chuong-trinh/{programme}/buoi`.
pub async fn sessions(cx: Cx) -> Result<HttpResponse, Problem> {
    let page = sessions_view(&cx).await?;
    cx.page(&page)
}

fn parse(form: &Form, today: chrono::NaiveDate) -> Result<SessionForm, Problem> {
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
    let (title, place, speaker) = (line("title"), line("place"), line("speaker"));
    let held_on = parse_date(form.text("held_on"));
    match held_on {
        None => wrong.push(FieldProblem::new("held_on", "date_form")),
        Some(day) if (day - today).num_days() > 365 => wrong.push(FieldProblem::new("held_on", "session_far")),
        Some(_) => {}
    }
    let minutes = text::clean_line(form.text("minutes")).parse::<i32>().ok().filter(|minutes| (1..=10_000).contains(minutes));
    if minutes.is_none() {
        wrong.push(FieldProblem::new("minutes", "number_range").with("min", 1).with("max", "10.000"));
    }
    match (held_on, minutes) {
        (Some(held_on), Some(minutes)) if wrong.is_empty() => Ok(SessionForm {
            title,
            held_on,
            place,
            minutes,
            speaker,
            speaker_username: text::clean_line(form.text("speaker_username")).to_lowercase(),
        }),
        _ => Err(Problem::invalid(wrong)),
    }
}

/// `POST /chuong-trinh/{programme}/buoi`.
pub async fn add_session(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, now, entropy) = (cx.actor()?, cx.now(), Arc::clone(&cx.state.entropy));
    let code = cx.path_str("programme")?.to_owned();
    let for_write = code.clone();
    let added = match parse(&form, now.vietnam_date()) {
        Ok(session) => {
            cx.state.db.write(move |conn| ops::add_session(conn, now, &*entropy, &actor, &for_write, &session)).await.map_err(Problem::from)
        }
        Err(problem) => Err(problem),
    };
    match added {
        Ok(id) => Ok(cx.redirect_saying(&format!("/chuong-trinh/{code}/buoi/{id}"), "session_recorded")),
        Err(problem) => {
            let errors = cx.field_errors(problem)?;
            let typed = |field: &str| form.text(field).to_owned();
            let page = SessionsPage {
                title: typed("title"),
                held_on: typed("held_on"),
                place: typed("place"),
                minutes: typed("minutes"),
                speaker: typed("speaker"),
                speaker_username: typed("speaker_username"),
                errors,
                ..sessions_view(&cx).await?
            };
            cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

async fn session_view(cx: &Cx, usernames: &str, errors: Vec<FieldError>) -> Result<SessionPage, Problem> {
    let (actor, code, id): (_, _, TrainingSessionId) = (cx.actor()?, cx.path_str("programme")?.to_owned(), cx.path("session")?);
    let today = cx.now().vietnam_date();
    let (programme, session, people) = cx.state.db.read(move |conn| ops::session(conn, &actor, &code, id)).await?;
    let attendee =
        |(full_name, username, unit): (String, String, Option<String>)| Attendee { full_name, username, unit: unit.unwrap_or_default() };
    Ok(SessionPage {
        programme: programme.code,
        programme_title: programme.title,
        id: session.id.to_string(),
        title: session.title,
        held_on: format::date(session.held_on),
        place: session.place,
        minutes: session.minutes,
        speaker: session.speaker,
        is_ahead: session.held_on > today,
        people: people.into_iter().map(attendee).collect(),
        usernames: usernames.to_owned(),
        errors,
    })
}

/// `GET /chuong-trinh/{programme}/buoi/{session}`.
pub async fn session(cx: Cx) -> Result<HttpResponse, Problem> {
    let page = session_view(&cx, "", vec![]).await?;
    cx.page(&page)
}

/// `POST /chuong-trinh/{programme}/buoi/{session}`: the sign-in sheet.
pub async fn sign_in(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, now, id): (_, _, TrainingSessionId) = (cx.actor()?, cx.now(), cx.path("session")?);
    let (code, typed) = (cx.path_str("programme")?.to_owned(), form.text("usernames").to_owned());
    let for_write = code.clone();
    let signed = cx.state.db.write(move |conn| ops::sign_in(conn, now, &actor, &for_write, id, &typed)).await.map_err(Problem::from);
    match signed {
        Ok(_) => Ok(cx.redirect_saying(&format!("/chuong-trinh/{code}/buoi/{id}"), "session_signed_in")),
        Err(problem) => {
            let errors = cx.field_errors(problem)?;
            let page = session_view(&cx, form.text("usernames"), errors).await?;
            cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}
