//! The editor of a template: its texts, its look, its logo; tried with the longest texts before it is saved.

use std::sync::Arc;

use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
};
use serde::Serialize;

use super::{
    super::{
        super::{
            model::{CertificationError, Issuer},
            pdf,
            programmes::ops as programmes,
        },
        model::{FIELDS, PaperKind},
        ops::{self, TemplateForm},
    },
    fit,
    form::{form_field, parse},
};
use crate::{
    identity,
    kernel::{FieldProblem, Problem, Role, ids::PaperTemplateId},
    org::{
        self,
        model::{Scope, Unit},
    },
    web::{
        Cx, Form, Upload, View,
        error::FieldError,
        format,
        i18n::Lang,
        view::{Choice, Sample},
    },
};

#[derive(Serialize, Default)]
struct LookPage {
    /// Empty for a new one.
    id: String,
    version: i32,
    name: String,
    kind: String,
    unit_id: String,
    units: Vec<Choice>,
    unit_optional: bool,
    title: String,
    certifies: String,
    has: String,
    note: String,
    signer_title: String,
    signer_name: String,
    pattern: String,
    orientation: String,
    palette: String,
    border: String,
    has_logo: bool,
    is_retired: bool,
    fields: Vec<&'static str>,
    versions: Vec<VersionLine>,
    errors: Vec<FieldError>,
}

#[derive(Serialize)]
struct VersionLine {
    version: i32,
    at: String,
    by: String,
}

impl View for LookPage {
    const TEMPLATE: &'static str = "certification/look_edit.html";
    fn samples() -> Vec<Self> {
        let error = |field: &str| FieldError { field: field.into(), message: "Chữ này dài quá.".into() };
        let unit = Choice { value: "1".into(), text: "Phường Mỹ Tho".into() };
        let version = |by: &str| VersionLine { version: 2, at: "08:00 01/12/2026".into(), by: by.into() };
        vec![
            Self { unit_optional: true, fields: FIELDS.to_vec(), ..Self::default() },
            Self {
                id: "1".into(),
                version: 2,
                name: "Giấy của Ban".into(),
                kind: "contest".into(),
                has_logo: true,
                is_retired: true,
                fields: FIELDS.to_vec(),
                versions: vec![version("Bùi Thanh Ẩn"), version("")],
                ..Self::default()
            },
            Self {
                kind: "training".into(),
                units: vec![unit],
                fields: FIELDS.to_vec(),
                errors: ["name", "title", "logo", ""].map(error).into(),
                ..Self::default()
            },
        ]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<LookPage>()
}

/// The form with the usual words.
async fn fresh(cx: &Cx) -> Result<LookPage, Problem> {
    let actor = cx.actor()?;
    let (scope, units) = cx
        .state
        .db
        .read(move |conn| {
            let scope = org::ops::scope(conn, &actor, Role::Admin)?;
            let units = org::ops::units(conn, &scope)?;
            Ok::<_, CertificationError>((scope, units))
        })
        .await?;
    let unit =
        |(depth, unit): (usize, Unit)| Choice { value: unit.id.to_string(), text: format!("{}{}", "\u{2003}".repeat(depth), unit.name) };
    // What a paper says is in the language of its issuer, whatever language the editor reads.
    let say = |key: &str| cx.state.i18n.message(Lang::Vi, key, &[]);
    Ok(LookPage {
        kind: PaperKind::Training.code().to_owned(),
        units: org::ops::tree_order(units).into_iter().map(unit).collect(),
        unit_optional: scope == Scope::Everywhere,
        title: say("certificate-title"),
        certifies: say("certificate-certifies"),
        has: say("certificate-has"),
        orientation: "landscape".into(),
        palette: "indigo".into(),
        border: "ornate".into(),
        fields: FIELDS.to_vec(),
        ..LookPage::default()
    })
}

/// `GET /mau-giay/them`.
pub async fn new_page(cx: Cx) -> Result<HttpResponse, Problem> {
    let page = fresh(&cx).await?;
    cx.page(&page)
}

/// The word that data has for a value.
fn word(value: impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// The template as it is kept, with its logo.
async fn kept(cx: &Cx, id: PaperTemplateId) -> Result<(LookPage, Option<Vec<u8>>), Problem> {
    let actor = cx.actor()?;
    let (template, look, logo, versions) = cx
        .state
        .db
        .read(move |conn| {
            let (template, look, logo) = ops::open(conn, &actor, id)?;
            let versions = ops::versions(conn, id)?;
            let people: Vec<_> = versions.iter().map(|(_, _, by)| *by).collect();
            let names: std::collections::HashMap<_, _> = identity::ops::names(conn, &people)?.into_iter().collect();
            let versions: Vec<VersionLine> = versions
                .into_iter()
                .map(|(version, at, by)| VersionLine { version, at: format::datetime(at), by: names.get(&by).cloned().unwrap_or_default() })
                .collect();
            Ok::<_, CertificationError>((template, look, logo, versions))
        })
        .await?;
    let page = LookPage {
        id: template.id.to_string(),
        version: template.version,
        name: template.name,
        kind: template.kind.code().to_owned(),
        unit_id: template.unit_id.map(|unit| unit.to_string()).unwrap_or_default(),
        title: look.words.title,
        certifies: look.words.certifies,
        has: look.words.has,
        note: look.words.note.replace('\n', " | "),
        signer_title: look.signer_title.unwrap_or_default().replace('\n', " | "),
        signer_name: look.signer_name.unwrap_or_default(),
        pattern: look.pattern.unwrap_or_default(),
        orientation: word(look.orientation),
        palette: word(look.palette),
        border: word(look.border),
        has_logo: logo.is_some(),
        is_retired: template.retired_at.is_some(),
        versions,
        ..fresh(cx).await?
    };
    Ok((page, logo))
}

/// `GET /mau-giay/{template}`.
pub async fn change_page(cx: Cx) -> Result<HttpResponse, Problem> {
    let (page, _) = kept(&cx, cx.path("template")?).await?;
    cx.page(&page)
}

fn typed(form: &Form, page: LookPage) -> LookPage {
    let text = |field: &str| form.text(field).to_owned();
    LookPage {
        name: text("name"),
        kind: if page.id.is_empty() { text("kind") } else { page.kind },
        unit_id: if page.id.is_empty() { text("unit_id") } else { page.unit_id },
        title: text("title"),
        certifies: text("certifies"),
        has: text("has"),
        note: text("note"),
        signer_title: text("signer_title"),
        signer_name: text("signer_name"),
        pattern: text("pattern"),
        orientation: text("orientation"),
        palette: text("palette"),
        border: text("border"),
        version: form.text("version").parse().unwrap_or(page.version),
        ..page
    }
}

/// Sets the longest texts as each body prints them that may use the template.
async fn tried(cx: &Cx, form: TemplateForm) -> Result<(TemplateForm, Vec<pdf::CertificateFace>), Problem> {
    let (actor, day) = (cx.actor()?, cx.now().vietnam_date());
    let kind = form.kind;
    let bodies = cx.state.db.read(move |conn| programmes::bodies(conn, &actor)).await?;
    let mut issuers: Vec<Issuer> = bodies.into_iter().filter(|body| body.kind == kind).map(|body| body.issuer).take(50).collect();
    if issuers.is_empty() {
        issuers.push(Issuer {
            parent: None,
            name: cx.t("look-sample-issuer", &[]),
            place: cx.t("look-sample-place", &[]),
            symbol: "GCN".into(),
            signer_title: None,
            signer_name: None,
            state_motto: true,
        });
    }
    let (i18n, base_url) = (Arc::clone(&cx.state.i18n), cx.state.base_url.clone());
    let checked = tokio::task::spawn_blocking(move || {
        let design = ops::design(&form.look, form.logo.as_deref());
        let faces: Vec<_> =
            issuers.iter().map(|issuer| fit::sample(&i18n, &base_url, &form.look, design.clone(), issuer, form.kind, day)).collect();
        let faults: Vec<FieldProblem> = faces.iter().filter_map(|face| fit::mark(face, &pdf::check(face).err()?, form_field)).collect();
        let mut told: Vec<FieldProblem> = Vec::new();
        for fault in faults {
            if !told.contains(&fault) && told.len() < 10 {
                told.push(fault);
            }
        }
        if told.is_empty() { Ok((form, faces)) } else { Err(Problem::invalid(told)) }
    });
    checked.await.map_err(Problem::unexpected)?
}

/// Reads what was sent, and tries it.
async fn read(cx: &Cx, upload: &Upload) -> Result<(TemplateForm, Vec<pdf::CertificateFace>), Problem> {
    let (before, kind, logo) = match upload.form.text("template") {
        "" => (None, String::new(), None),
        id => {
            let id: PaperTemplateId = id.parse().map_err(|_| Problem::not_found())?;
            let (page, logo) = kept(cx, id).await?;
            (Some((id, upload.form.text("version").parse().unwrap_or(page.version))), page.kind, logo)
        }
    };
    let form = parse(upload, before, &kind, logo)?;
    tried(cx, form).await
}

/// The form again, as it was sent.
async fn refused(cx: &Cx, upload: &Upload, problem: Problem) -> Result<HttpResponse, Problem> {
    let errors = cx.field_errors(problem)?;
    let page = match upload.form.text("template").parse::<PaperTemplateId>() {
        Ok(id) => kept(cx, id).await?.0,
        Err(_) => fresh(cx).await?,
    };
    cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &LookPage { errors, ..typed(&upload.form, page) })
}

async fn save(cx: Cx, upload: Upload) -> Result<HttpResponse, Problem> {
    let (actor, now, entropy) = (cx.actor()?, cx.now(), Arc::clone(&cx.state.entropy));
    let saved = match read(&cx, &upload).await {
        Ok((form, _)) => cx.state.db.write(move |conn| ops::put(conn, now, &*entropy, &actor, &form)).await.map_err(Problem::from),
        Err(problem) => Err(problem),
    };
    match saved {
        Ok(id) => Ok(cx.redirect_saying(&format!("/mau-giay/{id}"), "look_saved")),
        Err(problem) => refused(&cx, &upload, problem).await,
    }
}

/// `POST /mau-giay/them`.
pub async fn create(cx: Cx, upload: Upload) -> Result<HttpResponse, Problem> {
    save(cx, upload).await
}

/// `POST /mau-giay/{template}`.
pub async fn change(cx: Cx, upload: Upload) -> Result<HttpResponse, Problem> {
    // The address and the form name the same template.
    if cx.path_str("template")? != upload.form.text("template") {
        return Err(Problem::not_found());
    }
    save(cx, upload).await
}

/// `POST /mau-giay/xem-truoc`: the paper of the longest texts, as it would be printed; nothing is saved.
pub async fn preview(cx: Cx, upload: Upload) -> Result<HttpResponse, Problem> {
    match read(&cx, &upload).await {
        Ok((_, faces)) => {
            let rendered = tokio::task::spawn_blocking(move || pdf::render_all(&faces)).await.map_err(Problem::unexpected)?;
            Ok(HttpResponse::Ok()
                .content_type("application/pdf")
                .insert_header((header::CONTENT_DISPOSITION, "inline; filename=\"mau-giay.pdf\""))
                .body(rendered.map_err(CertificationError::from)?))
        }
        Err(problem) => refused(&cx, &upload, problem).await,
    }
}

/// `POST /mau-giay/{template}/ngung`: takes it out of use, or back in.
pub async fn retire(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, now, id): (_, _, PaperTemplateId) = (cx.actor()?, cx.now(), cx.path("template")?);
    let retired = form.text("use") != "1";
    cx.state.db.write(move |conn| ops::set_retired(conn, now, &actor, id, retired)).await?;
    Ok(cx.redirect_saying("/mau-giay", if retired { "look_retired" } else { "look_restored" }))
}
