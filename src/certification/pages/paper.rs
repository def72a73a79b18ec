//! A certificate as a PDF, for its holder and for administrators.

use std::sync::Arc;

use actix_web::{HttpResponse, http::header};
use moka::sync::Cache;

use super::{
    super::{
        credentials, looks,
        model::{Certificate, CertificationError},
        pdf,
    },
    find, may_manage, printed_face,
};
use crate::{
    kernel::Problem,
    web::{AppState, Cx},
};

/// Printed papers, kept a while: they are the same bytes each time.
pub struct PaperCache(Cache<String, Arc<Vec<u8>>>);

impl Default for PaperCache {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(500).build())
    }
}

/// `GET /chung-nhan/{code}/ban-in.pdf`.
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
    // A badge is its holder's alone, so only their paper carries it.
    let credential = if is_holder { Some(credentials::pages::signed(&cx, &certificate).await?) } else { None };
    // A changed address changes the QR code, so it is part of what names the paper; a new key signs another credential.
    let cache_key = format!("{} {} {}", certificate.code, cx.state.base_url, credential.as_deref().unwrap_or_default());
    let bytes = match cache.0.get(&cache_key) {
        Some(bytes) => bytes,
        None => {
            let bytes = Arc::new(rendered(&cx.state, &certificate, credential).await?);
            cache.0.insert(cache_key, Arc::clone(&bytes));
            bytes
        }
    };
    Ok(HttpResponse::Ok()
        .content_type("application/pdf")
        .insert_header((header::CONTENT_DISPOSITION, format!("inline; filename=\"{file_name}\"")))
        .body(bytes.to_vec()))
}

/// The paper of a certificate, the same bytes each time; with a credential in it, if there is one to carry.
pub async fn rendered(state: &AppState, certificate: &Certificate, credential: Option<String>) -> Result<Vec<u8>, Problem> {
    let for_read = certificate.clone();
    let designs = state.db.read(move |conn| looks::ops::designs(conn, std::slice::from_ref(&for_read))).await?;
    let face = printed_face(&state.i18n, &state.base_url, certificate, designs.of(certificate.face.look));
    let face = pdf::CertificateFace { credential, ..face };
    let rendered = tokio::task::spawn_blocking(move || pdf::render(&face)).await.map_err(Problem::unexpected)?;
    Ok(rendered.map_err(CertificationError::from)?)
}
