//! A person's training record (hồ sơ bồi dưỡng): what they were recognised as, learned, passed, attended and gave.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::tasks;
use crate::{
    certification::{
        self,
        model::{Certificate, Standing},
        programmes,
    },
    contests::{self, model::RoundState},
    identity,
    kernel::{
        Actor, Problem, Timestamp,
        ids::{PersonId, QuizId},
    },
    org,
    quiz::{
        self,
        model::{Attempt, AttemptState},
    },
    recognition::{
        self,
        model::{Kind, Recognition},
        talks::{self, TalkRow},
    },
    storage::Conn,
};

/// A course or an exam, as far as the person is with it.
#[derive(Clone, Debug)]
pub struct Study {
    /// Title.
    pub title: String,
    /// Lessons finished.
    pub finished: usize,
    /// Lessons there are; 0 for an exam.
    pub lessons: usize,
    /// Best score with the largest possible, in hundredths.
    pub best: Option<(i64, i64)>,
    /// The day on which it was passed first.
    pub passed_on: Option<NaiveDate>,
}

/// A round of a contest that the person took part in.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Title of the contest.
    pub contest: String,
    /// Title of the round.
    pub round: String,
    /// When.
    pub on: NaiveDate,
    /// Best score with the largest possible; only for the person themselves and once the result is published.
    pub score: Option<(i64, i64)>,
}

/// A session attended or given.
#[derive(Clone, Debug)]
pub struct Session {
    /// Subject.
    pub title: String,
    /// Day.
    pub on: NaiveDate,
    /// Place.
    pub place: String,
    /// Length.
    pub minutes: i32,
    /// Who spoke.
    pub speaker: String,
}

/// The record.
#[derive(Clone, Debug)]
pub struct Record {
    /// Name.
    pub full_name: String,
    /// Present unit.
    pub unit: String,
    /// Recognitions, each with the name of its kind.
    pub recognitions: Vec<(String, Recognition)>,
    /// Courses and exams begun.
    pub studies: Vec<Study>,
    /// Rounds taken.
    pub entries: Vec<Entry>,
    /// Certificates with their standing.
    pub certificates: Vec<(Certificate, Standing)>,
    /// Sessions attended.
    pub attended: Vec<Session>,
    /// Sessions given.
    pub given: Vec<Session>,
    /// Sessions that the person entered themselves.
    pub talks: Vec<TalkRow>,
}

/// A person's own record, or that of somebody of the units the viewer leads or administers.
///
/// # Errors
/// Not found for everybody else's.
pub fn of(conn: &mut Conn<'_>, now: Timestamp, viewer: &Actor, person: PersonId) -> Result<Record, Problem> {
    let is_own = viewer.id == person;
    let unit = org::ops::unit_of(conn, person)?;
    if !is_own && !recognition::ops::readable(conn, viewer)?.holds(unit.as_ref().map(|unit| unit.id)) {
        return Err(Problem::not_found());
    }
    let known = identity::ops::person(conn, person)?.ok_or_else(Problem::not_found)?;
    let kinds = recognition::ops::kinds(conn)?;
    let recognitions = recognition::ops::of_person(conn, person)?;
    let today = now.vietnam_date();
    let certificates = certification::ops::of_person(conn, person)?;
    let (attended, given) = programmes::ops::sessions_of_person(conn, person)?;
    let session = |row: programmes::SessionRow| Session {
        title: row.title,
        on: row.held_on,
        place: row.place,
        minutes: row.minutes,
        speaker: row.speaker,
    };
    Ok(Record {
        full_name: known.full_name,
        unit: unit.map(|unit| unit.name).unwrap_or_default(),
        recognitions: recognitions.into_iter().map(|record| (kind_name(&kinds, &record), record)).collect(),
        studies: studies(conn, person)?,
        entries: entries(conn, now, person, is_own)?,
        certificates: certificates
            .into_iter()
            .map(|certificate| {
                let standing = certificate.standing(today);
                (certificate, standing)
            })
            .collect(),
        attended: attended.into_iter().map(session).collect(),
        given: given.into_iter().map(session).collect(),
        // What was sent back is between the person and the leader.
        talks: talks::ops::of_person(conn, person)?.into_iter().filter(|talk| is_own || talk.accepted != Some(false)).collect(),
    })
}

fn kind_name(kinds: &[Kind], record: &Recognition) -> String {
    kinds.iter().find(|kind| kind.code == record.facts.kind).map_or_else(|| record.facts.kind.clone(), |kind| kind.name.clone())
}

fn studies(conn: &mut Conn<'_>, person: PersonId) -> Result<Vec<Study>, Problem> {
    let begun = tasks::tasks_of(conn, person)?.into_iter().filter(|state| state.is_begun);
    Ok(begun
        .map(|state| {
            let counted = || state.attempts.iter().filter(|attempt| is_closed(attempt));
            let passed = counted().filter(|attempt| attempt.passed == Some(true)).filter_map(|attempt| attempt.closed_at).min();
            Study {
                title: state.title().to_owned(),
                finished: state.finished,
                lessons: state.lessons.len(),
                best: best(counted()),
                passed_on: passed.map(Timestamp::vietnam_date),
            }
        })
        .collect())
}

fn is_closed(attempt: &Attempt) -> bool {
    matches!(attempt.state, AttemptState::Submitted | AttemptState::Expired)
}

fn best<'a>(attempts: impl Iterator<Item = &'a Attempt>) -> Option<(i64, i64)> {
    attempts.filter_map(|attempt| Some((attempt.score?, attempt.max_score))).max()
}

fn entries(conn: &mut Conn<'_>, now: Timestamp, person: PersonId, with_scores: bool) -> Result<Vec<Entry>, Problem> {
    let mut by_quiz: HashMap<QuizId, Vec<Attempt>> = HashMap::new();
    for attempt in quiz::ops::all_attempts_of(conn, person)?.into_iter().filter(is_closed) {
        by_quiz.entry(attempt.quiz_id).or_default().push(attempt);
    }
    if by_quiz.is_empty() {
        return Ok(vec![]);
    }
    let mut rounds = Vec::new();
    for (contest, own) in contests::ops::contests(conn, false)? {
        rounds.extend(own.into_iter().filter(|round| by_quiz.contains_key(&round.quiz_id)).map(|round| (contest.title.clone(), round)));
    }
    let alone: Vec<_> = rounds.iter().map(|(_, round)| round.clone()).collect();
    let states = contests::ops::states(conn, now, &alone)?;
    let mut out: Vec<Entry> = rounds
        .into_iter()
        .zip(states)
        .filter_map(|((contest, round), state)| {
            let attempts = by_quiz.remove(&round.quiz_id)?;
            let on = attempts.iter().filter_map(|attempt| attempt.closed_at).max()?.vietnam_date();
            let is_released = with_scores && state == RoundState::Published;
            Some(Entry { contest, round: round.title, on, score: best(attempts.iter()).filter(|_| is_released) })
        })
        .collect();
    out.sort_by_key(|entry| std::cmp::Reverse(entry.on));
    Ok(out)
}
