//! The result of an attempt, as far as it is released.

use actix_web::HttpResponse;
use serde::Serialize;

use super::{
    super::{
        api::{close_if_over, shown_options},
        model::{AttemptState, Quiz},
        ops,
        response::Given,
        results::{self, AttemptResult, ItemResult, TopicScore},
    },
    solved::{self, SolvedPart},
};
use crate::{
    bank::{
        self,
        model::{Key, Source},
    },
    certification, contests, courses,
    kernel::{Problem, ids::AttemptId},
    storage::Conn,
    web::{Cx, View, format, view::Sample},
};

#[derive(Serialize)]
struct ResultPage {
    attempt_id: String,
    quiz_code: String,
    quiz_title: String,
    course_code: String,
    attempt_no: i32,
    /// `submitted`, `expired` or `voided`.
    state: &'static str,
    closed_at: String,
    score: String,
    max_score: String,
    percent: String,
    pass_percent: i64,
    /// `passed`, `failed`, or `waiting` while an essay is to be marked.
    outcome: &'static str,
    receipt_code: String,
    /// -1 is no limit.
    attempts_left: i32,
    has_open_attempt: bool,
    topics: Vec<TopicLine>,
    has_solutions: bool,
    items: Vec<ResultItem>,
    /// Code of the certificate; empty when there is none.
    certificate: String,
}

#[derive(Serialize)]
struct TopicLine {
    title: String,
    score: String,
    max_score: String,
    /// Hundredths, for the bar.
    value: i64,
    max: i64,
    is_full: bool,
    /// Where to study it again.
    lessons: Vec<LessonLink>,
}

#[derive(Serialize)]
struct LessonLink {
    url: String,
    title: String,
}

#[derive(Serialize)]
struct ResultItem {
    slot: i32,
    /// `right`, `partial`, `wrong` or `blank`.
    verdict: &'static str,
    score: String,
    points: String,
    context: String,
    stem: String,
    options: Vec<ResultOption>,
    /// What was given and what is right, part by part.
    parts: Vec<SolvedPart>,
    /// An essay as it was written.
    essay: String,
    /// What its marker wrote.
    comment: String,
    rationale: String,
    /// `KL57:nhan-dien`.
    citation: String,
    source_title: String,
    clause_title: String,
    source_url: String,
}

#[derive(Serialize)]
struct ResultOption {
    label: String,
    text: String,
    is_key: bool,
    is_chosen: bool,
    /// Markdown: said to one who chose it; empty for nothing.
    feedback: String,
}

impl View for ResultPage {
    const TEMPLATE: &'static str = "quiz/result.html";
    fn samples() -> Vec<Self> {
        let option = |label: &str, is_key, is_chosen| ResultOption {
            label: label.into(),
            text: "15/6/2023".into(),
            is_key,
            is_chosen,
            feedback: if is_chosen { "Ngày này là của văn bản khác.".into() } else { String::new() },
        };
        let part = |label: &str, given: &str| SolvedPart {
            label: label.into(),
            text: if label.is_empty() { String::new() } else { "Ý **thứ nhất**".into() },
            given: given.into(),
            right: "Đúng".into(),
            is_right: given == "Đúng",
        };
        let item = |slot, verdict| ResultItem {
            slot,
            verdict,
            score: "0,66".into(),
            points: "1".into(),
            context: if verdict == "partial" { "Tình huống **chung**.".into() } else { String::new() },
            stem: "Kết luận nào?".into(),
            options: if verdict == "partial" {
                vec![]
            } else {
                vec![option("a", true, verdict == "right"), option("b", false, verdict == "wrong")]
            },
            parts: if verdict == "partial" { vec![part("a", "Đúng"), part("b", "Sai"), part("", "")] } else { vec![] },
            essay: if verdict == "partial" { "Đoạn một.\n\nĐoạn hai.".into() } else { String::new() },
            comment: if verdict == "partial" { "Thiếu một ý.".into() } else { String::new() },
            rationale: "Vì thế.".into(),
            citation: "KL57:nhan-dien".into(),
            source_title: "Kết luận số 57-KL/TW".into(),
            clause_title: "Phần mở đầu".into(),
            source_url: "https://example.vn".into(),
        };
        let page = |passed: bool, items: Vec<ResultItem>| Self {
            attempt_id: "0190".into(),
            quiz_code: "kl-57".into(),
            quiz_title: "Bài kiểm tra".into(),
            course_code: "kl-57".into(),
            attempt_no: 2,
            state: if passed { "submitted" } else { "expired" },
            closed_at: "08:40 23/11/2026".into(),
            score: "15,5".into(),
            max_score: "20".into(),
            percent: "77,5%".into(),
            pass_percent: 70,
            outcome: if passed { "passed" } else { "failed" },
            receipt_code: "7F3K9QXABC".into(),
            attempts_left: i32::from(!passed),
            has_open_attempt: false,
            topics: vec![TopicLine {
                title: "Bối cảnh".into(),
                score: "3".into(),
                max_score: "4".into(),
                value: 300,
                max: 400,
                is_full: passed,
                lessons: vec![LessonLink { url: "/khoa-hoc/kl-57/boi-canh".into(), title: "Bối cảnh".into() }],
            }],
            has_solutions: !items.is_empty(),
            items,
            certificate: if passed { "7F3K9QXABCDE".into() } else { String::new() },
        };
        vec![
            page(false, vec![]),
            page(true, vec![item(1, "right"), item(2, "wrong"), item(3, "partial"), item(4, "blank")]),
            Self { outcome: "waiting", topics: vec![], ..page(false, vec![]) },
        ]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<ResultPage>()
}

/// `GET /luot-lam/{attempt}/ket-qua`.
pub async fn result(cx: Cx) -> Result<HttpResponse, Problem> {
    let id: AttemptId = cx.path("attempt")?;
    close_if_over(&cx, id).await?;
    let (person, now) = (cx.actor()?.id, cx.now());
    let (result, quiz, course, topics, sources, certificate, round) = cx
        .state
        .db
        .read(move |conn| {
            let result = results::result(conn, id, person)?;
            let quiz = ops::quiz_by_id(conn, result.attempt.quiz_id)?;
            let course = quiz.course_id.map(|id| courses::ops::course_by_id(conn, id)).transpose()?;
            let topics = topic_lines(conn, &quiz, &result.by_topic)?;
            let mut codes: Vec<String> = result.items.iter().map(|item| item.solution.citation.source.clone()).collect();
            codes.sort();
            codes.dedup();
            let sources = bank::ops::sources(conn, &codes)?;
            let programme = certification::ops::programme_of_quiz(conn, quiz.id)?;
            let certificate = certification::ops::of_person(conn, person)?
                .into_iter()
                .find(|certificate| programme.as_ref().is_some_and(|programme| programme.id == certificate.programme_id));
            let round = contests::ops::round_of_quiz(conn, quiz.id)?;
            Ok::<_, Problem>((result, quiz, course, topics, sources, certificate, round))
        })
        .await?;
    if results::is_running(&result.attempt, now) {
        return Ok(cx.redirect(&format!("/luot-lam/{id}")));
    }
    if let Some((contest, round)) = round {
        return Ok(cx.redirect(&format!("/cuoc-thi/{}/vong/{}", contest.code, round.code)));
    }
    let course_code = course.map(|course| course.code).unwrap_or_default();
    let attempt = &result.attempt;
    let score = attempt.score.unwrap_or(0);
    let page = ResultPage {
        attempt_id: id.to_string(),
        quiz_code: quiz.code,
        quiz_title: quiz.title,
        attempt_no: attempt.ordinal,
        state: if attempt.state == AttemptState::Voided { "voided" } else { attempt.state.code() },
        closed_at: attempt.closed_at.map(format::datetime).unwrap_or_default(),
        score: format::points(score),
        max_score: format::points(attempt.max_score),
        percent: format::percent(score, attempt.max_score),
        pass_percent: attempt.rules.pass_percent,
        outcome: match attempt.passed {
            _ if result.is_waiting => "waiting",
            Some(true) => "passed",
            _ => "failed",
        },
        receipt_code: attempt.receipt.as_ref().map(|receipt| receipt.code.clone()).unwrap_or_default(),
        attempts_left: ops::attempts_left(&quiz.rules, usize::try_from(result.standing.attempts_used).unwrap_or(0)).unwrap_or(-1),
        has_open_attempt: result.standing.has_open_attempt,
        topics,
        has_solutions: result.visible.solutions,
        items: result_items(&cx, &result, &sources),
        certificate: certificate.map(|certificate| certificate.code).unwrap_or_default(),
        course_code,
    };
    cx.page(&page)
}

/// Points by topic with the lessons to study again: those of the course that the quiz ends, and for an exam those
/// of every course whose own quiz draws from the topic's bank.
fn topic_lines(conn: &mut Conn<'_>, quiz: &Quiz, scores: &[TopicScore]) -> Result<Vec<TopicLine>, Problem> {
    let titles = bank::ops::topics_in(conn, &quiz.banks())?;
    let all = ops::quizzes(conn)?;
    let mut taught = Vec::new();
    for (course, lessons) in courses::ops::courses(conn)? {
        let is_taught_here = |bank: &str| match quiz.course_id {
            Some(id) => id == course.id,
            None => all.iter().any(|other| other.course_id == Some(course.id) && other.banks().contains(&bank)),
        };
        let banks: Vec<&str> = quiz.banks().into_iter().filter(|bank| is_taught_here(bank)).collect();
        if !banks.is_empty() {
            taught.push((banks, course.code, lessons));
        }
    }
    let lessons_of = |line: &TopicScore| {
        let courses = taught.iter().filter(|(banks, ..)| banks.contains(&line.bank.as_str()));
        courses
            .flat_map(|(_, course, lessons)| {
                let about = lessons.iter().filter(|lesson| lesson.outline.topics.contains(&line.topic));
                about.map(move |lesson| LessonLink { url: format!("/khoa-hoc/{course}/{}", lesson.code), title: lesson.title.clone() })
            })
            .collect()
    };
    let title = |line: &TopicScore| {
        let known = titles.iter().find(|(bank, topic)| *bank == line.bank && topic.code == line.topic);
        known.map_or_else(|| line.topic.clone(), |(_, topic)| topic.title.clone())
    };
    Ok(scores
        .iter()
        .map(|line| TopicLine {
            title: title(line),
            score: format::points(line.score),
            max_score: format::points(line.max),
            value: line.score,
            max: line.max,
            is_full: line.score == line.max,
            lessons: lessons_of(line),
        })
        .collect())
}

fn result_items(cx: &Cx, result: &AttemptResult, sources: &[Source]) -> Vec<ResultItem> {
    result.items.iter().map(|item| result_item(cx, item, sources)).collect()
}

fn result_item(cx: &Cx, item: &ItemResult, sources: &[Source]) -> ResultItem {
    let citation = &item.solution.citation;
    let source = sources.iter().find(|source| source.code == citation.source);
    let clause = source.and_then(|source| source.clauses.iter().find(|clause| clause.id == citation.clause));
    let verdict = match (&item.given, item.score) {
        (Given::Nothing, _) => "blank",
        (_, score) if score == item.slot.points => "right",
        (_, 0) => "wrong",
        _ => "partial",
    };
    let is_choice = matches!(item.solution.key, Key::Options(_) | Key::Truth(_));
    let options = shown_options(cx, &item.slot, &item.face)
        .into_iter()
        .filter(|_| is_choice)
        .enumerate()
        .map(|(place, (id, text))| {
            let (is_key, is_chosen) = match (&item.solution.key, item.slot.option_order.get(place)) {
                (Key::Truth(key), _) => (key.to_string() == id, matches!(item.given, Given::Truth(given) if given.to_string() == id)),
                (_, Some(original)) => (item.is_key(*original), item.is_chosen(*original)),
                _ => (false, false),
            };
            let feedback = item.slot.option_order.get(place).filter(|_| is_chosen).and_then(|at| item.solution.feedback.get(*at));
            ResultOption {
                label: if id.len() == 1 { id.to_uppercase() } else { String::new() },
                text,
                is_key,
                is_chosen,
                feedback: feedback.cloned().unwrap_or_default(),
            }
        })
        .collect();
    ResultItem {
        slot: item.slot.slot,
        verdict,
        score: format::points(item.score),
        points: format::points(item.slot.points),
        context: item.face.parts.context.clone(),
        stem: item.face.stem.clone(),
        options,
        parts: solved::parts(cx, &item.face, &item.solution.key, &item.given),
        essay: match (&item.solution.key, &item.given) {
            (Key::Guide(_), Given::Text(text)) => text.clone(),
            _ => String::new(),
        },
        comment: item.comment.clone(),
        rationale: item.solution.rationale.clone(),
        citation: format!("{}:{}", citation.source, citation.clause),
        source_title: source.map(|source| source.title.clone()).unwrap_or_default(),
        clause_title: clause.map(|clause| clause.title.clone()).unwrap_or_default(),
        source_url: source.map(|source| source.url.clone()).unwrap_or_default(),
    }
}
