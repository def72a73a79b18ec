//! The bodies that issue: what their papers print, and how their numbers look.

use actix_web::{HttpResponse, http::StatusCode};
use serde::Serialize;

use super::super::{
    super::{
        looks::model::PaperKind,
        model::{CertificationError, Issuer, IssuingBody},
        programmes::ops,
    },
    numbers,
};
use crate::{
    kernel::{FieldProblem, Problem, Role, ids::UnitId, text},
    org::{
        self,
        model::{Scope, Unit},
    },
    web::{
        Cx, Form, View,
        error::FieldError,
        view::{Choice, Sample},
    },
};

#[derive(Serialize, Default)]
struct BodiesPage {
    bodies: Vec<BodyLine>,
    code: String,
    unit_id: String,
    name: String,
    parent: String,
    place: String,
    symbol: String,
    pattern: String,
    signer_title: String,
    signer_name: String,
    state_motto: bool,
    kind: String,
    units: Vec<Choice>,
    unit_optional: bool,
    /// A number as the pattern writes it.
    example: String,
    errors: Vec<FieldError>,
}

#[derive(Serialize)]
struct BodyLine {
    code: String,
    name: String,
    unit: String,
    example: String,
    signer: String,
    kind: &'static str,
}

impl View for BodiesPage {
    const TEMPLATE: &'static str = "certification/bodies.html";
    fn samples() -> Vec<Self> {
        let line = |unit: &str| BodyLine {
            code: "btg-my-tho".into(),
            name: "Ban Tuyên giáo và Dân vận".into(),
            unit: unit.into(),
            example: "015/2026/GCN-BTGDV".into(),
            signer: unit.into(),
            kind: if unit.is_empty() { "contest" } else { "training" },
        };
        let error = FieldError { field: "symbol".into(), message: "Ký hiệu này đã có.".into() };
        vec![
            Self { unit_optional: true, ..Self::default() },
            Self {
                bodies: vec![line(""), line("Phường Mỹ Tho")], errors: vec![error], example: "001/2026/A".into(), ..Self::default()
            },
        ]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<BodiesPage>()
}

async fn view(cx: &Cx) -> Result<(BodiesPage, Vec<IssuingBody>), Problem> {
    let (actor, year) = (cx.actor()?, chrono::Datelike::year(&cx.now().vietnam_date()));
    let (bodies, scope, units) = cx
        .state
        .db
        .read(move |conn| {
            let scope = org::ops::scope(conn, &actor, Role::Admin)?;
            let units = org::ops::units(conn, &scope)?;
            Ok::<_, CertificationError>((ops::bodies(conn, &actor)?, scope, units))
        })
        .await?;
    let unit_name = |id: Option<UnitId>| units.iter().find(|unit| Some(unit.id) == id).map(|unit| unit.name.clone()).unwrap_or_default();
    let line = |body: &IssuingBody| BodyLine {
        code: body.code.clone(),
        name: body.issuer.name.clone(),
        unit: unit_name(body.unit_id),
        example: numbers::written(&body.pattern, 15, year, &body.issuer.symbol),
        signer: body.issuer.signer_name.clone().unwrap_or_default(),
        kind: body.kind.code(),
    };
    let lines = bodies.iter().map(line).collect();
    let choice =
        |(depth, unit): (usize, Unit)| Choice { value: unit.id.to_string(), text: format!("{}{}", "\u{2003}".repeat(depth), unit.name) };
    let page = BodiesPage {
        bodies: lines,
        pattern: numbers::DEFAULT.to_owned(),
        kind: PaperKind::Training.code().to_owned(),
        unit_optional: scope == Scope::Everywhere,
        units: org::ops::tree_order(units).into_iter().map(choice).collect(),
        example: numbers::written(numbers::DEFAULT, 15, year, "GCN-BTGDV"),
        ..BodiesPage::default()
    };
    Ok((page, bodies))
}

/// `GET /quan-tri/noi-cap?sua=`.
pub async fn bodies(cx: Cx) -> Result<HttpResponse, Problem> {
    let (page, bodies) = view(&cx).await?;
    let page = match bodies.into_iter().find(|body| body.code == cx.query("sua")) {
        None => page,
        Some(body) => BodiesPage {
            code: body.code,
            unit_id: body.unit_id.map(|unit| unit.to_string()).unwrap_or_default(),
            name: body.issuer.name,
            parent: body.issuer.parent.unwrap_or_default(),
            place: body.issuer.place,
            symbol: body.issuer.symbol,
            pattern: body.pattern,
            signer_title: body.issuer.signer_title.unwrap_or_default().replace('\n', " | "),
            signer_name: body.issuer.signer_name.unwrap_or_default(),
            state_motto: body.issuer.state_motto,
            kind: body.kind.code().to_owned(),
            ..page
        },
    };
    cx.page(&page)
}

fn parse(form: &Form) -> Result<IssuingBody, Problem> {
    let mut wrong = Vec::new();
    let code = text::clean_line(form.text("code")).to_lowercase();
    if code.len() < 2 || code.len() > 40 || !code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
        wrong.push(FieldProblem::new("code", "contest_code_form"));
    }
    let mut line = |field: &'static str, is_needed: bool, most: usize| {
        let typed = text::clean_line(form.text(field));
        if is_needed && typed.is_empty() {
            wrong.push(FieldProblem::new(field, "required"));
        } else if typed.chars().count() > most {
            wrong.push(FieldProblem::new(field, "too_long").with("max", most));
        }
        typed
    };
    let (name, parent, place) = (line("name", true, 150), line("parent", false, 150), line("place", true, 60));
    let (symbol, pattern) = (line("symbol", true, 30), line("pattern", true, 60));
    // Two lines, as "KT. TRƯỞNG BAN" over "PHÓ TRƯỞNG BAN", are typed with a bar between them.
    let (signer_title, signer_name) = (line("signer_title", false, 120).replace(" | ", "\n"), line("signer_name", false, 80));
    if !symbol.is_empty() && !symbol.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '.' | '/')) {
        wrong.push(FieldProblem::new("symbol", "body_symbol_form"));
    }
    if !pattern.is_empty() && !numbers::is_pattern(&pattern) {
        wrong.push(FieldProblem::new("pattern", "number_pattern"));
    }
    let unit_id: Option<UnitId> = match form.text("unit_id") {
        "" => None,
        typed => typed.parse().map_err(|_| wrong.push(FieldProblem::new("unit_id", "choice"))).ok(),
    };
    if !wrong.is_empty() {
        return Err(Problem::invalid(wrong));
    }
    let some = |typed: String| Some(typed).filter(|typed| !typed.is_empty());
    let issuer = Issuer {
        parent: some(parent),
        name,
        place,
        symbol,
        signer_title: some(signer_title),
        signer_name: some(signer_name),
        state_motto: form.ticked("state_motto"),
    };
    // A form of before there were two kinds names none.
    let kind = PaperKind::parse(form.text("kind")).unwrap_or_default();
    Ok(IssuingBody { code, unit_id, issuer, pattern, kind })
}

/// `POST /quan-tri/noi-cap`.
pub async fn put_body(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, now) = (cx.actor()?, cx.now());
    let put = match parse(&form) {
        Ok(body) => cx.state.db.write(move |conn| ops::put_body(conn, now, &actor, &body)).await.map_err(Problem::from),
        Err(problem) => Err(problem),
    };
    match put {
        Ok(()) => Ok(cx.redirect_saying("/quan-tri/noi-cap", "issuing_body_saved")),
        Err(problem) => {
            let errors = cx.field_errors(problem)?;
            let typed = |field: &str| form.text(field).to_owned();
            let page = BodiesPage {
                code: typed("code"),
                unit_id: typed("unit_id"),
                name: typed("name"),
                parent: typed("parent"),
                place: typed("place"),
                symbol: typed("symbol"),
                pattern: typed("pattern"),
                signer_title: typed("signer_title"),
                signer_name: typed("signer_name"),
                state_motto: form.ticked("state_motto"),
                kind: typed("kind"),
                errors,
                ..view(&cx).await?.0
            };
            cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}
