//! Who may be given a paper for a contest: those who won a prize, and those who reached a share of the points.

use std::collections::{HashMap, HashSet};

use super::{board, gathering, model::Basis, outside, store};
use crate::{
    contests::{
        facts,
        model::{Contest, ContestError},
        ops::{self, Outcome},
        shelf, store as contest_store,
    },
    kernel::ids::PersonId,
    storage::Conn,
};

/// Points reached and the most there were, in hundredths.
pub type Points = (i64, i64);

/// The people who won one prize.
#[derive(Clone, Debug)]
pub struct Given {
    /// Names it within the contest: the round's code and the prize's place in the plan.
    pub key: String,
    /// Name of the prize.
    pub prize: String,
    /// Title of the round; none for a prize of the whole contest.
    pub round: Option<String>,
    /// Who, best first.
    pub people: Vec<(PersonId, Option<Points>)>,
}

/// What was won by people so far: of every published round, then of the whole contest. Prizes of units are given to units.
pub fn prizes(conn: &mut Conn<'_>, contest: &Contest) -> Outcome<Vec<Given>> {
    let board = board::of(conn, contest)?;
    let rounds = ops::rounds(conn, contest.id)?;
    let mut out = Vec::new();
    let mut add = |code: &str, title: Option<&str>, awards: &[super::award::Award], scores: &board::Scores, max: i64| {
        for (at, prize) in board.plan.prizes.iter().enumerate().filter(|(_, prize)| !matches!(prize.basis, Basis::Units { .. })) {
            let mut won: Vec<_> = awards.iter().filter(|award| award.prize == at).collect();
            won.sort_by_key(|award| award.rank);
            let people: Vec<_> = won
                .into_iter()
                .filter_map(|award| {
                    let winner = board.winners.get(&award.to)?;
                    Some((winner.person, scores.get(&award.to).map(|(score, _)| (*score, max))))
                })
                .collect();
            if !people.is_empty() {
                let key = format!("{code}:{at}");
                out.push(Given { key, prize: prize.name.clone(), round: title.map(str::to_owned), people });
            }
        }
    };
    for here in &board.rounds {
        let Some(round) = rounds.iter().find(|round| round.code == here.code) else { continue };
        let (file, _) = shelf::published(conn, round)?.ok_or(ContestError::NotFound)?;
        add(&here.code, Some(&round.title), here.awards.as_deref().unwrap_or_default(), &here.scores, gathering::full_marks(&file));
    }
    if let Some(whole) = &board.contest {
        add("", None, &whole.awards, &whole.scores, whole.max_score);
    }
    Ok(out)
}

/// Who reached a share of the points in so many of the published rounds, with the best result; nobody who is barred from
/// prizes. In the order of the best result.
pub fn reached(conn: &mut Conn<'_>, contest: &Contest, percent: i64, at_least: usize) -> Outcome<Vec<(PersonId, Points)>> {
    let secret = contest_store::contest(conn, contest.id)?.ok_or(ContestError::NotFound)?.secret;
    let barred: HashSet<PersonId> = outside::registration().barred(conn, contest)?;
    let mut results: HashMap<PersonId, Vec<Points>> = HashMap::new();
    for round in ops::rounds(conn, contest.id)? {
        let Some((file, _)) = shelf::published(conn, &round)? else { continue };
        let takers = store::takers(conn, round.quiz_id)?;
        let people: HashMap<String, PersonId> = takers.into_iter().map(|(person, _)| (facts::pseudonym(&secret, person), person)).collect();
        let max = gathering::full_marks(&file);
        for line in file.ranking.iter().filter(|line| line.score * 100 >= percent * max) {
            if let Some(person) = people.get(&line.pseudonym).filter(|person| !barred.contains(person)) {
                results.entry(*person).or_default().push((line.score, max));
            }
        }
    }
    let share = |(score, max): &Points| i128::from(*score) * 1_000_000 / i128::from((*max).max(1));
    let mut out: Vec<(PersonId, Points)> = results
        .into_iter()
        .filter(|(_, points)| points.len() >= at_least)
        .filter_map(|(person, points)| Some((person, points.into_iter().max_by_key(&share)?)))
        .collect();
    out.sort_by_key(|(person, points)| (std::cmp::Reverse(share(points)), *person));
    Ok(out)
}
