//! `/api/v1/session`: who am I, sign in, sign out.

use actix_web::{HttpResponse, http::StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    account::{end_session, forget_on_client},
    set_session_cookie,
    sign_in::try_sign_in,
};
use crate::{
    kernel::{Actor, Problem},
    web::{Cx, JsonBody, csrf, forms::TokenOnly},
};

fn person(actor: &Actor) -> Value {
    let roles: Vec<&str> = actor.grants.iter().map(|grant| grant.role.code()).collect();
    json!({ "id": actor.id, "username": actor.username, "full_name": actor.full_name, "roles": roles, "must_change_password": actor.must_change_password })
}

/// `GET /api/v1/session`.
pub async fn api_session(cx: Cx) -> Result<HttpResponse, Problem> {
    let mut body = json!({ "csrf_token": cx.csrf_token(), "now": cx.now() });
    if let Some(actor) = cx.context.actor() {
        body["person"] = person(actor);
    }
    cx.json(StatusCode::OK, &body)
}

/// Name and password.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Credentials {
    username: String,
    password: String,
    #[serde(default)]
    remember: bool,
}

/// `POST /api/v1/session`.
pub async fn api_sign_in(cx: Cx, JsonBody(credentials): JsonBody<Credentials>) -> Result<HttpResponse, Problem> {
    let (token, session) = try_sign_in(&cx, &credentials.username, &credentials.password, credentials.remember).await?;
    let csrf_token = csrf::token(&csrf::secret(token.as_cookie()), &*cx.state.entropy);
    let mut response = cx.json(StatusCode::OK, &json!({ "csrf_token": csrf_token, "person": person(&session.actor) }))?;
    set_session_cookie(&cx, &mut response, &token, credentials.remember);
    Ok(response)
}

/// `DELETE /api/v1/session`.
pub async fn api_sign_out(cx: Cx, _token: TokenOnly) -> Result<HttpResponse, Problem> {
    end_session(&cx).await?;
    let mut response = HttpResponse::NoContent().finish();
    forget_on_client(&cx, &mut response);
    Ok(response)
}
