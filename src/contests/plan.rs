//! Setting a contest up: a plan of rounds, checked before anything is written.

use super::{
    prediction::{Question, Target},
    ranking::{Counted, Criterion, RankingRules},
};
use crate::kernel::{FieldProblem, Timestamp, text};

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
    /// Code of the quiz whose blueprint its papers are drawn by.
    pub blueprint_of: String,
    /// Minutes for a paper; none is no limit.
    pub time_limit_minutes: Option<i64>,
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

/// Reads a target of the form.
pub fn target(code: &str) -> Option<Target> {
    TARGETS.into_iter().find(|target| target.code() == code)
}

/// What may be predicted, in the order of the form.
pub const TARGETS: [Target; 4] = [Target::PersonsAllCorrect, Target::Participants, Target::Attempts, Target::PercentAllCorrect];

/// What the form says of rounds that follow each other.
#[derive(Clone, Debug)]
pub struct Series {
    /// How many.
    pub rounds: i64,
    /// Opening of the first.
    pub first_opens_at: Timestamp,
    /// Hours that each is open.
    pub open_hours: i64,
    /// Hours from one opening to the next.
    pub every_hours: i64,
}

/// Most rounds of a contest, and hours of a round.
const MOST_ROUNDS: i64 = 60;
const MOST_HOURS: i64 = 24 * 62;

impl Series {
    /// Openings and closings; checked.
    ///
    /// # Errors
    /// The fields `rounds`, `open_hours`, `every_hours`.
    pub fn times(&self) -> Result<Vec<(Timestamp, Timestamp)>, Vec<FieldProblem>> {
        let mut fields = Vec::new();
        if !(1..=MOST_ROUNDS).contains(&self.rounds) {
            fields.push(FieldProblem::new("rounds", "number_range").with("min", 1).with("max", MOST_ROUNDS));
        }
        if !(1..=MOST_HOURS).contains(&self.open_hours) {
            fields.push(FieldProblem::new("open_hours", "number_range").with("min", 1).with("max", MOST_HOURS));
        }
        if self.rounds > 1 && self.every_hours < self.open_hours {
            fields.push(FieldProblem::new("every_hours", "rounds_overlap"));
        } else if self.every_hours > MOST_HOURS {
            fields.push(FieldProblem::new("every_hours", "number_range").with("min", self.open_hours).with("max", MOST_HOURS));
        }
        if !fields.is_empty() {
            return Err(fields);
        }
        let opening = |number: i64| self.first_opens_at.plus_seconds(number * self.every_hours * 3_600);
        Ok((0..self.rounds).map(|number| (opening(number), opening(number).plus_seconds(self.open_hours * 3_600))).collect())
    }
}

impl ContestPlan {
    /// The plan with its texts cleaned; checked.
    ///
    /// # Errors
    /// The fields `code`, `title`, `organizer`, `time_limit`, `attempts`.
    pub fn checked(mut self) -> Result<Self, Vec<FieldProblem>> {
        let mut fields = Vec::new();
        for (name, value, most) in
            [("title", &mut self.title, 200), ("organizer", &mut self.organizer, 200), ("summary", &mut self.summary, 1_000)]
        {
            *value = text::clean_line(value);
            if value.is_empty() && name != "summary" {
                fields.push(FieldProblem::new(name, "required"));
            } else if value.chars().count() > most {
                fields.push(FieldProblem::new(name, "too_long").with("max", most));
            }
        }
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
        if self.rounds.iter().any(|round| !(0..=100).contains(&round.attempts_allowed)) {
            fields.push(FieldProblem::new("attempts", "number_range").with("min", 0).with("max", 100));
        }
        if fields.is_empty() { Ok(self) } else { Err(fields) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weekly_rounds_follow_each_other() {
        let first_opens_at = Timestamp::from_millis(0);
        let weekly = Series { rounds: 3, first_opens_at, open_hours: 24 * 7 - 1, every_hours: 24 * 7 };
        let times = weekly.times().unwrap();
        assert_eq!(times.len(), 3);
        assert_eq!(times[2].0, first_opens_at.plus_seconds(14 * 86_400));
        assert_eq!(times[0].1, first_opens_at.plus_seconds(7 * 86_400 - 3_600));
        let overlapping = Series { every_hours: 24, ..weekly.clone() };
        assert_eq!(overlapping.times().unwrap_err()[0].code, "rounds_overlap");
        assert_eq!(Series { rounds: 0, ..weekly }.times().unwrap_err()[0].field, "rounds");
    }
}
