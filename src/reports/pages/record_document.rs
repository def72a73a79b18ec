//! A training record as a document to sign: who, recognised by which decision, what was learned, attended and given.

use actix_web::HttpResponse;
use chrono::NaiveDate;

use super::{
    super::record::{Record, Session},
    record::load,
};
use crate::{
    certification::{
        looks::model::PaperKind,
        model::{Certificate, Standing},
        programmes::pages::file,
    },
    kernel::Problem,
    paper::{self, Align, Block, Column, Document, HeadLine, Signature, Table, fonts::Weight},
    web::{
        Cx, format,
        i18n::{I18n, Lang},
    },
};

/// Papers are in Vietnamese, whatever language their reader chose.
struct Words<'a>(&'a I18n);

impl Words<'_> {
    fn say(&self, key: &str) -> String {
        self.0.message(Lang::Vi, key, &[])
    }

    fn with(&self, key: &str, name: &'static str, value: &str) -> String {
        self.0.message(Lang::Vi, key, &[(name, value.into())])
    }
}

/// `GET /ho-so/xuat.docx`.
pub async fn own_record_document(cx: Cx) -> Result<HttpResponse, Problem> {
    let record = load(&cx, cx.actor()?.id).await?;
    written(&cx, record).await
}

/// `GET /ho-so/{person}/xuat.docx`.
pub async fn record_document(cx: Cx) -> Result<HttpResponse, Problem> {
    let record = load(&cx, cx.path("person")?).await?;
    written(&cx, record).await
}

async fn written(cx: &Cx, record: Record) -> Result<HttpResponse, Problem> {
    let today = cx.now().vietnam_date();
    let document = document(&Words(&cx.state.i18n), &record, today);
    let bytes = tokio::task::spawn_blocking(move || paper::docx(&document)).await.map_err(Problem::unexpected)?;
    file(&format!("ho-so-{}", today.format("%Y%m%d")), "docx", bytes)
}

/// A column: key of its title, share of the width, how it stands.
type Shape = (&'static str, f32, Align);

/// A part with its table, or with the word that there is nothing.
fn part(words: &Words<'_>, number: &str, key: &str, shapes: &[Shape], rows: Vec<Vec<String>>) -> Vec<Block> {
    let heading = Block::Heading(format!("{number}. {}", words.say(key)));
    if rows.is_empty() {
        return vec![heading, Block::text(words.say("record-document-nothing"))];
    }
    let column = |(key, share, align): &Shape| Column { title: words.say(key), share: *share, align: *align };
    let numbered = rows.into_iter().zip(1..).map(|(row, number): (Vec<String>, usize)| [vec![number.to_string()], row].concat()).collect();
    let order = Column { title: words.say("issuing-column-order"), share: 0.5, align: Align::Centre };
    let columns = std::iter::once(order).chain(shapes.iter().map(column)).collect();
    vec![heading, Block::Table(Table { columns, rows: numbered, ..Table::default() })]
}

fn hours(minutes: i64) -> String {
    // Tenths of an hour, written as hundredths are.
    format::points(minutes * 10 / 60 * 10)
}

fn sessions(list: &[Session]) -> Vec<Vec<String>> {
    let row =
        |it: &Session| vec![it.title.clone(), format::date(it.on), it.place.clone(), hours(i64::from(it.minutes)), it.speaker.clone()];
    list.iter().map(row).collect()
}

fn certificates(words: &Words<'_>, list: &[(Certificate, Standing)], kind: PaperKind) -> Vec<Vec<String>> {
    let row = |(it, standing): &(Certificate, Standing)| {
        vec![
            it.face.number.clone(),
            it.face.achievement.replace('\n', " – "),
            it.face.issuer.replace('\n', " "),
            format::date(it.face.issued_on),
            words.say(&format!("certification-state-{}", standing.code())),
        ]
    };
    list.iter().filter(|(it, _)| it.face.kind == kind).map(row).collect()
}

fn score(best: Option<(i64, i64)>) -> String {
    best.map(|(score, max)| format!("{}/{}", format::points(score), format::points(max))).unwrap_or_default()
}

/// Columns of sessions.
const SESSION: [Shape; 5] = [
    ("session-subject", 3.0, Align::Left),
    ("session-day", 1.3, Align::Centre),
    ("session-place", 2.2, Align::Left),
    ("record-hours-column", 0.8, Align::Right),
    ("session-speaker", 1.9, Align::Left),
];
/// Columns of certificates.
const PAPER: [Shape; 5] = [
    ("certification-file-number", 1.8, Align::Left),
    ("certification-file-achievement", 3.0, Align::Left),
    ("certification-file-issuer", 2.2, Align::Left),
    ("certification-file-issued", 1.3, Align::Centre),
    ("certification-file-standing", 1.3, Align::Left),
];

/// Every part of the document, numbered as documents number them.
fn parts(words: &Words<'_>, record: &Record, today: NaiveDate) -> Vec<Block> {
    let date = format::date;
    let recognitions = record.recognitions.iter().map(|(kind, it)| {
        vec![
            kind.clone(),
            format!("{}, {}", it.facts.decision_number, date(it.facts.decision_date)),
            it.facts.committee.clone(),
            date(it.facts.valid_from),
            it.facts.valid_to.map(date).unwrap_or_default(),
            words.say(&format!("recognition-status-{}", it.status(today).code())),
        ]
    });
    let studies = record.studies.iter().map(|it| {
        let lessons = if it.lessons == 0 { String::new() } else { format!("{}/{}", it.finished, it.lessons) };
        vec![it.title.clone(), lessons, score(it.best), it.passed_on.map(date).unwrap_or_default()]
    });
    let entries = record.entries.iter().map(|it| vec![it.contest.clone(), it.round.clone(), date(it.on), score(it.score)]);
    let confirmed = record.talks.iter().filter(|it| it.accepted == Some(true)).map(|it| {
        vec![
            it.title.clone(),
            date(it.held_on),
            it.place.clone(),
            it.audience.clone(),
            format::integer(i64::from(it.listeners)),
            hours(i64::from(it.minutes)),
        ]
    });
    let parts: [(&str, &str, &[Shape], Vec<Vec<String>>); 8] = [
        (
            "I",
            "record-recognitions",
            &[
                ("recognition-column-kind", 1.8, Align::Left),
                ("recognition-column-decision_number", 1.8, Align::Left),
                ("recognition-column-committee", 2.0, Align::Left),
                ("recognition-column-valid_from", 1.2, Align::Centre),
                ("recognition-column-valid_to", 1.2, Align::Centre),
                ("recognition-column-state", 1.3, Align::Left),
            ],
            recognitions.collect(),
        ),
        (
            "II",
            "record-studies",
            &[
                ("record-study", 4.0, Align::Left),
                ("record-lessons", 1.0, Align::Centre),
                ("record-best", 1.2, Align::Right),
                ("record-passed-on", 1.4, Align::Centre),
            ],
            studies.collect(),
        ),
        ("III", "record-attended", &SESSION, sessions(&record.attended)),
        ("IV", "record-certificates-training", &PAPER, certificates(words, &record.certificates, PaperKind::Training)),
        ("V", "record-certificates-contest", &PAPER, certificates(words, &record.certificates, PaperKind::Contest)),
        (
            "VI",
            "record-entries",
            &[
                ("record-contest", 3.4, Align::Left),
                ("record-round", 1.8, Align::Left),
                ("session-day", 1.3, Align::Centre),
                ("record-best", 1.2, Align::Right),
            ],
            entries.collect(),
        ),
        ("VII", "record-given", &SESSION, sessions(&record.given)),
        (
            "VIII",
            "record-talks",
            &[
                ("session-subject", 2.6, Align::Left),
                ("session-day", 1.3, Align::Centre),
                ("session-place", 2.0, Align::Left),
                ("talk-audience", 2.0, Align::Left),
                ("talk-listeners", 0.9, Align::Right),
                ("record-hours-column", 0.8, Align::Right),
            ],
            confirmed.collect(),
        ),
    ];
    parts.into_iter().flat_map(|(number, key, shapes, rows)| part(words, number, key, shapes, rows)).collect()
}

fn document(words: &Words<'_>, record: &Record, today: NaiveDate) -> Document {
    let line = |text: String, weight| HeadLine::Text { text, weight };
    let left = vec![line(record.unit.to_uppercase(), Weight::Bold), HeadLine::Rule(0.4)];
    let right =
        vec![line(words.say("certificate-nation"), Weight::Bold), line(words.say("certificate-motto"), Weight::Bold), HeadLine::Rule(1.0)];
    let mut blocks = vec![
        Block::Letterhead { left, right },
        Block::Title(words.say("record-document-title")),
        Block::Subtitle(words.with("record-as-of", "day", &format::date(today))),
        Block::text(words.with("record-document-name", "name", &record.full_name)),
        Block::text(words.with("record-document-unit", "unit", &record.unit)),
    ];
    blocks.extend(parts(words, record, today));
    blocks.push(Block::Text { text: words.say("record-document-talks-note"), weight: Weight::Italic });
    let sign = |key: &str, name: &str| Signature {
        office: words.say(key),
        note: words.say("roster-sign"),
        name: name.to_owned(),
        ..Signature::default()
    };
    blocks.push(Block::Signatures(vec![sign("record-document-leader", ""), sign("record-document-owner", &record.full_name)]));
    Document {
        title: format!("{} – {}", words.say("record-document-title"), record.full_name),
        language: "vi".into(),
        author: record.unit.clone(),
        is_landscape: false,
        blocks,
    }
}
