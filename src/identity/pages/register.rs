//! Registering as a trainee.

use actix_web::{HttpResponse, http::StatusCode};
use serde::Serialize;

use super::set_session_cookie;
use crate::{
    identity::{
        model::{IdentityError, NewPerson},
        ops::{self, Credential},
        passwords::{self, Passwords},
        sessions::{self, SessionToken},
    },
    kernel::{FieldProblem, Problem, ids::UnitId},
    org,
    web::{
        Cx, Form, View,
        error::FieldError,
        view::{Choice, Sample},
    },
};

#[derive(Serialize)]
struct RegisterPage {
    full_name: String,
    username: String,
    phone: String,
    email: String,
    unit_id: String,
    units: Vec<Choice>,
    agreed: bool,
    errors: Vec<FieldError>,
}

impl View for RegisterPage {
    const TEMPLATE: &'static str = "identity/register.html";
    fn samples() -> Vec<Self> {
        let empty = || Self {
            full_name: String::new(),
            username: String::new(),
            phone: String::new(),
            email: String::new(),
            unit_id: String::new(),
            units: vec![],
            agreed: false,
            errors: vec![],
        };
        let full = Self {
            full_name: "Nguyễn Thị Ưỡng".into(),
            username: "uong".into(),
            phone: "0912345678".into(),
            email: "uong@example.vn".into(),
            unit_id: "1".into(),
            units: vec![Choice { value: "1".into(), text: "Tỉnh Tiền Giang".into() }],
            agreed: true,
            errors: vec![FieldError { field: "username".into(), message: "Tên đăng nhập này đã có người dùng.".into() }],
        };
        vec![empty(), full]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<RegisterPage>()
}

async fn units(cx: &Cx) -> Result<Vec<Choice>, Problem> {
    let today = cx.now().vietnam_date();
    cx.state
        .db
        .read(move |conn| {
            let units = org::ops::units(conn, &org::model::Scope::Everywhere)?;
            Ok(org::ops::tree_order(units)
                .into_iter()
                .filter(|(_, unit)| unit.valid_to.is_none_or(|last| last >= today))
                .map(|(depth, unit)| Choice { value: unit.id.to_string(), text: format!("{}{}", "\u{2003}".repeat(depth), unit.name) })
                .collect())
        })
        .await
        .map_err(|error: org::model::OrgError| error.into())
}

/// `GET /dang-ky`.
pub async fn register_page(cx: Cx) -> Result<HttpResponse, Problem> {
    if cx.context.session.is_some() {
        return Ok(cx.redirect("/viec-cua-toi"));
    }
    let units = units(&cx).await?;
    cx.page(&RegisterPage {
        full_name: String::new(),
        username: String::new(),
        phone: String::new(),
        email: String::new(),
        unit_id: String::new(),
        units,
        agreed: false,
        errors: vec![],
    })
}

/// `POST /dang-ky`: creates a trainee and signs them in.
pub async fn register(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    match try_register(&cx, &form).await {
        Ok(token) => {
            let mut response = cx.redirect_saying("/viec-cua-toi", "registered");
            set_session_cookie(&cx, &mut response, &token, false);
            Ok(response)
        }
        Err(problem) => {
            let errors = cx.field_errors(problem)?;
            let page = RegisterPage {
                full_name: form.text("full_name").to_owned(),
                username: form.text("username").to_owned(),
                phone: form.text("phone").to_owned(),
                email: form.text("email").to_owned(),
                unit_id: form.text("unit_id").to_owned(),
                units: units(&cx).await?,
                agreed: form.ticked("agreed"),
                errors,
            };
            cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

async fn try_register(cx: &Cx, form: &Form) -> Result<SessionToken, Problem> {
    let parsed = NewPerson::parse(form.one("username")?, form.one("full_name")?, form.text("phone"), form.text("email"));
    let password = form.one("password")?;
    let mut wrong = parsed.as_ref().err().cloned().unwrap_or_default();
    if let Err(weak) = passwords::check("password", password, parsed.as_ref().ok()) {
        wrong.push(weak);
    }
    if !form.ticked("agreed") {
        wrong.push(FieldProblem::new("agreed", "must_agree"));
    }
    let unit: Option<UnitId> = match form.text("unit_id") {
        "" => None,
        text => text.parse().map_err(|_| wrong.push(FieldProblem::new("unit_id", "choice"))).ok(),
    };
    let new = match parsed {
        Ok(new) if wrong.is_empty() => new,
        _ => return Err(Problem::invalid(wrong)),
    };
    let hash = cx.service::<Passwords>()?.hash(password).await?;
    let token = SessionToken::fresh(&*cx.state.entropy);
    let (now, entropy, for_write) = (cx.now(), std::sync::Arc::clone(&cx.state.entropy), token.clone());
    let device = cx.header("user-agent").to_owned();
    cx.state
        .db
        .write(move |conn| {
            let id = ops::create_person(conn, now, &*entropy, None, &new, &Credential::Chosen(hash.clone()))?;
            if let Some(unit) = unit {
                org::people::join(conn, now, &*entropy, Some(id), id, unit)?;
            }
            let actor = ops::actor(conn, id)?.ok_or(IdentityError::WrongCredentials)?;
            sessions::open(conn, now, &for_write, &actor, false, &device)?;
            Ok::<_, Problem>(())
        })
        .await?;
    Ok(token)
}
