//! A round for those who take part: waiting, starting, predicting, one's own attempts.

use actix_web::HttpResponse;
use serde::Serialize;

use super::{
    super::{
        amending, entering, exclusion, insiders,
        limits::{self, Door},
        model::{Contest, ContestError, Round, RoundState},
        ops,
        readiness::ReadyRounds,
        registration, reveal, rules as contest_rules, shelf,
        standings::Boards,
        traces,
    },
    AnnouncementView, PaperTime, RoundLine, RulesView,
    api::enter,
    example,
    notice::NoticeView,
    rules::{AmendmentLine, QualifiedView},
    seen::Look,
};
use crate::{
    kernel::{Problem, ids::AttemptId},
    quiz::{
        self,
        model::{Attempt, AttemptState},
        results,
    },
    web::{Cx, Form, View, format, view::Sample},
};

/// Seconds a waiting page without scripts stays as it is: an opening may be moved.
const LONGEST_WITHOUT_LOOK: i64 = 300;

#[derive(Serialize)]
struct RoundPage {
    contest_code: String,
    contest_title: String,
    round: RoundLine,
    rules: RulesView,
    /// Milliseconds until the person's own moment, for the countdown; 0 when it has come.
    enters_in: i64,
    /// Seconds after which a page without scripts looks again.
    reload_in: i64,
    /// Address of the running attempt; empty when there is none.
    open_attempt: String,
    /// In this round; -1 is no limit.
    attempts_left: i32,
    /// Over all rounds of the contest; -1 is no limit.
    contest_left: i32,
    /// Today, over all rounds; -1 is no limit.
    today_left: i32,
    /// Nobody starts from then on, though running attempts go on; empty where that is the closing.
    last_start_at: String,
    /// That moment has passed.
    is_last_start_over: bool,
    /// Who looks reads keys or decides about results, and so takes no part.
    is_insider: bool,
    /// Whether its standings are shown now.
    has_standings: bool,
    /// Whom earlier rounds let in; none where the round is for everybody.
    qualified: Option<QualifiedView>,
    /// `open`, `in`, `out`, or `waits`; `unknown` for who is not signed in.
    final_door: &'static str,
    /// The round whose result decides; empty unless it `waits`.
    waits_for: String,
    amendments: Vec<AmendmentLine>,
    pseudonym: String,
    /// Why the person is not ranked here, if two organizers decided so.
    exclusion: Option<NoticeView>,
    trace_days: i64,
    attempts: Vec<AttemptLine>,
    /// Rank in the published result; 0 when there is none.
    rank: usize,
    participants: i64,
    /// Where the reader stands at the door: `open`, `register`, `verify`, `in` or `shut`.
    door: &'static str,
    /// Until when it stands still; empty when it does not.
    paused_until: String,
    /// Until when takers may appeal; empty before that was opened.
    appeals_until: String,
    announced: Vec<AnnouncementView>,
}

#[derive(Serialize)]
struct AttemptLine {
    ordinal: i32,
    url: String,
    started_at: String,
    /// `running`, `submitted`, `expired` or `voided`.
    state: &'static str,
    receipt: String,
    prediction: String,
    /// Published points; empty before.
    score: String,
}

impl View for RoundPage {
    const TEMPLATE: &'static str = "contests/round.html";
    fn samples() -> Vec<Self> {
        let line = |state: &'static str, score: &str| AttemptLine {
            ordinal: 1,
            url: "/luot-lam/1".into(),
            started_at: "08:00 24/11/2026".into(),
            state,
            receipt: if state == "running" { String::new() } else { "7F3K9QXABC".into() },
            prediction: "1.587".into(),
            score: score.into(),
        };
        let page = |state: &'static str, attempts: Vec<AttemptLine>| Self {
            contest_code: "tim-hieu".into(),
            contest_title: "Cuộc thi tìm hiểu".into(),
            round: RoundLine::sample(state),
            rules: RulesView::sample(),
            enters_in: if state == "upcoming" { 60_000 } else { 0 },
            reload_in: 61,
            open_attempt: if attempts.iter().any(|line| line.state == "running") { "/luot-lam/1".into() } else { String::new() },
            attempts_left: i32::try_from(3 - attempts.len()).unwrap_or(0),
            contest_left: -1,
            today_left: -1,
            last_start_at: String::new(),
            is_last_start_over: false,
            has_standings: true,
            is_insider: false,
            qualified: None,
            final_door: "open",
            waits_for: String::new(),
            amendments: vec![],
            pseudonym: "ab".repeat(16),
            exclusion: (state == "closed").then(|| NoticeView::sample("open")),
            trace_days: traces::KEPT_DAYS,
            attempts,
            rank: usize::from(state == "published"),
            participants: 120,
            door: "open",
            paused_until: String::new(),
            appeals_until: if matches!(state, "closed" | "published") { "17:00 05/12/2026".into() } else { String::new() },
            announced: if state == "closed" { AnnouncementView::samples() } else { vec![] },
        };
        vec![
            Self { door: "register", ..page("open", vec![]) },
            Self { door: "verify", ..page("open", vec![]) },
            Self { door: "shut", ..page("open", vec![]) },
            page("upcoming", vec![]),
            Self { enters_in: 1_500, ..page("open", vec![]) },
            page("open", vec![line("running", "")]),
            page("open", vec![line("submitted", ""), line("expired", ""), line("voided", "")]),
            Self { paused_until: "08:16:05".into(), ..page("open", vec![line("running", "")]) },
            Self { paused_until: "08:16:05".into(), ..page("open", vec![]) },
            page("closed", vec![line("submitted", "")]),
            page("voided", vec![line("submitted", "")]),
            page("published", vec![line("submitted", "19/20")]),
            Self { contest_left: 0, amendments: vec![AmendmentLine::sample()], ..page("open", vec![]) },
            Self { today_left: 0, ..page("open", vec![]) },
            Self { is_insider: true, ..page("open", vec![]) },
            Self { last_start_at: "06:30 01/12/2026".into(), is_last_start_over: true, ..page("open", vec![]) },
            Self { last_start_at: "06:30 01/12/2026".into(), contest_left: 4, today_left: 1, ..page("open", vec![]) },
            Self { qualified: Some(QualifiedView::sample()), final_door: "in", ..page("open", vec![]) },
            Self { qualified: Some(QualifiedView::sample()), final_door: "out", ..page("open", vec![]) },
            Self {
                qualified: Some(QualifiedView::sample()), final_door: "waits", waits_for: "Tuần 8".into(), ..page("upcoming", vec![])
            },
        ]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<RoundPage>()
}

fn attempt_line(attempt: &Attempt, is_running: bool, prediction: String, is_published: bool) -> AttemptLine {
    AttemptLine {
        ordinal: attempt.ordinal,
        url: if is_running { format!("/luot-lam/{}", attempt.id) } else { format!("/luot-lam/{}/bien-nhan", attempt.id) },
        started_at: format::datetime(attempt.started_at),
        state: match attempt.state {
            AttemptState::InProgress if is_running => "running",
            AttemptState::InProgress | AttemptState::Expired => "expired",
            AttemptState::Submitted => "submitted",
            AttemptState::Voided => "voided",
        },
        receipt: attempt.receipt.as_ref().map(|receipt| receipt.code.clone()).unwrap_or_default(),
        prediction,
        score: match attempt.score {
            Some(score) if is_published => format!("{}/{}", format::points(score), format::points(attempt.max_score)),
            _ => String::new(),
        },
    }
}

/// Whom earlier rounds let into this one, with their titles.
fn qualified(conn: &mut crate::storage::Conn<'_>, contest: &Contest, round: &Round) -> Result<Option<QualifiedView>, ContestError> {
    let Some(qualified) = &round.qualified_from else { return Ok(None) };
    let rounds = ops::rounds(conn, contest.id)?;
    let titles = rounds.iter().map(|round| (round.code.as_str(), round.title.as_str())).collect();
    Ok(Some(QualifiedView::of(qualified, &titles)))
}

/// `GET /cuoc-thi/{contest}/vong/{round}`.
pub async fn round(cx: Cx) -> Result<HttpResponse, Problem> {
    let (contest, code, now) = (cx.path_str("contest")?.to_owned(), cx.path_str("round")?.to_owned(), cx.now());
    let person = cx.context.actor().map(|actor| actor.id);
    let rounds = cx.service::<ReadyRounds>()?;
    let page = cx
        .state
        .db
        .read(move |conn| {
            let contest: Contest = ops::contest(conn, &contest, false)?;
            let round: Round = ops::round(conn, contest.id, &code)?;
            let quiz = quiz::ops::quiz_by_id(conn, round.quiz_id)?;
            let published = shelf::published(conn, &round)?.map(|(file, _)| file);
            let state = round.state(now, published.is_some());
            let (attempts, pseudonym) = match person {
                Some(person) => (quiz::ops::attempts_of(conn, quiz.id, person)?, ops::pseudonym(conn, contest.id, person)?),
                None => (vec![], String::new()),
            };
            let mut predictions = entering::predictions(conn, &attempts)?;
            let mut lines = Vec::new();
            for attempt in attempts.iter().rev() {
                let prediction = predictions.remove(&attempt.id).unwrap_or_default();
                lines.push(attempt_line(attempt, results::is_running(attempt, now), prediction, published.is_some()));
            }
            let open = attempts.iter().find(|attempt| results::is_running(attempt, now));
            let notice = match person {
                Some(person) if !attempts.is_empty() => exclusion::notice(conn, now, &round, published.is_some(), person)?,
                _ => None,
            };
            let url = format!("/cuoc-thi/{}/vong/{}", contest.code, round.code);
            let own = published.as_ref().and_then(|file| file.ranking.iter().find(|line| line.pseudonym == pseudonym));
            let (door, left) = match person {
                Some(person) => (Some(limits::door(conn, &contest, &round, person)?), limits::left(conn, now, &contest, person)?),
                None => (None, limits::Left::default()),
            };
            let qualified = qualified(conn, &contest, &round)?;
            let amendments = AmendmentLine::all(&contest_rules::versions(conn, contest.id)?);
            let waits = person.filter(|_| now.millis() < round.opens_at.millis() + reveal::SPREAD_MILLIS && state != RoundState::Draft);
            let enters_at = match waits {
                Some(person) => rounds.get(conn, &format!("{}.{}", contest.code, round.code))?.reveal_moment(person),
                None => round.opens_at,
            };
            Ok::<_, Problem>(RoundPage {
                contest_left: left.in_contest.unwrap_or(-1),
                today_left: left.today.unwrap_or(-1),
                last_start_at: round.last_start_at.map(format::datetime).unwrap_or_default(),
                is_insider: person.map(|person| insiders::is_insider(conn, person)).transpose()?.unwrap_or(false),
                has_standings: Boards::shows(&contest, &round, state),
                is_last_start_over: round.last_start_at.is_some_and(|last| now >= last),
                qualified,
                final_door: match &door {
                    None => "unknown",
                    Some(Door::Open) => "open",
                    Some(Door::Qualified) => "in",
                    Some(Door::Closed) => "out",
                    Some(Door::Waits { .. }) => "waits",
                },
                waits_for: match door {
                    Some(Door::Waits { round }) => round,
                    _ => String::new(),
                },
                amendments,
                rules: RulesView::of(&round.ranking, quiz.size(), PaperTime::of(&quiz.rules), quiz.rules.attempts_allowed),
                round: RoundLine::of(&round, state),
                enters_in: (enters_at.millis() - now.millis()).max(0),
                reload_in: (enters_at.seconds_since(now) + 1).clamp(1, LONGEST_WITHOUT_LOOK),
                open_attempt: open.map(|attempt| format!("/luot-lam/{}", attempt.id)).unwrap_or_default(),
                attempts_left: quiz::ops::attempts_left(&quiz.rules, attempts.len()).unwrap_or(-1),
                attempts: lines,
                exclusion: notice.map(|notice| NoticeView::of(&notice, &url)),
                trace_days: traces::KEPT_DAYS,
                rank: own.map_or(0, |line| line.rank),
                participants: published.as_ref().map_or(0, |file| file.participants),
                door: registration::asking::door(conn, &contest, person)?.code(),
                paused_until: quiz.pause_at(now).map(format::instant).unwrap_or_default(),
                appeals_until: round.appeals_until.map(format::datetime).unwrap_or_default(),
                announced: amending::announced(conn, round.id)?.into_iter().map(AnnouncementView::of).collect(),
                pseudonym,
                contest_code: contest.code,
                contest_title: contest.title,
            })
        })
        .await?;
    cx.page(&page)
}

/// `POST /cuoc-thi/{contest}/vong/{round}`: starts, or goes on with the running attempt. Held where it is a little early.
pub async fn start(cx: Cx, _form: Form) -> Result<HttpResponse, Problem> {
    let name = format!("{}.{}", cx.path_str("contest")?, cx.path_str("round")?);
    match enter(&cx, name).await {
        Ok((id, _, fresh)) => Ok(Look::leave(fresh, cx.redirect(&format!("/luot-lam/{id}")))),
        Err(problem) if matches!(problem.code, "not_registered" | "not_verified") => {
            Ok(cx.redirect_saying(&format!("/cuoc-thi/{}/dang-ky", cx.path_str("contest")?), "registration_first"))
        }
        Err(problem) => Err(problem),
    }
}

/// `POST /luot-lam/{attempt}/du-doan`: keeps the prediction and goes back to the look over the attempt.
pub async fn predict(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let (id, person, now): (AttemptId, _, _) = (cx.path("attempt")?, cx.actor()?.id, cx.now());
    let (text, seq) = (form.one("prediction")?.to_owned(), form.one("seq")?.parse().unwrap_or(0));
    let saved = cx.state.db.write(move |conn| entering::predict(conn, now, id, person, seq, &text)).await;
    match saved {
        Ok(_) => Ok(cx.redirect_saying(&format!("/luot-lam/{id}/xem-lai"), "prediction_saved")),
        Err(ContestError::Quiz(quiz::model::QuizError::ResponseShape)) => {
            Ok(cx.redirect(&format!("/luot-lam/{id}/xem-lai?du-doan={}#f-prediction", encoded(form.text("prediction")))))
        }
        Err(error) => Err(error.into()),
    }
}

fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.chars().take(40).collect::<String>().as_bytes()).collect()
}

/// The prediction question of a running attempt, for the page that looks it over.
#[derive(Serialize)]
pub struct PredictionView {
    /// Code of what is predicted.
    target: &'static str,
    decimals: u32,
    /// What stands, or what was typed and is no such number.
    value: String,
    next_seq: i64,
    is_saved: bool,
    is_wrong: bool,
}

impl PredictionView {
    /// The question of an attempt's round; none where there is none. `typed` is what was refused.
    pub fn of(conn: &mut crate::storage::Conn<'_>, attempt: &Attempt, typed: &str) -> Result<Option<Self>, ContestError> {
        let Some(question) = ops::round_of_quiz(conn, attempt.quiz_id)?.and_then(|(_, round)| round.ranking.prediction) else {
            return Ok(None);
        };
        let saved = entering::prediction(conn, attempt.id)?;
        let shown = |saved: &entering::SavedPrediction| {
            question.read(&saved.text).map_or_else(|| saved.text.clone(), |value| example::number(value, question.decimals))
        };
        Ok(Some(Self {
            target: question.target.code(),
            decimals: question.decimals,
            value: if typed.is_empty() { saved.as_ref().map(shown).unwrap_or_default() } else { typed.to_owned() },
            next_seq: saved.as_ref().map_or(1, |saved| saved.seq + 1),
            is_saved: saved.is_some(),
            is_wrong: !typed.is_empty(),
        }))
    }

    /// One for the samples of pages.
    pub fn sample(value: &str, is_wrong: bool) -> Self {
        Self { target: "persons_all_correct", decimals: 0, value: value.into(), next_seq: 2, is_saved: !value.is_empty(), is_wrong }
    }
}
