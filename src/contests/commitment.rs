//! What a round is: everything that decides its result, frozen before it opens, and the hash that binds the organizer to it.
//!
//! The hash of the canonical JSON is published before the opening; the content itself, keys and seed included, only with
//! the result. The seed's 32 random bytes keep the content from being guessed out of the hash.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{qualification::Qualification, ranking::RankingRules};
use crate::{
    bank::model::{CognitiveLevel, Drawable, ItemType, Key},
    kernel::{
        Id, Seed, canonical,
        ids::VersionId,
        rng::DrawStream,
        text::{from_hex, hex},
    },
    quiz::{
        draw,
        model::{Cell, QuizError, Slot},
        pace,
        scoring::MultipleResponseRule,
    },
};

/// The word that says what the JSON is.
pub const FORMAT: &str = "hocthi.round/1";

/// Everything that decides a round, as it is hashed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Frozen {
    /// [`FORMAT`].
    pub format: String,
    /// Code of the contest.
    pub contest: String,
    /// Code of the round within it.
    pub round: String,
    /// Milliseconds since 1970.
    pub opens_at: i64,
    /// Milliseconds since 1970.
    pub closes_at: i64,
    /// Seconds for the whole paper; none is no limit.
    pub time_limit_seconds: Option<i64>,
    /// Seconds of each item; then the limit of the whole is theirs together. None where items have no time of their own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds_per_item: Option<i64>,
    /// Seconds a save or submission may arrive late.
    pub grace_seconds: i64,
    /// Attempts of each person; 0 is no limit.
    pub attempts_allowed: i32,
    /// No attempt starts from then on; milliseconds since 1970. None: until the closing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_start_at: Option<i64>,
    /// Attempts of each person in the whole contest; none is no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempts_per_contest: Option<i32>,
    /// Attempts of each person in the contest that start on one day in Vietnam; none is no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempts_per_day: Option<i32>,
    /// Whom earlier rounds let in; none is everybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub qualified_from: Option<Qualification>,
    /// How multiple response is scored.
    pub multiple_response: MultipleResponseRule,
    /// How the round is ranked.
    pub ranking: RankingRules,
    /// What each paper draws.
    pub blueprint: Vec<Cell>,
    /// What it is drawn from, by bank and code.
    pub items: Vec<FrozenItem>,
    /// 32 bytes, hexadecimal: every paper follows from it.
    pub seed: String,
    /// Milliseconds over which people's own openings are spread, see [`super::reveal`]; none where all open at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reveal_ms: Option<i64>,
    /// SHA-256 of the rules document (thể lệ) in force, hexadecimal; none where there was no document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rules_sha256: Option<String>,
}

/// An item as it stands in the round.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FrozenItem {
    /// Bank.
    pub bank: String,
    /// Stable code.
    pub code: String,
    /// How it is answered.
    #[serde(rename = "type")]
    pub item_type: ItemType,
    /// Topic.
    pub topic: String,
    /// Level.
    pub level: CognitiveLevel,
    /// Hundredths of a point.
    pub points: i64,
    /// What is asked.
    pub stem: String,
    /// Options in the author's order.
    pub options: Vec<String>,
    /// The key: positions of options from 0, or a truth value.
    pub key: FrozenKey,
}

impl FrozenItem {
    /// Whether a key is one that the item can have.
    pub fn takes_key(&self, key: &FrozenKey) -> bool {
        match (self.item_type, key) {
            (ItemType::TrueFalse, FrozenKey::Truth(_)) => true,
            (ItemType::SingleChoice, FrozenKey::Options(keys)) => keys.len() == 1 && keys[0] < self.options.len(),
            (ItemType::MultipleResponse, FrozenKey::Options(keys)) => {
                !keys.is_empty() && keys.is_sorted_by(|a, b| a < b) && keys.iter().all(|key| *key < self.options.len())
            }
            _ => false,
        }
    }
}

/// A key in the plainest JSON: `[0, 2]` or `true`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum FrozenKey {
    /// A statement is true or false.
    Truth(bool),
    /// Positions of the right options, from 0, ascending.
    Options(Vec<usize>),
}

impl TryFrom<Key> for FrozenKey {
    type Error = Key;
    /// Keys of the types that a round may ask; others come back.
    fn try_from(key: Key) -> Result<Self, Key> {
        match key {
            Key::Options(positions) => Ok(Self::Options(positions)),
            Key::Truth(truth) => Ok(Self::Truth(truth)),
            other => Err(other),
        }
    }
}

impl From<&FrozenKey> for Key {
    fn from(key: &FrozenKey) -> Self {
        match key {
            FrozenKey::Options(positions) => Self::Options(positions.clone()),
            FrozenKey::Truth(truth) => Self::Truth(*truth),
        }
    }
}

/// The seed of one paper: HMAC-SHA-256(round's seed, `paper:<pseudonym>:<ordinal>` ‖ 0x00 ‖ eight zero bytes), which is
/// the first block of the round's stream with that label.
pub fn paper_seed(seed: Seed, pseudonym: &str, ordinal: i32) -> Seed {
    Seed(DrawStream::new(seed, &format!("paper:{pseudonym}:{ordinal}")).bytes())
}

impl Frozen {
    /// The bytes that are hashed.
    pub fn canonical(&self) -> String {
        canonical::canonical(&self.value())
    }

    fn value(&self) -> Value {
        serde_json::to_value(self).unwrap_or_default()
    }

    /// SHA-256 of the canonical JSON, hexadecimal: what is published before the opening.
    pub fn commitment(&self) -> String {
        hex(&canonical::digest(&self.value()))
    }

    /// Items have no time of their own, or one that they may have and that makes up the limit of the whole.
    pub fn has_sound_pace(&self) -> bool {
        let items = self.blueprint.iter().map(|cell| cell.count).sum();
        self.seconds_per_item
            .is_none_or(|seconds| pace::SECONDS.contains(&seconds) && self.time_limit_seconds == Some(pace::paper_seconds(items, seconds)))
    }

    /// The seed; none where it is not 32 bytes in hexadecimal.
    pub fn seed(&self) -> Option<Seed> {
        from_hex(&self.seed).and_then(|bytes| bytes.try_into().ok()).map(Seed)
    }

    /// What may be drawn. Versions are numbered by place here, so that a paper's slots lead back to the items.
    pub fn pool(&self) -> Vec<Drawable> {
        (0_u128..)
            .zip(&self.items)
            .map(|(place, item)| Drawable {
                version: Id::from_uuid(uuid::Uuid::from_u128(place)),
                bank: item.bank.clone(),
                code: item.code.clone(),
                item_type: item.item_type,
                topic: item.topic.clone(),
                level: item.level,
                options: item.options.len(),
                parts: 0,
                pinned: Vec::new(),
                points: item.points,
            })
            .collect()
    }

    /// The place of the item that a slot of [`Frozen::paper`] asks.
    pub fn place(&self, version: VersionId) -> Option<usize> {
        usize::try_from(version.uuid().as_u128()).ok().filter(|place| *place < self.items.len())
    }

    /// The item that a slot of [`Frozen::paper`] asks.
    pub fn item(&self, version: VersionId) -> Option<&FrozenItem> {
        self.place(version).map(|place| &self.items[place])
    }

    /// The paper of a person's attempt, drawn again.
    ///
    /// # Errors
    /// [`QuizError::NotEnoughItems`].
    pub fn paper(&self, pool: &[Drawable], seed: Seed, pseudonym: &str, ordinal: i32) -> Result<Vec<Slot>, QuizError> {
        draw::paper(paper_seed(seed, pseudonym, ordinal), &self.blueprint, pool)
    }
}
