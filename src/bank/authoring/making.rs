//! Making a bank, and changing one.

use serde_json::json;

use super::rights::{self, Right, Rights, To};
use crate::{
    audit,
    bank::{
        model::{Bank, BankError},
        store::{self as bank_store, BankRow},
    },
    kernel::{Actor, Entropy, FieldProblem, Id, Timestamp, text},
    storage::Conn,
};

type Outcome<T> = Result<T, BankError>;

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
