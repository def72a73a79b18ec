//! Use cases of a contest's papers: settle who issues them, choose who is given one.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde_json::json;

use super::super::{
    issuing::{self, store::Entry},
    looks::{self, model::PaperKind},
    model::{CertificationError, IssuingBody, Programme},
    programmes,
    store::{self, ProgrammeRow},
};
use crate::{
    audit,
    contests::{
        self,
        model::Contest,
        prizes::given::{self, Given, Points},
    },
    kernel::{
        Actor, Entropy, FieldProblem, Id, Role, Timestamp,
        ids::{IssueBatchId, PersonId},
    },
    org,
    storage::{Conn, Json},
};

type Outcome<T> = Result<T, CertificationError>;

/// The bodies that may issue papers of contests, for who organizes them.
pub fn bodies(conn: &mut Conn<'_>, by: &Actor) -> Outcome<Vec<IssuingBody>> {
    let role = if by.has_everywhere(Role::Admin) { Role::Admin } else { Role::Organizer };
    let scope = org::ops::scope(conn, by, role)?;
    let all = programmes::ops::all_bodies(conn)?;
    Ok(all.into_iter().filter(|body| body.kind == PaperKind::Contest && scope.holds(body.unit_id)).collect())
}

/// Who issues a contest's papers, once it is settled.
pub fn programme(conn: &mut Conn<'_>, contest: &Contest) -> Outcome<Option<Programme>> {
    Ok(store::programme_of_contest(conn, contest.id)?)
}

/// What is settled about a contest's papers.
#[derive(Clone, Debug)]
pub struct Settled {
    /// The body.
    pub body_code: String,
    /// The template, as it was chosen in the form; empty for the usual look.
    pub template_id: String,
    /// A second person approves each list.
    pub second_approval: bool,
}

/// Settles who issues the papers of a contest and how they look. What was issued stays what it was.
pub fn settle(conn: &mut Conn<'_>, now: Timestamp, entropy: &dyn Entropy, by: &Actor, contest: &Contest, form: &Settled) -> Outcome<()> {
    let body = bodies(conn, by)?.into_iter().find(|body| body.code == form.body_code);
    let Some(body) = body else { return Err(CertificationError::Fields(vec![FieldProblem::new("body_code", "choice")])) };
    let template_id = looks::ops::chosen(conn, by, PaperKind::Contest, &form.template_id)?;
    let row = ProgrammeRow {
        id: programme(conn, contest)?.map_or_else(|| Id::new(now, entropy), |old| old.id),
        // No training programme can have such a code.
        code: format!("thi.{}", contest.code),
        course_id: None,
        quiz_id: None,
        title: contest.title.clone(),
        paper: Json(body.issuer),
        updated_at: now,
        unit_id: body.unit_id,
        body_code: Some(body.code),
        terms: None,
        second_approval: form.second_approval,
        kind: PaperKind::Contest.code().to_owned(),
        contest_id: Some(contest.id),
        template_id,
    };
    store::put_programme(conn, &row)?;
    let detail = json!({ "body": form.body_code, "template": template_id, "second_approval": form.second_approval });
    let event = audit::ops::Event {
        actor: Some(by.id),
        action: "contest_papers.settled",
        subject_kind: "contest",
        subject_id: contest.code.clone(),
        reason: None,
        detail,
    };
    audit::ops::record(conn, now, event)?;
    Ok(())
}

/// Who is to be given a paper.
#[derive(Clone, Debug)]
pub enum Choice {
    /// Who won these prizes, by [`Given::key`].
    Prizes(Vec<String>),
    /// Who reached a share of the points in so many rounds.
    Reached {
        /// score × 100 ≥ percent × max.
        percent: i64,
        /// In how many published rounds.
        at_least: usize,
    },
}

/// The words that stand on a paper beside a name; the sentences are the caller's.
pub struct Sayings<'a> {
    /// "Giải Nhất – Tuần 1".
    pub prize: &'a dyn Fn(&str, Option<&str>) -> String,
    /// "kết quả từ 70% trở lên".
    pub reached: &'a dyn Fn(i64, usize) -> String,
    /// The contest, below what was won.
    pub contest: &'a dyn Fn(&str) -> String,
}

/// What may be chosen.
pub fn prizes(conn: &mut Conn<'_>, contest: &Contest) -> Outcome<Vec<Given>> {
    Ok(given::prizes(conn, contest)?)
}

/// The list of a choice: each person once, with everything that they won.
pub fn list(conn: &mut Conn<'_>, contest: &Contest, choice: &Choice, say: &Sayings<'_>) -> Outcome<Vec<Entry>> {
    let below = (say.contest)(&contest.title);
    match choice {
        Choice::Prizes(keys) => {
            let mut order: Vec<PersonId> = Vec::new();
            let mut won: HashMap<PersonId, (Vec<String>, Vec<Option<Points>>)> = HashMap::new();
            for given in given::prizes(conn, contest)?.into_iter().filter(|given| keys.contains(&given.key)) {
                let said = (say.prize)(&given.prize, given.round.as_deref());
                for (person, points) in given.people {
                    let entry = won.entry(person).or_insert_with(|| {
                        order.push(person);
                        (Vec::new(), Vec::new())
                    });
                    entry.0.push(said.clone());
                    entry.1.push(points);
                }
            }
            Ok(order
                .into_iter()
                .filter_map(|person| {
                    let (said, points) = won.remove(&person)?;
                    // Points of one prize are said; of several they would have to be told apart.
                    let score = if let [only] = points[..] { only } else { None };
                    Some(Entry { person, achievement: Some(format!("{}\n{below}", said.join("; "))), score })
                })
                .collect())
        }
        Choice::Reached { percent, at_least } => {
            let achievement = format!("{}\n{below}", (say.reached)(*percent, *at_least));
            let reached = given::reached(conn, contest, *percent, *at_least)?;
            let score = |points: Points| Some(points).filter(|_| *at_least == 1);
            Ok(reached
                .into_iter()
                .map(|(person, points)| Entry { person, achievement: Some(achievement.clone()), score: score(points) })
                .collect())
        }
    }
}

/// Proposes papers for a list of people.
pub fn propose(
    conn: &mut Conn<'_>,
    now: Timestamp,
    entropy: &dyn Entropy,
    by: &Actor,
    contest: &Contest,
    people: &[Entry],
    issued_on: NaiveDate,
) -> Outcome<IssueBatchId> {
    let programme = programme(conn, contest)?.ok_or(CertificationError::State("contest_papers_unsettled"))?;
    if !programmes::ops::may_manage(conn, by, &programme)? {
        return Err(CertificationError::NotFound);
    }
    issuing::ops::propose_list(conn, now, entropy, by, &programme, people, issued_on)
}

/// The contest of a programme, if it is of one: its code and title.
pub fn contest_of(conn: &mut Conn<'_>, programme: &Programme) -> Outcome<Option<Contest>> {
    let Some(code) = programme.code.strip_prefix("thi.").filter(|_| programme.contest_id.is_some()) else { return Ok(None) };
    Ok(Some(contests::ops::contest(conn, code, true)?))
}
