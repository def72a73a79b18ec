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
    formats::{
        self,
        model::{Body, Flaw, Place},
        native::{CitationToml, ItemToml},
        store_form,
    },
    model::{Citation, CognitiveLevel, ItemFace, ItemType, STATUSES, Solution, Source, Topic},
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
    let code = item.code.clone();
    let mut fault =
        |code: &'static str, value: String| faults.push(FileFault::new(path, line, code).with("item", &item.code).with("value", value));
    let item_type = ItemType::parse(&item.item_type);
    if item_type.is_none() {
        fault("item_type", item.item_type.clone());
    }
    let level = item.level.as_deref().and_then(CognitiveLevel::parse);
    if level.is_none() {
        fault("item_level", item.level.clone().unwrap_or_default());
    }
    let status = item.status.clone().unwrap_or_default();
    if !STATUSES.contains(&status.as_str()) {
        fault("item_status", status.clone());
    }
    if item.stem.trim().is_empty() {
        fault("item_stem_empty", String::new());
    }
    if item.rationale.trim().is_empty() {
        fault("item_rationale_empty", String::new());
    }
    if !item.topic.is_empty() {
        fault("item_topic", item.topic.clone());
    }
    if !item.images.is_empty() {
        fault("item_images", item.images.keys().cloned().collect::<Vec<_>>().join(", "));
    }
    let points = item.points.unwrap_or(100);
    if !(1..=100_000).contains(&points) {
        fault("item_points", points.to_string());
    }
    check_options(&item, item_type, &mut fault);
    let citation = match item.citation.clone() {
        Some(CitationToml::Clause { source, clause }) => Citation { source, clause },
        Some(CitationToml::Words(words)) => Citation { source: words, clause: String::new() },
        None => Citation { source: String::new(), clause: String::new() },
    };
    match clauses.get(citation.source.as_str()) {
        None => fault("citation_source", citation.source.clone()),
        Some(known) if !known.contains(citation.clause.as_str()) => {
            fault("citation_clause", format!("{}:{}", citation.source, citation.clause));
        }
        Some(_) => {}
    }
    let Some(level) = level.filter(|_| faults.is_empty()) else { return Err(faults) };
    let told = |flaw: &Flaw| FileFault::new(path, line, fault_of(flaw)).with("item", &code).with("value", &flaw.value);
    let (tags, rationale) = (item.tags.clone(), text::nfc(&item.rationale));
    let draft = formats::native::draft(Place::Line(line), item).map_err(|flaw| vec![told(&flaw)])?;
    let mut wrong: Vec<FileFault> = formats::check::item(&draft).iter().filter(|flaw| flaw.is_error).map(told).collect();
    if let Body::Statements(list) = &draft.body
        && !store_form::steps_fit(&draft.marking, list.len())
    {
        wrong.push(FileFault::new(path, line, "item_steps").with("item", &code).with("value", list.len()));
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let (face, key, feedback) = store_form::stored(&draft);
    Ok(NativeItem {
        code,
        status,
        topic: topic.to_owned(),
        level,
        face,
        solution: Solution { key, rationale, citation, feedback },
        tags,
        place: (path.to_owned(), line),
    })
}

/// What choices and statements must be; other types are checked as those of any file are.
fn check_options(item: &ItemToml, item_type: Option<ItemType>, fault: &mut dyn FnMut(&'static str, String)) {
    let mut distinct = HashSet::new();
    for option in &item.options {
        if option.text.trim().is_empty() || !distinct.insert(text::nfc(&option.text).to_lowercase()) {
            fault("item_option_twice", option.text.clone());
        }
    }
    let keys = item.options.iter().filter(|option| option.key).count();
    match item_type {
        Some(ItemType::SingleChoice) => {
            if !(2..=9).contains(&item.options.len()) {
                fault("item_option_count", item.options.len().to_string());
            }
            if keys != 1 {
                fault("item_single_key", keys.to_string());
            }
        }
        Some(ItemType::MultipleResponse) => {
            if !(3..=9).contains(&item.options.len()) {
                fault("item_option_count", item.options.len().to_string());
            }
            if keys == 0 || keys == item.options.len() {
                fault("item_multiple_key", keys.to_string());
            }
        }
        Some(ItemType::TrueFalse) => {
            if !item.options.is_empty() {
                fault("item_truth_options", item.options.len().to_string());
            }
            if item.key.is_none() {
                fault("item_truth_key", String::new());
            }
        }
        _ => {}
    }
}

/// The sentence for what is wrong with an item's parts.
fn fault_of(flaw: &Flaw) -> &'static str {
    match flaw.code {
        "options_few" | "options_many" => "item_part_count",
        "option_empty" | "option_twice" => "item_option_twice",
        "no_key" => "item_no_key",
        "gap_marks" => "item_gap_marks",
        "key_unreadable" | "tolerance" => "item_number",
        "distractor_right" => "item_distractor",
        "text_long" => "item_text_long",
        _ => "item_parts",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bank::model::{GapKey, Key};

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

    /// An item of another type: what differs from [`GOOD`].
    fn other(kind: &str, stem: &str, parts: &str) -> String {
        GOOD.replace("single_choice", kind)
            .replace("Hỏi?", stem)
            .replace("options = [{ text = \"Một\", key = true }, { text = \"Hai\" }]", parts)
    }

    fn only(text: &str) -> NativeItem {
        read(text).unwrap_or_else(|faults| panic!("{faults:?}")).items.remove(0)
    }

    #[test]
    fn every_type_is_read_with_its_key_apart() {
        let item =
            only(&other("true_false_cluster", "Xét:", "statements = [{ text = \"Một\", key = true }, { text = \"Hai\", key = false }]"));
        assert_eq!((item.face.options.join(" "), item.solution.key), ("Một Hai".into(), Key::Statements(vec![true, false])));
        let item = only(&other(
            "matching",
            "Ghép:",
            "pairs = [{ left = \"1\", right = \"z\" }, { left = \"2\", right = \"a\" }]\ndistractors = [\"m\"]",
        ));
        assert_eq!(item.face.parts.rights, ["a", "m", "z"]);
        assert_eq!(item.solution.key, Key::Pairs { rights: vec![2, 0], spare: vec![1] });
        let item = only(&other("ordering", "Xếp:", "order = [\"ba\", \"hai\", \"một\"]"));
        assert_eq!((item.face.options.join(" "), item.solution.key), ("ba hai một".into(), Key::Order(vec![0, 1, 2])));
        let item = only(&other(
            "gap_fill",
            "Ngày [[1]] tại [[2]].",
            "gaps = [{ accepted = [\"15/6\"] }, { accepted = [\"Hà Nội\"], distractors = [\"Huế\"] }]",
        ));
        assert_eq!(item.face.parts.gaps, [vec![], vec!["Huế".to_owned(), "Hà Nội".to_owned()]]);
        let typed = GapKey { accepted: vec!["15/6".into()], distractors: vec![] };
        let chosen = GapKey { accepted: vec!["Hà Nội".into()], distractors: vec!["Huế".into()] };
        assert_eq!(item.solution.key, Key::Gaps(vec![typed, chosen]));
        let item = only(&other("numerical", "Mấy?", "value = \"1,5\""));
        assert!(matches!(item.solution.key, Key::Number { value, tolerance } if value.as_str() == "1.5" && tolerance.is_zero()));
        let item = only(&other("short_answer", "Ai?", "accepted = [\"Bộ Chính trị\"]\nignores_marks = true"));
        assert!(item.face.parts.marking.ignores_marks);
        assert!(matches!(only(&other("essay", "Viết.", "guide = \"Nêu ba ý\"")).solution.key, Key::Guide(guide) if guide == "Nêu ba ý"));
    }

    #[test]
    fn what_other_types_lack_is_told() {
        for (kind, stem, parts, code) in [
            ("ordering", "Xếp:", "order = [\"một\"]", "item_part_count"),
            ("gap_fill", "Không có ô", "gaps = [{ accepted = [\"a\"] }]", "item_gap_marks"),
            ("numerical", "Mấy?", "value = \"nhiều\"", "item_number"),
            ("short_answer", "Ai?", "", "item_no_key"),
            (
                "true_false_cluster",
                "Xét:",
                "statements = [{ text = \"a\", key = true }, { text = \"b\", key = true }]\nsteps = [50, 40]",
                "item_steps",
            ),
        ] {
            let faults = read(&other(kind, stem, parts)).unwrap_err();
            assert_eq!(faults.iter().map(|fault| fault.code).collect::<Vec<_>>(), [code], "{kind}");
        }
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
