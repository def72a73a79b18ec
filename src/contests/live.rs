//! A round as it runs, in figures that betray neither keys nor scores. Still, how many take part can be what is predicted:
//! organizers alone see them.

use std::collections::HashMap;

use super::{
    desk_store,
    model::{Round, RoundState},
    ops::Outcome,
    store,
};
use crate::{
    kernel::{Timestamp, ids::UnitId},
    quiz::{self, model::AttemptState},
    storage::Conn,
};

/// Minutes that the plots show.
pub const MINUTES: i64 = 60;

/// What happened in one minute.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Minute {
    /// Attempts begun.
    pub starts: i64,
    /// Attempts submitted by their takers.
    pub submissions: i64,
}

/// A unit's share.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnitShare {
    /// Its name; none for people without a unit.
    pub name: Option<String>,
    /// Attempts begun.
    pub started: i64,
    /// Of them submitted by their takers.
    pub submitted: i64,
}

/// A round at one moment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Snapshot {
    /// When it was taken.
    pub at: Timestamp,
    /// Where the round stands.
    pub state: RoundState,
    /// People with an attempt.
    pub people: i64,
    /// Attempts begun.
    pub started: i64,
    /// Running, with time left.
    pub active: i64,
    /// Submitted by their takers.
    pub submitted: i64,
    /// Closed by the deadline, or about to be.
    pub expired: i64,
    /// Declared void.
    pub voided: i64,
    /// The last [`MINUTES`], oldest first; the last one is not over.
    pub minutes: Vec<Minute>,
    /// Units, those with most attempts first.
    pub units: Vec<UnitShare>,
}

/// Minutes up to the one of `at`, from counts by minutes since 1970.
fn minutes(at: Timestamp, starts: &HashMap<i64, i64>, submissions: &HashMap<i64, i64>) -> Vec<Minute> {
    let last = at.millis().div_euclid(60_000);
    let count = |of: &HashMap<i64, i64>, minute| of.get(&minute).copied().unwrap_or(0);
    (last - MINUTES + 1..=last).map(|minute| Minute { starts: count(starts, minute), submissions: count(submissions, minute) }).collect()
}

/// Takes a snapshot. The shares of units cost most and move least: `units` of the snapshot before are taken if given.
pub fn snapshot(conn: &mut Conn<'_>, now: Timestamp, round: &Round, units: Option<Vec<UnitShare>>) -> Outcome<Snapshot> {
    let is_published = store::result_head(conn, round.id)?.is_some();
    let counts = quiz::rounds::counts(conn, round.quiz_id)?;
    let count = |state| counts.get(&state).copied().unwrap_or(0);
    let active = quiz::rounds::running(conn, round.quiz_id, now)?;
    // From the full minute on, so that the first bar is not cut.
    let since = Timestamp::from_millis((now.millis().div_euclid(60_000) - MINUTES + 1) * 60_000);
    let (starts, submissions) = quiz::rounds::by_minute(conn, round.quiz_id, since)?;
    Ok(Snapshot {
        at: now,
        state: round.state(now, is_published),
        people: quiz::rounds::count_takers(conn, round.quiz_id)?,
        started: counts.values().sum(),
        active,
        submitted: count(AttemptState::Submitted),
        expired: count(AttemptState::Expired) + count(AttemptState::InProgress) - active,
        voided: count(AttemptState::Voided),
        minutes: minutes(now, &starts, &submissions),
        units: match units {
            Some(units) => units,
            None => shares(conn, round)?,
        },
    })
}

fn shares(conn: &mut Conn<'_>, round: &Round) -> Outcome<Vec<UnitShare>> {
    let mut names: HashMap<UnitId, String> = desk_store::unit_names(conn)?.into_iter().collect();
    let mut shares: HashMap<Option<UnitId>, UnitShare> = HashMap::new();
    for (unit, state, count) in desk_store::attempts_by_unit(conn, round.quiz_id)? {
        let share =
            shares.entry(unit).or_insert_with(|| UnitShare { name: unit.and_then(|unit| names.remove(&unit)), started: 0, submitted: 0 });
        share.started += count;
        if AttemptState::parse(&state) == AttemptState::Submitted {
            share.submitted += count;
        }
    }
    let mut shares: Vec<UnitShare> = shares.into_values().collect();
    shares.sort_by(|a, b| b.started.cmp(&a.started).then_with(|| a.name.cmp(&b.name)));
    Ok(shares)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_hour_has_a_place_for_each_minute_the_present_one_last() {
        let at = Timestamp::from_millis(600 * 60_000 + 59_999);
        let shown = minutes(at, &HashMap::from([(600, 7), (541, 2), (540, 9)]), &HashMap::from([(599, 3)]));
        assert_eq!(shown.len(), 60);
        assert_eq!(shown[59], Minute { starts: 7, submissions: 0 });
        assert_eq!(shown[58], Minute { starts: 0, submissions: 3 });
        assert_eq!(shown[0], Minute { starts: 2, submissions: 0 }, "what lies before the hour is left out");
    }
}
