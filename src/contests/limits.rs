//! Who may start an attempt now, besides what the round itself allows: attempts in the contest and on the day, the last
//! start, and qualifying rounds.

use std::{
    collections::HashSet,
    sync::{Arc, LazyLock},
};

use moka::sync::Cache;

use super::{
    model::{Contest, ContestError, Limits, Round},
    ops::{self, Outcome},
    qualification::Qualification,
    shelf, store as contests_store,
};
use crate::{
    kernel::{Timestamp, ids::PersonId},
    quiz,
    storage::Conn,
};

mod store;

/// Sets of qualified people that are kept: one for each final that is open.
const KEPT: u64 = 16;

/// Who came through, under their pseudonyms, by the digests of the published results and the cut.
static THROUGH: LazyLock<Cache<String, Arc<HashSet<String>>>> = LazyLock::new(|| Cache::new(KEPT));

/// Attempts left over the rounds of a contest; none is no limit.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Left {
    /// In the whole contest.
    pub in_contest: Option<i32>,
    /// Today, in Vietnam.
    pub today: Option<i32>,
}

/// Where a person stands with a round that only some may enter.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Door {
    /// The round is for everybody.
    Open,
    /// The person came through.
    Qualified,
    /// The person did not.
    Closed,
    /// The result of this round decides, and is not published yet.
    Waits {
        /// Its title.
        round: String,
    },
}

/// The first instant of the Vietnamese day that `now` lies in.
pub fn day_start(now: Timestamp) -> Timestamp {
    Timestamp::from_vietnam(now.vietnam_date().and_time(chrono::NaiveTime::MIN))
}

/// What is left of the limits after these starts.
fn left_after(limits: Limits, starts: &[Timestamp], today: Timestamp) -> Left {
    let left = |limit: i32, used: usize| (limit > 0).then(|| (limit - i32::try_from(used).unwrap_or(i32::MAX)).max(0));
    Left {
        in_contest: left(limits.per_contest, starts.len()),
        today: left(limits.per_day, starts.iter().filter(|start| day_start(**start) == today).count()),
    }
}

/// Attempts that a person has left over the rounds of a contest.
pub fn left(conn: &mut Conn<'_>, now: Timestamp, contest: &Contest, person: PersonId) -> Outcome<Left> {
    if contest.limits == Limits::default() {
        return Ok(Left::default());
    }
    let today = day_start(now);
    let since = if contest.limits.per_contest > 0 { Timestamp::from_micros(0) } else { today };
    let starts = store::starts_since(conn, contest.id, person, since)?;
    Ok(left_after(contest.limits, &starts, today))
}

/// Whether a person may enter a round at all.
pub fn door(conn: &mut Conn<'_>, contest: &Contest, round: &Round, person: PersonId) -> Outcome<Door> {
    let Some(qualified) = &round.qualified_from else { return Ok(Door::Open) };
    let rounds: Vec<Round> =
        ops::rounds(conn, contest.id)?.into_iter().filter(|earlier| qualified.rounds.contains(&earlier.code)).collect();
    let ids: Vec<_> = rounds.iter().map(|round| round.id).collect();
    let digests = contests_store::result_heads(conn, &ids)?;
    if let Some(open) = rounds.iter().find(|round| !digests.iter().any(|(published, ..)| *published == round.id)) {
        return Ok(Door::Waits { round: open.title.clone() });
    }
    let mut key: Vec<&str> = digests.iter().map(|(_, digest, _)| digest.as_str()).collect();
    key.sort_unstable();
    let key = format!("{}:{}:{}", qualified.cut.code(), qualified.n, key.join(","));
    let through = match THROUGH.get(&key) {
        Some(known) => known,
        // The page of the round asks first, on a connection that only reads; starts find what it kept.
        None => {
            let through = Arc::new(through(conn, qualified, &rounds)?);
            THROUGH.insert(key, Arc::clone(&through));
            through
        }
    };
    let pseudonym = ops::pseudonym(conn, contest.id, person)?;
    Ok(if through.contains(&pseudonym) { Door::Qualified } else { Door::Closed })
}

fn through(conn: &mut Conn<'_>, qualified: &Qualification, rounds: &[Round]) -> Outcome<HashSet<String>> {
    let mut all = HashSet::new();
    for round in rounds {
        let Some((file, _)) = shelf::published(conn, round)? else { continue };
        let ranking: Vec<(usize, &str)> = file.ranking.iter().map(|line| (line.rank, line.pseudonym.as_str())).collect();
        all.extend(qualified.through(&ranking).into_iter().map(str::to_owned));
    }
    Ok(all)
}

/// Refuses a start that goes beyond what contest and round allow; whoever has an attempt running may always go on with it.
///
/// Exact under starts at once: those of one person in one contest take turns, and what is counted are the attempts
/// themselves, read after the turn has come.
///
/// # Errors
/// [`ContestError::LastStartPassed`], [`ContestError::NotQualified`], [`ContestError::QualifyingOpen`],
/// [`ContestError::NoneLeftInContest`], [`ContestError::NoneLeftToday`].
pub fn check(conn: &mut Conn<'_>, now: Timestamp, contest: &Contest, round: &Round, person: PersonId) -> Outcome<()> {
    let is_limited = contest.limits != Limits::default();
    if !is_limited && round.last_start_at.is_none() && round.qualified_from.is_none() {
        return Ok(());
    }
    if is_limited {
        store::take_turn(conn, contest.id, person)?;
    }
    if quiz::ops::attempts_of(conn, round.quiz_id, person)?.iter().any(|attempt| quiz::results::is_running(attempt, now)) {
        return Ok(());
    }
    if let Some(at) = round.last_start_at.filter(|at| now >= *at && now < round.closes_at) {
        return Err(ContestError::LastStartPassed { at });
    }
    match door(conn, contest, round, person)? {
        Door::Open | Door::Qualified => {}
        Door::Closed => return Err(ContestError::NotQualified),
        Door::Waits { round } => return Err(ContestError::QualifyingOpen { round }),
    }
    let left = left(conn, now, contest, person)?;
    if left.in_contest == Some(0) {
        return Err(ContestError::NoneLeftInContest { limit: contest.limits.per_contest });
    }
    if left.today == Some(0) {
        return Err(ContestError::NoneLeftToday { limit: contest.limits.per_day });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::from_vietnam(text.parse().unwrap())
    }

    #[test]
    fn a_day_begins_at_midnight_in_vietnam() {
        let midnight = at("2026-11-24T00:00:00");
        let last = at("2026-11-23T23:59:59.999");
        assert_eq!(day_start(last), at("2026-11-23T00:00:00"));
        assert_eq!(day_start(midnight), midnight);
        let limits = Limits { per_contest: 3, per_day: 1 };
        assert_eq!(left_after(limits, &[last], day_start(last)), Left { in_contest: Some(2), today: Some(0) });
        assert_eq!(left_after(limits, &[last], day_start(midnight)), Left { in_contest: Some(2), today: Some(1) });
        assert_eq!(left_after(limits, &[last; 4], day_start(midnight)).in_contest, Some(0));
        assert_eq!(left_after(Limits::default(), &[last], midnight), Left::default());
    }
}
