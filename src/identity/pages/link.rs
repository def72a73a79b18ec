//! One-time links: choosing a new password, creating the first administrator.

use actix_web::{HttpResponse, http::StatusCode};
use serde::Serialize;

use crate::{
    identity::{
        model::{IdentityError, NewPerson},
        ops,
        passwords::{self, Passwords},
        sessions::SessionToken,
    },
    kernel::Problem,
    web::{Cx, Form, View, error::FieldError, view::Sample},
};

#[derive(Serialize)]
struct LinkPage {
    is_first_admin: bool,
    holder_name: String,
    holder_username: String,
    full_name: String,
    username: String,
    phone: String,
    email: String,
    errors: Vec<FieldError>,
}

impl View for LinkPage {
    const TEMPLATE: &'static str = "identity/link.html";
    fn samples() -> Vec<Self> {
        let page = |is_first_admin, errors| Self {
            is_first_admin,
            holder_name: "Nguyễn Thị Lan".into(),
            holder_username: "lan".into(),
            full_name: String::new(),
            username: String::new(),
            phone: String::new(),
            email: String::new(),
            errors,
        };
        vec![
            page(true, vec![]),
            page(false, vec![FieldError { field: "password".into(), message: "Mật khẩu cần ít nhất 8 ký tự.".into() }]),
        ]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<LinkPage>()
}

async fn target(cx: &Cx) -> Result<(SessionToken, LinkPage), Problem> {
    let token = SessionToken::parse(cx.path_str("token")?).ok_or(IdentityError::LinkDead)?;
    let (now, for_read) = (cx.now(), token.clone());
    let person = cx.state.db.read(move |conn| ops::link_target(conn, now, &for_read)).await?;
    let page = LinkPage {
        is_first_admin: person.is_none(),
        holder_name: person.as_ref().map(|person| person.full_name.clone()).unwrap_or_default(),
        holder_username: person.map(|person| person.username).unwrap_or_default(),
        full_name: String::new(),
        username: String::new(),
        phone: String::new(),
        email: String::new(),
        errors: vec![],
    };
    Ok((token, page))
}

/// `GET /lien-ket/{token}`.
pub async fn link_page(cx: Cx) -> Result<HttpResponse, Problem> {
    let (_, page) = target(&cx).await?;
    cx.page(&page)
}

/// `POST /lien-ket/{token}`.
pub async fn use_link(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let (token, mut page) = target(&cx).await?;
    match try_use(&cx, &form, token, page.is_first_admin).await {
        Ok(()) => {
            cx.state.sessions.forget_all();
            Ok(cx.redirect_saying("/dang-nhap", "password_chosen"))
        }
        Err(problem) => {
            page.errors = cx.field_errors(problem)?;
            page.full_name = form.text("full_name").to_owned();
            page.username = form.text("username").to_owned();
            page.phone = form.text("phone").to_owned();
            page.email = form.text("email").to_owned();
            cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

async fn try_use(cx: &Cx, form: &Form, token: SessionToken, is_first_admin: bool) -> Result<(), Problem> {
    let now = cx.now();
    let password = form.one("password")?;
    let new = if is_first_admin {
        Some(NewPerson::parse(form.one("username")?, form.one("full_name")?, form.text("phone"), form.text("email")))
    } else {
        None
    };
    let mut wrong = new.as_ref().and_then(|new| new.as_ref().err().cloned()).unwrap_or_default();
    let known = new.and_then(Result::ok);
    if let Err(weak) = passwords::check("password", password, known.as_ref()) {
        wrong.push(weak);
    }
    if !wrong.is_empty() {
        return Err(Problem::invalid(wrong));
    }
    let hash = cx.service::<Passwords>()?.hash(password).await?;
    let entropy = std::sync::Arc::clone(&cx.state.entropy);
    cx.state
        .db
        .write(move |conn| match &known {
            Some(new) => ops::create_first_admin(conn, now, &*entropy, &token, new, &hash),
            None => ops::reset_password(conn, now, &token, &hash),
        })
        .await?;
    Ok(())
}
