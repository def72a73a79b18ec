//! A training record as a file: one sheet for each part.

use actix_web::{HttpResponse, http::header};
use chrono::NaiveDate;

use super::{
    super::record::{Record, Session},
    record::load,
};
use crate::{
    kernel::{
        Problem,
        sheet::{self, Cell, Column, Sheet},
    },
    web::{Cx, format},
};

/// `GET /ho-so/xuat.xlsx`.
pub async fn own_record_file(cx: Cx) -> Result<HttpResponse, Problem> {
    let record = load(&cx, cx.actor()?.id).await?;
    file(&cx, record).await
}

/// `GET /ho-so/{person}/xuat.xlsx`.
pub async fn record_file(cx: Cx) -> Result<HttpResponse, Problem> {
    let record = load(&cx, cx.path("person")?).await?;
    file(&cx, record).await
}

async fn file(cx: &Cx, record: Record) -> Result<HttpResponse, Problem> {
    let today = cx.now().vietnam_date();
    let parts = [
        recognitions(cx, &record, today),
        studies(&record),
        certificates(cx, &record),
        entries(&record),
        sessions("record-attended", &record.attended),
        sessions("record-given", &record.given),
    ];
    let whose = format!("{} – {}", record.full_name, record.unit);
    let title = vec![cx.t("record-title", &[]), whose, cx.t("record-as-of", &[("day", format::date(today).into())])];
    let sheets: Vec<Sheet> = parts.into_iter().map(|part| part.into_sheet(cx, &title)).collect();
    let written = tokio::task::spawn_blocking(move || sheet::write(&sheets)).await.map_err(Problem::unexpected)?;
    Ok(HttpResponse::Ok()
        .content_type("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"ho-so-{}.xlsx\"", today.format("%Y%m%d"))))
        .body(written.map_err(Problem::unexpected)?))
}

/// A part of the record: the message keys of its name and heads, and its rows.
struct Part {
    name: &'static str,
    heads: &'static [(&'static str, u16)],
    rows: Vec<Vec<Cell>>,
}

impl Part {
    fn into_sheet(self, cx: &Cx, title: &[String]) -> Sheet {
        Sheet {
            name: cx.t(self.name, &[]),
            title: title.to_vec(),
            columns: self.heads.iter().map(|(key, width)| Column::new(cx.t(key, &[]), *width)).collect(),
            rows: self.rows,
        }
    }
}

fn hundredths(value: Option<i64>) -> Cell {
    value.map_or(Cell::Empty, Cell::Hundredths)
}

fn recognitions(cx: &Cx, record: &Record, today: NaiveDate) -> Part {
    let rows = record.recognitions.iter().map(|(kind, it)| {
        vec![
            Cell::text(kind),
            Cell::text(&it.facts.decision_number),
            Cell::Day(it.facts.decision_date),
            Cell::text(&it.facts.committee),
            Cell::Day(it.facts.valid_from),
            Cell::day(it.facts.valid_to),
            Cell::text(cx.t(&format!("recognition-status-{}", it.status(today).code()), &[])),
        ]
    });
    let heads = &[
        ("recognition-column-kind", 28),
        ("recognition-column-decision_number", 18),
        ("recognition-column-decision_date", 14),
        ("recognition-column-committee", 30),
        ("recognition-column-valid_from", 12),
        ("recognition-column-valid_to", 12),
        ("recognition-column-state", 16),
    ];
    Part { name: "record-recognitions", heads, rows: rows.collect() }
}

fn studies(record: &Record) -> Part {
    let count = |n: usize| Cell::Integer(i64::try_from(n).unwrap_or(0));
    let rows = record.studies.iter().map(|it| {
        let (best, max) = (it.best.map(|best| best.0), it.best.map(|best| best.1));
        vec![Cell::text(&it.title), count(it.finished), count(it.lessons), hundredths(best), hundredths(max), Cell::day(it.passed_on)]
    });
    let heads = &[
        ("record-study", 50),
        ("record-lessons-finished", 12),
        ("record-lessons", 12),
        ("record-best", 12),
        ("record-max", 12),
        ("record-passed-on", 14),
    ];
    Part { name: "record-studies", heads, rows: rows.collect() }
}

fn certificates(cx: &Cx, record: &Record) -> Part {
    let rows = record.certificates.iter().map(|(it, standing)| {
        vec![
            Cell::text(&it.face.number),
            Cell::text(&it.face.achievement),
            Cell::text(&it.face.issuer),
            Cell::Day(it.face.issued_on),
            Cell::day(it.face.valid_until),
            Cell::text(cx.t(&format!("certification-state-{}", standing.code()), &[])),
        ]
    });
    let heads = &[
        ("certification-file-number", 22),
        ("certification-file-achievement", 46),
        ("certification-file-issuer", 30),
        ("certification-file-issued", 12),
        ("due-until", 12),
        ("certification-file-standing", 16),
    ];
    Part { name: "record-certificates", heads, rows: rows.collect() }
}

fn entries(record: &Record) -> Part {
    let row = |it: &super::super::record::Entry| {
        vec![Cell::text(&it.contest), Cell::text(&it.round), Cell::Day(it.on), hundredths(it.score.map(|score| score.0))]
    };
    let heads = &[("record-contest", 46), ("record-round", 24), ("session-day", 12), ("record-best", 12)];
    Part { name: "record-entries", heads, rows: record.entries.iter().map(row).collect() }
}

fn sessions(name: &'static str, list: &[Session]) -> Part {
    let row = |it: &Session| {
        vec![Cell::text(&it.title), Cell::Day(it.on), Cell::text(&it.place), Cell::Integer(i64::from(it.minutes)), Cell::text(&it.speaker)]
    };
    let heads = &[("session-subject", 40), ("session-day", 12), ("session-place", 30), ("session-length", 12), ("session-speaker", 26)];
    Part { name, heads, rows: list.iter().map(row).collect() }
}
