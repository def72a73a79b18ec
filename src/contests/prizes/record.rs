//! What papers for organizers say of a round or of the whole contest: the published figures, and the winners by name.

use std::collections::HashMap;

use super::{
    award::Award,
    board::{self, Board, Scores},
    collective::UnitFacts,
    gathering,
    model::{Basis, Prize},
    store,
};
use crate::{
    contests::{
        model::{Contest, ContestError, Round},
        ops::{self, Outcome},
        result_file::ResultFile,
        shelf,
    },
    kernel::{Timestamp, ids::PersonId},
    storage::Conn,
};

/// A round, or the whole contest, on record.
#[derive(Debug)]
pub struct Record {
    /// Title of the contest.
    pub contest: String,
    /// Title of the round; none for the whole contest.
    pub round: Option<String>,
    /// Who holds the contest.
    pub organizer: String,
    /// First opening.
    pub opens_at: Timestamp,
    /// Last closing.
    pub closes_at: Timestamp,
    /// People with a counted attempt.
    pub participants: i64,
    /// Attempts that count.
    pub attempts: i64,
    /// People with full marks; none for the whole contest, where it is a matter of each round.
    pub all_correct: Option<i64>,
    /// True value of the prediction and its decimals.
    pub truth: Option<(i64, u32)>,
    /// Full marks, hundredths of a point.
    pub max_score: i64,
    /// What proves the result, round by round.
    pub proofs: Vec<Proof>,
    /// Who won what, in the order of the plan.
    pub winners: Vec<WinnerLine>,
    /// The compared units, those with most participants first.
    pub units: Vec<UnitLine>,
}

/// What a published result is checked by.
#[derive(Clone, Debug)]
pub struct Proof {
    /// Title of the round.
    pub round: String,
    /// SHA-256 of what was approved, hexadecimal.
    pub digest: String,
    /// Root over the receipts, hexadecimal.
    pub merkle_root: String,
    /// The hash that was published before the opening.
    pub commitment: String,
    /// When the result was published.
    pub published_at: Timestamp,
    /// Who approved it, and when.
    pub approvals: Vec<(String, Timestamp)>,
}

/// A winner by name.
#[derive(Clone, Debug, Default)]
pub struct WinnerLine {
    /// Name of the prize.
    pub prize: String,
    /// Full name; the unit's for a prize of units.
    pub name: String,
    /// The name in the published file; empty for units.
    pub pseudonym: String,
    /// Unit; empty for units themselves.
    pub unit: String,
    /// Rank; 0 where the prize is not given by rank.
    pub rank: usize,
    /// Hundredths of a point.
    pub score: Option<i64>,
    /// Milliseconds.
    pub working_time: Option<i64>,
    /// Đồng.
    pub amount: i64,
    /// What else is given.
    pub goods: String,
}

/// A unit's line.
#[derive(Clone, Debug)]
pub struct UnitLine {
    /// Name.
    pub name: String,
    /// Its figures.
    pub facts: UnitFacts,
    /// Counted attempts.
    pub attempts: i64,
}

/// Sum of what is given in money.
pub fn total(winners: &[WinnerLine]) -> i64 {
    winners.iter().map(|line| line.amount).sum()
}

/// A published round on record.
///
/// # Errors
/// [`ContestError::NotFound`] before its result is published.
pub fn of_round(conn: &mut Conn<'_>, contest: &Contest, round: &Round) -> Outcome<Record> {
    let (file, _) = shelf::published(conn, round)?.ok_or(ContestError::NotFound)?;
    let board = board::of(conn, contest)?;
    let here = board.round(&round.code).ok_or(ContestError::NotFound)?;
    let awards = here.awards.as_deref().unwrap_or_default();
    Ok(Record {
        contest: contest.title.clone(),
        round: Some(round.title.clone()),
        organizer: contest.organizer.clone(),
        opens_at: Timestamp::from_millis(file.frozen.opens_at),
        closes_at: Timestamp::from_millis(file.frozen.closes_at),
        participants: file.participants,
        attempts: file.attempts_counted,
        all_correct: Some(file.all_correct),
        truth: file.truth.map(|truth| (truth, file.frozen.ranking.prediction.map_or(0, |question| question.decimals))),
        max_score: gathering::full_marks(&file),
        winners: winner_lines(conn, &board, awards, &here.scores)?,
        units: unit_lines(&board, &here.units, &here.attempts),
        proofs: proofs(conn, &[(round, &file)])?,
    })
}

/// The whole contest on record.
///
/// # Errors
/// [`ContestError::NotFound`] before every round is published.
pub fn of_contest(conn: &mut Conn<'_>, contest: &Contest) -> Outcome<Record> {
    let board = board::of(conn, contest)?;
    let whole = board.contest.as_ref().ok_or(ContestError::NotFound)?;
    let rounds = ops::rounds(conn, contest.id)?;
    let files =
        rounds.iter().map(|round| Ok(shelf::published(conn, round)?.ok_or(ContestError::NotFound)?.0)).collect::<Outcome<Vec<_>>>()?;
    let published: Vec<(&Round, &ResultFile)> = rounds.iter().zip(files.iter().map(AsRef::as_ref)).collect();
    let mut attempts: HashMap<String, i64> = HashMap::new();
    for (unit, count) in board.rounds.iter().flat_map(|round| &round.attempts) {
        *attempts.entry(unit.clone()).or_default() += count;
    }
    let first = Timestamp::from_millis(0);
    Ok(Record {
        contest: contest.title.clone(),
        round: None,
        organizer: contest.organizer.clone(),
        opens_at: rounds.iter().map(|round| round.opens_at).min().unwrap_or(first),
        closes_at: rounds.iter().map(|round| round.closes_at).max().unwrap_or(first),
        participants: i64::try_from(whole.totals.len()).unwrap_or(0),
        attempts: files.iter().map(|file| file.attempts_counted).sum(),
        all_correct: None,
        truth: None,
        max_score: whole.max_score,
        winners: winner_lines(conn, &board, &whole.awards, &whole.scores)?,
        units: unit_lines(&board, &whole.units, &attempts),
        proofs: proofs(conn, &published)?,
    })
}

/// What proves the results of rounds, in their order.
fn proofs(conn: &mut Conn<'_>, rounds: &[(&Round, &ResultFile)]) -> Outcome<Vec<Proof>> {
    let ids: Vec<_> = rounds.iter().map(|(round, _)| round.id).collect();
    let heads: HashMap<_, _> = store::heads(conn, &ids)?.into_iter().map(|(id, digest, at)| (id, (digest, at))).collect();
    let approvals = store::approvals(conn, &ids)?;
    let proof = |(round, file): &(&Round, &ResultFile)| {
        let (digest, published_at) = heads.get(&round.id)?;
        let own = approvals.iter().filter(|(id, approved, ..)| *id == round.id && approved == digest);
        Some(Proof {
            round: round.title.clone(),
            digest: digest.clone(),
            merkle_root: file.merkle_root.clone(),
            commitment: file.commitment.clone(),
            published_at: *published_at,
            approvals: own.map(|(_, _, name, at)| (name.clone(), *at)).collect(),
        })
    };
    rounds.iter().map(|round| proof(round).ok_or(ContestError::NotFound)).collect()
}

fn winner_lines(conn: &mut Conn<'_>, board: &Board, awards: &[Award], scores: &Scores) -> Outcome<Vec<WinnerLine>> {
    let people: Vec<PersonId> = awards.iter().filter_map(|award| Some(board.winners.get(&award.to)?.person)).collect();
    let names: HashMap<PersonId, String> = store::names(conn, &people)?.into_iter().collect();
    let mut ordered: Vec<&Award> = awards.iter().collect();
    ordered.sort_by_key(|award| (award.prize, award.rank));
    Ok(ordered.into_iter().map(|award| winner_line(board, award, &names, scores)).collect())
}

fn winner_line(board: &Board, award: &Award, names: &HashMap<PersonId, String>, scores: &Scores) -> WinnerLine {
    let prize: &Prize = &board.plan.prizes[award.prize];
    let common = WinnerLine {
        prize: prize.name.clone(),
        rank: award.rank,
        amount: award.amount,
        goods: prize.goods.clone(),
        ..WinnerLine::default()
    };
    if matches!(prize.basis, Basis::Units { .. }) {
        let name = board.unit_names.get(&award.to).cloned().unwrap_or_else(|| award.to.clone());
        return WinnerLine { name, ..common };
    }
    let winner = board.winners.get(&award.to);
    let score = scores.get(&award.to);
    WinnerLine {
        name: winner.and_then(|winner| names.get(&winner.person)).cloned().unwrap_or_else(|| award.to.clone()),
        pseudonym: award.to.clone(),
        unit: winner.map(|winner| winner.unit.clone()).unwrap_or_default(),
        score: score.map(|(score, _)| *score),
        working_time: score.map(|(_, time)| *time),
        ..common
    }
}

/// Units in the order of a table: most participants first, then by share, then in Vietnamese order of the names.
#[allow(clippy::implicit_hasher)] // the maps are this domain's own
pub fn unit_lines(board: &Board, units: &[UnitFacts], attempts: &HashMap<String, i64>) -> Vec<UnitLine> {
    let mut lines: Vec<UnitLine> = units
        .iter()
        .filter(|facts| facts.headcount > 0 || facts.participants > 0)
        .map(|facts| UnitLine {
            name: board.unit_names.get(&facts.unit).cloned().unwrap_or_default(),
            attempts: attempts.get(&facts.unit).copied().unwrap_or(0),
            facts: facts.clone(),
        })
        .collect();
    lines.sort_by_cached_key(|line| (-line.facts.participants, line.facts.headcount, crate::kernel::text::sort_key(&line.name)));
    lines
}
