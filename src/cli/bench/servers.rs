//! The compared servers, each run in a process of its own by the command itself.

use std::{io::Write, net::TcpListener, time::Duration};

use actix_web::{
    App, HttpResponse, HttpServer,
    web::{Bytes, Data, Json, Path, put},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Variant, cannot, child};
use crate::{
    cli::{Failure, Outcome, say::Say, serve},
    config::{Config, Overrides},
    kernel::{Clock, Problem, clock::SystemClock, ids::AttemptId},
    quiz::ops::{self, Save},
    storage::{Db, Options},
};

/// The address of a save: the same for every variant.
const SAVE: &str = "/api/v1/attempts/{id}/responses/{slot}";

pub fn run(say: &Say, variant: Variant) -> Outcome {
    child::end_with_parent();
    serve::start_log();
    let config = Config::load(&Overrides::default())?;
    let options = Options { connections: config.connections, queue: config.write_queue };
    match variant {
        Variant::Product | Variant::Round => {
            let (db, _lock) = serve::prepare(say, &config)?;
            serve::listen(say, &config, serve::bind(&config)?, db, None, announce)
        }
        Variant::Bare => listen(&config, None),
        Variant::Upsert => listen(&config, Some(Db::open(&config.database_url.0, options)?.0)),
        Variant::Single => listen(&config, Some(Db::open_ungrouped(&config.database_url.0, options)?)),
    }
}

fn announce(address: &str) {
    println!("{address}");
    let _ = std::io::stdout().flush();
}

/// One route, without the application around it.
fn listen(config: &Config, db: Option<Db>) -> Outcome {
    let failed = |error| Failure::File(config.bind.to_string(), error);
    let listener = TcpListener::bind(config.bind).map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    let db = db.map(Data::new);
    actix_web::rt::System::new()
        .block_on(async move {
            let server = HttpServer::new(move || match &db {
                None => App::new().route(SAVE, put().to(bare)),
                Some(db) => App::new().app_data(db.clone()).route(SAVE, put().to(upsert)),
            });
            let running = server.workers(config.workers).keep_alive(Duration::from_secs(15)).listen(listener)?.run();
            announce(&address.to_string());
            running.await
        })
        .map_err(|error| cannot(&error))
}

async fn bare(_: Bytes) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/json; charset=utf-8")
        .body(r#"{"slot":1,"seq":1,"saved_at":"2026-11-24T01:02:03.456789Z"}"#)
}

#[derive(Deserialize)]
struct Body {
    seq: i64,
    response: Value,
}

/// The write of a save and nothing else: no session, no token, no look at the attempt.
async fn upsert(db: Data<Db>, path: Path<(String, i32)>, body: Json<Body>) -> Result<HttpResponse, Problem> {
    let (id, slot) = path.into_inner();
    let attempt: AttemptId = id.parse().map_err(|_| Problem::not_found())?;
    let Body { seq, response } = body.into_inner();
    let (save, now) = (Save { slot, seq, response, flagged: false }, SystemClock.now());
    db.write(move |conn| ops::put_unchecked(conn, now, attempt, &save)).await?;
    Ok(HttpResponse::Ok()
        .content_type("application/json; charset=utf-8")
        .body(json!({ "slot": slot, "seq": seq, "saved_at": now }).to_string()))
}
