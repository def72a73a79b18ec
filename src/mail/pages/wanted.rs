//! What somebody wants to be written: on the account, and by the link in every message.

use std::sync::Arc;

use actix_web::HttpResponse;
use serde::Serialize;

use super::super::{
    model::{MailError, Preferences},
    ops,
};
use crate::{
    identity,
    kernel::{Problem, Role},
    web::{Cx, Form, View, view::Sample},
};

#[derive(Serialize)]
#[allow(clippy::struct_excessive_bools)] // two are choices of the form, two say which page it is
struct WantedPage {
    /// Where the form goes.
    action: String,
    /// Reached by the link of a message, without signing in.
    by_link: bool,
    /// The own address; empty for none, and on the page that needs no signing in.
    address: String,
    is_leader: bool,
    reminders: bool,
    digests: bool,
}

impl View for WantedPage {
    const TEMPLATE: &'static str = "mail/wanted.html";
    fn samples() -> Vec<Self> {
        let page = |by_link, address: &str| Self {
            action: if by_link { "/thu/abc".into() } else { "/tai-khoan/thu".into() },
            by_link,
            address: address.into(),
            is_leader: !by_link,
            reminders: true,
            digests: by_link,
        };
        vec![page(false, ""), page(false, "lan@example.vn"), page(true, "")]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<WantedPage>()
}

fn chosen(form: &Form) -> Preferences {
    Preferences { reminders: form.ticked("reminders"), digests: form.ticked("digests") }
}

/// `GET /tai-khoan/thu`.
pub async fn wanted(cx: Cx) -> Result<HttpResponse, Problem> {
    let actor = cx.actor()?;
    let is_leader = actor.has(Role::UnitLeader);
    let (wanted, person) = cx
        .state
        .db
        .read(move |conn| {
            let person = identity::ops::person(conn, actor.id)?.ok_or_else(Problem::not_found)?;
            Ok::<_, Problem>((ops::preferences(conn, actor.id)?, person))
        })
        .await?;
    cx.page(&WantedPage {
        action: "/tai-khoan/thu".into(),
        by_link: false,
        address: person.email.unwrap_or_default(),
        is_leader,
        reminders: wanted.reminders,
        digests: wanted.digests,
    })
}

/// `POST /tai-khoan/thu`.
pub async fn want(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, now, entropy) = (cx.actor()?, cx.now(), Arc::clone(&cx.state.entropy));
    let (before, wanted, is_leader) = (actor.id, chosen(&form), actor.has(Role::UnitLeader));
    cx.state
        .db
        .write(move |conn| {
            // Who leads nothing sees no digest on the page, and does not give it up unasked.
            let digests = if is_leader { wanted.digests } else { ops::preferences(conn, before)?.digests };
            ops::set_preferences(conn, now, &*entropy, before, Preferences { digests, ..wanted })
        })
        .await?;
    Ok(cx.redirect_saying("/tai-khoan/thu", "mail_wanted"))
}

/// `GET /thu/{token}`: what the link in a message opens.
pub async fn end_mail_page(cx: Cx) -> Result<HttpResponse, Problem> {
    let token = cx.path_str("token")?.to_owned();
    let for_read = token.clone();
    let (_, wanted) = cx.state.db.read(move |conn| ops::by_token(conn, &for_read)).await?;
    // Whose link it is stays unsaid: a message can be handed on.
    cx.page(&WantedPage {
        action: format!("/thu/{token}"),
        by_link: true,
        address: String::new(),
        is_leader: true,
        reminders: wanted.reminders,
        digests: wanted.digests,
    })
}

/// `POST /thu/{token}`.
pub async fn end_mail(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let (token, now, entropy) = (cx.path_str("token")?.to_owned(), cx.now(), Arc::clone(&cx.state.entropy));
    let (for_write, wanted) = (token.clone(), chosen(&form));
    cx.state
        .db
        .write(move |conn| {
            let (person, _) = ops::by_token(conn, &for_write)?;
            ops::set_preferences(conn, now, &*entropy, person, wanted)?;
            Ok::<_, MailError>(())
        })
        .await?;
    Ok(cx.redirect_saying(&format!("/thu/{token}"), "mail_wanted"))
}
