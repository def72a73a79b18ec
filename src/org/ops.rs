//! Use cases of the unit tree.

use serde_json::json;

use super::{
    model::{OrgError, Scope, Unit, UnitForm},
    store::{self, AncestorRow, UnitRow},
};
use crate::{
    audit,
    kernel::{
        Actor, Entropy, FieldProblem, Id, Role, Timestamp,
        ids::{PersonId, UnitId},
        text,
    },
    storage::Conn,
};

type Outcome<T> = Result<T, OrgError>;

/// Where the actor may act in a role.
pub fn scope(conn: &mut Conn<'_>, actor: &Actor, role: Role) -> Outcome<Scope> {
    if actor.has_everywhere(role) {
        return Ok(Scope::Everywhere);
    }
    let roots = actor.units_of(role);
    if roots.is_empty() {
        return Ok(Scope::Within(std::collections::HashSet::new()));
    }
    Ok(Scope::Within(store::subtree(conn, &roots)?.into_iter().collect()))
}

/// The unit a person belongs to now.
pub fn unit_of(conn: &mut Conn<'_>, person: PersonId) -> Outcome<Option<Unit>> {
    Ok(store::unit_of(conn, person)?.map(Unit::from))
}

/// The units that many people belong to now.
pub fn units_of(conn: &mut Conn<'_>, people: &[PersonId]) -> Outcome<std::collections::HashMap<PersonId, UnitId>> {
    Ok(store::units_of(conn, people)?.into_iter().collect())
}

/// The units somebody may see, in Vietnamese order; [`tree_order`] makes a tree of them.
pub fn units(conn: &mut Conn<'_>, scope: &Scope) -> Outcome<Vec<Unit>> {
    Ok(store::list(conn, scope.units().as_deref())?.into_iter().map(Unit::from).collect())
}

/// One unit, if it is within the scope.
pub fn unit(conn: &mut Conn<'_>, scope: &Scope, id: UnitId) -> Outcome<Unit> {
    if !scope.holds(Some(id)) {
        return Err(OrgError::NotFound);
    }
    Ok(store::unit(conn, id)?.ok_or(OrgError::NotFound)?.into())
}

/// A unit by its code, for imports.
pub fn unit_by_code(conn: &mut Conn<'_>, code: &str) -> Outcome<Option<Unit>> {
    Ok(store::unit_by_code(conn, code)?.map(Unit::from))
}

/// A unit and everything below it.
pub fn subtree(conn: &mut Conn<'_>, root: UnitId) -> Outcome<Vec<UnitId>> {
    Ok(store::subtree(conn, &[root])?)
}

/// A unit and everything above it, the nearest first.
pub fn ancestors(conn: &mut Conn<'_>, unit: UnitId) -> Outcome<Vec<UnitId>> {
    Ok(store::ancestors(conn, unit)?.into_iter().map(|row| row.ancestor_id).collect())
}

/// Units as a tree walks them: each with its depth, children after their parent in the given order.
/// A unit whose parent is not among them stands at the top.
pub fn tree_order(units: Vec<Unit>) -> Vec<(usize, Unit)> {
    use std::collections::{HashMap, HashSet};
    let known: HashSet<UnitId> = units.iter().map(|unit| unit.id).collect();
    let mut children: HashMap<Option<UnitId>, Vec<Unit>> = HashMap::new();
    for unit in units {
        children.entry(unit.parent_id.filter(|parent| known.contains(parent))).or_default().push(unit);
    }
    let mut out = Vec::new();
    let mut stack: Vec<(usize, Unit)> = children.remove(&None).unwrap_or_default().into_iter().rev().map(|unit| (0, unit)).collect();
    while let Some((depth, unit)) = stack.pop() {
        if let Some(below) = children.remove(&Some(unit.id)) {
            stack.extend(below.into_iter().rev().map(|child| (depth + 1, child)));
        }
        out.push((depth, unit));
    }
    out
}

fn row(id: UnitId, form: UnitForm, created_at: Timestamp) -> UnitRow {
    UnitRow {
        id,
        sort_key: text::sort_key(&form.name),
        search_key: format!("{} {}", text::search_key(&form.name), form.code),
        code: form.code,
        name: form.name,
        kind: form.kind,
        parent_id: form.parent_id,
        valid_from: form.valid_from,
        valid_to: form.valid_to,
        created_at,
    }
}

fn check_code(conn: &mut Conn<'_>, code: &str, own: Option<UnitId>) -> Outcome<()> {
    match store::unit_by_code(conn, code)? {
        Some(other) if Some(other.id) != own => Err(OrgError::Fields(vec![FieldProblem::new("code", "code_taken")])),
        _ => Ok(()),
    }
}

/// Creates a unit under a parent within the scope; only who acts everywhere creates one at the top.
/// `by` is `None` for the system itself.
pub fn create_unit(conn: &mut Conn<'_>, now: Timestamp, entropy: &dyn Entropy, by: Option<&Actor>, form: UnitForm) -> Outcome<UnitId> {
    if let Some(actor) = by
        && !scope(conn, actor, Role::Admin)?.holds(form.parent_id)
    {
        return Err(OrgError::Fields(vec![FieldProblem::new("parent_id", "outside_scope")]));
    }
    check_code(conn, &form.code, None)?;
    let id: UnitId = Id::new(now, entropy);
    let above = match form.parent_id {
        Some(parent) => {
            let above = store::ancestors(conn, parent)?;
            if above.is_empty() {
                return Err(OrgError::Fields(vec![FieldProblem::new("parent_id", "choice")]));
            }
            above
        }
        None => Vec::new(),
    };
    let detail = json!({ "code": form.code, "name": form.name, "parent": form.parent_id });
    store::insert(conn, &row(id, form, now))?;
    let mut rows = vec![AncestorRow { unit_id: id, ancestor_id: id, depth: 0 }];
    rows.extend(above.into_iter().map(|a| AncestorRow { unit_id: id, ancestor_id: a.ancestor_id, depth: a.depth + 1 }));
    store::insert_ancestors(conn, &rows)?;
    audit::ops::record(
        conn,
        now,
        audit::ops::Event {
            actor: by.map(|actor| actor.id),
            action: "unit.created",
            subject_kind: "unit",
            subject_id: id.to_string(),
            reason: None,
            detail,
        },
    )?;
    Ok(id)
}

/// Changes a unit's name, dates or place in the tree; the audit log keeps what it was.
pub fn change_unit(conn: &mut Conn<'_>, now: Timestamp, by: &Actor, id: UnitId, form: UnitForm) -> Outcome<()> {
    let scope = scope(conn, by, Role::Admin)?;
    if !scope.holds(Some(id)) {
        return Err(OrgError::NotFound);
    }
    let before = store::unit(conn, id)?.ok_or(OrgError::NotFound)?;
    check_code(conn, &form.code, Some(id))?;
    if before.parent_id != form.parent_id {
        if !scope.holds(form.parent_id) {
            return Err(OrgError::Fields(vec![FieldProblem::new("parent_id", "outside_scope")]));
        }
        move_subtree(conn, id, form.parent_id)?;
    }
    let detail = json!({
        "before": { "code": before.code, "name": before.name, "parent": before.parent_id, "valid_from": before.valid_from, "valid_to": before.valid_to },
        "after": { "code": form.code, "name": form.name, "parent": form.parent_id, "valid_from": form.valid_from, "valid_to": form.valid_to },
    });
    store::update(conn, &row(id, form, before.created_at))?;
    audit::ops::record(
        conn,
        now,
        audit::ops::Event {
            actor: Some(by.id),
            action: "unit.changed",
            subject_kind: "unit",
            subject_id: id.to_string(),
            reason: None,
            detail,
        },
    )?;
    Ok(())
}

fn move_subtree(conn: &mut Conn<'_>, id: UnitId, parent: Option<UnitId>) -> Outcome<()> {
    let below = store::descendants(conn, id)?;
    let below_ids: Vec<UnitId> = below.iter().map(|row| row.unit_id).collect();
    if parent.is_some_and(|parent| below_ids.contains(&parent)) {
        return Err(OrgError::Fields(vec![FieldProblem::new("parent_id", "unit_cycle")]));
    }
    let old_above: Vec<UnitId> = store::ancestors(conn, id)?.into_iter().filter(|row| row.depth > 0).map(|row| row.ancestor_id).collect();
    let new_above = match parent {
        Some(parent) => store::ancestors(conn, parent)?,
        None => Vec::new(),
    };
    if !old_above.is_empty() {
        store::delete_ancestors(conn, &below_ids, &old_above)?;
    }
    let rows: Vec<AncestorRow> = below
        .iter()
        .flat_map(|low| {
            new_above.iter().map(|high| AncestorRow {
                unit_id: low.unit_id,
                ancestor_id: high.ancestor_id,
                depth: low.depth + high.depth + 1,
            })
        })
        .collect();
    // Many databases cap the values of one statement; a thousand rows of three stay below every cap.
    for chunk in rows.chunks(1_000) {
        store::insert_ancestors(conn, chunk)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;

    fn unit(id: u128, parent: Option<u128>, name: &str) -> Unit {
        let number = |n| Id::from_uuid(uuid::Uuid::from_u128(n));
        Unit {
            id: number(id),
            code: name.into(),
            name: name.into(),
            kind: "other".into(),
            parent_id: parent.map(number),
            valid_from: NaiveDate::MIN,
            valid_to: None,
        }
    }

    #[test]
    fn children_follow_their_parent_and_strays_stand_at_the_top() {
        let list = vec![unit(3, Some(1), "An"), unit(1, None, "Bến"), unit(4, Some(99), "Cái"), unit(2, Some(3), "Dừa")];
        let walked: Vec<(usize, String)> = tree_order(list).into_iter().map(|(depth, unit)| (depth, unit.name)).collect();
        assert_eq!(walked, [(0, "Bến".to_owned()), (1, "An".to_owned()), (2, "Dừa".to_owned()), (0, "Cái".to_owned())]);
    }
}
