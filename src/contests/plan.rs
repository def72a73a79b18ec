//! Setting a contest up: a plan of rounds, checked before anything is written.

use super::{
    model::Limits,
    prediction::{Question, Target},
    qualification::Qualification,
    ranking::{Counted, Criterion, RankingRules},
    standings::Standings,
    timing,
};
use crate::kernel::{FieldProblem, Timestamp, text};

mod patterns;
mod series;

pub use patterns::{PATTERNS, Pattern};
pub use series::{Cycle, Series, Span, Step, Windows};

/// A contest to be.
#[derive(Clone, Debug)]
pub struct ContestPlan {
    /// Stable code: lower-case letters, digits, hyphens.
    pub code: String,
    /// Title.
    pub title: String,
    /// Two or three sentences.
    pub summary: String,
    /// Who holds it.
    pub organizer: String,
    /// Attempts over all rounds.
    pub limits: Limits,
    /// What is shown of a round before its result.
    pub standings: Standings,
    /// Its rounds in order.
    pub rounds: Vec<RoundPlan>,
}

/// A round to be.
#[derive(Clone, Debug)]
pub struct RoundPlan {
    /// Stable code within the contest.
    pub code: String,
    /// Title.
    pub title: String,
    /// Opening.
    pub opens_at: Timestamp,
    /// Closing.
    pub closes_at: Timestamp,
    /// No start from then on; none: until the closing.
    pub last_start_at: Option<Timestamp>,
    /// Whom earlier rounds let in; none is everybody.
    pub qualified_from: Option<Qualification>,
    /// Code of the quiz whose blueprint its papers are drawn by.
    pub blueprint_of: String,
    /// Minutes for a paper; none is no limit.
    pub time_limit_minutes: Option<i64>,
    /// Seconds of each item instead; none: items have no time of their own.
    pub seconds_per_item: Option<i64>,
    /// Attempts of each person; 0 is no limit.
    pub attempts_allowed: i32,
    /// How it is ranked.
    pub ranking: RankingRules,
}

/// Ways of ranking that real contests use, for the form.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Preset {
    /// Score, prediction, earliest submission (báo cáo viên.vn, VCNET).
    PredictionThenEarliest,
    /// Score, working time, earliest submission.
    FastestThenEarliest,
    /// Score, working time, prediction.
    FastestThenPrediction,
    /// Score alone; equals share a rank.
    ScoreAlone,
}

impl Preset {
    /// All, in the order of the form.
    pub const ALL: [Self; 4] = [Self::PredictionThenEarliest, Self::FastestThenEarliest, Self::FastestThenPrediction, Self::ScoreAlone];

    /// The word used in forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::PredictionThenEarliest => "prediction_then_earliest",
            Self::FastestThenEarliest => "fastest_then_earliest",
            Self::FastestThenPrediction => "fastest_then_prediction",
            Self::ScoreAlone => "score_alone",
        }
    }

    /// Reads [`Preset::code`].
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|preset| preset.code() == code)
    }

    /// The rules it stands for; `target` is what is predicted where something is.
    pub fn rules(self, target: Target) -> RankingRules {
        use Criterion::{PredictionDistance, Score, SubmittedAt, WorkingTime};
        let question = Some(Question { target, decimals: if target == Target::PercentAllCorrect { 2 } else { 0 } });
        let rules = |counted, chain: &[Criterion], prediction| RankingRules {
            counted,
            chain: chain.to_vec(),
            prediction,
            earlier: vec![],
            public_value: None,
        };
        match self {
            Self::PredictionThenEarliest => rules(Counted::BestThenEarliest, &[Score, PredictionDistance, SubmittedAt], question),
            Self::FastestThenEarliest => rules(Counted::BestThenFastest, &[Score, WorkingTime, SubmittedAt], None),
            Self::FastestThenPrediction => rules(Counted::BestThenFastest, &[Score, WorkingTime, PredictionDistance], question),
            Self::ScoreAlone => rules(Counted::BestThenEarliest, &[Score], None),
        }
    }
}

/// Which attempt counts, as the form offers it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CountedChoice {
    /// As the order of criteria suggests.
    Usual,
    /// There is one attempt, and it counts (lượt duy nhất).
    Only,
    /// One of the rules for several attempts.
    Of(Counted),
}

impl CountedChoice {
    /// All, in the order of the form.
    pub const ALL: [Self; 6] = [
        Self::Usual,
        Self::Only,
        Self::Of(Counted::BestThenEarliest),
        Self::Of(Counted::BestThenFastest),
        Self::Of(Counted::First),
        Self::Of(Counted::Last),
    ];

    /// The word used in forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Usual => "usual",
            Self::Only => "only",
            Self::Of(Counted::BestThenEarliest) => "best_then_earliest",
            Self::Of(Counted::BestThenFastest) => "best_then_fastest",
            Self::Of(Counted::First) => "first",
            Self::Of(Counted::Last) => "last",
        }
    }

    /// Reads [`CountedChoice::code`].
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.code() == code)
    }

    /// Puts the choice into rules and attempts: a single attempt is the first and only one.
    pub fn apply(self, ranking: &mut RankingRules, attempts_allowed: &mut i32) {
        match self {
            Self::Usual => {}
            Self::Only => (ranking.counted, *attempts_allowed) = (Counted::First, 1),
            Self::Of(counted) => ranking.counted = counted,
        }
    }
}

/// Reads a target of the form.
pub fn target(code: &str) -> Option<Target> {
    TARGETS.into_iter().find(|target| target.code() == code)
}

/// What may be predicted, in the order of the form.
pub const TARGETS: [Target; 4] = [Target::PersonsAllCorrect, Target::Participants, Target::Attempts, Target::PercentAllCorrect];

/// Most attempts that a limit allows.
const MOST_ATTEMPTS: i32 = 100;

impl Limits {
    /// What is wrong with them: the fields `attempts_per_contest`, `attempts_per_day`.
    pub fn problems(&self) -> Vec<FieldProblem> {
        [("attempts_per_contest", self.per_contest, 1_000), ("attempts_per_day", self.per_day, MOST_ATTEMPTS)]
            .into_iter()
            .filter(|(_, limit, most)| !(0..=*most).contains(limit))
            .map(|(field, _, most)| FieldProblem::new(field, "number_range").with("min", 0).with("max", most))
            .collect()
    }
}

/// Cleans what a contest is called, and says what is wrong with it: the fields `title`, `organizer`, `summary`.
pub fn clean_texts(title: &mut String, organizer: &mut String, summary: &mut String) -> Vec<FieldProblem> {
    let mut fields = Vec::new();
    for (name, value, most) in [("title", title, 200), ("organizer", organizer, 200), ("summary", summary, 1_000)] {
        *value = text::clean_line(value);
        if value.is_empty() && name != "summary" {
            fields.push(FieldProblem::new(name, "required"));
        } else if value.chars().count() > most {
            fields.push(FieldProblem::new(name, "too_long").with("max", most));
        }
    }
    fields
}

impl ContestPlan {
    /// The plan with its texts cleaned; checked.
    ///
    /// # Errors
    /// The fields `code`, `title`, `organizer`, `time_limit`, `seconds_per_item`, `attempts`, `standings`.
    pub fn checked(mut self) -> Result<Self, Vec<FieldProblem>> {
        let mut fields = clean_texts(&mut self.title, &mut self.organizer, &mut self.summary);
        let is_code = |code: &str| {
            (2..=40).contains(&code.len())
                && code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
                && !code.starts_with('-')
        };
        if !is_code(&self.code) {
            fields.push(FieldProblem::new("code", "contest_code_form"));
        }
        if self.rounds.iter().any(|round| round.time_limit_minutes.is_some_and(|minutes| !(1..=600).contains(&minutes))) {
            fields.push(FieldProblem::new("time_limit", "number_range").with("min", 1).with("max", 600));
        }
        let times = |round: &RoundPlan| timing::problem(round.time_limit_minutes, round.seconds_per_item, &round.ranking);
        fields.extend(self.rounds.iter().find_map(times));
        if self.rounds.iter().any(|round| !(0..=MOST_ATTEMPTS).contains(&round.attempts_allowed)) {
            fields.push(FieldProblem::new("attempts", "number_range").with("min", 0).with("max", MOST_ATTEMPTS));
        }
        fields.extend(self.limits.problems());
        if !self.rounds.iter().all(|round| self.standings.suits(&round.ranking)) {
            fields.push(FieldProblem::new("standings", "standings_betray"));
        }
        if fields.is_empty() { Ok(self) } else { Err(fields) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_single_attempt_is_a_rule_of_its_own() {
        let mut ranking = Preset::ScoreAlone.rules(Target::Participants);
        let mut attempts = 3;
        CountedChoice::Usual.apply(&mut ranking, &mut attempts);
        assert_eq!((ranking.counted, attempts), (Counted::BestThenEarliest, 3));
        CountedChoice::Only.apply(&mut ranking, &mut attempts);
        assert_eq!((ranking.counted, attempts), (Counted::First, 1));
        assert_eq!(CountedChoice::ALL.map(CountedChoice::code).map(CountedChoice::parse), CountedChoice::ALL.map(Some));
    }
}
