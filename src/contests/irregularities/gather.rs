//! From the database to the facts that the rules look at, in steps, so that a large round shows how far it is.

use std::{
    collections::HashMap,
    sync::atomic::{AtomicI64, Ordering::Relaxed},
};

use serde_json::Value;

use super::model::{Answer, Case, Facts, Score, Taker};
use crate::{
    bank::{self, model::Drawable, model::Key},
    contests::{
        amending,
        amendments::{self, Marking},
        commitment, desk_store, facts,
        model::{Contest, ContestError, Round},
        ops::Outcome,
        store,
    },
    kernel::{
        Seed,
        ids::{AttemptId, PersonId, VersionId},
        text,
    },
    quiz::{
        self,
        model::{Attempt, AttemptState, Quiz, Slot},
        receipt::ClosedBy,
        response::{self, Given},
        scoring,
    },
    storage::Conn,
};

/// Attempts read in one step.
const STEP: usize = 1_000;
/// Set in the number of an answer that is a judgement, so that it is no set of options.
const JUDGED: u32 = 1 << 30;

/// How far the reading is, in attempts.
#[derive(Default, Debug)]
pub struct Progress {
    done: AtomicI64,
    total: AtomicI64,
}

impl Progress {
    /// Done, and how many there are.
    pub fn read(&self) -> (i64, i64) {
        (self.done.load(Relaxed), self.total.load(Relaxed))
    }
}

/// What an attempt's paper is drawn from and how it is read.
struct Papers {
    quiz: Quiz,
    seed: Seed,
    pool: Vec<Drawable>,
    places: HashMap<VersionId, u32>,
    words: Vec<i64>,
    /// Keys by place in the pool; none while the round is open.
    keys: Option<Vec<Option<Key>>>,
}

impl Papers {
    fn load(conn: &mut Conn<'_>, round: &Round, with_keys: bool) -> Outcome<Self> {
        let (seed, pool) = store::draw_of(conn, round.id)?.ok_or(ContestError::NotFound)?;
        let seed = Seed(seed.try_into().map_err(|_| ContestError::NotFound)?);
        let versions: Vec<VersionId> = pool.iter().map(|item| item.version).collect();
        let faces = bank::ops::faces(conn, &versions)?;
        let count = |text: &str| i64::try_from(text.split_whitespace().count()).unwrap_or(0);
        let words = |version: &VersionId| {
            faces.get(version).map_or(0, |face| count(&face.stem) + face.options.iter().map(|option| count(option)).sum::<i64>())
        };
        let keys = if with_keys { Some(keys(conn, round, &pool)?) } else { None };
        Ok(Self {
            quiz: quiz::ops::quiz_by_id(conn, round.quiz_id)?,
            seed,
            places: versions.iter().copied().zip(0..).collect(),
            words: versions.iter().map(words).collect(),
            pool,
            keys,
        })
    }

    /// The attempt as the rules look at it.
    fn case(&self, taker: usize, pseudonym: &str, attempt: &Attempt, responses: &[(i32, Value)]) -> Outcome<Option<Case>> {
        let Some(receipt) = &attempt.receipt else { return Ok(None) };
        let paper = quiz::draw::paper(commitment::paper_seed(self.seed, pseudonym, attempt.ordinal), &self.quiz.blueprint, &self.pool)?;
        let given: HashMap<i32, Given> = responses
            .iter()
            .filter_map(|(number, sent)| {
                let slot = paper.iter().find(|slot| slot.slot == *number)?;
                // What cannot have been sent is the result's to complain of; here it is no answer.
                Some((*number, response::read(slot, sent).ok()?))
            })
            .collect();
        let (mut answers, mut words, mut points) = (Vec::with_capacity(given.len()), 0, 0);
        for slot in &paper {
            let Some(place) = self.places.get(&slot.version).copied() else { continue };
            let given = given.get(&slot.slot).unwrap_or(&Given::Nothing);
            let earned = self.points(place, slot, given);
            points += earned;
            if let Some(number) = number(given) {
                words += self.words[place as usize];
                answers.push(Answer { item: place, given: number, is_wrong: self.keys.is_some() && earned < slot.points });
            }
        }
        answers.sort_unstable();
        Ok(Some(Case {
            taker,
            ordinal: attempt.ordinal,
            started_at: attempt.started_at.millis(),
            submitted_at: receipt.submitted_at.millis(),
            by_taker: receipt.closed_by == ClosedBy::Taker,
            answers,
            words,
            score: self.keys.as_ref().map(|_| Score { points, max: attempt.max_score }),
            device: None,
            network: None,
        }))
    }

    /// Points as the items are marked now; an item that is void gives all of them to everybody.
    fn points(&self, place: u32, slot: &Slot, given: &Given) -> i64 {
        let Some(keys) = &self.keys else { return 0 };
        match &keys[place as usize] {
            Some(key) => scoring::score(slot.points, key, given, self.quiz.rules.multiple_response),
            None => slot.points,
        }
    }
}

/// How the items are marked now, corrections included, by place in the round's pool. None for one that is void.
fn keys(conn: &mut Conn<'_>, round: &Round, pool: &[Drawable]) -> Outcome<Vec<Option<Key>>> {
    let frozen = amending::frozen_of(conn, round)?;
    let markings = amendments::markings(&frozen, &amending::in_force(conn, round.id)?);
    let key = |marking: &Marking| match marking {
        Marking::Key(key) => Some(Key::from(key)),
        Marking::Voided => None,
    };
    let mut by_code: HashMap<(&str, &str), Option<Key>> =
        frozen.items.iter().zip(&markings).map(|(item, marking)| ((item.bank.as_str(), item.code.as_str()), key(marking))).collect();
    Ok(pool.iter().map(|item| by_code.remove(&(item.bank.as_str(), item.code.as_str())).flatten()).collect())
}

/// An answer as a number: equal ones are equal, whatever the order in which the options were shown.
fn number(given: &Given) -> Option<u32> {
    match given {
        // Rounds ask no other types.
        Given::Nothing | Given::Statements(_) | Given::Text(_) | Given::Pairs(_) | Given::Order(_) | Given::Gaps(_) => None,
        Given::Truth(truth) => Some(JUDGED | u32::from(*truth)),
        Given::Options(options) => Some(options.iter().fold(0, |set, option| set | 1 << (option % 30))),
    }
}

fn takers(conn: &mut Conn<'_>, contest: &Contest, round: &Round) -> Outcome<Vec<Taker>> {
    let secret = store::contest(conn, contest.id)?.ok_or(ContestError::NotFound)?.secret;
    // What somebody registered with is what they say they are; an account may be named in any way.
    let mut registered: HashMap<PersonId, _> =
        desk_store::registered(conn, contest.id)?.into_iter().map(|(person, name, born, unit)| (person, (name, born, unit))).collect();
    Ok(desk_store::takers(conn, round.quiz_id)?
        .into_iter()
        .map(|(person, full_name, member_of)| {
            let (name_key, born, unit) = registered.remove(&person).unwrap_or_else(|| (text::search_key(&full_name), None, None));
            Taker { person, pseudonym: facts::pseudonym(&secret, person), name_key, unit: unit.or(member_of), born }
        })
        .collect())
}

/// The facts of a round as they stand. Keys are read only where `with_keys`: of a round that is closed.
pub fn gather(conn: &mut Conn<'_>, contest: &Contest, round: &Round, with_keys: bool, progress: &Progress) -> Outcome<Facts> {
    let ids = quiz::rounds::closed_ids(conn, round.quiz_id)?;
    progress.total.store(i64::try_from(ids.len()).unwrap_or(0), Relaxed);
    let papers = Papers::load(conn, round, with_keys)?;
    let takers = takers(conn, contest, round)?;
    let places: HashMap<PersonId, usize> = takers.iter().enumerate().map(|(at, taker)| (taker.person, at)).collect();
    let mut traces: HashMap<AttemptId, (Vec<u8>, Option<Vec<u8>>)> =
        desk_store::traces(conn, round.quiz_id)?.into_iter().map(|(attempt, device, network)| (attempt, (device, network))).collect();
    let mut cases = Vec::new();
    for ids in ids.chunks(STEP) {
        let step = quiz::rounds::by_ids(conn, ids)?;
        progress.done.fetch_add(i64::try_from(ids.len()).unwrap_or(0), Relaxed);
        for (attempt, responses) in step.iter().filter(|(attempt, _)| attempt.state != AttemptState::Voided) {
            // Somebody who began since the takers were read is looked at next time.
            let Some(taker) = places.get(&attempt.person_id).copied() else { continue };
            let Some(mut case) = papers.case(taker, &takers[taker].pseudonym, attempt, responses)? else { continue };
            if let Some((device, network)) = traces.remove(&attempt.id) {
                case.device = device.try_into().ok();
                case.network = network.and_then(|network| network.try_into().ok());
            }
            cases.push(case);
        }
    }
    // By pseudonym and number, so that nothing depends on the order of the rows.
    cases.sort_by(|a: &Case, b| (&takers[a.taker].pseudonym, a.ordinal).cmp(&(&takers[b.taker].pseudonym, b.ordinal)));
    Ok(Facts { opens_at: round.opens_at.millis(), closes_at: round.closes_at.millis(), takers, cases })
}
