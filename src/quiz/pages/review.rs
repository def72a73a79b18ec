//! Looking an attempt over before submitting, submitting, and the receipt.

use actix_web::HttpResponse;
use serde::Serialize;

use super::super::{
    api::{close_if_over, duration_text, submit_attempt},
    model::QuizError,
    ops,
    receipt::ClosedBy,
    response::{self, Completeness},
    results,
};
use crate::{
    bank,
    contests::pages::PredictionView,
    kernel::{Problem, ids::AttemptId},
    web::{Cx, Form, View, format, markdown, view::Sample},
};

#[derive(Serialize)]
struct ReviewPage {
    attempt_id: String,
    quiz_title: String,
    total: usize,
    answered: usize,
    unanswered: usize,
    /// Answered in part only.
    half: usize,
    flagged: usize,
    remaining_text: String,
    deadline_text: String,
    items: Vec<ReviewLine>,
    /// The prediction question of a contest's round.
    prediction: Option<PredictionView>,
}

#[derive(Serialize)]
struct ReviewLine {
    slot: i32,
    stem: String,
    answered: bool,
    is_half: bool,
    flagged: bool,
}

impl View for ReviewPage {
    const TEMPLATE: &'static str = "quiz/review.html";
    fn samples() -> Vec<Self> {
        let line =
            |slot, answered, flagged| ReviewLine {
                slot, stem: "Kết luận nào?".into(), answered, is_half: answered && flagged, flagged
            };
        let page = |unanswered, remaining: &str| Self {
            attempt_id: "0190".into(),
            quiz_title: "Bài kiểm tra".into(),
            total: 2,
            answered: 2 - unanswered,
            unanswered,
            half: usize::from(unanswered == 0),
            flagged: 1,
            remaining_text: remaining.into(),
            deadline_text: if remaining.is_empty() { String::new() } else { "08:42".into() },
            items: vec![line(1, true, false), line(2, unanswered == 0, true)],
            prediction: None,
        };
        let predicting = |value: &str, is_wrong| Self { prediction: Some(PredictionView::sample(value, is_wrong)), ..page(0, "5 phút") };
        vec![page(0, ""), page(1, "5 phút"), predicting("", false), predicting("1.587", false), predicting("nhiều", true)]
    }
}

#[derive(Serialize)]
struct ReceiptPage {
    attempt_id: String,
    quiz_title: String,
    code: String,
    submitted_at: String,
    by_deadline: bool,
    answered: usize,
    total: usize,
    digest: String,
    /// Last link of the chain; empty for an attempt without one.
    link: String,
    pseudonym: String,
}

impl View for ReceiptPage {
    const TEMPLATE: &'static str = "quiz/receipt.html";
    fn samples() -> Vec<Self> {
        let page = |by_deadline, link: String, pseudonym: String| Self {
            attempt_id: "0190".into(),
            quiz_title: "Bài kiểm tra".into(),
            code: "7F3K9QXABC".into(),
            submitted_at: "08:40:12 23/11/2026".into(),
            by_deadline,
            answered: 19,
            total: 20,
            digest: "ab".repeat(32),
            link,
            pseudonym,
        };
        vec![page(false, String::new(), String::new()), page(true, "cd".repeat(32), "ef".repeat(16))]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    [Sample::of::<ReviewPage>(), Sample::of::<ReceiptPage>()].into_iter().flatten().collect()
}

/// `GET /luot-lam/{attempt}/xem-lai`.
pub async fn review(cx: Cx) -> Result<HttpResponse, Problem> {
    let id: AttemptId = cx.path("attempt")?;
    close_if_over(&cx, id).await?;
    let person = cx.actor()?.id;
    let typed = cx.query("du-doan");
    let (attempt, slots, faces, saved, quiz, prediction) = cx
        .state
        .db
        .read(move |conn| {
            let (attempt, slots) = ops::attempt(conn, id, person)?;
            let versions: Vec<_> = slots.iter().map(|slot| slot.version).collect();
            let faces = bank::ops::faces(conn, &versions)?;
            let quiz = ops::quiz_by_id(conn, attempt.quiz_id)?;
            let saved = ops::saved_responses(conn, id)?;
            let prediction = PredictionView::of(conn, &attempt, &typed)?;
            Ok::<_, Problem>((attempt, slots, faces, saved, quiz, prediction))
        })
        .await?;
    if !results::is_running(&attempt, cx.now()) {
        return Ok(cx.redirect(&format!("/luot-lam/{id}/ket-qua")));
    }
    // Where items have their own time there is nothing to go back to.
    if attempt.rules.seconds_per_item.is_some() {
        return Ok(cx.redirect(&format!("/luot-lam/{id}")));
    }
    let items: Vec<ReviewLine> = slots
        .iter()
        .map(|slot| {
            let save = saved.iter().find(|(save, _)| save.slot == slot.slot).map(|(save, _)| save);
            let completeness = save.map_or(Completeness::Blank, |save| response::completeness(slot, &save.response));
            ReviewLine {
                slot: slot.slot,
                stem: faces.get(&slot.version).map(|face| markdown::plain(&face.stem)).unwrap_or_default(),
                answered: completeness != Completeness::Blank,
                is_half: completeness == Completeness::Partial,
                flagged: save.is_some_and(|save| save.flagged),
            }
        })
        .collect();
    let answered = items.iter().filter(|item| item.answered).count();
    let left = attempt.deadline_at.map(|deadline| deadline.seconds_since(cx.now()).max(0));
    cx.page(&ReviewPage {
        attempt_id: id.to_string(),
        quiz_title: quiz.title,
        total: items.len(),
        answered,
        unanswered: items.len() - answered,
        half: items.iter().filter(|item| item.is_half).count(),
        flagged: items.iter().filter(|item| item.flagged).count(),
        remaining_text: left.map(|seconds| duration_text(&cx, seconds)).unwrap_or_default(),
        deadline_text: attempt.deadline_at.map(format::hour_minute).unwrap_or_default(),
        items,
        prediction,
    })
}

/// `POST /luot-lam/{attempt}/nop-bai`.
pub async fn submit(cx: Cx, _form: Form) -> Result<HttpResponse, Problem> {
    let id: AttemptId = cx.path("attempt")?;
    submit_attempt(&cx, id).await?;
    Ok(cx.redirect(&format!("/luot-lam/{id}/bien-nhan")))
}

/// `GET /luot-lam/{attempt}/bien-nhan`.
pub async fn receipt(cx: Cx) -> Result<HttpResponse, Problem> {
    let id: AttemptId = cx.path("attempt")?;
    let person = cx.actor()?.id;
    let (attempt, quiz) = cx
        .state
        .db
        .read(move |conn| {
            let (attempt, _) = ops::attempt(conn, id, person)?;
            let quiz = ops::quiz_by_id(conn, attempt.quiz_id)?;
            Ok::<_, QuizError>((attempt, quiz))
        })
        .await?;
    let Some(receipt) = attempt.receipt else { return Ok(cx.redirect(&format!("/luot-lam/{id}"))) };
    cx.page(&ReceiptPage {
        attempt_id: id.to_string(),
        quiz_title: quiz.title,
        code: receipt.code,
        submitted_at: format::instant(receipt.submitted_at),
        by_deadline: receipt.closed_by == ClosedBy::Deadline,
        answered: receipt.answered,
        total: receipt.total,
        digest: receipt.digest,
        link: receipt.link.unwrap_or_default(),
        pseudonym: receipt.pseudonym.unwrap_or_default(),
    })
}
