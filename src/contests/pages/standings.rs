//! How a round stands before its result, where the contest shows it; and the choice of that in forms.

use std::sync::Arc;

use actix_web::HttpResponse;
use serde::Serialize;

use super::{
    super::{
        model::{Contest, ContestError, Round, RoundState},
        ops, shelf,
        standings::{self, Board, Boards, Line, Standings},
    },
    minutes_seconds,
};
use crate::{
    kernel::{
        FieldProblem, Problem,
        page::{Page, PageRequest},
    },
    web::{
        Cx, Form, View, format,
        view::{PagerView, Sample},
    },
};

/// Lines on a page.
const PAGE_SIZE: i64 = 50;

/// The word of a choice in forms and templates: `hidden`, or the minutes before the closing from which the standings stand still.
pub(super) fn word(standings: Standings) -> String {
    standings.minutes().map_or_else(|| "hidden".to_owned(), |minutes| minutes.to_string())
}

/// All that a form offers; one that stands and is not offered comes last.
pub(super) fn words(present: Standings) -> Vec<String> {
    let others = Some(present).filter(|present| !Standings::OFFERED.contains(present));
    Standings::OFFERED.into_iter().chain(others).map(word).collect()
}

/// Reads the field `standings`; a form without it hides them.
pub(super) fn typed(form: &Form, fields: &mut Vec<FieldProblem>) -> Standings {
    let text = form.text("standings").trim();
    if text.is_empty() || text == "hidden" {
        return Standings::Hidden;
    }
    match text.parse::<i32>() {
        Ok(minutes) if (0..=10_080).contains(&minutes) => Standings::from_minutes(Some(minutes)),
        _ => {
            fields.push(FieldProblem::new("standings", "choice"));
            Standings::Hidden
        }
    }
}

#[derive(Serialize)]
struct StandingsPage {
    contest_code: String,
    contest_title: String,
    code: String,
    title: String,
    is_closed: bool,
    as_of: String,
    /// Empty where they never stand still before the result.
    still_from: String,
    is_still: bool,
    own: Option<StandingRow>,
    lines: Vec<StandingRow>,
    pager: PagerView,
    /// Nothing can be shown just now: a key was corrected.
    is_corrected: bool,
}

#[derive(Clone, Serialize)]
struct StandingRow {
    rank: usize,
    pseudonym: String,
    score: String,
    working_time: String,
    is_own: bool,
}

impl StandingRow {
    fn of(line: &Line, own: &str) -> Self {
        Self {
            rank: line.rank,
            pseudonym: line.pseudonym.clone(),
            score: format!("{}/{}", format::points(line.score), format::points(line.max_score)),
            working_time: minutes_seconds(line.working_time),
            is_own: line.pseudonym == own,
        }
    }
}

impl View for StandingsPage {
    const TEMPLATE: &'static str = "contests/standings.html";
    fn samples() -> Vec<Self> {
        let row =
            |rank, is_own| StandingRow { rank, pseudonym: "ab".repeat(16), score: "19/20".into(), working_time: "07:05".into(), is_own };
        let page = |lines: Vec<StandingRow>, own, still_from: &str, is_still, is_corrected| Self {
            contest_code: "tim-hieu".into(),
            contest_title: "Cuộc thi tìm hiểu".into(),
            code: "tuan-1".into(),
            title: "Tuần 1".into(),
            is_closed: is_corrected,
            as_of: "09:30 24/11/2026".into(),
            still_from: still_from.into(),
            is_still,
            own,
            lines,
            pager: PagerView { number: 1, pages: 2, total: 60, prev: String::new(), next: "?trang=2".into() },
            is_corrected,
        };
        vec![
            page(vec![], None, "", false, false),
            page(vec![row(1, false), row(2, true)], Some(row(2, true)), "06:00 01/12/2026", false, false),
            page(vec![row(1, false)], None, "06:00 01/12/2026", true, false),
            page(vec![], None, "", false, true),
        ]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<StandingsPage>()
}

/// What is asked for: the round with its state, and the asker's pseudonym.
struct Asked {
    contest: Contest,
    round: Round,
    state: RoundState,
    own: String,
}

async fn asked(cx: &Cx) -> Result<Asked, Problem> {
    let (contest, code, now) = (cx.path_str("contest")?.to_owned(), cx.path_str("round")?.to_owned(), cx.now());
    let person = cx.context.actor().map(|actor| actor.id);
    cx.state
        .db
        .read(move |conn| {
            let contest = ops::contest(conn, &contest, false)?;
            let round = ops::round(conn, contest.id, &code)?;
            let state = round.state(now, shelf::published(conn, &round)?.is_some());
            let own = person.map(|person| ops::pseudonym(conn, contest.id, person)).transpose()?.unwrap_or_default();
            Ok::<_, Problem>(Asked { contest, round, state, own })
        })
        .await
}

/// The page of a board that was asked for.
pub(super) fn page_of(board: &Board, request: PageRequest) -> Page<&Line> {
    let start = usize::try_from(request.offset()).unwrap_or(0).min(board.lines.len());
    let end = (start + usize::try_from(request.size).unwrap_or(0)).min(board.lines.len());
    Page { rows: board.lines[start..end].iter().collect(), total: i64::try_from(board.lines.len()).unwrap_or(0), request }
}

/// `GET /cuoc-thi/{contest}/vong/{round}/xep-hang?trang=`: once there is a result, it is shown instead.
pub async fn standings(cx: Cx) -> Result<HttpResponse, Problem> {
    let Asked { contest, round, state, own } = asked(&cx).await?;
    let address = format!("/cuoc-thi/{}/vong/{}", contest.code, round.code);
    if state == RoundState::Published {
        return Ok(cx.redirect(&format!("{address}/ket-qua")));
    }
    let boards = cx.service::<Boards>()?;
    let (board, is_corrected) = match standings::of_round(&boards, &cx.state.db, cx.now(), &contest, &round, state).await {
        Ok(board) => (board, false),
        Err(ContestError::NotNow { what: standings::CORRECTED }) => (Arc::new(Board::empty(cx.now())), true),
        Err(error) => return Err(error.into()),
    };
    let request = PageRequest::new(cx.query("trang").parse().unwrap_or(1), PAGE_SIZE);
    let shown = page_of(&board, request);
    let lines: Vec<StandingRow> = shown.rows.iter().map(|line| StandingRow::of(line, &own)).collect();
    cx.page(&StandingsPage {
        is_corrected,
        is_closed: state == RoundState::Closed,
        as_of: format::datetime(board.as_of),
        still_from: board.still_from.map(format::datetime).unwrap_or_default(),
        is_still: board.is_still(),
        own: board.lines.iter().find(|line| line.pseudonym == own).map(|line| StandingRow::of(line, &own)),
        lines,
        pager: PagerView::of(&shown, &format!("{address}/xep-hang"), ""),
        contest_code: contest.code,
        contest_title: contest.title,
        code: round.code,
        title: round.title,
    })
}
