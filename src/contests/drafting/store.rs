//! Rows of a contest in preparation.

use diesel::prelude::*;

use super::RoundDraft;
use crate::{
    contests::{model::Limits, standings::Standings},
    kernel::ids::{ContestId, RoundId},
    storage::{
        Conn, Json, StorageError, on,
        schema::{contests, rounds},
    },
};

type Stored<T> = Result<T, StorageError>;

pub fn update_contest(
    conn: &mut Conn<'_>,
    id: ContestId,
    [title, organizer, summary]: [&str; 3],
    limits: Limits,
    standings: Standings,
) -> Stored<()> {
    on!(conn, |c| diesel::update(contests::table.find(id))
        .set((
            contests::title.eq(title),
            contests::organizer.eq(organizer),
            contests::summary.eq(summary),
            contests::attempts_per_contest.eq(limits.per_contest),
            contests::attempts_per_day.eq(limits.per_day),
            contests::standings_still_minutes.eq(standings.minutes()),
        ))
        .execute(c))?;
    Ok(())
}

pub fn update_round(conn: &mut Conn<'_>, id: RoundId, draft: &RoundDraft) -> Stored<()> {
    on!(conn, |c| diesel::update(rounds::table.find(id))
        .set((
            rounds::title.eq(&draft.title),
            rounds::opens_at.eq(draft.opens_at),
            rounds::last_start_at.eq(draft.last_start_at),
            rounds::closes_at.eq(draft.closes_at),
            rounds::ranking.eq(Json(draft.ranking.clone())),
            rounds::qualified_from.eq(draft.qualified_from.clone().map(Json)),
        ))
        .execute(c))?;
    Ok(())
}

pub fn delete_round(conn: &mut Conn<'_>, id: RoundId) -> Stored<()> {
    on!(conn, |c| diesel::delete(rounds::table.find(id)).execute(c))?;
    Ok(())
}
