//! The list of courses, a course, enrolling.

use std::collections::HashMap;

use actix_web::HttpResponse;
use serde::Serialize;

use super::{
    super::{
        materials,
        model::{Course, LessonHead},
        ops,
    },
    is_finished,
};
use crate::{
    bank::{self, model::Source},
    certification,
    kernel::{Problem, Role},
    quiz::{self, model::Purpose},
    web::{Cx, Form, View, format, view::Sample},
};

#[derive(Serialize)]
struct CoursesPage {
    courses: Vec<CourseCard>,
    /// Exams that stand by themselves.
    exams: Vec<ExamCard>,
}

#[derive(Serialize)]
struct ExamCard {
    code: String,
    title: String,
    summary: String,
    items: usize,
    minutes: i64,
    pass_percent: i64,
}

#[derive(Serialize)]
struct CourseCard {
    code: String,
    title: String,
    summary: String,
    lessons: usize,
    minutes: i32,
    finished: usize,
    is_enrolled: bool,
}

impl View for CoursesPage {
    const TEMPLATE: &'static str = "courses/list.html";
    fn samples() -> Vec<Self> {
        let card = CourseCard {
            code: "kl-57".into(),
            title: "Kết luận 57-KL/TW".into(),
            summary: "Một khóa học.".into(),
            lessons: 7,
            minutes: 57,
            finished: 3,
            is_enrolled: true,
        };
        let exam = ExamCard {
            code: "chung-nhan".into(),
            title: "Kỳ thi".into(),
            summary: "Một kỳ thi.".into(),
            items: 40,
            minutes: 60,
            pass_percent: 70,
        };
        vec![Self { courses: vec![], exams: vec![] }, Self { courses: vec![card], exams: vec![exam] }]
    }
}

#[derive(Serialize)]
struct CoursePage {
    code: String,
    title: String,
    summary: String,
    audience: String,
    objectives: Vec<String>,
    note: String,
    minutes: i32,
    is_enrolled: bool,
    finished: usize,
    lessons: Vec<LessonLine>,
    /// Address of the lesson to go on with; empty when all are finished.
    next_lesson: String,
    quiz: Option<QuizLine>,
    has_passed: bool,
    /// Code of the certificate earned; empty when there is none.
    certificate: String,
    /// What the reader's units have added.
    materials: Vec<MaterialView>,
    can_add_material: bool,
    sources: Vec<SourceLine>,
}

#[derive(Serialize)]
struct MaterialView {
    id: String,
    title: String,
    unit_name: String,
    saved_on: String,
}

#[derive(Serialize)]
struct LessonLine {
    code: String,
    title: String,
    minutes: i32,
    /// `done`, `here` (the next one) or `todo`.
    state: &'static str,
}

#[derive(Serialize)]
struct QuizLine {
    code: String,
    title: String,
    items: usize,
    minutes: i64,
    pass_percent: i64,
}

#[derive(Serialize)]
struct SourceLine {
    code: String,
    title: String,
    publisher: String,
    published: String,
    url: String,
    as_of: String,
}

impl SourceLine {
    fn of(source: &Source) -> Self {
        Self {
            code: source.code.clone(),
            title: source.title.clone(),
            publisher: source.publisher.clone(),
            published: source.published.clone(),
            url: source.url.clone(),
            as_of: format::date(source.as_of),
        }
    }
}

impl View for CoursePage {
    const TEMPLATE: &'static str = "courses/course.html";
    fn samples() -> Vec<Self> {
        let lesson = |code: &str, state| LessonLine { code: code.into(), title: format!("Bài {code}"), minutes: 8, state };
        let source = SourceLine {
            code: "KL57".into(),
            title: "Kết luận số 57-KL/TW".into(),
            publisher: "Bộ Chính trị".into(),
            published: "15/6/2023".into(),
            url: "https://example.vn".into(),
            as_of: "23/11/2026".into(),
        };
        let full = Self {
            audience: "Báo cáo viên cấp tỉnh".into(),
            objectives: vec!["Nêu đúng số và ngày".into()],
            note: "Dựa trên phần công khai.".into(),
            minutes: 57,
            is_enrolled: true,
            finished: 1,
            lessons: vec![lesson("nhan-dien", "done"), lesson("boi-canh", "here"), lesson("quan-diem", "todo")],
            next_lesson: "/khoa-hoc/kl-57/boi-canh".into(),
            quiz: Some(QuizLine { code: "kl-57".into(), title: "Bài kiểm tra".into(), items: 20, minutes: 30, pass_percent: 70 }),
            has_passed: true,
            certificate: "7F3K9QXABCDE".into(),
            materials: vec![MaterialView {
                id: "0190".into(),
                title: "Toàn văn".into(),
                unit_name: "Đảng ủy xã".into(),
                saved_on: "23/11/2026".into(),
            }],
            can_add_material: true,
            sources: vec![source],
            ..Self::empty_sample()
        };
        vec![Self::empty_sample(), full]
    }
}

impl CoursePage {
    fn empty_sample() -> Self {
        Self {
            code: "kl-57".into(),
            title: "Kết luận 57-KL/TW".into(),
            summary: "Một khóa học.".into(),
            audience: String::new(),
            objectives: vec![],
            note: String::new(),
            minutes: 0,
            is_enrolled: false,
            finished: 0,
            lessons: vec![],
            next_lesson: String::new(),
            quiz: None,
            has_passed: false,
            certificate: String::new(),
            materials: vec![],
            can_add_material: false,
            sources: vec![],
        }
    }
}

pub(super) fn samples() -> Vec<Sample> {
    [Sample::of::<CoursesPage>(), Sample::of::<CoursePage>()].into_iter().flatten().collect()
}

/// `GET /khoa-hoc`.
pub async fn courses(cx: Cx) -> Result<HttpResponse, Problem> {
    let person = cx.context.actor().map(|actor| actor.id);
    let page = cx
        .state
        .db
        .read(move |conn| {
            let courses = ops::courses(conn)?;
            let all_lessons: Vec<LessonHead> = courses.iter().flat_map(|(_, lessons)| lessons.clone()).collect();
            let (progress, enrolled) = match person {
                Some(person) => (ops::progress(conn, person, &all_lessons)?, ops::enrolled_courses(conn, person)?),
                None => (HashMap::new(), vec![]),
            };
            let card = |(course, lessons): (Course, Vec<LessonHead>)| CourseCard {
                lessons: lessons.len(),
                minutes: lessons.iter().map(|lesson| lesson.minutes).sum(),
                finished: lessons.iter().filter(|lesson| is_finished(&progress, lesson)).count(),
                is_enrolled: enrolled.contains(&course.id),
                code: course.code,
                title: course.title,
                summary: course.summary,
            };
            let exams = quiz::ops::quizzes(conn)?.into_iter().filter(|quiz| quiz.purpose == Purpose::Exam);
            let exam = |quiz: quiz::model::Quiz| ExamCard {
                items: quiz.size(),
                minutes: quiz.rules.time_limit_seconds.unwrap_or(0) / 60,
                pass_percent: quiz.rules.pass_percent,
                code: quiz.code,
                title: quiz.title,
                summary: quiz.summary,
            };
            Ok::<_, Problem>(CoursesPage { courses: courses.into_iter().map(card).collect(), exams: exams.map(exam).collect() })
        })
        .await?;
    cx.page(&page)
}

/// `GET /khoa-hoc/{course}`.
pub async fn course(cx: Cx) -> Result<HttpResponse, Problem> {
    let code = cx.path_str("course")?.to_owned();
    let actor = cx.context.actor().cloned();
    let person = actor.as_ref().map(|actor| actor.id);
    let page = cx
        .state
        .db
        .read(move |conn| {
            let (course, lessons) = ops::course(conn, &code)?;
            let materials = match &actor {
                Some(actor) => materials::of_course(conn, actor, course.id)?,
                None => vec![],
            };
            let can_add_material = actor.as_ref().is_some_and(|actor| actor.has(Role::Trainer) || actor.has(Role::Admin));
            let (progress, is_enrolled) = match person {
                Some(person) => (ops::progress(conn, person, &lessons)?, ops::enrolled_courses(conn, person)?.contains(&course.id)),
                None => (HashMap::new(), false),
            };
            let next = lessons.iter().position(|lesson| !is_finished(&progress, lesson));
            let quiz = match &course.outline.quiz {
                Some(code) => Some(quiz::ops::quiz(conn, code)?),
                None => None,
            };
            let (has_passed, certificate) = match (&quiz, person) {
                (Some(quiz), Some(person)) => {
                    let attempts = quiz::ops::attempts_of(conn, quiz.id, person)?;
                    let programme = certification::ops::programme_of_quiz(conn, quiz.id)?;
                    let held = certification::ops::of_person(conn, person)?;
                    let own = held
                        .into_iter()
                        .find(|certificate| programme.as_ref().is_some_and(|programme| programme.id == certificate.programme_id));
                    (quiz::results::standing(&attempts).has_passed, own.map(|certificate| certificate.code).unwrap_or_default())
                }
                _ => (false, String::new()),
            };
            let sources = bank::ops::sources(conn, &course.outline.sources)?;
            let state = |at, lesson: &LessonHead| match next {
                _ if is_finished(&progress, lesson) => "done",
                Some(next) if next == at && person.is_some() => "here",
                _ => "todo",
            };
            Ok::<_, Problem>(CoursePage {
                minutes: lessons.iter().map(|lesson| lesson.minutes).sum(),
                is_enrolled,
                finished: lessons.iter().filter(|lesson| is_finished(&progress, lesson)).count(),
                next_lesson: next.map(|at| format!("/khoa-hoc/{}/{}", course.code, lessons[at].code)).unwrap_or_default(),
                lessons: lessons
                    .iter()
                    .enumerate()
                    .map(|(at, lesson)| LessonLine {
                        code: lesson.code.clone(),
                        title: lesson.title.clone(),
                        minutes: lesson.minutes,
                        state: state(at, lesson),
                    })
                    .collect(),
                quiz: quiz.map(|quiz| QuizLine {
                    items: quiz.size(),
                    minutes: quiz.rules.time_limit_seconds.unwrap_or(0) / 60,
                    pass_percent: quiz.rules.pass_percent,
                    code: quiz.code,
                    title: quiz.title,
                }),
                has_passed,
                certificate,
                materials: materials
                    .into_iter()
                    .map(|line| MaterialView {
                        id: line.id.to_string(),
                        title: line.title,
                        unit_name: line.unit_name,
                        saved_on: format::day(line.saved_at),
                    })
                    .collect(),
                can_add_material,
                sources: sources.iter().map(SourceLine::of).collect(),
                code: course.code,
                title: course.title,
                summary: course.summary,
                audience: course.outline.audience,
                objectives: course.outline.objectives,
                note: course.outline.note,
            })
        })
        .await?;
    cx.page(&page)
}

/// `POST /khoa-hoc/{course}/ghi-danh`: enrols and goes to the first lesson that is not finished.
pub async fn enrol(cx: Cx, _form: Form) -> Result<HttpResponse, Problem> {
    let (code, actor, now) = (cx.path_str("course")?.to_owned(), cx.actor()?, cx.now());
    let to = cx
        .state
        .db
        .write(move |conn| {
            let (course, lessons) = ops::course(conn, &code)?;
            ops::enrol(conn, now, actor.id, course.id)?;
            let progress = ops::progress(conn, actor.id, &lessons)?;
            let next = lessons.iter().find(|lesson| !is_finished(&progress, lesson)).or(lessons.first());
            Ok::<_, Problem>(next.map_or_else(|| format!("/khoa-hoc/{code}"), |lesson| format!("/khoa-hoc/{code}/{}", lesson.code)))
        })
        .await?;
    Ok(cx.redirect(&to))
}
