//! Setting a programme up.

use std::sync::Arc;

use actix_web::{HttpResponse, http::StatusCode};
use chrono::NaiveDate;
use serde::Serialize;

use super::{
    super::{
        super::{
            looks::{self, model::PaperKind},
            model::CertificationError,
        },
        ops::{self, ProgrammeForm},
        terms::{Requirement, Terms},
    },
    Names,
};
use crate::{
    kernel::{FieldProblem, Problem, Role, ids::UnitId, text},
    org::{
        self,
        model::{Scope, Unit, parse_date},
    },
    web::{
        Cx, Form, View,
        error::FieldError,
        format,
        view::{Choice, Sample},
    },
};

#[derive(Serialize, Default)]
struct EditPage {
    is_new: bool,
    code: String,
    title: String,
    unit_id: String,
    body_code: String,
    starts_on: String,
    ends_on: String,
    courses: Vec<CourseChoice>,
    quizzes: Vec<QuizChoice>,
    contest: String,
    rounds: String,
    rounds_percent: String,
    sessions: String,
    validity_months: String,
    renew_days: String,
    grace_days: String,
    second_approval: bool,
    units: Vec<Choice>,
    unit_optional: bool,
    bodies: Vec<Choice>,
    template_id: String,
    looks: Vec<Choice>,
    contests: Vec<Choice>,
    errors: Vec<FieldError>,
}

#[derive(Serialize, Clone)]
struct CourseChoice {
    code: String,
    title: String,
    is_chosen: bool,
}

#[derive(Serialize, Clone)]
struct QuizChoice {
    code: String,
    title: String,
    /// Percent; empty where the quiz is not asked for.
    percent: String,
}

impl View for EditPage {
    const TEMPLATE: &'static str = "certification/programme_edit.html";
    fn samples() -> Vec<Self> {
        let choice = |text: &str| Choice { value: "1".into(), text: text.into() };
        let course = |is_chosen| CourseChoice { code: "kl-57".into(), title: "Kết luận 57".into(), is_chosen };
        let quiz =
            |percent: &str| QuizChoice { code: "kl-57".into(), title: "Bài kiểm tra Kết luận 57".into(), percent: percent.into() };
        let error = |field: &str| FieldError { field: field.into(), message: "Cần một số từ 1 đến 100.".into() };
        let full = Self {
            code: "boi-duong".into(),
            title: "Bồi dưỡng báo cáo viên năm 2026".into(),
            courses: vec![course(true), course(false)],
            quizzes: vec![quiz("70"), quiz("")],
            units: vec![choice("Phường Mỹ Tho")],
            bodies: vec![choice("Ban Tuyên giáo")],
            looks: vec![choice("Mẫu giấy của Ban")],
            contests: vec![choice("Thi tuần")],
            second_approval: true,
            errors: ["quiz-kl-57", "requirements", "rounds"].map(error).into(),
            ..Self::default()
        };
        vec![Self { is_new: true, unit_optional: true, ..Self::default() }, full]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<EditPage>()
}

/// The form with nothing chosen.
async fn empty(cx: &Cx) -> Result<EditPage, Problem> {
    let actor = cx.actor()?;
    let (names, bodies, looks, scope, units) = cx
        .state
        .db
        .read(move |conn| {
            let scope = org::ops::scope(conn, &actor, Role::Admin)?;
            let units = org::ops::units(conn, &scope)?;
            let looks = looks::ops::offered(conn, &actor, PaperKind::Training)?;
            Ok::<_, CertificationError>((Names::load(conn)?, ops::bodies(conn, &actor)?, looks, scope, units))
        })
        .await?;
    let unit =
        |(depth, unit): (usize, Unit)| Choice { value: unit.id.to_string(), text: format!("{}{}", "\u{2003}".repeat(depth), unit.name) };
    Ok(EditPage {
        is_new: true,
        courses: names.courses.into_iter().map(|(code, title)| CourseChoice { code, title, is_chosen: false }).collect(),
        quizzes: names.quizzes.into_iter().map(|(code, title)| QuizChoice { code, title, percent: String::new() }).collect(),
        contests: names.contests.into_iter().map(|(value, text)| Choice { value, text }).collect(),
        looks: looks.into_iter().map(|look| Choice { value: look.id.to_string(), text: look.name }).collect(),
        bodies: bodies
            .into_iter()
            .filter(|body| body.kind == PaperKind::Training)
            .map(|body| Choice { value: body.code, text: body.issuer.name })
            .collect(),
        unit_optional: scope == Scope::Everywhere,
        units: org::ops::tree_order(units).into_iter().map(unit).collect(),
        validity_months: "24".into(),
        renew_days: "60".into(),
        grace_days: "30".into(),
        rounds_percent: "70".into(),
        ..EditPage::default()
    })
}

/// `GET /chuong-trinh/them`.
pub async fn new_page(cx: Cx) -> Result<HttpResponse, Problem> {
    let page = empty(&cx).await?;
    cx.page(&page)
}

/// `GET /chuong-trinh/{programme}/sua`.
pub async fn change_page(cx: Cx) -> Result<HttpResponse, Problem> {
    let (actor, code) = (cx.actor()?, cx.path_str("programme")?.to_owned());
    let (programme, terms) = cx.state.db.read(move |conn| ops::managed(conn, &actor, &code)).await?;
    let mut page = EditPage {
        is_new: false,
        code: programme.code,
        title: programme.title,
        unit_id: programme.unit_id.map(|unit| unit.to_string()).unwrap_or_default(),
        body_code: programme.body_code.unwrap_or_default(),
        template_id: programme.template_id.map(|template| template.to_string()).unwrap_or_default(),
        starts_on: terms.starts_on.map(format::date).unwrap_or_default(),
        ends_on: terms.ends_on.map(format::date).unwrap_or_default(),
        validity_months: terms.validity_months.map(|months| months.to_string()).unwrap_or_default(),
        renew_days: terms.renew_days.to_string(),
        grace_days: terms.grace_days.to_string(),
        second_approval: programme.second_approval,
        ..empty(&cx).await?
    };
    for requirement in terms.requirements {
        match requirement {
            Requirement::Course { code } => page.courses.iter_mut().filter(|it| it.code == code).for_each(|it| it.is_chosen = true),
            Requirement::Quiz { code, percent } => {
                page.quizzes.iter_mut().filter(|it| it.code == code).for_each(|it| it.percent = percent.to_string());
            }
            Requirement::Rounds { contest, at_least, percent } => {
                (page.contest, page.rounds, page.rounds_percent) = (contest, at_least.to_string(), percent.to_string());
            }
            Requirement::Sessions { at_least } => page.sessions = at_least.to_string(),
        }
    }
    cx.page(&page)
}

/// The form as it was sent.
fn typed(form: &Form, page: EditPage) -> EditPage {
    let text = |field: &str| form.text(field).to_owned();
    let chosen: Vec<&str> = form.all("course").collect();
    let courses = page.courses.into_iter().map(|course| CourseChoice { is_chosen: chosen.contains(&course.code.as_str()), ..course });
    let quizzes = page.quizzes.into_iter().map(|quiz| QuizChoice { percent: text(&format!("quiz-{}", quiz.code)), ..quiz });
    EditPage {
        title: text("title"),
        unit_id: text("unit_id"),
        body_code: text("body_code"),
        template_id: text("template_id"),
        starts_on: text("starts_on"),
        ends_on: text("ends_on"),
        courses: courses.collect(),
        quizzes: quizzes.collect(),
        contest: text("contest"),
        rounds: text("rounds"),
        rounds_percent: text("rounds_percent"),
        sessions: text("sessions"),
        validity_months: text("validity_months"),
        renew_days: text("renew_days"),
        grace_days: text("grace_days"),
        second_approval: form.ticked("second_approval"),
        ..page
    }
}

/// Collects what is wrong while reading the form.
struct Reader<'a> {
    form: &'a Form,
    wrong: Vec<FieldProblem>,
}

impl Reader<'_> {
    /// A number, or nothing where the field is empty.
    fn number(&mut self, field: &str, least: i64, most: i64) -> Option<i64> {
        let typed = text::clean_line(self.form.text(field));
        if typed.is_empty() {
            return None;
        }
        let read = typed.parse::<i64>().ok().filter(|number| (least..=most).contains(number));
        if read.is_none() {
            self.wrong.push(FieldProblem::new(field, "number_range").with("min", least).with("max", most));
        }
        read
    }

    fn day(&mut self, field: &'static str) -> Option<NaiveDate> {
        let typed = text::clean_line(self.form.text(field));
        let read = parse_date(&typed);
        if read.is_none() && !typed.is_empty() {
            self.wrong.push(FieldProblem::new(field, "date_form"));
        }
        read
    }
}

fn parse(form: &Form, code: &str, page: &EditPage) -> Result<ProgrammeForm, Problem> {
    let mut reader = Reader { form, wrong: Vec::new() };
    if code.len() < 2
        || code.len() > 40
        || !code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        || code == "them"
    {
        reader.wrong.push(FieldProblem::new("code", "contest_code_form"));
    }
    if !form.text("template_id").is_empty() && !page.looks.iter().any(|look| look.value == form.text("template_id")) {
        reader.wrong.push(FieldProblem::new("template_id", "choice"));
    }
    let title = text::clean_line(form.text("title"));
    if title.is_empty() {
        reader.wrong.push(FieldProblem::new("title", "required"));
    } else if title.chars().count() > 150 {
        reader.wrong.push(FieldProblem::new("title", "too_long").with("max", 150));
    }
    let unit_id: Option<UnitId> = match form.text("unit_id") {
        "" => None,
        typed => typed.parse().map_err(|_| reader.wrong.push(FieldProblem::new("unit_id", "choice"))).ok(),
    };
    let (starts_on, ends_on) = (reader.day("starts_on"), reader.day("ends_on"));
    if starts_on.zip(ends_on).is_some_and(|(first, last)| last < first) {
        reader.wrong.push(FieldProblem::new("ends_on", "date_order"));
    }
    let mut requirements: Vec<Requirement> =
        page.courses.iter().filter(|course| course.is_chosen).map(|course| Requirement::Course { code: course.code.clone() }).collect();
    for quiz in &page.quizzes {
        if let Some(percent) = reader.number(&format!("quiz-{}", quiz.code), 1, 100) {
            requirements.push(Requirement::Quiz { code: quiz.code.clone(), percent });
        }
    }
    let (rounds, percent) = (reader.number("rounds", 1, 1_000), reader.number("rounds_percent", 0, 100));
    match (form.text("contest"), rounds) {
        ("", None) => {}
        ("", Some(_)) => reader.wrong.push(FieldProblem::new("contest", "choice")),
        (_, None) => reader.wrong.push(FieldProblem::new("rounds", "number_range").with("min", 1).with("max", 1_000)),
        (contest, Some(at_least)) => {
            requirements.push(Requirement::Rounds { contest: contest.to_owned(), at_least, percent: percent.unwrap_or(0) });
        }
    }
    if let Some(at_least) = reader.number("sessions", 1, 365) {
        requirements.push(Requirement::Sessions { at_least });
    }
    let (months, renew, grace) =
        (reader.number("validity_months", 1, 600), reader.number("renew_days", 0, 3_650), reader.number("grace_days", 0, 3_650));
    if requirements.is_empty() && reader.wrong.is_empty() {
        reader.wrong.push(FieldProblem::new("requirements", "requirements_empty"));
    }
    if !reader.wrong.is_empty() {
        return Err(Problem::invalid(reader.wrong));
    }
    let small = |number: Option<i64>| number.and_then(|number| u32::try_from(number).ok());
    Ok(ProgrammeForm {
        code: code.to_owned(),
        title,
        unit_id,
        body_code: form.text("body_code").to_owned(),
        template_id: page.looks.iter().find(|look| look.value == form.text("template_id")).and_then(|look| look.value.parse().ok()),
        terms: Terms {
            starts_on,
            ends_on,
            requirements,
            validity_months: small(months),
            renew_days: small(renew).unwrap_or(0),
            grace_days: small(grace).unwrap_or(0),
        },
        second_approval: form.ticked("second_approval"),
    })
}

async fn put(cx: &Cx, form: &Form, code: String, is_new: bool) -> Result<HttpResponse, Problem> {
    let page = EditPage { is_new, code: code.clone(), ..typed(form, empty(cx).await?) };
    let (actor, now, entropy) = (cx.actor()?, cx.now(), Arc::clone(&cx.state.entropy));
    let put = match parse(form, &code, &page) {
        Ok(form) => cx.state.db.write(move |conn| ops::put(conn, now, &*entropy, &actor, &form, is_new)).await.map_err(Problem::from),
        Err(problem) => Err(problem),
    };
    match put {
        Ok(()) => Ok(cx.redirect_saying(&format!("/chuong-trinh/{code}"), "programme_saved")),
        Err(problem) => {
            let errors = cx.field_errors(problem)?;
            cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &EditPage { errors, ..page })
        }
    }
}

/// `POST /chuong-trinh/them`.
pub async fn create(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let code = text::clean_line(form.text("code")).to_lowercase();
    put(&cx, &form, code, true).await
}

/// `POST /chuong-trinh/{programme}/sua`.
pub async fn change(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let code = cx.path_str("programme")?.to_owned();
    put(&cx, &form, code, false).await
}
