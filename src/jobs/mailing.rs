//! Sending what waits in the outbox, beside everything else.

use std::{sync::Arc, time::Duration};

use actix_web::web::Data;

use crate::{
    kernel::Problem,
    mail::{self, transport::Transport},
    web::AppState,
};

/// Between two looks for work.
const PAUSE: Duration = Duration::from_secs(5);
/// Messages of one round at most.
const ROUND: i64 = 50;

/// Sends what waits, for ever.
pub async fn run(state: Data<AppState>, transport: Arc<Transport>) {
    while transport.is_set() {
        actix_web::rt::time::sleep(PAUSE).await;
        if let Err(problem) = deliver(&state, &transport).await {
            tracing::error!(%problem, "mail could not be sent; it is tried again");
        }
    }
}

/// Tries every message whose time has come; how many were taken. No transaction is open while a server is spoken to.
pub async fn deliver(state: &AppState, transport: &Transport) -> Result<usize, Problem> {
    let now = state.clock.now();
    let mut taken = 0;
    for mail in state.db.read(move |conn| mail::ops::waiting(conn, now, ROUND)).await? {
        let for_claim = mail.clone();
        if !state.db.write(move |conn| mail::ops::claim(conn, now, &for_claim)).await? {
            continue;
        }
        let outcome = transport.send(&mail).await;
        taken += usize::from(outcome.is_ok());
        if let Err(refusal) = &outcome {
            tracing::warn!(mail = %mail.id, refusal.for_good, "a message was not taken");
        }
        let at = state.clock.now();
        state.db.write(move |conn| mail::ops::tried(conn, at, &mail, outcome.clone())).await?;
    }
    Ok(taken)
}
