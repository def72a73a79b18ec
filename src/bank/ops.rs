//! Use cases of banks: loading native files, reading what may be drawn, looking at items.

use std::collections::{HashMap, HashSet};

use serde_json::json;

use super::{
    authoring, exchange, keys,
    model::{Bank, BankError, CognitiveLevel, Drawable, ItemFace, ItemType, Marking, Parts, Solution, Source, Topic},
    native::{NativeBank, NativeItem},
    pins,
    store::{self, BankRow, ItemRow, VersionRow},
};
use crate::{
    audit,
    kernel::{
        Entropy, Id, Timestamp, canonical,
        ids::{BankId, VersionId},
        text,
    },
    storage::{Conn, Json},
};

type Outcome<T> = Result<T, BankError>;

/// What loading a bank changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    /// Items that are new.
    pub added: usize,
    /// Items that got a new version.
    pub changed: usize,
    /// Items that are no longer in the files.
    pub retired: usize,
}

/// Takes the turn to load content: other processes wait until this transaction ends.
pub fn take_content_turn(conn: &mut Conn<'_>) -> Outcome<()> {
    Ok(store::take_content_turn(conn)?)
}

/// Changes whenever banks, courses or quizzes were loaded.
pub fn content_revision(conn: &mut Conn<'_>) -> Outcome<i64> {
    Ok(store::content_revision(conn)?)
}

/// Whether a bank stands in the database exactly as in the files.
pub fn is_loaded(conn: &mut Conn<'_>, bank: &NativeBank) -> Outcome<bool> {
    Ok(store::bank_by_code(conn, &bank.code)?.is_some_and(|row| row.content_hash == bank.content_hash))
}

/// Writes sources and their outlines.
pub fn load_sources(conn: &mut Conn<'_>, now: Timestamp, sources: &[Source]) -> Outcome<()> {
    Ok(store::put_sources(conn, now, sources)?)
}

/// Brings a bank to what its files say: new items are added, changed ones get a new version, missing ones retire.
pub fn load(conn: &mut Conn<'_>, now: Timestamp, entropy: &dyn Entropy, bank: &NativeBank) -> Outcome<Loaded> {
    let present = store::bank_by_code(conn, &bank.code)?;
    let bank_id = present.map_or_else(|| Id::new(now, entropy), |row| row.id);
    store::put_bank(
        conn,
        &BankRow {
            id: bank_id,
            code: bank.code.clone(),
            title: bank.title.clone(),
            summary: bank.summary.clone(),
            language: bank.language.clone(),
            content_hash: bank.content_hash.to_vec(),
            created_at: now,
        },
    )?;
    store::replace_topics(conn, bank_id, &bank.topics)?;

    let mut before: HashMap<String, (ItemRow, i32, Vec<u8>)> =
        store::present_versions(conn, bank_id)?.into_iter().map(|row| (row.0.code.clone(), row)).collect();
    let mut done = Loaded::default();
    let (mut new_items, mut new_versions, mut new_solutions) = (Vec::new(), Vec::new(), Vec::new());
    let of_people = authoring::authored_codes(conn, bank_id)?;
    let mut marks = Vec::new();
    for item in &bank.items {
        let hash = content_hash(&item.face, &item.solution);
        let known = before.remove(&item.code);
        if of_people.contains(&item.code) {
            continue;
        }
        let version_id = match &known {
            Some((row, _, old)) if *old == hash => row.version_id,
            _ => Id::new(now, entropy),
        };
        let item_id = known.as_ref().map_or_else(|| Id::new(now, entropy), |(row, ..)| row.id);
        let row = ItemRow {
            id: item_id,
            bank_id,
            code: item.code.clone(),
            status: item.status.clone(),
            version_id,
            item_type: item.face.item_type.code().to_owned(),
            topic: item.topic.clone(),
            level: item.level.code().to_owned(),
            search_key: format!("{} {} {}", item.code, text::search_key(&item.face.stem), text::search_key(&item.tags.join(" "))),
        };
        marks.push((item_id, item.as_imported()));
        let is_new_version = known.as_ref().is_none_or(|(old, ..)| old.version_id != version_id);
        if is_new_version {
            let number = known.as_ref().map_or(1, |(_, number, _)| number + 1);
            new_versions.push(version_row(version_id, item_id, number, item, hash, now));
            new_solutions.push((version_id, &item.solution));
        }
        match known {
            None => {
                done.added += 1;
                new_items.push(row);
            }
            Some(_) => {
                done.changed += usize::from(is_new_version);
                store::update_item(conn, &row)?;
            }
        }
    }
    store::insert_items(conn, &new_items)?;
    store::insert_versions(conn, &new_versions)?;
    keys::insert(conn, &new_solutions)?;
    authoring::likeness::remember(conn, &marks)?;
    // Items that people imported or wrote are not the files' to retire.
    let is_gone = |row: &ItemRow| row.status != "retired" && !row.code.starts_with(exchange::IMPORTED) && !of_people.contains(&row.code);
    let gone: Vec<_> = before.into_values().filter(|(row, ..)| is_gone(row)).map(|(row, ..)| row.id).collect();
    done.retired = gone.len();
    store::retire_items(conn, &gone)?;
    audit::ops::record(
        conn,
        now,
        audit::ops::Event {
            actor: None,
            action: "bank.loaded",
            subject_kind: "bank",
            subject_id: bank.code.clone(),
            reason: None,
            detail: json!({ "added": done.added, "changed": done.changed, "retired": done.retired, "files": text::hex(&bank.content_hash) }),
        },
    )?;
    Ok(done)
}

pub(super) fn version_row(
    id: VersionId,
    item_id: crate::kernel::ids::ItemId,
    number: i32,
    item: &NativeItem,
    hash: Vec<u8>,
    now: Timestamp,
) -> VersionRow {
    VersionRow {
        id,
        item_id,
        number,
        item_type: item.face.item_type.code().to_owned(),
        stem: item.face.stem.clone(),
        options: Json(item.face.options.clone()),
        points: i32::try_from(item.face.points).unwrap_or(100),
        content_hash: hash,
        created_at: now,
        parts: Json(item.face.parts.clone()),
    }
}

/// Hash of all that a version freezes, the secret part included: a corrected key is a new version.
pub(in crate::bank) fn content_hash(face: &ItemFace, solution: &Solution) -> Vec<u8> {
    let mut content = json!({
        "type": face.item_type,
        "stem": face.stem,
        "options": face.options,
        "points": face.points,
        "key": solution.key,
        "rationale": solution.rationale,
        "citation": solution.citation,
    });
    // Only where there are any, so that the hashes of plain items stay what they were.
    if face.parts != Parts::default() {
        content["parts"] = json!(face.parts);
    }
    if !solution.feedback.is_empty() {
        content["feedback"] = json!(solution.feedback);
    }
    canonical::digest(&content).to_vec()
}

/// A bank by its code.
pub fn bank_by_code(conn: &mut Conn<'_>, code: &str) -> Outcome<Bank> {
    Ok(store::bank_by_code(conn, code)?.ok_or(BankError::NotFound)?.into())
}

/// A bank by its id.
pub fn bank(conn: &mut Conn<'_>, id: BankId) -> Outcome<Bank> {
    Ok(store::bank(conn, id)?.ok_or(BankError::NotFound)?.into())
}

/// All banks with the number of their approved items.
pub fn banks(conn: &mut Conn<'_>) -> Outcome<Vec<(Bank, i64)>> {
    Ok(store::banks(conn)?.into_iter().map(|(row, approved)| (row.into(), approved)).collect())
}

/// Topics of a bank in order.
pub fn topics(conn: &mut Conn<'_>, bank: BankId) -> Outcome<Vec<Topic>> {
    Ok(store::topics(conn, bank)?)
}

/// Topics of several banks (codes): (code of the bank, topic), in order.
pub fn topics_in(conn: &mut Conn<'_>, banks: &[&str]) -> Outcome<Vec<(String, Topic)>> {
    Ok(store::topics_in(conn, banks)?)
}

/// Approved items by topic and level.
pub fn cell_counts(conn: &mut Conn<'_>, bank: BankId) -> Outcome<HashMap<(String, CognitiveLevel), i64>> {
    Ok(store::cell_counts(conn, bank)?
        .into_iter()
        .filter_map(|(topic, level, count)| Some(((topic, CognitiveLevel::parse(&level)?), count)))
        .collect())
}

/// What may be drawn from banks (codes), in the order of the item codes. Types this binary cannot serve are left out.
pub fn drawables(conn: &mut Conn<'_>, banks: &[&str]) -> Outcome<Vec<Drawable>> {
    Ok(store::drawables(conn, banks)?
        .into_iter()
        .filter_map(|row| {
            let face = ItemFace {
                item_type: ItemType::parse(&row.item_type)?,
                stem: String::new(),
                options: row.options.0,
                points: i64::from(row.points),
                parts: row.parts.0,
            };
            Some(Drawable {
                version: row.version,
                bank: row.bank,
                code: row.code,
                item_type: face.item_type,
                topic: row.topic,
                level: CognitiveLevel::parse(&row.level)?,
                options: face.shuffled(),
                parts: face.answered_parts(),
                pinned: pins::of(&face),
                points: face.points,
            })
        })
        .collect())
}

/// What takers may see of versions.
pub fn faces(conn: &mut Conn<'_>, versions: &[VersionId]) -> Outcome<HashMap<VersionId, ItemFace>> {
    Ok(store::versions(conn, versions)?
        .into_iter()
        .filter_map(|row| {
            let face = ItemFace {
                item_type: ItemType::parse(&row.item_type)?,
                stem: row.stem,
                options: row.options.0,
                points: i64::from(row.points),
                parts: row.parts.0,
            };
            Some((row.id, face))
        })
        .collect())
}

/// How versions are marked.
pub fn markings(conn: &mut Conn<'_>, versions: &[VersionId]) -> Outcome<HashMap<VersionId, Marking>> {
    if versions.is_empty() {
        return Ok(HashMap::new());
    }
    Ok(store::parts(conn, versions)?.into_iter().map(|(id, parts)| (id, parts.0.marking)).collect())
}

/// Bank and topic (codes) of versions.
pub fn topics_of(conn: &mut Conn<'_>, versions: &[VersionId]) -> Outcome<HashMap<VersionId, (String, String)>> {
    Ok(store::topics_of_versions(conn, versions)?.into_iter().collect())
}

/// Sources by code, with their outlines.
pub fn sources(conn: &mut Conn<'_>, codes: &[String]) -> Outcome<Vec<Source>> {
    Ok(store::sources(conn, codes)?)
}

/// Codes that a list of sources lacks.
pub fn unknown_sources<'a>(known: &[Source], wanted: impl IntoIterator<Item = &'a String>) -> Vec<&'a String> {
    let known: HashSet<&str> = known.iter().map(|source| source.code.as_str()).collect();
    wanted.into_iter().filter(|code| !known.contains(code.as_str())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bank::model::{Citation, Key};

    /// Attempts and commitments rest on these hashes. Worked with Python's json and hashlib over the seven fields that plain items had
    /// from the first version on.
    #[test]
    fn the_hash_of_a_plain_item_stays_what_it_was() {
        let face = ItemFace {
            item_type: ItemType::SingleChoice,
            stem: "Hỏi?".into(),
            options: vec!["Một".into(), "Hai".into()],
            points: 100,
            parts: Parts::default(),
        };
        let solution = Solution {
            key: Key::Options(vec![0]),
            rationale: "Vì".into(),
            citation: Citation { source: "KL57".into(), clause: "a".into() },
            feedback: Vec::new(),
        };
        assert_eq!(text::hex(&content_hash(&face, &solution)), "f7a9afa1d9b43c6f872a6e28d7014dca3c38d37a71fb3fe8e72368bb8056a3a6");
        let with_case = ItemFace { parts: Parts { context: "Tình huống".into(), ..Parts::default() }, ..face.clone() };
        let with_feedback = Solution { feedback: vec![String::new(), "Không".into()], ..solution.clone() };
        assert_ne!(content_hash(&with_case, &solution), content_hash(&face, &solution));
        assert_ne!(content_hash(&face, &with_feedback), content_hash(&face, &solution));
    }
}
