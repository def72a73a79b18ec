//! The calls of contests.

use std::sync::Arc;

use actix_web::{HttpResponse, http::StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    super::{
        entering,
        model::{ContestError, CurrentRound},
        ops, shelf,
        traces::{self, TraceKey},
    },
    result::PAGE_SIZE,
    seen::Look,
};
use crate::{
    kernel::{Problem, ids::AttemptId, page::PageRequest},
    quiz,
    web::{Cx, JsonBody, forms::TokenOnly},
};

/// `GET /api/v1/rounds`: rounds of published contests that are open or coming.
pub async fn api_rounds(cx: Cx) -> Result<HttpResponse, Problem> {
    let (person, now) = (cx.actor()?.id, cx.now());
    let rounds = cx
        .state
        .db
        .read(move |conn| {
            let current = ops::open_or_coming_rounds(conn, now)?;
            let quizzes = quiz::rounds::quizzes(conn, &current.iter().map(|current| current.round.quiz_id).collect::<Vec<_>>())?;
            let attempts = quiz::ops::all_attempts_of(conn, person)?;
            let mut list = Vec::with_capacity(current.len());
            for CurrentRound { round, contest_code, .. } in &current {
                let quiz = quizzes.get(&round.quiz_id).ok_or_else(Problem::not_found)?;
                let used = attempts.iter().filter(|attempt| attempt.quiz_id == quiz.id).count();
                list.push(json!({
                    "id": round.id,
                    "code": format!("{contest_code}.{}", round.code),
                    "title": quiz.title,
                    "state": round.state(now, false).code(),
                    "opens_at": round.opens_at,
                    "closes_at": round.closes_at,
                    "attempts_left": quiz::ops::attempts_left(&quiz.rules, used),
                    "commitment": round.commitment,
                }));
            }
            Ok::<_, Problem>(list)
        })
        .await?;
    cx.json(StatusCode::OK, &rounds)
}

/// `POST /api/v1/rounds/{round}/attempts`.
pub async fn api_start(cx: Cx, _token: TokenOnly) -> Result<HttpResponse, Problem> {
    let (name, actor, now, entropy) = (cx.path_str("round")?.to_owned(), cx.actor()?, cx.now(), Arc::clone(&cx.state.entropy));
    let ((seen, fresh), key) = (Look::at(&cx).parts(), cx.service::<TraceKey>()?);
    let (id, is_new) = cx
        .state
        .db
        .write(move |conn| {
            let (id, is_new) = entering::start(conn, now, &*entropy, &name, actor.id)?;
            if is_new {
                traces::keep(conn, now, &*entropy, &key, id, &seen)?;
            }
            Ok::<_, ContestError>((id, is_new))
        })
        .await?;
    let answer = quiz::api::attempt_answer(&cx, id, if is_new { StatusCode::CREATED } else { StatusCode::OK }).await?;
    Ok(Look::leave(fresh, answer))
}

/// The body of a prediction.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PredictionBody {
    seq: i64,
    response: Value,
}

/// `PUT /api/v1/attempts/{id}/responses/prediction`.
pub async fn api_predict(cx: Cx, JsonBody(body): JsonBody<PredictionBody>) -> Result<HttpResponse, Problem> {
    let (id, person, now): (AttemptId, _, _) = (cx.path("id")?, cx.actor()?.id, cx.now());
    let text = match body.response {
        Value::String(text) => text,
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    };
    let saved = cx.state.db.write(move |conn| entering::predict(conn, now, id, person, body.seq, &text)).await?;
    cx.json(StatusCode::OK, &json!({ "seq": saved.seq, "response": saved.text, "saved_at": saved.saved_at }))
}

/// `GET /api/v1/rounds/{round}/ranking?page=`: the published ranking; 404 before it is published.
pub async fn api_ranking(cx: Cx) -> Result<HttpResponse, Problem> {
    let name = cx.path_str("round")?.to_owned();
    let request = PageRequest::new(cx.query("page").parse().unwrap_or(1), PAGE_SIZE);
    let file = cx
        .state
        .db
        .read(move |conn| {
            let (_, round) = ops::round_named(conn, &name)?;
            shelf::published(conn, &round)?.map(|(file, _)| file).ok_or_else(Problem::not_found)
        })
        .await?;
    let start = usize::try_from(request.offset()).unwrap_or(0).min(file.ranking.len());
    let end = (start + usize::try_from(request.size).unwrap_or(0)).min(file.ranking.len());
    cx.json(
        StatusCode::OK,
        &json!({ "page": request.number, "total": file.ranking.len(), "truth": file.truth, "ranking": file.ranking[start..end] }),
    )
}

/// `GET /.well-known/hocthi-keys.json`: the key under published results.
pub async fn api_keys(cx: Cx) -> Result<HttpResponse, Problem> {
    let keys: Vec<Value> = cx
        .state
        .db
        .read(ops::public_key)
        .await?
        .map(|public| json!({ "use": "results", "kty": "OKP", "crv": "Ed25519", "hex": public }))
        .into_iter()
        .collect();
    cx.json(StatusCode::OK, &json!({ "keys": keys }))
}
