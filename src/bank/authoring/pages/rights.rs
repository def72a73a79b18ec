//! Giving rights in a bank, and taking them away.

use std::sync::Arc;

use actix_web::{HttpResponse, http::StatusCode};
use serde::Serialize;

use super::super::rights::{self, Right, To};
use crate::{
    bank::model::{Bank, BankError},
    kernel::{FieldProblem, Problem, ids::UnitId},
    org,
    web::{
        Cx, Form, View,
        error::FieldError,
        format,
        view::{Choice, Sample},
    },
};

#[derive(Serialize)]
struct RightsPage {
    bank_code: String,
    bank_title: String,
    is_open: bool,
    given: Vec<GivenLine>,
    rights: Vec<&'static str>,
    units: Vec<Choice>,
    username: String,
    unit_id: String,
    right: String,
    errors: Vec<FieldError>,
}

#[derive(Serialize)]
struct GivenLine {
    id: String,
    to: String,
    is_unit: bool,
    right: &'static str,
    since: String,
}

impl View for RightsPage {
    const TEMPLATE: &'static str = "bank/rights.html";
    fn samples() -> Vec<Self> {
        let page = |given: Vec<GivenLine>, is_open, errors| Self {
            bank_code: "kl-57".into(),
            bank_title: "Kết luận 57".into(),
            is_open,
            given,
            rights: Right::ALL.map(Right::code).to_vec(),
            units: vec![Choice { value: "1".into(), text: "Phường Mỹ Tho".into() }],
            username: "minh".into(),
            unit_id: String::new(),
            right: "editor".into(),
            errors,
        };
        let line = |right: Right| GivenLine {
            id: "1".into(),
            to: "Trần Văn Minh".into(),
            is_unit: right == Right::Viewer,
            right: right.code(),
            since: "24/11/2026".into(),
        };
        let wrong = FieldError { field: "username".into(), message: "Không có người này.".into() };
        vec![page(vec![], true, vec![]), page(Right::ALL.map(line).into(), false, vec![wrong])]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<RightsPage>()
}

async fn rights_page(cx: &Cx, form: Option<&Form>, errors: Vec<FieldError>) -> Result<RightsPage, Problem> {
    let (code, actor) = (cx.path_str("bank")?.to_owned(), cx.actor()?);
    let (bank, (is_open, given), units) = cx
        .state
        .db
        .read(move |conn| {
            let (bank, rights) = rights::bank(conn, &actor, &code)?;
            rights.to_own()?;
            let list = rights::list(conn, bank.id)?;
            let units = org::ops::tree_order(org::ops::units(conn, &org::model::Scope::Everywhere)?);
            Ok::<(Bank, _, _), BankError>((bank, list, units))
        })
        .await?;
    let text = |name: &str| form.map(|form| form.text(name).to_owned()).unwrap_or_default();
    Ok(RightsPage {
        bank_code: bank.code,
        bank_title: bank.title,
        is_open,
        given: given
            .into_iter()
            .map(|given| GivenLine {
                id: given.id.to_string(),
                to: given.to,
                is_unit: given.is_unit,
                right: given.right.code(),
                since: format::day(given.at),
            })
            .collect(),
        rights: Right::ALL.map(Right::code).to_vec(),
        units: units
            .into_iter()
            .map(|(depth, unit)| Choice { value: unit.id.to_string(), text: format!("{}{}", "\u{2003}".repeat(depth), unit.name) })
            .collect(),
        username: text("username"),
        unit_id: text("unit_id"),
        right: text("right"),
        errors,
    })
}

/// `GET /ngan-hang/{bank}/quyen`.
pub async fn rights(cx: Cx) -> Result<HttpResponse, Problem> {
    let page = rights_page(&cx, None, vec![]).await?;
    cx.page(&page)
}

/// What is done on the page of rights.
enum Asked {
    Open(bool),
    Take(crate::kernel::ids::BankGrantId),
    Give { username: String, unit: Option<UnitId>, right: Right },
}

fn asked(form: &Form) -> Result<Asked, Problem> {
    match form.text("do") {
        "open" => Ok(Asked::Open(true)),
        "close" => Ok(Asked::Open(false)),
        "take" => Ok(Asked::Take(form.text("grant").parse().map_err(|_| Problem::not_found())?)),
        _ => {
            let username = form.text("username").trim().to_owned();
            let unit = match form.text("unit_id") {
                "" => None,
                id => Some(id.parse().map_err(|_| Problem::invalid(vec![FieldProblem::new("unit_id", "choice")]))?),
            };
            if username.is_empty() == unit.is_none() {
                return Err(Problem::invalid(vec![FieldProblem::new("username", "person_or_unit")]));
            }
            let right = Right::parse(form.text("right")).ok_or_else(|| Problem::invalid(vec![FieldProblem::new("right", "choice")]))?;
            Ok(Asked::Give { username, unit, right })
        }
    }
}

/// `POST /ngan-hang/{bank}/quyen`.
pub async fn set_rights(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let (code, actor, now, entropy) = (cx.path_str("bank")?.to_owned(), cx.actor()?, cx.now(), Arc::clone(&cx.state.entropy));
    // Who may not own the bank learns nothing from the form's faults.
    rights_page(&cx, None, vec![]).await?;
    let done = match asked(&form) {
        Ok(asked) => cx
            .state
            .db
            .write(move |conn| {
                let (bank, rights) = rights::bank(conn, &actor, &code)?;
                rights.to_own()?;
                match &asked {
                    Asked::Open(is_open) => rights::set_open(conn, now, &actor, &bank, *is_open),
                    Asked::Take(id) => rights::take(conn, now, &actor, &bank, *id),
                    Asked::Give { username, unit, right } => {
                        let to = match unit {
                            Some(unit) => {
                                org::ops::unit(conn, &org::model::Scope::Everywhere, *unit)?;
                                To::Unit(*unit)
                            }
                            None => To::Person(rights::person_named(conn, username)?),
                        };
                        rights::give(conn, now, &*entropy, &actor, &bank, to, *right)
                    }
                }
            })
            .await
            .map_err(Problem::from),
        Err(problem) => Err(problem),
    };
    match done {
        Ok(()) => Ok(cx.redirect_saying(&format!("/ngan-hang/{}/quyen", cx.path_str("bank")?), "bank_rights_changed")),
        Err(problem) => {
            let errors = cx.field_errors(problem)?;
            let page = rights_page(&cx, Some(&form), errors).await?;
            cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}
