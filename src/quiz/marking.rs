//! Essays: closed attempts wait until a trainer has read them. Markers see no name and nobody marks their own.

use serde_json::{Value, json};

use super::{
    gate_store,
    marking_store::{self as store, MarkRow},
    model::{Attempt, AttemptState, QuizError, Slot},
    response::{self, Completeness},
    scoring,
};
use crate::{
    audit,
    bank::{
        self,
        model::{ItemFace, ItemType, Key},
    },
    kernel::{
        Actor, Timestamp,
        ids::{AttemptId, PersonId, QuizId},
        text,
    },
    storage::Conn,
};

type Outcome<T> = Result<T, QuizError>;

/// Marks are given in steps of this many hundredths of a point, the whole aside.
pub const STEP: i64 = 25;
/// Characters of a comment, at most.
pub const LONGEST_COMMENT: usize = 2_000;

/// Slots of essays in which something was written.
pub(super) fn essays(slots: &[Slot], saved: &[(i32, i64, Value)]) -> Vec<i32> {
    let is_written = |slot: &&Slot| {
        let sent = saved.iter().find(|(number, ..)| *number == slot.slot).map_or(&Value::Null, |(.., sent)| sent);
        response::completeness(slot, sent) != Completeness::Blank
    };
    slots.iter().filter(|slot| slot.item_type == ItemType::Essay).filter(is_written).map(|slot| slot.slot).collect()
}

/// Puts the essays of a closed attempt into the queue.
pub(super) fn wait(conn: &mut Conn<'_>, attempt: &Attempt, since: Timestamp, essays: &[i32]) -> Outcome<()> {
    let row = |slot: &i32| MarkRow {
        attempt_id: attempt.id,
        slot: *slot,
        quiz_id: attempt.quiz_id,
        waiting_since: since,
        points: None,
        comment: String::new(),
        marked_by: None,
        marked_at: None,
    };
    Ok(store::insert(conn, &essays.iter().map(row).collect::<Vec<_>>())?)
}

/// Puts the marks of essays into an attempt's scores; whether none is missing.
pub(super) fn add(conn: &mut Conn<'_>, attempt: AttemptId, scores: &mut [(i32, i64)]) -> Outcome<bool> {
    let mut is_marked = true;
    for (slot, points) in store::points(conn, attempt)? {
        is_marked &= points.is_some();
        if let Some(score) = scores.iter_mut().find(|(number, _)| *number == slot) {
            score.1 = points.unwrap_or(0);
        }
    }
    Ok(is_marked)
}

/// An essay as its marker sees it.
#[derive(Clone, Debug)]
pub struct Script {
    /// Attempt.
    pub attempt: AttemptId,
    /// Slot.
    pub slot: i32,
    /// Quiz.
    pub quiz: QuizId,
    /// Since when it waits.
    pub waiting_since: Timestamp,
    /// What was asked.
    pub face: ItemFace,
    /// What was written.
    pub text: String,
    /// What markers look for; Markdown.
    pub guide: String,
}

/// How many essays wait for this marker, and the one that is `skipped` places behind the oldest (none when there are not so many).
pub fn next(conn: &mut Conn<'_>, marker: PersonId, skipped: i64) -> Outcome<(i64, Option<Script>)> {
    let waiting = store::count_waiting(conn, marker)?;
    let script = match store::waiting(conn, marker, skipped)? {
        Some((attempt, slot)) => script(conn, marker, attempt, slot)?,
        None => None,
    };
    Ok((waiting, script))
}

/// An essay for its marker; none where it does not wait any more or is the marker's own.
///
/// # Errors
/// [`QuizError::NotFound`] where there is no such essay.
pub fn script(conn: &mut Conn<'_>, marker: PersonId, attempt: AttemptId, slot: i32) -> Outcome<Option<Script>> {
    let row = store::mark(conn, attempt, slot)?.ok_or(QuizError::NotFound)?;
    let taken = super::store::any_attempt(conn, attempt)?.ok_or(QuizError::NotFound)?;
    if row.points.is_some() || taken.person_id == marker {
        return Ok(None);
    }
    let asked = super::store::slots(conn, attempt)?.into_iter().find(|asked| asked.slot == slot).ok_or(QuizError::NotFound)?;
    let face = bank::ops::faces(conn, &[asked.version])?.remove(&asked.version).ok_or(QuizError::NotFound)?;
    let guide = match bank::keys::keys(conn, &[asked.version])?.pop() {
        Some((_, Key::Guide(guide))) => guide,
        _ => String::new(),
    };
    let sent = super::store::response(conn, attempt, slot)?.map(|row| row.response.0).unwrap_or_default();
    let text = sent.as_str().unwrap_or_default().to_owned();
    let face = ItemFace { points: asked.points, ..face };
    Ok(Some(Script { attempt, slot, quiz: row.quiz_id, waiting_since: row.waiting_since, face, text, guide }))
}

/// Whether an essay may get so many points.
pub const fn is_mark(points: i64, most: i64) -> bool {
    0 <= points && points <= most && (points % STEP == 0 || points == most)
}

/// Marks an essay. With the last one of an attempt its score is known: then the quiz and the person, for what follows from it.
///
/// # Errors
/// [`QuizError::NotFound`] where it does not wait, is the marker's own or was marked by somebody else meanwhile;
/// [`QuizError::ResponseShape`] for points that it cannot have.
pub fn mark(
    conn: &mut Conn<'_>,
    now: Timestamp,
    by: &Actor,
    (attempt, slot): (AttemptId, i32),
    points: i64,
    comment: &str,
) -> Outcome<Option<(QuizId, PersonId)>> {
    let taken: Attempt = super::store::any_attempt(conn, attempt)?.ok_or(QuizError::NotFound)?.into();
    let asked = super::store::slots(conn, attempt)?.into_iter().find(|asked| asked.slot == slot).ok_or(QuizError::NotFound)?;
    if taken.person_id == by.id || taken.state == AttemptState::Voided {
        return Err(QuizError::NotFound);
    }
    if !is_mark(points, asked.points) || comment.chars().count() > LONGEST_COMMENT {
        return Err(QuizError::ResponseShape);
    }
    // Who marks another essay of the same attempt waits: one of the two sees that all are marked.
    gate_store::hold_attempt(conn, attempt)?;
    if !store::give(conn, (attempt, slot), points, &text::clean_lines(comment), by.id, now)? {
        return Err(QuizError::NotFound);
    }
    audit::ops::record(
        conn,
        now,
        audit::ops::Event {
            actor: Some(by.id),
            action: "essay.marked",
            subject_kind: "attempt",
            subject_id: attempt.to_string(),
            reason: None,
            detail: json!({ "slot": slot, "points": points, "of": asked.points }),
        },
    )?;
    store::put_score(conn, attempt, slot, points)?;
    let mut scores = super::store::scores(conn, attempt)?;
    if !add(conn, attempt, &mut scores)? {
        return Ok(None);
    }
    let total = scores.iter().map(|(_, score)| score).sum();
    store::finish(conn, attempt, total, scoring::passes(total, taken.max_score, taken.rules.pass_percent))?;
    Ok(Some((taken.quiz_id, taken.person_id)))
}
