//! People in the middle of an attempt, and the ledger each of them keeps.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    time::Duration,
};

use awc::{Client, error::SendRequestError, http::header};
use hocthi::{
    bank::model::ItemType,
    identity::{
        self,
        model::NewPerson,
        ops::Credential,
        sessions::{self, SessionToken},
    },
    kernel::{
        Clock, Problem, Seed,
        clock::SystemClock,
        ids::AttemptId,
        rng::{DrawStream, SystemEntropy},
    },
    quiz,
    storage::Conn,
    web::csrf,
};
use serde_json::{Value, json};

use crate::support::{Backend, World};

/// A database that a service can be started on, with people in the middle of an attempt.
pub struct Prepared {
    pub url: String,
    folder: tempfile::TempDir,
}

impl Prepared {
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

/// Somebody who takes the quiz, by the machine's own clock, since the service goes by it.
pub struct Taker {
    pub attempt: AttemptId,
    cookie: String,
    token: String,
    /// Each slot with the responses it can have.
    slots: Vec<(i32, Vec<Value>)>,
}

/// Creates `count` takers.
pub async fn prepare(backend: Backend, count: usize) -> (Prepared, Vec<Taker>) {
    let world = World::new(backend);
    let takers =
        world.db.write(move |conn| (0..count).map(|number| taker(conn, number)).collect::<Result<Vec<_>, _>>()).await.expect("takers");
    (take_out(&world), takers)
}

/// A world's database in a folder of its own, for a service to be started on.
pub fn take_out(world: &World) -> Prepared {
    let folder = tempfile::tempdir().expect("a folder");
    let url = match world.db.sqlite_path() {
        Some(path) => {
            let copy = folder.path().join("hocthi.sqlite3");
            hocthi::storage::copy_sqlite(path, &copy).expect("copied");
            format!("sqlite://{}", copy.display())
        }
        None => world.db.url(),
    };
    Prepared { url, folder }
}

fn taker(conn: &mut Conn<'_>, number: usize) -> Result<Taker, Problem> {
    let (now, entropy) = (SystemClock.now(), &SystemEntropy);
    let new =
        NewPerson { username: format!("nguoithi{number:03}"), full_name: format!("Người thi {number:03}"), phone: None, email: None };
    let person = identity::ops::create_person(conn, now, entropy, None, &new, &Credential::None)?;
    let actor = identity::ops::actor(conn, person)?.expect("may sign in");
    let session = SessionToken::fresh(entropy);
    sessions::open(conn, now, &session, &actor, false, "test")?;
    let quiz = quiz::ops::quiz(conn, "kl-57")?;
    let (attempt, _) = quiz::ops::start_attempt(conn, now, entropy, quiz.id, person)?;
    let slots = quiz::ops::slots(conn, attempt, person)?.iter().map(|slot| (slot.slot, responses(slot.item_type))).collect();
    let token = csrf::token(&csrf::secret(session.as_cookie()), entropy);
    Ok(Taker { attempt, cookie: format!("hocthi={}", session.as_cookie()), token, slots })
}

fn responses(item_type: ItemType) -> Vec<Value> {
    match item_type {
        ItemType::SingleChoice => vec![json!("a"), json!("b"), Value::Null],
        ItemType::MultipleResponse => vec![json!(["a"]), json!(["b", "a"]), json!([])],
        ItemType::TrueFalse => vec![json!(true), json!(false), Value::Null],
        ItemType::TrueFalseCluster => vec![json!({ "a": true }), json!({ "a": false, "b": true })],
        ItemType::Matching => vec![json!({ "a": "a" }), json!({ "a": "b" })],
        ItemType::Ordering => vec![json!(["a", "b"]), json!(["b", "a"])],
        ItemType::GapFill => vec![json!({ "1": "2023" }), json!({ "1": "15/6/2023" })],
        ItemType::ShortAnswer | ItemType::Numerical | ItemType::Essay => vec![json!("1"), json!("12"), Value::Null],
    }
}

/// A save as it is sent.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sent {
    pub slot: i32,
    pub seq: i64,
    /// The response as JSON text.
    pub response: String,
}

/// What came back: status, the header `Retry-After`, the body.
pub struct Reply {
    pub status: u16,
    pub retry_after: Option<u32>,
    pub body: Value,
}

pub fn client() -> Client {
    Client::builder().timeout(Duration::from_secs(10)).finish()
}

impl Taker {
    /// The next save: any slot, any response it can have, a higher number than before.
    pub fn next(&self, dice: &mut DrawStream, last: &mut BTreeMap<i32, i64>) -> Sent {
        let (slot, responses) = &self.slots[dice.below(self.slots.len())];
        let seq = last.entry(*slot).and_modify(|seq| *seq += 1).or_insert(1);
        Sent { slot: *slot, seq: *seq, response: responses[dice.below(responses.len())].to_string() }
    }

    /// Sends it once.
    pub async fn save(&self, client: &Client, base: &str, save: &Sent) -> Result<Reply, SendRequestError> {
        let path = format!("{base}/api/v1/attempts/{}/responses/{}", self.attempt, save.slot);
        let request =
            client.put(path).insert_header((header::COOKIE, self.cookie.as_str())).insert_header(("x-csrf-token", self.token.as_str()));
        let body = format!(r#"{{"seq":{},"response":{}}}"#, save.seq, save.response);
        let mut answer = request.insert_header((header::CONTENT_TYPE, "application/json")).send_body(body).await?;
        let status = answer.status().as_u16();
        let retry_after = answer.headers().get(header::RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
        // An answer that is cut off acknowledges nothing.
        let bytes = answer.body().await.map_err(|error| SendRequestError::Body(error.into()))?;
        Ok(Reply { status, retry_after, body: serde_json::from_slice(&bytes).unwrap_or(Value::Null) })
    }

    /// What the service says is saved, by slot.
    pub async fn stored(&self, client: &Client, base: &str) -> Vec<Sent> {
        let path = format!("{base}/api/v1/attempts/{}", self.attempt);
        let mut answer = client.get(path).insert_header((header::COOKIE, self.cookie.as_str())).send().await.expect("the service answers");
        assert_eq!(answer.status().as_u16(), 200);
        let body: Value = serde_json::from_slice(&answer.body().limit(1024 * 1024).await.expect("a body")).expect("JSON");
        let line = |line: &Value| Sent {
            slot: i32::try_from(line["slot"].as_i64().expect("a slot")).expect("small"),
            seq: line["seq"].as_i64().expect("a number"),
            response: line["response"].to_string(),
        };
        body["responses"].as_array().expect("responses").iter().map(line).collect()
    }
}

/// What one taker has sent, and what was acknowledged of it.
#[derive(Default)]
pub struct Ledger {
    sent: BTreeSet<Sent>,
    acknowledged: BTreeMap<i32, Sent>,
}

impl Ledger {
    pub fn send(&mut self, save: &Sent) {
        self.sent.insert(save.clone());
    }

    pub fn acknowledge(&mut self, save: &Sent) {
        let newest = self.acknowledged.entry(save.slot).or_insert_with(|| save.clone());
        if newest.seq < save.seq {
            *newest = save.clone();
        }
    }

    /// Fails unless what is stored is everything that was acknowledged, or newer, once, and nothing that was never sent.
    pub fn compare(&self, stored: &[Sent]) {
        let by_slot: BTreeMap<i32, &Sent> = stored.iter().map(|save| (save.slot, save)).collect();
        assert_eq!(by_slot.len(), stored.len(), "a slot is stored twice: {stored:?}");
        for kept in stored {
            assert!(self.sent.contains(kept), "{kept:?} was never sent");
        }
        for (slot, acknowledged) in &self.acknowledged {
            match by_slot.get(slot) {
                Some(kept) => assert!(kept.seq >= acknowledged.seq, "{acknowledged:?} was acknowledged, but {kept:?} is stored"),
                None => panic!("{acknowledged:?} was acknowledged, but nothing is stored"),
            }
            // Of the same number there can be only one response: `sent` holds one for each.
        }
    }
}

/// Random choices that can be made again: `CRASH_SEED` repeats a run's.
pub fn seed() -> Seed {
    let given =
        std::env::var("CRASH_SEED").ok().and_then(|text| hocthi::kernel::text::from_hex(&text)).and_then(|bytes| bytes.try_into().ok());
    let seed = given.map_or_else(|| Seed::fresh(&SystemEntropy), Seed);
    println!("CRASH_SEED={}", hocthi::kernel::text::hex(&seed.0));
    seed
}
