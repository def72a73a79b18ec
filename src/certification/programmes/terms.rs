//! The terms of a programme and their evaluation: recorded facts in, what is met and what is missing out.

use chrono::{Months, NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};

/// Something that must be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Requirement {
    /// Finish every lesson of a course.
    Course {
        /// Its code.
        code: String,
    },
    /// Reach a share of a quiz's points.
    Quiz {
        /// Its code.
        code: String,
        /// score × 100 ≥ percent × max.
        percent: i64,
    },
    /// Reach a share of the points in some of a contest's rounds.
    Rounds {
        /// Code of the contest.
        contest: String,
        /// In how many rounds.
        at_least: i64,
        /// See [`Requirement::Quiz`].
        percent: i64,
    },
    /// Attend sessions of this programme.
    Sessions {
        /// How many.
        at_least: i64,
    },
}

/// What a programme asks for and gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Terms {
    /// What is done before this day does not count.
    pub starts_on: Option<NaiveDate>,
    /// What is done after this day does not count.
    pub ends_on: Option<NaiveDate>,
    /// All of them must be met.
    pub requirements: Vec<Requirement>,
    /// How long a certificate holds; none is for ever.
    pub validity_months: Option<u32>,
    /// Days before its end from which on a certificate may be renewed.
    pub renew_days: u32,
    /// Days after its end during which a renewal still continues it.
    pub grace_days: u32,
}

/// Points reached on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Score {
    /// The quiz or the round.
    pub code: String,
    /// Hundredths of a point.
    pub score: i64,
    /// Hundredths of a point.
    pub max_score: i64,
    /// When it was closed.
    pub on: NaiveDate,
}

/// What is recorded about one person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Courses whose every lesson is finished, and the day of the last.
    pub courses: Vec<(String, NaiveDate)>,
    /// Closed attempts at quizzes.
    pub quizzes: Vec<Score>,
    /// Attempts in published rounds: contest and round.
    pub rounds: Vec<(String, Score)>,
    /// Days of the sessions attended.
    pub sessions: Vec<NaiveDate>,
}

/// How a person stands with one requirement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// How much is there: 1 for a course or a quiz, a number of rounds or sessions.
    pub have: i64,
    /// How much is asked for.
    pub need: i64,
    /// The day on which it was met.
    pub met_on: Option<NaiveDate>,
}

/// How a person stands with a programme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evaluation {
    /// In the order of the requirements.
    pub lines: Vec<Line>,
    /// The day on which the last requirement was met, once all are.
    pub earned_on: Option<NaiveDate>,
}

impl Evaluation {
    /// Requirements that are met.
    pub fn met(&self) -> usize {
        self.lines.iter().filter(|line| line.met_on.is_some()).count()
    }
}

/// Evaluates the terms; only what was done after `after` (the certificate that is to be renewed) counts.
pub fn evaluate(terms: &Terms, facts: &Facts, after: Option<NaiveDate>) -> Evaluation {
    let counts = |day: NaiveDate| {
        terms.starts_on.is_none_or(|first| first <= day)
            && terms.ends_on.is_none_or(|last| day <= last)
            && after.is_none_or(|before| before < day)
    };
    let lines: Vec<Line> = terms.requirements.iter().map(|requirement| line(requirement, facts, &counts)).collect();
    let days: Option<Vec<NaiveDate>> = lines.iter().map(|line| line.met_on).collect();
    // Without a requirement nothing can be earned.
    Evaluation { lines, earned_on: days.and_then(|days| days.into_iter().max()) }
}

fn line(requirement: &Requirement, facts: &Facts, counts: &impl Fn(NaiveDate) -> bool) -> Line {
    match requirement {
        Requirement::Course { code } => {
            let days = facts.courses.iter().filter(|(done, _)| done == code).map(|(_, day)| *day);
            reached(days.filter(|day| counts(*day)).collect(), 1)
        }
        Requirement::Quiz { code, percent } => {
            let good = facts.quizzes.iter().filter(|score| score.code == *code && score.reaches(*percent));
            reached(good.map(|score| score.on).filter(|day| counts(*day)).collect(), 1)
        }
        Requirement::Rounds { contest, at_least, percent } => {
            // Each round counts once, by the first attempt that reached it.
            let mut first: std::collections::BTreeMap<&str, NaiveDate> = std::collections::BTreeMap::new();
            for (_, score) in facts.rounds.iter().filter(|(of, score)| of == contest && score.reaches(*percent) && counts(score.on)) {
                first.entry(&score.code).and_modify(|day| *day = (*day).min(score.on)).or_insert(score.on);
            }
            reached(first.into_values().collect(), *at_least)
        }
        Requirement::Sessions { at_least } => reached(facts.sessions.iter().copied().filter(|day| counts(*day)).collect(), *at_least),
    }
}

/// Met on the day of the `need`-th.
fn reached(mut days: Vec<NaiveDate>, need: i64) -> Line {
    days.sort_unstable();
    let need = need.max(1);
    let have = i64::try_from(days.len()).unwrap_or(i64::MAX).min(need);
    let met_on = usize::try_from(need - 1).ok().and_then(|at| days.get(at)).copied();
    Line { have, need, met_on }
}

impl Score {
    fn reaches(&self, percent: i64) -> bool {
        self.max_score > 0 && self.score * 100 >= percent * self.max_score
    }
}

/// The latest certificate of a person in a programme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// Day of issue.
    pub issued_on: NaiveDate,
    /// Last day.
    pub valid_until: Option<NaiveDate>,
    /// It was revoked.
    pub is_revoked: bool,
}

/// What a person may be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entitlement {
    /// A first certificate, if everything is met.
    First,
    /// A renewal, if everything is met by what was done after this day.
    Renewal(NaiveDate),
    /// Nothing: the certificate they have holds and is not near its end.
    Holds,
    /// Nothing: theirs was revoked, and only a decision puts it right.
    Revoked,
}

/// What a person may be given on a day.
pub fn entitlement(terms: &Terms, latest: Option<Held>, today: NaiveDate) -> Entitlement {
    match latest {
        None => Entitlement::First,
        Some(held) if held.is_revoked => Entitlement::Revoked,
        Some(Held { valid_until: None, .. }) => Entitlement::Holds,
        Some(Held { valid_until: Some(last), issued_on, .. }) => {
            let opens = last.checked_sub_signed(TimeDelta::days(i64::from(terms.renew_days))).unwrap_or(last);
            if today < opens { Entitlement::Holds } else { Entitlement::Renewal(issued_on) }
        }
    }
}

/// The last day of a certificate issued on a day: the validity counts from that day, or continues the certificate before
/// when it is renewed within the grace.
pub fn valid_until(terms: &Terms, issued_on: NaiveDate, before: Option<Held>) -> Option<NaiveDate> {
    let months = Months::new(terms.validity_months?);
    let continued = before.and_then(|held| held.valid_until).filter(|last| {
        let end_of_grace = last.checked_add_signed(TimeDelta::days(i64::from(terms.grace_days))).unwrap_or(*last);
        issued_on <= end_of_grace
    });
    match continued {
        Some(last) => last.checked_add_months(months),
        None => issued_on.checked_add_months(months)?.pred_opt(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(n: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + TimeDelta::days(i64::from(n))
    }

    fn score(code: &str, score: i64, on: u32) -> Score {
        Score { code: code.into(), score, max_score: 2_000, on: day(on) }
    }

    fn terms() -> Terms {
        Terms {
            starts_on: Some(day(10)),
            ends_on: Some(day(100)),
            requirements: vec![
                Requirement::Course { code: "kl-57".into() },
                Requirement::Quiz { code: "exam".into(), percent: 70 },
                Requirement::Rounds { contest: "thi".into(), at_least: 2, percent: 50 },
                Requirement::Sessions { at_least: 1 },
            ],
            validity_months: Some(24),
            renew_days: 60,
            grace_days: 30,
        }
    }

    fn facts() -> Facts {
        Facts {
            courses: vec![("kl-57".into(), day(20))],
            quizzes: vec![score("exam", 1_399, 21), score("exam", 1_400, 30)],
            rounds: vec![
                ("thi".into(), score("tuan-1", 1_000, 40)),
                ("thi".into(), score("tuan-1", 2_000, 41)),
                ("thi".into(), score("tuan-2", 1_000, 50)),
            ],
            sessions: vec![day(60)],
        }
    }

    #[test]
    fn the_last_requirement_met_is_the_day_it_was_earned() {
        let all = evaluate(&terms(), &facts(), None);
        assert_eq!(all.earned_on, Some(day(60)));
        let days: Vec<_> = all.lines.iter().map(|line| line.met_on).collect();
        assert_eq!(days, [Some(day(20)), Some(day(30)), Some(day(50)), Some(day(60))], "1399 of 2000 is not 70 %; a round counts once");
    }

    #[test]
    fn what_is_missing_is_told() {
        let some = evaluate(
            &terms(),
            &Facts { rounds: vec![("thi".into(), score("tuan-1", 1_000, 40))], sessions: vec![day(9), day(101)], ..facts() },
            None,
        );
        assert_eq!((some.earned_on, some.met()), (None, 2));
        assert_eq!((some.lines[2].have, some.lines[2].need), (1, 2));
        assert_eq!(some.lines[3].have, 0, "before the programme and after it does not count");
    }

    #[test]
    fn a_renewal_is_earned_anew_and_continues_within_the_grace() {
        let held = |last: Option<NaiveDate>, is_revoked| Some(Held { issued_on: day(70), valid_until: last, is_revoked });
        assert_eq!(evaluate(&terms(), &facts(), Some(day(70))).earned_on, None);
        let last = day(800);
        assert_eq!(entitlement(&terms(), held(Some(last), false), day(739)), Entitlement::Holds);
        assert_eq!(entitlement(&terms(), held(Some(last), false), day(740)), Entitlement::Renewal(day(70)));
        assert_eq!(entitlement(&terms(), held(None, false), day(9_000)), Entitlement::Holds);
        assert_eq!(entitlement(&terms(), held(Some(last), true), day(900)), Entitlement::Revoked);
        let two_years = Months::new(24);
        assert_eq!(valid_until(&terms(), day(830), held(Some(last), false)), Some(last + two_years), "the last day of the grace");
        assert_eq!(valid_until(&terms(), day(831), held(Some(last), false)), Some((day(831) + two_years).pred_opt().unwrap()));
        assert_eq!(valid_until(&Terms { validity_months: None, ..terms() }, day(1), None), None);
    }

    fn any_facts() -> impl Strategy<Value = Facts> {
        let code = prop::sample::select(vec!["a", "b"]);
        let one = move || (code.clone(), 0i64..=2_000, 0u32..120).prop_map(|(code, points, on)| score(code, points, on));
        (
            prop::collection::vec((prop::sample::select(vec!["a", "b"]), 0u32..120).prop_map(|(code, n)| (code.to_owned(), day(n))), 0..4),
            prop::collection::vec(one(), 0..6),
            prop::collection::vec(
                (prop::sample::select(vec!["x", "y"]), one()).prop_map(|(contest, score)| (contest.to_owned(), score)),
                0..8,
            ),
            prop::collection::vec((0u32..120).prop_map(day), 0..6),
        )
            .prop_map(|(courses, quizzes, rounds, sessions)| Facts { courses, quizzes, rounds, sessions })
    }

    fn any_terms() -> impl Strategy<Value = Terms> {
        let requirement = prop_oneof![
            prop::sample::select(vec!["a", "b"]).prop_map(|code| Requirement::Course { code: code.into() }),
            (prop::sample::select(vec!["a", "b"]), 0i64..=100).prop_map(|(code, percent)| Requirement::Quiz { code: code.into(), percent }),
            (prop::sample::select(vec!["x", "y"]), 1i64..4, 0i64..=100).prop_map(|(contest, at_least, percent)| Requirement::Rounds {
                contest: contest.into(),
                at_least,
                percent
            }),
            (1i64..4).prop_map(|at_least| Requirement::Sessions { at_least }),
        ];
        (prop::collection::vec(requirement, 0..5), prop::option::of((0u32..120).prop_map(day)), prop::option::of((0u32..120).prop_map(day)))
            .prop_map(|(requirements, starts_on, ends_on)| Terms { starts_on, ends_on, requirements, ..Terms::default() })
    }

    proptest! {
        #[test]
        fn doing_more_never_takes_anything_away(terms in any_terms(), facts in any_facts(), more in any_facts()) {
            let mut both = facts.clone();
            both.courses.extend(more.courses);
            both.quizzes.extend(more.quizzes);
            both.rounds.extend(more.rounds);
            both.sessions.extend(more.sessions);
            let (before, after) = (evaluate(&terms, &facts, None), evaluate(&terms, &both, None));
            for (old, new) in before.lines.iter().zip(&after.lines) {
                prop_assert!(new.have >= old.have);
                if let Some(on) = old.met_on {
                    prop_assert!(new.met_on.is_some_and(|new| new <= on));
                }
            }
        }

        #[test]
        fn the_order_of_the_records_decides_nothing(terms in any_terms(), facts in any_facts()) {
            let mut turned = facts.clone();
            turned.courses.reverse();
            turned.quizzes.reverse();
            turned.rounds.reverse();
            turned.sessions.reverse();
            prop_assert_eq!(evaluate(&terms, &facts, None), evaluate(&terms, &turned, None));
        }

        #[test]
        fn it_is_earned_exactly_when_every_line_is_full(terms in any_terms(), facts in any_facts(), after in prop::option::of((0u32..120).prop_map(day))) {
            let result = evaluate(&terms, &facts, after);
            prop_assert!(result.lines.iter().all(|line| (line.have == line.need) == line.met_on.is_some()));
            prop_assert_eq!(result.earned_on.is_some(), !result.lines.is_empty() && result.met() == result.lines.len());
            if let Some(on) = result.earned_on {
                prop_assert!(after.is_none_or(|before| before < on) && terms.ends_on.is_none_or(|last| on <= last));
            }
        }
    }
}
