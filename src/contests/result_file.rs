//! The published result of a round: one canonical JSON file that needs nothing else to be checked.
//!
//! Its format is written down in `docs/RESULT_FILE.md`, so that others can write a verifier of their own.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{
    amendments::{self, Amendment, Marking, Timetable},
    commitment::Frozen,
    facts::AttemptFact,
    lots, merkle,
    ranking::{self, Criterion, Entry, Ranking},
    reveal,
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
    /// What was changed after the opening, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub amendments: Vec<Amendment>,
    /// The public value that lots were drawn with, as it became known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_value: Option<String>,
    /// The published results that `earlier` of the attempts adds up.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier_rounds: Vec<EarlierRound>,
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

/// An earlier round whose result a ranking leans on.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EarlierRound {
    /// Code of the round.
    pub round: String,
    /// SHA-256 of its result file without signature, hexadecimal: the digest that was approved.
    pub digest: String,
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
    /// Milliseconds from start to submission, without those in which the round stood still.
    pub working_time: i64,
    /// Milliseconds since 1970.
    pub submitted_at: i64,
    /// Block of the person, where people are ranked in blocks too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub block: Option<String>,
    /// Rank within the block.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub block_rank: Option<usize>,
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
    /// Lots are drawn, but the public value is not known.
    PublicValue,
    /// Points of earlier rounds are told where the rules name none, or missing where they do.
    Earlier,
}

/// What a round's facts are read with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Basis {
    /// Title of the contest and of the round.
    pub title: String,
    /// When the commitment was published: milliseconds since 1970.
    pub committed_at: i64,
    /// What was frozen.
    pub frozen: Frozen,
    /// What was changed after the opening, oldest first.
    pub amendments: Vec<Amendment>,
    /// The public value of a drawing of lots, once it is known.
    pub public_value: Option<String>,
    /// The published results that points of earlier rounds come from.
    pub earlier_rounds: Vec<EarlierRound>,
    /// Ed25519 key of the site, hexadecimal.
    pub public_key: String,
}

/// Draws and scores every attempt again.
pub struct Scorer<'a> {
    frozen: &'a Frozen,
    pool: Vec<Drawable>,
    markings: Vec<Marking>,
    timetable: Timetable<'a>,
    public_value: Option<&'a str>,
}

impl<'a> Scorer<'a> {
    /// For a round's frozen content and what was changed of it.
    pub fn new(frozen: &'a Frozen, amendments: &[Amendment], public_value: Option<&'a str>) -> Self {
        Self {
            pool: frozen.pool(),
            markings: amendments::markings(frozen, amendments),
            timetable: Timetable::new(frozen, amendments),
            frozen,
            public_value,
        }
    }

    /// An attempt as the ranking needs it, from its facts alone.
    ///
    /// # Errors
    /// [`FactFault`].
    pub fn entry(&self, fact: &AttemptFact) -> Result<Entry, FactFault> {
        let marks = self.marks(fact)?;
        let rules = &self.frozen.ranking;
        let prediction = match (&fact.prediction, rules.prediction) {
            (None, _) => None,
            (Some(text), Some(question)) => Some(question.read(text).ok_or(FactFault::Prediction)?),
            (Some(_), None) => return Err(FactFault::Prediction),
        };
        if fact.earlier.is_some() == rules.earlier.is_empty() {
            return Err(FactFault::Earlier);
        }
        let lot = if rules.chain.contains(&Criterion::Lots) {
            let value = self.public_value.ok_or(FactFault::PublicValue)?;
            Some(lots::lot(self.frozen.seed().ok_or(FactFault::Seed)?, value, &fact.pseudonym))
        } else {
            None
        };
        Ok(Entry {
            pseudonym: fact.pseudonym.clone(),
            ordinal: fact.ordinal,
            score: marks.iter().map(|mark| mark.points).sum(),
            max_score: marks.iter().map(|mark| mark.of).sum(),
            started_at: fact.started_at,
            submitted_at: fact.submitted_at,
            prediction,
            paused: self.timetable.paused_between(fact.started_at, fact.submitted_at),
            held: self.held(fact.started_at, &fact.pseudonym)?,
            earlier: fact.earlier.unwrap_or(0),
            lot,
            block: fact.block.clone(),
            excluded: fact.excluded.clone(),
        })
    }

    /// An attempt as provisional standings compare it, by its points as they were counted when it was closed: without a
    /// prediction, lots, and points of earlier rounds. Times are milliseconds since 1970, points hundredths.
    ///
    /// # Errors
    /// [`FactFault::Seed`].
    pub fn provisional(
        &self,
        pseudonym: String,
        ordinal: i32,
        (started_at, submitted_at): (i64, i64),
        (score, max_score): (i64, i64),
    ) -> Result<Entry, FactFault> {
        Ok(Entry {
            ordinal,
            score,
            max_score,
            started_at,
            submitted_at,
            prediction: None,
            paused: self.timetable.paused_between(started_at, submitted_at),
            held: self.held(started_at, &pseudonym)?,
            earlier: 0,
            lot: None,
            block: None,
            excluded: None,
            pseudonym,
        })
    }

    /// How long the person was held back, for an attempt that began in the spread of the opening.
    fn held(&self, started_at: i64, pseudonym: &str) -> Result<i64, FactFault> {
        match self.frozen.reveal_ms {
            Some(spread) if started_at < self.frozen.opens_at + spread => {
                let seed = self.frozen.seed().ok_or(FactFault::Seed)?;
                Ok(reveal::offset_within(spread, seed, pseudonym))
            }
            _ => Ok(0),
        }
    }

    /// How an item is scored, by its place in what was frozen.
    pub fn marking(&self, item: usize) -> &Marking {
        &self.markings[item]
    }

    /// What an attempt got for each item it was asked, in the order in which they were asked.
    ///
    /// # Errors
    /// [`FactFault::Seed`], [`FactFault::Paper`], [`FactFault::Response`].
    pub fn marks(&self, fact: &AttemptFact) -> Result<Vec<Mark>, FactFault> {
        let seed = self.frozen.seed().ok_or(FactFault::Seed)?;
        let paper = self.frozen.paper(&self.pool, seed, &fact.pseudonym, fact.ordinal).map_err(|_| FactFault::Paper)?;
        let is_in_order = fact.responses.is_sorted_by(|a, b| a.slot < b.slot);
        if !is_in_order || fact.responses.iter().any(|saved| !paper.iter().any(|slot| slot.slot == saved.slot)) {
            return Err(FactFault::Response);
        }
        paper.iter().map(|slot| self.mark(fact, slot)).collect()
    }

    fn mark(&self, fact: &AttemptFact, slot: &Slot) -> Result<Mark, FactFault> {
        let item = self.frozen.place(slot.version).ok_or(FactFault::Paper)?;
        let given = match fact.responses.iter().find(|saved| saved.slot == slot.slot) {
            Some(saved) => response::read(slot, &saved.response).map_err(|_| FactFault::Response)?,
            None => Given::Nothing,
        };
        let points = match self.markings.get(item).ok_or(FactFault::Paper)? {
            Marking::Key(key) => scoring::score(slot.points, &Key::from(key), &given, self.frozen.multiple_response),
            Marking::Voided => slot.points,
        };
        Ok(Mark { item, points, of: slot.points })
    }
}

/// What an attempt got for an item.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Mark {
    /// Place of the item in what was frozen.
    pub item: usize,
    /// Hundredths of a point.
    pub points: i64,
    /// Hundredths of a point that it could have been.
    pub of: i64,
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
            working_time: entry.working_time(),
            submitted_at: entry.submitted_at,
            block: entry.block.clone(),
            block_rank: standing.block_rank,
        }
    };
    ranking.standings.iter().map(line).collect()
}

impl Basis {
    /// Every attempt as the ranking needs it, in their order.
    ///
    /// # Errors
    /// The first attempt (pseudonym, number) whose facts cannot be.
    pub fn entries(&self, attempts: &[AttemptFact]) -> Result<Vec<Entry>, (String, i32, FactFault)> {
        let scorer = Scorer::new(&self.frozen, &self.amendments, self.public_value.as_deref());
        attempts.iter().map(|fact| scorer.entry(fact).map_err(|fault| (fact.pseudonym.clone(), fact.ordinal, fault))).collect()
    }
}

impl ResultFile {
    /// Makes the file from what was frozen and decided and from the facts, in whatever order these come; without signature.
    ///
    /// # Errors
    /// The first attempt (pseudonym, number) whose facts cannot be.
    pub fn make(basis: Basis, mut attempts: Vec<AttemptFact>) -> Result<Self, (String, i32, FactFault)> {
        attempts.sort_by(|a, b| a.place().cmp(&b.place()));
        let entries = basis.entries(&attempts)?;
        let Basis { title, committed_at, frozen, amendments, public_value, earlier_rounds, public_key } = basis;
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
            amendments,
            public_value,
            earlier_rounds,
            attempts,
            public_key,
            signature: String::new(),
        })
    }

    /// What its facts are read with.
    pub fn basis(&self) -> Basis {
        Basis {
            title: self.title.clone(),
            committed_at: self.committed_at,
            frozen: self.frozen.clone(),
            amendments: self.amendments.clone(),
            public_value: self.public_value.clone(),
            earlier_rounds: self.earlier_rounds.clone(),
            public_key: self.public_key.clone(),
        }
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
            amendments,
            public_value,
            earlier_rounds,
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
        if !amendments.is_empty() {
            put(&mut out, "amendments", amendments);
        }
        put_list(&mut out, "attempts", attempts);
        put(&mut out, "attempts_counted", attempts_counted);
        put(&mut out, "commitment", commitment);
        put(&mut out, "committed_at", committed_at);
        if !earlier_rounds.is_empty() {
            put(&mut out, "earlier_rounds", earlier_rounds);
        }
        put(&mut out, "format", format);
        put(&mut out, "frozen", frozen);
        put(&mut out, "merkle_root", merkle_root);
        put(&mut out, "participants", participants);
        put(&mut out, "public_key", public_key);
        if public_value.is_some() {
            put(&mut out, "public_value", public_value);
        }
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
