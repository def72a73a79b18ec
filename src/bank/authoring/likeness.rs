//! Items that say the same with other marks, spaces, capitals, punctuation or order of their options: found by one key.

use sha2::{Digest, Sha256};

use super::{rights::Holder, work_store as store};
use crate::{
    bank::{
        exchange::Imported,
        formats::{
            model::{Body, Draft},
            store_form,
        },
        model::BankError,
    },
    kernel::{ids::ItemId, text},
    storage::Conn,
};

pub use super::work_store::Mark;

/// Like items named at once, at most.
const MOST_NAMED: i64 = 5;

/// An item that says the same.
#[derive(Clone, Debug)]
pub struct Like {
    /// Code of its bank.
    pub bank: String,
    /// Its code.
    pub code: String,
    /// Its stem.
    pub stem: String,
}

/// Letters and digits without marks, single spaces between words.
fn folded(text: &str) -> String {
    let key = text::search_key(text);
    key.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The key of an item: equal for items that are the same but for their dress.
pub fn key(draft: &Draft) -> String {
    let parts: Vec<&str> = match &draft.body {
        Body::Choice { options, .. } => options.iter().map(|option| option.text.as_str()).collect(),
        Body::Essay { .. } => Vec::new(),
        body => body.texts(),
    };
    let mut parts: Vec<String> = parts.into_iter().map(folded).filter(|part| !part.is_empty()).collect();
    parts.sort();
    let mut hasher = Sha256::new();
    hasher.update(folded(&format!("{} {}", draft.context, draft.stem)));
    for part in parts {
        hasher.update([0]);
        hasher.update(part);
    }
    text::hex(&hasher.finalize()[..16])
}

/// Items like this one, in banks that the holder may look at.
pub fn find(conn: &mut Conn<'_>, holder: &Holder, draft: &Draft, except: Option<ItemId>) -> Result<Vec<Like>, BankError> {
    Ok(store::like(conn, &key(draft), except, MOST_NAMED)?
        .into_iter()
        .filter(|row| holder.in_bank(row.bank_id, row.is_open).views())
        .map(|row| Like { bank: row.bank, code: row.code, stem: row.stem })
        .collect())
}

/// Keeps key and tags of items, in the place of what was kept before.
pub fn remember(conn: &mut Conn<'_>, items: &[(ItemId, Imported)]) -> Result<(), BankError> {
    let marks: Vec<Mark> = items.iter().map(|(id, item)| mark(*id, item)).collect();
    keep(conn, &marks)
}

/// Key and tags of an item.
pub fn mark(id: ItemId, item: &Imported) -> Mark {
    Mark { item_id: id, likeness: key(&store_form::draft(1, item)), tags: item.tags.clone() }
}

/// Keeps what [`mark`] gave.
pub fn keep(conn: &mut Conn<'_>, marks: &[Mark]) -> Result<(), BankError> {
    Ok(store::put_marks(conn, marks)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bank::formats::model::{Choice, Place};

    fn item(stem: &str, options: &[&str]) -> Draft {
        let options =
            options.iter().enumerate().map(|(at, text)| Choice { text: (*text).into(), is_key: at == 0, feedback: String::new() });
        Draft::new(Place::File, stem.into(), Body::Choice { options: options.collect(), many: false })
    }

    #[test]
    fn dress_does_not_count_and_matter_does() {
        let first = item("Kết luận số 57-KL/TW ban hành ngày nào?", &["15/6/2023", "Năm 2024"]);
        let dressed = item("  ket luan so 57-KL/TW  **ban hành** ngày nào ?", &["năm 2024.", "15/6/2023"]);
        assert_eq!(key(&first), key(&dressed));
        assert_ne!(key(&first), key(&item("Kết luận số 58-KL/TW ban hành ngày nào?", &["15/6/2023", "Năm 2024"])));
        assert_ne!(key(&first), key(&item("Kết luận số 57-KL/TW ban hành ngày nào?", &["16/6/2023", "Năm 2024"])));
        // Words of one option never count for another.
        assert_ne!(key(&item("Hỏi?", &["một hai", "ba"])), key(&item("Hỏi?", &["một", "hai ba"])));
    }
}
