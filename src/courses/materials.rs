//! What a unit adds to a course: an official text that it holds, a lesson of its own.
//!
//! Trainers and administrators write for the units of their scope; everybody in the unit and below it reads. Every
//! saving keeps the version before it, and who saves over a version they have not seen is told so.

use serde_json::json;

use super::{
    lesson::{self, LessonText},
    material_store::{self as store, MaterialRow},
    model::{CourseError, UnitMaterial},
};
use crate::{
    audit, bank,
    kernel::{
        Actor, Entropy, FieldProblem, Id, Role, Timestamp,
        ids::{CourseId, UnitId, UnitMaterialId},
        text,
    },
    org::{
        self,
        model::{Scope, Unit},
    },
    storage::Conn,
};

type Outcome<T> = Result<T, CourseError>;

/// Longest title, in characters.
const LONGEST_TITLE: usize = 200;
/// Longest text, in characters: about a hundred printed pages.
const LONGEST_BODY: usize = 200_000;
/// Materials that a course page lists.
const MOST_LISTED: i64 = 200;

/// A line of a course's list.
#[derive(Clone, Debug)]
pub struct MaterialLine {
    /// Id.
    pub id: UnitMaterialId,
    /// Title.
    pub title: String,
    /// Name of its unit.
    pub unit_name: String,
    /// When it was last saved.
    pub saved_at: Timestamp,
}

/// What a form sends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MaterialForm {
    /// Title.
    pub title: String,
    /// In the notation of lessons.
    pub body: String,
}

/// Where somebody may write materials: as a trainer or as an administrator.
pub fn writing_scope(conn: &mut Conn<'_>, actor: &Actor) -> Outcome<Scope> {
    let (trainer, admin) = (org::ops::scope(conn, actor, Role::Trainer)?, org::ops::scope(conn, actor, Role::Admin)?);
    Ok(match (trainer, admin) {
        (Scope::Within(mut units), Scope::Within(others)) => {
            units.extend(others);
            Scope::Within(units)
        }
        _ => Scope::Everywhere,
    })
}

/// Units whose materials somebody may read: their own with all above it, and those they write for. All for `None`.
fn readable(conn: &mut Conn<'_>, actor: &Actor) -> Outcome<Option<Vec<UnitId>>> {
    let Some(mut units) = writing_scope(conn, actor)?.units() else { return Ok(None) };
    if let Some(own) = org::ops::unit_of(conn, actor.id)? {
        units.extend(org::ops::ancestors(conn, own.id)?);
    }
    Ok(Some(units))
}

/// What somebody may read in a course.
pub fn of_course(conn: &mut Conn<'_>, actor: &Actor, course: CourseId) -> Outcome<Vec<MaterialLine>> {
    let units = readable(conn, actor)?;
    let rows = store::of_course(conn, course, units.as_deref(), MOST_LISTED)?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let held: std::collections::HashSet<UnitId> = rows.iter().map(|row| row.1).collect();
    let names = org::ops::units(conn, &Scope::Within(held))?;
    let name = |id: UnitId| names.iter().find(|unit| unit.id == id).map(|unit| unit.name.clone()).unwrap_or_default();
    Ok(rows.into_iter().map(|(id, unit, title, saved_at)| MaterialLine { id, title, unit_name: name(unit), saved_at }).collect())
}

/// A material that somebody may read, with its unit and its text taken apart.
pub fn material(conn: &mut Conn<'_>, actor: &Actor, course: CourseId, id: UnitMaterialId) -> Outcome<(UnitMaterial, Unit, LessonText)> {
    let material: UnitMaterial = store::material(conn, course, id)?.ok_or(CourseError::NotFound)?.into();
    if readable(conn, actor)?.is_some_and(|units| !units.contains(&material.unit_id)) {
        return Err(CourseError::NotFound);
    }
    let unit = org::ops::unit(conn, &Scope::Everywhere, material.unit_id)?;
    // Sources may have changed since it was saved; a text that was accepted is always shown.
    let text = lesson::parse(&material.body).unwrap_or_default();
    Ok((material, unit, text))
}

/// A material that somebody may change.
pub fn for_change(conn: &mut Conn<'_>, actor: &Actor, course: CourseId, id: UnitMaterialId) -> Outcome<UnitMaterial> {
    let material: UnitMaterial = store::material(conn, course, id)?.ok_or(CourseError::NotFound)?.into();
    if !writing_scope(conn, actor)?.holds(Some(material.unit_id)) {
        return Err(CourseError::NotFound);
    }
    Ok(material)
}

/// Number and time of each saving, newest first, for who may change it; the last hundred.
pub fn versions(conn: &mut Conn<'_>, actor: &Actor, course: CourseId, id: UnitMaterialId) -> Outcome<Vec<(i32, Timestamp)>> {
    for_change(conn, actor, course, id)?;
    Ok(store::versions(conn, id, 100)?)
}

/// Checks a form: title, notation, and that what it cites is there.
///
/// # Errors
/// [`CourseError::Fields`], each fault of the text with its line.
pub fn check(conn: &mut Conn<'_>, form: &MaterialForm) -> Outcome<(String, LessonText)> {
    let mut fields = Vec::new();
    let title = text::clean_line(&form.title);
    if title.is_empty() {
        fields.push(FieldProblem::new("title", "required"));
    } else if title.chars().count() > LONGEST_TITLE {
        fields.push(FieldProblem::new("title", "too_long").with("max", LONGEST_TITLE));
    }
    if form.body.trim().is_empty() {
        fields.push(FieldProblem::new("body", "required"));
    } else if form.body.chars().count() > LONGEST_BODY {
        fields.push(FieldProblem::new("body", "too_long").with("max", LONGEST_BODY));
    }
    match lesson::parse(&form.body) {
        Err(faults) => {
            fields.extend(
                faults.into_iter().map(|fault| FieldProblem::new("body", fault.code).with("line", fault.line).with("value", fault.value)),
            );
            Err(CourseError::Fields(fields))
        }
        Ok(text) => {
            let codes: Vec<String> = text.citations.iter().map(|citation| citation.source.clone()).collect();
            let sources = bank::ops::sources(conn, &codes)?;
            for citation in &text.citations {
                let source = sources.iter().find(|source| source.code == citation.source);
                if !source.is_some_and(|source| source.clauses.iter().any(|clause| clause.id == citation.clause)) {
                    let label = format!("{}:{}", citation.source, citation.clause);
                    let line = form.body.lines().position(|line| line.contains(&label)).map_or(1, |at| at + 1);
                    fields.push(FieldProblem::new("body", "citation_unknown").with("line", line).with("value", label));
                }
            }
            if fields.is_empty() { Ok((title, text)) } else { Err(CourseError::Fields(fields)) }
        }
    }
}

fn event(by: &Actor, action: &'static str, id: UnitMaterialId, reason: Option<String>, detail: serde_json::Value) -> audit::ops::Event {
    audit::ops::Event { actor: Some(by.id), action, subject_kind: "unit_material", subject_id: id.to_string(), reason, detail }
}

/// Adds a material to a course for a unit of the writer's scope.
///
/// # Errors
/// [`CourseError::Fields`].
pub fn add(
    conn: &mut Conn<'_>,
    now: Timestamp,
    entropy: &dyn Entropy,
    by: &Actor,
    course: CourseId,
    unit: Option<UnitId>,
    form: &MaterialForm,
) -> Outcome<UnitMaterialId> {
    let checked = check(conn, form);
    let Some(unit_id) = unit else {
        let mut fields = match checked {
            Err(CourseError::Fields(fields)) => fields,
            Err(other) => return Err(other),
            Ok(_) => Vec::new(),
        };
        fields.insert(0, FieldProblem::new("unit_id", "required"));
        return Err(CourseError::Fields(fields));
    };
    if !writing_scope(conn, by)?.holds(Some(unit_id)) {
        return Err(CourseError::Fields(vec![FieldProblem::new("unit_id", "outside_scope")]));
    }
    let (title, _) = checked?;
    org::ops::unit(conn, &Scope::Everywhere, unit_id)?;
    let row = MaterialRow {
        id: Id::new(now, entropy),
        course_id: course,
        unit_id,
        version: 1,
        sort_key: text::sort_key(&title),
        title,
        body: text::nfc(&form.body),
        saved_by: by.id,
        saved_at: now,
        withdrawn_at: None,
    };
    store::insert(conn, &row)?;
    audit::ops::record(
        conn,
        now,
        event(by, "material.added", row.id, None, json!({ "title": row.title, "unit": unit_id, "course": course })),
    )?;
    Ok(row.id)
}

/// Saves a material over the version that the writer has seen.
///
/// # Errors
/// [`CourseError::Fields`]: wrong fields, or `material_changed` when somebody else has saved since.
pub fn change(
    conn: &mut Conn<'_>,
    now: Timestamp,
    by: &Actor,
    course: CourseId,
    id: UnitMaterialId,
    seen_version: i32,
    form: &MaterialForm,
) -> Outcome<()> {
    let before = for_change(conn, by, course, id)?;
    let (title, _) = check(conn, form)?;
    let row = MaterialRow {
        id,
        course_id: course,
        unit_id: before.unit_id,
        version: seen_version.saturating_add(1),
        sort_key: text::sort_key(&title),
        title,
        body: text::nfc(&form.body),
        saved_by: by.id,
        saved_at: now,
        withdrawn_at: None,
    };
    if seen_version != before.version || !store::update(conn, &row)? {
        return Err(CourseError::Fields(vec![FieldProblem::new("body", "material_changed")]));
    }
    audit::ops::record(conn, now, event(by, "material.changed", id, None, json!({ "title": row.title, "version": row.version })))?;
    Ok(())
}

/// Takes a material off its course, with a reason; its versions are kept.
pub fn withdraw(conn: &mut Conn<'_>, now: Timestamp, by: &Actor, course: CourseId, id: UnitMaterialId, reason: &str) -> Outcome<()> {
    let material = for_change(conn, by, course, id)?;
    let reason = text::clean_line(reason);
    if reason.is_empty() {
        return Err(CourseError::Fields(vec![FieldProblem::new("reason", "required")]));
    }
    store::withdraw(conn, id, now)?;
    audit::ops::record(conn, now, event(by, "material.withdrawn", id, Some(reason), json!({ "title": material.title })))?;
    Ok(())
}
