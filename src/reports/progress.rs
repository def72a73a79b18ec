//! Who in a unit has started, finished and passed: for its leader.

use std::collections::HashMap;

use super::store;
use crate::{
    courses,
    kernel::{
        Problem,
        ids::{CourseId, PersonId, QuizId, UnitId},
        page::{Page, PageRequest},
    },
    org::{
        self,
        model::{Scope, Unit},
    },
    quiz::{self, results::PersonStanding},
    storage::Conn,
};

/// A person's line.
#[derive(Clone, Debug)]
pub struct PersonLine {
    /// Name.
    pub full_name: String,
    /// Unit.
    pub unit_name: String,
    /// Lessons finished.
    pub lessons: i64,
    /// Enrolled.
    pub started: bool,
    /// How they stand with the quiz.
    pub standing: PersonStanding,
    /// Code of the certificate.
    pub certificate: Option<String>,
}

/// A unit's line, with everything below it.
#[derive(Clone, Debug)]
pub struct UnitLine {
    /// The unit.
    pub unit: Unit,
    /// Depth in the tree shown.
    pub depth: usize,
    /// Members here and below.
    pub members: i64,
    /// Of them enrolled.
    pub started: i64,
    /// Of them passed.
    pub passed: i64,
}

/// People of a unit and of all below it (of the whole scope for `None`), page by page.
pub fn people(
    conn: &mut Conn<'_>,
    scope: &Scope,
    unit: Option<UnitId>,
    course: CourseId,
    quiz: Option<QuizId>,
    request: PageRequest,
) -> Result<Page<PersonLine>, Problem> {
    let within = match unit {
        Some(unit) if !scope.holds(Some(unit)) => return Err(Problem::not_found()),
        Some(unit) => Some(org::ops::subtree(conn, unit)?),
        None => scope.units(),
    };
    let page = store::members(conn, within.as_deref(), request)?;
    let ids: Vec<PersonId> = page.rows.iter().map(|row| row.id).collect();
    let finished = courses::ops::finished_counts(conn, course, &ids)?;
    let enrolled = courses::ops::enrolled_people(conn, course, &ids)?;
    let (standings, certificates) = match quiz {
        Some(quiz) => (quiz::results::standings(conn, quiz, &ids)?, store::certificates_of(conn, quiz, &ids)?.into_iter().collect()),
        None => (HashMap::new(), HashMap::new()),
    };
    Ok(page.map(|row| {
        let standing = standings.get(&row.id).copied().unwrap_or_default();
        PersonLine {
            lessons: finished.get(&row.id).copied().unwrap_or(0),
            started: enrolled.contains(&row.id) || standing.attempts > 0,
            standing,
            certificate: certificates.get(&row.id).cloned(),
            full_name: row.full_name,
            unit_name: row.unit_name,
        }
    }))
}

/// The units of a scope as a tree, each with the sums of everything below it.
pub fn units(conn: &mut Conn<'_>, scope: &Scope, course: CourseId, quiz: Option<QuizId>) -> Result<Vec<UnitLine>, Problem> {
    let tree = org::ops::tree_order(org::ops::units(conn, scope)?);
    let counts = store::unit_counts(conn, scope.units().as_deref(), course, quiz)?;
    let [members, started, passed] =
        [counts.members, counts.started, counts.passed].map(|rows| rows.into_iter().collect::<HashMap<_, _>>());
    let own = |map: &HashMap<UnitId, i64>, unit: &Unit| map.get(&unit.id).copied().unwrap_or(0);
    let mut lines: Vec<UnitLine> = tree
        .into_iter()
        .map(|(depth, unit)| UnitLine {
            members: own(&members, &unit),
            started: own(&started, &unit),
            passed: own(&passed, &unit),
            depth,
            unit,
        })
        .collect();
    add_up(&mut lines);
    Ok(lines)
}

/// Adds each unit's sums to its parent; children stand after their parent, so one walk from the end is enough.
fn add_up(lines: &mut [UnitLine]) {
    for at in (1..lines.len()).rev() {
        let depth = lines[at].depth;
        if depth == 0 {
            continue;
        }
        let (members, started, passed) = (lines[at].members, lines[at].started, lines[at].passed);
        if let Some(parent) = lines[..at].iter_mut().rev().find(|line| line.depth + 1 == depth) {
            parent.members += members;
            parent.started += started;
            parent.passed += passed;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Id;

    #[test]
    fn sums_climb_to_the_top() {
        let line = |depth, members| UnitLine {
            unit: Unit {
                id: Id::from_uuid(uuid::Uuid::nil()),
                code: String::new(),
                name: String::new(),
                kind: String::new(),
                parent_id: None,
                valid_from: chrono::NaiveDate::MIN,
                valid_to: None,
            },
            depth,
            members,
            started: 0,
            passed: 0,
        };
        let mut lines = [line(0, 1), line(1, 10), line(2, 100), line(1, 1_000), line(0, 7)];
        add_up(&mut lines);
        assert_eq!(lines.map(|line| line.members), [1_111, 110, 100, 1_000, 7]);
    }
}
