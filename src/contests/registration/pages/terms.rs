//! The organizer's form of the terms.

use std::collections::{BTreeMap, HashMap};

use actix_web::{HttpResponse, http::StatusCode};
use serde::Serialize;

use crate::{
    contests::registration::{
        entry::Typed,
        model::RegistrationError,
        organize,
        terms::{BuiltIn, ExclusionClass, FieldKind},
        terms_form,
    },
    kernel::{Problem, ids::UnitId},
    org,
    web::{Cx, Form, View, error::FieldError, view::Sample},
};

/// Empty rows that wait below the filled ones.
const SPARE: usize = 2;

#[derive(Serialize)]
struct TermsPage {
    contest_code: String,
    contest_title: String,
    is_published: bool,
    has_terms: bool,
    values: BTreeMap<String, String>,
    built_ins: Vec<&'static str>,
    classes: Vec<&'static str>,
    kinds: Vec<&'static str>,
    group_rows: usize,
    block_rows: usize,
    question_rows: usize,
    /// The terms in words, once they are published.
    facts: Vec<String>,
    errors: Vec<FieldError>,
}

impl View for TermsPage {
    const TEMPLATE: &'static str = "registration/terms.html";
    fn samples() -> Vec<Self> {
        let page = |is_published, has_terms, errors| Self {
            contest_code: "tim-hieu".into(),
            contest_title: "Cuộc thi tìm hiểu".into(),
            is_published,
            has_terms,
            values: [("min_age", "14"), ("block_code_0", "trong-tinh"), ("block_title_0", "Trong tỉnh"), ("x_label_0", "Lớp mấy")]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .into(),
            built_ins: BuiltIn::ALL.map(BuiltIn::code).to_vec(),
            classes: ExclusionClass::ALL.map(ExclusionClass::code).to_vec(),
            kinds: FieldKind::ALL.map(FieldKind::code).to_vec(),
            group_rows: SPARE,
            block_rows: SPARE + 1,
            question_rows: SPARE + 1,
            facts: if is_published { vec!["Từ đủ 14 tuổi.".into()] } else { vec![] },
            errors,
        };
        let wrong = [
            "min_age",
            "max_age",
            "age_on",
            "guardian_under",
            "units",
            "block_code_0",
            "block_units_0",
            "residences",
            "closes_at",
            "x_choices_0",
        ]
        .map(|name| FieldError { field: name.into(), message: "Chỗ này chưa đúng.".into() });
        vec![page(false, false, vec![]), page(false, true, wrong.into()), page(true, true, vec![]), page(true, false, vec![])]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<TermsPage>()
}

async fn page(cx: &Cx, typed: Option<Typed>, errors: Vec<FieldError>) -> Result<TermsPage, Problem> {
    let code = cx.path_str("contest")?.to_owned();
    let (contest, terms, units) = cx
        .state
        .db
        .read(move |conn| {
            let contest = crate::contests::ops::contest(conn, &code, true)?;
            let terms = crate::contests::registration::terms_of(conn, contest.id)?;
            let units = org::ops::units(conn, &org::model::Scope::Everywhere)?;
            Ok::<_, Problem>((contest, terms, units))
        })
        .await?;
    let codes: HashMap<UnitId, (String, String)> = units.into_iter().map(|unit| (unit.id, (unit.code, unit.name))).collect();
    let code_of = |unit: UnitId| codes.get(&unit).map(|(code, _)| code.clone()).unwrap_or_default();
    let names: Vec<(UnitId, String)> = codes.iter().map(|(id, (_, name))| (*id, name.clone())).collect();
    let typed = typed.unwrap_or_else(|| terms_form::fill(terms.as_ref(), &code_of));
    let rows = |markers: &[&str]| (terms_form::rows(&typed, markers) + SPARE).min(terms_form::MOST_ROWS);
    Ok(TermsPage {
        is_published: contest.published_at.is_some(),
        has_terms: terms.is_some(),
        group_rows: rows(&["group_code", "group_title", "group_units"]),
        block_rows: rows(&["block_code", "block_title", "block_units"]),
        question_rows: rows(&["x_code", "x_label", "x_purpose", "x_choices"]),
        values: terms_form::names().into_iter().map(|name| (name.clone(), typed.get(&name).to_owned())).collect(),
        built_ins: BuiltIn::ALL.map(BuiltIn::code).to_vec(),
        classes: ExclusionClass::ALL.map(ExclusionClass::code).to_vec(),
        kinds: FieldKind::ALL.map(FieldKind::code).to_vec(),
        facts: terms
            .as_ref()
            .filter(|_| contest.published_at.is_some())
            .map(|terms| super::sentences(cx, terms, &names))
            .unwrap_or_default(),
        contest_code: contest.code,
        contest_title: contest.title,
        errors,
    })
}

/// `GET /to-chuc-thi/{contest}/dang-ky`.
pub async fn terms(cx: Cx) -> Result<HttpResponse, Problem> {
    let page = page(&cx, None, vec![]).await?;
    cx.page(&page)
}

/// `POST /to-chuc-thi/{contest}/dang-ky`.
pub async fn set_terms(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let (code, actor, now) = (cx.path_str("contest")?.to_owned(), cx.actor()?, cx.now());
    let typed: Typed = terms_form::names().into_iter().map(|name| (name.clone(), form.text(&name).to_owned())).collect();
    let for_write = typed.clone();
    let done = cx
        .state
        .db
        .write(move |conn| {
            let contest = crate::contests::ops::contest(conn, &code, true)?;
            let units = org::ops::units(conn, &org::model::Scope::Everywhere)?.into_iter().map(|unit| (unit.code, unit.id)).collect();
            let terms = if for_write.ticked("has_terms") {
                Some(terms_form::parse(&for_write, &units, now).map_err(|wrong| Problem::from(RegistrationError::Fields(wrong)))?)
            } else {
                None
            };
            organize::set_terms(conn, now, Some(actor.id), &contest, terms.as_ref()).map_err(Problem::from)
        })
        .await;
    match done {
        Ok(()) => Ok(cx.redirect_saying(&format!("/to-chuc-thi/{}/dang-ky", cx.path_str("contest")?), "terms_set")),
        Err(problem) => {
            let status = crate::web::error::status(&problem);
            let errors = cx.field_errors(problem)?;
            let page = page(&cx, Some(typed), errors).await?;
            cx.page_with(if status == StatusCode::CONFLICT { status } else { StatusCode::UNPROCESSABLE_ENTITY }, &page)
        }
    }
}
