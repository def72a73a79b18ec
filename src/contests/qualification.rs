//! From qualifying rounds into a final: whom the published rankings of earlier rounds let in. Pure.

use serde::{Deserialize, Serialize};

/// How a ranking is cut. The two differ only where people share the last rank.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cut {
    /// Everyone of rank 1 to n, however many share the last of them.
    Ranks,
    /// The n best at most: who would share the last place with more than there is room for stays out.
    Best,
}

impl Cut {
    /// Both, in the order of the form.
    pub const ALL: [Self; 2] = [Self::Ranks, Self::Best];

    /// The word used in data and forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Ranks => "ranks",
            Self::Best => "best",
        }
    }

    /// Reads [`Cut::code`].
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cut| cut.code() == code)
    }
}

/// Whom a round lets in: who passes the cut of at least one of the named rounds, once all of them are published.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Qualification {
    /// Codes of earlier rounds of the same contest.
    pub rounds: Vec<String>,
    /// How each of their rankings is cut.
    pub cut: Cut,
    /// Where.
    pub n: usize,
}

impl Qualification {
    /// Who passes the cut of one ranking, given as ranks with names, best first.
    pub fn through<'a>(&self, ranking: &[(usize, &'a str)]) -> Vec<&'a str> {
        let within = ranking.iter().take_while(|(rank, _)| *rank <= self.n);
        match self.cut {
            Cut::Ranks => within.map(|(_, name)| *name).collect(),
            Cut::Best => {
                // Those who share the rank of the first who finds no room stay out with them.
                let last_out = ranking.get(self.n).map(|(rank, _)| *rank);
                within.filter(|(rank, _)| Some(*rank) != last_out).map(|(_, name)| *name).collect()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_cuts_differ_only_for_who_shares_the_last_rank() {
        let shared = [(1, "a"), (2, "b"), (2, "c"), (4, "d")];
        let through = |cut, n| Qualification { rounds: vec![], cut, n }.through(&shared);
        assert_eq!(through(Cut::Ranks, 2), ["a", "b", "c"]);
        assert_eq!(through(Cut::Best, 2), ["a"], "b and c share the one place left: neither is better");
        assert_eq!(through(Cut::Best, 3), ["a", "b", "c"]);
        assert_eq!(through(Cut::Ranks, 3), ["a", "b", "c"]);
        assert_eq!(through(Cut::Best, 10), ["a", "b", "c", "d"]);
        assert_eq!(through(Cut::Ranks, 1), ["a"]);
        assert!(Qualification { rounds: vec![], cut: Cut::Best, n: 1 }.through(&[(1, "a"), (1, "b")]).is_empty());
    }
}
