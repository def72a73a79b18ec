//! Checking a published result file with nothing but the file: what `hocthi contest verify` does.

use super::{
    amendments::{self, Timetable},
    commitment,
    facts::AttemptFact,
    merkle,
    ranking::{self, Criterion, Entry},
    result_file::{self, FactFault, ResultFile, Scorer, lines},
    reveal, signing,
};
use crate::{
    kernel::text::hex,
    quiz::{receipt::ClosedBy, scoring::MultipleResponseRule},
};

/// Why a file does not stand. `code` is the message `contest-fault-<code>`; `place` is the first record concerned.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// Stable code.
    pub code: &'static str,
    /// `pseudonym/number` of an attempt, `#rank line`, or nothing where the whole is meant.
    pub place: String,
}

impl Fault {
    fn whole(code: &'static str) -> Self {
        Self { code, place: String::new() }
    }

    fn at(code: &'static str, fact: &AttemptFact) -> Self {
        Self { code, place: format!("{}/{}", fact.pseudonym, fact.ordinal) }
    }
}

/// Reads a file.
///
/// # Errors
/// What the JSON reader says; types of items and rules of scoring that this format does not have.
pub fn read(text: &str) -> Result<ResultFile, String> {
    let file: ResultFile = serde_json::from_str(text).map_err(|error| error.to_string())?;
    if let Some(at) = file.frozen.items.iter().position(|item| !item.item_type.is_for_contests()) {
        return Err(format!("frozen.items[{at}].type"));
    }
    if file.frozen.multiple_response == MultipleResponseRule::PerOption {
        return Err("frozen.multiple_response".to_owned());
    }
    Ok(file)
}

/// Checks everything that can be checked, in the order in which a reader would.
///
/// # Errors
/// The first thing that does not stand.
pub fn verify(text: &str, file: &ResultFile) -> Result<(), Fault> {
    if file.format != result_file::FORMAT || file.frozen.format != commitment::FORMAT {
        return Err(Fault::whole("format"));
    }
    if file.canonical() != text.trim_end_matches('\n') {
        return Err(Fault::whole("canonical"));
    }
    if file.commitment != file.frozen.commitment() {
        return Err(Fault::whole("commitment"));
    }
    if file.committed_at >= file.frozen.opens_at {
        return Err(Fault::whole("committed_late"));
    }
    if !file.frozen.has_sound_pace() {
        return Err(Fault::whole("pace"));
    }
    if !amendments::are_sound(&file.frozen, &file.amendments) {
        return Err(Fault::whole("amendments"));
    }
    if file.public_value.is_some() && !file.frozen.ranking.chain.contains(&Criterion::Lots) {
        return Err(Fault::whole("public_value"));
    }
    if !file.earlier_rounds.iter().map(|earlier| &earlier.round).eq(&file.frozen.ranking.earlier) {
        return Err(Fault::whole("earlier_rounds"));
    }
    let entries = entries(file)?;
    let ranked = ranking::rank(&file.frozen.ranking, &entries);
    let counts = (ranked.counts.participants, ranked.counts.all_correct, ranked.counts.attempts);
    if counts != (file.participants, file.all_correct, file.attempts_counted) {
        return Err(Fault::whole("counts"));
    }
    if ranked.truth != file.truth {
        return Err(Fault::whole("truth"));
    }
    let expected = lines(&entries, &ranked);
    if let Some(at) = (0..expected.len().max(file.ranking.len())).find(|at| expected.get(*at) != file.ranking.get(*at)) {
        return Err(Fault { code: "ranking", place: format!("#{}", at + 1) });
    }
    let leaves: Vec<merkle::Hash> = file.attempts.iter().map(AttemptFact::leaf).collect();
    if hex(&merkle::root(&leaves)) != file.merkle_root {
        return Err(Fault::whole("merkle_root"));
    }
    if !signing::is_signed(file) {
        return Err(Fault::whole("signature"));
    }
    Ok(())
}

/// Every attempt drawn and scored again, its order, times and digest checked.
fn entries(file: &ResultFile) -> Result<Vec<Entry>, Fault> {
    let frozen = &file.frozen;
    let scorer = Scorer::new(frozen, &file.amendments, file.public_value.as_deref());
    let timetable = Timetable::new(frozen, &file.amendments);
    let mut entries = Vec::with_capacity(file.attempts.len());
    let mut before: Option<&AttemptFact> = None;
    for fact in &file.attempts {
        if before.is_some_and(|before| before.place() >= fact.place()) {
            return Err(Fault::at("order", fact));
        }
        before = Some(fact);
        if fact.ordinal < 1 || (frozen.attempts_allowed > 0 && fact.ordinal > frozen.attempts_allowed) {
            return Err(Fault::at("attempt_number", fact));
        }
        let grace = if fact.closed_by == ClosedBy::Taker { frozen.grace_seconds * 1_000 } else { 0 };
        let latest = timetable.end_of(fact.started_at) + grace;
        let is_own = frozen.reveal_ms.is_none_or(|spread| {
            let offset = frozen.seed().map_or(0, |seed| reveal::offset_within(spread, seed, &fact.pseudonym));
            fact.started_at >= frozen.opens_at + offset
        });
        let is_in_time = is_own && timetable.could_start(fact.started_at) && (fact.started_at..=latest).contains(&fact.submitted_at);
        if !is_in_time {
            return Err(Fault::at("times", fact));
        }
        if fact.digest != fact.digest_of_responses() {
            return Err(Fault::at("digest", fact));
        }
        entries.push(scorer.entry(fact).map_err(|fault| Fault::at(fact_code(fault), fact))?);
    }
    Ok(entries)
}

/// The stable code of a fault of facts.
pub const fn fact_code(fault: FactFault) -> &'static str {
    match fault {
        FactFault::Seed => "seed",
        FactFault::Paper => "paper",
        FactFault::Response => "response",
        FactFault::Prediction => "prediction",
        FactFault::PublicValue => "public_value",
        FactFault::Earlier => "earlier",
    }
}

#[cfg(test)]
pub(super) mod tests;
