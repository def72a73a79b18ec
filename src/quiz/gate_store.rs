//! What a save asks of its attempt, and who waits for whom between saves and the closing.

use diesel::prelude::*;

use super::model::Rules;
use crate::{
    kernel::{
        Timestamp,
        ids::{AttemptId, PersonId},
    },
    storage::{Conn, Json, StorageError, on, schema::attempts},
};

type Stored<T> = Result<T, StorageError>;

/// What a save needs to know.
#[derive(Queryable, Selectable)]
#[diesel(table_name = attempts)]
pub struct GateRow {
    pub state: String,
    pub deadline_at: Option<Timestamp>,
    pub rules: Json<Rules>,
    pub at_slot: Option<i32>,
    pub at_since: Option<Timestamp>,
}

pub fn attempt_gate(conn: &mut Conn<'_>, id: AttemptId, person: PersonId) -> Stored<Option<GateRow>> {
    Ok(on!(conn, |c| attempts::table.find(id).filter(attempts::person_id.eq(person)).select(GateRow::as_select()).first(c).optional())?)
}

/// [`attempt_gate`] for who saves into the attempt: whoever closes it waits until the transaction ends, or is waited for.
/// Saves do not wait for each other.
pub fn held_gate(conn: &mut Conn<'_>, id: AttemptId, person: PersonId) -> Stored<Option<GateRow>> {
    if let Conn::Pg(c) = conn {
        let _: Option<AttemptId> = attempts::table.find(id).select(attempts::id).for_key_share().get_result(*c).optional()?;
    }
    attempt_gate(conn, id, person)
}

/// Keeps saves out of an attempt that is being closed until the transaction ends, after those that are under way.
/// `SQLite` has one writer and needs no lock.
pub fn hold_attempt(conn: &mut Conn<'_>, id: AttemptId) -> Stored<()> {
    if let Conn::Pg(c) = conn {
        let _: Option<AttemptId> = attempts::table.find(id).select(attempts::id).for_update().get_result(*c).optional()?;
    }
    Ok(())
}
