//! What the organizers' page of a round shows.

use serde::Serialize;

use super::super::{
    super::{
        approval::APPROVALS,
        computing::Preview,
        result_file::{RankLine, ResultFile},
    },
    RoundLine, example, minutes_seconds,
};
use super::value_view::ValueLine;
use crate::{
    kernel::Timestamp,
    web::{View, error::FieldError, format, view::Sample},
};

/// Lines of the ranking that a preview shows.
const SHOWN: usize = 20;
/// Excluded people that a preview shows.
const MOST_EXCLUDED: usize = 200;

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
    /// Proposals to exclude somebody that wait for the second person.
    pub(super) waiting: i64,
    /// `none`, `computing`, `missing` or `ready`.
    pub(super) preview: &'static str,
    /// What is missing: the message `contest-missing-<code>`.
    pub(super) missing: &'static str,
    pub(super) result: Option<ResultView>,
    pub(super) approvals: Vec<ApprovalLine>,
    pub(super) needed: usize,
    pub(super) has_approved: bool,
    /// Changes in force, and those that wait for a second person.
    pub(super) changes: usize,
    pub(super) waiting_changes: usize,
    /// Appeals that wait for an answer.
    pub(super) unanswered: i64,
    pub(super) appeals_until: String,
    pub(super) is_appealable: bool,
    /// Until when appeals must be taken at least, because somebody was excluded; empty where they are.
    pub(super) needed_until: String,
    /// Which public value decides the lots; empty where none are drawn.
    pub(super) public_value_of: String,
    pub(super) public_value: String,
    /// Every value that stood and every correction proposed, the newest first.
    pub(super) public_values: Vec<ValueLine>,
    /// What was typed.
    pub(super) typed_value: String,
    pub(super) value_reason: String,
    pub(super) pseudonym: String,
    pub(super) reason: String,
    pub(super) errors: Vec<FieldError>,
}

/// A result to be looked over.
#[derive(Serialize)]
pub(super) struct ResultView {
    digest: String,
    participants: i64,
    attempts: i64,
    all_correct: i64,
    truth: String,
    lines: Vec<PreviewLine>,
    total: usize,
    excluded: Vec<ExcludedLine>,
    /// Whom corrections moved.
    moved: Vec<MovedLine>,
    moved_total: usize,
    has_prediction: bool,
    /// How far the true value would have to rise or fall for another winner; 0 for farther than was looked.
    rise: i64,
    fall: i64,
    /// Items whose voiding would make another winner.
    items: Vec<String>,
}

#[derive(Serialize)]
struct MovedLine {
    pseudonym: String,
    before: usize,
    after: usize,
}

impl ResultView {
    pub(super) fn of(preview: &Preview) -> Self {
        let file = &preview.file;
        let named = |place: &usize| file.frozen.items.get(*place).map(|item| format!("{}/{}", item.bank, item.code));
        Self {
            digest: preview.digest.clone(),
            participants: file.participants,
            attempts: file.attempts_counted,
            all_correct: file.all_correct,
            truth: file.truth.map(|truth| example::number(truth, decimals(file))).unwrap_or_default(),
            lines: lines(file),
            total: file.ranking.len(),
            excluded: preview
                .excluded
                .iter()
                .take(MOST_EXCLUDED)
                .map(|(pseudonym, reason)| ExcludedLine { pseudonym: pseudonym.clone(), reason: reason.clone() })
                .collect(),
            moved: preview
                .moved
                .iter()
                .take(SHOWN)
                .map(|moved| MovedLine { pseudonym: moved.pseudonym.clone(), before: moved.before, after: moved.after })
                .collect(),
            moved_total: preview.moved.len(),
            has_prediction: file.truth.is_some(),
            rise: preview.sensitivity.rise.unwrap_or(0),
            fall: preview.sensitivity.fall.unwrap_or(0),
            items: preview.sensitivity.items.iter().filter_map(named).collect(),
        }
    }

    fn sample(moved: bool) -> Self {
        let line = PreviewLine {
            rank: 1,
            pseudonym: "ab".repeat(16),
            ordinal: 1,
            score: "20/20".into(),
            distance: "3".into(),
            working_time: "9:05".into(),
            submitted_at: "08:09:05 24/11/2026".into(),
        };
        Self {
            digest: "ab".repeat(32),
            participants: 120,
            attempts: 160,
            all_correct: 12,
            truth: "12".into(),
            lines: vec![PreviewLine { pseudonym: "cd".repeat(16), ..line.clone() }, line.clone()],
            total: 120,
            excluded: vec![ExcludedLine { pseudonym: "ef".repeat(16), reason: "Khai sai ngày sinh".into() }],
            moved: if moved { vec![MovedLine { pseudonym: "cd".repeat(16), before: 3, after: 1 }] } else { vec![] },
            moved_total: usize::from(moved),
            has_prediction: true,
            rise: 3,
            fall: 0,
            items: if moved { vec![] } else { vec!["kl-57/kl57-boi-canh-001".into()] },
        }
    }
}

#[derive(Clone, Serialize)]
pub(super) struct PreviewLine {
    pub(super) rank: usize,
    pub(super) pseudonym: String,
    pub(super) ordinal: i32,
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
            preview: "none",
            missing: "",
            result: None,
            approvals: vec![],
            needed: APPROVALS,
            has_approved: false,
            changes: 1,
            waiting_changes: 0,
            unanswered: 0,
            appeals_until: String::new(),
            is_appealable: false,
            needed_until: String::new(),
            public_value_of: String::new(),
            public_value: String::new(),
            public_values: vec![],
            typed_value: String::new(),
            value_reason: String::new(),
            pseudonym: String::new(),
            reason: String::new(),
            errors: vec![],
        };
        let approval = || ApprovalLine { name: "Trần Văn Đức".into(), at: "09:00 02/12/2026".into() };
        let preview = |approvals: Vec<ApprovalLine>, errors| Self {
            preview: "ready",
            result: Some(ResultView::sample(approvals.is_empty())),
            has_approved: approvals.len() == 1,
            approvals,
            errors,
            ..base("closed")
        };
        let wrong = || {
            vec![
                FieldError { field: "pseudonym".into(), message: "Không có mã này.".into() },
                FieldError { field: "reason".into(), message: "Hãy nêu lý do.".into() },
                FieldError { field: "appeals_until".into(), message: "Hãy viết giờ:phút ngày/tháng/năm.".into() },
            ]
        };
        vec![
            base("upcoming"),
            base("open"),
            base("closed"),
            Self { preview: "computing", ..base("closed") },
            Self {
                preview: "missing",
                missing: "public_value_missing",
                public_value_of: "Giải đặc biệt ngày 07/12/2026".into(),
                ..base("closed")
            },
            Self {
                public_value_of: "Giải đặc biệt ngày 07/12/2026".into(),
                public_value: "90817".into(),
                public_values: ["waits", "refused", "in_force"].map(ValueLine::sample).into(),
                typed_value: "90817".into(),
                errors: vec![
                    FieldError { field: "public_value".into(), message: "Giá trị này đang dùng rồi.".into() },
                    FieldError { field: "value_reason".into(), message: "Hãy nêu lý do sửa.".into() },
                ],
                ..preview(vec![], vec![])
            },
            Self { preview: "missing", missing: "round_not_closed", ..base("closed") },
            Self {
                unanswered: 2,
                appeals_until: "17:00 05/12/2026".into(),
                is_appealable: true,
                waiting_changes: 1,
                ..preview(vec![], vec![])
            },
            base("voided"),
            preview(vec![], wrong()),
            Self { needed_until: "17:00 06/12/2026".into(), ..preview(vec![approval()], vec![]) },
            preview(vec![approval(), approval()], vec![]),
            base("published"),
        ]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<RoundAdminPage>()
}

fn decimals(file: &ResultFile) -> u32 {
    file.frozen.ranking.prediction.map_or(0, |question| question.decimals)
}

fn lines(file: &ResultFile) -> Vec<PreviewLine> {
    let line = |line: &RankLine| {
        let at = Timestamp::from_millis(line.submitted_at);
        PreviewLine {
            rank: line.rank,
            pseudonym: line.pseudonym.clone(),
            ordinal: line.ordinal,
            score: format::points(line.score),
            distance: line.distance.map(|value| example::number(value, decimals(file))).unwrap_or_default(),
            working_time: minutes_seconds(line.working_time),
            submitted_at: format::instant(at),
        }
    };
    file.ranking.iter().take(SHOWN).map(line).collect()
}
