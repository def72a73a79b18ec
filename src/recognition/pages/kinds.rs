//! The kinds of recognition, as administrators of everything keep them.

use actix_web::{HttpResponse, http::StatusCode};
use serde::Serialize;

use super::super::{model::Kind, ops};
use crate::{
    kernel::{FieldProblem, Problem, ProblemKind, Role, text},
    org::model::parse_date,
    web::{Cx, Form, View, error::FieldError, format, view::Sample},
};

#[derive(Serialize, Default)]
struct KindsPage {
    kinds: Vec<KindLine>,
    code: String,
    name: String,
    rank: String,
    basis: String,
    valid_from: String,
    valid_to: String,
    errors: Vec<FieldError>,
}

#[derive(Serialize)]
struct KindLine {
    code: String,
    name: String,
    rank: i32,
    basis: String,
    from: String,
    to: String,
}

impl View for KindsPage {
    const TEMPLATE: &'static str = "recognition/kinds.html";
    fn samples() -> Vec<Self> {
        let line = |to: &str| KindLine {
            code: "bcv-huyen".into(),
            name: "Báo cáo viên cấp huyện".into(),
            rank: 30,
            basis: if to.is_empty() { String::new() } else { "Quy chế 973-QĐ/BTGTW".into() },
            from: String::new(),
            to: to.into(),
        };
        let error = FieldError { field: "rank".into(), message: "Cần một số nguyên.".into() };
        vec![Self::default(), Self { kinds: vec![line(""), line("30/06/2025")], errors: vec![error], ..Self::default() }]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<KindsPage>()
}

async fn view(cx: &Cx) -> Result<KindsPage, Problem> {
    if !cx.actor()?.has_everywhere(Role::Admin) {
        return Err(Problem::new(ProblemKind::Forbidden, "outside_scope"));
    }
    let kinds = cx.state.db.read(ops::kinds).await?;
    let line = |kind: Kind| KindLine {
        code: kind.code,
        name: kind.name,
        rank: kind.rank,
        basis: kind.basis,
        from: kind.valid_from.map(format::date).unwrap_or_default(),
        to: kind.valid_to.map(format::date).unwrap_or_default(),
    };
    Ok(KindsPage { kinds: kinds.into_iter().map(line).collect(), ..KindsPage::default() })
}

/// `GET /danh-ba/loai?sua=`: the list, and a form that adds one or changes the one named.
pub async fn kinds(cx: Cx) -> Result<HttpResponse, Problem> {
    let page = view(&cx).await?;
    let page = match page.kinds.iter().find(|kind| kind.code == cx.query("sua")) {
        None => page,
        Some(kind) => KindsPage {
            code: kind.code.clone(),
            name: kind.name.clone(),
            rank: kind.rank.to_string(),
            basis: kind.basis.clone(),
            valid_from: kind.from.clone(),
            valid_to: kind.to.clone(),
            ..page
        },
    };
    cx.page(&page)
}

fn parse(form: &Form) -> Result<Kind, Problem> {
    let mut wrong = Vec::new();
    let code = text::clean_line(form.text("code")).to_lowercase();
    if code.is_empty() || code.len() > 40 || !code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
        wrong.push(FieldProblem::new("code", "recognition_kind_code"));
    }
    let (name, basis) = (text::clean_line(form.text("name")), text::clean_line(form.text("basis")));
    if name.is_empty() {
        wrong.push(FieldProblem::new("name", "required"));
    }
    for (field, typed) in [("name", &name), ("basis", &basis)] {
        if typed.chars().count() > 200 {
            wrong.push(FieldProblem::new(field, "too_long").with("max", 200));
        }
    }
    let rank = text::clean_line(form.text("rank")).parse::<i32>().ok().filter(|rank| (1..=1000).contains(rank));
    if rank.is_none() {
        wrong.push(FieldProblem::new("rank", "number_range").with("min", 1).with("max", 1000));
    }
    let mut day = |field: &'static str| {
        let typed = text::clean_line(form.text(field));
        let read = parse_date(&typed);
        if read.is_none() && !typed.is_empty() {
            wrong.push(FieldProblem::new(field, "date_form"));
        }
        read
    };
    let (valid_from, valid_to) = (day("valid_from"), day("valid_to"));
    if valid_from.zip(valid_to).is_some_and(|(first, last)| last < first) {
        wrong.push(FieldProblem::new("valid_to", "date_order"));
    }
    match rank {
        Some(rank) if wrong.is_empty() => Ok(Kind { code, name, rank, basis, valid_from, valid_to }),
        _ => Err(Problem::invalid(wrong)),
    }
}

/// `POST /danh-ba/loai`.
pub async fn put_kind(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let page = view(&cx).await?;
    let (actor, now) = (cx.actor()?, cx.now());
    let put = match parse(&form) {
        Ok(kind) => cx.state.db.write(move |conn| ops::put_kind(conn, now, &actor, &kind)).await.map_err(Problem::from),
        Err(problem) => Err(problem),
    };
    match put {
        Ok(()) => Ok(cx.redirect_saying("/danh-ba/loai", "recognition_kind_saved")),
        Err(problem) => {
            let errors = cx.field_errors(problem)?;
            let typed = |field: &str| form.text(field).to_owned();
            let page = KindsPage {
                code: typed("code"),
                name: typed("name"),
                rank: typed("rank"),
                basis: typed("basis"),
                valid_from: typed("valid_from"),
                valid_to: typed("valid_to"),
                errors,
                ..page
            };
            cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}
