//! Slips (phiếu mã): codes that a unit hands out, each of which verifies one registration.

use sha2::{Digest, Sha256};

use super::{
    model::RegistrationError,
    ops::{self, Outcome, event},
    private::PrivateKeys,
    side_store::{self as store, BatchRow, SlipRow},
};
use crate::{
    audit,
    contests::model::Contest,
    kernel::{
        Actor, Entropy, FieldProblem, Id, Timestamp,
        ids::{RegistrationId, SlipBatchId},
        rng::DrawStream,
        text,
    },
    storage::Conn,
};

/// Digits and letters that nobody takes for another (Crockford base 32).
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Characters of a code: 50 bits, too many to guess one of some ten thousand.
const LENGTH: usize = 10;
/// Most slips of a batch.
pub const MOST: i64 = 5_000;

/// The code of a slip, drawn from the batch's own secret: it can be printed again, and the database holds only its hash.
fn code(keys: &PrivateKeys, batch: SlipBatchId, number: i32) -> String {
    let mut stream = DrawStream::new(keys.slip_seed(&batch.to_string()), &number.to_string());
    (0..LENGTH).map(|_| char::from(ALPHABET[stream.below(ALPHABET.len())])).collect()
}

/// `7F3K9-QXABC`, as it is printed.
fn printed(code: &str) -> String {
    let (head, tail) = code.split_at(LENGTH / 2);
    format!("{head}-{tail}")
}

/// A code as people type it, in its one form: upper case, without spaces and hyphens, O read as 0, I and L as 1.
pub fn normal(typed: &str) -> String {
    text::clean_line(typed)
        .chars()
        .filter(|c| !matches!(c, ' ' | '-'))
        .flat_map(char::to_uppercase)
        .map(|c| match c {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect()
}

pub(super) fn hash(code: &str) -> Vec<u8> {
    Sha256::digest(format!("slip:{code}").as_bytes()).to_vec()
}

/// A batch of slips.
#[derive(Clone, Debug)]
pub struct Batch {
    /// Id.
    pub id: SlipBatchId,
    /// What it is for, as "Phường Mỹ Tho".
    pub title: String,
    /// How many.
    pub slips: i32,
    /// How many are used.
    pub used: i64,
    /// When it was made.
    pub made_at: Timestamp,
}

/// Makes a batch.
///
/// # Errors
/// The fields `title`, `slips`.
pub fn make(
    conn: &mut Conn<'_>,
    now: Timestamp,
    entropy: &dyn Entropy,
    by: &Actor,
    contest: &Contest,
    title: &str,
    slips: &str,
) -> Outcome<SlipBatchId> {
    let (title, slips) = (text::clean_line(title), slips.trim().parse::<i64>().unwrap_or(0));
    let mut wrong = Vec::new();
    if title.is_empty() {
        wrong.push(FieldProblem::new("title", "required"));
    } else if title.chars().count() > 200 {
        wrong.push(FieldProblem::new("title", "too_long").with("max", 200));
    }
    let Some(count) = i32::try_from(slips).ok().filter(|slips| (1..=MOST).contains(&i64::from(*slips))) else {
        wrong.push(FieldProblem::new("slips", "number_range").with("min", 1).with("max", MOST));
        return Err(RegistrationError::Fields(wrong));
    };
    if !wrong.is_empty() {
        return Err(RegistrationError::Fields(wrong));
    }
    let keys = ops::keys(conn, entropy)?;
    let id: SlipBatchId = Id::new(now, entropy);
    let rows: Vec<SlipRow> = (1..=count)
        .map(|number| SlipRow { code_hash: hash(&code(&keys, id, number)), batch_id: id, contest_id: contest.id, number })
        .collect();
    let batch = BatchRow { id, contest_id: contest.id, title: title.clone(), slips: count, made_by: by.id, made_at: now };
    store::insert_batch(conn, &batch, &rows)?;
    let detail = serde_json::json!({ "batch": id, "title": title, "slips": count });
    audit::ops::record(conn, now, event(Some(by.id), "registration.slips_made", contest.code.clone(), detail))?;
    Ok(id)
}

/// Batches, newest first.
pub fn batches(conn: &mut Conn<'_>, contest: &Contest) -> Outcome<Vec<Batch>> {
    let batch = |(row, used): (BatchRow, i64)| Batch { id: row.id, title: row.title, slips: row.slips, used, made_at: row.made_at };
    Ok(store::batches(conn, contest.id)?.into_iter().map(batch).collect())
}

/// A batch with its printed codes in order; [`record_look`] comes before it.
pub fn sheet(conn: &mut Conn<'_>, contest: &Contest, id: SlipBatchId) -> Outcome<(Batch, Vec<String>)> {
    let row = store::batch(conn, contest.id, id)?.ok_or(RegistrationError::NotFound)?;
    let keys = ops::known_keys(conn)?.ok_or(RegistrationError::NotFound)?;
    let codes = (1..=row.slips).map(|number| printed(&code(&keys, id, number))).collect();
    Ok((Batch { id: row.id, title: row.title, slips: row.slips, used: 0, made_at: row.made_at }, codes))
}

/// Records that somebody looks at the codes of a batch.
pub fn record_look(conn: &mut Conn<'_>, now: Timestamp, by: &Actor, contest: &Contest, id: SlipBatchId) -> Outcome<()> {
    let batch = store::batch(conn, contest.id, id)?.ok_or(RegistrationError::NotFound)?;
    let detail = serde_json::json!({ "batch": batch.id, "title": batch.title });
    Ok(audit::ops::record(conn, now, event(Some(by.id), "registration.slips_seen", contest.code.clone(), detail))?)
}

/// Uses the slip with this code for a registration.
///
/// # Errors
/// The field `code`: one answer for codes that are wrong and codes that are used.
pub fn spend(conn: &mut Conn<'_>, now: Timestamp, contest: &Contest, typed: &str, by: RegistrationId) -> Outcome<()> {
    if store::use_slip(conn, contest.id, &hash(&normal(typed)), by, now)? {
        Ok(())
    } else {
        Err(RegistrationError::Fields(vec![FieldProblem::new("code", "slip_unusable")]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_as_people_type_them() {
        let keys = PrivateKeys::new([5; 32]);
        let batch = SlipBatchId::from_uuid(uuid::Uuid::from_bytes([1; 16]));
        let code = code(&keys, batch, 1);
        let typed = format!(" {} ", printed(&code).to_lowercase().replace('0', "o").replace('1', "l"));
        assert_eq!(normal(&typed), code);
    }

    #[test]
    fn every_slip_has_a_code_of_its_own_that_only_the_key_gives() {
        let batch = SlipBatchId::from_uuid(uuid::Uuid::from_bytes([1; 16]));
        let keys = PrivateKeys::new([5; 32]);
        let codes: std::collections::HashSet<String> = (1..=2_000).map(|number| code(&keys, batch, number)).collect();
        assert_eq!(codes.len(), 2_000);
        assert!(!codes.contains(&code(&PrivateKeys::new([6; 32]), batch, 1)));
    }
}
