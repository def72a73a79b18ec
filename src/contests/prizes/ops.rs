//! Use cases of prizes: settle what is given; look it up.

use serde_json::json;

use super::{model::Plan, outside, store};
use crate::{
    audit,
    bank::{self, model::Solution},
    contests::{
        model::{Contest, ContestError, Round},
        ops::{self, Outcome, event},
        shelf,
    },
    kernel::{Actor, Timestamp, canonical, text::hex},
    storage::Conn,
};

/// What a contest gives; nothing where nobody has settled it.
pub fn plan(conn: &mut Conn<'_>, contest: &Contest) -> Outcome<Plan> {
    Ok(store::plan(conn, contest.id)?.map(|(plan, _)| plan).unwrap_or_default())
}

/// Settles what a contest gives, before it is published. `by` is none for the system itself.
///
/// # Errors
/// [`ContestError::PrizesSettled`] once the contest is published; [`ContestError::Fields`] as [`Plan::checked`] tells them.
pub fn put(conn: &mut Conn<'_>, now: Timestamp, by: Option<&Actor>, code: &str, plan: Plan) -> Outcome<()> {
    let contest = ops::contest(conn, code, true)?;
    if contest.published_at.is_some() {
        return Err(ContestError::PrizesSettled);
    }
    let rounds = ops::rounds(conn, contest.id)?;
    let rounds: Vec<&str> = rounds.iter().map(|round| round.code.as_str()).collect();
    let blocks = outside::registration().blocks(conn, &contest)?;
    let blocks: Vec<&str> = blocks.iter().map(|(code, _)| code.as_str()).collect();
    let plan = plan.checked(&rounds, &blocks).map_err(ContestError::Fields)?;
    let by = by.map(|actor| actor.id);
    store::put_plan(conn, contest.id, &plan, by, now)?;
    let value = serde_json::to_value(&plan).unwrap_or_default();
    let detail = json!({ "prizes": plan.prizes.len(), "digest": hex(&canonical::digest(&value)) });
    audit::ops::record(conn, now, event(by, "prizes.settled", contest.code, detail))?;
    Ok(())
}

/// Rationales and sources of a round's items by bank and code, once its result is published.
///
/// # Errors
/// [`ContestError::NotFound`] before.
pub fn solutions(conn: &mut Conn<'_>, round: &Round) -> Outcome<Vec<(String, String, Solution)>> {
    if shelf::published(conn, round)?.is_none() {
        return Err(ContestError::NotFound);
    }
    let pool = store::pool(conn, round.id)?;
    let versions: Vec<_> = pool.iter().map(|item| item.version).collect();
    let mut solutions: std::collections::HashMap<_, _> = bank::keys::solutions(conn, &versions)?.into_iter().collect();
    Ok(pool.into_iter().filter_map(|item| Some((item.bank, item.code, solutions.remove(&item.version)?))).collect())
}

/// Records that a paper with people's names was taken out.
pub fn record_export(
    conn: &mut Conn<'_>,
    now: Timestamp,
    by: &Actor,
    contest: &Contest,
    round: Option<&Round>,
    paper: &str,
) -> Outcome<()> {
    let subject = round.map_or_else(|| contest.code.clone(), |round| format!("{}.{}", contest.code, round.code));
    audit::ops::record(conn, now, event(Some(by.id), "prizes.exported", subject, json!({ "paper": paper })))?;
    Ok(())
}
