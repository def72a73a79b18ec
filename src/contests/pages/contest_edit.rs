//! The settings of a contest in preparation: what it is called, and attempts over all rounds.

use actix_web::{HttpResponse, http::StatusCode};
use serde::Serialize;

use super::{
    super::{
        drafting,
        model::{ContestError, Limits},
        standings::Standings,
    },
    plan_form::limit,
    standings,
};
use crate::{
    kernel::Problem,
    web::{Cx, Form, View, error::FieldError, view::Sample},
};

#[derive(Serialize)]
struct ContestEditPage {
    code: String,
    title: String,
    summary: String,
    organizer: String,
    attempts_per_day: String,
    attempts_per_contest: String,
    standings: String,
    offered: Vec<String>,
    errors: Vec<FieldError>,
}

impl View for ContestEditPage {
    const TEMPLATE: &'static str = "contests/contest_edit.html";
    fn samples() -> Vec<Self> {
        let page = |errors| Self {
            code: "tim-hieu".into(),
            title: "Cuộc thi tìm hiểu".into(),
            summary: "Ba tuần.".into(),
            organizer: "Ban Tuyên giáo".into(),
            attempts_per_day: "1".into(),
            attempts_per_contest: "0".into(),
            standings: "60".into(),
            offered: standings::words(Standings::Hidden),
            errors,
        };
        let names = ["title", "organizer", "summary", "attempts_per_day", "attempts_per_contest", "standings"];
        vec![page(vec![]), page(names.iter().map(|name| FieldError { field: (*name).into(), message: "Sai.".into() }).collect())]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<ContestEditPage>()
}

/// `GET /to-chuc-thi/{contest}/sua`.
pub async fn edit_contest_page(cx: Cx) -> Result<HttpResponse, Problem> {
    let code = cx.path_str("contest")?.to_owned();
    let contest = cx.state.db.read(move |conn| drafting::draft_contest(conn, &code)).await?;
    cx.page(&ContestEditPage {
        attempts_per_day: contest.limits.per_day.to_string(),
        attempts_per_contest: contest.limits.per_contest.to_string(),
        standings: standings::word(contest.standings),
        offered: standings::words(contest.standings),
        code: contest.code,
        title: contest.title,
        summary: contest.summary,
        organizer: contest.organizer,
        errors: vec![],
    })
}

/// `POST /to-chuc-thi/{contest}/sua`.
pub async fn edit_contest(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let (code, actor, now) = (cx.path_str("contest")?.to_owned(), cx.actor()?, cx.now());
    let to = format!("/to-chuc-thi/{code}");
    let mut fields = Vec::new();
    let limits =
        Limits { per_contest: limit(&form, "attempts_per_contest", &mut fields), per_day: limit(&form, "attempts_per_day", &mut fields) };
    let shown = standings::typed(&form, &mut fields);
    let [title, organizer, summary] = ["title", "organizer", "summary"].map(|name| form.text(name).to_owned());
    let found = code.clone();
    let done = cx
        .state
        .db
        .write(move |conn| {
            let contest = drafting::draft_contest(conn, &found)?;
            if !fields.is_empty() {
                return Err(ContestError::Fields(fields.clone()));
            }
            drafting::change_contest(conn, now, &actor, &contest, [&title, &organizer, &summary], limits, shown)
        })
        .await
        .map_err(Problem::from);
    match done {
        Ok(()) => Ok(cx.redirect_saying(&to, "contest_changed")),
        Err(problem) if problem.fields.is_empty() => Err(problem),
        Err(problem) => {
            let errors = cx.field_errors(problem)?;
            let text = |name: &'static str| form.text(name).to_owned();
            let page = ContestEditPage {
                title: text("title"),
                summary: text("summary"),
                organizer: text("organizer"),
                attempts_per_day: text("attempts_per_day"),
                attempts_per_contest: text("attempts_per_contest"),
                standings: text("standings"),
                offered: standings::words(shown),
                code,
                errors,
            };
            cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}
