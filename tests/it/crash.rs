//! What is acknowledged is kept: the real program, killed in the middle of its work, again and again.
//!
//! A kill proves nothing about power cuts, since the page cache survives it; that the fsync comes before the
//! answer is shown by the order of system calls instead.

mod people;
mod service;

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::Rc,
    time::{Duration, Instant},
};

use actix_web::rt::time::sleep;
use futures_util::future::join_all;
use hocthi::kernel::{Seed, rng::DrawStream};

use crate::support::Backend;
use people::{Ledger, Taker, client, prepare, seed};
use service::Service;

const TAKERS: usize = 40;
/// Times the service is killed.
const KILLS: usize = 6;
/// Saves acknowledged between two kills, at least.
const SAVES_BETWEEN_KILLS: usize = 350;

/// Takers at work, whether or not there is a service to work with.
struct Hall {
    takers: Vec<Taker>,
    ledgers: Vec<RefCell<Ledger>>,
    base: RefCell<Option<String>>,
    acknowledged: Cell<usize>,
    over: Cell<bool>,
}

impl Hall {
    fn new(takers: Vec<Taker>) -> Rc<Self> {
        let ledgers = takers.iter().map(|_| RefCell::default()).collect();
        Rc::new(Self { takers, ledgers, base: RefCell::default(), acknowledged: Cell::new(0), over: Cell::new(false) })
    }

    /// Compares every ledger with what the service has.
    async fn compare(&self, base: &str) {
        let client = client();
        for (taker, ledger) in self.takers.iter().zip(&self.ledgers) {
            // Read first: the taker goes on writing into the ledger while the answer is awaited.
            let stored = taker.stored(&client, base).await;
            ledger.borrow().compare(&stored);
        }
    }
}

/// One taker: saves after saves, each sent again until it is answered, or given up for a newer one.
async fn take(hall: Rc<Hall>, number: usize, seed: Seed) {
    let (taker, ledger) = (&hall.takers[number], &hall.ledgers[number]);
    let (client, mut dice, mut last) = (client(), DrawStream::new(seed, &format!("taker {number}")), BTreeMap::new());
    while !hall.over.get() {
        let save = taker.next(&mut dice, &mut last);
        ledger.borrow_mut().send(&save);
        while !hall.over.get() {
            let base = hall.base.borrow().clone();
            let reply = match base {
                Some(base) => taker.save(&client, &base, &save).await.ok(),
                None => None,
            };
            match reply.map(|reply| (reply.status, reply.body)) {
                Some((200, body)) => {
                    assert_eq!((body["slot"].as_i64(), body["seq"].as_i64()), (Some(i64::from(save.slot)), Some(save.seq)), "{body}");
                    ledger.borrow_mut().acknowledge(&save);
                    hall.acknowledged.set(hall.acknowledged.get() + 1);
                    break;
                }
                Some((503, _)) | None => sleep(Duration::from_millis(20)).await,
                Some((status, body)) => panic!("{save:?} was answered {status}: {body}"),
            }
            if dice.below(4) == 0 {
                break;
            }
        }
    }
}

async fn survives_sigkill(backend: Backend) {
    let seed = seed();
    let mut moments = DrawStream::new(seed, "moments");
    let (prepared, takers) = prepare(backend, TAKERS).await;
    let hall = Hall::new(takers);
    let mut service = Service::start(&prepared, &[]);
    hall.base.replace(Some(service.base.clone()));
    let working: Vec<_> = (0..TAKERS).map(|number| actix_web::rt::spawn(take(Rc::clone(&hall), number, seed))).collect();
    for kill in 1..=KILLS {
        let (until, patience) = (kill * SAVES_BETWEEN_KILLS, Instant::now() + Duration::from_secs(60));
        while hall.acknowledged.get() < until {
            assert!(Instant::now() < patience, "only {} saves were acknowledged", hall.acknowledged.get());
            assert!(!working.iter().any(actix_web::rt::task::JoinHandle::is_finished), "a taker gave up");
            sleep(Duration::from_millis(5)).await;
        }
        sleep(Duration::from_micros(moments.below(40_000) as u64)).await;
        service.kill();
        hall.base.replace(None);
        // Answers that were on their way are read before the ledgers are compared.
        sleep(Duration::from_millis(50)).await;
        service = Service::start(&prepared, &[]);
        hall.compare(&service.base).await;
        hall.base.replace(Some(service.base.clone()));
    }
    hall.over.set(true);
    for outcome in join_all(working).await {
        outcome.expect("no taker met an answer that cannot be");
    }
    let acknowledged = hall.acknowledged.get();
    assert!(acknowledged >= 2_000, "{acknowledged}");
    println!("{acknowledged} acknowledged saves, {KILLS} kills");
    hall.compare(&service.base).await;
}

mod every_acknowledged_response_survives_sigkill {
    use super::*;

    #[actix_web::test]
    async fn sqlite() {
        survives_sigkill(Backend::Sqlite).await;
    }

    #[actix_web::test]
    async fn postgres() {
        survives_sigkill(Backend::Postgres).await;
    }
}

#[actix_web::test]
async fn a_full_queue_answers_503_with_retry_after_and_loses_nothing() {
    let (prepared, takers) = prepare(Backend::Sqlite, 64).await;
    let hall = Hall::new(takers);
    // A queue of one, so that the burst overflows it.
    let service = Service::start(&prepared, &[("HOCTHI_WRITE_QUEUE", "1")]);
    let (base, seed) = (service.base.clone(), seed());
    let bursts = hall.takers.iter().zip(&hall.ledgers).enumerate().map(|(number, (taker, ledger))| {
        let base = &base;
        async move {
            let (client, mut dice, mut last) = (client(), DrawStream::new(seed, &format!("taker {number}")), BTreeMap::new());
            let mut refused = 0;
            for _ in 0..15 {
                let save = taker.next(&mut dice, &mut last);
                ledger.borrow_mut().send(&save);
                let reply = taker.save(&client, base, &save).await.expect("an answer");
                match reply.status {
                    200 => ledger.borrow_mut().acknowledge(&save),
                    503 => {
                        assert!(reply.retry_after.is_some_and(|seconds| (1..=60).contains(&seconds)), "{:?}", reply.retry_after);
                        assert_eq!(reply.body["code"], "storage_unavailable");
                        refused += 1;
                    }
                    status => panic!("{status}: {}", reply.body),
                }
            }
            refused
        }
    });
    let refused: usize = join_all(bursts).await.into_iter().sum();
    assert!(refused > 0, "the queue never filled");
    assert!(refused < 64 * 15, "nothing was accepted");
    service.kill();
    let service = Service::start(&prepared, &[]);
    hall.compare(&service.base).await;
}

/// One save in the log of system calls: what happened between its arrival and its answer.
#[derive(Debug, Default)]
struct Trace {
    arrived: bool,
    /// Files that were synced, successfully, in between.
    synced: Vec<String>,
    answered: bool,
}

impl Trace {
    /// Follows a log of `strace -f -y`: calls that others interrupt stand on two lines, `unfinished` and `resumed`.
    fn read(log: &str) -> Self {
        let mut trace = Self::default();
        let mut begun: BTreeMap<&str, &str> = BTreeMap::new();
        for line in log.lines() {
            let Some((pid, call)) = line.split_once(char::is_whitespace) else { continue };
            let (call, rest) = if let Some(call) = call.trim_start().strip_suffix("<unfinished ...>") {
                begun.insert(pid, call);
                // An answer may be read by its receiver from the moment the call begins.
                (call, "")
            } else if let Some((_, rest)) = call.split_once(" resumed>") {
                (begun.remove(pid).unwrap_or_default(), rest)
            } else {
                (call.trim_start(), call)
            };
            let is = |names: &[&str]| names.iter().any(|name| call.starts_with(name));
            let text = |wanted: &str| call.contains(wanted) || rest.contains(wanted);
            if is(&["recv", "read"]) && text("PUT /api/v1/attempts/") {
                trace.arrived = true;
            } else if trace.arrived && is(&["fsync(", "fdatasync("]) && rest.trim_end().ends_with("= 0") {
                trace.synced.push(call.to_owned());
            } else if trace.arrived && is(&["send", "write"]) && text("HTTP/1.1 200") {
                trace.answered = true;
                break;
            }
        }
        trace
    }
}

#[actix_web::test]
async fn the_log_is_synced_to_disk_before_the_answer_is_sent() {
    let (prepared, takers) = prepare(Backend::Sqlite, 1).await;
    let log = prepared.folder().join("system-calls");
    let service = Service::start_traced(&prepared, "fsync,fdatasync,sendto,sendmsg,write,writev,recvfrom,recvmsg,read", &log);
    let (client, mut dice, mut last) = (client(), DrawStream::new(seed(), "one"), BTreeMap::new());
    let reply = takers[0].save(&client, &service.base, &takers[0].next(&mut dice, &mut last)).await.expect("an answer");
    assert_eq!(reply.status, 200);
    service.kill();
    let text = std::fs::read_to_string(&log).unwrap_or_default();
    assert!(!text.trim().is_empty(), "strace wrote nothing: this test needs permission to trace (ptrace), which containers may withhold");
    let trace = Trace::read(&text);
    assert!(trace.arrived && trace.answered, "the save is not in the log: {trace:?}");
    assert!(
        trace.synced.iter().any(|call| call.contains("-wal>")),
        "no sync of the write-ahead log stands between arrival and answer: {trace:?}"
    );
}

#[test]
fn a_trace_is_read_in_the_order_of_its_calls() {
    let good = "1 recvfrom(9<socket>, \"PUT /api/v1/attempts/0/responses/1\", 80, 0, NULL, NULL) = 80\n\
         2 fdatasync(7</tmp/x.sqlite3-wal> <unfinished ...>\n\
         1 read(4<eventfd>, \"\", 8) = 8\n\
         2 <... fdatasync resumed>)          = 0\n\
         1 sendto(9<socket>, \"HTTP/1.1 200 OK\", 80, 0, NULL, 0) = 80\n";
    let trace = Trace::read(good);
    assert!(trace.arrived && trace.answered && trace.synced.len() == 1, "{trace:?}");
    let failed = good.replace("resumed>)          = 0", "resumed>)          = -1 EIO (Input/output error)");
    assert!(Trace::read(&failed).synced.is_empty());
    // The answer begins before the sync has ended.
    let lines: Vec<&str> = good.lines().collect();
    let early = [lines[0], lines[1], lines[4], lines[3]].join("\n");
    assert!(Trace::read(&early).synced.is_empty());
}

#[test]
fn a_ledger_notices_what_is_lost_made_up_or_doubled() {
    use people::Sent;
    let save = |slot, seq, response: &str| Sent { slot, seq, response: response.to_owned() };
    let mut ledger = Ledger::default();
    for sent in [save(1, 1, "\"a\""), save(1, 2, "\"b\""), save(2, 1, "true")] {
        ledger.send(&sent);
    }
    ledger.acknowledge(&save(1, 1, "\"a\""));
    let fails = |stored: Vec<Sent>| std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| ledger.compare(&stored))).is_err();
    assert!(!fails(vec![save(1, 1, "\"a\"")]), "what was acknowledged is there");
    assert!(!fails(vec![save(1, 2, "\"b\""), save(2, 1, "true")]), "a newer one came through without its answer");
    assert!(fails(vec![]), "lost");
    assert!(fails(vec![save(1, 1, "\"b\"")]), "changed");
    assert!(fails(vec![save(1, 1, "\"a\""), save(3, 1, "true")]), "made up");
    assert!(fails(vec![save(1, 1, "\"a\""), save(1, 2, "\"b\"")]), "doubled");
}

/// People of the batch that is killed in the middle.
const HOLDERS: usize = 3_000;

async fn a_killed_batch_goes_on(backend: Backend) {
    use hocthi::{certification, kernel::ids::IssueBatchId, storage::Db};
    let world = crate::support::World::new(backend);
    let id: IssueBatchId = crate::programmes::with_a_batch_of(&world, HOLDERS).await;
    let prepared = people::take_out(&world);
    let (db, _) = Db::open(&prepared.url, hocthi::storage::Options { connections: 2, queue: 16 }).expect("opens");
    let numbers = || db.read_blocking(|conn| certification::ops::numbers_given(conn, "GCN-BTGDV", 2026)).expect("the numbers");
    let service = Service::start(&prepared, &[]);
    let patience = Instant::now() + Duration::from_secs(120);
    while numbers().len() < HOLDERS / 2 {
        assert!(Instant::now() < patience, "only {} were issued", numbers().len());
        sleep(Duration::from_millis(5)).await;
    }
    service.kill();
    let half = numbers();
    assert!(half.len() < HOLDERS, "it was killed too late to prove anything");
    assert_eq!(half, (1..=i32::try_from(half.len()).expect("small")).collect::<Vec<_>>(), "no gap and no double after the kill");
    let marked = db.read_blocking(|conn| certification::issuing::ops::counts(conn, id)).expect("the counts");
    assert_eq!(marked.0, i64::try_from(half.len()).expect("small"), "each certificate is marked in the list");
    // Two processes go on where the database lets them.
    let first = Service::start(&prepared, &[]);
    let second = (backend == Backend::Postgres).then(|| Service::start(&prepared, &[]));
    while numbers().len() < HOLDERS {
        assert!(Instant::now() < patience + Duration::from_secs(120), "only {} were issued", numbers().len());
        sleep(Duration::from_millis(20)).await;
    }
    sleep(Duration::from_millis(1_500)).await;
    first.kill();
    drop(second);
    assert_eq!(numbers(), (1..=i32::try_from(HOLDERS).expect("small")).collect::<Vec<_>>());
    assert!(db.read_blocking(certification::ops::gaps).expect("the registers").is_empty());
    println!("killed after {} of {HOLDERS}", half.len());
}

mod a_batch_of_certificates_survives_sigkill {
    use super::*;

    #[actix_web::test]
    async fn sqlite() {
        a_killed_batch_goes_on(Backend::Sqlite).await;
    }

    #[actix_web::test]
    async fn postgres() {
        a_killed_batch_goes_on(Backend::Postgres).await;
    }
}
