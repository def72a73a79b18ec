//! What anyone sees: the contests, one contest.

use actix_web::HttpResponse;
use serde::Serialize;

use super::{
    super::{
        model::{Contest, RoundState},
        ops, registration, rules,
    },
    RoundLine,
    rules::AmendmentLine,
    timeline::Timeline,
};
use crate::{
    kernel::Problem,
    web::{Cx, View, format, view::Sample},
};

#[derive(Serialize)]
struct ContestsPage {
    contests: Vec<ContestCard>,
}

#[derive(Serialize)]
struct ContestCard {
    code: String,
    title: String,
    summary: String,
    organizer: String,
    /// State of the contest: that of the round that matters now.
    state: &'static str,
    round: RoundLine,
    rounds: usize,
}

impl View for ContestsPage {
    const TEMPLATE: &'static str = "contests/list.html";
    fn samples() -> Vec<Self> {
        let card = |state| ContestCard {
            code: "tim-hieu".into(),
            title: "Cuộc thi tìm hiểu".into(),
            summary: "Ba tuần.".into(),
            organizer: "Ban Tuyên giáo".into(),
            state,
            round: RoundLine::sample(state),
            rounds: 3,
        };
        vec![Self { contests: vec![] }, Self { contests: ["open", "upcoming", "closed", "published"].map(card).into() }]
    }
}

#[derive(Serialize)]
struct ContestPage {
    code: String,
    title: String,
    summary: String,
    organizer: String,
    published_at: String,
    rounds: Vec<RoundLine>,
    timeline: Option<Timeline>,
    amendments: Vec<AmendmentLine>,
    can_organize: bool,
    /// Where the reader stands at the door: `open`, `register`, `verify`, `in` or `shut`.
    door: &'static str,
    /// Every round is published: the whole contest has a result.
    is_complete: bool,
}

impl View for ContestPage {
    const TEMPLATE: &'static str = "contests/contest.html";
    fn samples() -> Vec<Self> {
        let page = |timeline, can_organize, door: &'static str| Self {
            code: "tim-hieu".into(),
            title: "Cuộc thi tìm hiểu".into(),
            summary: "Ba tuần.".into(),
            organizer: "Ban Tuyên giáo".into(),
            published_at: "09:00 20/11/2026".into(),
            rounds: ["published", "open", "upcoming"].map(RoundLine::sample).into(),
            timeline: Some(timeline),
            amendments: if can_organize { vec![AmendmentLine::sample()] } else { vec![] },
            can_organize,
            door,
            is_complete: can_organize,
        };
        let doors = [(false, "open"), (true, "register"), (false, "verify"), (false, "in"), (false, "shut")];
        let timelines = Timeline::samples();
        let view = |(at, (may, door)): (usize, (bool, &'static str))| page(timelines[at % timelines.len()].clone(), may, door);
        doors.into_iter().enumerate().map(view).collect()
    }
}

pub(super) fn samples() -> Vec<Sample> {
    [Sample::of::<ContestsPage>(), Sample::of::<ContestPage>()].into_iter().flatten().collect()
}

/// `GET /cuoc-thi`.
pub async fn contests(cx: Cx) -> Result<HttpResponse, Problem> {
    let now = cx.now();
    let contests = cx
        .state
        .db
        .read(move |conn| {
            let mut cards = Vec::new();
            for (contest, rounds) in ops::contests(conn, false)? {
                let states = ops::states(conn, now, &rounds)?;
                let place = |wanted: &dyn Fn(RoundState) -> bool| states.iter().position(|state| wanted(*state));
                let here = place(&|state| state == RoundState::Open)
                    .or_else(|| place(&|state| state == RoundState::Upcoming))
                    .or_else(|| states.iter().rposition(|state| *state == RoundState::Closed))
                    .unwrap_or(states.len().saturating_sub(1));
                let Some(round) = rounds.get(here) else { continue };
                cards.push(ContestCard {
                    code: contest.code,
                    title: contest.title,
                    summary: contest.summary,
                    organizer: contest.organizer,
                    state: states[here].code(),
                    round: RoundLine::of(round, states[here]),
                    rounds: rounds.len(),
                });
            }
            Ok::<_, Problem>(cards)
        })
        .await?;
    cx.page(&ContestsPage { contests })
}

/// `GET /cuoc-thi/{contest}`.
pub async fn contest(cx: Cx) -> Result<HttpResponse, Problem> {
    let (code, now) = (cx.path_str("contest")?.to_owned(), cx.now());
    let can_organize = cx.context.actor().is_some_and(super::organize::may);
    let person = cx.context.actor().map(|actor| actor.id);
    let page = cx
        .state
        .db
        .read(move |conn| {
            let contest: Contest = ops::contest(conn, &code, false)?;
            let rounds = ops::rounds(conn, contest.id)?;
            let states = ops::states(conn, now, &rounds)?;
            let is_complete = !states.is_empty() && states.iter().all(|state| *state == RoundState::Published);
            let amendments = AmendmentLine::all(&rules::versions(conn, contest.id)?);
            Ok::<_, Problem>(ContestPage {
                door: registration::asking::door(conn, &contest, person)?.code(),
                timeline: Timeline::of(&rounds, &states, now),
                amendments,
                rounds: rounds.iter().zip(states).map(|(round, state)| RoundLine::of(round, state)).collect(),
                published_at: contest.published_at.map(format::datetime).unwrap_or_default(),
                code: contest.code,
                title: contest.title,
                summary: contest.summary,
                organizer: contest.organizer,
                can_organize,
                is_complete,
            })
        })
        .await?;
    cx.page(&page)
}
