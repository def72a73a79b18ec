//! Who comes in when more people come than can be served: those inside an attempt always; newcomers a few at a time, in
//! the order of their coming.
//!
//! A newcomer finds a free place and goes on, or gets a ticket in a cookie and is asked to come back; whoever came earlier
//! is called earlier. Saves and submissions never pass here, so newcomers cannot crowd them out: at most so many of them
//! are at work at once. What is kept does not grow with the number of those who wait.

mod line;

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use hmac::{Hmac, KeyInit, Mac};
use moka::sync::Cache;
use sha2::Sha256;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::kernel::{Entropy, Problem, ProblemKind, Timestamp, ids::PersonId, text};
use line::Line;

/// Cookie of a ticket.
pub const COOKIE: &str = "hocthi-cho";
/// Seconds a ticket is good for.
pub const TICKET_SECONDS: i64 = 3_600;
/// Newcomers who stand at the door for each place inside.
const AT_THE_DOOR: usize = 4;
/// How long they do, before they get a ticket.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long those do who had a place before.
const PATIENCE_AGAIN: Duration = Duration::from_secs(15);
/// How long somebody counts as inside after their last call in an attempt.
const INSIDE: Duration = Duration::from_secs(900);

/// What a request is to the door.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// Inside an attempt: always let through.
    Inside,
    /// Coming in: a start, or a page for people who have not begun.
    Newcomer,
    /// Nothing to do with the door.
    Apart,
}

/// The right to be at work; dropped when the work is done.
#[derive(Debug)]
pub struct Place {
    _permit: OwnedSemaphorePermit,
}

/// Please come back.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Wait {
    /// The ticket that keeps the place.
    pub ticket: String,
    /// Its place in the line; 0 when it is called already.
    pub place: u64,
    /// Seconds to wait.
    pub seconds: u32,
}

impl Wait {
    /// As a refusal.
    pub fn problem(&self, now: Timestamp) -> Problem {
        Problem::new(ProblemKind::Unavailable, "crowded")
            .with("place", self.place)
            .with("retry_at", now.plus_seconds(i64::from(self.seconds)))
            .retry_after(self.seconds)
    }
}

/// The door.
pub struct Admission {
    most: usize,
    places: Arc<Semaphore>,
    at_the_door: AtomicUsize,
    line: Mutex<Line>,
    secret: [u8; 32],
    inside: Cache<PersonId, ()>,
}

impl Admission {
    /// A door that lets `most` newcomers be at work at once.
    pub fn new(most: usize, now: Timestamp, entropy: &dyn Entropy) -> Self {
        let mut secret = [0; 32];
        entropy.fill(&mut secret);
        Self {
            most,
            places: Arc::new(Semaphore::new(most)),
            at_the_door: AtomicUsize::new(0),
            line: Mutex::new(Line::new(now, most)),
            secret,
            inside: Cache::builder().max_capacity(200_000).time_to_live(INSIDE).build(),
        }
    }

    /// Remembers that somebody is inside an attempt.
    pub fn note_inside(&self, person: PersonId) {
        if !self.inside.contains_key(&person) {
            self.inside.insert(person, ());
        }
    }

    /// Whether somebody was inside an attempt a moment ago.
    pub fn is_inside(&self, person: PersonId) -> bool {
        self.inside.contains_key(&person)
    }

    /// Lets a newcomer in, or tells when to come back. While the server is behind nobody new is called.
    ///
    /// # Errors
    /// [`Wait`] with the ticket that came, or a new one.
    pub async fn enter(&self, ticket: Option<&str>, now: Timestamp, is_behind: bool) -> Result<Place, Wait> {
        let known = ticket.and_then(|ticket| self.read(ticket, now));
        let may_try = {
            let mut line = self.line();
            line.call(now, if is_behind { 0 } else { self.places.available_permits() });
            match known {
                Some(number) => line.place(number) == 0,
                None => !is_behind && line.is_empty(),
            }
        };
        if may_try && let Some(permit) = self.stand_at_the_door().await {
            self.line().count();
            return Ok(Place { _permit: permit });
        }
        let mut line = self.line();
        let number = known.unwrap_or_else(|| line.issue());
        let place = line.place(number);
        let seconds = line.seconds(place, number);
        drop(line);
        let ticket = match (known, ticket) {
            (Some(_), Some(ticket)) => ticket.to_owned(),
            _ => self.write(number, now),
        };
        Err(Wait { ticket, place, seconds })
    }

    /// A place again for somebody who stepped aside: they had been let in, so they wait for it longer than others.
    ///
    /// # Errors
    /// `crowded` when none is free in time.
    pub async fn again(&self, now: Timestamp) -> Result<Place, Problem> {
        match tokio::time::timeout(PATIENCE_AGAIN, Arc::clone(&self.places).acquire_owned()).await {
            Ok(Ok(permit)) => Ok(Place { _permit: permit }),
            _ => Err(Wait { ticket: String::new(), place: 0, seconds: 2 }.problem(now)),
        }
    }

    async fn stand_at_the_door(&self) -> Option<OwnedSemaphorePermit> {
        if let Ok(permit) = Arc::clone(&self.places).try_acquire_owned() {
            return Some(permit);
        }
        let guard = AtTheDoor::stand(&self.at_the_door, self.most.saturating_mul(AT_THE_DOOR))?;
        let permit = tokio::time::timeout(PATIENCE, Arc::clone(&self.places).acquire_owned()).await;
        drop(guard);
        permit.ok()?.ok()
    }

    fn line(&self) -> std::sync::MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self, number: u64, now: Timestamp) -> String {
        let body = format!("{number}.{}", now.millis() / 1_000);
        let seal = self.seal(&body);
        format!("{body}.{seal}")
    }

    /// The number of a ticket that this door has written and that is still good.
    fn read(&self, ticket: &str, now: Timestamp) -> Option<u64> {
        use subtle::ConstantTimeEq;
        let (body, seal) = ticket.rsplit_once('.')?;
        let is_ours: bool = self.seal(body).as_bytes().ct_eq(seal.as_bytes()).into();
        let (number, written) = body.split_once('.')?;
        let age = now.millis() / 1_000 - written.parse::<i64>().ok()?;
        (is_ours && age <= TICKET_SECONDS).then(|| number.parse().ok()).flatten()
    }

    fn seal(&self, body: &str) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.secret).expect("HMAC takes a key of any length");
        mac.update(body.as_bytes());
        text::hex(&mac.finalize().into_bytes()[..16])
    }
}

/// Counts somebody at the door for as long as it lives.
struct AtTheDoor<'a>(&'a AtomicUsize);

impl<'a> AtTheDoor<'a> {
    fn stand(count: &'a AtomicUsize, most: usize) -> Option<Self> {
        let guard = Self(count);
        if count.fetch_add(1, Ordering::AcqRel) < most { Some(guard) } else { None }
    }
}

impl Drop for AtTheDoor<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::rng::SystemEntropy;

    const START: Timestamp = Timestamp::from_millis(1_000_000_000);

    fn door(most: usize) -> Admission {
        Admission::new(most, START, &SystemEntropy)
    }

    #[actix_web::test]
    async fn who_came_first_comes_in_first() {
        let door = door(1);
        let inside = door.enter(None, START, false).await.unwrap();
        let first = door.enter(None, START, true).await.unwrap_err();
        let second = door.enter(None, START, true).await.unwrap_err();
        assert_eq!((first.place, second.place), (1, 2));
        drop(inside);
        let newcomer = door.enter(None, START, false).await.unwrap_err();
        assert_eq!(newcomer.place, 3, "a free place is for those who wait");
        let soon = START.plus_seconds(0);
        assert_eq!(door.enter(Some(&second.ticket), soon, false).await.unwrap_err(), second, "its place is kept");
        let tick = Timestamp::from_micros(START.micros() + 50_000);
        let place = door.enter(Some(&first.ticket), tick, false).await.unwrap();
        assert_eq!(door.enter(Some(&second.ticket), tick, false).await.unwrap_err().place, 1);
        drop(place);
        let later = START.plus_seconds(1);
        assert!(door.enter(Some(&second.ticket), later, false).await.is_ok());
        assert!(door.enter(None, later, false).await.is_ok(), "the line is empty again");
    }

    #[actix_web::test]
    async fn a_ticket_is_good_where_it_was_written_and_for_an_hour() {
        let door = door(4);
        let wait = door.enter(None, START, true).await.unwrap_err();
        for forged in ["", "1", "1.1000000.00", &wait.ticket.replacen('1', "0", 1), &format!("{}0", wait.ticket)] {
            assert_eq!(door.read(forged, START), None, "{forged}");
        }
        assert_eq!(door.read(&wait.ticket, START.plus_seconds(TICKET_SECONDS)), Some(1));
        assert_eq!(door.read(&wait.ticket, START.plus_seconds(TICKET_SECONDS + 1)), None);
        assert_eq!(Admission::new(4, START, &SystemEntropy).read(&wait.ticket, START), None);
    }

    #[actix_web::test]
    async fn the_door_holds_only_so_many() {
        let door = Arc::new(door(1));
        let inside = door.enter(None, START, false).await.unwrap();
        let standing: Vec<_> = (0..AT_THE_DOOR + 3)
            .map(|_| {
                let door = Arc::clone(&door);
                actix_web::rt::spawn(async move { door.enter(None, START, false).await.is_ok() })
            })
            .collect();
        actix_web::rt::time::sleep(Duration::from_millis(100)).await;
        drop(inside);
        let mut came_in = 0;
        for one in standing {
            came_in += usize::from(one.await.unwrap());
        }
        assert_eq!(came_in, AT_THE_DOOR, "the others got a ticket at once");
        assert_eq!(door.at_the_door.load(Ordering::SeqCst), 0);
    }
}
