//! Rows of quizzes, attempts, slots, responses and scores. Nothing here touches keys.

use diesel::prelude::*;
use serde_json::Value;

use super::{
    model::{Attempt, AttemptState, Cell, Purpose, Quiz, Rules, Slot},
    pace::Mark,
    receipt::Receipt,
};
use crate::{
    bank::model::ItemType,
    kernel::{
        Timestamp,
        ids::{AttemptId, CourseId, PersonId, QuizId, VersionId},
    },
    storage::{
        Conn, Json, StorageError, on,
        schema::{attempt_slots, attempts, item_scores, quizzes, responses},
    },
};

type Stored<T> = Result<T, StorageError>;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = quizzes, treat_none_as_default_value = false)]
pub struct QuizRow {
    pub id: QuizId,
    pub code: String,
    pub purpose: String,
    pub course_id: Option<CourseId>,
    pub position: i32,
    pub title: String,
    pub summary: String,
    pub rules: Json<Rules>,
    pub blueprint: Json<Vec<Cell>>,
    pub requires: Json<Vec<String>>,
    pub opens_at: Option<Timestamp>,
    pub closes_at: Option<Timestamp>,
    pub updated_at: Timestamp,
    pub paused_until: Option<Timestamp>,
}

impl From<QuizRow> for Quiz {
    fn from(row: QuizRow) -> Self {
        Self {
            id: row.id,
            code: row.code,
            purpose: Purpose::parse(&row.purpose),
            course_id: row.course_id,
            title: row.title,
            summary: row.summary,
            rules: row.rules.0,
            blueprint: row.blueprint.0,
            requires: row.requires.0,
            opens_at: row.opens_at,
            closes_at: row.closes_at,
            paused_until: row.paused_until,
        }
    }
}

pub fn put_quiz(conn: &mut Conn<'_>, row: &QuizRow) -> Stored<()> {
    on!(conn, |c| diesel::insert_into(quizzes::table)
        .values(row)
        .on_conflict(quizzes::code)
        .do_update()
        .set((
            quizzes::course_id.eq(row.course_id),
            quizzes::position.eq(row.position),
            quizzes::title.eq(&row.title),
            quizzes::summary.eq(&row.summary),
            quizzes::rules.eq(&row.rules),
            quizzes::blueprint.eq(&row.blueprint),
            quizzes::requires.eq(&row.requires),
            quizzes::opens_at.eq(row.opens_at),
            quizzes::closes_at.eq(row.closes_at),
            quizzes::updated_at.eq(row.updated_at),
        ))
        .execute(c))?;
    Ok(())
}

pub fn set_title(conn: &mut Conn<'_>, id: QuizId, title: &str) -> Stored<()> {
    on!(conn, |c| diesel::update(quizzes::table.find(id)).set(quizzes::title.eq(title)).execute(c))?;
    Ok(())
}

pub fn delete_quiz(conn: &mut Conn<'_>, id: QuizId) -> Stored<()> {
    on!(conn, |c| diesel::delete(quizzes::table.find(id)).execute(c))?;
    Ok(())
}

pub fn quiz(conn: &mut Conn<'_>, id: QuizId) -> Stored<Option<QuizRow>> {
    Ok(on!(conn, |c| quizzes::table.find(id).select(QuizRow::as_select()).first(c).optional())?)
}

pub fn quizzes_by_id(conn: &mut Conn<'_>, ids: &[QuizId]) -> Stored<Vec<QuizRow>> {
    Ok(on!(conn, |c| quizzes::table.filter(quizzes::id.eq_any(ids)).select(QuizRow::as_select()).load(c))?)
}

pub fn quiz_by_code(conn: &mut Conn<'_>, code: &str) -> Stored<Option<QuizRow>> {
    Ok(on!(conn, |c| quizzes::table.filter(quizzes::code.eq(code)).select(QuizRow::as_select()).first(c).optional())?)
}

/// (code, title) of quizzes by code.
pub fn titles(conn: &mut Conn<'_>, codes: &[String]) -> Stored<Vec<(String, String)>> {
    Ok(on!(conn, |c| quizzes::table
        .filter(quizzes::code.eq_any(codes))
        .order((quizzes::position, quizzes::code))
        .select((quizzes::code, quizzes::title))
        .load(c))?)
}

/// Codes of those of these quizzes that the person has passed.
pub fn passed_among(conn: &mut Conn<'_>, codes: &[String], person: PersonId) -> Stored<Vec<String>> {
    Ok(on!(conn, |c| quizzes::table
        .inner_join(attempts::table.on(attempts::quiz_id.eq(quizzes::id)))
        .filter(quizzes::code.eq_any(codes))
        .filter(attempts::person_id.eq(person).and(attempts::passed.eq(true)).and(attempts::state.ne(AttemptState::Voided.code())))
        .select(quizzes::code)
        .distinct()
        .load(c))?)
}

/// Quizzes of courses and exams; those of rounds are reached through their contests.
pub fn quizzes(conn: &mut Conn<'_>) -> Stored<Vec<QuizRow>> {
    Ok(on!(conn, |c| quizzes::table
        .filter(quizzes::purpose.ne(Purpose::Round.code()))
        .order((quizzes::position, quizzes::code))
        .limit(500)
        .select(QuizRow::as_select())
        .load(c))?)
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = attempts, treat_none_as_default_value = false)]
pub struct AttemptRow {
    pub id: AttemptId,
    pub quiz_id: QuizId,
    pub person_id: PersonId,
    pub ordinal: i32,
    pub state: String,
    pub rules: Json<Rules>,
    pub seed: Vec<u8>,
    pub started_at: Timestamp,
    pub deadline_at: Option<Timestamp>,
    pub closed_at: Option<Timestamp>,
    pub receipt: Option<Json<Receipt>>,
    pub score: Option<i64>,
    pub max_score: i64,
    pub passed: Option<bool>,
    pub at_slot: Option<i32>,
    pub at_since: Option<Timestamp>,
}

impl From<AttemptRow> for Attempt {
    fn from(row: AttemptRow) -> Self {
        Self {
            id: row.id,
            quiz_id: row.quiz_id,
            person_id: row.person_id,
            ordinal: row.ordinal,
            state: AttemptState::parse(&row.state),
            rules: row.rules.0,
            started_at: row.started_at,
            deadline_at: row.deadline_at,
            closed_at: row.closed_at,
            receipt: row.receipt.map(|receipt| receipt.0),
            score: row.score,
            max_score: row.max_score,
            passed: row.passed,
            mark: Mark::of(row.at_slot, row.at_since),
        }
    }
}

/// An attempt of this person; somebody else's is as good as none.
pub fn attempt(conn: &mut Conn<'_>, id: AttemptId, person: PersonId) -> Stored<Option<AttemptRow>> {
    Ok(on!(conn, |c| attempts::table.find(id).filter(attempts::person_id.eq(person)).select(AttemptRow::as_select()).first(c).optional())?)
}

/// An attempt, whoever's it is: for the sweeper only.
pub fn any_attempt(conn: &mut Conn<'_>, id: AttemptId) -> Stored<Option<AttemptRow>> {
    Ok(on!(conn, |c| attempts::table.find(id).select(AttemptRow::as_select()).first(c).optional())?)
}

/// The end of a person's attempt, and until when its quiz stands still.
pub fn news(conn: &mut Conn<'_>, id: AttemptId, person: PersonId) -> Stored<Option<(Option<Timestamp>, Option<Timestamp>)>> {
    Ok(on!(conn, |c| attempts::table
        .inner_join(quizzes::table.on(quizzes::id.eq(attempts::quiz_id)))
        .filter(attempts::id.eq(id).and(attempts::person_id.eq(person)))
        .select((attempts::deadline_at, quizzes::paused_until))
        .first(c)
        .optional())?)
}

pub fn attempts_of(conn: &mut Conn<'_>, quiz: QuizId, person: PersonId) -> Stored<Vec<AttemptRow>> {
    Ok(on!(conn, |c| attempts::table
        .filter(attempts::quiz_id.eq(quiz).and(attempts::person_id.eq(person)))
        .order(attempts::ordinal)
        .select(AttemptRow::as_select())
        .load(c))?)
}

pub fn all_attempts_of(conn: &mut Conn<'_>, person: PersonId) -> Stored<Vec<AttemptRow>> {
    Ok(on!(conn, |c| attempts::table
        .filter(attempts::person_id.eq(person))
        .order(attempts::started_at.desc())
        .limit(200)
        .select(AttemptRow::as_select())
        .load(c))?)
}

pub fn insert_attempt(conn: &mut Conn<'_>, row: &AttemptRow, slots: &[Slot]) -> Stored<()> {
    on!(conn, |c| diesel::insert_into(attempts::table).values(row).execute(c))?;
    let rows: Vec<SlotRow> = slots.iter().map(|slot| SlotRow::of(row.id, slot)).collect();
    on!(conn, |c| diesel::insert_into(attempt_slots::table).values(&rows).execute(c))?;
    Ok(())
}

/// Closes an attempt that is still open, with its score and whether it passes unless that is not known yet; false when somebody was
/// faster.
pub fn close(conn: &mut Conn<'_>, id: AttemptId, state: AttemptState, receipt: &Receipt, outcome: Option<(i64, bool)>) -> Stored<bool> {
    let changed = on!(conn, |c| diesel::update(attempts::table.find(id).filter(attempts::state.eq(AttemptState::InProgress.code())))
        .set((
            attempts::state.eq(state.code()),
            attempts::closed_at.eq(receipt.submitted_at),
            attempts::receipt.eq(Json(receipt.clone())),
            attempts::score.eq(outcome.map(|(score, _)| score)),
            attempts::passed.eq(outcome.map(|(_, passed)| passed)),
        ))
        .execute(c))?;
    Ok(changed == 1)
}

/// Open attempts whose deadline lies before `before`, oldest first.
pub fn overdue(conn: &mut Conn<'_>, before: Timestamp, limit: i64) -> Stored<Vec<AttemptId>> {
    Ok(on!(conn, |c| attempts::table
        .filter(attempts::state.eq(AttemptState::InProgress.code()).and(attempts::deadline_at.lt(before)))
        .order(attempts::deadline_at)
        .limit(limit)
        .select(attempts::id)
        .load(c))?)
}

/// Open attempts of a quiz, oldest first.
pub fn open_of_quiz(conn: &mut Conn<'_>, quiz: QuizId, limit: i64) -> Stored<Vec<AttemptId>> {
    Ok(on!(conn, |c| attempts::table
        .filter(attempts::quiz_id.eq(quiz).and(attempts::state.eq(AttemptState::InProgress.code())))
        .order(attempts::started_at)
        .limit(limit)
        .select(attempts::id)
        .load(c))?)
}

/// Moves the closing of a quiz and the end of every attempt that is running at `at`, with the beginning of its item. In whole milliseconds, as results tell
/// times: an attempt that ends within the millisecond of `at` is over.
pub fn give_time(conn: &mut Conn<'_>, quiz: QuizId, at: Timestamp, seconds: i64) -> Stored<()> {
    use crate::storage::sql::{Guid, Instant};
    use diesel::sql_types::BigInt;
    match conn {
        Conn::Sqlite(c) => {
            diesel::sql_query(
                "UPDATE attempts SET deadline_at = deadline_at + ?1 * 1000000, at_since = at_since + ?1 * 1000000 \
                 WHERE quiz_id = ?2 AND state = 'in_progress' AND started_at < ?3 AND deadline_at >= ?3 + 1000",
            )
            .bind::<BigInt, _>(seconds)
            .bind::<Guid, _>(quiz)
            .bind::<Instant, _>(at)
            .execute(*c)?;
            diesel::sql_query("UPDATE quizzes SET closes_at = closes_at + ? * 1000000 WHERE id = ?")
                .bind::<BigInt, _>(seconds)
                .bind::<Guid, _>(quiz)
                .execute(*c)?;
        }
        Conn::Pg(c) => {
            diesel::sql_query(
                "UPDATE attempts SET deadline_at = deadline_at + $1 * interval '1 second', at_since = at_since + $1 * interval '1 second' \
                 WHERE quiz_id = $2 AND state = 'in_progress' \
                 AND started_at < $3 AND deadline_at >= $3 + interval '1 millisecond'",
            )
            .bind::<BigInt, _>(seconds)
            .bind::<Guid, _>(quiz)
            .bind::<Instant, _>(at)
            .execute(*c)?;
            diesel::sql_query("UPDATE quizzes SET closes_at = closes_at + $1 * interval '1 second' WHERE id = $2")
                .bind::<BigInt, _>(seconds)
                .bind::<Guid, _>(quiz)
                .execute(*c)?;
        }
    }
    Ok(())
}

/// Lets a quiz stand still until then.
pub fn pause(conn: &mut Conn<'_>, quiz: QuizId, until: Timestamp) -> Stored<()> {
    on!(conn, |c| diesel::update(quizzes::table.find(quiz)).set(quizzes::paused_until.eq(until)).execute(c))?;
    Ok(())
}

/// Every attempt of a quiz.
pub fn of_quiz(conn: &mut Conn<'_>, quiz: QuizId) -> Stored<Vec<AttemptRow>> {
    Ok(on!(conn, |c| attempts::table.filter(attempts::quiz_id.eq(quiz)).order(attempts::id).select(AttemptRow::as_select()).load(c))?)
}

/// Every response in a quiz: attempt, slot, sequence, response; by attempt and slot.
pub fn responses_of_quiz(conn: &mut Conn<'_>, quiz: QuizId) -> Stored<Vec<(AttemptId, i32, i64, Json<Value>)>> {
    Ok(on!(conn, |c| responses::table
        .inner_join(attempts::table.on(attempts::id.eq(responses::attempt_id)))
        .filter(attempts::quiz_id.eq(quiz))
        .order((responses::attempt_id, responses::slot))
        .select((responses::attempt_id, responses::slot, responses::seq, responses::response))
        .load(c))?)
}

/// The same for some attempts.
pub fn responses_of_attempts(conn: &mut Conn<'_>, of: &[AttemptId]) -> Stored<Vec<(AttemptId, i32, i64, Json<Value>)>> {
    Ok(on!(conn, |c| responses::table
        .filter(responses::attempt_id.eq_any(of))
        .order((responses::attempt_id, responses::slot))
        .select((responses::attempt_id, responses::slot, responses::seq, responses::response))
        .load(c))?)
}

/// People who began an attempt of a quiz.
pub fn takers(conn: &mut Conn<'_>, quiz: QuizId) -> Stored<Vec<PersonId>> {
    Ok(on!(conn, |c| attempts::table.filter(attempts::quiz_id.eq(quiz)).select(attempts::person_id).distinct().load(c))?)
}

/// Attempts of a quiz by state.
pub fn counts_of_quiz(conn: &mut Conn<'_>, quiz: QuizId) -> Stored<Vec<(String, i64)>> {
    use diesel::dsl::count_star;
    Ok(on!(conn, |c| attempts::table
        .filter(attempts::quiz_id.eq(quiz))
        .group_by(attempts::state)
        .select((attempts::state, count_star()))
        .load(c))?)
}

/// Closed attempts after `after`, by id.
pub fn closed(conn: &mut Conn<'_>, after: Option<AttemptId>, limit: i64) -> Stored<Vec<AttemptId>> {
    Ok(on!(conn, |c| {
        let mut query =
            attempts::table.filter(attempts::closed_at.is_not_null()).order(attempts::id).limit(limit).select(attempts::id).into_boxed();
        if let Some(after) = after {
            query = query.filter(attempts::id.gt(after));
        }
        query.load(c)
    })?)
}

/// Closed attempts of many people at some quizzes: quiz, person, score, largest score, when closed.
pub fn closed_scores(conn: &mut Conn<'_>, quizzes: &[QuizId], people: &[PersonId]) -> Stored<Vec<(QuizId, PersonId, i64, i64, Timestamp)>> {
    let rows: Vec<(QuizId, PersonId, Option<i64>, i64, Option<Timestamp>)> = on!(conn, |c| attempts::table
        .filter(attempts::person_id.eq_any(people).and(attempts::quiz_id.eq_any(quizzes)))
        .filter(attempts::state.eq_any(["submitted", "expired"]))
        .select((attempts::quiz_id, attempts::person_id, attempts::score, attempts::max_score, attempts::closed_at))
        .load(c))?;
    Ok(rows.into_iter().filter_map(|(quiz, person, score, max, at)| Some((quiz, person, score?, max, at?))).collect())
}

/// Best score, whether passed and attempts used, of each of these people.
pub fn standings(conn: &mut Conn<'_>, quiz: QuizId, people: &[PersonId]) -> Stored<Vec<(PersonId, Option<i64>, Option<bool>)>> {
    Ok(on!(conn, |c| attempts::table
        .filter(attempts::quiz_id.eq(quiz).and(attempts::person_id.eq_any(people)).and(attempts::state.ne(AttemptState::Voided.code())))
        .select((attempts::person_id, attempts::score, attempts::passed))
        .load(c))?)
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = attempt_slots)]
pub struct SlotRow {
    pub attempt_id: AttemptId,
    pub slot: i32,
    pub version_id: VersionId,
    pub item_type: String,
    pub option_order: String,
    pub points: i64,
    pub parts: i32,
}

impl SlotRow {
    fn of(attempt_id: AttemptId, slot: &Slot) -> Self {
        let order: Vec<String> = slot.option_order.iter().map(ToString::to_string).collect();
        Self {
            attempt_id,
            slot: slot.slot,
            version_id: slot.version,
            item_type: slot.item_type.code().to_owned(),
            option_order: order.join(","),
            points: slot.points,
            parts: i32::try_from(slot.parts).unwrap_or(0),
        }
    }

    fn slot(&self) -> Option<Slot> {
        let option_order = self.option_order.split(',').filter(|part| !part.is_empty()).map(str::parse).collect::<Result<_, _>>().ok()?;
        Some(Slot {
            slot: self.slot,
            version: self.version_id,
            item_type: ItemType::parse(&self.item_type)?,
            option_order,
            points: self.points,
            parts: usize::try_from(self.parts).unwrap_or(0),
        })
    }
}

pub fn slots(conn: &mut Conn<'_>, attempt: AttemptId) -> Stored<Vec<Slot>> {
    let rows: Vec<SlotRow> = on!(conn, |c| attempt_slots::table
        .filter(attempt_slots::attempt_id.eq(attempt))
        .order(attempt_slots::slot)
        .select(SlotRow::as_select())
        .load(c))?;
    Ok(rows.iter().filter_map(SlotRow::slot).collect())
}

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = responses)]
pub struct ResponseRow {
    pub attempt_id: AttemptId,
    pub slot: i32,
    pub seq: i64,
    pub response: Json<Value>,
    pub flagged: bool,
    pub saved_at: Timestamp,
}

pub fn responses(conn: &mut Conn<'_>, attempt: AttemptId) -> Stored<Vec<ResponseRow>> {
    Ok(on!(conn, |c| responses::table
        .filter(responses::attempt_id.eq(attempt))
        .order(responses::slot)
        .select(ResponseRow::as_select())
        .load(c))?)
}

pub fn response(conn: &mut Conn<'_>, attempt: AttemptId, slot: i32) -> Stored<Option<ResponseRow>> {
    Ok(on!(conn, |c| responses::table.find((attempt, slot)).select(ResponseRow::as_select()).first(c).optional())?)
}

/// Keeps a response if its sequence is higher than the stored one; false when it is not.
pub fn put_response(conn: &mut Conn<'_>, row: &ResponseRow) -> Stored<bool> {
    use diesel::query_dsl::methods::FilterDsl;
    use diesel::upsert::excluded;
    let changed = on!(conn, |c| {
        let upsert =
            diesel::insert_into(responses::table).values(row).on_conflict((responses::attempt_id, responses::slot)).do_update().set((
                responses::seq.eq(excluded(responses::seq)),
                responses::response.eq(excluded(responses::response)),
                responses::flagged.eq(excluded(responses::flagged)),
                responses::saved_at.eq(excluded(responses::saved_at)),
            ));
        FilterDsl::filter(upsert, responses::seq.lt(excluded(responses::seq))).execute(c)
    })?;
    Ok(changed == 1)
}

#[derive(Insertable)]
#[diesel(table_name = item_scores)]
struct ScoreRow {
    attempt_id: AttemptId,
    slot: i32,
    score: i64,
}

pub fn insert_scores(conn: &mut Conn<'_>, attempt: AttemptId, scores: &[(i32, i64)]) -> Stored<()> {
    let rows: Vec<ScoreRow> = scores.iter().map(|(slot, score)| ScoreRow { attempt_id: attempt, slot: *slot, score: *score }).collect();
    on!(conn, |c| diesel::insert_into(item_scores::table).values(&rows).execute(c))?;
    Ok(())
}

pub fn scores(conn: &mut Conn<'_>, attempt: AttemptId) -> Stored<Vec<(i32, i64)>> {
    Ok(on!(conn, |c| item_scores::table
        .filter(item_scores::attempt_id.eq(attempt))
        .order(item_scores::slot)
        .select((item_scores::slot, item_scores::score))
        .load(c))?)
}
