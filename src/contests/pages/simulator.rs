//! Trying the ranking out before it matters: made-up people, ranked by the contest's own rules, and in words what decided
//! between each and the next.

use actix_web::{HttpResponse, http::StatusCode};
use serde::Serialize;

use super::{
    super::{
        model::{Contest, Round},
        ops,
        ranking::{Entry, RankingRules, rank},
    },
    PaperTime, RulesView, example, minutes_seconds,
};
use crate::{
    kernel::{FieldProblem, Problem},
    quiz,
    web::{
        Cx, View,
        error::FieldError,
        format,
        view::{Choice, Sample},
    },
};

/// Rows of the table.
const ROWS: usize = 8;
/// `(name, points short of the maximum, prediction, minutes:seconds, minutes after the opening)`: what stands there at first.
const AT_FIRST: [(&str, i64, &str, &str, &str); 6] = [
    ("An", 0, "2", "9:00", "9"),
    ("Bình", 0, "3", "12:00", "40"),
    ("Chi", 0, "3", "10:00", "95"),
    ("Dũng", 1, "3", "5:00", "5"),
    ("Giang", 1, "", "5:00", "60"),
    ("Hà", 1, "", "5:00", "60"),
];

/// A row as it was typed.
#[derive(Clone, Default, Serialize)]
struct Typed {
    n: usize,
    name: String,
    score: String,
    prediction: String,
    time: String,
    minute: String,
}

#[derive(Serialize)]
struct SimulatorPage {
    code: String,
    title: String,
    round: String,
    rounds: Vec<Choice>,
    rules: RulesView,
    max: usize,
    rows: Vec<Typed>,
    /// The true value of the prediction among these people; empty without a question.
    truth: String,
    lines: Vec<RankedLine>,
    pairs: Vec<Pair>,
    errors: Vec<FieldError>,
}

#[derive(Serialize)]
struct RankedLine {
    rank: usize,
    name: String,
    score: String,
    prediction: String,
    distance: String,
    time: String,
    minute: String,
}

/// One and the next in the ranking.
#[derive(Serialize)]
struct Pair {
    first: String,
    second: String,
    /// The criterion that decided; empty where they share a rank.
    criterion: &'static str,
    /// What each of them has there.
    first_value: String,
    second_value: String,
    /// How many criteria found them equal before.
    equal_before: usize,
}

impl View for SimulatorPage {
    const TEMPLATE: &'static str = "contests/simulator.html";
    fn samples() -> Vec<Self> {
        use super::super::{plan::Preset, prediction::Target};
        let page = |preset: Preset, errors| {
            let rules = preset.rules(Target::PersonsAllCorrect);
            let people = at_first(20);
            let (entries, names) = entries(&rules, 20, &people).unwrap_or_default();
            let (lines, pairs, truth) = outcome(&rules, &entries, &names);
            Self {
                code: "tim-hieu".into(),
                title: "Cuộc thi tìm hiểu".into(),
                round: "vong-1".into(),
                rounds: vec![Choice { value: "vong-1".into(), text: "Tuần 1".into() }],
                rules: RulesView::of(&rules, 20, PaperTime { whole: Some(1_200), per_item: None }, 3),
                max: 20,
                rows: people,
                truth,
                lines,
                pairs,
                errors,
            }
        };
        let wrong = ["score1", "time1", "prediction1", "minute1"].map(|field| FieldError { field: field.into(), message: "Sai.".into() });
        vec![
            page(Preset::PredictionThenEarliest, vec![]),
            page(Preset::ScoreAlone, vec![]),
            page(Preset::FastestThenPrediction, wrong.into()),
        ]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<SimulatorPage>()
}

fn at_first(max: usize) -> Vec<Typed> {
    let max = i64::try_from(max).unwrap_or(20);
    (1..=ROWS)
        .map(|n| match AT_FIRST.get(n - 1) {
            Some((name, short, prediction, time, minute)) => Typed {
                n,
                name: (*name).into(),
                score: (max - short).max(0).to_string(),
                prediction: (*prediction).into(),
                time: (*time).into(),
                minute: (*minute).into(),
            },
            None => Typed { n, ..Typed::default() },
        })
        .collect()
}

/// `9:05` as seconds.
fn seconds(text: &str) -> Option<i64> {
    let (minutes, seconds) = text.trim().split_once(':').unwrap_or((text.trim(), "0"));
    let (minutes, seconds): (i64, i64) = (minutes.parse().ok()?, seconds.parse().ok()?);
    ((0..600).contains(&minutes) && (0..60).contains(&seconds)).then_some(minutes * 60 + seconds)
}

/// `18,5` as hundredths.
fn points(text: &str) -> Option<i64> {
    let (whole, rest) = text.trim().split_once(',').unwrap_or((text.trim(), ""));
    if rest.len() > 2 || !rest.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let whole: i64 = whole.parse().ok().filter(|whole| (0..=1_000).contains(whole))?;
    Some(whole * 100 + format!("{rest:0<2}").parse::<i64>().unwrap_or(0))
}

/// The people of the table as the ranking takes them, with their names; who has no name is left out.
fn entries(rules: &RankingRules, max: usize, people: &[Typed]) -> Result<(Vec<Entry>, Vec<String>), Vec<FieldProblem>> {
    let max_score = i64::try_from(max).unwrap_or(0) * 100;
    let (mut entries, mut names, mut fields) = (Vec::new(), Vec::new(), Vec::new());
    for person in people.iter().filter(|person| !person.name.trim().is_empty()) {
        let n = person.n;
        let mut wrong =
            |field: &str, code: &'static str| fields.push(FieldProblem::new(format!("{field}{n}"), code).with("n", n).with("max", max));
        let score = points(&person.score).filter(|score| *score <= max_score);
        if score.is_none() {
            wrong("score", "sim_score");
        }
        let taken = seconds(&person.time);
        if taken.is_none() {
            wrong("time", "sim_time");
        }
        let minute: Option<i64> = person.minute.trim().parse().ok().filter(|minute| (0..=100_000).contains(minute));
        if minute.is_none() {
            wrong("minute", "sim_minute");
        }
        let typed = person.prediction.trim();
        let prediction = rules.prediction.filter(|_| !typed.is_empty()).map(|question| question.read(typed));
        if prediction == Some(None) {
            wrong("prediction", "sim_prediction");
        }
        let submitted_at = minute.unwrap_or(0) * 60_000 + 1_000_000_000;
        // Two digits, so that the order of those who share everything is that of the table.
        entries.push(Entry {
            pseudonym: format!("{n:02}"),
            ordinal: 1,
            score: score.unwrap_or(0),
            max_score,
            started_at: submitted_at - taken.unwrap_or(0) * 1_000,
            submitted_at,
            prediction: prediction.flatten(),
            paused: 0,
            held: 0,
            // What the table does not ask: earlier points and lots that nobody shares, in the order of the rows.
            earlier: 10_000 - i64::try_from(n).unwrap_or(0) * 100,
            lot: u64::try_from(n).ok(),
            block: None,
            excluded: None,
        });
        names.push(person.name.trim().chars().take(40).collect());
    }
    if fields.is_empty() { Ok((entries, names)) } else { Err(fields) }
}

/// The criterion by which `a` stands before `b`, as its place in the chain: the first one with which the real ranking
/// tells them apart.
fn decided_by(rules: &RankingRules, entries: &[Entry], a: usize, b: usize) -> Option<usize> {
    (1..=rules.chain.len()).find(|links| {
        let shorter = RankingRules { chain: rules.chain[..*links].to_vec(), ..rules.clone() };
        let standings = rank(&shorter, entries).standings;
        let rank_of = |entry: usize| standings.iter().find(|standing| standing.entry == entry).map(|standing| standing.rank);
        rank_of(a) != rank_of(b)
    })
}

fn outcome(rules: &RankingRules, entries: &[Entry], names: &[String]) -> (Vec<RankedLine>, Vec<Pair>, String) {
    let ranking = rank(rules, entries);
    let shown = |value: i64| example::number(value, rules.prediction.map_or(0, |question| question.decimals));
    let lines: Vec<RankedLine> = ranking
        .standings
        .iter()
        .map(|standing| {
            let entry = &entries[standing.entry];
            RankedLine {
                rank: standing.rank,
                name: names[standing.entry].clone(),
                score: format!("{}/{}", format::points(entry.score), format::points(entry.max_score)),
                prediction: entry.prediction.map(shown).unwrap_or_default(),
                distance: standing.distance.map(shown).unwrap_or_default(),
                time: minutes_seconds(entry.submitted_at - entry.started_at),
                minute: ((entry.submitted_at - 1_000_000_000) / 60_000).to_string(),
            }
        })
        .collect();
    let pairs = ranking
        .standings
        .windows(2)
        .zip(lines.windows(2))
        .map(|(standings, lines)| {
            let decided = decided_by(rules, entries, standings[0].entry, standings[1].entry);
            let criterion = decided.map_or("", |links| rules.chain[links - 1].code());
            let value = |line: &RankedLine, at: usize| match criterion {
                "score" => line.score.clone(),
                "prediction_distance" => line.distance.clone(),
                "working_time" => line.time.clone(),
                "submitted_at" => line.minute.clone(),
                "earlier_rounds" => format::points(entries[at].earlier),
                _ => String::new(),
            };
            Pair {
                first: lines[0].name.clone(),
                second: lines[1].name.clone(),
                criterion,
                first_value: value(&lines[0], standings[0].entry),
                second_value: value(&lines[1], standings[1].entry),
                equal_before: decided.map_or(rules.chain.len(), |links| links - 1),
            }
        })
        .collect();
    (lines, pairs, ranking.truth.map(shown).unwrap_or_default())
}

/// `GET /to-chuc-thi/{contest}/mo-phong`: the table comes with the address, so that it can be passed on.
pub async fn simulator(cx: Cx) -> Result<HttpResponse, Problem> {
    let (code, wanted) = (cx.path_str("contest")?.to_owned(), cx.query("vong"));
    let (contest, rounds, round, quiz) = cx
        .state
        .db
        .read(move |conn| {
            let contest: Contest = ops::contest(conn, &code, true)?;
            let rounds: Vec<Round> = ops::rounds(conn, contest.id)?;
            let round = rounds.iter().find(|round| round.code == wanted).or(rounds.first()).cloned().ok_or_else(Problem::not_found)?;
            let quiz = quiz::ops::quiz_by_id(conn, round.quiz_id)?;
            Ok::<_, Problem>((contest, rounds, round, quiz))
        })
        .await?;
    let max = quiz.size();
    let typed = |n: usize| {
        let of = |name: &str| cx.query(&format!("{name}{n}"));
        Typed { n, name: of("name"), score: of("score"), prediction: of("prediction"), time: of("time"), minute: of("minute") }
    };
    let sent: Vec<Typed> = (1..=ROWS).map(typed).collect();
    let rows = if sent.iter().all(|row| row.name.trim().is_empty()) { at_first(max) } else { sent };
    let (status, errors, (lines, pairs, truth)) = match entries(&round.ranking, max, &rows) {
        Ok((entries, names)) => (StatusCode::OK, vec![], outcome(&round.ranking, &entries, &names)),
        Err(fields) => (StatusCode::UNPROCESSABLE_ENTITY, cx.field_errors(Problem::invalid(fields))?, Default::default()),
    };
    let page = SimulatorPage {
        code: contest.code,
        title: contest.title,
        rules: RulesView::of(&round.ranking, max, PaperTime::of(&quiz.rules), quiz.rules.attempts_allowed),
        round: round.code,
        rounds: rounds.into_iter().map(|round| Choice { value: round.code, text: round.title }).collect(),
        max,
        rows,
        truth,
        lines,
        pairs,
        errors,
    };
    cx.page_with(status, &page)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contests::{plan::Preset, prediction::Target};

    fn told(preset: Preset) -> (Vec<(usize, String)>, Vec<(String, &'static str)>, String) {
        let rules = preset.rules(Target::PersonsAllCorrect);
        let (entries, names) = entries(&rules, 20, &at_first(20)).unwrap();
        let (lines, pairs, truth) = outcome(&rules, &entries, &names);
        let lines = lines.into_iter().map(|line| (line.rank, line.name)).collect();
        (lines, pairs.into_iter().map(|pair| (format!("{}>{}", pair.first, pair.second), pair.criterion)).collect(), truth)
    }

    #[test]
    fn what_decided_is_what_the_ranking_itself_goes_by() {
        let (lines, pairs, truth) = told(Preset::PredictionThenEarliest);
        assert_eq!(truth, "3", "three of them have all points");
        let named: Vec<(usize, &str)> = lines.iter().map(|(rank, name)| (*rank, name.as_str())).collect();
        assert_eq!(named, [(1, "Bình"), (2, "Chi"), (3, "An"), (4, "Dũng"), (5, "Giang"), (5, "Hà")]);
        let decided: Vec<(&str, &str)> = pairs.iter().map(|(pair, criterion)| (pair.as_str(), *criterion)).collect();
        assert_eq!(
            decided,
            [
                ("Bình>Chi", "submitted_at"),
                ("Chi>An", "prediction_distance"),
                ("An>Dũng", "score"),
                ("Dũng>Giang", "prediction_distance"),
                ("Giang>Hà", ""),
            ]
        );
        let (_, pairs, _) = told(Preset::FastestThenEarliest);
        assert_eq!(pairs[0], ("An>Chi".to_owned(), "working_time"));
    }

    #[test]
    fn what_is_typed_wrong_is_told_at_its_row() {
        let rules = Preset::PredictionThenEarliest.rules(Target::PersonsAllCorrect);
        let mut rows = at_first(20);
        rows[1].score = "20,01".into();
        rows[2].time = "9:60".into();
        rows[3].prediction = "nhiều".into();
        rows[4].minute = "-1".into();
        let fields: Vec<String> = entries(&rules, 20, &rows).unwrap_err().into_iter().map(|field| field.field).collect();
        assert_eq!(fields, ["score2", "time3", "prediction4", "minute5"]);
        assert_eq!(
            (points("18,5"), points("18,555"), points("-1"), seconds("9:05"), seconds("9")),
            (Some(1_850), None, None, Some(545), Some(540))
        );
    }
}
