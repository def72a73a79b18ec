//! The unit tree.

use std::sync::Arc;

use actix_web::{HttpResponse, http::StatusCode};
use serde::Serialize;

use super::unit_choices;
use crate::{
    kernel::{Problem, Role, ids::UnitId},
    org::{
        model::{OrgError, Scope, UNIT_KINDS, Unit, UnitForm},
        ops,
    },
    web::{
        Cx, Form, View,
        error::FieldError,
        format,
        view::{Choice, Sample},
    },
};

#[derive(Serialize)]
struct UnitsPage {
    units: Vec<UnitRow>,
}

#[derive(Serialize)]
struct UnitRow {
    id: String,
    code: String,
    name: String,
    kind: String,
    depth: usize,
    valid_from: String,
    valid_to: String,
    has_ended: bool,
}

impl View for UnitsPage {
    const TEMPLATE: &'static str = "org/units.html";
    fn samples() -> Vec<Self> {
        let row = |depth, has_ended: bool| UnitRow {
            id: "1".into(),
            code: "tg".into(),
            name: "Tỉnh Tiền Giang".into(),
            kind: "province".into(),
            depth,
            valid_from: "01/07/2025".into(),
            valid_to: if has_ended { "31/12/2025".into() } else { String::new() },
            has_ended,
        };
        vec![Self { units: vec![] }, Self { units: vec![row(0, false), row(1, false), row(2, true)] }]
    }
}

#[derive(Serialize)]
struct UnitPage {
    /// Empty for a new unit.
    id: String,
    code: String,
    name: String,
    kind: String,
    parent_id: String,
    valid_from: String,
    valid_to: String,
    kinds: Vec<&'static str>,
    parents: Vec<Choice>,
    can_stand_at_top: bool,
    errors: Vec<FieldError>,
}

impl View for UnitPage {
    const TEMPLATE: &'static str = "org/unit.html";
    fn samples() -> Vec<Self> {
        let page = |id: &str, errors| Self {
            id: id.into(),
            code: "my-tho".into(),
            name: "Phường Mỹ Tho".into(),
            kind: "commune".into(),
            parent_id: "1".into(),
            valid_from: "01/07/2025".into(),
            valid_to: String::new(),
            kinds: UNIT_KINDS.to_vec(),
            parents: vec![Choice { value: "1".into(), text: "Tỉnh Tiền Giang".into() }],
            can_stand_at_top: id.is_empty(),
            errors,
        };
        vec![page("", vec![]), page("2", vec![FieldError { field: "valid_to".into(), message: "Ngày cuối trước ngày đầu.".into() }])]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    [Sample::of::<UnitsPage>(), Sample::of::<UnitPage>()].into_iter().flatten().collect()
}

/// `GET /quan-tri/don-vi`.
pub async fn units(cx: Cx) -> Result<HttpResponse, Problem> {
    let (actor, today) = (cx.actor()?, cx.now().vietnam_date());
    let units = cx
        .state
        .db
        .read(move |conn| {
            let scope = ops::scope(conn, &actor, Role::Admin)?;
            ops::units(conn, &scope)
        })
        .await?;
    let row = |(depth, unit): (usize, Unit)| UnitRow {
        id: unit.id.to_string(),
        code: unit.code,
        name: unit.name,
        kind: unit.kind,
        depth,
        valid_from: format::date(unit.valid_from),
        valid_to: unit.valid_to.map(format::date).unwrap_or_default(),
        has_ended: unit.valid_to.is_some_and(|last| last < today),
    };
    cx.page(&UnitsPage { units: ops::tree_order(units).into_iter().map(row).collect() })
}

async fn empty_form(cx: &Cx) -> Result<UnitPage, Problem> {
    let actor = cx.actor()?;
    let (scope, parents) = cx.state.db.read(move |conn| unit_choices(conn, &actor)).await?;
    Ok(UnitPage {
        id: String::new(),
        code: String::new(),
        name: String::new(),
        kind: "commune".into(),
        parent_id: cx.query("tren"),
        valid_from: format::day(cx.now()),
        valid_to: String::new(),
        kinds: UNIT_KINDS.to_vec(),
        parents,
        can_stand_at_top: scope == Scope::Everywhere,
        errors: vec![],
    })
}

/// `GET /quan-tri/don-vi/them`.
pub async fn new_unit_page(cx: Cx) -> Result<HttpResponse, Problem> {
    let page = empty_form(&cx).await?;
    cx.page(&page)
}

/// `GET /quan-tri/don-vi/{unit}`.
pub async fn unit(cx: Cx) -> Result<HttpResponse, Problem> {
    let (actor, id): (_, UnitId) = (cx.actor()?, cx.path("unit")?);
    let unit = cx
        .state
        .db
        .read(move |conn| {
            let scope = ops::scope(conn, &actor, Role::Admin)?;
            ops::unit(conn, &scope, id)
        })
        .await?;
    let page = UnitPage {
        id: unit.id.to_string(),
        code: unit.code,
        name: unit.name,
        kind: unit.kind,
        parent_id: unit.parent_id.map(|id| id.to_string()).unwrap_or_default(),
        valid_from: format::date(unit.valid_from),
        valid_to: unit.valid_to.map(format::date).unwrap_or_default(),
        ..empty_form(&cx).await?
    };
    cx.page(&page)
}

fn parse(form: &Form) -> Result<UnitForm, Problem> {
    UnitForm::parse(
        form.one("code")?,
        form.one("name")?,
        form.one("kind")?,
        form.text("parent_id"),
        form.one("valid_from")?,
        form.text("valid_to"),
    )
    .map_err(Problem::invalid)
}

async fn refuse(cx: &Cx, form: &Form, id: String, problem: Problem) -> Result<HttpResponse, Problem> {
    let errors = cx.field_errors(problem)?;
    let page = UnitPage {
        id,
        code: form.text("code").to_owned(),
        name: form.text("name").to_owned(),
        kind: form.text("kind").to_owned(),
        parent_id: form.text("parent_id").to_owned(),
        valid_from: form.text("valid_from").to_owned(),
        valid_to: form.text("valid_to").to_owned(),
        errors,
        ..empty_form(cx).await?
    };
    cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

/// `POST /quan-tri/don-vi/them`.
pub async fn create_unit(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, now, entropy) = (cx.actor()?, cx.now(), Arc::clone(&cx.state.entropy));
    let created = match parse(&form) {
        Ok(unit) => cx
            .state
            .db
            .write(move |conn| ops::create_unit(conn, now, &*entropy, Some(&actor), unit.clone()))
            .await
            .map_err(|error: OrgError| Problem::from(error)),
        Err(problem) => Err(problem),
    };
    match created {
        Ok(_) => Ok(cx.redirect_saying("/quan-tri/don-vi", "unit_created")),
        Err(problem) => refuse(&cx, &form, String::new(), problem).await,
    }
}

/// `POST /quan-tri/don-vi/{unit}`.
pub async fn change_unit(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, now, id): (_, _, UnitId) = (cx.actor()?, cx.now(), cx.path("unit")?);
    let changed = match parse(&form) {
        Ok(unit) => cx
            .state
            .db
            .write(move |conn| ops::change_unit(conn, now, &actor, id, unit.clone()))
            .await
            .map_err(|error: OrgError| Problem::from(error)),
        Err(problem) => Err(problem),
    };
    match changed {
        Ok(()) => Ok(cx.redirect_saying("/quan-tri/don-vi", "unit_changed")),
        Err(problem) => refuse(&cx, &form, id.to_string(), problem).await,
    }
}
