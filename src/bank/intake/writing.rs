//! Confirming and taking back: worked out first, then written in parts that let other writers pass between them.
//!
//! A part is claimed before it is written, so that a request and a job, or two nodes, never write the same twice; what a kill
//! interrupts is worked out again from what stands.

use std::{ops::Range, sync::Arc};

use serde_json::json;

use super::{
    model::{IntakeError, UNDO_HOURS},
    ops::{Import, Outcome, import, open_import, sources},
    store::{self, ImportRow, ResultRow},
};
use crate::{
    audit,
    bank::{
        exchange::{self, Imported, Plan, Target},
        formats::{model::Draft, store_form},
        store as bank_store,
    },
    kernel::{
        Actor, Entropy, Timestamp,
        ids::{BankImportId, PersonId},
        text,
    },
    storage::Conn,
};

/// Items of a part.
pub const PART: usize = 500;

/// An import worked out: what is still to be written.
pub struct Work {
    row: ImportRow,
    plan: Plan,
    /// Ordinal of each of the plan's items.
    ordinals: Vec<i32>,
}

/// What the confirmation says.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Consent {
    /// Leave out what has errors.
    pub only_good: bool,
    /// Give items new codes whose own the bank has.
    pub fresh_codes: bool,
}

/// Sets an import going, if it can go through as far as anybody knows now.
pub fn confirm(conn: &mut Conn<'_>, now: Timestamp, by: &Actor, bank: &str, id: BankImportId, consent: Consent) -> Outcome<()> {
    let import = open_import(conn, by, bank, id)?;
    let counts = store::counts(conn, id)?;
    if !consent.only_good && counts.errors > 0 {
        return Err(IntakeError::HasErrors(counts.errors));
    }
    let of_file = import.row.flaws.0.iter().filter(|flaw| flaw.is_error).count();
    if !consent.only_good && of_file > 0 {
        return Err(IntakeError::FileErrors(i64::try_from(of_file).unwrap_or(i64::MAX)));
    }
    if counts.taken == 0 {
        return Err(IntakeError::Nothing);
    }
    let mut choices = import.row.choices.0;
    (choices.only_good, choices.fresh_codes) = (consent.only_good, consent.fresh_codes);
    store::set_stopped(conn, id, None)?;
    let goes = store::set_choices(conn, id, &choices, now)? && store::change_state(conn, id, "open", "running", now)?;
    if goes { Ok(()) } else { Err(IntakeError::State) }
}

/// Works out what an import that goes has still to write; `None` when it does not go any more.
pub fn work(conn: &mut Conn<'_>, now: Timestamp, entropy: &dyn Entropy, no_topic: &str, id: BankImportId) -> Outcome<Option<Arc<Work>>> {
    let Some(row) = store::import(conn, id)?.filter(|row| row.state == "running") else { return Ok(None) };
    let Some(bank) = bank_store::bank(conn, row.bank_id)? else { return Ok(None) };
    let mut drafts: Vec<(i32, Draft)> = Vec::new();
    loop {
        let some = store::to_take(conn, id, drafts.last().map_or(0, |(ordinal, _)| *ordinal))?;
        if some.is_empty() {
            break;
        }
        drafts.extend(some.into_iter().map(|(ordinal, draft)| (ordinal, row.choices.0.applied(draft.0))));
    }
    let sources = sources(conn, drafts.iter().map(|(_, draft)| draft))?;
    // What the bank does not take (any more) was told as an error before; it has no verdict that lets it come here.
    let (ordinals, items): (Vec<i32>, Vec<Imported>) =
        drafts.iter().filter_map(|(ordinal, draft)| Some((*ordinal, store_form::item(draft, &sources).ok()?.0))).unzip();
    let target = Target { bank: bank.code.clone(), title: None, no_topic: no_topic.to_owned(), skips_known: true };
    let mut plan = exchange::plan(conn, now, entropy, &bank, &target, &items)?;
    if !plan.report.taken.is_empty() && row.choices.0.fresh_codes {
        let has_files = bank.content_hash.iter().any(|byte| *byte != 0);
        let taken = std::mem::take(&mut plan.report.taken);
        let is_taken = |code: &String| taken.contains(&if has_files { format!("{}{code}", exchange::IMPORTED) } else { code.clone() });
        let free = |mut item: Imported| {
            if is_taken(&item.code) {
                item.code.clear();
            }
            item
        };
        let items: Vec<Imported> = items.into_iter().map(free).collect();
        plan = exchange::plan(conn, now, entropy, &bank, &target, &items)?;
    }
    Ok(Some(Arc::new(Work { row, plan, ordinals })))
}

impl Work {
    /// The parts in which it is written; one at least, which finds out that there is nothing.
    pub fn parts(&self) -> impl Iterator<Item = Range<usize>> + use<> {
        let len = self.plan.len();
        (0..len.div_ceil(PART).max(1)).map(move |part| part * PART..((part + 1) * PART).min(len))
    }
}

/// What writing a part came to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    /// There is more.
    More,
    /// That was the last.
    Done,
    /// Somebody else works on it, or it cannot go through.
    Stopped,
}

/// Writes a part.
pub fn write(conn: &mut Conn<'_>, now: Timestamp, work: &Work, part: Range<usize>) -> Outcome<Step> {
    let id = work.row.id;
    let before = work.row.done;
    let count = |n: usize| i32::try_from(n).unwrap_or(i32::MAX);
    if !work.plan.report.taken.is_empty() {
        return stop(conn, now, &work.row, &format!("taken {}", first_of(&work.plan.report.taken)));
    }
    let total = before + count(work.plan.len());
    if !store::claim(conn, id, "running", before + count(part.start), before + count(part.end), total)? {
        return Ok(Step::Stopped);
    }
    if part.start == 0 {
        let known = work.plan.report.known.iter().filter_map(|number| work.ordinals.get(number - 1));
        let rows: Vec<ResultRow> =
            known.map(|ordinal| ResultRow { import_id: id, ordinal: *ordinal, item_id: None, outcome: "known".to_owned() }).collect();
        store::insert_results(conn, &rows)?;
        let mut topics = work.row.new_topics.0.clone();
        topics.extend(work.plan.topics().iter().map(|topic| topic.code.clone()));
        store::set_new_topics(conn, id, &topics)?;
    }
    exchange::write(conn, work.row.bank_id, &work.plan, part.clone())?;
    let added = work.plan.ids(part.clone()).filter_map(|(number, item)| Some((*work.ordinals.get(number - 1)?, item)));
    let rows: Vec<ResultRow> =
        added.map(|(ordinal, item)| ResultRow { import_id: id, ordinal, item_id: Some(item), outcome: "added".to_owned() }).collect();
    store::insert_results(conn, &rows)?;
    if part.end < work.plan.len() {
        return Ok(Step::More);
    }
    store::change_state(conn, id, "running", "done", now)?;
    store::set_finished(conn, id, now)?;
    let outcomes = outcomes(conn, id)?;
    record(conn, now, &work.row, "bank.imported", outcomes.added, outcomes.known)?;
    Ok(Step::Done)
}

fn first_of(codes: &[String]) -> String {
    let shown = codes.iter().take(10).cloned().collect::<Vec<_>>().join(", ");
    if codes.len() > 10 { format!("{shown}, …") } else { shown }
}

/// What came between: what was written goes again, and the file is open as before, saying why.
pub fn stop(conn: &mut Conn<'_>, now: Timestamp, row: &ImportRow, why: &str) -> Outcome<Step> {
    store::set_stopped(conn, row.id, Some(why))?;
    store::change_state(conn, row.id, "running", "unwinding", now)?;
    Ok(Step::Stopped)
}

/// Sets going that an import is taken back.
pub fn undo(conn: &mut Conn<'_>, now: Timestamp, by: &Actor, bank: &str, id: BankImportId) -> Outcome<()> {
    let import = import(conn, by, bank, id)?;
    if import.row.state != "done" {
        return Err(IntakeError::State);
    }
    if !can_undo(&import, now) {
        return Err(IntakeError::TooLate);
    }
    if store::change_state(conn, id, "done", "undoing", now)? { Ok(()) } else { Err(IntakeError::State) }
}

/// Whether an import can still be taken back.
pub fn can_undo(import: &Import, now: Timestamp) -> bool {
    import.row.state == "done" && import.row.finished_at.is_some_and(|at| now <= at.plus_seconds(UNDO_HOURS * 3_600))
}

/// Takes a part of an import out of the bank; items that somebody used are kept, and named by the report.
pub fn unwrite(conn: &mut Conn<'_>, now: Timestamp, id: BankImportId) -> Outcome<Step> {
    let Some(row) = store::import(conn, id)?.filter(|row| matches!(row.state.as_str(), "undoing" | "unwinding")) else {
        return Ok(Step::Stopped);
    };
    let items = store::added(conn, id, i64::try_from(PART).unwrap_or(i64::MAX))?;
    if !items.is_empty() {
        let used = store::used(conn, &items)?;
        let (kept, gone): (Vec<_>, Vec<_>) = items.into_iter().partition(|item| used.contains(item));
        store::delete_items(conn, &gone)?;
        store::set_outcome(conn, id, &kept, "kept")?;
        store::set_outcome(conn, id, &gone, "removed")?;
        return Ok(Step::More);
    }
    store::delete_empty_topics(conn, row.bank_id, &row.new_topics.0)?;
    store::set_new_topics(conn, id, &[])?;
    if row.state == "unwinding" {
        store::clear_results(conn, id)?;
        store::change_state(conn, id, "unwinding", "open", now)?;
        return Ok(Step::Done);
    }
    store::change_state(conn, id, "undoing", "undone", now)?;
    let outcomes = outcomes(conn, id)?;
    record(conn, now, &row, "bank.import_undone", outcomes.removed, outcomes.kept)?;
    Ok(Step::Done)
}

/// What became of the items of an import.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Outcomes {
    /// In the bank because of it.
    pub added: i64,
    /// In the bank before it.
    pub known: i64,
    /// Taken back.
    pub removed: i64,
    /// Not taken back, because somebody used them.
    pub kept: i64,
}

/// See [`Outcomes`].
pub fn outcomes(conn: &mut Conn<'_>, id: BankImportId) -> Outcome<Outcomes> {
    let mut out = Outcomes::default();
    for (outcome, n) in store::outcomes(conn, id)? {
        match outcome.as_str() {
            "added" => out.added = n,
            "known" => out.known = n,
            "removed" => out.removed = n,
            "kept" => out.kept = n,
            _ => {}
        }
    }
    Ok(out)
}

/// Codes and stems of items that stand in the bank with an outcome, some of them.
pub fn named(conn: &mut Conn<'_>, id: BankImportId, outcome: &str, limit: i64) -> Outcome<Vec<(String, String)>> {
    Ok(store::named(conn, id, outcome, limit)?)
}

/// Imports that somebody has to carry on.
pub fn unfinished(conn: &mut Conn<'_>) -> Outcome<Vec<BankImportId>> {
    Ok(store::unfinished(conn)?)
}

fn record(conn: &mut Conn<'_>, now: Timestamp, row: &ImportRow, action: &'static str, done: i64, left: i64) -> Outcome<()> {
    let bank = bank_store::bank(conn, row.bank_id)?.map(|bank| bank.code).unwrap_or_default();
    let by: PersonId = row.by_person;
    audit::ops::record(
        conn,
        now,
        audit::ops::Event {
            actor: Some(by),
            action,
            subject_kind: "bank",
            subject_id: bank,
            reason: None,
            detail: json!({ "import": row.id, "file": text::clean_line(&row.file_name), "items": done, "left": left }),
        },
    )?;
    Ok(())
}
