//! The page that checks a result file in the reader's own browser, and the same page as one file for their disk.

use actix_web::{HttpResponse, http::header};
use serde::Serialize;

use super::super::{model::Round, ops};
use crate::{
    kernel::Problem,
    web::{Cx, View, view::Sample},
};

/// What both forms of the page show.
#[derive(Default, Serialize)]
struct Checker {
    /// Where the site's keys are; empty on disk, where the reader compares them.
    keys_url: &'static str,
    /// The round that the reader came from; empty for who brings a file.
    round_title: String,
    round_file: String,
}

#[derive(Serialize)]
#[serde(transparent)]
struct CheckerPage(Checker);

/// The page that needs no server.
#[derive(Serialize)]
#[serde(transparent)]
struct CheckerFile(Checker);

impl View for CheckerPage {
    const TEMPLATE: &'static str = "contests/checker.html";
    fn samples() -> Vec<Self> {
        let keys_url = "/.well-known/hocthi-keys.json";
        let of_round =
            Checker { keys_url, round_title: "Tuần 1".into(), round_file: "/cuoc-thi/tim-hieu/vong/tuan-1/ket-qua.json".into() };
        vec![Self(Checker { keys_url, ..Checker::default() }), Self(of_round)]
    }
}

impl View for CheckerFile {
    const TEMPLATE: &'static str = "contests/checker_alone.html";
    fn samples() -> Vec<Self> {
        vec![Self(Checker::default())]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<CheckerPage>().into_iter().chain(Sample::of::<CheckerFile>()).collect()
}

/// `GET /kiem-tra-ket-qua?vong=contest.round`: with a round, its own file is one touch away.
pub async fn checker(cx: Cx) -> Result<HttpResponse, Problem> {
    let mut checker = Checker { keys_url: "/.well-known/hocthi-keys.json", ..Checker::default() };
    let name = cx.query("vong");
    if !name.is_empty() {
        let (contest, round): (_, Round) = cx.state.db.read(move |conn| ops::round_named(conn, &name)).await?;
        checker.round_file = format!("/cuoc-thi/{}/vong/{}/ket-qua.json", contest.code, round.code);
        checker.round_title = round.title;
    }
    cx.page(&CheckerPage(checker))
}

/// `GET /kiem-tra-ket-qua/trang.html`: the page as one file, to keep.
pub async fn checker_file(cx: Cx) -> Result<HttpResponse, Problem> {
    let mut response = cx.page(&CheckerFile(Checker::default()))?;
    let attachment = header::HeaderValue::from_static("attachment; filename=\"kiem-tra-ket-qua.html\"");
    response.headers_mut().insert(header::CONTENT_DISPOSITION, attachment);
    Ok(response)
}
