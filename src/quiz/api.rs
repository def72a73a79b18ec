//! `/api/v1/quizzes` and `/api/v1/attempts`: what the quiz page's own script and load tests use.

use std::sync::Arc;

use actix_web::{HttpResponse, http::StatusCode};
use fluent_bundle::FluentValue;
use moka::sync::Cache;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    model::{Attempt, QuizError, Slot},
    ops::{self, Paper, Save, Saved},
    pacing, response, results,
};
use crate::{
    bank::{
        self,
        formats::rich,
        model::{ItemFace, ItemType, Key},
    },
    certification,
    kernel::{
        Problem, Timestamp,
        ids::{AttemptId, PersonId},
    },
    storage::Conn,
    web::{Cx, JsonBody, error, forms::TokenOnly},
};

/// Frozen papers of attempts in progress: they never change, so a save need not read them again.
pub struct SlotCache(Cache<(AttemptId, PersonId), Arc<Paper>>);

impl Default for SlotCache {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(100_000).time_to_idle(std::time::Duration::from_secs(3_600)).build())
    }
}

impl SlotCache {
    /// What is kept for this person's attempt, or what the database says (kept from then on).
    pub fn paper(&self, conn: &mut Conn<'_>, attempt: AttemptId, person: PersonId) -> Result<Arc<Paper>, QuizError> {
        if let Some(paper) = self.0.get(&(attempt, person)) {
            return Ok(paper);
        }
        let paper = Arc::new(ops::paper(conn, attempt, person)?);
        self.0.insert((attempt, person), Arc::clone(&paper));
        Ok(paper)
    }
}

/// `GET /api/v1/quizzes`.
pub async fn quizzes(cx: Cx) -> Result<HttpResponse, Problem> {
    let (actor, now) = (cx.actor()?, cx.now());
    let list = cx
        .state
        .db
        .read(move |conn| {
            let attempts = ops::all_attempts_of(conn, actor.id)?;
            let line = |quiz: super::model::Quiz| {
                let used = attempts.iter().filter(|attempt| attempt.quiz_id == quiz.id).count();
                let open = attempts.iter().find(|attempt| attempt.quiz_id == quiz.id && results::is_running(attempt, now));
                json!({
                    "id": quiz.id,
                    "code": quiz.code,
                    "title": quiz.title,
                    "items": quiz.size(),
                    "opens_at": quiz.opens_at,
                    "closes_at": quiz.closes_at,
                    "time_limit_seconds": quiz.rules.time_limit_seconds,
                    "pass_percent": quiz.rules.pass_percent,
                    "attempts_left": ops::attempts_left(&quiz.rules, used),
                    "open_attempt": open.map(|attempt| attempt.id),
                })
            };
            Ok::<_, QuizError>(ops::quizzes(conn)?.into_iter().map(line).collect::<Vec<_>>())
        })
        .await?;
    cx.json(StatusCode::OK, &list)
}

/// `POST /api/v1/quizzes/{quiz}/attempts`.
pub async fn start(cx: Cx, _token: TokenOnly) -> Result<HttpResponse, Problem> {
    let (actor, now, entropy) = (cx.actor()?, cx.now(), Arc::clone(&cx.state.entropy));
    let quiz_code = cx.path_str("quiz")?.to_owned();
    let (id, is_new) = cx
        .state
        .db
        .write(move |conn| {
            let quiz = ops::quiz(conn, &quiz_code)?;
            ops::start_attempt(conn, now, &*entropy, quiz.id, actor.id)
        })
        .await?;
    attempt_answer(&cx, id, if is_new { StatusCode::CREATED } else { StatusCode::OK }).await
}

/// An attempt that has just been started, as its taker sees it.
pub async fn attempt_answer(cx: &Cx, id: AttemptId, status: StatusCode) -> Result<HttpResponse, Problem> {
    let body = attempt_body(cx, id).await?;
    cx.json(status, &body)
}

/// `GET /api/v1/attempts/{id}`.
pub async fn attempt(cx: Cx) -> Result<HttpResponse, Problem> {
    let id = cx.path("id")?;
    close_if_over(&cx, id).await?;
    let body = attempt_body(&cx, id).await?;
    cx.json(StatusCode::OK, &body)
}

/// `GET /api/v1/attempts/{id}/news`: what organizers may change of a running attempt. Asked for by every open page every few
/// seconds, so it is one row and nothing else.
pub async fn news(cx: Cx) -> Result<HttpResponse, Problem> {
    let (id, person, now) = (cx.path("id")?, cx.actor()?.id, cx.now());
    let (deadline_at, paused_until) = cx.state.db.read(move |conn| ops::news(conn, now, id, person)).await?;
    cx.json(StatusCode::OK, &json!({ "now": now, "deadline_at": deadline_at, "paused_until": paused_until }))
}

/// Closes the attempt if its time is over, with what follows from it.
pub(super) async fn close_if_over(cx: &Cx, id: AttemptId) -> Result<(), Problem> {
    let (actor, now, entropy) = (cx.actor()?, cx.now(), Arc::clone(&cx.state.entropy));
    let person = actor.id;
    let running = cx.state.db.read(move |conn| Ok::<_, QuizError>(results::is_running(&ops::attempt(conn, id, person)?.0, now))).await?;
    if running {
        return Ok(());
    }
    cx.state
        .db
        .write(move |conn| {
            if ops::close_if_over(conn, now, id, person)? {
                let attempt = ops::attempt(conn, id, person)?.0;
                certification::ops::award(conn, now, &*entropy, attempt.quiz_id, person)?;
            }
            Ok::<_, Problem>(())
        })
        .await
}

/// An attempt as its taker sees it: no key, no rationale, no statistics.
pub(super) async fn attempt_body(cx: &Cx, id: AttemptId) -> Result<Value, Problem> {
    let person = cx.actor()?.id;
    let now = cx.now();
    let (attempt, slots, faces, saved, paused_until, shown) = cx
        .state
        .db
        .read(move |conn| {
            let (attempt, mut slots) = ops::attempt(conn, id, person)?;
            let quiz = ops::quiz_by_id(conn, attempt.quiz_id)?;
            let shown = pacing::keep_shown(&attempt, quiz.paused_until, now, &mut slots);
            let paused_until = quiz.pause_at(now);
            if paused_until.is_some() {
                slots.clear();
            }
            let versions: Vec<_> = slots.iter().map(|slot| slot.version).collect();
            let faces = bank::ops::faces(conn, &versions)?;
            let saved = ops::saved_responses(conn, id)?;
            Ok::<_, QuizError>((attempt, slots, faces, saved, paused_until, shown))
        })
        .await?;
    let slots: Vec<Value> = slots.iter().filter_map(|slot| faces.get(&slot.version).map(|face| slot_body(cx, slot, face))).collect();
    let responses: Vec<Value> = saved
        .iter()
        .map(|(save, saved_at)| json!({ "slot": save.slot, "seq": save.seq, "response": save.response, "flagged": save.flagged, "saved_at": saved_at }))
        .collect();
    let mut body = json!({
        "id": attempt.id,
        "state": attempt.state,
        "ordinal": attempt.ordinal,
        "now": cx.now(),
        "started_at": attempt.started_at,
        "deadline_at": attempt.deadline_at,
        "paused_until": paused_until,
        "slots": slots,
        "responses": responses,
    });
    if let Some(seconds) = attempt.rules.seconds_per_item {
        let shown = shown.map(|shown| json!({ "slot": shown.slot, "since": shown.since, "until": shown.until }));
        body["pace"] = json!({ "seconds_per_item": seconds, "shown": shown });
    }
    Ok(body)
}

/// An allow-list: only what is named here is ever sent of an item. What only some types have stands only in theirs.
fn slot_body(cx: &Cx, slot: &Slot, face: &ItemFace) -> Value {
    let list = |shown: Vec<(String, String)>| shown.into_iter().map(|(id, text)| json!({ "id": id, "text": text })).collect::<Value>();
    let mut body = json!({
        "slot": slot.slot,
        "item_type": slot.item_type,
        "points": slot.points,
        "stem": face.stem,
        "options": list(shown_options(cx, slot, face)),
    });
    if !face.parts.context.is_empty() {
        body["context"] = json!(face.parts.context);
    }
    match slot.item_type {
        ItemType::Matching => body["matches"] = list(in_order(slot, &face.parts.rights)),
        ItemType::GapFill => {
            let gap = |(number, choices): (usize, &Vec<String>)| {
                let mut gap = json!({ "id": number.to_string() });
                if !choices.is_empty() {
                    gap["choices"] = choices.iter().map(|choice| rich::plain(choice)).collect();
                }
                gap
            };
            body["gaps"] = (1..).zip(&face.parts.gaps).map(gap).collect();
        }
        _ => {}
    }
    body
}

/// Texts in the order drawn, each with the letter of its place.
fn in_order(slot: &Slot, texts: &[String]) -> Vec<(String, String)> {
    let shown = |(place, original): (usize, &usize)| (response::letter(place), texts.get(*original).cloned().unwrap_or_default());
    slot.option_order.iter().enumerate().map(shown).collect()
}

/// Options (statements, left sides, things to order) in the order shown: what is sent as the response, and the text.
pub(super) fn shown_options(cx: &Cx, slot: &Slot, face: &ItemFace) -> Vec<(String, String)> {
    match slot.item_type {
        ItemType::TrueFalse => vec![("true".to_owned(), cx.t("quiz-true", &[])), ("false".to_owned(), cx.t("quiz-false", &[]))],
        ItemType::SingleChoice | ItemType::MultipleResponse | ItemType::Ordering => in_order(slot, &face.options),
        ItemType::TrueFalseCluster | ItemType::Matching => {
            face.options.iter().enumerate().map(|(at, text)| (response::letter(at), text.clone())).collect()
        }
        ItemType::ShortAnswer | ItemType::Numerical | ItemType::GapFill | ItemType::Essay => Vec::new(),
    }
}

/// A response as it is sent.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaveBody {
    seq: i64,
    response: Value,
    #[serde(default)]
    flagged: bool,
}

/// `PUT /api/v1/attempts/{id}/responses/{slot}`: durable before 200.
pub async fn save(cx: Cx, JsonBody(body): JsonBody<SaveBody>) -> Result<HttpResponse, Problem> {
    let save = Save { slot: cx.path("slot")?, seq: body.seq, response: body.response, flagged: body.flagged };
    let saved = save_many(&cx, cx.path("id")?, vec![save]).await?.pop().unwrap_or(Err(QuizError::NoSlot))?;
    cx.json(StatusCode::OK, &saved_body(&saved))
}

fn saved_body(saved: &Saved) -> Value {
    let mut body = json!({ "slot": saved.slot, "seq": saved.seq, "saved_at": saved.saved_at });
    if saved.superseded {
        body["superseded"] = json!(true);
    }
    body
}

/// One of several responses.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SlotSaveBody {
    slot: i32,
    seq: i64,
    response: Value,
    #[serde(default)]
    flagged: bool,
}

/// Several responses.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BulkBody {
    responses: Vec<SlotSaveBody>,
}

/// `PUT /api/v1/attempts/{id}/responses`: one outcome per slot, in the order sent.
pub async fn save_bulk(cx: Cx, JsonBody(body): JsonBody<BulkBody>) -> Result<HttpResponse, Problem> {
    if body.responses.len() > 200 {
        return Err(Problem::new(crate::kernel::ProblemKind::TooLarge, "too_large"));
    }
    let slots: Vec<i32> = body.responses.iter().map(|save| save.slot).collect();
    let saves = body
        .responses
        .into_iter()
        .map(|save| Save { slot: save.slot, seq: save.seq, response: save.response, flagged: save.flagged })
        .collect();
    let outcomes = save_many(&cx, cx.path("id")?, saves).await?;
    let outcomes: Vec<Value> = outcomes.into_iter().zip(slots).map(|(outcome, slot)| outcome_body(outcome, slot)).collect();
    cx.json(StatusCode::OK, &json!({ "outcomes": outcomes }))
}

/// What became of one save among others.
pub(super) fn outcome_body(outcome: Result<Saved, QuizError>, slot: i32) -> Value {
    match outcome {
        Ok(saved) => {
            let mut body = saved_body(&saved);
            body["status"] = json!(200);
            body
        }
        Err(refusal) => {
            let code = refusal.code();
            json!({ "slot": slot, "status": error::status(&refusal.into()).as_u16(), "code": code })
        }
    }
}

/// Keeps responses in one transaction. A refusal of one is its outcome; a fault of the storage undoes all.
pub(super) async fn save_many(cx: &Cx, attempt: AttemptId, saves: Vec<Save>) -> Result<Vec<Result<Saved, QuizError>>, Problem> {
    let (person, arrived_at) = (cx.actor()?.id, cx.now());
    let cache = cx.service::<SlotCache>()?;
    let (outcomes, paper, end) = cx
        .state
        .db
        .write(move |conn| {
            let pace = ops::check_open(conn, arrived_at, attempt, person)?;
            let paper = cache.paper(conn, attempt, person)?;
            let (outcomes, end) = ops::save_responses(conn, arrived_at, attempt, &paper, pace.as_ref(), &saves)?;
            Ok::<_, QuizError>((outcomes, paper, end))
        })
        .await?;
    // Only now is it committed.
    if let Some(end) = end {
        paper.note_end(end);
    }
    Ok(outcomes)
}

/// Submits and awards what was earned, in one transaction.
pub(super) async fn submit_attempt(cx: &Cx, id: AttemptId) -> Result<(super::receipt::Receipt, bool), Problem> {
    let (person, now, entropy) = (cx.actor()?.id, cx.now(), Arc::clone(&cx.state.entropy));
    cx.state
        .db
        .write(move |conn| {
            let (receipt, is_new) = ops::submit(conn, now, id, person)?;
            let attempt: Attempt = ops::attempt(conn, id, person)?.0;
            if attempt.passed == Some(true) {
                certification::ops::award(conn, now, &*entropy, attempt.quiz_id, person)?;
            }
            Ok::<_, Problem>((receipt, is_new))
        })
        .await
}

/// `POST /api/v1/attempts/{id}/submission`.
pub async fn submit(cx: Cx, _token: TokenOnly) -> Result<HttpResponse, Problem> {
    let (receipt, is_new) = submit_attempt(&cx, cx.path("id")?).await?;
    cx.json(if is_new { StatusCode::CREATED } else { StatusCode::OK }, &receipt)
}

/// `GET /api/v1/attempts/{id}/result`.
pub async fn result(cx: Cx) -> Result<HttpResponse, Problem> {
    let id: AttemptId = cx.path("id")?;
    close_if_over(&cx, id).await?;
    let person = cx.actor()?.id;
    let result = cx.state.db.read(move |conn| results::result(conn, id, person)).await?;
    let mut body = json!({ "id": id, "state": result.attempt.state, "released": result.visible.score });
    if result.is_waiting {
        body["awaiting_marks"] = json!(true);
    }
    if result.visible.score {
        body["score"] = json!(result.attempt.score);
        body["max_score"] = json!(result.attempt.max_score);
        body["passed"] = json!(result.attempt.passed);
        body["by_topic"] = result
            .by_topic
            .iter()
            .map(|line| json!({ "bank": line.bank, "topic": line.topic, "score": line.score, "max_score": line.max }))
            .collect();
    }
    if result.visible.solutions {
        body["items"] = result.items.iter().map(|item| released_item(&cx, item)).collect();
    }
    cx.json(StatusCode::OK, &body)
}

fn released_item(cx: &Cx, item: &results::ItemResult) -> Value {
    let mut body = slot_body(cx, &item.slot, &item.face);
    body["response"] = item.sent.clone();
    body["key"] = released_key(item);
    body["score"] = json!(item.score);
    body["rationale"] = json!(item.solution.rationale);
    body["citation"] = json!(item.solution.citation);
    if !item.solution.feedback.is_empty() {
        body["feedback"] = in_order(&item.slot, &item.solution.feedback).into_iter().filter(|(_, text)| !text.is_empty()).collect();
    }
    if !item.comment.is_empty() {
        body["comment"] = json!(item.comment);
    }
    body
}

/// The key in the shape of a response; all accepted words where several are right; none for an essay.
fn released_key(item: &results::ItemResult) -> Value {
    let shown = |option: &usize| item.slot.option_order.iter().position(|original| original == option).map(response::letter);
    let plain = |list: &[String]| list.iter().map(|text| Value::from(rich::plain(text))).collect::<Value>();
    match &item.solution.key {
        Key::Truth(truth) => json!(truth),
        Key::Options(keys) => {
            let places = item.slot.option_order.iter().enumerate().filter(|(_, original)| keys.contains(original));
            let letters: Vec<String> = places.map(|(place, _)| response::letter(place)).collect();
            match item.slot.item_type {
                ItemType::SingleChoice => json!(letters.first()),
                _ => json!(letters),
            }
        }
        Key::Statements(truths) => truths.iter().enumerate().map(|(at, truth)| (response::letter(at), Value::from(*truth))).collect(),
        Key::Text { accepted, .. } => plain(accepted),
        Key::Number { value, tolerance } => json!({ "value": value.vietnamese(), "tolerance": tolerance.vietnamese() }),
        Key::Pairs { rights, .. } => rights.iter().enumerate().map(|(at, right)| (response::letter(at), json!(shown(right)))).collect(),
        Key::Order(order) => order.iter().map(shown).collect(),
        Key::Gaps(gaps) => (1..).zip(gaps).map(|(number, gap): (usize, _)| (number.to_string(), plain(&gap.accepted))).collect(),
        Key::Guide(_) => Value::Null,
    }
}

/// How long something takes or remains, in words.
pub(super) fn duration_text(cx: &Cx, seconds: i64) -> String {
    let is_whole_hours = seconds >= 3_600 && seconds % 3_600 == 0;
    if !is_whole_hours {
        let minutes = (seconds + 59) / 60;
        return cx.t("quiz-minutes", &[("n", FluentValue::from(minutes))]);
    }
    cx.t("quiz-hours", &[("n", FluentValue::from(seconds / 3_600))])
}

/// Milliseconds since 1970, for a page's script; 0 for none.
pub(super) fn millis(at: Option<Timestamp>) -> i64 {
    at.map_or(0, Timestamp::millis)
}
