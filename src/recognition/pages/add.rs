//! Recording one decision about one person.

use std::sync::Arc;

use actix_web::{HttpResponse, http::StatusCode};
use chrono::NaiveDate;
use serde::Serialize;

use super::{
    super::{
        model::{Facts, RecognitionError},
        ops,
    },
    kind_choices, own_unit_choices,
};
use crate::{
    kernel::{
        FieldProblem, Problem,
        ids::{RecognitionId, UnitId},
        text,
    },
    org::model::parse_date,
    web::{
        Cx, Form, View,
        error::FieldError,
        format,
        view::{Choice, Sample},
    },
};

#[derive(Serialize, Default)]
struct AddPage {
    /// The record that the new one takes the place of; empty for none.
    replaces: String,
    replaces_name: String,
    full_name: String,
    birth_date: String,
    unit_id: String,
    office: String,
    kind: String,
    committee: String,
    decision_number: String,
    decision_date: String,
    card_number: String,
    valid_from: String,
    valid_to: String,
    username: String,
    units: Vec<Choice>,
    kinds: Vec<Choice>,
    errors: Vec<FieldError>,
}

impl View for AddPage {
    const TEMPLATE: &'static str = "recognition/add.html";
    fn samples() -> Vec<Self> {
        let units = vec![Choice { value: "1".into(), text: "Phường Mỹ Tho".into() }];
        let error = FieldError { field: "decision_date".into(), message: "Ngày cần viết ngày/tháng/năm.".into() };
        vec![
            Self { units: units.clone(), ..Self::default() },
            Self { replaces: "1".into(), replaces_name: "Nguyễn Thị Ưỡng".into(), units, errors: vec![error], ..Self::default() },
        ]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<AddPage>()
}

/// The form, filled from the record it takes the place of.
async fn form_page(cx: &Cx, replaces: &str) -> Result<AddPage, Problem> {
    let actor = cx.actor()?;
    let old: Option<RecognitionId> = match replaces {
        "" => None,
        text => Some(text.parse().map_err(|_| Problem::not_found())?),
    };
    let (units, kinds, old) = cx
        .state
        .db
        .read(move |conn| {
            let old = match old {
                Some(id) => Some(ops::record(conn, &actor, id)?.0),
                None => None,
            };
            Ok::<_, RecognitionError>((own_unit_choices(conn, &actor)?, ops::kinds(conn)?, old))
        })
        .await?;
    let today = cx.now().vietnam_date();
    let current: Vec<_> = kinds.into_iter().filter(|kind| kind.valid_to.is_none_or(|last| today <= last)).collect();
    let page = AddPage { units, kinds: kind_choices(&current), ..AddPage::default() };
    Ok(match old {
        None => page,
        Some(old) => AddPage {
            replaces: old.id.to_string(),
            replaces_name: old.facts.full_name.clone(),
            full_name: old.facts.full_name,
            birth_date: old.facts.birth_date.map(format::date).unwrap_or_default(),
            unit_id: old.facts.unit_id.map(|unit| unit.to_string()).unwrap_or_default(),
            office: old.facts.office.unwrap_or_default(),
            kind: old.facts.kind,
            committee: old.facts.committee,
            card_number: old.facts.card_number.unwrap_or_default(),
            ..page
        },
    })
}

/// `GET /danh-ba/them?thay=`.
pub async fn add_page(cx: Cx) -> Result<HttpResponse, Problem> {
    let page = form_page(&cx, &cx.query("thay")).await?;
    cx.page(&page)
}

fn parse(form: &Form, units: &[Choice]) -> Result<Facts, Problem> {
    let mut wrong = Vec::new();
    let mut line = |field: &'static str, is_needed: bool| {
        let typed = text::clean_line(form.text(field));
        if is_needed && typed.is_empty() {
            wrong.push(FieldProblem::new(field, "required"));
        } else if typed.chars().count() > 200 {
            wrong.push(FieldProblem::new(field, "too_long").with("max", 200));
        } else if field == "full_name" && !text::is_printable_name(&typed) {
            wrong.push(FieldProblem::new(field, "name_letters"));
        }
        typed
    };
    let (full_name, office) = (line("full_name", true), line("office", false));
    let (committee, decision_number, card_number) = (line("committee", true), line("decision_number", true), line("card_number", false));
    let mut day = |field: &'static str, is_needed: bool| -> Option<NaiveDate> {
        let typed = text::clean_line(form.text(field));
        let read = parse_date(&typed);
        if read.is_none() && (is_needed || !typed.is_empty()) {
            wrong.push(FieldProblem::new(field, "date_form"));
        }
        read
    };
    let (birth_date, decision_date) = (day("birth_date", false), day("decision_date", true));
    let (valid_from, valid_to) = (day("valid_from", false).or(decision_date), day("valid_to", false));
    if valid_from.zip(valid_to).is_some_and(|(first, last)| last < first) {
        wrong.push(FieldProblem::new("valid_to", "date_order"));
    }
    let unit_id: Option<UnitId> = form.text("unit_id").parse().ok();
    let unit_name = units.iter().find(|unit| unit.value == form.text("unit_id")).map(|unit| unit.text.trim().to_owned());
    if unit_name.is_none() {
        wrong.push(FieldProblem::new("unit_id", "choice"));
    }
    if form.text("kind").is_empty() {
        wrong.push(FieldProblem::new("kind", "choice"));
    }
    let some = |typed: String| Some(typed).filter(|typed| !typed.is_empty());
    match (decision_date, valid_from, unit_name) {
        (Some(decision_date), Some(valid_from), Some(unit_name)) if wrong.is_empty() => Ok(Facts {
            kind: form.text("kind").to_owned(),
            full_name,
            birth_date,
            unit_id,
            unit_name,
            office: some(office),
            committee,
            decision_number,
            decision_date,
            card_number: some(card_number),
            valid_from,
            valid_to,
        }),
        _ => Err(Problem::invalid(wrong)),
    }
}

/// `POST /danh-ba/them`.
pub async fn add(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let page = form_page(&cx, form.text("replaces")).await?;
    let replaces: Option<RecognitionId> = form.text("replaces").parse().ok();
    let (actor, now, entropy) = (cx.actor()?, cx.now(), Arc::clone(&cx.state.entropy));
    let username = text::clean_line(form.text("username")).to_lowercase();
    let added = match parse(&form, &page.units) {
        Ok(facts) => {
            cx.state.db.write(move |conn| ops::add(conn, now, &*entropy, &actor, &facts, &username, replaces)).await.map_err(Problem::from)
        }
        Err(problem) => Err(problem),
    };
    match added {
        Ok(id) => Ok(cx.redirect_saying(&format!("/danh-ba/{id}"), "recognition_recorded")),
        Err(problem) => {
            let errors = cx.field_errors(problem)?;
            let typed = |field: &str| form.text(field).to_owned();
            let page = AddPage {
                full_name: typed("full_name"),
                birth_date: typed("birth_date"),
                unit_id: typed("unit_id"),
                office: typed("office"),
                kind: typed("kind"),
                committee: typed("committee"),
                decision_number: typed("decision_number"),
                decision_date: typed("decision_date"),
                card_number: typed("card_number"),
                valid_from: typed("valid_from"),
                valid_to: typed("valid_to"),
                username: typed("username"),
                errors,
                ..page
            };
            cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}
