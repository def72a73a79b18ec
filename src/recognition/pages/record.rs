//! One record of the register: what the decision says, how it stands, what happened to it.

use std::sync::Arc;

use actix_web::{HttpResponse, http::StatusCode};
use serde::Serialize;

use super::{
    super::{
        model::{RecognitionError, State, Status},
        ops,
    },
    kind_name, until,
};
use crate::{
    kernel::{FieldProblem, Problem, ids::RecognitionId, text},
    org::model::parse_date,
    web::{Cx, Form, View, error::FieldError, format, view::Sample},
};

#[derive(Serialize)]
struct RecordPage {
    id: String,
    /// The person with an account; empty for none.
    person_id: String,
    full_name: String,
    birth_date: String,
    unit: String,
    office: String,
    kind: String,
    committee: String,
    decision_number: String,
    decision_date: String,
    card_number: String,
    from: String,
    to: String,
    status: &'static str,
    since: String,
    /// The record that this one took the place of.
    replaces: String,
    /// The record that took the place of this one.
    successor: String,
    changes: Vec<ChangeLine>,
    can_change: bool,
    /// The states that it may be put into.
    next_states: Vec<&'static str>,
    next_state: String,
    effective_on: String,
    document: String,
    reason: String,
    errors: Vec<FieldError>,
}

#[derive(Serialize)]
struct ChangeLine {
    at: String,
    by: String,
    kind: String,
    effective_on: String,
    decision_number: String,
    reason: String,
}

impl View for RecordPage {
    const TEMPLATE: &'static str = "recognition/record.html";
    fn samples() -> Vec<Self> {
        let change = |kind: &str, filled: bool| ChangeLine {
            at: "08:00 01/12/2026".into(),
            by: if filled { "Bùi Thanh Ẩn".into() } else { String::new() },
            kind: kind.into(),
            effective_on: "01/12/2026".into(),
            decision_number: if filled { "9-QĐ/TU".into() } else { String::new() },
            reason: if filled { "Chuyển công tác".into() } else { String::new() },
        };
        let page = |status: Status, can_change: bool, next_states: Vec<&'static str>| {
            let some = |text: &str| if can_change { text.to_owned() } else { String::new() };
            Self {
                id: "1".into(),
                person_id: some("2"),
                full_name: "Nguyễn Thị Ưỡng".into(),
                birth_date: some("05/03/1980"),
                unit: "Phường Mỹ Tho".into(),
                office: some("Phó Bí thư Đảng ủy"),
                kind: "Báo cáo viên cấp tỉnh".into(),
                committee: "Ban Thường vụ Tỉnh ủy".into(),
                decision_number: "125-QĐ/TU".into(),
                decision_date: "05/08/2025".into(),
                card_number: some("BCV-0125"),
                from: "05/08/2025".into(),
                to: some("31/12/2030"),
                status: status.code(),
                since: "05/08/2025".into(),
                replaces: some("2"),
                successor: if status == Status::Replaced { "3".into() } else { String::new() },
                changes: ["recorded", "imported", "in_force", "relieved", "withdrawn", "replaced"]
                    .map(|kind| change(kind, kind != "recorded"))
                    .into(),
                can_change,
                next_states,
                next_state: "relieved".into(),
                effective_on: "01/12/2026".into(),
                document: some("9-QĐ/TU"),
                reason: String::new(),
                errors: if can_change { vec![FieldError { field: "reason".into(), message: "Hãy nêu lý do.".into() }] } else { vec![] },
            }
        };
        vec![
            page(Status::Coming, false, vec![]),
            page(Status::InForce, true, vec!["relieved", "withdrawn"]),
            page(Status::Expired, false, vec![]),
            page(Status::Relieved, true, vec!["in_force"]),
            page(Status::Withdrawn, false, vec![]),
            page(Status::Replaced, true, vec![]),
        ]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<RecordPage>()
}

async fn view(cx: &Cx, id: RecognitionId) -> Result<RecordPage, Problem> {
    let (actor, today) = (cx.actor()?, cx.now().vietnam_date());
    let (record, changes, successor, can_change, kinds) = cx
        .state
        .db
        .read(move |conn| {
            let (record, changes, successor) = ops::record(conn, &actor, id)?;
            let can_change = ops::may_change(conn, &actor, &record)?;
            Ok::<_, RecognitionError>((record, changes, successor, can_change, ops::kinds(conn)?))
        })
        .await?;
    let next = |state: &State| record.state.may_become(*state) && *state != State::Replaced;
    Ok(RecordPage {
        id: record.id.to_string(),
        person_id: record.person_id.map(|person| person.to_string()).unwrap_or_default(),
        status: record.status(today).code(),
        since: format::date(record.state_since),
        kind: kind_name(&kinds, &record.facts.kind),
        to: until(&record),
        next_states: State::ALL.iter().filter(|state| next(state)).map(|state| state.code()).collect(),
        replaces: record.replaces.map(|id| id.to_string()).unwrap_or_default(),
        successor: successor.map(|record| record.id.to_string()).unwrap_or_default(),
        full_name: record.facts.full_name,
        birth_date: record.facts.birth_date.map(format::date).unwrap_or_default(),
        unit: record.facts.unit_name,
        office: record.facts.office.unwrap_or_default(),
        committee: record.facts.committee,
        decision_number: record.facts.decision_number,
        decision_date: format::date(record.facts.decision_date),
        card_number: record.facts.card_number.unwrap_or_default(),
        from: format::date(record.facts.valid_from),
        changes: changes
            .into_iter()
            .map(|change| ChangeLine {
                at: format::datetime(change.at),
                by: change.by_name.unwrap_or_default(),
                kind: change.kind,
                effective_on: format::date(change.effective_on),
                decision_number: change.decision_number.unwrap_or_default(),
                reason: change.reason.unwrap_or_default(),
            })
            .collect(),
        can_change,
        next_state: String::new(),
        effective_on: format::date(today),
        document: String::new(),
        reason: String::new(),
        errors: vec![],
    })
}

/// `GET /danh-ba/{recognition}`.
pub async fn record(cx: Cx) -> Result<HttpResponse, Problem> {
    let page = view(&cx, cx.path("recognition")?).await?;
    cx.page(&page)
}

/// `POST /danh-ba/{recognition}/thay-doi`.
pub async fn change(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let id: RecognitionId = cx.path("recognition")?;
    match try_change(&cx, &form, id).await {
        Ok(()) => Ok(cx.redirect_saying(&format!("/danh-ba/{id}"), "recognition_changed")),
        Err(problem) => {
            let errors = cx.field_errors(problem)?;
            let page = RecordPage {
                next_state: form.text("state").to_owned(),
                effective_on: form.text("effective_on").to_owned(),
                document: form.text("document").to_owned(),
                reason: form.text("reason").to_owned(),
                errors,
                ..view(&cx, id).await?
            };
            cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

async fn try_change(cx: &Cx, form: &Form, id: RecognitionId) -> Result<(), Problem> {
    let mut wrong = Vec::new();
    let state = State::parse(form.text("state"));
    if state.is_none() {
        wrong.push(FieldProblem::new("state", "choice"));
    }
    let on = parse_date(form.text("effective_on"));
    if on.is_none() {
        wrong.push(FieldProblem::new("effective_on", "date_form"));
    }
    let (document, reason) = (text::clean_line(form.text("document")), text::clean_line(form.text("reason")));
    for (field, typed) in [("document", &document), ("reason", &reason)] {
        if typed.is_empty() {
            wrong.push(FieldProblem::new(field, "required"));
        } else if typed.chars().count() > 300 {
            wrong.push(FieldProblem::new(field, "too_long").with("max", 300));
        }
    }
    let (Some(state), Some(on), true) = (state, on, wrong.is_empty()) else { return Err(Problem::invalid(wrong)) };
    let (actor, now, entropy) = (cx.actor()?, cx.now(), Arc::clone(&cx.state.entropy));
    Ok(cx.state.db.write(move |conn| ops::change_state(conn, now, &*entropy, &actor, id, state, on, &document, &reason)).await?)
}
