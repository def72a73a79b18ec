//! The form of one round: its fields, and what they say.

use std::collections::BTreeMap;

use super::{
    super::{
        drafting::RoundDraft,
        model::ContestError,
        ops,
        plan::{self, CountedChoice},
        prediction::{Question, Target},
        qualification::{Cut, Qualification},
        ranking::{Criterion, RankingRules},
    },
    plan_form::{choice, limit, moment_of, number, number_or_none},
};
use crate::{
    kernel::FieldProblem,
    quiz::model::Cell,
    storage::Conn,
    web::{Form, format},
};

/// Criteria that the form offers, in the order of their usual place.
pub(super) const CRITERIA: [Criterion; 6] = [
    Criterion::Score,
    Criterion::PredictionDistance,
    Criterion::WorkingTime,
    Criterion::SubmittedAt,
    Criterion::EarlierRounds,
    Criterion::Lots,
];
/// Places of the chain.
const CHAIN: [&str; 5] = ["chain1", "chain2", "chain3", "chain4", "chain5"];
/// Fields of a round, besides cells and earlier rounds.
pub(super) const FIELDS: [&str; 19] = [
    "title",
    "opens_at",
    "last_start_at",
    "closes_at",
    "blueprint_of",
    "time_limit",
    "seconds_per_item",
    "attempts",
    "counted",
    CHAIN[0],
    CHAIN[1],
    CHAIN[2],
    CHAIN[3],
    CHAIN[4],
    "public_value",
    "target",
    "decimals",
    "qualified_cut",
    "qualified_n",
];

/// What the fields say of a round.
pub(super) fn values(draft: &RoundDraft) -> BTreeMap<&'static str, String> {
    let ranking = &draft.ranking;
    let counted = if draft.attempts_allowed == 1 { CountedChoice::Only } else { CountedChoice::Of(ranking.counted) };
    let link = |at: usize| ranking.chain.get(at).map(|criterion| criterion.code()).unwrap_or_default().to_owned();
    let question = ranking.prediction;
    let value = |name: &str| match name {
        "title" => draft.title.clone(),
        "opens_at" => format::datetime(draft.opens_at),
        "last_start_at" => draft.last_start_at.map(format::datetime).unwrap_or_default(),
        "closes_at" => format::datetime(draft.closes_at),
        "time_limit" => draft.time_limit_minutes.unwrap_or(0).to_string(),
        "seconds_per_item" => draft.seconds_per_item.map(|seconds| seconds.to_string()).unwrap_or_default(),
        "attempts" => draft.attempts_allowed.to_string(),
        "counted" => counted.code().to_owned(),
        "target" => question.map_or(plan::TARGETS[0], |question| question.target).code().to_owned(),
        "decimals" => question.map_or(0, |question| question.decimals).to_string(),
        "public_value" => ranking.public_value.clone().unwrap_or_default(),
        "qualified_cut" => draft.qualified_from.as_ref().map_or(Cut::Ranks, |qualified| qualified.cut).code().to_owned(),
        "qualified_n" => draft.qualified_from.as_ref().map(|qualified| qualified.n.to_string()).unwrap_or_default(),
        _ => CHAIN.iter().position(|place| *place == name).map(link).unwrap_or_default(),
    };
    FIELDS.into_iter().map(|name| (name, value(name))).collect()
}

/// What the form says, apart from the cells that its counts belong to.
#[derive(Clone)]
pub(super) struct Typed {
    draft: RoundDraft,
    /// Code of the quiz whose blueprint is taken; empty to keep the cells.
    blueprint_of: String,
    counts: Vec<usize>,
}

impl Typed {
    pub(super) fn read(form: &Form, ranking: &RankingRules) -> Result<Self, Vec<FieldProblem>> {
        let mut fields = Vec::new();
        let opens_at = moment_of(form, "opens_at", &mut fields);
        let closes_at = moment_of(form, "closes_at", &mut fields);
        let last = form.text("last_start_at").trim();
        let last_start_at = if last.is_empty() { None } else { moment_of(form, "last_start_at", &mut fields) };
        let time_limit_minutes = Some(number(form, "time_limit", &mut fields)).filter(|minutes| *minutes != 0);
        let seconds_per_item = Some(number_or_none(form, "seconds_per_item", &mut fields)).filter(|seconds| *seconds != 0);
        let mut attempts_allowed = limit(form, "attempts", &mut fields);
        let target = choice(form, "target", plan::TARGETS[0].code(), plan::target, &mut fields);
        let decimals = number_or_none(form, "decimals", &mut fields);
        if !(0..=5).contains(&decimals) {
            fields.push(FieldProblem::new("decimals", "number_range").with("min", 0).with("max", 5));
        }
        let decimals = if target == Some(Target::PercentAllCorrect) { u32::try_from(decimals).unwrap_or(0) } else { 0 };
        let mut ranking = ranking.clone();
        ranking.chain =
            CHAIN.iter().filter_map(|place| CRITERIA.into_iter().find(|criterion| criterion.code() == form.text(place))).collect();
        ranking.earlier = form.all("earlier").map(str::to_owned).collect();
        ranking.public_value = Some(form.text("public_value").to_owned());
        ranking.prediction = target.map(|target| Question { target, decimals });
        if let Some(counted) = choice(form, "counted", "", CountedChoice::parse, &mut fields) {
            counted.apply(&mut ranking, &mut attempts_allowed);
        }
        let n = number_or_none(form, "qualified_n", &mut fields);
        let cut = choice(form, "qualified_cut", Cut::Ranks.code(), Cut::parse, &mut fields);
        let rounds: Vec<String> = form.all("qualified").map(str::to_owned).collect();
        let qualified_from =
            cut.filter(|_| n != 0 || !rounds.is_empty()).map(|cut| Qualification { rounds, cut, n: usize::try_from(n).unwrap_or(0) });
        let mut counts = Vec::new();
        while let Some(count) = form.all(&format!("cell-{}", counts.len())).next() {
            match count.trim().parse::<usize>() {
                Ok(count) if count <= 200 => counts.push(count),
                _ => {
                    fields.push(FieldProblem::new("cells", "whole_number"));
                    counts.push(0);
                }
            }
        }
        let (Some(opens_at), Some(closes_at), true) = (opens_at, closes_at, fields.is_empty()) else { return Err(fields) };
        let draft = RoundDraft {
            title: form.text("title").to_owned(),
            opens_at,
            last_start_at,
            closes_at,
            time_limit_minutes,
            seconds_per_item,
            attempts_allowed,
            blueprint: vec![],
            ranking,
            qualified_from,
        };
        Ok(Self { draft, blueprint_of: form.text("blueprint_of").to_owned(), counts })
    }

    /// The draft with its cells: those of another quiz, or the present ones with the counts of the form.
    pub(super) fn with_cells(self, conn: &mut Conn<'_>, present: Vec<Cell>) -> Result<RoundDraft, ContestError> {
        let blueprint = if self.blueprint_of.is_empty() {
            present
                .into_iter()
                .enumerate()
                .map(|(at, cell)| Cell { count: self.counts.get(at).copied().unwrap_or(cell.count), ..cell })
                .collect()
        } else {
            ops::blueprint_of(conn, &self.blueprint_of)?
        };
        Ok(RoundDraft { blueprint, ..self.draft })
    }
}
