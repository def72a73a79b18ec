//! The outbox: what was sent, what waits, what failed and why.

use actix_web::{HttpResponse, http::StatusCode};
use serde::Serialize;

use super::super::{model::Mail, ops, transport::Transport};
use crate::{
    kernel::{Problem, ids::MailId, page::PageRequest},
    web::{
        Cx, Form, View, format,
        view::{PagerView, Sample},
    },
};

const PAGE_SIZE: i64 = 30;
const STATES: [&str; 3] = ["waiting", "sent", "failed"];

#[derive(Serialize)]
struct OutboxPage {
    /// `none`, `outbox` or `smtp`.
    transport: &'static str,
    state: String,
    mails: Vec<MailLine>,
    pager: PagerView,
}

#[derive(Serialize)]
struct MailLine {
    id: String,
    kind: String,
    state: String,
    address: String,
    subject: String,
    /// Only in a demonstration, where nothing else shows what was sent.
    body: String,
    created_at: String,
    sent_at: String,
    next_try_at: String,
    attempts: i32,
    fault: String,
}

impl View for OutboxPage {
    const TEMPLATE: &'static str = "mail/outbox.html";
    fn samples() -> Vec<Self> {
        let line = |kind: &str, state: &str| MailLine {
            id: "1".into(),
            kind: kind.into(),
            state: state.into(),
            address: "lan@example.vn".into(),
            subject: "Chứng nhận sắp hết hạn".into(),
            body: if state == "sent" { "Kính gửi\nđồng chí".into() } else { String::new() },
            created_at: "08:00 01/12/2026".into(),
            sent_at: if state == "sent" { "08:01 01/12/2026".into() } else { String::new() },
            next_try_at: "08:05 01/12/2026".into(),
            attempts: 2,
            fault: if state == "sent" { String::new() } else { "451 thử lại sau".into() },
        };
        let page = |transport: &'static str, mails: Vec<MailLine>| Self {
            transport,
            state: if transport == "smtp" { "failed".into() } else { String::new() },
            mails,
            pager: PagerView { number: 1, pages: 2, total: 40, prev: String::new(), next: "/quan-tri/thu?trang=2".into() },
        };
        let all = vec![line("ending", "waiting"), line("due", "sent"), line("digest", "failed")];
        vec![page("none", vec![]), page("outbox", vec![line("due", "sent")]), page("smtp", all)]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<OutboxPage>()
}

/// `GET /quan-tri/thu?trang-thai=&trang=`.
pub async fn outbox(cx: Cx) -> Result<HttpResponse, Problem> {
    let actor = cx.actor()?;
    let asked = cx.query("trang-thai");
    let state = STATES.into_iter().find(|state| *state == asked);
    let request = PageRequest::new(cx.query("trang").parse().unwrap_or(1), PAGE_SIZE);
    let page = cx.state.db.read(move |conn| ops::outbox(conn, &actor, state, request)).await?;
    let state = state.unwrap_or_default();
    let pager = PagerView::of(&page, "/quan-tri/thu", &format!("trang-thai={state}"));
    let shows_text = cx.state.demo;
    let line = |mail: Mail| MailLine {
        id: mail.id.to_string(),
        kind: mail.kind,
        state: mail.state,
        address: mail.address,
        subject: mail.subject,
        body: if shows_text { mail.body } else { String::new() },
        created_at: format::datetime(mail.created_at),
        sent_at: mail.sent_at.map(format::datetime).unwrap_or_default(),
        next_try_at: format::datetime(mail.next_try_at),
        attempts: mail.attempts,
        fault: mail.fault.unwrap_or_default(),
    };
    let transport = cx.service::<Transport>()?.code();
    let view = OutboxPage { transport, state: state.to_owned(), mails: page.rows.into_iter().map(line).collect(), pager };
    cx.page_with(StatusCode::OK, &view)
}

/// `POST /quan-tri/thu/{mail}`: tries again what had failed.
pub async fn retry(cx: Cx, _form: Form) -> Result<HttpResponse, Problem> {
    let (actor, now, id): (_, _, MailId) = (cx.actor()?, cx.now(), cx.path("mail")?);
    cx.state.db.write(move |conn| ops::retry(conn, now, &actor, id)).await?;
    Ok(cx.redirect_saying("/quan-tri/thu", "mail_retried"))
}
