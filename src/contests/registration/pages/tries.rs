//! The guard against asking form after form whether a number has entered.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use moka::sync::Cache;

use crate::kernel::{Problem, ProblemKind, ids::PersonId};

/// Forms of one person within an hour that tell whether a number has entered, by being taken or refused. Somebody who
/// mistypes a number sends three or four.
const MOST: u32 = 10;
/// How long they are remembered, in seconds.
const REMEMBERED: u32 = 3_600;

/// Counts such forms by person. Per process.
pub struct Tries(Cache<PersonId, Arc<AtomicU32>>);

impl Default for Tries {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(100_000).time_to_live(Duration::from_secs(u64::from(REMEMBERED))).build())
    }
}

impl Tries {
    fn of(&self, person: PersonId) -> Arc<AtomicU32> {
        self.0.get_with(person, Arc::default)
    }

    /// Refuses somebody who has asked too often.
    pub fn check(&self, person: PersonId) -> Result<(), Problem> {
        if self.of(person).load(Ordering::Relaxed) < MOST {
            return Ok(());
        }
        Err(Problem::new(ProblemKind::TooMany, "registration_tries").retry_after(REMEMBERED))
    }

    /// Counts a form that told something, by its outcome.
    pub fn note<T>(&self, person: PersonId, outcome: &Result<T, Problem>) {
        let tells = outcome.as_ref().map_or_else(|problem| problem.fields.iter().any(|field| field.code == "entry_taken"), |_| true);
        if tells {
            self.of(person).fetch_add(1, Ordering::Relaxed);
        }
    }
}
