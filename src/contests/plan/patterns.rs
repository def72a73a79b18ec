//! Patterns of contests that were really held: each fills the whole form. Times of day, rounds, limits and order of criteria
//! are those of the published rules; what these do not say is chosen as the smallest that works.

/// A contest to start from. Numbers are as the form writes them.
#[derive(Clone, Copy, Debug)]
pub struct Pattern {
    /// The word in the address.
    pub code: &'static str,
    /// `series` or `windows`.
    pub shape: &'static str,
    /// Rounds of the series, or days of the windows.
    pub rounds: i64,
    /// Time of the first opening, `HH:MM`.
    pub opens: &'static str,
    /// Whether the first opening is on a Monday.
    pub from_monday: bool,
    /// Hours open, and from opening to opening.
    pub hours: (i64, i64),
    /// Windows of a day, and minutes of each; empty where there are none.
    pub windows: (&'static str, i64),
    /// Rounds of a second series by the calendar, and its step; none is 0.
    pub also: (i64, &'static str),
    /// Ranks that enter a final; 0 is no final.
    pub final_ranks: i64,
    /// Minutes of a paper; 0 where its items have their own time.
    pub minutes: i64,
    /// Seconds of each item; 0 where the paper has a time as a whole.
    pub seconds: i64,
    /// Attempts in a round, on a day, in the contest; 0 is no limit.
    pub attempts: (i64, i64, i64),
    /// Which attempt counts.
    pub counted: &'static str,
    /// Order of criteria.
    pub preset: &'static str,
    /// What is predicted.
    pub target: &'static str,
}

/// Weekly rounds, from ten on Monday to nine on the next; what the others differ from.
const WEEKLY: Pattern = Pattern {
    code: "vcnet_2020",
    shape: "series",
    rounds: 16,
    opens: "10:00",
    from_monday: true,
    hours: (167, 168),
    windows: ("", 15),
    also: (0, "month"),
    final_ranks: 0,
    minutes: 20,
    seconds: 0,
    attempts: (0, 0, 0),
    counted: "usual",
    preset: "prediction_then_earliest",
    target: "persons_all_correct",
};

/// All, in the order of the page.
pub const PATTERNS: [Pattern; 8] = [
    WEEKLY,
    Pattern { code: "bo_tu_phap_2021", rounds: 1, opens: "00:00", from_monday: false, hours: (720, 720), attempts: (3, 0, 0), ..WEEKLY },
    Pattern {
        code: "gia_lai_2025",
        rounds: 1,
        opens: "00:00",
        from_monday: false,
        hours: (240, 240),
        minutes: 15,
        attempts: (1, 0, 1),
        counted: "only",
        preset: "fastest_then_earliest",
        ..WEEKLY
    },
    Pattern {
        code: "tien_giang_2020",
        rounds: 7,
        opens: "17:00",
        from_monday: false,
        hours: (22, 24),
        attempts: (1, 1, 0),
        counted: "only",
        preset: "score_alone",
        ..WEEKLY
    },
    Pattern {
        code: "ereka_2019",
        shape: "windows",
        rounds: 7,
        opens: "00:00",
        from_monday: false,
        windows: ("13:30, 20:30", 15),
        minutes: 0,
        seconds: 10,
        attempts: (1, 0, 0),
        counted: "only",
        preset: "fastest_then_earliest",
        ..WEEKLY
    },
    Pattern {
        code: "canh_sat_bien_2021",
        rounds: 3,
        opens: "00:00",
        hours: (168, 168),
        also: (1, "month"),
        attempts: (3, 0, 0),
        preset: "fastest_then_earliest",
        ..WEEKLY
    },
    Pattern { code: "tien_giang_2018", rounds: 8, opens: "08:00", final_ranks: 10, preset: "fastest_then_earliest", ..WEEKLY },
    Pattern {
        code: "lang_son_2026",
        rounds: 1,
        opens: "08:00",
        from_monday: false,
        hours: (720, 720),
        preset: "fastest_then_prediction",
        target: "attempts",
        ..WEEKLY
    },
];

impl Pattern {
    /// Finds one by its code.
    pub fn find(code: &str) -> Option<Self> {
        PATTERNS.into_iter().find(|pattern| pattern.code == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contests::plan::{CountedChoice, Preset, Step, target};

    #[test]
    fn every_pattern_speaks_the_forms_words() {
        for pattern in PATTERNS {
            assert!(Preset::parse(pattern.preset).is_some() && target(pattern.target).is_some(), "{}", pattern.code);
            assert!(CountedChoice::parse(pattern.counted).is_some() && Step::parse(pattern.also.1).is_some(), "{}", pattern.code);
            assert!(matches!(pattern.shape, "series" | "windows"), "{}", pattern.code);
            assert_eq!(Pattern::find(pattern.code).map(|found| found.rounds), Some(pattern.rounds));
        }
        assert!(Pattern::find("khong-co").is_none());
    }
}
