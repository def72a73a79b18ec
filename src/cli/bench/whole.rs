//! A whole attempt: start, the page, twenty saves, submission, the result; for the processor time that one attempt
//! costs the server, alone and when many take theirs at once.

use serde_json::{Value, json};

use super::{
    Bench, Running, cannot,
    people::{Taker, World},
    report::show,
    wire::{BROWSER_HEADERS, Wire},
};
use crate::{
    bank,
    cli::{Failure, say::Say},
    kernel::{
        Problem,
        ids::{AttemptId, PersonId},
    },
    quiz,
    storage::{Db, Options},
};

/// Saves in each attempt.
const SAVES: usize = 20;
/// Attempts taken alone, and by how many at once the others.
const ALONE: usize = 100;
const TOGETHER: (usize, usize) = (64, 640);
/// Attempts taken before anything counts.
const WARM_UP: usize = 10;
/// People who take one each.
pub const PEOPLE: usize = WARM_UP + ALONE + TOGETHER.1;

/// What a whole attempt costs.
pub struct Whole {
    backend: &'static str,
    at_once: usize,
    attempts: usize,
    /// Processor time of the server for one attempt, in milliseconds.
    cpu_ms: Option<f64>,
    /// Time on the clock for one attempt, in milliseconds.
    wall_ms: f64,
}

impl Whole {
    pub fn say(&self, say: &Say) {
        let cpu = self.cpu_ms.map_or_else(|| "–".to_owned(), |cpu| show(cpu, 2));
        say.line(
            "cli-bench-attempt",
            &[
                ("database", self.backend.to_owned()),
                ("cpu", cpu),
                ("wall", show(self.wall_ms, 1)),
                ("at_once", self.at_once.to_string()),
                ("attempts", self.attempts.to_string()),
            ],
        );
    }

    pub fn json(&self) -> Value {
        json!({ "database": self.backend, "at_once": self.at_once, "attempts": self.attempts, "saves": SAVES, "server_cpu_ms": self.cpu_ms, "wall_ms": self.wall_ms })
    }
}

/// Takes one attempt for each of the people: some alone, one after another, then the others many at once.
pub fn measure(bench: &Bench<'_>, backend: &'static str, server: &Running, world: &World) -> Result<Vec<Whole>, Failure> {
    let (warm, rest) = world.takers.split_at(WARM_UP);
    let (alone, together) = rest.split_at(ALONE);
    bench.take_all(server, warm, 1)?;
    [(alone, 1), (together, TOGETHER.0)]
        .into_iter()
        .map(|(takers, at_once)| {
            let (before, began) = (server.cpu_micros(), std::time::Instant::now());
            bench.take_all(server, takers, at_once)?;
            let each = f64::from(u32::try_from(takers.len()).unwrap_or(1));
            let cpu = before
                .zip(server.cpu_micros())
                .map(|(before, after)| std::time::Duration::from_micros(after - before).as_secs_f64() * 1_000.0 / each);
            let lanes = f64::from(u32::try_from(at_once).unwrap_or(1));
            let wall_ms = began.elapsed().as_secs_f64() * 1_000.0 * lanes / each;
            Ok(Whole { backend, at_once, attempts: takers.len(), cpu_ms: cpu, wall_ms })
        })
        .collect()
}

impl Bench<'_> {
    /// An attempt for each taker, this many at once.
    fn take_all(&self, server: &Running, takers: &[Taker], at_once: usize) -> Result<(), Failure> {
        // Only to look up what is right: the right answers lead to a certificate, the dearest end of an attempt.
        let (db, _) = Db::open(&server.url, Options { connections: 1, queue: 1 })?;
        let runtime = actix_web::rt::Runtime::new().map_err(|error| cannot(&error))?;
        let lane = async |takers: &[Taker]| {
            let mut wire = Wire::connect(server.address).await.map_err(|error| cannot(&error))?;
            for taker in takers {
                self.go_on()?;
                take(&mut wire, server, &db, taker).await?;
            }
            Ok::<_, Failure>(())
        };
        let lanes = takers.chunks(takers.len().div_ceil(at_once)).map(lane);
        runtime.block_on(futures_util::future::try_join_all(lanes))?;
        self.progress("cli-bench-attempts-done", &[("done", takers.len().to_string())]);
        Ok(())
    }
}

async fn take(wire: &mut Wire, server: &Running, db: &Db, taker: &Taker) -> Result<(), Failure> {
    let started = ask(wire, server, taker, "POST", "/api/v1/quizzes/kl-57/attempts", "", false).await?;
    let started: Value = serde_json::from_slice(&started).map_err(|error| cannot(&error))?;
    let id: AttemptId = started["id"].as_str().and_then(|id| id.parse().ok()).ok_or_else(|| cannot("POST /attempts"))?;
    ask(wire, server, taker, "GET", &format!("/luot-lam/{id}"), "", true).await?;
    let responses = right_responses(db, id, taker.person)?;
    for (turn, (slot, response)) in responses.iter().cycle().take(SAVES).enumerate() {
        let body = json!({ "seq": turn + 1, "response": response }).to_string();
        ask(wire, server, taker, "PUT", &format!("/api/v1/attempts/{id}/responses/{slot}"), &body, true).await?;
    }
    ask(wire, server, taker, "POST", &format!("/api/v1/attempts/{id}/submission"), "", true).await?;
    ask(wire, server, taker, "GET", &format!("/luot-lam/{id}/ket-qua"), "", true).await?;
    Ok(())
}

/// One request that must succeed; its body as it came.
async fn ask(
    wire: &mut Wire,
    server: &Running,
    taker: &Taker,
    method: &str,
    path: &str,
    body: &str,
    like_browser: bool,
) -> Result<Vec<u8>, Failure> {
    let headers = if like_browser { BROWSER_HEADERS } else { "" };
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: {}\r\n{headers}{}content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        server.address,
        taker.credentials,
        body.len()
    );
    let status = wire.exchange(request.as_bytes()).await.map_err(|error| cannot(&format!("{method} {path}: {error}")))?;
    if (200..300).contains(&status) { Ok(wire.body().to_vec()) } else { Err(cannot(&format!("{method} {path}: {status}"))) }
}

fn right_responses(db: &Db, attempt: AttemptId, person: PersonId) -> Result<Vec<(i32, Value)>, Problem> {
    db.read_blocking(|conn| {
        let slots = quiz::ops::slots(conn, attempt, person)?;
        let keys = bank::keys::keys(conn, &slots.iter().map(|slot| slot.version).collect::<Vec<_>>())?;
        let right = |slot: &quiz::model::Slot| {
            keys.iter().find(|(version, _)| *version == slot.version).map(|(_, key)| (slot.slot, quiz::response::sent_for(slot, key, true)))
        };
        Ok(slots.iter().filter_map(right).collect())
    })
}
