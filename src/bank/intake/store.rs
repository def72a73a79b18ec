//! Rows of files on their way into a bank.

use diesel::prelude::*;

use super::model::{Choices, Counts, Noticed};
use crate::{
    bank::formats::model::Draft,
    kernel::{
        Timestamp,
        ids::{BankId, BankImportId, ItemId, PersonId, VersionId},
        page::{Page, PageRequest},
    },
    storage::{
        Conn, Json, StorageError, on,
        schema::{
            attempt_slots, bank_import_items, bank_import_results, bank_imports, bank_topics, item_keys, item_likeness, item_reviews,
            item_tags, item_versions, items, people,
        },
    },
};

type Stored<T> = Result<T, StorageError>;

/// Rows of a statement.
const CHUNK: usize = 500;

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = bank_imports, treat_none_as_default_value = false)]
pub struct ImportRow {
    pub id: BankImportId,
    pub bank_id: BankId,
    pub by_person: PersonId,
    pub file_name: String,
    pub format: String,
    pub state: String,
    pub flaws: Json<Vec<Noticed>>,
    pub choices: Json<Choices>,
    pub new_topics: Json<Vec<String>>,
    pub done: i32,
    pub total: i32,
    pub stopped: Option<String>,
    pub created_at: Timestamp,
    pub touched_at: Timestamp,
    pub finished_at: Option<Timestamp>,
}

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = bank_import_items, treat_none_as_default_value = false)]
pub struct EntryRow {
    pub import_id: BankImportId,
    pub ordinal: i32,
    pub draft: Json<Draft>,
    pub flaws: Json<Vec<Noticed>>,
    pub verdict: String,
    pub decision: String,
    pub lacks_level: bool,
    pub lacks_topic: bool,
    pub like_item: Option<ItemId>,
    pub is_same: bool,
}

/// What became of an item.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = bank_import_results, treat_none_as_default_value = false)]
pub struct ResultRow {
    pub import_id: BankImportId,
    pub ordinal: i32,
    pub item_id: Option<ItemId>,
    pub outcome: String,
}

/// Which items of a file are looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Shown {
    /// All.
    #[default]
    All,
    /// With something to decide.
    Problems,
    /// Left out.
    Skipped,
}

pub fn insert_import(conn: &mut Conn<'_>, row: &ImportRow) -> Stored<()> {
    on!(conn, |c| diesel::insert_into(bank_imports::table).values(row).execute(c))?;
    Ok(())
}

pub fn insert_entries(conn: &mut Conn<'_>, rows: &[EntryRow]) -> Stored<()> {
    for chunk in rows.chunks(CHUNK) {
        on!(conn, |c| diesel::insert_into(bank_import_items::table).values(chunk).execute(c))?;
    }
    Ok(())
}

pub fn import(conn: &mut Conn<'_>, id: BankImportId) -> Stored<Option<ImportRow>> {
    Ok(on!(conn, |c| bank_imports::table.find(id).select(ImportRow::as_select()).first(c).optional())?)
}

/// Files of a bank that wait or were taken in lately, the latest first; those of one person, or of all, with their names.
pub fn imports(conn: &mut Conn<'_>, bank: BankId, by: Option<PersonId>, limit: i64) -> Stored<Vec<(ImportRow, String)>> {
    macro_rules! narrowed {
        () => {{
            let mut query = bank_imports::table
                .inner_join(people::table.on(people::id.eq(bank_imports::by_person)))
                .filter(bank_imports::bank_id.eq(bank).and(bank_imports::state.ne("reading")))
                .into_boxed();
            if let Some(by) = by {
                query = query.filter(bank_imports::by_person.eq(by));
            }
            query
        }};
    }
    Ok(on!(conn, |c| narrowed!()
        .order((bank_imports::touched_at.desc(), bank_imports::id.desc()))
        .limit(limit)
        .select((ImportRow::as_select(), people::full_name))
        .load(c))?)
}

pub fn waiting(conn: &mut Conn<'_>, bank: BankId, by: PersonId) -> Stored<i64> {
    Ok(on!(conn, |c| bank_imports::table
        .filter(bank_imports::bank_id.eq(bank).and(bank_imports::by_person.eq(by)).and(bank_imports::state.eq_any(["reading", "open"])))
        .count()
        .get_result(c))?)
}

/// Imports that somebody has to carry on, the oldest first.
pub fn unfinished(conn: &mut Conn<'_>) -> Stored<Vec<BankImportId>> {
    Ok(on!(conn, |c| bank_imports::table
        .filter(bank_imports::state.eq_any(["running", "unwinding", "undoing"]))
        .order(bank_imports::touched_at)
        .limit(20)
        .select(bank_imports::id)
        .load(c))?)
}

/// Moves an import on; false when it was no longer in the state it was taken for.
pub fn change_state(conn: &mut Conn<'_>, id: BankImportId, from: &str, to: &str, now: Timestamp) -> Stored<bool> {
    let changed = on!(conn, |c| diesel::update(bank_imports::table.filter(bank_imports::id.eq(id).and(bank_imports::state.eq(from))))
        .set((bank_imports::state.eq(to), bank_imports::touched_at.eq(now), bank_imports::done.eq(0)))
        .execute(c))?;
    Ok(changed == 1)
}

/// Claims the next part of the work: true for the one who found it `from` far.
pub fn claim(conn: &mut Conn<'_>, id: BankImportId, state: &str, from: i32, to: i32, total: i32) -> Stored<bool> {
    let changed = on!(conn, |c| diesel::update(
        bank_imports::table.filter(bank_imports::id.eq(id).and(bank_imports::state.eq(state)).and(bank_imports::done.eq(from)))
    )
    .set((bank_imports::done.eq(to), bank_imports::total.eq(total)))
    .execute(c))?;
    Ok(changed == 1)
}

pub fn set_choices(conn: &mut Conn<'_>, id: BankImportId, choices: &Choices, now: Timestamp) -> Stored<bool> {
    let changed = on!(conn, |c| diesel::update(bank_imports::table.filter(bank_imports::id.eq(id).and(bank_imports::state.eq("open"))))
        .set((bank_imports::choices.eq(Json(choices.clone())), bank_imports::touched_at.eq(now)))
        .execute(c))?;
    Ok(changed == 1)
}

/// Says why an import did not go through, or, with nothing, that this is past.
pub fn set_stopped(conn: &mut Conn<'_>, id: BankImportId, why: Option<&str>) -> Stored<()> {
    on!(conn, |c| diesel::update(bank_imports::table.find(id)).set(bank_imports::stopped.eq(why)).execute(c))?;
    Ok(())
}

pub fn set_new_topics(conn: &mut Conn<'_>, id: BankImportId, codes: &[String]) -> Stored<()> {
    on!(conn, |c| diesel::update(bank_imports::table.find(id)).set(bank_imports::new_topics.eq(Json(codes.to_vec()))).execute(c))?;
    Ok(())
}

/// When the last step was made.
pub fn set_finished(conn: &mut Conn<'_>, id: BankImportId, at: Timestamp) -> Stored<()> {
    on!(conn, |c| diesel::update(bank_imports::table.find(id))
        .set((bank_imports::finished_at.eq(at), bank_imports::touched_at.eq(at)))
        .execute(c))?;
    Ok(())
}

pub fn touch(conn: &mut Conn<'_>, id: BankImportId, at: Timestamp) -> Stored<()> {
    on!(conn, |c| diesel::update(bank_imports::table.find(id)).set(bank_imports::touched_at.eq(at)).execute(c))?;
    Ok(())
}

/// Deletes imports in these states that nobody touched since a moment; how many.
pub fn forget(conn: &mut Conn<'_>, states: &[&str], before: Timestamp) -> Stored<usize> {
    Ok(on!(conn, |c| diesel::delete(
        bank_imports::table.filter(bank_imports::state.eq_any(states).and(bank_imports::touched_at.lt(before)))
    )
    .execute(c))?)
}

pub fn delete(conn: &mut Conn<'_>, id: BankImportId, state: &str) -> Stored<bool> {
    let gone =
        on!(conn, |c| diesel::delete(bank_imports::table.filter(bank_imports::id.eq(id).and(bank_imports::state.eq(state)))).execute(c))?;
    Ok(gone == 1)
}

pub fn entry(conn: &mut Conn<'_>, id: BankImportId, ordinal: i32) -> Stored<Option<EntryRow>> {
    Ok(on!(conn, |c| bank_import_items::table.find((id, ordinal)).select(EntryRow::as_select()).first(c).optional())?)
}

pub fn entry_page(conn: &mut Conn<'_>, id: BankImportId, shown: Shown, request: PageRequest) -> Stored<Page<EntryRow>> {
    macro_rules! narrowed {
        () => {{
            let mut query = bank_import_items::table.filter(bank_import_items::import_id.eq(id)).into_boxed();
            match shown {
                Shown::All => {}
                Shown::Problems => {
                    query = query.filter(
                        bank_import_items::decision.ne("skip").and(
                            bank_import_items::verdict
                                .eq("error")
                                .or(bank_import_items::verdict.eq("remark").and(bank_import_items::decision.eq("open"))),
                        ),
                    );
                }
                Shown::Skipped => query = query.filter(bank_import_items::decision.eq("skip")),
            }
            query
        }};
    }
    let total = on!(conn, |c| narrowed!().count().get_result(c))?;
    let rows = on!(conn, |c| narrowed!()
        .order(bank_import_items::ordinal)
        .limit(request.size)
        .offset(request.offset())
        .select(EntryRow::as_select())
        .load(c))?;
    Ok(Page { rows, total, request })
}

/// Items after one of an ordinal that are to be taken and are not in the bank yet.
pub fn to_take(conn: &mut Conn<'_>, id: BankImportId, after: i32) -> Stored<Vec<(i32, Json<Draft>)>> {
    Ok(on!(conn, |c| bank_import_items::table
        .filter(
            bank_import_items::import_id
                .eq(id)
                .and(bank_import_items::ordinal.gt(after))
                .and(bank_import_items::decision.ne("skip"))
                .and(bank_import_items::verdict.ne("error"))
                .and(diesel::dsl::not(diesel::dsl::exists(
                    bank_import_results::table
                        .filter(bank_import_results::import_id.eq(id).and(bank_import_results::ordinal.eq(bank_import_items::ordinal)))
                )))
        )
        .order(bank_import_items::ordinal)
        .limit(1_000)
        .select((bank_import_items::ordinal, bank_import_items::draft))
        .load(c))?)
}

type Cell = (String, String, bool, bool, bool, i64);

pub fn counts(conn: &mut Conn<'_>, id: BankImportId) -> Stored<Counts> {
    use diesel::dsl::count_star;
    let cells: Vec<Cell> = on!(conn, |c| bank_import_items::table
        .filter(bank_import_items::import_id.eq(id))
        .group_by((
            bank_import_items::verdict,
            bank_import_items::decision,
            bank_import_items::lacks_level,
            bank_import_items::lacks_topic,
            bank_import_items::is_same,
        ))
        .select((
            bank_import_items::verdict,
            bank_import_items::decision,
            bank_import_items::lacks_level,
            bank_import_items::lacks_topic,
            bank_import_items::is_same,
            count_star(),
        ))
        .load(c))?;
    let mut out = Counts::default();
    for (verdict, decision, lacks_level, lacks_topic, is_same, n) in cells {
        out.all += n;
        if decision == "skip" {
            out.skipped += n;
            continue;
        }
        match (verdict.as_str(), decision.as_str()) {
            ("error", _) => out.errors += n,
            ("remark", "open") => {
                out.remarks += n;
                out.taken += n;
            }
            _ => out.taken += n,
        }
        out.no_level += if lacks_level { n } else { 0 };
        out.no_topic += if lacks_topic { n } else { 0 };
        out.same += if is_same { n } else { 0 };
    }
    Ok(out)
}

pub fn decide(conn: &mut Conn<'_>, id: BankImportId, ordinal: i32, decision: &str) -> Stored<bool> {
    let changed = on!(conn, |c| diesel::update(bank_import_items::table.find((id, ordinal)))
        .set(bank_import_items::decision.eq(decision))
        .execute(c))?;
    Ok(changed == 1)
}

/// Puts a mended item in the place of the one before.
pub fn replace(conn: &mut Conn<'_>, row: &EntryRow) -> Stored<()> {
    on!(conn, |c| diesel::update(bank_import_items::table.find((row.import_id, row.ordinal)))
        .set((
            bank_import_items::draft.eq(&row.draft),
            bank_import_items::flaws.eq(&row.flaws),
            bank_import_items::verdict.eq(&row.verdict),
            bank_import_items::decision.eq(&row.decision),
            bank_import_items::lacks_level.eq(row.lacks_level),
            bank_import_items::lacks_topic.eq(row.lacks_topic),
            bank_import_items::like_item.eq(row.like_item),
            bank_import_items::is_same.eq(row.is_same),
        ))
        .execute(c))?;
    Ok(())
}

pub fn insert_results(conn: &mut Conn<'_>, rows: &[ResultRow]) -> Stored<()> {
    for chunk in rows.chunks(CHUNK) {
        on!(conn, |c| diesel::insert_into(bank_import_results::table).values(chunk).execute(c))?;
    }
    Ok(())
}

pub fn set_outcome(conn: &mut Conn<'_>, id: BankImportId, items: &[ItemId], outcome: &str) -> Stored<()> {
    on!(conn, |c| diesel::update(
        bank_import_results::table.filter(bank_import_results::import_id.eq(id).and(bank_import_results::item_id.eq_any(items)))
    )
    .set(bank_import_results::outcome.eq(outcome))
    .execute(c))?;
    Ok(())
}

/// Forgets what became of items: they can be taken again.
pub fn clear_results(conn: &mut Conn<'_>, id: BankImportId) -> Stored<()> {
    on!(conn, |c| diesel::delete(bank_import_results::table.filter(bank_import_results::import_id.eq(id))).execute(c))?;
    Ok(())
}

pub fn outcomes(conn: &mut Conn<'_>, id: BankImportId) -> Stored<Vec<(String, i64)>> {
    use diesel::dsl::count_star;
    Ok(on!(conn, |c| bank_import_results::table
        .filter(bank_import_results::import_id.eq(id))
        .group_by(bank_import_results::outcome)
        .select((bank_import_results::outcome, count_star()))
        .load(c))?)
}

/// Some of the items that were added and still stand.
pub fn added(conn: &mut Conn<'_>, id: BankImportId, limit: i64) -> Stored<Vec<ItemId>> {
    let rows: Vec<Option<ItemId>> = on!(conn, |c| bank_import_results::table
        .filter(bank_import_results::import_id.eq(id).and(bank_import_results::outcome.eq("added")))
        .order(bank_import_results::ordinal)
        .limit(limit)
        .select(bank_import_results::item_id)
        .load(c))?;
    Ok(rows.into_iter().flatten().collect())
}

/// Codes and stems of items of an import that stand in the bank, by outcome.
pub fn named(conn: &mut Conn<'_>, id: BankImportId, outcome: &str, limit: i64) -> Stored<Vec<(String, String)>> {
    Ok(on!(conn, |c| bank_import_results::table
        .inner_join(items::table.on(items::id.nullable().eq(bank_import_results::item_id)))
        .inner_join(item_versions::table.on(item_versions::id.eq(items::version_id)))
        .filter(bank_import_results::import_id.eq(id).and(bank_import_results::outcome.eq(outcome)))
        .order(bank_import_results::ordinal)
        .limit(limit)
        .select((items::code, item_versions::stem))
        .load(c))?)
}

/// Present versions of the items of a bank after one, in the order of their ids, retired ones left out.
pub fn versions_after(conn: &mut Conn<'_>, bank: BankId, after: Option<ItemId>, limit: i64) -> Stored<Vec<(ItemId, VersionId, Vec<u8>)>> {
    macro_rules! narrowed {
        () => {{
            let mut query = items::table
                .inner_join(item_versions::table.on(item_versions::id.eq(items::version_id)))
                .filter(items::bank_id.eq(bank).and(items::status.ne("retired")))
                .into_boxed();
            if let Some(after) = after {
                query = query.filter(items::id.gt(after));
            }
            query
        }};
    }
    Ok(on!(conn, |c| narrowed!()
        .order(items::id)
        .limit(limit)
        .select((items::id, items::version_id, item_versions::content_hash))
        .load(c))?)
}

/// Codes and present versions of items.
pub fn codes(conn: &mut Conn<'_>, ids: &[ItemId]) -> Stored<Vec<(ItemId, String, VersionId)>> {
    Ok(on!(conn, |c| items::table.filter(items::id.eq_any(ids)).select((items::id, items::code, items::version_id)).load(c))?)
}

/// Those of the items that somebody worked with since they came: reviewed, changed, or spoken of, drawn into an attempt.
pub fn used(conn: &mut Conn<'_>, ids: &[ItemId]) -> Stored<Vec<ItemId>> {
    let mut out: Vec<ItemId> =
        on!(conn, |c| items::table.filter(items::id.eq_any(ids).and(items::status.ne("draft"))).select(items::id).load(c))?;
    let changed: Vec<ItemId> = on!(conn, |c| item_versions::table
        .filter(item_versions::item_id.eq_any(ids).and(item_versions::number.gt(1)))
        .select(item_versions::item_id)
        .distinct()
        .load(c))?;
    out.extend(changed);
    let drawn: Vec<ItemId> = on!(conn, |c| item_versions::table
        .inner_join(attempt_slots::table.on(attempt_slots::version_id.eq(item_versions::id)))
        .filter(item_versions::item_id.eq_any(ids))
        .select(item_versions::item_id)
        .distinct()
        .load(c))?;
    out.extend(drawn);
    let spoken_of: Vec<ItemId> =
        on!(conn, |c| item_reviews::table.filter(item_reviews::item_id.eq_any(ids)).select(item_reviews::item_id).distinct().load(c))?;
    out.extend(spoken_of);
    Ok(out)
}

/// Takes items out of the bank with all that hangs on them.
pub fn delete_items(conn: &mut Conn<'_>, ids: &[ItemId]) -> Stored<()> {
    let versions: Vec<VersionId> =
        on!(conn, |c| item_versions::table.filter(item_versions::item_id.eq_any(ids)).select(item_versions::id).load(c))?;
    on!(conn, |c| diesel::delete(item_keys::table.filter(item_keys::version_id.eq_any(&versions))).execute(c))?;
    on!(conn, |c| diesel::delete(item_versions::table.filter(item_versions::item_id.eq_any(ids))).execute(c))?;
    on!(conn, |c| diesel::delete(item_likeness::table.filter(item_likeness::item_id.eq_any(ids))).execute(c))?;
    on!(conn, |c| diesel::delete(item_tags::table.filter(item_tags::item_id.eq_any(ids))).execute(c))?;
    on!(conn, |c| diesel::delete(items::table.filter(items::id.eq_any(ids))).execute(c))?;
    Ok(())
}

/// Takes those of the topics away that no item of the bank has.
pub fn delete_empty_topics(conn: &mut Conn<'_>, bank: BankId, codes: &[String]) -> Stored<()> {
    let held: Vec<String> = on!(conn, |c| items::table
        .filter(items::bank_id.eq(bank).and(items::topic.eq_any(codes)))
        .select(items::topic)
        .distinct()
        .load(c))?;
    let empty: Vec<&String> = codes.iter().filter(|code| !held.contains(code)).collect();
    on!(conn, |c| diesel::delete(bank_topics::table.filter(bank_topics::bank_id.eq(bank).and(bank_topics::code.eq_any(&empty))))
        .execute(c))?;
    Ok(())
}
