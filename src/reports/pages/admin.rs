//! The administrator's overview and the audit log.

use actix_web::HttpResponse;
use serde::Serialize;

use super::super::store;
use crate::{
    audit,
    kernel::{Problem, Role, page::PageRequest},
    web::{
        Cx, View, format,
        view::{PagerView, Sample},
    },
};

const PAGE_SIZE: i64 = 50;

#[derive(Serialize)]
struct OverviewPage {
    /// Figures of the whole installation; absent for an administrator of some units only.
    totals: Option<Totals>,
}

#[derive(Serialize)]
struct Totals {
    people: String,
    units: String,
    certificates: String,
    staff: String,
}

impl View for OverviewPage {
    const TEMPLATE: &'static str = "reports/overview.html";
    fn samples() -> Vec<Self> {
        vec![
            Self { totals: None },
            Self { totals: Some(Totals { people: "1.234".into(), units: "20".into(), certificates: "5".into(), staff: "8".into() }) },
        ]
    }
}

#[derive(Serialize)]
struct AuditPage {
    is_intact: bool,
    broken_at: i64,
    events: Vec<EventRow>,
    pager: PagerView,
}

#[derive(Serialize)]
struct EventRow {
    seq: i64,
    at: String,
    actor: String,
    action: String,
    subject: String,
    reason: String,
    detail: String,
    hash: String,
}

impl View for AuditPage {
    const TEMPLATE: &'static str = "reports/audit.html";
    fn samples() -> Vec<Self> {
        let row = EventRow {
            seq: 1,
            at: "08:00:00 23/11/2026".into(),
            actor: String::new(),
            action: "person.created".into(),
            subject: "person 0190".into(),
            reason: "Chuyển công tác".into(),
            detail: "{}".into(),
            hash: "ab".repeat(32),
        };
        let pager = || PagerView { number: 1, pages: 1, total: 1, prev: String::new(), next: String::new() };
        vec![
            Self { is_intact: true, broken_at: 0, events: vec![], pager: pager() },
            Self { is_intact: false, broken_at: 7, events: vec![row], pager: pager() },
        ]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    [Sample::of::<OverviewPage>(), Sample::of::<AuditPage>()].into_iter().flatten().collect()
}

/// `GET /quan-tri`.
pub async fn overview(cx: Cx) -> Result<HttpResponse, Problem> {
    let everywhere = cx.actor()?.has_everywhere(Role::Admin);
    let totals = if everywhere {
        let (people, units, certificates, staff) = cx.state.db.read(store::totals).await?;
        Some(Totals {
            people: format::integer(people),
            units: format::integer(units),
            certificates: format::integer(certificates),
            staff: format::integer(staff),
        })
    } else {
        None
    };
    cx.page(&OverviewPage { totals })
}

/// `GET /quan-tri/nhat-ky?trang=`: the whole log, so for administrators without borders only.
pub async fn audit(cx: Cx) -> Result<HttpResponse, Problem> {
    if !cx.actor()?.has_everywhere(Role::Admin) {
        return Err(Problem::forbidden());
    }
    let request = PageRequest::new(cx.query("trang").parse().unwrap_or(1), PAGE_SIZE);
    let (chain, page) = cx
        .state
        .db
        .read(move |conn| {
            let chain = audit::ops::verify(conn)?;
            Ok::<_, crate::storage::StorageError>((chain, audit::ops::page(conn, request)?))
        })
        .await?;
    let (is_intact, broken_at) = match chain {
        audit::ops::Chain::Intact(_) => (true, 0),
        audit::ops::Chain::BrokenAt(seq) => (false, seq),
    };
    let pager = PagerView::of(&page, "/quan-tri/nhat-ky", "");
    let row = |event: audit::ops::Recorded| EventRow {
        seq: event.seq,
        at: format::instant(event.at),
        actor: event.actor_name.unwrap_or_default(),
        action: event.action,
        subject: format!("{} {}", event.subject_kind, event.subject_id),
        reason: event.reason.unwrap_or_default(),
        detail: event.detail.to_string(),
        hash: event.hash,
    };
    cx.page(&AuditPage { is_intact, broken_at, events: page.rows.into_iter().map(row).collect(), pager })
}
