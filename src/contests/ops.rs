//! Use cases of contests: set up, look up, publish.

use std::collections::HashMap;

use serde_json::json;

use super::{
    checklist,
    commitment::{self, Frozen, FrozenItem, FrozenKey},
    model::{Contest, ContestError, CurrentRound, Round, RoundState},
    plan::ContestPlan,
    reveal, rules,
    signing::SiteKey,
    store::{self, ContestRow, PoolItem, RoundRow},
    timing,
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
        pace::paper_seconds,
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
        attempts_per_contest: plan.limits.per_contest,
        attempts_per_day: plan.limits.per_day,
        standings_still_minutes: plan.standings.minutes(),
    };
    store::insert_contest(conn, &row)?;
    let mut blueprints: HashMap<&str, Vec<Cell>> = HashMap::new();
    for (position, round) in (1..).zip(&plan.rounds) {
        let blueprint = match blueprints.get(round.blueprint_of.as_str()) {
            Some(known) => known.clone(),
            None => blueprint_of(conn, &round.blueprint_of)?,
        };
        blueprints.insert(&round.blueprint_of, blueprint.clone());
        let items = blueprint.iter().map(|cell| cell.count).sum();
        timing::insist_on_room(items, round.seconds_per_item, (round.opens_at, round.closes_at), "seconds_per_item")?;
        let rules = round_rules((round.time_limit_minutes, round.seconds_per_item), items, round.attempts_allowed);
        let quiz = round_quiz(&plan.code, &plan.title, (&round.code, &round.title), (round.opens_at, round.closes_at), rules, blueprint);
        let quiz_id = quiz::ops::put_round_quiz(conn, now, entropy, quiz)?;
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
            last_start_at: round.last_start_at,
            qualified_from: round.qualified_from.clone().map(Json),
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

/// The blueprint of a quiz that is no round's.
///
/// # Errors
/// [`ContestError::Fields`]: `blueprint_of`.
pub(super) fn blueprint_of(conn: &mut Conn<'_>, code: &str) -> Outcome<Vec<Cell>> {
    match quiz::ops::quiz(conn, code) {
        Ok(quiz) if quiz.purpose != quiz::model::Purpose::Round => Ok(quiz.blueprint),
        Ok(_) | Err(quiz::model::QuizError::NotFound) => Err(ContestError::Fields(vec![FieldProblem::new("blueprint_of", "choice")])),
        Err(error) => Err(error.into()),
    }
}

/// How the papers of a round are taken: with minutes for the whole, or seconds for each of so many items.
pub(super) fn round_rules((minutes, seconds_per_item): (Option<i64>, Option<i64>), items: usize, attempts_allowed: i32) -> Rules {
    let whole = minutes.map(|minutes| minutes * 60);
    Rules {
        time_limit_seconds: seconds_per_item.map_or(whole, |seconds| Some(paper_seconds(items, seconds))),
        seconds_per_item,
        grace_seconds: DEFAULT_GRACE_SECONDS,
        attempts_allowed,
        pass_percent: 100,
        multiple_response: MultipleResponseRule::RightMinusWrong,
        key_release: KeyRelease::Never,
    }
}

/// The quiz of a round, given by its code and title.
pub(super) fn round_quiz(
    contest: &str,
    contest_title: &str,
    (code, title): (&str, &str),
    (opens_at, closes_at): (Timestamp, Timestamp),
    rules: Rules,
    blueprint: Vec<Cell>,
) -> RoundQuiz {
    RoundQuiz { code: format!("{contest}.{code}"), title: format!("{contest_title} · {title}"), rules, blueprint, opens_at, closes_at }
}

/// Publishes a contest: every round's items, keys, rules and a fresh seed are frozen, and their hash is made known.
///
/// # Errors
/// [`ContestError::TooLate`] when a round has opened; [`quiz::model::QuizError::NotEnoughItems`] when one cannot be drawn;
/// [`ContestError::NotReady`] when another line of the checklist does not hold.
pub fn publish(conn: &mut Conn<'_>, now: Timestamp, entropy: &dyn Entropy, by: Option<&Actor>, code: &str) -> Outcome<()> {
    let contest: Contest = store::contest_by_code(conn, code)?.ok_or(ContestError::NotFound)?.into();
    let drafts: Vec<Round> = rounds(conn, contest.id)?.into_iter().filter(|round| round.commitment.is_none()).collect();
    if let Some(round) = drafts.iter().find(|round| now >= round.opens_at) {
        return Err(ContestError::TooLate { round: round.code.clone() });
    }
    if contest.published_at.is_none() {
        checklist::insist(conn, now, &contest)?;
        rules::publish_first(conn, now, by.map(|actor| actor.id), &contest)?;
    }
    for round in drafts {
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
    let mut keys: HashMap<_, _> = bank::keys::keys(conn, &versions)?.into_iter().collect();
    let mut items = Vec::with_capacity(pool.len());
    for drawable in &pool {
        let (Some(face), Some(key)) = (faces.remove(&drawable.version), keys.remove(&drawable.version)) else { continue };
        let Some(key) = FrozenKey::try_from(key).ok().filter(|_| drawable.item_type.is_for_contests()) else {
            return Err(ContestError::NotReady { line: "types" });
        };
        items.push(FrozenItem {
            bank: drawable.bank.clone(),
            code: drawable.code.clone(),
            item_type: drawable.item_type,
            topic: drawable.topic.clone(),
            level: drawable.level,
            points: drawable.points,
            stem: if face.parts.context.is_empty() { face.stem } else { format!("{}\n\n{}", face.parts.context, face.stem) },
            options: face.options,
            key,
        });
    }
    let frozen = Frozen {
        format: commitment::FORMAT.to_owned(),
        contest: contest.code.clone(),
        round: round.code.clone(),
        opens_at: round.opens_at.millis(),
        closes_at: round.closes_at.millis(),
        time_limit_seconds: quiz.rules.time_limit_seconds,
        seconds_per_item: quiz.rules.seconds_per_item,
        grace_seconds: quiz.rules.grace_seconds,
        attempts_allowed: quiz.rules.attempts_allowed,
        last_start_at: round.last_start_at.map(Timestamp::millis),
        attempts_per_contest: Some(contest.limits.per_contest).filter(|limit| *limit > 0),
        attempts_per_day: Some(contest.limits.per_day).filter(|limit| *limit > 0),
        qualified_from: round.qualified_from.clone(),
        multiple_response: quiz.rules.multiple_response,
        ranking: round.ranking.clone(),
        blueprint: quiz.blueprint.clone(),
        items,
        seed: hex(&seed.0),
        reveal_ms: Some(reveal::SPREAD_MILLIS),
        rules_sha256: rules::digest(conn, contest.id)?,
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

/// People by the round they are excluded from.
pub type ExcludedFrom = HashMap<RoundId, std::collections::HashSet<PersonId>>;

/// Who is excluded from each of these rounds.
pub fn excluded_from(conn: &mut Conn<'_>, rounds: &[RoundId]) -> Outcome<ExcludedFrom> {
    let mut out = ExcludedFrom::new();
    for (round, person) in store::excluded_from(conn, rounds)? {
        out.entry(round).or_default().insert(person);
    }
    Ok(out)
}

/// Digest and time of the published results of these rounds.
pub fn result_heads(conn: &mut Conn<'_>, rounds: &[Round]) -> Outcome<HashMap<RoundId, (String, Timestamp)>> {
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
