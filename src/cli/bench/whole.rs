//! A whole attempt: start, the page, twenty saves, submission, the result; one after another, for the processor
//! time that one attempt costs the server.

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
/// Attempts taken before anything counts.
const WARM_UP: usize = 10;

/// What a whole attempt costs.
pub struct Whole {
    backend: &'static str,
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
                ("attempts", self.attempts.to_string()),
            ],
        );
    }

    pub fn json(&self) -> Value {
        json!({ "database": self.backend, "attempts": self.attempts, "saves": SAVES, "server_cpu_ms": self.cpu_ms, "wall_ms": self.wall_ms })
    }
}

/// Takes one attempt for each of the people.
pub fn measure(bench: &Bench<'_>, backend: &'static str, server: &Running, world: &World) -> Result<Whole, Failure> {
    // Only to look up what is right: the right answers lead to a certificate, the dearest end of an attempt.
    let (db, _) = Db::open(&server.url, Options { connections: 1, queue: 1 })?;
    let runtime = actix_web::rt::Runtime::new().map_err(|error| cannot(&error))?;
    let mut wire = runtime.block_on(Wire::connect(server.address)).map_err(|error| cannot(&error))?;
    let (mut before, mut began, mut attempts) = (server.cpu_micros(), std::time::Instant::now(), 0);
    for (number, taker) in world.takers.iter().enumerate() {
        bench.go_on()?;
        if number == WARM_UP.min(world.takers.len() / 2) {
            (before, began, attempts) = (server.cpu_micros(), std::time::Instant::now(), 0);
        }
        runtime.block_on(take(&mut wire, server, &db, taker))?;
        attempts += 1;
        if (number + 1) % 50 == 0 {
            bench.progress("cli-bench-attempts-done", &[("done", (number + 1).to_string()), ("total", world.takers.len().to_string())]);
        }
    }
    let each = f64::from(u32::try_from(attempts.max(1)).unwrap_or(1));
    let cpu = before
        .zip(server.cpu_micros())
        .map(|(before, after)| std::time::Duration::from_micros(after - before).as_secs_f64() * 1_000.0 / each);
    Ok(Whole { backend, attempts, cpu_ms: cpu, wall_ms: began.elapsed().as_secs_f64() * 1_000.0 / each })
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
