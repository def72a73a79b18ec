//! From a session cookie to the actor, through a cache that forgets as soon as an identity changes.

use std::{
    sync::atomic::{AtomicI64, Ordering},
    time::Duration,
};

use moka::sync::Cache;

use crate::{
    kernel::{Actor, Problem, Timestamp},
    storage::{Conn, Db},
};

/// A session as the shell needs it.
#[derive(Clone, Debug)]
pub struct WebSession {
    /// Whose.
    pub actor: Actor,
    /// Hash of its token.
    pub token_hash: [u8; 32],
    /// Last recorded use.
    pub last_seen_at: Timestamp,
    /// Unused for longer than this, it ends.
    pub idle_seconds: i64,
    /// It ends then in any case.
    pub expires_at: Timestamp,
}

/// What the composition root hands over, so that the shell need not know the domain of identity.
#[derive(Clone, Copy)]
pub struct SessionSource {
    /// The open session behind a token hash.
    pub find: fn(&mut Conn<'_>, Timestamp, &[u8; 32]) -> Result<Option<WebSession>, Problem>,
    /// Writes down that it is in use.
    pub touch: fn(&mut Conn<'_>, Timestamp, &[u8; 32]) -> Result<(), Problem>,
    /// Changes whenever a cached identity may be stale.
    pub revision: fn(&mut Conn<'_>) -> Result<i64, Problem>,
}

/// A session's last use is written at most this often.
const TOUCH_SECONDS: i64 = 120;

/// The cache and its source.
pub struct Sessions {
    source: SessionSource,
    cache: Cache<[u8; 32], WebSession>,
    revision: AtomicI64,
}

impl Sessions {
    /// An empty cache.
    pub fn new(source: SessionSource) -> Self {
        let cache = Cache::builder().max_capacity(100_000).time_to_live(Duration::from_secs(600)).build();
        Self { source, cache, revision: AtomicI64::new(-1) }
    }

    /// The open session behind a token hash. Inside an attempt the idle limit does not end it.
    pub async fn find(&self, db: &Db, now: Timestamp, token_hash: [u8; 32], in_attempt: bool) -> Result<Option<WebSession>, Problem> {
        let session = match self.cache.get(&token_hash) {
            Some(session) => Some(session),
            None => {
                let find = self.source.find;
                let found = db.read(move |conn| find(conn, now, &token_hash)).await?;
                if let Some(session) = &found {
                    self.cache.insert(token_hash, session.clone());
                }
                found
            }
        };
        let Some(session) = session
            .filter(|session| now < session.expires_at && (in_attempt || now.seconds_since(session.last_seen_at) <= session.idle_seconds))
        else {
            self.cache.invalidate(&token_hash);
            return Ok(None);
        };
        if now.seconds_since(session.last_seen_at) >= TOUCH_SECONDS {
            self.cache.insert(token_hash, WebSession { last_seen_at: now, ..session.clone() });
            let touch = self.source.touch;
            db.write(move |conn| touch(conn, now, &token_hash)).await?;
        }
        Ok(Some(session))
    }

    /// Forgets everything cached: called after this process changed an identity.
    pub fn forget_all(&self) {
        self.cache.invalidate_all();
    }

    /// Forgets everything cached if any process changed an identity since the last call.
    pub async fn notice_changes(&self, db: &Db) -> Result<(), Problem> {
        let revision = db.read(self.source.revision).await?;
        if self.revision.swap(revision, Ordering::Relaxed) != revision {
            self.forget_all();
        }
        Ok(())
    }
}
