//! Rows of rights in banks.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::{
    bank::{model::Bank, store::BankRow},
    kernel::{
        Timestamp,
        ids::{BankGrantId, BankId, PersonId, UnitId},
    },
    storage::{
        Conn, StorageError, on,
        schema::{bank_grants, banks, people, units},
    },
};

type Stored<T> = Result<T, StorageError>;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = bank_grants)]
pub struct GrantRow {
    pub id: BankGrantId,
    pub bank_id: BankId,
    pub person_id: Option<PersonId>,
    pub unit_id: Option<UnitId>,
    pub bank_right: String,
    pub granted_by: Option<PersonId>,
    pub granted_at: Timestamp,
}

/// Rights of a person and of units.
pub fn given(conn: &mut Conn<'_>, person: PersonId, units: &[UnitId]) -> Stored<Vec<(BankId, String)>> {
    Ok(on!(conn, |c| bank_grants::table
        .filter(bank_grants::person_id.eq(person).or(bank_grants::unit_id.eq_any(units.iter().map(|unit| Some(*unit)))))
        .select((bank_grants::bank_id, bank_grants::bank_right))
        .load(c))?)
}

pub fn bank(conn: &mut Conn<'_>, code: &str) -> Stored<Option<(Bank, bool)>> {
    let row: Option<(BankRow, bool)> =
        on!(conn, |c| banks::table.filter(banks::code.eq(code)).select((BankRow::as_select(), banks::is_open)).first(c).optional())?;
    Ok(row.map(|(row, is_open)| (row.into(), is_open)))
}

pub fn openness(conn: &mut Conn<'_>) -> Stored<HashMap<BankId, bool>> {
    let rows: Vec<(BankId, bool)> = on!(conn, |c| banks::table.select((banks::id, banks::is_open)).load(c))?;
    Ok(rows.into_iter().collect())
}

pub fn set_open(conn: &mut Conn<'_>, bank: BankId, is_open: bool) -> Stored<bool> {
    Ok(on!(conn, |c| diesel::update(banks::table.find(bank).filter(banks::is_open.ne(is_open)))
        .set(banks::is_open.eq(is_open))
        .execute(c))?
        > 0)
}

/// Rights of a bank with the names of those who have them.
pub fn grants(conn: &mut Conn<'_>, bank: BankId) -> Stored<Vec<(GrantRow, Option<String>, Option<String>)>> {
    Ok(on!(conn, |c| bank_grants::table
        .left_join(people::table.on(bank_grants::person_id.eq(people::id.nullable())))
        .left_join(units::table.on(bank_grants::unit_id.eq(units::id.nullable())))
        .filter(bank_grants::bank_id.eq(bank))
        .order((bank_grants::granted_at, bank_grants::id))
        .select((GrantRow::as_select(), people::full_name.nullable(), units::name.nullable()))
        .load(c))?)
}

/// Whether the right is new.
pub fn insert(conn: &mut Conn<'_>, row: &GrantRow) -> Stored<bool> {
    Ok(on!(conn, |c| diesel::insert_into(bank_grants::table).values(row).on_conflict_do_nothing().execute(c))? > 0)
}

pub fn delete(conn: &mut Conn<'_>, bank: BankId, id: BankGrantId) -> Stored<Option<GrantRow>> {
    let found = on!(conn, |c| bank_grants::table
        .filter(bank_grants::id.eq(id).and(bank_grants::bank_id.eq(bank)))
        .select(GrantRow::as_select())
        .first(c)
        .optional())?;
    on!(conn, |c| diesel::delete(bank_grants::table.filter(bank_grants::id.eq(id).and(bank_grants::bank_id.eq(bank)))).execute(c))?;
    Ok(found)
}
