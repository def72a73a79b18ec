//! A unit leader's view: started, finished, passed.

use actix_web::HttpResponse;
use serde::Serialize;

use super::super::progress;
use crate::{
    courses,
    kernel::{Actor, Problem, Role, ids::UnitId, page::PageRequest},
    org::{self, model::Scope},
    quiz,
    storage::Conn,
    web::{
        Cx, View, format,
        view::{PagerView, Sample},
    },
};

const PAGE_SIZE: i64 = 50;

#[derive(Serialize)]
struct ReportsPage {
    courses: Vec<CourseLine>,
}

#[derive(Serialize)]
struct CourseLine {
    code: String,
    title: String,
    members: i64,
    started: i64,
    passed: i64,
    passed_percent: String,
}

impl View for ReportsPage {
    const TEMPLATE: &'static str = "reports/reports.html";
    fn samples() -> Vec<Self> {
        let line = CourseLine {
            code: "kl-57".into(),
            title: "Kết luận 57".into(),
            members: 40,
            started: 20,
            passed: 10,
            passed_percent: "25%".into(),
        };
        vec![Self { courses: vec![] }, Self { courses: vec![line] }]
    }
}

#[derive(Serialize)]
struct ReportPage {
    course_code: String,
    course_title: String,
    as_of: String,
    lessons: usize,
    /// Chosen unit; empty for all.
    unit_id: String,
    unit_name: String,
    units: Vec<UnitRow>,
    people: Vec<PersonRow>,
    pager: PagerView,
}

#[derive(Serialize)]
struct UnitRow {
    id: String,
    name: String,
    depth: usize,
    members: i64,
    started: i64,
    passed: i64,
    passed_percent: String,
}

#[derive(Serialize)]
struct PersonRow {
    full_name: String,
    unit: String,
    lessons: i64,
    /// `not_started`, `studying`, `finished`, `failed` or `passed`.
    state: &'static str,
    attempts: usize,
    best: String,
    certificate: String,
}

impl View for ReportPage {
    const TEMPLATE: &'static str = "reports/report.html";
    fn samples() -> Vec<Self> {
        let unit = |depth| UnitRow {
            id: "1".into(),
            name: "Phường Mỹ Tho".into(),
            depth,
            members: 40,
            started: 20,
            passed: 10,
            passed_percent: "25%".into(),
        };
        let person = |state, best: &str| PersonRow {
            full_name: "Nguyễn Thị Ưỡng".into(),
            unit: "Phường Mỹ Tho".into(),
            lessons: 3,
            state,
            attempts: 1,
            best: best.into(),
            certificate: if state == "passed" { "7F3K9QXABCDE".into() } else { String::new() },
        };
        let page = |unit_id: &str, people: Vec<PersonRow>| Self {
            course_code: "kl-57".into(),
            course_title: "Kết luận 57".into(),
            as_of: "08:00 23/11/2026".into(),
            lessons: 7,
            unit_id: unit_id.into(),
            unit_name: if unit_id.is_empty() { String::new() } else { "Phường Mỹ Tho".into() },
            units: vec![unit(0), unit(1)],
            pager: PagerView { number: 1, pages: 1, total: 5, prev: String::new(), next: String::new() },
            people,
        };
        let all = ["not_started", "studying", "finished", "failed", "passed"]
            .map(|state| person(state, if state == "passed" { "18,5" } else { "" }));
        vec![page("", vec![]), page("1", all.into())]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    [Sample::of::<ReportsPage>(), Sample::of::<ReportPage>()].into_iter().flatten().collect()
}

/// Where the actor may read figures: as a unit's leader or as its administrator.
fn scope(conn: &mut Conn<'_>, actor: &Actor) -> Result<Scope, Problem> {
    let as_leader = org::ops::scope(conn, actor, Role::UnitLeader)?;
    let as_admin = org::ops::scope(conn, actor, Role::Admin)?;
    Ok(match (as_leader, as_admin) {
        (Scope::Within(a), Scope::Within(b)) => Scope::Within(a.union(&b).copied().collect()),
        _ => Scope::Everywhere,
    })
}

/// `GET /bao-cao`.
pub async fn reports(cx: Cx) -> Result<HttpResponse, Problem> {
    let actor = cx.actor()?;
    let courses = cx
        .state
        .db
        .read(move |conn| {
            let scope = scope(conn, &actor)?;
            let quizzes = quiz::ops::quizzes(conn)?;
            let mut lines = Vec::new();
            for (course, _) in courses::ops::courses(conn)? {
                let quiz = quizzes.iter().find(|quiz| quiz.course_id == Some(course.id)).map(|quiz| quiz.id);
                let units = progress::units(conn, &scope, course.id, quiz)?;
                let top = |f: fn(&progress::UnitLine) -> i64| units.iter().filter(|line| line.depth == 0).map(f).sum::<i64>();
                let (members, started, passed) = (top(|line| line.members), top(|line| line.started), top(|line| line.passed));
                lines.push(CourseLine {
                    code: course.code,
                    title: course.title,
                    members,
                    started,
                    passed,
                    passed_percent: format::percent(passed, members),
                });
            }
            Ok::<_, Problem>(lines)
        })
        .await?;
    cx.page(&ReportsPage { courses })
}

/// `GET /bao-cao/{course}?don-vi=&trang=`.
pub async fn report(cx: Cx) -> Result<HttpResponse, Problem> {
    let (actor, code, now) = (cx.actor()?, cx.path_str("course")?.to_owned(), cx.now());
    let unit: Option<UnitId> = match cx.query("don-vi").as_str() {
        "" => None,
        text => Some(text.parse().map_err(|_| Problem::not_found())?),
    };
    let request = PageRequest::new(cx.query("trang").parse().unwrap_or(1), PAGE_SIZE);
    let (course, lessons, units, people) = cx
        .state
        .db
        .read(move |conn| {
            let scope = scope(conn, &actor)?;
            let (course, lessons) = courses::ops::course(conn, &code)?;
            let quiz = match &course.outline.quiz {
                Some(code) => Some(quiz::ops::quiz(conn, code)?.id),
                None => None,
            };
            let units = progress::units(conn, &scope, course.id, quiz)?;
            let people = progress::people(conn, &scope, unit, course.id, quiz, request)?;
            Ok::<_, Problem>((course, lessons.len(), units, people))
        })
        .await?;
    let unit_id = unit.map(|id| id.to_string()).unwrap_or_default();
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("don-vi", &unit_id).finish();
    let pager = PagerView::of(&people, &format!("/bao-cao/{}", course.code), &query);
    cx.page(&ReportPage {
        unit_name: units.iter().find(|line| Some(line.unit.id) == unit).map(|line| line.unit.name.clone()).unwrap_or_default(),
        units: units
            .iter()
            .map(|line| UnitRow {
                id: line.unit.id.to_string(),
                name: line.unit.name.clone(),
                depth: line.depth,
                members: line.members,
                started: line.started,
                passed: line.passed,
                passed_percent: format::percent(line.passed, line.members),
            })
            .collect(),
        people: people.rows.into_iter().map(|person| person_row(person, lessons)).collect(),
        as_of: format::datetime(now),
        course_code: course.code,
        course_title: course.title,
        lessons,
        unit_id,
        pager,
    })
}

fn person_row(person: progress::PersonLine, lessons: usize) -> PersonRow {
    let has_finished = usize::try_from(person.lessons).is_ok_and(|finished| finished >= lessons && lessons > 0);
    let state = match (person.standing.passed, person.standing.attempts > 0 && person.standing.best.is_some(), has_finished, person.started)
    {
        (true, ..) => "passed",
        (_, true, ..) => "failed",
        (_, _, true, _) => "finished",
        (_, _, _, true) => "studying",
        _ => "not_started",
    };
    PersonRow {
        full_name: person.full_name,
        unit: person.unit_name,
        lessons: person.lessons,
        state,
        attempts: person.standing.attempts,
        best: person.standing.best.map(format::points).unwrap_or_default(),
        certificate: person.certificate.unwrap_or_default(),
    }
}
