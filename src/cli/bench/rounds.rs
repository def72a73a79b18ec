//! The rounds that are measured.

use crate::{
    contests::{
        ops,
        plan::{ContestPlan, Preset, RoundPlan},
        prediction::Target,
    },
    kernel::{Problem, Timestamp, rng::SystemEntropy},
    storage::Conn,
};

/// Seconds of an hour.
pub const HOUR: i64 = 3_600;
/// The contest whose round has been open for an hour.
pub const RUNNING: &str = "do-dang-thi";
/// The contest whose round opens while it is measured.
pub const OPENING: &str = "do-gio-mo";

/// The name by which the API knows a contest's round.
pub fn name(contest: &str) -> String {
    format!("{contest}.vong-1")
}

/// The address of a contest's round.
pub fn page(contest: &str) -> String {
    format!("/cuoc-thi/{contest}/vong/vong-1")
}

/// A published contest with one round on the shipped bank, open for a day from then on.
pub fn create(conn: &mut Conn<'_>, code: &str, opens_at: Timestamp) -> Result<(), Problem> {
    let round = RoundPlan {
        code: "vong-1".into(),
        title: "Vòng 1".into(),
        opens_at,
        closes_at: opens_at.plus_seconds(24 * HOUR),
        last_start_at: None,
        qualified_from: None,
        blueprint_of: "kl-57".into(),
        time_limit_minutes: Some(60),
        seconds_per_item: None,
        attempts_allowed: 1,
        ranking: Preset::PredictionThenEarliest.rules(Target::PersonsAllCorrect),
    };
    let plan = ContestPlan {
        code: code.into(),
        title: code.into(),
        summary: code.into(),
        organizer: code.into(),
        limits: crate::contests::model::Limits::default(),
        standings: crate::contests::standings::Standings::Hidden,
        rounds: vec![round],
    };
    let before = opens_at.plus_seconds(-HOUR);
    ops::create(conn, before, &SystemEntropy, None, plan)?;
    Ok(ops::publish(conn, before, &SystemEntropy, None, code)?)
}
