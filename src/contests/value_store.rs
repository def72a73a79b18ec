//! Rows of the public values that lots are drawn with.

use diesel::prelude::*;

use super::public_value::Value;
use crate::{
    kernel::{
        Timestamp,
        ids::{PersonId, PublicValueId, RoundId},
    },
    storage::{
        Conn, StorageError, on,
        schema::{people, round_public_values},
    },
};

type Stored<T> = Result<T, StorageError>;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = round_public_values, treat_none_as_default_value = false)]
pub struct ValueRow {
    pub id: PublicValueId,
    pub round_id: RoundId,
    pub value: String,
    pub reason: String,
    pub proposed_by: PersonId,
    pub proposed_at: Timestamp,
    pub decided_by: Option<PersonId>,
    pub decided_at: Option<Timestamp>,
    pub effective_at: Option<Timestamp>,
}

pub fn insert(conn: &mut Conn<'_>, row: &ValueRow) -> Stored<()> {
    on!(conn, |c| diesel::insert_into(round_public_values::table).values(row).execute(c))?;
    Ok(())
}

/// Decides a correction that nobody has decided yet; false when somebody was faster.
pub fn decide(conn: &mut Conn<'_>, id: PublicValueId, by: PersonId, at: Timestamp, effective_at: Option<Timestamp>) -> Stored<bool> {
    let waits = round_public_values::decided_at.is_null().and(round_public_values::effective_at.is_null());
    let changed = on!(conn, |c| diesel::update(round_public_values::table.find(id).filter(waits))
        .set((
            round_public_values::decided_by.eq(by),
            round_public_values::decided_at.eq(at),
            round_public_values::effective_at.eq(effective_at),
        ))
        .execute(c))?;
    Ok(changed == 1)
}

pub fn value(conn: &mut Conn<'_>, round: RoundId, id: PublicValueId) -> Stored<Option<ValueRow>> {
    Ok(on!(conn, |c| round_public_values::table
        .find(id)
        .filter(round_public_values::round_id.eq(round))
        .select(ValueRow::as_select())
        .first(c)
        .optional())?)
}

/// All of a round, oldest first, with the names of who typed and who decided.
pub fn all(conn: &mut Conn<'_>, round: RoundId) -> Stored<Vec<Value>> {
    let deciders = diesel::alias!(people as deciders);
    let rows: Vec<(ValueRow, String, Option<String>)> = on!(conn, |c| round_public_values::table
        .inner_join(people::table.on(people::id.eq(round_public_values::proposed_by)))
        .left_join(deciders.on(deciders.field(people::id).nullable().eq(round_public_values::decided_by)))
        .filter(round_public_values::round_id.eq(round))
        .order((round_public_values::proposed_at, round_public_values::id))
        .select((ValueRow::as_select(), people::full_name, deciders.field(people::full_name).nullable()))
        .load(c))?;
    Ok(rows
        .into_iter()
        .map(|(row, proposer, decider)| Value {
            id: row.id,
            value: row.value,
            reason: row.reason,
            proposed_by: row.proposed_by,
            proposer,
            proposed_at: row.proposed_at,
            decider,
            decided_at: row.decided_at,
            effective_at: row.effective_at,
        })
        .collect())
}
