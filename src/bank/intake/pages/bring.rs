//! Bringing questions: a file, or pasted text; forms to fill in; what pasted text would give, while it is pasted.

use std::sync::Arc;

use actix_web::{HttpResponse, http::StatusCode, http::header};
use serde::Serialize;

use super::{
    super::{
        entries::gather,
        model::{Entry, IntakeError, KEPT_DAYS, Noticed, UNDO_HOURS, Verdict},
        ops::{self, Brought},
    },
    LARGEST, aside,
    card::{self, Card, DraftView, FlawView},
    places::Places,
};
use crate::{
    bank::formats::{
        self, Format,
        model::{Body, Choice, Draft, Place, Reading},
        pasted,
    },
    kernel::{FieldProblem, Problem, ProblemKind, ids::BankImportId},
    web::{Cx, Upload, View, error::FieldError, format, upload::LONGEST_FIELD, view::Sample},
};

/// Items that a write keeps.
const KEPT_AT_ONCE: usize = 250;
/// Items that the look at pasted text shows.
const SHOWN_LIVE: usize = 30;

#[derive(Serialize)]
struct BringPage {
    bank_code: String,
    bank_title: String,
    errors: Vec<FieldError>,
    /// What keeps the file from being read at all.
    flaws: Vec<FlawView>,
    file_name: String,
    text: String,
    html: String,
    most_mb: usize,
    most_items: String,
    most_bytes: usize,
    kept_days: i64,
    undo_hours: i64,
    waiting: Vec<WaitingLine>,
}

#[derive(Serialize)]
struct WaitingLine {
    id: String,
    file_name: String,
    by: String,
    at: String,
    state: String,
    total: i32,
    until: String,
}

fn waiting_sample(state: &str) -> WaitingLine {
    WaitingLine {
        id: "1".into(),
        file_name: "Đề cương.docx".into(),
        by: "Trần Thị Hai".into(),
        at: "08:00 01/12/2026".into(),
        state: state.into(),
        total: 40,
        until: "31/12/2026".into(),
    }
}

impl View for BringPage {
    const TEMPLATE: &'static str = "bank/intake_bring.html";
    fn samples() -> Vec<Self> {
        let page = |is_full: bool| Self {
            bank_code: "kl-57".into(),
            bank_title: "Kết luận 57".into(),
            errors: if is_full { vec![FieldError { field: "file".into(), message: "Hãy chọn tệp.".into() }] } else { vec![] },
            flaws: if is_full {
                vec![FlawView { why: "Tệp bị hỏng.".into(), remedy: "Lưu lại.".into(), is_error: true, place: String::new() }]
            } else {
                vec![]
            },
            file_name: if is_full { "Đề cương.doc".into() } else { String::new() },
            text: if is_full { "Câu 1. Một?".into() } else { String::new() },
            html: String::new(),
            most_mb: 20,
            most_items: "10.000".into(),
            most_bytes: LARGEST,
            kept_days: KEPT_DAYS,
            undo_hours: UNDO_HOURS,
            waiting: if is_full {
                ["open", "running", "unwinding", "done", "undoing", "undone"].map(waiting_sample).into()
            } else {
                vec![]
            },
        };
        vec![page(false), page(true)]
    }
}

#[derive(Serialize)]
struct LivePage {
    cards: Vec<Card>,
    flaws: Vec<FlawView>,
    good: usize,
    errors: usize,
    left_out: usize,
}

impl View for LivePage {
    const TEMPLATE: &'static str = "bank/_intake_live.html";
    fn samples() -> Vec<Self> {
        vec![Self { cards: vec![card::sample("single_choice", "error", "open")], flaws: vec![], good: 1, errors: 1, left_out: 3 }]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<BringPage>()
}

async fn view(cx: &Cx, errors: Vec<FieldError>, flaws: &[Noticed], file_name: &str) -> Result<BringPage, Problem> {
    let (actor, code) = (cx.actor()?, cx.path_str("bank")?.to_owned());
    let (bank, waiting) = cx
        .state
        .db
        .read(move |conn| {
            let bank = ops::bank(conn, &actor, &code)?;
            let waiting = ops::imports(conn, &actor, bank.id)?;
            Ok::<_, IntakeError>((bank, waiting))
        })
        .await?;
    let line = |(row, by): (_, String)| {
        let import = ops::Import { row, bank: bank.clone() };
        WaitingLine {
            id: import.row.id.to_string(),
            at: format::datetime(import.row.touched_at),
            total: import.row.total,
            until: format::day(import.kept_until()),
            file_name: import.row.file_name,
            state: import.row.state,
            by,
        }
    };
    Ok(BringPage {
        waiting: waiting.into_iter().map(line).collect(),
        bank_code: bank.code,
        bank_title: bank.title,
        errors,
        flaws: flaws.iter().map(|flaw| FlawView::of(cx, flaw)).collect(),
        file_name: file_name.to_owned(),
        text: String::new(),
        html: String::new(),
        most_mb: LARGEST / (1024 * 1024),
        most_items: format::integer(i64::try_from(formats::MOST_ITEMS).unwrap_or(0)),
        most_bytes: LARGEST,
        kept_days: KEPT_DAYS,
        undo_hours: UNDO_HOURS,
    })
}

/// `GET /ngan-hang/{bank}/nhap`.
pub async fn bring_page(cx: Cx) -> Result<HttpResponse, Problem> {
    let page = view(&cx, vec![], &[], "").await?;
    cx.page(&page)
}

/// What came of bringing something: it is kept, or it cannot be read at all.
enum Came {
    Kept(BankImportId),
    Unreadable(Vec<Noticed>),
}

/// `POST /ngan-hang/{bank}/nhap`: reads a file and keeps what it gives.
pub async fn bring(cx: Cx, upload: Upload<LARGEST>) -> Result<HttpResponse, Problem> {
    let file_name = upload.file_name.clone();
    let came = if upload.bytes.is_empty() && file_name.is_empty() {
        Err(Problem::invalid(vec![FieldProblem::new("file", "question_file")]))
    } else {
        let bytes = upload.bytes;
        let name = file_name.clone();
        keep(&cx, &file_name, move || match formats::detect(&name, &bytes) {
            Ok(format) => (format.code(), formats::read(format, &bytes)),
            Err(flaw) => ("", Reading::refused(flaw)),
        })
        .await
    };
    answer(&cx, came, &file_name, "", "").await
}

/// `POST /ngan-hang/{bank}/nhap/dan`: the same with pasted text.
pub async fn paste(cx: Cx, upload: Upload) -> Result<HttpResponse, Problem> {
    let (text, html) = (upload.form.text("text").to_owned(), upload.form.text("html").to_owned());
    let came = if text.trim().is_empty() && html.trim().is_empty() {
        Err(Problem::invalid(vec![FieldProblem::new("text", "question_text")]))
    } else {
        let (text, html) = (text.clone(), html.clone());
        keep(&cx, &cx.t("intake-pasted", &[]), move || ("pasted", pasted::read(&text, &html))).await
    };
    answer(&cx, came, "", &text, &html).await
}

/// Reads, compares and keeps.
async fn keep(cx: &Cx, file_name: &str, read: impl FnOnce() -> (&'static str, Reading) + Send + 'static) -> Result<Came, Problem> {
    let (actor, code) = (cx.actor()?, cx.path_str("bank")?.to_owned());
    let by = actor.id;
    let bank = cx
        .state
        .db
        .read(move |conn| {
            let bank = ops::bank(conn, &actor, &code)?;
            ops::check_room(conn, &actor, bank.id)?;
            Ok::<_, IntakeError>(bank.id)
        })
        .await?;
    let place = cx.service::<Places>()?.take().await?;
    let (format, reading) = aside(read).await?;
    let (entries, flaws) = cx
        .state
        .db
        .read(move |conn| {
            let sources = ops::sources(conn, reading.drafts.iter().chain(&reading.spoiled))?;
            let (mut entries, flaws) = gather(reading, &sources);
            ops::compare(conn, bank, &sources, &mut entries)?;
            Ok::<_, IntakeError>((entries, flaws))
        })
        .await?;
    drop(place);
    if entries.is_empty() {
        return Ok(Came::Unreadable(flaws));
    }
    let (now, entropy) = (cx.now(), Arc::clone(&cx.state.entropy));
    let brought = Brought { file_name: file_name.to_owned(), format, flaws, total: entries.len() };
    let id = cx.state.db.write(move |conn| ops::begin(conn, now, &*entropy, by, bank, &brought)).await?;
    // In parts: others write between them.
    let entries: Arc<[Entry]> = entries.into();
    for start in (0..entries.len()).step_by(KEPT_AT_ONCE) {
        let entries = Arc::clone(&entries);
        let end = entries.len().min(start + KEPT_AT_ONCE);
        let first = i32::try_from(start + 1).map_err(Problem::unexpected)?;
        cx.state.db.write(move |conn| ops::keep(conn, id, first, &entries[start..end])).await?;
    }
    cx.state.db.write(move |conn| ops::opened(conn, now, id)).await?;
    Ok(Came::Kept(id))
}

async fn answer(cx: &Cx, came: Result<Came, Problem>, file_name: &str, text: &str, html: &str) -> Result<HttpResponse, Problem> {
    let mut wait = None;
    let (errors, flaws) = match came {
        Ok(Came::Kept(id)) => return Ok(cx.redirect(&format!("/ngan-hang/{}/nhap/{id}", cx.path_str("bank")?))),
        Ok(Came::Unreadable(flaws)) => (vec![], flaws),
        // What was pasted outlives a busy minute, too.
        Err(problem) if problem.kind == ProblemKind::Unavailable => {
            wait = problem.retry_after;
            (cx.field_errors(Problem { kind: ProblemKind::TooMany, ..problem })?, vec![])
        }
        Err(problem) => (cx.field_errors(problem)?, vec![]),
    };
    let mut page = view(cx, errors, &flaws, file_name).await?;
    (page.text, page.html) = (text.to_owned(), html.to_owned());
    let Some(seconds) = wait else { return cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page) };
    let mut answer = cx.page_with(StatusCode::SERVICE_UNAVAILABLE, &page)?;
    answer.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    Ok(answer)
}

/// `POST /ngan-hang/{bank}/nhap/xem-thu`: what pasted text would give, as a piece of the page; nothing is kept.
pub async fn live(cx: Cx, upload: Upload) -> Result<HttpResponse, Problem> {
    let (actor, code) = (cx.actor()?, cx.path_str("bank")?.to_owned());
    let (text, html) = (upload.form.text("text").to_owned(), upload.form.text("html").to_owned());
    if text.trim().is_empty() && html.trim().is_empty() {
        return Err(Problem::invalid(vec![FieldProblem::new("text", "question_text")]));
    }
    let place = cx.service::<Places>()?.take().await?;
    let reading = aside(move || pasted::read(&text, &html)).await?;
    drop(place);
    let (entries, flaws) = cx
        .state
        .db
        .read(move |conn| {
            ops::bank(conn, &actor, &code)?;
            let sources = ops::sources(conn, reading.drafts.iter().chain(&reading.spoiled))?;
            Ok::<_, IntakeError>(gather(reading, &sources))
        })
        .await?;
    let errors = entries.iter().filter(|entry| entry.verdict() == Verdict::Error).count();
    let cards = (1..).zip(entries.iter().take(SHOWN_LIVE)).map(|(number, entry)| Card {
        number,
        label: entry.draft.label.clone(),
        place: card::place(&cx, entry.draft.place),
        draft: DraftView::of(&entry.draft),
        flaws: entry.flaws.iter().filter(|flaw| flaw.is_error).map(|flaw| FlawView::of(&cx, flaw)).collect(),
        verdict: entry.verdict().code().to_owned(),
        decision: "open".to_owned(),
        ..Card::default()
    });
    cx.page(&LivePage {
        cards: cards.collect(),
        flaws: flaws.iter().map(|flaw| FlawView::of(&cx, flaw)).collect(),
        good: entries.len() - errors,
        errors,
        left_out: entries.len().saturating_sub(SHOWN_LIVE),
    })
}

/// `GET /ngan-hang/{bank}/nhap/mau.xlsx`: the form to fill in, the same that the command line writes.
pub async fn template(cx: Cx) -> Result<HttpResponse, Problem> {
    let lines = formats::xlsx::TEMPLATE_LINES
        .map(|column| (cx.t(&format!("format-template-{column}"), &[]), cx.t(&format!("format-template-{column}-help"), &[])));
    let (sheet, help) = (cx.t("format-template-sheet", &[]), cx.t("format-template-help", &[]));
    let bytes = aside(move || formats::xlsx::template(&sheet, &(help, lines.into()))).await?;
    Ok(file(bytes, Format::Xlsx, "mau-cau-hoi.xlsx"))
}

/// `GET /ngan-hang/{bank}/nhap/mau.docx`: a document as the reader takes it, made by the writer.
pub async fn sample_document(cx: Cx) -> Result<HttpResponse, Problem> {
    let option = |n: usize, text: &str, key: usize| Choice {
        text: cx.t(&format!("intake-sample-{text}-{n}"), &[]),
        is_key: n == key,
        feedback: String::new(),
    };
    let item = |name: &str, key: usize| {
        let body = Body::Choice { options: (1..=4).map(|n| option(n, name, key)).collect(), many: false };
        Draft {
            level: Some(crate::bank::model::CognitiveLevel::NhanBiet),
            topic: cx.t("intake-sample-topic", &[]),
            rationale: cx.t(&format!("intake-sample-{name}-why"), &[]),
            ..Draft::new(Place::File, cx.t(&format!("intake-sample-{name}"), &[]), body)
        }
    };
    let truth = Draft::new(Place::File, cx.t("intake-sample-truth", &[]), Body::Truth(true));
    let drafts = [item("choice", 2), item("flag", 1), truth];
    let written = aside(move || formats::write(Format::Docx, &drafts)).await?.ok_or_else(Problem::not_found)?;
    Ok(file(written.bytes, Format::Docx, "mau-cau-hoi.docx"))
}

/// A file to take away.
pub(super) fn file(bytes: Vec<u8>, format: Format, name: &str) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(format.content_type())
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .body(bytes)
}

/// What the pages say of sizes; a test holds it against what the form takes.
const _: () = assert!(LONGEST_FIELD >= 512 * 1024);
