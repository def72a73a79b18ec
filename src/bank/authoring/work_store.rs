//! Rows of items under work: versions beside the one in force, their notes, tags, likeness, reviews.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::{
    bank::store::{ItemRow, VersionRow},
    kernel::{
        Timestamp,
        ids::{BankId, ItemId, ItemReviewId, PersonId, VersionId},
    },
    storage::{
        Conn, Json, StorageError, on,
        schema::{banks, item_likeness, item_reviews, item_tags, item_versions, items, people, version_notes},
    },
};

type Stored<T> = Result<T, StorageError>;

/// Rows written by one statement.
const CHUNK: usize = 500;

/// What stands beside an item's row.
#[derive(Queryable, Selectable, Clone, Debug)]
#[diesel(table_name = items)]
pub struct WorkRow {
    pub revision_id: Option<VersionId>,
    pub revision_status: Option<String>,
    pub checked_at: Option<Timestamp>,
}

pub fn item(conn: &mut Conn<'_>, bank: BankId, code: &str) -> Stored<Option<(ItemRow, WorkRow)>> {
    Ok(on!(conn, |c| items::table
        .filter(items::bank_id.eq(bank).and(items::code.eq(code)))
        .select((ItemRow::as_select(), WorkRow::as_select()))
        .first(c)
        .optional())?)
}

/// The next number of an item that is written here.
pub fn next_number(conn: &mut Conn<'_>, bank: BankId) -> Stored<i32> {
    Ok(on!(conn, |c| diesel::update(banks::table.find(bank))
        .set(banks::last_number.eq(banks::last_number + 1))
        .returning(banks::last_number)
        .get_result(c))?)
}

/// Marks an item as written here, from now on or from its beginning.
pub fn set_authored(conn: &mut Conn<'_>, id: ItemId) -> Stored<()> {
    on!(conn, |c| diesel::update(items::table.find(id)).set(items::is_authored.eq(true)).execute(c))?;
    Ok(())
}

/// Codes of the items of a bank that its files no longer change.
pub fn authored_codes(conn: &mut Conn<'_>, bank: BankId) -> Stored<Vec<String>> {
    Ok(on!(conn, |c| items::table.filter(items::bank_id.eq(bank).and(items::is_authored.eq(true))).select(items::code).load(c))?)
}

/// Gives an item that is not in force its next version, if it still has the one before.
pub fn move_on(conn: &mut Conn<'_>, row: &ItemRow, before: VersionId) -> Stored<bool> {
    Ok(on!(conn, |c| diesel::update(items::table.find(row.id).filter(items::version_id.eq(before).and(items::status.ne("approved"))))
        .set((
            items::status.eq(&row.status),
            items::version_id.eq(row.version_id),
            items::item_type.eq(&row.item_type),
            items::topic.eq(&row.topic),
            items::level.eq(&row.level),
            items::search_key.eq(&row.search_key),
        ))
        .execute(c))?
        == 1)
}

/// Sets the version under work of an approved item, if the one before is still there.
pub fn set_revision(conn: &mut Conn<'_>, id: ItemId, before: Option<VersionId>, revision: Option<(VersionId, &str)>) -> Stored<bool> {
    let (version, status) = revision.map_or((None, None), |(version, status)| (Some(version), Some(status)));
    Ok(on!(conn, |c| {
        let update = diesel::update(items::table.find(id).filter(items::status.eq("approved")))
            .set((items::revision_id.eq(version), items::revision_status.eq(status)))
            .into_boxed();
        match before {
            Some(before) => update.filter(items::revision_id.eq(before)),
            None => update.filter(items::revision_id.is_null()),
        }
        .execute(c)
    })? == 1)
}

/// Changes the state of an item that is not in force, or of one that is to retire.
pub fn set_status(conn: &mut Conn<'_>, id: ItemId, version: VersionId, before: &str, after: &str) -> Stored<bool> {
    Ok(on!(conn, |c| diesel::update(items::table.find(id).filter(items::version_id.eq(version).and(items::status.eq(before))))
        .set((items::status.eq(after), items::revision_id.eq(None::<VersionId>), items::revision_status.eq(None::<String>)))
        .execute(c))?
        == 1)
}

/// Puts a version in force, if those in force and under work are still these; `row` has it and what lists and draws need of it.
pub fn put_in_force(
    conn: &mut Conn<'_>,
    row: &ItemRow,
    at: Timestamp,
    (in_force, revision): (VersionId, Option<VersionId>),
) -> Stored<bool> {
    Ok(on!(conn, |c| {
        let update = diesel::update(items::table.find(row.id).filter(items::version_id.eq(in_force)))
            .set((
                items::status.eq("approved"),
                items::version_id.eq(row.version_id),
                items::item_type.eq(&row.item_type),
                items::topic.eq(&row.topic),
                items::level.eq(&row.level),
                items::search_key.eq(&row.search_key),
                items::revision_id.eq(None::<VersionId>),
                items::revision_status.eq(None::<String>),
                items::checked_at.eq(at),
            ))
            .into_boxed();
        match revision {
            Some(revision) => update.filter(items::revision_id.eq(revision)),
            None => update.filter(items::revision_id.is_null()),
        }
        .execute(c)
    })? == 1)
}

pub fn set_checked(conn: &mut Conn<'_>, id: ItemId, at: Timestamp) -> Stored<()> {
    on!(conn, |c| diesel::update(items::table.find(id)).set(items::checked_at.eq(at)).execute(c))?;
    Ok(())
}

#[derive(Queryable, Selectable, Insertable, Clone, Debug)]
#[diesel(table_name = version_notes)]
pub struct NoteRow {
    pub version_id: VersionId,
    pub item_id: ItemId,
    pub topic: String,
    pub level: String,
    pub tags: Json<Vec<String>>,
    pub author_id: PersonId,
}

pub fn insert_note(conn: &mut Conn<'_>, row: &NoteRow) -> Stored<()> {
    on!(conn, |c| diesel::insert_into(version_notes::table).values(row).execute(c))?;
    Ok(())
}

pub fn note(conn: &mut Conn<'_>, version: VersionId) -> Stored<Option<NoteRow>> {
    Ok(on!(conn, |c| version_notes::table.find(version).select(NoteRow::as_select()).first(c).optional())?)
}

pub fn notes(conn: &mut Conn<'_>, versions: &[VersionId]) -> Stored<Vec<NoteRow>> {
    Ok(on!(conn, |c| version_notes::table.filter(version_notes::version_id.eq_any(versions)).select(NoteRow::as_select()).load(c))?)
}

/// Versions of an item, the newest first, with what is noted of each and its author's name.
pub fn versions(conn: &mut Conn<'_>, item: ItemId) -> Stored<Vec<(VersionRow, Option<NoteRow>, Option<String>)>> {
    Ok(on!(conn, |c| item_versions::table
        .left_join(version_notes::table.on(version_notes::version_id.eq(item_versions::id)))
        .left_join(people::table.on(version_notes::author_id.eq(people::id)))
        .filter(item_versions::item_id.eq(item))
        .order(item_versions::number.desc())
        .select((VersionRow::as_select(), Option::<NoteRow>::as_select(), people::full_name.nullable()))
        .load(c))?)
}

pub fn number_of(conn: &mut Conn<'_>, version: VersionId) -> Stored<i32> {
    Ok(on!(conn, |c| item_versions::table.find(version).select(item_versions::number).first(c))?)
}

pub fn last_number(conn: &mut Conn<'_>, item: ItemId) -> Stored<i32> {
    use diesel::dsl::max;
    let last: Option<i32> =
        on!(conn, |c| item_versions::table.filter(item_versions::item_id.eq(item)).select(max(item_versions::number)).first(c))?;
    Ok(last.unwrap_or(0))
}

/// Who wrote versions of an item after the one with this number.
pub fn authors_after(conn: &mut Conn<'_>, item: ItemId, number: i32) -> Stored<Vec<PersonId>> {
    Ok(on!(conn, |c| version_notes::table
        .inner_join(item_versions::table.on(item_versions::id.eq(version_notes::version_id)))
        .filter(version_notes::item_id.eq(item).and(item_versions::number.gt(number)))
        .select(version_notes::author_id)
        .distinct()
        .load(c))?)
}

#[derive(Queryable, Selectable, Insertable, Clone, Debug)]
#[diesel(table_name = item_reviews)]
pub struct ReviewRow {
    pub id: ItemReviewId,
    pub item_id: ItemId,
    pub version_id: VersionId,
    pub person_id: PersonId,
    pub at: Timestamp,
    pub act: String,
    pub text: String,
}

pub fn insert_review(conn: &mut Conn<'_>, row: &ReviewRow) -> Stored<()> {
    on!(conn, |c| diesel::insert_into(item_reviews::table).values(row).execute(c))?;
    Ok(())
}

/// What was said and decided, the newest first, with names and the numbers of the versions.
pub fn reviews(conn: &mut Conn<'_>, item: ItemId, limit: i64) -> Stored<Vec<(ReviewRow, String, i32)>> {
    Ok(on!(conn, |c| item_reviews::table
        .inner_join(people::table.on(people::id.eq(item_reviews::person_id)))
        .inner_join(item_versions::table.on(item_versions::id.eq(item_reviews::version_id)))
        .filter(item_reviews::item_id.eq(item))
        .order((item_reviews::at.desc(), item_reviews::id.desc()))
        .select((ReviewRow::as_select(), people::full_name, item_versions::number))
        .limit(limit)
        .load(c))?)
}

/// Who sent an item to review last.
pub fn last_submitter(conn: &mut Conn<'_>, item: ItemId) -> Stored<Option<PersonId>> {
    Ok(on!(conn, |c| item_reviews::table
        .filter(item_reviews::item_id.eq(item).and(item_reviews::act.eq("submitted")))
        .order((item_reviews::at.desc(), item_reviews::id.desc()))
        .select(item_reviews::person_id)
        .first(c)
        .optional())?)
}

/// An item's tags and likeness.
pub struct Mark {
    /// Of which item.
    pub item_id: ItemId,
    /// Equal for items that say the same.
    pub likeness: String,
    /// As they were typed.
    pub tags: Vec<String>,
}

pub fn put_marks(conn: &mut Conn<'_>, marks: &[Mark]) -> Stored<()> {
    for chunk in marks.chunks(CHUNK) {
        let ids: Vec<ItemId> = chunk.iter().map(|mark| mark.item_id).collect();
        on!(conn, |c| diesel::delete(item_likeness::table.filter(item_likeness::item_id.eq_any(&ids))).execute(c))?;
        on!(conn, |c| diesel::delete(item_tags::table.filter(item_tags::item_id.eq_any(&ids))).execute(c))?;
        let keys: Vec<_> =
            chunk.iter().map(|mark| (item_likeness::item_id.eq(mark.item_id), item_likeness::likeness.eq(&mark.likeness))).collect();
        on!(conn, |c| diesel::insert_into(item_likeness::table).values(&keys).execute(c))?;
        // Two spellings of one tag are one tag.
        let mut tags: HashMap<(ItemId, String), &str> = HashMap::new();
        for mark in chunk {
            for tag in &mark.tags {
                tags.entry((mark.item_id, crate::kernel::text::search_key(tag))).or_insert(tag);
            }
        }
        let rows: Vec<_> = tags
            .iter()
            .map(|((item, key), tag)| (item_tags::item_id.eq(*item), item_tags::tag_key.eq(key), item_tags::tag.eq(*tag)))
            .collect();
        for rows in rows.chunks(CHUNK) {
            on!(conn, |c| diesel::insert_into(item_tags::table).values(rows).execute(c))?;
        }
    }
    Ok(())
}

pub fn tags(conn: &mut Conn<'_>, item: ItemId) -> Stored<Vec<String>> {
    Ok(on!(conn, |c| item_tags::table.filter(item_tags::item_id.eq(item)).order(item_tags::tag_key).select(item_tags::tag).load(c))?)
}

/// An item that says the same as another.
#[derive(Queryable)]
pub struct LikeRow {
    pub bank_id: BankId,
    pub is_open: bool,
    pub bank: String,
    pub code: String,
    pub stem: String,
}

pub fn like(conn: &mut Conn<'_>, key: &str, except: Option<ItemId>, limit: i64) -> Stored<Vec<LikeRow>> {
    Ok(on!(conn, |c| {
        let mut query = item_likeness::table
            .inner_join(items::table.on(items::id.eq(item_likeness::item_id)))
            .inner_join(item_versions::table.on(item_versions::id.eq(items::version_id)))
            .inner_join(banks::table.on(banks::id.eq(items::bank_id)))
            .filter(item_likeness::likeness.eq(key).and(items::status.ne("retired")))
            .select((banks::id, banks::is_open, banks::code, items::code, item_versions::stem))
            .order(items::id)
            .limit(limit)
            .into_boxed();
        if let Some(except) = except {
            query = query.filter(items::id.ne(except));
        }
        query.load(c)
    })?)
}
