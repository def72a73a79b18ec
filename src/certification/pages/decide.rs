//! What an administrator decides about a certificate: revoke, put right, replace.

use std::sync::Arc;

use actix_web::{HttpResponse, http::StatusCode};

use super::{
    super::{model::CertificationError, ops},
    certificate, find,
};
use crate::{
    kernel::{Actor, Entropy, FieldProblem, Problem, Timestamp, text},
    storage::Conn,
    web::{Cx, Form},
};

/// What is carried out: gives the code of the certificate to show.
type Carry = fn(&mut Conn<'_>, Timestamp, &dyn Entropy, &Actor, &str, &str) -> Result<String, CertificationError>;

/// `POST /chung-nhan/{code}/thu-hoi`.
pub async fn revoke(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let carry: Carry = |conn, now, entropy, actor, code, reason| {
        ops::revoke(conn, now, entropy, actor, code, reason)?;
        Ok(code.to_owned())
    };
    match decide(&cx, &form, carry).await {
        Ok(code) => Ok(cx.redirect_saying(&format!("/chung-nhan/{code}"), "certificate_revoked")),
        Err(problem) => refuse(&cx, &form, "revoke", problem).await,
    }
}

/// `POST /chung-nhan/{code}/khoi-phuc`.
pub async fn reinstate(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let carry: Carry = |conn, now, entropy, actor, code, reason| {
        ops::reinstate(conn, now, entropy, actor, code, reason)?;
        Ok(code.to_owned())
    };
    match decide(&cx, &form, carry).await {
        Ok(code) => Ok(cx.redirect_saying(&format!("/chung-nhan/{code}"), "certificate_reinstated")),
        Err(problem) => refuse(&cx, &form, "reinstate", problem).await,
    }
}

/// `POST /chung-nhan/{code}/cap-lai`.
pub async fn replace(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    match decide(&cx, &form, ops::replace).await {
        Ok(code) => Ok(cx.redirect_saying(&format!("/chung-nhan/{code}"), "certificate_replaced")),
        Err(problem) => refuse(&cx, &form, "replace", problem).await,
    }
}

async fn decide(cx: &Cx, form: &Form, carry: Carry) -> Result<String, Problem> {
    let certificate = find(cx).await?.ok_or_else(Problem::not_found)?;
    let reason = text::clean_line(form.one("reason")?);
    if reason.is_empty() {
        return Err(Problem::invalid(vec![FieldProblem::new("reason", "required")]));
    }
    if reason.chars().count() > 300 {
        return Err(Problem::invalid(vec![FieldProblem::new("reason", "too_long").with("max", 300)]));
    }
    let (actor, now, entropy, code) = (cx.actor()?, cx.now(), Arc::clone(&cx.state.entropy), certificate.code);
    Ok(cx.state.db.write(move |conn| carry(conn, now, &*entropy, &actor, &code, &reason)).await?)
}

/// The certificate's page again, what was typed in its place.
async fn refuse(cx: &Cx, form: &Form, which: &'static str, problem: Problem) -> Result<HttpResponse, Problem> {
    let errors = cx.field_errors(problem)?;
    let certificate = find(cx).await?.ok_or_else(Problem::not_found)?;
    let page = certificate::view(cx, &certificate, which, form.text("reason"), errors).await?;
    cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}
