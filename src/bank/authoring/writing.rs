//! Writing items: saving a new one, or a new version of one.

use serde_json::json;

use super::{
    items::{Written, look, version},
    likeness,
    review::{self, Act},
    rights::{self, Rights},
    work_store::{self as store, NoteRow},
};
use crate::{
    audit,
    bank::{
        exchange::Imported,
        formats::{model::Draft, store_form},
        keys, lint,
        model::{Bank, BankError, Source, Topic},
        native::{FileFault, NativeItem},
        ops::{content_hash, version_row},
        store::{self as bank_store, ItemRow},
    },
    kernel::{
        Actor, Entropy, FieldProblem, Id, Timestamp,
        ids::{BankId, ItemId, VersionId},
        text,
    },
    storage::{Conn, Json},
};

type Outcome<T> = Result<T, BankError>;

/// Codes of items that were written here begin so.
const WRITTEN: &str = "cau-";

/// What is saved.
#[derive(Clone, Debug)]
pub struct Saving {
    /// The item and the version that the form was filled from; `None` for a new item.
    pub of: Option<(String, VersionId)>,
    /// What the form says.
    pub draft: Draft,
    /// To review at once.
    pub sends: bool,
    /// An item that says the same is no hindrance.
    pub may_repeat: bool,
}

/// What came of saving.
#[derive(Clone, Debug)]
pub enum Saved {
    /// The item's code, and whether there is a new version (else nothing had changed).
    Done(String, bool),
    /// Nothing was saved: there are such items already.
    Repeats(Vec<likeness::Like>),
}

/// Sources that may be cited: all.
pub fn sources(conn: &mut Conn<'_>) -> Outcome<Vec<Source>> {
    Ok(super::sources_store::all(conn)?)
}

/// What a form needs beside what the bank would say of it: a topic of the bank, a source that resolves, and before review a
/// level and a rationale.
pub fn demands(draft: &Draft, topics: &[Topic], sources: &[Source], sends: bool) -> Vec<FieldProblem> {
    let mut wrong = Vec::new();
    if !topics.iter().any(|topic| topic.code == draft.topic) {
        wrong.push(FieldProblem::new("topic", "choice"));
    }
    if !draft.source.is_empty() && !cites(&draft.source, sources) {
        wrong.push(FieldProblem::new("source", "source_unknown").with("value", &draft.source));
    }
    if sends && draft.level.is_none() {
        wrong.push(FieldProblem::new("level", "choice"));
    }
    if sends && draft.rationale.is_empty() {
        wrong.push(FieldProblem::new("rationale", "rationale_needed"));
    }
    wrong
}

fn cites(words: &str, sources: &[Source]) -> bool {
    sources.iter().any(|source| {
        words
            .strip_prefix(source.code.as_str())
            .and_then(|rest| rest.strip_prefix(':'))
            .is_some_and(|clause| source.clauses.iter().any(|known| known.id == clause))
    })
}

/// What a careful second reader would say of an item.
pub fn advice(item: &Imported) -> Vec<FileFault> {
    lint::item(&native(item, "draft"))
}

fn native(item: &Imported, status: &str) -> NativeItem {
    NativeItem {
        code: item.code.clone(),
        status: status.to_owned(),
        topic: item.topic.clone(),
        level: item.level,
        face: item.face.clone(),
        solution: item.solution.clone(),
        tags: item.tags.clone(),
        place: (String::new(), 0),
    }
}

/// Saves an item: a new one, or a new version of one. A version in force stays in force until the new one is approved.
///
/// # Errors
/// [`BankError::Fields`]; [`BankError::Stale`] when somebody saved after the form was filled: nothing is written then.
pub fn save(
    conn: &mut Conn<'_>,
    now: Timestamp,
    entropy: &dyn Entropy,
    by: &Actor,
    bank: &Bank,
    rights: Rights,
    saving: &Saving,
) -> Outcome<Saved> {
    rights.to_edit()?;
    let (sources, topics) = (sources(conn)?, bank_store::topics(conn, bank.id)?);
    let (mut item, _) = store_form::item(&saving.draft, &sources).map_err(|flaws| {
        BankError::Fields(flaws.iter().map(|flaw| FieldProblem::new("type", flaw.code).with("value", &flaw.value)).collect())
    })?;
    let wrong = demands(&saving.draft, &topics, &sources, saving.sends);
    if !wrong.is_empty() {
        return Err(BankError::Fields(wrong));
    }
    let known = match &saving.of {
        Some((code, base)) => {
            let (row, work) = store::item(conn, bank.id, code)?.ok_or(BankError::NotFound)?;
            if work.revision_id.unwrap_or(row.version_id) != *base {
                return Err(BankError::Stale);
            }
            item.code.clone_from(code);
            Some((row, work, *base))
        }
        None => None,
    };
    if !saving.may_repeat {
        let holder = rights::holder(conn, by)?;
        let like = likeness::find(conn, &holder, &saving.draft, known.as_ref().map(|(row, ..)| row.id))?;
        if !like.is_empty() {
            return Ok(Saved::Repeats(like));
        }
    }
    let (code, is_new) = match known {
        None => (add(conn, now, entropy, by, bank, item)?, true),
        Some((row, work, base)) => {
            let is_new = change(conn, now, entropy, by, bank, &row, &work, base, &item)?;
            (item.code, is_new)
        }
    };
    if saving.sends {
        let version = look(conn, bank.id, &code)?.newest;
        let decision = review::Decision { code: code.clone(), version, act: Act::Submitted, text: String::new() };
        review::act(conn, now, entropy, by, bank, rights, &decision)?;
    }
    Ok(Saved::Done(code, is_new))
}

fn row_of(id: ItemId, bank: BankId, version_id: VersionId, status: &str, item: &Imported) -> ItemRow {
    ItemRow {
        id,
        bank_id: bank,
        code: item.code.clone(),
        status: status.to_owned(),
        version_id,
        item_type: item.face.item_type.code().to_owned(),
        topic: item.topic.clone(),
        level: item.level.code().to_owned(),
        search_key: format!("{} {} {}", item.code, text::search_key(&item.face.stem), text::search_key(&item.tags.join(" "))),
    }
}

fn add(conn: &mut Conn<'_>, now: Timestamp, entropy: &dyn Entropy, by: &Actor, bank: &Bank, mut item: Imported) -> Outcome<String> {
    item.code = format!("{WRITTEN}{:05}", store::next_number(conn, bank.id)?);
    let (id, version) = (Id::new(now, entropy), Id::new(now, entropy));
    bank_store::insert_items(conn, &[row_of(id, bank.id, version, "draft", &item)])?;
    store::set_authored(conn, id)?;
    write(conn, now, by, bank, id, version, 1, &item)?;
    let code = item.code.clone();
    likeness::remember(conn, &[(id, item)])?;
    Ok(code)
}

/// Whether anything changed.
#[allow(clippy::too_many_arguments)] // one step of `save`
fn change(
    conn: &mut Conn<'_>,
    now: Timestamp,
    entropy: &dyn Entropy,
    by: &Actor,
    bank: &Bank,
    row: &ItemRow,
    work: &store::WorkRow,
    base: VersionId,
    item: &Imported,
) -> Outcome<bool> {
    let before = version(conn, row, base)?;
    let says_the_same = content_hash(&before.face, &before.solution) == content_hash(&item.face, &item.solution)
        && (&before.topic, before.level, &before.tags) == (&item.topic, item.level, &item.tags);
    if says_the_same {
        return Ok(false);
    }
    let next = Id::new(now, entropy);
    let number = store::last_number(conn, row.id)? + 1;
    write(conn, now, by, bank, row.id, next, number, item)?;
    store::set_authored(conn, row.id)?;
    let is_moved = if row.status == "approved" {
        store::set_revision(conn, row.id, work.revision_id, Some((next, "draft")))?
    } else {
        likeness::remember(conn, &[(row.id, item.clone())])?;
        store::move_on(conn, &row_of(row.id, bank.id, next, "draft", item), base)?
    };
    if is_moved { Ok(true) } else { Err(BankError::Stale) }
}

/// Writes a version with its key and what is noted of it.
#[allow(clippy::too_many_arguments)] // the columns of a version
fn write(
    conn: &mut Conn<'_>,
    now: Timestamp,
    by: &Actor,
    bank: &Bank,
    id: ItemId,
    version: VersionId,
    number: i32,
    item: &Imported,
) -> Outcome<()> {
    let hash = content_hash(&item.face, &item.solution);
    let inserted = bank_store::insert_versions(conn, &[version_row(version, id, number, &native(item, "draft"), hash, now)]);
    // Two who save at once write the same number: the second is told.
    if inserted.as_ref().is_err_and(crate::storage::StorageError::is_unique_violation) {
        return Err(BankError::Stale);
    }
    inserted?;
    keys::insert(conn, &[(version, &item.solution)])?;
    let note = NoteRow {
        version_id: version,
        item_id: id,
        topic: item.topic.clone(),
        level: item.level.code().to_owned(),
        tags: Json(item.tags.clone()),
        author_id: by.id,
    };
    store::insert_note(conn, &note)?;
    audit::ops::record(
        conn,
        now,
        audit::ops::Event {
            actor: Some(by.id),
            action: "item.saved",
            subject_kind: "item",
            subject_id: item.code.clone(),
            reason: None,
            detail: json!({ "bank": bank.code, "version": version, "number": number }),
        },
    )?;
    Ok(())
}

/// Puts the newest version of an item in force with what lists and draws need of it; `false` if it is not the newest any more.
pub(super) fn put_in_force(conn: &mut Conn<'_>, at: Timestamp, bank: BankId, written: &Written) -> Outcome<bool> {
    let row = row_of(written.id, bank, written.newest, "approved", &written.item);
    let revision = (written.newest != written.in_force).then_some(written.newest);
    likeness::remember(conn, &[(written.id, written.item.clone())])?;
    Ok(store::put_in_force(conn, &row, at, (written.in_force, revision))?)
}
