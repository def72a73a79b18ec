//! What an item is.

use serde::{Deserialize, Serialize};

use crate::{
    identity::model::IdentityError,
    kernel::{
        FieldProblem, Problem, ProblemKind,
        ids::{BankId, ItemId, VersionId},
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
}

impl ItemType {
    /// All that can be taken now.
    pub const ALL: [Self; 3] = [Self::SingleChoice, Self::MultipleResponse, Self::TrueFalse];

    /// The word used in data and JSON.
    pub const fn code(self) -> &'static str {
        match self {
            Self::SingleChoice => "single_choice",
            Self::MultipleResponse => "multiple_response",
            Self::TrueFalse => "true_false",
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

/// The right answer, in the author's order of options.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Key {
    /// Positions of the right options, from 0, ascending.
    Options(Vec<usize>),
    /// Whether the statement is true.
    Truth(bool),
}

/// What a taker may see of a version.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ItemFace {
    /// How it is answered.
    pub item_type: ItemType,
    /// Markdown.
    pub stem: String,
    /// Markdown, in the author's order.
    pub options: Vec<String>,
    /// Hundredths of a point.
    pub points: i64,
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
    /// How many options it has.
    pub options: usize,
    /// Hundredths of a point.
    pub points: i64,
}

/// A line of a bank's list of items.
#[derive(Clone, Debug)]
pub struct ItemLine {
    /// Id.
    pub id: ItemId,
    /// Stable code.
    pub code: String,
    /// Status.
    pub status: String,
    /// How it is answered.
    pub item_type: String,
    /// Topic code.
    pub topic: String,
    /// Level code.
    pub level: String,
    /// Markdown.
    pub stem: String,
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
