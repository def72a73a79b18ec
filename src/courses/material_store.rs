//! Rows of what units add to courses.

use diesel::prelude::*;

use super::model::UnitMaterial;
use crate::{
    kernel::{
        Timestamp,
        ids::{CourseId, PersonId, UnitId, UnitMaterialId},
    },
    storage::{
        Conn, StorageError, on,
        schema::{unit_material_versions, unit_materials},
    },
};

type Stored<T> = Result<T, StorageError>;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = unit_materials, treat_none_as_default_value = false)]
pub struct MaterialRow {
    pub id: UnitMaterialId,
    pub course_id: CourseId,
    pub unit_id: UnitId,
    pub version: i32,
    pub title: String,
    pub sort_key: Vec<u8>,
    pub body: String,
    pub saved_by: PersonId,
    pub saved_at: Timestamp,
    pub withdrawn_at: Option<Timestamp>,
}

impl From<MaterialRow> for UnitMaterial {
    fn from(row: MaterialRow) -> Self {
        Self {
            id: row.id,
            course_id: row.course_id,
            unit_id: row.unit_id,
            version: row.version,
            title: row.title,
            body: row.body,
            saved_at: row.saved_at,
        }
    }
}

#[derive(Insertable)]
#[diesel(table_name = unit_material_versions)]
struct VersionRow<'a> {
    material_id: UnitMaterialId,
    version: i32,
    title: &'a str,
    body: &'a str,
    saved_by: PersonId,
    saved_at: Timestamp,
}

/// What stands in a course, of these units (of all for `None`), by title; texts are left out.
pub fn of_course(
    conn: &mut Conn<'_>,
    course: CourseId,
    units: Option<&[UnitId]>,
    limit: i64,
) -> Stored<Vec<(UnitMaterialId, UnitId, String, Timestamp)>> {
    Ok(on!(conn, |c| {
        let mut query = unit_materials::table
            .filter(unit_materials::course_id.eq(course).and(unit_materials::withdrawn_at.is_null()))
            .order((unit_materials::sort_key, unit_materials::id))
            .limit(limit)
            .select((unit_materials::id, unit_materials::unit_id, unit_materials::title, unit_materials::saved_at))
            .into_boxed();
        if let Some(units) = units {
            query = query.filter(unit_materials::unit_id.eq_any(units));
        }
        query.load(c)
    })?)
}

pub fn material(conn: &mut Conn<'_>, course: CourseId, id: UnitMaterialId) -> Stored<Option<MaterialRow>> {
    Ok(on!(conn, |c| unit_materials::table
        .find(id)
        .filter(unit_materials::course_id.eq(course).and(unit_materials::withdrawn_at.is_null()))
        .select(MaterialRow::as_select())
        .first(c)
        .optional())?)
}

fn keep_version(conn: &mut Conn<'_>, row: &MaterialRow) -> Stored<()> {
    let version = VersionRow {
        material_id: row.id,
        version: row.version,
        title: &row.title,
        body: &row.body,
        saved_by: row.saved_by,
        saved_at: row.saved_at,
    };
    on!(conn, |c| diesel::insert_into(unit_material_versions::table).values(&version).execute(c))?;
    Ok(())
}

pub fn insert(conn: &mut Conn<'_>, row: &MaterialRow) -> Stored<()> {
    on!(conn, |c| diesel::insert_into(unit_materials::table).values(row).execute(c))?;
    keep_version(conn, row)
}

/// Saves `row` over the version before it; false when another version stands by now.
pub fn update(conn: &mut Conn<'_>, row: &MaterialRow) -> Stored<bool> {
    let changed = on!(conn, |c| diesel::update(
        unit_materials::table.find(row.id).filter(unit_materials::version.eq(row.version - 1).and(unit_materials::withdrawn_at.is_null()))
    )
    .set((
        unit_materials::version.eq(row.version),
        unit_materials::title.eq(&row.title),
        unit_materials::sort_key.eq(&row.sort_key),
        unit_materials::body.eq(&row.body),
        unit_materials::saved_by.eq(row.saved_by),
        unit_materials::saved_at.eq(row.saved_at),
    ))
    .execute(c))?;
    if changed == 1 {
        keep_version(conn, row)?;
    }
    Ok(changed == 1)
}

/// Number and time of each saving, newest first.
pub fn versions(conn: &mut Conn<'_>, id: UnitMaterialId, limit: i64) -> Stored<Vec<(i32, Timestamp)>> {
    Ok(on!(conn, |c| unit_material_versions::table
        .filter(unit_material_versions::material_id.eq(id))
        .order(unit_material_versions::version.desc())
        .limit(limit)
        .select((unit_material_versions::version, unit_material_versions::saved_at))
        .load(c))?)
}

/// Takes it off the course; its versions stay.
pub fn withdraw(conn: &mut Conn<'_>, id: UnitMaterialId, at: Timestamp) -> Stored<()> {
    on!(conn, |c| diesel::update(unit_materials::table.find(id)).set(unit_materials::withdrawn_at.eq(at)).execute(c))?;
    Ok(())
}
