//! What is kept of the device that an attempt of a round was begun on: keyed hashes alone, for a limited time, so that
//! organizers can see that several people's attempts came from one browser, and nobody can see which.

use hmac::{Hmac, KeyInit, Mac};
use std::{net::IpAddr, sync::OnceLock};

use super::{desk_store, ops::Outcome};
use crate::{
    identity,
    kernel::{Entropy, Timestamp, ids::AttemptId, text},
    storage::Conn,
};

/// Days for which traces are kept.
pub const KEPT_DAYS: i64 = 90;
/// Name of the key among the installation's secrets.
const KEY: &str = "trace_key";

/// What the browser of a taker shows of itself.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// The random token in its own cookie.
    pub device: String,
    /// What it calls itself.
    pub agent: String,
    /// Where it calls from.
    pub address: Option<IpAddr>,
}

/// The key of the hashes, read once.
#[derive(Default)]
pub struct TraceKey(OnceLock<Vec<u8>>);

impl TraceKey {
    fn get(&self, conn: &mut Conn<'_>, entropy: &dyn Entropy) -> Outcome<&[u8]> {
        if self.0.get().is_none() {
            let secret = identity::ops::installation_secret(conn, entropy, KEY)?;
            let _ = self.0.set(secret.into_bytes());
        }
        Ok(self.0.get().map_or(&[], Vec::as_slice))
    }
}

/// The part of an address that a household or an office shares: 24 bits of IPv4, 48 of IPv6. None of the machine itself:
/// behind a proxy on the same machine everybody would seem to call from one place.
pub fn network_prefix(address: IpAddr) -> Option<String> {
    match address {
        _ if address.is_loopback() || address.is_unspecified() => None,
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            Some(format!("{a}.{b}.{c}"))
        }
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => network_prefix(IpAddr::V4(v4)),
            None => {
                let [a, b, c, ..] = v6.segments();
                Some(format!("{a:x}:{b:x}:{c:x}"))
            }
        },
    }
}

fn hash(key: &[u8], label: &str, value: &str) -> [u8; 16] {
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(label.as_bytes());
    mac.update(&[0]);
    mac.update(value.as_bytes());
    let mut out = [0; 16];
    out.copy_from_slice(&mac.finalize().into_bytes()[..16]);
    out
}

/// Keeps the traces of an attempt that has just been begun.
pub fn keep(conn: &mut Conn<'_>, now: Timestamp, entropy: &dyn Entropy, key: &TraceKey, attempt: AttemptId, seen: &Seen) -> Outcome<()> {
    let key = key.get(conn, entropy)?;
    let device = hash(key, "device", &seen.device);
    let prefix = seen.address.and_then(network_prefix);
    let network = prefix.map(|prefix| hash(key, "network", &format!("{prefix} {}", text::clean_line(&seen.agent))));
    Ok(desk_store::insert_trace(conn, attempt, &device, network.as_ref().map(<[u8; 16]>::as_slice), now)?)
}

/// Forgets traces that are older than [`KEPT_DAYS`].
pub fn sweep(conn: &mut Conn<'_>, now: Timestamp) -> Outcome<usize> {
    Ok(desk_store::delete_traces(conn, now.plus_seconds(-KEPT_DAYS * 24 * 3_600))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_kept_no_closer_than_its_neighbourhood() {
        let prefix = |address: &str| network_prefix(address.parse().unwrap());
        assert_eq!(prefix("113.161.70.9").as_deref(), Some("113.161.70"));
        assert_eq!(prefix("113.161.70.200"), prefix("113.161.70.9"));
        assert_eq!(prefix("2405:4802:1:2::7"), prefix("2405:4802:1:ffff::1"));
        assert_eq!(prefix("::ffff:113.161.70.9"), prefix("113.161.70.9"));
        assert_eq!(prefix("127.0.0.1").or(prefix("::1")), None);
    }

    #[test]
    fn hashes_depend_on_the_key_and_on_what_they_stand_for() {
        assert_eq!(hash(b"k", "device", "a"), hash(b"k", "device", "a"));
        assert_ne!(hash(b"k", "device", "a"), hash(b"other", "device", "a"));
        assert_ne!(hash(b"k", "device", "a"), hash(b"k", "network", "a"));
    }
}
