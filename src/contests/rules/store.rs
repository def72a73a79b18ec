//! Rows of the rules: the text being written or proposed, and the versions that were or are in force.

use diesel::prelude::*;

use super::document::Texts;
use crate::{
    kernel::{
        Timestamp,
        ids::{ContestId, PersonId},
    },
    storage::{
        Conn, Json, StorageError, on,
        schema::{contest_rules_drafts, contest_rules_versions, people},
    },
};

type Stored<T> = Result<T, StorageError>;

#[derive(Queryable, Selectable)]
#[diesel(table_name = contest_rules_drafts)]
pub struct DraftRow {
    pub texts: Json<Texts>,
    pub reason: String,
    pub written_by: Option<PersonId>,
    pub written_at: Timestamp,
}

pub fn draft(conn: &mut Conn<'_>, contest: ContestId) -> Stored<Option<DraftRow>> {
    Ok(on!(conn, |c| contest_rules_drafts::table.find(contest).select(DraftRow::as_select()).first(c).optional())?)
}

pub fn put_draft(conn: &mut Conn<'_>, contest: ContestId, texts: &Texts, reason: &str, by: Option<PersonId>, at: Timestamp) -> Stored<()> {
    on!(conn, |c| diesel::insert_into(contest_rules_drafts::table)
        .values((
            contest_rules_drafts::contest_id.eq(contest),
            contest_rules_drafts::texts.eq(Json(texts.clone())),
            contest_rules_drafts::reason.eq(reason),
            contest_rules_drafts::written_by.eq(by),
            contest_rules_drafts::written_at.eq(at),
        ))
        .on_conflict(contest_rules_drafts::contest_id)
        .do_update()
        .set((
            contest_rules_drafts::texts.eq(Json(texts.clone())),
            contest_rules_drafts::reason.eq(reason),
            contest_rules_drafts::written_by.eq(by),
            contest_rules_drafts::written_at.eq(at),
        ))
        .execute(c))?;
    Ok(())
}

/// Whether there was one.
pub fn delete_draft(conn: &mut Conn<'_>, contest: ContestId) -> Stored<bool> {
    Ok(on!(conn, |c| diesel::delete(contest_rules_drafts::table.find(contest)).execute(c))? == 1)
}

/// Whether the draft that was written then was still there.
pub fn delete_draft_of(conn: &mut Conn<'_>, contest: ContestId, written_at: Timestamp) -> Stored<bool> {
    use diesel::query_dsl::methods::FilterDsl;
    Ok(on!(conn, |c| {
        let drafts = FilterDsl::filter(contest_rules_drafts::table, contest_rules_drafts::contest_id.eq(contest));
        diesel::delete(FilterDsl::filter(drafts, contest_rules_drafts::written_at.eq(written_at))).execute(c)
    })? == 1)
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = contest_rules_versions, treat_none_as_default_value = false)]
pub struct VersionRow {
    pub contest_id: ContestId,
    pub version: i32,
    pub body: String,
    pub digest: String,
    pub reason: String,
    pub proposed_by: Option<PersonId>,
    pub approved_by: Option<PersonId>,
    pub in_force_at: Timestamp,
}

pub fn insert_version(conn: &mut Conn<'_>, row: &VersionRow) -> Stored<()> {
    on!(conn, |c| diesel::insert_into(contest_rules_versions::table).values(row).execute(c))?;
    Ok(())
}

/// What is told of each version without its text, the first one first.
pub fn heads(conn: &mut Conn<'_>, contest: ContestId) -> Stored<Vec<(i32, String, String, Timestamp)>> {
    Ok(on!(conn, |c| contest_rules_versions::table
        .filter(contest_rules_versions::contest_id.eq(contest))
        .order(contest_rules_versions::version)
        .select((
            contest_rules_versions::version,
            contest_rules_versions::digest,
            contest_rules_versions::reason,
            contest_rules_versions::in_force_at,
        ))
        .load(c))?)
}

pub fn version_body(conn: &mut Conn<'_>, contest: ContestId, version: i32) -> Stored<Option<String>> {
    Ok(on!(conn, |c| contest_rules_versions::table.find((contest, version)).select(contest_rules_versions::body).first(c).optional())?)
}

/// A person's name.
pub fn name(conn: &mut Conn<'_>, person: PersonId) -> Stored<Option<String>> {
    Ok(on!(conn, |c| people::table.find(person).select(people::full_name).first(c).optional())?)
}
