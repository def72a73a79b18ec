//! The published result of a round: ranking page by page, one's own line, the file itself.

use actix_web::HttpResponse;
use serde::Serialize;

use super::{
    super::{
        model::{Contest, Round},
        ops,
        prizes::{board, gathering::full_marks},
        result_file::RankLine,
        shelf,
    },
    PaperTime, RoundLine, RulesView, example, minutes_seconds,
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
pub const PAGE_SIZE: i64 = 50;

#[derive(Serialize)]
struct ResultPage {
    contest_code: String,
    contest_title: String,
    round: RoundLine,
    rules: RulesView,
    published_at: String,
    participants: i64,
    attempts: i64,
    all_correct: i64,
    /// True value of the prediction; empty without a question.
    truth: String,
    lines: Vec<ResultLine>,
    pager: PagerView,
    /// The reader's own name in the file; empty for who did not take part.
    own: Option<ResultLine>,
    /// The attempt of the reader's that counts; 0 for who has none.
    own_ordinal: i32,
    pseudonym: String,
    commitment: String,
    committed_at: String,
    merkle_root: String,
    public_key: String,
    winners: WinnersView,
}

#[derive(Clone, Serialize)]
struct ResultLine {
    rank: usize,
    pseudonym: String,
    score: String,
    distance: String,
    working_time: String,
    submitted_at: String,
    is_own: bool,
}

impl ResultLine {
    fn of(line: &RankLine, max: i64, decimals: u32, own: &str) -> Self {
        Self {
            rank: line.rank,
            pseudonym: line.pseudonym.clone(),
            score: format!("{}/{}", format::points(line.score), format::points(max)),
            distance: line.distance.map(|value| example::number(value, decimals)).unwrap_or_default(),
            working_time: minutes_seconds(line.working_time),
            submitted_at: {
                let at = crate::kernel::Timestamp::from_millis(line.submitted_at);
                format!("{} {}", format::clock(at), format::day(at))
            },
            is_own: line.pseudonym == own,
        }
    }
}

impl View for ResultPage {
    const TEMPLATE: &'static str = "contests/result.html";
    fn samples() -> Vec<Self> {
        let line = |rank, is_own| ResultLine {
            rank,
            pseudonym: "ab".repeat(16),
            score: "19/20".into(),
            distance: "12".into(),
            working_time: "9:05".into(),
            submitted_at: "08:09:05 24/11/2026".into(),
            is_own,
        };
        let page = |lines: Vec<ResultLine>, own: Option<ResultLine>| Self {
            contest_code: "tim-hieu".into(),
            contest_title: "Cuộc thi tìm hiểu".into(),
            round: RoundLine::sample("published"),
            rules: RulesView::sample(),
            published_at: "09:00 02/12/2026".into(),
            participants: i64::try_from(lines.len()).unwrap_or(0),
            attempts: 200,
            all_correct: 12,
            truth: if lines.is_empty() { String::new() } else { "12".into() },
            lines,
            pager: PagerView { number: 1, pages: 2, total: 60, prev: String::new(), next: "?trang=2".into() },
            pseudonym: "ab".repeat(16),
            own_ordinal: i32::from(own.is_some()),
            own,
            commitment: "ab".repeat(32),
            committed_at: "09:00 20/11/2026".into(),
            merkle_root: "cd".repeat(32),
            public_key: "ef".repeat(32),
            winners: WinnersView::default(),
        };
        let full = || page(vec![line(1, false), line(2, true)], Some(line(2, true)));
        vec![page(vec![], None), Self { winners: WinnersView::waiting(), ..full() }, Self { winners: WinnersView::sample(true), ..full() }]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<ResultPage>()
}

/// `GET /cuoc-thi/{contest}/vong/{round}/ket-qua?trang=`.
pub async fn result(cx: Cx) -> Result<HttpResponse, Problem> {
    let (contest, code) = (cx.path_str("contest")?.to_owned(), cx.path_str("round")?.to_owned());
    let person = cx.context.actor().map(|actor| actor.id);
    let request = PageRequest::new(cx.query("trang").parse().unwrap_or(1), PAGE_SIZE);
    let (contest, round, published, pseudonym, winners) = cx
        .state
        .db
        .read(move |conn| {
            let contest: Contest = ops::contest(conn, &contest, false)?;
            let round: Round = ops::round(conn, contest.id, &code)?;
            let published = shelf::published(conn, &round)?;
            let pseudonym = person.map(|person| ops::pseudonym(conn, contest.id, person)).transpose()?;
            let pseudonym = pseudonym.unwrap_or_default();
            let winners = match &published {
                Some((file, _)) => {
                    let board = board::of(conn, &contest)?;
                    let here = board.round(&round.code).ok_or_else(Problem::not_found)?;
                    let score = winners::score_in(&here.scores, full_marks(file));
                    winners::view(conn, &contest, &board, here.awards.as_deref(), score, &pseudonym)?
                }
                None => WinnersView::default(),
            };
            Ok::<_, Problem>((contest, round, published, pseudonym, winners))
        })
        .await?;
    let Some((file, published_at)) = published else {
        return Ok(cx.redirect(&format!("/cuoc-thi/{}/vong/{}", contest.code, round.code)));
    };
    let decimals = file.frozen.ranking.prediction.map_or(0, |question| question.decimals);
    let max = full_marks(&file);
    let line = |line: &RankLine| ResultLine::of(line, max, decimals, &pseudonym);
    let start = usize::try_from(request.offset()).unwrap_or(0).min(file.ranking.len());
    let end = (start + usize::try_from(request.size).unwrap_or(0)).min(file.ranking.len());
    let rows: Vec<ResultLine> = file.ranking[start..end].iter().map(line).collect();
    let total = i64::try_from(file.ranking.len()).unwrap_or(0);
    let page = Page { rows, total, request };
    let items = file.frozen.blueprint.iter().map(|cell| cell.count).sum();
    let time = PaperTime { whole: file.frozen.time_limit_seconds, per_item: file.frozen.seconds_per_item };
    let own = file.ranking.iter().find(|line| line.pseudonym == pseudonym);
    let view = ResultPage {
        own: own.map(line),
        own_ordinal: own.map_or(0, |line| line.ordinal),
        rules: RulesView::of(&file.frozen.ranking, items, time, file.frozen.attempts_allowed),
        round: RoundLine::of(&round, super::super::model::RoundState::Published),
        published_at: format::datetime(published_at),
        participants: file.participants,
        attempts: file.attempts_counted,
        all_correct: file.all_correct,
        truth: file.truth.map(|truth| example::number(truth, decimals)).unwrap_or_default(),
        pager: PagerView::of(&page, &format!("/cuoc-thi/{}/vong/{}/ket-qua", contest.code, round.code), ""),
        lines: page.rows,
        commitment: file.commitment.clone(),
        committed_at: format::datetime(crate::kernel::Timestamp::from_millis(file.committed_at)),
        merkle_root: file.merkle_root.clone(),
        public_key: file.public_key.clone(),
        contest_code: contest.code,
        contest_title: contest.title,
        pseudonym,
        winners,
    };
    cx.page(&view)
}
