//! Making a bank, and changing it.

use std::sync::Arc;

use actix_web::{HttpResponse, http::StatusCode};
use serde::Serialize;

use super::super::{
    making::{self, BankForm},
    rights,
};
use crate::{
    bank::{model::BankError, ops},
    kernel::Problem,
    web::{Cx, Form, View, error::FieldError, view::Sample},
};

#[derive(Serialize, Default)]
struct BankFormPage {
    /// Empty for a new one.
    bank_code: String,
    bank_title: String,
    code: String,
    title: String,
    summary: String,
    topics: String,
    is_open: bool,
    /// Title and topics come from files.
    is_of_files: bool,
    errors: Vec<FieldError>,
}

impl View for BankFormPage {
    const TEMPLATE: &'static str = "bank/bank_form.html";
    fn samples() -> Vec<Self> {
        let wrong =
            ["code", "title", "summary", "topics"].map(|field| FieldError { field: field.into(), message: "Hãy đặt tên.".into() });
        let known = |is_of_files| Self {
            bank_code: "kl-57".into(),
            bank_title: "Kết luận 57".into(),
            title: "Kết luận 57".into(),
            topics: "Bối cảnh\nNguyên tắc".into(),
            is_of_files,
            ..Self::default()
        };
        vec![Self::default(), Self { errors: wrong.into(), is_open: true, ..Self::default() }, known(true), known(false)]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<BankFormPage>()
}

fn typed(form: &Form) -> BankForm {
    let text = |name: &str| form.text(name).to_owned();
    BankForm { code: text("code"), title: text("title"), summary: text("summary"), topics: text("topics"), is_open: form.ticked("is_open") }
}

fn form_page(typed: BankForm, errors: Vec<FieldError>) -> BankFormPage {
    BankFormPage {
        code: typed.code,
        title: typed.title,
        summary: typed.summary,
        topics: typed.topics,
        is_open: typed.is_open,
        errors,
        ..BankFormPage::default()
    }
}

/// `GET /ngan-hang/them`.
pub async fn bank_form(cx: Cx) -> Result<HttpResponse, Problem> {
    let actor = cx.actor()?;
    let holder = cx.state.db.read(move |conn| rights::holder(conn, &actor)).await?;
    if !holder.may_make() {
        return Err(Problem::forbidden());
    }
    cx.page(&form_page(BankForm::default(), vec![]))
}

/// `POST /ngan-hang/them`.
pub async fn make_bank(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, now, entropy) = (cx.actor()?, cx.now(), Arc::clone(&cx.state.entropy));
    let typed = typed(&form);
    let for_write = typed.clone();
    let made = cx.state.db.write(move |conn| making::make_bank(conn, now, &*entropy, &actor, &for_write)).await;
    match made.map_err(Problem::from) {
        Ok(code) => Ok(cx.redirect_saying(&format!("/ngan-hang/{code}"), "bank_made")),
        Err(problem) => {
            let errors = cx.field_errors(problem)?;
            cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &form_page(typed, errors))
        }
    }
}

/// `GET /ngan-hang/{bank}/sua`.
pub async fn change_bank_page(cx: Cx) -> Result<HttpResponse, Problem> {
    let (code, actor) = (cx.path_str("bank")?.to_owned(), cx.actor()?);
    let (bank, is_of_files, topics) = cx
        .state
        .db
        .read(move |conn| {
            let (bank, rights) = rights::bank(conn, &actor, &code)?;
            rights.to_own()?;
            Ok::<_, BankError>((bank.clone(), making::of_files(conn, &bank)?, ops::topics(conn, bank.id)?))
        })
        .await?;
    let topics = topics.into_iter().map(|topic| topic.title).collect::<Vec<_>>().join("\n");
    cx.page(&BankFormPage {
        bank_code: bank.code,
        bank_title: bank.title.clone(),
        title: bank.title,
        summary: bank.summary,
        topics,
        is_of_files,
        ..BankFormPage::default()
    })
}

/// `POST /ngan-hang/{bank}/sua`.
pub async fn change_bank(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let (code, actor, now) = (cx.path_str("bank")?.to_owned(), cx.actor()?, cx.now());
    let typed = typed(&form);
    let (for_write, for_look, who) = (typed.clone(), code.clone(), actor.clone());
    let (bank, is_of_files) = cx
        .state
        .db
        .read(move |conn| {
            let (bank, rights) = rights::bank(conn, &who, &for_look)?;
            rights.to_own()?;
            let is_of_files = making::of_files(conn, &bank)?;
            Ok::<_, BankError>((bank, is_of_files))
        })
        .await?;
    let for_change = code.clone();
    let changed = cx
        .state
        .db
        .write(move |conn| {
            let (bank, rights) = rights::bank(conn, &actor, &for_change)?;
            making::change_bank(conn, now, &actor, &bank, rights, &for_write)
        })
        .await;
    match changed.map_err(Problem::from) {
        Ok(()) => Ok(cx.redirect_saying(&format!("/ngan-hang/{code}"), "bank_changed")),
        Err(problem) => {
            let errors = cx.field_errors(problem)?;
            let page = BankFormPage { bank_code: bank.code, bank_title: bank.title, is_of_files, ..form_page(typed, errors) };
            cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}
