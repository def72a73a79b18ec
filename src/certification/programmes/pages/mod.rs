//! Pages of training programmes: for those who take part, for those who lead them, for those who run them.

mod due;
mod edit;
mod members;
mod programme;
mod roster;
mod sessions;

pub use due::due;
pub use edit::{change, change_page, create, new_page};
pub use members::members;
pub use programme::{programme, programmes};
pub use roster::{file, roster, sheet_docx, sheet_pdf, tick};
pub use sessions::{add_session, session, sessions, sign_in};

use serde::Serialize;

use super::{
    ops::Standing,
    terms::{Entitlement, Requirement, Terms},
};
use crate::{
    web::view::Sample,
    web::{Cx, format},
};

/// Samples of these pages.
pub fn samples() -> Vec<Sample> {
    [due::samples(), edit::samples(), members::samples(), programme::samples(), roster::samples(), sessions::samples()]
        .into_iter()
        .flatten()
        .collect()
}

/// How somebody stands, in a word.
fn standing_code(standing: &Standing) -> &'static str {
    match standing.entitlement {
        Entitlement::Revoked => "revoked",
        Entitlement::Holds => "holds",
        Entitlement::First | Entitlement::Renewal(_) if standing.evaluation.earned_on.is_some() => "ready",
        Entitlement::First => "missing",
        Entitlement::Renewal(_) => "renew",
    }
}

/// Every word of [`standing_code`].
const STANDINGS: [&str; 5] = ["ready", "missing", "renew", "holds", "revoked"];

/// A requirement with how far somebody is.
#[derive(Serialize)]
struct RequirementLine {
    text: String,
    /// Where to do it; empty where there is no page for it.
    href: String,
    have: i64,
    need: i64,
    is_met: bool,
    met_on: String,
}

/// A requirement in words.
fn in_words(cx: &Cx, requirement: &Requirement, names: &Names) -> (String, String) {
    match requirement {
        Requirement::Course { code } => {
            (cx.t("programme-requires-course", &[("title", names.course(code).into())]), format!("/khoa-hoc/{code}"))
        }
        Requirement::Quiz { code, percent } => (
            cx.t("programme-requires-quiz", &[("title", names.quiz(code).into()), ("percent", (*percent).into())]),
            format!("/bai-kiem-tra/{code}"),
        ),
        Requirement::Rounds { contest, at_least, percent } => (
            cx.t(
                "programme-requires-rounds",
                &[("title", names.contest(contest).into()), ("n", (*at_least).into()), ("percent", (*percent).into())],
            ),
            format!("/cuoc-thi/{contest}"),
        ),
        Requirement::Sessions { at_least } => (cx.t("programme-requires-sessions", &[("n", (*at_least).into())]), String::new()),
    }
}

fn lines(cx: &Cx, terms: &Terms, standing: Option<&Standing>, names: &Names) -> Vec<RequirementLine> {
    let line = |(at, requirement): (usize, &Requirement)| {
        let (text, href) = in_words(cx, requirement, names);
        let line = standing.and_then(|standing| standing.evaluation.lines.get(at));
        let met_on = line.and_then(|line| line.met_on);
        RequirementLine {
            text,
            href,
            have: line.map_or(0, |line| line.have),
            need: line.map_or(1, |line| line.need),
            is_met: met_on.is_some(),
            met_on: met_on.map(format::date).unwrap_or_default(),
        }
    };
    terms.requirements.iter().enumerate().map(line).collect()
}

/// Titles of what requirements name.
#[derive(Clone, Debug, Default)]
struct Names {
    courses: Vec<(String, String)>,
    quizzes: Vec<(String, String)>,
    contests: Vec<(String, String)>,
}

impl Names {
    fn load(conn: &mut crate::storage::Conn<'_>) -> Result<Self, super::super::model::CertificationError> {
        let courses = crate::courses::ops::courses(conn)?.into_iter().map(|(course, _)| (course.code, course.title)).collect();
        let quizzes = crate::quiz::ops::quizzes(conn)?.into_iter().map(|quiz| (quiz.code, quiz.title)).collect();
        let contests = crate::contests::ops::contests(conn, false)?.into_iter().map(|(contest, _)| (contest.code, contest.title)).collect();
        Ok(Self { courses, quizzes, contests })
    }

    fn course(&self, code: &str) -> String {
        title(&self.courses, code)
    }
    fn quiz(&self, code: &str) -> String {
        title(&self.quizzes, code)
    }
    fn contest(&self, code: &str) -> String {
        title(&self.contests, code)
    }
}

fn title(known: &[(String, String)], code: &str) -> String {
    known.iter().find(|(of, _)| of == code).map_or_else(|| code.to_owned(), |(_, title)| title.clone())
}
