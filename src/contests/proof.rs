//! Small signed files beside the result of a round: that one receipt is in it, and which results a contest has published.
//!
//! Both formats are written down in `docs/RESULT_FILE.md`.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    facts::AttemptFact,
    merkle::{self, Tree},
    result_file::ResultFile,
    signing::{SiteKey, is_signed_by},
    verify::Fault,
};
use crate::kernel::{
    canonical,
    text::{from_hex, hex},
};

/// The word that says that the JSON is the proof of a receipt.
pub const RECEIPT_FORMAT: &str = "hocthi.receipt/1";
/// The word that says that the JSON lists the results of a contest.
pub const CONTEST_FORMAT: &str = "hocthi.contest/1";

/// That a receipt is in the result of a round: checked by anyone with nothing but this file, at any size of the round.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReceiptProof {
    /// [`RECEIPT_FORMAT`].
    pub format: String,
    /// Title of the contest and of the round.
    pub title: String,
    /// SHA-256 of the result file without signature, hexadecimal.
    pub result: String,
    /// What the receipt says: the bytes of the leaf as JSON.
    pub receipt: Value,
    /// From the leaf to the root.
    pub path: Vec<Step>,
    /// Root that the result file names, hexadecimal.
    pub merkle_root: String,
    /// Ed25519 key of the site, hexadecimal.
    pub public_key: String,
    /// Signature over the canonical JSON of everything else, hexadecimal.
    pub signature: String,
}

/// A step of a path.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// The other side's hash, hexadecimal.
    pub hash: String,
    /// Where the other side stands.
    pub side: Side,
}

/// Left or right.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Left.
    Left,
    /// Right.
    Right,
}

/// The receipts of a published result, ready to be proved one by one.
pub struct Receipts {
    title: String,
    result: String,
    /// Pseudonym, number of the attempt, what the receipt says; in the order of the file.
    told: Vec<(String, i32, String)>,
    tree: Tree,
}

impl Receipts {
    /// Of a result file.
    pub fn of(file: &ResultFile) -> Self {
        let told = file.attempts.iter().map(|fact| (fact.pseudonym.clone(), fact.ordinal, fact.receipt())).collect();
        let tree = Tree::new(file.attempts.iter().map(AttemptFact::leaf).collect());
        Self { title: file.title.clone(), result: file.digest(), told, tree }
    }

    /// The proof of an attempt's receipt; none where it is not in the result.
    pub fn prove(&self, key: &SiteKey, pseudonym: &str, ordinal: i32) -> Option<ReceiptProof> {
        let at = self.told.binary_search_by(|(whose, number, _)| (whose.as_str(), *number).cmp(&(pseudonym, ordinal))).ok()?;
        let step =
            |(hash, is_right): (merkle::Hash, bool)| Step { hash: hex(&hash), side: if is_right { Side::Right } else { Side::Left } };
        let proof = ReceiptProof {
            format: RECEIPT_FORMAT.to_owned(),
            title: self.title.clone(),
            result: self.result.clone(),
            receipt: serde_json::from_str(&self.told[at].2).ok()?,
            path: self.tree.path(at).into_iter().map(step).collect(),
            merkle_root: hex(&self.tree.root()),
            public_key: key.public(),
            signature: String::new(),
        };
        let signature = key.sign_text(&unsigned(&proof));
        Some(ReceiptProof { signature, ..proof })
    }
}

/// The bytes that are signed.
fn unsigned(file: &impl Serialize) -> String {
    let mut value = serde_json::to_value(file).unwrap_or_default();
    if let Some(fields) = value.as_object_mut() {
        fields.remove("signature");
    }
    canonical::canonical(&value)
}

/// Checks the proof of a receipt against the key that it names itself: whether that is the organizer's is for who asks.
///
/// # Errors
/// The first thing that does not stand.
pub fn verify_receipt(text: &str, proof: &ReceiptProof) -> Result<(), Fault> {
    check_form(text, proof, &proof.format, RECEIPT_FORMAT)?;
    let path: Option<Vec<(merkle::Hash, bool)>> =
        proof.path.iter().map(|step| Some((from_hex(&step.hash)?.try_into().ok()?, step.side == Side::Right))).collect();
    let leaf = merkle::leaf(canonical::canonical(&proof.receipt).as_bytes());
    if path.is_none_or(|path| hex(&merkle::climb(leaf, &path)) != proof.merkle_root) {
        return Err(Fault { code: "merkle_root", place: String::new() });
    }
    check_signature(&unsigned(proof), &proof.public_key, &proof.signature)
}

fn check_form(text: &str, file: &impl Serialize, format: &str, expected: &str) -> Result<(), Fault> {
    let whole = |code| Err(Fault { code, place: String::new() });
    if format != expected {
        return whole("format");
    }
    let value = serde_json::to_value(file).unwrap_or_default();
    if canonical::canonical(&value) == text.trim_end_matches('\n') { Ok(()) } else { whole("canonical") }
}

fn check_signature(unsigned: &str, public_key: &str, signature: &str) -> Result<(), Fault> {
    if is_signed_by(public_key, signature, unsigned) { Ok(()) } else { Err(Fault { code: "signature", place: String::new() }) }
}

/// The results that a contest has published: one signed list that holds their hashes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContestFile {
    /// [`CONTEST_FORMAT`].
    pub format: String,
    /// Code of the contest.
    pub contest: String,
    /// Title.
    pub title: String,
    /// Its rounds in order, also those without a result.
    pub rounds: Vec<ContestRound>,
    /// Ed25519 key of the site, hexadecimal.
    pub public_key: String,
    /// Signature over the canonical JSON of everything else, hexadecimal.
    pub signature: String,
}

/// A round in the list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContestRound {
    /// Code.
    pub round: String,
    /// Title.
    pub title: String,
    /// Opening: milliseconds since 1970.
    pub opens_at: i64,
    /// Closing as it stands.
    pub closes_at: i64,
    /// What was published before the opening; none before that.
    pub commitment: Option<String>,
    /// Why the round was declared void; none where it was not.
    pub voided: Option<String>,
    /// SHA-256 of the result file without signature, hexadecimal; none before it is published.
    pub result: Option<String>,
    /// When that was published.
    pub published_at: Option<i64>,
}

impl ContestFile {
    /// Signs the list.
    pub fn signed(contest: String, title: String, rounds: Vec<ContestRound>, key: &SiteKey) -> Self {
        let format = CONTEST_FORMAT.to_owned();
        let list = Self { format, contest, title, rounds, public_key: key.public(), signature: String::new() };
        let signature = key.sign_text(&unsigned(&list));
        Self { signature, ..list }
    }
}

/// The bytes of a proof or list as they are sent.
pub fn bytes(file: &impl Serialize) -> String {
    canonical::canonical(&serde_json::to_value(file).unwrap_or_default())
}

/// Checks the list of a contest's results against the key that it names itself: whether that is the organizer's is for who
/// asks. Whether each result stands is told by its own file.
///
/// # Errors
/// The first thing that does not stand.
pub fn verify_contest(text: &str, file: &ContestFile) -> Result<(), Fault> {
    check_form(text, file, &file.format, CONTEST_FORMAT)?;
    check_signature(&unsigned(file), &file.public_key, &file.signature)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contests::verify::tests::{file, site};

    #[test]
    fn every_receipt_is_proved_and_no_other_can_be() {
        let (file, key) = (file(), site());
        let receipts = Receipts::of(&file);
        for fact in &file.attempts {
            let proof = receipts.prove(&key, &fact.pseudonym, fact.ordinal).expect("it is in the result");
            assert_eq!(proof.merkle_root, file.merkle_root);
            assert_eq!(verify_receipt(&bytes(&proof), &proof), Ok(()));
            let mut forged = proof.clone();
            forged.receipt["prediction"] = "9".into();
            forged.signature = key.sign_text(&unsigned(&forged));
            assert_eq!(verify_receipt(&bytes(&forged), &forged).unwrap_err().code, "merkle_root", "the path does not lead there");
            let unsigned = ReceiptProof { result: "00".repeat(32), ..proof };
            assert_eq!(verify_receipt(&bytes(&unsigned), &unsigned).unwrap_err().code, "signature");
        }
        assert!(receipts.prove(&key, "aa", 9).is_none() && receipts.prove(&key, "zz", 1).is_none());
    }

    #[test]
    fn the_list_of_a_contest_is_signed_as_a_whole() {
        let round = ContestRound {
            round: "tuan-1".into(),
            title: "Tuần 1".into(),
            opens_at: 1,
            closes_at: 2,
            commitment: Some("ab".repeat(32)),
            voided: None,
            result: Some(file().digest()),
            published_at: Some(3),
        };
        let list = ContestFile::signed("c".into(), "Cuộc thi".into(), vec![round], &site());
        assert_eq!(verify_contest(&bytes(&list), &list), Ok(()));
        let mut forged = list.clone();
        forged.rounds[0].result = Some("00".repeat(32));
        assert_eq!(verify_contest(&bytes(&forged), &forged).unwrap_err().code, "signature");
        assert_eq!(verify_contest(&format!(" {}", bytes(&list)), &list).unwrap_err().code, "canonical");
    }
}
