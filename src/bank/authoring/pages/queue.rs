//! Items that wait for review.

use actix_web::HttpResponse;
use serde::Serialize;

use super::super::{review, rights};
use crate::{
    kernel::{Problem, page::PageRequest},
    web::{
        Cx, View, format,
        view::{PagerView, Sample},
    },
};

const PAGE_SIZE: i64 = 25;

#[derive(Serialize)]
struct WaitingPage {
    items: Vec<WaitingLine>,
    pager: PagerView,
}

#[derive(Serialize)]
struct WaitingLine {
    bank_code: String,
    bank_title: String,
    code: String,
    stem: String,
    is_change: bool,
    is_own: bool,
    /// Empty for those that came from files so.
    sent_by: String,
    sent_at: String,
}

impl View for WaitingPage {
    const TEMPLATE: &'static str = "bank/waiting.html";
    fn samples() -> Vec<Self> {
        let line = |is_change: bool| WaitingLine {
            bank_code: "kl-57".into(),
            bank_title: "Kết luận 57".into(),
            code: "cau-00001".into(),
            stem: "Kết luận **nào**?".into(),
            is_change,
            is_own: is_change,
            sent_by: if is_change { "Trần Văn Minh".into() } else { String::new() },
            sent_at: "08:30 24/11/2026".into(),
        };
        let pager = |total| PagerView { number: 1, pages: 1, total, prev: String::new(), next: String::new() };
        vec![Self { items: vec![], pager: pager(0) }, Self { items: vec![line(true), line(false)], pager: pager(2) }]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<WaitingPage>()
}

/// `GET /ngan-hang/cho-duyet?trang=`.
pub async fn waiting(cx: Cx) -> Result<HttpResponse, Problem> {
    let actor = cx.actor()?;
    let request = PageRequest::new(cx.query("trang").parse().unwrap_or(1), PAGE_SIZE);
    let page = cx
        .state
        .db
        .read(move |conn| {
            let holder = rights::holder(conn, &actor)?;
            review::waiting(conn, &actor, &holder, request)
        })
        .await?;
    let view = WaitingPage {
        pager: PagerView::of(&page, "/ngan-hang/cho-duyet", ""),
        items: page
            .rows
            .into_iter()
            .map(|item| {
                let (sent_by, sent_at) = item.sent.map(|(name, at)| (name, format::datetime(at))).unwrap_or_default();
                WaitingLine {
                    bank_code: item.bank.0,
                    bank_title: item.bank.1,
                    code: item.code,
                    stem: item.stem,
                    is_change: item.is_change,
                    is_own: item.is_own,
                    sent_by,
                    sent_at,
                }
            })
            .collect(),
    };
    cx.page(&view)
}
