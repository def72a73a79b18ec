//! The opening minute of a round: so many people wait for it, each enters at their own moment, answers, submits. Beside
//! them some have been inside all along and go on saving. Afterwards every acknowledged save is looked for in the database.

use std::{
    cell::RefCell,
    collections::HashMap,
    io::{self, IsTerminal},
    net::SocketAddr,
    rc::Rc,
    time::{Duration, Instant},
};

use actix_web::rt::{Runtime, time::sleep};
use serde_json::{Value, json};

use super::{
    Backend, Bench, Running, Variant, cannot, enough_files,
    histogram::Histogram,
    people::{Taker, World, sitting},
    report::show,
    rounds, stop_on_interrupt,
    wire::{BROWSER_HEADERS, Wire},
};
use crate::{
    cli::{Failure, Outcome, say::Say},
    contests::entering,
    kernel::{
        Clock, Problem, Timestamp,
        clock::SystemClock,
        ids::{AttemptId, PersonId},
        rng::SystemEntropy,
    },
    quiz::{self, chaining},
    storage::{Db, Options},
};

/// Most people at once.
const MOST: usize = 9_000;
/// People who have been inside all along, and the pause between two saves of each.
const INSIDERS: usize = 64;
const INSIDER_PAUSE: Duration = Duration::from_millis(250);
/// Saves of each newcomer, and the pause before each.
const SAVES: i32 = 6;
const PAUSE: Duration = Duration::from_millis(500);
/// Between the preparation and the opening.
const LEAD_SECONDS: i64 = 12;
/// An opening that lasts longer has failed.
const LONGEST: Duration = Duration::from_secs(300);

/// What one opening came to.
#[derive(Default)]
struct Opened {
    backend: &'static str,
    takers: usize,
    /// Seconds from the opening until the last one had their paper.
    everyone_in: f64,
    /// From the own moment to the paper, and the last request of it alone.
    waits: Histogram,
    starts: Histogram,
    /// The page of the paper.
    pages: Histogram,
    saves: Histogram,
    submissions: Histogram,
    /// Saves of those who were inside all along, before and after the opening.
    insiders_before: Histogram,
    insiders_after: Histogram,
    /// 503 to newcomers, and anything but 200 to those inside.
    refusals: u32,
    errors: u32,
    acknowledged: usize,
    lost: usize,
    broken_chains: usize,
    memory_before: Option<f64>,
    memory_peak: Option<f64>,
    cpu_seconds: Option<f64>,
}

type Tally = Rc<RefCell<Opened>>;
/// The highest acknowledged sequence, by person and slot.
type Ledger = Rc<RefCell<HashMap<(PersonId, i32), i64>>>;

pub fn run(say: &Say, sizes: &[usize], as_json: bool) -> Outcome {
    if sizes.iter().any(|size| !(1..=MOST).contains(size)) {
        return Err(Failure::Message("bench-opening", vec![("most", MOST.to_string())]));
    }
    enough_files(sizes.iter().copied().max().unwrap_or(0) + INSIDERS)?;
    let bench = Bench { say, seconds: 0, stop: stop_on_interrupt(), shows_progress: io::stderr().is_terminal() };
    let mut all = Vec::new();
    for backend in &Backend::all() {
        for takers in sizes {
            bench.go_on()?;
            let opened = bench.open(backend, *takers)?;
            if !as_json {
                opened.say(say);
            }
            all.push(opened.json());
        }
    }
    if as_json {
        println!("{}", json!({ "debug_build": cfg!(debug_assertions), "insiders": INSIDERS, "saves_each": SAVES, "openings": all }));
    }
    Ok(())
}

impl Bench<'_> {
    fn open(&self, backend: &Backend, takers: usize) -> Result<Opened, Failure> {
        self.progress("cli-bench-preparing", &[("takers", takers.to_string())]);
        let mut world = World::prepare_people(self.say, backend, takers + INSIDERS)?;
        let inside: Vec<PersonId> = world.takers[..INSIDERS].iter().map(|taker| taker.person).collect();
        let sittings = world.prepare_more(move |conn| {
            let begin = |person: &PersonId| {
                let now = SystemClock.now();
                let (id, _) = entering::start(conn, now, &SystemEntropy, &rounds::name(rounds::RUNNING), *person)?;
                sitting(conn, id, *person)
            };
            inside.iter().map(begin).collect::<Result<Vec<_>, Problem>>()
        })?;
        for (taker, sitting) in world.takers.iter_mut().zip(sittings) {
            taker.at_round = Some(sitting);
        }
        // Copying takes longer with more people; the round opens only after it.
        let opens_at = SystemClock.now().plus_seconds(LEAD_SECONDS + i64::try_from(takers / 500).unwrap_or(0));
        world.prepare_more(move |conn| rounds::create(conn, rounds::OPENING, opens_at))?;
        let server = self.start(Variant::Product, &world, None)?;
        if SystemClock.now() >= opens_at.plus_seconds(-3) {
            return Err(cannot(&self.say.text("cli-bench-opening-late", &[])));
        }
        self.progress("cli-bench-opening-waits", &[("takers", takers.to_string())]);
        let tally = Tally::new(RefCell::new(Opened { backend: backend.code(), takers, ..Opened::default() }));
        let ledger = Ledger::default();
        let (insiders, newcomers) = world.takers.split_at(INSIDERS);
        let is_over = Rc::new(std::cell::Cell::new(false));
        let runtime = Runtime::new().map_err(|error| cannot(&error))?;
        let began = Instant::now();
        let opening = began + until(opens_at);
        let all = async {
            let coming = async {
                let each = newcomers.iter().map(|taker| come(taker, server.address, opening, &tally, &ledger));
                futures_util::future::join_all(each).await;
                is_over.set(true);
            };
            let working = futures_util::future::join_all(
                insiders.iter().map(|taker| go_on_saving(taker, server.address, opening, &is_over, &tally, &ledger)),
            );
            let watching = async {
                sleep(opening.saturating_duration_since(Instant::now()).saturating_sub(Duration::from_millis(500))).await;
                tally.borrow_mut().memory_before = server.memory();
                server.cpu_micros()
            };
            let ((), _, cpu) = futures_util::future::join3(coming, working, watching).await;
            cpu
        };
        let cpu_before = runtime
            .block_on(async { actix_web::rt::time::timeout(LONGEST, all).await })
            .map_err(|_| cannot(&self.say.text("cli-bench-opening-long", &[])))?;
        let cpu = cpu_before.zip(server.cpu_micros()).map(|(before, after)| Duration::from_micros(after - before).as_secs_f64());
        let mut opened = tally.take();
        opened.cpu_seconds = cpu;
        opened.memory_peak = server.peak_memory();
        self.progress("cli-bench-opening-checks", &[]);
        check(&server, &ledger.take(), &mut opened)?;
        Ok(opened)
    }
}

fn until(at: Timestamp) -> Duration {
    Duration::from_micros(u64::try_from(at.micros() - SystemClock.now().micros()).unwrap_or(0))
}

fn micros(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_micros()).unwrap_or(u64::MAX)
}

/// A connection that is made anew when the server has closed it for want of use, as browsers do.
struct Line {
    wire: Option<Wire>,
    address: SocketAddr,
}

impl Line {
    async fn ask(&mut self, request: &[u8]) -> io::Result<u16> {
        if let Some(wire) = &mut self.wire
            && let Ok(status) = wire.exchange(request).await
        {
            return Ok(status);
        }
        let mut wire = Wire::connect(self.address).await?;
        let status = wire.exchange(request).await;
        self.wire = Some(wire);
        status
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.wire.as_ref().and_then(|wire| wire.header(name))
    }

    fn body(&self) -> &[u8] {
        self.wire.as_ref().map(Wire::body).unwrap_or_default()
    }
}

fn request(taker: &Taker, address: SocketAddr, method: &str, path: &str, kind: &str, ticket: &str, body: &str) -> Vec<u8> {
    let credentials = if ticket.is_empty() {
        taker.credentials.clone()
    } else {
        taker.credentials.replacen("cookie: ", &format!("cookie: {ticket}; "), 1)
    };
    format!(
        "{method} {path} HTTP/1.1\r\nhost: {address}\r\n{BROWSER_HEADERS}{credentials}content-type: {kind}\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

/// Somebody who waits, enters at their own moment, answers and submits, as the pages do.
async fn come(taker: &Taker, address: SocketAddr, opening: Instant, tally: &Tally, ledger: &Ledger) {
    let mut line = Line { wire: None, address };
    // People come to the waiting room one after another.
    let spread = opening.saturating_duration_since(Instant::now()).saturating_sub(Duration::from_secs(2));
    sleep(spread.mul_f64(f64::from(taker.person.uuid().as_bytes()[15]) / 256.0)).await;
    let path = format!("/api/v1/rounds/{}/opening", rounds::name(rounds::OPENING));
    if line.ask(&request(taker, address, "GET", &path, JSON, "", "")).await.ok() != Some(200) {
        tally.borrow_mut().errors += 1;
        return;
    }
    let told: Value = serde_json::from_slice(line.body()).unwrap_or_default();
    let moment = Instant::now() + Duration::from_millis(told["enters_in_ms"].as_u64().unwrap_or(0));
    sleep(moment.saturating_duration_since(Instant::now())).await;
    let Some(attempt) = enter(&mut line, taker, moment, opening, tally).await else { return };
    let page = Instant::now();
    if line.ask(&request(taker, address, "GET", &format!("/luot-lam/{attempt}"), JSON, "", "")).await.ok() != Some(200) {
        tally.borrow_mut().errors += 1;
    }
    tally.borrow_mut().pages.add(micros(page));
    for slot in 1..=SAVES {
        sleep(PAUSE).await;
        // Null is a response that any item can have: the paper is not looked at.
        save(&mut line, taker, &attempt, (slot, 1), "null", tally, ledger, |tally| &mut tally.saves).await;
    }
    let began = Instant::now();
    match line.ask(&request(taker, address, "POST", &format!("/api/v1/attempts/{attempt}/submission"), JSON, "", "")).await {
        Ok(200 | 201) => tally.borrow_mut().submissions.add(micros(began)),
        _ => tally.borrow_mut().errors += 1,
    }
}

/// Asks to begin until it is granted, coming back when the server says.
async fn enter(line: &mut Line, taker: &Taker, moment: Instant, opening: Instant, tally: &Tally) -> Option<String> {
    let body = format!("csrf_token={}", taker.csrf_token);
    let mut ticket = String::new();
    loop {
        let began = Instant::now();
        let asked = request(taker, line.address, "POST", &rounds::page(rounds::OPENING), FORM, &ticket, &body);
        match line.ask(&asked).await {
            Ok(303) => {
                let attempt = line.header("location").and_then(|to| to.strip_prefix("/luot-lam/")).map(str::to_owned);
                let mut tally = tally.borrow_mut();
                tally.starts.add(micros(began));
                tally.waits.add(micros(moment));
                tally.everyone_in = tally.everyone_in.max(opening.elapsed().as_secs_f64());
                return attempt;
            }
            Ok(503) => {
                tally.borrow_mut().refusals += 1;
                let seconds = line.header("retry-after").and_then(|text| text.parse().ok()).unwrap_or(1);
                if let Some(cookie) = line.header("set-cookie").and_then(|text| text.split(';').next()) {
                    cookie.clone_into(&mut ticket);
                }
                sleep(Duration::from_secs(seconds)).await;
            }
            _ => {
                tally.borrow_mut().errors += 1;
                sleep(Duration::from_secs(1)).await;
            }
        }
    }
}

#[allow(clippy::too_many_arguments)] // who saves what, where it is counted
async fn save(
    line: &mut Line,
    taker: &Taker,
    attempt: &str,
    (slot, seq): (i32, i64),
    response: &str,
    tally: &Tally,
    ledger: &Ledger,
    place: fn(&mut Opened) -> &mut Histogram,
) {
    let path = format!("/api/v1/attempts/{attempt}/responses/{slot}");
    let asked = request(taker, line.address, "PUT", &path, JSON, "", &format!(r#"{{"seq":{seq},"response":{response}}}"#));
    let began = Instant::now();
    if line.ask(&asked).await.ok() == Some(200) {
        place(&mut tally.borrow_mut()).add(micros(began));
        ledger.borrow_mut().insert((taker.person, slot), seq);
    } else {
        tally.borrow_mut().errors += 1;
    }
}

/// Somebody inside an attempt at another round, until everybody else is done.
async fn go_on_saving(
    taker: &Taker,
    address: SocketAddr,
    opening: Instant,
    is_over: &std::cell::Cell<bool>,
    tally: &Tally,
    ledger: &Ledger,
) {
    let Some(sitting) = &taker.at_round else { return };
    let (attempt, mut line, mut seq) = (sitting.attempt.to_string(), Line { wire: None, address }, 0);
    while !is_over.get() {
        sleep(INSIDER_PAUSE).await;
        seq += 1;
        let (slot, responses) = &sitting.slots[usize::try_from(seq).unwrap_or(0) % sitting.slots.len()];
        let place: fn(&mut Opened) -> &mut Histogram =
            if Instant::now() < opening { |tally| &mut tally.insiders_before } else { |tally| &mut tally.insiders_after };
        save(&mut line, taker, &attempt, (*slot, seq), responses[0], tally, ledger, place).await;
    }
}

/// Looks for every acknowledged save in the database, and at every chain.
fn check(server: &Running, ledger: &HashMap<(PersonId, i32), i64>, opened: &mut Opened) -> Result<(), Failure> {
    let (db, _) = Db::open(&server.url, Options { connections: 1, queue: 1 })?;
    let (kept, broken) = db.read_blocking(|conn| {
        let mut kept = HashMap::new();
        let mut broken = 0;
        for contest in [rounds::RUNNING, rounds::OPENING] {
            let (_, round) = crate::contests::ops::round_named(conn, &rounds::name(contest))?;
            for (attempt, standing) in quiz::rounds::all_of_quiz(conn, round.quiz_id)? {
                kept.extend(standing.into_iter().map(|(slot, seq, _)| ((attempt.person_id, slot), seq)));
                let id: AttemptId = attempt.id;
                broken += usize::from(chaining::check(conn, id)?.is_some());
            }
        }
        Ok::<_, Problem>((kept, broken))
    })?;
    opened.acknowledged = ledger.len();
    opened.lost = ledger.iter().filter(|(place, seq)| kept.get(*place).is_none_or(|stands| stands < *seq)).count();
    opened.broken_chains = broken;
    Ok(())
}

impl Opened {
    fn per_second(&self) -> f64 {
        f64::from(self.waits.total()) / self.everyone_in.max(0.001)
    }

    fn say(&self, say: &Say) {
        let quantiles =
            |histogram: &Histogram| format!("{} / {}", show(histogram.quantile_ms(500), 1), show(histogram.quantile_ms(990), 1));
        let optional = |value: Option<f64>, decimals| value.map_or_else(|| "–".to_owned(), |value| show(value, decimals));
        say.line(
            "cli-bench-opening-title",
            &[("database", self.backend.to_owned()), ("takers", self.takers.to_string()), ("in", self.waits.total().to_string())],
        );
        say.line(
            "cli-bench-opening-in",
            &[
                ("seconds", show(self.everyone_in, 1)),
                ("rate", show(self.per_second(), 0)),
                ("wait", quantiles(&self.waits)),
                ("start", quantiles(&self.starts)),
                ("page", quantiles(&self.pages)),
                ("refusals", self.refusals.to_string()),
            ],
        );
        say.line(
            "cli-bench-opening-saves",
            &[
                ("save", quantiles(&self.saves)),
                ("submission", quantiles(&self.submissions)),
                ("before", quantiles(&self.insiders_before)),
                ("after", quantiles(&self.insiders_after)),
                ("errors", self.errors.to_string()),
            ],
        );
        say.line(
            "cli-bench-opening-kept",
            &[
                ("acknowledged", self.acknowledged.to_string()),
                ("lost", self.lost.to_string()),
                ("broken", self.broken_chains.to_string()),
                ("before", optional(self.memory_before, 0)),
                ("peak", optional(self.memory_peak, 0)),
                ("cpu", optional(self.cpu_seconds, 1)),
            ],
        );
    }

    fn json(&self) -> Value {
        let quantiles = |histogram: &Histogram| json!({ "n": histogram.total(), "p50_ms": histogram.quantile_ms(500), "p99_ms": histogram.quantile_ms(990) });
        json!({
            "database": self.backend,
            "takers": self.takers,
            "everyone_in_s": self.everyone_in,
            "starts_per_s": self.per_second(),
            "wait": quantiles(&self.waits),
            "start": quantiles(&self.starts),
            "page": quantiles(&self.pages),
            "save": quantiles(&self.saves),
            "submission": quantiles(&self.submissions),
            "insider_save_before": quantiles(&self.insiders_before),
            "insider_save_after": quantiles(&self.insiders_after),
            "refusals_503": self.refusals,
            "errors": self.errors,
            "acknowledged": self.acknowledged,
            "lost": self.lost,
            "broken_chains": self.broken_chains,
            "memory_before_mib": self.memory_before,
            "memory_peak_mib": self.memory_peak,
            "server_cpu_s": self.cpu_seconds,
        })
    }
}
