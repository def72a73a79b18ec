//! Rows of templates and their versions.

use diesel::prelude::*;

use super::model::{Look, LookRef, PaperKind, Template};
use crate::{
    kernel::{
        Timestamp,
        ids::{PaperTemplateId, PersonId, UnitId},
    },
    storage::{
        Conn, Json, StorageError, on,
        schema::{paper_template_versions, paper_templates},
    },
};

type Stored<T> = Result<T, StorageError>;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = paper_templates, treat_none_as_default_value = false)]
pub struct TemplateRow {
    pub id: PaperTemplateId,
    pub unit_id: Option<UnitId>,
    pub kind: String,
    pub name: String,
    pub version: i32,
    pub created_at: Timestamp,
    pub retired_at: Option<Timestamp>,
}

impl From<TemplateRow> for Template {
    fn from(row: TemplateRow) -> Self {
        Self {
            id: row.id,
            unit_id: row.unit_id,
            kind: PaperKind::parse(&row.kind).unwrap_or_default(),
            name: row.name,
            version: row.version,
            retired_at: row.retired_at,
        }
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = paper_template_versions, treat_none_as_default_value = false)]
pub struct VersionRow {
    pub template_id: PaperTemplateId,
    pub version: i32,
    pub look: Json<Look>,
    pub logo: Option<Vec<u8>>,
    pub changed_by: PersonId,
    pub changed_at: Timestamp,
}

/// Templates in use first, by name.
pub fn templates(conn: &mut Conn<'_>) -> Stored<Vec<Template>> {
    let rows: Vec<TemplateRow> = on!(conn, |c| paper_templates::table
        .order((paper_templates::retired_at.is_not_null(), paper_templates::name, paper_templates::id))
        .limit(500)
        .select(TemplateRow::as_select())
        .load(c))?;
    Ok(rows.into_iter().map(Template::from).collect())
}

pub fn template(conn: &mut Conn<'_>, id: PaperTemplateId) -> Stored<Option<Template>> {
    Ok(on!(conn, |c| paper_templates::table.find(id).select(TemplateRow::as_select()).first(c).optional())?.map(Template::from))
}

pub fn insert(conn: &mut Conn<'_>, row: &TemplateRow) -> Stored<()> {
    on!(conn, |c| diesel::insert_into(paper_templates::table).values(row).execute(c))?;
    Ok(())
}

/// Moves a template to its next version; false when somebody else has done so meanwhile.
pub fn advance(conn: &mut Conn<'_>, id: PaperTemplateId, from: i32, name: &str) -> Stored<bool> {
    let changed =
        on!(conn, |c| diesel::update(paper_templates::table.filter(paper_templates::id.eq(id).and(paper_templates::version.eq(from))))
            .set((paper_templates::version.eq(from + 1), paper_templates::name.eq(name)))
            .execute(c))?;
    Ok(changed == 1)
}

pub fn set_retired(conn: &mut Conn<'_>, id: PaperTemplateId, at: Option<Timestamp>) -> Stored<()> {
    on!(conn, |c| diesel::update(paper_templates::table.find(id)).set(paper_templates::retired_at.eq(at)).execute(c))?;
    Ok(())
}

pub fn insert_version(conn: &mut Conn<'_>, row: &VersionRow) -> Stored<()> {
    on!(conn, |c| diesel::insert_into(paper_template_versions::table).values(row).execute(c))?;
    Ok(())
}

/// A version with its logo.
pub fn version(conn: &mut Conn<'_>, of: LookRef) -> Stored<Option<(Look, Option<Vec<u8>>)>> {
    let row: Option<VersionRow> =
        on!(conn, |c| paper_template_versions::table.find((of.template, of.version)).select(VersionRow::as_select()).first(c).optional())?;
    Ok(row.map(|row| (row.look.0, row.logo)))
}

/// Versions of a template: number, when, by whom; the latest first.
pub fn versions(conn: &mut Conn<'_>, id: PaperTemplateId) -> Stored<Vec<(i32, Timestamp, PersonId)>> {
    Ok(on!(conn, |c| paper_template_versions::table
        .filter(paper_template_versions::template_id.eq(id))
        .order(paper_template_versions::version.desc())
        .limit(100)
        .select((paper_template_versions::version, paper_template_versions::changed_at, paper_template_versions::changed_by))
        .load(c))?)
}
