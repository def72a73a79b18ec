//! Use cases of contests: set up, look up, publish.

use serde_json::json;

use super::{
    commitment::{self, Frozen, FrozenItem},
    model::{Contest, ContestError, CurrentRound, Round, RoundState},
    plan::{ContestPlan, RoundPlan},
    signing::SiteKey,
    store::{self, ContestRow, PoolItem, RoundRow},
};
use crate::{
    audit, bank, identity,
    kernel::{
        Actor, Entropy, FieldProblem, Id, Seed, Timestamp,
        ids::{ContestId, PersonId, QuizId, RoundId},
        text::hex,
    },
    quiz::{
        self,
        model::{Cell, DEFAULT_GRACE_SECONDS, KeyRelease, Quiz, Rules},
        ops::RoundQuiz,
        scoring::MultipleResponseRule,
    },
    storage::{Conn, Json},
};

pub(super) type Outcome<T> = Result<T, ContestError>;

/// Name of the site's key among the installation's secrets.
const SITE_KEY: &str = "result_signing_key";
/// How long before its opening a round is announced to everybody: a week.
const SOON_SECONDS: i64 = 7 * 24 * 3_600;
/// Later than any round is planned.
const CENTURY_SECONDS: i64 = 100 * 366 * 24 * 3_600;
/// Rounds that are announced at once.
const MOST_ANNOUNCED: i64 = 5;
/// Contests or rounds that a list shows.
const MOST_LISTED: i64 = 200;

pub(super) fn event(by: Option<PersonId>, action: &'static str, subject: String, detail: serde_json::Value) -> audit::ops::Event {
    audit::ops::Event { actor: by, action, subject_kind: "contest", subject_id: subject, reason: None, detail }
}

/// Creates a contest with its rounds; nobody sees it before it is published.
///
/// # Errors
/// [`ContestError::Fields`]: what the plan lacks, a code that is taken, a blueprint that is not there.
pub fn create(conn: &mut Conn<'_>, now: Timestamp, entropy: &dyn Entropy, by: Option<&Actor>, plan: ContestPlan) -> Outcome<ContestId> {
    let plan = plan.checked().map_err(ContestError::Fields)?;
    if store::contest_by_code(conn, &plan.code)?.is_some() {
        return Err(ContestError::Fields(vec![FieldProblem::new("code", "contest_code_taken")]));
    }
    let mut secret = [0; 32];
    entropy.fill(&mut secret);
    let id: ContestId = Id::new(now, entropy);
    let row = ContestRow {
        id,
        code: plan.code.clone(),
        title: plan.title.clone(),
        summary: plan.summary.clone(),
        organizer: plan.organizer.clone(),
        secret: secret.to_vec(),
        created_by: by.map(|actor| actor.id),
        created_at: now,
        published_at: None,
    };
    store::insert_contest(conn, &row)?;
    for (position, round) in (1..).zip(&plan.rounds) {
        let blueprint = blueprint_of(conn, &round.blueprint_of)?;
        let quiz_id = quiz::ops::put_round_quiz(conn, now, entropy, round_quiz(&plan, round, blueprint))?;
        let row = RoundRow {
            id: Id::new(now, entropy),
            contest_id: id,
            code: round.code.clone(),
            position,
            title: round.title.clone(),
            quiz_id,
            opens_at: round.opens_at,
            closes_at: round.closes_at,
            ranking: Json(round.ranking.clone()),
            commitment: None,
            committed_at: None,
            facts_revision: 0,
            appeals_until: None,
            public_value: None,
            voided_at: None,
        };
        store::insert_round(conn, &row)?;
    }
    let rounds = plan.rounds.len();
    audit::ops::record(
        conn,
        now,
        event(by.map(|actor| actor.id), "contest.created", plan.code, json!({ "title": plan.title, "rounds": rounds })),
    )?;
    Ok(id)
}

fn blueprint_of(conn: &mut Conn<'_>, code: &str) -> Outcome<Vec<Cell>> {
    match quiz::ops::quiz(conn, code) {
        Ok(quiz) if quiz.purpose != quiz::model::Purpose::Round => Ok(quiz.blueprint),
        Ok(_) | Err(quiz::model::QuizError::NotFound) => Err(ContestError::Fields(vec![FieldProblem::new("blueprint_of", "choice")])),
        Err(error) => Err(error.into()),
    }
}

fn round_quiz(plan: &ContestPlan, round: &RoundPlan, blueprint: Vec<Cell>) -> RoundQuiz {
    RoundQuiz {
        code: format!("{}.{}", plan.code, round.code),
        title: format!("{} · {}", plan.title, round.title),
        rules: Rules {
            time_limit_seconds: round.time_limit_minutes.map(|minutes| minutes * 60),
            grace_seconds: DEFAULT_GRACE_SECONDS,
            attempts_allowed: round.attempts_allowed,
            pass_percent: 100,
            multiple_response: MultipleResponseRule::RightMinusWrong,
            key_release: KeyRelease::Never,
        },
        blueprint,
        opens_at: round.opens_at,
        closes_at: round.closes_at,
    }
}

/// Publishes a contest: every round's items, keys, rules and a fresh seed are frozen, and their hash is made known.
///
/// # Errors
/// [`ContestError::TooLate`] when a round has opened; [`quiz::model::QuizError::NotEnoughItems`] when one cannot be drawn.
pub fn publish(conn: &mut Conn<'_>, now: Timestamp, entropy: &dyn Entropy, by: Option<&Actor>, code: &str) -> Outcome<()> {
    let contest: Contest = store::contest_by_code(conn, code)?.ok_or(ContestError::NotFound)?.into();
    for round in rounds(conn, contest.id)?.into_iter().filter(|round| round.commitment.is_none()) {
        if now >= round.opens_at {
            return Err(ContestError::TooLate { round: round.code });
        }
        let seed = Seed::fresh(entropy);
        let quiz = quiz::ops::quiz_by_id(conn, round.quiz_id)?;
        let (frozen, pool) = freeze(conn, &contest, &round, &quiz, seed)?;
        quiz::draw::paper(seed, &quiz.blueprint, &frozen.pool())?;
        let commitment = frozen.commitment();
        store::commit(conn, round.id, pool, &commitment, now, &seed.0, &frozen.canonical())?;
        audit::ops::record(
            conn,
            now,
            event(
                by.map(|actor| actor.id),
                "round.committed",
                format!("{}.{}", contest.code, round.code),
                json!({ "commitment": commitment }),
            ),
        )?;
    }
    // Made now, so that looking at a result later only reads.
    site_key(conn, entropy)?;
    if contest.published_at.is_none() {
        store::set_published(conn, contest.id, now)?;
    }
    Ok(())
}

/// Everything that decides a round as it is now, keys included, and its pool without keys.
fn freeze(conn: &mut Conn<'_>, contest: &Contest, round: &Round, quiz: &Quiz, seed: Seed) -> Outcome<(Frozen, Vec<PoolItem>)> {
    let mut pool = bank::ops::drawables(conn, &quiz.banks())?;
    pool.retain(|item| quiz.blueprint.iter().any(|cell| cell.bank == item.bank && cell.topic == item.topic && cell.level == item.level));
    pool.sort_by(|a, b| (&a.bank, &a.code).cmp(&(&b.bank, &b.code)));
    let versions: Vec<_> = pool.iter().map(|item| item.version).collect();
    let mut faces = bank::ops::faces(conn, &versions)?;
    let mut keys: std::collections::HashMap<_, _> = bank::keys::keys(conn, &versions)?.into_iter().collect();
    let mut items = Vec::with_capacity(pool.len());
    for drawable in &pool {
        let (Some(face), Some(key)) = (faces.remove(&drawable.version), keys.remove(&drawable.version)) else { continue };
        items.push(FrozenItem {
            bank: drawable.bank.clone(),
            code: drawable.code.clone(),
            item_type: drawable.item_type,
            topic: drawable.topic.clone(),
            level: drawable.level,
            points: drawable.points,
            stem: face.stem,
            options: face.options,
            key: key.into(),
        });
    }
    let frozen = Frozen {
        format: commitment::FORMAT.to_owned(),
        contest: contest.code.clone(),
        round: round.code.clone(),
        opens_at: round.opens_at.millis(),
        closes_at: round.closes_at.millis(),
        time_limit_seconds: quiz.rules.time_limit_seconds,
        grace_seconds: quiz.rules.grace_seconds,
        attempts_allowed: quiz.rules.attempts_allowed,
        multiple_response: quiz.rules.multiple_response,
        ranking: round.ranking.clone(),
        blueprint: quiz.blueprint.clone(),
        items,
        seed: hex(&seed.0),
        rules_sha256: None,
    };
    Ok((frozen, pool.iter().map(PoolItem::from).collect()))
}

/// Contests, newest first; those in preparation only for organizers.
pub fn contests(conn: &mut Conn<'_>, with_drafts: bool) -> Outcome<Vec<(Contest, Vec<Round>)>> {
    let contests: Vec<Contest> = store::contests(conn, MOST_LISTED)?
        .into_iter()
        .map(Contest::from)
        .filter(|contest| with_drafts || contest.published_at.is_some())
        .collect();
    let ids: Vec<ContestId> = contests.iter().map(|contest| contest.id).collect();
    let mut rounds: Vec<Round> = store::rounds_of(conn, &ids)?.into_iter().map(Round::from).collect();
    Ok(contests
        .into_iter()
        .map(|contest| {
            let (own, others) = rounds.drain(..).partition(|round| round.contest_id == contest.id);
            rounds = others;
            (contest, own)
        })
        .collect())
}

/// A contest by its code; one in preparation only for organizers.
pub fn contest(conn: &mut Conn<'_>, code: &str, with_drafts: bool) -> Outcome<Contest> {
    let contest: Contest = store::contest_by_code(conn, code)?.ok_or(ContestError::NotFound)?.into();
    if contest.published_at.is_some() || with_drafts { Ok(contest) } else { Err(ContestError::NotFound) }
}

/// Rounds of a contest in order.
pub fn rounds(conn: &mut Conn<'_>, contest: ContestId) -> Outcome<Vec<Round>> {
    Ok(store::rounds_of(conn, &[contest])?.into_iter().map(Round::from).collect())
}

/// A round of a contest by its code.
pub fn round(conn: &mut Conn<'_>, contest: ContestId, code: &str) -> Outcome<Round> {
    rounds(conn, contest)?.into_iter().find(|round| round.code == code).ok_or(ContestError::NotFound)
}

/// A round by id or by `contest.round`, of a published contest.
pub fn round_named(conn: &mut Conn<'_>, name: &str) -> Outcome<(Contest, Round)> {
    let found = match name.parse::<RoundId>() {
        Ok(id) => {
            let round: Round = store::round(conn, id)?.ok_or(ContestError::NotFound)?.into();
            (store::contest(conn, round.contest_id)?.ok_or(ContestError::NotFound)?.into(), round)
        }
        Err(_) => {
            let (contest, code) = name.split_once('.').ok_or(ContestError::NotFound)?;
            let contest = self::contest(conn, contest, false)?;
            let round = round(conn, contest.id, code)?;
            (contest, round)
        }
    };
    let (contest, round): (Contest, Round) = found;
    if contest.published_at.is_some() { Ok((contest, round)) } else { Err(ContestError::NotFound) }
}

/// The round that a quiz belongs to, with its contest.
pub fn round_of_quiz(conn: &mut Conn<'_>, quiz: QuizId) -> Outcome<Option<(Contest, Round)>> {
    let Some(round) = store::round_by_quiz(conn, quiz)?.map(Round::from) else { return Ok(None) };
    let contest = store::contest(conn, round.contest_id)?.ok_or(ContestError::NotFound)?.into();
    Ok(Some((contest, round)))
}

/// Rounds to be announced: open, or open within a week; the first to close first.
pub fn announced_rounds(conn: &mut Conn<'_>, now: Timestamp) -> Outcome<Vec<CurrentRound>> {
    current_rounds(conn, now, now.plus_seconds(SOON_SECONDS), MOST_ANNOUNCED)
}

/// Rounds that are open or will be, the first to close first.
pub fn open_or_coming_rounds(conn: &mut Conn<'_>, now: Timestamp) -> Outcome<Vec<CurrentRound>> {
    current_rounds(conn, now, now.plus_seconds(CENTURY_SECONDS), MOST_LISTED)
}

fn current_rounds(conn: &mut Conn<'_>, now: Timestamp, until: Timestamp, limit: i64) -> Outcome<Vec<CurrentRound>> {
    let rows = store::current_rounds(conn, now, until, limit)?;
    Ok(rows.into_iter().map(|(row, contest_code, contest_title)| CurrentRound { round: row.into(), contest_code, contest_title }).collect())
}

/// Where rounds stand now, in their order.
pub fn states(conn: &mut Conn<'_>, now: Timestamp, rounds: &[Round]) -> Outcome<Vec<RoundState>> {
    let ids: Vec<RoundId> = rounds.iter().map(|round| round.id).collect();
    let published = store::published(conn, &ids)?;
    Ok(rounds.iter().map(|round| round.state(now, published.contains(&round.id))).collect())
}

/// Digest and time of the published results of these rounds.
pub fn result_heads(conn: &mut Conn<'_>, rounds: &[Round]) -> Outcome<std::collections::HashMap<RoundId, (String, Timestamp)>> {
    let ids: Vec<RoundId> = rounds.iter().map(|round| round.id).collect();
    Ok(store::result_heads(conn, &ids)?.into_iter().map(|(id, digest, at)| (id, (digest, at))).collect())
}

/// The name that a person has in a contest's files.
pub fn pseudonym(conn: &mut Conn<'_>, contest: ContestId, person: PersonId) -> Outcome<String> {
    let secret = store::contest(conn, contest)?.ok_or(ContestError::NotFound)?.secret;
    Ok(super::facts::pseudonym(&secret, person))
}

/// [`site_key`] if it was made; none before the first contest was published.
pub fn signing_key(conn: &mut Conn<'_>) -> Outcome<Option<SiteKey>> {
    let secret = identity::ops::known_secret(conn, SITE_KEY)?;
    Ok(secret.and_then(|secret| SiteKey::from_secret(&secret)))
}

/// The public half of [`signing_key`], hexadecimal.
pub fn public_key(conn: &mut Conn<'_>) -> Outcome<Option<String>> {
    Ok(signing_key(conn)?.map(|key| key.public()))
}

/// The key that the site signs results with: made once, the same for all processes on the database.
pub fn site_key(conn: &mut Conn<'_>, entropy: &dyn Entropy) -> Outcome<SiteKey> {
    let secret = identity::ops::installation_secret(conn, entropy, SITE_KEY)?;
    SiteKey::from_secret(&secret).ok_or(ContestError::NotFound)
}
