//! What anyone sees: the contests, one contest, its rules in words.

use actix_web::HttpResponse;
use serde::Serialize;

use super::{
    super::{
        model::{Contest, RoundState},
        ops, registration,
    },
    RoundLine, RulesView,
    example::{self, ExampleLine},
    prizes::in_words::{self, PrizesView},
};
use crate::{
    kernel::Problem,
    quiz,
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
    can_organize: bool,
    /// Where the reader stands at the door: `open`, `register`, `verify`, `in` or `shut`.
    door: &'static str,
    /// Every round is published: the whole contest has a result.
    is_complete: bool,
}

impl View for ContestPage {
    const TEMPLATE: &'static str = "contests/contest.html";
    fn samples() -> Vec<Self> {
        let page = |can_organize, door: &'static str| Self {
            code: "tim-hieu".into(),
            title: "Cuộc thi tìm hiểu".into(),
            summary: "Ba tuần.".into(),
            organizer: "Ban Tuyên giáo".into(),
            published_at: "09:00 20/11/2026".into(),
            rounds: ["published", "open", "upcoming"].map(RoundLine::sample).into(),
            can_organize,
            door,
            is_complete: can_organize,
        };
        vec![page(false, "open"), page(true, "register"), page(false, "verify"), page(false, "in"), page(false, "shut")]
    }
}

#[derive(Serialize)]
struct RulesPage {
    code: String,
    title: String,
    organizer: String,
    published_at: String,
    sections: Vec<RulesSection>,
    /// Who may take part, in words; empty where anybody may.
    terms: Vec<String>,
    prizes: PrizesView,
}

/// Rounds that share their rules, and these.
#[derive(Serialize)]
struct RulesSection {
    rounds: Vec<RoundLine>,
    rules: RulesView,
    example: Vec<ExampleLine>,
    truth: String,
}

impl View for RulesPage {
    const TEMPLATE: &'static str = "contests/rules.html";
    fn samples() -> Vec<Self> {
        use super::super::{plan::Preset, prediction::Target};
        let section = |preset: Preset, target| {
            let ranking = preset.rules(target);
            let (example, truth) = example::of(&ranking, 20);
            let attempts = if preset == Preset::ScoreAlone { 0 } else { 3 };
            RulesSection {
                rounds: vec![RoundLine::sample("open")],
                rules: RulesView::of(&ranking, 20, i64::from(attempts) * 10, attempts),
                example,
                truth,
            }
        };
        let sections = vec![
            section(Preset::PredictionThenEarliest, Target::PersonsAllCorrect),
            section(Preset::FastestThenPrediction, Target::PercentAllCorrect),
            section(Preset::FastestThenEarliest, Target::Participants),
            section(Preset::ScoreAlone, Target::Attempts),
        ];
        vec![Self {
            code: "tim-hieu".into(),
            title: "Cuộc thi tìm hiểu".into(),
            organizer: "Ban Tuyên giáo".into(),
            published_at: "09:00 20/11/2026".into(),
            sections,
            terms: vec!["Từ đủ 14 tuổi.".into()],
            prizes: PrizesView::sample(),
        }]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    [Sample::of::<ContestsPage>(), Sample::of::<ContestPage>(), Sample::of::<RulesPage>()].into_iter().flatten().collect()
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
            Ok::<_, Problem>(ContestPage {
                door: registration::asking::door(conn, &contest, person)?.code(),
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

/// `GET /cuoc-thi/{contest}/the-le`.
pub async fn rules(cx: Cx) -> Result<HttpResponse, Problem> {
    let (code, now) = (cx.path_str("contest")?.to_owned(), cx.now());
    let (page, terms) = cx
        .state
        .db
        .read(move |conn| {
            let contest: Contest = ops::contest(conn, &code, false)?;
            let terms = match registration::terms_of(conn, contest.id)? {
                Some(terms) => Some((registration::pages::unit_names(conn, &terms)?, terms)),
                None => None,
            };
            let rounds = ops::rounds(conn, contest.id)?;
            let states = ops::states(conn, now, &rounds)?;
            let quizzes = quiz::rounds::quizzes(conn, &rounds.iter().map(|round| round.quiz_id).collect::<Vec<_>>())?;
            let mut sections: Vec<RulesSection> = Vec::new();
            let mut known: Vec<(super::super::ranking::RankingRules, quiz::model::Rules, usize)> = Vec::new();
            for (round, state) in rounds.iter().zip(states) {
                let quiz = quizzes.get(&round.quiz_id).ok_or_else(Problem::not_found)?;
                let own = (round.ranking.clone(), quiz.rules.clone(), quiz.size());
                if let Some(at) = known.iter().position(|rules| *rules == own) {
                    sections[at].rounds.push(RoundLine::of(round, state));
                    continue;
                }
                let (example, truth) = example::of(&round.ranking, quiz.size());
                let minutes = quiz.rules.time_limit_seconds.unwrap_or(0) / 60;
                let rules = RulesView::of(&round.ranking, quiz.size(), minutes, quiz.rules.attempts_allowed);
                sections.push(RulesSection { rounds: vec![RoundLine::of(round, state)], rules, example, truth });
                known.push(own);
            }
            let page = RulesPage {
                published_at: contest.published_at.map(format::datetime).unwrap_or_default(),
                prizes: in_words::of(conn, &contest, &rounds)?,
                code: contest.code,
                title: contest.title,
                organizer: contest.organizer,
                sections,
                terms: vec![],
            };
            Ok::<_, Problem>((page, terms))
        })
        .await?;
    let terms = terms.map(|(units, terms)| registration::pages::sentences(&cx, &terms, &units)).unwrap_or_default();
    cx.page(&RulesPage { terms, ..page })
}
