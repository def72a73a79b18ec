//! The form in which organizers settle what a contest gives.

pub(super) mod in_words;
mod rows;

use actix_web::{HttpResponse, http::StatusCode};
use serde::Serialize;

use self::{
    in_words::{PrizesView, sample_plan},
    rows::{GROUPS, Group, MOST_ROWS, Row, groups_of, prize, rows},
};
use super::super::{
    model::{Contest, Round},
    ops,
    prizes::{
        self,
        model::{Fair, Index, Plan, Ties},
        outside,
    },
};
use crate::{
    kernel::{FieldProblem, Problem, ProblemKind},
    web::{
        Cx, Form, View,
        error::FieldError,
        view::{Choice, Sample},
    },
};

#[derive(Serialize)]
struct PrizesPage {
    code: String,
    title: String,
    /// The contest is published: nothing can be changed.
    is_settled: bool,
    groups: Vec<Group>,
    scopes: Vec<Choice>,
    bases: Vec<Choice>,
    indices: Vec<&'static str>,
    ties: &'static str,
    all_ties: Vec<&'static str>,
    per_round: String,
    per_contest: String,
    unit_level: String,
    fair_participation: String,
    fair_mean: String,
    fair_above: String,
    fair_threshold: String,
    fair_shrink: String,
    /// The row that was just added; empty otherwise.
    added: String,
    prizes: PrizesView,
    errors: Vec<FieldError>,
}

impl View for PrizesPage {
    const TEMPLATE: &'static str = "contests/prizes.html";
    fn samples() -> Vec<Self> {
        let page = |is_settled, errors: Vec<FieldError>| {
            let plan = sample_plan();
            let groups = groups_of(&plan);
            Self {
                is_settled,
                groups,
                added: if errors.is_empty() { "c0".into() } else { String::new() },
                errors,
                ..Self::around("tim-hieu", "Cuộc thi tìm hiểu", &plan, vec![], &[("trong-tinh".into(), "Trong tỉnh".into())])
            }
        };
        let fields = ["i0_name", "i0_quantity", "i0_amount", "c0_amount", "t0_points", "t0_rounds", "per_round", "fair_participation"];
        let wrong = fields.iter().map(|name| FieldError { field: (*name).into(), message: "Chỗ này còn trống.".into() }).collect();
        vec![page(false, vec![]), page(false, wrong), page(true, vec![])]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<PrizesPage>()
}

impl PrizesPage {
    /// The page around the rows, its rules from a plan.
    fn around(code: &str, title: &str, plan: &Plan, rounds: Vec<Choice>, blocks: &[(String, String)]) -> Self {
        let titles: Vec<(String, String)> =
            rounds.iter().map(|round| (round.value.trim_start_matches("round:").to_owned(), round.text.clone())).collect();
        Self {
            code: code.to_owned(),
            title: title.to_owned(),
            is_settled: false,
            groups: groups_of(plan),
            scopes: rounds,
            bases: blocks.iter().map(|(code, name)| Choice { value: format!("block:{code}"), text: name.clone() }).collect(),
            indices: Index::ALL.map(Index::code).to_vec(),
            ties: plan.ties.code(),
            all_ties: Ties::ALL.map(Ties::code).to_vec(),
            per_round: plan.per_round.to_string(),
            per_contest: plan.per_contest.to_string(),
            unit_level: plan.unit_level.to_string(),
            fair_participation: plan.fair.participation.to_string(),
            fair_mean: plan.fair.mean.to_string(),
            fair_above: plan.fair.above.to_string(),
            fair_threshold: plan.fair.threshold_percent.to_string(),
            fair_shrink: plan.fair.shrink.to_string(),
            added: String::new(),
            prizes: PrizesView::of(plan, &titles, blocks),
            errors: vec![],
        }
    }
}

/// What a form is filled in for.
struct Ground {
    contest: Contest,
    rounds: Vec<Round>,
    blocks: Vec<(String, String)>,
    plan: Plan,
}

async fn ground(cx: &Cx) -> Result<Ground, Problem> {
    let code = cx.path_str("contest")?.to_owned();
    cx.state
        .db
        .read(move |conn| {
            let contest = ops::contest(conn, &code, true)?;
            let rounds = ops::rounds(conn, contest.id)?;
            let blocks = outside::registration().blocks(conn, &contest)?;
            let plan = prizes::ops::plan(conn, &contest)?;
            Ok::<_, Problem>(Ground { contest, rounds, blocks, plan })
        })
        .await
}

fn page_of(ground: &Ground) -> PrizesPage {
    let rounds = ground.rounds.iter().map(|round| Choice { value: format!("round:{}", round.code), text: round.title.clone() }).collect();
    PrizesPage {
        is_settled: ground.contest.published_at.is_some(),
        ..PrizesPage::around(&ground.contest.code, &ground.contest.title, &ground.plan, rounds, &ground.blocks)
    }
}

/// `GET /to-chuc-thi/{contest}/giai-thuong`.
pub async fn prizes_page(cx: Cx) -> Result<HttpResponse, Problem> {
    let ground = ground(&cx).await?;
    let mut page = page_of(&ground);
    if ground.plan.prizes.is_empty() {
        // The four that nearly every contest has; nothing is kept before it is saved.
        let names = [("prize-usual-first", 1), ("prize-usual-second", 2), ("prize-usual-third", 5), ("prize-usual-consolation", 8)];
        let row = |(key, quantity): (&str, u32)| Row { name: cx.t(key, &[]), quantity: quantity.to_string(), ..Row::fresh('i') };
        page.groups[0].rows = names.into_iter().map(row).collect();
    }
    cx.page(&page)
}

/// `POST /to-chuc-thi/{contest}/giai-thuong`: saves, or adds or removes a row for a form without scripts.
pub async fn put_prizes(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let ground = ground(&cx).await?;
    let mut groups: Vec<Group> = GROUPS.iter().map(|key| Group { key: *key, rows: rows(&form, *key) }).collect();
    let wish = form.text("do").to_owned();
    if let Some(key) = wish.strip_prefix("add-").and_then(|key| key.chars().next()) {
        let mut page = typed(&ground, &form, groups);
        if let Some(group) = page.groups.iter_mut().find(|group| group.key == key && group.rows.len() < MOST_ROWS) {
            group.rows.push(Row::fresh(key));
            page.added = format!("{key}{}", group.rows.len() - 1);
        }
        return cx.page(&page);
    }
    if let Some((key, at)) = wish.strip_prefix("remove-").and_then(|rest| rest.split_once('-')) {
        if let (Some(group), Ok(at)) = (groups.iter_mut().find(|group| group.key.to_string() == key), at.parse::<usize>())
            && at < group.rows.len()
        {
            group.rows.remove(at);
        }
        return cx.page(&typed(&ground, &form, groups));
    }
    let code = ground.contest.code.clone();
    let saved = match read(&ground, &form, &groups) {
        Ok(plan) => {
            let (actor, now, contest) = (cx.actor()?, cx.now(), code.clone());
            let put = cx.state.db.write(move |conn| prizes::ops::put(conn, now, Some(&actor), &contest, plan.clone())).await;
            put.map_err(Problem::from)
        }
        Err(fields) => Err(Problem::invalid(fields)),
    };
    match saved {
        Ok(()) => Ok(cx.redirect_saying(&format!("/to-chuc-thi/{code}/giai-thuong"), "prizes_settled")),
        // Nothing in the form could mend it: the contest is published.
        Err(problem) if problem.kind == ProblemKind::Conflict => Err(problem),
        Err(problem) => {
            let errors = cx.field_errors(problem)?;
            cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &PrizesPage { errors, ..typed(&ground, &form, groups) })
        }
    }
}

/// The page as it was typed.
fn typed(ground: &Ground, form: &Form, groups: Vec<Group>) -> PrizesPage {
    let text = |name: &'static str| form.text(name).to_owned();
    PrizesPage {
        groups,
        ties: Ties::parse(form.text("ties")).unwrap_or_default().code(),
        per_round: text("per_round"),
        per_contest: text("per_contest"),
        unit_level: text("unit_level"),
        fair_participation: text("fair_participation"),
        fair_mean: text("fair_mean"),
        fair_above: text("fair_above"),
        fair_threshold: text("fair_threshold"),
        fair_shrink: text("fair_shrink"),
        ..page_of(ground)
    }
}

/// The plan that was typed, or everything that is wrong with it at the fields of the form.
fn read(ground: &Ground, form: &Form, groups: &[Group]) -> Result<Plan, Vec<FieldProblem>> {
    let mut wrong = Vec::new();
    let (mut typed, mut places) = (Vec::new(), Vec::new());
    for group in groups {
        for (at, row) in group.rows.iter().enumerate().filter(|(_, row)| !row.is_blank()) {
            let place = format!("{}{at}", group.key);
            typed.push(prize(group.key, row, &place, &mut wrong));
            places.push(place);
        }
    }
    let mut number = |name: &'static str| {
        form.text(name).trim().parse().unwrap_or_else(|_| {
            wrong.push(FieldProblem::new(name, "whole_number"));
            1
        })
    };
    let fair = Fair {
        participation: number("fair_participation"),
        mean: number("fair_mean"),
        above: number("fair_above"),
        threshold_percent: number("fair_threshold"),
        shrink: number("fair_shrink"),
    };
    let plan = Plan {
        prizes: typed,
        per_round: number("per_round"),
        per_contest: number("per_contest"),
        unit_level: number("unit_level"),
        ties: Ties::parse(form.text("ties")).unwrap_or_default(),
        fair,
    };
    let rounds: Vec<&str> = ground.rounds.iter().map(|round| round.code.as_str()).collect();
    let blocks: Vec<&str> = ground.blocks.iter().map(|(code, _)| code.as_str()).collect();
    let checked = plan.checked(&rounds, &blocks);
    for mut field in checked.as_ref().err().cloned().unwrap_or_default() {
        // The place in the plan becomes the place in the form.
        let parts: Vec<&str> = field.field.splitn(3, '-').collect();
        if let [_, at, name] = parts[..]
            && let Some(place) = at.parse::<usize>().ok().and_then(|at| places.get(at))
        {
            field.field = format!("{place}_{name}");
        }
        if !wrong.iter().any(|known| known.field == field.field) {
            wrong.push(field);
        }
    }
    match checked {
        Ok(plan) if wrong.is_empty() => Ok(plan),
        _ => Err(wrong),
    }
}
