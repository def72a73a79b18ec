//! Rows of batches and their lists.

use chrono::NaiveDate;
use diesel::{prelude::*, upsert::excluded};

use crate::{
    kernel::{
        Timestamp,
        ids::{CertificateId, IssueBatchId, PersonId, ProgrammeId, UnitId},
    },
    storage::{
        Conn, StorageError, on,
        schema::{issue_batches, issue_items, memberships, people, units},
    },
};

type Stored<T> = Result<T, StorageError>;

/// A batch as it is kept.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[allow(missing_docs)] // the columns say what they are
#[diesel(table_name = issue_batches, treat_none_as_default_value = false)]
pub struct BatchRow {
    pub id: IssueBatchId,
    pub programme_id: ProgrammeId,
    pub state: String,
    pub issued_on: NaiveDate,
    pub created_by: PersonId,
    pub created_at: Timestamp,
    pub approved_by: Option<PersonId>,
    pub approved_at: Option<Timestamp>,
    pub total: i32,
    pub next_ordinal: i32,
    pub finished_at: Option<Timestamp>,
}

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = issue_items, treat_none_as_default_value = false)]
pub struct ItemRow {
    pub batch_id: IssueBatchId,
    pub ordinal: i32,
    pub person_id: PersonId,
    pub certificate_id: Option<CertificateId>,
    pub skipped: Option<String>,
    /// What the paper says was done, where it differs from person to person.
    pub achievement: Option<String>,
    /// Hundredths of a point, where a result is printed.
    pub score: Option<i64>,
    /// Hundredths of a point.
    pub max_score: Option<i64>,
}

/// Somebody on a list to be issued papers.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Who.
    pub person: PersonId,
    /// What the paper says was done; none is the programme's title.
    pub achievement: Option<String>,
    /// Score and largest possible, in hundredths.
    pub score: Option<(i64, i64)>,
}

impl Entry {
    /// Somebody whose paper says what the programme says.
    pub const fn plain(person: PersonId) -> Self {
        Self { person, achievement: None, score: None }
    }
}

pub fn insert_batch(conn: &mut Conn<'_>, row: &BatchRow, people: &[Entry]) -> Stored<()> {
    on!(conn, |c| diesel::insert_into(issue_batches::table).values(row).execute(c))?;
    let items: Vec<ItemRow> = (1..)
        .zip(people)
        .map(|(ordinal, entry)| ItemRow {
            batch_id: row.id,
            ordinal,
            person_id: entry.person,
            certificate_id: None,
            skipped: None,
            achievement: entry.achievement.clone(),
            score: entry.score.map(|score| score.0),
            max_score: entry.score.map(|score| score.1),
        })
        .collect();
    for chunk in items.chunks(500) {
        on!(conn, |c| diesel::insert_into(issue_items::table).values(chunk).execute(c))?;
    }
    Ok(())
}

pub fn batch(conn: &mut Conn<'_>, id: IssueBatchId) -> Stored<Option<BatchRow>> {
    Ok(on!(conn, |c| issue_batches::table.find(id).select(BatchRow::as_select()).first(c).optional())?)
}

pub fn batches_of(conn: &mut Conn<'_>, programme: ProgrammeId) -> Stored<Vec<BatchRow>> {
    Ok(on!(conn, |c| issue_batches::table
        .filter(issue_batches::programme_id.eq(programme))
        .order(issue_batches::created_at.desc())
        .limit(100)
        .select(BatchRow::as_select())
        .load(c))?)
}

/// A batch of the programme that is not finished.
pub fn unfinished(conn: &mut Conn<'_>, programme: ProgrammeId) -> Stored<Option<IssueBatchId>> {
    Ok(on!(conn, |c| issue_batches::table
        .filter(issue_batches::programme_id.eq(programme).and(issue_batches::state.eq_any(["proposed", "running", "paused"])))
        .select(issue_batches::id)
        .first(c)
        .optional())?)
}

/// The oldest batches that run.
pub fn running(conn: &mut Conn<'_>) -> Stored<Vec<IssueBatchId>> {
    Ok(on!(conn, |c| issue_batches::table
        .filter(issue_batches::state.eq("running"))
        .order(issue_batches::created_at)
        .limit(20)
        .select(issue_batches::id)
        .load(c))?)
}

/// Moves a batch from one state to another; false when it was no longer there.
pub fn set_state(conn: &mut Conn<'_>, id: IssueBatchId, from: &str, to: &str) -> Stored<bool> {
    let changed = on!(conn, |c| diesel::update(issue_batches::table.filter(issue_batches::id.eq(id).and(issue_batches::state.eq(from))))
        .set(issue_batches::state.eq(to))
        .execute(c))?;
    Ok(changed == 1)
}

pub fn approve(conn: &mut Conn<'_>, id: IssueBatchId, by: PersonId, at: Timestamp) -> Stored<bool> {
    let changed =
        on!(conn, |c| diesel::update(issue_batches::table.filter(issue_batches::id.eq(id).and(issue_batches::state.eq("proposed"))))
            .set((issue_batches::state.eq("running"), issue_batches::approved_by.eq(by), issue_batches::approved_at.eq(at)))
            .execute(c))?;
    Ok(changed == 1)
}

/// Takes the places from `at` on; false when somebody else took them or the batch no longer runs.
pub fn take(conn: &mut Conn<'_>, id: IssueBatchId, at: i32, count: i32) -> Stored<bool> {
    let changed = on!(conn, |c| diesel::update(
        issue_batches::table
            .filter(issue_batches::id.eq(id).and(issue_batches::state.eq("running")).and(issue_batches::next_ordinal.eq(at)))
    )
    .set(issue_batches::next_ordinal.eq(at + count))
    .execute(c))?;
    Ok(changed == 1)
}

pub fn finish(conn: &mut Conn<'_>, id: IssueBatchId, at: Timestamp) -> Stored<()> {
    on!(conn, |c| diesel::update(issue_batches::table.find(id))
        .set((issue_batches::state.eq("done"), issue_batches::finished_at.eq(at)))
        .execute(c))?;
    Ok(())
}

pub fn items(conn: &mut Conn<'_>, id: IssueBatchId, from: i32, count: i64) -> Stored<Vec<ItemRow>> {
    Ok(on!(conn, |c| issue_items::table
        .filter(issue_items::batch_id.eq(id).and(issue_items::ordinal.ge(from)))
        .order(issue_items::ordinal)
        .limit(count)
        .select(ItemRow::as_select())
        .load(c))?)
}

/// Writes down what became of the places.
pub fn mark(conn: &mut Conn<'_>, rows: &[ItemRow]) -> Stored<()> {
    on!(conn, |c| diesel::insert_into(issue_items::table)
        .values(rows)
        .on_conflict((issue_items::batch_id, issue_items::ordinal))
        .do_update()
        .set((
            issue_items::certificate_id.eq(excluded(issue_items::certificate_id)),
            issue_items::skipped.eq(excluded(issue_items::skipped))
        ))
        .execute(c))?;
    Ok(())
}

/// Places with a certificate, and places that were passed over.
pub fn counts(conn: &mut Conn<'_>, id: IssueBatchId) -> Stored<(i64, i64)> {
    let issued = on!(conn, |c| issue_items::table
        .filter(issue_items::batch_id.eq(id).and(issue_items::certificate_id.is_not_null()))
        .count()
        .get_result(c))?;
    let skipped = on!(conn, |c| issue_items::table
        .filter(issue_items::batch_id.eq(id).and(issue_items::skipped.is_not_null()))
        .count()
        .get_result(c))?;
    Ok((issued, skipped))
}

/// The list with names and units, page by page of places: place, name, unit, certificate, why passed over.
pub type Place = (i32, String, Option<String>, Option<CertificateId>, Option<String>);

pub fn places(conn: &mut Conn<'_>, id: IssueBatchId, after: i32, limit: i64) -> Stored<Vec<Place>> {
    Ok(on!(conn, |c| issue_items::table
        .inner_join(people::table.on(people::id.eq(issue_items::person_id)))
        .left_join(memberships::table.on(memberships::person_id.eq(people::id).and(memberships::valid_to.is_null())))
        .left_join(units::table.on(units::id.nullable().eq(memberships::unit_id.nullable())))
        .filter(issue_items::batch_id.eq(id).and(issue_items::ordinal.gt(after)))
        .order(issue_items::ordinal)
        .limit(limit)
        .select((issue_items::ordinal, people::full_name, units::name.nullable(), issue_items::certificate_id, issue_items::skipped))
        .load(c))?)
}

/// Names and units of people, as papers print them.
pub fn holders(conn: &mut Conn<'_>, persons: &[PersonId]) -> Stored<Vec<(PersonId, String, Option<UnitId>, Option<String>)>> {
    Ok(on!(conn, |c| people::table
        .left_join(memberships::table.on(memberships::person_id.eq(people::id).and(memberships::valid_to.is_null())))
        .left_join(units::table.on(units::id.nullable().eq(memberships::unit_id.nullable())))
        .filter(people::id.eq_any(persons))
        .select((people::id, people::full_name, units::id.nullable(), units::name.nullable()))
        .load(c))?)
}
