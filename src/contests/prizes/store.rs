//! Rows of prize plans, and of what awards need of people and units.

use chrono::NaiveDate;
use diesel::{dsl::count_star, prelude::*};

use super::model::Plan;
use crate::{
    bank::model::Drawable,
    contests::store::PoolItem,
    kernel::{
        Timestamp,
        ids::{ContestId, PersonId, QuizId, RoundId, UnitId},
    },
    quiz::model::AttemptState,
    storage::{
        Conn, Json, StorageError, on,
        schema::{attempts, memberships, people, prize_plans, round_approvals, round_results, rounds},
    },
};

type Stored<T> = Result<T, StorageError>;

pub fn plan(conn: &mut Conn<'_>, contest: ContestId) -> Stored<Option<(Plan, Timestamp)>> {
    let row: Option<(Json<Plan>, Timestamp)> =
        on!(conn, |c| prize_plans::table.find(contest).select((prize_plans::plan, prize_plans::updated_at)).first(c).optional())?;
    Ok(row.map(|(plan, at)| (plan.0, at)))
}

pub fn put_plan(conn: &mut Conn<'_>, contest: ContestId, plan: &Plan, by: Option<PersonId>, at: Timestamp) -> Stored<()> {
    let plan = Json(plan.clone());
    on!(conn, |c| diesel::insert_into(prize_plans::table)
        .values((
            prize_plans::contest_id.eq(contest),
            prize_plans::plan.eq(&plan),
            prize_plans::updated_by.eq(by),
            prize_plans::updated_at.eq(at),
        ))
        .on_conflict(prize_plans::contest_id)
        .do_update()
        .set((prize_plans::plan.eq(&plan), prize_plans::updated_by.eq(by), prize_plans::updated_at.eq(at)))
        .execute(c))?;
    Ok(())
}

/// People with closed attempts that are not void, and how many each has.
pub fn takers(conn: &mut Conn<'_>, quiz: QuizId) -> Stored<Vec<(PersonId, i64)>> {
    Ok(on!(conn, |c| attempts::table
        .filter(attempts::quiz_id.eq(quiz))
        .filter(attempts::state.eq_any([AttemptState::Submitted.code(), AttemptState::Expired.code()]))
        .group_by(attempts::person_id)
        .select((attempts::person_id, count_star()))
        .load(c))?)
}

/// A membership: whose, where, first day, last day.
pub type MembershipSpan = (PersonId, UnitId, NaiveDate, Option<NaiveDate>);

/// Memberships, past and present, of everybody who has an attempt at a quiz.
pub fn memberships_of_takers(conn: &mut Conn<'_>, quiz: QuizId) -> Stored<Vec<MembershipSpan>> {
    Ok(on!(conn, |c| memberships::table
        .filter(memberships::person_id.eq_any(attempts::table.filter(attempts::quiz_id.eq(quiz)).select(attempts::person_id)))
        .select((memberships::person_id, memberships::unit_id, memberships::valid_from, memberships::valid_to))
        .load(c))?)
}

/// People of each unit, without those below it, on a day.
pub fn headcounts(conn: &mut Conn<'_>, day: NaiveDate) -> Stored<Vec<(UnitId, i64)>> {
    Ok(on!(conn, |c| memberships::table
        .filter(memberships::valid_from.le(day))
        .filter(memberships::valid_to.is_null().or(memberships::valid_to.ge(day)))
        .group_by(memberships::unit_id)
        .select((memberships::unit_id, count_star()))
        .load(c))?)
}

/// Full names.
pub fn names(conn: &mut Conn<'_>, of: &[PersonId]) -> Stored<Vec<(PersonId, String)>> {
    Ok(on!(conn, |c| people::table.filter(people::id.eq_any(of)).select((people::id, people::full_name)).load(c))?)
}

/// What a round draws from; no keys.
pub fn pool(conn: &mut Conn<'_>, round: RoundId) -> Stored<Vec<Drawable>> {
    let pool: Option<Option<Json<Vec<PoolItem>>>> = on!(conn, |c| rounds::table.find(round).select(rounds::pool).first(c).optional())?;
    Ok(pool.flatten().map(|pool| pool.0).unwrap_or_default().into_iter().map(Drawable::from).collect())
}

/// Digests of published results, and when they were published.
pub fn heads(conn: &mut Conn<'_>, of: &[RoundId]) -> Stored<Vec<(RoundId, String, Timestamp)>> {
    Ok(on!(conn, |c| round_results::table
        .filter(round_results::round_id.eq_any(of))
        .select((round_results::round_id, round_results::digest, round_results::published_at))
        .load(c))?)
}

/// Approvals of rounds: round, digest, name, when; the first first.
pub fn approvals(conn: &mut Conn<'_>, of: &[RoundId]) -> Stored<Vec<(RoundId, String, String, Timestamp)>> {
    Ok(on!(conn, |c| round_approvals::table
        .inner_join(people::table.on(people::id.eq(round_approvals::person_id)))
        .filter(round_approvals::round_id.eq_any(of))
        .order(round_approvals::approved_at)
        .select((round_approvals::round_id, round_approvals::digest, people::full_name, round_approvals::approved_at))
        .load(c))?)
}
