//! The page of a training record.

use actix_web::HttpResponse;
use serde::Serialize;

use super::super::record::{self, Entry, Record, Session, Study};
use crate::{
    certification::model::{Certificate, Standing},
    kernel::{Problem, ids::PersonId},
    recognition::{model::Recognition, talks::TalkRow},
    web::{Cx, View, format, view::Sample},
};

#[derive(Serialize)]
struct RecordPage {
    is_own: bool,
    full_name: String,
    unit: String,
    as_of: String,
    export_url: String,
    recognitions: Vec<RecognitionLine>,
    studies: Vec<StudyLine>,
    entries: Vec<EntryLine>,
    certificates: Vec<CertificateLine>,
    attended: Vec<SessionLine>,
    given: Vec<SessionLine>,
    talks: Vec<TalkLine>,
    word_url: String,
    /// Hours attended and given, with one decimal.
    hours_attended: String,
    hours_given: String,
}

#[derive(Serialize)]
struct RecognitionLine {
    kind: String,
    decision: String,
    decided_on: String,
    committee: String,
    from: String,
    to: String,
    status: &'static str,
}

#[derive(Serialize)]
struct StudyLine {
    title: String,
    finished: usize,
    lessons: usize,
    best: String,
    passed_on: String,
}

#[derive(Serialize)]
struct EntryLine {
    contest: String,
    round: String,
    on: String,
    score: String,
}

#[derive(Serialize)]
struct CertificateLine {
    code: String,
    kind: &'static str,
    number: String,
    achievement: String,
    issuer: String,
    issued_on: String,
    valid_until: String,
    standing: &'static str,
}

#[derive(Serialize)]
struct TalkLine {
    title: String,
    on: String,
    place: String,
    audience: String,
    listeners: String,
    minutes: i32,
    state: &'static str,
}

#[derive(Serialize)]
struct SessionLine {
    title: String,
    on: String,
    place: String,
    minutes: i32,
    speaker: String,
}

impl View for RecordPage {
    const TEMPLATE: &'static str = "reports/record.html";
    fn samples() -> Vec<Self> {
        let session = || SessionLine {
            title: "Kỹ năng tuyên truyền miệng".into(),
            on: "01/12/2026".into(),
            place: "Hội trường Tỉnh ủy".into(),
            minutes: 180,
            speaker: "Trần Quang Minh".into(),
        };
        let recognition = |to: &str, status| RecognitionLine {
            kind: "Báo cáo viên cấp tỉnh".into(),
            decision: "125-QĐ/TU".into(),
            decided_on: "05/08/2025".into(),
            committee: "Ban Thường vụ Tỉnh ủy".into(),
            from: "05/08/2025".into(),
            to: to.into(),
            status,
        };
        let study = |lessons, best: &str| StudyLine {
            title: "Kết luận 57".into(),
            finished: lessons,
            lessons,
            best: best.into(),
            passed_on: if best.is_empty() { String::new() } else { "01/12/2026".into() },
        };
        let entry = |score: &str| EntryLine {
            contest: "Thi tìm hiểu Kết luận 57".into(),
            round: "Tuần 1".into(),
            on: "01/12/2026".into(),
            score: score.into(),
        };
        let certificate = |standing: Standing, valid_until: &str| CertificateLine {
            code: "7F3K9QXABCDE".into(),
            kind: if valid_until.is_empty() { "contest" } else { "training" },
            number: "001/2026/GCN".into(),
            achievement: "Bồi dưỡng báo cáo viên".into(),
            issuer: "Ban Tuyên giáo".into(),
            issued_on: "01/12/2026".into(),
            valid_until: valid_until.into(),
            standing: standing.code(),
        };
        let talk = |state| TalkLine {
            title: "Quán triệt Kết luận 57".into(),
            on: "01/12/2026".into(),
            place: "Nhà văn hóa khu phố 3".into(),
            audience: "Đảng viên chi bộ".into(),
            listeners: "45".into(),
            minutes: 90,
            state,
        };
        let empty = |is_own| Self {
            is_own,
            full_name: "Nguyễn Thị Ưỡng".into(),
            unit: if is_own { "Phường Mỹ Tho".into() } else { String::new() },
            as_of: "01/12/2026".into(),
            export_url: "/ho-so/xuat.xlsx".into(),
            recognitions: vec![],
            studies: vec![],
            entries: vec![],
            certificates: vec![],
            attended: vec![],
            given: vec![],
            talks: vec![],
            word_url: "/ho-so/xuat.docx".into(),
            hours_attended: "0".into(),
            hours_given: "0".into(),
        };
        let full = Self {
            recognitions: vec![recognition("", "in_force"), recognition("31/12/2025", "expired"), recognition("", "coming")],
            studies: vec![study(7, "18/20 (90%)"), study(0, "")],
            entries: vec![entry("9/10 (90%)"), entry("")],
            certificates: vec![
                certificate(Standing::Valid, "30/11/2028"),
                certificate(Standing::Expired, "01/01/2026"),
                certificate(Standing::Revoked, ""),
            ],
            attended: vec![session()],
            given: vec![session()],
            talks: ["waiting", "confirmed", "sent_back"].map(talk).into(),
            ..empty(true)
        };
        vec![empty(false), full]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<RecordPage>()
}

pub(super) async fn load(cx: &Cx, person: PersonId) -> Result<Record, Problem> {
    let (actor, now) = (cx.actor()?, cx.now());
    cx.state.db.read(move |conn| record::of(conn, now, &actor, person)).await
}

fn score(score: Option<(i64, i64)>) -> String {
    score
        .map(|(score, max)| format!("{}/{} ({})", format::points(score), format::points(max), format::percent(score, max)))
        .unwrap_or_default()
}

fn hours(sessions: &[Session]) -> String {
    let minutes: i64 = sessions.iter().map(|session| i64::from(session.minutes)).sum();
    // Tenths of an hour, written as hundredths are.
    format::points(minutes * 10 / 60 * 10)
}

fn page(cx: &Cx, record: Record, person: Option<PersonId>) -> RecordPage {
    let today = cx.now().vietnam_date();
    let recognition = |(kind, record): (String, Recognition)| RecognitionLine {
        kind,
        status: record.status(today).code(),
        decision: record.facts.decision_number,
        decided_on: format::date(record.facts.decision_date),
        committee: record.facts.committee,
        from: format::date(record.facts.valid_from),
        to: record.facts.valid_to.map(format::date).unwrap_or_default(),
    };
    let study = |study: Study| StudyLine {
        title: study.title,
        finished: study.finished,
        lessons: study.lessons,
        best: score(study.best),
        passed_on: study.passed_on.map(format::date).unwrap_or_default(),
    };
    let entry =
        |entry: Entry| EntryLine { contest: entry.contest, round: entry.round, on: format::date(entry.on), score: score(entry.score) };
    let certificate = |(certificate, standing): (Certificate, Standing)| CertificateLine {
        code: certificate.code,
        kind: certificate.face.kind.code(),
        number: certificate.face.number,
        achievement: certificate.face.achievement,
        issuer: certificate.face.issuer,
        issued_on: format::date(certificate.face.issued_on),
        valid_until: certificate.face.valid_until.map(format::date).unwrap_or_default(),
        standing: standing.code(),
    };
    let session = |session: Session| SessionLine {
        title: session.title,
        on: format::date(session.on),
        place: session.place,
        minutes: session.minutes,
        speaker: session.speaker,
    };
    let talk = |talk: TalkRow| TalkLine {
        title: talk.title,
        on: format::date(talk.held_on),
        place: talk.place,
        audience: talk.audience,
        listeners: format::integer(i64::from(talk.listeners)),
        minutes: talk.minutes,
        state: match talk.accepted {
            None => "waiting",
            Some(true) => "confirmed",
            Some(false) => "sent_back",
        },
    };
    RecordPage {
        is_own: person.is_none(),
        as_of: format::date(today),
        export_url: person.map_or_else(|| "/ho-so/xuat.xlsx".to_owned(), |person| format!("/ho-so/{person}/xuat.xlsx")),
        hours_attended: hours(&record.attended),
        hours_given: hours(&record.given),
        full_name: record.full_name,
        unit: record.unit,
        recognitions: record.recognitions.into_iter().map(recognition).collect(),
        studies: record.studies.into_iter().map(study).collect(),
        entries: record.entries.into_iter().map(entry).collect(),
        certificates: record.certificates.into_iter().map(certificate).collect(),
        attended: record.attended.into_iter().map(session).collect(),
        given: record.given.into_iter().map(session).collect(),
        talks: record.talks.into_iter().map(talk).collect(),
        word_url: person.map_or_else(|| "/ho-so/xuat.docx".to_owned(), |person| format!("/ho-so/{person}/xuat.docx")),
    }
}

/// `GET /ho-so`.
pub async fn own_record(cx: Cx) -> Result<HttpResponse, Problem> {
    let record = load(&cx, cx.actor()?.id).await?;
    cx.page(&page(&cx, record, None))
}

/// `GET /ho-so/{person}`: for those who lead or administer the person's unit.
pub async fn record(cx: Cx) -> Result<HttpResponse, Problem> {
    let person = cx.path("person")?;
    let record = load(&cx, person).await?;
    cx.page(&page(&cx, record, Some(person)))
}
