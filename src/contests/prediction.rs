//! The prediction question (câu dự đoán): what is predicted, how it is written, how far off it is. Exact, no floats.

use serde::{Deserialize, Serialize};

/// What a prediction is compared with, taken over the counted attempts of a round at its closing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// People whose counted attempt has every point (số người trả lời đúng tất cả).
    PersonsAllCorrect,
    /// People who took part (số người dự thi).
    Participants,
    /// Attempts begun and closed (số lượt dự thi).
    Attempts,
    /// Percentage of the people whose counted attempt has every point, with this many decimals (tỷ lệ %).
    PercentAllCorrect,
}

impl Target {
    /// The word used in data.
    pub const fn code(self) -> &'static str {
        match self {
            Self::PersonsAllCorrect => "persons_all_correct",
            Self::Participants => "participants",
            Self::Attempts => "attempts",
            Self::PercentAllCorrect => "percent_all_correct",
        }
    }
}

/// The prediction question of a round.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// What is predicted.
    pub target: Target,
    /// Decimals that count; a percentage may have some, a number has none.
    #[serde(default)]
    pub decimals: u32,
}

/// Most digits before the comma.
const LONGEST: usize = 9;

impl Question {
    /// Reads a prediction as people write it: `1587`, `1.587`, `12,5`, spaces around. The value is an integer in units
    /// of the last decimal; `None` for anything else, negatives included.
    pub fn read(&self, text: &str) -> Option<i64> {
        let text = text.trim();
        let (whole, rest) = text.split_once(',').unwrap_or((text, ""));
        let places = usize::try_from(self.decimals).ok()?;
        let is_grouped = whole.contains('.');
        let digits: String = whole.chars().filter(|c| *c != '.').collect();
        let groups_fit =
            !is_grouped || whole.split('.').enumerate().all(|(at, group)| group.len() == 3 || (at == 0 && (1..=3).contains(&group.len())));
        let is_number = !digits.is_empty() && digits.len() <= LONGEST && digits.bytes().all(|b| b.is_ascii_digit());
        let rest_fits = rest.len() <= places && rest.bytes().all(|b| b.is_ascii_digit()) && (text.contains(',') != rest.is_empty());
        if !groups_fit || !is_number || !rest_fits {
            return None;
        }
        format!("{digits}{rest:0<places$}").parse().ok()
    }

    /// The true value, in the same units: rounded half up where it is a percentage.
    pub fn truth(&self, counts: &Counts) -> i64 {
        match self.target {
            Target::PersonsAllCorrect => counts.all_correct * self.scale(),
            Target::Participants => counts.participants * self.scale(),
            Target::Attempts => counts.attempts * self.scale(),
            Target::PercentAllCorrect if counts.participants == 0 => 0,
            Target::PercentAllCorrect => (counts.all_correct * 100 * self.scale() * 2 + counts.participants) / (counts.participants * 2),
        }
    }

    const fn scale(self) -> i64 {
        10_i64.pow(if self.decimals < 6 { self.decimals } else { 6 })
    }
}

/// What targets are taken from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    /// People with a counted attempt.
    pub participants: i64,
    /// Of them with every point.
    pub all_correct: i64,
    /// Closed attempts of all people.
    pub attempts: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: Question = Question { target: Target::PersonsAllCorrect, decimals: 0 };
    const SHARE: Question = Question { target: Target::PercentAllCorrect, decimals: 2 };

    #[test]
    fn numbers_are_read_as_people_here_write_them() {
        assert_eq!(WHOLE.read(" 1.587 "), Some(1_587));
        assert_eq!(WHOLE.read("0"), Some(0));
        assert_eq!(SHARE.read("12,5"), Some(1_250));
        assert_eq!(SHARE.read("12"), Some(1_200));
        for wrong in ["", "-5", "12,5", "1.5", "15.87", "1e3", "10000000000", "12,", ",5", "١٢"] {
            assert_eq!(WHOLE.read(wrong), None, "{wrong}");
        }
        assert_eq!(SHARE.read("12,345"), None);
    }

    #[test]
    fn a_percentage_is_rounded_half_up_in_integers() {
        let counts = |all_correct, participants| Counts { participants, all_correct, attempts: 0 };
        assert_eq!(SHARE.truth(&counts(1, 3)), 3_333);
        assert_eq!(SHARE.truth(&counts(2, 3)), 6_667);
        assert_eq!(SHARE.truth(&counts(1, 8)), 1_250);
        assert_eq!(SHARE.truth(&counts(0, 0)), 0);
        assert_eq!(WHOLE.truth(&counts(7, 9)), 7);
    }
}
