//! Files that anyone may fetch and check: the result of a round, the proof of one receipt, the list of a contest.

use std::sync::Arc;

use actix_web::{
    HttpResponse,
    http::header,
    web::{Bytes, Data},
};
use futures_util::stream;

use super::super::{
    amending,
    amendments::Change,
    depot::{Depot, Stored},
    model::{Contest, ContestError, Round},
    ops,
    proof::{self, ContestFile, ContestRound},
};
use crate::{
    kernel::{Problem, Timestamp},
    web::Cx,
};

const JSON: &str = "application/json; charset=utf-8";

async fn stored(cx: &Cx) -> Result<(Contest, Round, Arc<Stored>), Problem> {
    let (contest, code) = (cx.path_str("contest")?.to_owned(), cx.path_str("round")?.to_owned());
    let depot: Data<Depot> = cx.service()?;
    cx.state
        .db
        .read(move |conn| {
            let contest = ops::contest(conn, &contest, false)?;
            let round = ops::round(conn, contest.id, &code)?;
            let stored = depot.get(conn, &round)?.ok_or(ContestError::NotFound)?;
            Ok::<_, ContestError>((contest, round, stored))
        })
        .await
        .map_err(Problem::from)
}

fn attachment(name: &str) -> (header::HeaderName, String) {
    (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\""))
}

/// `GET /cuoc-thi/{contest}/vong/{round}/ket-qua.json`: sent in parts, whatever its size.
pub async fn result_file(cx: Cx) -> Result<HttpResponse, Problem> {
    let (contest, round, stored) = stored(&cx).await?;
    let takes_gzip = cx.header("accept-encoding").split(',').any(|coding| coding.trim().split(';').next() == Some("gzip"));
    let len = stored.bytes(takes_gzip).len();
    let parts = stream::unfold((stored, 0_u64), move |(stored, offset)| async move {
        if offset >= len {
            return None;
        }
        let reading = Arc::clone(&stored);
        let part = actix_web::web::block(move || reading.bytes(takes_gzip).chunk(offset)).await;
        let part = part.map_err(std::io::Error::other).and_then(|part| part);
        // After a failure the next part lies behind the end, so that the connection ends.
        let next = part.as_ref().map_or(len, |part| offset + part.len() as u64);
        Some((part.map(Bytes::from), (stored, next)))
    });
    let mut response = HttpResponse::Ok();
    response
        .content_type(JSON)
        .insert_header((header::CONTENT_ENCODING, if takes_gzip { "gzip" } else { "identity" }))
        .insert_header((header::VARY, "accept-encoding"))
        .insert_header(attachment(&format!("{}.{}.ket-qua.json", contest.code, round.code)));
    Ok(response.no_chunking(len).streaming(parts))
}

/// `GET /cuoc-thi/{contest}/vong/{round}/bang-chung.json?ma=…&luot=N`: that one receipt is in the result. Who knows a pseudonym
/// has it from its owner or from the result file, which tells no more.
pub async fn receipt_proof(cx: Cx) -> Result<HttpResponse, Problem> {
    let (contest, round, stored) = stored(&cx).await?;
    let (pseudonym, ordinal) = (cx.query("ma"), cx.query("luot").parse().unwrap_or(1));
    let key = cx.state.db.read(ops::signing_key).await?.ok_or_else(Problem::not_found)?;
    let proof = stored.receipts().prove(&key, &pseudonym, ordinal).ok_or_else(Problem::not_found)?;
    let name = format!("{}.{}.bien-nhan-{ordinal}.json", contest.code, round.code);
    Ok(HttpResponse::Ok().content_type(JSON).insert_header(attachment(&name)).body(proof::bytes(&proof)))
}

/// `GET /cuoc-thi/{contest}/ket-qua.json`: the hashes of all published results of a contest, signed.
pub async fn contest_file(cx: Cx) -> Result<HttpResponse, Problem> {
    let code = cx.path_str("contest")?.to_owned();
    let (contest, list) = cx
        .state
        .db
        .read(move |conn| {
            let contest = ops::contest(conn, &code, false)?;
            let rounds = ops::rounds(conn, contest.id)?;
            let heads = ops::result_heads(conn, &rounds)?;
            let mut lines = Vec::with_capacity(rounds.len());
            for round in rounds {
                let head = heads.get(&round.id);
                let voided = if round.voided_at.is_some() { Some(voided_because(conn, &round)?) } else { None };
                lines.push(ContestRound {
                    opens_at: round.opens_at.millis(),
                    closes_at: round.closes_at.millis(),
                    commitment: round.commitment,
                    voided,
                    result: head.map(|(digest, _)| digest.clone()),
                    published_at: head.map(|(_, at)| Timestamp::millis(*at)),
                    round: round.code,
                    title: round.title,
                });
            }
            let key = ops::signing_key(conn)?.ok_or(ContestError::NotFound)?;
            let list = ContestFile::signed(contest.code.clone(), contest.title.clone(), lines, &key);
            Ok::<_, ContestError>((contest, list))
        })
        .await?;
    let name = format!("{}.ket-qua.json", contest.code);
    Ok(HttpResponse::Ok().content_type(JSON).insert_header(attachment(&name)).body(proof::bytes(&list)))
}

/// Void rounds are few: each is asked for by itself.
fn voided_because(conn: &mut crate::storage::Conn<'_>, round: &Round) -> Result<String, ContestError> {
    let changes = amending::proposals(conn, round.id)?;
    let void = changes.into_iter().find(|change| change.change == Change::RoundVoided && change.effective_at.is_some());
    Ok(void.map(|change| change.reason).unwrap_or_default())
}
