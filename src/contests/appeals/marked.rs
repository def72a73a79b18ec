//! A person's own attempts at a closed round as they were marked: what was asked, answered, right, and what it gave.

use serde_json::Value;

use crate::{
    bank::model::Key,
    contests::{
        amending,
        amendments::Marking,
        commitment::FrozenItem,
        computing, facts,
        model::{Contest, ContestError, Round},
        ops::Outcome,
        result_file::Scorer,
        store,
    },
    kernel::ids::PersonId,
    quiz::{
        self,
        model::{AttemptState, Slot},
        response::{self, Given},
    },
    storage::Conn,
};

/// A marked attempt.
#[derive(Clone, Debug)]
pub struct MarkedAttempt {
    /// Which of the person's attempts, from 1.
    pub ordinal: i32,
    /// Hundredths of a point.
    pub points: i64,
    /// Hundredths of a point that it could have been.
    pub of: i64,
    /// Its items in the order in which they were asked.
    pub items: Vec<MarkedItem>,
}

/// A marked item.
#[derive(Clone, Debug)]
pub struct MarkedItem {
    /// From 1.
    pub slot: i32,
    /// Bank and code.
    pub name: (String, String),
    /// What was asked.
    pub stem: String,
    /// What was answered, in words; empty where nothing was.
    pub given: Vec<Said>,
    /// What is right, in words; empty where the item was voided.
    pub right: Vec<Said>,
    /// Voided: all points for everybody.
    pub is_voided: bool,
    /// Hundredths of a point.
    pub points: i64,
    /// Hundredths of a point that it could have been.
    pub of: i64,
}

/// An answer in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// The text of an option.
    Option(String),
    /// A statement is true or false.
    Truth(bool),
}

/// A person's closed attempts at a round, marked with the amendments in force, first one first.
///
/// # Errors
/// [`ContestError::BrokenFact`] where what is stored cannot have been.
pub fn marked(conn: &mut Conn<'_>, contest: &Contest, round: &Round, person: PersonId) -> Outcome<Vec<MarkedAttempt>> {
    let frozen = amending::frozen_of(conn, round)?;
    let amendments = amending::in_force(conn, round.id)?;
    let secret = store::contest(conn, contest.id)?.ok_or(ContestError::NotFound)?.secret;
    let scorer = Scorer::new(&frozen, &amendments, None);
    let pool = frozen.pool();
    let mut marked = Vec::new();
    for (attempt, responses) in quiz::rounds::of_person(conn, round.quiz_id, person)? {
        let ordinal = attempt.ordinal;
        if attempt.state == AttemptState::InProgress {
            continue;
        }
        let broken = |fault| ContestError::BrokenFact { attempt: format!("#{ordinal}"), fault };
        let Some(fact) = computing::fact(&secret, attempt, responses, None) else { continue };
        let seed = frozen.seed().ok_or_else(|| broken("seed"))?;
        let paper = frozen.paper(&pool, seed, &fact.pseudonym, fact.ordinal).map_err(|_| broken("paper"))?;
        let marks = scorer.marks(&fact).map_err(|_| broken("response"))?;
        let mut items = Vec::with_capacity(paper.len());
        for (slot, mark) in paper.iter().zip(&marks) {
            let (item, marking) = (&frozen.items[mark.item], scorer.marking(mark.item));
            let sent = fact.responses.iter().find(|saved| saved.slot == slot.slot).map_or(&Value::Null, |saved| &saved.response);
            items.push(MarkedItem {
                slot: slot.slot,
                name: (item.bank.clone(), item.code.clone()),
                stem: item.stem.clone(),
                given: given(item, slot, sent),
                right: match marking {
                    Marking::Key(key) => of_key(item, &Key::from(key)),
                    Marking::Voided => Vec::new(),
                },
                is_voided: *marking == Marking::Voided,
                points: mark.points,
                of: mark.of,
            });
        }
        marked.push(MarkedAttempt {
            ordinal,
            points: marks.iter().map(|mark| mark.points).sum(),
            of: marks.iter().map(|mark| mark.of).sum(),
            items,
        });
    }
    Ok(marked)
}

/// Bank and code of what each appeal is about, in their order; none for one about no single item.
pub fn items_of(conn: &mut Conn<'_>, contest: &Contest, round: &Round, appeals: &[super::Appeal]) -> Outcome<Vec<Option<String>>> {
    if appeals.iter().all(|appeal| appeal.about.is_none()) {
        return Ok(vec![None; appeals.len()]);
    }
    let frozen = amending::frozen_of(conn, round)?;
    let secret = store::contest(conn, contest.id)?.ok_or(ContestError::NotFound)?.secret;
    let pool = frozen.pool();
    let named = |appeal: &super::Appeal| {
        let (ordinal, slot) = appeal.about?;
        let paper = frozen.paper(&pool, frozen.seed()?, &facts::pseudonym(&secret, appeal.person), ordinal).ok()?;
        let item = frozen.item(paper.iter().find(|asked| asked.slot == slot)?.version)?;
        Some(format!("{}/{}", item.bank, item.code))
    };
    Ok(appeals.iter().map(named).collect())
}

fn of_key(item: &FrozenItem, key: &Key) -> Vec<Said> {
    match key {
        Key::Options(positions) => positions.iter().filter_map(|at| item.options.get(*at).cloned()).map(Said::Option).collect(),
        Key::Truth(truth) => vec![Said::Truth(*truth)],
        // Rounds ask no other types.
        _ => Vec::new(),
    }
}

fn given(item: &FrozenItem, slot: &Slot, sent: &Value) -> Vec<Said> {
    match response::read(slot, sent) {
        Ok(Given::Options(positions)) => of_key(item, &Key::Options(positions)),
        Ok(Given::Truth(truth)) => vec![Said::Truth(truth)],
        _ => Vec::new(),
    }
}
