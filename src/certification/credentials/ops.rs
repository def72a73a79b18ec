//! Use cases of credentials: the key in force, its rotation, the lists of what is revoked.

use serde_json::json;

use super::{
    super::{model::CertificationError, store as certificates},
    jwt::Key,
    status_list,
    store::{self, KeyRow},
};
use crate::{
    audit,
    kernel::{Actor, Entropy, Role, Timestamp, text::hex},
    storage::Conn,
};

type Outcome<T> = Result<T, CertificationError>;

/// A key as it is shown: never its secret.
#[derive(Clone, Debug)]
pub struct KeyLine {
    /// Name.
    pub kid: String,
    /// Public half, hexadecimal.
    pub public: String,
    /// Since when.
    pub created_at: Timestamp,
    /// When it ceased to sign.
    pub retired_at: Option<Timestamp>,
}

/// All keys, the newest first: those retired prove what they signed.
pub fn keys(conn: &mut Conn<'_>) -> Outcome<Vec<KeyLine>> {
    let line = |row: KeyRow| KeyLine { kid: row.kid, public: row.public, created_at: row.created_at, retired_at: row.retired_at };
    Ok(store::keys(conn)?.into_iter().map(line).collect())
}

/// The key that signs now, if one was made.
pub fn signing_key(conn: &mut Conn<'_>) -> Outcome<Option<Key>> {
    let current = store::keys(conn)?.into_iter().find(|row| row.retired_at.is_none());
    Ok(current.and_then(|row| Key::from_secret(&row.kid, &row.secret)))
}

/// Makes the first key, once, however many ask at the same time.
pub fn make_first_key(conn: &mut Conn<'_>, now: Timestamp, entropy: &dyn Entropy) -> Outcome<()> {
    if store::keys(conn)?.is_empty() {
        make(conn, now, entropy, "khoa-1")?;
    }
    Ok(())
}

fn make(conn: &mut Conn<'_>, now: Timestamp, entropy: &dyn Entropy, kid: &str) -> Outcome<bool> {
    let mut secret = [0u8; 32];
    entropy.fill(&mut secret);
    let secret = hex(&secret);
    let public = Key::from_secret(kid, &secret).map(|key| key.public()).unwrap_or_default();
    Ok(store::insert(conn, &KeyRow { kid: kid.to_owned(), secret, public, created_at: now, retired_at: None })?)
}

/// Retires the key that signs and makes another; only administrators of everything.
pub fn rotate(conn: &mut Conn<'_>, now: Timestamp, entropy: &dyn Entropy, by: &Actor, reason: &str) -> Outcome<()> {
    if !by.has_everywhere(Role::Admin) {
        return Err(CertificationError::NotFound);
    }
    let kid = format!("khoa-{}", store::keys(conn)?.len() + 1);
    store::retire(conn, now)?;
    if !make(conn, now, entropy, &kid)? {
        return Err(CertificationError::State("key_rotated_meanwhile"));
    }
    let event = audit::ops::Event {
        actor: Some(by.id),
        action: "credential_key.rotated",
        subject_kind: "credential_key",
        subject_id: kid,
        reason: Some(reason.to_owned()),
        detail: json!({}),
    };
    audit::ops::record(conn, now, event)?;
    Ok(())
}

/// Which numbers of a register and year are revoked, encoded.
pub fn revoked(conn: &mut Conn<'_>, register: &str, year: i32) -> Outcome<String> {
    Ok(status_list::encoded(&certificates::revoked_numbers(conn, register, year)?))
}

/// Whether numbers of this register and year were ever given.
pub fn has_register(conn: &mut Conn<'_>, register: &str, year: i32) -> Outcome<bool> {
    Ok(certificates::registers(conn)?.iter().any(|(known, of, ..)| known == register && *of == year))
}
