//! What the organizers' page of a round shows of the public value that lots are drawn with.

use serde::Serialize;

use super::super::super::public_value::Value;
use crate::{kernel::ids::PersonId, web::format};

/// A public value, or a correction of it.
#[derive(Serialize)]
pub(super) struct ValueLine {
    id: String,
    value: String,
    /// Empty for the first one.
    reason: String,
    proposer: String,
    proposed_at: String,
    decider: String,
    decided_at: String,
    /// `waits`, `in_force` (it counts or did) or `refused`.
    state: &'static str,
    /// Whether this person may put it in force.
    may_accept: bool,
}

impl ValueLine {
    pub(super) fn of(value: Value, actor: PersonId) -> Self {
        let waits = value.waits();
        Self {
            id: value.id.to_string(),
            state: match (waits, value.effective_at) {
                (true, _) => "waits",
                (false, Some(_)) => "in_force",
                (false, None) => "refused",
            },
            may_accept: waits && value.proposed_by != actor,
            value: value.value,
            reason: value.reason,
            proposer: value.proposer,
            proposed_at: format::datetime(value.proposed_at),
            decider: value.decider.unwrap_or_default(),
            decided_at: value.decided_at.map(format::datetime).unwrap_or_default(),
        }
    }

    pub(super) fn sample(state: &'static str) -> Self {
        Self {
            id: "0190".into(),
            value: "90817".into(),
            reason: if state == "in_force" { String::new() } else { "Chép nhầm một chữ số".into() },
            proposer: "Phạm Văn Đức".into(),
            proposed_at: "18:40 07/12/2026".into(),
            decider: if state == "refused" { "Võ Thị Hương".into() } else { String::new() },
            decided_at: "18:45 07/12/2026".into(),
            state,
            may_accept: state == "waits",
        }
    }
}
