//! Rows of the organizers' desk: who takes part from where, traces of devices, proposals and what became of them.

use chrono::NaiveDate;
use diesel::{dsl::count_star, prelude::*};

use crate::{
    kernel::{
        Timestamp,
        ids::{AttemptId, ContestId, PersonId, ProposalId, QuizId, RoundId, UnitId},
        page::{Page, PageRequest},
    },
    storage::{
        Conn, Json, StorageError, on,
        schema::{
            attempt_traces, attempts, contests, exclusion_proposals, memberships, people, registrations, round_exclusions, round_results,
            rounds, units,
        },
    },
};

type Stored<T> = Result<T, StorageError>;

/// Everyone who began an attempt of a quiz: id, name, present unit.
pub fn takers(conn: &mut Conn<'_>, quiz: QuizId) -> Stored<Vec<(PersonId, String, Option<UnitId>)>> {
    Ok(on!(conn, |c| people::table
        .left_join(memberships::table.on(memberships::person_id.eq(people::id).and(memberships::valid_to.is_null())))
        .filter(people::id.eq_any(attempts::table.filter(attempts::quiz_id.eq(quiz)).select(attempts::person_id)))
        .select((people::id, people::full_name, memberships::unit_id.nullable()))
        .load(c))?)
}

/// Who somebody registered as: person, name as it is searched for, date of birth, unit.
pub type RegisteredAs = (PersonId, String, Option<NaiveDate>, Option<UnitId>);

/// What people gave when they registered for a contest; nothing of those who took it back.
pub fn registered(conn: &mut Conn<'_>, contest: ContestId) -> Stored<Vec<RegisteredAs>> {
    Ok(on!(conn, |c| registrations::table
        .filter(registrations::contest_id.eq(contest).and(registrations::state.ne("withdrawn")))
        .select((registrations::person_id, registrations::search_key, registrations::birth_date, registrations::unit_id))
        .load(c))?)
}

/// Names and units of these people.
pub fn names(conn: &mut Conn<'_>, of: &[PersonId]) -> Stored<Vec<(PersonId, String, Option<String>)>> {
    Ok(on!(conn, |c| people::table
        .left_join(memberships::table.on(memberships::person_id.eq(people::id).and(memberships::valid_to.is_null())))
        .left_join(units::table.on(units::id.nullable().eq(memberships::unit_id.nullable())))
        .filter(people::id.eq_any(of))
        .select((people::id, people::full_name, units::name.nullable()))
        .load(c))?)
}

/// Attempts by present unit of their takers and by state; no unit for those who belong to none.
pub fn attempts_by_unit(conn: &mut Conn<'_>, quiz: QuizId) -> Stored<Vec<(Option<UnitId>, String, i64)>> {
    Ok(on!(conn, |c| attempts::table
        .left_join(memberships::table.on(memberships::person_id.eq(attempts::person_id).and(memberships::valid_to.is_null())))
        .filter(attempts::quiz_id.eq(quiz))
        .group_by((memberships::unit_id, attempts::state))
        .select((memberships::unit_id.nullable(), attempts::state, count_star()))
        .load(c))?)
}

/// Names of units.
pub fn unit_names(conn: &mut Conn<'_>) -> Stored<Vec<(UnitId, String)>> {
    Ok(on!(conn, |c| units::table.select((units::id, units::name)).load(c))?)
}

pub fn insert_trace(conn: &mut Conn<'_>, attempt: AttemptId, device: &[u8], network: Option<&[u8]>, at: Timestamp) -> Stored<()> {
    on!(conn, |c| diesel::insert_into(attempt_traces::table)
        .values((
            attempt_traces::attempt_id.eq(attempt),
            attempt_traces::device.eq(device),
            attempt_traces::network.eq(network),
            attempt_traces::kept_at.eq(at),
        ))
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(())
}

/// Traces of all attempts of a quiz: attempt, device, network.
pub fn traces(conn: &mut Conn<'_>, quiz: QuizId) -> Stored<Vec<(AttemptId, Vec<u8>, Option<Vec<u8>>)>> {
    Ok(on!(conn, |c| attempt_traces::table
        .inner_join(attempts::table.on(attempts::id.eq(attempt_traces::attempt_id)))
        .filter(attempts::quiz_id.eq(quiz))
        .select((attempt_traces::attempt_id, attempt_traces::device, attempt_traces::network))
        .load(c))?)
}

pub fn delete_traces(conn: &mut Conn<'_>, before: Timestamp) -> Stored<usize> {
    Ok(on!(conn, |c| diesel::delete(attempt_traces::table.filter(attempt_traces::kept_at.lt(before))).execute(c))?)
}

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = exclusion_proposals, treat_none_as_default_value = false)]
pub struct ProposalRow {
    pub id: ProposalId,
    pub round_id: RoundId,
    pub person_id: PersonId,
    pub action: String,
    pub reason: String,
    pub evidence: Json<Vec<String>>,
    pub proposed_by: PersonId,
    pub proposed_at: Timestamp,
    pub verdict: Option<String>,
    pub verdict_reason: Option<String>,
    pub decided_by: Option<PersonId>,
    pub decided_at: Option<Timestamp>,
}

pub fn insert_proposal(conn: &mut Conn<'_>, row: &ProposalRow) -> Stored<()> {
    on!(conn, |c| diesel::insert_into(exclusion_proposals::table).values(row).execute(c))?;
    Ok(())
}

/// Those of these people about whom a proposal of the round waits.
pub fn people_waiting(conn: &mut Conn<'_>, round: RoundId, among: &[PersonId]) -> Stored<Vec<PersonId>> {
    Ok(on!(conn, |c| exclusion_proposals::table
        .filter(exclusion_proposals::round_id.eq(round).and(exclusion_proposals::verdict.is_null()))
        .filter(exclusion_proposals::person_id.eq_any(among))
        .select(exclusion_proposals::person_id)
        .load(c))?)
}

pub fn proposal(conn: &mut Conn<'_>, round: RoundId, id: ProposalId) -> Stored<Option<ProposalRow>> {
    Ok(on!(conn, |c| exclusion_proposals::table
        .find(id)
        .filter(exclusion_proposals::round_id.eq(round))
        .select(ProposalRow::as_select())
        .first(c)
        .optional())?)
}

/// Decides a proposal that waits; false when it waits no longer.
pub fn decide(conn: &mut Conn<'_>, id: ProposalId, verdict: &str, reason: &str, by: PersonId, at: Timestamp) -> Stored<bool> {
    let changed = on!(conn, |c| diesel::update(exclusion_proposals::table.find(id).filter(exclusion_proposals::verdict.is_null()))
        .set((
            exclusion_proposals::verdict.eq(verdict),
            exclusion_proposals::verdict_reason.eq(reason),
            exclusion_proposals::decided_by.eq(by),
            exclusion_proposals::decided_at.eq(at),
        ))
        .execute(c))?;
    Ok(changed == 1)
}

pub fn count_waiting(conn: &mut Conn<'_>, round: RoundId) -> Stored<i64> {
    Ok(on!(conn, |c| exclusion_proposals::table
        .filter(exclusion_proposals::round_id.eq(round).and(exclusion_proposals::verdict.is_null()))
        .count()
        .get_result(c))?)
}

/// Proposals of a round, those that wait (oldest first) or those that are decided (newest first).
pub fn proposals(conn: &mut Conn<'_>, round: RoundId, waiting: bool, request: PageRequest) -> Stored<Page<ProposalRow>> {
    macro_rules! wanted {
        () => {{
            let all = exclusion_proposals::table.filter(exclusion_proposals::round_id.eq(round)).into_boxed();
            if waiting {
                all.filter(exclusion_proposals::verdict.is_null())
            } else {
                all.filter(exclusion_proposals::verdict.is_not_null())
            }
        }};
    }
    let total = on!(conn, |c| wanted!().count().get_result(c))?;
    let rows = on!(conn, |c| {
        let query = wanted!().select(ProposalRow::as_select()).limit(request.size).offset(request.offset());
        if waiting {
            query.order((exclusion_proposals::proposed_at, exclusion_proposals::id)).load(c)
        } else {
            query.order((exclusion_proposals::decided_at.desc(), exclusion_proposals::id)).load(c)
        }
    })?;
    Ok(Page { rows, total, request })
}

/// What was proposed and decided about these people in a round, oldest first: person, action, verdict.
pub fn standing_of(conn: &mut Conn<'_>, round: RoundId, of: &[PersonId]) -> Stored<Vec<(PersonId, String, Option<String>)>> {
    Ok(on!(conn, |c| exclusion_proposals::table
        .filter(exclusion_proposals::round_id.eq(round).and(exclusion_proposals::person_id.eq_any(of)))
        .order(exclusion_proposals::proposed_at)
        .select((exclusion_proposals::person_id, exclusion_proposals::action, exclusion_proposals::verdict))
        .load(c))?)
}

/// The exclusion of a person from a round: reason, since when.
pub fn exclusion(conn: &mut Conn<'_>, round: RoundId, person: PersonId) -> Stored<Option<(String, Timestamp)>> {
    Ok(on!(conn, |c| round_exclusions::table
        .find((round, person))
        .select((round_exclusions::reason, round_exclusions::excluded_at))
        .first(c)
        .optional())?)
}

/// Takes an exclusion back; whether there was one.
pub fn readmit(conn: &mut Conn<'_>, round: RoundId, person: PersonId) -> Stored<bool> {
    Ok(on!(conn, |c| diesel::delete(round_exclusions::table.find((round, person))).execute(c))? == 1)
}

/// When somebody was excluded from a round last.
pub fn last_exclusion(conn: &mut Conn<'_>, round: RoundId) -> Stored<Option<Timestamp>> {
    use diesel::dsl::max;
    Ok(on!(conn, |c| round_exclusions::table
        .filter(round_exclusions::round_id.eq(round))
        .select(max(round_exclusions::excluded_at))
        .first(c))?)
}

/// An exclusion with the round that it is from.
#[derive(Queryable)]
pub struct ExclusionRow {
    pub contest_code: String,
    pub contest_title: String,
    pub round_code: String,
    pub round_title: String,
    pub closes_at: Timestamp,
    pub appeals_until: Option<Timestamp>,
    pub published_at: Option<Timestamp>,
    pub reason: String,
    pub excluded_at: Timestamp,
}

/// Exclusions of a person since `since`, or from rounds without a result yet; the newest first.
pub fn exclusions_of(conn: &mut Conn<'_>, person: PersonId, since: Timestamp, limit: i64) -> Stored<Vec<ExclusionRow>> {
    Ok(on!(conn, |c| round_exclusions::table
        .inner_join(rounds::table.on(rounds::id.eq(round_exclusions::round_id)))
        .inner_join(contests::table.on(contests::id.eq(rounds::contest_id)))
        .left_join(round_results::table.on(round_results::round_id.eq(round_exclusions::round_id)))
        .filter(round_exclusions::person_id.eq(person))
        .filter(round_exclusions::excluded_at.ge(since).or(round_results::round_id.nullable().is_null()))
        .order(round_exclusions::excluded_at.desc())
        .limit(limit)
        .select((
            contests::code,
            contests::title,
            rounds::code,
            rounds::title,
            rounds::closes_at,
            rounds::appeals_until,
            round_results::published_at.nullable(),
            round_exclusions::reason,
            round_exclusions::excluded_at,
        ))
        .load(c))?)
}
