//! `hocthi rebuild`: computes again what is derived and compares it with what stands; checks the chains of attempts.

use super::{Failure, Outcome, open, say::Say};
use crate::{
    config::{Config, Overrides},
    quiz,
};

pub fn run(say: &Say) -> Outcome {
    let config = Config::load(&Overrides::default())?;
    let db = open(&config)?;
    let (mut after, mut seen, mut wrong, mut broken_chains) = (None, 0u64, 0u64, 0u64);
    loop {
        let ids = db.read_blocking(move |conn| quiz::ops::closed_attempts(conn, after, 500))?;
        let Some(last) = ids.last().copied() else { break };
        for id in ids {
            let (stands, broken) = db.read_blocking(move |conn| {
                let stands = quiz::ops::recompute(conn, id)?;
                Ok::<_, quiz::model::QuizError>((stands, quiz::chaining::check(conn, id)?))
            })?;
            seen += 1;
            if let Some(n) = broken {
                broken_chains += 1;
                say.line("cli-rebuild-broken", &[("attempt", id.to_string()), ("n", n.to_string())]);
            }
            if !stands {
                wrong += 1;
                say.line("cli-rebuild-differs", &[("attempt", id.to_string())]);
            }
        }
        after = Some(last);
    }
    say.line("cli-rebuild-done", &[("n", seen.to_string()), ("wrong", wrong.to_string())]);
    if wrong + broken_chains == 0 { Ok(()) } else { Err(Failure::Told) }
}

impl From<quiz::model::QuizError> for Failure {
    fn from(error: quiz::model::QuizError) -> Self {
        Self::Problem(error.into())
    }
}
