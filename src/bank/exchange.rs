//! Items from files into a bank, and out again for files.

use std::{
    collections::{HashMap, HashSet},
    ops::Range,
};

use serde_json::json;

use super::{
    authoring::likeness::{self, Mark},
    formats::Format,
    keys,
    model::{BankError, CognitiveLevel, ItemFace, Solution, Topic},
    ops::{content_hash, faces},
    store::{self, BankRow, ItemRow, VersionRow},
};
use crate::{
    audit,
    kernel::{
        Entropy, Id, Timestamp,
        ids::{BankId, ItemId, PersonId, VersionId},
        text,
    },
    storage::{Conn, Json},
};

type Outcome<T> = Result<T, BankError>;

/// Codes that imported items get begin so; loading a bank's own files leaves such items alone.
pub const IMPORTED: &str = "nhap-";
/// Versions read at once.
const CHUNK: usize = 500;

/// An item that came from a file, or goes to one.
#[derive(Clone, Debug)]
pub struct Imported {
    /// Its own code; empty for one that the bank gives.
    pub code: String,
    /// Topic by code or title; empty if none.
    pub topic: String,
    /// Level.
    pub level: CognitiveLevel,
    /// What takers see.
    pub face: ItemFace,
    /// What they do not.
    pub solution: Solution,
    /// Tags, for searching.
    pub tags: Vec<String>,
}

/// Where items go.
#[derive(Clone, Debug)]
pub struct Target {
    /// Code of the bank.
    pub bank: String,
    /// Title of a bank that is to be made if there is none of that code.
    pub title: Option<String>,
    /// Title of the topic of items that name none.
    pub no_topic: String,
    /// Items that the bank has already are left out; else they stop the import.
    pub skips_known: bool,
}

/// What came of an import. Nothing was written unless `taken` and `known` are empty (or known ones were to be skipped).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Import {
    /// Items added.
    pub added: usize,
    /// Codes that the bank has for other items.
    pub taken: Vec<String>,
    /// Numbers (from 1) of the items that the bank has word for word.
    pub known: Vec<usize>,
}

/// What an import writes, worked out before it is written.
#[derive(Default)]
pub struct Plan {
    topics: Vec<Topic>,
    rows: Vec<ItemRow>,
    versions: Vec<VersionRow>,
    solutions: Vec<(VersionId, Solution)>,
    marks: Vec<Mark>,
    /// For each row the number (from 1) of its item.
    numbers: Vec<usize>,
    /// What will have come of it.
    pub report: Import,
}

impl Plan {
    /// Rows that it writes.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it writes nothing.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Topics that the bank lacks.
    pub fn topics(&self) -> &[Topic] {
        &self.topics
    }

    /// Of some of the rows: the number (from 1) of the item, its id.
    pub fn ids(&self, part: Range<usize>) -> impl Iterator<Item = (usize, ItemId)> {
        self.numbers[part.clone()].iter().copied().zip(self.rows[part].iter().map(|row| row.id))
    }
}

/// Adds items to a bank as drafts for review: all or none.
pub fn import(
    conn: &mut Conn<'_>,
    now: Timestamp,
    entropy: &dyn Entropy,
    by: Option<PersonId>,
    target: &Target,
    items: &[Imported],
) -> Outcome<Import> {
    super::ops::take_content_turn(conn)?;
    let bank = match store::bank_by_code(conn, &target.bank)? {
        Some(row) => row,
        None => new_bank(conn, now, entropy, target)?,
    };
    let plan = plan(conn, now, entropy, &bank, target, items)?;
    let refused = !plan.report.taken.is_empty() || (!plan.report.known.is_empty() && !target.skips_known);
    if refused {
        return Ok(Import { added: 0, ..plan.report });
    }
    write(conn, bank.id, &plan, 0..plan.len())?;
    record(conn, now, by, bank.code, &plan.report)?;
    Ok(plan.report)
}

/// Works out what bringing items into a bank would write.
pub(super) fn plan(
    conn: &mut Conn<'_>,
    now: Timestamp,
    entropy: &dyn Entropy,
    bank: &BankRow,
    target: &Target,
    items: &[Imported],
) -> Outcome<Plan> {
    let present = store::present_versions(conn, bank.id)?;
    let mut codes: HashSet<String> = present.iter().map(|(row, ..)| row.code.clone()).collect();
    let hashes: HashSet<&[u8]> = present.iter().map(|(.., hash)| hash.as_slice()).collect();
    // Codes of a bank with files are the files' own: what comes from elsewhere is set apart.
    let has_files = bank.content_hash.iter().any(|byte| *byte != 0);
    let mut next = present.iter().filter_map(|(row, ..)| row.code.strip_prefix(IMPORTED)?.parse::<usize>().ok()).max().unwrap_or(0) + 1;
    let mut out = Plan::default();
    let known = store::topics(conn, bank.id)?;
    let mut topics = Topics { present: known.len(), known };
    for (number, item) in (1..).zip(items) {
        let hash = content_hash(&item.face, &item.solution);
        if hashes.contains(hash.as_slice()) {
            out.report.known.push(number);
            continue;
        }
        let code = if item.code.is_empty() {
            next += 1;
            format!("{IMPORTED}{:04}", next - 1)
        } else if has_files {
            format!("{IMPORTED}{}", item.code)
        } else {
            item.code.clone()
        };
        if !codes.insert(code.clone()) {
            out.report.taken.push(code);
            continue;
        }
        let (item_id, version_id) = (Id::new(now, entropy), Id::new(now, entropy));
        let topic = topics.code_of(if item.topic.is_empty() { &target.no_topic } else { &item.topic });
        out.versions.push(VersionRow {
            id: version_id,
            item_id,
            number: 1,
            item_type: item.face.item_type.code().to_owned(),
            stem: item.face.stem.clone(),
            options: Json(item.face.options.clone()),
            points: i32::try_from(item.face.points).unwrap_or(100),
            content_hash: hash,
            created_at: now,
            parts: Json(item.face.parts.clone()),
        });
        out.solutions.push((version_id, item.solution.clone()));
        out.marks.push(likeness::mark(item_id, item));
        out.rows.push(ItemRow {
            id: item_id,
            bank_id: bank.id,
            status: "draft".to_owned(),
            version_id,
            item_type: item.face.item_type.code().to_owned(),
            topic,
            level: item.level.code().to_owned(),
            search_key: format!("{code} {} {}", text::search_key(&item.face.stem), text::search_key(&item.tags.join(" "))),
            code,
        });
        out.numbers.push(number);
    }
    out.topics = topics.known.split_off(topics.present);
    out.report.added = out.rows.len();
    Ok(out)
}

/// Writes some rows of a plan; its topics go with the first.
pub(super) fn write(conn: &mut Conn<'_>, bank: BankId, plan: &Plan, part: Range<usize>) -> Outcome<()> {
    if part.start == 0 && !plan.topics.is_empty() {
        store::add_topics(conn, bank, &plan.topics)?;
    }
    store::insert_items(conn, &plan.rows[part.clone()])?;
    store::insert_versions(conn, &plan.versions[part.clone()])?;
    let solutions: Vec<(VersionId, &Solution)> =
        plan.solutions[part.clone()].iter().map(|(version, solution)| (*version, solution)).collect();
    keys::insert(conn, &solutions)?;
    likeness::keep(conn, &plan.marks[part])
}

fn record(conn: &mut Conn<'_>, now: Timestamp, by: Option<PersonId>, bank: String, done: &Import) -> Outcome<()> {
    audit::ops::record(
        conn,
        now,
        audit::ops::Event {
            actor: by,
            action: "bank.imported",
            subject_kind: "bank",
            subject_id: bank,
            reason: None,
            detail: json!({ "added": done.added, "skipped": done.known.len() }),
        },
    )?;
    Ok(())
}

fn new_bank(conn: &mut Conn<'_>, now: Timestamp, entropy: &dyn Entropy, target: &Target) -> Outcome<BankRow> {
    let title = target.title.clone().ok_or(BankError::NotFound)?;
    let row = |id| BankRow {
        id,
        code: target.bank.clone(),
        title: title.clone(),
        summary: String::new(),
        language: "vi".to_owned(),
        content_hash: vec![0; 32],
        created_at: now,
    };
    let id = Id::new(now, entropy);
    store::put_bank(conn, &row(id))?;
    Ok(row(id))
}

/// Topics with these titles, in this order: those that are present keep their codes.
pub fn topics_named(present: Vec<Topic>, titles: &[String]) -> Vec<Topic> {
    let mut topics = Topics { present: present.len(), known: present };
    let mut out: Vec<Topic> = Vec::new();
    for title in titles {
        let code = topics.code_of(title);
        if !out.iter().any(|topic| topic.code == code) {
            out.push(Topic { code, title: title.clone() });
        }
    }
    out
}

/// Topics of a bank while items come in.
struct Topics {
    known: Vec<Topic>,
    /// How many of them the bank had.
    present: usize,
}

impl Topics {
    /// Code of a topic named by its code or title; a new one is added.
    fn code_of(&mut self, name: &str) -> String {
        let key = text::search_key(name);
        if let Some(topic) = self.known.iter().find(|topic| topic.code == name || text::search_key(&topic.title) == key) {
            return topic.code.clone();
        }
        let slug: String = key
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join("-")
            .chars()
            .take(40)
            .collect();
        let slug = if slug.is_empty() { "chu-de".to_owned() } else { slug };
        let is_free = |code: &str| !self.known.iter().any(|topic| topic.code == code);
        let mut code = slug.clone();
        let mut number = 2;
        while !is_free(&code) {
            code = format!("{slug}-{number}");
            number += 1;
        }
        self.known.push(Topic { code: code.clone(), title: text::clean_line(name) });
        code
    }
}

/// All items of a bank that are not retired, with their solutions, in the order of their codes; who took them is recorded. The
/// titles of topics stand for their codes.
pub fn export(conn: &mut Conn<'_>, now: Timestamp, by: Option<PersonId>, code: &str, format: Format) -> Outcome<Vec<Imported>> {
    let bank = store::bank_by_code(conn, code)?.ok_or(BankError::NotFound)?;
    let out = items(conn, bank.id)?;
    record_export(conn, now, by, &bank.code, format, true, out.len())?;
    Ok(out)
}

/// The same, for one who records it apart.
pub(super) fn items(conn: &mut Conn<'_>, bank: BankId) -> Outcome<Vec<Imported>> {
    let mut rows: Vec<ItemRow> =
        store::present_versions(conn, bank)?.into_iter().map(|(row, ..)| row).filter(|row| row.status != "retired").collect();
    rows.sort_by(|a, b| a.code.cmp(&b.code));
    let titles: HashMap<String, String> = store::topics(conn, bank)?.into_iter().map(|topic| (topic.code, topic.title)).collect();
    let mut out = Vec::new();
    for chunk in rows.chunks(CHUNK) {
        let ids: Vec<_> = chunk.iter().map(|row| row.version_id).collect();
        let mut faces = faces(conn, &ids)?;
        let mut solutions: HashMap<_, _> = keys::solutions(conn, &ids)?.into_iter().collect();
        for row in chunk {
            let (Some(face), Some(solution), Some(level)) =
                (faces.remove(&row.version_id), solutions.remove(&row.version_id), CognitiveLevel::parse(&row.level))
            else {
                continue;
            };
            let topic = titles.get(&row.topic).cloned().unwrap_or_else(|| row.topic.clone());
            out.push(Imported { code: row.code.clone(), topic, level, face, solution, tags: Vec::new() });
        }
    }
    Ok(out)
}

/// Records that somebody takes a bank's items away, with or without their keys.
pub(super) fn record_export(
    conn: &mut Conn<'_>,
    now: Timestamp,
    by: Option<PersonId>,
    bank: &str,
    format: Format,
    with_keys: bool,
    items: usize,
) -> Outcome<()> {
    audit::ops::record(
        conn,
        now,
        audit::ops::Event {
            actor: by,
            action: if with_keys { "bank.exported" } else { "bank.exported_without_keys" },
            subject_kind: "bank",
            subject_id: bank.to_owned(),
            reason: None,
            detail: json!({ "items": items, "format": format.code() }),
        },
    )?;
    Ok(())
}
