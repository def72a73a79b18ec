//! Few files are unpacked at once: each may take much memory, whatever its size.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::kernel::{Problem, ProblemKind};

/// Files that are read at once.
const AT_ONCE: usize = 2;
/// People who wait for a place; more are asked to come again.
const MOST_WAITING: usize = 20;
/// Longest wait.
const PATIENCE: Duration = Duration::from_secs(20);

/// The places at which files are read.
pub struct Places {
    free: Arc<Semaphore>,
    waiting: AtomicUsize,
}

impl Default for Places {
    fn default() -> Self {
        Self { free: Arc::new(Semaphore::new(AT_ONCE)), waiting: AtomicUsize::new(0) }
    }
}

/// Somebody who waits, counted until they go.
struct Waiting<'p>(&'p AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Places {
    /// A place, kept until it is dropped.
    ///
    /// # Errors
    /// `intake_busy` (503) when too many wait or the wait is too long.
    pub async fn take(&self) -> Result<OwnedSemaphorePermit, Problem> {
        let busy = || Problem::new(ProblemKind::Unavailable, "intake_busy").retry_after(15);
        let before = self.waiting.fetch_add(1, Ordering::Relaxed);
        let _counted = Waiting(&self.waiting);
        if before >= MOST_WAITING {
            return Err(busy());
        }
        match tokio::time::timeout(PATIENCE, Arc::clone(&self.free).acquire_owned()).await {
            Ok(Ok(place)) => Ok(place),
            _ => Err(busy()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_third_file_waits_and_then_is_asked_to_come_again() {
        let places = Places::default();
        let (one, _two) = (places.take().await.unwrap(), places.take().await.unwrap());
        let refused = places.take().await.unwrap_err();
        assert_eq!((refused.kind, refused.retry_after), (ProblemKind::Unavailable, Some(15)));
        let (third, ()) = tokio::join!(places.take(), async {
            tokio::time::sleep(Duration::from_secs(5)).await;
            drop(one);
        });
        assert!(third.is_ok(), "who waits gets the place that comes free");
        assert_eq!(places.waiting.load(Ordering::Relaxed), 0);
    }

    #[tokio::test(start_paused = true)]
    async fn no_endless_queue() {
        let places = Places::default();
        let _held = (places.take().await.unwrap(), places.take().await.unwrap());
        let all = futures_util::future::join_all((0..=MOST_WAITING).map(|_| places.take())).await;
        assert!(all.iter().all(Result::is_err));
    }
}
