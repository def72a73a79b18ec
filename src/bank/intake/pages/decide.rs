//! Deciding about a file: item by item, for all, and at last as a whole.

use actix_web::{HttpResponse, http::StatusCode};

use super::{
    super::{
        model::{Choices, Decision, IntakeError},
        ops,
        writing::{self, Consent},
    },
    look, place_in_list,
};
use crate::{
    bank::model::CognitiveLevel,
    jobs,
    kernel::{Problem, ProblemKind, ids::BankImportId, text},
    web::{Cx, Form},
};

/// Parts of an import that the request itself writes: more is a job's.
const PARTS_AT_ONCE: usize = 1;

fn path(cx: &Cx, id: BankImportId) -> Result<String, Problem> {
    Ok(format!("/ngan-hang/{}/nhap/{id}", cx.path_str("bank")?))
}

/// Back to the place in the list.
fn back(cx: &Cx, id: BankImportId, anchor: &str) -> Result<HttpResponse, Problem> {
    let query = place_in_list(cx);
    Ok(cx.redirect(&format!("{}{}{query}{anchor}", path(cx, id)?, if query.is_empty() { "" } else { "?" })))
}

/// The page again, with what is wrong.
async fn refused(cx: &Cx, id: BankImportId, problem: Problem) -> Result<HttpResponse, Problem> {
    let errors = cx.field_errors(problem)?;
    let page = look::view(cx, id, errors).await?;
    cx.page_with(StatusCode::CONFLICT, &page)
}

/// `POST /ngan-hang/{bank}/nhap/{import}/cau/{number}`: takes it, leaves it out, or says its key.
pub async fn decide(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, now, bank, id) = (cx.actor()?, cx.now(), cx.path_str("bank")?.to_owned(), cx.path("import")?);
    let number: i32 = cx.path("number")?;
    let malformed = || Problem::new(ProblemKind::Malformed, "malformed");
    let done = if form.text("key").is_empty() {
        let decision = Decision::parse(form.text("decision")).ok_or_else(malformed)?;
        cx.state.db.write(move |conn| ops::decide(conn, now, &actor, &bank, id, number, decision)).await
    } else {
        let keys = form.text("key").split(',').map(str::parse).collect::<Result<Vec<usize>, _>>().map_err(|_| malformed())?;
        let (asker, for_bank) = (actor.clone(), bank.clone());
        match cx.state.db.read(move |conn| ops::with_keys(conn, &asker, &for_bank, id, number, &keys)).await {
            Ok(mended) => cx.state.db.write(move |conn| ops::replace(conn, now, &actor, &bank, &mended)).await,
            Err(error) => Err(error),
        }
    };
    match done.map_err(Problem::from) {
        Ok(()) => back(&cx, id, &format!("#cau-{number}")),
        Err(problem) => refused(&cx, id, problem).await,
    }
}

/// `POST /ngan-hang/{bank}/nhap/{import}/chung`: topic and level for all.
pub async fn choose_for_all(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, now, bank, id) = (cx.actor()?, cx.now(), cx.path_str("bank")?.to_owned(), cx.path("import")?);
    let level = form.text("level");
    let parsed = CognitiveLevel::parse(level);
    if parsed.is_none() && !level.is_empty() {
        return Err(Problem::new(ProblemKind::Malformed, "malformed"));
    }
    let own: String = text::clean_line(form.text("new_topic")).chars().take(120).collect();
    let topic = if own.is_empty() { text::clean_line(form.text("topic")) } else { own };
    let choices = Choices { topic, level: parsed, for_all: form.ticked("for_all"), ..Choices::default() };
    match cx.state.db.write(move |conn| ops::choose_for_all(conn, now, &actor, &bank, id, &choices)).await.map_err(Problem::from) {
        Ok(()) => back(&cx, id, ""),
        Err(problem) => refused(&cx, id, problem).await,
    }
}

/// `POST /ngan-hang/{bank}/nhap/{import}`: takes it in.
pub async fn confirm(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, now, bank, id) = (cx.actor()?, cx.now(), cx.path_str("bank")?.to_owned(), cx.path("import")?);
    let consent = Consent { only_good: form.ticked("only_good"), fresh_codes: form.ticked("fresh_codes") };
    match cx.state.db.write(move |conn| writing::confirm(conn, now, &actor, &bank, id, consent)).await.map_err(Problem::from) {
        Ok(()) => go_on(&cx, id).await,
        Err(problem) => refused(&cx, id, problem).await,
    }
}

/// Writes what is quickly written; a job does the rest while the page tells how far it is.
async fn go_on(cx: &Cx, id: BankImportId) -> Result<HttpResponse, Problem> {
    jobs::importing::carry_on(&cx.state, id, PARTS_AT_ONCE).await?;
    let (actor, bank) = (cx.actor()?, cx.path_str("bank")?.to_owned());
    let import = cx.state.db.read(move |conn| ops::import(conn, &actor, &bank, id)).await?;
    if let (true, Some(codes)) = (import.row.state == "open", import.row.stopped) {
        return refused(cx, id, IntakeError::Taken(codes.trim_start_matches("taken ").to_owned()).into()).await;
    }
    Ok(cx.redirect(&path(cx, id)?))
}

/// `POST /ngan-hang/{bank}/nhap/{import}/hoan-tac`: takes an import back.
pub async fn undo(cx: Cx, _form: Form) -> Result<HttpResponse, Problem> {
    let (actor, now, bank, id) = (cx.actor()?, cx.now(), cx.path_str("bank")?.to_owned(), cx.path("import")?);
    match cx.state.db.write(move |conn| writing::undo(conn, now, &actor, &bank, id)).await.map_err(Problem::from) {
        Ok(()) => {
            // One part, and the step that finds out that it was the last.
            jobs::importing::carry_on(&cx.state, id, PARTS_AT_ONCE + 1).await?;
            Ok(cx.redirect(&path(&cx, id)?))
        }
        Err(problem) => refused(&cx, id, problem).await,
    }
}

/// `POST /ngan-hang/{bank}/nhap/{import}/bo`: throws away what was not confirmed.
pub async fn discard(cx: Cx, _form: Form) -> Result<HttpResponse, Problem> {
    let (actor, bank, id) = (cx.actor()?, cx.path_str("bank")?.to_owned(), cx.path("import")?);
    let to = format!("/ngan-hang/{bank}/nhap");
    match cx.state.db.write(move |conn| ops::discard(conn, &actor, &bank, id)).await.map_err(Problem::from) {
        Ok(()) => Ok(cx.redirect_saying(&to, "intake_discarded")),
        Err(problem) => refused(&cx, id, problem).await,
    }
}
