//! Use cases of files on their way into a bank: bringing, looking, deciding. Confirming and taking back are in
//! [`super::writing`].

use std::collections::HashMap;

use super::{
    entries::{judge, likeness, source_codes},
    model::{Choices, Counts, Decision, Entry, IntakeError, KEPT_DAYS, MOST_WAITING, Noticed},
    store::{self, EntryRow, ImportRow, Shown},
};
use crate::{
    bank::{
        authoring::rights,
        exchange::Imported,
        formats::{
            model::{Body, Draft},
            store_form,
        },
        keys,
        model::{Bank, CognitiveLevel, Source},
        ops,
    },
    kernel::{
        Actor, Entropy, Id, Role, Timestamp,
        ids::{BankId, BankImportId, ItemId, PersonId},
        page::{Page, PageRequest},
    },
    storage::{Conn, Json},
};

pub(super) type Outcome<T> = Result<T, IntakeError>;

/// Items of the bank that are compared at once.
const COMPARED: i64 = 1_000;

/// A file on its way, with the bank it goes to.
#[derive(Clone, Debug)]
pub struct Import {
    /// The file.
    pub row: ImportRow,
    /// The bank.
    pub bank: Bank,
}

impl Import {
    /// Until when it is kept if nobody touches it.
    pub fn kept_until(&self) -> Timestamp {
        self.row.touched_at.plus_seconds(KEPT_DAYS * 24 * 3_600)
    }
}

/// The bank of a code, if the actor may bring items into it.
pub fn bank(conn: &mut Conn<'_>, by: &Actor, code: &str) -> Outcome<Bank> {
    let (bank, rights) = rights::bank(conn, by, code)?;
    rights.to_edit()?;
    Ok(bank)
}

/// The bank of a code, if the actor may take items out of it.
pub fn bank_to_read(conn: &mut Conn<'_>, by: &Actor, code: &str) -> Outcome<Bank> {
    Ok(rights::bank(conn, by, code)?.0)
}

/// The file of an id, for the person who brought it and the chief administrators.
pub fn import(conn: &mut Conn<'_>, by: &Actor, bank_code: &str, id: BankImportId) -> Outcome<Import> {
    let bank = bank(conn, by, bank_code)?;
    let row = store::import(conn, id)?.filter(|row| row.bank_id == bank.id && row.state != "reading").ok_or(IntakeError::NotFound)?;
    if row.by_person != by.id && !by.has_everywhere(Role::Admin) {
        return Err(IntakeError::NotFound);
    }
    Ok(Import { row, bank })
}

/// The same while it can still be changed.
pub(super) fn open_import(conn: &mut Conn<'_>, by: &Actor, bank_code: &str, id: BankImportId) -> Outcome<Import> {
    let import = import(conn, by, bank_code, id)?;
    if import.row.state == "open" { Ok(import) } else { Err(IntakeError::State) }
}

/// Files of a bank that wait or came in lately, with the names of who brought them: the actor's own, or all for a chief
/// administrator.
pub fn imports(conn: &mut Conn<'_>, by: &Actor, bank: BankId) -> Outcome<Vec<(ImportRow, String)>> {
    let only = (!by.has_everywhere(Role::Admin)).then_some(by.id);
    Ok(store::imports(conn, bank, only, 20)?)
}

/// Whether the actor may bring one more file into a bank.
pub fn check_room(conn: &mut Conn<'_>, by: &Actor, bank: BankId) -> Outcome<()> {
    if store::waiting(conn, bank, by.id)? < MOST_WAITING { Ok(()) } else { Err(IntakeError::ManyWaiting) }
}

/// Sources that drafts cite.
pub fn sources<'d>(conn: &mut Conn<'_>, drafts: impl Iterator<Item = &'d Draft>) -> Outcome<Vec<Source>> {
    Ok(ops::sources(conn, &source_codes(drafts))?)
}

/// Finds for each item the one of the bank that says the same.
pub fn compare(conn: &mut Conn<'_>, bank: BankId, sources: &[Source], entries: &mut [Entry]) -> Outcome<()> {
    let mut wanted: HashMap<[u8; 32], Vec<usize>> = HashMap::new();
    let mut hashes: HashMap<usize, Vec<u8>> = HashMap::new();
    for (at, entry) in entries.iter_mut().enumerate() {
        (entry.like, entry.is_same) = (None, false);
        if let Ok((item, _)) = store_form::item(&entry.draft, sources) {
            wanted.entry(likeness(&item.face)).or_default().push(at);
            hashes.insert(at, ops::content_hash(&item.face, &item.solution));
        }
    }
    if wanted.is_empty() {
        return Ok(());
    }
    let mut after = None;
    loop {
        let versions = store::versions_after(conn, bank, after, COMPARED)?;
        let Some((last, ..)) = versions.last() else { return Ok(()) };
        after = Some(*last);
        let ids: Vec<_> = versions.iter().map(|(_, version, _)| *version).collect();
        let faces = ops::faces(conn, &ids)?;
        for (item, version, hash) in versions {
            let Some(like) = faces.get(&version).and_then(|face| wanted.get(&likeness(face))) else { continue };
            for at in like {
                let is_same = hashes.get(at) == Some(&hash);
                if entries[*at].like.is_none() || is_same {
                    (entries[*at].like, entries[*at].is_same) = (Some(item), is_same);
                }
            }
        }
    }
}

/// What a file is kept with.
#[derive(Clone, Debug)]
pub struct Brought {
    /// Its name as the browser told it.
    pub file_name: String,
    /// The format that it was found to have.
    pub format: &'static str,
    /// What belongs to no item.
    pub flaws: Vec<Noticed>,
    /// Its items.
    pub total: usize,
}

/// Begins to keep a file; nobody sees it before [`opened`].
pub fn begin(
    conn: &mut Conn<'_>,
    now: Timestamp,
    entropy: &dyn Entropy,
    by: PersonId,
    bank: BankId,
    brought: &Brought,
) -> Outcome<BankImportId> {
    let id = Id::new(now, entropy);
    let row = ImportRow {
        id,
        bank_id: bank,
        by_person: by,
        file_name: brought.file_name.clone(),
        format: brought.format.to_owned(),
        state: "reading".to_owned(),
        flaws: Json(brought.flaws.clone()),
        choices: Json(Choices::default()),
        new_topics: Json(Vec::new()),
        done: 0,
        total: i32::try_from(brought.total).unwrap_or(i32::MAX),
        stopped: None,
        created_at: now,
        touched_at: now,
        finished_at: None,
    };
    store::insert_import(conn, &row)?;
    Ok(id)
}

/// Keeps some of the items; the first has the ordinal `first`.
pub fn keep(conn: &mut Conn<'_>, id: BankImportId, first: i32, entries: &[Entry]) -> Outcome<()> {
    let rows: Vec<EntryRow> = (first..).zip(entries).map(|(ordinal, entry)| row_of(id, ordinal, entry)).collect();
    Ok(store::insert_entries(conn, &rows)?)
}

fn row_of(import_id: BankImportId, ordinal: i32, entry: &Entry) -> EntryRow {
    // What the bank has word for word is left out unless the person says otherwise by mending it.
    let decision = if entry.is_same { Decision::Skip } else { Decision::Open };
    EntryRow {
        import_id,
        ordinal,
        draft: Json(entry.draft.clone()),
        flaws: Json(entry.flaws.clone()),
        verdict: entry.verdict().code().to_owned(),
        decision: decision.code().to_owned(),
        lacks_level: entry.draft.level.is_none(),
        lacks_topic: entry.draft.topic.is_empty(),
        like_item: entry.like,
        is_same: entry.is_same,
    }
}

/// All items are kept: the file can be looked at.
pub fn opened(conn: &mut Conn<'_>, now: Timestamp, id: BankImportId) -> Outcome<()> {
    if store::change_state(conn, id, "reading", "open", now)? { Ok(()) } else { Err(IntakeError::State) }
}

/// A page of the items of a file.
pub fn page(conn: &mut Conn<'_>, id: BankImportId, shown: Shown, request: PageRequest) -> Outcome<Page<EntryRow>> {
    Ok(store::entry_page(conn, id, shown, request)?)
}

/// One item of a file.
pub fn entry(conn: &mut Conn<'_>, id: BankImportId, ordinal: i32) -> Outcome<EntryRow> {
    store::entry(conn, id, ordinal)?.ok_or(IntakeError::NotFound)
}

/// How the items of a file stand.
pub fn counts(conn: &mut Conn<'_>, id: BankImportId) -> Outcome<Counts> {
    Ok(store::counts(conn, id)?)
}

/// Items of the bank as drafts with their ids, to be shown beside those that are like them: the person works with keys.
pub fn standing(conn: &mut Conn<'_>, ids: &[ItemId]) -> Outcome<HashMap<ItemId, Draft>> {
    let codes = store::codes(conn, ids)?;
    let versions: Vec<_> = codes.iter().map(|(.., version)| *version).collect();
    let mut faces = ops::faces(conn, &versions)?;
    let mut solutions: HashMap<_, _> = keys::solutions(conn, &versions)?.into_iter().collect();
    let mut out = HashMap::new();
    for (id, code, version) in codes {
        let (Some(face), Some(solution)) = (faces.remove(&version), solutions.remove(&version)) else { continue };
        let item = Imported { code, topic: String::new(), level: CognitiveLevel::NhanBiet, face, solution, tags: Vec::new() };
        out.insert(id, store_form::draft(1, &item));
    }
    Ok(out)
}

/// Takes, leaves out, or leaves open an item.
pub fn decide(
    conn: &mut Conn<'_>,
    now: Timestamp,
    by: &Actor,
    bank: &str,
    id: BankImportId,
    ordinal: i32,
    decision: Decision,
) -> Outcome<()> {
    open_import(conn, by, bank, id)?;
    if !store::decide(conn, id, ordinal, decision.code())? {
        return Err(IntakeError::NotFound);
    }
    Ok(store::touch(conn, id, now)?)
}

/// A mended item with what is noticed of it now, to be put in the place of the one that was read.
pub struct Mended(EntryRow);

/// The item of a file with these options for its key, where the file said none or several.
pub fn with_keys(conn: &mut Conn<'_>, by: &Actor, bank: &str, id: BankImportId, ordinal: i32, keys: &[usize]) -> Outcome<Mended> {
    import(conn, by, bank, id)?;
    let mut draft = entry(conn, id, ordinal)?.draft.0;
    match &mut draft.body {
        Body::Choice { options, many } if !keys.is_empty() && keys.iter().all(|key| *key < options.len()) => {
            for (at, option) in options.iter_mut().enumerate() {
                option.is_key = keys.contains(&at);
            }
            *many = keys.len() > 1;
        }
        _ => return Err(IntakeError::NotFound),
    }
    draft.key_from.clear();
    mended(conn, by, bank, id, ordinal, draft)
}

/// Looks at a mended item: is it sound, and does the bank have it? All the bank's items may have to be read for that, so it is done
/// before anything is written.
pub fn mended(conn: &mut Conn<'_>, by: &Actor, bank: &str, id: BankImportId, ordinal: i32, draft: Draft) -> Outcome<Mended> {
    let import = open_import(conn, by, bank, id)?;
    entry(conn, id, ordinal)?;
    let sources = sources(conn, std::iter::once(&draft))?;
    let mut entry = [Entry { flaws: judge(&draft, &sources), draft, like: None, is_same: false }];
    compare(conn, import.bank.id, &sources, &mut entry)?;
    Ok(Mended(row_of(id, ordinal, &entry[0])))
}

/// Puts a mended item in the place of the one that was read.
pub fn replace(conn: &mut Conn<'_>, now: Timestamp, by: &Actor, bank: &str, mended: &Mended) -> Outcome<()> {
    let id = mended.0.import_id;
    open_import(conn, by, bank, id)?;
    store::replace(conn, &mended.0)?;
    Ok(store::touch(conn, id, now)?)
}

/// Topic and level for all items of a file.
pub fn choose_for_all(conn: &mut Conn<'_>, now: Timestamp, by: &Actor, bank: &str, id: BankImportId, choices: &Choices) -> Outcome<()> {
    open_import(conn, by, bank, id)?;
    if store::set_choices(conn, id, choices, now)? { Ok(()) } else { Err(IntakeError::State) }
}

/// Throws a file away that was not confirmed.
pub fn discard(conn: &mut Conn<'_>, by: &Actor, bank: &str, id: BankImportId) -> Outcome<()> {
    open_import(conn, by, bank, id)?;
    if store::delete(conn, id, "open")? { Ok(()) } else { Err(IntakeError::State) }
}

/// Forgets files that nobody touched for long, reports that nobody needs any more, and what a broken connection left half kept;
/// how many.
pub fn forget(conn: &mut Conn<'_>, now: Timestamp) -> Outcome<usize> {
    let long_ago = now.plus_seconds(-KEPT_DAYS * 24 * 3_600);
    let forgotten = store::forget(conn, &["open", "done", "undone"], long_ago)?;
    Ok(forgotten + store::forget(conn, &["reading"], now.plus_seconds(-3_600))?)
}
