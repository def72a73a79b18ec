//! Signed-in sessions: random tokens of 256 bits, kept as SHA-256, ended at once when need be.

use sha2::{Digest, Sha256};

use super::{
    model::IdentityError,
    store::{self, SessionRow},
};
use crate::{
    kernel::{Actor, Entropy, Timestamp, ids::PersonId, text},
    storage::Conn,
};

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// A session's last use is written at most this often.
const TOUCH_SECONDS: i64 = 2 * MINUTE;

/// The secret in the cookie.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken(String);

impl SessionToken {
    /// A fresh token.
    pub fn fresh(entropy: &dyn Entropy) -> Self {
        let mut bytes = [0u8; 32];
        entropy.fill(&mut bytes);
        Self(text::hex(&bytes))
    }
    /// Takes the cookie's value; `None` when it cannot be a token.
    pub fn parse(cookie: &str) -> Option<Self> {
        (cookie.len() == 64 && cookie.bytes().all(|b| b.is_ascii_hexdigit())).then(|| Self(cookie.to_owned()))
    }
    /// The cookie's value.
    pub fn as_cookie(&self) -> &str {
        &self.0
    }
    /// What is stored and looked up.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0.as_bytes()).into()
    }
}

/// A session that is open now.
#[derive(Clone, Debug)]
pub struct Session {
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

impl Session {
    /// Whether it still counts at `now`.
    pub fn is_open(&self, now: Timestamp) -> bool {
        now < self.expires_at && now.seconds_since(self.last_seen_at) <= self.idle_seconds
    }
    /// Whether its last use should be written down again.
    pub fn needs_touch(&self, now: Timestamp) -> bool {
        now.seconds_since(self.last_seen_at) >= TOUCH_SECONDS
    }
}

/// One of a person's sessions, as the account page lists it.
#[derive(Clone, Debug)]
pub struct Device {
    /// Browser and system, as told by the browser.
    pub name: String,
    /// Signed in at.
    pub created_at: Timestamp,
    /// Last used at.
    pub last_seen_at: Timestamp,
    /// It is the one that asks.
    pub is_this: bool,
}

/// How long a session lives: staff 30 min idle and 12 h at most, others 12 h idle, or 30 days when asked to
/// be remembered.
fn lifetime(is_staff: bool, remember: bool) -> (i64, i64) {
    match (is_staff, remember) {
        (true, _) => (30 * MINUTE, 12 * HOUR),
        (false, true) => (30 * DAY, 30 * DAY),
        (false, false) => (12 * HOUR, 30 * DAY),
    }
}

/// Opens a session; a new token each time, so a token planted before sign-in is worth nothing.
pub fn open(
    conn: &mut Conn<'_>,
    now: Timestamp,
    token: &SessionToken,
    actor: &Actor,
    remember: bool,
    device: &str,
) -> Result<Session, IdentityError> {
    let (idle_seconds, longest) = lifetime(actor.is_staff(), remember);
    let device: String = text::clean_line(device).chars().take(200).collect();
    let row = SessionRow {
        token_hash: token.hash().to_vec(),
        person_id: actor.id,
        created_at: now,
        last_seen_at: now,
        idle_seconds,
        expires_at: now.plus_seconds(longest),
        device,
    };
    store::insert_session(conn, &row)?;
    Ok(Session { actor: actor.clone(), token_hash: token.hash(), last_seen_at: now, idle_seconds, expires_at: row.expires_at })
}

/// The session behind a token hash, whoever it belongs to, if it is open and its person may sign in.
pub fn find(conn: &mut Conn<'_>, now: Timestamp, token_hash: &[u8; 32]) -> Result<Option<Session>, IdentityError> {
    let Some(row) = store::session(conn, token_hash)? else { return Ok(None) };
    let Some(actor) = super::ops::actor(conn, row.person_id)? else { return Ok(None) };
    let session = Session {
        actor,
        token_hash: *token_hash,
        last_seen_at: row.last_seen_at,
        idle_seconds: row.idle_seconds,
        expires_at: row.expires_at,
    };
    Ok(session.is_open(now).then_some(session))
}

/// Writes down that a session is in use.
pub fn touch(conn: &mut Conn<'_>, now: Timestamp, token_hash: &[u8; 32]) -> Result<(), IdentityError> {
    Ok(store::touch_session(conn, token_hash, now)?)
}

/// Ends one session.
pub fn end(conn: &mut Conn<'_>, token_hash: &[u8; 32]) -> Result<(), IdentityError> {
    store::delete_session(conn, token_hash)?;
    Ok(store::bump_revision(conn)?)
}

/// Ends all sessions of a person, but for the one given.
pub fn end_all(conn: &mut Conn<'_>, person: PersonId, but: Option<&[u8; 32]>) -> Result<usize, IdentityError> {
    let ended = store::delete_sessions_of(conn, person, but.map(<[u8; 32]>::as_slice))?;
    store::bump_revision(conn)?;
    Ok(ended)
}

/// A person's open sessions, last used first.
pub fn devices(conn: &mut Conn<'_>, person: PersonId, this: &[u8; 32]) -> Result<Vec<Device>, IdentityError> {
    Ok(store::sessions_of(conn, person)?
        .into_iter()
        .map(|row| Device { is_this: row.token_hash == this, name: row.device, created_at: row.created_at, last_seen_at: row.last_seen_at })
        .collect())
}

/// Forgets sessions and throttles that no longer matter.
pub fn sweep(conn: &mut Conn<'_>, now: Timestamp) -> Result<usize, IdentityError> {
    store::delete_old_throttles(conn, now.plus_seconds(-DAY))?;
    Ok(store::delete_expired_sessions(conn, now)?)
}
