//! Parts that the pages of the desk share: a signal's figures, people, proposals.

use std::collections::HashMap;

use serde::Serialize;

use crate::{
    contests::{
        exclusion::{Proposal, Standing, Verdict},
        irregularities::{Finding, Kind, Signal},
        pages::minutes_seconds,
    },
    kernel::{Timestamp, ids::PersonId},
    web::format,
};

/// Names and units by person.
pub type Names = HashMap<PersonId, (String, String)>;

/// A span of time: below two minutes in seconds with one decimal, else as minutes and seconds.
#[derive(Clone, Default, Serialize)]
pub struct Span {
    text: String,
    is_seconds: bool,
}

impl Span {
    /// Of milliseconds.
    pub fn of(millis: i64) -> Self {
        if millis >= 120_000 {
            return Self { text: minutes_seconds(millis), is_seconds: false };
        }
        Self { text: format::points(millis.max(0) / 100 * 10), is_seconds: true }
    }
}

/// The figures of a signal; those that its kind does not have are empty.
#[derive(Clone, Default, Serialize)]
pub struct Figures {
    same: usize,
    wrong: usize,
    common: usize,
    decades: i64,
    overlapping: bool,
    people: usize,
    attempts: usize,
    same_birth: bool,
    time: Span,
    floor: Span,
    median: Span,
    words: i64,
    items: usize,
}

impl Figures {
    /// Of a finding.
    pub fn of(finding: &Finding) -> Self {
        let none = Self::default();
        match *finding {
            Finding::SameAnswers { common, both_wrong, same_wrong, decades, overlapping } => {
                Self { same: same_wrong, wrong: both_wrong, common, decades, overlapping, ..none }
            }
            Finding::SameBrowser { people, attempts, overlapping } => Self { overlapping, people, attempts, ..none },
            Finding::SameNetwork { people, attempts } => Self { people, attempts, ..none },
            Finding::TooFast { working, floor, words, items } => {
                Self { time: Span::of(working), floor: Span::of(floor), words, items, ..none }
            }
            Finding::FullMarksFast { working, median } => Self { time: Span::of(working), median: Span::of(median), ..none },
            Finding::SameName { people, same_birth } => Self { people, same_birth, ..none },
            Finding::FirstMoments { after } => Self { time: Span::of(after), ..none },
            Finding::LastMoments { before } => Self { time: Span::of(before), ..none },
        }
    }

    /// Of each kind one, for the samples of pages.
    pub fn samples() -> Vec<(Kind, Self)> {
        let findings = [
            Finding::SameAnswers { common: 20, both_wrong: 9, same_wrong: 8, decades: 4, overlapping: true },
            Finding::SameBrowser { people: 2, attempts: 5, overlapping: true },
            Finding::TooFast { working: 41_000, floor: 93_500, words: 1_120, items: 20 },
            Finding::FullMarksFast { working: 121_000, median: 540_000 },
            Finding::SameName { people: 2, same_birth: true },
            Finding::SameNetwork { people: 14, attempts: 31 },
            Finding::FirstMoments { after: 12_345 },
            Finding::LastMoments { before: 900 },
        ];
        findings.iter().map(|finding| (finding.kind(), Self::of(finding))).collect()
    }
}

/// Somebody, as organizers see them.
#[derive(Clone, Serialize)]
pub struct PersonView {
    name: String,
    /// Empty where there is none.
    unit: String,
}

impl PersonView {
    /// Of a person among those whose names were read.
    pub fn of(names: &Names, person: PersonId) -> Self {
        let (name, unit) = names.get(&person).cloned().unwrap_or_default();
        Self { name, unit }
    }

    /// For the samples of pages.
    pub fn sample() -> Self {
        Self { name: "Nguyễn Thị Lan".into(), unit: "Phường Mỹ Tho".into() }
    }
}

/// How far organizers are with a signal: with the person about whom they are least far.
pub fn standing_of(signal: &Signal, standings: &HashMap<PersonId, Standing>) -> Standing {
    let of = |person| standings.get(&person).copied().unwrap_or(Standing::New);
    signal.people().into_iter().map(of).min().unwrap_or(Standing::New)
}

/// `08:11:42 24/11/2026`.
pub fn moment(millis: i64) -> String {
    let at = Timestamp::from_millis(millis);
    format::instant(at)
}

/// A proposal.
#[derive(Clone, Serialize)]
pub struct ProposalLine {
    id: String,
    person: PersonView,
    /// `exclude` or `no_action`.
    action: &'static str,
    reason: String,
    proposed_by: String,
    proposed_at: String,
    is_own: bool,
    evidence: Vec<EvidenceLine>,
    /// `confirmed`, `refused`, `withdrawn`; empty while it waits.
    verdict: &'static str,
    verdict_reason: String,
    decided_by: String,
    decided_at: String,
    /// What was typed when the decision was refused, and why it was.
    typed: String,
    error: String,
}

#[derive(Clone, Serialize)]
struct EvidenceLine {
    kind: &'static str,
    id: String,
}

impl ProposalLine {
    /// Of a proposal, looked at by `by`.
    pub fn of(proposal: &Proposal, names: &Names, by: PersonId) -> Self {
        let name = |person| PersonView::of(names, person).name;
        let evidence = |text: &String| {
            let (kind, id) = text.split_once(':')?;
            Some(EvidenceLine { kind: Kind::parse(kind)?.code(), id: id.to_owned() })
        };
        let (verdict, verdict_reason, decided_by, decided_at) = match &proposal.decision {
            Some((verdict, reason, by, at)) => (verdict.code(), reason.clone(), name(*by), format::datetime(*at)),
            None => ("", String::new(), String::new(), String::new()),
        };
        Self {
            id: proposal.id.to_string(),
            person: PersonView::of(names, proposal.person),
            action: proposal.action.code(),
            reason: proposal.reason.clone(),
            proposed_by: name(proposal.proposed_by),
            proposed_at: format::datetime(proposal.proposed_at),
            is_own: proposal.proposed_by == by,
            evidence: proposal.evidence.iter().filter_map(evidence).collect(),
            verdict,
            verdict_reason,
            decided_by,
            decided_at,
            typed: String::new(),
            error: String::new(),
        }
    }

    /// With what was typed and is wrong, if it is this proposal that a form was about.
    pub fn with_error(mut self, id: &str, typed: &str, error: &str) -> Self {
        if self.id == id {
            (self.typed, self.error) = (typed.to_owned(), error.to_owned());
        }
        self
    }

    /// For the samples of pages.
    pub fn sample(is_own: bool, verdict: Option<Verdict>) -> Self {
        Self {
            id: "0190e1f2-0000-7000-8000-00000000000a".into(),
            person: PersonView::sample(),
            action: if is_own { "no_action" } else { "exclude" },
            reason: "Hai tài khoản của một người.".into(),
            proposed_by: "Phạm Văn Đức".into(),
            proposed_at: "09:00 02/12/2026".into(),
            is_own,
            evidence: vec![EvidenceLine { kind: "same_browser", id: "ab".repeat(8) }],
            verdict: verdict.map_or("", Verdict::code),
            verdict_reason: if verdict == Some(Verdict::Refused) { "Hai chị em dùng chung máy.".into() } else { String::new() },
            decided_by: "Võ Thị Hương".into(),
            decided_at: "10:00 02/12/2026".into(),
            typed: String::new(),
            error: if is_own || verdict.is_some() { String::new() } else { "Hãy nêu lý do.".into() },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_told_in_seconds_while_that_says_more() {
        let told = |millis| {
            let span = Span::of(millis);
            (span.text, span.is_seconds)
        };
        assert_eq!(told(34_260), ("34,2".into(), true));
        assert_eq!(told(900), ("0,9".into(), true));
        assert_eq!(told(574_000), ("9:34".into(), false));
    }
}
