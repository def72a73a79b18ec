//! Setting a contest up: the organizers' list and the form of a new one.

use std::{collections::BTreeMap, sync::Arc};

use actix_web::{HttpResponse, http::StatusCode};
use chrono::{Datelike, Days, NaiveTime};
use serde::Serialize;

use super::{
    super::{
        model::ContestError,
        ops,
        plan::{self, CountedChoice, PATTERNS, Pattern, Preset, Step},
        qualification::Cut,
        standings::Standings,
    },
    RoundLine, plan_form,
};
use crate::{
    kernel::{Problem, Timestamp},
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

/// Fields of the form, in its order.
const FIELDS: [&str; 31] = [
    "title",
    "code",
    "organizer",
    "summary",
    "shape",
    "first_opens_at",
    "rounds",
    "open_hours",
    "every_hours",
    "days",
    "windows",
    "window_minutes",
    "last_start_minutes",
    "also_rounds",
    "also_step",
    "also_first_opens_at",
    "also_gap_minutes",
    "final_n",
    "final_cut",
    "final_opens_at",
    "final_open_hours",
    "blueprint_of",
    "time_limit",
    "seconds_per_item",
    "attempts",
    "attempts_per_day",
    "attempts_per_contest",
    "standings",
    "counted",
    "preset",
    "target",
];

#[derive(Serialize)]
struct NewPage {
    /// What stands in each of [`FIELDS`].
    values: BTreeMap<&'static str, String>,
    blueprints: Vec<Choice>,
    patterns: Vec<&'static str>,
    /// The pattern that was taken; empty for none.
    pattern: String,
    shapes: [&'static str; 2],
    steps: Vec<&'static str>,
    cuts: Vec<&'static str>,
    standings: Vec<String>,
    counted: Vec<&'static str>,
    presets: Vec<&'static str>,
    targets: Vec<&'static str>,
    errors: Vec<FieldError>,
}

impl View for NewPage {
    const TEMPLATE: &'static str = "contests/new.html";
    fn samples() -> Vec<Self> {
        let page = |pattern: &str, errors| {
            let values = fresh(Timestamp::from_millis(1_795_397_400_000), Pattern::find(pattern));
            Self { blueprints: vec![Choice { value: "kl-57".into(), text: "Bài kiểm tra".into() }], errors, ..Self::of(values, pattern) }
        };
        let wrong =
            FIELDS.iter().map(|name| FieldError { field: (*name).into(), message: "Chỗ này còn trống.".into() }).collect::<Vec<_>>();
        let mut all: Vec<Self> = PATTERNS.iter().map(|pattern| page(pattern.code, vec![])).collect();
        all.push(page("", vec![]));
        all.push(page("", wrong));
        all
    }
}

impl NewPage {
    fn of(values: BTreeMap<&'static str, String>, pattern: &str) -> Self {
        Self {
            values,
            blueprints: vec![],
            patterns: PATTERNS.iter().map(|pattern| pattern.code).collect(),
            pattern: pattern.to_owned(),
            shapes: ["series", "windows"],
            steps: Step::ALL.map(Step::code).to_vec(),
            cuts: Cut::ALL.map(Cut::code).to_vec(),
            standings: super::standings::words(Standings::Hidden),
            counted: CountedChoice::ALL.map(CountedChoice::code).to_vec(),
            presets: Preset::ALL.map(Preset::code).to_vec(),
            targets: plan::TARGETS.map(super::super::prediction::Target::code).to_vec(),
            errors: vec![],
        }
    }
}

/// What the form says at first, except title, code, organizer and blueprint: three weekly rounds from 8:00 the day after
/// tomorrow, what most real contests look like; or a pattern's.
fn fresh(now: Timestamp, pattern: Option<Pattern>) -> BTreeMap<&'static str, String> {
    let usual = Pattern { rounds: 3, opens: "08:00", from_monday: false, attempts: (3, 0, 0), ..PATTERNS[0] };
    let pattern = pattern.unwrap_or(usual);
    let soon = now.vietnam_date() + Days::new(2);
    let wait = if pattern.from_monday { (7 - soon.weekday().num_days_from_monday()) % 7 } else { 0 };
    let day = soon + Days::new(u64::from(wait));
    let clock = NaiveTime::parse_from_str(pattern.opens, "%H:%M").unwrap_or(NaiveTime::MIN);
    let first = Timestamp::from_vietnam(day.and_time(clock));
    let (open_hours, every_hours) = pattern.hours;
    let end = first.plus_seconds(((pattern.rounds - 1) * every_hours + open_hours) * 3_600);
    let evening = (end.vietnam_date() + Days::new(3)).and_time(NaiveTime::from_hms_opt(19, 0, 0).unwrap_or(NaiveTime::MIN));
    let (also_rounds, also_step) = pattern.also;
    let (per_round, per_day, per_contest) = pattern.attempts;
    let or_blank = |number: i64| if number == 0 { String::new() } else { number.to_string() };
    let value = |name: &str| match name {
        "shape" => pattern.shape.to_owned(),
        "first_opens_at" | "also_first_opens_at" => format::datetime(first),
        "rounds" | "days" => pattern.rounds.to_string(),
        "open_hours" => open_hours.to_string(),
        "every_hours" => every_hours.to_string(),
        "windows" => if pattern.windows.0.is_empty() { "13:30, 20:30" } else { pattern.windows.0 }.to_owned(),
        "window_minutes" => pattern.windows.1.to_string(),
        "also_rounds" => or_blank(also_rounds),
        "also_step" => also_step.to_owned(),
        "also_gap_minutes" | "last_start_minutes" => "0".to_owned(),
        "final_n" => or_blank(pattern.final_ranks),
        "final_cut" => Cut::Ranks.code().to_owned(),
        "final_opens_at" => format::datetime(Timestamp::from_vietnam(evening)),
        "final_open_hours" => "2".to_owned(),
        "time_limit" => pattern.minutes.to_string(),
        "seconds_per_item" => or_blank(pattern.seconds),
        "attempts" => per_round.to_string(),
        "attempts_per_day" => per_day.to_string(),
        "attempts_per_contest" => per_contest.to_string(),
        "standings" => super::standings::word(Standings::Hidden),
        "counted" => pattern.counted.to_owned(),
        "preset" => pattern.preset.to_owned(),
        "target" => pattern.target.to_owned(),
        _ => String::new(),
    };
    FIELDS.into_iter().map(|name| (name, value(name))).collect()
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

/// The quizzes whose blueprint a round can take.
pub(super) async fn blueprints(cx: &Cx) -> Result<Vec<Choice>, Problem> {
    let quizzes = cx.state.db.read(quiz::ops::quizzes).await?;
    let choice = |quiz: quiz::model::Quiz| Choice { text: format!("{} ({})", quiz.title, quiz.size()), value: quiz.code };
    Ok(quizzes.into_iter().map(choice).collect())
}

/// `GET /to-chuc-thi/them`: empty, or filled from a pattern (`?mau=`) so that nothing more need be typed.
pub async fn new_contest_page(cx: Cx) -> Result<HttpResponse, Problem> {
    let (now, wanted) = (cx.now(), cx.query("mau"));
    let pattern = Pattern::find(&wanted);
    let blueprints = blueprints(&cx).await?;
    let mut values = fresh(now, pattern);
    if let Some(pattern) = pattern {
        let known = cx.state.db.read(|conn| ops::contests(conn, true)).await?;
        let organizer = known.first().map(|(contest, _)| contest.organizer.clone());
        let stem = format!("{}-{}", pattern.code.replace('_', "-"), now.vietnam_date().format("%d%m"));
        let code = std::iter::once(stem.clone())
            .chain((2..=known.len() + 2).map(|number| format!("{stem}-{number}")))
            .find(|code| !known.iter().any(|(contest, _)| contest.code == *code));
        values.insert("title", cx.t("setup-pattern-contest", &[("date", format::day(now).into())]));
        values.insert("organizer", organizer.unwrap_or_else(|| cx.t("setup-organizer", &[])));
        values.insert("code", code.unwrap_or_default());
        values.insert("blueprint_of", blueprints.first().map(|choice| choice.value.clone()).unwrap_or_default());
    }
    let taken = pattern.map(|pattern| pattern.code).unwrap_or_default();
    cx.page(&NewPage { blueprints, ..NewPage::of(values, taken) })
}

/// `POST /to-chuc-thi/them`.
pub async fn create_contest(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, now, entropy) = (cx.actor()?, cx.now(), Arc::clone(&cx.state.entropy));
    let created = match plan_form::parse(&cx, &form) {
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
            let values = FIELDS.into_iter().map(|name| (name, form.text(name).to_owned())).collect();
            let blueprints = blueprints(&cx).await?;
            cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &NewPage { blueprints, errors, ..NewPage::of(values, "") })
        }
    }
}
