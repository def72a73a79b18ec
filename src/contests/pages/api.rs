//! The calls of contests.

use std::sync::Arc;

use actix_web::{HttpResponse, http::StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    super::{
        entering,
        model::{ContestError, CurrentRound},
        ops,
        readiness::ReadyRounds,
        shelf,
        standings::{self, Boards, Line},
        traces::{self, TraceKey},
    },
    result::PAGE_SIZE,
    seen::{Fresh, Look},
    standings::page_of,
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

/// `POST /api/v1/rounds/{round}/attempts`. A request between the opening and the person's own moment is held until then:
/// the answer comes at the moment itself, whatever the client's clock and network.
pub async fn api_start(cx: Cx, _token: TokenOnly) -> Result<HttpResponse, Problem> {
    let (id, is_new, fresh) = enter(&cx, cx.path_str("round")?.to_owned()).await?;
    let answer = quiz::api::attempt_answer(&cx, id, if is_new { StatusCode::CREATED } else { StatusCode::OK }).await?;
    Ok(Look::leave(fresh, answer))
}

/// Holds a start that is a little early, and starts the attempt, with a trace of the device that it began on.
pub(super) async fn enter(cx: &Cx, name: String) -> Result<(AttemptId, bool, Fresh), Problem> {
    let (person, arrived_at, rounds) = (cx.actor()?.id, cx.now(), cx.service::<ReadyRounds>()?);
    let ready = match rounds.glance(&name) {
        Some(ready) => ready,
        None => {
            let (rounds, name) = (rounds.clone(), name.clone());
            cx.state.db.read(move |conn| rounds.get(conn, &name)).await?
        }
    };
    let early = entering::admitted(&ready, arrived_at, person)?.micros() - arrived_at.micros();
    // It costs a connection and a timer, but no thread, no look at the database and no place at the door.
    if let Ok(early @ 1..) = u64::try_from(early) {
        cx.step_aside(early).await?;
    }
    let (clock, entropy) = (Arc::clone(&cx.state.clock), Arc::clone(&cx.state.entropy));
    let ((seen, fresh), key) = (Look::at(cx).parts(), cx.service::<TraceKey>()?);
    let id = ready.round.id;
    let started = cx.state.db.write(move |conn| {
        let (ready, now) = (rounds.get_held(conn, &name, id)?, clock.now());
        let (id, is_new) = entering::enter(conn, arrived_at, now, &*entropy, &ready, person)?;
        if is_new {
            traces::keep(conn, now, &*entropy, &key, id, &seen)?;
        }
        Ok::<_, ContestError>((id, is_new))
    });
    let (id, is_new) = started.await?;
    Ok((id, is_new, fresh))
}

/// `GET /api/v1/rounds/{round}/opening`: the server's time, the opening and the person's own moment, for who waits.
pub async fn api_opening(cx: Cx) -> Result<HttpResponse, Problem> {
    let (name, person, now, rounds) = (cx.path_str("round")?.to_owned(), cx.actor()?.id, cx.now(), cx.service::<ReadyRounds>()?);
    let ready = cx.state.db.read(move |conn| rounds.get(conn, &name)).await?;
    cx.json(
        StatusCode::OK,
        &json!({
            "now": now,
            "opens_at": ready.round.opens_at,
            "enters_at": ready.reveal_moment(person),
            "closes_at": ready.round.closes_at,
            "enters_in_ms": (ready.reveal_moment(person).micros() - now.micros()).max(0).div_euclid(1_000),
        }),
    )
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

/// `GET /api/v1/rounds/{round}/ranking?page=`: the published ranking; before it, the provisional standings where the contest
/// shows them, and else 404.
pub async fn api_ranking(cx: Cx) -> Result<HttpResponse, Problem> {
    let (name, now) = (cx.path_str("round")?.to_owned(), cx.now());
    let request = PageRequest::new(cx.query("page").parse().unwrap_or(1), PAGE_SIZE);
    let (contest, round, published) = cx
        .state
        .db
        .read(move |conn| {
            let (contest, round) = ops::round_named(conn, &name)?;
            let published = shelf::published(conn, &round)?.map(|(file, _)| file);
            Ok::<_, Problem>((contest, round, published))
        })
        .await?;
    let Some(file) = published else {
        let (boards, state) = (cx.service::<Boards>()?, round.state(now, false));
        let board = standings::of_round(&boards, &cx.state.db, now, &contest, &round, state).await?;
        let shown = page_of(&board, request);
        let line = |line: &&Line| {
            json!({
                "rank": line.rank,
                "pseudonym": line.pseudonym,
                "score": line.score,
                "max_score": line.max_score,
                "working_time": line.working_time,
            })
        };
        let ranking: Vec<Value> = shown.rows.iter().map(line).collect();
        let body = json!({
            "page": request.number,
            "total": shown.total,
            "provisional": true,
            "as_of": board.as_of,
            "still_from": board.still_from,
            "ranking": ranking,
        });
        return cx.json(StatusCode::OK, &body);
    };
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
