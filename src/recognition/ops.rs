//! Use cases of the register: record, bring a list, change the state, find.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use serde_json::json;

use super::{
    import::{self, Draft, Fault, Known},
    model::{Change, Facts, Filter, Kind, Recognition, RecognitionError, State},
    store::{self, ChangeRow, ImportRow},
};
use crate::{
    audit,
    kernel::{
        Actor, Entropy, FieldProblem, Id, Role, Timestamp,
        ids::{PersonId, RecognitionId, RecognitionImportId, UnitId},
        page::{Page, PageRequest},
        sheet::ReadRow,
        text,
    },
    org::{
        self,
        model::{Scope, Unit},
    },
    storage::{Conn, Json},
};

type Outcome<T> = Result<T, RecognitionError>;

/// Where the actor may read the register: as a unit's leader or as its administrator.
pub fn readable(conn: &mut Conn<'_>, actor: &Actor) -> Outcome<Scope> {
    let as_leader = org::ops::scope(conn, actor, Role::UnitLeader)?;
    let as_admin = org::ops::scope(conn, actor, Role::Admin)?;
    Ok(match (as_leader, as_admin) {
        (Scope::Within(a), Scope::Within(b)) => Scope::Within(a.union(&b).copied().collect()),
        _ => Scope::Everywhere,
    })
}

/// The kinds, the highest level first.
pub fn kinds(conn: &mut Conn<'_>) -> Outcome<Vec<Kind>> {
    Ok(store::kinds(conn)?)
}

/// Adds a kind or changes it; only administrators of everything.
pub fn put_kind(conn: &mut Conn<'_>, now: Timestamp, by: &Actor, kind: &Kind) -> Outcome<()> {
    if !by.has_everywhere(Role::Admin) {
        return Err(RecognitionError::NotFound);
    }
    store::put_kind(conn, kind, now)?;
    let detail = json!({ "name": kind.name, "rank": kind.rank, "basis": kind.basis, "from": kind.valid_from, "to": kind.valid_to });
    log(conn, now, by, "recognition.kind_put", "recognition_kind", kind.code.clone(), None, detail)
}

#[allow(clippy::too_many_arguments)] // an event has this many facts
fn log(
    conn: &mut Conn<'_>,
    now: Timestamp,
    by: &Actor,
    action: &'static str,
    subject_kind: &'static str,
    subject_id: String,
    reason: Option<String>,
    detail: serde_json::Value,
) -> Outcome<()> {
    audit::ops::record(conn, now, audit::ops::Event { actor: Some(by.id), action, subject_kind, subject_id, reason, detail })?;
    Ok(())
}

/// Records by given name, as far as the actor may see them.
pub fn list(conn: &mut Conn<'_>, actor: &Actor, filter: &Filter, today: NaiveDate, request: PageRequest) -> Outcome<Page<Recognition>> {
    let scope = readable(conn, actor)?;
    let within = match filter.unit {
        Some(unit) if !scope.holds(Some(unit)) => return Err(RecognitionError::NotFound),
        Some(unit) => Some(org::ops::subtree(conn, unit)?),
        None => scope.units(),
    };
    Ok(store::page(conn, within.as_deref(), filter, today, request)?)
}

/// One record with what happened to it and the record that took its place.
pub fn record(conn: &mut Conn<'_>, actor: &Actor, id: RecognitionId) -> Outcome<(Recognition, Vec<Change>, Option<Recognition>)> {
    let record = store::recognition(conn, id)?.ok_or(RecognitionError::NotFound)?;
    if !readable(conn, actor)?.holds(record.facts.unit_id) {
        return Err(RecognitionError::NotFound);
    }
    Ok((record, store::changes(conn, id)?, store::successor(conn, id)?))
}

/// What a person was recognised as, the latest first.
pub fn of_person(conn: &mut Conn<'_>, person: PersonId) -> Outcome<Vec<Recognition>> {
    Ok(store::of_person(conn, person)?)
}

/// Whether the actor may write about people of a unit.
fn check_writable(conn: &mut Conn<'_>, by: &Actor, unit: Option<UnitId>) -> Outcome<bool> {
    Ok(org::ops::scope(conn, by, Role::Admin)?.holds(unit))
}

/// Whether the actor may change a record.
pub fn may_change(conn: &mut Conn<'_>, by: &Actor, record: &Recognition) -> Outcome<bool> {
    check_writable(conn, by, record.facts.unit_id)
}

/// Records one decision about one person; where it takes the place of an earlier record, that one ends with it.
#[allow(clippy::too_many_arguments)] // the use case has this many facts
pub fn add(
    conn: &mut Conn<'_>,
    now: Timestamp,
    entropy: &dyn Entropy,
    by: &Actor,
    facts: &Facts,
    username: &str,
    replaces: Option<RecognitionId>,
) -> Outcome<RecognitionId> {
    if !check_writable(conn, by, facts.unit_id)? {
        return Err(RecognitionError::Fields(vec![FieldProblem::new("unit_id", "outside_scope")]));
    }
    let kind = store::kinds(conn)?.into_iter().find(|kind| kind.code == facts.kind);
    match kind {
        None => return Err(RecognitionError::Fields(vec![FieldProblem::new("kind", "choice")])),
        Some(kind) if !kind.holds_on(facts.valid_from) => {
            return Err(RecognitionError::Fields(vec![FieldProblem::new("kind", "recognition_kind_ended")]));
        }
        Some(_) => {}
    }
    let person_id = match username {
        "" => None,
        name => {
            let found = visible_people(conn, by, &[name.to_owned()])?.remove(name);
            Some(found.ok_or_else(|| RecognitionError::Fields(vec![FieldProblem::new("username", "username_unknown")]))?)
        }
    };
    if !store::known_keys(conn, &[facts.identity_key()])?.is_empty() {
        return Err(RecognitionError::Fields(vec![FieldProblem::new("decision_number", "recognition_known")]));
    }
    let (id, draft) = (
        Id::new(now, entropy),
        Draft { row: 0, facts: facts.clone(), state: State::InForce, state_since: facts.valid_from, username: String::new(), person_id },
    );
    if let Some(old) = replaces {
        end(conn, now, entropy, by, old, State::Replaced, facts.valid_from, &facts.decision_number, "")?;
    }
    put(conn, now, entropy, by, "recorded", &[(id, draft)], replaces)?;
    let detail = json!({ "kind": facts.kind, "decision": facts.decision_number, "replaces": replaces });
    log(conn, now, by, "recognition.recorded", "recognition", id.to_string(), None, detail)?;
    Ok(id)
}

fn put(
    conn: &mut Conn<'_>,
    now: Timestamp,
    entropy: &dyn Entropy,
    by: &Actor,
    kind: &str,
    drafts: &[(RecognitionId, Draft)],
    replaces: Option<RecognitionId>,
) -> Outcome<()> {
    let record = |(id, draft): &(RecognitionId, Draft)| Recognition {
        id: *id,
        person_id: draft.person_id,
        facts: draft.facts.clone(),
        state: draft.state,
        state_since: draft.state_since,
        replaces,
        recorded_at: now,
    };
    store::insert(conn, &drafts.iter().map(record).collect::<Vec<_>>())?;
    let change = |(id, draft): &(RecognitionId, Draft)| ChangeRow {
        id: Id::new(now, entropy),
        recognition_id: *id,
        at: now,
        by_person: Some(by.id),
        kind: kind.to_owned(),
        effective_on: draft.facts.valid_from,
        decision_number: Some(draft.facts.decision_number.clone()),
        reason: None,
    };
    Ok(store::insert_changes(conn, &drafts.iter().map(change).collect::<Vec<_>>())?)
}

/// Writes down that a person was relieved, a recognition withdrawn, or (after a mistake) that it stands after all.
#[allow(clippy::too_many_arguments)] // the use case has this many facts
pub fn change_state(
    conn: &mut Conn<'_>,
    now: Timestamp,
    entropy: &dyn Entropy,
    by: &Actor,
    id: RecognitionId,
    to: State,
    effective_on: NaiveDate,
    decision_number: &str,
    reason: &str,
) -> Outcome<()> {
    if to == State::Replaced {
        return Err(RecognitionError::Fields(vec![FieldProblem::new("state", "choice")]));
    }
    end(conn, now, entropy, by, id, to, effective_on, decision_number, reason)
}

#[allow(clippy::too_many_arguments)] // the use case has this many facts
fn end(
    conn: &mut Conn<'_>,
    now: Timestamp,
    entropy: &dyn Entropy,
    by: &Actor,
    id: RecognitionId,
    to: State,
    effective_on: NaiveDate,
    decision_number: &str,
    reason: &str,
) -> Outcome<()> {
    let record = store::recognition(conn, id)?.ok_or(RecognitionError::NotFound)?;
    if !check_writable(conn, by, record.facts.unit_id)? {
        return Err(RecognitionError::NotFound);
    }
    if !record.state.may_become(to) {
        return Err(RecognitionError::Stale);
    }
    if effective_on < record.facts.valid_from {
        return Err(RecognitionError::Fields(vec![FieldProblem::new("effective_on", "recognition_before_begin")]));
    }
    if !store::set_state(conn, id, record.state, to, effective_on)? {
        return Err(RecognitionError::Stale);
    }
    let some = |typed: &str| Some(typed.to_owned()).filter(|typed| !typed.is_empty());
    store::insert_changes(
        conn,
        &[ChangeRow {
            id: Id::new(now, entropy),
            recognition_id: id,
            at: now,
            by_person: Some(by.id),
            kind: to.code().to_owned(),
            effective_on,
            decision_number: some(decision_number),
            reason: some(reason),
        }],
    )?;
    let detail = json!({ "from": record.state.code(), "to": to.code(), "on": effective_on, "decision": decision_number });
    log(conn, now, by, "recognition.state_changed", "recognition", id.to_string(), some(reason), detail)
}

/// Those of the user names that the actor may link records with: people of the units they administer.
fn visible_people(conn: &mut Conn<'_>, by: &Actor, usernames: &[String]) -> Outcome<HashMap<String, PersonId>> {
    let found = store::people_by_username(conn, usernames)?;
    let scope = org::ops::scope(conn, by, Role::Admin)?;
    let ids: Vec<PersonId> = found.iter().map(|(_, id)| *id).collect();
    let units = org::ops::units_of(conn, &ids)?;
    Ok(found.into_iter().filter(|(_, id)| scope.holds(units.get(id).copied())).collect())
}

/// What a list is compared with: the kinds, and the units that the importer administers.
pub fn known(conn: &mut Conn<'_>, by: &Actor) -> Outcome<Known> {
    let scope = org::ops::scope(conn, by, Role::Admin)?;
    let units = org::ops::units(conn, &scope)?.into_iter().map(|unit: Unit| (unit.id, unit.code, unit.name)).collect();
    Ok(Known { kinds: store::kinds(conn)?, units })
}

/// Checks a list against its own rules and the register.
pub fn check_list(conn: &mut Conn<'_>, by: &Actor, rows: &[ReadRow]) -> Outcome<(Vec<Draft>, Vec<Fault>)> {
    let (mut drafts, mut faults) = import::check(rows, &known(conn, by)?);
    let usernames: Vec<String> = drafts.iter().map(|draft| draft.username.clone()).filter(|name| !name.is_empty()).collect();
    let people = visible_people(conn, by, &usernames)?;
    for draft in &mut drafts {
        draft.person_id = people.get(&draft.username).copied();
        if draft.person_id.is_none() && !draft.username.is_empty() {
            faults.push(Fault::new(draft.row, "username", &draft.username, "username_unknown"));
        }
    }
    faults.extend(known_already(conn, &drafts)?);
    faults.sort_by_key(|fault| fault.row);
    Ok((drafts, faults))
}

fn known_already(conn: &mut Conn<'_>, drafts: &[Draft]) -> Outcome<Vec<Fault>> {
    let keys: Vec<String> = drafts.iter().map(|draft| draft.facts.identity_key()).collect();
    let known: HashSet<String> = store::known_keys(conn, &keys)?.into_iter().collect();
    let is_known = |draft: &&Draft| known.contains(&draft.facts.identity_key());
    Ok(drafts.iter().filter(is_known).map(|draft| Fault::new(draft.row, "full_name", &draft.facts.full_name, "known_already")).collect())
}

/// Keeps a list without faults until it is confirmed.
pub fn keep_list(
    conn: &mut Conn<'_>,
    now: Timestamp,
    entropy: &dyn Entropy,
    by: &Actor,
    file_name: &str,
    drafts: &[Draft],
) -> Outcome<RecognitionImportId> {
    let id = Id::new(now, entropy);
    let row = ImportRow {
        id,
        by_person: by.id,
        file_name: file_name.to_owned(),
        content: Json(drafts.to_vec()),
        created_at: now,
        confirmed_at: None,
    };
    store::put_import(conn, &row)?;
    Ok(id)
}

/// A kept list of the actor's own: the name of its file and its rows.
pub fn kept_list(conn: &mut Conn<'_>, by: &Actor, id: RecognitionImportId) -> Outcome<(String, Vec<Draft>)> {
    let row = store::import(conn, id, by.id)?.filter(|row| row.confirmed_at.is_none()).ok_or(RecognitionError::NotFound)?;
    Ok((row.file_name, row.content.0))
}

/// Records a kept list, whole or not at all; how many records it was.
pub fn confirm_list(conn: &mut Conn<'_>, now: Timestamp, entropy: &dyn Entropy, by: &Actor, id: RecognitionImportId) -> Outcome<usize> {
    let (file_name, drafts) = kept_list(conn, by, id)?;
    if !store::confirm_import(conn, id, now)? {
        return Err(RecognitionError::NotFound);
    }
    let scope = org::ops::scope(conn, by, Role::Admin)?;
    if drafts.iter().any(|draft| !scope.holds(draft.facts.unit_id)) || !known_already(conn, &drafts)?.is_empty() {
        return Err(RecognitionError::ImportStale);
    }
    let drafts: Vec<(RecognitionId, Draft)> = drafts.into_iter().map(|draft| (Id::new(now, entropy), draft)).collect();
    put(conn, now, entropy, by, "imported", &drafts, None).map_err(|error| match error {
        RecognitionError::Storage(error) if error.is_unique_violation() => RecognitionError::ImportStale,
        other => other,
    })?;
    let detail = json!({ "file": text::clean_line(&file_name), "records": drafts.len() });
    log(conn, now, by, "recognition.imported", "recognition_import", id.to_string(), None, detail)?;
    Ok(drafts.len())
}
