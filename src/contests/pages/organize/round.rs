//! One round: its result looked at, approved by two people, published.

use std::sync::Arc;

use actix_web::{HttpResponse, http::StatusCode};

use super::{
    super::{
        super::{
            amending, appeals,
            approval::{self, APPROVALS, Approval},
            computing::{self, Look, Preview, Previews},
            exclusion::{self, Action, NewProposal},
            model::{Contest, ContestError, Round, RoundState},
            public_value,
            ranking::Criterion,
            shelf,
        },
        RoundLine,
    },
    address, find,
    round_view::{ApprovalLine, ResultView, RoundAdminPage},
    value_view::ValueLine,
};
use crate::{
    kernel::{FieldProblem, Problem, ProblemKind, ids::PublicValueId},
    quiz::{self, model::AttemptState},
    web::{Cx, Form, error::FieldError, format},
};

/// `GET /to-chuc-thi/{contest}/vong/{round}`.
pub async fn round_admin(cx: Cx) -> Result<HttpResponse, Problem> {
    let page = round_page(&cx, None, vec![]).await?;
    cx.page(&page)
}

async fn round_of(cx: &Cx) -> Result<(Contest, Round), Problem> {
    let (contest, code) = (cx.path_str("contest")?.to_owned(), cx.path_str("round")?.to_owned());
    Ok(cx.state.db.read(move |conn| find(conn, &contest, &code)).await?)
}

async fn round_page(cx: &Cx, form: Option<&Form>, errors: Vec<FieldError>) -> Result<RoundAdminPage, Problem> {
    let (actor, now) = (cx.actor()?, cx.now());
    let typed = |name: &str| form.map(|form| form.text(name).to_owned()).unwrap_or_default();
    let (contest, round) = round_of(cx).await?;
    let mut page = {
        let (contest, round) = (contest.clone(), round.clone());
        cx.state
            .db
            .read(move |conn| {
                let state = round.state(now, shelf::published(conn, &round)?.is_some());
                let counts = quiz::rounds::counts(conn, round.quiz_id)?;
                let count = |state| counts.get(&state).copied().unwrap_or(0);
                let changes = amending::proposals(conn, round.id)?;
                let values = public_value::history(conn, round.id)?;
                let needed = appeals::needed_until(conn, &round)?.filter(|needed| round.appeals_until.is_none_or(|until| until < *needed));
                Ok::<_, ContestError>(RoundAdminPage {
                    round: RoundLine::of(&round, state),
                    people: quiz::rounds::takers(conn, round.quiz_id)?.len(),
                    running: count(AttemptState::InProgress),
                    submitted: count(AttemptState::Submitted),
                    expired: count(AttemptState::Expired),
                    voided: count(AttemptState::Voided),
                    waiting: exclusion::count_waiting(conn, round.id)?,
                    preview: "none",
                    result: None,
                    missing: "",
                    approvals: vec![],
                    needed: APPROVALS,
                    has_approved: false,
                    changes: changes.iter().filter(|change| change.effective_at.is_some()).count(),
                    waiting_changes: changes.iter().filter(|change| change.waits()).count(),
                    unanswered: appeals::unanswered(conn, &round)?,
                    appeals_until: round.appeals_until.map(format::datetime).unwrap_or_default(),
                    needed_until: needed.map(format::datetime).unwrap_or_default(),
                    is_appealable: appeals::is_open(&round, now, false),
                    public_value_of: round
                        .ranking
                        .public_value
                        .clone()
                        .filter(|_| round.ranking.chain.contains(&Criterion::Lots))
                        .unwrap_or_default(),
                    public_value: round.public_value.clone().unwrap_or_default(),
                    public_values: values.into_iter().rev().map(|value| ValueLine::of(value, actor.id)).collect(),
                    typed_value: String::new(),
                    value_reason: String::new(),
                    contest_code: contest.code,
                    contest_title: contest.title,
                    pseudonym: String::new(),
                    reason: String::new(),
                    errors: vec![],
                })
            })
            .await?
    };
    (page.pseudonym, page.reason, page.errors) = (typed("pseudonym"), typed("reason"), errors);
    (page.typed_value, page.value_reason) = (typed("public_value"), typed("value_reason"));
    if page.round.state == RoundState::Closed.code() {
        match cx.service::<Previews>()?.look(&cx.state.db, now, &contest, &round).await? {
            Look::Computing => page.preview = "computing",
            Look::Missing(what) => (page.preview, page.missing) = ("missing", what),
            Look::Ready(preview) => {
                let digest = preview.digest.clone();
                let approvals = cx.state.db.read(move |conn| approval::approvals(conn, &round, &digest)).await?;
                page.preview = "ready";
                page.has_approved = approvals.iter().any(|approval| approval.person == actor.id);
                page.approvals = approvals.into_iter().map(approval_line).collect();
                page.result = Some(ResultView::of(&preview));
            }
        }
    }
    Ok(page)
}

fn approval_line(approval: Approval) -> ApprovalLine {
    ApprovalLine { name: approval.full_name, at: format::datetime(approval.at) }
}

/// The result as it was looked at; a problem while it is not to be had.
async fn looked_at(cx: &Cx, contest: &Contest, round: &Round) -> Result<Arc<Preview>, Problem> {
    match cx.service::<Previews>()?.look(&cx.state.db, cx.now(), contest, round).await? {
        Look::Ready(preview) => Ok(preview),
        Look::Missing(what) => Err(Problem::new(ProblemKind::Conflict, what)),
        Look::Computing => Err(Problem::new(ProblemKind::Conflict, "result_computing")),
    }
}

/// `POST /to-chuc-thi/{contest}/vong/{round}/duyet`.
pub async fn approve(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, now, digest) = (cx.actor()?, cx.now(), form.one("digest")?.to_owned());
    let (contest, round) = round_of(&cx).await?;
    let preview = looked_at(&cx, &contest, &round).await?;
    if preview.digest != digest {
        return Err(ContestError::ResultChanged.into());
    }
    cx.state.db.write(move |conn| approval::approve(conn, now, &actor, &contest, &round, (&digest, preview.revision))).await?;
    Ok(cx.redirect_saying(&address(&cx)?, "round_approved"))
}

/// `POST /to-chuc-thi/{contest}/vong/{round}/cong-bo`.
pub async fn publish_result(cx: Cx, _form: Form) -> Result<HttpResponse, Problem> {
    let (actor, now) = (cx.actor()?, cx.now());
    let (contest, round) = round_of(&cx).await?;
    let (contest_read, round_read) = (contest.clone(), round.clone());
    // The long work comes first and holds nobody up; the transaction only looks whether anything has changed since.
    let signed = cx
        .state
        .db
        .read(move |conn| {
            if shelf::published(conn, &round_read)?.is_some() {
                return Err(ContestError::AlreadyPublished);
            }
            let computed = computing::compute(conn, now, &contest_read, &round_read)?;
            approval::signed(conn, computed)
        })
        .await?;
    cx.state.db.write(move |conn| approval::publish(conn, now, Some(&actor), &contest, &round, &signed)).await?;
    Ok(cx.redirect_saying(&address(&cx)?, "round_published"))
}

/// `POST /to-chuc-thi/{contest}/vong/{round}/so-cong-khai`: the public value that lots are drawn with.
/// The first one counts at once; another one waits for a second person.
pub async fn public_value(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, now, entropy) = (cx.actor()?, cx.now(), Arc::clone(&cx.state.entropy));
    let (value, reason) = (form.one("public_value")?.to_owned(), form.text("value_reason").to_owned());
    let (contest, round) = round_of(&cx).await?;
    let done = cx.state.db.write(move |conn| public_value::tell(conn, now, &*entropy, &actor, &contest, &round, (&value, &reason))).await;
    let told = if matches!(done, Ok(false)) { "change_proposed" } else { "round_public_value" };
    settled(&cx, &form, done.map(|_| ()), told).await
}

/// `POST /to-chuc-thi/{contest}/vong/{round}/so-cong-khai/{value}`: the second person decides a correction.
pub async fn decide_public_value(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, now, id): (_, _, PublicValueId) = (cx.actor()?, cx.now(), cx.path("value")?);
    let accepts = form.one("decision")? == "accept";
    let (contest, round) = round_of(&cx).await?;
    cx.state.db.write(move |conn| public_value::decide(conn, now, &actor, &contest, &round, (id, accepts))).await?;
    Ok(cx.redirect_saying(&address(&cx)?, if accepts { "round_public_value" } else { "change_refused" }))
}

/// `POST /to-chuc-thi/{contest}/vong/{round}/mo-khieu-nai`: lets takers see their marks and appeal.
pub async fn open_appeals(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, now) = (cx.actor()?, cx.now());
    let (contest, round) = round_of(&cx).await?;
    let done = match format::read_datetime(form.text("appeals_until")) {
        Some(until) => cx.state.db.write(move |conn| appeals::open(conn, now, &actor, &contest, &round, until)).await,
        None => Err(ContestError::Fields(vec![FieldProblem::new("appeals_until", "moment_form")])),
    };
    settled(&cx, &form, done, "appeals_opened").await
}

/// Back to the round's page; with what is wrong at its fields where something is.
async fn settled(cx: &Cx, form: &Form, done: Result<(), ContestError>, told: &'static str) -> Result<HttpResponse, Problem> {
    match done {
        Ok(()) => Ok(cx.redirect_saying(&address(cx)?, told)),
        Err(error) => {
            let errors = cx.field_errors(Problem::from(error))?;
            let mut page = round_page(cx, Some(form), errors).await?;
            let until = form.text("appeals_until");
            if !until.is_empty() {
                until.clone_into(&mut page.appeals_until);
            }
            cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

/// `POST /to-chuc-thi/{contest}/vong/{round}/loai`: proposes to exclude whoever has a pseudonym; somebody else decides.
pub async fn exclude(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let (pseudonym, reason) = (form.text("pseudonym").to_owned(), form.text("reason").to_owned());
    let new = NewProposal { action: Action::Exclude, reason, evidence: vec![] };
    let done = propose(&cx, vec![pseudonym], new).await;
    settled(&cx, &form, done, "exclusion_proposed").await
}

/// Proposes something about whoever has these pseudonyms: looked up in a read, as that looks at everybody, then written.
pub(in crate::contests::pages) async fn propose(cx: &Cx, pseudonyms: Vec<String>, new: NewProposal) -> Result<(), ContestError> {
    let missing = |_| ContestError::NotFound;
    let (contest, code) = (cx.path_str("contest").map_err(missing)?.to_owned(), cx.path_str("round").map_err(missing)?.to_owned());
    let (actor, now, entropy) = (cx.actor().map_err(missing)?, cx.now(), Arc::clone(&cx.state.entropy));
    let (contest, round, people) = cx
        .state
        .db
        .read(move |conn| {
            let (contest, round) = find(conn, &contest, &code)?;
            // Whoever is nobody, and a missing reason, are told together.
            let people = match exclusion::people_behind(conn, &contest, &round, &pseudonyms) {
                Err(ContestError::Fields(fields)) => Err(fields),
                people => Ok(people?),
            };
            Ok::<_, ContestError>((contest, round, people))
        })
        .await?;
    let unknown = people.as_ref().err().cloned();
    let people = people.unwrap_or_default();
    let outcome = cx.state.db.write(move |conn| exclusion::propose(conn, now, &*entropy, &actor, &contest, &round, &people, &new)).await;
    match (outcome, unknown) {
        (Err(ContestError::Fields(fields)), Some(unknown)) => {
            let others = fields.into_iter().filter(|field| field.field != "pseudonym");
            Err(ContestError::Fields(unknown.into_iter().chain(others).collect()))
        }
        (outcome, _) => outcome,
    }
}
