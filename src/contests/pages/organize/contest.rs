//! One contest: what it still needs, publishing it, its rounds at a glance.

use std::sync::Arc;

use actix_web::HttpResponse;
use serde::Serialize;

use super::super::{
    super::{
        checklist::{self, Line, Mark, Place},
        model::Contest,
        ops, rules as contest_rules,
    },
    PaperTime, RoundLine, RulesView,
    rules::AmendmentLine,
    standings,
    timeline::Timeline,
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
    timeline: Option<Timeline>,
    rules: Option<RulesView>,
    /// 0 is no limit.
    per_contest: i32,
    /// 0 is no limit.
    per_day: i32,
    /// See [`standings::word`].
    standings: String,
    /// What must hold before the publication; empty after it.
    checks: Vec<CheckLine>,
    /// Every line holds that must.
    is_ready: bool,
    /// Version of the rules in force; 0 before the publication.
    version: i32,
    amendments: Vec<AmendmentLine>,
    /// Who proposed an amendment that waits; empty where there is none.
    proposed_by: String,
}

/// A line of the checklist.
#[derive(Serialize)]
struct CheckLine {
    code: &'static str,
    /// `ok`, `look` or `bad`.
    mark: &'static str,
    what: String,
    n: i64,
    /// Where it is mended; empty for nowhere.
    href: String,
}

impl CheckLine {
    fn of(line: Line, contest: &str) -> Self {
        let base = format!("/to-chuc-thi/{contest}");
        Self {
            code: line.code,
            mark: line.mark.code(),
            what: line.what.join("; "),
            n: line.n,
            href: match line.place {
                Place::Nowhere => String::new(),
                Place::Contest => format!("{base}/sua"),
                Place::Round(round) => format!("{base}/vong/{round}/sua"),
                Place::NewRound => format!("{base}/them-vong"),
                Place::Rules => format!("{base}/the-le"),
            },
        }
    }

    /// Every line in every state.
    fn samples() -> Vec<Self> {
        let codes = [
            "rounds",
            "future",
            "times",
            "overlap",
            "items",
            "exposed",
            "qualified",
            "prediction",
            "rules",
            "exclusions",
            "limits",
            "standings",
            "organizers",
        ];
        codes
            .into_iter()
            .zip(["ok", "look", "bad"].into_iter().cycle())
            .map(|(code, mark)| Self { code, mark, what: "Tuần 1".into(), n: 2, href: "/to-chuc-thi/tim-hieu/the-le".into() })
            .collect()
    }
}

impl View for ContestAdminPage {
    const TEMPLATE: &'static str = "contests/contest_admin.html";
    fn samples() -> Vec<Self> {
        let page = |is_published: bool, is_ready| Self {
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
            timeline: Timeline::samples().pop(),
            rules: Some(RulesView::sample()),
            per_contest: 10,
            per_day: 1,
            standings: "60".into(),
            checks: if is_published { vec![] } else { CheckLine::samples() },
            is_ready,
            version: i32::from(is_published) * 2,
            amendments: if is_published { vec![AmendmentLine::sample()] } else { vec![] },
            proposed_by: if is_published { "Phạm Văn Đức".into() } else { String::new() },
        };
        vec![page(false, false), page(false, true), page(true, true), Self { rounds: vec![], timeline: None, ..page(false, false) }]
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
                    Some(RulesView::of(&round.ranking, quiz.size(), PaperTime::of(&quiz.rules), quiz.rules.attempts_allowed))
                }
                None => None,
            };
            let checks = if contest.published_at.is_some() { vec![] } else { checklist::lines(conn, now, &contest)? };
            let versions = contest_rules::versions(conn, contest.id)?;
            Ok::<_, Problem>(ContestAdminPage {
                timeline: Timeline::of(&rounds, &states, now),
                per_contest: contest.limits.per_contest,
                per_day: contest.limits.per_day,
                standings: standings::word(contest.standings),
                is_ready: checks.iter().all(|line| line.mark != Mark::Fails),
                checks: checks.into_iter().map(|line| CheckLine::of(line, &contest.code)).collect(),
                version: versions.last().map_or(0, |version| version.number),
                amendments: AmendmentLine::all(&versions),
                proposed_by: contest_rules::proposal(conn, &contest)?.map(|proposal| proposal.by_name).unwrap_or_default(),
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
