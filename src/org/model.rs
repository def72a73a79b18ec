//! Units and their limits.

use std::collections::HashSet;

use chrono::NaiveDate;

use crate::{
    identity::model::IdentityError,
    kernel::{FieldProblem, Problem, ProblemKind, ids::UnitId, text},
    storage::{StorageError, backed_by_storage},
};

/// What a unit is. There is no district level since 01/7/2025.
pub const UNIT_KINDS: [&str; 7] = ["province", "commune", "party_committee", "party_cell", "sector", "school", "other"];

/// A unit as pages show it.
#[derive(Clone, Debug)]
pub struct Unit {
    /// Id.
    pub id: UnitId,
    /// Short stable code, as rosters use it.
    pub code: String,
    /// Name of its day.
    pub name: String,
    /// One of [`UNIT_KINDS`].
    pub kind: String,
    /// The unit above.
    pub parent_id: Option<UnitId>,
    /// First day.
    pub valid_from: NaiveDate,
    /// Last day, if it has ended.
    pub valid_to: Option<NaiveDate>,
}

/// What is asked of a new or changed unit, checked.
#[derive(Clone, Debug)]
pub struct UnitForm {
    /// See [`Unit::code`].
    pub code: String,
    /// See [`Unit::name`].
    pub name: String,
    /// See [`Unit::kind`].
    pub kind: String,
    /// See [`Unit::parent_id`].
    pub parent_id: Option<UnitId>,
    /// See [`Unit::valid_from`].
    pub valid_from: NaiveDate,
    /// See [`Unit::valid_to`].
    pub valid_to: Option<NaiveDate>,
}

impl UnitForm {
    /// Checks what was typed; dates are dd/mm/yyyy.
    ///
    /// # Errors
    /// The wrong fields: `required`, `too_long`, `unit_code_form`, `choice`, `date_form`, `date_order`.
    pub fn parse(code: &str, name: &str, kind: &str, parent: &str, valid_from: &str, valid_to: &str) -> Result<Self, Vec<FieldProblem>> {
        let mut wrong = Vec::new();
        let code = text::clean_line(code).to_lowercase();
        if code.is_empty() {
            wrong.push(FieldProblem::new("code", "required"));
        } else if code.len() > 40 || !code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'.')) {
            wrong.push(FieldProblem::new("code", "unit_code_form"));
        }
        let name = text::clean_line(name);
        if name.is_empty() {
            wrong.push(FieldProblem::new("name", "required"));
        } else if name.chars().count() > 200 {
            wrong.push(FieldProblem::new("name", "too_long").with("max", 200));
        }
        if !UNIT_KINDS.contains(&kind) {
            wrong.push(FieldProblem::new("kind", "choice"));
        }
        let parent_id =
            if parent.is_empty() { None } else { parent.parse().map_err(|_| wrong.push(FieldProblem::new("parent_id", "choice"))).ok() };
        let from = parse_date(valid_from);
        if from.is_none() {
            wrong.push(FieldProblem::new("valid_from", "date_form"));
        }
        let to = if text::clean_line(valid_to).is_empty() {
            None
        } else {
            let to = parse_date(valid_to);
            match (from, to) {
                (_, None) => wrong.push(FieldProblem::new("valid_to", "date_form")),
                (Some(from), Some(to)) if to < from => wrong.push(FieldProblem::new("valid_to", "date_order")),
                _ => {}
            }
            to
        };
        match from {
            Some(valid_from) if wrong.is_empty() => Ok(Self { code, name, kind: kind.to_owned(), parent_id, valid_from, valid_to: to }),
            _ => Err(wrong),
        }
    }
}

/// Reads dd/mm/yyyy (one or two digits for day and month), years 1900–2199; nothing else.
pub fn parse_date(typed: &str) -> Option<NaiveDate> {
    let typed = text::clean_line(typed);
    let mut parts = typed.split('/');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let digits = |part: &str, most: usize| (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    if parts.next().is_some() || !digits(day, 2) || !digits(month, 2) || year.len() != 4 || !digits(year, 4) {
        return None;
    }
    let year: i32 = year.parse().ok()?;
    if !(1900..2200).contains(&year) {
        return None;
    }
    NaiveDate::from_ymd_opt(year, month.parse().ok()?, day.parse().ok()?)
}

/// Where somebody may act in a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// In every unit.
    Everywhere,
    /// In these units (already with all below them); empty is nowhere.
    Within(HashSet<UnitId>),
}

impl Scope {
    /// Whether a unit (or, for `None`, somebody without a unit) is inside.
    pub fn holds(&self, unit: Option<UnitId>) -> bool {
        match self {
            Self::Everywhere => true,
            Self::Within(units) => unit.is_some_and(|unit| units.contains(&unit)),
        }
    }
    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Within(units) if units.is_empty())
    }
    /// The units to filter a query with; `None` for no filter.
    pub fn units(&self) -> Option<Vec<UnitId>> {
        match self {
            Self::Everywhere => None,
            Self::Within(units) => Some(units.iter().copied().collect()),
        }
    }
}

/// Why a use case of this domain was refused.
#[derive(Debug, thiserror::Error)]
pub enum OrgError {
    /// Not there, or outside what the actor may see.
    #[error("not found")]
    NotFound,
    /// The actor's role does not reach there.
    #[error("not allowed")]
    Forbidden,
    /// Fields are wrong.
    #[error("fields are wrong")]
    Fields(Vec<FieldProblem>),
    /// From the accounts.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

backed_by_storage!(OrgError);

impl From<OrgError> for Problem {
    fn from(error: OrgError) -> Self {
        match error {
            OrgError::NotFound => Self::not_found(),
            OrgError::Forbidden => Self::new(ProblemKind::Forbidden, "outside_scope"),
            OrgError::Fields(fields) => Self::invalid(fields),
            OrgError::Identity(error) => error.into(),
            OrgError::Storage(error) => error.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_day_month_year_and_nothing_else() {
        assert_eq!(parse_date("01/7/2025"), NaiveDate::from_ymd_opt(2025, 7, 1));
        for wrong in ["31/02/2026", "2026-01-02", "1/2/26", "01/01/0001", "1/1/9999", "", "1/2/2026/3", "+1/2/2026"] {
            assert_eq!(parse_date(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_unit_cannot_end_before_it_begins() {
        let wrong = UnitForm::parse("my-tho", "Phường Mỹ Tho", "commune", "", "01/7/2025", "30/6/2025").unwrap_err();
        assert_eq!((wrong[0].field.as_str(), wrong[0].code), ("valid_to", "date_order"));
    }
}
