//! The catalogue of sources, and what rests on each clause.

use actix_web::HttpResponse;
use serde::Serialize;

use super::super::{rights, sources};
use crate::{
    kernel::Problem,
    web::{Cx, View, format, view::Sample},
};

#[derive(Serialize)]
struct SourcesPage {
    sources: Vec<SourceLine>,
}

#[derive(Serialize)]
struct SourceLine {
    code: String,
    title: String,
    publisher: String,
    clauses: usize,
    cited: usize,
    items: i64,
}

#[derive(Serialize)]
struct SourcePage {
    code: String,
    title: String,
    publisher: String,
    published: String,
    url: String,
    as_of: String,
    outdated: usize,
    without: usize,
    clauses: Vec<ClauseView>,
}

#[derive(Serialize)]
struct ClauseView {
    id: String,
    title: String,
    summary: String,
    total: usize,
    outdated: usize,
    items: Vec<CitingView>,
}

#[derive(Serialize)]
struct CitingView {
    bank: String,
    code: String,
    status: String,
    stem: String,
    is_outdated: bool,
}

impl View for SourcesPage {
    const TEMPLATE: &'static str = "bank/sources.html";
    fn samples() -> Vec<Self> {
        let line = |items| SourceLine {
            code: "KL57".into(),
            title: "Kết luận số 57-KL/TW".into(),
            publisher: "Bộ Chính trị".into(),
            clauses: 7,
            cited: 5,
            items,
        };
        vec![Self { sources: vec![] }, Self { sources: vec![line(0), line(77)] }]
    }
}

impl View for SourcePage {
    const TEMPLATE: &'static str = "bank/source.html";
    fn samples() -> Vec<Self> {
        let item = |status: &str, is_outdated| CitingView {
            bank: "kl-57".into(),
            code: "kl57-001".into(),
            status: status.into(),
            stem: "Kết luận **nào**?".into(),
            is_outdated,
        };
        let clause = |items: Vec<CitingView>| ClauseView {
            id: "nhan-dien".into(),
            title: "Phần mở đầu".into(),
            summary: "Tóm tắt".into(),
            total: items.len() * 30,
            outdated: items.iter().filter(|item| item.is_outdated).count(),
            items,
        };
        let all = ["draft", "in_review", "approved", "retired"].map(|status| item(status, status == "approved"));
        let page = |url: &str, clauses| Self {
            code: "KL57".into(),
            title: "Kết luận số 57-KL/TW".into(),
            publisher: "Bộ Chính trị".into(),
            published: "15/6/2023".into(),
            url: url.into(),
            as_of: "24/11/2026".into(),
            outdated: 1,
            without: 1,
            clauses,
        };
        vec![page("https://example.vn", vec![clause(all.into()), clause(vec![])]), Self { outdated: 0, without: 0, ..page("", vec![]) }]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    [Sample::of::<SourcesPage>(), Sample::of::<SourcePage>()].into_iter().flatten().collect()
}

/// `GET /can-cu`.
pub async fn sources(cx: Cx) -> Result<HttpResponse, Problem> {
    let actor = cx.actor()?;
    let lines = cx
        .state
        .db
        .read(move |conn| {
            let holder = rights::holder(conn, &actor)?;
            sources::overview(conn, &holder)
        })
        .await?;
    cx.page(&SourcesPage {
        sources: lines
            .into_iter()
            .map(|line| SourceLine {
                clauses: line.source.clauses.len(),
                code: line.source.code,
                title: line.source.title,
                publisher: line.source.publisher,
                cited: line.cited,
                items: line.items,
            })
            .collect(),
    })
}

/// `GET /can-cu/{source}`.
pub async fn source(cx: Cx) -> Result<HttpResponse, Problem> {
    let (actor, code) = (cx.actor()?, cx.path_str("source")?.to_owned());
    let (source, mut clauses) = cx
        .state
        .db
        .read(move |conn| {
            let holder = rights::holder(conn, &actor)?;
            sources::source(conn, &holder, &code)
        })
        .await?;
    let views: Vec<ClauseView> = source
        .clauses
        .into_iter()
        .map(|clause| {
            let items = clauses.remove(&clause.id).unwrap_or_default();
            ClauseView {
                id: clause.id,
                title: clause.title,
                summary: clause.summary,
                total: items.total,
                outdated: items.outdated,
                items: items
                    .named
                    .into_iter()
                    .map(|item| CitingView {
                        bank: item.bank,
                        code: item.code,
                        status: item.status,
                        stem: item.stem,
                        is_outdated: item.is_outdated,
                    })
                    .collect(),
            }
        })
        .collect();
    cx.page(&SourcePage {
        code: source.code,
        title: source.title,
        publisher: source.publisher,
        published: source.published,
        url: source.url,
        as_of: format::date(source.as_of),
        outdated: views.iter().map(|clause| clause.outdated).sum(),
        without: views.iter().filter(|clause| clause.total == 0).count(),
        clauses: views,
    })
}
