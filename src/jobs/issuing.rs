//! Issuing certificates in numbers, beside everything else.

use std::{sync::Arc, time::Duration};

use actix_web::web::Data;

use crate::{
    certification::issuing,
    kernel::{Problem, ids::IssueBatchId},
    web::AppState,
};

/// Between two looks for work.
const PAUSE: Duration = Duration::from_secs(1);

/// Issues what runs, for ever. What a kill interrupts goes on with the next start: the state is in the database.
pub async fn run(state: Data<AppState>) {
    loop {
        actix_web::rt::time::sleep(PAUSE).await;
        if let Err(problem) = issue(&state).await {
            tracing::error!(%problem, "certificates could not be issued; it is tried again");
        }
    }
}

/// Issues every batch that runs to its end; one that fails keeps no other from going on.
pub async fn issue(state: &AppState) -> Result<(), Problem> {
    for batch in state.db.read(issuing::ops::running).await? {
        while hundred(state, batch).await? {
            // Saves of contests pass between two hundreds.
            actix_web::rt::task::yield_now().await;
        }
    }
    Ok(())
}

async fn hundred(state: &AppState, batch: IssueBatchId) -> Result<bool, Problem> {
    let (now, entropy) = (state.clock.now(), Arc::clone(&state.entropy));
    Ok(state.db.write(move |conn| issuing::ops::issue_next(conn, now, &*entropy, batch)).await?)
}
