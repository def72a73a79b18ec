//! Rows of contests, rounds, predictions, exclusions, approvals and results.

use diesel::prelude::*;

use super::{
    model::{Contest, Limits, Round},
    qualification::Qualification,
    ranking::RankingRules,
    standings::Standings,
};
use crate::{
    bank::model::{CognitiveLevel, Drawable, ItemType},
    kernel::{
        Timestamp,
        ids::{AttemptId, ContestId, PersonId, QuizId, RoundId, VersionId},
    },
    storage::{
        Conn, Json, StorageError, on,
        schema::{
            attempts, contests, people, predictions, quizzes, round_approvals, round_exclusions, round_results, round_secrets, rounds,
        },
    },
};

type Stored<T> = Result<T, StorageError>;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = contests, treat_none_as_default_value = false)]
pub struct ContestRow {
    pub id: ContestId,
    pub code: String,
    pub title: String,
    pub summary: String,
    pub organizer: String,
    pub secret: Vec<u8>,
    pub created_by: Option<PersonId>,
    pub created_at: Timestamp,
    pub published_at: Option<Timestamp>,
    pub attempts_per_contest: i32,
    pub attempts_per_day: i32,
    pub standings_still_minutes: Option<i32>,
}

impl From<ContestRow> for Contest {
    fn from(row: ContestRow) -> Self {
        Self {
            id: row.id,
            code: row.code,
            title: row.title,
            summary: row.summary,
            organizer: row.organizer,
            published_at: row.published_at,
            limits: Limits { per_contest: row.attempts_per_contest, per_day: row.attempts_per_day },
            standings: Standings::from_minutes(row.standings_still_minutes),
        }
    }
}

pub fn insert_contest(conn: &mut Conn<'_>, row: &ContestRow) -> Stored<()> {
    on!(conn, |c| diesel::insert_into(contests::table).values(row).execute(c))?;
    Ok(())
}

pub fn contest_by_code(conn: &mut Conn<'_>, code: &str) -> Stored<Option<ContestRow>> {
    Ok(on!(conn, |c| contests::table.filter(contests::code.eq(code)).select(ContestRow::as_select()).first(c).optional())?)
}

pub fn contest(conn: &mut Conn<'_>, id: ContestId) -> Stored<Option<ContestRow>> {
    Ok(on!(conn, |c| contests::table.find(id).select(ContestRow::as_select()).first(c).optional())?)
}

/// Newest first.
pub fn contests(conn: &mut Conn<'_>, limit: i64) -> Stored<Vec<ContestRow>> {
    Ok(on!(conn, |c| contests::table.order(contests::created_at.desc()).limit(limit).select(ContestRow::as_select()).load(c))?)
}

pub fn set_published(conn: &mut Conn<'_>, id: ContestId, at: Timestamp) -> Stored<()> {
    on!(conn, |c| diesel::update(contests::table.find(id)).set(contests::published_at.eq(at)).execute(c))?;
    Ok(())
}

/// What may be drawn, without keys, as it is kept with a round.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub struct PoolItem {
    version: VersionId,
    bank: String,
    code: String,
    item_type: ItemType,
    topic: String,
    level: CognitiveLevel,
    options: usize,
    points: i64,
}

impl From<&Drawable> for PoolItem {
    fn from(item: &Drawable) -> Self {
        Self {
            version: item.version,
            bank: item.bank.clone(),
            code: item.code.clone(),
            item_type: item.item_type,
            topic: item.topic.clone(),
            level: item.level,
            options: item.options,
            points: item.points,
        }
    }
}

impl From<PoolItem> for Drawable {
    fn from(item: PoolItem) -> Self {
        Self {
            version: item.version,
            bank: item.bank,
            code: item.code,
            item_type: item.item_type,
            topic: item.topic,
            level: item.level,
            options: item.options,
            parts: 0,
            // A round's papers follow from what it froze, and there options have no pins.
            pinned: Vec::new(),
            points: item.points,
        }
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = rounds, treat_none_as_default_value = false)]
pub struct RoundRow {
    pub id: RoundId,
    pub contest_id: ContestId,
    pub code: String,
    pub position: i32,
    pub title: String,
    pub quiz_id: QuizId,
    pub opens_at: Timestamp,
    pub closes_at: Timestamp,
    pub ranking: Json<RankingRules>,
    pub commitment: Option<String>,
    pub committed_at: Option<Timestamp>,
    pub last_start_at: Option<Timestamp>,
    pub qualified_from: Option<Json<Qualification>>,
    pub facts_revision: i64,
    pub appeals_until: Option<Timestamp>,
    pub public_value: Option<String>,
    pub voided_at: Option<Timestamp>,
}

impl From<RoundRow> for Round {
    fn from(row: RoundRow) -> Self {
        Self {
            id: row.id,
            contest_id: row.contest_id,
            code: row.code,
            title: row.title,
            quiz_id: row.quiz_id,
            opens_at: row.opens_at,
            closes_at: row.closes_at,
            last_start_at: row.last_start_at,
            qualified_from: row.qualified_from.map(|qualified| qualified.0),
            ranking: row.ranking.0,
            commitment: row.commitment,
            committed_at: row.committed_at,
            facts_revision: row.facts_revision,
            appeals_until: row.appeals_until,
            public_value: row.public_value,
            voided_at: row.voided_at,
        }
    }
}

/// Says that the facts of a round have changed, and keeps others from changing them until this transaction ends.
pub fn touch(conn: &mut Conn<'_>, id: RoundId) -> Stored<()> {
    on!(conn, |c| diesel::update(rounds::table.find(id)).set(rounds::facts_revision.eq(rounds::facts_revision + 1)).execute(c))?;
    Ok(())
}

/// The same for all rounds of a contest.
pub fn touch_rounds_of(conn: &mut Conn<'_>, contest: ContestId) -> Stored<()> {
    on!(conn, |c| diesel::update(rounds::table.filter(rounds::contest_id.eq(contest)))
        .set(rounds::facts_revision.eq(rounds::facts_revision + 1))
        .execute(c))?;
    Ok(())
}

/// Keeps changes of a round out until this transaction ends, after those that are under way; others may do so at once.
/// `SQLite` has one writer and needs no lock.
pub fn share(conn: &mut Conn<'_>, id: RoundId) -> Stored<()> {
    if let Conn::Pg(c) = conn {
        let _: Option<RoundId> = rounds::table.find(id).select(rounds::id).for_share().get_result(*c).optional()?;
    }
    Ok(())
}

/// The revision of a round's facts; nobody changes it until this transaction ends.
pub fn hold(conn: &mut Conn<'_>, id: RoundId) -> Stored<Option<i64>> {
    on!(conn, |c| diesel::update(rounds::table.find(id)).set(rounds::facts_revision.eq(rounds::facts_revision)).execute(c))?;
    Ok(on!(conn, |c| rounds::table.find(id).select(rounds::facts_revision).first(c).optional())?)
}

pub fn set_closing(conn: &mut Conn<'_>, id: RoundId, closes_at: Timestamp, last_start_at: Option<Timestamp>) -> Stored<()> {
    on!(conn, |c| diesel::update(rounds::table.find(id))
        .set((rounds::closes_at.eq(closes_at), rounds::last_start_at.eq(last_start_at)))
        .execute(c))?;
    Ok(())
}

pub fn set_voided(conn: &mut Conn<'_>, id: RoundId, at: Timestamp) -> Stored<()> {
    on!(conn, |c| diesel::update(rounds::table.find(id)).set(rounds::voided_at.eq(at)).execute(c))?;
    Ok(())
}

pub fn set_appeals_until(conn: &mut Conn<'_>, id: RoundId, until: Timestamp) -> Stored<()> {
    on!(conn, |c| diesel::update(rounds::table.find(id)).set(rounds::appeals_until.eq(until)).execute(c))?;
    Ok(())
}

pub fn set_public_value(conn: &mut Conn<'_>, id: RoundId, value: &str) -> Stored<()> {
    on!(conn, |c| diesel::update(rounds::table.find(id)).set(rounds::public_value.eq(value)).execute(c))?;
    Ok(())
}

pub fn insert_round(conn: &mut Conn<'_>, row: &RoundRow) -> Stored<()> {
    on!(conn, |c| diesel::insert_into(rounds::table).values(row).execute(c))?;
    Ok(())
}

pub fn rounds_of(conn: &mut Conn<'_>, of: &[ContestId]) -> Stored<Vec<RoundRow>> {
    Ok(on!(conn, |c| rounds::table
        .filter(rounds::contest_id.eq_any(of))
        .order((rounds::opens_at, rounds::closes_at, rounds::position))
        .select(RoundRow::as_select())
        .load(c))?)
}

/// Committed rounds of published contests that are open or open before `until`, the first to close first, with the contest's code and title.
pub fn current_rounds(conn: &mut Conn<'_>, now: Timestamp, until: Timestamp, limit: i64) -> Stored<Vec<(RoundRow, String, String)>> {
    Ok(on!(conn, |c| rounds::table
        .inner_join(contests::table.on(contests::id.eq(rounds::contest_id)))
        .filter(rounds::closes_at.gt(now))
        .filter(rounds::opens_at.le(until))
        .filter(rounds::commitment.is_not_null())
        .filter(contests::published_at.is_not_null())
        .order((rounds::closes_at, rounds::id))
        .limit(limit)
        .select((RoundRow::as_select(), contests::code, contests::title))
        .load(c))?)
}

/// Quizzes of the committed rounds of other contests, the last to close first.
pub fn quizzes_of_other_rounds(conn: &mut Conn<'_>, contest: ContestId, limit: i64) -> Stored<Vec<QuizId>> {
    Ok(on!(conn, |c| rounds::table
        .filter(rounds::contest_id.ne(contest).and(rounds::commitment.is_not_null()))
        .order(rounds::closes_at.desc())
        .limit(limit)
        .select(rounds::quiz_id)
        .load(c))?)
}

pub fn round_by_quiz(conn: &mut Conn<'_>, quiz: QuizId) -> Stored<Option<RoundRow>> {
    Ok(on!(conn, |c| rounds::table.filter(rounds::quiz_id.eq(quiz)).select(RoundRow::as_select()).first(c).optional())?)
}

pub fn round(conn: &mut Conn<'_>, id: RoundId) -> Stored<Option<RoundRow>> {
    Ok(on!(conn, |c| rounds::table.find(id).select(RoundRow::as_select()).first(c).optional())?)
}

/// Binds a round: its pool, its hash, and apart from them its seed and all that was frozen.
pub fn commit(
    conn: &mut Conn<'_>,
    id: RoundId,
    pool: Vec<PoolItem>,
    commitment: &str,
    at: Timestamp,
    seed: &[u8],
    frozen: &str,
) -> Stored<()> {
    on!(conn, |c| diesel::update(rounds::table.find(id))
        .set((rounds::pool.eq(Json(pool.clone())), rounds::commitment.eq(commitment), rounds::committed_at.eq(at)))
        .execute(c))?;
    on!(conn, |c| diesel::insert_into(round_secrets::table)
        .values((round_secrets::round_id.eq(id), round_secrets::seed.eq(seed), round_secrets::frozen.eq(frozen)))
        .execute(c))?;
    Ok(())
}

/// What can still be moved of a round that is committed to, by what its quiz changed last, and the revision of its facts.
pub type RoundStamp = (Timestamp, Timestamp, String, Timestamp, Timestamp, i64);

/// Opening, closing, commitment, publication of its contest, last change of its quiz, revision; none for a round in preparation.
pub fn round_stamp(conn: &mut Conn<'_>, id: RoundId) -> Stored<Option<RoundStamp>> {
    Ok(on!(conn, |c| rounds::table
        .inner_join(contests::table.on(contests::id.eq(rounds::contest_id)))
        .inner_join(quizzes::table.on(quizzes::id.eq(rounds::quiz_id)))
        .filter(rounds::id.eq(id))
        .filter(rounds::commitment.is_not_null())
        .filter(contests::published_at.is_not_null())
        .select((
            rounds::opens_at,
            rounds::closes_at,
            rounds::commitment.assume_not_null(),
            contests::published_at.assume_not_null(),
            quizzes::updated_at,
            rounds::facts_revision,
        ))
        .first(c)
        .optional())?)
}

/// Seed and pool of a round: for drawing papers; no keys.
pub fn draw_of(conn: &mut Conn<'_>, id: RoundId) -> Stored<Option<(Vec<u8>, Vec<Drawable>)>> {
    let row: Option<(Vec<u8>, Option<Json<Vec<PoolItem>>>)> = on!(conn, |c| rounds::table
        .inner_join(round_secrets::table.on(round_secrets::round_id.eq(rounds::id)))
        .filter(rounds::id.eq(id))
        .select((round_secrets::seed, rounds::pool))
        .first(c)
        .optional())?;
    Ok(row.map(|(seed, pool)| (seed, pool.map(|pool| pool.0).unwrap_or_default().into_iter().map(Drawable::from).collect())))
}

/// All that was frozen of a round, keys included: for its closing only.
pub fn frozen_of(conn: &mut Conn<'_>, id: RoundId) -> Stored<Option<String>> {
    Ok(on!(conn, |c| round_secrets::table.find(id).select(round_secrets::frozen).first(c).optional())?)
}

/// Keeps a prediction if its sequence is higher than the stored one; false when it is not.
pub fn put_prediction(conn: &mut Conn<'_>, attempt: AttemptId, seq: i64, text: &str, at: Timestamp) -> Stored<bool> {
    use diesel::query_dsl::methods::FilterDsl;
    use diesel::upsert::excluded;
    let changed = on!(conn, |c| {
        let upsert = diesel::insert_into(predictions::table)
            .values((
                predictions::attempt_id.eq(attempt),
                predictions::seq.eq(seq),
                predictions::text.eq(text),
                predictions::saved_at.eq(at),
            ))
            .on_conflict(predictions::attempt_id)
            .do_update()
            .set((
                predictions::seq.eq(excluded(predictions::seq)),
                predictions::text.eq(excluded(predictions::text)),
                predictions::saved_at.eq(excluded(predictions::saved_at)),
            ));
        FilterDsl::filter(upsert, predictions::seq.lt(excluded(predictions::seq))).execute(c)
    })?;
    Ok(changed == 1)
}

pub fn prediction(conn: &mut Conn<'_>, attempt: AttemptId) -> Stored<Option<(i64, String, Timestamp)>> {
    Ok(on!(conn, |c| predictions::table
        .find(attempt)
        .select((predictions::seq, predictions::text, predictions::saved_at))
        .first(c)
        .optional())?)
}

pub fn predictions_of_attempts(conn: &mut Conn<'_>, of: &[AttemptId]) -> Stored<Vec<(AttemptId, String)>> {
    Ok(on!(conn, |c| predictions::table
        .filter(predictions::attempt_id.eq_any(of))
        .select((predictions::attempt_id, predictions::text))
        .load(c))?)
}

/// Predictions of all attempts of a quiz.
pub fn predictions_of(conn: &mut Conn<'_>, quiz: QuizId) -> Stored<Vec<(AttemptId, String)>> {
    Ok(on!(conn, |c| predictions::table
        .inner_join(attempts::table.on(attempts::id.eq(predictions::attempt_id)))
        .filter(attempts::quiz_id.eq(quiz))
        .select((predictions::attempt_id, predictions::text))
        .load(c))?)
}

pub fn exclude(conn: &mut Conn<'_>, round: RoundId, person: PersonId, reason: &str, by: PersonId, at: Timestamp) -> Stored<()> {
    on!(conn, |c| diesel::insert_into(round_exclusions::table)
        .values((
            round_exclusions::round_id.eq(round),
            round_exclusions::person_id.eq(person),
            round_exclusions::reason.eq(reason),
            round_exclusions::excluded_by.eq(by),
            round_exclusions::excluded_at.eq(at),
        ))
        .on_conflict((round_exclusions::round_id, round_exclusions::person_id))
        .do_update()
        .set((round_exclusions::reason.eq(reason), round_exclusions::excluded_by.eq(by), round_exclusions::excluded_at.eq(at)))
        .execute(c))?;
    Ok(())
}

pub fn exclusions(conn: &mut Conn<'_>, round: RoundId) -> Stored<Vec<(PersonId, String)>> {
    Ok(on!(conn, |c| round_exclusions::table
        .filter(round_exclusions::round_id.eq(round))
        .select((round_exclusions::person_id, round_exclusions::reason))
        .load(c))?)
}

/// Who is excluded from each of these rounds.
pub fn excluded_from(conn: &mut Conn<'_>, rounds: &[RoundId]) -> Stored<Vec<(RoundId, PersonId)>> {
    Ok(on!(conn, |c| round_exclusions::table
        .filter(round_exclusions::round_id.eq_any(rounds))
        .select((round_exclusions::round_id, round_exclusions::person_id))
        .load(c))?)
}

/// Approves a result; a second time changes nothing.
pub fn approve(conn: &mut Conn<'_>, round: RoundId, digest: &str, by: PersonId, at: Timestamp) -> Stored<()> {
    on!(conn, |c| diesel::insert_into(round_approvals::table)
        .values((
            round_approvals::round_id.eq(round),
            round_approvals::digest.eq(digest),
            round_approvals::person_id.eq(by),
            round_approvals::approved_at.eq(at),
        ))
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(())
}

/// Who approved this digest, and when.
pub fn approvals(conn: &mut Conn<'_>, round: RoundId, digest: &str) -> Stored<Vec<(PersonId, String, Timestamp)>> {
    Ok(on!(conn, |c| round_approvals::table
        .inner_join(people::table.on(people::id.eq(round_approvals::person_id)))
        .filter(round_approvals::round_id.eq(round).and(round_approvals::digest.eq(digest)))
        .order(round_approvals::approved_at)
        .select((people::id, people::full_name, round_approvals::approved_at))
        .load(c))?)
}

pub fn insert_result(conn: &mut Conn<'_>, round: RoundId, digest: &str, file: &str, by: Option<PersonId>, at: Timestamp) -> Stored<()> {
    on!(conn, |c| diesel::insert_into(round_results::table)
        .values((
            round_results::round_id.eq(round),
            round_results::digest.eq(digest),
            round_results::file.eq(file),
            round_results::published_by.eq(by),
            round_results::published_at.eq(at),
        ))
        .execute(c))?;
    Ok(())
}

/// The published file of a round.
pub fn result(conn: &mut Conn<'_>, round: RoundId) -> Stored<Option<(String, Timestamp)>> {
    Ok(on!(conn, |c| round_results::table.find(round).select((round_results::file, round_results::published_at)).first(c).optional())?)
}

/// The digest that was approved, and when the result was published.
pub fn result_head(conn: &mut Conn<'_>, round: RoundId) -> Stored<Option<(String, Timestamp)>> {
    Ok(on!(conn, |c| round_results::table.find(round).select((round_results::digest, round_results::published_at)).first(c).optional())?)
}

/// The same of several rounds.
pub fn result_heads(conn: &mut Conn<'_>, of: &[RoundId]) -> Stored<Vec<(RoundId, String, Timestamp)>> {
    Ok(on!(conn, |c| round_results::table
        .filter(round_results::round_id.eq_any(of))
        .select((round_results::round_id, round_results::digest, round_results::published_at))
        .load(c))?)
}

/// Those of these rounds whose result is published.
pub fn published(conn: &mut Conn<'_>, of: &[RoundId]) -> Stored<Vec<RoundId>> {
    Ok(on!(conn, |c| round_results::table.filter(round_results::round_id.eq_any(of)).select(round_results::round_id).load(c))?)
}
