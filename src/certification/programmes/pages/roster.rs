//! The list of a session as a page to tick and as a sheet to sign.

use actix_web::{HttpResponse, http::header};
use serde::Serialize;

use super::super::{
    super::model::{CertificationError, Programme},
    roster::{self, RosterLine},
    store::SessionRow,
};
use crate::{
    kernel::{
        Problem, ProblemKind, Role,
        ids::{PersonId, TrainingSessionId, UnitId},
        page::PageRequest,
    },
    org::{self, model::Unit},
    paper::{self, Align, Block, Column, Document, HeadLine, PaperError, Signature, Table, fonts::Weight},
    web::{
        Cx, Form, View, format,
        i18n::Lang,
        view::{Choice, PagerView, Sample},
    },
};

/// Ticks of a page: few enough for a phone and for one form.
const PAGE_SIZE: i64 = 100;
/// People on a printed sheet.
const MOST_PRINTED: i64 = 2_000;

#[derive(Serialize)]
struct RosterPage {
    programme: String,
    programme_title: String,
    id: String,
    title: String,
    held_on: String,
    unit: String,
    units: Vec<Choice>,
    people: Vec<TickLine>,
    pager: PagerView,
}

#[derive(Serialize)]
struct TickLine {
    id: String,
    full_name: String,
    unit: String,
    is_present: bool,
}

impl View for RosterPage {
    const TEMPLATE: &'static str = "certification/roster.html";
    fn samples() -> Vec<Self> {
        let line =
            |unit: &str| TickLine {
                id: "1".into(), full_name: "Nguyễn Thị Ưỡng".into(), unit: unit.into(), is_present: unit.is_empty()
            };
        let page = |people: Vec<TickLine>| Self {
            programme: "boi-duong".into(),
            programme_title: "Bồi dưỡng báo cáo viên năm 2026".into(),
            id: "1".into(),
            title: "Kỹ năng tuyên truyền miệng".into(),
            held_on: "01/12/2026".into(),
            unit: "1".into(),
            units: vec![Choice { value: "1".into(), text: "Phường Mỹ Tho".into() }],
            people,
            pager: PagerView {
                number: 1,
                pages: 2,
                total: 120,
                prev: String::new(),
                next: "/chuong-trinh/x/buoi/1/diem-danh?trang=2".into(),
            },
        };
        vec![page(vec![]), page(vec![line(""), line("Phường Mỹ Tho")])]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<RosterPage>()
}

fn path(programme: &str, session: impl std::fmt::Display) -> String {
    format!("/chuong-trinh/{programme}/buoi/{session}/diem-danh")
}

/// `GET /chuong-trinh/{programme}/buoi/{session}/diem-danh?don-vi=&trang=`.
pub async fn roster(cx: Cx) -> Result<HttpResponse, Problem> {
    let (actor, code, id): (_, _, TrainingSessionId) = (cx.actor()?, cx.path_str("programme")?.to_owned(), cx.path("session")?);
    let unit: Option<UnitId> = cx.query("don-vi").parse().ok();
    let request = PageRequest::new(cx.query("trang").parse().unwrap_or(1), PAGE_SIZE);
    let (programme, session, page, units) = cx
        .state
        .db
        .read(move |conn| {
            let (programme, session, page) = roster::roster(conn, &actor, &code, id, unit, request)?;
            let scope = org::ops::scope(conn, &actor, Role::Admin)?;
            Ok::<_, CertificationError>((programme, session, page, org::ops::units(conn, &scope)?))
        })
        .await?;
    let chosen = unit.map(|unit| unit.to_string()).unwrap_or_default();
    let pager = PagerView::of(&page, &path(&programme.code, id), &format!("don-vi={chosen}"));
    let choice =
        |(depth, unit): (usize, Unit)| Choice { value: unit.id.to_string(), text: format!("{}{}", "\u{2003}".repeat(depth), unit.name) };
    let line = |line: RosterLine| TickLine {
        id: line.id.to_string(),
        full_name: line.full_name,
        unit: line.unit_name,
        is_present: line.is_present,
    };
    cx.page(&RosterPage {
        programme: programme.code,
        programme_title: programme.title,
        id: id.to_string(),
        title: session.title,
        held_on: format::date(session.held_on),
        unit: chosen,
        units: org::ops::tree_order(units).into_iter().map(choice).collect(),
        people: page.rows.into_iter().map(line).collect(),
        pager,
    })
}

/// `POST /chuong-trinh/{programme}/buoi/{session}/diem-danh`: the ticks of one page of the list.
pub async fn tick(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, now, id): (_, _, TrainingSessionId) = (cx.actor()?, cx.now(), cx.path("session")?);
    let code = cx.path_str("programme")?.to_owned();
    let people = |field: &str| -> Result<Vec<PersonId>, Problem> {
        form.all(field).map(|id| id.parse().map_err(|_| Problem::new(ProblemKind::Malformed, "malformed"))).collect()
    };
    let (shown, ticked) = (people("shown")?, people("present")?);
    let for_write = code.clone();
    cx.state.db.write(move |conn| roster::tick(conn, now, &actor, &for_write, id, &shown, &ticked)).await?;
    let (unit, page) = (form.text("unit").parse::<UnitId>().ok(), form.text("page").parse::<i64>().unwrap_or(1));
    let unit = unit.map(|unit| unit.to_string()).unwrap_or_default();
    Ok(cx.redirect_saying(&format!("{}?don-vi={unit}&trang={page}", path(&code, id)), "roster_ticked"))
}

/// The sheet to sign, in the language of those who sign it.
async fn sheet(cx: &Cx) -> Result<(String, Document), Problem> {
    let (actor, code, id): (_, _, TrainingSessionId) = (cx.actor()?, cx.path_str("programme")?.to_owned(), cx.path("session")?);
    let unit: Option<UnitId> = cx.query("don-vi").parse().ok();
    let (programme, session, page) =
        cx.state.db.read(move |conn| roster::roster(conn, &actor, &code, id, unit, PageRequest::new(1, MOST_PRINTED))).await?;
    let name = format!("phieu-ky-{}-{}", programme.code, session.held_on.format("%Y%m%d"));
    Ok((name, document(cx, &programme, &session, &page.rows)))
}

fn document(cx: &Cx, programme: &Programme, session: &SessionRow, people: &[RosterLine]) -> Document {
    let say = |key: &str| cx.state.i18n.message(Lang::Vi, key, &[]);
    let with = |key: &str, name: &'static str, value: String| cx.state.i18n.message(Lang::Vi, key, &[(name, value.into())]);
    let line = |text: String, weight| HeadLine::Text { text, weight };
    let issuer = &programme.issuer;
    let mut left: Vec<HeadLine> = issuer.parent.iter().map(|parent| line(parent.clone(), Weight::Regular)).collect();
    left.push(line(issuer.name.clone(), Weight::Bold));
    left.push(HeadLine::Rule(0.4));
    let right = if issuer.state_motto {
        vec![line(say("certificate-nation"), Weight::Bold), line(say("certificate-motto"), Weight::Bold), HeadLine::Rule(1.0)]
    } else {
        vec![line(say("roster-party"), Weight::Bold), HeadLine::Rule(1.0)]
    };
    let column = |key: &str, share, align| Column { title: say(key), share, align };
    let row = |(number, person): (usize, &RosterLine)| {
        vec![number.to_string(), person.full_name.clone(), person.unit_name.clone(), String::new()]
    };
    let facts = [
        with("roster-programme", "title", programme.title.clone()),
        with("roster-subject", "title", session.title.clone()),
        with("roster-when", "day", format::date(session.held_on)),
        with("roster-where", "place", session.place.clone()),
        with("roster-speaker", "speaker", session.speaker.clone()),
    ];
    let mut blocks = vec![Block::Letterhead { left, right }, Block::Title(say("roster-title")), Block::Gap(4.0)];
    blocks.extend(facts.map(Block::text));
    blocks.push(Block::Gap(4.0));
    blocks.push(Block::Table(Table {
        columns: vec![
            column("issuing-column-order", 0.5, Align::Centre),
            column("issuing-column-name", 2.4, Align::Left),
            column("issuing-column-unit", 2.6, Align::Left),
            column("issuing-column-signature", 1.6, Align::Left),
        ],
        rows: (1..).zip(people).map(row).collect(),
        foot: vec![],
        row_height: 24.0,
    }));
    blocks.push(Block::text(with("roster-count", "n", people.len().to_string())));
    blocks.push(Block::Dotted { label: say("roster-came"), lines: 1 });
    let sign = |key: &str| Signature { office: say(key), note: say("roster-sign"), ..Signature::default() };
    blocks.push(Block::Signatures(vec![sign("roster-keeper"), sign("roster-chair")]));
    Document {
        title: format!("{} – {}", say("roster-title"), session.title),
        language: "vi".into(),
        author: issuer.name.clone(),
        is_landscape: false,
        blocks,
    }
}

/// A document as a file to take away.
pub fn file(name: &str, ending: &'static str, written: Result<Vec<u8>, PaperError>) -> Result<HttpResponse, Problem> {
    let bytes = written.map_err(|error| match error {
        PaperError::MissingGlyph { ch, text } => {
            Problem::new(ProblemKind::Conflict, "paper_glyph").with("ch", ch.escape_default()).with("text", text)
        }
        other => Problem::unexpected(other),
    })?;
    let content_type = match ending {
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        _ => "application/pdf",
    };
    Ok(HttpResponse::Ok()
        .content_type(content_type)
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.{ending}\"")))
        .body(bytes))
}

/// `GET /chuong-trinh/{programme}/buoi/{session}/phieu-ky.pdf?don-vi=`.
pub async fn sheet_pdf(cx: Cx) -> Result<HttpResponse, Problem> {
    let (name, document) = sheet(&cx).await?;
    file(&name, "pdf", tokio::task::spawn_blocking(move || paper::pdf(&document)).await.map_err(Problem::unexpected)?)
}

/// `GET /chuong-trinh/{programme}/buoi/{session}/phieu-ky.docx?don-vi=`.
pub async fn sheet_docx(cx: Cx) -> Result<HttpResponse, Problem> {
    let (name, document) = sheet(&cx).await?;
    file(&name, "docx", tokio::task::spawn_blocking(move || paper::docx(&document)).await.map_err(Problem::unexpected)?)
}
