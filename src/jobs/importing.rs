//! Bringing questions into banks in numbers, beside everything else.

use std::{sync::Arc, time::Duration};

use actix_web::web::Data;

use crate::{
    bank::intake::writing::{self, Step},
    kernel::{Problem, ids::BankImportId},
    web::{AppState, i18n::Lang},
};

/// Between two looks for work.
const PAUSE: Duration = Duration::from_secs(1);

/// Carries on what goes, for ever. What a kill interrupts goes on with the next start: the state is in the database.
pub async fn run(state: Data<AppState>) {
    loop {
        actix_web::rt::time::sleep(PAUSE).await;
        match state.db.read(writing::unfinished).await {
            Ok(imports) => {
                for id in imports {
                    if let Err(problem) = carry_on(&state, id, usize::MAX).await {
                        tracing::error!(%id, %problem, "an import could not go on; it is tried again");
                    }
                }
            }
            Err(error) => tracing::error!(%error, "imports could not be looked for; it is tried again"),
        }
    }
}

/// Writes, or takes back, some parts of an import; true when nothing is left to do.
pub async fn carry_on(state: &AppState, id: BankImportId, most_parts: usize) -> Result<bool, Problem> {
    let (now, entropy) = (state.clock.now(), Arc::clone(&state.entropy));
    let no_topic = state.i18n.message(Lang::Vi, "format-topic-none", &[]);
    let work = state.db.read(move |conn| writing::work(conn, now, &*entropy, &no_topic, id)).await?;
    if let Some(work) = work {
        let parts: Vec<_> = work.parts().collect();
        for (at, part) in parts.into_iter().enumerate() {
            if at == most_parts {
                return Ok(false);
            }
            let (work, now) = (Arc::clone(&work), state.clock.now());
            match state.db.write(move |conn| writing::write(conn, now, &work, part.clone())).await? {
                Step::More => actix_web::rt::task::yield_now().await,
                Step::Done => return Ok(true),
                Step::Stopped => break,
            }
        }
    }
    for _ in 0..most_parts {
        let now = state.clock.now();
        match state.db.write(move |conn| writing::unwrite(conn, now, id)).await? {
            Step::More => actix_web::rt::task::yield_now().await,
            Step::Done | Step::Stopped => return Ok(true),
        }
    }
    Ok(false)
}
