//! The credential of a certificate in its forms, the issuer's keys, the status lists, and the rotation of keys.

use std::sync::Arc;

use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
};
use serde::Serialize;

use super::{
    super::{
        looks::model::PaperKind,
        model::{Certificate, CertificationError},
        pages::{self, find, result_text, verify_url},
    },
    badge::{self, Site, Words},
    jwt::Key,
    ops::{self, KeyLine},
    picture,
};
use crate::{
    kernel::{FieldProblem, Problem, ProblemKind, Role, text},
    web::{Cx, Form, View, error::FieldError, format, i18n::Lang, view::Sample},
};

fn site(cx: &Cx) -> Site {
    Site { base_url: cx.state.base_url.clone() }
}

/// The key that signs now; the first is made when it is first needed.
async fn signing_key(cx: &Cx) -> Result<Key, Problem> {
    if let Some(key) = cx.state.db.read(ops::signing_key).await? {
        return Ok(key);
    }
    let (now, entropy) = (cx.now(), Arc::clone(&cx.state.entropy));
    cx.state.db.write(move |conn| ops::make_first_key(conn, now, &*entropy)).await?;
    cx.state.db.read(ops::signing_key).await?.ok_or_else(|| Problem::unexpected("no key signs"))
}

/// The signed credential of a certificate, for its holder. A revoked one is not signed again.
async fn token(cx: &Cx) -> Result<(Certificate, String), Problem> {
    let certificate = find(cx).await?.ok_or_else(Problem::not_found)?;
    if cx.actor()?.id != certificate.person_id || certificate.revoked.is_some() {
        return Err(Problem::not_found());
    }
    let token = signed(cx, &certificate).await?;
    Ok((certificate, token))
}

/// The signed credential of a certificate.
pub async fn signed(cx: &Cx, certificate: &Certificate) -> Result<String, Problem> {
    let (key, site) = (signing_key(cx).await?, site(cx));
    // What is signed is in the issuer's language, as the paper is.
    let vi = |name: &str| cx.state.i18n.message(Lang::Vi, name, &[]);
    let words = Words {
        title: pages::words(&cx.state.i18n, Lang::Vi, &certificate.face).title,
        criteria: vi(match certificate.face.kind {
            PaperKind::Training => "credential-criteria",
            PaperKind::Contest => "credential-criteria-contest",
        }),
        result: result_text(&certificate.face),
        unit_label: vi("credential-unit"),
    };
    Ok(key.sign("JWT", &site.key_id(&key.kid), &badge::claims(&site, certificate, &words)))
}

fn download(content_type: &'static str, name: String, body: impl Into<Vec<u8>>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(content_type)
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .body(body.into())
}

/// `GET /chung-nhan/{code}/huy-hieu.jwt`.
pub async fn as_jwt(cx: Cx) -> Result<HttpResponse, Problem> {
    let (certificate, token) = token(&cx).await?;
    Ok(download("application/vc+jwt", format!("huy-hieu-{}.jwt", certificate.code), token))
}

/// `GET /chung-nhan/{code}/huy-hieu.json`: the same in an envelope of VC 2.0.
pub async fn as_json(cx: Cx) -> Result<HttpResponse, Problem> {
    let (certificate, token) = token(&cx).await?;
    Ok(download("application/vc", format!("huy-hieu-{}.json", certificate.code), badge::enveloped(&token).to_string()))
}

/// `GET /chung-nhan/{code}/huy-hieu.svg`.
pub async fn as_svg(cx: Cx) -> Result<HttpResponse, Problem> {
    let (certificate, token) = token(&cx).await?;
    let title = format!("{} – {}", certificate.face.number, certificate.face.achievement);
    let svg = picture::svg(&verify_url(&cx.state.base_url, &certificate.code), &title, &token).map_err(Problem::unexpected)?;
    Ok(download("image/svg+xml", format!("huy-hieu-{}.svg", certificate.code), svg))
}

/// `GET /chung-nhan/{code}/huy-hieu.png`.
pub async fn as_png(cx: Cx) -> Result<HttpResponse, Problem> {
    let (certificate, token) = token(&cx).await?;
    let png = picture::png(&verify_url(&cx.state.base_url, &certificate.code), &token).map_err(Problem::unexpected)?;
    Ok(download("image/png", format!("huy-hieu-{}.png", certificate.code), png))
}

/// `GET /.well-known/did.json`: the issuer's public keys, those retired too.
pub async fn did_document(cx: Cx) -> Result<HttpResponse, Problem> {
    signing_key(&cx).await?;
    let keys = cx.state.db.read(ops::keys).await?;
    let keys: Vec<(String, String)> = keys.into_iter().map(|key| (key.kid, key.public)).collect();
    Ok(HttpResponse::Ok().content_type("application/did+json").body(site(&cx).did_document(&keys).to_string()))
}

/// `GET /chung-nhan/trang-thai/{year}/{register}`: which numbers are revoked, signed.
pub async fn status_list(cx: Cx) -> Result<HttpResponse, Problem> {
    let (year, register): (i32, String) = (cx.path("year")?, text::nfc(cx.path_str("register")?));
    let for_read = register.clone();
    let encoded = cx
        .state
        .db
        .read(move |conn| {
            if !ops::has_register(conn, &for_read, year)? {
                return Err(CertificationError::NotFound);
            }
            ops::revoked(conn, &for_read, year)
        })
        .await?;
    let (key, site) = (signing_key(&cx).await?, site(&cx));
    let claims = badge::status_claims(&site, &register, year, &encoded, cx.now());
    Ok(HttpResponse::Ok().content_type("application/vc+jwt").insert_header((header::CACHE_CONTROL, "public, max-age=300")).body(key.sign(
        "JWT",
        &site.key_id(&key.kid),
        &claims,
    )))
}

#[derive(Serialize, Default)]
struct KeysPage {
    issuer_id: String,
    keys: Vec<KeyView>,
    reason: String,
    errors: Vec<FieldError>,
}

#[derive(Serialize)]
struct KeyView {
    kid: String,
    public: String,
    created_at: String,
    retired_at: String,
}

impl View for KeysPage {
    const TEMPLATE: &'static str = "certification/keys.html";
    fn samples() -> Vec<Self> {
        let key = |kid: &str, retired_at: &str| KeyView {
            kid: kid.into(),
            public: "ab".repeat(32),
            created_at: "08:00 24/11/2026".into(),
            retired_at: retired_at.into(),
        };
        let error = FieldError { field: "reason".into(), message: "Hãy nêu lý do.".into() };
        vec![
            Self { issuer_id: "did:web:example.vn".into(), ..Self::default() },
            Self {
                issuer_id: "did:web:example.vn".into(),
                keys: vec![key("khoa-2", ""), key("khoa-1", "09:00 24/11/2026")],
                reason: String::new(),
                errors: vec![error],
            },
        ]
    }
}

/// Samples of these pages.
pub fn samples() -> Vec<Sample> {
    Sample::of::<KeysPage>()
}

async fn keys_view(cx: &Cx) -> Result<KeysPage, Problem> {
    if !cx.actor()?.has_everywhere(Role::Admin) {
        return Err(Problem::new(ProblemKind::Forbidden, "outside_scope"));
    }
    let line = |key: KeyLine| KeyView {
        kid: key.kid,
        public: key.public,
        created_at: format::datetime(key.created_at),
        retired_at: key.retired_at.map(format::datetime).unwrap_or_default(),
    };
    let keys = cx.state.db.read(ops::keys).await?.into_iter().map(line).collect();
    Ok(KeysPage { issuer_id: site(cx).issuer_id(), keys, ..KeysPage::default() })
}

/// `GET /quan-tri/khoa-ky`.
pub async fn keys(cx: Cx) -> Result<HttpResponse, Problem> {
    let page = keys_view(&cx).await?;
    cx.page(&page)
}

/// `POST /quan-tri/khoa-ky`: another key signs from now on.
pub async fn rotate(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let page = keys_view(&cx).await?;
    let reason = text::clean_line(form.text("reason"));
    if reason.is_empty() {
        let errors = cx.field_errors(Problem::invalid(vec![FieldProblem::new("reason", "required")]))?;
        return cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &KeysPage { errors, ..page });
    }
    let (actor, now, entropy) = (cx.actor()?, cx.now(), Arc::clone(&cx.state.entropy));
    cx.state.db.write(move |conn| ops::rotate(conn, now, &*entropy, &actor, &reason)).await?;
    Ok(cx.redirect_saying("/quan-tri/khoa-ky", "key_rotated"))
}
