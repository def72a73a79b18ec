//! The load: each taker saves one response after another, the next as soon as the last is acknowledged.

use std::{
    cell::RefCell,
    io::{self, Write},
    net::SocketAddr,
    rc::Rc,
    sync::{
        Barrier,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use actix_web::rt;

use super::{
    cannot,
    child::Child,
    histogram::Histogram,
    people::{Sitting, Taker},
    wire::{BROWSER_HEADERS, Wire},
};
use crate::cli::Failure;

/// Sequence numbers set aside for one measurement, and so the most saves of one taker in it.
pub const SEQ_STEP: i64 = 10_000_000;
/// A taker who meets more errors than this gives up.
const MOST_ERRORS: u32 = 100;

/// What is put on a server, and for how long.
pub struct Load<'a> {
    pub takers: &'a [Taker],
    /// In their attempts at a round, not at a quiz.
    pub at_round: bool,
    /// Sequence numbers rise from here.
    pub first_seq: i64,
    pub length: Duration,
    pub stop: &'a AtomicBool,
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Measured {
    pub per_second: f64,
    pub p50_ms: f64,
    pub p99_ms: f64,
    /// Processor time of the server for each save, in microseconds.
    pub cpu_us: Option<f64>,
    pub errors: u32,
}

#[derive(Default)]
struct Tally {
    latencies: Histogram,
    errors: u32,
}

impl Load<'_> {
    /// Puts the load on the server.
    pub fn run(&self, server: &Child) -> Result<Measured, Failure> {
        // The generator leaves most of the machine to the server.
        let threads = std::thread::available_parallelism().map_or(1, |cores| (cores.get() / 2).clamp(1, 4)).min(self.takers.len());
        let (ready, go) = (Barrier::new(threads + 1), Barrier::new(threads + 1));
        std::thread::scope(|scope| {
            let drivers: Vec<_> = self
                .takers
                .chunks(self.takers.len().div_ceil(threads))
                .map(|takers| scope.spawn(|| self.drive(takers, server.address, &ready, &go)))
                .collect();
            // Fewer chunks than threads would leave a barrier waiting.
            for _ in drivers.len()..threads {
                scope.spawn(|| {
                    ready.wait();
                    go.wait();
                });
            }
            ready.wait();
            let (cpu_before, began) = (server.cpu_micros(), Instant::now());
            go.wait();
            let mut total = Tally::default();
            let mut failed = None;
            for driver in drivers {
                match driver.join() {
                    Ok(Ok(tally)) => {
                        total.latencies.merge(&tally.latencies);
                        total.errors += tally.errors;
                    }
                    Ok(Err(error)) => failed = Some(cannot(&error)),
                    Err(_) => failed = Some(cannot("panic")),
                }
            }
            if let Some(failure) = failed {
                return Err(failure);
            }
            let seconds = began.elapsed().as_secs_f64();
            let cpu = cpu_before
                .zip(server.cpu_micros())
                .map(|(before, after)| Duration::from_micros(after - before).as_secs_f64() * 1_000_000.0);
            let saves = f64::from(total.latencies.total());
            Ok(Measured {
                per_second: saves / seconds,
                p50_ms: total.latencies.quantile_ms(500),
                p99_ms: total.latencies.quantile_ms(990),
                cpu_us: cpu.map(|micros| micros / saves.max(1.0)),
                errors: total.errors,
            })
        })
    }

    /// One thread of the generator.
    fn drive(&self, takers: &[Taker], address: SocketAddr, ready: &Barrier, go: &Barrier) -> io::Result<Tally> {
        let runtime = rt::Runtime::new();
        let wires = runtime.as_ref().map_err(|error| io::Error::other(error.to_string())).and_then(|runtime| {
            runtime.block_on(async {
                let mut wires = Vec::with_capacity(takers.len());
                for _ in takers {
                    wires.push(Wire::connect(address).await?);
                }
                Ok(wires)
            })
        });
        ready.wait();
        go.wait();
        let (runtime, wires) = (runtime?, wires?);
        let tally = Rc::new(RefCell::new(Tally::default()));
        let until = Instant::now() + self.length;
        runtime.block_on(futures_util::future::join_all(
            takers.iter().zip(wires).map(|(taker, wire)| self.take(taker, wire, address, until, &tally)),
        ));
        Ok(tally.take())
    }

    /// One taker, until the time is over.
    async fn take(&self, taker: &Taker, mut wire: Wire, address: SocketAddr, until: Instant, tally: &RefCell<Tally>) {
        let mut request = Vec::with_capacity(1_024);
        let mut errors = 0;
        for seq in self.first_seq..self.first_seq + SEQ_STEP {
            let began = Instant::now();
            if began >= until || errors > MOST_ERRORS || self.stop.load(Ordering::Relaxed) {
                break;
            }
            write_save(&mut request, taker, self.at_round, seq, address);
            match wire.exchange(&request).await {
                Ok(200) => tally.borrow_mut().latencies.add(u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX)),
                outcome => {
                    errors += 1;
                    tally.borrow_mut().errors += 1;
                    if outcome.is_err() {
                        match Wire::connect(address).await {
                            Ok(fresh) => wire = fresh,
                            Err(_) => break,
                        }
                    }
                }
            }
        }
    }
}

/// The request of one save.
fn write_save(request: &mut Vec<u8>, taker: &Taker, at_round: bool, seq: i64, address: SocketAddr) {
    let Some(Sitting { attempt, slots }) = (if at_round { &taker.at_round } else { &taker.at_quiz }) else { return };
    let turn = usize::try_from(seq).unwrap_or(0);
    let (slot, responses) = &slots[turn % slots.len()];
    let response = responses[turn / slots.len() % 2];
    let digits = usize::try_from(seq.ilog10()).unwrap_or(0) + 1;
    let length = r#"{"seq":,"response":}"#.len() + digits + response.len();
    request.clear();
    // Writing to a vector cannot fail.
    let _ = write!(
        request,
        "PUT /api/v1/attempts/{attempt}/responses/{slot} HTTP/1.1\r\nhost: {address}\r\n{BROWSER_HEADERS}{}content-type: application/json\r\n\
         content-length: {length}\r\n\r\n{{\"seq\":{seq},\"response\":{response}}}",
        taker.credentials
    );
}
