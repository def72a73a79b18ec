//! Queries across domains that only read.

use diesel::prelude::*;

use crate::{
    kernel::{
        ids::{PersonId, UnitId},
        page::{Page, PageRequest},
    },
    storage::{
        Conn, StorageError, on,
        schema::{attempts, certificates, enrolments, memberships, people, programmes, role_grants, units},
    },
};

/// A person of a unit, for a leader's list.
#[derive(Queryable)]
pub struct MemberRow {
    pub id: PersonId,
    pub full_name: String,
    pub unit_name: String,
}

/// Present members of the units (all members of any unit for `None`), by given name.
pub fn members(conn: &mut Conn<'_>, within: Option<&[UnitId]>, request: PageRequest) -> Result<Page<MemberRow>, StorageError> {
    macro_rules! filtered {
        () => {{
            let mut query = people::table
                .inner_join(memberships::table.on(memberships::person_id.eq(people::id).and(memberships::valid_to.is_null())))
                .inner_join(units::table.on(units::id.eq(memberships::unit_id)))
                .filter(people::disabled_at.is_null())
                .into_boxed();
            if let Some(ids) = within {
                query = query.filter(memberships::unit_id.eq_any(ids));
            }
            query
        }};
    }
    let total = on!(conn, |c| filtered!().count().get_result(c))?;
    let rows = on!(conn, |c| filtered!()
        .select((people::id, people::full_name, units::name))
        .order((people::sort_key, people::id))
        .limit(request.size)
        .offset(request.offset())
        .load(c))?;
    Ok(Page { rows, total, request })
}

/// Present members, those enrolled in a course, those who passed its quiz, by unit.
pub struct UnitCounts {
    pub members: Vec<(UnitId, i64)>,
    pub started: Vec<(UnitId, i64)>,
    pub passed: Vec<(UnitId, i64)>,
}

/// Counts for the units (all for `None`).
pub fn unit_counts(
    conn: &mut Conn<'_>,
    within: Option<&[UnitId]>,
    course: crate::kernel::ids::CourseId,
    quiz: Option<crate::kernel::ids::QuizId>,
) -> Result<UnitCounts, StorageError> {
    use diesel::dsl::count;
    macro_rules! of_members {
        ($query:expr) => {{
            let mut query = $query.filter(memberships::valid_to.is_null()).filter(people::disabled_at.is_null()).into_boxed();
            if let Some(ids) = within {
                query = query.filter(memberships::unit_id.eq_any(ids));
            }
            query
        }};
    }
    let base = || memberships::table.inner_join(people::table.on(people::id.eq(memberships::person_id)));
    let members = on!(conn, |c| of_members!(
        base().group_by(memberships::unit_id).select((memberships::unit_id, count(people::id).aggregate_distinct()))
    )
    .load(c))?;
    let started = on!(conn, |c| of_members!(
        base()
            .inner_join(enrolments::table.on(enrolments::person_id.eq(people::id)))
            .filter(enrolments::course_id.eq(course))
            .group_by(memberships::unit_id)
            .select((memberships::unit_id, count(people::id).aggregate_distinct()))
    )
    .load(c))?;
    let passed = match quiz {
        Some(quiz) => on!(conn, |c| of_members!(
            base()
                .inner_join(attempts::table.on(attempts::person_id.eq(people::id)))
                .filter(attempts::quiz_id.eq(quiz).and(attempts::passed.eq(true)).and(attempts::state.ne("voided")))
                .group_by(memberships::unit_id)
                .select((memberships::unit_id, count(people::id).aggregate_distinct()))
        )
        .load(c))?,
        None => Vec::new(),
    };
    Ok(UnitCounts { members, started, passed })
}

/// Certificates of these people in the programme of a quiz.
pub fn certificates_of(
    conn: &mut Conn<'_>,
    quiz: crate::kernel::ids::QuizId,
    persons: &[PersonId],
) -> Result<Vec<(PersonId, String)>, StorageError> {
    Ok(on!(conn, |c| certificates::table
        .inner_join(programmes::table.on(programmes::id.eq(certificates::programme_id)))
        .filter(programmes::quiz_id.eq(quiz).and(certificates::person_id.eq_any(persons)))
        .select((certificates::person_id, certificates::code))
        .load(c))?)
}

/// People, units, certificates: the administrator's overview.
pub fn totals(conn: &mut Conn<'_>) -> Result<(i64, i64, i64, i64), StorageError> {
    let persons = on!(conn, |c| people::table.count().get_result(c))?;
    let unit_total = on!(conn, |c| units::table.count().get_result(c))?;
    let issued = on!(conn, |c| certificates::table.count().get_result(c))?;
    let roles = on!(conn, |c| role_grants::table
        .filter(role_grants::revoked_at.is_null().and(role_grants::role.ne("trainee")))
        .count()
        .get_result(c))?;
    Ok((persons, unit_total, issued, roles))
}
