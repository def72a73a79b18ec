//! Rows of units, their ancestors, and memberships.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::model::Unit;
use crate::{
    kernel::{
        Timestamp,
        ids::{MembershipId, PersonId, UnitId},
        page::{Page, PageRequest},
    },
    storage::{
        Conn, StorageError, on,
        schema::{memberships, people, unit_ancestors, units},
    },
};

type Stored<T> = Result<T, StorageError>;

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = units, treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct UnitRow {
    pub id: UnitId,
    pub code: String,
    pub name: String,
    pub kind: String,
    pub parent_id: Option<UnitId>,
    pub sort_key: Vec<u8>,
    pub search_key: String,
    pub valid_from: NaiveDate,
    pub valid_to: Option<NaiveDate>,
    pub created_at: Timestamp,
}

impl From<UnitRow> for Unit {
    fn from(row: UnitRow) -> Self {
        Self {
            id: row.id,
            code: row.code,
            name: row.name,
            kind: row.kind,
            parent_id: row.parent_id,
            valid_from: row.valid_from,
            valid_to: row.valid_to,
        }
    }
}

pub fn insert(conn: &mut Conn<'_>, row: &UnitRow) -> Stored<()> {
    on!(conn, |c| diesel::insert_into(units::table).values(row).execute(c))?;
    Ok(())
}

pub fn update(conn: &mut Conn<'_>, row: &UnitRow) -> Stored<()> {
    on!(conn, |c| diesel::update(units::table.find(row.id)).set(row).execute(c))?;
    Ok(())
}

pub fn unit(conn: &mut Conn<'_>, id: UnitId) -> Stored<Option<UnitRow>> {
    Ok(on!(conn, |c| units::table.find(id).select(UnitRow::as_select()).first(c).optional())?)
}

pub fn unit_by_code(conn: &mut Conn<'_>, code: &str) -> Stored<Option<UnitRow>> {
    Ok(on!(conn, |c| units::table.filter(units::code.eq(code)).select(UnitRow::as_select()).first(c).optional())?)
}

/// Units, all or those given, in Vietnamese order of their names.
pub fn list(conn: &mut Conn<'_>, within: Option<&[UnitId]>) -> Stored<Vec<UnitRow>> {
    Ok(on!(conn, |c| {
        let mut query = units::table.select(UnitRow::as_select()).order((units::sort_key, units::id)).into_boxed();
        if let Some(ids) = within {
            query = query.filter(units::id.eq_any(ids));
        }
        query.load(c)
    })?)
}

/// A unit and everything below it.
pub fn subtree(conn: &mut Conn<'_>, roots: &[UnitId]) -> Stored<Vec<UnitId>> {
    Ok(on!(conn, |c| unit_ancestors::table
        .filter(unit_ancestors::ancestor_id.eq_any(roots))
        .select(unit_ancestors::unit_id)
        .distinct()
        .load(c))?)
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = unit_ancestors)]
pub struct AncestorRow {
    pub unit_id: UnitId,
    pub ancestor_id: UnitId,
    pub depth: i32,
}

pub fn ancestors(conn: &mut Conn<'_>, unit: UnitId) -> Stored<Vec<AncestorRow>> {
    Ok(on!(conn, |c| unit_ancestors::table
        .filter(unit_ancestors::unit_id.eq(unit))
        .order(unit_ancestors::depth)
        .select(AncestorRow::as_select())
        .load(c))?)
}

pub fn descendants(conn: &mut Conn<'_>, unit: UnitId) -> Stored<Vec<AncestorRow>> {
    Ok(on!(conn, |c| unit_ancestors::table.filter(unit_ancestors::ancestor_id.eq(unit)).select(AncestorRow::as_select()).load(c))?)
}

pub fn insert_ancestors(conn: &mut Conn<'_>, rows: &[AncestorRow]) -> Stored<()> {
    on!(conn, |c| diesel::insert_into(unit_ancestors::table).values(rows).execute(c))?;
    Ok(())
}

/// Cuts a subtree off from what was above it.
pub fn delete_ancestors(conn: &mut Conn<'_>, below: &[UnitId], above: &[UnitId]) -> Stored<()> {
    on!(conn, |c| diesel::delete(
        unit_ancestors::table.filter(unit_ancestors::unit_id.eq_any(below).and(unit_ancestors::ancestor_id.eq_any(above)))
    )
    .execute(c))?;
    Ok(())
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = memberships, treat_none_as_default_value = false)]
pub struct MembershipRow {
    pub id: MembershipId,
    pub person_id: PersonId,
    pub unit_id: UnitId,
    pub valid_from: NaiveDate,
    pub valid_to: Option<NaiveDate>,
}

pub fn insert_membership(conn: &mut Conn<'_>, row: &MembershipRow) -> Stored<()> {
    on!(conn, |c| diesel::insert_into(memberships::table).values(row).execute(c))?;
    Ok(())
}

pub fn end_membership(conn: &mut Conn<'_>, person: PersonId, last_day: NaiveDate) -> Stored<()> {
    on!(conn, |c| diesel::update(memberships::table.filter(memberships::person_id.eq(person).and(memberships::valid_to.is_null())))
        .set(memberships::valid_to.eq(last_day))
        .execute(c))?;
    Ok(())
}

/// The unit a person belongs to now.
pub fn unit_of(conn: &mut Conn<'_>, person: PersonId) -> Stored<Option<UnitRow>> {
    Ok(on!(conn, |c| memberships::table
        .inner_join(units::table.on(units::id.eq(memberships::unit_id)))
        .filter(memberships::person_id.eq(person).and(memberships::valid_to.is_null()))
        .select(UnitRow::as_select())
        .first(c)
        .optional())?)
}

/// The units that many people belong to now.
pub fn units_of(conn: &mut Conn<'_>, people: &[PersonId]) -> Stored<Vec<(PersonId, UnitId)>> {
    let mut out = Vec::new();
    for chunk in people.chunks(500) {
        out.extend(on!(conn, |c| memberships::table
            .filter(memberships::person_id.eq_any(chunk).and(memberships::valid_to.is_null()))
            .select((memberships::person_id, memberships::unit_id))
            .load::<(PersonId, UnitId)>(c))?);
    }
    Ok(out)
}

/// One row of a list of people.
#[derive(Queryable)]
pub struct PersonLine {
    pub id: PersonId,
    pub username: String,
    pub full_name: String,
    pub phone: Option<String>,
    pub disabled_at: Option<Timestamp>,
    pub unit_name: Option<String>,
}

/// People by name, those of the given units or all, filtered by a search key.
pub fn people_page(conn: &mut Conn<'_>, within: Option<&[UnitId]>, search: &str, request: PageRequest) -> Stored<Page<PersonLine>> {
    let pattern = format!("%{}%", escape_like(search));
    macro_rules! filtered {
        () => {{
            let mut query = people::table
                .left_join(memberships::table.on(memberships::person_id.eq(people::id).and(memberships::valid_to.is_null())))
                .left_join(units::table.on(units::id.nullable().eq(memberships::unit_id.nullable())))
                .into_boxed();
            if let Some(ids) = within {
                query = query.filter(memberships::unit_id.eq_any(ids));
            }
            if !search.is_empty() {
                query = query.filter(people::search_key.like(&pattern).escape('\\'));
            }
            query
        }};
    }
    let total = on!(conn, |c| filtered!().count().get_result(c))?;
    let rows = on!(conn, |c| filtered!()
        .select((people::id, people::username, people::full_name, people::phone, people::disabled_at, units::name.nullable()))
        .order((people::sort_key, people::id))
        .limit(request.size)
        .offset(request.offset())
        .load(c))?;
    Ok(Page { rows, total, request })
}

/// Makes what somebody typed literal inside LIKE.
fn escape_like(typed: &str) -> String {
    typed.chars().flat_map(|c| matches!(c, '%' | '_' | '\\').then_some('\\').into_iter().chain(std::iter::once(c))).collect()
}
