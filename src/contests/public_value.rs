//! The public value that lots are drawn with (giá trị công khai để bốc thăm): typed once, from the source that the rules named
//! beforehand. Whoever could type it again and again could look at each ranking and stop at the one they like; so a
//! correction has a reason and takes a second person, and who approves the result sees every value that ever stood.

use serde_json::json;

use super::{
    model::{Contest, ContestError, Round, RoundState},
    ops::{Outcome, event},
    ranking::Criterion,
    store,
    value_store::{self as rows, ValueRow},
};
use crate::{
    audit,
    kernel::{
        Actor, Entropy, FieldProblem, Id, Timestamp,
        ids::{PersonId, PublicValueId, RoundId},
        text,
    },
    storage::Conn,
};

/// Longest value, in characters.
pub const LONGEST: usize = 100;
/// Longest reason of a correction, in characters.
const LONGEST_REASON: usize = 300;
/// Values of a round, refused ones included.
const MOST: usize = 20;

/// A value, or a correction that was proposed.
#[derive(Clone, Debug)]
pub struct Value {
    /// Id.
    pub id: PublicValueId,
    /// What was typed.
    pub value: String,
    /// Why the one before was wrong; empty for the first one.
    pub reason: String,
    /// By whom.
    pub proposed_by: PersonId,
    /// Their name.
    pub proposer: String,
    /// When.
    pub proposed_at: Timestamp,
    /// Who decided, by name; nobody for the first one.
    pub decider: Option<String>,
    /// When it was decided.
    pub decided_at: Option<Timestamp>,
    /// Since when it counts; none while it waits or where it was refused.
    pub effective_at: Option<Timestamp>,
}

impl Value {
    /// Whether a second person has to decide it.
    pub const fn waits(&self) -> bool {
        self.effective_at.is_none() && self.decided_at.is_none()
    }
}

/// The round within this transaction, nobody else changing it, if a value can be told now.
fn locked(conn: &mut Conn<'_>, now: Timestamp, round: RoundId) -> Outcome<Round> {
    store::touch(conn, round)?;
    let round: Round = store::round(conn, round)?.ok_or(ContestError::NotFound)?.into();
    if store::result_head(conn, round.id)?.is_some() {
        return Err(ContestError::AlreadyPublished);
    }
    if round.state(now, false) != RoundState::Closed {
        return Err(ContestError::NotClosed);
    }
    if !round.ranking.chain.contains(&Criterion::Lots) {
        return Err(ContestError::NotNow { what: "no_lots" });
    }
    Ok(round)
}

fn typed(field: &'static str, value: &str, longest: usize) -> Result<String, FieldProblem> {
    let value = text::clean_line(value);
    match value.chars().count() {
        0 => Err(FieldProblem::new(field, "required")),
        count if count <= longest => Ok(value),
        _ => Err(FieldProblem::new(field, "too_long").with("max", longest)),
    }
}

/// Makes known the public value: the first one counts at once, another one is a correction that waits for a second person.
/// Whether it counts.
///
/// # Errors
/// The fields `public_value`, and `value_reason` of a correction; [`ContestError::NotNow`] where no lots are drawn or a
/// correction waits already; [`ContestError::NotClosed`]; [`ContestError::AlreadyPublished`].
pub fn tell(
    conn: &mut Conn<'_>,
    now: Timestamp,
    entropy: &dyn Entropy,
    by: &Actor,
    contest: &Contest,
    round: &Round,
    (value, reason): (&str, &str),
) -> Outcome<bool> {
    let round = locked(conn, now, round.id)?;
    let is_first = round.public_value.is_none();
    let value = typed("public_value", value, LONGEST).and_then(|value| {
        let is_same = round.public_value.as_ref() == Some(&value);
        if is_same { Err(FieldProblem::new("public_value", "value_same")) } else { Ok(value) }
    });
    let reason = if is_first { Ok(String::new()) } else { typed("value_reason", reason, LONGEST_REASON) };
    let (value, reason) = match (value, reason) {
        (Ok(value), Ok(reason)) => (value, reason),
        (value, reason) => return Err(ContestError::Fields(value.err().into_iter().chain(reason.err()).collect())),
    };
    let before = rows::all(conn, round.id)?;
    if before.iter().any(Value::waits) {
        return Err(ContestError::NotNow { what: "value_waits" });
    }
    if before.len() >= MOST {
        return Err(ContestError::NotNow { what: "too_many_changes" });
    }
    let row = ValueRow {
        id: Id::new(now, entropy),
        round_id: round.id,
        value: value.clone(),
        reason: reason.clone(),
        proposed_by: by.id,
        proposed_at: now,
        decided_by: None,
        decided_at: None,
        effective_at: is_first.then_some(now),
    };
    rows::insert(conn, &row)?;
    if is_first {
        store::set_public_value(conn, round.id, &value)?;
    }
    let action = if is_first { "round.public_value" } else { "round.public_value_proposed" };
    let detail = json!({ "value": value, "instead_of": round.public_value });
    let mut told = event(Some(by.id), action, format!("{}.{}", contest.code, round.code), detail);
    told.reason = Some(reason).filter(|reason| !reason.is_empty());
    audit::ops::record(conn, now, told)?;
    Ok(is_first)
}

/// Puts a correction in force or refuses it; the second of the two people. Who proposed it may take it back.
///
/// # Errors
/// [`ContestError::NotNow`]: the same person, or decided already; [`ContestError::NotFound`].
pub fn decide(
    conn: &mut Conn<'_>,
    now: Timestamp,
    by: &Actor,
    contest: &Contest,
    round: &Round,
    (id, accepts): (PublicValueId, bool),
) -> Outcome<()> {
    let round = locked(conn, now, round.id)?;
    let row = rows::value(conn, round.id, id)?.ok_or(ContestError::NotFound)?;
    if row.proposed_by == by.id && accepts {
        return Err(ContestError::NotNow { what: "second_person_needed" });
    }
    if !rows::decide(conn, id, by.id, now, accepts.then_some(now))? {
        return Err(ContestError::NotNow { what: "already_decided" });
    }
    if accepts {
        store::set_public_value(conn, round.id, &row.value)?;
    }
    let action = if accepts { "round.public_value_corrected" } else { "round.public_value_refused" };
    let detail = json!({ "value": row.value, "instead_of": round.public_value });
    let mut told = event(Some(by.id), action, format!("{}.{}", contest.code, round.code), detail);
    told.reason = Some(row.reason);
    audit::ops::record(conn, now, told)?;
    Ok(())
}

/// Every value of a round and every correction that was proposed, oldest first: for organizers.
pub fn history(conn: &mut Conn<'_>, round: RoundId) -> Outcome<Vec<Value>> {
    Ok(rows::all(conn, round)?)
}
