//! Taking an attempt: one page with every item, of which one is shown; without scripts, one form an item.

use actix_web::HttpResponse;
use fluent_bundle::FluentValue;
use serde::Serialize;
use serde_json::Value;

use super::{
    super::{
        api::{close_if_over, duration_text, millis, save_many, shown_options},
        model::{Purpose, Quiz, QuizError, Slot},
        ops::{self, Save},
        response, results,
        scoring::MultipleResponseRule,
    },
    paced,
};
use crate::{
    bank::{
        self,
        model::{ItemFace, ItemType},
    },
    kernel::{Problem, Timestamp, ids::AttemptId},
    web::{Cx, Form, View, format, view::Sample},
};

/// Seconds after which a page that waits for a pause to end asks again: it may have been prolonged.
const LONGEST_WAIT: i64 = 60;

#[derive(Serialize)]
struct TakePage {
    attempt_id: String,
    quiz_title: String,
    attempt_no: i32,
    attempts_allowed: i32,
    now_ms: i64,
    deadline_ms: i64,
    deadline_text: String,
    remaining_text: String,
    current: i32,
    total: usize,
    answered: usize,
    flagged: usize,
    /// Whether its end may still be moved by organizers, so that the page asks for news.
    has_news: bool,
    items: Vec<ItemView>,
}

/// An attempt whose quiz stands still: nothing of the paper.
#[derive(Serialize)]
struct PausedPage {
    attempt_id: String,
    quiz_title: String,
    until: String,
    /// Seconds until the page asks again.
    reload_seconds: i64,
}

impl View for PausedPage {
    const TEMPLATE: &'static str = "quiz/paused.html";
    fn samples() -> Vec<Self> {
        vec![Self { attempt_id: "0190".into(), quiz_title: "Cuộc thi · Tuần 1".into(), until: "08:16:05".into(), reload_seconds: 300 }]
    }
}

#[derive(Serialize)]
pub(super) struct ItemView {
    slot: i32,
    #[serde(rename = "type")]
    item_type: &'static str,
    points_text: String,
    instruction: String,
    scoring_note: String,
    stem: String,
    options: Vec<OptionView>,
    seq: i64,
    answered: bool,
    flagged: bool,
    saved_text: String,
}

#[derive(Serialize)]
struct OptionView {
    id: String,
    value: String,
    text: String,
    checked: bool,
}

impl ItemView {
    pub(super) fn sample(slot: i32, item_type: &'static str, answered: bool) -> Self {
        let option = |id: &str, checked| OptionView { id: id.into(), value: id.into(), text: "**15/6/2023**".into(), checked };
        Self {
            slot,
            item_type,
            points_text: "1 điểm".into(),
            instruction: "chọn một phương án".into(),
            scoring_note: if item_type == "multiple_response" { "Điểm từng phần.".into() } else { String::new() },
            stem: "Kết luận nào?".into(),
            options: vec![
                option(if item_type == "true_false" { "true" } else { "a" }, answered),
                option(if item_type == "true_false" { "false" } else { "b" }, false),
            ],
            seq: i64::from(answered),
            answered,
            flagged: !answered,
            saved_text: if answered { "Đã lưu lúc 08:11:42".into() } else { String::new() },
        }
    }
}

impl View for TakePage {
    const TEMPLATE: &'static str = "quiz/take.html";
    fn samples() -> Vec<Self> {
        let page = |items: Vec<ItemView>, attempts_allowed, deadline_ms| Self {
            attempt_id: "0190".into(),
            quiz_title: "Bài kiểm tra".into(),
            attempt_no: 1,
            attempts_allowed,
            now_ms: 1_700_000_000_000,
            deadline_ms,
            deadline_text: "08:42".into(),
            remaining_text: "18 phút".into(),
            current: 1,
            total: items.len(),
            answered: 1,
            flagged: 1,
            has_news: deadline_ms != 0,
            items,
        };
        vec![
            page(vec![ItemView::sample(1, "single_choice", true)], 0, 0),
            page(vec![ItemView::sample(1, "multiple_response", false), ItemView::sample(2, "true_false", true)], 3, 1_700_000_600_000),
        ]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<TakePage>().into_iter().chain(Sample::of::<PausedPage>()).collect()
}

/// `GET /luot-lam/{attempt}?cau=N`.
pub async fn take(cx: Cx) -> Result<HttpResponse, Problem> {
    let id: AttemptId = cx.path("attempt")?;
    close_if_over(&cx, id).await?;
    let person = cx.actor()?.id;
    let (attempt, slots, faces, saved, quiz) = cx
        .state
        .db
        .read(move |conn| {
            let (attempt, slots) = ops::attempt(conn, id, person)?;
            let versions: Vec<_> = slots.iter().map(|slot| slot.version).collect();
            let faces = bank::ops::faces(conn, &versions)?;
            let quiz: Quiz = ops::quiz_by_id(conn, attempt.quiz_id)?;
            let saved = ops::saved_responses(conn, id)?;
            Ok::<_, QuizError>((attempt, slots, faces, saved, quiz))
        })
        .await?;
    let now = cx.now();
    if !results::is_running(&attempt, now) {
        return Ok(cx.redirect(&format!("/luot-lam/{id}/ket-qua")));
    }
    if let Some(until) = quiz.pause_at(now) {
        let page = PausedPage {
            attempt_id: id.to_string(),
            quiz_title: quiz.title,
            until: format::clock(until),
            reload_seconds: until.seconds_since(now).clamp(0, LONGEST_WAIT) + 1,
        };
        return cx.page(&page);
    }
    if attempt.rules.seconds_per_item.is_some() {
        return paced::page(&cx, id, paced::Told::Nothing).await;
    }
    let rule = attempt.rules.multiple_response;
    let items: Vec<ItemView> = slots
        .iter()
        .filter_map(|slot| {
            faces.get(&slot.version).map(|face| item_view(&cx, slot, face, saved.iter().find(|(save, _)| save.slot == slot.slot), rule))
        })
        .collect();
    let asked: i32 = cx.query("cau").parse().unwrap_or(0);
    let last_saved = saved.iter().max_by_key(|(_, at)| *at).map(|(save, _)| save.slot);
    let current = if (1..=i32::try_from(items.len()).unwrap_or(1)).contains(&asked) { asked } else { last_saved.unwrap_or(1) };
    let left = attempt.deadline_at.map(|deadline| deadline.seconds_since(now).max(0));
    cx.page(&TakePage {
        attempt_id: id.to_string(),
        quiz_title: quiz.title,
        attempt_no: attempt.ordinal,
        attempts_allowed: attempt.rules.attempts_allowed,
        now_ms: now.millis(),
        deadline_ms: millis(attempt.deadline_at),
        deadline_text: attempt.deadline_at.map(format::hour_minute).unwrap_or_default(),
        remaining_text: left.map(|seconds| duration_text(&cx, seconds)).unwrap_or_default(),
        current,
        total: items.len(),
        answered: items.iter().filter(|item| item.answered).count(),
        flagged: items.iter().filter(|item| item.flagged).count(),
        has_news: quiz.purpose == Purpose::Round,
        items,
    })
}

pub(super) fn item_view(cx: &Cx, slot: &Slot, face: &ItemFace, saved: Option<&(Save, Timestamp)>, rule: MultipleResponseRule) -> ItemView {
    let sent = saved.map_or(&Value::Null, |(save, _)| &save.response);
    let is_checked = |id: &str| match sent {
        Value::String(chosen) => chosen == id,
        Value::Bool(truth) => truth.to_string() == id,
        Value::Array(chosen) => chosen.iter().any(|chosen| chosen == id),
        _ => false,
    };
    let options = shown_options(cx, slot, face)
        .into_iter()
        .map(|(id, text)| OptionView { checked: is_checked(&id), value: id.clone(), id, text })
        .collect();
    let scoring_note = match (slot.item_type, rule) {
        (ItemType::MultipleResponse, MultipleResponseRule::RightMinusWrong) => cx.t("quiz-scoring-right-minus-wrong", &[]),
        (ItemType::MultipleResponse, MultipleResponseRule::AllOrNothing) => cx.t("quiz-scoring-all-or-nothing", &[]),
        _ => String::new(),
    };
    ItemView {
        slot: slot.slot,
        item_type: slot.item_type.code(),
        points_text: cx.t("quiz-points", &[("points", FluentValue::from(format::points(slot.points)))]),
        instruction: cx.t(&format!("quiz-instruction-{}", slot.item_type.code()), &[]),
        scoring_note,
        stem: face.stem.clone(),
        options,
        seq: saved.map_or(0, |(save, _)| save.seq),
        answered: response::is_answered(sent),
        flagged: saved.is_some_and(|(save, _)| save.flagged),
        saved_text: saved.map(|(_, at)| cx.t("quiz-saved-at", &[("time", FluentValue::from(format::clock(*at)))])).unwrap_or_default(),
    }
}

/// `POST /luot-lam/{attempt}/cau/{slot}`: saves one item's form and goes on.
pub async fn save(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let (id, slot): (AttemptId, i32) = (cx.path("attempt")?, cx.path("slot")?);
    let seq: i64 = form.one("seq")?.parse().map_err(|_| Problem::new(crate::kernel::ProblemKind::Malformed, "malformed"))?;
    let person = cx.actor()?.id;
    let slots = cx.state.db.read(move |conn| ops::slots(conn, id, person)).await?;
    let item_type = slots.iter().find(|known| known.slot == slot).ok_or_else(Problem::not_found)?.item_type;
    let save = Save { slot, seq, response: from_form(&form, item_type), flagged: form.ticked("flagged") };
    let outcome = save_many(&cx, id, vec![save]).await;
    match outcome.and_then(|mut outcomes| outcomes.pop().unwrap_or(Err(QuizError::NoSlot)).map_err(Problem::from)) {
        Ok(saved) if saved.superseded => return Ok(cx.redirect_saying(&format!("/luot-lam/{id}?cau={slot}"), "changed_elsewhere")),
        Ok(_) => {}
        Err(problem) if problem.code == "seq_conflict" => {
            return Ok(cx.redirect_saying(&format!("/luot-lam/{id}?cau={slot}"), "changed_elsewhere"));
        }
        Err(problem) if matches!(problem.code, "deadline_passed" | "already_submitted") => {
            return Ok(cx.redirect(&format!("/luot-lam/{id}/ket-qua")));
        }
        Err(problem) => return Err(problem),
    }
    let total = i32::try_from(slots.len()).unwrap_or(i32::MAX);
    let to = match form.text("go") {
        "prev" => format!("/luot-lam/{id}?cau={}", (slot - 1).max(1)),
        "next" if slot < total => format!("/luot-lam/{id}?cau={}", slot + 1),
        "review" | "next" => format!("/luot-lam/{id}/xem-lai"),
        _ => format!("/luot-lam/{id}?cau={slot}"),
    };
    Ok(cx.redirect(&to))
}

/// The form's fields as a response in the API's shape.
pub(super) fn from_form(form: &Form, item_type: ItemType) -> Value {
    let chosen: Vec<&str> = form.all("response").collect();
    match (item_type, chosen.as_slice()) {
        (_, []) => Value::Null,
        (ItemType::TrueFalse, ["true"]) => Value::Bool(true),
        (ItemType::TrueFalse, ["false"]) => Value::Bool(false),
        (ItemType::MultipleResponse, letters) => letters.iter().map(|letter| Value::from(*letter)).collect(),
        (_, [letter, ..]) => Value::from(*letter),
    }
}
