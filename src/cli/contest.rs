//! `hocthi contest verify` and `hocthi contest finalize`.

use serde_json::json;

use super::{Failure, Outcome, args, open, say::Say};
use crate::{
    config::{Config, Overrides},
    contests::{approval, computing, ops, verify},
    kernel::{Clock, Problem, clock::SystemClock},
};

pub fn run(say: &Say, args: args::Contest) -> Outcome {
    match args.command {
        args::ContestCommand::Verify { file, json } => verify_file(say, &file, json),
        args::ContestCommand::Finalize { round } => finalize(say, &round),
    }
}

/// 0 where the file stands, 1 where it does not, 2 where it cannot be read.
fn verify_file(say: &Say, path: &std::path::Path, as_json: bool) -> Outcome {
    let shown = path.display().to_string();
    let unreadable = |why: String| Failure::Unreadable("contest-unreadable", vec![("path", shown.clone()), ("why", why)]);
    let text = std::fs::read_to_string(path).map_err(|error| unreadable(error.to_string()))?;
    let file = verify::read(&text).map_err(unreadable)?;
    let verdict = verify::verify(&text, &file);
    let fault = verdict.as_ref().err();
    let what = fault.map(|fault| say.text(&format!("contest-fault-{}", fault.code), &[]));
    if as_json {
        println!(
            "{}",
            json!({
                "path": path.display().to_string(),
                "stands": fault.is_none(),
                "fault": fault.map(|fault| json!({ "code": fault.code, "place": fault.place, "message": what })),
                "participants": file.participants,
                "attempts": file.attempts.len(),
                "commitment": file.commitment,
                "merkle_root": file.merkle_root,
                "public_key": file.public_key,
            })
        );
        return if fault.is_none() { Ok(()) } else { Err(Failure::Told) };
    }
    let Some(fault) = fault else {
        say.line(
            "cli-contest-stands",
            &[
                ("title", file.title),
                ("participants", file.participants.to_string()),
                ("attempts", file.attempts.len().to_string()),
                ("commitment", file.commitment),
                ("root", file.merkle_root),
                ("key", file.public_key),
            ],
        );
        return Ok(());
    };
    let place = if fault.place.is_empty() { "–".to_owned() } else { fault.place.clone() };
    Err(Failure::Message("contest-falls", vec![("path", path.display().to_string()), ("place", place), ("why", what.unwrap_or_default())]))
}

/// Publishes what two people have approved; nothing else.
fn finalize(say: &Say, name: &str) -> Outcome {
    let config = Config::load(&Overrides::default())?;
    let db = open(&config)?;
    let now = SystemClock.now();
    let (contest, round, signed) = db.read_blocking(|conn| {
        let (contest, round) = ops::round_named(conn, name)?;
        let computed = computing::compute(conn, now, &contest, &round)?;
        let signed = approval::signed(conn, computed)?;
        Ok::<_, Problem>((contest, round, signed))
    })?;
    let (title, participants) = (signed.file.title.clone(), signed.file.participants);
    db.write_blocking(move |conn| approval::publish(conn, now, None, &contest, &round, &signed).map_err(Problem::from))?;
    say.line("cli-contest-published", &[("title", title), ("n", participants.to_string())]);
    Ok(())
}
