//! Use cases of talks: enter, withdraw, confirm.

use chrono::NaiveDate;
use serde_json::json;

use super::{
    super::{model::RecognitionError, ops::readable},
    store::{self, TalkRow},
};
use crate::{
    audit,
    kernel::{
        Actor, Entropy, FieldProblem, Id, Timestamp,
        ids::{PersonId, TalkId},
        page::{Page, PageRequest},
    },
    org,
    storage::Conn,
};

type Outcome<T> = Result<T, RecognitionError>;

/// Talks of one person that may wait at once.
const MOST_WAITING: i64 = 200;

/// A talk as it was entered, checked.
#[derive(Clone, Debug)]
pub struct TalkForm {
    /// Subject.
    pub title: String,
    /// Day.
    pub held_on: NaiveDate,
    /// Place.
    pub place: String,
    /// Who listened: "Cán bộ, đảng viên chi bộ 3".
    pub audience: String,
    /// How many listened.
    pub listeners: i32,
    /// Length.
    pub minutes: i32,
}

fn record(conn: &mut Conn<'_>, now: Timestamp, by: &Actor, action: &'static str, row: &TalkRow, reason: Option<String>) -> Outcome<()> {
    let detail = json!({ "person": row.person_id, "title": row.title, "held_on": row.held_on });
    let event = audit::ops::Event { actor: Some(by.id), action, subject_kind: "talk", subject_id: row.id.to_string(), reason, detail };
    audit::ops::record(conn, now, event)?;
    Ok(())
}

/// Enters a session that the person gave. It waits for a leader.
///
/// # Errors
/// `talks_waiting` when too many wait already.
pub fn enter(conn: &mut Conn<'_>, now: Timestamp, entropy: &dyn Entropy, by: &Actor, form: &TalkForm) -> Outcome<TalkId> {
    if store::waiting_of(conn, by.id)? >= MOST_WAITING {
        return Err(RecognitionError::Fields(vec![FieldProblem::new("title", "talks_waiting").with("max", MOST_WAITING)]));
    }
    let row = TalkRow {
        id: Id::new(now, entropy),
        person_id: by.id,
        unit_id: org::ops::unit_of(conn, by.id)?.map(|unit| unit.id),
        title: form.title.clone(),
        held_on: form.held_on,
        place: form.place.clone(),
        audience: form.audience.clone(),
        listeners: form.listeners,
        minutes: form.minutes,
        entered_at: now,
        decided_by: None,
        decided_at: None,
        accepted: None,
        reason: None,
    };
    store::insert(conn, &row)?;
    Ok(row.id)
}

/// A person's talks, the latest first.
pub fn of_person(conn: &mut Conn<'_>, person: PersonId) -> Outcome<Vec<TalkRow>> {
    Ok(store::of_person(conn, person)?)
}

/// Takes back what nobody has decided yet.
pub fn withdraw(conn: &mut Conn<'_>, by: &Actor, id: TalkId) -> Outcome<()> {
    if store::withdraw(conn, id, by.id)? { Ok(()) } else { Err(RecognitionError::NotFound) }
}

/// Talks that wait for the actor: those of their units' people, never their own.
pub fn waiting(conn: &mut Conn<'_>, by: &Actor, request: PageRequest) -> Outcome<Page<(TalkRow, String, Option<String>)>> {
    let scope = readable(conn, by)?;
    Ok(store::waiting(conn, scope.units().as_deref(), by.id, request)?)
}

/// Confirms a talk or sends it back with a reason.
///
/// # Errors
/// Not found for talks of others' units and for one's own; `talk_decided` when somebody else was first.
pub fn decide(conn: &mut Conn<'_>, now: Timestamp, by: &Actor, id: TalkId, accepted: bool, reason: &str) -> Outcome<()> {
    let row = store::talk(conn, id)?.filter(|row| row.person_id != by.id).ok_or(RecognitionError::NotFound)?;
    let unit = org::ops::unit_of(conn, row.person_id)?;
    if !readable(conn, by)?.holds(unit.map(|unit| unit.id)) {
        return Err(RecognitionError::NotFound);
    }
    if !accepted && reason.is_empty() {
        return Err(RecognitionError::Fields(vec![FieldProblem::new("reason", "required")]));
    }
    let reason = Some(reason).filter(|reason| !reason.is_empty());
    if !store::decide(conn, id, by.id, now, accepted, reason)? {
        return Err(RecognitionError::Fields(vec![FieldProblem::new("", "talk_decided")]));
    }
    record(conn, now, by, if accepted { "talk.confirmed" } else { "talk.sent_back" }, &row, reason.map(str::to_owned))
}
