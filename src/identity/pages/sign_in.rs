//! Signing in by form.

use actix_web::HttpResponse;
use serde::Serialize;

use super::set_session_cookie;
use crate::{
    identity::{
        model::{Identifier, IdentityError},
        ops,
        passwords::Passwords,
        sessions::{Session, SessionToken},
    },
    kernel::Problem,
    web::{
        Cx, Form, View,
        error::{self, FieldError},
        preferences::local_path,
        view::Sample,
    },
};

#[derive(Serialize)]
pub(super) struct SignInPage {
    username: String,
    remember: bool,
    next: String,
    errors: Vec<FieldError>,
}

impl View for SignInPage {
    const TEMPLATE: &'static str = "identity/sign_in.html";
    fn samples() -> Vec<Self> {
        let wrong = FieldError { field: String::new(), message: "Tên đăng nhập hoặc mật khẩu chưa đúng.".into() };
        vec![
            Self { username: String::new(), remember: false, next: "/viec-cua-toi".into(), errors: vec![] },
            Self { username: "lan".into(), remember: true, next: "/".into(), errors: vec![wrong] },
        ]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<SignInPage>()
}

/// `GET /dang-nhap`.
pub async fn sign_in_page(cx: Cx) -> Result<HttpResponse, Problem> {
    let next = next_page(&cx.query("next"));
    if cx.context.session.is_some() {
        return Ok(cx.redirect(&next));
    }
    cx.page(&SignInPage { username: String::new(), remember: false, next, errors: vec![] })
}

fn next_page(asked: &str) -> String {
    match local_path(asked).as_str() {
        "/" => "/viec-cua-toi".to_owned(),
        path => path.to_owned(),
    }
}

/// `POST /dang-nhap`.
pub async fn sign_in(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let username = form.one("username")?.to_owned();
    let remember = form.ticked("remember");
    let next = next_page(form.text("next"));
    match try_sign_in(&cx, &username, form.one("password")?, remember).await {
        Ok((token, _)) => {
            let mut response = cx.redirect(&next);
            set_session_cookie(&cx, &mut response, &token, remember);
            Ok(response)
        }
        Err(error) => {
            let problem = Problem::from(error);
            let (status, retry_after) = (error::status(&problem), problem.retry_after);
            let errors = cx.field_errors(problem)?;
            let mut response = cx.page_with(status, &SignInPage { username, remember, next, errors })?;
            if let Some(seconds) = retry_after {
                response.headers_mut().insert(actix_web::http::header::RETRY_AFTER, seconds.into());
            }
            Ok(response)
        }
    }
}

/// The one way to sign in, for the form and the API alike: throttle, slow hash, session.
pub(super) async fn try_sign_in(cx: &Cx, username: &str, password: &str, remember: bool) -> Result<(SessionToken, Session), IdentityError> {
    let now = cx.now();
    let who = Identifier::parse(username);
    let candidate = cx.state.db.read(move |conn| ops::sign_in_candidate(conn, now, &who)).await?;
    let passwords = cx.service::<Passwords>()?;
    if !passwords.verify(password, candidate.password_hash.clone()).await? {
        cx.state.db.write(move |conn| ops::sign_in_failed(conn, now, &candidate)).await?;
        return Err(IdentityError::WrongCredentials);
    }
    let token = SessionToken::fresh(&*cx.state.entropy);
    let device = cx.header("user-agent").to_owned();
    let (for_write, candidate) = (token.clone(), candidate);
    let session = cx.state.db.write(move |conn| ops::sign_in_succeeded(conn, now, &candidate, &for_write, remember, &device)).await?;
    Ok((token, session))
}
