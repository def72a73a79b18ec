//! The list of people, and admitting a new one.

use actix_web::{HttpResponse, http::StatusCode};
use serde::Serialize;

use super::unit_choices;
use crate::{
    identity::{model::NewPerson, sessions::SessionToken},
    kernel::{FieldProblem, Problem, Role, ids::UnitId, page::PageRequest},
    org::{
        model::{OrgError, Scope},
        ops, people as use_cases,
    },
    web::{
        Cx, Form, View,
        error::FieldError,
        format,
        view::{Choice, PagerView, Sample},
    },
};

const PAGE_SIZE: i64 = 50;

#[derive(Serialize)]
struct PeoplePage {
    search: String,
    people: Vec<PersonRow>,
    pager: PagerView,
}

#[derive(Serialize)]
struct PersonRow {
    id: String,
    full_name: String,
    username: String,
    phone: String,
    unit: String,
    roles: Vec<&'static str>,
    locked: bool,
}

impl View for PeoplePage {
    const TEMPLATE: &'static str = "org/people.html";
    fn samples() -> Vec<Self> {
        let row = |locked| PersonRow {
            id: "1".into(),
            full_name: "Nguyễn Thị Ưỡng".into(),
            username: "uong".into(),
            phone: "0912345678".into(),
            unit: "Phường Mỹ Tho".into(),
            roles: vec!["trainee", "unit_leader"],
            locked,
        };
        let page = |people: Vec<PersonRow>| Self {
            search: "uong".into(),
            pager: PagerView { number: 1, pages: 1, total: 2, prev: String::new(), next: String::new() },
            people,
        };
        vec![page(vec![]), page(vec![row(false), row(true)])]
    }
}

#[derive(Serialize)]
struct AdmitPage {
    full_name: String,
    username: String,
    phone: String,
    email: String,
    unit_id: String,
    units: Vec<Choice>,
    unit_optional: bool,
    errors: Vec<FieldError>,
}

impl View for AdmitPage {
    const TEMPLATE: &'static str = "org/admit.html";
    fn samples() -> Vec<Self> {
        let page = |errors| Self {
            full_name: String::new(),
            username: String::new(),
            phone: String::new(),
            email: String::new(),
            unit_id: String::new(),
            units: vec![Choice { value: "1".into(), text: "Tỉnh Tiền Giang".into() }],
            unit_optional: true,
            errors,
        };
        vec![page(vec![]), page(vec![FieldError { field: "full_name".into(), message: "Cần điền.".into() }])]
    }
}

/// The one page that shows a one-time link.
#[derive(Serialize)]
pub(super) struct LinkIssuedPage {
    pub(super) person_id: String,
    pub(super) full_name: String,
    pub(super) username: String,
    pub(super) link: String,
    pub(super) expires_at: String,
    pub(super) is_new_person: bool,
}

impl View for LinkIssuedPage {
    const TEMPLATE: &'static str = "org/link_issued.html";
    fn samples() -> Vec<Self> {
        let page = |is_new_person| Self {
            person_id: "1".into(),
            full_name: "Nguyễn Thị Lan".into(),
            username: "lan".into(),
            link: "http://127.0.0.1:8080/lien-ket/ab".into(),
            expires_at: "08:00 26/11/2026".into(),
            is_new_person,
        };
        vec![page(true), page(false)]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    [Sample::of::<PeoplePage>(), Sample::of::<AdmitPage>(), Sample::of::<LinkIssuedPage>()].into_iter().flatten().collect()
}

/// `GET /quan-tri/nguoi-dung?q=&trang=`.
pub async fn people(cx: Cx) -> Result<HttpResponse, Problem> {
    let (actor, search) = (cx.actor()?, cx.query("q"));
    let request = PageRequest::new(cx.query("trang").parse().unwrap_or(1), PAGE_SIZE);
    let for_read = search.clone();
    let page = cx
        .state
        .db
        .read(move |conn| {
            let scope = ops::scope(conn, &actor, Role::Admin)?;
            use_cases::list(conn, &scope, &for_read, request)
        })
        .await?;
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("q", &search).finish();
    let pager = PagerView::of(&page, "/quan-tri/nguoi-dung", &query);
    let row = |person: use_cases::PersonSummary| PersonRow {
        id: person.id.to_string(),
        full_name: person.full_name,
        username: person.username,
        phone: person.phone.unwrap_or_default(),
        unit: person.unit_name.unwrap_or_default(),
        roles: Role::ALL.into_iter().filter(|role| person.grants.iter().any(|grant| grant.role == *role)).map(Role::code).collect(),
        locked: person.locked,
    };
    cx.page(&PeoplePage { search, people: page.rows.into_iter().map(row).collect(), pager })
}

async fn admit_form(cx: &Cx) -> Result<AdmitPage, Problem> {
    let actor = cx.actor()?;
    let (scope, units) = cx.state.db.read(move |conn| unit_choices(conn, &actor)).await?;
    Ok(AdmitPage {
        full_name: String::new(),
        username: String::new(),
        phone: String::new(),
        email: String::new(),
        unit_id: String::new(),
        units,
        unit_optional: scope == Scope::Everywhere,
        errors: vec![],
    })
}

/// `GET /quan-tri/nguoi-dung/them`.
pub async fn admit_page(cx: Cx) -> Result<HttpResponse, Problem> {
    let page = admit_form(&cx).await?;
    cx.page(&page)
}

/// `POST /quan-tri/nguoi-dung/them`: creates the account and shows the one-time link to hand over.
pub async fn admit(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    match try_admit(&cx, &form).await {
        Ok(page) => cx.page(&page),
        Err(problem) => {
            let errors = cx.field_errors(problem)?;
            let page = AdmitPage {
                full_name: form.text("full_name").to_owned(),
                username: form.text("username").to_owned(),
                phone: form.text("phone").to_owned(),
                email: form.text("email").to_owned(),
                unit_id: form.text("unit_id").to_owned(),
                errors,
                ..admit_form(&cx).await?
            };
            cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

async fn try_admit(cx: &Cx, form: &Form) -> Result<LinkIssuedPage, Problem> {
    let parsed = NewPerson::parse(form.one("username")?, form.one("full_name")?, form.text("phone"), form.text("email"));
    let mut wrong = parsed.as_ref().err().cloned().unwrap_or_default();
    let unit: Option<UnitId> = match form.text("unit_id") {
        "" => None,
        text => text.parse().map_err(|_| wrong.push(FieldProblem::new("unit_id", "choice"))).ok(),
    };
    let new = match parsed {
        Ok(new) if wrong.is_empty() => new,
        _ => return Err(Problem::invalid(wrong)),
    };
    let token = SessionToken::fresh(&*cx.state.entropy);
    let (actor, now, entropy) = (cx.actor()?, cx.now(), std::sync::Arc::clone(&cx.state.entropy));
    let (for_write, person) = (token.clone(), new.clone());
    let (id, expires_at) = cx
        .state
        .db
        .write(move |conn| use_cases::admit(conn, now, &*entropy, &actor, &person, unit, &for_write))
        .await
        .map_err(|error: OrgError| Problem::from(error))?;
    Ok(LinkIssuedPage {
        person_id: id.to_string(),
        full_name: new.full_name,
        username: new.username,
        link: format!("{}/lien-ket/{}", cx.state.base_url, token.as_cookie()),
        expires_at: format::datetime(expires_at),
        is_new_person: true,
    })
}
