//! How long the result of a round of many attempts takes: every paper drawn again, scored, ranked, signed, and then
//! checked as a reader would. The facts are made up beforehand, in memory; reading them from a database is not measured.

use std::time::Instant;

use serde_json::{Value, json};

use super::{cannot, people::folder, report::show};
use crate::{
    bank::model::Key,
    cli::{Failure, Outcome, say::Say, serve},
    config::{Config, Overrides},
    contests::{
        commitment::Frozen,
        computing,
        facts::{AttemptFact, SavedResponse},
        model::Limits,
        ops,
        plan::{ContestPlan, Preset, RoundPlan},
        prediction::Target,
        result_file::{Basis, ResultFile},
        reveal,
        signing::SiteKey,
        verify,
    },
    kernel::{Clock, Problem, clock::SystemClock, rng::SystemEntropy},
    quiz::{receipt::ClosedBy, response::sent_for},
};

const HOUR: i64 = 3_600;
/// Most attempts of a round: several times those of the largest contest that is known (about 660,000 attempts).
const MOST: usize = 2_000_000;
const CONTEST: &str = "do-toc-do";

/// What one size took.
struct Finalized {
    attempts: usize,
    /// Seconds to draw, score and rank.
    make: f64,
    /// Seconds to write and sign.
    sign: f64,
    /// Seconds to read and check.
    verify: f64,
    /// Of the file.
    mib: f64,
    /// The most memory that this process ever held.
    peak_mib: Option<f64>,
}

pub fn run(say: &Say, sizes: &[usize], as_json: bool) -> Outcome {
    if sizes.iter().any(|size| !(1..=MOST).contains(size)) {
        return Err(Failure::Message("bench-finalize", vec![("most", MOST.to_string())]));
    }
    let frozen = frozen(say)?;
    let mut done = Vec::new();
    for size in sizes {
        let one = finalize(&frozen, *size)?;
        if !as_json {
            let seconds = |value| show(value, 2);
            say.line(
                "cli-bench-finalized",
                &[
                    ("attempts", size.to_string()),
                    ("make", seconds(one.make)),
                    ("sign", seconds(one.sign)),
                    ("verify", seconds(one.verify)),
                    ("size", show(one.mib, 0)),
                    ("peak", one.peak_mib.map_or_else(|| "–".to_owned(), |mib| show(mib, 0))),
                ],
            );
        }
        done.push(one);
    }
    if as_json {
        println!("{}", json!({ "debug_build": cfg!(debug_assertions), "finalized": done.iter().map(Finalized::json).collect::<Vec<_>>() }));
    }
    Ok(())
}

impl Finalized {
    fn json(&self) -> Value {
        let Self { attempts, make, sign, verify, mib, peak_mib } = self;
        json!({ "attempts": attempts, "make_s": make, "sign_s": sign, "verify_s": verify, "file_mib": mib, "peak_memory_mib": peak_mib })
    }
}

/// What a real round on the shipped bank freezes.
fn frozen(say: &Say) -> Result<Frozen, Failure> {
    let folder = folder()?;
    let config = Config::load(&Overrides { bind: None, data: Some(folder.path().to_owned()) })?;
    let (db, _lock) = serve::prepare(say, &config)?;
    let now = SystemClock.now();
    let round = RoundPlan {
        code: "vong-1".into(),
        title: "Vòng 1".into(),
        opens_at: now.plus_seconds(HOUR),
        closes_at: now.plus_seconds(168 * HOUR),
        last_start_at: None,
        qualified_from: None,
        blueprint_of: "kl-57".into(),
        time_limit_minutes: Some(20),
        seconds_per_item: None,
        attempts_allowed: 1,
        ranking: Preset::PredictionThenEarliest.rules(Target::PersonsAllCorrect),
    };
    let plan = ContestPlan {
        code: CONTEST.into(),
        title: CONTEST.into(),
        summary: CONTEST.into(),
        organizer: CONTEST.into(),
        limits: Limits::default(),
        standings: crate::contests::standings::Standings::Hidden,
        rounds: vec![round],
    };
    let file = db.write_blocking(move |conn| {
        ops::create(conn, now, &SystemEntropy, None, plan.clone())?;
        ops::publish(conn, now, &SystemEntropy, None, CONTEST)?;
        let contest = ops::contest(conn, CONTEST, false)?;
        let round = ops::round(conn, contest.id, "vong-1")?;
        // Nobody took part: the result is what was frozen and nothing else.
        Ok::<_, Problem>(computing::compute(conn, now.plus_seconds(200 * HOUR), &contest, &round)?.file)
    })?;
    Ok(file.frozen)
}

/// Attempts that answer four slots of five rightly, a twentieth of them all of them.
fn facts(frozen: &Frozen, size: usize) -> Result<Vec<AttemptFact>, Failure> {
    let (pool, seed) = (frozen.pool(), frozen.seed().ok_or_else(|| cannot("seed"))?);
    let span = frozen.closes_at - frozen.opens_at - 20 * 60_000;
    (0..size)
        .map(|number| {
            // Spread over the whole range, as names that nobody chose are.
            let pseudonym = format!("{:032x}", u128::from(number as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835));
            let paper = frozen.paper(&pool, seed, &pseudonym, 1).map_err(|error| cannot(&error))?;
            let responses = paper
                .iter()
                .filter_map(|slot| {
                    let key = Key::from(&frozen.item(slot.version)?.key);
                    let is_right = number % 20 == 0 || (number / 20 + usize::try_from(slot.slot).unwrap_or(0)) % 5 != 0;
                    Some(SavedResponse { slot: slot.slot, seq: 1, response: sent_for(slot, &key, is_right) })
                })
                .collect();
            let started_at = frozen.opens_at + reveal::SPREAD_MILLIS + i64::try_from(number).unwrap_or(0).wrapping_mul(7_919) % span;
            let mut fact = AttemptFact {
                pseudonym,
                ordinal: 1,
                started_at,
                submitted_at: started_at + 300_000 + started_at % 600_000,
                closed_by: ClosedBy::Taker,
                responses,
                prediction: Some((number / 13).to_string()),
                digest: String::new(),
                excluded: None,
                link: None,
                block: None,
                earlier: None,
            };
            fact.digest = fact.digest_of_responses();
            Ok(fact)
        })
        .collect()
}

fn finalize(frozen: &Frozen, size: usize) -> Result<Finalized, Failure> {
    let key = SiteKey::from_secret(&"07".repeat(32)).ok_or_else(|| cannot("key"))?;
    let facts = facts(frozen, size)?;
    let began = Instant::now();
    let basis = Basis {
        title: CONTEST.into(),
        committed_at: frozen.opens_at - 1,
        frozen: frozen.clone(),
        amendments: vec![],
        public_value: None,
        earlier_rounds: vec![],
        public_key: key.public(),
    };
    let file =
        ResultFile::make(basis, facts).map_err(|(who, number, fault)| cannot(&format!("{who}/{number}: {}", verify::fact_code(fault))))?;
    let made = Instant::now();
    let text = key.sign(file).canonical();
    let signed = Instant::now();
    let file = verify::read(&text).map_err(|why| cannot(&why))?;
    verify::verify(&text, &file).map_err(|fault| cannot(&format!("{} {}", fault.code, fault.place)))?;
    #[allow(clippy::cast_precision_loss)] // for people to read
    let mib = text.len() as f64 / f64::from(1 << 20);
    Ok(Finalized {
        attempts: size,
        make: (made - began).as_secs_f64(),
        sign: (signed - made).as_secs_f64(),
        verify: signed.elapsed().as_secs_f64(),
        mib,
        peak_mib: super::child::peak_memory_of("self"),
    })
}
