//! Pages and API of certificates.

use std::sync::Arc;

use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
};
use fluent_bundle::FluentValue;
use moka::sync::Cache;
use serde::Serialize;
use serde_json::json;

use super::{
    code,
    model::{Certificate, Face},
    ops,
    pdf::{self, CertificateFace},
};
use crate::{
    kernel::{FieldProblem, Problem, Role, text},
    org,
    web::{Cx, Form, View, error::FieldError, format, view::Sample},
};

/// Printed papers, kept a while: they are the same bytes each time.
pub struct PaperCache(Cache<String, Arc<Vec<u8>>>);

impl Default for PaperCache {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(500).build())
    }
}

#[derive(Serialize)]
struct LookUpPage {
    typed: String,
    errors: Vec<FieldError>,
}

impl View for LookUpPage {
    const TEMPLATE: &'static str = "certification/look_up.html";
    fn samples() -> Vec<Self> {
        let error = FieldError { field: "ma".into(), message: "Mã cần 12 ký tự.".into() };
        vec![Self { typed: String::new(), errors: vec![] }, Self { typed: "ABC".into(), errors: vec![error] }]
    }
}

/// What the public page shows: what the paper shows.
#[derive(Serialize)]
struct CertificatePage {
    is_valid: bool,
    revoked_on: String,
    state_motto: bool,
    issuer_parent: String,
    issuer: String,
    holder_name: String,
    holder_unit: String,
    achievement: String,
    result: String,
    number: String,
    place: String,
    issued_on: String,
    place_date: String,
    signer_title: String,
    signer_name: String,
    code: String,
    verify_url: String,
    /// Address of the PDF, for the holder; empty for others.
    pdf_url: String,
    /// An administrator may revoke.
    can_revoke: bool,
}

impl View for CertificatePage {
    const TEMPLATE: &'static str = "certification/certificate.html";
    fn samples() -> Vec<Self> {
        let page = |is_valid: bool, filled: bool| {
            let some = |text: &str| if filled { text.to_owned() } else { String::new() };
            Self {
                is_valid,
                revoked_on: if is_valid { String::new() } else { "24/11/2026".into() },
                state_motto: filled,
                issuer_parent: some("TỈNH ỦY TIỀN GIANG"),
                issuer: "BAN TUYÊN GIÁO".into(),
                holder_name: "Nguyễn Thị Ưỡng".into(),
                holder_unit: some("Phường Mỹ Tho"),
                achievement: "Hoàn thành khóa học".into(),
                result: "18,5/20 điểm (92,5%)".into(),
                number: "001/2026/GCN".into(),
                place: "Mỹ Tho".into(),
                issued_on: "23/11/2026".into(),
                place_date: "Mỹ Tho, ngày 23 tháng 11 năm 2026".into(),
                signer_title: some("GIÁM ĐỐC"),
                signer_name: some("Trần Văn Đức"),
                code: "7F3K-9QXA-BCDE".into(),
                verify_url: "https://example.vn/chung-nhan/7F3K9QXABCDE".into(),
                pdf_url: some("/chung-nhan/7F3K9QXABCDE/ban-in.pdf"),
                can_revoke: filled,
            }
        };
        vec![page(true, false), page(true, true), page(false, true)]
    }
}

#[derive(Serialize)]
struct UnknownPage {
    typed: String,
}

impl View for UnknownPage {
    const TEMPLATE: &'static str = "certification/unknown.html";
    fn samples() -> Vec<Self> {
        vec![Self { typed: "7F3K-9QXA-BCDE".into() }]
    }
}

#[derive(Serialize)]
struct MinePage {
    certificates: Vec<CertificateLine>,
}

#[derive(Serialize)]
struct CertificateLine {
    code: String,
    number: String,
    achievement: String,
    issuer: String,
    issued_on: String,
    is_valid: bool,
}

impl View for MinePage {
    const TEMPLATE: &'static str = "certification/mine.html";
    fn samples() -> Vec<Self> {
        let line = |is_valid| CertificateLine {
            code: "7F3K9QXABCDE".into(),
            number: "001/2026/GCN".into(),
            achievement: "Hoàn thành khóa học".into(),
            issuer: "Ban".into(),
            issued_on: "23/11/2026".into(),
            is_valid,
        };
        vec![Self { certificates: vec![] }, Self { certificates: vec![line(true), line(false)] }]
    }
}

/// Samples of this domain's pages.
pub fn samples() -> Vec<Sample> {
    [Sample::of::<LookUpPage>(), Sample::of::<CertificatePage>(), Sample::of::<UnknownPage>(), Sample::of::<MinePage>()]
        .into_iter()
        .flatten()
        .collect()
}

/// `GET /chung-nhan?ma=…`: the look-up form; a code that can be one leads to its page.
pub async fn look_up(cx: Cx) -> Result<HttpResponse, Problem> {
    let typed = text::clean_line(&cx.query("ma"));
    if typed.is_empty() {
        return cx.page(&LookUpPage { typed, errors: vec![] });
    }
    match code::parse(&typed) {
        Some(code) => Ok(cx.redirect(&format!("/chung-nhan/{code}"))),
        None => {
            let fault = if code::has_form(&typed) {
                FieldProblem::new("ma", "certificate_code_wrong")
            } else {
                FieldProblem::new("ma", "certificate_code_form")
            };
            let errors = cx.field_errors(Problem::invalid(vec![fault]))?;
            cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &LookUpPage { typed, errors })
        }
    }
}

async fn find(cx: &Cx) -> Result<Option<Certificate>, Problem> {
    let Some(code) = code::parse(cx.path_str("code")?) else { return Ok(None) };
    match cx.state.db.read(move |conn| ops::by_code(conn, &code)).await {
        Ok(certificate) => Ok(Some(certificate)),
        Err(super::model::CertificationError::NotFound) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The result as the paper prints it.
fn result_text(face: &Face) -> String {
    format!("{}/{} ({})", format::points(face.score), format::points(face.max_score), format::percent(face.score, face.max_score))
}

fn place_date(cx: &Cx, face: &Face) -> String {
    let (day, month) = format::document_day_month(face.issued_on);
    let year = chrono::Datelike::year(&face.issued_on).to_string();
    cx.t(
        "certificate-place-date",
        &[
            ("place", FluentValue::from(face.place.as_str())),
            ("day", FluentValue::from(day)),
            ("month", FluentValue::from(month)),
            ("year", FluentValue::from(year)),
        ],
    )
}

fn verify_url(cx: &Cx, code: &str) -> String {
    format!("{}/chung-nhan/{code}", cx.state.base_url)
}

/// `GET /chung-nhan/{code}`: what the QR code opens.
pub async fn certificate(cx: Cx) -> Result<HttpResponse, Problem> {
    let Some(certificate) = find(&cx).await? else {
        let typed = text::clean_line(cx.path_str("code")?).chars().take(40).collect();
        return cx.page_with(StatusCode::NOT_FOUND, &UnknownPage { typed });
    };
    let is_holder = cx.context.actor().is_some_and(|actor| actor.id == certificate.person_id);
    let can_revoke = certificate.revoked.is_none() && may_manage(&cx, &certificate).await?;
    let face = &certificate.face;
    let page = CertificatePage {
        is_valid: certificate.revoked.is_none(),
        revoked_on: certificate.revoked.as_ref().map(|(at, _)| format::day(*at)).unwrap_or_default(),
        state_motto: face.state_motto,
        issuer_parent: face.issuer_parent.clone().unwrap_or_default(),
        issuer: face.issuer.clone(),
        holder_name: face.holder_name.clone(),
        holder_unit: face.holder_unit.clone().unwrap_or_default(),
        achievement: face.achievement.clone(),
        result: result_text(face),
        number: face.number.clone(),
        place: face.place.clone(),
        issued_on: format::date(face.issued_on),
        place_date: place_date(&cx, face),
        signer_title: face.signer_title.clone().unwrap_or_default(),
        signer_name: face.signer_name.clone().unwrap_or_default(),
        code: code::printed(&certificate.code),
        verify_url: verify_url(&cx, &certificate.code),
        pdf_url: if is_holder || can_revoke { format!("/chung-nhan/{}/ban-in.pdf", certificate.code) } else { String::new() },
        can_revoke,
    };
    cx.page(&page)
}

/// Whether the actor is an administrator whose scope holds the certificate's holder.
async fn may_manage(cx: &Cx, certificate: &Certificate) -> Result<bool, Problem> {
    let Some(actor) = cx.context.actor().filter(|actor| actor.has(Role::Admin)).cloned() else { return Ok(false) };
    let holder = certificate.person_id;
    let allowed = cx
        .state
        .db
        .read(move |conn| {
            let unit = org::ops::unit_of(conn, holder)?;
            Ok::<_, org::model::OrgError>(org::ops::scope(conn, &actor, Role::Admin)?.holds(unit.map(|unit| unit.id)))
        })
        .await?;
    Ok(allowed)
}

/// `GET /chung-nhan/{code}/ban-in.pdf`: the paper, for its holder and for administrators.
pub async fn paper(cx: Cx) -> Result<HttpResponse, Problem> {
    let certificate = find(&cx).await?.ok_or_else(Problem::not_found)?;
    let is_holder = cx.actor()?.id == certificate.person_id;
    // A revoked paper is not handed out again.
    if certificate.revoked.is_some() {
        return Err(Problem::not_found());
    }
    if !is_holder && !may_manage(&cx, &certificate).await? {
        return Err(Problem::not_found());
    }
    let file_name = format!("chung-nhan-{}.pdf", certificate.code);
    let cache = cx.service::<PaperCache>()?;
    // A changed address changes the QR code, so it is part of what names the paper.
    let cache_key = format!("{} {}", certificate.code, cx.state.base_url);
    let bytes = match cache.0.get(&cache_key) {
        Some(bytes) => bytes,
        None => {
            let face = printed_face(&cx, &certificate);
            let rendered = tokio::task::spawn_blocking(move || pdf::render(&face)).await.map_err(Problem::unexpected)?;
            let bytes = Arc::new(rendered.map_err(super::model::CertificationError::from)?);
            cache.0.insert(cache_key, Arc::clone(&bytes));
            bytes
        }
    };
    Ok(HttpResponse::Ok()
        .content_type("application/pdf")
        .insert_header((header::CONTENT_DISPOSITION, format!("inline; filename=\"{file_name}\"")))
        .body(bytes.to_vec()))
}

/// The paper is always in Vietnamese: it is a document of its issuer, whatever language its reader chose.
fn printed_face(cx: &Cx, certificate: &Certificate) -> CertificateFace {
    let face = &certificate.face;
    let vi = |key: &str, args: &[(&str, FluentValue<'_>)]| cx.state.i18n.message(crate::web::i18n::Lang::Vi, key, args);
    let (day, month) = format::document_day_month(face.issued_on);
    let year = chrono::Datelike::year(&face.issued_on).to_string();
    CertificateFace {
        language: "vi".into(),
        state_motto: face.state_motto.then(|| (vi("certificate-nation", &[]), vi("certificate-motto", &[]))),
        issuer_parent: face.issuer_parent.clone(),
        issuer: face.issuer.clone(),
        title: vi("certificate-title", &[]),
        certifies: vi("certificate-certifies", &[]),
        holder_name: face.holder_name.clone(),
        holder_unit: face.holder_unit.clone(),
        achievement_label: vi("certificate-has", &[]),
        achievement: face.achievement.clone(),
        result: Some(vi("certificate-result", &[("result", FluentValue::from(result_text(face)))])),
        place_date: vi(
            "certificate-place-date",
            &[("place", FluentValue::from(face.place.as_str())), ("day", day.into()), ("month", month.into()), ("year", year.into())],
        ),
        signer_title: face.signer_title.clone(),
        signer_name: face.signer_name.clone(),
        number_label: vi("certificate-number-label", &[]),
        number: face.number.clone(),
        code_label: vi("certificate-code-label", &[]),
        code: code::printed(&certificate.code),
        verify_hint: vi("certificate-verify-hint", &[]),
        verify_url: verify_url(cx, &certificate.code),
    }
}

/// `POST /chung-nhan/{code}/thu-hoi`.
pub async fn revoke(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let certificate = find(&cx).await?.ok_or_else(Problem::not_found)?;
    let (actor, now, code) = (cx.actor()?, cx.now(), certificate.code);
    let reason = text::clean_line(form.one("reason")?);
    if reason.is_empty() {
        return Err(Problem::invalid(vec![FieldProblem::new("reason", "required")]));
    }
    let for_write = code.clone();
    cx.state.db.write(move |conn| ops::revoke(conn, now, &actor, &for_write, &reason)).await?;
    Ok(cx.redirect_saying(&format!("/chung-nhan/{code}"), "certificate_revoked"))
}

/// `GET /chung-nhan-cua-toi`.
pub async fn mine(cx: Cx) -> Result<HttpResponse, Problem> {
    let actor = cx.actor()?;
    let certificates = cx.state.db.read(move |conn| ops::of_person(conn, actor.id)).await?;
    let line = |certificate: Certificate| CertificateLine {
        code: certificate.code,
        number: certificate.face.number,
        achievement: certificate.face.achievement,
        issuer: certificate.face.issuer,
        issued_on: format::date(certificate.face.issued_on),
        is_valid: certificate.revoked.is_none(),
    };
    cx.page(&MinePage { certificates: certificates.into_iter().map(line).collect() })
}

/// `GET /api/v1/certificates/{code}`: verification for programs; the same fields as the page.
pub async fn api_certificate(cx: Cx) -> Result<HttpResponse, Problem> {
    let certificate = find(&cx).await?.ok_or_else(Problem::not_found)?;
    let face = &certificate.face;
    let mut body = json!({
        "code": certificate.code,
        "valid": certificate.revoked.is_none(),
        "number": face.number,
        "holder_name": face.holder_name,
        "holder_unit": face.holder_unit,
        "achievement": face.achievement,
        "result": result_text(face),
        "issuer": face.issuer,
        "issuer_parent": face.issuer_parent,
        "place": face.place,
        "issued_on": face.issued_on,
        "signer_title": face.signer_title,
        "signer_name": face.signer_name,
    });
    if let Some((at, _)) = &certificate.revoked {
        body["revoked_on"] = json!(at.vietnam_date());
    }
    cx.json(StatusCode::OK, &body)
}
