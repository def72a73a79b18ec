//! What the rules look at, and what they find.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use crate::kernel::{
    ids::{PersonId, UnitId},
    text::hex,
};

/// Somebody who takes part.
#[derive(Clone, Debug)]
pub struct Taker {
    /// Id.
    pub person: PersonId,
    /// Name in the files of the contest.
    pub pseudonym: String,
    /// Full name without marks, in lower case.
    pub name_key: String,
    /// Present unit.
    pub unit: Option<UnitId>,
    /// Date of birth, where a registration gives it.
    pub born: Option<NaiveDate>,
}

/// One item of an attempt that was answered.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Answer {
    /// Place of the item in the round's pool.
    pub item: u32,
    /// What was given, in the author's order of options: equal answers have equal numbers.
    pub given: u32,
    /// It did not earn every point; false for all while the round is open.
    pub is_wrong: bool,
}

/// Points of an attempt, in hundredths.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Score {
    /// Earned.
    pub points: i64,
    /// Possible.
    pub max: i64,
}

/// A closed attempt.
#[derive(Clone, Debug)]
pub struct Case {
    /// Whose: place among the takers.
    pub taker: usize,
    /// Which of the person's attempts, from 1.
    pub ordinal: i32,
    /// Milliseconds since 1970.
    pub started_at: i64,
    /// Milliseconds since 1970.
    pub submitted_at: i64,
    /// The taker submitted; otherwise time was up.
    pub by_taker: bool,
    /// Items answered, by item.
    pub answers: Vec<Answer>,
    /// Words of the stems and options of the items answered.
    pub words: i64,
    /// None while the round is open.
    pub score: Option<Score>,
    /// Keyed hash of the browser's own token.
    pub device: Option<[u8; 16]>,
    /// Keyed hash of network and kind of browser.
    pub network: Option<[u8; 16]>,
}

impl Case {
    /// Milliseconds from start to submission.
    pub const fn working_time(&self) -> i64 {
        self.submitted_at - self.started_at
    }

    /// Whether both were being worked on at one time.
    pub const fn overlaps(&self, other: &Self) -> bool {
        self.started_at < other.submitted_at && other.started_at < self.submitted_at
    }
}

/// Everything the rules look at.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Milliseconds since 1970.
    pub opens_at: i64,
    /// Milliseconds since 1970.
    pub closes_at: i64,
    /// Everyone who takes part.
    pub takers: Vec<Taker>,
    /// Closed attempts.
    pub cases: Vec<Case>,
}

/// What kind of signal.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Kind {
    /// The same wrong answers, beyond chance.
    SameAnswers,
    /// Several people's attempts in one browser.
    SameBrowser,
    /// Faster than the paper can be read.
    TooFast,
    /// Every point in a fraction of the usual time.
    FullMarksFast,
    /// The same name in the same unit.
    SameName,
    /// Several people's attempts from one network with one kind of browser.
    SameNetwork,
    /// Submitted in the first moments.
    FirstMoments,
    /// Submitted in the last moments.
    LastMoments,
}

impl Kind {
    /// All, those that weigh most first.
    pub const ALL: [Self; 8] = [
        Self::SameAnswers,
        Self::SameBrowser,
        Self::TooFast,
        Self::FullMarksFast,
        Self::SameName,
        Self::SameNetwork,
        Self::FirstMoments,
        Self::LastMoments,
    ];

    /// The word used in addresses and messages.
    pub const fn code(self) -> &'static str {
        match self {
            Self::SameAnswers => "same_answers",
            Self::SameBrowser => "same_browser",
            Self::TooFast => "too_fast",
            Self::FullMarksFast => "full_marks_fast",
            Self::SameName => "same_name",
            Self::SameNetwork => "same_network",
            Self::FirstMoments => "first_moments",
            Self::LastMoments => "last_moments",
        }
    }

    /// Reads [`Kind::code`].
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Place in [`Kind::ALL`].
    pub fn weight(self) -> usize {
        Self::ALL.iter().position(|kind| *kind == self).unwrap_or(Self::ALL.len())
    }
}

/// The figures of a signal. Times in milliseconds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Finding {
    /// See [`Kind::SameAnswers`]: of the pair that agrees most.
    SameAnswers {
        /// Items that both were asked and answered.
        common: usize,
        /// Of them answered wrong by both.
        both_wrong: usize,
        /// Of them with the same wrong answer.
        same_wrong: usize,
        /// Once in ten to this power would chance do it, anywhere in the whole round.
        decades: i64,
        /// They were at work at the same time.
        overlapping: bool,
    },
    /// See [`Kind::SameBrowser`].
    SameBrowser {
        /// People.
        people: usize,
        /// Attempts.
        attempts: usize,
        /// Two people's attempts ran at the same time.
        overlapping: bool,
    },
    /// See [`Kind::SameNetwork`].
    SameNetwork {
        /// People.
        people: usize,
        /// Attempts.
        attempts: usize,
    },
    /// See [`Kind::TooFast`]: of the person's fastest attempt, measured by its floor.
    TooFast {
        /// What it took.
        working: i64,
        /// What reading alone takes at the least.
        floor: i64,
        /// Words of the items answered.
        words: i64,
        /// Items answered.
        items: usize,
    },
    /// See [`Kind::FullMarksFast`].
    FullMarksFast {
        /// What it took.
        working: i64,
        /// Half of all attempts took longer.
        median: i64,
    },
    /// See [`Kind::SameName`].
    SameName {
        /// People.
        people: usize,
        /// They were born on one day, as their registrations say.
        same_birth: bool,
    },
    /// See [`Kind::FirstMoments`].
    FirstMoments {
        /// From the opening to the submission.
        after: i64,
    },
    /// See [`Kind::LastMoments`].
    LastMoments {
        /// From the submission to the closing.
        before: i64,
    },
}

impl Finding {
    /// What kind it is of.
    pub const fn kind(&self) -> Kind {
        match self {
            Self::SameAnswers { .. } => Kind::SameAnswers,
            Self::SameBrowser { .. } => Kind::SameBrowser,
            Self::SameNetwork { .. } => Kind::SameNetwork,
            Self::TooFast { .. } => Kind::TooFast,
            Self::FullMarksFast { .. } => Kind::FullMarksFast,
            Self::SameName { .. } => Kind::SameName,
            Self::FirstMoments { .. } => Kind::FirstMoments,
            Self::LastMoments { .. } => Kind::LastMoments,
        }
    }

    /// Compares signals of one kind: the greater, the stronger.
    pub fn strength(&self) -> i64 {
        let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        match *self {
            Self::SameAnswers { decades, .. } => decades,
            Self::SameBrowser { people, overlapping, .. } => count(people) * 2 + i64::from(overlapping),
            Self::SameNetwork { people, .. } => count(people),
            Self::TooFast { working, floor, .. } => 1_000 - working * 1_000 / floor.max(1),
            Self::FullMarksFast { working, median } => 1_000 - working * 1_000 / median.max(1),
            Self::SameName { people, same_birth } => count(people) * 2 + i64::from(same_birth),
            Self::FirstMoments { after } => -after,
            Self::LastMoments { before } => -before,
        }
    }
}

/// An attempt that a signal is about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Member {
    /// Whose.
    pub person: PersonId,
    /// Name in the files of the contest.
    pub pseudonym: String,
    /// Which of the person's attempts.
    pub ordinal: i32,
    /// Milliseconds since 1970.
    pub started_at: i64,
    /// Milliseconds since 1970.
    pub submitted_at: i64,
}

/// A signal.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Signal {
    /// Follows from the kind and the attempts, so that it stays the same when signals are computed again.
    pub id: String,
    /// The figures.
    pub finding: Finding,
    /// The attempts, by pseudonym and number.
    pub members: Vec<Member>,
}

impl Signal {
    /// A signal about these cases.
    pub fn new(facts: &Facts, finding: Finding, cases: impl IntoIterator<Item = usize>) -> Self {
        let by_place: BTreeMap<(String, i32), Member> = cases
            .into_iter()
            .map(|at| {
                let case = &facts.cases[at];
                let taker = &facts.takers[case.taker];
                let member = Member {
                    person: taker.person,
                    pseudonym: taker.pseudonym.clone(),
                    ordinal: case.ordinal,
                    started_at: case.started_at,
                    submitted_at: case.submitted_at,
                };
                ((taker.pseudonym.clone(), case.ordinal), member)
            })
            .collect();
        let mut hash = Sha256::new();
        hash.update(finding.kind().code());
        for (pseudonym, ordinal) in by_place.keys() {
            hash.update(format!(":{pseudonym}/{ordinal}"));
        }
        Self { id: hex(&hash.finalize()[..8]), finding, members: by_place.into_values().collect() }
    }

    /// The people it is about, each once, in the order of the members.
    pub fn people(&self) -> Vec<PersonId> {
        let mut people: Vec<PersonId> = Vec::new();
        for member in &self.members {
            // Members stand by pseudonym: those of one person follow each other.
            if people.last() != Some(&member.person) {
                people.push(member.person);
            }
        }
        people
    }
}
