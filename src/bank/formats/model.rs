//! What every format is read into and written from.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::bank::model::{CognitiveLevel, Marking};
pub use crate::kernel::decimal::Decimal;

/// An item as a file gives it, before a bank takes it. Texts are Markdown, as in banks; see [`super::rich`].
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Draft {
    /// Where it starts in the file.
    pub place: Place,
    /// How the file calls it ("Câu 12", "Q3"), for messages; may be empty.
    pub label: String,
    /// Stable code, where the format has one.
    pub code: String,
    /// Case text shared with the items around it; empty if none.
    pub context: String,
    /// What is asked. In a gap fill, `[[1]]` stands where the first gap is.
    pub stem: String,
    /// How it is answered, with the key.
    pub body: Body,
    /// Mức độ nhận thức, where the file says it.
    pub level: Option<CognitiveLevel>,
    /// Topic: a heading, a category, a column; empty if none.
    pub topic: String,
    /// Tags.
    pub tags: Vec<String>,
    /// Why the key is right.
    pub rationale: String,
    /// Where it stands, as written: `KL57:nhan-dien` when it resolves, else free text.
    pub source: String,
    /// Hundredths of a point; `None` is one point.
    pub points: Option<i64>,
    /// How it is marked, where its type leaves a choice.
    pub marking: Marking,
    /// Pictures that the texts name as `![…](name)`.
    pub images: Vec<Image>,
    /// What the key was read from, where a file may say it in several ways.
    pub key_from: Vec<KeySource>,
}

/// Where a key stands in a document that people wrote for people. Its name is the message `format-key-<code>`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeySource {
    /// An asterisk or a ticked box before the option.
    Sign,
    /// "Đáp án: B" with the question.
    Line,
    /// The list or table of keys.
    List,
    /// "Chọn B" in the explanation.
    Solution,
    /// Underlined.
    Underline,
    /// Bold.
    Bold,
    /// In another colour.
    Colour,
    /// Highlighted or shaded.
    Highlight,
}

impl KeySource {
    /// Stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Sign => "sign",
            Self::Line => "line",
            Self::List => "list",
            Self::Solution => "solution",
            Self::Underline => "underline",
            Self::Bold => "bold",
            Self::Colour => "colour",
            Self::Highlight => "highlight",
        }
    }
}

/// How an item is answered, with its key.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Body {
    /// One or several of the options.
    Choice {
        /// In the author's order.
        options: Vec<Choice>,
        /// Several may be chosen (`multiple_response`).
        many: bool,
    },
    /// A statement that is true or false.
    Truth(bool),
    /// Several statements under one stem, each true or false.
    Statements(Vec<Statement>),
    /// A word or phrase.
    Short {
        /// All that is right.
        accepted: Vec<String>,
        /// Whether capital letters count.
        case_sensitive: bool,
    },
    /// A number.
    Number {
        /// The right one.
        value: Decimal,
        /// How far off still counts; never negative.
        tolerance: Decimal,
    },
    /// Left sides to be matched with right sides.
    Matching {
        /// Left and its right.
        pairs: Vec<(String, String)>,
        /// Right sides without a left.
        distractors: Vec<String>,
    },
    /// What is to be put in order, in the right order.
    Ordering(Vec<String>),
    /// Gaps of the stem in their order.
    Gaps(Vec<Gap>),
    /// A written answer, marked by people.
    Essay {
        /// What markers look for.
        guide: String,
    },
}

impl Body {
    /// The type's word in data and JSON.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Choice { many: false, .. } => "single_choice",
            Self::Choice { many: true, .. } => "multiple_response",
            Self::Truth(_) => "true_false",
            Self::Statements(_) => "true_false_cluster",
            Self::Short { .. } => "short_answer",
            Self::Number { .. } => "numerical",
            Self::Matching { .. } => "matching",
            Self::Ordering(_) => "ordering",
            Self::Gaps(_) => "gap_fill",
            Self::Essay { .. } => "essay",
        }
    }

    /// All texts of the body.
    pub fn texts(&self) -> Vec<&str> {
        match self {
            Self::Choice { options, .. } => options.iter().flat_map(|option| [option.text.as_str(), option.feedback.as_str()]).collect(),
            Self::Truth(_) | Self::Number { .. } => Vec::new(),
            Self::Statements(list) => list.iter().map(|statement| statement.text.as_str()).collect(),
            Self::Short { accepted, .. } => accepted.iter().map(String::as_str).collect(),
            Self::Matching { pairs, distractors } => pairs
                .iter()
                .flat_map(|(left, right)| [left.as_str(), right.as_str()])
                .chain(distractors.iter().map(String::as_str))
                .collect(),
            Self::Ordering(list) => list.iter().map(String::as_str).collect(),
            Self::Gaps(gaps) => gaps.iter().flat_map(|gap| gap.accepted.iter().chain(&gap.distractors)).map(String::as_str).collect(),
            Self::Essay { guide } => vec![guide],
        }
    }
}

impl Body {
    /// Texts that other systems hold without formatting: typed answers and what is matched to.
    pub fn bare_texts(&self) -> Vec<&str> {
        match self {
            Self::Short { accepted, .. } => accepted.iter().map(String::as_str).collect(),
            Self::Matching { pairs, distractors } => pairs.iter().map(|(_, right)| right).chain(distractors).map(String::as_str).collect(),
            _ => Vec::new(),
        }
    }
}

/// An option.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Choice {
    /// What it says.
    pub text: String,
    /// Whether it is right.
    pub is_key: bool,
    /// What is said to one who chose it; empty if nothing.
    pub feedback: String,
}

/// A statement of a cluster.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Statement {
    /// What it says.
    pub text: String,
    /// Whether it is so; `None` where the file gives no key.
    pub is_true: Option<bool>,
}

/// A gap.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Gap {
    /// All that is right.
    pub accepted: Vec<String>,
    /// Wrong ones to choose from; empty when the answer is typed.
    pub distractors: Vec<String>,
}

/// A picture.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Image {
    /// File name within the item.
    pub name: String,
    /// The file, one for all items that show it; as base64 where it is kept.
    #[serde(with = "in_base64")]
    pub bytes: Arc<[u8]>,
}

mod in_base64 {
    use base64::{Engine, engine::general_purpose::STANDARD};
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use super::Arc;

    pub fn serialize<S: Serializer>(bytes: &Arc<[u8]>, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&STANDARD.encode(bytes))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Arc<[u8]>, D::Error> {
        STANDARD.decode(String::deserialize(from)?).map(Arc::from).map_err(D::Error::custom)
    }
}

/// Where something stands in a file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// The file as a whole.
    File,
    /// Line from 1 (GIFT, Aiken, XML, TOML).
    Line(usize),
    /// Row from 1, the header being row 1 as the program shows it (sheets).
    Row(usize),
    /// Paragraph from 1 in reading order (DOCX).
    Paragraph(usize),
    /// Question from 1, where the format has no better (packages).
    Question(usize),
}

/// Which part of an item a flaw is about; sheets turn it into the column.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The item as a whole.
    Whole,
    /// The stem.
    Stem,
    /// An option, statement, pair or gap, from 0.
    Option(usize),
    /// The key.
    Key,
    /// The level.
    Level,
    /// The type.
    Type,
    /// The points.
    Points,
    /// The source.
    Source,
}

/// What is wrong with an item or a file, or worth a look. Its sentence is the message `format-<code>`, what to do is
/// `format-<code>-mend`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Flaw {
    /// Where.
    pub place: Place,
    /// Heading of the column or letter, in sheets.
    pub column: Box<str>,
    /// How the file calls the item; may be empty.
    pub label: String,
    /// Which part.
    pub part: Part,
    /// Stable code.
    pub code: &'static str,
    /// The value that was found.
    pub value: String,
    /// The item cannot be taken; else it is a remark.
    pub is_error: bool,
}

/// Longest value that a message repeats, in characters.
const SHOWN: usize = 80;

impl Flaw {
    /// What keeps an item from being taken.
    pub fn error(place: Place, part: Part, code: &'static str, value: impl Into<String>) -> Self {
        Self { place, column: Box::default(), label: String::new(), part, code, value: shortened(&value.into()), is_error: true }
    }

    /// What is worth a look.
    pub fn remark(place: Place, part: Part, code: &'static str, value: impl Into<String>) -> Self {
        Self { is_error: false, ..Self::error(place, part, code, value) }
    }

    /// A file that cannot be read at all.
    pub fn file(code: &'static str, value: impl Into<String>) -> Self {
        Self::error(Place::File, Part::Whole, code, value)
    }

    /// With the item's name in the file.
    #[must_use]
    pub fn of(mut self, label: &str) -> Self {
        self.label = label.to_owned();
        self
    }
}

fn shortened(value: &str) -> String {
    let clean = crate::kernel::text::clean_line(value);
    match clean.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}…", &clean[..at]),
        None => clean,
    }
}

/// What was understood of a file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Reading {
    /// Items without error, in the order of the file.
    pub drafts: Vec<Draft>,
    /// Items with an error, as far as they were understood: a person can mend them. What each lacks stands in the flaws.
    pub spoiled: Vec<Draft>,
    /// Errors and remarks in the order of the file.
    pub flaws: Vec<Flaw>,
}

impl Reading {
    /// A file that cannot be read at all.
    pub fn refused(flaw: Flaw) -> Self {
        Self { flaws: vec![flaw], ..Self::default() }
    }

    /// Whether anything keeps the file from being taken whole.
    pub fn has_errors(&self) -> bool {
        self.flaws.iter().any(|flaw| flaw.is_error)
    }
}

impl Draft {
    /// An item with nothing but its place, stem and body.
    pub fn new(place: Place, stem: String, body: Body) -> Self {
        Self {
            place,
            label: String::new(),
            code: String::new(),
            context: String::new(),
            stem,
            body,
            level: None,
            topic: String::new(),
            tags: Vec::new(),
            rationale: String::new(),
            source: String::new(),
            points: None,
            marking: Marking::default(),
            images: Vec::new(),
            key_from: Vec::new(),
        }
    }
}

/// A file that was written, and what it could not hold.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Written {
    /// The file.
    pub bytes: Vec<u8>,
    /// What was left out, item by item.
    pub lost: Vec<Loss>,
}

/// What a format could not hold. Its sentence is the message `format-lost-<code>`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Loss {
    /// Code of the item, or the start of its stem.
    pub item: String,
    /// Stable code of what was left out.
    pub code: &'static str,
}
