//! The published result of a round: one canonical JSON file that needs nothing else to be checked.
//!
//! Its format is written down in `docs/RESULT_FILE.md`, so that others can write a verifier of their own.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{
    commitment::{Frozen, FrozenItem},
    facts::AttemptFact,
    merkle,
    ranking::{self, Entry, Ranking},
};
use crate::{
    bank::model::{Drawable, Key},
    kernel::{canonical, text::hex},
    quiz::{
        model::Slot,
        response::{self, Given},
        scoring,
    },
};

/// The word that says what the JSON is.
pub const FORMAT: &str = "hocthi.result/1";

/// A result file.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResultFile {
    /// [`FORMAT`].
    pub format: String,
    /// Title of the contest and of the round.
    pub title: String,
    /// SHA-256 of the canonical JSON of `frozen`, as it was published.
    pub commitment: String,
    /// When it was published: milliseconds since 1970.
    pub committed_at: i64,
    /// What was frozen.
    pub frozen: Frozen,
    /// Every closed attempt, by pseudonym and number.
    pub attempts: Vec<AttemptFact>,
    /// People with a counted attempt.
    pub participants: i64,
    /// Of them with every point.
    pub all_correct: i64,
    /// Closed attempts that are not excluded.
    pub attempts_counted: i64,
    /// The true value of the prediction in units of its last decimal; none without a question.
    pub truth: Option<i64>,
    /// Everyone with a counted attempt, best first.
    pub ranking: Vec<RankLine>,
    /// Root over the leaves of the attempts, in their order; hexadecimal.
    pub merkle_root: String,
    /// Ed25519 key of the site, hexadecimal.
    pub public_key: String,
    /// Signature over the canonical JSON of everything else, hexadecimal.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub signature: String,
}

/// A line of the ranking.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RankLine {
    /// From 1; equals share it.
    pub rank: usize,
    /// Whose.
    pub pseudonym: String,
    /// Which attempt counts.
    pub ordinal: i32,
    /// Hundredths of a point.
    pub score: i64,
    /// Distance of the prediction from the truth.
    pub distance: Option<i64>,
    /// Milliseconds from start to submission.
    pub working_time: i64,
    /// Milliseconds since 1970.
    pub submitted_at: i64,
}

/// Why the facts of an attempt cannot be what happened.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FactFault {
    /// The frozen content has no seed that can be read.
    Seed,
    /// The paper cannot be drawn.
    Paper,
    /// A response is for no slot of the paper, or not one that its item can have.
    Response,
    /// The prediction is no number that the question takes.
    Prediction,
}

/// Draws and scores every attempt again.
pub struct Scorer<'a> {
    frozen: &'a Frozen,
    pool: Vec<Drawable>,
}

impl<'a> Scorer<'a> {
    /// For a round's frozen content.
    pub fn new(frozen: &'a Frozen) -> Self {
        Self { pool: frozen.pool(), frozen }
    }

    /// An attempt as the ranking needs it, from its facts alone.
    ///
    /// # Errors
    /// [`FactFault`].
    pub fn entry(&self, fact: &AttemptFact) -> Result<Entry, FactFault> {
        let seed = self.frozen.seed().ok_or(FactFault::Seed)?;
        let paper = self.frozen.paper(&self.pool, seed, &fact.pseudonym, fact.ordinal).map_err(|_| FactFault::Paper)?;
        let is_in_order = fact.responses.is_sorted_by(|a, b| a.slot < b.slot);
        if !is_in_order || fact.responses.iter().any(|saved| !paper.iter().any(|slot| slot.slot == saved.slot)) {
            return Err(FactFault::Response);
        }
        let mut score = 0;
        for slot in &paper {
            let item = self.frozen.item(slot.version).ok_or(FactFault::Paper)?;
            score += self.points(fact, slot, item)?;
        }
        let prediction = match (&fact.prediction, self.frozen.ranking.prediction) {
            (None, _) => None,
            (Some(text), Some(question)) => Some(question.read(text).ok_or(FactFault::Prediction)?),
            (Some(_), None) => return Err(FactFault::Prediction),
        };
        Ok(Entry {
            pseudonym: fact.pseudonym.clone(),
            ordinal: fact.ordinal,
            score,
            max_score: paper.iter().map(|slot| slot.points).sum(),
            started_at: fact.started_at,
            submitted_at: fact.submitted_at,
            prediction,
            excluded: fact.excluded.clone(),
        })
    }

    /// What an attempt asked, and the points that each item was given.
    ///
    /// # Errors
    /// [`FactFault`].
    pub fn marks(&self, fact: &AttemptFact) -> Result<Vec<(&'a FrozenItem, i64)>, FactFault> {
        let seed = self.frozen.seed().ok_or(FactFault::Seed)?;
        let paper = self.frozen.paper(&self.pool, seed, &fact.pseudonym, fact.ordinal).map_err(|_| FactFault::Paper)?;
        let mark = |slot: &Slot| {
            let item = self.frozen.item(slot.version).ok_or(FactFault::Paper)?;
            Ok((item, self.points(fact, slot, item)?))
        };
        paper.iter().map(mark).collect()
    }

    fn points(&self, fact: &AttemptFact, slot: &Slot, item: &FrozenItem) -> Result<i64, FactFault> {
        let given = match fact.responses.iter().find(|saved| saved.slot == slot.slot) {
            Some(saved) => response::read(slot, &saved.response).map_err(|_| FactFault::Response)?,
            None => Given::Nothing,
        };
        Ok(scoring::score(slot.points, &Key::from(&item.key), &given, self.frozen.multiple_response))
    }
}

/// Ranks the entries of a round as its file says it.
pub fn lines(entries: &[Entry], ranking: &Ranking) -> Vec<RankLine> {
    let line = |standing: &ranking::Standing| {
        let entry = &entries[standing.entry];
        RankLine {
            rank: standing.rank,
            pseudonym: entry.pseudonym.clone(),
            ordinal: entry.ordinal,
            score: entry.score,
            distance: standing.distance,
            working_time: (entry.submitted_at - entry.started_at).max(0),
            submitted_at: entry.submitted_at,
        }
    };
    ranking.standings.iter().map(line).collect()
}

impl ResultFile {
    /// Makes the file from what was frozen and from the facts, in whatever order these come; without signature.
    ///
    /// # Errors
    /// The first attempt (pseudonym, number) whose facts cannot be.
    pub fn make(
        title: String,
        committed_at: i64,
        frozen: Frozen,
        mut attempts: Vec<AttemptFact>,
        public_key: String,
    ) -> Result<Self, (String, i32, FactFault)> {
        attempts.sort_by(|a, b| a.place().cmp(&b.place()));
        let scorer = Scorer::new(&frozen);
        let entries = attempts
            .iter()
            .map(|fact| scorer.entry(fact).map_err(|fault| (fact.pseudonym.clone(), fact.ordinal, fault)))
            .collect::<Result<Vec<Entry>, _>>()?;
        let ranked = ranking::rank(&frozen.ranking, &entries);
        let leaves: Vec<merkle::Hash> = attempts.iter().map(AttemptFact::leaf).collect();
        Ok(Self {
            format: FORMAT.to_owned(),
            title,
            commitment: frozen.commitment(),
            committed_at,
            participants: ranked.counts.participants,
            all_correct: ranked.counts.all_correct,
            attempts_counted: ranked.counts.attempts,
            truth: ranked.truth,
            ranking: lines(&entries, &ranked),
            merkle_root: hex(&merkle::root(&leaves)),
            frozen,
            attempts,
            public_key,
            signature: String::new(),
        })
    }

    /// The bytes of the file; without signature, the bytes that are signed and whose digest is approved.
    pub fn canonical(&self) -> String {
        self.bytes(&self.signature)
    }

    /// The bytes that are signed.
    pub fn unsigned(&self) -> String {
        self.bytes("")
    }

    /// SHA-256 of the bytes that are signed, hexadecimal: what two people approve.
    pub fn digest(&self) -> String {
        hex(&Sha256::digest(self.unsigned().as_bytes()))
    }

    /// Canonical JSON, field by field in the order of their names. The long lists are written one entry at a time: a round
    /// of a million attempts as one tree of values would take twenty times the room of its file.
    fn bytes(&self, signature: &str) -> String {
        // Taken apart whole, so that a field that is added is not forgotten here.
        let Self {
            format,
            title,
            commitment,
            committed_at,
            frozen,
            attempts,
            participants,
            all_correct,
            attempts_counted,
            truth,
            ranking,
            merkle_root,
            public_key,
            signature: _,
        } = self;
        let mut out = String::from("{");
        put(&mut out, "all_correct", all_correct);
        put_list(&mut out, "attempts", attempts);
        put(&mut out, "attempts_counted", attempts_counted);
        put(&mut out, "commitment", commitment);
        put(&mut out, "committed_at", committed_at);
        put(&mut out, "format", format);
        put(&mut out, "frozen", frozen);
        put(&mut out, "merkle_root", merkle_root);
        put(&mut out, "participants", participants);
        put(&mut out, "public_key", public_key);
        put_list(&mut out, "ranking", ranking);
        if !signature.is_empty() {
            put(&mut out, "signature", &signature);
        }
        put(&mut out, "title", title);
        put(&mut out, "truth", truth);
        out.push('}');
        out
    }
}

fn name(out: &mut String, name: &str) {
    if out.len() > 1 {
        out.push(',');
    }
    out.push('"');
    out.push_str(name);
    out.push_str("\":");
}

fn put(out: &mut String, field: &str, value: &impl Serialize) {
    name(out, field);
    out.push_str(&text_of(value));
}

fn put_list(out: &mut String, field: &str, values: &[impl Serialize]) {
    name(out, field);
    out.push('[');
    for (at, value) in values.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        out.push_str(&text_of(value));
    }
    out.push(']');
}

fn text_of(value: &impl Serialize) -> String {
    canonical::canonical(&serde_json::to_value(value).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contests::verify::tests::file;

    #[test]
    fn the_bytes_are_the_canonical_json_of_the_whole() {
        for signature in ["", "ab"] {
            let file = ResultFile { signature: signature.into(), ..file() };
            assert!(!file.attempts.is_empty() && !file.ranking.is_empty());
            assert_eq!(file.canonical(), canonical::canonical(&serde_json::to_value(&file).unwrap()));
        }
        let empty = ResultFile { attempts: vec![], ranking: vec![], ..file() };
        assert_eq!(empty.canonical(), canonical::canonical(&serde_json::to_value(&empty).unwrap()));
        assert!(!file().unsigned().contains("\"signature\""));
    }
}
