//! The facts of a round as its result file holds them: every closed attempt, under a pseudonym.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::merkle;
use crate::{
    kernel::{canonical, ids::PersonId, text::hex},
    quiz::receipt::ClosedBy,
};

/// A person's name in the files of one contest: HMAC-SHA-256 of the person's id under the contest's secret, 32
/// hexadecimal digits. Who holds a receipt knows their own; nobody can compute another's.
pub fn pseudonym(secret: &[u8], person: PersonId) -> String {
    use hmac::{Hmac, KeyInit, Mac};
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(secret).expect("HMAC takes a key of any length");
    mac.update(person.to_string().as_bytes());
    hex(&mac.finalize().into_bytes()[..16])
}

/// A closed attempt.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttemptFact {
    /// Whose.
    pub pseudonym: String,
    /// Which of the person's attempts, from 1.
    pub ordinal: i32,
    /// Milliseconds since 1970.
    pub started_at: i64,
    /// Milliseconds since 1970.
    pub submitted_at: i64,
    /// By whom it was closed.
    pub closed_by: ClosedBy,
    /// What stood at closing, by slot, as it was sent.
    pub responses: Vec<SavedResponse>,
    /// The prediction as it was typed; none where nothing was predicted.
    pub prediction: Option<String>,
    /// The digest on the receipt.
    pub digest: String,
    /// Why it does not count; none where it counts.
    pub excluded: Option<String>,
    /// The last link of the attempt's chain of events, as the receipt shows it; none where none was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// Code of the block (khối) that the person is ranked in beside the whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub block: Option<String>,
    /// The person's points over the earlier rounds that the rules name, in hundredths; none where they name none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earlier: Option<i64>,
}

/// A response as the receipt's digest is taken over it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavedResponse {
    /// Slot from 1.
    pub slot: i32,
    /// Sequence that stood.
    pub seq: i64,
    /// As it was sent.
    pub response: Value,
}

impl AttemptFact {
    /// The digest that the responses give.
    pub fn digest_of_responses(&self) -> String {
        let list: Vec<Value> =
            self.responses.iter().map(|saved| json!({ "slot": saved.slot, "seq": saved.seq, "response": saved.response })).collect();
        hex(&canonical::digest(&Value::Array(list)))
    }

    /// The leaf of the Merkle tree: the canonical JSON of what the person's receipt says.
    pub fn leaf(&self) -> merkle::Hash {
        merkle::leaf(self.receipt().as_bytes())
    }

    /// The bytes of the leaf: digest, link where there is one, ordinal, prediction, pseudonym and submission.
    pub fn receipt(&self) -> String {
        let mut said = json!({
            "digest": self.digest,
            "ordinal": self.ordinal,
            "prediction": self.prediction,
            "pseudonym": self.pseudonym,
            "submitted_at": self.submitted_at,
        });
        if let Some(link) = &self.link {
            said["link"] = json!(link);
        }
        canonical::canonical(&said)
    }

    /// The order of the file.
    pub fn place(&self) -> (&str, i32) {
        (&self.pseudonym, self.ordinal)
    }
}
