//! Marking essays: one after another, the guide beside the answer, no name.

use std::sync::Arc;

use actix_web::{HttpResponse, http::StatusCode};
use serde::Serialize;

use super::super::{
    marking::{self, LONGEST_COMMENT, STEP, Script},
    model::QuizError,
    ops,
};
use crate::{
    certification,
    kernel::{Problem, ids::AttemptId},
    web::{Cx, Form, View, format, view::Sample},
};

#[derive(Serialize)]
struct MarkingPage {
    /// Essays that wait for this marker.
    waiting: i64,
    /// How many are passed over; the next one is behind them.
    skipped: i64,
    script: Option<ScriptView>,
}

#[derive(Serialize)]
struct ScriptView {
    attempt: String,
    slot: i32,
    quiz_title: String,
    waiting_since: String,
    context: String,
    stem: String,
    text: String,
    words: usize,
    guide: String,
    points: String,
    /// What may be given: hundredths and as it is read.
    marks: Vec<MarkChoice>,
    given: String,
    comment: String,
    longest_comment: usize,
    /// Nothing was chosen, or what cannot be given.
    points_missing: bool,
    comment_long: bool,
}

#[derive(Serialize)]
struct MarkChoice {
    value: String,
    text: String,
}

impl View for MarkingPage {
    const TEMPLATE: &'static str = "quiz/marking.html";
    fn samples() -> Vec<Self> {
        let script = |is_wrong: bool| ScriptView {
            attempt: "0190".into(),
            slot: 3,
            quiz_title: "Bài luyện".into(),
            waiting_since: "08:40 23/11/2026".into(),
            context: if is_wrong { "Tình huống **chung**.".into() } else { String::new() },
            stem: "Trình bày ba ý chính.".into(),
            text: "Ý một.\n\nÝ hai.".into(),
            words: 4,
            guide: if is_wrong { String::new() } else { "- Nêu đúng ba ý\n- Có căn cứ".into() },
            points: "1".into(),
            marks: [("0", "0"), ("25", "0,25"), ("50", "0,5"), ("75", "0,75"), ("100", "1")]
                .map(|(value, text)| MarkChoice { value: value.into(), text: text.into() })
                .into(),
            given: if is_wrong { String::new() } else { "75".into() },
            comment: "Nêu rõ hơn.".into(),
            longest_comment: LONGEST_COMMENT,
            points_missing: is_wrong,
            comment_long: is_wrong,
        };
        vec![
            Self { waiting: 0, skipped: 0, script: None },
            Self { waiting: 2, skipped: 0, script: Some(script(false)) },
            Self { waiting: 2, skipped: 1, script: Some(script(true)) },
            Self { waiting: 2, skipped: 2, script: None },
        ]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<MarkingPage>()
}

fn script_view(script: Script, quiz_title: String, given: &str, comment: &str) -> ScriptView {
    let most = script.face.points;
    let marks = (0..=most / STEP).map(|step| step * STEP).chain((most % STEP != 0).then_some(most));
    ScriptView {
        attempt: script.attempt.to_string(),
        slot: script.slot,
        quiz_title,
        waiting_since: format::datetime(script.waiting_since),
        context: script.face.parts.context,
        stem: script.face.stem,
        words: script.text.split_whitespace().count(),
        text: script.text,
        guide: script.guide,
        points: format::points(most),
        marks: marks.map(|points| MarkChoice { value: points.to_string(), text: format::points(points) }).collect(),
        given: given.to_owned(),
        comment: comment.to_owned(),
        longest_comment: LONGEST_COMMENT,
        points_missing: false,
        comment_long: false,
    }
}

/// `GET /cham-bai?bo-qua=N`.
pub async fn marking(cx: Cx) -> Result<HttpResponse, Problem> {
    let (marker, skipped) = (cx.actor()?.id, cx.query("bo-qua").parse::<i64>().unwrap_or(0).clamp(0, 10_000));
    let (waiting, script) = cx
        .state
        .db
        .read(move |conn| {
            let (waiting, script) = marking::next(conn, marker, skipped)?;
            let script = match script {
                Some(script) => {
                    let title = ops::quiz_by_id(conn, script.quiz)?.title;
                    Some((script, title))
                }
                None => None,
            };
            Ok::<_, QuizError>((waiting, script))
        })
        .await?;
    cx.page(&MarkingPage { waiting, skipped, script: script.map(|(script, title)| script_view(script, title, "", "")) })
}

/// `POST /cham-bai/{attempt}/{slot}`: `points` in hundredths, `comment`.
pub async fn mark(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let (attempt, slot): (AttemptId, i32) = (cx.path("attempt")?, cx.path("slot")?);
    let (actor, now, entropy) = (cx.actor()?, cx.now(), Arc::clone(&cx.state.entropy));
    let (given, comment) = (form.text("points").to_owned(), form.text("comment").to_owned());
    let marker = actor.id;
    let script = cx.state.db.read(move |conn| {
        let Some(script) = marking::script(conn, marker, attempt, slot)? else { return Ok(None) };
        let title = ops::quiz_by_id(conn, script.quiz)?.title;
        Ok::<_, QuizError>(Some((script, title)))
    });
    let Some((script, title)) = script.await? else { return Ok(cx.redirect_saying("/cham-bai", "essay_marked_elsewhere")) };
    let points = given.parse::<i64>().ok().filter(|points| marking::is_mark(*points, script.face.points));
    let comment_long = comment.chars().count() > LONGEST_COMMENT;
    let Some(points) = points.filter(|_| !comment_long) else {
        let view = ScriptView { points_missing: points.is_none(), comment_long, ..script_view(script, title, &given, &comment) };
        return cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &MarkingPage { waiting: 1, skipped: 0, script: Some(view) });
    };
    let marked = cx.state.db.write(move |conn| {
        let finished = marking::mark(conn, now, &actor, (attempt, slot), points, &comment)?;
        if let Some((quiz, person)) = finished {
            certification::ops::award(conn, now, &*entropy, quiz, person)?;
        }
        Ok::<_, Problem>(())
    });
    match marked.await {
        Ok(()) => Ok(cx.redirect_saying("/cham-bai", "essay_marked")),
        Err(problem) if problem.code == "not_found" => Ok(cx.redirect_saying("/cham-bai", "essay_marked_elsewhere")),
        Err(problem) => Err(problem),
    }
}
