//! What a quiz draws, for trainers: rules, and the blueprint against what the bank holds.

use actix_web::HttpResponse;
use serde::Serialize;

use super::super::{api::duration_text, model::Quiz, ops};
use crate::{
    bank::{self, model::CognitiveLevel},
    kernel::Problem,
    web::{Cx, View, view::Sample},
};

#[derive(Serialize)]
struct DesignsPage {
    quizzes: Vec<DesignLine>,
}

#[derive(Serialize)]
struct DesignLine {
    code: String,
    title: String,
    bank_title: String,
    items: usize,
}

impl View for DesignsPage {
    const TEMPLATE: &'static str = "quiz/designs.html";
    fn samples() -> Vec<Self> {
        let line = DesignLine { code: "kl-57".into(), title: "Bài kiểm tra".into(), bank_title: "Kết luận 57".into(), items: 20 };
        vec![Self { quizzes: vec![] }, Self { quizzes: vec![line] }]
    }
}

#[derive(Serialize)]
struct DesignPage {
    code: String,
    title: String,
    bank_code: String,
    bank_title: String,
    items: usize,
    duration: String,
    pass_percent: i64,
    attempts_allowed: i32,
    levels: Vec<&'static str>,
    rows: Vec<DesignRow>,
    /// Drawn of each level.
    totals: Vec<usize>,
    is_drawable: bool,
}

#[derive(Serialize)]
struct DesignRow {
    topic: String,
    cells: Vec<DesignCell>,
    drawn: usize,
    approved: i64,
}

#[derive(Serialize)]
struct DesignCell {
    drawn: usize,
    approved: i64,
    is_short: bool,
}

impl View for DesignPage {
    const TEMPLATE: &'static str = "quiz/design.html";
    fn samples() -> Vec<Self> {
        let cell = |drawn, approved| DesignCell { drawn, approved, is_short: i64::try_from(drawn).unwrap_or(0) > approved };
        let page = |is_drawable| Self {
            code: "kl-57".into(),
            title: "Bài kiểm tra".into(),
            bank_code: "kl-57".into(),
            bank_title: "Kết luận 57".into(),
            items: 3,
            duration: "30 phút".into(),
            pass_percent: 70,
            attempts_allowed: 3,
            levels: CognitiveLevel::ALL.map(CognitiveLevel::code).to_vec(),
            rows: vec![DesignRow {
                topic: "Bối cảnh".into(),
                cells: vec![cell(2, 5), cell(1, if is_drawable { 2 } else { 0 }), cell(0, 0), cell(0, 1)],
                drawn: 3,
                approved: 8,
            }],
            totals: vec![2, 1, 0, 0],
            is_drawable,
        };
        vec![page(true), page(false)]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    [Sample::of::<DesignsPage>(), Sample::of::<DesignPage>()].into_iter().flatten().collect()
}

/// `GET /de`.
pub async fn quiz_designs(cx: Cx) -> Result<HttpResponse, Problem> {
    let quizzes = cx
        .state
        .db
        .read(|conn| {
            let banks = bank::ops::banks(conn)?;
            let title = |quiz: &Quiz| {
                banks.iter().find(|(bank, _)| bank.id == quiz.bank_id).map(|(bank, _)| bank.title.clone()).unwrap_or_default()
            };
            let quizzes = ops::quizzes(conn)?;
            Ok::<_, Problem>(
                quizzes
                    .into_iter()
                    .map(|quiz| DesignLine { bank_title: title(&quiz), items: quiz.size(), code: quiz.code, title: quiz.title })
                    .collect(),
            )
        })
        .await?;
    cx.page(&DesignsPage { quizzes })
}

/// `GET /de/{quiz}`.
pub async fn quiz_design(cx: Cx) -> Result<HttpResponse, Problem> {
    let code = cx.path_str("quiz")?.to_owned();
    let (quiz, bank, topics, counts) = cx
        .state
        .db
        .read(move |conn| {
            let quiz = ops::quiz(conn, &code)?;
            let bank = bank::ops::bank(conn, quiz.bank_id)?;
            let topics = bank::ops::topics(conn, quiz.bank_id)?;
            let counts = bank::ops::cell_counts(conn, quiz.bank_id)?;
            Ok::<_, Problem>((quiz, bank, topics, counts))
        })
        .await?;
    let drawn = |topic: &str, level| {
        quiz.blueprint.iter().filter(|cell| cell.topic == topic && cell.level == level).map(|cell| cell.count).sum::<usize>()
    };
    let rows: Vec<DesignRow> = topics
        .iter()
        .map(|topic| {
            let cells: Vec<DesignCell> = CognitiveLevel::ALL
                .into_iter()
                .map(|level| {
                    let (drawn, approved) = (drawn(&topic.code, level), counts.get(&(topic.code.clone(), level)).copied().unwrap_or(0));
                    DesignCell { drawn, approved, is_short: i64::try_from(drawn).unwrap_or(i64::MAX) > approved }
                })
                .collect();
            DesignRow {
                topic: topic.title.clone(),
                drawn: cells.iter().map(|cell| cell.drawn).sum(),
                approved: cells.iter().map(|cell| cell.approved).sum(),
                cells,
            }
        })
        .collect();
    cx.page(&DesignPage {
        is_drawable: rows.iter().all(|row| row.cells.iter().all(|cell| !cell.is_short))
            && rows.iter().map(|row| row.drawn).sum::<usize>() == quiz.size(),
        totals: CognitiveLevel::ALL
            .into_iter()
            .map(|level| quiz.blueprint.iter().filter(|cell| cell.level == level).map(|cell| cell.count).sum())
            .collect(),
        levels: CognitiveLevel::ALL.map(CognitiveLevel::code).to_vec(),
        rows,
        items: quiz.size(),
        duration: quiz.rules.time_limit_seconds.map(|seconds| duration_text(&cx, seconds)).unwrap_or_default(),
        pass_percent: quiz.rules.pass_percent,
        attempts_allowed: quiz.rules.attempts_allowed,
        bank_code: bank.code,
        bank_title: bank.title,
        code: quiz.code,
        title: quiz.title,
    })
}
