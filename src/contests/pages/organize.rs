//! A round in the organizers' hands: watching it, approving and publishing its result.

use std::sync::Arc;

use actix_web::{HttpResponse, http::StatusCode};
use serde::Serialize;

use super::{
    super::{
        approval::{self, APPROVALS},
        model::{Contest, ContestError, Round, RoundState},
        ops,
        result_file::ResultFile,
        shelf,
    },
    RoundLine, example, minutes_seconds,
};
use crate::{
    kernel::{Actor, Problem, Role},
    quiz::{self, model::AttemptState},
    web::{Cx, Form, View, error::FieldError, format, view::Sample},
};

/// Whether somebody organizes contests.
pub(super) fn may(actor: &Actor) -> bool {
    actor.has(Role::Organizer) || actor.has_everywhere(Role::Admin)
}

/// Lines of the ranking that a preview shows.
const SHOWN: usize = 20;

#[derive(Serialize)]
struct RoundAdminPage {
    contest_code: String,
    contest_title: String,
    round: RoundLine,
    people: usize,
    running: i64,
    submitted: i64,
    expired: i64,
    voided: i64,
    /// The result may be looked at now.
    has_preview: bool,
    digest: String,
    participants: i64,
    attempts: i64,
    all_correct: i64,
    truth: String,
    lines: Vec<PreviewLine>,
    total: usize,
    excluded: Vec<ExcludedLine>,
    approvals: Vec<ApprovalLine>,
    needed: usize,
    has_approved: bool,
    pseudonym: String,
    reason: String,
    errors: Vec<FieldError>,
}

#[derive(Clone, Serialize)]
struct PreviewLine {
    rank: usize,
    pseudonym: String,
    score: String,
    distance: String,
    working_time: String,
    submitted_at: String,
}

#[derive(Serialize)]
struct ExcludedLine {
    pseudonym: String,
    reason: String,
}

#[derive(Serialize)]
struct ApprovalLine {
    name: String,
    at: String,
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

fn find(conn: &mut crate::storage::Conn<'_>, contest: &str, round: &str) -> Result<(Contest, Round), ContestError> {
    let contest = ops::contest(conn, contest, true)?;
    let round = ops::round(conn, contest.id, round)?;
    Ok((contest, round))
}

/// `GET /to-chuc-thi/{contest}/vong/{round}`.
pub async fn round_admin(cx: Cx) -> Result<HttpResponse, Problem> {
    let page = round_page(&cx, None, vec![]).await?;
    cx.page(&page)
}

async fn round_page(cx: &Cx, form: Option<&Form>, errors: Vec<FieldError>) -> Result<RoundAdminPage, Problem> {
    let (contest, code) = (cx.path_str("contest")?.to_owned(), cx.path_str("round")?.to_owned());
    let (actor, now, entropy) = (cx.actor()?, cx.now(), Arc::clone(&cx.state.entropy));
    let (pseudonym, reason) = form.map(|form| (form.text("pseudonym").to_owned(), form.text("reason").to_owned())).unwrap_or_default();
    {
        let (contest, code) = (contest.clone(), code.clone());
        // A closed round's stragglers become facts before anyone looks at the result.
        cx.state
            .db
            .write(move |conn| {
                let (_, round) = find(conn, &contest, &code)?;
                if round.state(now, false) == RoundState::Closed { approval::close_overdue(conn, now, &round) } else { Ok(false) }
            })
            .await?;
    }
    cx.state
        .db
        .read(move |conn| {
            let (contest, round) = find(conn, &contest, &code)?;
            let state = round.state(now, shelf::published(conn, &round)?.is_some());
            let counts = quiz::rounds::counts(conn, round.quiz_id)?;
            let count = |state| counts.get(&state).copied().unwrap_or(0);
            let preview = if state == RoundState::Closed {
                match approval::preview(conn, now, &*entropy, &contest, &round) {
                    Ok(preview) => Some(preview),
                    Err(ContestError::NotClosed | ContestError::NotFound) => None,
                    Err(error) => return Err(error),
                }
            } else {
                None
            };
            let page = RoundAdminPage {
                round: RoundLine::of(&round, state),
                people: quiz::rounds::takers(conn, round.quiz_id)?.len(),
                running: count(AttemptState::InProgress),
                submitted: count(AttemptState::Submitted),
                expired: count(AttemptState::Expired),
                voided: count(AttemptState::Voided),
                has_preview: preview.is_some(),
                digest: preview.as_ref().map(|(file, _)| file.digest()).unwrap_or_default(),
                participants: preview.as_ref().map_or(0, |(file, _)| file.participants),
                attempts: preview.as_ref().map_or(0, |(file, _)| file.attempts_counted),
                all_correct: preview.as_ref().map_or(0, |(file, _)| file.all_correct),
                truth: preview
                    .as_ref()
                    .and_then(|(file, _)| file.truth.map(|truth| example::number(truth, decimals(file))))
                    .unwrap_or_default(),
                lines: preview.as_ref().map(|(file, _)| lines(file)).unwrap_or_default(),
                total: preview.as_ref().map_or(0, |(file, _)| file.ranking.len()),
                excluded: preview.as_ref().map(|(file, _)| excluded(file)).unwrap_or_default(),
                has_approved: preview.as_ref().is_some_and(|(_, approvals)| approvals.iter().any(|approval| approval.person == actor.id)),
                approvals: preview
                    .into_iter()
                    .flat_map(|(_, approvals)| approvals)
                    .map(|approval| ApprovalLine { name: approval.full_name, at: format::datetime(approval.at) })
                    .collect(),
                needed: APPROVALS,
                contest_code: contest.code,
                contest_title: contest.title,
                pseudonym,
                reason,
                errors,
            };
            Ok(page)
        })
        .await
        .map_err(Problem::from)
}

fn decimals(file: &ResultFile) -> u32 {
    file.frozen.ranking.prediction.map_or(0, |question| question.decimals)
}

fn lines(file: &ResultFile) -> Vec<PreviewLine> {
    let line = |line: &super::super::result_file::RankLine| {
        let at = crate::kernel::Timestamp::from_millis(line.submitted_at);
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

fn excluded(file: &ResultFile) -> Vec<ExcludedLine> {
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

fn address(cx: &Cx) -> Result<String, Problem> {
    Ok(format!("/to-chuc-thi/{}/vong/{}", cx.path_str("contest")?, cx.path_str("round")?))
}

/// `POST /to-chuc-thi/{contest}/vong/{round}/duyet`.
pub async fn approve(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let (contest, code, digest) = (cx.path_str("contest")?.to_owned(), cx.path_str("round")?.to_owned(), form.one("digest")?.to_owned());
    let (actor, now, entropy) = (cx.actor()?, cx.now(), Arc::clone(&cx.state.entropy));
    cx.state
        .db
        .write(move |conn| {
            let (contest, round) = find(conn, &contest, &code)?;
            approval::approve(conn, now, &*entropy, &actor, &contest, &round, &digest)
        })
        .await?;
    Ok(cx.redirect_saying(&address(&cx)?, "round_approved"))
}

/// `POST /to-chuc-thi/{contest}/vong/{round}/cong-bo`.
pub async fn publish_result(cx: Cx, _form: Form) -> Result<HttpResponse, Problem> {
    let (contest, code) = (cx.path_str("contest")?.to_owned(), cx.path_str("round")?.to_owned());
    let (actor, now, entropy) = (cx.actor()?, cx.now(), Arc::clone(&cx.state.entropy));
    cx.state
        .db
        .write(move |conn| {
            let (contest, round) = find(conn, &contest, &code)?;
            approval::publish(conn, now, &*entropy, Some(&actor), &contest, &round).map(|_| ())
        })
        .await?;
    Ok(cx.redirect_saying(&address(&cx)?, "round_published"))
}

/// `POST /to-chuc-thi/{contest}/vong/{round}/loai`.
pub async fn exclude(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let (contest, code) = (cx.path_str("contest")?.to_owned(), cx.path_str("round")?.to_owned());
    let (actor, now) = (cx.actor()?, cx.now());
    let (pseudonym, reason) = (form.text("pseudonym").to_owned(), form.text("reason").to_owned());
    let done = cx
        .state
        .db
        .write(move |conn| {
            let (contest, round) = find(conn, &contest, &code)?;
            approval::exclude(conn, now, &actor, &contest, &round, &pseudonym, &reason)
        })
        .await;
    match done {
        Ok(()) => Ok(cx.redirect_saying(&address(&cx)?, "round_excluded")),
        Err(error) => {
            let errors = cx.field_errors(Problem::from(error))?;
            let page = round_page(&cx, Some(&form), errors).await?;
            cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}
