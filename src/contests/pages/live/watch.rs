//! One snapshot of a round for however many organizers look at it, and the seats of those who watch it run.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use actix_web::web::Data;
use tokio::sync::{Mutex as AsyncMutex, watch};

use crate::{
    contests::{
        live::{self, Snapshot},
        model::Round,
    },
    kernel::{Problem, ProblemKind, ids::RoundId},
    web::{AppState, gauge::Gauge, gauge::Reading},
};

/// A snapshot is taken at most this often.
pub const PERIOD: Duration = Duration::from_secs(2);
/// The shares of units in it, at most this often.
const UNITS_PERIOD: Duration = Duration::from_secs(10);
/// Watchers in this process at once; others reload their page.
pub const MOST_WATCHERS: usize = 100;
/// Rounds whose snapshots are kept.
const MOST_ROUNDS: usize = 32;

/// A snapshot with the health of the calls at its moment.
pub struct Shown {
    /// The round.
    pub snapshot: Snapshot,
    /// Calls of attempts in this process.
    pub health: Reading,
}

struct Latest {
    taken: Instant,
    units_taken: Instant,
    shown: Arc<Shown>,
}

/// Who watches what.
pub struct Watch {
    rounds: Mutex<HashMap<RoundId, Arc<AsyncMutex<Option<Latest>>>>>,
    watchers: AtomicUsize,
    stopping: watch::Sender<bool>,
}

impl Default for Watch {
    fn default() -> Self {
        Self { rounds: Mutex::default(), watchers: AtomicUsize::new(0), stopping: watch::Sender::new(false) }
    }
}

impl Watch {
    /// The round at most [`PERIOD`] ago: whoever finds it older takes it anew, the others wait for that one.
    pub async fn look(&self, state: &AppState, gauge: &Gauge, round: &Round) -> Result<Arc<Shown>, Problem> {
        let place = {
            let mut rounds = self.rounds.lock().unwrap_or_else(PoisonError::into_inner);
            if rounds.len() >= MOST_ROUNDS && !rounds.contains_key(&round.id) {
                rounds.retain(|_, place| Arc::strong_count(place) > 1);
            }
            Arc::clone(rounds.entry(round.id).or_default())
        };
        let mut latest = place.lock().await;
        if let Some(latest) = latest.as_ref().filter(|latest| latest.taken.elapsed() < PERIOD) {
            return Ok(Arc::clone(&latest.shown));
        }
        let kept = latest.as_ref().filter(|latest| latest.units_taken.elapsed() < UNITS_PERIOD && !latest.shown.snapshot.units.is_empty());
        let (units_taken, units) = kept.map_or((Instant::now(), None), |kept| (kept.units_taken, Some(kept.shown.snapshot.units.clone())));
        let (now, round) = (state.clock.now(), round.clone());
        let snapshot = state.db.read(move |conn| live::snapshot(conn, now, &round, units)).await?;
        let shown = Arc::new(Shown { snapshot, health: gauge.read() });
        *latest = Some(Latest { taken: Instant::now(), units_taken, shown: Arc::clone(&shown) });
        Ok(shown)
    }

    /// A seat to watch from, until it is dropped.
    ///
    /// # Errors
    /// None is free, or the service is stopping.
    pub fn seat(watch: &Data<Self>) -> Result<Seat, Problem> {
        let busy = || Problem::new(ProblemKind::Unavailable, "watchers_full").retry_after(15);
        if *watch.stopping.borrow() {
            return Err(busy());
        }
        watch.watchers.fetch_update(Relaxed, Relaxed, |taken| (taken < MOST_WATCHERS).then_some(taken + 1)).map_err(|_| busy())?;
        Ok(Seat { stopping: watch.stopping.subscribe(), watch: watch.clone() })
    }

    /// Ends all streams, so that a stop need not wait for them.
    pub fn stop(&self) {
        self.stopping.send_replace(true);
    }
}

/// See [`Watch::seat`].
pub struct Seat {
    watch: Data<Watch>,
    stopping: watch::Receiver<bool>,
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.watch.watchers.fetch_sub(1, Relaxed);
    }
}

impl Seat {
    /// The service that the seat is in.
    pub fn watch(&self) -> &Watch {
        &self.watch
    }

    /// Waits for the next moment to look; false when the service stops.
    pub async fn next_moment(&mut self) -> bool {
        let ended = std::pin::pin!(self.stopping.wait_for(|stopping| *stopping));
        let moment = std::pin::pin!(tokio::time::sleep(PERIOD));
        matches!(futures_util::future::select(ended, moment).await, futures_util::future::Either::Right(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seats_are_bounded_given_back_and_gone_when_the_service_stops() {
        let watch = Data::new(Watch::default());
        let mut seats: Vec<Seat> = (0..MOST_WATCHERS).map(|_| Watch::seat(&watch).unwrap()).collect();
        assert_eq!(Watch::seat(&watch).err().map(|problem| problem.code), Some("watchers_full"));
        seats.pop();
        seats.push(Watch::seat(&watch).unwrap());
        drop(seats);
        watch.stop();
        assert!(Watch::seat(&watch).is_err());
    }
}
