//! The rules of taking part: ages, subtrees, divisions, standings.

use chrono::{Datelike, NaiveDate};

use super::terms::{Division, Effect, ExclusionClass, Terms};
use crate::kernel::ids::UnitId;

/// Full years of age at a day. Who was born on 29 February grows older on 1 March of common years, the day the year is
/// full; before the day of birth there are none.
pub fn age(born: NaiveDate, on: NaiveDate) -> i32 {
    let had_birthday = (on.month(), on.day()) >= (born.month(), born.day());
    (on.year() - born.year() - i32::from(!had_birthday)).max(0)
}

/// Whether a unit lies in the subtree of one of `roots`. `path` is the unit and everything above it, the nearest first;
/// empty for somebody without a unit.
pub fn is_within(path: &[UnitId], roots: &[UnitId]) -> bool {
    path.iter().any(|unit| roots.contains(unit))
}

/// Why somebody falls into no group or block.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NoDivision {
    /// None was chosen, and more than one is open to choice.
    Choose,
    /// Every division belongs to units, and theirs is in none.
    Outside,
}

/// The divisions that are open to choice: those that no unit decides.
pub fn open_divisions(divisions: &[Division]) -> impl Iterator<Item = &Division> {
    divisions.iter().filter(|division| division.units.is_empty())
}

/// Where somebody falls: the division that holds the nearest unit of their path; else the one they chose of those that
/// are open to choice; else the only one that is open. None where there are no divisions.
///
/// # Errors
/// [`NoDivision`].
pub fn division<'a>(divisions: &'a [Division], path: &[UnitId], chosen: &str) -> Result<Option<&'a Division>, NoDivision> {
    if divisions.is_empty() {
        return Ok(None);
    }
    let by_unit = path.iter().find_map(|unit| divisions.iter().find(|division| division.units.contains(unit)));
    if by_unit.is_some() {
        return Ok(by_unit);
    }
    let mut open = open_divisions(divisions);
    match (open.next(), open.next()) {
        (None, _) => Err(NoDivision::Outside),
        (only, None) => Ok(only),
        _ => open_divisions(divisions).find(|division| division.code == chosen).map(Some).ok_or(NoDivision::Choose),
    }
}

/// How somebody takes part, as far as exclusion goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// Ranked like everybody.
    Ranked,
    /// Takes part, gets no prize.
    Unranked(ExclusionClass),
    /// Does not take part.
    Barred(ExclusionClass),
}

impl Standing {
    /// The word used in data and messages.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Ranked => "ranked",
            Self::Unranked(_) => "unranked",
            Self::Barred(_) => "barred",
        }
    }

    /// Code of the class that decides; empty where none does.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Ranked => "",
            Self::Unranked(class) | Self::Barred(class) => class.code(),
        }
    }
}

/// What the classes that apply to somebody make of them: one that bars wins over one that only takes the prize.
pub fn standing(terms: &Terms, classes: &[ExclusionClass]) -> Standing {
    let with = |wanted: Effect| classes.iter().copied().find(|class| terms.exclusions.get(class) == Some(&wanted));
    match (with(Effect::Barred), with(Effect::Unranked)) {
        (Some(class), _) => Standing::Barred(class),
        (None, Some(class)) => Standing::Unranked(class),
        (None, None) => Standing::Ranked,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    fn unit(number: u8) -> UnitId {
        UnitId::from_uuid(uuid::Uuid::from_bytes([number; 16]))
    }

    fn block(code: &str, units: &[u8]) -> Division {
        Division { code: code.into(), title: code.to_uppercase(), units: units.iter().map(|number| unit(*number)).collect() }
    }

    #[test]
    fn a_year_is_full_on_the_birthday() {
        assert_eq!(age(day(2012, 12, 2), day(2026, 12, 1)), 13);
        assert_eq!(age(day(2012, 12, 2), day(2026, 12, 2)), 14);
        assert_eq!(age(day(2026, 12, 2), day(2026, 12, 1)), 0);
    }

    #[test]
    fn who_was_born_on_a_leap_day_grows_older_on_the_first_of_march() {
        let born = day(2012, 2, 29);
        assert_eq!(age(born, day(2026, 2, 28)), 13);
        assert_eq!(age(born, day(2026, 3, 1)), 14);
        assert_eq!(age(born, day(2028, 2, 28)), 15);
        assert_eq!(age(born, day(2028, 2, 29)), 16);
    }

    proptest! {
        #[test]
        fn ages_are_those_of_the_calendar(born in 0i64..40_000, later in 0i64..40_000) {
            let born = day(1930, 1, 1) + chrono::TimeDelta::days(born);
            let on = born + chrono::TimeDelta::days(later);
            prop_assert_eq!(age(born, on), i32::try_from(on.years_since(born).unwrap()).unwrap());
        }
    }

    #[test]
    fn a_subtree_holds_what_is_below_it() {
        let path = [unit(3), unit(2), unit(1)];
        assert!(is_within(&path, &[unit(1)]) && is_within(&path, &[unit(9), unit(3)]));
        assert!(!is_within(&path, &[unit(4)]) && !is_within(&[], &[unit(1)]));
    }

    #[test]
    fn the_nearest_unit_decides_the_block_then_the_choice() {
        let blocks = [block("army", &[1]), block("border", &[2]), block("school", &[]), block("other", &[])];
        let code = |path: &[UnitId], chosen| division(&blocks, path, chosen).map(|found| found.map(|block| block.code.clone()));
        assert_eq!(code(&[unit(3), unit(2), unit(1)], "school"), Ok(Some("border".into())), "the unit, whatever was chosen");
        assert_eq!(code(&[unit(1)], ""), Ok(Some("army".into())));
        assert_eq!(code(&[unit(9)], "other"), Ok(Some("other".into())));
        assert_eq!(code(&[], ""), Err(NoDivision::Choose));
        assert_eq!(code(&[], "army"), Err(NoDivision::Choose), "a block of units cannot be chosen");
        assert_eq!(division(&[block("in", &[1]), block("out", &[])], &[], "").unwrap().unwrap().code, "out", "the rest");
        assert_eq!(division(&[block("in", &[1])], &[], ""), Err(NoDivision::Outside));
        assert_eq!(division(&[], &[], "x"), Ok(None));
    }

    #[test]
    fn what_bars_wins_over_what_takes_the_prize() {
        let terms = Terms {
            exclusions: [(ExclusionClass::Committee, Effect::Unranked), (ExclusionClass::Relative, Effect::Barred)].into(),
            ..Terms::default()
        };
        assert_eq!(standing(&terms, &[]), Standing::Ranked);
        assert_eq!(standing(&terms, &[ExclusionClass::Committee]), Standing::Unranked(ExclusionClass::Committee));
        assert_eq!(standing(&terms, &[ExclusionClass::Committee, ExclusionClass::Relative]), Standing::Barred(ExclusionClass::Relative));
        assert_eq!(standing(&terms, &[ExclusionClass::Software]), Standing::Ranked, "the terms do not speak of it");
    }
}
