//! Writing items: opening one with its key, saving a new version, making a bank.

use std::collections::HashMap;

use serde_json::json;

use super::{
    likeness,
    review::{self, Act},
    rights::{self, Right, Rights, To},
    work_store::{self as store, NoteRow},
};
use crate::{
    audit,
    bank::{
        exchange::Imported,
        formats::{model::Draft, store_form},
        keys, lint,
        model::{Bank, BankError, CognitiveLevel, Source, Topic},
        native::{FileFault, NativeItem},
        ops::{content_hash, faces, version_row},
        store::{self as bank_store, BankRow, ItemRow},
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

/// An item with the version that is written on: the one under work, else the one in force.
#[derive(Clone, Debug)]
pub struct Written {
    /// Id.
    pub id: ItemId,
    /// Its state.
    pub state: review::State,
    /// The version that is drawn while the item is approved.
    pub in_force: VersionId,
    /// The newest version: what is written on and reviewed.
    pub newest: VersionId,
    /// Number of the newest.
    pub number: i32,
    /// Who wrote the newest, if it was written here.
    pub author: Option<crate::kernel::ids::PersonId>,
    /// When somebody last stood for the version in force.
    pub checked_at: Option<Timestamp>,
    /// What the newest says, its key included.
    pub item: Imported,
}

impl Written {
    /// The newest version as a draft.
    pub fn draft(&self) -> Draft {
        store_form::draft(1, &self.item)
    }
}

/// What versions of an item say, their keys included: for those who work with keys. What is not noted of a version is taken
/// from the item.
pub(super) fn versions(conn: &mut Conn<'_>, row: &ItemRow, ids: &[VersionId]) -> Outcome<HashMap<VersionId, Imported>> {
    let mut faces = faces(conn, ids)?;
    let mut notes: HashMap<VersionId, NoteRow> = store::notes(conn, ids)?.into_iter().map(|note| (note.version_id, note)).collect();
    let own_tags = store::tags(conn, row.id)?;
    let mut out = HashMap::new();
    for (id, solution) in keys::solutions(conn, ids)? {
        let Some(face) = faces.remove(&id) else { continue };
        let note = notes.remove(&id);
        let (topic, level, tags) = match note {
            Some(note) => (note.topic, note.level, note.tags.0),
            None => (row.topic.clone(), row.level.clone(), own_tags.clone()),
        };
        let level = CognitiveLevel::parse(&level).unwrap_or(CognitiveLevel::NhanBiet);
        out.insert(id, Imported { code: row.code.clone(), topic, level, face, solution, tags });
    }
    Ok(out)
}

fn version(conn: &mut Conn<'_>, row: &ItemRow, id: VersionId) -> Outcome<Imported> {
    versions(conn, row, &[id])?.remove(&id).ok_or(BankError::NotFound)
}

/// Where an item stands.
pub fn state(conn: &mut Conn<'_>, bank: BankId, code: &str) -> Outcome<(ItemId, review::State)> {
    let (row, work) = store::item(conn, bank, code)?.ok_or(BankError::NotFound)?;
    Ok((row.id, review::State { status: row.status, revision: work.revision_status }))
}

/// An item as it is written on; that its key was seen is recorded.
pub fn open(conn: &mut Conn<'_>, now: Timestamp, by: &Actor, bank: &Bank, code: &str) -> Outcome<Written> {
    let written = look(conn, bank.id, code)?;
    audit::ops::record(
        conn,
        now,
        audit::ops::Event {
            actor: Some(by.id),
            action: "item.key_seen",
            subject_kind: "item",
            subject_id: code.to_owned(),
            reason: None,
            detail: json!({ "bank": bank.code, "version": written.newest }),
        },
    )?;
    Ok(written)
}

/// The same, for the use cases themselves.
pub(super) fn look(conn: &mut Conn<'_>, bank: BankId, code: &str) -> Outcome<Written> {
    let (row, work) = store::item(conn, bank, code)?.ok_or(BankError::NotFound)?;
    let newest = work.revision_id.unwrap_or(row.version_id);
    Ok(Written {
        id: row.id,
        state: review::State { status: row.status.clone(), revision: work.revision_status },
        in_force: row.version_id,
        newest,
        number: store::number_of(conn, newest)?,
        author: store::note(conn, newest)?.map(|note| note.author_id),
        checked_at: work.checked_at,
        item: version(conn, &row, newest)?,
    })
}

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

/// A bank as a form asks for it.
#[derive(Clone, Debug, Default)]
pub struct BankForm {
    /// Stable code.
    pub code: String,
    /// Title.
    pub title: String,
    /// A sentence or two.
    pub summary: String,
    /// Titles of topics, one in a line.
    pub topics: String,
    /// Every trainer may write and review.
    pub is_open: bool,
}

/// Codes that stand for pages.
const RESERVED: [&str; 3] = ["them", "cho-duyet", "nhap"];

impl BankForm {
    /// Checks what was typed.
    ///
    /// # Errors
    /// The wrong fields.
    pub fn checked(&self, is_new: bool) -> Outcome<(Self, Vec<String>)> {
        let mut wrong = Vec::new();
        let code = text::clean_line(&self.code).to_lowercase();
        let is_code = (2..=40).contains(&code.len())
            && code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !code.starts_with('-')
            && !RESERVED.contains(&code.as_str());
        if is_new && !is_code {
            wrong.push(FieldProblem::new("code", "bank_code_form"));
        }
        let (title, summary) = (text::clean_line(&self.title), text::clean_lines(&self.summary));
        if title.is_empty() {
            wrong.push(FieldProblem::new("title", "required"));
        }
        for (field, typed, most) in [("title", &title, 200), ("summary", &summary, 1_000)] {
            if typed.chars().count() > most {
                wrong.push(FieldProblem::new(field, "too_long").with("max", most));
            }
        }
        let topics: Vec<String> = self.topics.lines().map(text::clean_line).filter(|line| !line.is_empty()).collect();
        if topics.is_empty() {
            wrong.push(FieldProblem::new("topics", "topics_needed"));
        } else if topics.len() > 100 || topics.iter().any(|title| title.chars().count() > 200) {
            wrong.push(FieldProblem::new("topics", "too_many_rows").with("max", 100));
        }
        if wrong.is_empty() { Ok((Self { code, title, summary, ..self.clone() }, topics)) } else { Err(BankError::Fields(wrong)) }
    }
}

/// Makes a bank; who makes it owns it.
///
/// # Errors
/// [`BankError::Fields`].
pub fn make_bank(conn: &mut Conn<'_>, now: Timestamp, entropy: &dyn Entropy, by: &Actor, form: &BankForm) -> Outcome<String> {
    if !rights::holder(conn, by)?.may_make() {
        return Err(BankError::Forbidden);
    }
    let (form, titles) = form.checked(true)?;
    crate::bank::ops::take_content_turn(conn)?;
    if bank_store::bank_by_code(conn, &form.code)?.is_some() {
        return Err(BankError::Fields(vec![FieldProblem::new("code", "bank_code_taken")]));
    }
    let id = Id::new(now, entropy);
    let row = BankRow {
        id,
        code: form.code.clone(),
        title: form.title.clone(),
        summary: form.summary.clone(),
        language: "vi".to_owned(),
        content_hash: vec![0; 32],
        created_at: now,
    };
    bank_store::put_bank(conn, &row)?;
    let bank = Bank::from(row);
    bank_store::replace_topics(conn, id, &crate::bank::exchange::topics_named(Vec::new(), &titles))?;
    rights::give(conn, now, entropy, by, &bank, To::Person(by.id), Right::Owner)?;
    rights::set_open(conn, now, by, &bank, form.is_open)?;
    let detail = json!({ "title": form.title, "topics": titles.len() });
    audit::ops::record(
        conn,
        now,
        audit::ops::Event {
            actor: Some(by.id),
            action: "bank.made",
            subject_kind: "bank",
            subject_id: form.code.clone(),
            reason: None,
            detail,
        },
    )?;
    Ok(form.code)
}

/// Changes a bank's title, summary and topics. Topics are known by their titles; those that items use stay.
///
/// # Errors
/// [`BankError::Fields`]; `bank_of_files` when its title and topics come from files.
pub fn change_bank(conn: &mut Conn<'_>, now: Timestamp, by: &Actor, bank: &Bank, rights: Rights, form: &BankForm) -> Outcome<()> {
    rights.to_own()?;
    crate::bank::ops::take_content_turn(conn)?;
    let row = bank_store::bank_by_code(conn, &bank.code)?.ok_or(BankError::NotFound)?;
    if is_of_files(&row) {
        return Err(BankError::Fields(vec![FieldProblem::new("title", "bank_of_files")]));
    }
    let (form, titles) = form.checked(false)?;
    let present = bank_store::topics(conn, bank.id)?;
    let wanted = crate::bank::exchange::topics_named(present.clone(), &titles);
    let used = super::list_store::topics_in_use(conn, bank.id)?;
    let lost = present.iter().find(|topic| used.contains(&topic.code) && !wanted.iter().any(|kept| kept.code == topic.code));
    if let Some(lost) = lost {
        return Err(BankError::Fields(vec![FieldProblem::new("topics", "topic_in_use").with("value", &lost.title)]));
    }
    bank_store::put_bank(conn, &BankRow { title: form.title.clone(), summary: form.summary.clone(), ..row })?;
    bank_store::replace_topics(conn, bank.id, &wanted)?;
    let detail = json!({ "before": bank.title, "title": form.title, "topics": titles });
    audit::ops::record(
        conn,
        now,
        audit::ops::Event {
            actor: Some(by.id),
            action: "bank.changed",
            subject_kind: "bank",
            subject_id: bank.code.clone(),
            reason: None,
            detail,
        },
    )?;
    Ok(())
}

/// Whether a bank's title and topics come from files.
pub fn of_files(conn: &mut Conn<'_>, bank: &Bank) -> Outcome<bool> {
    Ok(bank_store::bank_by_code(conn, &bank.code)?.as_ref().is_some_and(is_of_files))
}

fn is_of_files(row: &BankRow) -> bool {
    row.content_hash.iter().any(|byte| *byte != 0)
}
