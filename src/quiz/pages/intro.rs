//! A quiz before it is started: what it asks, how it is scored, earlier attempts.

use std::sync::Arc;

use actix_web::HttpResponse;
use serde::Serialize;

use super::super::{
    api::duration_text,
    model::{Attempt, AttemptState, Purpose, Quiz, QuizError},
    ops, results,
    scoring::MultipleResponseRule,
};
use crate::{
    courses,
    kernel::Problem,
    web::{Cx, Form, View, format, view::Sample},
};

#[derive(Serialize)]
struct IntroPage {
    code: String,
    title: String,
    /// Of a quiz that stands by itself; empty at the end of a course.
    summary: String,
    course_code: String,
    course_title: String,
    items: usize,
    duration: String,
    pass_percent: i64,
    attempts_allowed: i32,
    /// -1 is no limit.
    attempts_left: i32,
    /// How multiple response is scored: `partial`, `whole` or `option`.
    credit: &'static str,
    /// Address of the running attempt; empty when there is none.
    open_attempt: String,
    has_passed: bool,
    lessons_left: usize,
    /// What must be passed first.
    requirements: Vec<RequirementLine>,
    is_eligible: bool,
    attempts: Vec<AttemptLine>,
}

#[derive(Serialize)]
struct RequirementLine {
    code: String,
    title: String,
    is_passed: bool,
}

#[derive(Serialize)]
struct AttemptLine {
    ordinal: i32,
    started_at: String,
    /// `running`, `waiting`, `submitted`, `expired` or `voided`.
    state: &'static str,
    score: String,
    percent: String,
    passed: bool,
    url: String,
}

impl View for IntroPage {
    const TEMPLATE: &'static str = "quiz/intro.html";
    fn samples() -> Vec<Self> {
        let line = |state, passed| AttemptLine {
            ordinal: 1,
            started_at: "08:00 23/11/2026".into(),
            state,
            score: "15,5/20".into(),
            percent: "77,5%".into(),
            passed,
            url: "/luot-lam/1/ket-qua".into(),
        };
        let page = |attempts_left, open_attempt: &str, attempts| Self {
            code: "kl-57".into(),
            title: "Bài kiểm tra".into(),
            summary: String::new(),
            course_code: "kl-57".into(),
            course_title: "Kết luận 57-KL/TW".into(),
            items: 20,
            duration: "30 phút".into(),
            pass_percent: 70,
            attempts_allowed: 3,
            attempts_left,
            credit: if attempts_left == 1 {
                "option"
            } else if attempts_left == 2 {
                "whole"
            } else {
                "partial"
            },
            open_attempt: open_attempt.into(),
            has_passed: attempts_left == 1,
            lessons_left: 2,
            requirements: vec![],
            is_eligible: true,
            attempts,
        };
        let required = |is_passed| RequirementLine { code: "kl-57".into(), title: "Bài kiểm tra".into(), is_passed };
        let exam = |is_eligible| Self {
            summary: "Kỳ thi chung.".into(),
            course_code: String::new(),
            course_title: String::new(),
            lessons_left: 0,
            requirements: vec![required(true), required(is_eligible)],
            is_eligible,
            ..page(3, "", vec![])
        };
        vec![
            page(3, "", vec![]),
            page(2, "/luot-lam/1", vec![line("running", false)]),
            page(1, "", vec![line("submitted", true), line("expired", false), line("waiting", false)]),
            page(0, "", vec![line("voided", false)]),
            exam(false),
            exam(true),
        ]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<IntroPage>()
}

fn attempt_line(attempt: &Attempt, is_running: bool) -> AttemptLine {
    let state = match attempt.state {
        AttemptState::InProgress if is_running => "running",
        AttemptState::Submitted | AttemptState::Expired if attempt.score.is_none() => "waiting",
        AttemptState::InProgress | AttemptState::Expired => "expired",
        AttemptState::Submitted => "submitted",
        AttemptState::Voided => "voided",
    };
    let score = attempt.score.unwrap_or(0);
    AttemptLine {
        ordinal: attempt.ordinal,
        started_at: format::datetime(attempt.started_at),
        state,
        score: format!("{}/{}", format::points(score), format::points(attempt.max_score)),
        percent: format::percent(score, attempt.max_score),
        passed: attempt.passed == Some(true),
        url: if is_running { format!("/luot-lam/{}", attempt.id) } else { format!("/luot-lam/{}/ket-qua", attempt.id) },
    }
}

/// `GET /bai-kiem-tra/{quiz}`.
pub async fn intro(cx: Cx) -> Result<HttpResponse, Problem> {
    let (code, now) = (cx.path_str("quiz")?.to_owned(), cx.now());
    let person = cx.context.actor().map(|actor| actor.id);
    let (quiz, course, attempts, lessons_left, requirements) = cx
        .state
        .db
        .read(move |conn| {
            let quiz: Quiz = ops::quiz(conn, &code)?;
            if quiz.purpose == Purpose::Round {
                return Err(Problem::not_found());
            }
            let course = quiz.course_id.map(|id| courses::ops::course_by_id(conn, id)).transpose()?;
            let attempts = match person {
                Some(person) => ops::attempts_of(conn, quiz.id, person)?,
                None => vec![],
            };
            let lessons_left = match (&course, person) {
                (Some(course), Some(person)) => {
                    let (_, lessons) = courses::ops::course(conn, &course.code)?;
                    let progress = courses::ops::progress(conn, person, &lessons)?;
                    lessons.iter().filter(|lesson| progress.get(&lesson.id).is_none_or(|progress| progress.finished_at.is_none())).count()
                }
                _ => 0,
            };
            let requirements = ops::requirements(conn, &quiz, person)?;
            Ok::<_, Problem>((quiz, course, attempts, lessons_left, requirements))
        })
        .await?;
    let standing = results::standing(&attempts);
    let open = attempts.iter().find(|attempt| results::is_running(attempt, now));
    let page = IntroPage {
        items: quiz.size(),
        duration: quiz.rules.time_limit_seconds.map(|seconds| duration_text(&cx, seconds)).unwrap_or_default(),
        pass_percent: quiz.rules.pass_percent,
        attempts_allowed: quiz.rules.attempts_allowed,
        attempts_left: ops::attempts_left(&quiz.rules, attempts.len()).unwrap_or(-1),
        credit: match quiz.rules.multiple_response {
            MultipleResponseRule::RightMinusWrong => "partial",
            MultipleResponseRule::AllOrNothing => "whole",
            MultipleResponseRule::PerOption => "option",
        },
        open_attempt: open.map(|attempt| format!("/luot-lam/{}", attempt.id)).unwrap_or_default(),
        has_passed: standing.has_passed,
        lessons_left,
        is_eligible: requirements.iter().all(|required| required.is_passed),
        requirements: requirements
            .into_iter()
            .map(|required| RequirementLine { code: required.code, title: required.title, is_passed: required.is_passed })
            .collect(),
        attempts: attempts.iter().rev().map(|attempt| attempt_line(attempt, results::is_running(attempt, now))).collect(),
        course_code: course.as_ref().map(|course| course.code.clone()).unwrap_or_default(),
        course_title: course.map(|course| course.title).unwrap_or_default(),
        code: quiz.code,
        title: quiz.title,
        summary: quiz.summary,
    };
    cx.page(&page)
}

/// `POST /bai-kiem-tra/{quiz}`: starts, or goes on with the running attempt.
pub async fn start(cx: Cx, _form: Form) -> Result<HttpResponse, Problem> {
    let (code, actor, now, entropy) = (cx.path_str("quiz")?.to_owned(), cx.actor()?, cx.now(), Arc::clone(&cx.state.entropy));
    let id = cx
        .state
        .db
        .write(move |conn| {
            let quiz = ops::quiz(conn, &code)?;
            Ok::<_, QuizError>(ops::start_attempt(conn, now, &*entropy, quiz.id, actor.id)?.0)
        })
        .await?;
    Ok(cx.redirect(&format!("/luot-lam/{id}")))
}
