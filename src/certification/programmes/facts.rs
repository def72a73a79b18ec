//! What is recorded about people, as the terms of a programme ask for it: a handful of queries for any number of people.

use std::collections::{HashMap, HashSet};

use super::{
    super::model::CertificationError,
    store,
    terms::{Facts, Requirement, Score, Terms},
};
use crate::{
    contests::{self, model::RoundState},
    courses,
    kernel::{
        Timestamp,
        ids::{CourseId, PersonId, ProgrammeId, QuizId},
    },
    quiz,
    storage::Conn,
};

/// People asked about in one query.
const CHUNK: usize = 500;

/// What the requirements name, looked up once.
#[derive(Debug, Default)]
pub struct Named {
    /// Courses with their lessons in use.
    courses: HashMap<CourseId, (String, usize)>,
    /// Quizzes.
    quizzes: HashMap<QuizId, String>,
    /// Quizzes of published rounds: contest, round, and who was excluded.
    rounds: HashMap<QuizId, (String, String, HashSet<PersonId>)>,
    sessions_of: Option<ProgrammeId>,
}

/// Looks up what the terms of a programme name; what is not there counts for nobody.
pub fn named(conn: &mut Conn<'_>, now: Timestamp, programme: ProgrammeId, terms: &Terms) -> Result<Named, CertificationError> {
    let mut out = Named::default();
    let all_courses = courses::ops::courses(conn)?;
    let all_quizzes = quiz::ops::quizzes(conn)?;
    for requirement in &terms.requirements {
        match requirement {
            Requirement::Course { code } => {
                out.courses
                    .extend(all_courses.iter().filter(|(course, _)| course.code == *code).map(|(c, l)| (c.id, (code.clone(), l.len()))));
            }
            Requirement::Quiz { code, .. } => {
                out.quizzes.extend(all_quizzes.iter().filter(|quiz| quiz.code == *code).map(|quiz| (quiz.id, code.clone())));
            }
            Requirement::Rounds { contest, .. } => {
                let Ok(found) = contests::ops::contest(conn, contest, false) else { continue };
                let rounds = contests::ops::rounds(conn, found.id)?;
                let states = contests::ops::states(conn, now, &rounds)?;
                let published: Vec<_> = rounds.into_iter().zip(states).filter(|(_, state)| *state == RoundState::Published).collect();
                let ids: Vec<_> = published.iter().map(|(round, _)| round.id).collect();
                let mut excluded = contests::ops::excluded_from(conn, &ids)?;
                for (round, _) in published {
                    out.rounds.insert(round.quiz_id, (contest.clone(), round.code, excluded.remove(&round.id).unwrap_or_default()));
                }
            }
            Requirement::Sessions { .. } => out.sessions_of = Some(programme),
        }
    }
    Ok(out)
}

/// What is recorded about these people.
pub fn load(conn: &mut Conn<'_>, named: &Named, people: &[PersonId]) -> Result<HashMap<PersonId, Facts>, CertificationError> {
    let mut out: HashMap<PersonId, Facts> = people.iter().map(|person| (*person, Facts::default())).collect();
    let course_ids: Vec<CourseId> = named.courses.keys().copied().collect();
    let quiz_ids: Vec<QuizId> = named.quizzes.keys().chain(named.rounds.keys()).copied().collect();
    for chunk in people.chunks(CHUNK) {
        if !course_ids.is_empty() {
            let mut finished: HashMap<(CourseId, PersonId), Vec<Timestamp>> = HashMap::new();
            for (course, person, at) in courses::ops::finished_lessons(conn, &course_ids, chunk)? {
                finished.entry((course, person)).or_default().push(at);
            }
            for ((course, person), times) in finished {
                let Some((code, lessons)) = named.courses.get(&course) else { continue };
                if let (true, Some(last), Some(facts)) = (times.len() >= *lessons, times.iter().max(), out.get_mut(&person)) {
                    facts.courses.push((code.clone(), last.vietnam_date()));
                }
            }
        }
        if !quiz_ids.is_empty() {
            for (quiz, person, score, max_score, at) in quiz::results::closed_scores(conn, &quiz_ids, chunk)? {
                let Some(facts) = out.get_mut(&person) else { continue };
                let score = |code: &str| Score { code: code.to_owned(), score, max_score, on: at.vietnam_date() };
                if let Some(code) = named.quizzes.get(&quiz) {
                    facts.quizzes.push(score(code));
                }
                if let Some((contest, round, excluded)) = named.rounds.get(&quiz)
                    && !excluded.contains(&person)
                {
                    facts.rounds.push((contest.clone(), score(round)));
                }
            }
        }
        if let Some(programme) = named.sessions_of {
            for (person, day) in store::attended(conn, programme, chunk)? {
                if let Some(facts) = out.get_mut(&person) {
                    facts.sessions.push(day);
                }
            }
        }
    }
    Ok(out)
}
