//! Cases worked out by hand.

use super::*;
use crate::contests::prizes::{
    model::{Fair, Index, Scope},
    total::totals,
};

fn entrant(name: &str, rank: usize, score: i64) -> Entrant {
    Entrant { pseudonym: name.into(), rank, score: score * 100, working_time: 60_000, block: None, is_barred: false }
}

fn round(entrants: Vec<Entrant>) -> RoundFacts {
    RoundFacts { code: "tuan-1".into(), entrants, max_score: 2_000, seed: vec![7; 32], ..RoundFacts::default() }
}

fn prize(name: &str, quantity: u32, amount: i64) -> Prize {
    Prize {
        name: name.into(),
        quantity,
        amount,
        goods: String::new(),
        scope: Scope::EachRound,
        basis: Basis::Ranking { block: None, min_rounds: 0 },
    }
}

fn nhat_nhi_ba(ties: Ties) -> Plan {
    Plan { prizes: vec![prize("Nhất", 1, 4_000), prize("Nhì", 2, 2_000), prize("Ba", 2, 1_000)], ties, ..Plan::default() }
}

/// (who, place of the prize, amount).
fn told(awards: &[Award]) -> Vec<(&str, usize, i64)> {
    awards.iter().map(|award| (award.to.as_str(), award.prize, award.amount)).collect()
}

fn first(plan: &Plan, facts: RoundFacts) -> Vec<Award> {
    award(plan, &[facts], None).rounds.remove(0)
}

#[test]
fn prizes_go_down_the_ranking() {
    let facts = round(vec![entrant("a", 1, 20), entrant("b", 2, 19), entrant("c", 3, 18), entrant("d", 4, 17)]);
    let given = first(&nhat_nhi_ba(Ties::All), facts);
    assert_eq!(told(&given), [("a", 0, 4_000), ("b", 1, 2_000), ("c", 1, 2_000), ("d", 2, 1_000)]);
    assert_eq!(given.iter().map(|award| award.rank).collect::<Vec<_>>(), [1, 2, 3, 4]);
}

#[test]
fn a_rank_shared_over_the_border() {
    // b, c, d share rank 2, and there are two second prizes.
    let facts = || {
        let shared = [entrant("b", 2, 19), entrant("c", 2, 19), entrant("d", 2, 19)];
        round([vec![entrant("a", 1, 20)], shared.to_vec(), vec![entrant("e", 5, 10), entrant("f", 6, 9), entrant("g", 7, 8)]].concat())
    };
    // Everyone who shares it; the third prizes keep their number.
    let all = first(&nhat_nhi_ba(Ties::All), facts());
    assert_eq!(told(&all), [("a", 0, 4_000), ("b", 1, 2_000), ("c", 1, 2_000), ("d", 1, 2_000), ("e", 2, 1_000), ("f", 2, 1_000)]);
    // 2 · 2 000 over three, whole đồng.
    let split = first(&nhat_nhi_ba(Ties::Split), facts());
    assert_eq!(told(&split)[1..4], [("b", 1, 1_333), ("c", 1, 1_333), ("d", 1, 1_333)]);
    assert!(split[1..4].iter().all(|award| award.shared_by == 3) && split[0].shared_by == 1);
    // Two of the three are drawn; the third takes the first of the third prizes.
    let lots = first(&nhat_nhi_ba(Ties::Lots), facts());
    let mut drawn = ["b", "c", "d"];
    drawn.sort_by_key(|who| lot(&[7; 32], 1, who));
    assert_eq!(told(&lots), [("a", 0, 4_000), (drawn[0], 1, 2_000), (drawn[1], 1, 2_000), (drawn[2], 2, 1_000), ("e", 2, 1_000)]);
}

#[test]
fn two_firsts_leave_the_second_prizes_whole() {
    let facts = round(vec![entrant("a", 1, 20), entrant("b", 1, 20), entrant("c", 3, 19), entrant("d", 4, 18), entrant("e", 5, 17)]);
    assert_eq!(
        told(&first(&nhat_nhi_ba(Ties::All), facts)),
        [("a", 0, 4_000), ("b", 0, 4_000), ("c", 1, 2_000), ("d", 1, 2_000), ("e", 2, 1_000)]
    );
}

#[test]
fn who_is_not_given_prizes_is_passed_over() {
    let barred = Entrant { is_barred: true, ..entrant("a", 1, 20) };
    let facts = round(vec![barred, entrant("b", 2, 19), entrant("c", 3, 18)]);
    let given = first(&nhat_nhi_ba(Ties::All), facts);
    assert_eq!(told(&given), [("b", 0, 4_000), ("c", 1, 2_000)]);
    assert_eq!(given[0].rank, 2, "the rank stays what it is in the published ranking");
}

#[test]
fn a_limit_over_the_contest_lets_the_next_move_up() {
    let plan = Plan { prizes: vec![prize("Nhất", 1, 4_000), prize("Nhì", 1, 2_000)], per_contest: 1, ..Plan::default() };
    let rounds = [
        round(vec![entrant("a", 1, 20), entrant("b", 2, 19)]),
        RoundFacts {
            code: "tuan-2".into(),
            ..round(vec![entrant("a", 1, 20), entrant("c", 2, 19), entrant("b", 3, 18), entrant("d", 4, 17)])
        },
    ];
    let given = award(&plan, &rounds, None);
    assert_eq!(told(&given.rounds[0]), [("a", 0, 4_000), ("b", 1, 2_000)]);
    assert_eq!(told(&given.rounds[1]), [("c", 0, 4_000), ("d", 1, 2_000)], "a and b have theirs");
    let free = award(&Plan { per_contest: 0, ..plan }, &rounds, None);
    assert_eq!(told(&free.rounds[1]), [("a", 0, 4_000), ("c", 1, 2_000)]);
}

#[test]
fn a_block_has_a_ladder_of_its_own() {
    let inside = |name: &str, rank| Entrant { block: Some("trong-tinh".into()), ..entrant(name, rank, 20) };
    let block = Prize { basis: Basis::Ranking { block: Some("trong-tinh".into()), min_rounds: 0 }, ..prize("Nhất khối", 1, 500) };
    let mut plan = Plan { prizes: vec![prize("Nhất", 1, 4_000), block], ..Plan::default() };
    let facts = || round(vec![inside("a", 1), entrant("b", 2, 19), inside("c", 3)]);
    assert_eq!(told(&first(&plan, facts())), [("a", 0, 4_000), ("a", 1, 500)]);
    plan.per_round = 1;
    assert_eq!(told(&first(&plan, facts())), [("a", 0, 4_000), ("c", 1, 500)], "one prize a round: the next of the block moves up");
}

#[test]
fn a_prize_of_one_round_is_given_there_alone() {
    let only = Prize { scope: Scope::Round("tuan-2".into()), ..prize("Riêng", 1, 100) };
    let plan = Plan { prizes: vec![only], ..Plan::default() };
    let rounds = [round(vec![entrant("a", 1, 20)]), RoundFacts { code: "tuan-2".into(), ..round(vec![entrant("b", 1, 20)]) }];
    let given = award(&plan, &rounds, None);
    assert_eq!((told(&given.rounds[0]).len(), told(&given.rounds[1])), (0, vec![("b", 0, 100)]));
}

#[test]
fn sums_over_rounds_thresholds_and_those_brought_along() {
    // Seven days as in Tiền Giang 2020, here three: all days and 30 points give a certificate.
    let day = |code: &str, rows: &[(&str, i64)]| RoundFacts {
        code: code.into(),
        ..round(rows.iter().zip(1..).map(|((name, score), rank)| entrant(name, rank, *score)).collect())
    };
    let rounds = [
        day("1", &[("a", 10), ("b", 10), ("c", 9)]),
        day("2", &[("b", 10), ("a", 10), ("c", 10)]),
        day("3", &[("a", 10), ("c", 10), ("d", 10)]),
    ];
    let contest = |name: &str, basis| Prize { scope: Scope::Contest, basis, ..prize(name, 1, 100) };
    let plan = Plan {
        prizes: vec![
            contest("Chung cuộc", Basis::Ranking { block: None, min_rounds: 3 }),
            contest("Chứng nhận", Basis::Threshold { rounds: 3, points: 2_900 }),
            contest("Lan tỏa", Basis::Referrals),
        ],
        ..Plan::default()
    };
    let totals = totals(&rounds);
    let sums: Vec<_> = totals.iter().map(|total| (total.pseudonym.as_str(), total.rank, total.rounds, total.score)).collect();
    assert_eq!(sums, [("a", 1, 3, 3_000), ("c", 2, 3, 2_900), ("b", 3, 2, 2_000), ("d", 4, 1, 1_000)]);
    let facts = ContestFacts { totals, referrals: vec![("d".into(), 0), ("b".into(), 4), ("a".into(), 4)], ..ContestFacts::default() };
    let given = award(&plan, &rounds, Some(&facts)).contest;
    assert_eq!(told(&given), [("a", 0, 100), ("a", 1, 100), ("c", 1, 100), ("a", 2, 100), ("b", 2, 100)]);
    // One prize a person: a has the first, so b alone is given for those brought along; a certificate is no prize.
    let given = award(&Plan { per_contest: 1, ..plan }, &rounds, Some(&facts)).contest;
    assert_eq!(told(&given), [("a", 0, 100), ("a", 1, 100), ("c", 1, 100), ("b", 2, 100)]);
}

#[test]
fn units_by_their_winners_and_a_tie_between_them() {
    let collective = |index| Prize { basis: Basis::Units { index }, ..prize("Tập thể", 1, 1_000) };
    let plan = Plan { prizes: vec![prize("Nhất", 2, 100), collective(Index::Winners), collective(Index::Share)], ..Plan::default() };
    let unit = |name: &str, headcount, participants| UnitFacts {
        unit: name.into(),
        headcount,
        participants,
        max_score: 2_000,
        ..UnitFacts::default()
    };
    let facts = RoundFacts {
        units: vec![unit("x", 4, 2), unit("y", 4, 2), unit("z", 0, 1)],
        homes: [("a", "x"), ("b", "y"), ("c", "x"), ("d", "y")].map(|(who, home)| (who.to_owned(), home.to_owned())).into(),
        ..round(vec![entrant("a", 1, 20), entrant("b", 2, 19), entrant("c", 3, 18), entrant("d", 4, 17)])
    };
    // One winner each, as many takers each: they share the first place, and both are given the prize. z has nobody to divide by.
    assert_eq!(told(&first(&plan, facts.clone()))[2..], [("x", 1, 1_000), ("y", 1, 1_000), ("x", 2, 1_000), ("y", 2, 1_000)]);
    let split = first(&Plan { ties: Ties::Split, ..plan.clone() }, facts.clone());
    assert_eq!(told(&split)[2..4], [("x", 1, 500), ("y", 1, 500)]);
    let nobody = RoundFacts { units: vec![unit("x", 4, 0)], entrants: vec![], ..facts };
    assert!(first(&Plan { fair: Fair::default(), ..plan }, nobody).is_empty(), "a unit without takers wins nothing");
}
