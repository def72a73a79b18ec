//! What a quiz draws, for trainers: rules, and the blueprint against what the bank holds.

use std::collections::HashMap;

use actix_web::HttpResponse;
use serde::Serialize;

use super::super::{
    api::duration_text,
    model::{Purpose, Quiz},
    ops,
};
use crate::{
    bank::{
        self,
        model::{Bank, CognitiveLevel, Topic},
    },
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
    bank_titles: Vec<String>,
    items: usize,
}

impl View for DesignsPage {
    const TEMPLATE: &'static str = "quiz/designs.html";
    fn samples() -> Vec<Self> {
        let line = DesignLine {
            code: "kl-57".into(),
            title: "Bài kiểm tra".into(),
            bank_titles: vec!["Kết luận 57".into(), "Nghị quyết 34".into()],
            items: 20,
        };
        vec![Self { quizzes: vec![] }, Self { quizzes: vec![line] }]
    }
}

#[derive(Serialize)]
struct DesignPage {
    code: String,
    title: String,
    items: usize,
    duration: String,
    pass_percent: i64,
    attempts_allowed: i32,
    levels: Vec<&'static str>,
    banks: Vec<DesignBank>,
    /// Drawn of each level.
    totals: Vec<usize>,
    is_drawable: bool,
}

#[derive(Serialize)]
struct DesignBank {
    code: String,
    title: String,
    rows: Vec<DesignRow>,
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
            items: 3,
            duration: "30 phút".into(),
            pass_percent: 70,
            attempts_allowed: 3,
            levels: CognitiveLevel::ALL.map(CognitiveLevel::code).to_vec(),
            banks: ["kl-57", "nq-34"]
                .map(|code| DesignBank {
                    code: code.into(),
                    title: "Kết luận 57".into(),
                    rows: vec![DesignRow {
                        topic: "Bối cảnh".into(),
                        cells: vec![cell(2, 5), cell(1, if is_drawable { 2 } else { 0 }), cell(0, 0), cell(0, 1)],
                        drawn: 3,
                        approved: 8,
                    }],
                })
                .into(),
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
            let titles = |quiz: &Quiz| {
                let title = |code: &&str| banks.iter().find(|(bank, _)| bank.code == *code).map(|(bank, _)| bank.title.clone());
                quiz.banks().iter().filter_map(title).collect()
            };
            let quizzes = ops::quizzes(conn)?;
            Ok::<_, Problem>(
                quizzes
                    .into_iter()
                    .map(|quiz| DesignLine { bank_titles: titles(&quiz), items: quiz.size(), code: quiz.code, title: quiz.title })
                    .collect(),
            )
        })
        .await?;
    cx.page(&DesignsPage { quizzes })
}

/// `GET /de/{quiz}`.
pub async fn quiz_design(cx: Cx) -> Result<HttpResponse, Problem> {
    let code = cx.path_str("quiz")?.to_owned();
    let (quiz, banks) = cx
        .state
        .db
        .read(move |conn| {
            let quiz = ops::quiz(conn, &code)?;
            if quiz.purpose == Purpose::Round {
                return Err(Problem::not_found());
            }
            let mut banks = Vec::new();
            for code in quiz.banks() {
                let bank = bank::ops::bank_by_code(conn, code)?;
                let (topics, counts) = (bank::ops::topics(conn, bank.id)?, bank::ops::cell_counts(conn, bank.id)?);
                banks.push(design_bank(&quiz, bank, &topics, &counts));
            }
            Ok::<_, Problem>((quiz, banks))
        })
        .await?;
    let rows = || banks.iter().flat_map(|bank| &bank.rows);
    cx.page(&DesignPage {
        is_drawable: rows().all(|row| row.cells.iter().all(|cell| !cell.is_short))
            && rows().map(|row| row.drawn).sum::<usize>() == quiz.size(),
        totals: CognitiveLevel::ALL
            .into_iter()
            .map(|level| quiz.blueprint.iter().filter(|cell| cell.level == level).map(|cell| cell.count).sum())
            .collect(),
        levels: CognitiveLevel::ALL.map(CognitiveLevel::code).to_vec(),
        banks,
        items: quiz.size(),
        duration: quiz.rules.time_limit_seconds.map(|seconds| duration_text(&cx, seconds)).unwrap_or_default(),
        pass_percent: quiz.rules.pass_percent,
        attempts_allowed: quiz.rules.attempts_allowed,
        code: quiz.code,
        title: quiz.title,
    })
}

/// What a quiz draws from one of its banks, against what that bank holds.
fn design_bank(quiz: &Quiz, bank: Bank, topics: &[Topic], counts: &HashMap<(String, CognitiveLevel), i64>) -> DesignBank {
    let drawn = |topic: &str, level| {
        let cells = quiz.blueprint.iter().filter(|cell| cell.bank == bank.code && cell.topic == topic && cell.level == level);
        cells.map(|cell| cell.count).sum::<usize>()
    };
    let cell = |topic: &Topic, level| {
        let (drawn, approved) = (drawn(&topic.code, level), counts.get(&(topic.code.clone(), level)).copied().unwrap_or(0));
        DesignCell { drawn, approved, is_short: i64::try_from(drawn).unwrap_or(i64::MAX) > approved }
    };
    let row = |topic: &Topic| {
        let cells: Vec<DesignCell> = CognitiveLevel::ALL.into_iter().map(|level| cell(topic, level)).collect();
        DesignRow {
            topic: topic.title.clone(),
            drawn: cells.iter().map(|cell| cell.drawn).sum(),
            approved: cells.iter().map(|cell| cell.approved).sum(),
            cells,
        }
    };
    DesignBank { rows: topics.iter().map(row).collect(), code: bank.code, title: bank.title }
}
