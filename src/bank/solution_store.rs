//! Rows of the secret table.

use diesel::prelude::*;

use super::model::{Key, Solution};
use crate::{
    kernel::ids::VersionId,
    storage::{Conn, Json, StorageError, on, schema::item_keys},
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = item_keys)]
pub struct SolutionRow {
    pub version_id: VersionId,
    pub answer: Json<Key>,
    pub rationale: String,
    pub source_code: String,
    pub clause_id: String,
    pub feedback: Json<Vec<String>>,
}

pub fn solutions(conn: &mut Conn<'_>, versions: &[VersionId]) -> Result<Vec<SolutionRow>, StorageError> {
    Ok(on!(conn, |c| item_keys::table.filter(item_keys::version_id.eq_any(versions)).select(SolutionRow::as_select()).load(c))?)
}

pub fn insert_solutions(conn: &mut Conn<'_>, solutions: &[(VersionId, &Solution)]) -> Result<(), StorageError> {
    let rows: Vec<SolutionRow> = solutions
        .iter()
        .map(|(version_id, solution)| SolutionRow {
            version_id: *version_id,
            answer: Json(solution.key.clone()),
            rationale: solution.rationale.clone(),
            source_code: solution.citation.source.clone(),
            clause_id: solution.citation.clause.clone(),
            feedback: Json(solution.feedback.clone()),
        })
        .collect();
    for chunk in rows.chunks(500) {
        on!(conn, |c| diesel::insert_into(item_keys::table).values(chunk).execute(c))?;
    }
    Ok(())
}
