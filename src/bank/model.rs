//! What an item is.

use serde::{Deserialize, Serialize};

use crate::{
    identity::model::IdentityError,
    kernel::{
        FieldProblem, Problem, ProblemKind,
        decimal::Decimal,
        ids::{BankId, VersionId},
    },
    org::model::OrgError,
    storage::{StorageError, backed_by_storage},
};

/// How an item is answered.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemType {
    /// Trắc nghiệm một lựa chọn.
    SingleChoice,
    /// Nhiều lựa chọn.
    MultipleResponse,
    /// Đúng/sai.
    TrueFalse,
    /// Chùm đúng/sai: several statements under one stem.
    TrueFalseCluster,
    /// Trả lời ngắn.
    ShortAnswer,
    /// Trả lời bằng số.
    Numerical,
    /// Ghép đôi.
    Matching,
    /// Sắp thứ tự.
    Ordering,
    /// Điền chỗ trống.
    GapFill,
    /// Tự luận.
    Essay,
}

impl ItemType {
    /// All.
    pub const ALL: [Self; 10] = [
        Self::SingleChoice,
        Self::MultipleResponse,
        Self::TrueFalse,
        Self::TrueFalseCluster,
        Self::ShortAnswer,
        Self::Numerical,
        Self::Matching,
        Self::Ordering,
        Self::GapFill,
        Self::Essay,
    ];

    /// Whether a round of a contest may ask it: only what its result file and every verifier of it know.
    pub const fn is_for_contests(self) -> bool {
        matches!(self, Self::SingleChoice | Self::MultipleResponse | Self::TrueFalse)
    }

    /// The word used in data and JSON.
    pub const fn code(self) -> &'static str {
        match self {
            Self::SingleChoice => "single_choice",
            Self::MultipleResponse => "multiple_response",
            Self::TrueFalse => "true_false",
            Self::TrueFalseCluster => "true_false_cluster",
            Self::ShortAnswer => "short_answer",
            Self::Numerical => "numerical",
            Self::Matching => "matching",
            Self::Ordering => "ordering",
            Self::GapFill => "gap_fill",
            Self::Essay => "essay",
        }
    }
    /// Reads [`ItemType::code`].
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// Mức độ nhận thức.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CognitiveLevel {
    /// Nhận biết.
    NhanBiet,
    /// Thông hiểu.
    ThongHieu,
    /// Vận dụng.
    VanDung,
    /// Vận dụng cao.
    VanDungCao,
}

impl CognitiveLevel {
    /// From the lowest up.
    pub const ALL: [Self; 4] = [Self::NhanBiet, Self::ThongHieu, Self::VanDung, Self::VanDungCao];

    /// The word used in files and data.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NhanBiet => "nhan_biet",
            Self::ThongHieu => "thong_hieu",
            Self::VanDung => "van_dung",
            Self::VanDungCao => "van_dung_cao",
        }
    }
    /// Reads [`CognitiveLevel::code`].
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.code() == code)
    }
}

/// Life of an item: draft → in review → approved → retired. Only approved items are drawn.
pub const STATUSES: [&str; 4] = ["draft", "in_review", "approved", "retired"];

/// The right answer, by the places that [`ItemFace`] gives what is shown.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Key {
    /// Positions of the right options, from 0, ascending.
    Options(Vec<usize>),
    /// Whether the statement is true.
    Truth(bool),
    /// Whether each statement of a cluster is true.
    Statements(Vec<bool>),
    /// A word or phrase.
    Text {
        /// All that is right.
        accepted: Vec<String>,
        /// Whether capital letters count.
        case_sensitive: bool,
    },
    /// A number.
    Number {
        /// The right one.
        value: Decimal,
        /// How far off still counts, its end included.
        tolerance: Decimal,
    },
    /// What belongs to what.
    Pairs {
        /// For each left side the position of its right side in [`Parts::rights`].
        rights: Vec<usize>,
        /// Positions of the right sides without a left, in the author's order.
        spare: Vec<usize>,
    },
    /// Positions of the options in the right order.
    Order(Vec<usize>),
    /// The gaps in their order.
    Gaps(Vec<GapKey>),
    /// An essay has no key; what markers look for.
    Guide(String),
}

/// What is right in a gap.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct GapKey {
    /// All that is right.
    pub accepted: Vec<String>,
    /// What is offered beside it, in the author's order; empty where the answer is typed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub distractors: Vec<String>,
}

/// How an item is marked, where its type leaves a choice; the default is what most authors mean. Not secret.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Marking {
    /// Typed answers count without their Vietnamese marks too ("hoc" for "học").
    #[serde(skip_serializing_if = "is_false")]
    pub ignores_marks: bool,
    /// "hoà" is not taken for "hòa": the tone must stand on the letter that the author wrote it on.
    #[serde(skip_serializing_if = "is_false")]
    pub strict_tones: bool,
    /// Percentage of the points for one, two, … right statements of a cluster; empty for the usual steps.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<i64>,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // the signature that serde asks for
const fn is_false(value: &bool) -> bool {
    !*value
}

/// What only some items show. Nothing here follows the key: right sides, what is to be ordered and the choices of a gap stand in
/// the order of the alphabet.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Parts {
    /// Markdown: case text before the stem; empty if none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub context: String,
    /// Markdown: right sides of a matching.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rights: Vec<String>,
    /// For each gap what may be chosen; empty where the answer is typed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub gaps: Vec<Vec<String>>,
    /// How it is marked.
    #[serde(skip_serializing_if = "is_usual")]
    pub marking: Marking,
}

fn is_usual(marking: &Marking) -> bool {
    *marking == Marking::default()
}

/// What a taker may see of a version.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ItemFace {
    /// How it is answered.
    pub item_type: ItemType,
    /// Markdown. In a gap fill `[[1]]` stands where the first gap is.
    pub stem: String,
    /// Markdown: options, statements, left sides, in the author's order; what is to be ordered, in the alphabet's.
    pub options: Vec<String>,
    /// Hundredths of a point.
    pub points: i64,
    /// What only some items have.
    pub parts: Parts,
}

impl ItemFace {
    /// How many things are shown in an order that is drawn.
    pub fn shuffled(&self) -> usize {
        if self.item_type == ItemType::Matching { self.parts.rights.len() } else { self.options.len() }
    }

    /// How many parts are answered one by one; 0 where there is one answer.
    pub fn answered_parts(&self) -> usize {
        match self.item_type {
            ItemType::TrueFalseCluster | ItemType::Matching | ItemType::Ordering => self.options.len(),
            ItemType::GapFill => self.parts.gaps.len(),
            _ => 0,
        }
    }
}

/// What is secret until release.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Solution {
    /// The right answer.
    pub key: Key,
    /// Markdown: why it is right and the others are not.
    pub rationale: String,
    /// Where it stands.
    pub citation: Citation,
    /// Markdown: what is said to one who chose an option, in the author's order; empty where no option has any.
    pub feedback: Vec<String>,
}

/// A place in a source, printed as `KL57:nhan-dien`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Citation {
    /// Code of the source.
    pub source: String,
    /// Id of the clause within it.
    pub clause: String,
}

/// A public source and the outline of its clauses.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Source {
    /// Stable code.
    pub code: String,
    /// Full title.
    pub title: String,
    /// Who published it, and where it was read.
    pub publisher: String,
    /// Day of publication as printed.
    #[serde(default)]
    pub published: String,
    /// Address; empty when it is not online.
    #[serde(default)]
    pub url: String,
    /// Day on which the statements were last compared with it.
    pub as_of: chrono::NaiveDate,
    /// Outline in own words.
    #[serde(default)]
    pub clauses: Vec<Clause>,
}

/// A part of a source.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Clause {
    /// Stable id within the source.
    pub id: String,
    /// Heading.
    pub title: String,
    /// Own-words summary.
    #[serde(default)]
    pub summary: String,
}

/// A bank as lists show it.
#[derive(Clone, Debug)]
pub struct Bank {
    /// Id.
    pub id: BankId,
    /// Stable code.
    pub code: String,
    /// Title.
    pub title: String,
    /// A sentence or two.
    pub summary: String,
}

/// A topic of a bank.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topic {
    /// Stable code.
    pub code: String,
    /// Title.
    pub title: String,
}

/// An item that may be drawn.
#[derive(Clone, Debug)]
pub struct Drawable {
    /// Version to freeze.
    pub version: VersionId,
    /// Code of its bank.
    pub bank: String,
    /// Stable code, for a draw that can be replayed.
    pub code: String,
    /// How it is answered.
    pub item_type: ItemType,
    /// Its topic.
    pub topic: String,
    /// Its level.
    pub level: CognitiveLevel,
    /// How many options are shown in an order that is drawn.
    pub options: usize,
    /// How many parts are answered one by one.
    pub parts: usize,
    /// Places of options that stay where the author put them, ascending.
    pub pinned: Vec<usize>,
    /// Hundredths of a point.
    pub points: i64,
}

/// Why a use case of this domain was refused.
#[derive(Debug, thiserror::Error)]
pub enum BankError {
    /// Not there, or not theirs.
    #[error("not found")]
    NotFound,
    /// They may look, but not do this.
    #[error("not allowed")]
    Forbidden,
    /// Fields of a form are wrong.
    #[error("wrong fields")]
    Fields(Vec<FieldProblem>),
    /// Somebody else saved or decided in the meantime.
    #[error("not the newest version")]
    Stale,
    /// Nobody approves what they had a hand in.
    #[error("own work")]
    OwnWork,
    /// The item is in a state in which this cannot be done.
    #[error("not possible in this state")]
    WrongState,
    /// Units could not be read.
    #[error(transparent)]
    Org(#[from] OrgError),
    /// People could not be read.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

backed_by_storage!(BankError);

impl From<BankError> for Problem {
    fn from(error: BankError) -> Self {
        match error {
            BankError::NotFound => Self::not_found(),
            BankError::Forbidden => Self::forbidden(),
            BankError::Fields(fields) => Self::invalid(fields),
            BankError::Stale => Self::new(ProblemKind::Conflict, "item_stale"),
            BankError::OwnWork => Self::new(ProblemKind::Conflict, "item_own_work"),
            BankError::WrongState => Self::new(ProblemKind::Conflict, "item_state"),
            BankError::Org(error) => error.into(),
            BankError::Identity(error) => error.into(),
            BankError::Storage(error) => error.into(),
        }
    }
}
