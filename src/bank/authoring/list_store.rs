//! Queries behind lists of items: of a bank, and of those that wait for review.

use std::collections::{HashMap, HashSet};

use diesel::{
    dsl::{count, exists, max, not},
    prelude::*,
};

use super::list::Filter;
use crate::{
    kernel::{
        Timestamp,
        ids::{BankId, ItemId, PersonId, VersionId},
        page::{Page, PageRequest},
    },
    storage::{
        Conn, StorageError, on,
        schema::{attempt_slots, banks, item_keys, item_reviews, item_tags, item_versions, items, people, source_clauses, version_notes},
    },
};

type Stored<T> = Result<T, StorageError>;

#[derive(Queryable, Selectable)]
#[diesel(table_name = items)]
pub struct LineRow {
    pub id: ItemId,
    pub code: String,
    pub status: String,
    pub revision_status: Option<String>,
    pub version_id: VersionId,
    pub item_type: String,
    pub topic: String,
    pub level: String,
}

/// A page of items by their codes. Only the items' own rows are walked; what stands elsewhere is asked for row by row of the
/// index that holds it.
pub fn page(conn: &mut Conn<'_>, bank: BankId, words: &[&str], tag: &str, filter: &Filter, request: PageRequest) -> Stored<Page<LineRow>> {
    let patterns: Vec<String> =
        words.iter().map(|word| format!("%{}%", word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"))).collect();
    macro_rules! filtered {
        () => {{
            let mut query = items::table.filter(items::bank_id.eq(bank)).into_boxed();
            for pattern in &patterns {
                query = query.filter(items::search_key.like(pattern).escape('\\'));
            }
            if !filter.topic.is_empty() {
                query = query.filter(items::topic.eq(&filter.topic));
            }
            if !filter.level.is_empty() {
                query = query.filter(items::level.eq(&filter.level));
            }
            if !filter.item_type.is_empty() {
                query = query.filter(items::item_type.eq(&filter.item_type));
            }
            if !filter.status.is_empty() {
                query = query.filter(items::status.eq(&filter.status).or(items::revision_status.eq(&filter.status)));
            }
            if !tag.is_empty() {
                query = query.filter(items::id.eq_any(item_tags::table.filter(item_tags::tag_key.eq(tag)).select(item_tags::item_id)));
            }
            let cited = item_keys::table.select(item_keys::version_id);
            match (filter.citation.as_str(), filter.citation.split_once(':')) {
                ("", _) => {}
                ("none", _) => query = query.filter(items::version_id.eq_any(cited.filter(item_keys::clause_id.eq("")))),
                ("changed", _) => {
                    query = query.filter(exists(
                        item_keys::table
                            .inner_join(
                                source_clauses::table.on(source_clauses::source_code
                                    .eq(item_keys::source_code)
                                    .and(source_clauses::clause_id.eq(item_keys::clause_id))),
                            )
                            .inner_join(item_versions::table.on(item_versions::id.eq(item_keys::version_id)))
                            .filter(item_keys::version_id.eq(items::version_id))
                            .filter(source_clauses::changed_at.gt(item_versions::created_at.nullable()))
                            .filter(items::checked_at.is_null().or(source_clauses::changed_at.gt(items::checked_at))),
                    ));
                }
                (_, Some((source, clause))) => {
                    query = query.filter(items::version_id.eq_any(
                        cited.filter(item_keys::source_code.eq(source.to_owned()).and(item_keys::clause_id.eq(clause.to_owned()))),
                    ));
                }
                (source, None) => {
                    query = query.filter(items::version_id.eq_any(cited.filter(item_keys::source_code.eq(source.to_owned()))))
                }
            }
            let asked = exists(
                attempt_slots::table
                    .inner_join(item_versions::table.on(item_versions::id.eq(attempt_slots::version_id)))
                    .filter(item_versions::item_id.eq(items::id)),
            );
            match filter.usage.as_str() {
                "used" => query = query.filter(asked),
                "unused" => query = query.filter(not(asked)),
                _ => {}
            }
            query
        }};
    }
    let total = on!(conn, |c| filtered!().count().get_result(c))?;
    let rows =
        on!(conn, |c| filtered!().select(LineRow::as_select()).order(items::code).limit(request.size).offset(request.offset()).load(c))?;
    Ok(Page { rows, total, request })
}

pub fn stems(conn: &mut Conn<'_>, versions: &[VersionId]) -> Stored<HashMap<VersionId, String>> {
    let rows: Vec<(VersionId, String)> = on!(conn, |c| item_versions::table
        .filter(item_versions::id.eq_any(versions))
        .select((item_versions::id, item_versions::stem))
        .load(c))?;
    Ok(rows.into_iter().collect())
}

/// Which of these items were asked in an attempt.
pub fn used(conn: &mut Conn<'_>, list: &[ItemId]) -> Stored<HashSet<ItemId>> {
    let rows: Vec<ItemId> = on!(conn, |c| item_versions::table
        .filter(item_versions::item_id.eq_any(list))
        .filter(exists(attempt_slots::table.filter(attempt_slots::version_id.eq(item_versions::id))))
        .select(item_versions::item_id)
        .distinct()
        .load(c))?;
    Ok(rows.into_iter().collect())
}

pub fn attempts_with(conn: &mut Conn<'_>, item: ItemId) -> Stored<i64> {
    Ok(on!(conn, |c| attempt_slots::table
        .inner_join(item_versions::table.on(item_versions::id.eq(attempt_slots::version_id)))
        .filter(item_versions::item_id.eq(item))
        .count()
        .get_result(c))?)
}

pub fn tags(conn: &mut Conn<'_>, bank: BankId, limit: i64) -> Stored<Vec<String>> {
    let rows: Vec<(Option<String>, i64)> = on!(conn, |c| item_tags::table
        .inner_join(items::table.on(items::id.eq(item_tags::item_id)))
        .filter(items::bank_id.eq(bank))
        .group_by(item_tags::tag_key)
        .select((max(item_tags::tag), count(item_tags::item_id)))
        .order((count(item_tags::item_id).desc(), item_tags::tag_key))
        .limit(limit)
        .load(c))?;
    Ok(rows.into_iter().filter_map(|(tag, _)| tag).collect())
}

/// Codes of the topics that items of a bank have, whatever their state, versions under work among them.
pub fn topics_in_use(conn: &mut Conn<'_>, bank: BankId) -> Stored<HashSet<String>> {
    let mut found: HashSet<String> =
        on!(conn, |c| items::table.filter(items::bank_id.eq(bank)).select(items::topic).distinct().load(c))?.into_iter().collect();
    let under_work: Vec<String> = on!(conn, |c| version_notes::table
        .inner_join(items::table.on(items::revision_id.eq(version_notes::version_id.nullable())))
        .filter(items::bank_id.eq(bank))
        .select(version_notes::topic)
        .distinct()
        .load(c))?;
    found.extend(under_work);
    Ok(found)
}

/// An item that waits for review.
#[derive(Queryable)]
pub struct WaitingRow {
    pub item: ItemId,
    pub bank: String,
    pub bank_title: String,
    pub code: String,
    pub is_change: bool,
    pub version: VersionId,
    pub stem: String,
}

/// The same as the database gives it: the version in force, and the one under work.
type WaitingColumns = (ItemId, String, String, String, String, VersionId, Option<VersionId>);

pub fn waiting(conn: &mut Conn<'_>, list: &[BankId], request: PageRequest) -> Stored<Page<WaitingRow>> {
    macro_rules! filtered {
        () => {
            items::table
                .inner_join(banks::table.on(banks::id.eq(items::bank_id)))
                .filter(items::bank_id.eq_any(list))
                .filter(items::status.eq("in_review").or(items::revision_status.eq("in_review")))
        };
    }
    let total = on!(conn, |c| filtered!().count().get_result(c))?;
    let rows: Vec<WaitingColumns> = on!(conn, |c| filtered!()
        .select((items::id, banks::code, banks::title, items::code, items::status, items::version_id, items::revision_id))
        .order((banks::code, items::code))
        .limit(request.size)
        .offset(request.offset())
        .load(c))?;
    let versions: Vec<VersionId> = rows.iter().map(|row| row.6.unwrap_or(row.5)).collect();
    let mut stems = stems(conn, &versions)?;
    let rows = rows
        .into_iter()
        .map(|(item, bank, bank_title, code, status, version, revision)| {
            let version = revision.unwrap_or(version);
            let stem = stems.remove(&version).unwrap_or_default();
            WaitingRow { item, bank, bank_title, code, is_change: status == "approved", version, stem }
        })
        .collect();
    Ok(Page { rows, total, request })
}

/// Items whose newest version this person wrote and a reviewer sent back.
pub fn returned(conn: &mut Conn<'_>, list: &[BankId], author: PersonId, request: PageRequest) -> Stored<Page<WaitingRow>> {
    macro_rules! filtered {
        () => {
            version_notes::table
                .inner_join(items::table.on(items::id.eq(version_notes::item_id)))
                .inner_join(banks::table.on(banks::id.eq(items::bank_id)))
                .inner_join(item_versions::table.on(item_versions::id.eq(version_notes::version_id)))
                .filter(items::bank_id.eq_any(list).and(version_notes::author_id.eq(author)))
                .filter(
                    version_notes::version_id
                        .eq_any(item_reviews::table.filter(item_reviews::act.eq("returned")).select(item_reviews::version_id)),
                )
                .filter(
                    items::revision_id
                        .eq(version_notes::version_id.nullable())
                        .and(items::revision_status.eq("draft"))
                        .or(items::version_id.eq(version_notes::version_id).and(items::status.eq("draft"))),
                )
        };
    }
    let total = on!(conn, |c| filtered!().count().get_result(c))?;
    let rows: Vec<(ItemId, String, String, String, String, VersionId, String)> = on!(conn, |c| filtered!()
        .select((items::id, banks::code, banks::title, items::code, items::status, version_notes::version_id, item_versions::stem))
        .order((banks::code, items::code))
        .limit(request.size)
        .offset(request.offset())
        .load(c))?;
    let row = |(item, bank, bank_title, code, status, version, stem): (_, _, _, _, String, _, _)| WaitingRow {
        item,
        bank,
        bank_title,
        code,
        is_change: status == "approved",
        version,
        stem,
    };
    Ok(Page { rows: rows.into_iter().map(row).collect(), total, request })
}

/// How many wait that this person did not write.
pub fn waiting_count(conn: &mut Conn<'_>, list: &[BankId], but_of: PersonId) -> Stored<i64> {
    Ok(on!(conn, |c| items::table
        .filter(items::bank_id.eq_any(list))
        .filter(items::status.eq("in_review").or(items::revision_status.eq("in_review")))
        .filter(not(exists(
            version_notes::table.filter(version_notes::author_id.eq(but_of)).filter(
                version_notes::version_id
                    .nullable()
                    .eq(items::revision_id)
                    .or(items::revision_id.is_null().and(version_notes::version_id.eq(items::version_id)))
            )
        )))
        .count()
        .get_result(c))?)
}

/// Who did something with items: (item, person, name, when), the last at the end.
pub fn done(conn: &mut Conn<'_>, list: &[ItemId], act: &str) -> Stored<Vec<(ItemId, PersonId, String, Timestamp)>> {
    Ok(on!(conn, |c| item_reviews::table
        .inner_join(people::table.on(people::id.eq(item_reviews::person_id)))
        .filter(item_reviews::item_id.eq_any(list).and(item_reviews::act.eq(act)))
        .order((item_reviews::at, item_reviews::id))
        .select((item_reviews::item_id, people::id, people::full_name, item_reviews::at))
        .load(c))?)
}

pub fn authors(conn: &mut Conn<'_>, versions: &[VersionId]) -> Stored<Vec<(VersionId, PersonId)>> {
    Ok(on!(conn, |c| version_notes::table
        .filter(version_notes::version_id.eq_any(versions))
        .select((version_notes::version_id, version_notes::author_id))
        .load(c))?)
}
