//! Openings and closings of many rounds from a few words: one after the other, several windows a day, by the calendar. Pure.

use chrono::{Months, NaiveTime};

use crate::kernel::{FieldProblem, Timestamp};

/// Opening and closing.
pub type Span = (Timestamp, Timestamp);

/// Most rounds of a series, and hours of a round.
const MOST_ROUNDS: i64 = 60;
const MOST_HOURS: i64 = 24 * 62;
const DAY_MINUTES: i64 = 24 * 60;

fn out_of(field: &'static str, value: i64, min: i64, max: i64) -> Option<FieldProblem> {
    (!(min..=max).contains(&value)).then(|| FieldProblem::new(field, "number_range").with("min", min).with("max", max))
}

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

impl Series {
    /// Openings and closings; checked.
    ///
    /// # Errors
    /// The fields `rounds`, `open_hours`, `every_hours`.
    pub fn times(&self) -> Result<Vec<Span>, Vec<FieldProblem>> {
        let mut fields: Vec<FieldProblem> =
            [out_of("rounds", self.rounds, 1, MOST_ROUNDS), out_of("open_hours", self.open_hours, 1, MOST_HOURS)]
                .into_iter()
                .flatten()
                .collect();
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

/// Short rounds at the same times of every day (khung giờ trong ngày).
#[derive(Clone, Debug)]
pub struct Windows {
    /// Nothing opens before; it also says the first day.
    pub from: Timestamp,
    /// Days, the first included.
    pub days: i64,
    /// Openings on each day, by Vietnam's clocks: `13:30, 20:30`.
    pub openings: String,
    /// Minutes that each is open.
    pub minutes: i64,
}

impl Windows {
    /// Openings and closings; checked. What would open before `from` on the first day is left out.
    ///
    /// # Errors
    /// The fields `days`, `windows`, `window_minutes`.
    pub fn times(&self) -> Result<Vec<Span>, Vec<FieldProblem>> {
        let mut fields: Vec<FieldProblem> =
            [out_of("days", self.days, 1, MOST_ROUNDS), out_of("window_minutes", self.minutes, 1, DAY_MINUTES)]
                .into_iter()
                .flatten()
                .collect();
        let parts: Vec<&str> = self.openings.split([',', ';', ' ']).map(str::trim).filter(|part| !part.is_empty()).collect();
        let mut openings: Vec<NaiveTime> = parts.iter().filter_map(|part| NaiveTime::parse_from_str(part, "%H:%M").ok()).collect();
        openings.sort_unstable();
        if parts.is_empty() || openings.len() != parts.len() {
            fields.push(FieldProblem::new("windows", "clock_times"));
        } else if fields.is_empty() {
            // The first of the next day follows the last of this one.
            let minutes = |time: &NaiveTime| (*time - NaiveTime::MIN).num_minutes();
            let mut starts: Vec<i64> = openings.iter().map(minutes).collect();
            starts.push(starts[0] + DAY_MINUTES);
            if starts.windows(2).any(|pair| pair[1] - pair[0] < self.minutes) {
                fields.push(FieldProblem::new("windows", "windows_overlap"));
            }
            let rounds = self.days.saturating_mul(i64::try_from(openings.len()).unwrap_or(i64::MAX));
            if rounds > MOST_ROUNDS {
                fields.push(FieldProblem::new("days", "too_many_rounds").with("rounds", rounds).with("max", MOST_ROUNDS));
            }
        }
        if !fields.is_empty() {
            return Err(fields);
        }
        let first = self.from.vietnam_date();
        let spans: Vec<Span> = first
            .iter_days()
            .take(usize::try_from(self.days).unwrap_or(0))
            .flat_map(|day| openings.iter().map(move |time| Timestamp::from_vietnam(day.and_time(*time))))
            .filter(|opening| *opening >= self.from)
            .map(|opening| (opening, opening.plus_seconds(self.minutes * 60)))
            .collect();
        if spans.is_empty() { Err(vec![FieldProblem::new("windows", "windows_past")]) } else { Ok(spans) }
    }
}

/// A step of the calendar.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    /// From a day to the next.
    Day,
    /// From a day of the week to the same of the next.
    Week,
    /// From a day of the month to the same of the next, or its last where there is none.
    Month,
}

impl Step {
    /// All, in the order of the form.
    pub const ALL: [Self; 3] = [Self::Month, Self::Week, Self::Day];

    /// The word used in forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
        }
    }

    /// Reads [`Step::code`].
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.code() == code)
    }

    /// `steps` of them after `at`.
    fn after(self, at: Timestamp, steps: u32) -> Timestamp {
        match self {
            Self::Day => at.plus_seconds(i64::from(steps) * 86_400),
            Self::Week => at.plus_seconds(i64::from(steps) * 7 * 86_400),
            Self::Month => {
                let local = at.vietnam().naive_local();
                Timestamp::from_vietnam(local.checked_add_months(Months::new(steps)).unwrap_or(local))
            }
        }
    }
}

/// Rounds that last from one step of the calendar to the next: a month beside the weeks of another series.
#[derive(Clone, Debug)]
pub struct Cycle {
    /// How many.
    pub rounds: i64,
    /// Opening of the first.
    pub first_opens_at: Timestamp,
    /// From one opening to the next.
    pub step: Step,
    /// Minutes between a closing and the next opening.
    pub gap_minutes: i64,
}

impl Cycle {
    /// Openings and closings; checked.
    ///
    /// # Errors
    /// The fields `also_rounds`, `also_gap_minutes`.
    pub fn times(&self) -> Result<Vec<Span>, Vec<FieldProblem>> {
        let fields: Vec<FieldProblem> =
            [out_of("also_rounds", self.rounds, 1, MOST_ROUNDS), out_of("also_gap_minutes", self.gap_minutes, 0, DAY_MINUTES - 1)]
                .into_iter()
                .flatten()
                .collect();
        if !fields.is_empty() {
            return Err(fields);
        }
        let opening = |number: u32| self.step.after(self.first_opens_at, number);
        let rounds = u32::try_from(self.rounds).unwrap_or(0);
        Ok((0..rounds).map(|number| (opening(number), opening(number + 1).plus_seconds(-self.gap_minutes * 60))).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::from_vietnam(text.parse().unwrap())
    }

    fn fields<T: std::fmt::Debug>(outcome: Result<T, Vec<FieldProblem>>) -> Vec<(String, &'static str)> {
        outcome.unwrap_err().into_iter().map(|field| (field.field, field.code)).collect()
    }

    #[test]
    fn weekly_rounds_follow_each_other() {
        let first_opens_at = Timestamp::from_millis(0);
        let weekly = Series { rounds: 3, first_opens_at, open_hours: 24 * 7 - 1, every_hours: 24 * 7 };
        let times = weekly.times().unwrap();
        assert_eq!(times.len(), 3);
        assert_eq!(times[2].0, first_opens_at.plus_seconds(14 * 86_400));
        assert_eq!(times[0].1, first_opens_at.plus_seconds(7 * 86_400 - 3_600));
        let overlapping = Series { every_hours: 24, ..weekly.clone() };
        assert_eq!(fields(overlapping.times()), [("every_hours".into(), "rounds_overlap")]);
        assert_eq!(fields(Series { rounds: 0, ..weekly }.times()), [("rounds".into(), "number_range")]);
    }

    #[test]
    fn two_windows_a_day_leave_out_what_has_passed_on_the_first() {
        let twice = Windows { from: at("2026-12-07T14:00:00"), days: 2, openings: "20:30, 13:30".into(), minutes: 15 };
        let times = twice.times().unwrap();
        let openings: Vec<_> = times.iter().map(|(opens, _)| *opens).collect();
        assert_eq!(openings, [at("2026-12-07T20:30:00"), at("2026-12-08T13:30:00"), at("2026-12-08T20:30:00")]);
        assert!(times.iter().all(|(opens, closes)| closes.seconds_since(*opens) == 900));
        let with = |openings: &str, minutes, days| Windows { openings: openings.into(), minutes, days, ..twice.clone() };
        assert_eq!(fields(with("13h30", 15, 2).times()), [("windows".into(), "clock_times")]);
        assert_eq!(fields(with("", 15, 2).times()), [("windows".into(), "clock_times")]);
        assert_eq!(fields(with("13:30 13:40", 15, 2).times()), [("windows".into(), "windows_overlap")]);
        assert_eq!(fields(with("00:05 23:55", 15, 2).times()), [("windows".into(), "windows_overlap")], "over midnight");
        assert_eq!(fields(with("08:00 12:00", 15, 40).times()), [("days".into(), "too_many_rounds")]);
        assert_eq!(fields(with("08:00", 15, 1).times()), [("windows".into(), "windows_past")]);
        assert_eq!(fields(with("08:00", 0, 0).times()).len(), 2);
    }

    #[test]
    fn months_follow_the_calendar_beside_weeks() {
        let monthly = Cycle { rounds: 2, first_opens_at: at("2026-12-31T00:00:00"), step: Step::Month, gap_minutes: 0 };
        let times = monthly.times().unwrap();
        assert_eq!(times[0], (at("2026-12-31T00:00:00"), at("2027-01-31T00:00:00")));
        assert_eq!(times[1], (at("2027-01-31T00:00:00"), at("2027-02-28T00:00:00")), "no 31 February");
        let weekly = Cycle { step: Step::Week, gap_minutes: 60, ..monthly.clone() }.times().unwrap();
        assert_eq!(weekly[0], (at("2026-12-31T00:00:00"), at("2027-01-06T23:00:00")));
        assert!(weekly[0].0 < times[0].1, "the two series overlap, which is what they are for");
        assert_eq!(fields(Cycle { rounds: 0, gap_minutes: -1, ..monthly }.times()).len(), 2);
    }
}
