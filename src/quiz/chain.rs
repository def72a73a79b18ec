//! The chain of an attempt: everything that was accepted in it, in order, so that nothing can be altered, dropped or moved
//! afterwards without the last link telling. Pure: no clock, no database.
//!
//! Link `n` is SHA-256(link `n − 1` ‖ canonical JSON of event `n`); before the first event stand 32 zero bytes. The last
//! link stands on the person's receipt.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::receipt::ClosedBy;
use crate::kernel::{Timestamp, canonical};

/// A link.
pub type Link = [u8; 32];

/// What stands before the first event.
pub const ORIGIN: Link = [0; 32];

/// What was accepted.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// The attempt began.
    Started(Begin),
    /// A response was kept.
    Saved {
        /// Which slot, from 1.
        slot: i32,
        /// The client's number of it.
        seq: i64,
        /// As it was sent.
        response: Value,
    },
    /// A prediction was kept.
    Predicted {
        /// The client's number of it.
        seq: i64,
        /// As it was typed.
        prediction: String,
    },
    /// An item with its own time was left before that was over; the next one is shown.
    Moved {
        /// Which one was left.
        slot: i32,
    },
    /// The attempt was closed; nothing follows.
    Closed {
        /// By whom.
        by: ClosedBy,
        /// The digest on the receipt.
        digest: String,
    },
}

/// Whose attempt a chain tells of, as it can be said in public.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Begin {
    /// What it is an attempt at: `contest.round`.
    pub of: String,
    /// The name under which the person takes part.
    pub pseudonym: String,
    /// Which of the person's attempts, from 1.
    pub ordinal: i32,
}

/// An event with its place and time, as it is hashed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Entry {
    /// Place in the chain, from 1.
    pub n: i32,
    /// The server's time of arrival, in milliseconds since 1970.
    pub at: i64,
    /// What it was.
    #[serde(flatten)]
    pub event: Event,
}

impl Entry {
    /// The canonical JSON: the bytes that are hashed and kept.
    pub fn canonical(&self) -> String {
        canonical::canonical(&serde_json::to_value(self).unwrap_or_default())
    }
}

/// The link of an entry's text behind the one before.
pub fn link(previous: &Link, entry: &str) -> Link {
    let mut hash = Sha256::new();
    hash.update(previous);
    hash.update(entry.as_bytes());
    hash.finalize().into()
}

/// Where a chain ends now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct End {
    /// Events in it.
    pub n: i32,
    /// Its last link.
    pub link: Link,
    /// Nothing may follow.
    pub is_closed: bool,
}

impl End {
    /// Before anything happened.
    pub const START: Self = Self { n: 0, link: ORIGIN, is_closed: false };

    /// The end as it is kept: the text of the last entry and its link.
    pub fn of(n: i32, entry: &str, link: Link) -> Self {
        let is_closed = serde_json::from_str::<Entry>(entry).is_ok_and(|entry| matches!(entry.event, Event::Closed { .. }));
        Self { n, link, is_closed }
    }

    /// One event more: its text, and the end after it.
    pub fn then(&self, at: Timestamp, event: Event) -> (String, Self) {
        let n = self.n + 1;
        let is_closed = matches!(event, Event::Closed { .. });
        let entry = Entry { n, at: at.millis(), event }.canonical();
        let link = link(&self.link, &entry);
        (entry, Self { n, link, is_closed })
    }
}

/// Checks a whole chain and tells its last link.
///
/// # Errors
/// The number of the first event that does not follow from the ones before.
pub fn verify<'a>(chain: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Result<Link, i32> {
    let mut end = End::START;
    for (text, kept) in chain {
        let n = end.n + 1;
        let entry: Entry = serde_json::from_str(text).map_err(|_| n)?;
        let next = link(&end.link, text);
        let begins_rightly = (n == 1) == matches!(entry.event, Event::Started(_));
        if end.is_closed || entry.n != n || !begins_rightly || next != kept {
            return Err(n);
        }
        end = End { n, link: next, is_closed: matches!(entry.event, Event::Closed { .. }) };
    }
    Ok(end.link)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::kernel::text::hex;

    fn chain(events: Vec<Event>) -> Vec<(String, Link)> {
        let mut end = End::START;
        let mut out = Vec::new();
        for (turn, event) in (1..).zip(events) {
            let (entry, next) = end.then(Timestamp::from_millis(1_000 * turn), event);
            out.push((entry, next.link));
            end = next;
        }
        out
    }

    fn begin() -> Event {
        Event::Started(Begin { of: "tim-hieu.vong-1".into(), pseudonym: "ab".repeat(16), ordinal: 1 })
    }

    fn holds(chain: &[(String, Link)]) -> Result<Link, i32> {
        verify(chain.iter().map(|(entry, link)| (entry.as_str(), link.as_slice())))
    }

    #[test]
    fn a_link_is_sha256_over_the_link_before_and_the_canonical_event() {
        let made = chain(vec![begin(), Event::Saved { slot: 4, seq: 1, response: json!(["b", "a"]) }]);
        assert_eq!(made[1].0, r#"{"at":2000,"kind":"saved","n":2,"response":["b","a"],"seq":1,"slot":4}"#);
        let by_hand = Sha256::digest([made[0].1.as_slice(), made[1].0.as_bytes()].concat());
        assert_eq!(hex(&made[1].1), hex(&by_hand));
        assert_eq!(End::of(2, &made[1].0, made[1].1), End { n: 2, link: made[1].1, is_closed: false });
    }

    fn event() -> impl Strategy<Value = Event> {
        prop_oneof![
            (1..20_i32, 1..9_i64, "[a-d]").prop_map(|(slot, seq, letter)| Event::Saved { slot, seq, response: json!(letter) }),
            (1..9_i64, "[0-9]{1,4}").prop_map(|(seq, prediction)| Event::Predicted { seq, prediction }),
            (1..20_i32).prop_map(|slot| Event::Moved { slot }),
        ]
    }

    fn whole() -> impl Strategy<Value = Vec<(String, Link)>> {
        proptest::collection::vec(event(), 1..12).prop_map(|middle| {
            let last = Event::Closed { by: ClosedBy::Taker, digest: "cd".repeat(32) };
            chain(std::iter::once(begin()).chain(middle).chain([last]).collect())
        })
    }

    proptest! {
        #[test]
        fn any_altered_dropped_or_moved_event_breaks_the_chain(whole in whole(), at: prop::sample::Index, to: prop::sample::Index, byte: prop::sample::Index, other in event()) {
            let (head, at, to) = (holds(&whole).unwrap(), at.index(whole.len()), to.index(whole.len()));
            prop_assert_eq!(head, whole.last().unwrap().1);

            let mut altered = whole.clone();
            let mut bytes = altered[at].0.clone().into_bytes();
            let place = byte.index(bytes.len());
            bytes[place] = if bytes[place] == b'7' { b'8' } else { b'7' };
            altered[at].0 = String::from_utf8(bytes).unwrap();
            prop_assert_eq!(holds(&altered), Err(i32::try_from(at + 1).unwrap()));

            let mut dropped = whole.clone();
            dropped.remove(at);
            // A cut tail leaves a shorter chain that is whole: the receipt's link tells.
            prop_assert_ne!(holds(&dropped), Ok(head));

            let mut moved = whole.clone();
            let taken = moved.remove(at);
            moved.insert(to, taken);
            prop_assert!(at == to || holds(&moved).is_err());

            let mut longer = whole.clone();
            let end = End::of(i32::try_from(whole.len()).unwrap(), &whole.last().unwrap().0, head);
            prop_assert!(end.is_closed);
            let (entry, next) = end.then(Timestamp::from_millis(9), other.clone());
            longer.push((entry, next.link));
            prop_assert_eq!(holds(&longer), Err(i32::try_from(longer.len()).unwrap()), "nothing follows a closing");

            // Whoever rewrites the rest as well gives another last link.
            let mut events: Vec<Event> = whole.iter().map(|(text, _)| serde_json::from_str::<Entry>(text).unwrap().event).collect();
            if at > 0 && at + 1 < events.len() && events[at] != other {
                events[at] = other;
                let rewritten = chain(events);
                prop_assert!(holds(&rewritten).is_ok_and(|link| link != head));
            }
        }
    }
}
