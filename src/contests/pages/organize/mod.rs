//! A contest in the organizers' hands: publishing it, watching its rounds, approving and publishing their results.

mod appeals;
mod changes;
mod contest;
mod round;
mod round_view;
mod value_view;

pub use appeals::{answer_appeal, round_appeals};
pub use changes::{change, decide_change, round_changes};
pub use contest::{contest_admin, publish_contest};
pub(super) use round::propose;
pub use round::{approve, decide_public_value, exclude, open_appeals, public_value, publish_result, round_admin};

use super::super::{
    model::{Contest, ContestError, Round},
    ops,
};
use crate::{
    kernel::{Actor, Problem, Role},
    storage::Conn,
    web::{Cx, view::Sample},
};

/// Whether somebody organizes contests.
pub(super) fn may(actor: &Actor) -> bool {
    actor.has(Role::Organizer) || actor.has_everywhere(Role::Admin)
}

pub(super) fn samples() -> Vec<Sample> {
    [contest::samples(), round_view::samples(), changes::samples(), appeals::samples()].into_iter().flatten().collect()
}

/// A round of any contest, prepared ones too.
pub(super) fn find(conn: &mut Conn<'_>, contest: &str, round: &str) -> Result<(Contest, Round), ContestError> {
    let contest = ops::contest(conn, contest, true)?;
    let round = ops::round(conn, contest.id, round)?;
    Ok((contest, round))
}

/// The round's page among those of organizers.
pub(super) fn address(cx: &Cx) -> Result<String, Problem> {
    Ok(format!("/to-chuc-thi/{}/vong/{}", cx.path_str("contest")?, cx.path_str("round")?))
}
