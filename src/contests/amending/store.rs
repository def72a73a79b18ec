//! Rows of amendments.

use diesel::prelude::*;

use super::Proposal;
use crate::{
    contests::amendments::Change,
    kernel::{
        Timestamp,
        ids::{AmendmentId, PersonId, RoundId},
    },
    storage::{
        Conn, Json, StorageError, on,
        schema::{people, round_amendments},
    },
};

type Stored<T> = Result<T, StorageError>;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = round_amendments, treat_none_as_default_value = false)]
pub struct AmendmentRow {
    pub id: AmendmentId,
    pub round_id: RoundId,
    pub change: Json<Change>,
    pub reason: String,
    pub proposed_by: PersonId,
    pub proposed_at: Timestamp,
    pub decided_by: Option<PersonId>,
    pub decided_at: Option<Timestamp>,
    pub effective_at: Option<Timestamp>,
}

pub fn insert(conn: &mut Conn<'_>, row: &AmendmentRow) -> Stored<()> {
    on!(conn, |c| diesel::insert_into(round_amendments::table).values(row).execute(c))?;
    Ok(())
}

/// Decides a proposal that nobody has decided yet; false when somebody was faster.
pub fn decide(conn: &mut Conn<'_>, id: AmendmentId, by: PersonId, at: Timestamp, effective_at: Option<Timestamp>) -> Stored<bool> {
    let changed = on!(conn, |c| diesel::update(round_amendments::table.find(id).filter(round_amendments::decided_at.is_null()))
        .set((round_amendments::decided_by.eq(by), round_amendments::decided_at.eq(at), round_amendments::effective_at.eq(effective_at),))
        .execute(c))?;
    Ok(changed == 1)
}

pub fn amendment(conn: &mut Conn<'_>, round: RoundId, id: AmendmentId) -> Stored<Option<AmendmentRow>> {
    Ok(on!(conn, |c| round_amendments::table
        .find(id)
        .filter(round_amendments::round_id.eq(round))
        .select(AmendmentRow::as_select())
        .first(c)
        .optional())?)
}

/// Those in force, by the time from which they are.
pub fn in_force(conn: &mut Conn<'_>, round: RoundId) -> Stored<Vec<AmendmentRow>> {
    Ok(on!(conn, |c| round_amendments::table
        .filter(round_amendments::round_id.eq(round).and(round_amendments::effective_at.is_not_null()))
        .order(round_amendments::effective_at)
        .select(AmendmentRow::as_select())
        .load(c))?)
}

/// All of a round, oldest first, with the names of who proposed and who decided.
pub fn all(conn: &mut Conn<'_>, round: RoundId) -> Stored<Vec<Proposal>> {
    let deciders = diesel::alias!(people as deciders);
    let rows: Vec<(AmendmentRow, String, Option<String>)> = on!(conn, |c| round_amendments::table
        .inner_join(people::table.on(people::id.eq(round_amendments::proposed_by)))
        .left_join(deciders.on(deciders.field(people::id).nullable().eq(round_amendments::decided_by)))
        .filter(round_amendments::round_id.eq(round))
        .order(round_amendments::proposed_at)
        .select((AmendmentRow::as_select(), people::full_name, deciders.field(people::full_name).nullable()))
        .load(c))?;
    Ok(rows
        .into_iter()
        .map(|(row, proposer, decider)| Proposal {
            id: row.id,
            change: row.change.0,
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
