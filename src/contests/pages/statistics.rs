//! The figures of a published round: people, attempts, units, blocks, when they took part, the spread of points.

use std::{sync::Arc, time::Duration};

use actix_web::{HttpResponse, http::header};
use serde::Serialize;

use super::{
    super::{
        model::{Contest, Round, RoundState},
        ops,
        prizes::{
            board::{self, Board},
            figures::{self, Figures, Standing},
            gathering::full_marks,
            outside,
            record::{UnitLine, unit_lines},
        },
        result_file::ResultFile,
        shelf, store,
    },
    RoundLine,
    columns::Plot,
};
use crate::{
    kernel::{
        Problem, Timestamp,
        page::{Page, PageRequest},
    },
    web::{
        Cx, View, format,
        view::{PagerView, Sample},
    },
};

/// Units on a page.
const PAGE_SIZE: i64 = 50;
/// How long a reader waits for figures that are being counted; then the page says so and comes again.
const PATIENCE: Duration = Duration::from_secs(2);

#[derive(Serialize)]
struct StatisticsPage {
    contest_code: String,
    contest_title: String,
    round: RoundLine,
    participants: i64,
    attempts: i64,
    all_correct: i64,
    all_correct_share: String,
    /// Mean of the counted scores, with full marks.
    mean: String,
    /// The figures that need every attempt are still being counted.
    is_counting: bool,
    is_hourly: bool,
    times: Plot,
    scores: Plot,
    units: Vec<UnitRow>,
    /// People who belonged to no unit.
    without_unit: i64,
    blocks: Vec<BlockRow>,
    pager: PagerView,
}

/// A unit in a table.
#[derive(Clone, Serialize)]
pub(super) struct UnitRow {
    name: String,
    headcount: i64,
    participants: i64,
    share: String,
    attempts: i64,
    all_correct: i64,
    mean: String,
    winners: i64,
}

impl UnitRow {
    pub(super) fn of(line: &UnitLine) -> Self {
        let facts = &line.facts;
        Self {
            name: line.name.clone(),
            headcount: facts.headcount,
            participants: facts.participants,
            share: format::percent(facts.participants, facts.headcount),
            attempts: line.attempts,
            all_correct: facts.all_correct,
            mean: mean(facts.score, facts.participants),
            winners: facts.winners,
        }
    }

    pub(super) fn sample() -> Self {
        Self {
            name: "Phường Mỹ Tho".into(),
            headcount: 120,
            participants: 90,
            share: "75%".into(),
            attempts: 140,
            all_correct: 12,
            mean: "17,25".into(),
            winners: 2,
        }
    }
}

#[derive(Clone, Serialize)]
struct BlockRow {
    name: String,
    participants: i64,
    all_correct: i64,
    mean: String,
}

/// A mean of hundredths, rounded down; a dash where there is nobody.
fn mean(score: i64, people: i64) -> String {
    if people == 0 { "–".to_owned() } else { format::points(score / people) }
}

impl View for StatisticsPage {
    const TEMPLATE: &'static str = "contests/statistics.html";
    fn samples() -> Vec<Self> {
        let plot = || Plot::of(vec![("24/11".into(), vec![60, 50]), ("25/11".into(), vec![12, 20]), ("26/11".into(), vec![3, 5])]);
        let page = |is_counting, units: Vec<UnitRow>| Self {
            contest_code: "tim-hieu".into(),
            contest_title: "Cuộc thi tìm hiểu".into(),
            round: RoundLine::sample("published"),
            participants: 120,
            attempts: 200,
            all_correct: 12,
            all_correct_share: "10%".into(),
            mean: "15,5/20".into(),
            is_counting,
            is_hourly: is_counting,
            times: plot(),
            scores: plot(),
            blocks: units
                .iter()
                .map(|_| BlockRow { name: "Trong tỉnh".into(), participants: 4, all_correct: 1, mean: "12".into() })
                .collect(),
            units,
            without_unit: 4,
            pager: PagerView { number: 1, pages: 1, total: 1, prev: String::new(), next: String::new() },
        };
        vec![page(true, vec![]), page(false, vec![UnitRow::sample()])]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<StatisticsPage>()
}

/// A published round with everything that its figures need.
pub(super) struct Shown {
    pub(super) contest: Contest,
    pub(super) round: Round,
    pub(super) file: Arc<ResultFile>,
    pub(super) digest: String,
    pub(super) board: Arc<Board>,
}

/// The published round of the address; none before its result is published.
pub(super) async fn published_round(cx: &Cx) -> Result<Option<Shown>, Problem> {
    let (contest, code) = (cx.path_str("contest")?.to_owned(), cx.path_str("round")?.to_owned());
    cx.state
        .db
        .read(move |conn| {
            let contest: Contest = ops::contest(conn, &contest, false)?;
            let round: Round = ops::round(conn, contest.id, &code)?;
            let Some((file, _)) = shelf::published(conn, &round)? else { return Ok(None) };
            let Some((digest, _)) = store::result_head(conn, round.id)? else { return Ok(None) };
            let board = board::of(conn, &contest)?;
            Ok::<_, Problem>(Some(Shown { contest, round, file, digest, board }))
        })
        .await
}

/// The figures of a result; none while they are being counted and take longer than a reader waits.
pub(super) async fn figures_of(cx: &Cx, shown: &Shown) -> Result<Option<Arc<Figures>>, Problem> {
    match figures::standing(&shown.digest) {
        Standing::Ready(figures) => Ok(Some(figures)),
        Standing::Counting => Ok(None),
        Standing::Yours => {
            let (state, round, digest) = (cx.state.clone(), shown.round.clone(), shown.digest.clone());
            // On its own: it goes on where the reader's patience ends.
            let counting = actix_web::rt::spawn(async move {
                state.db.read(move |conn| figures::make(conn, &round, &digest).map_err(Problem::from)).await
            });
            match actix_web::rt::time::timeout(PATIENCE, counting).await {
                Err(_) => Ok(None),
                Ok(Ok(made)) => made.map(Some),
                Ok(Err(error)) => Err(Problem::unexpected(error)),
            }
        }
    }
}

/// Asks the browser to come again while figures are being counted.
pub(super) fn coming_again(mut response: HttpResponse, is_counting: bool) -> HttpResponse {
    if is_counting {
        response.headers_mut().insert(header::REFRESH, header::HeaderValue::from_static("5"));
    }
    response
}

/// `GET /cuoc-thi/{contest}/vong/{round}/ket-qua/thong-ke?trang=`.
pub async fn statistics(cx: Cx) -> Result<HttpResponse, Problem> {
    let Some(shown) = published_round(&cx).await? else {
        return Ok(cx.redirect(&format!("/cuoc-thi/{}/vong/{}", cx.path_str("contest")?, cx.path_str("round")?)));
    };
    let figures = figures_of(&cx, &shown).await?;
    let Shown { contest, round, file, board, .. } = shown;
    let blocks = {
        let contest = contest.clone();
        cx.state.db.read(move |conn| outside::registration().blocks(conn, &contest).map_err(Problem::from)).await?
    };
    let here = board.round(&round.code).ok_or_else(Problem::not_found)?;
    let lines = unit_lines(&board, &here.units, &here.attempts);
    let (rows, pager) = unit_page(&cx, &lines, &format!("/cuoc-thi/{}/vong/{}/ket-qua/thong-ke", contest.code, round.code));
    let in_units: i64 = lines.iter().map(|line| line.facts.participants).sum();
    let score: i64 = file.ranking.iter().map(|line| line.score).sum();
    let page = StatisticsPage {
        participants: file.participants,
        attempts: file.attempts_counted,
        all_correct: file.all_correct,
        all_correct_share: format::percent(file.all_correct, file.participants),
        mean: format!("{}/{}", mean(score, file.participants), format::points(full_marks(&file))),
        is_counting: figures.is_none(),
        is_hourly: figures.as_ref().is_some_and(|figures| figures.is_hourly),
        times: figures.as_ref().map(|figures| times(figures)).unwrap_or_default(),
        scores: figures.as_ref().map(|figures| scores(figures)).unwrap_or_default(),
        units: rows,
        without_unit: file.participants - in_units,
        blocks: here
            .blocks
            .iter()
            .map(|facts| BlockRow {
                name: blocks.iter().find(|(code, _)| *code == facts.block).map_or(facts.block.clone(), |(_, name)| name.clone()),
                participants: facts.participants,
                all_correct: facts.all_correct,
                mean: mean(facts.score, facts.participants),
            })
            .collect(),
        pager,
        round: RoundLine::of(&round, RoundState::Published),
        contest_code: contest.code,
        contest_title: contest.title,
    };
    let is_counting = page.is_counting;
    Ok(coming_again(cx.page(&page)?, is_counting))
}

/// A page of units from a list in memory.
pub(super) fn unit_page(cx: &Cx, lines: &[UnitLine], path: &str) -> (Vec<UnitRow>, PagerView) {
    let request = PageRequest::new(cx.query("trang").parse().unwrap_or(1), PAGE_SIZE);
    let start = usize::try_from(request.offset()).unwrap_or(0).min(lines.len());
    let end = (start + usize::try_from(request.size).unwrap_or(0)).min(lines.len());
    let rows: Vec<UnitRow> = lines[start..end].iter().map(UnitRow::of).collect();
    let page = Page { rows, total: i64::try_from(lines.len()).unwrap_or(0), request };
    let pager = PagerView::of(&page, path, "");
    (page.rows, pager)
}

fn times(figures: &Figures) -> Plot {
    let label = |at: i64| {
        let at = Timestamp::from_millis(at);
        let day = format::day(at);
        let day = day.rsplit_once('/').map_or(day.as_str(), |(day, _)| day);
        if figures.is_hourly { format!("{} {day}", format::hour_minute(at)) } else { day.to_owned() }
    };
    Plot::of(figures.times.iter().map(|moment| (label(moment.at), vec![moment.started, moment.submitted])).collect())
}

fn scores(figures: &Figures) -> Plot {
    let label = |tenth: usize| if tenth == 10 { "100%".to_owned() } else { format!("{}–{}%", tenth * 10, tenth * 10 + 9) };
    Plot::of(figures.scores.iter().enumerate().map(|(tenth, count)| (label(tenth), vec![*count])).collect())
}
