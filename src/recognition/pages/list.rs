//! The list of the register, and the same as a file.

use actix_web::{HttpResponse, http::header};
use serde::Serialize;

use super::{
    super::{
        model::{Filter, Kind, Recognition, RecognitionError, Status},
        ops,
    },
    kind_choices, kind_name, unit_choices, until,
};
use crate::{
    kernel::{
        Problem, Role,
        page::PageRequest,
        sheet::{self, Cell, Column, Sheet},
    },
    web::{
        Cx, View, format,
        view::{Choice, PagerView, Sample},
    },
};

const PAGE_SIZE: i64 = 50;
/// Records of a file at most.
const MOST_EXPORTED: i64 = 20_000;

#[derive(Serialize)]
struct ListPage {
    search: String,
    kind: String,
    status: String,
    unit_id: String,
    is_filtered: bool,
    kinds: Vec<Choice>,
    statuses: Vec<&'static str>,
    units: Vec<Choice>,
    records: Vec<Line>,
    pager: PagerView,
    /// The same records as a file.
    export_url: String,
    can_write: bool,
    can_set_kinds: bool,
}

#[derive(Serialize)]
struct Line {
    id: String,
    full_name: String,
    unit: String,
    office: String,
    kind: String,
    decision: String,
    decided_on: String,
    card: String,
    from: String,
    to: String,
    status: &'static str,
}

impl View for ListPage {
    const TEMPLATE: &'static str = "recognition/list.html";
    fn samples() -> Vec<Self> {
        let line = |status| Line {
            id: "1".into(),
            full_name: "Nguyễn Thị Ưỡng".into(),
            unit: "Phường Mỹ Tho".into(),
            office: "Ủy viên Ban Thường vụ Đảng ủy".into(),
            kind: "Báo cáo viên cấp tỉnh".into(),
            decision: "125-QĐ/TU".into(),
            decided_on: "05/08/2025".into(),
            card: if status == "in_force" { "BCV-0125".into() } else { String::new() },
            from: "05/08/2025".into(),
            to: if status == "coming" { String::new() } else { "31/12/2030".into() },
            status,
        };
        let page = |records: Vec<Line>, is_filtered, can_write| Self {
            search: "uong".into(),
            kind: String::new(),
            status: String::new(),
            unit_id: String::new(),
            is_filtered,
            kinds: vec![Choice { value: "ttv".into(), text: "Tuyên truyền viên cơ sở".into() }],
            statuses: Status::ALL.map(Status::code).into(),
            units: vec![Choice { value: "1".into(), text: "Tỉnh Tiền Giang".into() }],
            pager: PagerView { number: 1, pages: 2, total: 60, prev: String::new(), next: "/danh-ba?trang=2".into() },
            records,
            export_url: "/danh-ba/xuat.xlsx?q=uong".into(),
            can_write,
            can_set_kinds: can_write,
        };
        vec![page(vec![], false, false), page(vec![], true, true), page(Status::ALL.map(|status| line(status.code())).into(), true, true)]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<ListPage>()
}

fn filter(cx: &Cx) -> Result<Filter, Problem> {
    Ok(Filter {
        search: cx.query("q"),
        kind: cx.query("loai"),
        status: Status::parse(&cx.query("trang-thai")),
        unit: match cx.query("don-vi").as_str() {
            "" => None,
            text => Some(text.parse().map_err(|_| Problem::not_found())?),
        },
    })
}

fn query(filter: &Filter) -> String {
    let mut out = form_urlencoded::Serializer::new(String::new());
    let unit = filter.unit.map(|unit| unit.to_string()).unwrap_or_default();
    let status = filter.status.map(Status::code).unwrap_or_default();
    for (name, value) in [("q", filter.search.as_str()), ("loai", &filter.kind), ("trang-thai", status), ("don-vi", &unit)] {
        if !value.is_empty() {
            out.append_pair(name, value);
        }
    }
    out.finish()
}

/// `GET /danh-ba?q=&loai=&trang-thai=&don-vi=&trang=`.
pub async fn list(cx: Cx) -> Result<HttpResponse, Problem> {
    let (actor, today, filter) = (cx.actor()?, cx.now().vietnam_date(), filter(&cx)?);
    let request = PageRequest::new(cx.query("trang").parse().unwrap_or(1), PAGE_SIZE);
    let (can_write, can_set_kinds) = (actor.has(Role::Admin), actor.has_everywhere(Role::Admin));
    let for_read = filter.clone();
    let (page, kinds, units) = cx
        .state
        .db
        .read(move |conn| {
            let scope = ops::readable(conn, &actor)?;
            Ok::<_, RecognitionError>((ops::list(conn, &actor, &for_read, today, request)?, ops::kinds(conn)?, unit_choices(conn, &scope)?))
        })
        .await?;
    let query = query(&filter);
    let pager = PagerView::of(&page, "/danh-ba", &query);
    let line = |record: Recognition| Line {
        id: record.id.to_string(),
        status: record.status(today).code(),
        kind: kind_name(&kinds, &record.facts.kind),
        to: until(&record),
        full_name: record.facts.full_name,
        unit: record.facts.unit_name,
        office: record.facts.office.unwrap_or_default(),
        decision: record.facts.decision_number,
        decided_on: format::date(record.facts.decision_date),
        card: record.facts.card_number.unwrap_or_default(),
        from: format::date(record.facts.valid_from),
    };
    cx.page(&ListPage {
        records: page.rows.into_iter().map(line).collect(),
        is_filtered: !query.is_empty(),
        export_url: format!("/danh-ba/xuat.xlsx{}{query}", if query.is_empty() { "" } else { "?" }),
        kinds: kind_choices(&kinds),
        statuses: Status::ALL.map(Status::code).into(),
        unit_id: filter.unit.map(|unit| unit.to_string()).unwrap_or_default(),
        status: filter.status.map(Status::code).unwrap_or_default().to_owned(),
        search: filter.search,
        kind: filter.kind,
        units,
        pager,
        can_write,
        can_set_kinds,
    })
}

/// `GET /danh-ba/xuat.xlsx`: the records that the filter shows, with the heads that an import reads.
pub async fn export(cx: Cx) -> Result<HttpResponse, Problem> {
    let (actor, today, filter) = (cx.actor()?, cx.now().vietnam_date(), filter(&cx)?);
    let (page, kinds) = cx
        .state
        .db
        .read(move |conn| {
            let page = ops::list(conn, &actor, &filter, today, PageRequest::new(1, MOST_EXPORTED))?;
            Ok::<_, RecognitionError>((page, ops::kinds(conn)?))
        })
        .await?;
    let columns = [
        ("order", 6),
        ("full_name", 28),
        ("birth_date", 12),
        ("unit", 28),
        ("office", 26),
        ("kind", 24),
        ("committee", 28),
        ("decision_number", 16),
        ("decision_date", 14),
        ("card_number", 14),
        ("valid_from", 12),
        ("valid_to", 12),
        ("state", 16),
    ];
    let heads = columns.map(|(code, width)| Column::new(cx.t(&format!("recognition-column-{code}"), &[]), width)).into();
    let rows = (1..).zip(page.rows).map(|(order, record)| row(&cx, order, record, &kinds, today)).collect();
    let list = Sheet {
        name: cx.t("recognition-sheet", &[]),
        title: vec![cx.t("recognition-title", &[]), cx.t("recognition-as-of", &[("day", format::date(today).into())])],
        columns: heads,
        rows,
    };
    let bytes =
        tokio::task::spawn_blocking(move || sheet::write(&[list])).await.map_err(Problem::unexpected)?.map_err(RecognitionError::from)?;
    Ok(file(bytes, &format!("danh-ba-{}.xlsx", today.format("%Y%m%d"))))
}

fn row(cx: &Cx, order: i64, record: Recognition, kinds: &[Kind], today: chrono::NaiveDate) -> Vec<Cell> {
    let status = cx.t(&format!("recognition-status-{}", record.status(today).code()), &[]);
    let facts = record.facts;
    vec![
        Cell::Integer(order),
        Cell::text(facts.full_name),
        Cell::day(facts.birth_date),
        Cell::text(facts.unit_name),
        Cell::text(facts.office.unwrap_or_default()),
        Cell::text(kind_name(kinds, &facts.kind)),
        Cell::text(facts.committee),
        Cell::text(facts.decision_number),
        Cell::Day(facts.decision_date),
        Cell::text(facts.card_number.unwrap_or_default()),
        Cell::Day(facts.valid_from),
        Cell::day(facts.valid_to),
        Cell::text(status),
    ]
}

/// An XLSX file to save.
pub(super) fn file(bytes: Vec<u8>, name: &str) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .body(bytes)
}
