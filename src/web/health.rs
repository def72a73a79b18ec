//! Is the process alive, can it serve.

use actix_web::{HttpResponse, http::StatusCode};
use serde_json::json;

use super::Cx;
use crate::{kernel::Problem, storage::StorageError};

/// `GET /healthz`: the process answers.
pub async fn alive() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("ok")
}

/// `GET /readyz`: the database answers and the write queue has room.
pub async fn ready(cx: Cx) -> Result<HttpResponse, Problem> {
    let health = cx.state.db.health();
    let (waiting, capacity) = health.queue;
    let answers = cx.state.db.read(|_| Ok::<(), StorageError>(())).await.is_ok();
    let has_room = capacity == 0 || waiting < capacity;
    let status = if answers && has_room { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    // No version of anything: this is public.
    cx.json(status, &json!({ "ready": answers && has_room, "queue": waiting }))
}
