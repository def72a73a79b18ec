//! Reading the form of a new contest: words and numbers into a plan of rounds, each mistake at its field.

use super::super::{
    model::Limits,
    plan::{self, ContestPlan, CountedChoice, Cycle, Preset, RoundPlan, Series, Span, Step, Windows},
    qualification::{Cut, Qualification},
    ranking::RankingRules,
};
use crate::{
    kernel::{FieldProblem, Timestamp},
    web::{Cx, Form, format},
};

type Fields = Vec<FieldProblem>;

/// A moment that a field must hold.
pub(super) fn moment_of(form: &Form, name: &'static str, fields: &mut Fields) -> Option<Timestamp> {
    let read = format::read_datetime(form.text(name));
    if read.is_none() {
        fields.push(FieldProblem::new(name, "moment_form"));
    }
    read
}

/// A whole number that a field must hold.
pub(super) fn number(form: &Form, name: &'static str, fields: &mut Fields) -> i64 {
    form.text(name).trim().parse().unwrap_or_else(|_| {
        fields.push(FieldProblem::new(name, "whole_number"));
        0
    })
}

/// A whole number; 0 where nothing was typed.
pub(super) fn number_or_none(form: &Form, name: &'static str, fields: &mut Fields) -> i64 {
    if form.text(name).trim().is_empty() { 0 } else { number(form, name, fields) }
}

/// A limit of attempts; what is no such number becomes one that is refused.
pub(super) fn limit(form: &Form, name: &'static str, fields: &mut Fields) -> i32 {
    i32::try_from(number_or_none(form, name, fields)).unwrap_or(-1)
}

/// A choice among words; `usual` where the form does not ask.
pub(super) fn choice<T>(form: &Form, name: &'static str, usual: &str, parse: impl Fn(&str) -> Option<T>, fields: &mut Fields) -> Option<T> {
    let text = form.text(name);
    let read = parse(if text.is_empty() { usual } else { text });
    if read.is_none() {
        fields.push(FieldProblem::new(name, "choice"));
    }
    read
}

/// What was taken apart, or its fields added to those known to be wrong; a field is told of once.
fn times(read: Result<Vec<Span>, Fields>, fields: &mut Fields) -> Vec<Span> {
    read.unwrap_or_else(|mut wrong| {
        wrong.retain(|field| !fields.iter().any(|known| known.field == field.field));
        fields.append(&mut wrong);
        vec![]
    })
}

/// A round to be: code, title, times.
type Named = (String, String, Span);

fn numbered(cx: &Cx, key: &str, number: usize) -> String {
    cx.t(key, &[("n", fluent_bundle::FluentValue::from(number))])
}

/// The rounds that follow each other, or the windows of each day.
fn first_series(cx: &Cx, form: &Form, first_opens_at: Timestamp, fields: &mut Fields) -> Vec<Named> {
    let named = |spans: Vec<Span>, title: &dyn Fn(usize, Span) -> String| {
        (1..).zip(spans).map(|(number, span)| (format!("vong-{number}"), title(number, span), span)).collect()
    };
    if form.text("shape") == "windows" {
        let windows = Windows {
            from: first_opens_at,
            days: number(form, "days", fields),
            openings: form.text("windows").to_owned(),
            minutes: number(form, "window_minutes", fields),
        };
        let title =
            |_, (opens, _): Span| cx.t("setup-window", &[("time", format::hour_minute(opens).into()), ("day", format::day(opens).into())]);
        return named(times(windows.times(), fields), &title);
    }
    let series = Series {
        rounds: number(form, "rounds", fields),
        first_opens_at,
        open_hours: number(form, "open_hours", fields),
        every_hours: number(form, "every_hours", fields),
    };
    let key = match series.every_hours {
        168 => "setup-week-n",
        24 => "setup-day-n",
        _ => "contest-round-n",
    };
    named(times(series.times(), fields), &|number, _| numbered(cx, key, number))
}

/// The second series, by the calendar.
fn second_series(cx: &Cx, form: &Form, first: &[Named], fields: &mut Fields) -> Vec<Named> {
    let rounds = number_or_none(form, "also_rounds", fields);
    if rounds == 0 {
        return vec![];
    }
    let step = choice(form, "also_step", "", Step::parse, fields);
    let opens = moment_of(form, "also_first_opens_at", fields);
    let gap_minutes = number_or_none(form, "also_gap_minutes", fields);
    let (Some(step), Some(first_opens_at)) = (step, opens) else { return vec![] };
    if first_opens_at <= cx.now() {
        fields.push(FieldProblem::new("also_first_opens_at", "moment_past"));
    }
    let (code, key) = match step {
        Step::Month => ("thang", "setup-month-n"),
        Step::Week => ("tuan", "setup-week-n"),
        Step::Day => ("ngay", "setup-day-n"),
    };
    let spans = times(Cycle { rounds, first_opens_at, step, gap_minutes }.times(), fields);
    (1..)
        .zip(spans)
        .map(|(number, span)| {
            let title = numbered(cx, key, number);
            let is_taken = first.iter().any(|(_, known, _)| *known == title);
            (format!("{code}-{number}"), if is_taken { format!("{title} (2)") } else { title }, span)
        })
        .collect()
}

/// The final, for those who come through the first series.
fn last_round(cx: &Cx, form: &Form, first: &[Named], fields: &mut Fields) -> Option<(Named, Qualification)> {
    let n = number_or_none(form, "final_n", fields);
    if n == 0 {
        return None;
    }
    let cut = choice(form, "final_cut", Cut::Ranks.code(), Cut::parse, fields)?;
    let opens_at = moment_of(form, "final_opens_at", fields)?;
    let hours = number(form, "final_open_hours", fields);
    if !(1..=1_000_000).contains(&n) {
        fields.push(FieldProblem::new("final_n", "number_range").with("min", 1).with("max", "1.000.000"));
    }
    if !(1..=24 * 62).contains(&hours) {
        fields.push(FieldProblem::new("final_open_hours", "number_range").with("min", 1).with("max", 24 * 62));
    }
    if first.iter().any(|(_, _, (_, closes))| *closes > opens_at) {
        fields.push(FieldProblem::new("final_opens_at", "final_too_early"));
    }
    let rounds = first.iter().map(|(code, ..)| code.clone()).collect();
    let span = (opens_at, opens_at.plus_seconds(hours * 3_600));
    Some((("chung-ket".to_owned(), cx.t("setup-final", &[]), span), Qualification { rounds, cut, n: usize::try_from(n).unwrap_or(0) }))
}

/// Ranking and attempts of every round.
fn rules(form: &Form, fields: &mut Fields) -> Option<(RankingRules, i32)> {
    let mut attempts = i32::try_from(number(form, "attempts", fields)).unwrap_or(-1);
    let preset = choice(form, "preset", "", Preset::parse, fields);
    let target = choice(form, "target", "", plan::target, fields);
    let counted = choice(form, "counted", CountedChoice::Usual.code(), CountedChoice::parse, fields)?;
    let mut ranking = preset?.rules(target?);
    counted.apply(&mut ranking, &mut attempts);
    Some((ranking, attempts))
}

/// The plan that a form describes.
pub(super) fn parse(cx: &Cx, form: &Form) -> Result<ContestPlan, Fields> {
    let mut fields = Vec::new();
    let typed = moment_of(form, "first_opens_at", &mut fields);
    if typed.is_some_and(|moment| moment <= cx.now()) {
        fields.push(FieldProblem::new("first_opens_at", "moment_past"));
    }
    let first = first_series(cx, form, typed.unwrap_or(cx.now()), &mut fields);
    let second = second_series(cx, form, &first, &mut fields);
    let last = last_round(cx, form, &first, &mut fields);
    let time_limit_minutes = Some(number(form, "time_limit", &mut fields)).filter(|minutes| *minutes != 0);
    let seconds_per_item = Some(number_or_none(form, "seconds_per_item", &mut fields)).filter(|seconds| *seconds != 0);
    let rules = rules(form, &mut fields);
    let before_closing = number_or_none(form, "last_start_minutes", &mut fields);
    let limits =
        Limits { per_contest: limit(form, "attempts_per_contest", &mut fields), per_day: limit(form, "attempts_per_day", &mut fields) };
    let round = |(code, title, (opens_at, closes_at)): Named, qualified_from: Option<Qualification>| {
        let (ranking, attempts_allowed) = rules.clone()?;
        let last_start_at = (before_closing != 0).then(|| closes_at.plus_seconds(-before_closing * 60));
        Some(RoundPlan {
            code,
            title,
            opens_at,
            closes_at,
            last_start_at,
            qualified_from,
            blueprint_of: form.text("blueprint_of").to_owned(),
            time_limit_minutes,
            seconds_per_item,
            attempts_allowed,
            ranking,
        })
    };
    let rounds: Vec<RoundPlan> = first
        .into_iter()
        .chain(second)
        .map(|named| (named, None))
        .chain(last.map(|(named, qualified)| (named, Some(qualified))))
        .filter_map(|(named, qualified)| round(named, qualified))
        .collect();
    let is_outside = |round: &RoundPlan| round.last_start_at.is_some_and(|last| last <= round.opens_at || last > round.closes_at);
    if rounds.iter().any(is_outside) {
        fields.push(FieldProblem::new("last_start_minutes", "last_start_outside"));
    }
    let plan = ContestPlan {
        code: form.text("code").trim().to_owned(),
        title: form.text("title").to_owned(),
        summary: form.text("summary").to_owned(),
        organizer: form.text("organizer").to_owned(),
        limits,
        standings: super::standings::typed(form, &mut fields),
        rounds,
    };
    match plan.checked() {
        Ok(plan) if fields.is_empty() => Ok(plan),
        Ok(_) => Err(fields),
        Err(wrong) => {
            let known = |field: &FieldProblem| fields.iter().any(|known| known.field == field.field);
            let wrong: Fields = wrong.into_iter().filter(|field| !known(field)).collect();
            fields.extend(wrong);
            Err(fields)
        }
    }
}
