//! One person, as an administrator handles them.

use std::sync::Arc;

use actix_web::{HttpResponse, http::StatusCode};
use serde::Serialize;

use super::{people::LinkIssuedPage, unit_choices};
use crate::{
    identity::{model::NewPerson, sessions::SessionToken},
    kernel::{
        FieldProblem, Problem, Role,
        ids::{PersonId, RoleGrantId, UnitId},
        text,
    },
    org::{
        model::{OrgError, Scope},
        people as use_cases,
    },
    storage::Conn,
    web::{
        Cx, Form, View,
        error::FieldError,
        format,
        view::{Choice, Sample},
    },
};

/// A correction as it was typed.
#[derive(Serialize)]
struct Typed {
    full_name: String,
    phone: String,
    email: String,
    reason: String,
}

#[derive(Serialize)]
struct PersonPage {
    id: String,
    full_name: String,
    username: String,
    phone: String,
    email: String,
    created_at: String,
    locked: bool,
    unit: String,
    unit_id: String,
    is_self: bool,
    roles: Vec<RoleRow>,
    role_codes: Vec<&'static str>,
    units: Vec<Choice>,
    can_grant_everywhere: bool,
    /// What a refused correction said.
    typed: Option<Typed>,
    errors: Vec<FieldError>,
}

#[derive(Serialize)]
struct RoleRow {
    id: String,
    role: &'static str,
    unit: String,
    granted_at: String,
}

impl View for PersonPage {
    const TEMPLATE: &'static str = "org/person.html";
    fn samples() -> Vec<Self> {
        let page = |locked, is_self, errors| Self {
            id: "1".into(),
            full_name: "Nguyễn Thị Ưỡng".into(),
            username: "uong".into(),
            phone: "0912345678".into(),
            email: String::new(),
            created_at: "08:00 23/11/2026".into(),
            locked,
            unit: if locked { String::new() } else { "Phường Mỹ Tho".into() },
            unit_id: String::new(),
            is_self,
            roles: if locked {
                vec![]
            } else {
                vec![
                    RoleRow { id: "2".into(), role: "trainer", unit: String::new(), granted_at: "23/11/2026".into() },
                    RoleRow { id: "3".into(), role: "unit_leader", unit: "Phường Mỹ Tho".into(), granted_at: "23/11/2026".into() },
                ]
            },
            role_codes: Role::ALL.map(Role::code).to_vec(),
            units: vec![Choice { value: "1".into(), text: "Tỉnh Tiền Giang".into() }],
            can_grant_everywhere: !locked,
            typed: None,
            errors,
        };
        vec![
            page(false, false, vec![]),
            page(true, false, vec![]),
            page(false, true, vec![FieldError { field: "reason".into(), message: "Cần điền.".into() }]),
            Self {
                typed: Some(Typed { full_name: "Lan".into(), phone: "09".into(), email: String::new(), reason: "Sai".into() }),
                ..page(false, false, vec![FieldError { field: "phone".into(), message: "Cần 10 chữ số.".into() }])
            },
        ]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<PersonPage>()
}

async fn load(cx: &Cx, errors: Vec<FieldError>) -> Result<PersonPage, Problem> {
    let (actor, id): (_, PersonId) = (cx.actor()?, cx.path("person")?);
    let page = cx
        .state
        .db
        .read(move |conn| {
            let (person, unit, roles) = use_cases::person(conn, &actor, id)?;
            let (scope, units) = unit_choices(conn, &actor)?;
            let unit_name = |id: Option<UnitId>| {
                id.map(|id| {
                    units
                        .iter()
                        .find(|choice| choice.value == id.to_string())
                        .map(|choice| choice.text.trim().to_owned())
                        .unwrap_or_default()
                })
                .unwrap_or_default()
            };
            Ok::<_, OrgError>(PersonPage {
                id: person.id.to_string(),
                full_name: person.full_name,
                username: person.username,
                phone: person.phone.unwrap_or_default(),
                email: person.email.unwrap_or_default(),
                created_at: format::datetime(person.created_at),
                locked: person.disabled_at.is_some(),
                unit: unit.as_ref().map(|unit| unit.name.clone()).unwrap_or_default(),
                unit_id: unit.map(|unit| unit.id.to_string()).unwrap_or_default(),
                is_self: person.id == actor.id,
                roles: roles
                    .iter()
                    .map(|held| RoleRow {
                        id: held.id.to_string(),
                        role: held.grant.role.code(),
                        unit: unit_name(held.grant.unit),
                        granted_at: format::day(held.granted_at),
                    })
                    .collect(),
                role_codes: Role::ALL.map(Role::code).to_vec(),
                units,
                can_grant_everywhere: scope == Scope::Everywhere,
                typed: None,
                errors,
            })
        })
        .await?;
    Ok(page)
}

/// `GET /quan-tri/nguoi-dung/{person}`.
pub async fn person(cx: Cx) -> Result<HttpResponse, Problem> {
    let page = load(&cx, vec![]).await?;
    cx.page(&page)
}

/// Runs a change; the person's page comes back with what is wrong, or with a message.
async fn change(
    cx: &Cx,
    said: &'static str,
    f: impl FnMut(&mut Conn<'_>) -> Result<(), OrgError> + Send + 'static,
) -> Result<HttpResponse, Problem> {
    match cx.state.db.write(f).await {
        Ok(()) => {
            cx.state.sessions.forget_all();
            Ok(cx.redirect_saying(&format!("/quan-tri/nguoi-dung/{}", cx.path_str("person")?), said))
        }
        Err(error) => refuse(cx, error.into()).await,
    }
}

async fn refuse(cx: &Cx, problem: Problem) -> Result<HttpResponse, Problem> {
    let errors = cx.field_errors(problem)?;
    let page = load(cx, errors).await?;
    cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

fn unit_field(form: &Form) -> Result<Option<UnitId>, Problem> {
    match form.text("unit_id") {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| Problem::invalid(vec![FieldProblem::new("unit_id", "choice")])),
    }
}

fn reason_field(form: &Form) -> Result<String, Problem> {
    let reason = text::clean_line(form.text("reason"));
    if reason.is_empty() {
        return Err(Problem::invalid(vec![FieldProblem::new("reason", "required")]));
    }
    if reason.chars().count() > 500 {
        return Err(Problem::invalid(vec![FieldProblem::new("reason", "too_long").with("max", 500)]));
    }
    Ok(reason)
}

/// `POST /quan-tri/nguoi-dung/{person}/vai-tro`.
pub async fn grant_role(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, now, entropy, id) = (cx.actor()?, cx.now(), Arc::clone(&cx.state.entropy), cx.path("person")?);
    let Some(role) = Role::parse(form.one("role")?) else {
        return refuse(&cx, Problem::invalid(vec![FieldProblem::new("role", "choice")])).await;
    };
    let unit = match unit_field(&form) {
        Ok(unit) => unit,
        Err(problem) => return refuse(&cx, problem).await,
    };
    change(&cx, "role_granted", move |conn| use_cases::grant_role(conn, now, &*entropy, &actor, id, role, unit)).await
}

/// `POST /quan-tri/nguoi-dung/{person}/vai-tro/{grant}/thu-hoi`.
pub async fn revoke_role(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, now, id, grant): (_, _, PersonId, RoleGrantId) = (cx.actor()?, cx.now(), cx.path("person")?, cx.path("grant")?);
    let reason = match reason_field(&form) {
        Ok(reason) => reason,
        Err(problem) => return refuse(&cx, problem).await,
    };
    change(&cx, "role_revoked", move |conn| use_cases::revoke_role(conn, now, &actor, id, grant, &reason)).await
}

/// `POST /quan-tri/nguoi-dung/{person}/don-vi`.
pub async fn transfer(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, now, entropy, id) = (cx.actor()?, cx.now(), Arc::clone(&cx.state.entropy), cx.path("person")?);
    let unit = match unit_field(&form) {
        Ok(Some(unit)) => unit,
        Ok(None) => return refuse(&cx, Problem::invalid(vec![FieldProblem::new("unit_id", "required")])).await,
        Err(problem) => return refuse(&cx, problem).await,
    };
    change(&cx, "person_transferred", move |conn| use_cases::transfer(conn, now, &*entropy, &actor, id, unit)).await
}

/// `POST /quan-tri/nguoi-dung/{person}/sua`: corrects name, phone and e-mail.
pub async fn correct(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, now, id) = (cx.actor()?, cx.now(), cx.path("person")?);
    // The user name stays; it only completes what is checked.
    let parsed = NewPerson::parse("ten.dang.nhap", form.one("full_name")?, form.text("phone"), form.text("email"));
    let (corrected, reason) = match (parsed, reason_field(&form)) {
        (Ok(corrected), Ok(reason)) => (corrected, reason),
        (parsed, reason) => {
            let mut wrong = parsed.err().unwrap_or_default();
            wrong.extend(reason.err().map(|problem| problem.fields).unwrap_or_default());
            return correct_again(&cx, &form, Problem::invalid(wrong)).await;
        }
    };
    let done = cx.state.db.write(move |conn| use_cases::correct(conn, now, &actor, id, &corrected, &reason)).await;
    match done {
        Ok(()) => {
            cx.state.sessions.forget_all();
            Ok(cx.redirect_saying(&format!("/quan-tri/nguoi-dung/{}", cx.path_str("person")?), "person_corrected"))
        }
        Err(error) => correct_again(&cx, &form, error.into()).await,
    }
}

/// The person's page with what was typed and what is wrong with it.
async fn correct_again(cx: &Cx, form: &Form, problem: Problem) -> Result<HttpResponse, Problem> {
    let errors = cx.field_errors(problem)?;
    let typed = Typed {
        full_name: form.text("full_name").to_owned(),
        phone: form.text("phone").to_owned(),
        email: form.text("email").to_owned(),
        reason: form.text("reason").to_owned(),
    };
    let page = PersonPage { typed: Some(typed), ..load(cx, errors).await? };
    cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

/// `POST /quan-tri/nguoi-dung/{person}/khoa`: locks, or unlocks with `unlock=1`.
pub async fn set_locked(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, now, id, locked) = (cx.actor()?, cx.now(), cx.path("person")?, !form.ticked("unlock"));
    let reason = match reason_field(&form) {
        Ok(reason) => reason,
        Err(problem) => return refuse(&cx, problem).await,
    };
    change(&cx, if locked { "person_locked" } else { "person_unlocked" }, move |conn| {
        use_cases::set_locked(conn, now, &actor, id, locked, &reason)
    })
    .await
}

/// `POST /quan-tri/nguoi-dung/{person}/lien-ket`: shows a one-time link for a new password, once.
pub async fn reset_link(cx: Cx, _form: Form) -> Result<HttpResponse, Problem> {
    let (actor, now, id): (_, _, PersonId) = (cx.actor()?, cx.now(), cx.path("person")?);
    let token = SessionToken::fresh(&*cx.state.entropy);
    let for_write = token.clone();
    let (person, expires_at) = cx
        .state
        .db
        .write(move |conn| {
            let expires_at = use_cases::reset_link(conn, now, &actor, id, &for_write)?;
            Ok::<_, OrgError>((use_cases::person(conn, &actor, id)?.0, expires_at))
        })
        .await?;
    cx.page(&LinkIssuedPage {
        person_id: id.to_string(),
        full_name: person.full_name,
        username: person.username,
        link: format!("{}/lien-ket/{}", cx.state.base_url, token.as_cookie()),
        expires_at: format::datetime(expires_at),
        is_new_person: false,
    })
}
