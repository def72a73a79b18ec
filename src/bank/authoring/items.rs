//! Items as they are written on and reviewed: the newest version with its key.

use std::collections::HashMap;

use serde_json::json;

use super::{
    review,
    work_store::{self as store, NoteRow},
};
use crate::{
    audit,
    bank::{
        exchange::Imported,
        formats::{model::Draft, store_form},
        keys,
        model::{Bank, BankError, CognitiveLevel},
        ops::faces,
        store::ItemRow,
    },
    kernel::{
        Actor, Timestamp,
        ids::{BankId, ItemId, PersonId, VersionId},
    },
    storage::Conn,
};

type Outcome<T> = Result<T, BankError>;

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
    pub author: Option<PersonId>,
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

pub(super) fn version(conn: &mut Conn<'_>, row: &ItemRow, id: VersionId) -> Outcome<Imported> {
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
