//! One signal: its figures, what else it may mean, the attempts, and the form in which somebody proposes what to do.

use std::collections::HashSet;

use actix_web::{HttpResponse, http::StatusCode};
use serde::Serialize;

use super::{
    cache::Look,
    list,
    view::{Figures, PersonView, moment},
};
use crate::{
    contests::{
        exclusion::{self, Action, NewProposal, Standing},
        irregularities::{self, Kind, Member, Signal},
        model::{Contest, ContestError, Round, RoundState},
        pages::{RoundLine, organize},
        traces,
    },
    kernel::{FieldProblem, Problem, ProblemKind, ids::PersonId},
    web::{Cx, Form, View, error::FieldError, format, view::Sample},
};

/// Attempts that a page shows.
const SHOWN: usize = 100;

#[derive(Serialize)]
struct SignalPage {
    contest_code: String,
    contest_title: String,
    round: RoundLine,
    id: String,
    kind: &'static str,
    figures: Figures,
    how: How,
    members: Vec<MemberLine>,
    total: usize,
    may_propose: bool,
    action: String,
    reason: String,
    longest_reason: usize,
    errors: Vec<FieldError>,
}

/// The thresholds behind the signals.
#[derive(Serialize)]
struct How {
    speed: i64,
    /// Seconds.
    touch: String,
    fraction: i64,
    /// Seconds.
    first: i64,
    /// Seconds.
    last: i64,
    days: i64,
}

impl How {
    fn new() -> Self {
        Self {
            speed: irregularities::WORDS_PER_MINUTE,
            touch: format::points(irregularities::MILLIS_PER_ITEM / 10),
            fraction: irregularities::FULL_MARKS_FRACTION,
            first: irregularities::FIRST_MILLIS / 1_000,
            last: irregularities::LAST_MILLIS / 1_000,
            days: traces::KEPT_DAYS,
        }
    }
}

#[derive(Clone, Serialize)]
struct MemberLine {
    person: PersonView,
    pseudonym: String,
    ordinal: i32,
    started_at: String,
    submitted_at: String,
    standing: &'static str,
    /// The first line of a person carries the box that chooses the person.
    is_first: bool,
    is_chosen: bool,
}

impl View for SignalPage {
    const TEMPLATE: &'static str = "contests/desk_signal.html";
    fn samples() -> Vec<Self> {
        let line = |standing: &'static str, is_first| MemberLine {
            person: PersonView::sample(),
            pseudonym: "ab".repeat(16),
            ordinal: 1,
            started_at: "08:00:00 24/11/2026".into(),
            submitted_at: "08:00:41 24/11/2026".into(),
            standing,
            is_first,
            is_chosen: standing == "refused",
        };
        let members = vec![line("new", true), line("new", false), line("waiting", true), line("excluded", true), line("refused", true)];
        Figures::samples()
            .into_iter()
            .map(|(kind, figures)| {
                let is_refused = kind == Kind::SameBrowser;
                let wrong = |field: &str| FieldError { field: field.into(), message: "Hãy chọn ít nhất một người.".into() };
                Self {
                    contest_code: "tim-hieu".into(),
                    contest_title: "Cuộc thi tìm hiểu".into(),
                    round: RoundLine::sample(if kind == Kind::LastMoments { "published" } else { "closed" }),
                    id: "ab".repeat(8),
                    kind: kind.code(),
                    figures,
                    how: How::new(),
                    total: if kind == Kind::SameNetwork { 1_204 } else { members.len() },
                    members: members.clone(),
                    may_propose: kind != Kind::LastMoments,
                    action: if is_refused { "exclude".into() } else { String::new() },
                    reason: if is_refused { "Hai tài khoản của một người.".into() } else { String::new() },
                    longest_reason: exclusion::LONGEST_REASON,
                    errors: if is_refused { vec![wrong("person"), wrong("action"), wrong("reason")] } else { vec![] },
                }
            })
            .collect()
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<SignalPage>()
}

/// The signal that the address names; none when the facts no longer give it or are still being looked at.
async fn find(cx: &Cx) -> Result<(Contest, Round, RoundState, Option<Signal>), Problem> {
    let id = cx.path_str("signal")?;
    let (contest, round, state, look) = list::look(cx).await?;
    let signal = match look {
        Look::Ready(found) => found.signals.iter().find(|signal| signal.id == id).cloned(),
        Look::Working(..) => None,
    };
    Ok((contest, round, state, signal))
}

/// `GET /to-chuc-thi/{contest}/vong/{round}/bat-thuong/{signal}`.
pub async fn desk_signal(cx: Cx) -> Result<HttpResponse, Problem> {
    match find(&cx).await? {
        (contest, round, state, Some(signal)) => {
            let page = page(&cx, contest, round, state, &signal, None, vec![]).await?;
            cx.page(&page)
        }
        _ => Ok(cx.redirect(&format!("{}/bat-thuong", organize::address(&cx)?))),
    }
}

async fn page(
    cx: &Cx,
    contest: Contest,
    round: Round,
    state: RoundState,
    signal: &Signal,
    form: Option<&Form>,
    errors: Vec<FieldError>,
) -> Result<SignalPage, Problem> {
    let shown: Vec<Member> = signal.members.iter().take(SHOWN).cloned().collect();
    let people: Vec<PersonId> = shown.iter().map(|member| member.person).collect();
    let id = round.id;
    let (names, standings) = cx
        .state
        .db
        .read(move |conn| Ok::<_, ContestError>((exclusion::names(conn, &people)?, exclusion::standings(conn, id, &people)?)))
        .await?;
    let chosen: HashSet<&str> = form.map(|form| form.all("person").collect()).unwrap_or_default();
    let is_alone = signal.people().len() == 1;
    let mut before = None;
    let mut line = |member: &Member| {
        let is_first = before.replace(member.person) != Some(member.person);
        MemberLine {
            person: PersonView::of(&names, member.person),
            pseudonym: member.pseudonym.clone(),
            ordinal: member.ordinal,
            started_at: moment(member.started_at),
            submitted_at: moment(member.submitted_at),
            standing: standings.get(&member.person).copied().unwrap_or(Standing::New).code(),
            is_first,
            // Where there is nobody else to mean, a box to tick would only be forgotten.
            is_chosen: chosen.contains(member.pseudonym.as_str()) || (is_alone && form.is_none()),
        }
    };
    let text = |name: &str| form.map(|form| form.text(name).to_owned()).unwrap_or_default();
    Ok(SignalPage {
        contest_code: contest.code,
        contest_title: contest.title,
        round: RoundLine::of(&round, state),
        id: signal.id.clone(),
        kind: signal.finding.kind().code(),
        figures: Figures::of(&signal.finding),
        how: How::new(),
        members: shown.iter().map(&mut line).collect(),
        total: signal.members.len(),
        may_propose: matches!(state, RoundState::Open | RoundState::Closed),
        action: text("action"),
        reason: text("reason"),
        longest_reason: exclusion::LONGEST_REASON,
        errors,
    })
}

/// `POST /to-chuc-thi/{contest}/vong/{round}/bat-thuong/{signal}`: proposes the same about each person chosen. The signal
/// itself may be gone by now, since others went on submitting: what somebody saw and judged stands all the same.
pub async fn propose(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let (id, kind) = (cx.path_str("signal")?, Kind::parse(form.text("kind")).ok_or_else(Problem::not_found)?);
    if id.len() != 16 || !id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(Problem::not_found());
    }
    let new = |action| NewProposal { action, reason: form.text("reason").to_owned(), evidence: vec![format!("{}:{id}", kind.code())] };
    let people = form.all("person").map(str::to_owned).collect();
    let done = match Action::parse(form.text("action")) {
        Some(action) => organize::propose(&cx, people, new(action)).await,
        None => Err(ContestError::Fields(vec![FieldProblem::new("action", "choice")])),
    };
    let error = match done {
        Ok(()) => return Ok(cx.redirect_saying(&format!("{}/bat-thuong", organize::address(&cx)?), "exclusion_proposed")),
        Err(error @ ContestError::Fields(_)) => error,
        Err(error) => return Err(error.into()),
    };
    let errors = cx.field_errors(Problem::from(error))?;
    let (contest, round, state, signal) = find(&cx).await?;
    let signal = signal.ok_or_else(|| Problem::new(ProblemKind::Conflict, "signal_gone"))?;
    // People are chosen by boxes here, not named by their pseudonym.
    let at_box = |error: FieldError| FieldError { field: error.field.replace("pseudonym", "person"), ..error };
    let errors = errors.into_iter().map(at_box).collect();
    let page = page(&cx, contest, round, state, &signal, Some(&form), errors).await?;
    cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}
