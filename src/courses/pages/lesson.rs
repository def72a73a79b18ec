//! A lesson: its text, its sources, finishing it.

use std::collections::HashMap;

use actix_web::HttpResponse;
use serde::Serialize;

use super::{
    super::{
        lesson::{self as lesson_text, LessonText},
        model::{Course, LessonHead},
        ops,
    },
    is_finished,
    text::{BlockView, NoteLine, block_views, note_lines, sources_of},
};
use crate::{
    kernel::Problem,
    web::{Cx, Form, View, view::Sample},
};

#[derive(Serialize)]
struct LessonPage {
    course_code: String,
    course_title: String,
    code: String,
    title: String,
    minutes: i32,
    position: i32,
    total: usize,
    objectives: Vec<String>,
    blocks: Vec<BlockView>,
    notes: Vec<NoteLine>,
    is_finished: bool,
    prev: String,
    /// Address of what comes next: a lesson, the quiz or the course.
    next: String,
    /// `lesson`, `quiz` or `course`.
    next_kind: &'static str,
    next_title: String,
}

impl View for LessonPage {
    const TEMPLATE: &'static str = "courses/lesson.html";
    fn samples() -> Vec<Self> {
        let text = "## Mở đầu\n\nMột.[^KL57:a]\n\n| A | B |\n|---|---|\n| 1 | 2 |\n\n::: key-points\n- Hai\n:::\n\n::: timeline\n- 15/6/2023 | Ban hành\n:::\n\n::: self-check\n? Ngày nào?\n- [x] 15/6/2023\n- [ ] 14/02/2012\n> Vì thế.\n:::\n\n::: note\nLưu ý.\n:::\n";
        let blocks = lesson_text::parse(text).unwrap_or_default();
        let page = |blocks: &LessonText, next_kind| Self {
            course_code: "kl-57".into(),
            course_title: "Kết luận 57-KL/TW".into(),
            code: "nhan-dien".into(),
            title: "Nhận diện".into(),
            minutes: 8,
            position: 1,
            total: 7,
            objectives: vec!["Nêu đúng số".into()],
            blocks: block_views(blocks),
            notes: vec![NoteLine::sample()],
            is_finished: next_kind == "quiz",
            prev: if next_kind == "quiz" { "/khoa-hoc/kl-57/a".into() } else { String::new() },
            next: "/khoa-hoc/kl-57/b".into(),
            next_kind,
            next_title: "Bối cảnh".into(),
        };
        vec![page(&LessonText::default(), "course"), page(&blocks, "lesson"), page(&blocks, "quiz")]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<LessonPage>()
}

/// What comes after a lesson: its address, kind and title.
fn after(course: &Course, lessons: &[LessonHead], position: i32) -> (String, &'static str, String) {
    match (lessons.iter().find(|lesson| lesson.position > position), &course.outline.quiz) {
        (Some(lesson), _) => (format!("/khoa-hoc/{}/{}", course.code, lesson.code), "lesson", lesson.title.clone()),
        (None, Some(quiz)) => (format!("/bai-kiem-tra/{quiz}"), "quiz", course.title.clone()),
        (None, None) => (format!("/khoa-hoc/{}", course.code), "course", course.title.clone()),
    }
}

/// `GET /khoa-hoc/{course}/{lesson}`.
pub async fn lesson(cx: Cx) -> Result<HttpResponse, Problem> {
    let (course_code, lesson_code) = (cx.path_str("course")?.to_owned(), cx.path_str("lesson")?.to_owned());
    let person = cx.context.actor().map(|actor| actor.id);
    let page = cx
        .state
        .db
        .read(move |conn| {
            let (course, lessons) = ops::course(conn, &course_code)?;
            let (head, text) = ops::lesson(conn, course.id, &lesson_code)?;
            let progress = match person {
                Some(person) => ops::progress(conn, person, std::slice::from_ref(&head))?,
                None => HashMap::new(),
            };
            let sources = sources_of(conn, &text)?;
            let (next, next_kind, next_title) = after(&course, &lessons, head.position);
            let before = lessons.iter().rev().find(|lesson| lesson.position < head.position);
            Ok::<_, Problem>(LessonPage {
                is_finished: is_finished(&progress, &head),
                prev: before.map(|lesson| format!("/khoa-hoc/{}/{}", course.code, lesson.code)).unwrap_or_default(),
                blocks: block_views(&text),
                notes: note_lines(&text, &sources),
                position: head.position,
                total: lessons.len(),
                course_code: course.code,
                course_title: course.title,
                code: head.code,
                title: head.title,
                minutes: head.minutes,
                objectives: head.outline.objectives,
                next,
                next_kind,
                next_title,
            })
        })
        .await?;
    cx.page(&page)
}

/// `POST /khoa-hoc/{course}/{lesson}/hoan-thanh`: marks the lesson finished and goes on.
pub async fn finish(cx: Cx, _form: Form) -> Result<HttpResponse, Problem> {
    let (course_code, lesson_code) = (cx.path_str("course")?.to_owned(), cx.path_str("lesson")?.to_owned());
    let (actor, now) = (cx.actor()?, cx.now());
    let next = cx
        .state
        .db
        .write(move |conn| {
            let (course, lessons) = ops::course(conn, &course_code)?;
            let lesson = lessons.iter().find(|lesson| lesson.code == lesson_code).ok_or_else(Problem::not_found)?;
            ops::finish_lesson(conn, now, actor.id, lesson)?;
            Ok::<_, Problem>(after(&course, &lessons, lesson.position).0)
        })
        .await?;
    Ok(cx.redirect(&next))
}
