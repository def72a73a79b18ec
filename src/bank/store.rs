//! Rows of banks, items, versions and sources. Keys are in [`super::keys`].

use diesel::prelude::*;

use super::model::{Bank, Clause, Parts, Source, Topic};
use crate::{
    kernel::{
        Timestamp,
        ids::{BankId, ItemId, VersionId},
    },
    storage::{
        Conn, Json, StorageError, on,
        schema::{bank_topics, banks, item_versions, items, revisions, source_clauses, sources},
    },
};

type Stored<T> = Result<T, StorageError>;

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = banks)]
pub struct BankRow {
    pub id: BankId,
    pub code: String,
    pub title: String,
    pub summary: String,
    pub language: String,
    pub content_hash: Vec<u8>,
    pub created_at: Timestamp,
}

impl From<BankRow> for Bank {
    fn from(row: BankRow) -> Self {
        Self { id: row.id, code: row.code, title: row.title, summary: row.summary }
    }
}

/// Takes the row that lets only one process load content at a time; the transaction's end lets go of it.
pub fn take_content_turn(conn: &mut Conn<'_>) -> Stored<()> {
    on!(conn, |c| diesel::update(revisions::table.find("content")).set(revisions::value.eq(revisions::value + 1)).execute(c))?;
    Ok(())
}

pub fn content_revision(conn: &mut Conn<'_>) -> Stored<i64> {
    Ok(on!(conn, |c| revisions::table.find("content").select(revisions::value).first(c))?)
}

pub fn bank_by_code(conn: &mut Conn<'_>, code: &str) -> Stored<Option<BankRow>> {
    Ok(on!(conn, |c| banks::table.filter(banks::code.eq(code)).select(BankRow::as_select()).first(c).optional())?)
}

pub fn bank(conn: &mut Conn<'_>, id: BankId) -> Stored<Option<BankRow>> {
    Ok(on!(conn, |c| banks::table.find(id).select(BankRow::as_select()).first(c).optional())?)
}

pub fn banks(conn: &mut Conn<'_>) -> Stored<Vec<(BankRow, i64)>> {
    use diesel::dsl::count;
    Ok(on!(conn, |c| banks::table
        .left_join(items::table.on(items::bank_id.eq(banks::id).and(items::status.eq("approved"))))
        .group_by(banks::all_columns)
        .select((BankRow::as_select(), count(items::id.nullable())))
        .order(banks::code)
        .load(c))?)
}

pub fn put_bank(conn: &mut Conn<'_>, row: &BankRow) -> Stored<()> {
    on!(conn, |c| diesel::insert_into(banks::table)
        .values(row)
        .on_conflict(banks::code)
        .do_update()
        .set((
            banks::title.eq(&row.title),
            banks::summary.eq(&row.summary),
            banks::language.eq(&row.language),
            banks::content_hash.eq(&row.content_hash)
        ))
        .execute(c))?;
    Ok(())
}

#[derive(Insertable)]
#[diesel(table_name = bank_topics, treat_none_as_default_value = false)]
struct TopicRow<'a> {
    bank_id: BankId,
    code: &'a str,
    position: i32,
    title: &'a str,
}

pub fn replace_topics(conn: &mut Conn<'_>, bank: BankId, topics: &[Topic]) -> Stored<()> {
    let rows: Vec<TopicRow<'_>> =
        (0..).zip(topics).map(|(position, topic)| TopicRow { bank_id: bank, code: &topic.code, position, title: &topic.title }).collect();
    on!(conn, |c| diesel::delete(bank_topics::table.filter(bank_topics::bank_id.eq(bank))).execute(c))?;
    on!(conn, |c| diesel::insert_into(bank_topics::table).values(&rows).execute(c))?;
    Ok(())
}

/// Adds topics behind those that a bank has; one whose code it has by now stays as it is.
pub fn add_topics(conn: &mut Conn<'_>, bank: BankId, topics: &[Topic]) -> Stored<()> {
    use diesel::dsl::max;
    let last: Option<i32> =
        on!(conn, |c| bank_topics::table.filter(bank_topics::bank_id.eq(bank)).select(max(bank_topics::position)).first(c))?;
    let rows: Vec<TopicRow<'_>> = (last.map_or(0, |last| last + 1)..)
        .zip(topics)
        .map(|(position, topic)| TopicRow { bank_id: bank, code: &topic.code, position, title: &topic.title })
        .collect();
    on!(conn, |c| diesel::insert_into(bank_topics::table).values(&rows).on_conflict_do_nothing().execute(c))?;
    Ok(())
}

/// Topics of several banks: (code of the bank, topic), in order.
pub fn topics_in(conn: &mut Conn<'_>, codes: &[&str]) -> Stored<Vec<(String, Topic)>> {
    let rows: Vec<(String, String, String)> = on!(conn, |c| bank_topics::table
        .inner_join(banks::table.on(banks::id.eq(bank_topics::bank_id)))
        .filter(banks::code.eq_any(codes))
        .order((banks::code, bank_topics::position))
        .select((banks::code, bank_topics::code, bank_topics::title))
        .load(c))?;
    Ok(rows.into_iter().map(|(bank, code, title)| (bank, Topic { code, title })).collect())
}

pub fn topics(conn: &mut Conn<'_>, bank: BankId) -> Stored<Vec<Topic>> {
    let rows: Vec<(String, String)> = on!(conn, |c| bank_topics::table
        .filter(bank_topics::bank_id.eq(bank))
        .order(bank_topics::position)
        .select((bank_topics::code, bank_topics::title))
        .load(c))?;
    Ok(rows.into_iter().map(|(code, title)| Topic { code, title }).collect())
}

#[derive(Insertable)]
#[diesel(table_name = source_clauses)]
struct ClauseRow<'a> {
    source_code: &'a str,
    clause_id: &'a str,
    position: i32,
    title: &'a str,
    summary: &'a str,
}

/// Writes sources and their outlines; clauses that are gone stay, because frozen items may cite them. A clause whose words
/// change gets the time of the change.
pub fn put_sources(conn: &mut Conn<'_>, now: Timestamp, list: &[Source]) -> Stored<()> {
    let codes: Vec<String> = list.iter().map(|source| source.code.clone()).collect();
    let before = sources(conn, &codes)?;
    let is_changed = |source: &Source, clause: &Clause| {
        let known = before.iter().find(|known| known.code == source.code);
        known.and_then(|known| known.clauses.iter().find(|old| old.id == clause.id)).is_some_and(|old| old != clause)
    };
    for source in list {
        on!(conn, |c| diesel::insert_into(sources::table)
            .values((
                sources::code.eq(&source.code),
                sources::title.eq(&source.title),
                sources::publisher.eq(&source.publisher),
                sources::published.eq(&source.published),
                sources::url.eq(&source.url),
                sources::as_of.eq(source.as_of),
            ))
            .on_conflict(sources::code)
            .do_update()
            .set((
                sources::title.eq(&source.title),
                sources::publisher.eq(&source.publisher),
                sources::published.eq(&source.published),
                sources::url.eq(&source.url),
                sources::as_of.eq(source.as_of),
            ))
            .execute(c))?;
        for (position, clause) in (0..).zip(&source.clauses) {
            let row =
                ClauseRow { source_code: &source.code, clause_id: &clause.id, position, title: &clause.title, summary: &clause.summary };
            on!(conn, |c| diesel::insert_into(source_clauses::table)
                .values(&row)
                .on_conflict((source_clauses::source_code, source_clauses::clause_id))
                .do_update()
                .set((
                    source_clauses::position.eq(row.position),
                    source_clauses::title.eq(row.title),
                    source_clauses::summary.eq(row.summary)
                ))
                .execute(c))?;
            if is_changed(source, clause) {
                on!(conn, |c| diesel::update(source_clauses::table.find((&source.code, &clause.id)))
                    .set(source_clauses::changed_at.eq(now))
                    .execute(c))?;
            }
        }
    }
    Ok(())
}

/// Sources with the given codes and their outlines.
pub fn sources(conn: &mut Conn<'_>, codes: &[String]) -> Stored<Vec<Source>> {
    type SourceColumns = (String, String, String, String, String, chrono::NaiveDate);
    let rows: Vec<SourceColumns> = on!(conn, |c| sources::table.filter(sources::code.eq_any(codes)).order(sources::code).load(c))?;
    let clauses: Vec<(String, String, String, String)> = on!(conn, |c| source_clauses::table
        .filter(source_clauses::source_code.eq_any(codes))
        .order((source_clauses::source_code, source_clauses::position))
        .select((source_clauses::source_code, source_clauses::clause_id, source_clauses::title, source_clauses::summary))
        .load(c))?;
    Ok(rows
        .into_iter()
        .map(|(code, title, publisher, published, url, as_of)| {
            let clauses = clauses
                .iter()
                .filter(|clause| clause.0 == code)
                .map(|(_, id, title, summary)| Clause { id: id.clone(), title: title.clone(), summary: summary.clone() })
                .collect();
            Source { code, title, publisher, published, url, as_of, clauses }
        })
        .collect())
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = items)]
pub struct ItemRow {
    pub id: ItemId,
    pub bank_id: BankId,
    pub code: String,
    pub status: String,
    pub version_id: VersionId,
    pub item_type: String,
    pub topic: String,
    pub level: String,
    pub search_key: String,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = item_versions)]
pub struct VersionRow {
    pub id: VersionId,
    pub item_id: ItemId,
    pub number: i32,
    pub item_type: String,
    pub stem: String,
    pub options: Json<Vec<String>>,
    pub points: i32,
    pub content_hash: Vec<u8>,
    pub created_at: Timestamp,
    pub parts: Json<Parts>,
}

/// Every item of a bank with its present version's number and content hash.
pub fn present_versions(conn: &mut Conn<'_>, bank: BankId) -> Stored<Vec<(ItemRow, i32, Vec<u8>)>> {
    Ok(on!(conn, |c| items::table
        .inner_join(item_versions::table.on(item_versions::id.eq(items::version_id)))
        .filter(items::bank_id.eq(bank))
        .select((ItemRow::as_select(), item_versions::number, item_versions::content_hash))
        .load(c))?)
}

/// Items are inserted before their versions: a version refers to its item, an item only names its present version.
pub fn insert_items(conn: &mut Conn<'_>, rows: &[ItemRow]) -> Stored<()> {
    for chunk in rows.chunks(500) {
        on!(conn, |c| diesel::insert_into(items::table).values(chunk).execute(c))?;
    }
    Ok(())
}

pub fn insert_versions(conn: &mut Conn<'_>, rows: &[VersionRow]) -> Stored<()> {
    for chunk in rows.chunks(500) {
        on!(conn, |c| diesel::insert_into(item_versions::table).values(chunk).execute(c))?;
    }
    Ok(())
}

pub fn update_item(conn: &mut Conn<'_>, row: &ItemRow) -> Stored<()> {
    on!(conn, |c| diesel::update(items::table.find(row.id))
        .set((
            items::status.eq(&row.status),
            items::version_id.eq(row.version_id),
            items::item_type.eq(&row.item_type),
            items::topic.eq(&row.topic),
            items::level.eq(&row.level),
            items::search_key.eq(&row.search_key),
        ))
        .execute(c))?;
    Ok(())
}

pub fn retire_items(conn: &mut Conn<'_>, ids: &[ItemId]) -> Stored<()> {
    on!(conn, |c| diesel::update(items::table.filter(items::id.eq_any(ids))).set(items::status.eq("retired")).execute(c))?;
    Ok(())
}

#[derive(Queryable)]
pub struct DrawableRow {
    pub version: VersionId,
    pub bank: String,
    pub code: String,
    pub item_type: String,
    pub topic: String,
    pub level: String,
    pub options: Json<Vec<String>>,
    pub points: i32,
    pub parts: Json<Parts>,
}

/// What may be drawn from banks, in the order of the item codes.
pub fn drawables(conn: &mut Conn<'_>, codes: &[&str]) -> Stored<Vec<DrawableRow>> {
    Ok(on!(conn, |c| items::table
        .inner_join(item_versions::table.on(item_versions::id.eq(items::version_id)))
        .inner_join(banks::table.on(banks::id.eq(items::bank_id)))
        .filter(banks::code.eq_any(codes).and(items::status.eq("approved")))
        .select((
            items::version_id,
            banks::code,
            items::code,
            items::item_type,
            items::topic,
            items::level,
            item_versions::options,
            item_versions::points,
            item_versions::parts
        ))
        .order(items::code)
        .load(c))?)
}

pub fn versions(conn: &mut Conn<'_>, ids: &[VersionId]) -> Stored<Vec<VersionRow>> {
    Ok(on!(conn, |c| item_versions::table.filter(item_versions::id.eq_any(ids)).select(VersionRow::as_select()).load(c))?)
}

/// How versions are marked, for those that have parts at all.
pub fn parts(conn: &mut Conn<'_>, ids: &[VersionId]) -> Stored<Vec<(VersionId, Json<Parts>)>> {
    Ok(on!(conn, |c| item_versions::table.filter(item_versions::id.eq_any(ids)).select((item_versions::id, item_versions::parts)).load(c))?)
}

/// Bank and topic (codes) of the items behind versions.
pub fn topics_of_versions(conn: &mut Conn<'_>, ids: &[VersionId]) -> Stored<Vec<(VersionId, (String, String))>> {
    Ok(on!(conn, |c| item_versions::table
        .inner_join(items::table.on(items::id.eq(item_versions::item_id)))
        .inner_join(banks::table.on(banks::id.eq(items::bank_id)))
        .filter(item_versions::id.eq_any(ids))
        .select((item_versions::id, (banks::code, items::topic)))
        .load(c))?)
}

/// How many approved items each cell of topic × level holds.
pub fn cell_counts(conn: &mut Conn<'_>, bank: BankId) -> Stored<Vec<(String, String, i64)>> {
    use diesel::dsl::count_star;
    Ok(on!(conn, |c| items::table
        .filter(items::bank_id.eq(bank).and(items::status.eq("approved")))
        .group_by((items::topic, items::level))
        .select((items::topic, items::level, count_star()))
        .load(c))?)
}
