//! The list of signals, with the proposals that wait and those that are decided.

use std::sync::Arc;

use actix_web::HttpResponse;
use serde::Serialize;

use super::{
    cache::{Desk, Found, Look},
    view::{Figures, Names, PersonView, ProposalLine, standing_of},
};
use crate::{
    contests::{
        exclusion::{self, Proposal, Standing, Verdict},
        irregularities::{Kind, Signal},
        model::{Contest, ContestError, Round, RoundState},
        pages::{RoundLine, organize},
        shelf,
    },
    kernel::{
        Problem,
        ids::PersonId,
        page::{Page, PageRequest},
    },
    storage::Conn,
    web::{
        Cx, View,
        error::FieldError,
        view::{PagerView, Sample},
    },
};

/// Signals on a page.
const SIGNALS: i64 = 20;
/// People of a signal that the list names.
const NAMED: usize = 3;
/// Proposals of each sort that the page shows.
const PROPOSALS: i64 = 50;

#[derive(Serialize)]
pub(super) struct DeskPage {
    contest_code: String,
    contest_title: String,
    round: RoundLine,
    /// Signals are still being computed: attempts done, and how many there are.
    computing: Option<(i64, i64)>,
    cases: usize,
    total: i64,
    kinds: Vec<KindTab>,
    /// Code of the kind that is shown; empty for all.
    kind: &'static str,
    lines: Vec<SignalLine>,
    pager: PagerView,
    waiting: Vec<ProposalLine>,
    waiting_total: i64,
    decided: Vec<ProposalLine>,
    errors: Vec<FieldError>,
}

#[derive(Serialize)]
struct KindTab {
    code: &'static str,
    count: usize,
}

#[derive(Serialize)]
struct SignalLine {
    id: String,
    kind: &'static str,
    figures: Figures,
    people: Vec<PersonView>,
    more: usize,
    standing: &'static str,
}

impl View for DeskPage {
    const TEMPLATE: &'static str = "contests/desk.html";
    fn samples() -> Vec<Self> {
        let page = |state: RoundState, computing| Self {
            contest_code: "tim-hieu".into(),
            contest_title: "Cuộc thi tìm hiểu".into(),
            round: RoundLine::sample(state.code()),
            computing,
            cases: 1_587,
            total: 0,
            kinds: vec![],
            kind: "",
            lines: vec![],
            pager: PagerView { number: 1, pages: 1, total: 0, prev: String::new(), next: String::new() },
            waiting: vec![],
            waiting_total: 0,
            decided: vec![],
            errors: vec![],
        };
        let line = |(kind, figures): (Kind, Figures)| SignalLine {
            id: "ab".repeat(8),
            kind: kind.code(),
            figures,
            people: vec![PersonView::sample(), PersonView::sample()],
            more: if kind == Kind::SameNetwork { 12 } else { 0 },
            standing: if kind == Kind::TooFast { "excluded" } else { "new" },
        };
        let full = |state| Self {
            total: 8,
            kinds: Kind::ALL.map(|kind| KindTab { code: kind.code(), count: 1 }).into(),
            kind: "too_fast",
            lines: Figures::samples().into_iter().map(line).collect(),
            pager: PagerView { number: 1, pages: 3, total: 44, prev: String::new(), next: "?trang=2".into() },
            waiting: vec![ProposalLine::sample(false, None), ProposalLine::sample(true, None)],
            waiting_total: 2,
            decided: [Verdict::Confirmed, Verdict::Refused, Verdict::Withdrawn]
                .map(|verdict| ProposalLine::sample(false, Some(verdict)))
                .into(),
            ..page(state, None)
        };
        vec![
            page(RoundState::Closed, Some((12_000, 100_000))),
            page(RoundState::Open, None),
            full(RoundState::Closed),
            full(RoundState::Published),
        ]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<DeskPage>()
}

/// A round, where it stands, and its signals or how far they are.
pub(super) async fn look(cx: &Cx) -> Result<(Contest, Round, RoundState, Look), Problem> {
    let (contest, code, now) = (cx.path_str("contest")?.to_owned(), cx.path_str("round")?.to_owned(), cx.now());
    let (contest, round, state) = cx
        .state
        .db
        .read(move |conn| {
            let (contest, round) = organize::find(conn, &contest, &code)?;
            let state = round.state(now, shelf::published(conn, &round)?.is_some());
            // Before it opens there is nothing to look at.
            if matches!(state, RoundState::Draft | RoundState::Upcoming) {
                Err(ContestError::NotFound)
            } else {
                Ok((contest, round, state))
            }
        })
        .await?;
    let look = Desk::look(&cx.service::<Desk>()?, &cx.state, &contest, &round, state).await?;
    Ok((contest, round, state, look))
}

/// A decision that was refused: which proposal, what was typed, what is wrong.
pub(super) struct Refused {
    pub(super) proposal: String,
    pub(super) typed: String,
    pub(super) errors: Vec<FieldError>,
}

/// `GET /to-chuc-thi/{contest}/vong/{round}/bat-thuong?loai=&trang=`.
pub async fn desk(cx: Cx) -> Result<HttpResponse, Problem> {
    let page = page(&cx, None).await?;
    cx.page(&page)
}

fn line(signal: &Signal, names: &Names, standing: Standing) -> SignalLine {
    let people = signal.people();
    SignalLine {
        id: signal.id.clone(),
        kind: signal.finding.kind().code(),
        figures: Figures::of(&signal.finding),
        people: people.iter().take(NAMED).map(|person| PersonView::of(names, *person)).collect(),
        more: people.len().saturating_sub(NAMED),
        standing: standing.code(),
    }
}

struct Shown {
    lines: Vec<SignalLine>,
    waiting: Page<Proposal>,
    decided: Page<Proposal>,
    names: Names,
}

/// What a page needs of the database, in as many queries however many signals it shows.
fn load(conn: &mut Conn<'_>, round: &Round, signals: &[Signal]) -> Result<Shown, ContestError> {
    let waiting = exclusion::proposals(conn, round.id, true, PageRequest::new(1, PROPOSALS))?;
    let decided = exclusion::proposals(conn, round.id, false, PageRequest::new(1, PROPOSALS))?;
    let concerned: Vec<PersonId> = signals.iter().flat_map(Signal::people).collect();
    let standings = exclusion::standings(conn, round.id, &concerned)?;
    let named = signals.iter().flat_map(|signal| signal.people().into_iter().take(NAMED));
    let of_proposals = waiting.rows.iter().chain(&decided.rows).flat_map(|proposal| {
        let decided_by = proposal.decision.as_ref().map(|(_, _, by, _)| *by);
        [Some(proposal.person), Some(proposal.proposed_by), decided_by].into_iter().flatten()
    });
    let names = exclusion::names(conn, &named.chain(of_proposals).collect::<Vec<_>>())?;
    let lines = signals.iter().map(|signal| line(signal, &names, standing_of(signal, &standings))).collect();
    Ok(Shown { lines, waiting, decided, names })
}

/// The page; with the decision that was refused, if one was.
pub(super) async fn page(cx: &Cx, refused: Option<Refused>) -> Result<DeskPage, Problem> {
    let (contest, round, state, look) = look(cx).await?;
    let actor = cx.actor()?.id;
    let kind = Kind::parse(&cx.query("loai"));
    let request = PageRequest::new(cx.query("trang").parse().unwrap_or(1), SIGNALS);
    let (found, computing) = match look {
        Look::Ready(found) => (found, None),
        Look::Working(done, total) => (Arc::new(Found { cases: 0, signals: vec![] }), Some((done, total))),
    };
    let wanted = |signal: &&Signal| kind.is_none_or(|kind| signal.finding.kind() == kind);
    let total = found.signals.iter().filter(wanted).count();
    let shown: Vec<Signal> = found
        .signals
        .iter()
        .filter(wanted)
        .skip(usize::try_from(request.offset()).unwrap_or(0))
        .take(usize::try_from(SIGNALS).unwrap_or(0))
        .cloned()
        .collect();
    let loaded = {
        let round = round.clone();
        cx.state.db.read(move |conn| load(conn, &round, &shown)).await?
    };
    let path = format!("{}/bat-thuong", organize::address(cx)?);
    let query = kind.map(|kind| format!("loai={}", kind.code())).unwrap_or_default();
    let signals = Page { rows: loaded.lines, total: i64::try_from(total).unwrap_or(0), request };
    let (proposal, typed, errors) = refused.map(|refused| (refused.proposal, refused.typed, refused.errors)).unwrap_or_default();
    let error = errors.first().map(|error| error.message.clone()).unwrap_or_default();
    let proposals = |page: &Page<Proposal>| -> Vec<ProposalLine> {
        page.rows.iter().map(|row| ProposalLine::of(row, &loaded.names, actor).with_error(&proposal, &typed, &error)).collect()
    };
    let count = |kind: Kind| found.signals.iter().filter(|signal| signal.finding.kind() == kind).count();
    Ok(DeskPage {
        contest_code: contest.code,
        contest_title: contest.title,
        round: RoundLine::of(&round, state),
        computing,
        cases: found.cases,
        total: i64::try_from(found.signals.len()).unwrap_or(0),
        kinds: Kind::ALL.into_iter().map(|kind| KindTab { code: kind.code(), count: count(kind) }).filter(|tab| tab.count > 0).collect(),
        kind: kind.map_or("", Kind::code),
        pager: PagerView::of(&signals, &path, &query),
        lines: signals.rows,
        waiting: proposals(&loaded.waiting),
        waiting_total: loaded.waiting.total,
        decided: proposals(&loaded.decided),
        // The summary leads to the field of the proposal that the form was about.
        errors: errors.into_iter().map(|error| FieldError { field: format!("{}-{proposal}", error.field), ..error }).collect(),
    })
}
