//! What a round needs at its opening, read once and kept in memory: the round, its rules, its seed and pool. All of it is
//! frozen; a stamp of what could still be moved is compared with the database at each use, in one short query.

use std::{sync::Arc, time::Duration};

use moka::sync::Cache;

use super::{
    commitment, facts,
    model::{Contest, ContestError, Round},
    ops::{self, Outcome},
    reveal,
    store::{self, RoundStamp},
};
use crate::{
    bank::model::Drawable,
    kernel::{
        Seed, Timestamp,
        ids::{PersonId, RoundId},
    },
    quiz::{self, chain::Begin, model::Quiz, ops::Drawing},
    storage::Conn,
};

/// Rounds kept at once: more than any installation holds on one day.
const KEPT: u64 = 64;

/// A round that papers can be drawn for.
pub struct Ready {
    /// Its contest.
    pub contest: Contest,
    /// The round.
    pub round: Round,
    /// Its quiz: rules, blueprint, times.
    pub quiz: Quiz,
    secret: Vec<u8>,
    seed: Seed,
    pool: Arc<Vec<Drawable>>,
    stamp: RoundStamp,
}

impl Ready {
    /// Reads a round that is committed to.
    ///
    /// # Errors
    /// [`ContestError::NotFound`], also for a round in preparation.
    pub fn read(conn: &mut Conn<'_>, name: &str) -> Outcome<Self> {
        let (contest, round) = ops::round_named(conn, name)?;
        let stamp = store::round_stamp(conn, round.id)?.ok_or(ContestError::NotFound)?;
        let secret = store::contest(conn, contest.id)?.ok_or(ContestError::NotFound)?.secret;
        let quiz = quiz::ops::quiz_by_id(conn, round.quiz_id)?;
        let (seed, pool) = store::draw_of(conn, round.id)?.ok_or(ContestError::NotFound)?;
        let seed = Seed(seed.try_into().map_err(|_| ContestError::NotFound)?);
        Ok(Self { contest, round, quiz, secret, seed, pool: Arc::new(pool), stamp })
    }

    /// The name that a person has in the contest's files.
    pub fn pseudonym(&self, person: PersonId) -> String {
        facts::pseudonym(&self.secret, person)
    }

    /// The moment before which a person cannot begin.
    pub fn reveal_moment(&self, person: PersonId) -> Timestamp {
        reveal::moment(self.round.opens_at, self.seed, &self.pseudonym(person))
    }

    /// What a person's paper is drawn from.
    pub fn drawing(&self, person: PersonId, ordinal: i32) -> Drawing {
        let pseudonym = self.pseudonym(person);
        Drawing {
            seed: commitment::paper_seed(self.seed, &pseudonym, ordinal),
            pool: Arc::clone(&self.pool),
            whose: Some(Begin { of: format!("{}.{}", self.contest.code, self.round.code), pseudonym, ordinal }),
        }
    }
}

/// Rounds that are ready, by the name they were asked for.
pub struct ReadyRounds(Cache<String, Arc<Ready>>);

impl Default for ReadyRounds {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(KEPT).time_to_idle(Duration::from_secs(3_600)).build())
    }
}

impl ReadyRounds {
    /// The round as it is kept, or as the database has it (kept from then on).
    ///
    /// # Errors
    /// As for [`Ready::read`].
    pub fn get(&self, conn: &mut Conn<'_>, name: &str) -> Outcome<Arc<Ready>> {
        if let Some(ready) = self.0.get(name)
            && store::round_stamp(conn, ready.round.id)?.is_some_and(|stamp| stamp == ready.stamp)
        {
            return Ok(ready);
        }
        let ready = Arc::new(Ready::read(conn, name)?);
        self.0.insert(name.to_owned(), Arc::clone(&ready));
        Ok(ready)
    }

    /// The round for a start: as [`ReadyRounds::get`], and no pause and no other change of it comes in between until this
    /// transaction ends. Changes wait for the starts that are under way, so that they know of all of them.
    ///
    /// # Errors
    /// As for [`Ready::read`].
    pub fn get_held(&self, conn: &mut Conn<'_>, name: &str, id: RoundId) -> Outcome<Arc<Ready>> {
        store::share(conn, id)?;
        self.get(conn, name)
    }

    /// The round as it is kept, without asking the database whether it still is so: for what a later look checks again.
    pub fn glance(&self, name: &str) -> Option<Arc<Ready>> {
        self.0.get(name)
    }
}
