//! Provisional standings (bảng xếp hạng tạm thời): how a round stands before its result is published, where the rules of the
//! contest show that at all.
//!
//! Points of a running round help whoever tries again, and a count of people or of full marks is what many contests have
//! predicted: so nothing is shown unless the organizer decided otherwise before the publication, and nothing is ever shown
//! of a round with a prediction. Every way to the standings, page or call, goes through [`of_round`].

use std::{collections::HashMap, sync::Arc, time::Instant};

use tokio::sync::Mutex;

use super::{
    amending, facts,
    model::{Contest, ContestError, Round, RoundState},
    ops::Outcome,
    ranking::{self, RankingRules},
    registration,
    result_file::Scorer,
    standings_store::{self, ClosedAttempt},
    store,
};
use crate::{
    kernel::{
        Timestamp,
        ids::{PersonId, RoundId},
    },
    storage::{Conn, Db},
};

/// What a contest shows of its rounds before their results.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Standings {
    /// Nothing.
    #[default]
    Hidden,
    /// How a round stands, until its result.
    Live,
    /// The same, but from so many minutes before the planned closing it stands still (đóng băng).
    StillBefore(i32),
}

impl Standings {
    /// Choices of the form, in its order.
    pub const OFFERED: [Self; 6] =
        [Self::Hidden, Self::Live, Self::StillBefore(15), Self::StillBefore(60), Self::StillBefore(24 * 60), Self::StillBefore(48 * 60)];

    /// From what is stored: minutes before the closing, 0 for none.
    pub const fn from_minutes(minutes: Option<i32>) -> Self {
        match minutes {
            None => Self::Hidden,
            Some(minutes) if minutes > 0 => Self::StillBefore(minutes),
            Some(_) => Self::Live,
        }
    }

    /// The inverse of [`Standings::from_minutes`].
    pub const fn minutes(self) -> Option<i32> {
        match self {
            Self::Hidden => None,
            Self::Live => Some(0),
            Self::StillBefore(minutes) => Some(minutes),
        }
    }

    /// Whether they may be shown of a round that is ranked so: nothing that a prediction is about may be learnt from them.
    pub const fn suits(self, ranking: &RankingRules) -> bool {
        matches!(self, Self::Hidden) || ranking.prediction.is_none()
    }

    /// Up to when attempts are counted, for a closing as it was planned: a round that is given more time does not melt again.
    /// None is without end.
    pub fn still_from(self, planned_closing: Timestamp) -> Option<Timestamp> {
        match self {
            Self::StillBefore(minutes) => Some(planned_closing.plus_seconds(-i64::from(minutes) * 60)),
            Self::Hidden | Self::Live => None,
        }
    }
}

/// How a round stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Board {
    /// Attempts closed until then are counted.
    pub as_of: Timestamp,
    /// It stands still from then on.
    pub still_from: Option<Timestamp>,
    /// Best first; each person once.
    pub lines: Vec<Line>,
}

/// What [`of_round`] answers while a key was corrected or an item voided, and the result is not there yet.
pub const CORRECTED: &str = "standings_corrected";

impl Board {
    /// Nobody, at that moment.
    pub const fn empty(as_of: Timestamp) -> Self {
        Self { as_of, still_from: None, lines: Vec::new() }
    }

    /// Whether it has come to its stand.
    pub fn is_still(&self) -> bool {
        self.still_from.is_some_and(|from| from <= self.as_of)
    }
}

/// A place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// From 1; equals share it.
    pub rank: usize,
    /// Whose.
    pub pseudonym: String,
    /// Hundredths of a point.
    pub score: i64,
    /// Hundredths of a point.
    pub max_score: i64,
    /// Milliseconds, without those in which the round stood still.
    pub working_time: i64,
}

/// The standings now, computed from what is closed. Lots and points of earlier rounds wait for the result: who is equal but
/// for them shares a place.
///
/// # Errors
/// [`ContestError::NotFound`] where they are not shown; [`ContestError::NotNow`] while a corrected key or voided item awaits
/// the result, since points of closed attempts do not tell it yet.
fn compute(conn: &mut Conn<'_>, now: Timestamp, contest: &Contest, round: &Round) -> Outcome<Board> {
    let frozen = amending::frozen_of(conn, round)?;
    let amendments = amending::in_force(conn, round.id)?;
    if amendments.iter().any(|amendment| amendment.change.item().is_some()) {
        return Err(ContestError::NotNow { what: CORRECTED });
    }
    let still_from = contest.standings.still_from(Timestamp::from_millis(frozen.closes_at));
    let as_of = still_from.map_or(now, |still_from| still_from.min(now));
    let secret = store::contest(conn, contest.id)?.ok_or(ContestError::NotFound)?.secret;
    let excluded: HashMap<PersonId, String> = store::exclusions(conn, round.id)?.into_iter().collect();
    let unranked = registration::asking::unranked(conn, contest.id)?;
    let scorer = Scorer::new(&frozen, &amendments, None);
    let entries = standings_store::closed_until(conn, round.quiz_id, as_of)?
        .into_iter()
        .filter(|closed| !excluded.contains_key(&closed.person_id) && !unranked.contains_key(&closed.person_id))
        .map(|ClosedAttempt { person_id, ordinal, score, max_score, started_at, closed_at }| {
            let pseudonym = facts::pseudonym(&secret, person_id);
            scorer.provisional(pseudonym, ordinal, (started_at.millis(), closed_at.millis()), (score, max_score))
        })
        .collect::<Result<Vec<_>, _>>()
        .map_err(|_| ContestError::BrokenFact { attempt: round.code.clone(), fault: "seed" })?;
    let lines = ranking::rank(&frozen.ranking, &entries)
        .standings
        .iter()
        .map(|standing| {
            let entry = &entries[standing.entry];
            Line {
                rank: standing.rank,
                pseudonym: entry.pseudonym.clone(),
                score: entry.score,
                max_score: entry.max_score,
                working_time: entry.working_time(),
            }
        })
        .collect();
    Ok(Board { as_of, still_from, lines })
}

/// Shortest time for which a board is kept.
const FRESH_SECONDS: u64 = 15;
/// A board is kept so many times as long as it took to compute, so that looking at it never takes a large share of the machine.
const RESTS: u32 = 20;
/// Boards kept at once.
const KEPT: usize = 16;

#[derive(Default)]
struct Shown(Mutex<Option<Kept>>);

/// A board, and the span for which it is shown.
struct Kept {
    from: Timestamp,
    until: Timestamp,
    board: Arc<Board>,
}

/// Boards kept for everybody: each is computed once, however many look.
#[derive(Default)]
pub struct Boards(std::sync::Mutex<HashMap<RoundId, Arc<Shown>>>);

impl Boards {
    /// Whether there is something to see of a round.
    pub fn shows(contest: &Contest, round: &Round, state: RoundState) -> bool {
        let is_open = matches!(state, RoundState::Open | RoundState::Closed);
        is_open && contest.standings != Standings::Hidden && contest.standings.suits(&round.ranking)
    }

    fn shown(&self, round: RoundId) -> Arc<Shown> {
        let mut kept = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if kept.len() >= KEPT && !kept.contains_key(&round) {
            kept.clear();
        }
        Arc::clone(kept.entry(round).or_default())
    }
}

/// How a round stands, as everybody may know it.
///
/// # Errors
/// [`ContestError::NotFound`] where the contest shows nothing, before the opening, and once a result is published or the
/// round void; [`ContestError::NotNow`], see [`compute`].
pub async fn of_round(
    boards: &Boards,
    db: &Db,
    now: Timestamp,
    contest: &Contest,
    round: &Round,
    state: RoundState,
) -> Outcome<Arc<Board>> {
    if !Boards::shows(contest, round, state) {
        return Err(ContestError::NotFound);
    }
    let shown = boards.shown(round.id);
    let mut kept = shown.0.lock().await;
    if let Some(Kept { from, until, board }) = &*kept
        && (*from..*until).contains(&now)
    {
        return Ok(Arc::clone(board));
    }
    let began = Instant::now();
    let (contest, round) = (contest.clone(), round.clone());
    let board = Arc::new(db.read(move |conn| compute(conn, now, &contest, &round)).await?);
    let rest = (began.elapsed() * RESTS).as_secs().max(FRESH_SECONDS);
    let until = now.plus_seconds(i64::try_from(rest).unwrap_or(i64::MAX));
    *kept = Some(Kept { from: now, until, board: Arc::clone(&board) });
    Ok(board)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contests::{plan::Preset, prediction::Target};

    #[test]
    fn what_is_stored_is_read_again() {
        for standings in Standings::OFFERED {
            assert_eq!(Standings::from_minutes(standings.minutes()), standings);
        }
        assert_eq!(Standings::from_minutes(None), Standings::Hidden);
    }

    #[test]
    fn nothing_is_shown_of_a_round_with_a_prediction() {
        let with = Preset::PredictionThenEarliest.rules(Target::Participants);
        let without = Preset::FastestThenEarliest.rules(Target::Participants);
        for standings in Standings::OFFERED {
            assert!(standings.suits(&without));
            assert_eq!(standings.suits(&with), standings == Standings::Hidden);
        }
    }

    #[test]
    fn it_stands_still_by_the_planned_closing() {
        let closing = Timestamp::from_millis(100 * 60_000);
        assert_eq!(Standings::StillBefore(15).still_from(closing), Some(Timestamp::from_millis(85 * 60_000)));
        assert_eq!(Standings::Live.still_from(closing), None);
        let board = |as_of| Board { as_of: Timestamp::from_millis(as_of), still_from: Some(Timestamp::from_millis(85)), lines: vec![] };
        assert!(board(85).is_still() && !board(84).is_still());
    }
}
