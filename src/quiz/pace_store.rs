//! Rows of attempts whose items have their own time.

use diesel::prelude::*;

use super::{model::AttemptState, pace::Mark};
use crate::{
    kernel::{Timestamp, ids::AttemptId},
    storage::{Conn, StorageError, on, schema::attempts},
};

/// Puts a running attempt from one mark to another and moves its end; false when somebody was faster.
pub fn put_mark(conn: &mut Conn<'_>, id: AttemptId, from: Mark, to: Mark, deadline: Timestamp) -> Result<bool, StorageError> {
    let changed = on!(conn, |c| diesel::update(
        attempts::table
            .find(id)
            .filter(attempts::state.eq(AttemptState::InProgress.code()))
            .filter(attempts::at_slot.eq(from.slot).and(attempts::at_since.eq(from.since)))
    )
    .set((attempts::at_slot.eq(to.slot), attempts::at_since.eq(to.since), attempts::deadline_at.eq(deadline)))
    .execute(c))?;
    Ok(changed == 1)
}
