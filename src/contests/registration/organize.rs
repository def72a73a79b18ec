//! Use cases of organizers: terms, the list of registrations, marks with a reason.

use serde_json::json;

use super::{
    list_store::{self, ListLine, Narrow},
    model::{Registration, RegistrationError, State},
    ops::{self, Outcome, event},
    settled::{self, Settled},
    store::{self, RegistrationRow},
    terms::Terms,
};
use crate::{
    audit,
    contests::model::Contest,
    kernel::{
        Actor, FieldProblem, Timestamp,
        ids::{PersonId, RegistrationId, UnitId},
        page::{Page, PageRequest},
        text,
    },
    org,
    storage::Conn,
};

/// Sets the terms of a contest; none opens it to everybody.
///
/// # Errors
/// [`RegistrationError::TermsFixed`] once the contest is published.
pub fn set_terms(conn: &mut Conn<'_>, now: Timestamp, by: Option<PersonId>, contest: &Contest, terms: Option<&Terms>) -> Outcome<()> {
    if contest.published_at.is_some() {
        return Err(RegistrationError::TermsFixed);
    }
    match terms {
        Some(terms) => store::put_terms(conn, contest.id, terms, by, now)?,
        None => store::delete_terms(conn, contest.id)?,
    }
    audit::ops::record(conn, now, event(by, "registration.terms_set", contest.code.clone(), json!({ "terms": terms })))?;
    Ok(())
}

/// What a list is narrowed to, as it was typed.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Part of a name, with or without marks.
    pub search: String,
    /// A block's code.
    pub block: String,
    /// A unit, with all below it.
    pub unit: String,
    /// `ranked`, `unranked`, `barred`, `removed`, `withdrawn`, `unverified`, `claimed`.
    pub state: String,
}

impl Wanted {
    fn narrow(&self, conn: &mut Conn<'_>) -> Outcome<Narrow> {
        let units = match self.unit.parse::<UnitId>() {
            Ok(unit) => Some(org::ops::subtree(conn, unit)?),
            Err(_) => None,
        };
        Ok(Narrow { search: text::search_key(&self.search), block: self.block.clone(), units, state: self.state.clone() })
    }
}

/// A page of the registrations, by given name.
pub fn page(conn: &mut Conn<'_>, contest: &Contest, wanted: &Wanted, request: PageRequest) -> Outcome<Page<ListLine>> {
    let narrow = wanted.narrow(conn)?;
    Ok(list_store::page(conn, contest.id, &narrow, request)?)
}

/// A registration with the name of its unit and its phone, where the person agreed to be reached.
#[derive(Clone, Debug)]
pub struct Exported {
    /// What was registered.
    pub registration: Registration,
    /// Name of the unit.
    pub unit: String,
    /// The whole phone; empty without the person's consent to be reached.
    pub contact: String,
}

/// Rows read at once for an export.
const STEP: i64 = 2_000;

/// All registrations that a list shows, by given name; [`record_export`] comes before it.
pub fn export(conn: &mut Conn<'_>, contest: &Contest, wanted: &Wanted) -> Outcome<Vec<Exported>> {
    let (narrow, keys) = (wanted.narrow(conn)?, ops::known_keys(conn)?);
    let mut out = Vec::new();
    loop {
        let offset = i64::try_from(out.len()).unwrap_or(i64::MAX);
        let rows = list_store::export_step(conn, contest.id, &narrow, offset, STEP)?;
        if rows.is_empty() {
            return Ok(out);
        }
        out.extend(rows.into_iter().map(|(row, unit)| {
            let contact = row.phone_sealed.as_deref().zip(keys.as_ref()).and_then(|(sealed, keys)| keys.open(sealed)).unwrap_or_default();
            Exported { registration: row.into(), unit: unit.unwrap_or_default(), contact }
        }));
    }
}

/// Records that somebody takes the list out.
pub fn record_export(conn: &mut Conn<'_>, now: Timestamp, by: &Actor, contest: &Contest) -> Outcome<()> {
    Ok(audit::ops::record(conn, now, event(Some(by.id), "registration.exported", contest.code.clone(), json!({})))?)
}

/// A registration of the contest.
pub fn registration(conn: &mut Conn<'_>, contest: &Contest, id: RegistrationId) -> Outcome<Registration> {
    Ok(store::of_contest(conn, contest.id, id)?.ok_or(RegistrationError::NotFound)?.into())
}

/// What keeps one person from marking a registration now; none where it may be marked.
pub fn settled_of(conn: &mut Conn<'_>, now: Timestamp, contest: &Contest, registration: &Registration) -> Outcome<Option<Settled>> {
    settled::settled(conn, now, contest, &[registration.person])
}

/// What an organizer may do with a registration.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mark {
    /// Ranked like everybody.
    Ranked,
    /// Takes part, gets no prize.
    Unranked,
    /// Out; no further attempt starts.
    Removed,
    /// Out, and its numbers are free again: they were another's. Only before an attempt.
    Released,
}

impl Mark {
    /// Reads the word of the form.
    pub fn parse(code: &str) -> Option<Self> {
        match code {
            "ranked" => Some(Self::Ranked),
            "unranked" => Some(Self::Unranked),
            "removed" => Some(Self::Removed),
            "released" => Some(Self::Released),
            _ => None,
        }
    }
}

/// Marks a registration, with a reason that the person reads.
///
/// # Errors
/// The fields `mark`, `reason`; [`RegistrationError::NotFound`] for one that was taken back; [`RegistrationError::Settled`].
pub fn mark(
    conn: &mut Conn<'_>,
    now: Timestamp,
    by: &Actor,
    contest: &Contest,
    id: RegistrationId,
    mark: &str,
    reason: &str,
) -> Outcome<()> {
    let row = store::held_of_contest(conn, contest.id, id)?.ok_or(RegistrationError::NotFound)?;
    if row.state == State::Withdrawn.code() {
        return Err(RegistrationError::NotFound);
    }
    let reason = text::clean_line(reason);
    let mut wrong = Vec::new();
    let marked = Mark::parse(mark);
    if marked.is_none() {
        wrong.push(FieldProblem::new("mark", "choice"));
    }
    if reason.is_empty() {
        wrong.push(FieldProblem::new("reason", "required"));
    } else if reason.chars().count() > 500 {
        wrong.push(FieldProblem::new("reason", "too_long").with("max", 500));
    }
    let Some(marked) = marked.filter(|_| wrong.is_empty()) else { return Err(RegistrationError::Fields(wrong)) };
    settled::check(conn, now, contest, &[row.person_id])?;
    if marked == Mark::Released && store::has_begun(conn, contest.id, row.person_id)? {
        return Err(RegistrationError::Fields(vec![FieldProblem::new("mark", "released_begun")]));
    }
    let (state, standing) = match marked {
        Mark::Ranked => (State::Active, "ranked"),
        Mark::Unranked => (State::Active, "unranked"),
        Mark::Removed | Mark::Released => (State::Removed, "barred"),
    };
    let row = if marked == Mark::Released { released(row) } else { row };
    let kept = if marked == Mark::Ranked { String::new() } else { reason.clone() };
    let changed =
        RegistrationRow { state: state.code().to_owned(), standing: standing.to_owned(), standing_reason: kept, changed_at: now, ..row };
    store::update(conn, &changed)?;
    crate::contests::store::touch_rounds_of(conn, contest.id)?;
    let mut told = event(Some(by.id), "registration.marked", contest.code.clone(), json!({ "registration": id, "mark": mark }));
    told.reason = Some(reason);
    audit::ops::record(conn, now, told)?;
    Ok(())
}

/// The row without the numbers that it held; who reads it still sees which they were by their masks.
fn released(row: RegistrationRow) -> RegistrationRow {
    RegistrationRow { phone_print: None, identity_print: None, guardian_print: None, phone_sealed: None, ..row }
}
