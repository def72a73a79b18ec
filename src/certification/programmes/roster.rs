//! The list of a session: who may sign, and the ticks taken over from the signed sheet.

use std::collections::HashSet;

use serde_json::json;

use super::{
    super::model::{CertificationError, Programme},
    ops::{audience, managed, record, session},
    store::{self, SessionRow},
};
use crate::{
    kernel::{
        Actor, Role, Timestamp,
        ids::{PersonId, TrainingSessionId, UnitId},
        page::{Page, PageRequest},
    },
    org,
    storage::Conn,
};

type Outcome<T> = Result<T, CertificationError>;

/// Somebody who may have been at a session.
#[derive(Clone, Debug)]
pub struct RosterLine {
    /// Who.
    pub id: PersonId,
    /// Name.
    pub full_name: String,
    /// Unit.
    pub unit_name: String,
    /// Recorded as present.
    pub is_present: bool,
}

/// The people of a programme whom the actor manages, by given name: all of them or those of one unit and below it.
pub fn roster(
    conn: &mut Conn<'_>,
    by: &Actor,
    code: &str,
    id: TrainingSessionId,
    unit: Option<UnitId>,
    request: PageRequest,
) -> Outcome<(Programme, SessionRow, Page<RosterLine>)> {
    let (programme, _) = managed(conn, by, code)?;
    let session = store::session(conn, id)?.filter(|row| row.programme_id == Some(programme.id)).ok_or(CertificationError::NotFound)?;
    let within = roster_units(conn, by, &programme, unit)?;
    let page = store::members(conn, within.as_deref(), request)?;
    let ids: Vec<PersonId> = page.rows.iter().map(|(id, ..)| *id).collect();
    let present: HashSet<PersonId> = store::present(conn, id, &ids)?.into_iter().collect();
    let (request, total) = (page.request, page.total);
    let line = |(id, full_name, unit): (PersonId, String, Option<String>)| RosterLine {
        id,
        full_name,
        unit_name: unit.unwrap_or_default(),
        is_present: present.contains(&id),
    };
    Ok((programme, session, Page { rows: page.rows.into_iter().map(line).collect(), total, request }))
}

/// The units whose people may be on a sheet.
fn roster_units(conn: &mut Conn<'_>, by: &Actor, programme: &Programme, unit: Option<UnitId>) -> Outcome<Option<Vec<UnitId>>> {
    let scope = org::ops::scope(conn, by, Role::Admin)?;
    let within = audience(conn, &scope, programme)?;
    let Some(unit) = unit else { return Ok(within) };
    let below = org::ops::subtree(conn, unit)?;
    Ok(Some(below.into_iter().filter(|unit| within.as_ref().is_none_or(|units| units.contains(unit))).collect()))
}

/// Takes over the ticks of a page of the list: of those shown, the ticked were there and the others were not. How many
/// were added and taken away.
pub fn tick(
    conn: &mut Conn<'_>,
    now: Timestamp,
    by: &Actor,
    code: &str,
    id: TrainingSessionId,
    shown: &[PersonId],
    ticked: &[PersonId],
) -> Outcome<(usize, usize)> {
    let (programme, session, _) = session(conn, by, code, id)?;
    if session.held_on > now.vietnam_date() {
        return Err(CertificationError::State("session_ahead"));
    }
    let within = roster_units(conn, by, &programme, None)?;
    let units = org::ops::units_of(conn, shown)?;
    let is_inside = |person: &PersonId| within.as_ref().is_none_or(|within| units.get(person).is_some_and(|unit| within.contains(unit)));
    if !shown.iter().all(is_inside) || !ticked.iter().all(|person| shown.contains(person)) {
        return Err(CertificationError::NotFound);
    }
    let before = store::present(conn, id, shown)?;
    let added: Vec<PersonId> = ticked.iter().filter(|person| !before.contains(person)).copied().collect();
    let gone: Vec<PersonId> = before.into_iter().filter(|person| !ticked.contains(person)).collect();
    store::insert_attendance(conn, id, &added, by.id, now)?;
    store::remove_attendance(conn, id, &gone)?;
    if !added.is_empty() || !gone.is_empty() {
        let detail = json!({ "people": added, "taken_away": gone });
        record(conn, now, by, "session.signed_in", "training_session", id.to_string(), detail)?;
    }
    Ok((added.len(), gone.len()))
}
