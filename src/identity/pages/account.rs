//! One's own account: details, password, devices, signing out.

use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
};
use serde::Serialize;

use crate::{
    identity::{
        model::IdentityError,
        ops,
        passwords::{self, Passwords},
        sessions,
    },
    kernel::{FieldProblem, Problem},
    org,
    web::{Cx, Form, View, error::FieldError, format, view::Sample},
};

#[derive(Serialize)]
struct AccountPage {
    full_name: String,
    username: String,
    phone: String,
    email: String,
    unit: String,
    roles: Vec<RoleLine>,
    devices: Vec<DeviceLine>,
}

#[derive(Serialize)]
struct RoleLine {
    role: String,
    unit: String,
}

#[derive(Serialize)]
struct DeviceLine {
    name: String,
    since: String,
    last_seen: String,
    is_this: bool,
}

impl View for AccountPage {
    const TEMPLATE: &'static str = "identity/account.html";
    fn samples() -> Vec<Self> {
        let device = |is_this| DeviceLine {
            name: "Mozilla/5.0 (Linux; Android 14)".into(),
            since: "08:00 23/11/2026".into(),
            last_seen: "09:00 23/11/2026".into(),
            is_this,
        };
        vec![
            Self {
                full_name: "Lê Dũng".into(),
                username: "dung".into(),
                phone: String::new(),
                email: String::new(),
                unit: String::new(),
                roles: vec![],
                devices: vec![device(true)],
            },
            Self {
                full_name: "Trần Thị Ánh".into(),
                username: "anh".into(),
                phone: "0912345678".into(),
                email: "anh@example.vn".into(),
                unit: "Phường Mỹ Tho".into(),
                roles: vec![
                    RoleLine { role: "trainer".into(), unit: String::new() },
                    RoleLine { role: "unit_leader".into(), unit: "Phường Mỹ Tho".into() },
                ],
                devices: vec![device(true), device(false)],
            },
        ]
    }
}

#[derive(Serialize)]
struct PasswordPage {
    forced: bool,
    errors: Vec<FieldError>,
}

impl View for PasswordPage {
    const TEMPLATE: &'static str = "identity/password.html";
    fn samples() -> Vec<Self> {
        let error = FieldError { field: "current".into(), message: "Mật khẩu hiện tại chưa đúng.".into() };
        vec![Self { forced: false, errors: vec![] }, Self { forced: true, errors: vec![error] }]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    [Sample::of::<AccountPage>(), Sample::of::<PasswordPage>()].into_iter().flatten().collect()
}

/// `GET /tai-khoan`.
pub async fn account(cx: Cx) -> Result<HttpResponse, Problem> {
    let actor = cx.actor()?;
    let token_hash = this_session(&cx)?;
    let page = cx
        .state
        .db
        .read(move |conn| {
            let person = ops::person(conn, actor.id)?.ok_or_else(Problem::not_found)?;
            let unit = org::ops::unit_of(conn, actor.id)?.map(|unit| unit.name).unwrap_or_default();
            let units = org::ops::units(conn, &org::model::Scope::Within(actor.grants.iter().filter_map(|grant| grant.unit).collect()))?;
            let unit_name = |id| units.iter().find(|unit| Some(unit.id) == id).map(|unit| unit.name.clone()).unwrap_or_default();
            let roles =
                actor.grants.iter().map(|grant| RoleLine { role: grant.role.code().to_owned(), unit: unit_name(grant.unit) }).collect();
            let devices = sessions::devices(conn, actor.id, &token_hash)?
                .into_iter()
                .map(|device| DeviceLine {
                    name: device.name,
                    since: format::datetime(device.created_at),
                    last_seen: format::datetime(device.last_seen_at),
                    is_this: device.is_this,
                })
                .collect();
            Ok::<_, Problem>(AccountPage {
                full_name: person.full_name,
                username: person.username,
                phone: person.phone.unwrap_or_default(),
                email: person.email.unwrap_or_default(),
                unit,
                roles,
                devices,
            })
        })
        .await?;
    cx.page(&page)
}

fn this_session(cx: &Cx) -> Result<[u8; 32], Problem> {
    cx.context.session.as_ref().map(|session| session.token_hash).ok_or_else(Problem::forbidden)
}

/// `GET /tai-khoan/mat-khau`.
pub async fn password_page(cx: Cx) -> Result<HttpResponse, Problem> {
    let forced = cx.actor()?.must_change_password;
    cx.page(&PasswordPage { forced, errors: vec![] })
}

/// `POST /tai-khoan/mat-khau`: asks for the present password first; other devices are signed out.
pub async fn change_password(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    match try_change_password(&cx, &form).await {
        Ok(()) => {
            cx.state.sessions.forget_all();
            Ok(cx.redirect_saying("/tai-khoan", "password_changed"))
        }
        Err(problem) => {
            let errors = cx.field_errors(problem)?;
            cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &PasswordPage { forced: cx.actor()?.must_change_password, errors })
        }
    }
}

async fn try_change_password(cx: &Cx, form: &Form) -> Result<(), Problem> {
    let (actor, now, token_hash) = (cx.actor()?, cx.now(), this_session(cx)?);
    let (current, new) = (form.one("current")?, form.one("password")?);
    passwords::check("password", new, None).map_err(|weak| Problem::invalid(vec![weak]))?;
    let gate = cx.service::<Passwords>()?;
    let stored = cx.state.db.read(move |conn| ops::password_hash(conn, actor.id)).await?;
    if !gate.verify(current, stored).await? {
        return Err(Problem::invalid(vec![FieldProblem::new("current", "password_wrong")]));
    }
    if current == new {
        return Err(Problem::invalid(vec![FieldProblem::new("password", "password_same")]));
    }
    let hash = gate.hash(new).await?;
    Ok(cx.state.db.write(move |conn| ops::change_password(conn, now, actor.id, &hash, Some(&token_hash))).await?)
}

/// `POST /dang-xuat`: ends the session and asks the browser to forget what it kept.
pub async fn sign_out(cx: Cx, _form: Form) -> Result<HttpResponse, Problem> {
    end_session(&cx).await?;
    let mut response = cx.redirect("/");
    forget_on_client(&cx, &mut response);
    Ok(response)
}

pub(super) async fn end_session(cx: &Cx) -> Result<(), Problem> {
    if let Ok(token_hash) = this_session(cx) {
        cx.state.db.write(move |conn| sessions::end(conn, &token_hash)).await?;
        cx.state.sessions.forget_all();
    }
    Ok(())
}

pub(super) fn forget_on_client(cx: &Cx, response: &mut HttpResponse) {
    let names = cx.cookies();
    let mut gone = names.build(names.session, String::new(), None);
    gone.make_removal();
    let _ = response.add_cookie(&gone);
    // Unsent answers of this person must not be readable by the next one on a shared phone.
    response
        .headers_mut()
        .insert(header::HeaderName::from_static("clear-site-data"), header::HeaderValue::from_static("\"cache\", \"storage\""));
}

/// `POST /tai-khoan/thiet-bi`: signs out all other devices.
pub async fn sign_out_everywhere(cx: Cx, _form: Form) -> Result<HttpResponse, Problem> {
    let (actor, token_hash) = (cx.actor()?, this_session(&cx)?);
    cx.state
        .db
        .write(move |conn| sessions::end_all(conn, actor.id, Some(&token_hash)))
        .await
        .map_err(|error: IdentityError| Problem::from(error))?;
    cx.state.sessions.forget_all();
    Ok(cx.redirect_saying("/tai-khoan", "devices_signed_out"))
}
