//! A round as it runs, for organizers: a page, and a stream that keeps it fresh.

mod stream;
pub mod watch;

pub use stream::live_events;

use actix_web::HttpResponse;
use serde::Serialize;
use watch::{Shown, Watch};

use super::{
    super::{
        live::Minute,
        model::{Contest, Round, RoundState},
    },
    RoundLine, organize,
    plot::Bars,
};
use crate::{
    kernel::{
        Problem, Timestamp,
        page::{Page, PageRequest},
    },
    web::{
        Cx, View, format,
        gauge::{self, Gauge},
        view::{PagerView, Sample},
    },
};

/// Units on a page.
const UNITS: i64 = 20;

#[derive(Serialize)]
struct LivePage {
    contest_code: String,
    contest_title: String,
    /// Where the stream comes from.
    stream: String,
    #[serde(flatten)]
    figures: Figures,
}

/// What changes while one watches.
#[derive(Serialize)]
struct Figures {
    round: RoundLine,
    at: String,
    people: String,
    started: String,
    active: String,
    submitted: String,
    expired: String,
    voided: String,
    starts: Bars,
    submissions: Bars,
    /// `08:11`, of the first minute drawn.
    from: String,
    until: String,
    /// Minutes in which something happened, the last one first.
    minutes: Vec<MinuteLine>,
    units: Vec<UnitLine>,
    pager: PagerView,
    /// Calls of attempts, failed ones, kept saves in the last minutes.
    calls: String,
    errors: String,
    saves: String,
    /// Milliseconds; 0 when nothing was saved.
    p50: u32,
    p95: u32,
    minutes_measured: u64,
}

#[derive(Serialize)]
struct MinuteLine {
    at: String,
    starts: String,
    submissions: String,
}

#[derive(Serialize)]
struct UnitLine {
    /// Empty for people without a unit.
    name: String,
    started: String,
    submitted: String,
}

impl Figures {
    fn of(round: &Round, shown: &Shown, page: i64, path: &str) -> Self {
        let (snapshot, health) = (&shown.snapshot, &shown.health);
        let last = snapshot.at.millis().div_euclid(60_000);
        let first = last + 1 - i64::try_from(snapshot.minutes.len()).unwrap_or(0);
        let clock = |minute: i64| format::hour_minute(Timestamp::from_millis(minute * 60_000));
        let line = |(number, minute): (i64, &Minute)| MinuteLine {
            at: clock(number),
            starts: format::integer(minute.starts),
            submissions: format::integer(minute.submissions),
        };
        let mut minutes: Vec<MinuteLine> =
            (first..).zip(&snapshot.minutes).filter(|(_, minute)| **minute != Minute::default()).map(line).collect();
        minutes.reverse();
        let request = PageRequest::new(page, UNITS);
        let units: Vec<UnitLine> = snapshot
            .units
            .iter()
            .skip(usize::try_from(request.offset()).unwrap_or(0))
            .take(usize::try_from(UNITS).unwrap_or(0))
            .map(|unit| UnitLine {
                name: unit.name.clone().unwrap_or_default(),
                started: format::integer(unit.started),
                submitted: format::integer(unit.submitted),
            })
            .collect();
        let page = Page { rows: units, total: i64::try_from(snapshot.units.len()).unwrap_or(0), request };
        let count = |number: u64| format::integer(i64::try_from(number).unwrap_or(i64::MAX));
        Self {
            round: RoundLine::of(round, snapshot.state),
            at: format::clock(snapshot.at),
            people: format::integer(snapshot.people),
            started: format::integer(snapshot.started),
            active: format::integer(snapshot.active),
            submitted: format::integer(snapshot.submitted),
            expired: format::integer(snapshot.expired),
            voided: format::integer(snapshot.voided),
            starts: Bars::of(&snapshot.minutes.iter().map(|minute| minute.starts).collect::<Vec<_>>()),
            submissions: Bars::of(&snapshot.minutes.iter().map(|minute| minute.submissions).collect::<Vec<_>>()),
            from: clock(first),
            until: clock(last),
            minutes,
            pager: PagerView::of(&page, path, ""),
            units: page.rows,
            calls: count(health.calls),
            errors: count(health.errors),
            saves: count(health.saves),
            p50: health.p50,
            p95: health.p95,
            minutes_measured: gauge::MINUTES,
        }
    }
}

impl View for LivePage {
    const TEMPLATE: &'static str = "contests/live.html";
    fn samples() -> Vec<Self> {
        let page = |state: RoundState, counts: &[i64]| {
            let pager = PagerView { number: 1, pages: 2, total: 21, prev: String::new(), next: "?trang=2".into() };
            let unit = |name: &str| UnitLine { name: name.into(), started: "1.204".into(), submitted: "990".into() };
            let has_any = !counts.is_empty();
            Self {
                contest_code: "tim-hieu".into(),
                contest_title: "Cuộc thi tìm hiểu".into(),
                stream: "/to-chuc-thi/tim-hieu/vong/tuan-1/truc-tiep/su-kien".into(),
                figures: Figures {
                    round: RoundLine::sample(state.code()),
                    at: "08:11:42".into(),
                    people: "1.204".into(),
                    started: "1.587".into(),
                    active: "204".into(),
                    submitted: "1.301".into(),
                    expired: "82".into(),
                    voided: if has_any { "1".into() } else { "0".into() },
                    starts: Bars::of(counts),
                    submissions: Bars::of(&counts.iter().rev().copied().collect::<Vec<_>>()),
                    from: "07:12".into(),
                    until: "08:11".into(),
                    minutes: counts
                        .iter()
                        .map(|count| MinuteLine { at: "08:11".into(), starts: count.to_string(), submissions: "3".into() })
                        .collect(),
                    units: if has_any { vec![unit("Phường Mỹ Tho"), unit("")] } else { vec![] },
                    pager: if has_any {
                        pager
                    } else {
                        PagerView { number: 1, pages: 1, total: 0, prev: String::new(), next: String::new() }
                    },
                    calls: "12.480".into(),
                    errors: "0".into(),
                    saves: if has_any { "11.020".into() } else { "0".into() },
                    p50: if has_any { 8 } else { 0 },
                    p95: if has_any { 50 } else { 0 },
                    minutes_measured: gauge::MINUTES,
                },
            }
        };
        vec![page(RoundState::Upcoming, &[]), page(RoundState::Open, &[0, 3, 40, 12, 7, 0]), page(RoundState::Closed, &[1])]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<LivePage>()
}

async fn find(cx: &Cx) -> Result<(Contest, Round), Problem> {
    let (contest, code) = (cx.path_str("contest")?.to_owned(), cx.path_str("round")?.to_owned());
    cx.state.db.read(move |conn| organize::find(conn, &contest, &code)).await.map_err(Problem::from)
}

fn page_number(cx: &Cx) -> i64 {
    cx.query("trang").parse().unwrap_or(1)
}

/// `GET /to-chuc-thi/{contest}/vong/{round}/truc-tiep?trang=`.
pub async fn live(cx: Cx) -> Result<HttpResponse, Problem> {
    let (contest, round) = find(&cx).await?;
    let shown = cx.service::<Watch>()?.look(&cx.state, &*cx.service::<Gauge>()?, &round).await?;
    let (number, path) = (page_number(&cx), format!("{}/truc-tiep", organize::address(&cx)?));
    cx.page(&LivePage {
        contest_code: contest.code,
        contest_title: contest.title,
        stream: format!("{path}/su-kien?trang={number}"),
        figures: Figures::of(&round, &shown, number, &path),
    })
}
