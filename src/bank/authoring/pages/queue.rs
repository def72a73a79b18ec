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
    /// The reader's own that came back, not those of others that wait.
    shows_returned: bool,
    returned: i64,
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
        let page = |shows_returned: bool, items: Vec<WaitingLine>| Self {
            shows_returned,
            returned: 2,
            pager: pager(i64::try_from(items.len()).unwrap_or(0)),
            items,
        };
        vec![page(false, vec![]), page(true, vec![]), page(false, vec![line(true), line(false)]), page(true, vec![line(true), line(false)])]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<WaitingPage>()
}

/// `GET /ngan-hang/cho-duyet?loc=tra-lai&trang=`.
pub async fn waiting(cx: Cx) -> Result<HttpResponse, Problem> {
    let actor = cx.actor()?;
    let request = PageRequest::new(cx.query("trang").parse().unwrap_or(1), PAGE_SIZE);
    let shows_returned = cx.query("loc") == "tra-lai";
    let (returned, page) = cx
        .state
        .db
        .read(move |conn| {
            let holder = rights::holder(conn, &actor)?;
            let own = review::returned(conn, &actor, &holder, if shows_returned { request } else { PageRequest::new(1, 1) })?;
            let total = own.total;
            let page = if shows_returned { own } else { review::waiting(conn, &actor, &holder, request)? };
            Ok::<_, Problem>((total, page))
        })
        .await?;
    let view = WaitingPage {
        shows_returned,
        returned,
        pager: PagerView::of(&page, "/ngan-hang/cho-duyet", if shows_returned { "loc=tra-lai" } else { "" }),
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
