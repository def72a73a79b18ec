//! The rows of the form: prizes as they are typed, and read from what was typed.

use serde::Serialize;

use super::super::super::prizes::{
    model::{Basis, Index, Plan, Prize, Scope},
    words,
};
use crate::{
    kernel::FieldProblem,
    web::{Form, format},
};

/// Rows that a group of the form can have.
pub(super) const MOST_ROWS: usize = 30;
/// The groups of rows: prizes of people by rank, of units, for a threshold.
pub(super) const GROUPS: [char; 3] = ['i', 'c', 't'];

#[derive(Serialize)]
pub(super) struct Group {
    /// One of [`GROUPS`].
    pub(super) key: char,
    pub(super) rows: Vec<Row>,
}

/// A prize as it is typed.
#[derive(Clone, Default, Serialize)]
pub(super) struct Row {
    pub(super) name: String,
    pub(super) quantity: String,
    pub(super) amount: String,
    pub(super) goods: String,
    pub(super) scope: String,
    pub(super) basis: String,
    pub(super) rounds: String,
    pub(super) points: String,
}

impl Row {
    pub(super) fn is_blank(&self) -> bool {
        [&self.name, &self.amount, &self.goods].iter().all(|text| text.trim().is_empty())
    }

    pub(super) fn of(prize: &Prize) -> Self {
        let (basis, rounds, points) = match &prize.basis {
            Basis::Ranking { block, min_rounds } => {
                (block.as_ref().map_or("ranking".to_owned(), |block| format!("block:{block}")), min_rounds.to_string(), String::new())
            }
            Basis::Referrals => ("referrals".to_owned(), String::new(), String::new()),
            Basis::Threshold { rounds, points } => (String::new(), rounds.to_string(), format::points(*points)),
            Basis::Units { index } => (index.code().to_owned(), String::new(), String::new()),
        };
        Self {
            name: prize.name.clone(),
            quantity: prize.quantity.to_string(),
            amount: if prize.amount == 0 { String::new() } else { format::integer(prize.amount) },
            goods: prize.goods.clone(),
            scope: match &prize.scope {
                Scope::EachRound => "each_round".into(),
                Scope::Contest => "contest".into(),
                Scope::Round(code) => format!("round:{code}"),
            },
            basis,
            rounds,
            points,
        }
    }

    pub(super) fn fresh(group: char) -> Self {
        let scope = if group == 'i' { "each_round" } else { "contest" };
        let basis = match group {
            'i' => "ranking",
            'c' => Index::Participants.code(),
            _ => "",
        };
        let rounds = if group == 't' { "1" } else { "0" };
        Self { quantity: "1".into(), scope: scope.into(), basis: basis.into(), rounds: rounds.into(), ..Self::default() }
    }

    pub(super) fn read(form: &Form, prefix: &str) -> Self {
        let text = |field: &str| form.text(&format!("{prefix}_{field}")).to_owned();
        Self {
            name: text("name"),
            quantity: text("quantity"),
            amount: text("amount"),
            goods: text("goods"),
            scope: text("scope"),
            basis: text("basis"),
            rounds: text("rounds"),
            points: text("points"),
        }
    }
}

pub(super) fn group_of(basis: &Basis) -> char {
    match basis {
        Basis::Ranking { .. } | Basis::Referrals => 'i',
        Basis::Units { .. } => 'c',
        Basis::Threshold { .. } => 't',
    }
}

pub(super) fn groups_of(plan: &Plan) -> Vec<Group> {
    let rows = |key| plan.prizes.iter().filter(|prize| group_of(&prize.basis) == key).map(Row::of).collect();
    GROUPS.iter().map(|key| Group { key: *key, rows: rows(*key) }).collect()
}

/// The rows of a group as they were sent.
pub(super) fn rows(form: &Form, key: char) -> Vec<Row> {
    let count: usize = form.text(&format!("{key}_rows")).parse().unwrap_or(0);
    (0..count.min(MOST_ROWS)).map(|at| Row::read(form, &format!("{key}{at}"))).collect()
}

/// A prize from its row. What cannot be read is told, and stands for something harmless.
pub(super) fn prize(group: char, row: &Row, place: &str, wrong: &mut Vec<FieldProblem>) -> Prize {
    let mut tell = |field: &str, code| wrong.push(FieldProblem::new(format!("{place}_{field}"), code));
    let mut whole = |field: &str, text: &str| {
        text.trim().parse::<u32>().unwrap_or_else(|_| {
            tell(field, "whole_number");
            1
        })
    };
    let quantity = if group == 't' { 0 } else { whole("quantity", &row.quantity) };
    let rounds = if row.rounds.trim().is_empty() { 0 } else { whole("rounds", &row.rounds) };
    let amount = if row.amount.trim().is_empty() {
        0
    } else {
        words::parse_amount(&row.amount).unwrap_or_else(|| {
            tell("amount", "prize_amount_form");
            1
        })
    };
    let scope = match row.scope.split_once(':') {
        Some(("round", code)) => Scope::Round(code.to_owned()),
        _ if row.scope == "each_round" => Scope::EachRound,
        _ => Scope::Contest,
    };
    let basis = match (group, row.basis.split_once(':')) {
        ('t', _) => Basis::Threshold {
            rounds,
            points: hundredths(&row.points).unwrap_or_else(|| {
                tell("points", "prize_points");
                0
            }),
        },
        ('c', _) => Basis::Units { index: Index::parse(&row.basis).unwrap_or(Index::Participants) },
        (_, Some(("block", code))) => Basis::Ranking { block: Some(code.to_owned()), min_rounds: rounds },
        _ if row.basis == "referrals" => Basis::Referrals,
        _ => Basis::Ranking { block: None, min_rounds: rounds },
    };
    Prize { name: row.name.clone(), quantity, amount, goods: row.goods.clone(), scope, basis }
}

/// `42` or `42,5` as hundredths.
fn hundredths(text: &str) -> Option<i64> {
    let text = text.trim();
    let (whole, rest) = text.split_once([',', '.']).unwrap_or((text, ""));
    let is_number = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || whole.len() > 9 || rest.len() > 2 || !is_number(whole) || !is_number(rest) {
        return None;
    }
    Some(whole.parse::<i64>().ok()? * 100 + format!("{rest:0<2}").parse::<i64>().ok()?)
}

#[cfg(test)]
mod tests {
    use super::{super::in_words::sample_plan, *};

    #[test]
    fn a_row_comes_back_as_it_was_kept() {
        for kept in sample_plan().prizes {
            let mut wrong = Vec::new();
            let group = group_of(&kept.basis);
            assert_eq!(prize(group, &Row::of(&kept), "x0", &mut wrong), kept);
            assert!(wrong.is_empty(), "{wrong:?}");
        }
    }

    #[test]
    fn points_of_a_threshold() {
        assert_eq!([hundredths("42"), hundredths("42,5"), hundredths("0,05")], [Some(4_200), Some(4_250), Some(5)]);
        assert!(["", "-1", "4,555", "bốn", "9999999999"].iter().all(|text| hundredths(text).is_none()));
    }
}
