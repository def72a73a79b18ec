//! One round: its result looked at, approved by two people, published.

use std::sync::Arc;

use actix_web::{HttpResponse, http::StatusCode};

use super::{
    super::{
        super::{
            approval::{self, APPROVALS},
            exclusion::{self, Action, NewProposal},
            model::{ContestError, RoundState},
            shelf,
        },
        RoundLine, example,
    },
    address, find,
    round_view::{ApprovalLine, RoundAdminPage, decimals, excluded, lines},
};
use crate::{
    kernel::Problem,
    quiz::{self, model::AttemptState},
    web::{Cx, Form, error::FieldError, format},
};

/// `GET /to-chuc-thi/{contest}/vong/{round}`.
pub async fn round_admin(cx: Cx) -> Result<HttpResponse, Problem> {
    let page = round_page(&cx, None, vec![]).await?;
    cx.page(&page)
}

async fn round_page(cx: &Cx, form: Option<&Form>, errors: Vec<FieldError>) -> Result<RoundAdminPage, Problem> {
    let (contest, code) = (cx.path_str("contest")?.to_owned(), cx.path_str("round")?.to_owned());
    let (actor, now, entropy) = (cx.actor()?, cx.now(), Arc::clone(&cx.state.entropy));
    let (pseudonym, reason) = form.map(|form| (form.text("pseudonym").to_owned(), form.text("reason").to_owned())).unwrap_or_default();
    {
        let (contest, code) = (contest.clone(), code.clone());
        // A closed round's stragglers become facts before anyone looks at the result.
        cx.state
            .db
            .write(move |conn| {
                let (_, round) = find(conn, &contest, &code)?;
                if round.state(now, false) == RoundState::Closed { approval::close_overdue(conn, now, &round) } else { Ok(false) }
            })
            .await?;
    }
    cx.state
        .db
        .read(move |conn| {
            let (contest, round) = find(conn, &contest, &code)?;
            let state = round.state(now, shelf::published(conn, &round)?.is_some());
            let counts = quiz::rounds::counts(conn, round.quiz_id)?;
            let count = |state| counts.get(&state).copied().unwrap_or(0);
            let preview = if state == RoundState::Closed {
                match approval::preview(conn, now, &*entropy, &contest, &round) {
                    Ok(preview) => Some(preview),
                    Err(ContestError::NotClosed | ContestError::NotFound) => None,
                    Err(error) => return Err(error),
                }
            } else {
                None
            };
            let page = RoundAdminPage {
                round: RoundLine::of(&round, state),
                people: quiz::rounds::takers(conn, round.quiz_id)?.len(),
                running: count(AttemptState::InProgress),
                submitted: count(AttemptState::Submitted),
                expired: count(AttemptState::Expired),
                voided: count(AttemptState::Voided),
                waiting: exclusion::count_waiting(conn, round.id)?,
                has_preview: preview.is_some(),
                digest: preview.as_ref().map(|(file, _)| file.digest()).unwrap_or_default(),
                participants: preview.as_ref().map_or(0, |(file, _)| file.participants),
                attempts: preview.as_ref().map_or(0, |(file, _)| file.attempts_counted),
                all_correct: preview.as_ref().map_or(0, |(file, _)| file.all_correct),
                truth: preview
                    .as_ref()
                    .and_then(|(file, _)| file.truth.map(|truth| example::number(truth, decimals(file))))
                    .unwrap_or_default(),
                lines: preview.as_ref().map(|(file, _)| lines(file)).unwrap_or_default(),
                total: preview.as_ref().map_or(0, |(file, _)| file.ranking.len()),
                excluded: preview.as_ref().map(|(file, _)| excluded(file)).unwrap_or_default(),
                has_approved: preview.as_ref().is_some_and(|(_, approvals)| approvals.iter().any(|approval| approval.person == actor.id)),
                approvals: preview
                    .into_iter()
                    .flat_map(|(_, approvals)| approvals)
                    .map(|approval| ApprovalLine { name: approval.full_name, at: format::datetime(approval.at) })
                    .collect(),
                needed: APPROVALS,
                contest_code: contest.code,
                contest_title: contest.title,
                pseudonym,
                reason,
                errors,
            };
            Ok(page)
        })
        .await
        .map_err(Problem::from)
}

/// `POST /to-chuc-thi/{contest}/vong/{round}/duyet`.
pub async fn approve(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let (contest, code, digest) = (cx.path_str("contest")?.to_owned(), cx.path_str("round")?.to_owned(), form.one("digest")?.to_owned());
    let (actor, now, entropy) = (cx.actor()?, cx.now(), Arc::clone(&cx.state.entropy));
    cx.state
        .db
        .write(move |conn| {
            let (contest, round) = find(conn, &contest, &code)?;
            approval::approve(conn, now, &*entropy, &actor, &contest, &round, &digest)
        })
        .await?;
    Ok(cx.redirect_saying(&address(&cx)?, "round_approved"))
}

/// `POST /to-chuc-thi/{contest}/vong/{round}/cong-bo`.
pub async fn publish_result(cx: Cx, _form: Form) -> Result<HttpResponse, Problem> {
    let (contest, code) = (cx.path_str("contest")?.to_owned(), cx.path_str("round")?.to_owned());
    let (actor, now, entropy) = (cx.actor()?, cx.now(), Arc::clone(&cx.state.entropy));
    cx.state
        .db
        .write(move |conn| {
            let (contest, round) = find(conn, &contest, &code)?;
            approval::publish(conn, now, &*entropy, Some(&actor), &contest, &round).map(|_| ())
        })
        .await?;
    Ok(cx.redirect_saying(&address(&cx)?, "round_published"))
}

/// `POST /to-chuc-thi/{contest}/vong/{round}/loai`: proposes to exclude whoever has a pseudonym; somebody else decides.
pub async fn exclude(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let (pseudonym, reason) = (form.text("pseudonym").to_owned(), form.text("reason").to_owned());
    let new = NewProposal { action: Action::Exclude, reason, evidence: vec![] };
    let done = propose(&cx, vec![pseudonym], new).await;
    match done {
        Ok(()) => Ok(cx.redirect_saying(&address(&cx)?, "exclusion_proposed")),
        Err(error @ ContestError::Fields(_)) => {
            let errors = cx.field_errors(Problem::from(error))?;
            let page = round_page(&cx, Some(&form), errors).await?;
            cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(error) => Err(error.into()),
    }
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
