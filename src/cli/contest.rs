//! `hocthi contest verify` and `hocthi contest finalize`.

use serde_json::json;

use super::{Failure, Outcome, args, open, say::Say};
use crate::{
    config::{Config, Overrides},
    contests::{
        approval, computing, ops,
        proof::{self, ContestFile, ReceiptProof},
        verify::{self, Fault},
    },
    kernel::{Clock, Problem, clock::SystemClock},
};

pub fn run(say: &Say, args: args::Contest) -> Outcome {
    match args.command {
        args::ContestCommand::Verify { file, key, json } => verify_file(say, &file, key.as_deref(), json),
        args::ContestCommand::Finalize { round } => finalize(say, &round),
    }
}

/// 0 where the file stands, 1 where it does not, 2 where it cannot be read. Everything in a file can be made anew by whoever
/// signs it with a key of their own: only with `asked`, the organizer's key, is it known whose result it is.
fn verify_file(say: &Say, path: &std::path::Path, asked: Option<&str>, as_json: bool) -> Outcome {
    let shown = path.display().to_string();
    let unreadable = |why: String| Failure::Unreadable("contest-unreadable", vec![("path", shown.clone()), ("why", why)]);
    let text = std::fs::read_to_string(path).map_err(|error| unreadable(error.to_string()))?;
    if let Some(small) = Small::read(&text).map_err(unreadable)? {
        return verify_small(say, &shown, &text, &small, asked, as_json);
    }
    let file = verify::read(&text).map_err(unreadable)?;
    let verdict = verify::verify(&text, &file).and_then(|()| signed_with(&file.public_key, asked));
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
                "key_compared": asked.is_some(),
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
                ("key", file.public_key.clone()),
            ],
        );
        say_key(say, &file.public_key, asked);
        return Ok(());
    };
    Err(falls(path.display().to_string(), &fault.place, what.unwrap_or_default()))
}

/// Whether a file is signed with the key that was asked for; without one nothing is known and nothing fails.
fn signed_with(key: &str, asked: Option<&str>) -> Result<(), Fault> {
    let is_it = asked.is_none_or(|asked| asked.trim().eq_ignore_ascii_case(key));
    if is_it { Ok(()) } else { Err(Fault { code: "key", place: String::new() }) }
}

/// Says whose signature it is, or that nobody looked.
fn say_key(say: &Say, key: &str, asked: Option<&str>) {
    say.line(if asked.is_some() { "cli-key-asked" } else { "cli-key-not-asked" }, &[("key", key.to_owned())]);
}

/// A file beside the result of a round.
enum Small {
    Receipt(ReceiptProof),
    Contest(ContestFile),
}

impl Small {
    /// None for a result file, which is read with more care for its size.
    fn read(text: &str) -> Result<Option<Self>, String> {
        // Canonical JSON has its fields in order; these two are small, so that looking for the word costs nothing.
        let is = |format: &str| text.len() < MOST_SMALL && text.contains(&format!("\"format\":\"{format}\""));
        let told = |error: serde_json::Error| error.to_string();
        if is(proof::RECEIPT_FORMAT) {
            return serde_json::from_str(text).map(|file| Some(Self::Receipt(file))).map_err(told);
        }
        if is(proof::CONTEST_FORMAT) {
            return serde_json::from_str(text).map(|file| Some(Self::Contest(file))).map_err(told);
        }
        Ok(None)
    }

    fn key(&self) -> &str {
        match self {
            Self::Receipt(file) => &file.public_key,
            Self::Contest(file) => &file.public_key,
        }
    }

    fn verify(&self, text: &str) -> Result<(), Fault> {
        match self {
            Self::Receipt(file) => proof::verify_receipt(text, file),
            Self::Contest(file) => proof::verify_contest(text, file),
        }
    }
}

/// What is said of a file that does not stand; `place` is empty where the file as a whole is meant.
fn falls(path: String, place: &str, why: String) -> Failure {
    if place.is_empty() {
        return Failure::Message("contest-falls-whole", vec![("path", path), ("why", why)]);
    }
    Failure::Message("contest-falls", vec![("path", path), ("place", place.to_owned()), ("why", why)])
}

/// Bytes beyond which a file is a result and no proof or list.
const MOST_SMALL: usize = 200_000;

fn verify_small(say: &Say, path: &str, text: &str, small: &Small, asked: Option<&str>, as_json: bool) -> Outcome {
    let verdict = small.verify(text).and_then(|()| signed_with(small.key(), asked));
    let what = verdict.as_ref().err().map(|fault| say.text(&format!("contest-fault-{}", fault.code), &[]));
    if as_json {
        let fault = verdict.as_ref().err().map(|fault| json!({ "code": fault.code, "message": what }));
        println!(
            "{}",
            json!({ "path": path, "stands": verdict.is_ok(), "fault": fault, "public_key": small.key(), "key_compared": asked.is_some() })
        );
        return if verdict.is_ok() { Ok(()) } else { Err(Failure::Told) };
    }
    if let Some(why) = what {
        return Err(falls(path.to_owned(), "", why));
    }
    match small {
        Small::Receipt(file) => say.line(
            "cli-receipt-stands",
            &[
                ("title", file.title.clone()),
                ("pseudonym", file.receipt["pseudonym"].as_str().unwrap_or_default().to_owned()),
                ("n", file.receipt["ordinal"].to_string()),
                ("result", file.result.clone()),
                ("key", file.public_key.clone()),
            ],
        ),
        Small::Contest(file) => {
            let published = file.rounds.iter().filter(|round| round.result.is_some()).count();
            let values = [
                ("title", file.title.clone()),
                ("n", published.to_string()),
                ("total", file.rounds.len().to_string()),
                ("key", file.public_key.clone()),
            ];
            say.line("cli-contest-list-stands", &values);
        }
    }
    say_key(say, small.key(), asked);
    Ok(())
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
