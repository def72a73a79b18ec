//! The second person's word.

use actix_web::{HttpResponse, http::StatusCode};

use super::list::{self, Refused};
use crate::{
    contests::{
        exclusion::{self, Verdict},
        model::ContestError,
        pages::organize,
    },
    kernel::{Problem, ids::ProposalId},
    web::{Cx, Form},
};

/// `POST /to-chuc-thi/{contest}/vong/{round}/de-nghi/{proposal}`.
pub async fn decide(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let (contest, code, id): (_, _, ProposalId) =
        (cx.path_str("contest")?.to_owned(), cx.path_str("round")?.to_owned(), cx.path("proposal")?);
    let verdict = Verdict::parse(form.text("verdict")).ok_or_else(Problem::not_found)?;
    let (actor, now, reason) = (cx.actor()?, cx.now(), form.text("reason").to_owned());
    let done = cx
        .state
        .db
        .write(move |conn| {
            let (contest, round) = organize::find(conn, &contest, &code)?;
            exclusion::decide(conn, now, &actor, &contest, &round, id, verdict, &reason)
        })
        .await;
    match done {
        Ok(()) => {
            let said = match verdict {
                Verdict::Confirmed => "proposal_confirmed",
                Verdict::Refused => "proposal_refused",
                Verdict::Withdrawn => "proposal_withdrawn",
            };
            Ok(cx.redirect_saying(&format!("{}/bat-thuong", organize::address(&cx)?), said))
        }
        Err(error @ ContestError::Fields(_)) => {
            let errors = cx.field_errors(Problem::from(error))?;
            let refused = Refused { proposal: id.to_string(), typed: form.text("reason").to_owned(), errors };
            let page = list::page(&cx, Some(refused)).await?;
            cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(error) => Err(error.into()),
    }
}
