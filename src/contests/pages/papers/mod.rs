//! Papers that organizers hand in: the list of winners, the minutes, the figures by unit, the list to sign on receipt.

mod heads;
mod lists;
mod minutes;

use std::sync::Arc;

use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
};
use chrono::NaiveDate;
use fluent_bundle::FluentValue;
use serde::Serialize;

use super::super::{
    model::{Contest, Round},
    ops,
    prizes::{
        self,
        record::{self, Record},
    },
};
use crate::{
    kernel::{FieldProblem, Problem, ProblemKind, text},
    org,
    paper::{self, PaperError},
    web::{
        Cx, View,
        error::FieldError,
        format,
        i18n::{I18n, Lang},
        view::Sample,
    },
};

/// The papers: name in the address, whether there is a list for spreadsheets too.
const PAPERS: [(&str, bool); 4] = [("danh-sach-dat-giai", true), ("bien-ban", false), ("thong-ke-don-vi", true), ("ky-nhan", true)];

/// How the head of a document is set.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Style {
    /// The state's: national name and motto (Decree 30/2020/NĐ-CP).
    #[default]
    State,
    /// The Party's: one line, number without colon.
    Party,
    /// Neither.
    Plain,
}

impl Style {
    const ALL: [Self; 3] = [Self::State, Self::Party, Self::Plain];

    const fn code(self) -> &'static str {
        match self {
            Self::State => "nha-nuoc",
            Self::Party => "dang",
            Self::Plain => "tron",
        }
    }
}

/// What an organizer fills in for the head of a paper.
struct Head {
    style: Style,
    /// The body above the issuer; may be empty.
    parent: String,
    issuer: String,
    /// "12/BB-BTC"; empty leaves dots.
    number: String,
    place: String,
    day: NaiveDate,
}

/// Says a message of a paper. Papers are in Vietnamese, whatever language the organizer reads the site in: they are
/// documents of Vietnamese bodies.
struct Words(Arc<I18n>);

impl Words {
    fn say(&self, key: &str) -> String {
        self.0.message(Lang::Vi, key, &[])
    }

    fn with(&self, key: &str, args: &[(&'static str, &str)]) -> String {
        let args: Vec<(&str, FluentValue<'_>)> = args.iter().map(|(name, value)| (*name, FluentValue::from(*value))).collect();
        self.0.message(Lang::Vi, key, &args)
    }
}

#[derive(Serialize)]
struct PapersPage {
    contest_code: String,
    contest_title: String,
    /// Empty for the whole contest.
    round_code: String,
    round_title: String,
    /// The result is published: there is something to print.
    is_published: bool,
    /// Where the papers stand.
    address: String,
    winners: usize,
    total: String,
    total_words: String,
    papers: Vec<PaperLine>,
    styles: Vec<&'static str>,
    style: String,
    parent: String,
    issuer: String,
    number: String,
    place: String,
    day: String,
    errors: Vec<FieldError>,
}

#[derive(Serialize)]
struct PaperLine {
    code: &'static str,
    has_sheet: bool,
}

impl View for PapersPage {
    const TEMPLATE: &'static str = "contests/papers.html";
    fn samples() -> Vec<Self> {
        let page = |is_published, round: &str, errors| Self {
            contest_code: "tim-hieu".into(),
            contest_title: "Cuộc thi tìm hiểu".into(),
            round_code: round.into(),
            round_title: if round.is_empty() { String::new() } else { "Tuần 1".into() },
            is_published,
            address: "/to-chuc-thi/tim-hieu/xuat".into(),
            winners: if round.is_empty() { 0 } else { 16 },
            total: if round.is_empty() { String::new() } else { "21.500.000".into() },
            total_words: "Hai mươi mốt triệu năm trăm nghìn đồng".into(),
            papers: PAPERS.map(|(code, has_sheet)| PaperLine { code, has_sheet }).into(),
            styles: Style::ALL.map(Style::code).to_vec(),
            style: "nha-nuoc".into(),
            parent: "Tỉnh ủy Tiền Giang".into(),
            issuer: "Ban Tổ chức".into(),
            number: "12/BB-BTC".into(),
            place: "Mỹ Tho".into(),
            day: "01/12/2026".into(),
            errors,
        };
        let wrong = ["issuer", "day", "style"].map(|name| FieldError { field: name.into(), message: "Chỗ này còn trống.".into() });
        vec![page(false, "tuan-1", vec![]), page(true, "tuan-1", wrong.into()), page(true, "", vec![])]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<PapersPage>()
}

/// The contest and the round that a paper is about, and its record once it is published.
async fn subject(cx: &Cx) -> Result<(Contest, Option<Round>, Option<Record>), Problem> {
    let contest = cx.path_str("contest")?.to_owned();
    let code = cx.path_str("round").ok().map(str::to_owned);
    cx.state
        .db
        .read(move |conn| {
            let contest = ops::contest(conn, &contest, true)?;
            let round = code.map(|code| ops::round(conn, contest.id, &code)).transpose()?;
            let record = match &round {
                Some(round) => record::of_round(conn, &contest, round),
                None => record::of_contest(conn, &contest),
            };
            let record = match record {
                Ok(record) => Some(record),
                Err(super::super::model::ContestError::NotFound) => None,
                Err(error) => return Err(error.into()),
            };
            Ok::<_, Problem>((contest, round, record))
        })
        .await
}

fn page_of(cx: &Cx, contest: &Contest, round: Option<&Round>, record: Option<&Record>, errors: Vec<FieldError>) -> PapersPage {
    let typed = |name: &str, usual: String| {
        let text = cx.query(name);
        if text.is_empty() && errors.is_empty() { usual } else { text }
    };
    let total = record.map_or(0, |record| record::total(&record.winners));
    let base = match round {
        Some(round) => format!("/to-chuc-thi/{}/vong/{}", contest.code, round.code),
        None => format!("/to-chuc-thi/{}", contest.code),
    };
    PapersPage {
        contest_code: contest.code.clone(),
        contest_title: contest.title.clone(),
        round_code: round.map(|round| round.code.clone()).unwrap_or_default(),
        round_title: round.map(|round| round.title.clone()).unwrap_or_default(),
        is_published: record.is_some(),
        address: format!("{base}/xuat"),
        winners: record.map_or(0, |record| record.winners.len()),
        total: if total == 0 { String::new() } else { format::integer(total) },
        total_words: prizes::words::amount_in_words(total),
        papers: PAPERS.map(|(code, has_sheet)| PaperLine { code, has_sheet }).into(),
        styles: Style::ALL.map(Style::code).to_vec(),
        style: typed("style", Style::default().code().to_owned()),
        parent: typed("parent", String::new()),
        issuer: typed("issuer", contest.organizer.clone()),
        number: typed("number", String::new()),
        place: typed("place", String::new()),
        day: typed("day", format::day(cx.now())),
        errors,
    }
}

async fn papers(cx: Cx) -> Result<HttpResponse, Problem> {
    let (contest, round, record) = subject(&cx).await?;
    cx.page(&page_of(&cx, &contest, round.as_ref(), record.as_ref(), vec![]))
}

/// `GET /to-chuc-thi/{contest}/vong/{round}/xuat`.
pub async fn round_papers(cx: Cx) -> Result<HttpResponse, Problem> {
    papers(cx).await
}

/// `GET /to-chuc-thi/{contest}/xuat`.
pub async fn contest_papers(cx: Cx) -> Result<HttpResponse, Problem> {
    papers(cx).await
}

/// The head as it was asked for. Without any query it is the usual one, so that a plain link gives a paper too.
fn head(cx: &Cx, contest: &Contest) -> Result<Head, Vec<FieldProblem>> {
    let text = |name: &str| text::clean_line(&cx.query(name)).chars().take(200).collect::<String>();
    let is_plain_link = ["style", "issuer", "day"].iter().all(|name| cx.query(name).is_empty());
    if is_plain_link {
        return Ok(Head {
            style: Style::default(),
            parent: String::new(),
            issuer: contest.organizer.clone(),
            number: String::new(),
            place: String::new(),
            day: cx.now().vietnam_date(),
        });
    }
    let mut wrong = Vec::new();
    let style = Style::ALL.into_iter().find(|style| style.code() == cx.query("style"));
    if style.is_none() {
        wrong.push(FieldProblem::new("style", "choice"));
    }
    if text("issuer").is_empty() {
        wrong.push(FieldProblem::new("issuer", "required"));
    }
    let day = org::model::parse_date(&cx.query("day"));
    if day.is_none() {
        wrong.push(FieldProblem::new("day", "date_form"));
    }
    match (style, day) {
        (Some(style), Some(day)) if wrong.is_empty() => {
            Ok(Head { style, parent: text("parent"), issuer: text("issuer"), number: text("number"), place: text("place"), day })
        }
        _ => Err(wrong),
    }
}

async fn paper(cx: Cx) -> Result<HttpResponse, Problem> {
    let name = cx.path_str("paper")?.to_owned();
    let Some((code, extension)) = name.rsplit_once('.') else { return Err(Problem::not_found()) };
    let is_sheet = match (PAPERS.iter().find(|(known, _)| *known == code), extension) {
        (Some(_), "pdf") => false,
        (Some((_, true)), "xlsx") => true,
        _ => return Err(Problem::not_found()),
    };
    let (contest, round, record) = subject(&cx).await?;
    let Some(record) = record else { return Err(Problem::new(ProblemKind::Conflict, "paper_unpublished")) };
    let head = match head(&cx, &contest) {
        Ok(head) => head,
        Err(fields) => {
            let errors = cx.field_errors(Problem::invalid(fields))?;
            return cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page_of(&cx, &contest, round.as_ref(), Some(&record), errors));
        }
    };
    {
        let (actor, now, contest, round, name) = (cx.actor()?, cx.now(), contest.clone(), round.clone(), name.clone());
        cx.state.db.write(move |conn| prizes::ops::record_export(conn, now, &actor, &contest, round.as_ref(), &name)).await?;
    }
    let words = Words(Arc::clone(&cx.state.i18n));
    let code = code.to_owned();
    // Setting thousands of lines takes its time: not on the loop that serves everybody.
    let bytes = actix_web::web::block(move || match (code.as_str(), is_sheet) {
        ("bien-ban", _) => paper::pdf(&minutes::document(&words, &head, &record)),
        ("thong-ke-don-vi", false) => paper::pdf(&lists::units(&words, &head, &record)),
        ("thong-ke-don-vi", true) => paper::sheet::xlsx(&lists::units_sheet(&words, &record)),
        ("ky-nhan", false) => paper::pdf(&lists::receipts(&words, &head, &record)),
        ("ky-nhan", true) => paper::sheet::xlsx(&lists::receipts_sheet(&words, &record)),
        (_, false) => paper::pdf(&lists::winners(&words, &head, &record)),
        (_, true) => paper::sheet::xlsx(&lists::winners_sheet(&words, &record)),
    })
    .await
    .map_err(Problem::unexpected)?
    .map_err(|error| match error {
        PaperError::MissingGlyph { ch, text } => {
            Problem::new(ProblemKind::Conflict, "paper_glyph").with("ch", ch.escape_default()).with("text", text)
        }
        other => Problem::unexpected(other),
    })?;
    let place = round.map_or_else(|| contest.code.clone(), |round| format!("{}.{}", contest.code, round.code));
    let content_type = if is_sheet { "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" } else { "application/pdf" };
    Ok(HttpResponse::Ok()
        .content_type(content_type)
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{place}.{name}\"")))
        .body(bytes))
}

/// `GET /to-chuc-thi/{contest}/vong/{round}/xuat/{paper}`, where `{paper}` is `bien-ban.pdf`, `ky-nhan.xlsx` and so on.
pub async fn round_paper(cx: Cx) -> Result<HttpResponse, Problem> {
    paper(cx).await
}

/// `GET /to-chuc-thi/{contest}/xuat/{paper}`.
pub async fn contest_paper(cx: Cx) -> Result<HttpResponse, Problem> {
    paper(cx).await
}
