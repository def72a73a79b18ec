//! How the people of a leader's units stand with a programme.

use actix_web::HttpResponse;
use serde::Serialize;

use super::{
    super::ops::{self, MemberLine},
    STANDINGS, standing_code,
};
use crate::{
    kernel::{Problem, page::PageRequest},
    recognition,
    web::{
        Cx, View, format,
        view::{PagerView, Sample},
    },
};

const PAGE_SIZE: i64 = 50;

#[derive(Serialize)]
struct MembersPage {
    code: String,
    title: String,
    total_requirements: usize,
    people: Vec<PersonLine>,
    pager: PagerView,
}

#[derive(Serialize)]
struct PersonLine {
    id: String,
    full_name: String,
    unit: String,
    standing: &'static str,
    met: usize,
    certificate: String,
    valid_until: String,
}

impl View for MembersPage {
    const TEMPLATE: &'static str = "certification/members.html";
    fn samples() -> Vec<Self> {
        let line = |standing| PersonLine {
            id: "1".into(),
            full_name: "Nguyễn Thị Ưỡng".into(),
            unit: if standing == "ready" { String::new() } else { "Phường Mỹ Tho".into() },
            standing,
            met: 2,
            certificate: if standing == "holds" { "7F3K9QXABCDE".into() } else { String::new() },
            valid_until: if standing == "holds" { "01/12/2028".into() } else { String::new() },
        };
        let page = |people: Vec<PersonLine>| Self {
            code: "boi-duong".into(),
            title: "Bồi dưỡng báo cáo viên năm 2026".into(),
            total_requirements: 3,
            people,
            pager: PagerView { number: 1, pages: 2, total: 60, prev: String::new(), next: "/chuong-trinh/a/nguoi?trang=2".into() },
        };
        vec![page(vec![]), page(STANDINGS.map(line).into())]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<MembersPage>()
}

/// `GET /chuong-trinh/{programme}/nguoi?trang=`.
pub async fn members(cx: Cx) -> Result<HttpResponse, Problem> {
    let (actor, now, code) = (cx.actor()?, cx.now(), cx.path_str("programme")?.to_owned());
    let request = PageRequest::new(cx.query("trang").parse().unwrap_or(1), PAGE_SIZE);
    let (programme, terms, page) = cx
        .state
        .db
        .read(move |conn| {
            let (programme, terms) = ops::programme(conn, &code)?;
            let scope = recognition::ops::readable(conn, &actor).map_err(Problem::from)?;
            let page = ops::members(conn, now, &scope, &programme, &terms, request)?;
            Ok::<_, Problem>((programme, terms, page))
        })
        .await?;
    let pager = PagerView::of(&page, &format!("/chuong-trinh/{}/nguoi", programme.code), "");
    let line = |member: MemberLine| PersonLine {
        id: member.id.to_string(),
        full_name: member.full_name,
        unit: member.unit_name,
        standing: standing_code(&member.standing),
        met: member.standing.evaluation.met(),
        valid_until: member
            .standing
            .certificate
            .as_ref()
            .and_then(|certificate| certificate.face.valid_until)
            .map(format::date)
            .unwrap_or_default(),
        certificate: member.standing.certificate.map(|certificate| certificate.code).unwrap_or_default(),
    };
    cx.page(&MembersPage {
        code: programme.code,
        title: programme.title,
        total_requirements: terms.requirements.len(),
        people: page.rows.into_iter().map(line).collect(),
        pager,
    })
}
