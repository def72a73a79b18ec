//! The rules of a contest as a document (thể lệ): what people wrote and what the settings decide, in one canonical JSON
//! whose hash stands for it. Pure.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    contests::{qualification::Qualification, ranking::RankingRules},
    kernel::{canonical, text::hex},
};

/// The word that says what the JSON is.
pub const FORMAT: &str = "hocthi.rules/1";
/// Longest text of a section.
const LONGEST: usize = 10_000;

/// A section that people write, in Markdown.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Section {
    /// Mục đích, yêu cầu.
    Purpose,
    /// Đối tượng dự thi.
    Audience,
    /// Không xét giải.
    Exclusions,
    /// Giải thưởng.
    Prizes,
    /// Xử lý vi phạm, khiếu nại.
    Complaints,
    /// Liên hệ.
    Contact,
}

impl Section {
    /// All, in the order of the document.
    pub const ALL: [Self; 6] = [Self::Purpose, Self::Audience, Self::Exclusions, Self::Prizes, Self::Complaints, Self::Contact];

    /// The word used in data and forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Purpose => "purpose",
            Self::Audience => "audience",
            Self::Exclusions => "exclusions",
            Self::Prizes => "prizes",
            Self::Complaints => "complaints",
            Self::Contact => "contact",
        }
    }
}

/// The head of the printed document, by the family of documents that the organizer belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layout {
    /// National name and motto (Nghị định 30/2020/NĐ-CP).
    State,
    /// Party documents.
    Party,
    /// Neither.
    Plain,
}

impl Layout {
    /// All, in the order of the form.
    pub const ALL: [Self; 3] = [Self::State, Self::Party, Self::Plain];

    /// The word used in data and forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::State => "state",
            Self::Party => "party",
            Self::Plain => "plain",
        }
    }

    /// Reads [`Layout::code`].
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|layout| layout.code() == code)
    }
}

/// What people write of the rules.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Texts {
    /// The head of the printed document.
    pub layout: Layout,
    /// Markdown by section.
    pub sections: BTreeMap<Section, String>,
}

impl Texts {
    /// The shipped beginning, complete as it stands.
    pub fn template() -> Self {
        let parts = include_str!("template.md").split("# ").filter_map(|part| part.split_once('\n'));
        let texts: BTreeMap<&str, &str> = parts.collect();
        let text = |section: Section| texts.get(section.code()).map(|text| text.trim().to_owned()).unwrap_or_default();
        Self { layout: Layout::State, sections: Section::ALL.into_iter().map(|section| (section, text(section))).collect() }
    }

    /// The text of a section; empty where nothing was written.
    pub fn text(&self, section: Section) -> &str {
        self.sections.get(&section).map(String::as_str).unwrap_or_default()
    }

    /// Sections without any text.
    pub fn missing(&self) -> Vec<Section> {
        Section::ALL.into_iter().filter(|section| self.text(*section).trim().is_empty()).collect()
    }

    /// The texts in composed Unicode with plain line ends; sections that are too long.
    pub fn cleaned(mut self) -> (Self, Vec<Section>) {
        for text in self.sections.values_mut() {
            *text = crate::kernel::text::nfc(&text.replace("\r\n", "\n")).trim().to_owned();
        }
        let long = Section::ALL.into_iter().filter(|section| self.text(*section).chars().count() > LONGEST).collect();
        (self, long)
    }

    /// The hash of texts and reason: what a proposal is approved by.
    pub fn digest(&self, reason: &str) -> String {
        hex(&canonical::digest(&serde_json::json!({ "texts": self, "reason": reason })))
    }
}

/// The longest text of a section, for messages.
pub const fn longest() -> usize {
    LONGEST
}

/// What the settings say of a round, as the document states it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoundRules {
    /// Code within the contest.
    pub code: String,
    /// Title.
    pub title: String,
    /// Milliseconds since 1970.
    pub opens_at: i64,
    /// Milliseconds since 1970; none is the closing.
    pub last_start_at: Option<i64>,
    /// Milliseconds since 1970.
    pub closes_at: i64,
    /// Items in a paper.
    pub items: usize,
    /// Seconds for a paper; none is no limit.
    pub time_limit_seconds: Option<i64>,
    /// Seconds of each item; none where items have no time of their own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds_per_item: Option<i64>,
    /// Attempts of each person; 0 is no limit.
    pub attempts_allowed: i32,
    /// How it is ranked.
    pub ranking: RankingRules,
    /// Whom earlier rounds let in; none is everybody.
    pub qualified_from: Option<Qualification>,
}

/// A version of the document.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// [`FORMAT`].
    pub format: String,
    /// Code of the contest.
    pub contest: String,
    /// From 1, published with the contest; each amendment is one more.
    pub version: i32,
    /// Title of the contest.
    pub title: String,
    /// Who holds it.
    pub organizer: String,
    /// Attempts in the whole contest; 0 is no limit.
    pub attempts_per_contest: i32,
    /// Attempts on one day in Vietnam; 0 is no limit.
    pub attempts_per_day: i32,
    /// Minutes before a closing from which the provisional standings stand still; 0 until the closing, none: not shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standings_still_minutes: Option<i32>,
    /// What people wrote.
    pub texts: Texts,
    /// What the settings decide.
    pub rounds: Vec<RoundRules>,
}

impl Document {
    /// The bytes that are hashed.
    pub fn canonical(&self) -> String {
        canonical::canonical(&serde_json::to_value(self).unwrap_or_default())
    }

    /// SHA-256 of the canonical JSON, hexadecimal.
    pub fn digest(&self) -> String {
        hex(&canonical::digest(&serde_json::to_value(self).unwrap_or_default()))
    }
}

/// What became of a piece of text between two versions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Change {
    /// It stands in both.
    Kept,
    /// It is new.
    Added,
    /// It is gone.
    Removed,
}

/// The pieces of two texts, word by word, in reading order; neighbours of one kind are joined.
pub fn changes(old: &str, new: &str) -> Vec<(Change, String)> {
    let mut pieces: Vec<(Change, String)> = Vec::new();
    for change in similar::TextDiff::from_words(old, new).iter_all_changes() {
        let kind = match change.tag() {
            similar::ChangeTag::Equal => Change::Kept,
            similar::ChangeTag::Insert => Change::Added,
            similar::ChangeTag::Delete => Change::Removed,
        };
        match pieces.last_mut() {
            Some((last, text)) if *last == kind => text.push_str(change.value()),
            _ => pieces.push((kind, change.value().to_owned())),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_texts_are_complete() {
        let texts = Texts::template();
        assert!(texts.missing().is_empty(), "{:?}", texts.missing());
        assert!(texts.text(Section::Audience).contains("14 tuổi") && !texts.text(Section::Audience).contains('#'));
        let mut empty = texts.clone();
        empty.sections.insert(Section::Prizes, " \n".into());
        assert_eq!(empty.missing(), [Section::Prizes]);
        let (_, long) = Texts { sections: [(Section::Contact, "x".repeat(LONGEST + 1))].into(), ..texts }.cleaned();
        assert_eq!(long, [Section::Contact]);
    }

    #[test]
    fn what_changed_is_found_word_by_word() {
        let (old, new) = ("Giải nhất: 4 triệu đồng.", "Giải nhất: 5 triệu đồng, kèm giấy khen.");
        let pieces = changes(old, new);
        let joined = |wanted: Change| -> String {
            pieces.iter().filter(|(kind, _)| *kind == Change::Kept || *kind == wanted).map(|(_, text)| text.as_str()).collect()
        };
        assert_eq!((joined(Change::Removed).as_str(), joined(Change::Added).as_str()), (old, new));
        assert!(pieces.contains(&(Change::Removed, "4".into())) && pieces.contains(&(Change::Added, "5".into())));
        assert_eq!(changes(old, old), [(Change::Kept, old.into())]);
    }

    #[test]
    fn the_digest_is_that_of_the_bytes() {
        let document = Document {
            format: FORMAT.into(),
            contest: "tim-hieu".into(),
            version: 1,
            title: "Cuộc thi".into(),
            organizer: "Ban Tổ chức".into(),
            attempts_per_contest: 0,
            attempts_per_day: 2,
            standings_still_minutes: None,
            texts: Texts::template(),
            rounds: vec![],
        };
        let bytes = document.canonical();
        assert_eq!(document.digest(), hex(&<sha2::Sha256 as sha2::Digest>::digest(bytes.as_bytes())));
        assert_eq!(serde_json::from_str::<Document>(&bytes).unwrap(), document);
        let amended = Document { version: 2, ..document.clone() };
        assert_ne!(amended.digest(), document.digest());
    }
}
