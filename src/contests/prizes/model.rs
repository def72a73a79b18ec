//! What a contest gives, as data.

use serde::{Deserialize, Serialize};

use crate::kernel::{FieldProblem, text};

/// Prizes of a contest at most.
pub const MOST_PRIZES: usize = 60;
/// Most that one prize can be worth: a billion đồng.
pub const MOST_AMOUNT: i64 = 1_000_000_000;
/// Most prizes of one name.
pub const MOST_QUANTITY: u32 = 10_000;

/// Everything that a contest gives, in the order in which it is awarded.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// The prizes.
    pub prizes: Vec<Prize>,
    /// What happens where more share a rank than prizes are left.
    pub ties: Ties,
    /// Individual prizes of one person in one round at most; 0 is no limit.
    pub per_round: u32,
    /// Individual prizes of one person in the whole contest at most; 0 is no limit.
    pub per_contest: u32,
    /// Which units are compared: 0 is everybody's own unit, 1 the top of the tree, 2 the level below it, and so on.
    pub unit_level: u32,
    /// The weights of [`Index::Fair`].
    pub fair: Fair,
}

/// A prize, or several of one name.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prize {
    /// "Giải Nhất".
    pub name: String,
    /// How many; 0 only for [`Basis::Threshold`], where everyone who reaches it is given it.
    pub quantity: u32,
    /// Đồng for each; 0 where goods are given.
    pub amount: i64,
    /// What is given beside or instead of money.
    pub goods: String,
    /// Of which rounds.
    pub scope: Scope,
    /// For what.
    pub basis: Basis,
}

/// Of which rounds a prize is.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Anew in each round.
    EachRound,
    /// In the round with this code.
    Round(String),
    /// Once, after the last round.
    Contest,
}

/// For what a prize is given.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// By the ranking: the round's, or that of the sums over all rounds.
    Ranking {
        /// Only people of this block; none is everybody.
        block: Option<String>,
        /// Rounds that somebody must have taken part in; counts in the whole contest only.
        min_rounds: u32,
    },
    /// By the number of people somebody brought along (lan tỏa).
    Referrals,
    /// To everyone who took part in so many rounds and reached so many points.
    Threshold {
        /// Rounds taken; counts in the whole contest only.
        rounds: u32,
        /// Hundredths of a point, over all rounds counted.
        points: i64,
    },
    /// To units, by an index.
    Units {
        /// Which.
        index: Index,
    },
}

impl Basis {
    /// Whether people win it by their place; what a limit per person counts.
    pub const fn is_individual(&self) -> bool {
        matches!(self, Self::Ranking { .. } | Self::Referrals)
    }
}

/// How units are compared.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Index {
    /// People who took part.
    Participants,
    /// People who took part ÷ people of the unit.
    Share,
    /// Individual prizes that its people won.
    Winners,
    /// The weighted index, see [`Fair`].
    Fair,
}

impl Index {
    /// All, as a form offers them.
    pub const ALL: [Self; 4] = [Self::Participants, Self::Share, Self::Winners, Self::Fair];

    /// The word used in forms and messages.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Participants => "participants",
            Self::Share => "share",
            Self::Winners => "winners",
            Self::Fair => "fair",
        }
    }

    /// Reads [`Index::code`].
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|index| index.code() == code)
    }
}

/// Weights of the fair index, all whole numbers:
/// `(w1·participants + w2·Σ score ÷ full marks + w3·people above the threshold) ÷ (headcount · (w1+w2+w3))`,
/// then drawn towards the mean of all units by `(headcount·x + shrink·mean) ÷ (headcount + shrink)`,
/// so that a unit of three people does not win by three good days.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fair {
    /// w1: weight of taking part.
    pub participation: u32,
    /// w2: weight of the mean score of all people of the unit; who did not take part counts 0.
    pub mean: u32,
    /// w3: weight of the share above the threshold.
    pub above: u32,
    /// The threshold in percent of full marks.
    pub threshold_percent: u32,
    /// As many people as the mean of all units weighs; 0 leaves the index as it is.
    pub shrink: u32,
}

impl Default for Fair {
    fn default() -> Self {
        Self { participation: 40, mean: 40, above: 20, threshold_percent: 70, shrink: 10 }
    }
}

/// What happens where more share a rank than prizes are left.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ties {
    /// Everyone who shares the rank is given the prize; the prizes after it keep their number.
    #[default]
    All,
    /// The money of the prizes left is divided equally, whole đồng.
    Split,
    /// Lots are drawn, replayable from the published seed of the round.
    Lots,
}

impl Ties {
    /// All, as a form offers them.
    pub const ALL: [Self; 3] = [Self::All, Self::Split, Self::Lots];

    /// The word used in forms and messages.
    pub const fn code(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Split => "split",
            Self::Lots => "lots",
        }
    }

    /// Reads [`Ties::code`].
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ties| ties.code() == code)
    }
}

impl Plan {
    /// The plan as it may be kept: texts on one line, every value within its bounds. `blocks` are the codes that the
    /// contest's registration knows, `rounds` those of its rounds.
    ///
    /// # Errors
    /// What is wrong, at `prize-<number from 0>-<field>` or at the rule's own name.
    pub fn checked(mut self, rounds: &[&str], blocks: &[&str]) -> Result<Self, Vec<FieldProblem>> {
        let mut wrong = Vec::new();
        if self.prizes.len() > MOST_PRIZES {
            wrong.push(FieldProblem::new("prizes", "prizes_many").with("max", MOST_PRIZES));
        }
        for (at, prize) in self.prizes.iter_mut().enumerate() {
            let is_split = self.ties == Ties::Split;
            for (field, code, max) in prize.check(rounds, blocks, is_split) {
                wrong.push(FieldProblem::new(format!("prize-{at}-{field}"), code).with("max", max));
            }
        }
        let fair = self.fair;
        let weights = [fair.participation, fair.mean, fair.above];
        if weights.iter().any(|weight| *weight > 100) || weights.iter().sum::<u32>() == 0 {
            wrong.push(FieldProblem::new("fair_participation", "prize_weights"));
        }
        if fair.threshold_percent > 100 {
            wrong.push(FieldProblem::new("fair_threshold", "number_range").with("min", 0).with("max", 100));
        }
        for (field, value) in [("fair_shrink", fair.shrink), ("per_round", self.per_round), ("per_contest", self.per_contest)] {
            if value > 1_000 {
                wrong.push(FieldProblem::new(field, "number_range").with("min", 0).with("max", 1_000));
            }
        }
        if self.unit_level > 9 {
            wrong.push(FieldProblem::new("unit_level", "choice"));
        }
        if wrong.is_empty() { Ok(self) } else { Err(wrong) }
    }

    /// Places and prizes that are for this round.
    pub fn of_round<'a>(&'a self, code: &'a str) -> impl Iterator<Item = (usize, &'a Prize)> {
        self.prizes.iter().enumerate().filter(move |(_, prize)| match &prize.scope {
            Scope::EachRound => true,
            Scope::Round(own) => own == code,
            Scope::Contest => false,
        })
    }

    /// Places and prizes of the whole contest.
    pub fn of_contest(&self) -> impl Iterator<Item = (usize, &Prize)> {
        self.prizes.iter().enumerate().filter(|(_, prize)| prize.scope == Scope::Contest)
    }
}

impl Prize {
    /// Field, code of the sentence, and the limit that the sentence may name.
    fn check(&mut self, rounds: &[&str], blocks: &[&str], is_split: bool) -> Vec<(&'static str, &'static str, i64)> {
        let mut wrong = Vec::new();
        self.name = text::clean_line(&self.name);
        self.goods = text::clean_line(&self.goods);
        if self.name.is_empty() {
            wrong.push(("name", "prize_name", 0));
        } else if self.name.chars().count() > 100 {
            wrong.push(("name", "too_long", 100));
        }
        if self.goods.chars().count() > 200 {
            wrong.push(("goods", "too_long", 200));
        }
        let is_for_all = matches!(self.basis, Basis::Threshold { .. });
        if is_for_all {
            self.quantity = 0;
        } else if self.quantity == 0 || self.quantity > MOST_QUANTITY {
            wrong.push(("quantity", "prize_quantity", i64::from(MOST_QUANTITY)));
        }
        if !(0..=MOST_AMOUNT).contains(&self.amount) {
            wrong.push(("amount", "prize_amount_form", MOST_AMOUNT));
        } else if self.amount == 0 && self.goods.is_empty() {
            wrong.push(("amount", "prize_worth", 0));
        } else if is_split && self.amount == 0 && self.basis.is_individual() {
            wrong.push(("amount", "prize_split_goods", 0));
        }
        if matches!(&self.scope, Scope::Round(code) if !rounds.contains(&code.as_str())) {
            wrong.push(("scope", "choice", 0));
        }
        match &self.basis {
            Basis::Ranking { block: Some(block), .. } if !blocks.contains(&block.as_str()) => wrong.push(("basis", "choice", 0)),
            Basis::Referrals if self.scope != Scope::Contest => wrong.push(("scope", "prize_referral_scope", 0)),
            Basis::Ranking { min_rounds: least, .. } | Basis::Threshold { rounds: least, .. }
                if usize::try_from(*least).unwrap_or(usize::MAX) > rounds.len() =>
            {
                wrong.push(("rounds", "prize_rounds", i64::try_from(rounds.len()).unwrap_or(0)));
            }
            Basis::Threshold { points, .. } if *points < 0 => wrong.push(("points", "prize_points", 0)),
            _ => {}
        }
        wrong
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prize() -> Prize {
        Prize {
            name: "  Giải   Nhất ".into(),
            quantity: 1,
            amount: 4_000_000,
            goods: String::new(),
            scope: Scope::EachRound,
            basis: Basis::Ranking { block: None, min_rounds: 0 },
        }
    }

    fn faults(prize: Prize, ties: Ties) -> Vec<(String, &'static str)> {
        let plan = Plan { prizes: vec![prize], ties, ..Plan::default() };
        let wrong = plan.checked(&["tuan-1"], &["trong-tinh"]).err().unwrap_or_default();
        wrong.into_iter().map(|field| (field.field, field.code)).collect()
    }

    #[test]
    fn what_may_be_kept_and_what_is_told_at_which_field() {
        let kept = Plan { prizes: vec![prize()], ..Plan::default() }.checked(&[], &[]).unwrap();
        assert_eq!(kept.prizes[0].name, "Giải Nhất");
        let at = |field: &str, code| vec![(format!("prize-0-{field}"), code)];
        assert_eq!(faults(Prize { name: " ".into(), ..prize() }, Ties::All), at("name", "prize_name"));
        assert_eq!(faults(Prize { quantity: 0, ..prize() }, Ties::All), at("quantity", "prize_quantity"));
        assert_eq!(faults(Prize { amount: 0, ..prize() }, Ties::All), at("amount", "prize_worth"));
        assert_eq!(faults(Prize { amount: -1, ..prize() }, Ties::All), at("amount", "prize_amount_form"));
        let goods = Prize { amount: 0, goods: "Sách".into(), ..prize() };
        assert_eq!(faults(goods.clone(), Ties::All), vec![]);
        assert_eq!(faults(goods, Ties::Split), at("amount", "prize_split_goods"));
        assert_eq!(faults(Prize { scope: Scope::Round("tuan-9".into()), ..prize() }, Ties::All), at("scope", "choice"));
        let block = |code: &str| Basis::Ranking { block: Some(code.into()), min_rounds: 0 };
        assert_eq!(faults(Prize { basis: block("ngoai"), ..prize() }, Ties::All), at("basis", "choice"));
        assert_eq!(faults(Prize { basis: block("trong-tinh"), ..prize() }, Ties::All), vec![]);
        assert_eq!(faults(Prize { basis: Basis::Threshold { rounds: 2, points: 0 }, ..prize() }, Ties::All), at("rounds", "prize_rounds"));
        assert_eq!(faults(Prize { basis: Basis::Referrals, ..prize() }, Ties::All), at("scope", "prize_referral_scope"));
        let weightless = Plan { fair: Fair { participation: 0, mean: 0, above: 0, ..Fair::default() }, ..Plan::default() };
        assert_eq!(weightless.checked(&[], &[]).unwrap_err()[0].field, "fair_participation");
    }
}
