//! The entry terms of a contest: who may take part, what is asked of them, how they are divided.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::kernel::{Timestamp, ids::UnitId};

/// What an organizer asks of those who take part.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Terms {
    /// Youngest age in full years; none is no limit.
    pub min_age: Option<i32>,
    /// Oldest age in full years; none is no limit.
    pub max_age: Option<i32>,
    /// The day at which ages are counted; none is the day of registering.
    pub age_on: Option<NaiveDate>,
    /// Whoever is younger needs a guardian's consent; 0 is nobody.
    pub guardian_under: i32,
    /// Units whose people (with all below them) may take part; empty is everybody.
    pub units: Vec<UnitId>,
    /// Groups that people belong to, as "trong tỉnh" and "ngoài tỉnh"; empty is none.
    pub groups: Vec<Division>,
    /// Places of residence to choose from; empty is not asked.
    pub residences: Vec<String>,
    /// Blocks (khối) that are ranked separately; empty is one ranking.
    pub blocks: Vec<Division>,
    /// What becomes of those who stand on a list of exclusion.
    pub exclusions: BTreeMap<ExclusionClass, Effect>,
    /// Registering ends then; none is the closing of the last round.
    pub closes_at: Option<Timestamp>,
    /// A code from the unit or the organizer verifies who registers.
    pub needs_code: bool,
    /// People get a link of their own and are counted for whom they bring (lan tỏa).
    pub spreads: bool,
    /// What is asked beside the name, which always is.
    pub asked: BTreeMap<BuiltIn, Asked>,
    /// What else is asked.
    pub fields: Vec<CustomField>,
}

/// A group or a block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Division {
    /// Stable code: lower-case letters, digits, hyphens.
    pub code: String,
    /// Name.
    pub title: String,
    /// People of these units (with all below them) fall into it; empty is chosen by the person.
    #[serde(default)]
    pub units: Vec<UnitId>,
}

/// Why somebody stands on a list of exclusion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExclusionClass {
    /// Ban Tổ chức, Ban Nội dung, Ban Giám khảo.
    Committee,
    /// Tổ Thư ký, Tổ Giúp việc.
    Secretariat,
    /// Who makes or runs the software.
    Software,
    /// Parents, spouse, children of one of them; declared by the person.
    Relative,
}

impl ExclusionClass {
    /// All, in the order of the form.
    pub const ALL: [Self; 4] = [Self::Committee, Self::Secretariat, Self::Software, Self::Relative];

    /// The word used in data, forms and messages.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Committee => "committee",
            Self::Secretariat => "secretariat",
            Self::Software => "software",
            Self::Relative => "relative",
        }
    }

    /// Reads [`ExclusionClass::code`].
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.code() == code)
    }
}

/// What an exclusion does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// May not take part.
    Barred,
    /// May take part, gets no prize.
    Unranked,
}

impl Effect {
    /// The word used in data, forms and messages.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Barred => "barred",
            Self::Unranked => "unranked",
        }
    }

    /// Reads [`Effect::code`].
    pub fn parse(code: &str) -> Option<Self> {
        [Self::Barred, Self::Unranked].into_iter().find(|effect| effect.code() == code)
    }
}

/// What the platform knows how to ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BuiltIn {
    /// Day of birth.
    BirthDate,
    /// Gender.
    Gender,
    /// Phone: one person, one entry.
    Phone,
    /// Identity number: one person, one entry.
    Identity,
    /// E-mail.
    Email,
    /// Address.
    Address,
    /// Unit.
    Unit,
}

impl BuiltIn {
    /// All, in the order of the forms.
    pub const ALL: [Self; 7] = [Self::BirthDate, Self::Gender, Self::Phone, Self::Identity, Self::Email, Self::Address, Self::Unit];

    /// The name of its field in forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::BirthDate => "birth_date",
            Self::Gender => "gender",
            Self::Phone => "phone",
            Self::Identity => "identity",
            Self::Email => "email",
            Self::Address => "address",
            Self::Unit => "unit_id",
        }
    }
}

/// How something is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Asked {
    /// May stay empty.
    Optional,
    /// Must be filled in.
    Required,
}

/// A question of the organizer's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustomField {
    /// Stable code: lower-case letters, digits, hyphens.
    pub code: String,
    /// What is asked.
    pub label: String,
    /// What kind of answer.
    pub kind: FieldKind,
    /// Whether it must be answered.
    pub required: bool,
    /// What the answer is used for, as the person reads it.
    pub purpose: String,
    /// What may be chosen, for [`FieldKind::Choice`].
    #[serde(default)]
    pub choices: Vec<String>,
}

/// The kind of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// A line of text.
    Text,
    /// A whole or decimal number.
    Number,
    /// A day.
    Date,
    /// One of several.
    Choice,
    /// A phone number, kept sealed.
    Phone,
    /// An identity number, kept sealed.
    Identity,
}

impl FieldKind {
    /// All, in the order of the form.
    pub const ALL: [Self; 6] = [Self::Text, Self::Number, Self::Date, Self::Choice, Self::Phone, Self::Identity];

    /// The word used in data, forms and messages.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::Date => "date",
            Self::Choice => "choice",
            Self::Phone => "phone",
            Self::Identity => "identity",
        }
    }

    /// Reads [`FieldKind::code`].
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

impl Terms {
    /// How a field of the platform's is asked; none where it is not. An age limit or a guardian's consent asks for the
    /// day of birth, a border of units for the unit, whatever the form says.
    pub fn asks(&self, field: BuiltIn) -> Option<Asked> {
        let by_age = self.min_age.is_some() || self.max_age.is_some() || self.guardian_under > 0;
        let by_unit = !self.units.is_empty() || self.groups.iter().chain(&self.blocks).any(|division| !division.units.is_empty());
        match field {
            BuiltIn::BirthDate if by_age => Some(Asked::Required),
            BuiltIn::Unit if by_unit => Some(self.asked.get(&field).copied().unwrap_or(Asked::Required)),
            _ => self.asked.get(&field).copied(),
        }
    }

    /// The day at which ages are counted for who registers on `today`.
    pub fn age_day(&self, today: NaiveDate) -> NaiveDate {
        self.age_on.unwrap_or(today)
    }
}

/// Something about the terms that is true, to be put into words: the key of a message and its values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Key of a message in `registration.ftl`.
    pub key: &'static str,
    /// Its values.
    pub args: Vec<(&'static str, String)>,
}

impl Fact {
    fn of(key: &'static str, args: &[(&'static str, String)]) -> Self {
        Self { key, args: args.to_vec() }
    }
}

/// What the terms say, fact by fact in the order of a Thể lệ; for the rules page and the printed rules.
/// `unit_name` gives the name of a unit.
pub fn in_words(terms: &Terms, unit_name: &dyn Fn(UnitId) -> String) -> Vec<Fact> {
    let date = |day: NaiveDate| day.format("%d/%m/%Y").to_string();
    let titles = |divisions: &[Division]| divisions.iter().map(|division| division.title.clone()).collect::<Vec<_>>().join("; ");
    let mut facts = Vec::new();
    match (terms.min_age, terms.max_age) {
        (Some(min), Some(max)) => {
            facts.push(Fact::of("registration-fact-age-between", &[("min", min.to_string()), ("max", max.to_string())]));
        }
        (Some(min), None) => facts.push(Fact::of("registration-fact-age-from", &[("min", min.to_string())])),
        (None, Some(max)) => facts.push(Fact::of("registration-fact-age-to", &[("max", max.to_string())])),
        (None, None) => facts.push(Fact::of("registration-fact-age-any", &[])),
    }
    if terms.min_age.is_some() || terms.max_age.is_some() {
        facts.push(match terms.age_on {
            Some(day) => Fact::of("registration-fact-age-on", &[("day", date(day))]),
            None => Fact::of("registration-fact-age-today", &[]),
        });
    }
    if terms.guardian_under > 0 {
        facts.push(Fact::of("registration-fact-guardian", &[("age", terms.guardian_under.to_string())]));
    }
    if !terms.units.is_empty() {
        let names: Vec<String> = terms.units.iter().map(|unit| unit_name(*unit)).collect();
        facts.push(Fact::of("registration-fact-units", &[("units", names.join("; "))]));
    }
    if !terms.residences.is_empty() {
        facts.push(Fact::of("registration-fact-residences", &[("places", terms.residences.join("; "))]));
    }
    if !terms.groups.is_empty() {
        facts.push(Fact::of("registration-fact-groups", &[("groups", titles(&terms.groups))]));
    }
    if !terms.blocks.is_empty() {
        facts.push(Fact::of("registration-fact-blocks", &[("blocks", titles(&terms.blocks))]));
    }
    for (class, effect) in &terms.exclusions {
        facts.push(Fact::of(
            match (class, effect) {
                (ExclusionClass::Committee, Effect::Barred) => "registration-fact-committee-barred",
                (ExclusionClass::Committee, Effect::Unranked) => "registration-fact-committee-unranked",
                (ExclusionClass::Secretariat, Effect::Barred) => "registration-fact-secretariat-barred",
                (ExclusionClass::Secretariat, Effect::Unranked) => "registration-fact-secretariat-unranked",
                (ExclusionClass::Software, Effect::Barred) => "registration-fact-software-barred",
                (ExclusionClass::Software, Effect::Unranked) => "registration-fact-software-unranked",
                (ExclusionClass::Relative, Effect::Barred) => "registration-fact-relative-barred",
                (ExclusionClass::Relative, Effect::Unranked) => "registration-fact-relative-unranked",
            },
            &[],
        ));
    }
    let once = [BuiltIn::Phone, BuiltIn::Identity].iter().any(|field| terms.asks(*field).is_some());
    if once {
        facts.push(Fact::of("registration-fact-once", &[]));
    }
    if terms.needs_code {
        facts.push(Fact::of("registration-fact-code", &[]));
    }
    facts.push(match terms.closes_at {
        Some(at) => Fact::of("registration-fact-closes", &[("time", at.vietnam().format("%H:%M %d/%m/%Y").to_string())]),
        None => Fact::of("registration-fact-closes-with-rounds", &[]),
    });
    if terms.spreads {
        facts.push(Fact::of("registration-fact-spreads", &[]));
    }
    facts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_limit_asks_for_the_day_of_birth_and_a_border_for_the_unit() {
        let none = Terms::default();
        assert_eq!((none.asks(BuiltIn::BirthDate), none.asks(BuiltIn::Unit)), (None, None));
        let young = Terms { min_age: Some(14), ..Terms::default() };
        assert_eq!(young.asks(BuiltIn::BirthDate), Some(Asked::Required));
        let unit: UnitId = "01890000-0000-7000-8000-000000000001".parse().unwrap();
        let bordered = Terms { units: vec![unit], ..Terms::default() };
        assert_eq!(bordered.asks(BuiltIn::Unit), Some(Asked::Required));
    }

    #[test]
    fn terms_survive_their_json_and_older_json_reads() {
        let terms = Terms {
            min_age: Some(14),
            age_on: NaiveDate::from_ymd_opt(2026, 12, 1),
            exclusions: [(ExclusionClass::Relative, Effect::Unranked)].into(),
            asked: [(BuiltIn::Phone, Asked::Required)].into(),
            ..Terms::default()
        };
        let json = serde_json::to_string(&terms).unwrap();
        assert_eq!(serde_json::from_str::<Terms>(&json).unwrap(), terms);
        assert_eq!(serde_json::from_str::<Terms>("{}").unwrap(), Terms::default());
    }

    #[test]
    fn facts_follow_the_terms() {
        let terms = Terms {
            min_age: Some(14),
            age_on: NaiveDate::from_ymd_opt(2026, 2, 28),
            exclusions: [(ExclusionClass::Committee, Effect::Barred)].into(),
            ..Terms::default()
        };
        let facts = in_words(&terms, &|_| String::new());
        let keys: Vec<_> = facts.iter().map(|fact| fact.key).collect();
        assert_eq!(
            keys,
            [
                "registration-fact-age-from",
                "registration-fact-age-on",
                "registration-fact-committee-barred",
                "registration-fact-closes-with-rounds"
            ]
        );
        assert_eq!(facts[1].args, [("day", "28/02/2026".to_owned())]);
    }
}
