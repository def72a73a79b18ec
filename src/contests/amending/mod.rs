//! Changing a round after it opened (tạm dừng, gia hạn, hủy câu, sửa đáp án, hủy vòng): with a reason, announced and dated,
//! and by two people wherever it may change who wins. What each change means for times and points stands in
//! [`super::amendments`].

mod store;

use serde_json::json;

use super::{
    amendments::{self, Amendment, Change},
    commitment::Frozen,
    model::{Contest, ContestError, Round, RoundState},
    ops::{Outcome, event},
    store as contest_store,
};
use crate::{
    audit,
    kernel::{
        Actor, Entropy, FieldProblem, Id, Timestamp,
        ids::{AmendmentId, PersonId, RoundId},
        text,
    },
    quiz,
    storage::{Conn, Json},
};
use store::AmendmentRow;

/// Longest pause or extension: four hours; longer ones are rounds of their own.
pub const MOST_MINUTES: i64 = 240;
/// Most changes of a round, refused ones included.
const MOST_CHANGES: usize = 100;
/// The role under which a result file tells who decided.
const ROLE: &str = "organizer";

/// A change as organizers see it.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// Id.
    pub id: AmendmentId,
    /// What is changed.
    pub change: Change,
    /// Why.
    pub reason: String,
    /// By whom it was proposed.
    pub proposed_by: PersonId,
    /// Their name.
    pub proposer: String,
    /// When.
    pub proposed_at: Timestamp,
    /// Who decided, by name; nobody for a pause, which is in force at once.
    pub decider: Option<String>,
    /// When it was decided.
    pub decided_at: Option<Timestamp>,
    /// Since when it is in force; none while it waits or where it was refused.
    pub effective_at: Option<Timestamp>,
}

impl Proposal {
    /// Whether a second person has to decide it.
    pub const fn waits(&self) -> bool {
        self.effective_at.is_none() && self.decided_at.is_none()
    }
}

/// What a change may be asked of: the round as it stands within this transaction, nobody else changing it.
fn locked(conn: &mut Conn<'_>, now: Timestamp, round: RoundId) -> Outcome<(Round, RoundState)> {
    contest_store::touch(conn, round)?;
    let round: Round = contest_store::round(conn, round)?.ok_or(ContestError::NotFound)?.into();
    let has_result = contest_store::result_head(conn, round.id)?.is_some();
    let state = round.state(now, has_result);
    Ok((round, state))
}

fn reasoned(reason: &str) -> Result<String, FieldProblem> {
    let reason = text::clean_line(reason);
    match reason.chars().count() {
        0 => Err(FieldProblem::new("reason", "required")),
        1..=300 => Ok(reason),
        _ => Err(FieldProblem::new("reason", "too_long").with("max", 300)),
    }
}

fn minutes_checked(minutes: i64) -> Result<i64, FieldProblem> {
    if (1..=MOST_MINUTES).contains(&minutes) {
        Ok(minutes * 60)
    } else {
        Err(FieldProblem::new("minutes", "number_range").with("min", 1).with("max", MOST_MINUTES))
    }
}

/// The problems of two fields together, or both values.
fn both<A, B>(first: Result<A, FieldProblem>, second: Result<B, FieldProblem>) -> Outcome<(A, B)> {
    match (first, second) {
        (Ok(first), Ok(second)) => Ok((first, second)),
        (first, second) => Err(ContestError::Fields(first.err().into_iter().chain(second.err()).collect())),
    }
}

/// The first whole millisecond that comes after everything in force, so that results can tell which came first, and after every
/// start: whoever began while the change waited for its turn has the time that it gives, too.
fn effective_from(conn: &mut Conn<'_>, round: &Round, wished: Timestamp) -> Outcome<Timestamp> {
    let in_force = store::in_force(conn, round.id)?.into_iter().filter_map(|row| row.effective_at).max();
    let last_start = quiz::rounds::last_start(conn, round.quiz_id)?;
    let after = in_force.into_iter().chain(last_start).map(|at| at.millis() + 1).max();
    Ok(Timestamp::from_millis(wished.millis().max(after.unwrap_or(i64::MIN))))
}

/// What came of calling for a pause.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Called {
    /// The round stands still.
    InForce,
    /// One person has paused it for so long already that a second one has to agree.
    Proposed,
}

/// For how many seconds somebody alone has let the round stand still.
pub fn paused_alone(conn: &mut Conn<'_>, round: RoundId, person: PersonId) -> Outcome<i64> {
    let alone = |change: &Proposal| {
        change.proposed_by == person
            && change.effective_at.is_some()
            && change.decided_at.is_none()
            && matches!(change.change, Change::Pause { .. })
    };
    Ok(store::all(conn, round)?.iter().filter(|change| alone(change)).map(|change| change.change.seconds()).sum())
}

/// Lets an open round stand still at once: papers are hidden, nobody starts, and everybody gets the time back. A round that
/// stands still already goes on standing for so much longer. One person may do so, as an incident does not wait for two, for
/// [`MOST_MINUTES`] in all; beyond that a second person has to agree.
///
/// It goes on at the moment that was announced and not before: people have left their screens until then.
///
/// # Errors
/// [`ContestError::Fields`]; [`ContestError::NotNow`] when the round is not open or was changed too often.
pub fn pause(
    conn: &mut Conn<'_>,
    now: Timestamp,
    entropy: &dyn Entropy,
    by: &Actor,
    contest: &Contest,
    round: &Round,
    (minutes, reason): (i64, &str),
) -> Outcome<Called> {
    let (seconds, reason) = both(minutes_checked(minutes), reasoned(reason))?;
    let (round, state) = locked(conn, now, round.id)?;
    if state != RoundState::Open {
        return Err(ContestError::NotNow { what: "round_not_open" });
    }
    if paused_alone(conn, round.id, by.id)? + seconds > MOST_MINUTES * 60 {
        propose(conn, now, entropy, by, contest, &round, (Change::Pause { seconds }, &reason))?;
        return Ok(Called::Proposed);
    }
    check_number(conn, round.id)?;
    let effective_at = pause_from(conn, now, &round)?;
    let row = AmendmentRow {
        id: Id::new(now, entropy),
        round_id: round.id,
        change: Json(Change::Pause { seconds }),
        reason: reason.clone(),
        proposed_by: by.id,
        proposed_at: now,
        decided_by: None,
        decided_at: None,
        effective_at: Some(effective_at),
    };
    store::insert(conn, &row)?;
    put_in_force(conn, &round, &row.change.0, effective_at)?;
    record(conn, now, by, contest, &round, "round.paused", &row.change.0, Some(reason))?;
    Ok(Called::InForce)
}

/// From when a pause counts: at once, or from the end of the one that the round stands in.
fn pause_from(conn: &mut Conn<'_>, now: Timestamp, round: &Round) -> Outcome<Timestamp> {
    let stands_until = quiz::ops::quiz_by_id(conn, round.quiz_id)?.pause_at(now);
    effective_from(conn, round, stands_until.unwrap_or(now))
}

fn check_number(conn: &mut Conn<'_>, round: RoundId) -> Outcome<()> {
    let is_too_many = store::all(conn, round)?.len() >= MOST_CHANGES;
    if is_too_many { Err(ContestError::NotNow { what: "too_many_changes" }) } else { Ok(()) }
}

/// Proposes a change that a second person has to decide.
///
/// # Errors
/// [`ContestError::Fields`] for what cannot be; [`ContestError::NotNow`] when its time has not come or is over.
pub fn propose(
    conn: &mut Conn<'_>,
    now: Timestamp,
    entropy: &dyn Entropy,
    by: &Actor,
    contest: &Contest,
    round: &Round,
    (change, reason): (Change, &str),
) -> Outcome<AmendmentId> {
    let possible = match &change {
        Change::Pause { seconds } | Change::Extension { seconds } => minutes_checked(seconds / 60).map(|_| ()),
        Change::ItemVoided { .. } | Change::KeyCorrected { .. } => {
            let frozen = frozen_of(conn, round)?;
            let in_force = in_force(conn, round.id)?;
            let known = change.item().and_then(|(bank, code)| amendments::place_of(&frozen, bank, code));
            let fits = amendments::are_sound(&frozen, &[in_force, vec![as_if_decided(&change, now)]].concat());
            match (known, fits) {
                (None, _) => Err(FieldProblem::new("item", "choice")),
                (Some(_), false) => Err(FieldProblem::new("key", "key_unfit")),
                (Some(_), true) => Ok(()),
            }
        }
        Change::RoundVoided => Ok(()),
    };
    let ((), reason) = both(possible, reasoned(reason))?;
    let (round, state) = locked(conn, now, round.id)?;
    check_time(&change, state)?;
    insist_on_room_for(conn, &round, &change)?;
    check_number(conn, round.id)?;
    let id = Id::new(now, entropy);
    let row = AmendmentRow {
        id,
        round_id: round.id,
        change: Json(change),
        reason: reason.clone(),
        proposed_by: by.id,
        proposed_at: now,
        decided_by: None,
        decided_at: None,
        effective_at: None,
    };
    store::insert(conn, &row)?;
    record(conn, now, by, contest, &round, "round.change_proposed", &row.change.0, Some(reason))?;
    Ok(id)
}

/// A change as it would stand in the list if it were decided now, later than everything.
fn as_if_decided(change: &Change, now: Timestamp) -> Amendment {
    Amendment { at: now.millis().saturating_add(1 << 40), change: change.clone(), reason: "…".into(), decided_by: vec![ROLE.into(); 2] }
}

/// More time can be given only while there is time; keys are looked at only when nobody can answer any more.
fn check_time(change: &Change, state: RoundState) -> Outcome<()> {
    let (fits, what) = match change {
        Change::Pause { .. } | Change::Extension { .. } => (state == RoundState::Open, "round_not_open"),
        Change::ItemVoided { .. } | Change::KeyCorrected { .. } => (state == RoundState::Closed, "round_not_closed"),
        Change::RoundVoided => (matches!(state, RoundState::Upcoming | RoundState::Open | RoundState::Closed), "result_published"),
    };
    if fits { Ok(()) } else { Err(ContestError::NotNow { what }) }
}

/// Items that have their own time get no more of it: nobody could say which of them it is for, and who is past them gets none.
fn insist_on_room_for(conn: &mut Conn<'_>, round: &Round, change: &Change) -> Outcome<()> {
    let is_paced =
        matches!(change, Change::Extension { .. }) && quiz::ops::quiz_by_id(conn, round.quiz_id)?.rules.seconds_per_item.is_some();
    if is_paced { Err(ContestError::NotNow { what: "extension_of_pace" }) } else { Ok(()) }
}

/// Puts a proposal in force or refuses it; the second of the two people.
///
/// # Errors
/// [`ContestError::NotNow`]: the same person, decided already, or its time is over; [`ContestError::NotFound`].
pub fn decide(
    conn: &mut Conn<'_>,
    now: Timestamp,
    by: &Actor,
    contest: &Contest,
    round: &Round,
    (id, accepts): (AmendmentId, bool),
) -> Outcome<()> {
    let (round, state) = locked(conn, now, round.id)?;
    let row = store::amendment(conn, round.id, id)?.ok_or(ContestError::NotFound)?;
    if row.proposed_by == by.id && accepts {
        return Err(ContestError::NotNow { what: "second_person_needed" });
    }
    let change = row.change.0;
    let effective_at = if accepts {
        check_time(&change, state)?;
        insist_on_room_for(conn, &round, &change)?;
        let at = match change {
            Change::Pause { .. } => pause_from(conn, now, &round)?,
            _ => effective_from(conn, &round, now)?,
        };
        put_in_force(conn, &round, &change, at)?;
        Some(at)
    } else {
        None
    };
    if row.effective_at.is_some() || !store::decide(conn, id, by.id, now, effective_at)? {
        return Err(ContestError::NotNow { what: "already_decided" });
    }
    let action = if accepts { "round.amended" } else { "round.change_refused" };
    record(conn, now, by, contest, &round, action, &change, Some(row.reason))
}

fn put_in_force(conn: &mut Conn<'_>, round: &Round, change: &Change, at: Timestamp) -> Outcome<()> {
    match change {
        Change::Pause { seconds } | Change::Extension { seconds } => {
            if at >= round.closes_at {
                return Err(ContestError::NotNow { what: "round_not_open" });
            }
            if matches!(change, Change::Pause { .. }) {
                quiz::rounds::pause(conn, round.quiz_id, at, *seconds)?;
            } else {
                quiz::rounds::give_time(conn, round.quiz_id, at, *seconds)?;
            }
            let last_start_at = round.last_start_at.map(|last| last.plus_seconds(*seconds));
            contest_store::set_closing(conn, round.id, round.closes_at.plus_seconds(*seconds), last_start_at)?;
        }
        Change::ItemVoided { .. } | Change::KeyCorrected { .. } => {
            // Another correction of the same item may have come in between.
            let frozen = frozen_of(conn, round)?;
            let mut all = in_force(conn, round.id)?;
            all.push(as_if_decided(change, at));
            if !amendments::are_sound(&frozen, &all) {
                return Err(ContestError::NotNow { what: "change_outdated" });
            }
        }
        Change::RoundVoided => contest_store::set_voided(conn, round.id, at)?,
    }
    Ok(())
}

/// The changes in force, as the result file tells them.
pub fn in_force(conn: &mut Conn<'_>, round: RoundId) -> Outcome<Vec<Amendment>> {
    let told = |row: AmendmentRow| Amendment {
        at: row.effective_at.map_or(0, Timestamp::millis),
        reason: row.reason,
        decided_by: vec![ROLE.to_owned(); 1 + usize::from(row.decided_by.is_some())],
        change: row.change.0,
    };
    Ok(store::in_force(conn, round)?.into_iter().map(told).filter(|amendment| amendment.change != Change::RoundVoided).collect())
}

/// All changes of a round, oldest first: for organizers.
pub fn proposals(conn: &mut Conn<'_>, round: RoundId) -> Outcome<Vec<Proposal>> {
    Ok(store::all(conn, round)?)
}

/// What everybody is told: the changes in force, oldest first. Which item a correction is about stays out of it until the
/// result is published.
pub fn announced(conn: &mut Conn<'_>, round: RoundId) -> Outcome<Vec<Announcement>> {
    let told = |row: AmendmentRow| {
        Some(Announcement { at: row.effective_at?, kind: row.change.0.code(), minutes: row.change.0.seconds() / 60, reason: row.reason })
    };
    Ok(store::in_force(conn, round)?.into_iter().filter_map(told).collect())
}

/// A change as it is announced.
#[derive(Clone, Debug)]
pub struct Announcement {
    /// Since when.
    pub at: Timestamp,
    /// [`Change::code`].
    pub kind: &'static str,
    /// Minutes of a pause or extension.
    pub minutes: i64,
    /// Why.
    pub reason: String,
}

/// What was frozen of a round.
pub(super) fn frozen_of(conn: &mut Conn<'_>, round: &Round) -> Outcome<Frozen> {
    let frozen = contest_store::frozen_of(conn, round.id)?.ok_or(ContestError::NotFound)?;
    serde_json::from_str(&frozen).map_err(|_| ContestError::BrokenFact { attempt: round.code.clone(), fault: "frozen" })
}

#[allow(clippy::too_many_arguments)]
fn record(
    conn: &mut Conn<'_>,
    now: Timestamp,
    by: &Actor,
    contest: &Contest,
    round: &Round,
    action: &'static str,
    change: &Change,
    reason: Option<String>,
) -> Outcome<()> {
    // Never a key: only which item.
    let detail =
        json!({ "kind": change.code(), "seconds": change.seconds(), "item": change.item().map(|(bank, code)| format!("{bank}/{code}")) });
    let mut told = event(Some(by.id), action, format!("{}.{}", contest.code, round.code), detail);
    told.reason = reason;
    audit::ops::record(conn, now, told)?;
    Ok(())
}
