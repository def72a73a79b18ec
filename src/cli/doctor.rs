//! `hocthi doctor`: looks at everything that must be in order, changes nothing but a pending schema.

use serde_json::json;

use super::{Failure, Outcome, args, open, say::Say};
use crate::{
    audit::ops::{Chain, verify},
    certification,
    config::{Config, Overrides},
    kernel::{Clock, Problem, clock::SystemClock},
    shipped,
};

pub fn run(say: &Say, args: args::Doctor) -> Outcome {
    let mut lines: Vec<(bool, &'static str, String)> = Vec::new();
    let config = Config::load(&Overrides::default())?;
    lines.push((true, "cli-doctor-settings", config.database_shown()));
    let writable = tempfile::tempfile_in(&config.data);
    lines.push((writable.is_ok(), "cli-doctor-disk", config.data.display().to_string()));
    // Nothing here was built before 2026: an earlier clock would date papers and deadlines wrongly.
    let now = SystemClock.now();
    lines.push((chrono::Datelike::year(&now.vietnam_date()) >= 2026, "cli-doctor-clock", now.to_string()));
    let content = shipped::read();
    lines.push((
        content.is_ok(),
        "cli-doctor-content",
        content.as_ref().map(|library| library.courses.len().to_string()).unwrap_or_default(),
    ));
    let db = open(&config)?;
    let health = db.health();
    lines.push((true, "cli-doctor-database", format!("{} {}", health.backend, health.version)));
    let integrity = db.read_blocking(crate::storage::check_integrity)?;
    lines.push((integrity.is_none(), "cli-doctor-integrity", integrity.unwrap_or_default()));
    let chain = db.read_blocking(verify)?;
    lines.push(match chain {
        Chain::Intact(events) => (true, "cli-doctor-audit", events.to_string()),
        Chain::BrokenAt(seq) => (false, "cli-doctor-audit-broken", seq.to_string()),
    });
    let gaps = db.read_blocking(certification::ops::gaps).map_err(Problem::from)?;
    let gap = |(register, year, last, count): (String, i32, i32, i64)| format!("{register} {year}: {count}/{last}");
    lines.push(if gaps.is_empty() {
        (true, "cli-doctor-numbers", String::new())
    } else {
        (false, "cli-doctor-numbers-broken", gaps.into_iter().map(gap).collect::<Vec<_>>().join(", "))
    });
    if args.json {
        let list: Vec<_> = lines
            .iter()
            .map(|(ok, key, value)| json!({ "ok": ok, "check": key.trim_start_matches("cli-doctor-"), "value": value }))
            .collect();
        println!("{}", json!({ "checks": list }));
    } else {
        for (ok, key, value) in &lines {
            println!("{} {}", if *ok { "✓" } else { "✗" }, say.text(key, &[("value", value.clone())]));
        }
    }
    if lines.iter().all(|(ok, ..)| *ok) { Ok(()) } else { Err(Failure::Told) }
}
