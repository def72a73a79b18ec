//! Taking an attempt: one page with every item, of which one is shown; without scripts, one form an item.

use actix_web::{HttpResponse, http::StatusCode};
use fluent_bundle::FluentValue;
use serde::Serialize;
use serde_json::Value;

use super::{
    super::{
        api::{close_if_over, duration_text, millis, save_many},
        model::{Attempt, Purpose, Quiz, QuizError, Slot},
        ops::{self, Save},
        response::{self, Completeness},
        results,
    },
    paced,
    shown::{Filled, SamePlace, ShownChoice, ShownGap, ShownItem, ShownOption, ShownRow, from_form},
};
use crate::{
    bank::{
        self,
        model::{ItemFace, ItemType},
    },
    kernel::{Problem, ProblemKind, Timestamp, ids::AttemptId},
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
    #[serde(flatten)]
    shown: ShownItem,
    seq: i64,
    answered: bool,
    /// Some parts are still to be answered.
    is_half: bool,
    flagged: bool,
    saved_text: String,
}

impl ItemView {
    pub(super) fn sample(slot: i32, item_type: &'static str, answered: bool) -> Self {
        Self {
            shown: sample(slot, item_type, answered),
            seq: i64::from(answered),
            answered,
            is_half: answered && item_type == "matching",
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
            page((1..).zip(ItemType::ALL).map(|(slot, kind)| ItemView::sample(slot, kind.code(), slot % 2 == 0)).collect(), 0, 0),
            page(
                vec![ItemView {
                    shown: ShownItem { error: "Hai ý cùng số.".into(), ..sample(1, "ordering", true) },
                    ..ItemView::sample(1, "ordering", true)
                }],
                0,
                0,
            ),
        ]
    }
}

/// An item with every part that any type has.
pub(super) fn sample(slot: i32, item_type: &'static str, answered: bool) -> ShownItem {
    let option = |id: &str, checked| ShownOption { id: id.into(), text: "**15/6/2023**".into(), checked };
    let row = |id: &str, value: &str| ShownRow {
        id: id.into(),
        text: "Ý **thứ nhất**".into(),
        value: if answered { value.into() } else { String::new() },
    };
    let choice = |id: &str| ShownChoice { id: id.into(), text: "Vế *phải*".into(), label: "Vế phải".into() };
    let gap = |id: &str, choices: &[&str]| ShownGap {
        id: id.into(),
        choices: choices.iter().map(|choice| (*choice).to_owned()).collect(),
        value: if answered { "Hà Nội".into() } else { String::new() },
        size: 18,
    };
    let has = |kinds: &[&str]| kinds.contains(&item_type);
    ShownItem {
        slot,
        item_type,
        points_text: "1 điểm".into(),
        instruction: "chọn một phương án".into(),
        scoring_note: if has(&["multiple_response", "true_false_cluster", "ordering"]) {
            "Điểm từng phần.".into()
        } else {
            String::new()
        },
        context: if has(&["essay", "matching"]) { "Tình huống **chung**.".into() } else { String::new() },
        stem: if has(&["gap_fill"]) { "Ban hành ngày \\[\\[1\\]\\] tại \\[\\[2\\]\\].".into() } else { "Kết luận nào?".into() },
        options: match item_type {
            "true_false" => vec![option("true", answered), option("false", false)],
            "single_choice" | "multiple_response" => vec![option("a", answered), option("b", false)],
            _ => vec![],
        },
        rows: match item_type {
            "true_false_cluster" => vec![row("a", "true"), row("b", "false")],
            "matching" => vec![row("a", "b"), row("b", "")],
            "ordering" => vec![row("b", "1"), row("a", "2")],
            _ => vec![],
        },
        choices: if has(&["matching"]) { vec![choice("a"), choice("b")] } else { vec![] },
        gaps: if has(&["gap_fill"]) { vec![gap("1", &[]), gap("2", &["Huế", "Hà Nội"])] } else { vec![] },
        text: if answered && has(&["short_answer", "numerical", "essay"]) { "12,5".into() } else { String::new() },
        longest: 500,
        error: String::new(),
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<TakePage>().into_iter().chain(Sample::of::<PausedPage>()).collect()
}

/// `GET /luot-lam/{attempt}?cau=N`.
pub async fn take(cx: Cx) -> Result<HttpResponse, Problem> {
    let id: AttemptId = cx.path("attempt")?;
    close_if_over(&cx, id).await?;
    page(&cx, id, None).await
}

/// The page; where an item's form could not be kept, with what was typed in it and why.
async fn page(cx: &Cx, id: AttemptId, typed: Option<(i32, &Form)>) -> Result<HttpResponse, Problem> {
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
            until: format::instant(until),
            reload_seconds: until.seconds_since(now).clamp(0, LONGEST_WAIT) + 1,
        };
        return cx.page(&page);
    }
    if attempt.rules.seconds_per_item.is_some() {
        return paced::page(cx, id, paced::Told::Nothing).await;
    }
    let items: Vec<ItemView> = slots
        .iter()
        .filter_map(|slot| {
            let typed = typed.filter(|(number, _)| *number == slot.slot).map(|(_, form)| form);
            let saved = saved.iter().find(|(save, _)| save.slot == slot.slot);
            faces.get(&slot.version).map(|face| item_view(cx, &attempt, slot, face, saved, typed))
        })
        .collect();
    let asked: i32 = typed.map_or_else(|| cx.query("cau").parse().unwrap_or(0), |(slot, _)| slot);
    let last_saved = saved.iter().max_by_key(|(_, at)| *at).map(|(save, _)| save.slot);
    let current = if (1..=i32::try_from(items.len()).unwrap_or(1)).contains(&asked) { asked } else { last_saved.unwrap_or(1) };
    let left = attempt.deadline_at.map(|deadline| deadline.seconds_since(now).max(0));
    let status = if typed.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = TakePage {
        attempt_id: id.to_string(),
        quiz_title: quiz.title,
        attempt_no: attempt.ordinal,
        attempts_allowed: attempt.rules.attempts_allowed,
        now_ms: now.millis(),
        deadline_ms: millis(attempt.deadline_at),
        deadline_text: attempt.deadline_at.map(format::hour_minute).unwrap_or_default(),
        remaining_text: left.map(|seconds| duration_text(cx, seconds)).unwrap_or_default(),
        current,
        total: items.len(),
        answered: items.iter().filter(|item| item.answered).count(),
        flagged: items.iter().filter(|item| item.flagged).count(),
        has_news: quiz.purpose == Purpose::Round,
        items,
    };
    cx.page_with(status, &page)
}

pub(super) fn item_view(
    cx: &Cx,
    attempt: &Attempt,
    slot: &Slot,
    face: &ItemFace,
    saved: Option<&(Save, Timestamp)>,
    typed: Option<&Form>,
) -> ItemView {
    let sent = saved.map_or(&Value::Null, |(save, _)| &save.response);
    let filled = typed.map_or(Filled::Saved(sent), Filled::Typed);
    let mut shown = ShownItem::of(cx, slot, face, &filled, attempt.rules.multiple_response);
    if typed.is_some() {
        shown.error = cx.t(if slot.item_type == ItemType::Ordering { "take-same-place" } else { "take-not-kept" }, &[]);
    }
    let completeness = response::completeness(slot, sent);
    ItemView {
        shown,
        seq: saved.map_or(0, |(save, _)| save.seq),
        answered: completeness != Completeness::Blank,
        is_half: completeness == Completeness::Partial,
        flagged: typed.map_or_else(|| saved.is_some_and(|(save, _)| save.flagged), |form| form.ticked("flagged")),
        saved_text: saved.map(|(_, at)| cx.t("quiz-saved-at", &[("time", FluentValue::from(format::clock(*at)))])).unwrap_or_default(),
    }
}

/// `POST /luot-lam/{attempt}/cau/{slot}`: saves one item's form and goes on.
pub async fn save(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let (id, slot): (AttemptId, i32) = (cx.path("attempt")?, cx.path("slot")?);
    let seq: i64 = form.one("seq")?.parse().map_err(|_| Problem::new(ProblemKind::Malformed, "malformed"))?;
    let person = cx.actor()?.id;
    let slots = cx.state.db.read(move |conn| ops::slots(conn, id, person)).await?;
    let asked = slots.iter().find(|known| known.slot == slot).ok_or_else(Problem::not_found)?;
    let response = match from_form(&form, asked) {
        Ok(response) => response,
        Err(SamePlace) => return page(&cx, id, Some((slot, &form))).await,
    };
    let save = Save { slot, seq, response, flagged: form.ticked("flagged") };
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
        // Too long, say: nothing that was typed is lost.
        Err(problem) if problem.code == "response_shape" => return page(&cx, id, Some((slot, &form))).await,
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
