//! Versions of an item, and what changed between two of them.

use serde_json::json;

use super::{items, work_store as store};
use crate::{
    audit,
    bank::{
        formats::{
            model::{Body, Decimal, Draft},
            store_form,
        },
        model::{Bank, BankError, CognitiveLevel, Topic},
        ops,
    },
    kernel::{Actor, Timestamp},
    storage::Conn,
};

type Outcome<T> = Result<T, BankError>;

/// Versions that are shown with their changes.
const MOST_SHOWN: usize = 50;

/// What became of a piece of text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Piece {
    /// It stands in both.
    Kept,
    /// It is new.
    Added,
    /// It is gone.
    Removed,
}

/// A part of an item that changed. `part` is the message `part-<part>`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// Which part.
    pub part: &'static str,
    /// Pieces of the text, word by word, in reading order.
    pub pieces: Vec<(Piece, String)>,
}

/// A version as the history shows it.
#[derive(Clone, Debug)]
pub struct Version {
    /// From 1.
    pub number: i32,
    /// When.
    pub at: Timestamp,
    /// Who; `None` for versions from files.
    pub author: Option<String>,
    /// In force now.
    pub is_in_force: bool,
    /// What changed since the one before; empty for the first.
    pub changes: Vec<Change>,
}

/// How answers count, as words of the data: a page puts sentences in their place.
pub const MARKING_WORDS: [&str; 3] = ["case_sensitive", "ignores_marks", "strict_tones"];

fn marking(draft: &Draft) -> String {
    let is_case_sensitive = matches!(&draft.body, Body::Short { case_sensitive: true, .. });
    let said = [is_case_sensitive, draft.marking.ignores_marks, draft.marking.strict_tones];
    let words = MARKING_WORDS.iter().zip(said).filter(|(_, is_said)| *is_said).map(|(word, _)| (*word).to_owned());
    let steps = draft.marking.steps.iter().map(|step| format!("{step}%")).collect::<Vec<_>>().join("; ");
    words.chain(Some(steps).filter(|steps| !steps.is_empty())).collect::<Vec<_>>().join("\n")
}

/// The parts of an item in words, each under its name.
fn sheet(draft: &Draft, topics: &[Topic]) -> Vec<(&'static str, String)> {
    let marked = |is_right: bool, text: &str| if is_right { format!("✓ {text}") } else { text.to_owned() };
    let lines = |list: Vec<String>| list.join("\n");
    let body = match &draft.body {
        Body::Choice { options, .. } => lines(options.iter().map(|option| marked(option.is_key, &option.text)).collect()),
        Body::Truth(truth) => (if *truth { "Đ" } else { "S" }).to_owned(),
        Body::Statements(list) => lines(
            list.iter()
                .map(|statement| format!("{} {}", if statement.is_true == Some(true) { "Đ" } else { "S" }, statement.text))
                .collect(),
        ),
        Body::Short { accepted, .. } => lines(accepted.clone()),
        Body::Number { value, tolerance } => format!("{} ± {}", value.vietnamese(), tolerance.vietnamese()),
        Body::Matching { pairs, distractors } => {
            let pairs = pairs.iter().map(|(left, right)| format!("{left} → {right}"));
            lines(pairs.chain(distractors.iter().map(|other| format!("→ {other}"))).collect())
        }
        Body::Ordering(list) => lines((1..).zip(list).map(|(at, text)| format!("{at}. {text}")).collect()),
        Body::Gaps(list) => lines(
            (1..).zip(list).map(|(at, gap)| format!("[[{at}]] {} | {}", gap.accepted.join(" / "), gap.distractors.join(" / "))).collect(),
        ),
        Body::Essay { guide } => guide.clone(),
    };
    let topic = topics.iter().find(|topic| topic.code == draft.topic).map_or(draft.topic.clone(), |topic| topic.title.clone());
    let points = draft.points.unwrap_or(100);
    let points = Decimal::parse(&format!("{}.{:02}", points / 100, points % 100)).unwrap_or_default().vietnamese();
    vec![
        ("context", draft.context.clone()),
        ("stem", draft.stem.clone()),
        ("body", body),
        ("rationale", draft.rationale.clone()),
        ("source", draft.source.clone()),
        ("topic", topic),
        ("level", draft.level.map_or("", CognitiveLevel::code).to_owned()),
        ("points", points),
        ("marking", marking(draft)),
        ("tags", draft.tags.join(", ")),
    ]
}

/// What changed from one draft to another.
pub fn changes(old: &Draft, new: &Draft, topics: &[Topic]) -> Vec<Change> {
    sheet(old, topics)
        .into_iter()
        .zip(sheet(new, topics))
        .filter(|((_, old), (_, new))| old != new)
        .map(|((part, old), (_, new))| Change { part, pieces: pieces(&old, &new) })
        .collect()
}

fn pieces(old: &str, new: &str) -> Vec<(Piece, String)> {
    let mut out: Vec<(Piece, String)> = Vec::new();
    for change in similar::TextDiff::from_words(old, new).iter_all_changes() {
        let kind = match change.tag() {
            similar::ChangeTag::Equal => Piece::Kept,
            similar::ChangeTag::Insert => Piece::Added,
            similar::ChangeTag::Delete => Piece::Removed,
        };
        match out.last_mut() {
            Some((last, text)) if *last == kind => text.push_str(change.value()),
            _ => out.push((kind, change.value().to_owned())),
        }
    }
    out
}

/// All versions of an item, the newest first; that their keys were seen is recorded.
pub fn of(conn: &mut Conn<'_>, now: Timestamp, by: &Actor, bank: &Bank, code: &str) -> Outcome<(items::Written, Vec<Version>)> {
    let written = items::look(conn, bank.id, code)?;
    let (row, _) = store::item(conn, bank.id, code)?.ok_or(BankError::NotFound)?;
    let topics = ops::topics(conn, bank.id)?;
    let rows: Vec<_> = store::versions(conn, written.id)?.into_iter().take(MOST_SHOWN + 1).collect();
    let ids: Vec<_> = rows.iter().map(|(version, ..)| version.id).collect();
    let contents = items::versions(conn, &row, &ids)?;
    let drafts: Vec<Option<Draft>> = ids.iter().map(|id| contents.get(id).map(|item| store_form::draft(1, item))).collect();
    let versions = rows
        .iter()
        .enumerate()
        .take(MOST_SHOWN)
        .map(|(at, (version, _, author))| {
            let before = drafts.get(at + 1).and_then(Option::as_ref);
            Version {
                number: version.number,
                at: version.created_at,
                author: author.clone(),
                is_in_force: written.state.is_in_force() && version.id == written.in_force,
                changes: before.zip(drafts[at].as_ref()).map(|(old, new)| changes(old, new, &topics)).unwrap_or_default(),
            }
        })
        .collect();
    audit::ops::record(
        conn,
        now,
        audit::ops::Event {
            actor: Some(by.id),
            action: "item.key_seen",
            subject_kind: "item",
            subject_id: code.to_owned(),
            reason: None,
            detail: json!({ "bank": bank.code, "versions": ids.len() }),
        },
    )?;
    Ok((written, versions))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bank::formats::model::{Choice, Place};

    #[test]
    fn what_changed_is_told_part_by_part_and_word_by_word() {
        let choice = |text: &str, is_key| Choice { text: text.into(), is_key, feedback: String::new() };
        let item = |stem: &str, key: usize| {
            let options = ["Một", "Hai"].iter().enumerate().map(|(at, text)| choice(text, at == key)).collect();
            Draft::new(Place::File, stem.into(), Body::Choice { options, many: false })
        };
        let found = changes(&item("Năm 2023 có gì?", 0), &item("Năm 2024 có gì?", 1), &[]);
        assert_eq!(found.iter().map(|change| change.part).collect::<Vec<_>>(), ["stem", "body"]);
        assert_eq!(
            found[0].pieces,
            [
                (Piece::Kept, "Năm ".to_owned()),
                (Piece::Removed, "2023".to_owned()),
                (Piece::Added, "2024".to_owned()),
                (Piece::Kept, " có gì?".to_owned())
            ]
        );
        assert_eq!(changes(&item("Hỏi?", 0), &item("Hỏi?", 0), &[]), []);
    }
}
