//! One contest: what is prepared, and publishing it.

use std::sync::Arc;

use actix_web::HttpResponse;
use serde::Serialize;

use super::super::{
    super::{model::Contest, ops},
    RoundLine, RulesView,
};
use crate::{
    kernel::Problem,
    quiz::{self, model::Quiz},
    web::{Cx, Form, View, format, view::Sample},
};

#[derive(Serialize)]
struct ContestAdminPage {
    code: String,
    title: String,
    summary: String,
    organizer: String,
    published_at: String,
    rounds: Vec<RoundLine>,
    rules: Option<RulesView>,
    /// A round opens too soon to be committed to.
    is_late: bool,
}

impl View for ContestAdminPage {
    const TEMPLATE: &'static str = "contests/contest_admin.html";
    fn samples() -> Vec<Self> {
        let page = |is_published: bool, is_late| Self {
            code: "tim-hieu".into(),
            title: "Cuộc thi tìm hiểu".into(),
            summary: "Ba tuần.".into(),
            organizer: "Ban Tuyên giáo".into(),
            published_at: if is_published { "09:00 20/11/2026".into() } else { String::new() },
            rounds: if is_published {
                ["published", "closed", "open", "upcoming"].map(RoundLine::sample).into()
            } else {
                vec![RoundLine::sample("draft")]
            },
            rules: Some(RulesView::sample()),
            is_late,
        };
        vec![page(false, false), page(false, true), page(true, false)]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<ContestAdminPage>()
}

/// `GET /to-chuc-thi/{contest}`.
pub async fn contest_admin(cx: Cx) -> Result<HttpResponse, Problem> {
    let (code, now) = (cx.path_str("contest")?.to_owned(), cx.now());
    let page = cx
        .state
        .db
        .read(move |conn| {
            let contest: Contest = ops::contest(conn, &code, true)?;
            let rounds = ops::rounds(conn, contest.id)?;
            let states = ops::states(conn, now, &rounds)?;
            let rules = match rounds.first() {
                Some(round) => {
                    let quiz: Quiz = quiz::ops::quiz_by_id(conn, round.quiz_id)?;
                    let minutes = quiz.rules.time_limit_seconds.unwrap_or(0) / 60;
                    Some(RulesView::of(&round.ranking, quiz.size(), minutes, quiz.rules.attempts_allowed))
                }
                None => None,
            };
            Ok::<_, Problem>(ContestAdminPage {
                is_late: rounds.iter().any(|round| round.commitment.is_none() && now >= round.opens_at),
                rounds: rounds.iter().zip(states).map(|(round, state)| RoundLine::of(round, state)).collect(),
                rules,
                published_at: contest.published_at.map(format::datetime).unwrap_or_default(),
                code: contest.code,
                title: contest.title,
                summary: contest.summary,
                organizer: contest.organizer,
            })
        })
        .await?;
    cx.page(&page)
}

/// `POST /to-chuc-thi/{contest}/cong-bo`.
pub async fn publish_contest(cx: Cx, _form: Form) -> Result<HttpResponse, Problem> {
    let (code, actor, now, entropy) = (cx.path_str("contest")?.to_owned(), cx.actor()?, cx.now(), Arc::clone(&cx.state.entropy));
    let to = format!("/to-chuc-thi/{code}");
    cx.state.db.write(move |conn| ops::publish(conn, now, &*entropy, Some(&actor), &code)).await?;
    Ok(cx.redirect_saying(&to, "contest_published"))
}
