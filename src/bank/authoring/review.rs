//! Review: draft → in review → approved → retired.
//!
//! Two people stand behind every item that is drawn: who wrote it, and another who approved it. Whoever wrote any version
//! since the last approval, or sent it to review, cannot approve it. Retiring takes one reviewer and a reason, because an item
//! that is wrong must not wait for a second pair of eyes; coming back goes through review again.

use std::collections::HashMap;

use serde_json::json;

pub use super::states::{Act, State};
use super::{
    items, list_store,
    rights::{self, Holder, Rights},
    work_store::{self as store, ReviewRow},
    writing,
};
use crate::{
    audit,
    bank::model::{Bank, BankError},
    kernel::{
        Actor, Entropy, FieldProblem, Id, Timestamp,
        ids::{BankId, ItemId, PersonId, VersionId},
        page::{Page, PageRequest},
        text,
    },
    storage::Conn,
};

type Outcome<T> = Result<T, BankError>;

/// Characters of a comment, at most.
const LONGEST_TEXT: usize = 4_000;
/// Entries of an item's thread that are shown.
const MOST_SHOWN: i64 = 200;

/// What somebody decides.
#[derive(Clone, Debug)]
pub struct Decision {
    /// Code of the item.
    pub code: String,
    /// The version they looked at.
    pub version: VersionId,
    /// What.
    pub act: Act,
    /// Remark or reason.
    pub text: String,
}

/// Whether somebody had a hand in what is under work: they cannot approve it.
fn has_a_hand(conn: &mut Conn<'_>, by: PersonId, item: ItemId, in_force: Option<i32>) -> Outcome<bool> {
    let authors = store::authors_after(conn, item, in_force.unwrap_or(0))?;
    Ok(authors.contains(&by) || store::last_submitter(conn, item)? == Some(by))
}

/// Carries out a decision and writes it down.
///
/// # Errors
/// [`BankError::Forbidden`]; [`BankError::Fields`] when the reason is missing; [`BankError::WrongState`];
/// [`BankError::Stale`] when there is a newer version than the one that was looked at; [`BankError::OwnWork`].
pub fn act(
    conn: &mut Conn<'_>,
    now: Timestamp,
    entropy: &dyn Entropy,
    by: &Actor,
    bank: &Bank,
    rights: Rights,
    decision: &Decision,
) -> Outcome<()> {
    let act = decision.act;
    act.is_allowed(rights)?;
    let text = text::clean_lines(&decision.text);
    if act.needs_text() && text.is_empty() {
        return Err(BankError::Fields(vec![FieldProblem::new("text", "review_text_needed")]));
    }
    if text.chars().count() > LONGEST_TEXT {
        return Err(BankError::Fields(vec![FieldProblem::new("text", "too_long").with("max", LONGEST_TEXT)]));
    }
    let item = items::look(conn, bank.id, &decision.code)?;
    if item.newest != decision.version {
        return Err(BankError::Stale);
    }
    let after = item.state.after(act).ok_or(BankError::WrongState)?;
    if act == Act::Submitted {
        is_ready(&item)?;
    }
    if act == Act::Approved {
        let in_force = if item.state.is_in_force() { Some(store::number_of(conn, item.in_force)?) } else { None };
        if has_a_hand(conn, by.id, item.id, in_force)? {
            return Err(BankError::OwnWork);
        }
    }
    let is_done = match act {
        Act::Commented => true,
        Act::Rechecked => {
            store::set_checked(conn, item.id, now)?;
            true
        }
        Act::Approved => {
            // Draws read what is in force: one turn at a time, as when files are loaded.
            crate::bank::ops::take_content_turn(conn)?;
            writing::put_in_force(conn, now, bank.id, &item)?
        }
        Act::Submitted | Act::Withdrawn | Act::Returned | Act::Dropped if item.state.is_in_force() => {
            let revision = after.revision.as_deref().map(|word| (item.newest, word));
            store::set_revision(conn, item.id, Some(item.newest), revision)?
        }
        _ => store::set_status(conn, item.id, item.in_force, &item.state.status, &after.status)?,
    };
    if !is_done {
        return Err(BankError::Stale);
    }
    let row = ReviewRow {
        id: Id::new(now, entropy),
        item_id: item.id,
        version_id: item.newest,
        person_id: by.id,
        at: now,
        act: act.code().to_owned(),
        text: text.clone(),
    };
    store::insert_review(conn, &row)?;
    audit::ops::record(
        conn,
        now,
        audit::ops::Event {
            actor: Some(by.id),
            action: act.action(),
            subject_kind: "item",
            subject_id: decision.code.clone(),
            reason: Some(text).filter(|text| !text.is_empty()),
            detail: json!({ "bank": bank.code, "version": item.newest }),
        },
    )?;
    Ok(())
}

/// An imported or older draft may lack what review needs.
fn is_ready(item: &items::Written) -> Outcome<()> {
    if item.item.solution.rationale.trim().is_empty() {
        return Err(BankError::Fields(vec![FieldProblem::new("text", "rationale_needed")]));
    }
    Ok(())
}

/// An entry of an item's thread.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Who.
    pub person: String,
    /// When.
    pub at: Timestamp,
    /// What.
    pub act: Act,
    /// Remark or reason.
    pub text: String,
    /// Number of the version it was about.
    pub number: i32,
}

/// What was said and decided about an item, the newest first.
pub fn thread(conn: &mut Conn<'_>, item: ItemId) -> Outcome<Vec<Entry>> {
    Ok(store::reviews(conn, item, MOST_SHOWN)?
        .into_iter()
        .filter_map(|(row, person, number)| Some(Entry { person, at: row.at, act: Act::parse(&row.act)?, text: row.text, number }))
        .collect())
}

/// What somebody may do with an item now, in the order of [`Act::ALL`].
pub fn possible(conn: &mut Conn<'_>, by: &Actor, rights: Rights, item: &items::Written) -> Outcome<Vec<Act>> {
    let in_force = if item.state.is_in_force() { Some(store::number_of(conn, item.in_force)?) } else { None };
    let own = item.state.under_work() == Some("in_review") && has_a_hand(conn, by.id, item.id, in_force)?;
    Ok(Act::ALL
        .into_iter()
        .filter(|act| act.is_allowed(rights).is_ok() && item.state.after(*act).is_some() && !(own && *act == Act::Approved))
        .collect())
}

/// An item that waits for review.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// Code and title of its bank.
    pub bank: (String, String),
    /// Its code.
    pub code: String,
    /// Its stem.
    pub stem: String,
    /// A change of an item in force, not a new one.
    pub is_change: bool,
    /// Who sent it, and when.
    pub sent: Option<(String, Timestamp)>,
    /// The reader wrote it, so another must decide.
    pub is_own: bool,
}

/// Items that wait for review in the banks where somebody reviews, those sent first before the others.
pub fn waiting(conn: &mut Conn<'_>, by: &Actor, holder: &Holder, request: PageRequest) -> Outcome<Page<Waiting>> {
    let banks = reviewed(conn, holder)?;
    let page = list_store::waiting(conn, &banks, request)?;
    let ids: Vec<ItemId> = page.rows.iter().map(|row| row.item).collect();
    let versions: Vec<VersionId> = page.rows.iter().map(|row| row.version).collect();
    let sent: HashMap<ItemId, (PersonId, String, Timestamp)> = list_store::done(conn, &ids, Act::Submitted.code())?
        .into_iter()
        .map(|(item, person, name, at)| (item, (person, name, at)))
        .collect();
    let authors: HashMap<VersionId, PersonId> = list_store::authors(conn, &versions)?.into_iter().collect();
    Ok(page.map(|row| {
        let sent = sent.get(&row.item);
        Waiting {
            bank: (row.bank, row.bank_title),
            code: row.code,
            stem: row.stem,
            is_change: row.is_change,
            is_own: authors.get(&row.version) == Some(&by.id) || sent.is_some_and(|(person, ..)| *person == by.id),
            sent: sent.map(|(_, name, at)| (name.clone(), *at)),
        }
    }))
}

/// Items that somebody wrote and a reviewer sent back; `sent` is who did, and when.
pub fn returned(conn: &mut Conn<'_>, by: &Actor, holder: &Holder, request: PageRequest) -> Outcome<Page<Waiting>> {
    let banks = where_they(conn, holder, Rights::edits)?;
    let page = list_store::returned(conn, &banks, by.id, request)?;
    let ids: Vec<ItemId> = page.rows.iter().map(|row| row.item).collect();
    let mut sent: HashMap<ItemId, (String, Timestamp)> =
        list_store::done(conn, &ids, Act::Returned.code())?.into_iter().map(|(item, _, name, at)| (item, (name, at))).collect();
    Ok(page.map(|row| Waiting {
        bank: (row.bank, row.bank_title),
        code: row.code,
        stem: row.stem,
        is_change: row.is_change,
        sent: sent.remove(&row.item),
        is_own: true,
    }))
}

/// How many items wait for somebody's review (those they wrote themselves do not count), and how many of theirs came back.
pub fn waiting_count(conn: &mut Conn<'_>, by: &Actor) -> Outcome<(i64, i64)> {
    let holder = match rights::holder(conn, by) {
        Ok(holder) => holder,
        Err(BankError::Forbidden) => return Ok((0, 0)),
        Err(error) => return Err(error),
    };
    let banks = reviewed(conn, &holder)?;
    let came_back = returned(conn, by, &holder, PageRequest::new(1, 1))?.total;
    Ok((list_store::waiting_count(conn, &banks, by.id)?, came_back))
}

fn reviewed(conn: &mut Conn<'_>, holder: &Holder) -> Outcome<Vec<BankId>> {
    where_they(conn, holder, Rights::reviews)
}

/// The banks where somebody may do something.
fn where_they(conn: &mut Conn<'_>, holder: &Holder, may: impl Fn(Rights) -> bool) -> Outcome<Vec<BankId>> {
    let open = super::rights_store::openness(conn)?;
    Ok(open.into_iter().filter(|(bank, is_open)| may(holder.in_bank(*bank, *is_open))).map(|(bank, _)| bank).collect())
}
