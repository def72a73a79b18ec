//! Setting a contest up: the organizers' list and the form of a new one.

use std::sync::Arc;

use actix_web::{HttpResponse, http::StatusCode};
use serde::Serialize;

use super::{
    super::{
        model::ContestError,
        ops,
        plan::{self, ContestPlan, Preset, RoundPlan, Series},
    },
    RoundLine,
};
use crate::{
    kernel::{FieldProblem, Problem, Timestamp},
    quiz,
    web::{
        Cx, Form, View,
        error::FieldError,
        format,
        view::{Choice, Sample},
    },
};

#[derive(Serialize)]
struct AdminPage {
    contests: Vec<AdminLine>,
}

#[derive(Serialize)]
struct AdminLine {
    code: String,
    title: String,
    is_published: bool,
    rounds: Vec<RoundLine>,
}

impl View for AdminPage {
    const TEMPLATE: &'static str = "contests/admin.html";
    fn samples() -> Vec<Self> {
        let line = |is_published| AdminLine {
            code: "tim-hieu".into(),
            title: "Cuộc thi tìm hiểu".into(),
            is_published,
            rounds: vec![RoundLine::sample(if is_published { "open" } else { "draft" })],
        };
        vec![Self { contests: vec![] }, Self { contests: vec![line(false), line(true)] }]
    }
}

#[derive(Serialize)]
struct NewPage {
    code: String,
    title: String,
    summary: String,
    organizer: String,
    rounds: String,
    first_opens_at: String,
    open_hours: String,
    every_hours: String,
    time_limit: String,
    attempts: String,
    blueprint_of: String,
    blueprints: Vec<Choice>,
    preset: String,
    presets: Vec<&'static str>,
    target: String,
    targets: Vec<&'static str>,
    errors: Vec<FieldError>,
}

impl View for NewPage {
    const TEMPLATE: &'static str = "contests/new.html";
    fn samples() -> Vec<Self> {
        let page = |errors| Self {
            blueprints: vec![Choice { value: "kl-57".into(), text: "Bài kiểm tra".into() }],
            errors,
            ..Self::fresh(Timestamp::from_millis(1_795_397_400_000))
        };
        let names = [
            "code",
            "title",
            "organizer",
            "rounds",
            "first_opens_at",
            "open_hours",
            "every_hours",
            "time_limit",
            "attempts",
            "blueprint_of",
        ];
        let wrong = names.iter().map(|name| FieldError { field: (*name).into(), message: "Chỗ này còn trống.".into() }).collect();
        vec![page(vec![]), page(wrong)]
    }
}

impl NewPage {
    /// A weekly contest that opens at 8:00 the day after tomorrow: what most real ones look like.
    fn fresh(now: Timestamp) -> Self {
        Self {
            code: String::new(),
            title: String::new(),
            summary: String::new(),
            organizer: String::new(),
            rounds: "3".into(),
            first_opens_at: format!("08:00 {}", format::day(now.plus_seconds(2 * 86_400))),
            open_hours: "167".into(),
            every_hours: "168".into(),
            time_limit: "20".into(),
            attempts: "3".into(),
            blueprint_of: String::new(),
            blueprints: vec![],
            preset: Preset::PredictionThenEarliest.code().into(),
            presets: Preset::ALL.map(Preset::code).to_vec(),
            target: plan::TARGETS[0].code().into(),
            targets: plan::TARGETS.map(super::super::prediction::Target::code).to_vec(),
            errors: vec![],
        }
    }
}

pub(super) fn samples() -> Vec<Sample> {
    [Sample::of::<AdminPage>(), Sample::of::<NewPage>()].into_iter().flatten().collect()
}

/// `GET /to-chuc-thi`.
pub async fn contests_admin(cx: Cx) -> Result<HttpResponse, Problem> {
    let now = cx.now();
    let contests = cx
        .state
        .db
        .read(move |conn| {
            let mut lines = Vec::new();
            for (contest, rounds) in ops::contests(conn, true)? {
                let states = ops::states(conn, now, &rounds)?;
                lines.push(AdminLine {
                    is_published: contest.published_at.is_some(),
                    code: contest.code,
                    title: contest.title,
                    rounds: rounds.iter().zip(states).map(|(round, state)| RoundLine::of(round, state)).collect(),
                });
            }
            Ok::<_, Problem>(lines)
        })
        .await?;
    cx.page(&AdminPage { contests })
}

async fn with_blueprints(cx: &Cx, page: NewPage) -> Result<NewPage, Problem> {
    let quizzes = cx.state.db.read(quiz::ops::quizzes).await?;
    let choice = |quiz: quiz::model::Quiz| Choice { text: format!("{} ({})", quiz.title, quiz.size()), value: quiz.code };
    Ok(NewPage { blueprints: quizzes.into_iter().map(choice).collect(), ..page })
}

/// `GET /to-chuc-thi/them`.
pub async fn new_contest_page(cx: Cx) -> Result<HttpResponse, Problem> {
    let page = with_blueprints(&cx, NewPage::fresh(cx.now())).await?;
    cx.page(&page)
}

fn number(form: &Form, name: &'static str, fields: &mut Vec<FieldProblem>) -> i64 {
    form.text(name).trim().parse().unwrap_or_else(|_| {
        fields.push(FieldProblem::new(name, "whole_number"));
        0
    })
}

fn parse(cx: &Cx, form: &Form) -> Result<ContestPlan, Vec<FieldProblem>> {
    let mut fields = Vec::new();
    let typed = format::read_datetime(form.text("first_opens_at"));
    match typed {
        None => fields.push(FieldProblem::new("first_opens_at", "moment_form")),
        Some(moment) if moment <= cx.now() => fields.push(FieldProblem::new("first_opens_at", "moment_past")),
        Some(_) => {}
    }
    let first_opens_at = typed.unwrap_or(cx.now());
    let series = Series {
        rounds: number(form, "rounds", &mut fields),
        first_opens_at,
        open_hours: number(form, "open_hours", &mut fields),
        every_hours: number(form, "every_hours", &mut fields),
    };
    let time_limit = Some(number(form, "time_limit", &mut fields)).filter(|minutes| *minutes != 0);
    let attempts_allowed = i32::try_from(number(form, "attempts", &mut fields)).unwrap_or(-1);
    let preset = Preset::parse(form.text("preset"));
    let target = plan::target(form.text("target"));
    if preset.is_none() {
        fields.push(FieldProblem::new("preset", "choice"));
    }
    if target.is_none() {
        fields.push(FieldProblem::new("target", "choice"));
    }
    let times = series.times().unwrap_or_else(|mut wrong| {
        wrong.retain(|field| !fields.iter().any(|known| known.field == field.field));
        fields.append(&mut wrong);
        vec![]
    });
    let ranking = preset.zip(target).map(|(preset, target)| preset.rules(target));
    let plan = ContestPlan {
        code: form.text("code").trim().to_owned(),
        title: form.text("title").to_owned(),
        summary: form.text("summary").to_owned(),
        organizer: form.text("organizer").to_owned(),
        rounds: (1..)
            .zip(times)
            .filter_map(|(number, (opens_at, closes_at))| {
                Some(RoundPlan {
                    code: format!("vong-{number}"),
                    title: cx.t("contest-round-n", &[("n", fluent_bundle::FluentValue::from(number))]),
                    opens_at,
                    closes_at,
                    blueprint_of: form.text("blueprint_of").to_owned(),
                    time_limit_minutes: time_limit,
                    attempts_allowed,
                    ranking: ranking.clone()?,
                })
            })
            .collect(),
    };
    match plan.checked() {
        Ok(plan) if fields.is_empty() => Ok(plan),
        Ok(_) => Err(fields),
        Err(mut wrong) => {
            fields.append(&mut wrong);
            Err(fields)
        }
    }
}

/// `POST /to-chuc-thi/them`.
pub async fn create_contest(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, now, entropy) = (cx.actor()?, cx.now(), Arc::clone(&cx.state.entropy));
    let created = match parse(&cx, &form) {
        Ok(plan) => {
            let code = plan.code.clone();
            let created = cx.state.db.write(move |conn| ops::create(conn, now, &*entropy, Some(&actor), plan.clone())).await;
            created.map(|_| code).map_err(|error: ContestError| Problem::from(error))
        }
        Err(fields) => Err(Problem::invalid(fields)),
    };
    match created {
        Ok(code) => Ok(cx.redirect_saying(&format!("/to-chuc-thi/{code}"), "contest_created")),
        Err(problem) => {
            let errors = cx.field_errors(problem)?;
            let text = |name: &'static str| form.text(name).to_owned();
            let page = NewPage {
                code: text("code"),
                title: text("title"),
                summary: text("summary"),
                organizer: text("organizer"),
                rounds: text("rounds"),
                first_opens_at: text("first_opens_at"),
                open_hours: text("open_hours"),
                every_hours: text("every_hours"),
                time_limit: text("time_limit"),
                attempts: text("attempts"),
                blueprint_of: text("blueprint_of"),
                preset: text("preset"),
                target: text("target"),
                errors,
                ..NewPage::fresh(now)
            };
            let page = with_blueprints(&cx, page).await?;
            cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}
