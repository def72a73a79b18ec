//! The receipt (biên nhận): what a taker holds in hand after submitting.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::kernel::{Timestamp, canonical, ids::AttemptId, text};

/// Who closed the attempt.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClosedBy {
    /// The taker submitted.
    Taker,
    /// Time was up.
    Deadline,
}

/// A receipt.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Receipt {
    /// Short code a person can read out.
    pub code: String,
    /// Which attempt.
    pub attempt: AttemptId,
    /// When it was closed.
    pub submitted_at: Timestamp,
    /// By whom.
    pub closed_by: ClosedBy,
    /// Slots answered.
    pub answered: usize,
    /// Slots in the paper.
    pub total: usize,
    /// SHA-256, hexadecimal, over the canonical JSON of the final responses: `[{"response":…,"seq":…,"slot":…}, …]` by slot.
    pub digest: String,
    /// The last link of the attempt's chain, hexadecimal; at a contest's round only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// The name under which the person stands in the contest's result; at a contest's round only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pseudonym: Option<String>,
}

/// Makes the receipt of what stands at closing. `responses` are (slot, seq, response) by slot.
pub fn receipt(attempt: AttemptId, submitted_at: Timestamp, closed_by: ClosedBy, total: usize, responses: &[(i32, i64, Value)]) -> Receipt {
    let list: Vec<Value> =
        responses.iter().map(|(slot, seq, response)| json!({ "slot": slot, "seq": seq, "response": response })).collect();
    let digest = text::hex(&canonical::digest(&Value::Array(list)));
    let answered = responses.iter().filter(|(_, _, response)| super::response::is_answered(response)).count();
    let code = code(attempt, &digest);
    Receipt { code, attempt, submitted_at, closed_by, answered, total, digest, link: None, pseudonym: None }
}

/// Ten characters of Crockford's base 32 from the attempt and the digest.
fn code(attempt: AttemptId, digest: &str) -> String {
    const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let hash = Sha256::digest(format!("receipt:{attempt}:{digest}").as_bytes());
    hash.iter().take(10).map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Id;

    #[test]
    fn the_digest_is_sha256_of_the_canonical_responses() {
        let attempt = Id::from_uuid(uuid::Uuid::nil());
        let made = receipt(attempt, Timestamp::from_millis(0), ClosedBy::Taker, 20, &[(1, 2, json!("a")), (2, 1, Value::Null)]);
        // printf '[{"response":"a","seq":2,"slot":1},{"response":null,"seq":1,"slot":2}]' | sha256sum
        assert_eq!(made.digest, text::hex(&Sha256::digest(br#"[{"response":"a","seq":2,"slot":1},{"response":null,"seq":1,"slot":2}]"#)));
        assert_eq!((made.answered, made.total, made.code.len()), (1, 20, 10));
    }
}
