//! One round of a contest in preparation: changed, added, copied, taken out.

use std::{collections::BTreeMap, sync::Arc};

use actix_web::{HttpResponse, http::StatusCode};
use serde::Serialize;

use super::{
    super::{
        drafting::{self, RoundDraft},
        model::{Contest, ContestError, Round},
        ops,
        plan::{self, CountedChoice},
        prediction::Target,
        qualification::{Cut, Qualification},
        ranking::Criterion,
        timing,
    },
    round_form::{CRITERIA, FIELDS, Typed, values},
    setup,
};
use crate::{
    bank,
    kernel::{Problem, Timestamp},
    quiz::{
        self,
        model::{Cell, Quiz},
    },
    storage::Conn,
    web::{
        Cx, Form, View,
        error::FieldError,
        view::{Choice, Sample},
    },
};

#[derive(Serialize)]
struct RoundEditPage {
    contest_code: String,
    contest_title: String,
    /// Where it is sent; `…/vong/{round}/sua` or `…/them-vong`.
    action: String,
    /// Title of the round as it stands; empty for a new one.
    heading: String,
    values: BTreeMap<&'static str, String>,
    cells: Vec<CellLine>,
    blueprints: Vec<Choice>,
    earlier: Vec<EarlierLine>,
    counted: Vec<&'static str>,
    criteria: Vec<&'static str>,
    targets: Vec<&'static str>,
    cuts: Vec<&'static str>,
    errors: Vec<FieldError>,
}

#[derive(Serialize)]
struct CellLine {
    name: String,
    topic: String,
    level: &'static str,
    count: String,
    /// Approved items there.
    stock: usize,
}

#[derive(Serialize)]
struct EarlierLine {
    code: String,
    title: String,
    /// It lets people in.
    is_chosen: bool,
    /// Its points decide here.
    counts: bool,
}

impl View for RoundEditPage {
    const TEMPLATE: &'static str = "contests/round_edit.html";
    fn samples() -> Vec<Self> {
        let page = |heading: &str, errors: Vec<FieldError>| {
            let opens_at = Timestamp::from_millis(1_795_397_400_000);
            let ranking = plan::Preset::PredictionThenEarliest.rules(Target::PercentAllCorrect);
            Self {
                contest_code: "tim-hieu".into(),
                contest_title: "Cuộc thi tìm hiểu".into(),
                action: "/to-chuc-thi/tim-hieu/vong/vong-1/sua".into(),
                heading: heading.into(),
                values: values(&RoundDraft {
                    title: "Vòng 1".into(),
                    opens_at,
                    last_start_at: Some(opens_at),
                    closes_at: opens_at,
                    time_limit_minutes: Some(20),
                    seconds_per_item: None,
                    attempts_allowed: 1,
                    blueprint: vec![],
                    ranking,
                    qualified_from: Some(Qualification { rounds: vec!["vong-1".into()], cut: Cut::Best, n: 10 }),
                }),
                cells: vec![CellLine {
                    name: "cell-0".into(), topic: "Bối cảnh".into(), level: "nhan_biet", count: "5".into(), stock: 12
                }],
                blueprints: vec![Choice { value: "kl-57".into(), text: "Bài kiểm tra".into() }],
                earlier: vec![
                    EarlierLine { code: "vong-1".into(), title: "Tuần 1".into(), is_chosen: true, counts: false },
                    EarlierLine { code: "vong-2".into(), title: "Tuần 2".into(), is_chosen: false, counts: true },
                ],
                errors,
                ..Self::empty()
            }
        };
        let names = FIELDS.iter().chain(&["cells", "qualified", "earlier"]);
        let wrong = names.map(|name| FieldError { field: (*name).into(), message: "Chỗ này còn trống.".into() }).collect();
        vec![page("Vòng 1", vec![]), page("", wrong), Self { cells: vec![], earlier: vec![], ..page("", vec![]) }]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<RoundEditPage>()
}

impl RoundEditPage {
    fn empty() -> Self {
        Self {
            contest_code: String::new(),
            contest_title: String::new(),
            action: String::new(),
            heading: String::new(),
            values: BTreeMap::new(),
            cells: vec![],
            blueprints: vec![],
            earlier: vec![],
            counted: CountedChoice::ALL.map(CountedChoice::code).into_iter().filter(|code| *code != "usual").collect(),
            criteria: CRITERIA.map(Criterion::code).to_vec(),
            targets: plan::TARGETS.map(Target::code).to_vec(),
            cuts: Cut::ALL.map(Cut::code).to_vec(),
            errors: vec![],
        }
    }
}

/// A round as it stands.
fn draft_of(round: &Round, quiz: &Quiz) -> RoundDraft {
    RoundDraft {
        title: round.title.clone(),
        opens_at: round.opens_at,
        last_start_at: round.last_start_at,
        closes_at: round.closes_at,
        time_limit_minutes: timing::minutes(&quiz.rules),
        seconds_per_item: quiz.rules.seconds_per_item,
        attempts_allowed: quiz.rules.attempts_allowed,
        blueprint: quiz.blueprint.clone(),
        ranking: round.ranking.clone(),
        qualified_from: round.qualified_from.clone(),
    }
}

/// A round that follows the last one, a week later; or the first of all.
fn next_round(conn: &mut Conn<'_>, now: Timestamp, rounds: &[Round]) -> Result<RoundDraft, Problem> {
    const WEEK: i64 = 7 * 86_400;
    let Some(last) = rounds.last() else {
        let ranking = plan::Preset::PredictionThenEarliest.rules(plan::TARGETS[0]);
        let eight = now.vietnam_date().and_time(chrono::NaiveTime::from_hms_opt(8, 0, 0).unwrap_or(chrono::NaiveTime::MIN));
        let opens_at = Timestamp::from_vietnam(eight).plus_seconds(2 * 86_400);
        return Ok(RoundDraft {
            title: String::new(),
            opens_at,
            last_start_at: None,
            closes_at: opens_at.plus_seconds(WEEK),
            time_limit_minutes: Some(20),
            seconds_per_item: None,
            attempts_allowed: 3,
            blueprint: vec![],
            ranking,
            qualified_from: None,
        });
    };
    let quiz = quiz::ops::quiz_by_id(conn, last.quiz_id)?;
    let later = |at: Timestamp| at.plus_seconds(last.closes_at.seconds_since(last.opens_at).max(WEEK));
    Ok(RoundDraft {
        title: String::new(),
        opens_at: later(last.opens_at),
        last_start_at: last.last_start_at.map(later),
        closes_at: later(last.closes_at),
        ..draft_of(last, &quiz)
    })
}

/// The round of the path with its quiz; none where a round is added.
fn present(conn: &mut Conn<'_>, contest: &Contest, code: Option<&str>) -> Result<Option<(Round, Quiz)>, ContestError> {
    let Some(code) = code else { return Ok(None) };
    let round = ops::round(conn, contest.id, code)?;
    let quiz = quiz::ops::quiz_by_id(conn, round.quiz_id)?;
    Ok(Some((round, quiz)))
}

async fn page(cx: &Cx, form: Option<&Form>, errors: Vec<FieldError>) -> Result<RoundEditPage, Problem> {
    let (contest_code, code, now) = (cx.path_str("contest")?.to_owned(), cx.path_str("round").ok().map(str::to_owned), cx.now());
    let blueprints = setup::blueprints(cx).await?;
    let mut page = cx
        .state
        .db
        .read(move |conn| {
            let contest = drafting::draft_contest(conn, &contest_code)?;
            let mut rounds = ops::rounds(conn, contest.id)?;
            let present = present(conn, &contest, code.as_deref())?;
            let draft = match &present {
                Some((round, quiz)) => draft_of(round, quiz),
                None => next_round(conn, now, &rounds)?,
            };
            rounds.retain(|round| Some(&round.code) != code.as_ref());
            let chosen = draft.qualified_from.as_ref().map(|qualified| qualified.rounds.clone()).unwrap_or_default();
            Ok::<_, Problem>(RoundEditPage {
                action: match &code {
                    Some(code) => format!("/to-chuc-thi/{contest_code}/vong/{code}/sua"),
                    None => format!("/to-chuc-thi/{contest_code}/them-vong"),
                },
                heading: present.map(|(round, _)| round.title).unwrap_or_default(),
                values: values(&draft),
                cells: cells(conn, &draft.blueprint)?,
                earlier: rounds
                    .into_iter()
                    .map(|round| EarlierLine {
                        is_chosen: chosen.contains(&round.code),
                        counts: draft.ranking.earlier.contains(&round.code),
                        code: round.code,
                        title: round.title,
                    })
                    .collect(),
                contest_code: contest.code,
                contest_title: contest.title,
                ..RoundEditPage::empty()
            })
        })
        .await?;
    page.blueprints = blueprints;
    page.errors = errors;
    if let Some(form) = form {
        page.values = FIELDS.into_iter().map(|name| (name, form.text(name).to_owned())).collect();
        for cell in &mut page.cells {
            cell.count = form.text(&cell.name).to_owned();
        }
        for earlier in &mut page.earlier {
            earlier.is_chosen = form.all("qualified").any(|code| code == earlier.code);
            earlier.counts = form.all("earlier").any(|code| code == earlier.code);
        }
    }
    Ok(page)
}

fn cells(conn: &mut Conn<'_>, blueprint: &[Cell]) -> Result<Vec<CellLine>, Problem> {
    let mut banks: Vec<&str> = blueprint.iter().map(|cell| cell.bank.as_str()).collect();
    banks.sort_unstable();
    banks.dedup();
    let topics = bank::ops::topics_in(conn, &banks)?;
    let stock = bank::ops::drawables(conn, &banks)?;
    let line = |(at, cell): (usize, &Cell)| CellLine {
        name: format!("cell-{at}"),
        topic: topics
            .iter()
            .find(|(bank, topic)| *bank == cell.bank && topic.code == cell.topic)
            .map_or_else(|| cell.topic.clone(), |(_, topic)| topic.title.clone()),
        level: cell.level.code(),
        count: cell.count.to_string(),
        stock: stock.iter().filter(|item| item.bank == cell.bank && item.topic == cell.topic && item.level == cell.level).count(),
    };
    Ok(blueprint.iter().enumerate().map(line).collect())
}

/// `GET /to-chuc-thi/{contest}/vong/{round}/sua`, `GET /to-chuc-thi/{contest}/them-vong`.
pub async fn edit_round_page(cx: Cx) -> Result<HttpResponse, Problem> {
    let page = page(&cx, None, vec![]).await?;
    cx.page(&page)
}

/// `POST /to-chuc-thi/{contest}/vong/{round}/sua`, `POST /to-chuc-thi/{contest}/them-vong`.
pub async fn edit_round(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let (contest, code) = (cx.path_str("contest")?.to_owned(), cx.path_str("round").ok().map(str::to_owned));
    let (actor, now, entropy) = (cx.actor()?, cx.now(), Arc::clone(&cx.state.entropy));
    let to = format!("/to-chuc-thi/{contest}");
    let typed = Typed::read(&form, &plan::Preset::ScoreAlone.rules(plan::TARGETS[0]));
    let done = match typed {
        Err(fields) => {
            // Whether there is such a draft is told before what is wrong with it.
            cx.state
                .db
                .read(move |conn| {
                    let contest = drafting::draft_contest(conn, &contest)?;
                    present(conn, &contest, code.as_deref()).map(|_| ())
                })
                .await?;
            Err(Problem::invalid(fields))
        }
        Ok(typed) => cx
            .state
            .db
            .write(move |conn| {
                let contest = drafting::draft_contest(conn, &contest)?;
                match present(conn, &contest, code.as_deref())? {
                    Some((round, quiz)) => {
                        let draft = typed.clone().with_cells(conn, quiz.blueprint)?;
                        drafting::change_round(conn, now, &*entropy, &actor, &contest, &round, draft)
                    }
                    None => {
                        let last = ops::rounds(conn, contest.id)?.pop();
                        let present = match last {
                            Some(last) => quiz::ops::quiz_by_id(conn, last.quiz_id)?.blueprint,
                            None => vec![],
                        };
                        let draft = typed.clone().with_cells(conn, present)?;
                        drafting::add_round(conn, now, &*entropy, &actor, &contest, draft).map(|_| ())
                    }
                }
            })
            .await
            .map_err(|error: ContestError| Problem::from(error)),
    };
    match done {
        Ok(()) => Ok(cx.redirect_saying(&to, "round_saved")),
        Err(problem) if problem.fields.is_empty() => Err(problem),
        Err(problem) => {
            let errors = cx.field_errors(problem)?;
            let page = page(&cx, Some(&form), errors).await?;
            cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

/// `POST /to-chuc-thi/{contest}/vong/{round}/nhan-ban`.
pub async fn duplicate_round(cx: Cx, _form: Form) -> Result<HttpResponse, Problem> {
    let (contest, code) = (cx.path_str("contest")?.to_owned(), cx.path_str("round")?.to_owned());
    let (actor, now, entropy) = (cx.actor()?, cx.now(), Arc::clone(&cx.state.entropy));
    let to = format!("/to-chuc-thi/{contest}/vong");
    let code = cx
        .state
        .db
        .write(move |conn| {
            let contest = drafting::draft_contest(conn, &contest)?;
            let round = ops::round(conn, contest.id, &code)?;
            drafting::duplicate_round(conn, now, &*entropy, &actor, &contest, &round)
        })
        .await?;
    Ok(cx.redirect_saying(&format!("{to}/{code}/sua"), "round_duplicated"))
}

/// `POST /to-chuc-thi/{contest}/vong/{round}/xoa`.
pub async fn remove_round(cx: Cx, _form: Form) -> Result<HttpResponse, Problem> {
    let (contest, code) = (cx.path_str("contest")?.to_owned(), cx.path_str("round")?.to_owned());
    let (actor, now) = (cx.actor()?, cx.now());
    let to = format!("/to-chuc-thi/{contest}");
    cx.state
        .db
        .write(move |conn| {
            let contest = drafting::draft_contest(conn, &contest)?;
            let round = ops::round(conn, contest.id, &code)?;
            drafting::remove_round(conn, now, &actor, &contest, &round)
        })
        .await?;
    Ok(cx.redirect_saying(&to, "round_removed"))
}
