//! What a closed attempt shows: score, and, from the moment the rule allows, items with their solutions.

use std::collections::HashMap;

use serde_json::Value;

use super::{
    marking_store,
    model::{Attempt, AttemptState, QuizError, Slot},
    response::{self, Given},
    store,
    visibility::{self, Standing, Visible},
};
use crate::{
    bank::{
        self,
        model::{ItemFace, Key, Solution},
    },
    kernel::{
        Timestamp,
        ids::{AttemptId, PersonId, QuizId, VersionId},
    },
    storage::Conn,
};

type Outcome<T> = Result<T, QuizError>;

/// A result.
#[derive(Clone, Debug)]
pub struct AttemptResult {
    /// The attempt.
    pub attempt: Attempt,
    /// What may be shown of it.
    pub visible: Visible,
    /// An essay waits to be marked, so that there is no score yet.
    pub is_waiting: bool,
    /// How the person stands with this quiz.
    pub standing: Standing,
    /// Points by topic; empty while the score is hidden.
    pub by_topic: Vec<TopicScore>,
    /// Items with solutions; empty while they are hidden.
    pub items: Vec<ItemResult>,
}

/// Points in a topic of a paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopicScore {
    /// Code of the bank.
    pub bank: String,
    /// Code of the topic.
    pub topic: String,
    /// Hundredths of a point reached.
    pub score: i64,
    /// Hundredths of a point there were.
    pub max: i64,
}

/// One item of a released result.
#[derive(Clone, Debug)]
pub struct ItemResult {
    /// Frozen slot.
    pub slot: Slot,
    /// What was asked.
    pub face: ItemFace,
    /// What was given, in the author's order.
    pub given: Given,
    /// As it was sent.
    pub sent: Value,
    /// Key, rationale and citation.
    pub solution: Solution,
    /// Hundredths of a point.
    pub score: i64,
    /// Its topic.
    pub topic: String,
    /// What the marker of an essay wrote; empty for nothing.
    pub comment: String,
}

impl ItemResult {
    /// Whether the option at this author's position is a key.
    pub fn is_key(&self, option: usize) -> bool {
        matches!(&self.solution.key, Key::Options(keys) if keys.contains(&option))
    }
    /// Whether the option at this author's position was chosen.
    pub fn is_chosen(&self, option: usize) -> bool {
        matches!(&self.given, Given::Options(chosen) if chosen.contains(&option))
    }
}

/// How a person stands with a quiz.
pub fn standing(attempts: &[Attempt]) -> Standing {
    Standing {
        attempts_used: i32::try_from(attempts.len()).unwrap_or(i32::MAX),
        has_passed: attempts.iter().any(|attempt| attempt.passed == Some(true) && attempt.state != AttemptState::Voided),
        has_open_attempt: attempts.iter().any(|attempt| attempt.state == AttemptState::InProgress),
    }
}

/// The result of a person's attempt, no more than the rule allows now.
pub fn result(conn: &mut Conn<'_>, id: AttemptId, person: PersonId) -> Outcome<AttemptResult> {
    let attempt: Attempt = store::attempt(conn, id, person)?.ok_or(QuizError::NotFound)?.into();
    let all: Vec<Attempt> = store::attempts_of(conn, attempt.quiz_id, person)?.into_iter().map(Attempt::from).collect();
    let standing = standing(&all);
    let visible = visibility::of(&attempt, standing);
    let is_waiting = matches!(attempt.state, AttemptState::Submitted | AttemptState::Expired) && attempt.score.is_none();
    let mut result = AttemptResult { attempt, visible, is_waiting, standing, by_topic: Vec::new(), items: Vec::new() };
    if !visible.score {
        return Ok(result);
    }
    let slots = store::slots(conn, id)?;
    let scores: HashMap<i32, i64> = store::scores(conn, id)?.into_iter().collect();
    let versions: Vec<VersionId> = slots.iter().map(|slot| slot.version).collect();
    let topics = bank::ops::topics_of(conn, &versions)?;
    for slot in &slots {
        let (bank, topic) = topics.get(&slot.version).cloned().unwrap_or_default();
        let points = scores.get(&slot.slot).copied().unwrap_or(0);
        match result.by_topic.iter_mut().find(|known| known.bank == bank && known.topic == topic) {
            Some(known) => {
                known.score += points;
                known.max += slot.points;
            }
            None => result.by_topic.push(TopicScore { bank, topic, score: points, max: slot.points }),
        }
    }
    if visible.solutions {
        result.items = solved_items(conn, id, slots, &scores, &topics)?;
    }
    Ok(result)
}

fn solved_items(
    conn: &mut Conn<'_>,
    id: AttemptId,
    slots: Vec<Slot>,
    scores: &HashMap<i32, i64>,
    topics: &HashMap<VersionId, (String, String)>,
) -> Outcome<Vec<ItemResult>> {
    let versions: Vec<VersionId> = slots.iter().map(|slot| slot.version).collect();
    let mut faces = bank::ops::faces(conn, &versions)?;
    let mut solutions: HashMap<VersionId, Solution> = bank::keys::solutions(conn, &versions)?.into_iter().collect();
    let mut comments: HashMap<i32, String> = marking_store::comments(conn, id)?.into_iter().collect();
    let sent: HashMap<i32, Value> = store::responses(conn, id)?.into_iter().map(|row| (row.slot, row.response.0)).collect();
    Ok(slots
        .into_iter()
        .filter_map(|slot| {
            let sent = sent.get(&slot.slot).cloned().unwrap_or(Value::Null);
            Some(ItemResult {
                face: faces.remove(&slot.version)?,
                solution: solutions.remove(&slot.version)?,
                given: response::read(&slot, &sent).unwrap_or(Given::Nothing),
                score: scores.get(&slot.slot).copied().unwrap_or(0),
                topic: topics.get(&slot.version).map(|(_, topic)| topic.clone()).unwrap_or_default(),
                comment: comments.remove(&slot.slot).unwrap_or_default(),
                sent,
                slot,
            })
        })
        .collect())
}

/// How people stand with a quiz, for a unit leader: no responses, no items.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PersonStanding {
    /// Attempts begun.
    pub attempts: usize,
    /// Best score in hundredths.
    pub best: Option<i64>,
    /// Whether one passed.
    pub passed: bool,
}

/// Closed attempts of many people at some quizzes: quiz, person, score, largest score, when closed.
pub fn closed_scores(
    conn: &mut Conn<'_>,
    quizzes: &[QuizId],
    people: &[PersonId],
) -> Outcome<Vec<(QuizId, PersonId, i64, i64, Timestamp)>> {
    Ok(store::closed_scores(conn, quizzes, people)?)
}

/// Standings of these people.
pub fn standings(conn: &mut Conn<'_>, quiz: QuizId, people: &[PersonId]) -> Outcome<HashMap<PersonId, PersonStanding>> {
    let mut out: HashMap<PersonId, PersonStanding> = HashMap::new();
    for (person, score, passed) in store::standings(conn, quiz, people)? {
        let standing = out.entry(person).or_default();
        standing.attempts += 1;
        standing.best = standing.best.max(score);
        standing.passed |= passed == Some(true);
    }
    Ok(out)
}

/// Whether an attempt still counts time at `now`.
pub fn is_running(attempt: &Attempt, now: Timestamp) -> bool {
    attempt.state == AttemptState::InProgress && super::timing::is_in_time(&attempt.rules, attempt.deadline_at, now)
}
