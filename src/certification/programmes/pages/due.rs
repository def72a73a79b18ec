//! Whose certificate ends soon, among the people of a leader's units.

use std::collections::HashMap;

use actix_web::HttpResponse;
use serde::Serialize;

use super::super::{super::ops as certificates, ops};
use crate::{
    identity,
    kernel::{
        Problem,
        ids::{PersonId, ProgrammeId},
        page::PageRequest,
    },
    org, recognition,
    web::{
        Cx, View, format,
        view::{PagerView, Sample},
    },
};

const PAGE_SIZE: i64 = 50;
/// Days that are asked about.
const SPANS: [i64; 3] = [30, 60, 90];

#[derive(Serialize)]
struct DuePage {
    days: i64,
    spans: [i64; 3],
    /// Certificates that end within each of the spans.
    counts: [i64; 3],
    lines: Vec<DueLine>,
    pager: PagerView,
}

#[derive(Serialize)]
struct DueLine {
    holder: String,
    unit: String,
    programme: String,
    number: String,
    code: String,
    valid_until: String,
    days_left: i64,
}

impl View for DuePage {
    const TEMPLATE: &'static str = "certification/due.html";
    fn samples() -> Vec<Self> {
        let line = |unit: &str| DueLine {
            holder: "Nguyễn Thị Ưỡng".into(),
            unit: unit.into(),
            programme: "Bồi dưỡng báo cáo viên".into(),
            number: "001/2026/GCN".into(),
            code: "7F3K9QXABCDE".into(),
            valid_until: "24/12/2026".into(),
            days_left: 23,
        };
        let page = |lines: Vec<DueLine>| Self {
            days: 30,
            spans: SPANS,
            counts: [2, 5, 60],
            lines,
            pager: PagerView { number: 1, pages: 1, total: 2, prev: String::new(), next: String::new() },
        };
        vec![page(vec![]), page(vec![line(""), line("Phường Mỹ Tho")])]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<DuePage>()
}

/// `GET /den-han?ngay=30|60|90&trang=`.
pub async fn due(cx: Cx) -> Result<HttpResponse, Problem> {
    let (actor, today) = (cx.actor()?, cx.now().vietnam_date());
    let days = cx.query("ngay").parse().ok().filter(|days| SPANS.contains(days)).unwrap_or(SPANS[0]);
    let request = PageRequest::new(cx.query("trang").parse().unwrap_or(1), PAGE_SIZE);
    let (page, counts, programmes, people, units) = cx
        .state
        .db
        .read(move |conn| {
            let scope = recognition::ops::readable(conn, &actor).map_err(Problem::from)?;
            let until = |days: i64| today + chrono::TimeDelta::days(days);
            let mut counts = [0; SPANS.len()];
            for (count, span) in counts.iter_mut().zip(SPANS) {
                *count = certificates::ending(conn, &scope, today, until(span), PageRequest::new(1, 1))?.total;
            }
            let page = certificates::ending(conn, &scope, today, until(days), request)?;
            let programme_ids: Vec<ProgrammeId> = page.rows.iter().map(|certificate| certificate.programme_id).collect();
            let person_ids: Vec<PersonId> = page.rows.iter().map(|certificate| certificate.person_id).collect();
            let programmes = ops::by_ids(conn, &programme_ids)?;
            let people: HashMap<PersonId, String> = identity::ops::names(conn, &person_ids)?.into_iter().collect();
            let of_people = org::ops::units_of(conn, &person_ids)?;
            let names: HashMap<_, _> = org::ops::units(conn, &scope)?.into_iter().map(|unit| (unit.id, unit.name)).collect();
            let units: HashMap<PersonId, String> =
                of_people.into_iter().filter_map(|(person, unit)| Some((person, names.get(&unit)?.clone()))).collect();
            Ok::<_, Problem>((page, counts, programmes, people, units))
        })
        .await?;
    let pager = PagerView::of(&page, "/den-han", &format!("ngay={days}"));
    let lines = page
        .rows
        .into_iter()
        .map(|certificate| DueLine {
            // Whom to remind: the name of today, which may differ from the one printed.
            holder: people.get(&certificate.person_id).cloned().unwrap_or(certificate.face.holder_name),
            unit: units.get(&certificate.person_id).cloned().unwrap_or_default(),
            programme: programmes
                .get(&certificate.programme_id)
                .map_or_else(|| certificate.face.achievement.clone(), |programme| programme.title.clone()),
            number: certificate.face.number,
            code: certificate.code,
            valid_until: certificate.face.valid_until.map(format::date).unwrap_or_default(),
            days_left: certificate.face.valid_until.map_or(0, |last| (last - today).num_days()),
        })
        .collect();
    cx.page(&DuePage { days, spans: SPANS, counts, lines, pager })
}
