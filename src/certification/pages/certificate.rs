//! The public page of a certificate, and the same for programs.

use actix_web::{HttpResponse, http::StatusCode};
use serde::Serialize;
use serde_json::json;

use super::{
    super::{
        code,
        model::{Certificate, CertificateEvent, CertificationError, Standing},
        ops,
    },
    Guesses, find, may_manage, place_date, result_text, verify_url, words,
};
use crate::{
    kernel::{Problem, text},
    web::{Cx, View, error::FieldError, format, view::Sample},
};

/// What the public page shows: what the paper shows, and how it stands.
#[derive(Serialize)]
#[allow(clippy::struct_excessive_bools)] // each is a part of the page
pub(super) struct CertificatePage {
    is_valid: bool,
    /// `training` or `contest`.
    kind: &'static str,
    title: String,
    certifies: String,
    has: String,
    note: String,
    /// `valid`, `expired` or `revoked`.
    standing: &'static str,
    revoked_on: String,
    /// Code of the certificate that took the place of this one.
    replacement: String,
    state_motto: bool,
    issuer_parent: String,
    issuer: String,
    holder_name: String,
    holder_unit: String,
    achievement: String,
    result: String,
    valid_until: String,
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
    /// The holder may take the credential away.
    can_take: bool,
    /// An administrator may revoke.
    can_revoke: bool,
    /// An administrator may take the revocation back.
    can_reinstate: bool,
    /// What happened to it, for administrators.
    events: Vec<EventLine>,
    /// The form that was refused: `revoke`, `reinstate` or `replace`; else empty.
    refused: &'static str,
    reason: String,
    errors: Vec<FieldError>,
}

#[derive(Serialize)]
struct EventLine {
    kind: String,
    at: String,
    by: String,
    reason: String,
}

impl View for CertificatePage {
    const TEMPLATE: &'static str = "certification/certificate.html";
    fn samples() -> Vec<Self> {
        let event = |kind: &str, filled: bool| EventLine {
            kind: kind.into(),
            at: "08:00 24/11/2026".into(),
            by: if filled { "Bùi Thanh Ẩn".into() } else { String::new() },
            reason: if filled { "Cấp nhầm người".into() } else { String::new() },
        };
        let page = |standing: Standing, filled: bool| {
            let some = |text: &str| if filled { text.to_owned() } else { String::new() };
            let is_valid = standing == Standing::Valid;
            Self {
                is_valid,
                kind: if filled { "contest" } else { "training" },
                title: "GIẤY CHỨNG NHẬN".into(),
                certifies: "Chứng nhận".into(),
                has: "đã đạt yêu cầu".into(),
                note: some("Khóa học từ 01/12/2026"),
                standing: standing.code(),
                revoked_on: if standing == Standing::Revoked { "24/11/2026".into() } else { String::new() },
                replacement: if standing == Standing::Revoked { some("7F3K9QXABCDE") } else { String::new() },
                state_motto: filled,
                issuer_parent: some("TỈNH ỦY TIỀN GIANG"),
                issuer: "BAN TUYÊN GIÁO".into(),
                holder_name: "Nguyễn Thị Ưỡng".into(),
                holder_unit: some("Phường Mỹ Tho"),
                achievement: "Hoàn thành khóa học".into(),
                result: some("18,5/20 điểm (92,5%)"),
                valid_until: if filled || standing == Standing::Expired { "22/11/2028".into() } else { String::new() },
                number: "001/2026/GCN".into(),
                place: "Mỹ Tho".into(),
                issued_on: "23/11/2026".into(),
                place_date: "Mỹ Tho, ngày 23 tháng 11 năm 2026".into(),
                signer_title: some("GIÁM ĐỐC"),
                signer_name: some("Trần Văn Đức"),
                code: "7F3K-9QXA-BCDE".into(),
                verify_url: "https://example.vn/chung-nhan/7F3K9QXABCDE".into(),
                pdf_url: some("/chung-nhan/7F3K9QXABCDE/ban-in.pdf"),
                can_take: filled,
                can_revoke: filled && standing != Standing::Revoked,
                can_reinstate: !filled && standing == Standing::Revoked,
                events: if filled { vec![event("revoked", true), event("reinstated", false), event("replaced", true)] } else { vec![] },
                refused: "",
                reason: String::new(),
                errors: vec![],
            }
        };
        let mut refused = page(Standing::Valid, true);
        refused.refused = "revoke";
        refused.errors = vec![FieldError { field: "reason".into(), message: "Hãy nêu lý do.".into() }];
        let mut replacing = page(Standing::Valid, true);
        replacing.refused = "replace";
        replacing.errors = vec![FieldError { field: String::new(), message: "Không còn là giấy mới nhất.".into() }];
        vec![
            page(Standing::Valid, false),
            page(Standing::Valid, true),
            page(Standing::Expired, false),
            page(Standing::Revoked, true),
            page(Standing::Revoked, false),
            refused,
            replacing,
        ]
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

pub(super) fn samples() -> Vec<Sample> {
    [Sample::of::<CertificatePage>(), Sample::of::<UnknownPage>()].into_iter().flatten().collect()
}

/// The page of a certificate as this visitor may see it.
pub(super) async fn view(
    cx: &Cx,
    certificate: &Certificate,
    refused: &'static str,
    reason: &str,
    errors: Vec<FieldError>,
) -> Result<CertificatePage, Problem> {
    let is_holder = cx.context.actor().is_some_and(|actor| actor.id == certificate.person_id);
    let manages = may_manage(cx, certificate).await?;
    let for_read = certificate.clone();
    let (events, replacement) =
        cx.state.db.read(move |conn| ops::history(conn, &for_read)).await.map_err(|error: CertificationError| Problem::from(error))?;
    let event = |event: CertificateEvent| EventLine {
        kind: event.kind,
        at: format::datetime(event.at),
        by: event.by_name.unwrap_or_default(),
        reason: event.reason.unwrap_or_default(),
    };
    let standing = certificate.standing(cx.now().vietnam_date());
    let is_revoked = certificate.revoked.is_some();
    let face = &certificate.face;
    let words = words(&cx.state.i18n, cx.context.lang, face);
    Ok(CertificatePage {
        kind: face.kind.code(),
        title: words.title,
        certifies: words.certifies,
        has: words.has,
        note: words.note,
        is_valid: standing == Standing::Valid,
        standing: standing.code(),
        revoked_on: certificate.revoked.as_ref().map(|(at, _)| format::day(*at)).unwrap_or_default(),
        state_motto: face.state_motto,
        issuer_parent: face.issuer_parent.clone().unwrap_or_default(),
        issuer: face.issuer.clone(),
        holder_name: face.holder_name.clone(),
        holder_unit: face.holder_unit.clone().unwrap_or_default(),
        achievement: face.achievement.clone(),
        result: result_text(face),
        valid_until: face.valid_until.map(format::date).unwrap_or_default(),
        number: face.number.clone(),
        place: face.place.clone(),
        issued_on: format::date(face.issued_on),
        place_date: place_date(&cx.state.i18n, cx.context.lang, face),
        signer_title: face.signer_title.clone().unwrap_or_default(),
        signer_name: face.signer_name.clone().unwrap_or_default(),
        code: code::printed(&certificate.code),
        verify_url: verify_url(&cx.state.base_url, &certificate.code),
        pdf_url: if !is_revoked && (is_holder || manages) { format!("/chung-nhan/{}/ban-in.pdf", certificate.code) } else { String::new() },
        can_take: is_holder && !is_revoked,
        can_revoke: manages && !is_revoked,
        can_reinstate: manages && is_revoked && replacement.is_none(),
        replacement: replacement.unwrap_or_default(),
        events: if manages { events.into_iter().map(event).collect() } else { vec![] },
        refused,
        reason: reason.to_owned(),
        errors,
    })
}

/// The certificate of the path, for anyone; who guesses too often is stopped.
async fn sought(cx: &Cx) -> Result<Option<Certificate>, Problem> {
    let guesses = cx.service::<Guesses>()?;
    guesses.check(&cx.address())?;
    let found = find(cx).await?;
    if found.is_none() {
        guesses.miss(&cx.address());
    }
    Ok(found)
}

/// `GET /chung-nhan/{code}`: what the QR code opens.
pub async fn certificate(cx: Cx) -> Result<HttpResponse, Problem> {
    let Some(certificate) = sought(&cx).await? else {
        let typed = text::clean_line(cx.path_str("code")?).chars().take(40).collect();
        return cx.page_with(StatusCode::NOT_FOUND, &UnknownPage { typed });
    };
    let page = view(&cx, &certificate, "", "", vec![]).await?;
    cx.page(&page)
}

/// `GET /api/v1/certificates/{code}`: verification for programs; the same fields as the page.
pub async fn api_certificate(cx: Cx) -> Result<HttpResponse, Problem> {
    let certificate = sought(&cx).await?.ok_or_else(Problem::not_found)?;
    let face = &certificate.face;
    let standing = certificate.standing(cx.now().vietnam_date());
    let result = Some(result_text(face)).filter(|text| !text.is_empty());
    let mut body = json!({
        "code": certificate.code,
        "kind": face.kind,
        "valid": standing == Standing::Valid,
        "status": standing.code(),
        "number": face.number,
        "holder_name": face.holder_name,
        "holder_unit": face.holder_unit,
        "achievement": face.achievement,
        "result": result,
        "issuer": face.issuer,
        "issuer_parent": face.issuer_parent,
        "place": face.place,
        "issued_on": face.issued_on,
        "valid_until": face.valid_until,
        "signer_title": face.signer_title,
        "signer_name": face.signer_name,
    });
    if let Some((at, _)) = &certificate.revoked {
        body["revoked_on"] = json!(at.vietnam_date());
    }
    cx.json(StatusCode::OK, &body)
}
