//! The page of a contest's papers: who issues them, who is given one, what was issued.

use std::sync::Arc;

use actix_web::{HttpResponse, http::StatusCode};
use serde::Serialize;

use super::{
    super::{
        issuing,
        looks::{self, model::PaperKind},
        model::CertificationError,
    },
    ops::{self, Choice as Chosen, Sayings, Settled},
};
use crate::{
    contests::{self, model::Contest, prizes::given::Given},
    kernel::{FieldProblem, Problem, text},
    org::model::parse_date,
    web::{
        Cx, Form, View,
        error::FieldError,
        format,
        i18n::{I18n, Lang},
        view::{Choice, Sample},
    },
};

#[derive(Serialize, Default)]
struct PapersPage {
    contest: String,
    contest_title: String,
    /// Who issues, once it is settled.
    issuer: String,
    bodies: Vec<Choice>,
    body_code: String,
    looks: Vec<Choice>,
    template_id: String,
    second_approval: bool,
    prizes: Vec<PrizeLine>,
    who: String,
    percent: String,
    at_least: String,
    issued_on: String,
    batches: Vec<BatchLine>,
    errors: Vec<FieldError>,
}

#[derive(Serialize)]
struct PrizeLine {
    key: String,
    prize: String,
    round: String,
    people: usize,
    is_chosen: bool,
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

impl View for PapersPage {
    const TEMPLATE: &'static str = "certification/contest_papers.html";
    fn samples() -> Vec<Self> {
        let prize = |round: &str| PrizeLine {
            key: "tuan-1:0".into(),
            prize: "Giải Nhất".into(),
            round: round.into(),
            people: 1,
            is_chosen: round.is_empty(),
        };
        let batch = |state: &str| BatchLine {
            id: "1".into(),
            state: state.into(),
            total: 20,
            done: 20,
            created_at: "08:00 01/12/2026".into(),
            issued_on: "01/12/2026".into(),
        };
        let choice = Choice { value: "btc".into(), text: "Ban Tổ chức".into() };
        let error = |field: &str| FieldError { field: field.into(), message: "Hãy chọn.".into() };
        let bare = Self { contest: "thi".into(), contest_title: "Thi tìm hiểu".into(), ..Self::default() };
        let full = Self {
            contest: "thi".into(),
            contest_title: "Thi tìm hiểu".into(),
            issuer: "BAN TỔ CHỨC".into(),
            bodies: vec![choice.clone()],
            looks: vec![choice],
            prizes: vec![prize("Tuần 1"), prize("")],
            batches: ["proposed", "running", "paused", "done", "cancelled"].map(batch).into(),
            errors: ["body_code", "who", "percent"].map(error).into(),
            ..Self::default()
        };
        vec![bare, full]
    }
}

/// Samples of these pages.
pub fn samples() -> Vec<Sample> {
    Sample::of::<PapersPage>()
}

async fn contest(cx: &Cx) -> Result<Contest, Problem> {
    let code = cx.path_str("contest")?.to_owned();
    Ok(cx.state.db.read(move |conn| contests::ops::contest(conn, &code, true)).await?)
}

async fn view(cx: &Cx, contest: &Contest) -> Result<PapersPage, Problem> {
    let (actor, for_read) = (cx.actor()?, contest.clone());
    let (programme, bodies, looks, prizes, batches) = cx
        .state
        .db
        .read(move |conn| {
            let programme = ops::programme(conn, &for_read)?;
            let batches = match &programme {
                Some(programme) => issuing::ops::batches(conn, programme)?,
                None => vec![],
            };
            let looks = looks::ops::offered(conn, &actor, PaperKind::Contest)?;
            Ok::<_, CertificationError>((programme, ops::bodies(conn, &actor)?, looks, ops::prizes(conn, &for_read)?, batches))
        })
        .await?;
    let prize = |given: Given| PrizeLine {
        key: given.key,
        prize: given.prize,
        round: given.round.unwrap_or_default(),
        people: given.people.len(),
        is_chosen: false,
    };
    let batch = |row: issuing::BatchRow| BatchLine {
        id: row.id.to_string(),
        state: row.state,
        total: row.total,
        done: row.next_ordinal - 1,
        created_at: format::datetime(row.created_at),
        issued_on: format::date(row.issued_on),
    };
    Ok(PapersPage {
        contest: contest.code.clone(),
        contest_title: contest.title.clone(),
        issuer: programme.as_ref().map(|programme| programme.issuer.name.clone()).unwrap_or_default(),
        body_code: programme.as_ref().and_then(|programme| programme.body_code.clone()).unwrap_or_default(),
        template_id: programme.as_ref().and_then(|programme| programme.template_id).map(|id| id.to_string()).unwrap_or_default(),
        second_approval: programme.as_ref().is_none_or(|programme| programme.second_approval),
        bodies: bodies.into_iter().map(|body| Choice { value: body.code, text: body.issuer.name }).collect(),
        looks: looks.into_iter().map(|look| Choice { value: look.id.to_string(), text: look.name }).collect(),
        prizes: prizes.into_iter().map(prize).collect(),
        batches: batches.into_iter().map(batch).collect(),
        who: "prizes".into(),
        percent: "70".into(),
        at_least: "1".into(),
        issued_on: format::day(cx.now()),
        errors: vec![],
    })
}

/// `GET /to-chuc-thi/{contest}/giay-chung-nhan`.
pub async fn papers(cx: Cx) -> Result<HttpResponse, Problem> {
    let contest = contest(&cx).await?;
    let page = view(&cx, &contest).await?;
    cx.page(&page)
}

/// `POST /to-chuc-thi/{contest}/giay-chung-nhan/noi-cap`: who issues, and how papers look.
pub async fn settle(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let contest = contest(&cx).await?;
    let (actor, now, entropy, for_write) = (cx.actor()?, cx.now(), Arc::clone(&cx.state.entropy), contest.clone());
    let settled = Settled {
        body_code: form.text("body_code").to_owned(),
        template_id: form.text("template_id").to_owned(),
        second_approval: form.ticked("second_approval"),
    };
    let done = cx.state.db.write(move |conn| ops::settle(conn, now, &*entropy, &actor, &for_write, &settled)).await;
    match done.map_err(Problem::from) {
        Ok(()) => Ok(cx.redirect_saying(&format!("/to-chuc-thi/{}/giay-chung-nhan", contest.code), "contest_papers_settled")),
        Err(problem) => {
            let errors = cx.field_errors(problem)?;
            let page = PapersPage {
                body_code: form.text("body_code").to_owned(),
                template_id: form.text("template_id").to_owned(),
                second_approval: form.ticked("second_approval"),
                errors,
                ..view(&cx, &contest).await?
            };
            cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

/// A whole number of a form within its limits.
fn number(form: &Form, field: &'static str, most: i64) -> Result<i64, FieldProblem> {
    let read = text::clean_line(form.text(field)).parse::<i64>().ok().filter(|number| (1..=most).contains(number));
    read.ok_or_else(|| FieldProblem::new(field, "number_range").with("min", 1).with("max", most))
}

/// What papers say, in the language of those who issue them.
fn list(
    conn: &mut crate::storage::Conn<'_>,
    i18n: &I18n,
    contest: &Contest,
    chosen: &Chosen,
) -> Result<Vec<issuing::Entry>, CertificationError> {
    let prize = |prize: &str, round: Option<&str>| match round {
        Some(round) => i18n.message(Lang::Vi, "contest-paper-prize", &[("prize", prize.into()), ("round", round.into())]),
        None => prize.to_owned(),
    };
    let reached = |percent: i64, at_least: usize| {
        let at_least = i64::try_from(at_least).unwrap_or(1);
        i18n.message(Lang::Vi, "contest-paper-reached", &[("percent", percent.into()), ("n", at_least.into())])
    };
    let below = |title: &str| i18n.message(Lang::Vi, "contest-paper-of", &[("contest", title.into())]);
    ops::list(conn, contest, chosen, &Sayings { prize: &prize, reached: &reached, contest: &below })
}

async fn try_propose(cx: &Cx, form: &Form, contest: &Contest) -> Result<String, Problem> {
    let (actor, now) = (cx.actor()?, cx.now());
    let today = now.vietnam_date();
    let mut wrong = Vec::new();
    let issued_on = parse_date(form.text("issued_on"));
    match issued_on {
        None => wrong.push(FieldProblem::new("issued_on", "date_form")),
        Some(day) if day < today || (day - today).num_days() > 60 => wrong.push(FieldProblem::new("issued_on", "issue_day")),
        Some(_) => {}
    }
    let chosen = if form.text("who") == "reached" {
        match (number(form, "percent", 100), number(form, "at_least", 1_000)) {
            (Ok(percent), Ok(at_least)) => Some(Chosen::Reached { percent, at_least: usize::try_from(at_least).unwrap_or(1) }),
            (percent, at_least) => {
                wrong.extend([percent.err(), at_least.err()].into_iter().flatten());
                None
            }
        }
    } else {
        Some(Chosen::Prizes(form.all("prize").map(str::to_owned).collect()))
    };
    let (Some(chosen), Some(issued_on), true) = (chosen, issued_on, wrong.is_empty()) else { return Err(Problem::invalid(wrong)) };
    let (i18n, for_read) = (Arc::clone(&cx.state.i18n), contest.clone());
    let (entries, faces, design) = cx
        .state
        .db
        .read(move |conn| {
            let programme = ops::programme(conn, &for_read)?.ok_or(CertificationError::State("contest_papers_unsettled"))?;
            let entries = list(conn, &i18n, &for_read, &chosen)?;
            let faces = issuing::ops::faces(conn, &programme, &entries, issued_on)?;
            let design = looks::ops::design_of(conn, &programme)?;
            Ok::<_, CertificationError>((entries, faces, design))
        })
        .await?;
    issuing::pages::all_fit(cx, faces, design).await?;
    let (entropy, for_write) = (Arc::clone(&cx.state.entropy), contest.clone());
    let id = cx.state.db.write(move |conn| ops::propose(conn, now, &*entropy, &actor, &for_write, &entries, issued_on)).await?;
    Ok(format!("/cap-giay/{id}"))
}

/// `POST /to-chuc-thi/{contest}/giay-chung-nhan`: proposes papers for who was chosen.
pub async fn propose(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let contest = contest(&cx).await?;
    match try_propose(&cx, &form, &contest).await {
        Ok(path) => Ok(cx.redirect(&path)),
        Err(problem) => {
            let errors = cx.field_errors(problem)?;
            let mut page = view(&cx, &contest).await?;
            for prize in &mut page.prizes {
                prize.is_chosen = form.all("prize").any(|key| key == prize.key);
            }
            let typed = |field: &str| form.text(field).to_owned();
            let page = PapersPage {
                who: typed("who"),
                percent: typed("percent"),
                at_least: typed("at_least"),
                issued_on: typed("issued_on"),
                errors,
                ..page
            };
            cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}
