//! What the service does by itself: close overdue attempts, forget old sessions, notice changes of others.
//!
//! Correctness never waits for a job: a deadline counts when a request arrives, whether or not the sweeper ran.

pub mod importing;
pub mod issuing;
pub mod mailing;
pub mod reminding;

use std::{sync::Arc, time::Duration};

use actix_web::web::Data;

use crate::{
    bank, certification, contests, identity,
    kernel::{Problem, Timestamp, ids::AttemptId},
    mail::transport::Transport,
    quiz, recognition,
    web::AppState,
};

/// Attempts closed in one round at most.
const BATCH: i64 = 500;

/// Starts the jobs on the present event loop; they end with it.
pub fn start(state: &Data<AppState>, transport: &Data<Transport>) {
    let sweeping = state.clone();
    actix_web::rt::spawn(async move {
        loop {
            actix_web::rt::time::sleep(Duration::from_secs(15)).await;
            if let Err(problem) = sweep(&sweeping).await {
                tracing::error!(%problem, "the sweeper failed; it tries again");
            }
        }
    });
    actix_web::rt::spawn(issuing::run(state.clone()));
    actix_web::rt::spawn(importing::run(state.clone()));
    actix_web::rt::spawn(reminding::run(state.clone(), Arc::clone(transport)));
    actix_web::rt::spawn(mailing::run(state.clone(), Arc::clone(transport)));
    let noticing = state.clone();
    actix_web::rt::spawn(async move {
        loop {
            actix_web::rt::time::sleep(Duration::from_secs(1)).await;
            if let Err(problem) = noticing.sessions.notice_changes(&noticing.db).await {
                tracing::warn!(%problem, "changes of identities could not be read");
            }
        }
    });
}

/// Closes what is overdue, each attempt in a transaction of its own, so that one that fails keeps no other open.
/// Two processes may do this at once: closing is conditional, the second finds nothing to do.
pub async fn sweep(state: &AppState) -> Result<usize, Problem> {
    let now = state.clock.now();
    let overdue = state.db.read(move |conn| quiz::ops::overdue(conn, now, BATCH)).await?;
    let mut closed = 0;
    for attempt in overdue {
        match close(state, now, attempt).await {
            Ok(true) => closed += 1,
            Ok(false) => {}
            Err(problem) => tracing::error!(%attempt, %problem, "an overdue attempt could not be closed"),
        }
    }
    state.db.write(move |conn| identity::sessions::sweep(conn, now)).await?;
    state.db.write(move |conn| recognition::ops::forget_unconfirmed(conn, now)).await?;
    state.db.write(move |conn| bank::intake::ops::forget(conn, now)).await?;
    state.db.write(move |conn| contests::traces::sweep(conn, now)).await?;
    Ok(closed)
}

async fn close(state: &AppState, now: Timestamp, id: AttemptId) -> Result<bool, Problem> {
    let entropy = Arc::clone(&state.entropy);
    state
        .db
        .write(move |conn| {
            let Some(person) = quiz::ops::close_overdue(conn, now, id)? else { return Ok::<_, Problem>(false) };
            let (attempt, _) = quiz::ops::attempt(conn, id, person)?;
            certification::ops::award(conn, now, &*entropy, attempt.quiz_id, person)?;
            Ok(true)
        })
        .await
}
