//! Native bank files: `bank.toml`, one TOML file per topic, shared sources. Every fault is told with file, line and remedy.

use std::{
    collections::{HashMap, HashSet},
    fmt,
};

use serde::Deserialize;
use sha2::{Digest, Sha256};
use toml::Spanned;

use super::{
    exchange::Imported,
    model::{Citation, CognitiveLevel, ItemFace, ItemType, Key, STATUSES, Solution, Source, Topic},
};
use crate::kernel::text;

/// A file as it was read.
#[derive(Clone, Debug)]
pub struct NativeFile {
    /// Path as people should see it.
    pub path: String,
    /// Content.
    pub text: String,
}

/// A fault in a file. `code` is the message `file-<code>` in `locales/`; `args` are its values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileFault {
    /// Which file.
    pub path: String,
    /// Line from 1; 0 when the whole file is meant.
    pub line: usize,
    /// Stable code.
    pub code: &'static str,
    /// Values of the sentence.
    pub args: Vec<(&'static str, String)>,
}

impl FileFault {
    /// A fault at a line.
    pub fn new(path: &str, line: usize, code: &'static str) -> Self {
        Self { path: path.to_owned(), line, code, args: Vec::new() }
    }
    /// With a value for the sentence.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.args.push((name, value.to_string()));
        self
    }
    /// A fault that the TOML reader found.
    pub fn from_toml(file: &NativeFile, error: &toml::de::Error) -> Self {
        let line = error.span().map_or(0, |span| line_at(&file.text, span.start));
        Self::new(&file.path, line, "toml").with("reason", error.message())
    }
}

/// Line (from 1) of a byte offset.
pub fn line_at(text: &str, offset: usize) -> usize {
    text.char_indices().take_while(|(at, _)| *at < offset).filter(|(_, c)| *c == '\n').count() + 1
}

/// A bank, checked.
#[derive(Clone, Debug)]
pub struct NativeBank {
    /// Stable code.
    pub code: String,
    /// Title.
    pub title: String,
    /// A sentence or two.
    pub summary: String,
    /// `vi` or `en`.
    pub language: String,
    /// Topics in order.
    pub topics: Vec<Topic>,
    /// Items in order.
    pub items: Vec<NativeItem>,
    /// SHA-256 over all files: equal means nothing changed.
    pub content_hash: [u8; 32],
}

/// An item, checked.
#[derive(Clone, Debug)]
pub struct NativeItem {
    /// Stable code.
    pub code: String,
    /// One of [`STATUSES`].
    pub status: String,
    /// Topic code.
    pub topic: String,
    /// Level.
    pub level: CognitiveLevel,
    /// What takers see.
    pub face: ItemFace,
    /// What they do not.
    pub solution: Solution,
    /// Tags.
    pub tags: Vec<String>,
    /// Where it stands, for messages.
    pub place: (String, usize),
}

impl NativeItem {
    /// The same as an item that came from elsewhere.
    pub fn as_imported(&self) -> Imported {
        Imported {
            code: self.code.clone(),
            topic: self.topic.clone(),
            level: self.level,
            face: self.face.clone(),
            solution: self.solution.clone(),
            tags: self.tags.clone(),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BankToml {
    code: String,
    title: String,
    #[serde(default)]
    summary: String,
    language: String,
    topics: Vec<Topic>,
    #[serde(default)]
    source: Vec<Source>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SourcesToml {
    source: Vec<Source>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TopicToml {
    #[serde(default)]
    item: Vec<Spanned<ItemToml>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ItemToml {
    code: String,
    #[serde(rename = "type")]
    item_type: String,
    level: String,
    stem: String,
    #[serde(default)]
    options: Vec<OptionToml>,
    key: Option<bool>,
    rationale: String,
    citation: Citation,
    #[serde(default)]
    tags: Vec<String>,
    status: String,
    points: Option<i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OptionToml {
    text: String,
    #[serde(default)]
    key: bool,
}

/// Reads `sources.toml`.
pub fn read_sources(file: &NativeFile) -> Result<Vec<Source>, Vec<FileFault>> {
    toml::from_str::<SourcesToml>(&file.text).map(|sources| sources.source).map_err(|error| vec![FileFault::from_toml(file, &error)])
}

/// The sources that a `bank.toml` brings itself; faults of the file are told by [`read_bank`].
pub fn own_sources(bank_file: &NativeFile) -> Vec<Source> {
    toml::from_str::<BankToml>(&bank_file.text).map(|head| head.source).unwrap_or_default()
}

/// Reads a bank: its `bank.toml` and its topic files, against the sources that may be cited beside its own.
///
/// # Errors
/// Every fault of every file.
pub fn read_bank(bank_file: &NativeFile, topic_files: &[NativeFile], shared: &[Source]) -> Result<NativeBank, Vec<FileFault>> {
    let head: BankToml = toml::from_str(&bank_file.text).map_err(|error| vec![FileFault::from_toml(bank_file, &error)])?;
    let mut faults = Vec::new();
    let clauses: HashMap<&str, HashSet<&str>> = shared
        .iter()
        .chain(&head.source)
        .map(|source| (source.code.as_str(), source.clauses.iter().map(|clause| clause.id.as_str()).collect()))
        .collect();
    let mut items: Vec<NativeItem> = Vec::new();
    let mut seen: HashMap<String, (String, usize)> = HashMap::new();
    let mut hasher = Sha256::new();
    hasher.update(bank_file.text.as_bytes());
    for file in topic_files {
        hasher.update([0]);
        hasher.update(file.path.as_bytes());
        hasher.update([0]);
        hasher.update(file.text.as_bytes());
        let topic = file.path.rsplit('/').next().unwrap_or_default().trim_end_matches(".toml");
        if !head.topics.iter().any(|known| known.code == topic) {
            faults.push(FileFault::new(&file.path, 0, "unknown_topic").with("topic", topic));
        }
        let parsed: TopicToml = match toml::from_str(&file.text) {
            Ok(parsed) => parsed,
            Err(error) => {
                faults.push(FileFault::from_toml(file, &error));
                continue;
            }
        };
        for spanned in parsed.item {
            let line = line_at(&file.text, spanned.span().start);
            let item = spanned.into_inner();
            if let Some((path, line_before)) = seen.get(&item.code) {
                faults.push(
                    FileFault::new(&file.path, line, "item_code_twice")
                        .with("code", &item.code)
                        .with("where", format!("{path}:{line_before}")),
                );
            }
            seen.insert(item.code.clone(), (file.path.clone(), line));
            match check_item(&file.path, line, topic, item, &clauses) {
                Ok(item) => items.push(item),
                Err(mut wrong) => faults.append(&mut wrong),
            }
        }
    }
    if faults.is_empty() {
        Ok(NativeBank {
            code: head.code,
            title: text::nfc(&head.title),
            summary: text::nfc(&head.summary),
            language: head.language,
            topics: head.topics,
            items,
            content_hash: hasher.finalize().into(),
        })
    } else {
        Err(faults)
    }
}

fn check_item(
    path: &str,
    line: usize,
    topic: &str,
    item: ItemToml,
    clauses: &HashMap<&str, HashSet<&str>>,
) -> Result<NativeItem, Vec<FileFault>> {
    let mut faults = Vec::new();
    let mut fault =
        |code: &'static str, value: String| faults.push(FileFault::new(path, line, code).with("item", &item.code).with("value", value));
    let item_type = ItemType::parse(&item.item_type);
    if item_type.is_none() {
        fault("item_type", item.item_type.clone());
    }
    let level = CognitiveLevel::parse(&item.level);
    if level.is_none() {
        fault("item_level", item.level.clone());
    }
    if !STATUSES.contains(&item.status.as_str()) {
        fault("item_status", item.status.clone());
    }
    if item.stem.trim().is_empty() {
        fault("item_stem_empty", String::new());
    }
    if item.rationale.trim().is_empty() {
        fault("item_rationale_empty", String::new());
    }
    let points = item.points.unwrap_or(100);
    if !(1..=100_000).contains(&points) {
        fault("item_points", points.to_string());
    }
    let mut distinct = HashSet::new();
    for option in &item.options {
        if option.text.trim().is_empty() || !distinct.insert(text::nfc(&option.text).to_lowercase()) {
            fault("item_option_twice", option.text.clone());
        }
    }
    let keys: Vec<usize> = item.options.iter().enumerate().filter(|(_, option)| option.key).map(|(at, _)| at).collect();
    let key = match item_type {
        Some(ItemType::SingleChoice) => {
            if !(2..=9).contains(&item.options.len()) {
                fault("item_option_count", item.options.len().to_string());
            }
            if keys.len() != 1 {
                fault("item_single_key", keys.len().to_string());
            }
            Some(Key::Options(keys))
        }
        Some(ItemType::MultipleResponse) => {
            if !(3..=9).contains(&item.options.len()) {
                fault("item_option_count", item.options.len().to_string());
            }
            if keys.is_empty() || keys.len() == item.options.len() {
                fault("item_multiple_key", keys.len().to_string());
            }
            Some(Key::Options(keys))
        }
        Some(ItemType::TrueFalse) => {
            if !item.options.is_empty() {
                fault("item_truth_options", item.options.len().to_string());
            }
            if item.key.is_none() {
                fault("item_truth_key", String::new());
            }
            item.key.map(Key::Truth)
        }
        None => None,
    };
    match clauses.get(item.citation.source.as_str()) {
        None => fault("citation_source", item.citation.source.clone()),
        Some(known) if !known.contains(item.citation.clause.as_str()) => {
            fault("citation_clause", format!("{}:{}", item.citation.source, item.citation.clause));
        }
        Some(_) => {}
    }
    match (item_type, level, key) {
        (Some(item_type), Some(level), Some(key)) if faults.is_empty() => Ok(NativeItem {
            code: item.code,
            status: item.status,
            topic: topic.to_owned(),
            level,
            face: ItemFace {
                item_type,
                stem: text::nfc(&item.stem),
                options: item.options.iter().map(|option| text::nfc(&option.text)).collect(),
                points,
            },
            solution: Solution { key, rationale: text::nfc(&item.rationale), citation: item.citation },
            tags: item.tags,
            place: (path.to_owned(), line),
        }),
        _ => Err(faults),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BANK: &str = "code = \"b\"\ntitle = \"B\"\nlanguage = \"vi\"\ntopics = [{ code = \"t\", title = \"T\" }]\n";

    fn read(items: &str) -> Result<NativeBank, Vec<FileFault>> {
        let source = Source {
            code: "KL57".into(),
            title: "KL".into(),
            publisher: "P".into(),
            published: String::new(),
            url: String::new(),
            as_of: chrono::NaiveDate::MIN,
            clauses: vec![super::super::model::Clause { id: "a".into(), title: "A".into(), summary: String::new() }],
        };
        let file = |path: &str, text: &str| NativeFile { path: path.into(), text: text.into() };
        read_bank(&file("b/bank.toml", BANK), &[file("b/t.toml", items)], &[source])
    }

    const GOOD: &str = "[[item]]\ncode = \"t-1\"\ntype = \"single_choice\"\nlevel = \"nhan_biet\"\nstem = \"Hỏi?\"\noptions = [{ text = \"Một\", key = true }, { text = \"Hai\" }]\nrationale = \"Vì\"\ncitation = { source = \"KL57\", clause = \"a\" }\nstatus = \"approved\"\n";

    #[test]
    fn it_reads_a_good_item() {
        let bank = read(GOOD).unwrap();
        assert_eq!(bank.items[0].solution.key, Key::Options(vec![0]));
        assert_eq!(bank.items[0].face.options, ["Một", "Hai"]);
    }

    #[test]
    fn every_fault_is_told_with_its_line() {
        let bad = format!(
            "{GOOD}\n{}",
            GOOD.replace("nhan_biet", "kho")
                .replace("clause = \"a\"", "clause = \"z\"")
                .replace("{ text = \"Hai\" }", "{ text = \"một\", key = true }")
        );
        let faults = read(&bad).unwrap_err();
        let told: Vec<(usize, &str)> = faults.iter().map(|fault| (fault.line, fault.code)).collect();
        assert_eq!(
            told,
            [(11, "item_code_twice"), (11, "item_level"), (11, "item_option_twice"), (11, "item_single_key"), (11, "citation_clause")]
        );
    }

    #[test]
    fn a_syntax_error_names_its_line() {
        let faults = read("[[item]]\ncode =\nlevel = \"nhan_biet\"\n").unwrap_err();
        assert_eq!((faults[0].code, faults[0].line), ("toml", 2));
    }
}
