//! Rows that count a person's attempts over the rounds of a contest.

use diesel::prelude::*;

use crate::{
    kernel::{
        Timestamp,
        ids::{ContestId, PersonId},
    },
    storage::{
        Conn, StorageError, on,
        schema::{attempts, contest_turns, rounds},
    },
};

type Stored<T> = Result<T, StorageError>;

/// Makes starts of one person in one contest follow each other: the row stays locked until the transaction ends.
pub fn take_turn(conn: &mut Conn<'_>, contest: ContestId, person: PersonId) -> Stored<()> {
    on!(conn, |c| diesel::insert_into(contest_turns::table)
        .values((contest_turns::contest_id.eq(contest), contest_turns::person_id.eq(person), contest_turns::turns.eq(1)))
        .on_conflict((contest_turns::contest_id, contest_turns::person_id))
        .do_update()
        .set(contest_turns::turns.eq(contest_turns::turns + 1))
        .execute(c))?;
    Ok(())
}

/// When the person's attempts in the contest were started, from `since` on.
pub fn starts_since(conn: &mut Conn<'_>, contest: ContestId, person: PersonId, since: Timestamp) -> Stored<Vec<Timestamp>> {
    Ok(on!(conn, |c| attempts::table
        .inner_join(rounds::table.on(rounds::quiz_id.eq(attempts::quiz_id)))
        .filter(rounds::contest_id.eq(contest))
        .filter(attempts::person_id.eq(person))
        .filter(attempts::started_at.ge(since))
        .select(attempts::started_at)
        .load(c))?)
}
