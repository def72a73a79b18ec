//! Taking a paper whose items have their own time: one item, its seconds, one button. Answer and moving on are one form, which
//! works without scripts; then the page asks by itself for what comes when the time is over.

use actix_web::{HttpResponse, http::StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    super::{
        api::{SlotCache, attempt_body, outcome_body, submit_attempt},
        model::{Purpose, QuizError},
        ops::{self, Save, Saved},
        pacing, results,
    },
    shown::{SamePlace, from_form},
    take::{ItemView, item_view},
};
use crate::{
    bank,
    kernel::{Problem, ids::AttemptId},
    web::{Cx, Form, JsonBody, View, view::Sample},
};

/// Sent by the page's own script, which wants what comes next in the same answer.
const IN_PLACE: &str = "x-in-place";

/// What the page tells of the answer before.
#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Told {
    /// Nothing.
    Nothing,
    /// It came when the time was over.
    Late,
    /// Another page has answered or moved on meanwhile.
    Elsewhere,
    /// The item cannot have such an answer.
    Refused,
}

impl Told {
    /// The message `flash-…` where the page is gone to by another request.
    const fn flash(self) -> Option<&'static str> {
        match self {
            Self::Nothing => None,
            Self::Late => Some("item_over"),
            Self::Elsewhere => Some("changed_elsewhere"),
            Self::Refused => Some("answer_refused"),
        }
    }
}

#[derive(Serialize)]
struct PacedPage {
    attempt_id: String,
    quiz_title: String,
    /// The item shown; 0 when the last one's time is over.
    slot: i32,
    total: i32,
    now_ms: i64,
    until_ms: i64,
    /// Seconds that the item has in all, and has left.
    seconds: i64,
    left: i64,
    /// Seconds after which a page without scripts asks what comes.
    refresh_seconds: i64,
    /// Organizers may let it stand still.
    has_news: bool,
    told: Told,
    item: Option<ItemView>,
}

impl View for PacedPage {
    const TEMPLATE: &'static str = "quiz/paced.html";
    fn samples() -> Vec<Self> {
        let page = |slot, told, item_type: &'static str| Self {
            attempt_id: "0190".into(),
            quiz_title: "Biển đảo Việt Nam · 13:30 24/11/2026".into(),
            slot,
            total: 10,
            now_ms: 1_700_000_000_000,
            until_ms: 1_700_000_007_000,
            seconds: 10,
            left: 7,
            refresh_seconds: 7,
            has_news: true,
            told,
            item: (slot > 0).then(|| ItemView::sample(slot, item_type, slot > 1)),
        };
        vec![
            page(1, Told::Nothing, "single_choice"),
            page(3, Told::Late, "multiple_response"),
            page(10, Told::Elsewhere, "true_false"),
            page(2, Told::Refused, "single_choice"),
            page(0, Told::Nothing, "single_choice"),
        ]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<PacedPage>()
}

/// Seconds until then, begun ones counted.
const fn seconds_up(millis: i64) -> i64 {
    (millis + 999).div_euclid(1_000)
}

/// The page as the attempt stands now: of the paper only the item that is shown.
pub(super) async fn page(cx: &Cx, id: AttemptId, told: Told) -> Result<HttpResponse, Problem> {
    let (person, now) = (cx.actor()?.id, cx.now());
    let (attempt, quiz, shown, slot, face, saved) = cx
        .state
        .db
        .read(move |conn| {
            let (attempt, mut slots) = ops::attempt(conn, id, person)?;
            let quiz = ops::quiz_by_id(conn, attempt.quiz_id)?;
            let shown = pacing::keep_shown(&attempt, quiz.paused_until, now, &mut slots);
            let slot = slots.pop();
            let version: Vec<_> = slot.iter().map(|slot| slot.version).collect();
            let face = bank::ops::faces(conn, &version)?.into_values().next();
            let saved = ops::saved_responses(conn, id)?;
            Ok::<_, QuizError>((attempt, quiz, shown, slot, face, saved))
        })
        .await?;
    if !results::is_running(&attempt, now) {
        return Ok(cx.redirect(&format!("/luot-lam/{id}/ket-qua")));
    }
    if quiz.pause_at(now).is_some() {
        return Ok(cx.redirect(&format!("/luot-lam/{id}")));
    }
    let (seconds, whole) = (attempt.rules.seconds_per_item.unwrap_or(1), attempt.rules.time_limit_seconds.unwrap_or(0));
    let until = shown.map(|shown| shown.until).or(attempt.deadline_at).unwrap_or(now);
    let rest = until.millis() - now.millis();
    let closing = rest + (attempt.rules.grace_seconds + 1) * 1_000;
    let item = slot.zip(face).map(|(slot, face)| {
        let saved = saved.iter().find(|(save, _)| save.slot == slot.slot);
        item_view(cx, &attempt, &slot, &face, saved, None)
    });
    let view = PacedPage {
        attempt_id: id.to_string(),
        quiz_title: quiz.title,
        slot: item.as_ref().and(shown).map_or(0, |shown| shown.slot),
        total: i32::try_from(whole / seconds).unwrap_or(0),
        now_ms: now.millis(),
        until_ms: until.millis(),
        seconds,
        left: seconds_up(rest).max(0),
        refresh_seconds: seconds_up(if shown.is_some() { rest } else { closing }).max(1),
        has_news: quiz.purpose == Purpose::Round,
        told,
        item,
    };
    cx.page_with(if told == Told::Refused { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }, &view)
}

/// Keeps an answer and moves on from its item, in one transaction; what became of the answer. One that cannot be kept does
/// not move the attempt on, so that it can be mended.
async fn keep_and_move(
    cx: &Cx,
    id: AttemptId,
    slot: i32,
    save: Option<Save>,
    moves: bool,
) -> Result<Option<Result<Saved, QuizError>>, Problem> {
    let (person, arrived_at) = (cx.actor()?.id, cx.now());
    let cache = cx.service::<SlotCache>()?;
    let (outcome, paper, end) = cx
        .state
        .db
        .write(move |conn| {
            let pace = ops::check_open(conn, arrived_at, id, person)?.ok_or(QuizError::NotPaced)?;
            let paper = cache.paper(conn, id, person)?;
            let (mut outcomes, end) = ops::save_responses(conn, arrived_at, id, &paper, Some(&pace), save.as_slice())?;
            let outcome = outcomes.pop();
            let is_kept = match &outcome {
                Some(Ok(saved)) => !saved.superseded,
                Some(Err(_)) => false,
                None => true,
            };
            if moves && is_kept {
                pacing::move_on(conn, arrived_at, id, person, slot)?;
            }
            Ok::<_, QuizError>((outcome, paper, end))
        })
        .await?;
    // Only now is it committed.
    if let Some(end) = end {
        paper.note_end(end);
    }
    Ok(outcome)
}

/// `POST /luot-lam/{attempt}/cau/{slot}/tiep`: keeps one item's form and, as its button says, moves on or submits.
pub async fn answer(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let (id, slot): (AttemptId, i32) = (cx.path("attempt")?, cx.path("slot")?);
    let seq: i64 = form.one("seq")?.parse().map_err(|_| Problem::new(crate::kernel::ProblemKind::Malformed, "malformed"))?;
    let person = cx.actor()?.id;
    let slots = cx.state.db.read(move |conn| ops::slots(conn, id, person)).await?;
    let asked = slots.iter().find(|known| known.slot == slot).ok_or_else(Problem::not_found)?;
    let response = match from_form(&form, asked) {
        Ok(response) => response,
        Err(SamePlace) => return page(&cx, id, Told::Refused).await,
    };
    // Going on without an answer is no answer taken back: nothing is written for it.
    let save = (response != Value::Null || seq > 1).then_some(Save { slot, seq, response, flagged: false });
    let go = form.text("go");
    let told = match keep_and_move(&cx, id, slot, save, go == "next").await {
        Ok(Some(Ok(saved))) if saved.superseded => Told::Elsewhere,
        Ok(None | Some(Ok(_))) => Told::Nothing,
        Ok(Some(Err(QuizError::SeqConflict { .. }))) => Told::Elsewhere,
        Ok(Some(Err(QuizError::ItemOver { .. } | QuizError::ItemNotYet { .. }))) => Told::Late,
        Ok(Some(Err(QuizError::ResponseShape))) => Told::Refused,
        Ok(Some(Err(error))) => return Err(error.into()),
        Err(problem) if matches!(problem.code, "deadline_passed" | "already_submitted") => {
            return Ok(cx.redirect(&format!("/luot-lam/{id}/ket-qua")));
        }
        Err(problem) => return Err(problem),
    };
    if go == "submit" && matches!(told, Told::Nothing | Told::Late) {
        submit_attempt(&cx, id).await?;
        return Ok(cx.redirect(&format!("/luot-lam/{id}/bien-nhan")));
    }
    if !cx.header(IN_PLACE).is_empty() {
        return page(&cx, id, told).await;
    }
    let home = format!("/luot-lam/{id}");
    Ok(told.flash().map_or_else(|| cx.redirect(&home), |code| cx.redirect_saying(&home, code)))
}

/// Moving on, with the answer of the item that is left where there is one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MoveBody {
    slot: i32,
    seq: Option<i64>,
    #[serde(default)]
    response: Value,
}

/// `POST /api/v1/attempts/{id}/moves`: the attempt afterwards, with the outcome of the answer.
pub async fn move_on(cx: Cx, JsonBody(body): JsonBody<MoveBody>) -> Result<HttpResponse, Problem> {
    let (id, slot): (AttemptId, i32) = (cx.path("id")?, body.slot);
    let save = body.seq.map(|seq| Save { slot, seq, response: body.response, flagged: false });
    let outcome = keep_and_move(&cx, id, slot, save, true).await?;
    let mut answer = attempt_body(&cx, id).await?;
    if let Some(outcome) = outcome {
        answer["outcome"] = outcome_body(outcome, slot);
    }
    cx.json(StatusCode::OK, &json!(answer))
}
