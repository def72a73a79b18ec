//! What a contest gives, in words for its rules.

use serde::Serialize;

use super::{
    super::super::{
        model::{Contest, Round},
        prizes::{
            self,
            model::{Basis, Fair, Index, Plan, Prize, Scope},
            outside, words,
        },
    },
    rows::group_of,
};
use crate::{kernel::Problem, storage::Conn, web::format};

/// What a contest gives, for templates that put it into words.
#[derive(Clone, Default, Serialize)]
pub struct PrizesView {
    individual: Vec<PrizeWords>,
    collective: Vec<PrizeWords>,
    threshold: Vec<PrizeWords>,
    ties: &'static str,
    per_round: u32,
    per_contest: u32,
    unit_level: u32,
    /// Whether a prize is given by the fair index.
    has_fair: bool,
    fair: Option<Fair>,
    /// Money in all if every round is held and no rank is shared; empty where it is none.
    total: String,
    total_words: String,
}

#[derive(Clone, Serialize)]
struct PrizeWords {
    name: String,
    quantity: u32,
    amount: String,
    goods: String,
    /// `each_round`, `contest`, or empty where [`PrizeWords::round`] says which.
    scope: &'static str,
    round: String,
    /// `ranking`, `block`, `referrals`, `threshold`, or the code of an index.
    basis: &'static str,
    block: String,
    rounds: u32,
    points: String,
}

impl PrizesView {
    /// `rounds` and `blocks`: codes and titles.
    pub fn of(plan: &Plan, rounds: &[(String, String)], blocks: &[(String, String)]) -> Self {
        let title = |list: &[(String, String)], code: &str| {
            list.iter().find(|(known, _)| known == code).map_or_else(|| code.to_owned(), |(_, title)| title.clone())
        };
        let words = |prize: &Prize| {
            let (basis, block, least, points) = match &prize.basis {
                Basis::Ranking { block: None, min_rounds } => ("ranking", String::new(), *min_rounds, 0),
                Basis::Ranking { block: Some(block), min_rounds } => ("block", title(blocks, block), *min_rounds, 0),
                Basis::Referrals => ("referrals", String::new(), 0, 0),
                Basis::Threshold { rounds, points } => ("threshold", String::new(), *rounds, *points),
                Basis::Units { index } => (index.code(), String::new(), 0, 0),
            };
            let (scope, round) = match &prize.scope {
                Scope::EachRound => ("each_round", String::new()),
                Scope::Contest => ("contest", String::new()),
                Scope::Round(code) => ("", title(rounds, code)),
            };
            PrizeWords {
                name: prize.name.clone(),
                quantity: prize.quantity,
                amount: if prize.amount == 0 { String::new() } else { format::integer(prize.amount) },
                goods: prize.goods.clone(),
                scope,
                round,
                basis,
                block,
                rounds: least,
                points: format::points(points),
            }
        };
        let group = |key| plan.prizes.iter().filter(|prize| group_of(&prize.basis) == key).map(words).collect();
        let times = |prize: &Prize| if prize.scope == Scope::EachRound { i64::try_from(rounds.len()).unwrap_or(0) } else { 1 };
        let total: i64 = plan.prizes.iter().map(|prize| prize.amount * i64::from(prize.quantity) * times(prize)).sum();
        Self {
            individual: group('i'),
            collective: group('c'),
            threshold: group('t'),
            ties: plan.ties.code(),
            per_round: plan.per_round,
            per_contest: plan.per_contest,
            unit_level: plan.unit_level,
            has_fair: plan.prizes.iter().any(|prize| prize.basis == Basis::Units { index: Index::Fair }),
            fair: Some(plan.fair),
            total: if total == 0 { String::new() } else { format::integer(total) },
            total_words: if total == 0 { String::new() } else { words::amount_in_words(total) },
        }
    }

    pub(in crate::contests::pages) fn sample() -> Self {
        Self::of(&sample_plan(), &[("tuan-1".into(), "Tuần 1".into())], &[("trong-tinh".into(), "Trong tỉnh".into())])
    }
}

/// What a contest gives, read for its rules.
pub(in crate::contests::pages) fn of(conn: &mut Conn<'_>, contest: &Contest, rounds: &[Round]) -> Result<PrizesView, Problem> {
    let plan = prizes::ops::plan(conn, contest)?;
    let blocks = outside::registration().blocks(conn, contest)?;
    let rounds: Vec<(String, String)> = rounds.iter().map(|round| (round.code.clone(), round.title.clone())).collect();
    Ok(PrizesView::of(&plan, &rounds, &blocks))
}

pub(super) fn sample_plan() -> Plan {
    let prize =
        |name: &str, quantity, amount, scope, basis| Prize { name: name.into(), quantity, amount, goods: String::new(), scope, basis };
    let by_rank = |block: Option<&str>| Basis::Ranking { block: block.map(str::to_owned), min_rounds: 0 };
    let units = |index| Basis::Units { index };
    Plan {
        prizes: vec![
            prize("Giải Nhất", 1, 4_000_000, Scope::EachRound, by_rank(None)),
            Prize { goods: "Sách".into(), ..prize("Giải khối", 2, 0, Scope::Round("tuan-1".into()), by_rank(Some("trong-tinh"))) },
            prize("Chung cuộc", 1, 5_000_000, Scope::Contest, Basis::Ranking { block: None, min_rounds: 2 }),
            prize("Lan tỏa", 1, 500_000, Scope::Contest, Basis::Referrals),
            prize("Đông người thi", 1, 1_000_000, Scope::EachRound, units(Index::Participants)),
            prize("Tỷ lệ cao", 1, 1_000_000, Scope::Contest, units(Index::Share)),
            prize("Nhiều người đạt giải", 1, 1_000_000, Scope::Contest, units(Index::Winners)),
            prize("Phong trào", 1, 1_000_000, Scope::Contest, units(Index::Fair)),
            Prize {
                goods: "Giấy chứng nhận".into(),
                ..prize("Chứng nhận", 0, 0, Scope::Contest, Basis::Threshold { rounds: 7, points: 4_200 })
            },
        ],
        per_round: 1,
        per_contest: 2,
        ..Plan::default()
    }
}
