//! Signals of rounds, computed once for every state of the facts, in the background where it takes long.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use actix_web::web::Data;

use crate::{
    contests::{
        amending,
        irregularities::{self, Progress, Signal},
        model::{Contest, ContestError, Round, RoundState},
    },
    kernel::{Problem, Timestamp, ids::RoundId},
    quiz,
    web::AppState,
};

/// How long a page waits for signals that are being computed before it says how far they are.
const PATIENCE: Duration = Duration::from_millis(900);
/// Names and units may change while the facts stay: signals are computed again after this.
const LONGEST_KEPT: Duration = Duration::from_secs(600);
/// Rounds whose signals are kept.
const MOST_ROUNDS: usize = 8;

/// The state of the facts: attempts closed, the last closing, changes in force, and whether keys may be looked at. Not the
/// round's own revision: that grows with every exclusion, which changes no signal.
type Revision = (i64, Option<Timestamp>, usize, bool);

/// What was found.
pub struct Found {
    /// Attempts that were looked at.
    pub cases: usize,
    /// Signals, those that weigh most first.
    pub signals: Vec<Signal>,
}

enum Entry {
    Working(Arc<Progress>),
    Done { revision: Revision, at: Instant, found: Arc<Found> },
}

/// What a page is given.
pub enum Look {
    /// All signals.
    Ready(Arc<Found>),
    /// Attempts done so far, of how many.
    Working(i64, i64),
}

/// Signals by round.
#[derive(Default)]
pub struct Desk(Mutex<HashMap<RoundId, Entry>>);

impl Desk {
    fn with<T>(&self, act: impl FnOnce(&mut HashMap<RoundId, Entry>) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The signals of a round as its facts stand, or how far they are.
    pub async fn look(
        desk: &Data<Self>,
        state: &Data<AppState>,
        contest: &Contest,
        round: &Round,
        stands: RoundState,
    ) -> Result<Look, Problem> {
        // Of a closed round alone: its keys decide nothing any more.
        let with_keys = matches!(stands, RoundState::Closed | RoundState::Published | RoundState::Voided);
        let (id, quiz) = (round.id, round.quiz_id);
        let revision = state
            .db
            .read(move |conn| {
                let (count, last) = quiz::rounds::closed_so_far(conn, quiz)?;
                Ok::<_, ContestError>((count, last, amending::in_force(conn, id)?.len(), with_keys))
            })
            .await?;
        let progress = Arc::new(Progress::default());
        let standing = desk.with(|rounds| match rounds.get(&round.id) {
            Some(Entry::Done { revision: done, at, found }) if *done == revision && at.elapsed() < LONGEST_KEPT => {
                Some(Look::Ready(Arc::clone(found)))
            }
            Some(Entry::Working(progress)) => {
                let (done, total) = progress.read();
                Some(Look::Working(done, total))
            }
            _ => {
                make_room(rounds);
                rounds.insert(round.id, Entry::Working(Arc::clone(&progress)));
                None
            }
        });
        if let Some(look) = standing {
            return Ok(look);
        }
        let work =
            actix_web::rt::spawn(compute(desk.clone(), state.clone(), contest.clone(), round.clone(), revision, Arc::clone(&progress)));
        match tokio::time::timeout(PATIENCE, work).await {
            Ok(Ok(found)) => found.map(Look::Ready),
            Ok(Err(fault)) => Err(Problem::unexpected(fault)),
            Err(_) => {
                let (done, total) = progress.read();
                Ok(Look::Working(done, total))
            }
        }
    }
}

fn make_room(rounds: &mut HashMap<RoundId, Entry>) {
    let oldest = rounds
        .iter()
        .filter_map(|(round, entry)| match entry {
            Entry::Done { at, .. } => Some((*at, *round)),
            Entry::Working(_) => None,
        })
        .min();
    if let Some((_, round)) = oldest.filter(|_| rounds.len() >= MOST_ROUNDS) {
        rounds.remove(&round);
    }
}

async fn compute(
    desk: Data<Desk>,
    state: Data<AppState>,
    contest: Contest,
    round: Round,
    revision: Revision,
    progress: Arc<Progress>,
) -> Result<Arc<Found>, Problem> {
    let id = round.id;
    let found = state
        .db
        .read(move |conn| {
            let facts = irregularities::gather(conn, &contest, &round, revision.3, &progress)?;
            Ok::<_, ContestError>(Found { cases: facts.cases.len(), signals: irregularities::signals(&facts) })
        })
        .await;
    match found {
        Ok(found) => {
            let found = Arc::new(found);
            desk.with(|rounds| rounds.insert(id, Entry::Done { revision, at: Instant::now(), found: Arc::clone(&found) }));
            Ok(found)
        }
        Err(error) => {
            desk.with(|rounds| rounds.remove(&id));
            let problem = Problem::from(error);
            tracing::error!(%problem, "irregularities could not be computed");
            Err(problem)
        }
    }
}
