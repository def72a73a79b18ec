//! The campaigns of a leader's units, and opening another.

use std::{collections::HashMap, sync::Arc};

use actix_web::{HttpResponse, http::StatusCode};
use serde::Serialize;

use super::super::{
    super::{model::CertificationError, programmes},
    ops::{self, CampaignForm, CampaignRow},
};
use crate::{
    kernel::{FieldProblem, Problem, ids::UnitId, text},
    org::{
        self,
        model::{Scope, Unit, parse_date},
    },
    recognition,
    web::{
        Cx, Form, View,
        error::FieldError,
        format,
        view::{Choice, Sample},
    },
};

#[derive(Serialize)]
struct CampaignsPage {
    campaigns: Vec<CampaignLine>,
}

#[derive(Serialize)]
struct CampaignLine {
    id: String,
    title: String,
    programme: String,
    unit: String,
    due_on: String,
    is_closed: bool,
}

impl View for CampaignsPage {
    const TEMPLATE: &'static str = "certification/campaigns.html";
    fn samples() -> Vec<Self> {
        let line = |unit: &str| CampaignLine {
            id: "1".into(),
            title: "Cấp lại năm 2026".into(),
            programme: "Bồi dưỡng báo cáo viên".into(),
            unit: unit.into(),
            due_on: "31/12/2026".into(),
            is_closed: unit.is_empty(),
        };
        vec![Self { campaigns: vec![] }, Self { campaigns: vec![line("Phường Mỹ Tho"), line("")] }]
    }
}

#[derive(Serialize, Default)]
struct NewPage {
    title: String,
    programme: String,
    programmes: Vec<Choice>,
    unit_id: String,
    units: Vec<Choice>,
    unit_optional: bool,
    due_on: String,
    with_newcomers: bool,
    errors: Vec<FieldError>,
}

impl View for NewPage {
    const TEMPLATE: &'static str = "certification/campaign_new.html";
    fn samples() -> Vec<Self> {
        let choice = Choice { value: "1".into(), text: "Phường Mỹ Tho".into() };
        let error = FieldError { field: "due_on".into(), message: "Không có ai đến hạn.".into() };
        vec![
            Self { unit_optional: true, ..Self::default() },
            Self { programmes: vec![choice.clone()], units: vec![choice], with_newcomers: true, errors: vec![error], ..Self::default() },
        ]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    [Sample::of::<CampaignsPage>(), Sample::of::<NewPage>()].into_iter().flatten().collect()
}

/// `GET /dot-cap-lai`.
pub async fn list(cx: Cx) -> Result<HttpResponse, Problem> {
    let actor = cx.actor()?;
    let (campaigns, programmes, units) = cx
        .state
        .db
        .read(move |conn| {
            let campaigns = ops::campaigns(conn, &actor)?;
            let ids: Vec<_> = campaigns.iter().map(|campaign| campaign.programme_id).collect();
            let programmes = programmes::ops::by_ids(conn, &ids)?;
            let units: HashMap<UnitId, String> =
                org::ops::units(conn, &Scope::Everywhere)?.into_iter().map(|unit| (unit.id, unit.name)).collect();
            Ok::<_, CertificationError>((campaigns, programmes, units))
        })
        .await?;
    let line = |row: CampaignRow| CampaignLine {
        id: row.id.to_string(),
        programme: programmes.get(&row.programme_id).map(|programme| programme.title.clone()).unwrap_or_default(),
        unit: row.unit_id.and_then(|unit| units.get(&unit).cloned()).unwrap_or_default(),
        title: row.title,
        due_on: format::date(row.due_on),
        is_closed: row.closed_at.is_some(),
    };
    cx.page(&CampaignsPage { campaigns: campaigns.into_iter().map(line).collect() })
}

async fn fresh(cx: &Cx) -> Result<NewPage, Problem> {
    let actor = cx.actor()?;
    let (programmes, scope, units) = cx
        .state
        .db
        .read(move |conn| {
            let scope = recognition::ops::readable(conn, &actor).map_err(Problem::from)?;
            let units = org::ops::units(conn, &scope).map_err(Problem::from)?;
            Ok::<_, Problem>((programmes::ops::training(conn)?, scope, units))
        })
        .await?;
    let unit =
        |(depth, unit): (usize, Unit)| Choice { value: unit.id.to_string(), text: format!("{}{}", "\u{2003}".repeat(depth), unit.name) };
    Ok(NewPage {
        programmes: programmes.into_iter().map(|programme| Choice { value: programme.code, text: programme.title }).collect(),
        unit_optional: scope == Scope::Everywhere,
        units: org::ops::tree_order(units).into_iter().map(unit).collect(),
        ..NewPage::default()
    })
}

/// `GET /dot-cap-lai/them`.
pub async fn new_page(cx: Cx) -> Result<HttpResponse, Problem> {
    let page = fresh(&cx).await?;
    cx.page(&page)
}

fn parse(form: &Form, today: chrono::NaiveDate) -> Result<CampaignForm, Problem> {
    let mut wrong = Vec::new();
    let title = text::clean_line(form.text("title"));
    if title.is_empty() {
        wrong.push(FieldProblem::new("title", "required"));
    } else if title.chars().count() > 120 {
        wrong.push(FieldProblem::new("title", "too_long").with("max", 120));
    }
    let due_on = parse_date(form.text("due_on"));
    match due_on {
        None => wrong.push(FieldProblem::new("due_on", "date_form")),
        Some(day) if day < today => wrong.push(FieldProblem::new("due_on", "date_past")),
        Some(_) => {}
    }
    let unit_id: Option<UnitId> = match form.text("unit_id") {
        "" => None,
        typed => typed.parse().map_err(|_| wrong.push(FieldProblem::new("unit_id", "choice"))).ok(),
    };
    match due_on {
        Some(due_on) if wrong.is_empty() => Ok(CampaignForm {
            title,
            programme: form.text("programme").to_owned(),
            unit_id,
            due_on,
            with_newcomers: form.ticked("with_newcomers"),
        }),
        _ => Err(Problem::invalid(wrong)),
    }
}

/// `POST /dot-cap-lai/them`.
pub async fn create(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, now, entropy) = (cx.actor()?, cx.now(), Arc::clone(&cx.state.entropy));
    let opened = match parse(&form, now.vietnam_date()) {
        Ok(campaign) => cx.state.db.write(move |conn| ops::open(conn, now, &*entropy, &actor, &campaign)).await.map_err(Problem::from),
        Err(problem) => Err(problem),
    };
    match opened {
        Ok(id) => Ok(cx.redirect_saying(&format!("/dot-cap-lai/{id}"), "campaign_opened")),
        Err(problem) => {
            let errors = cx.field_errors(problem)?;
            let typed = |field: &str| form.text(field).to_owned();
            let page = NewPage {
                title: typed("title"),
                programme: typed("programme"),
                unit_id: typed("unit_id"),
                due_on: typed("due_on"),
                with_newcomers: form.ticked("with_newcomers"),
                errors,
                ..fresh(&cx).await?
            };
            cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}
