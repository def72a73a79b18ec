//! The result of a whole contest: prizes, sums over all rounds, units.

use actix_web::HttpResponse;
use serde::Serialize;

use super::{
    super::{
        model::Contest,
        ops,
        prizes::{board, record::unit_lines, total::Total},
    },
    minutes_seconds,
    statistics::UnitRow,
    winners::{self, WinnersView},
};
use crate::{
    kernel::{
        Problem,
        page::{Page, PageRequest},
    },
    web::{
        Cx, View, format,
        view::{PagerView, Sample},
    },
};

/// Lines on a page.
const PAGE_SIZE: i64 = 50;
/// Units that stand on the page; the rest is in the papers of the organizers.
const UNITS_SHOWN: usize = 50;

#[derive(Serialize)]
struct TotalPage {
    code: String,
    title: String,
    rounds: usize,
    participants: usize,
    max_score: String,
    winners: WinnersView,
    units: Vec<UnitRow>,
    units_more: usize,
    own: Option<TotalLine>,
    lines: Vec<TotalLine>,
    pager: PagerView,
}

#[derive(Clone, Serialize)]
struct TotalLine {
    rank: usize,
    pseudonym: String,
    rounds: u32,
    score: String,
    working_time: String,
    is_own: bool,
}

impl TotalLine {
    fn of(total: &Total, max: i64, own: &str) -> Self {
        Self {
            rank: total.rank,
            pseudonym: total.pseudonym.clone(),
            rounds: total.rounds,
            score: format!("{}/{}", format::points(total.score), format::points(max)),
            working_time: minutes_seconds(total.working_time),
            is_own: total.pseudonym == own,
        }
    }
}

impl View for TotalPage {
    const TEMPLATE: &'static str = "contests/total.html";
    fn samples() -> Vec<Self> {
        let line = |rank, is_own| TotalLine {
            rank,
            pseudonym: "ab".repeat(16),
            rounds: 3,
            score: "55/60".into(),
            working_time: "27:05".into(),
            is_own,
        };
        let page = |lines: Vec<TotalLine>, own, winners, units| Self {
            code: "tim-hieu".into(),
            title: "Cuộc thi tìm hiểu".into(),
            rounds: 3,
            participants: lines.len(),
            max_score: "60".into(),
            winners,
            units_more: lines.len(),
            units,
            own,
            lines,
            pager: PagerView { number: 1, pages: 2, total: 60, prev: String::new(), next: "?trang=2".into() },
        };
        vec![
            page(vec![], None, WinnersView::default(), vec![]),
            page(vec![line(1, false), line(2, true)], Some(line(2, true)), WinnersView::sample(true), vec![UnitRow::sample()]),
        ]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<TotalPage>()
}

/// `GET /cuoc-thi/{contest}/ket-qua?trang=`.
pub async fn total(cx: Cx) -> Result<HttpResponse, Problem> {
    let code = cx.path_str("contest")?.to_owned();
    let person = cx.context.actor().map(|actor| actor.id);
    let request = PageRequest::new(cx.query("trang").parse().unwrap_or(1), PAGE_SIZE);
    let to = format!("/cuoc-thi/{code}");
    let page = cx
        .state
        .db
        .read(move |conn| {
            let contest: Contest = ops::contest(conn, &code, false)?;
            let board = board::of(conn, &contest)?;
            let Some(whole) = &board.contest else { return Ok(None) };
            let own = person.map(|person| ops::pseudonym(conn, contest.id, person)).transpose()?.unwrap_or_default();
            let max = whole.max_score;
            let score = winners::score_in(&whole.scores, max);
            let winners = winners::view(conn, &contest, &board, Some(&whole.awards), score, &own)?;
            let line = |total: &Total| TotalLine::of(total, max, &own);
            let start = usize::try_from(request.offset()).unwrap_or(0).min(whole.totals.len());
            let end = (start + usize::try_from(request.size).unwrap_or(0)).min(whole.totals.len());
            let rows: Vec<TotalLine> = whole.totals[start..end].iter().map(line).collect();
            let rows = Page { rows, total: i64::try_from(whole.totals.len()).unwrap_or(0), request };
            let mut attempts = std::collections::HashMap::new();
            for (unit, count) in board.rounds.iter().flat_map(|round| &round.attempts) {
                *attempts.entry(unit.clone()).or_default() += *count;
            }
            let units = unit_lines(&board, &whole.units, &attempts);
            Ok::<_, Problem>(Some(TotalPage {
                rounds: board.rounds.len(),
                participants: whole.totals.len(),
                max_score: format::points(max),
                winners,
                units_more: units.len().saturating_sub(UNITS_SHOWN),
                units: units.iter().take(UNITS_SHOWN).map(UnitRow::of).collect(),
                own: whole.totals.iter().find(|total| total.pseudonym == own).map(line),
                pager: PagerView::of(&rows, &format!("/cuoc-thi/{}/ket-qua", contest.code), ""),
                lines: rows.rows,
                code: contest.code,
                title: contest.title,
            }))
        })
        .await?;
    match page {
        Some(page) => cx.page(&page),
        None => Ok(cx.redirect(&to)),
    }
}
