//! The result of a closed round as its facts give it now: computed from what is read, outside every write, and kept for the
//! organizers until a fact changes.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::sync::watch;

use super::{
    amending,
    amendments::Amendment,
    facts::{self, AttemptFact, SavedResponse},
    model::{Contest, ContestError, Round, RoundState},
    ops::{self, Outcome},
    ranking::Criterion,
    registration,
    result_file::{Basis, EarlierRound, ResultFile, Scorer},
    sensitivity::{self, Sensitivity},
    shelf, store, verify,
};
use crate::{
    kernel::{
        Timestamp,
        ids::{PersonId, RoundId},
    },
    quiz::{self, model::AttemptState},
    storage::{Conn, Db},
};

/// How long a page waits for a result before it says that it is being computed.
const PATIENCE: Duration = Duration::from_millis(1_500);
/// Results kept at once.
const KEPT: usize = 32;

/// A result, and the revision of the facts that it follows from.
pub struct Computed {
    /// Without signature.
    pub file: ResultFile,
    /// [`Round::facts_revision`].
    pub revision: i64,
}

/// Computes the result.
///
/// # Errors
/// [`ContestError::NotClosed`] while an attempt may still change; [`ContestError::NotNow`] where the public value of a drawing
/// of lots or an earlier round's result is missing; [`ContestError::ResultChanged`] when somebody changed a fact meanwhile.
pub fn compute(conn: &mut Conn<'_>, now: Timestamp, contest: &Contest, round: &Round) -> Outcome<Computed> {
    let (basis, facts) = read(conn, now, contest, round)?;
    let is_as_it_was = store::round(conn, round.id)?.is_some_and(|row| row.facts_revision == round.facts_revision);
    if !is_as_it_was {
        return Err(ContestError::ResultChanged);
    }
    let file = ResultFile::make(basis, facts).map_err(broken)?;
    Ok(Computed { file, revision: round.facts_revision })
}

fn broken((pseudonym, ordinal, fault): (String, i32, super::result_file::FactFault)) -> ContestError {
    ContestError::BrokenFact { attempt: format!("{pseudonym}/{ordinal}"), fault: verify::fact_code(fault) }
}

fn read(conn: &mut Conn<'_>, now: Timestamp, contest: &Contest, round: &Round) -> Outcome<(Basis, Vec<AttemptFact>)> {
    let is_over = now > round.closes_at.plus_seconds(quiz::model::DEFAULT_GRACE_SECONDS);
    if round.state(now, false) != RoundState::Closed || !is_over {
        return Err(ContestError::NotClosed);
    }
    if quiz::rounds::is_at_work(conn, round.quiz_id)? {
        return Err(ContestError::NotClosed);
    }
    let frozen = amending::frozen_of(conn, round)?;
    if frozen.ranking.chain.contains(&Criterion::Lots) && round.public_value.is_none() {
        return Err(ContestError::NotNow { what: "public_value_missing" });
    }
    let mut attempts = facts_of(conn, contest, round)?;
    let earlier_rounds = earlier(conn, contest, &frozen.ranking.earlier, &mut attempts)?;
    let basis = Basis {
        title: format!("{} · {}", contest.title, round.title),
        committed_at: round.committed_at.map_or(0, Timestamp::millis),
        frozen,
        amendments: amending::in_force(conn, round.id)?,
        public_value: round.public_value.clone(),
        earlier_rounds,
        public_key: ops::public_key(conn)?.ok_or(ContestError::NotFound)?,
    };
    Ok((basis, attempts))
}

/// Adds up what each person's counted attempts got in the earlier rounds that the rules name.
fn earlier(conn: &mut Conn<'_>, contest: &Contest, codes: &[String], attempts: &mut [AttemptFact]) -> Outcome<Vec<EarlierRound>> {
    if codes.is_empty() {
        return Ok(Vec::new());
    }
    let rounds = ops::rounds(conn, contest.id)?;
    let mut points: HashMap<String, i64> = HashMap::new();
    let mut named = Vec::with_capacity(codes.len());
    for code in codes {
        let missing = ContestError::NotNow { what: "earlier_round_unpublished" };
        let Some(round) = rounds.iter().find(|round| round.code == *code) else { return Err(missing) };
        let Some((file, _)) = shelf::published(conn, round)? else { return Err(missing) };
        for line in &file.ranking {
            *points.entry(line.pseudonym.clone()).or_default() += line.score;
        }
        let (digest, _) = store::result_head(conn, round.id)?.ok_or(ContestError::NotFound)?;
        named.push(EarlierRound { round: code.clone(), digest });
    }
    for fact in attempts {
        fact.earlier = Some(points.get(&fact.pseudonym).copied().unwrap_or(0));
    }
    Ok(named)
}

fn facts_of(conn: &mut Conn<'_>, contest: &Contest, round: &Round) -> Outcome<Vec<AttemptFact>> {
    let secret = store::contest(conn, contest.id)?.ok_or(ContestError::NotFound)?.secret;
    let excluded: HashMap<PersonId, String> = store::exclusions(conn, round.id)?.into_iter().collect();
    let blocks = registration::asking::block_of(conn, contest.id)?;
    let unranked = registration::asking::unranked(conn, contest.id)?;
    let mut predictions: HashMap<_, _> = store::predictions_of(conn, round.quiz_id)?.into_iter().collect();
    let closed = quiz::rounds::all_of_quiz(conn, round.quiz_id)?;
    if closed.iter().any(|(attempt, _)| attempt.state == AttemptState::InProgress) {
        return Err(ContestError::NotClosed);
    }
    let with_names = |(attempt, responses): (quiz::model::Attempt, Vec<quiz::rounds::Standing>)| {
        let (person, prediction) = (attempt.person_id, predictions.remove(&attempt.id));
        let fact = fact(&secret, attempt, responses, prediction)?;
        let excluded = excluded.get(&person).or_else(|| unranked.get(&person)).cloned();
        Some(AttemptFact { excluded: excluded.or(fact.excluded), block: blocks.get(&person).cloned(), ..fact })
    };
    Ok(closed.into_iter().filter_map(with_names).collect())
}

/// A closed attempt as a fact of its round; none for one that is still open.
pub(super) fn fact(
    secret: &[u8],
    attempt: quiz::model::Attempt,
    responses: Vec<quiz::rounds::Standing>,
    prediction: Option<String>,
) -> Option<AttemptFact> {
    let receipt = attempt.receipt?;
    Some(AttemptFact {
        pseudonym: facts::pseudonym(secret, attempt.person_id),
        ordinal: attempt.ordinal,
        started_at: attempt.started_at.millis(),
        submitted_at: receipt.submitted_at.millis(),
        closed_by: receipt.closed_by,
        responses: responses.into_iter().map(|(slot, seq, response)| SavedResponse { slot, seq, response }).collect(),
        prediction,
        digest: receipt.digest,
        excluded: (attempt.state == AttemptState::Voided).then(|| "voided".to_owned()),
        link: receipt.link,
        block: None,
        earlier: None,
    })
}

/// Somebody whose rank the amendments of keys and items changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Moved {
    /// Whose.
    pub pseudonym: String,
    /// Rank without the amendments.
    pub before: usize,
    /// Rank with them.
    pub after: usize,
}

/// A result as organizers look it over.
pub struct Preview {
    /// The facts that it follows from.
    pub revision: i64,
    /// What is approved.
    pub digest: String,
    /// The file without its attempts.
    pub file: ResultFile,
    /// Pseudonym and reason of everyone who does not count.
    pub excluded: Vec<(String, String)>,
    /// Whom the amendments moved, best first.
    pub moved: Vec<Moved>,
    /// How near it is to another result.
    pub sensitivity: Sensitivity,
}

fn preview(computed: Computed) -> Outcome<Preview> {
    let Computed { file, revision } = computed;
    let digest = file.digest();
    let basis = file.basis();
    let entries = basis.entries(&file.attempts).map_err(broken)?;
    let scorer = Scorer::new(&file.frozen, &file.amendments, file.public_value.as_deref());
    let marks = |at: usize| scorer.marks(&file.attempts[at]).unwrap_or_default();
    let sensitivity = sensitivity::of(&file.frozen.ranking, &entries, file.frozen.items.len(), marks);
    let mut excluded: Vec<(String, String)> = Vec::new();
    for fact in &file.attempts {
        if let Some(reason) = &fact.excluded
            && excluded.last().is_none_or(|(pseudonym, _)| *pseudonym != fact.pseudonym)
        {
            excluded.push((fact.pseudonym.clone(), reason.clone()));
        }
    }
    let moved = moved(&file, basis)?;
    Ok(Preview { revision, digest, excluded, moved, sensitivity, file: ResultFile { attempts: Vec::new(), ..file } })
}

/// Who stands elsewhere than without the amendments of keys and items.
fn moved(file: &ResultFile, basis: Basis) -> Outcome<Vec<Moved>> {
    let is_about_items = |amendment: &Amendment| amendment.change.item().is_some();
    if !file.amendments.iter().any(is_about_items) {
        return Ok(Vec::new());
    }
    let amendments = file.amendments.iter().filter(|amendment| !is_about_items(amendment)).cloned().collect();
    let entries = Basis { amendments, ..basis }.entries(&file.attempts).map_err(broken)?;
    let before = super::ranking::rank(&file.frozen.ranking, &entries);
    let ranks: HashMap<&str, usize> =
        before.standings.iter().map(|standing| (entries[standing.entry].pseudonym.as_str(), standing.rank)).collect();
    Ok(file
        .ranking
        .iter()
        .filter_map(|line| {
            let before = *ranks.get(line.pseudonym.as_str())?;
            (before != line.rank).then(|| Moved { pseudonym: line.pseudonym.clone(), before, after: line.rank })
        })
        .collect())
}

/// What a look at a round's result finds.
pub enum Look {
    /// The result.
    Ready(Arc<Preview>),
    /// It is being computed.
    Computing,
    /// Not everything is there yet: the stable code of what is missing.
    Missing(&'static str),
}

type Answer = Result<Arc<Preview>, Arc<ContestError>>;
type Running = (i64, watch::Receiver<Option<Answer>>);

/// Results kept for organizers: each is computed once for each revision of its facts, however many look.
#[derive(Default)]
pub struct Previews(Mutex<HashMap<RoundId, Running>>);

impl Previews {
    /// The result of a round, if it can be had within a moment.
    ///
    /// # Errors
    /// As for [`compute`], what is missing excepted.
    pub async fn look(&self, db: &Db, now: Timestamp, contest: &Contest, round: &Round) -> Outcome<Look> {
        let mut answer = self.running(db, now, contest, round);
        let waited = tokio::time::timeout(PATIENCE, answer.wait_for(Option::is_some)).await;
        let told = match waited {
            Err(_) => return Ok(Look::Computing),
            Ok(Err(_)) => None,
            Ok(Ok(told)) => told.clone(),
        };
        match told {
            Some(Ok(preview)) => Ok(Look::Ready(preview)),
            Some(Err(error)) => {
                self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&round.id);
                match &*error {
                    ContestError::NotClosed => Ok(Look::Missing("round_not_closed")),
                    ContestError::NotNow { what } => Ok(Look::Missing(what)),
                    ContestError::ResultChanged => Ok(Look::Computing),
                    ContestError::BrokenFact { attempt, fault } => Err(ContestError::BrokenFact { attempt: attempt.clone(), fault }),
                    other => Err(ContestError::BrokenFact { attempt: other.to_string(), fault: "storage" }),
                }
            }
            // The task that computed it is gone; the next look starts anew.
            None => {
                self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&round.id);
                Ok(Look::Computing)
            }
        }
    }

    fn running(&self, db: &Db, now: Timestamp, contest: &Contest, round: &Round) -> watch::Receiver<Option<Answer>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((revision, answer)) = kept.get(&round.id)
            && *revision == round.facts_revision
        {
            return answer.clone();
        }
        if kept.len() >= KEPT {
            kept.clear();
        }
        let (tell, answer) = watch::channel(None);
        kept.insert(round.id, (round.facts_revision, answer.clone()));
        let (db, contest, round) = (db.clone(), contest.clone(), round.clone());
        tokio::spawn(async move {
            let computed = db.read(move |conn| compute(conn, now, &contest, &round).and_then(preview)).await;
            let _ = tell.send(Some(computed.map(Arc::new).map_err(Arc::new)));
        });
        answer
    }
}
