//! Who won, as everybody may see it: names by consent alone, pseudonyms otherwise.

use std::collections::HashMap;

use serde::Serialize;

use super::super::{
    model::Contest,
    prizes::{
        award::Award,
        board::{Board, Scores},
        model::Basis,
        outside::{self, PublicName},
    },
};
use crate::{
    kernel::{Problem, ids::PersonId},
    storage::Conn,
    web::format,
};

/// Winners of one prize that a page shows; a threshold can be reached by thousands.
const SHOWN: usize = 50;

/// Winners by prize.
#[derive(Clone, Default, Serialize)]
pub(super) struct WinnersView {
    /// A round before this one is not published yet, and a limit over the contest waits for it.
    waits: bool,
    groups: Vec<PrizeGroup>,
    /// Names are shown of those who agreed; said once below the list.
    has_pseudonyms: bool,
}

#[derive(Clone, Serialize)]
struct PrizeGroup {
    name: String,
    /// Empty where goods are given.
    amount: String,
    goods: String,
    /// Units win it.
    is_collective: bool,
    /// It is given by rank, not for a threshold.
    has_ranks: bool,
    lines: Vec<WinnerView>,
    /// Winners that are not shown.
    more: usize,
}

#[derive(Clone, Serialize)]
struct WinnerView {
    /// A name by consent, else the pseudonym; a unit's name for units.
    who: String,
    is_named: bool,
    unit: String,
    /// Masked.
    phone: String,
    /// 0 where the prize is not given by rank.
    rank: usize,
    score: String,
    /// Where the prize is shared: what each is given.
    part: String,
    is_own: bool,
}

/// The winners of a round or of the contest. `score` tells what stands beside a pseudonym, `own` is the reader's.
pub(super) fn view(
    conn: &mut Conn<'_>,
    contest: &Contest,
    board: &Board,
    awards: Option<&[Award]>,
    score: impl Fn(&str) -> String,
    own: &str,
) -> Result<WinnersView, Problem> {
    let Some(awards) = awards else { return Ok(WinnersView { waits: true, ..WinnersView::default() }) };
    let people: Vec<PersonId> = awards.iter().filter_map(|award| Some(board.winners.get(&award.to)?.person)).collect();
    let names = if people.is_empty() { HashMap::new() } else { outside::registration().public_names(conn, contest, &people)? };
    Ok(arranged(board, awards, &names, score, own))
}

/// What stands beside a winner: the points, of the most there were.
pub(super) fn score_in(scores: &Scores, max: i64) -> impl Fn(&str) -> String {
    move |who| match scores.get(who) {
        Some((score, _)) => format!("{}/{}", format::points(*score), format::points(max)),
        None => String::new(),
    }
}

fn arranged(
    board: &Board,
    awards: &[Award],
    names: &HashMap<PersonId, PublicName>,
    score: impl Fn(&str) -> String,
    own: &str,
) -> WinnersView {
    let mut view = WinnersView::default();
    for (at, prize) in board.plan.prizes.iter().enumerate() {
        let is_collective = matches!(prize.basis, Basis::Units { .. });
        let mut given: Vec<&Award> = awards.iter().filter(|award| award.prize == at).collect();
        if given.is_empty() {
            continue;
        }
        // One's own line is never among those that are left out.
        given.sort_by_key(|award| (award.to != own || given_first(SHOWN, awards, at, own), award.rank));
        let more = given.len().saturating_sub(SHOWN);
        let line = |award: &&Award| {
            let name = board.winners.get(&award.to).and_then(|winner| names.get(&winner.person));
            WinnerView {
                who: match name {
                    Some(name) => name.full_name.clone(),
                    None if is_collective => board.unit_names.get(&award.to).cloned().unwrap_or_default(),
                    None => award.to.clone(),
                },
                is_named: name.is_some() || is_collective,
                unit: name.map(|name| name.unit.clone()).unwrap_or_default(),
                phone: name.map(|name| name.phone.clone()).unwrap_or_default(),
                rank: award.rank,
                score: if is_collective { String::new() } else { score(&award.to) },
                part: if award.shared_by > 1 { format::integer(award.amount) } else { String::new() },
                is_own: award.to == own,
            }
        };
        view.groups.push(PrizeGroup {
            name: prize.name.clone(),
            amount: if prize.amount == 0 { String::new() } else { format::integer(prize.amount) },
            goods: prize.goods.clone(),
            is_collective,
            has_ranks: !matches!(prize.basis, Basis::Threshold { .. }),
            lines: given.iter().take(SHOWN).map(line).collect(),
            more,
        });
    }
    view.has_pseudonyms = view.groups.iter().flat_map(|group| &group.lines).any(|line| !line.is_named);
    view
}

/// Whether one's own line is shown in its place anyway.
fn given_first(shown: usize, awards: &[Award], prize: usize, own: &str) -> bool {
    awards.iter().filter(|award| award.prize == prize).position(|award| award.to == own).is_none_or(|at| at < shown)
}

impl WinnersView {
    pub(super) fn sample(own: bool) -> Self {
        let line = |who: &str, is_named| WinnerView {
            who: who.into(),
            is_named,
            unit: if is_named { "Phường Mỹ Tho".into() } else { String::new() },
            phone: if is_named { "090****567".into() } else { String::new() },
            rank: 1,
            score: "20/20".into(),
            part: if is_named { "2.000.000".into() } else { String::new() },
            is_own: own && !is_named,
        };
        let group = |name: &str, is_collective, amount: &str| PrizeGroup {
            name: name.into(),
            amount: amount.into(),
            goods: if amount.is_empty() { "Sách".into() } else { String::new() },
            is_collective,
            has_ranks: !amount.is_empty(),
            lines: vec![line("Nguyễn Thị Lan", true), line(&"ab".repeat(16), is_collective)],
            more: 3,
        };
        Self {
            waits: false, groups: vec![group("Giải Nhất", false, "4.000.000"), group("Tập thể", true, "")], has_pseudonyms: true
        }
    }

    pub(super) fn waiting() -> Self {
        Self { waits: true, ..Self::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        contests::prizes::{
            board::Winner,
            model::{Plan, Prize, Scope},
        },
        kernel::Id,
    };

    fn board(count: usize) -> (Board, Vec<Award>) {
        let prize = Prize {
            name: "Giải".into(),
            quantity: 1,
            amount: 4_000_000,
            goods: String::new(),
            scope: Scope::EachRound,
            basis: Basis::Ranking { block: None, min_rounds: 0 },
        };
        let id = |n: usize| Id::from_uuid(uuid::Uuid::from_u128(n as u128 + 1));
        let winners = (0..count).map(|n| (format!("p{n}"), Winner { person: id(n), unit: "Đơn vị nội bộ".into() })).collect();
        let awards = (0..count).map(|n| Award { prize: 0, to: format!("p{n}"), rank: n + 1, amount: 1, shared_by: 1 }).collect();
        (Board { plan: Plan { prizes: vec![prize], ..Plan::default() }, winners, ..Board::default() }, awards)
    }

    #[test]
    fn a_name_is_shown_by_consent_alone() {
        let (board, awards) = board(2);
        let named = PublicName { full_name: "Nguyễn Thị Lan".into(), unit: "Phường Mỹ Tho".into(), phone: "090****567".into() };
        let names = [(board.winners["p0"].person, named)].into();
        let view = arranged(&board, &awards, &names, |_| "20/20".into(), "p1");
        let told = serde_json::to_string(&view).unwrap();
        assert!(told.contains("Nguyễn Thị Lan") && told.contains("090****567"));
        assert!(!told.contains("Đơn vị nội bộ"), "without consent not even the unit");
        let lines = &view.groups[0].lines;
        assert_eq!((lines[1].who.as_str(), lines[1].is_named, lines[1].unit.as_str(), lines[1].is_own), ("p1", false, "", true));
        assert!(view.has_pseudonyms);
    }

    #[test]
    fn a_long_list_is_cut_but_never_the_readers_own_line() {
        let (board, awards) = board(SHOWN + 20);
        let own = format!("p{}", SHOWN + 10);
        let view = arranged(&board, &awards, &HashMap::new(), |_| String::new(), &own);
        assert_eq!((view.groups[0].lines.len(), view.groups[0].more), (SHOWN, 20));
        assert!(view.groups[0].lines[0].is_own && view.groups[0].lines[0].rank == SHOWN + 11);
        let view = arranged(&board, &awards, &HashMap::new(), |_| String::new(), "p3");
        assert_eq!(view.groups[0].lines[3].who, "p3", "in its place where it is shown anyway");
    }
}
