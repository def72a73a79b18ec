//! Comparing units: exact fractions, no floats. Pure.

use std::cmp::Ordering;

use super::{
    award::ranks,
    model::{Fair, Index},
};

/// A unit as its index needs it. Points are hundredths.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct UnitFacts {
    /// The unit's key.
    pub unit: String,
    /// People of the unit on the day the round closed.
    pub headcount: i64,
    /// Of them with a counted attempt.
    pub participants: i64,
    /// Sum of their counted scores.
    pub score: i64,
    /// Full marks of one person, over all rounds that are counted.
    pub max_score: i64,
    /// Participants at or above the threshold of [`Fair`].
    pub above: i64,
    /// Participants with full marks.
    pub all_correct: i64,
    /// Individual prizes that its people won.
    pub winners: i64,
}

/// An exact fraction with a positive denominator.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fraction {
    num: i128,
    den: i128,
}

impl Fraction {
    /// `num ÷ den`; 0 where there is nothing to divide by.
    pub fn new(num: i128, den: i128) -> Self {
        if den <= 0 {
            return Self { num: 0, den: 1 };
        }
        let common = gcd(num.abs(), den).max(1);
        Self { num: num / common, den: den / common }
    }

    /// A whole number.
    pub fn whole(value: i64) -> Self {
        Self::new(value.into(), 1)
    }

    /// More than nothing.
    pub fn is_positive(&self) -> bool {
        self.num > 0
    }

    /// In hundredths of a percent, rounded down: 5 123 is 51,23 %.
    pub fn percent_hundredths(&self) -> i64 {
        i64::try_from(self.num * 10_000 / self.den).unwrap_or(i64::MAX)
    }

    /// Rounded down.
    pub fn floor(&self) -> i64 {
        i64::try_from(self.num / self.den).unwrap_or(i64::MAX)
    }
}

impl PartialOrd for Fraction {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Fraction {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.num * other.den).cmp(&(other.num * self.den))
    }
}

fn gcd(a: i128, b: i128) -> i128 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// A unit in its ranking.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnitRank {
    /// The unit's key.
    pub unit: String,
    /// From 1; equals share it.
    pub rank: usize,
    /// What it is ranked by.
    pub value: Fraction,
}

/// Ranks units by an index, best first. Equal indices are told apart by the number of people who took part; equal in that
/// too, they share a rank. For shares and the fair index units without people are not compared.
pub fn rank(index: Index, fair: &Fair, units: &[UnitFacts]) -> Vec<UnitRank> {
    let mut rows: Vec<(Fraction, &UnitFacts)> = match index {
        Index::Participants => units.iter().map(|unit| (Fraction::whole(unit.participants), unit)).collect(),
        Index::Winners => units.iter().map(|unit| (Fraction::whole(unit.winners), unit)).collect(),
        Index::Share => units
            .iter()
            .filter(|unit| unit.headcount > 0)
            .map(|unit| (Fraction::new(taking_part(unit), unit.headcount.into()), unit))
            .collect(),
        Index::Fair => {
            let mean = Mean::of(fair, units);
            units.iter().filter(|unit| unit.headcount > 0).map(|unit| (mean.index(fair, unit), unit)).collect()
        }
    };
    let before = |a: &(Fraction, &UnitFacts), b: &(Fraction, &UnitFacts)| b.0.cmp(&a.0).then(b.1.participants.cmp(&a.1.participants));
    rows.sort_by(|a, b| before(a, b).then_with(|| a.1.unit.cmp(&b.1.unit)));
    let places = ranks(&rows, |a, b| before(a, b) == Ordering::Equal);
    rows.iter().zip(places).map(|((value, unit), rank)| UnitRank { unit: unit.unit.clone(), rank, value: *value }).collect()
}

/// Never more than there are people: somebody who has left is not counted twice.
fn taking_part(unit: &UnitFacts) -> i128 {
    unit.participants.min(unit.headcount).into()
}

/// Weighted points of a unit: its index is this ÷ (headcount · full marks · sum of the weights).
fn weighted(fair: &Fair, unit: &UnitFacts) -> i128 {
    let max = i128::from(unit.max_score.max(1));
    i128::from(fair.participation) * taking_part(unit) * max
        + i128::from(fair.mean) * i128::from(unit.score)
        + i128::from(fair.above) * i128::from(unit.above.min(unit.headcount)) * max
}

/// The index of all units together, which small ones are drawn to.
struct Mean {
    points: i128,
    people: i128,
}

impl Mean {
    fn of(fair: &Fair, units: &[UnitFacts]) -> Self {
        let compared = units.iter().filter(|unit| unit.headcount > 0);
        let (points, people) =
            compared.fold((0, 0), |(points, people), unit| (points + weighted(fair, unit), people + i128::from(unit.headcount)));
        Self { points, people }
    }

    /// `(headcount·x + shrink·mean) ÷ (headcount + shrink)` over one denominator.
    fn index(&self, fair: &Fair, unit: &UnitFacts) -> Fraction {
        let weights = i128::from(fair.participation) + i128::from(fair.mean) + i128::from(fair.above);
        let (shrink, headcount) = (i128::from(fair.shrink), i128::from(unit.headcount));
        let scale = i128::from(unit.max_score.max(1)) * weights;
        Fraction::new(weighted(fair, unit) * self.people + shrink * self.points, scale * self.people * (headcount + shrink))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(unit: &str, headcount: i64, participants: i64, score: i64, above: i64) -> UnitFacts {
        UnitFacts { unit: unit.into(), headcount, participants, score, max_score: 2_000, above, ..UnitFacts::default() }
    }

    fn order(index: Index, fair: &Fair, units: &[UnitFacts]) -> Vec<(String, usize)> {
        rank(index, fair, units).into_iter().map(|line| (line.unit, line.rank)).collect()
    }

    #[test]
    fn counts_shares_and_ties() {
        let units = [unit("a", 100, 40, 0, 0), unit("b", 20, 20, 0, 0), unit("c", 50, 20, 0, 0), unit("d", 0, 5, 0, 0)];
        let fair = Fair::default();
        assert_eq!(order(Index::Participants, &fair, &units), [("a".into(), 1), ("b".into(), 2), ("c".into(), 2), ("d".into(), 4)]);
        // a and c both 40 %: more people took part in a. d has no people to divide by.
        assert_eq!(order(Index::Share, &fair, &units), [("b".into(), 1), ("a".into(), 2), ("c".into(), 3)]);
    }

    #[test]
    fn the_fair_index_by_hand() {
        // Weights 40, 40, 20; 10 people, 5 took part with 60 of 100 possible points each (of 20 points: 12), 2 above.
        // 40·5/10 + 40·(5·12/20)/10 + 20·2/10 = 20 + 12 + 4 = 36 of 100.
        let fair = Fair { shrink: 0, ..Fair::default() };
        let one = unit("a", 10, 5, 5 * 1_200, 2);
        assert_eq!(rank(Index::Fair, &fair, std::slice::from_ref(&one))[0].value.percent_hundredths(), 3_600);
        // A unit of 2 with everything (100) beside one of 18 with nothing: the mean of all is 10; with shrink 10:
        // (2·100 + 10·10) ÷ 12 = 25, and (0 + 10·10) ÷ 28 = 3,571….
        let fair = Fair { shrink: 10, ..Fair::default() };
        let units = [unit("small", 2, 2, 4_000, 2), unit("large", 18, 0, 0, 0)];
        let lines = rank(Index::Fair, &fair, &units);
        assert_eq!((lines[0].unit.as_str(), lines[0].value), ("small", Fraction::new(1, 4)));
        assert_eq!((lines[1].unit.as_str(), lines[1].value.percent_hundredths()), ("large", 357));
    }

    #[test]
    fn more_takers_than_people_are_no_more_than_all() {
        assert_eq!(rank(Index::Share, &Fair::default(), &[unit("a", 3, 5, 0, 0)])[0].value, Fraction::whole(1));
        assert_eq!(Fraction::new(5, 0), Fraction::whole(0));
    }

    #[test]
    fn a_million_people_do_not_overflow() {
        let big = |name: &str, score| UnitFacts { max_score: 100_000, ..unit(name, 1_000_000, 999_999, score, 500_000) };
        let units: Vec<UnitFacts> = (0..40).map(|n| big(&format!("u{n:02}"), 99_999_999_000 - n)).collect();
        let fair = Fair { participation: 100, mean: 100, above: 100, threshold_percent: 70, shrink: 1_000 };
        let lines = order(Index::Fair, &fair, &units);
        assert!(lines.iter().enumerate().all(|(at, (name, rank))| *name == format!("u{at:02}") && *rank == at + 1));
    }
}
