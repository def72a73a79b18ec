//! The keys: the only place that reads or writes them.
//!
//! Nothing on a taker's path calls in here before release. Callers are scoring (after submission), results
//! (after the visibility rule allows), and the bank's own pages (for people who work with keys, and the
//! audit log has it).

use super::{
    model::{BankError, Citation, Key, Solution},
    solution_store as store,
};
use crate::{kernel::ids::VersionId, storage::Conn};

/// Keys of versions, for scoring.
pub fn keys(conn: &mut Conn<'_>, versions: &[VersionId]) -> Result<Vec<(VersionId, Key)>, BankError> {
    Ok(store::solutions(conn, versions)?.into_iter().map(|row| (row.version_id, row.answer.0)).collect())
}

/// Keys with rationale and citation, for a released result.
pub fn solutions(conn: &mut Conn<'_>, versions: &[VersionId]) -> Result<Vec<(VersionId, Solution)>, BankError> {
    Ok(store::solutions(conn, versions)?
        .into_iter()
        .map(|row| {
            (
                row.version_id,
                Solution {
                    key: row.answer.0,
                    rationale: row.rationale,
                    citation: Citation { source: row.source_code, clause: row.clause_id },
                    feedback: row.feedback.0,
                },
            )
        })
        .collect())
}

/// Writes the solutions of new versions.
pub(super) fn insert(conn: &mut Conn<'_>, solutions: &[(VersionId, &Solution)]) -> Result<(), BankError> {
    Ok(store::insert_solutions(conn, solutions)?)
}
