//! How the time of a round's papers is set: for the whole paper, or for each item by itself. Pure.

use super::{
    model::ContestError,
    ranking::{Criterion, RankingRules},
};
use crate::{
    kernel::{FieldProblem, Timestamp},
    quiz::{
        model::Rules,
        pace::{SECONDS, paper_seconds},
    },
};

/// What is wrong with the time that items have of their own: the field `seconds_per_item`. A prediction is asked for beside the
/// items and takes a time that no item has.
pub fn problem(minutes: Option<i64>, seconds_per_item: Option<i64>, ranking: &RankingRules) -> Option<FieldProblem> {
    let seconds = seconds_per_item?;
    let of = |code| FieldProblem::new("seconds_per_item", code);
    match () {
        () if minutes.is_some() => Some(of("pace_and_limit")),
        () if !SECONDS.contains(&seconds) => Some(of("number_range").with("min", SECONDS.start()).with("max", SECONDS.end())),
        () if ranking.chain.contains(&Criterion::PredictionDistance) => Some(of("pace_and_prediction")),
        () => None,
    }
}

/// Told at `field` where a round closes before all items of a paper can have been shown.
pub fn room_problem(
    items: usize,
    seconds_per_item: Option<i64>,
    (opens_at, closes_at): (Timestamp, Timestamp),
    field: &'static str,
) -> Option<FieldProblem> {
    let needed = paper_seconds(items, seconds_per_item?);
    let is_short = closes_at > opens_at && closes_at.seconds_since(opens_at) < needed;
    is_short.then(|| FieldProblem::new(field, "pace_window_short").with("items", items).with("seconds", needed))
}

/// Refuses what [`room_problem`] tells.
///
/// # Errors
/// [`ContestError::Fields`].
pub fn insist_on_room(
    items: usize,
    seconds_per_item: Option<i64>,
    times: (Timestamp, Timestamp),
    field: &'static str,
) -> Result<(), ContestError> {
    room_problem(items, seconds_per_item, times, field).map_or(Ok(()), |problem| Err(ContestError::Fields(vec![problem])))
}

/// Minutes of a whole paper as the form says them; none where there is no such limit or items have their own time.
pub fn minutes(rules: &Rules) -> Option<i64> {
    rules.time_limit_seconds.filter(|_| rules.seconds_per_item.is_none()).map(|seconds| seconds / 60)
}
