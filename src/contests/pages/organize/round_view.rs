//! What the organizers' page of a round shows.

use serde::Serialize;

use super::super::{
    super::{
        approval::APPROVALS,
        result_file::{RankLine, ResultFile},
    },
    RoundLine, example, minutes_seconds,
};
use crate::{
    kernel::Timestamp,
    web::{View, error::FieldError, format, view::Sample},
};

/// Lines of the ranking that a preview shows.
const SHOWN: usize = 20;

#[derive(Serialize)]
pub(super) struct RoundAdminPage {
    pub(super) contest_code: String,
    pub(super) contest_title: String,
    pub(super) round: RoundLine,
    pub(super) people: usize,
    pub(super) running: i64,
    pub(super) submitted: i64,
    pub(super) expired: i64,
    pub(super) voided: i64,
    /// Proposals that wait for the second person.
    pub(super) waiting: i64,
    /// The result may be looked at now.
    pub(super) has_preview: bool,
    pub(super) digest: String,
    pub(super) participants: i64,
    pub(super) attempts: i64,
    pub(super) all_correct: i64,
    pub(super) truth: String,
    pub(super) lines: Vec<PreviewLine>,
    pub(super) total: usize,
    pub(super) excluded: Vec<ExcludedLine>,
    pub(super) approvals: Vec<ApprovalLine>,
    pub(super) needed: usize,
    pub(super) has_approved: bool,
    pub(super) pseudonym: String,
    pub(super) reason: String,
    pub(super) errors: Vec<FieldError>,
}

#[derive(Clone, Serialize)]
pub(super) struct PreviewLine {
    pub(super) rank: usize,
    pub(super) pseudonym: String,
    pub(super) score: String,
    pub(super) distance: String,
    pub(super) working_time: String,
    pub(super) submitted_at: String,
}

#[derive(Serialize)]
pub(super) struct ExcludedLine {
    pub(super) pseudonym: String,
    pub(super) reason: String,
}

#[derive(Serialize)]
pub(super) struct ApprovalLine {
    pub(super) name: String,
    pub(super) at: String,
}

impl View for RoundAdminPage {
    const TEMPLATE: &'static str = "contests/round_admin.html";
    fn samples() -> Vec<Self> {
        let line = PreviewLine {
            rank: 1,
            pseudonym: "ab".repeat(16),
            score: "20/20".into(),
            distance: "3".into(),
            working_time: "9:05".into(),
            submitted_at: "08:09:05 24/11/2026".into(),
        };
        let base = |state: &'static str| Self {
            contest_code: "tim-hieu".into(),
            contest_title: "Cuộc thi tìm hiểu".into(),
            round: RoundLine::sample(state),
            people: 120,
            running: i64::from(state == "open") * 5,
            submitted: 110,
            expired: 5,
            voided: 0,
            waiting: i64::from(state == "closed"),
            has_preview: false,
            digest: String::new(),
            participants: 0,
            attempts: 0,
            all_correct: 0,
            truth: String::new(),
            lines: vec![],
            total: 0,
            excluded: vec![],
            approvals: vec![],
            needed: APPROVALS,
            has_approved: false,
            pseudonym: String::new(),
            reason: String::new(),
            errors: vec![],
        };
        let approval = || ApprovalLine { name: "Trần Văn Đức".into(), at: "09:00 02/12/2026".into() };
        let preview = |approvals: Vec<ApprovalLine>, errors| Self {
            has_preview: true,
            digest: "ab".repeat(32),
            participants: 120,
            attempts: 160,
            all_correct: 12,
            truth: "12".into(),
            lines: vec![PreviewLine { pseudonym: "cd".repeat(16), ..line.clone() }, line.clone()],
            total: 120,
            excluded: vec![ExcludedLine { pseudonym: "ef".repeat(16), reason: "Khai sai ngày sinh".into() }],
            has_approved: approvals.len() == 1,
            approvals,
            errors,
            ..base("closed")
        };
        let wrong = || {
            vec![
                FieldError { field: "pseudonym".into(), message: "Không có mã này.".into() },
                FieldError { field: "reason".into(), message: "Hãy nêu lý do.".into() },
            ]
        };
        vec![
            base("upcoming"),
            base("open"),
            base("closed"),
            preview(vec![], wrong()),
            preview(vec![approval()], vec![]),
            preview(vec![approval(), approval()], vec![]),
            base("published"),
        ]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<RoundAdminPage>()
}

pub(super) fn decimals(file: &ResultFile) -> u32 {
    file.frozen.ranking.prediction.map_or(0, |question| question.decimals)
}

pub(super) fn lines(file: &ResultFile) -> Vec<PreviewLine> {
    let line = |line: &RankLine| {
        let at = Timestamp::from_millis(line.submitted_at);
        PreviewLine {
            rank: line.rank,
            pseudonym: line.pseudonym.clone(),
            score: format::points(line.score),
            distance: line.distance.map(|value| example::number(value, decimals(file))).unwrap_or_default(),
            working_time: minutes_seconds(line.working_time),
            submitted_at: format!("{} {}", format::clock(at), format::day(at)),
        }
    };
    file.ranking.iter().take(SHOWN).map(line).collect()
}

pub(super) fn excluded(file: &ResultFile) -> Vec<ExcludedLine> {
    let mut lines: Vec<ExcludedLine> = Vec::new();
    for fact in &file.attempts {
        if let Some(reason) = &fact.excluded
            && !lines.iter().any(|line| line.pseudonym == fact.pseudonym)
        {
            lines.push(ExcludedLine { pseudonym: fact.pseudonym.clone(), reason: reason.clone() });
        }
    }
    lines
}
