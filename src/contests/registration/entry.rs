//! What a person types to register, checked against the terms; every fault at its field, all at once.

mod check;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use chrono::NaiveDate;

use self::check::Check;
use super::{
    model::{GENDERS, Purpose},
    private::IdentityNumber,
    rules,
    terms::{Asked, BuiltIn, Effect, ExclusionClass, FieldKind, Terms},
};
use crate::kernel::{FieldProblem, ids::UnitId};

/// The fields of a form as they were typed; what is missing is empty.
#[derive(Clone, Debug, Default)]
pub struct Typed(BTreeMap<String, String>);

impl Typed {
    /// A field as it was typed.
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }
    /// Keeps a field.
    pub fn put(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.0.insert(name.into(), value.into());
    }
    /// Whether a box was ticked.
    pub fn ticked(&self, name: &str) -> bool {
        !self.get(name).is_empty()
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Typed {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(fields: I) -> Self {
        Self(fields.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}

/// Name of the field of one of the organizer's questions.
pub fn custom_name(code: &str) -> String {
    format!("x_{code}")
}

/// Name of the box of a purpose.
pub fn consent_name(purpose: Purpose) -> String {
    format!("consent_{}", purpose.code())
}

/// Names of the fields that every form may have, beside the organizer's own.
pub const NAMES: [&str; 22] = [
    "full_name",
    "birth_date",
    "gender",
    "phone",
    "identity",
    "email",
    "address",
    "unit_id",
    "group",
    "residence",
    "block",
    "relative",
    "guardian_name",
    "guardian_relation",
    "guardian_phone",
    "guardian_identity",
    "consent_guardian",
    "consent_take_part",
    "consent_publish",
    "consent_contact",
    "code",
    "gt",
];

/// A phone or identity number as it was typed, or that the one kept before stays.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Number<T> {
    /// None is given.
    None,
    /// The one kept before stays: the form shows its mask, which a person leaves as it is.
    Kept,
    /// A new one.
    Given(T),
}

/// Who agrees for a child.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Guardian {
    /// Name.
    pub full_name: String,
    /// One of [`RELATIONS`](super::model::RELATIONS).
    pub relation: String,
    /// Phone.
    pub phone: Number<String>,
    /// Identity number.
    pub identity: Number<IdentityNumber>,
}

/// A registration to be, checked.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Name.
    pub full_name: String,
    /// Day of birth.
    pub birth_date: Option<NaiveDate>,
    /// One of [`GENDERS`].
    pub gender: Option<String>,
    /// Phone of the person.
    pub phone: Number<String>,
    /// Identity number of the person.
    pub identity: Number<IdentityNumber>,
    /// E-mail.
    pub email: Option<String>,
    /// Address.
    pub address: Option<String>,
    /// Unit.
    pub unit: Option<UnitId>,
    /// Code of the group.
    pub group: Option<String>,
    /// Place of residence.
    pub residence: Option<String>,
    /// Code of the block.
    pub block: Option<String>,
    /// Answers to the organizer's questions.
    pub answers: BTreeMap<String, (FieldKind, Number<String>)>,
    /// Who agrees, for a child.
    pub guardian: Option<Guardian>,
    /// Declared to be a relative of the committee's.
    pub is_relative: bool,
    /// What was agreed to.
    pub consents: Vec<Purpose>,
}

/// What of the world the check needs.
pub struct Surroundings<'a> {
    /// The day in Vietnam.
    pub today: NaiveDate,
    /// The chosen unit and everything above it, the nearest first; empty when none was chosen or it is not there.
    pub path: &'a [UnitId],
    /// What the registration before shows of its numbers, by field; none when it is the first.
    pub masks: &'a Typed,
}

impl Entry {
    /// Checks what was typed.
    ///
    /// # Errors
    /// The wrong fields.
    pub fn parse(terms: &Terms, typed: &Typed, around: &Surroundings<'_>) -> Result<Self, Vec<FieldProblem>> {
        let mut check = Check { terms, typed, around, wrong: Vec::new() };
        let full_name = check.name("full_name", true);
        let birth_date = check.birth_date();
        let age = birth_date.map(|born| rules::age(born, terms.age_day(around.today)));
        let is_minor = age.is_some_and(|age| age < terms.guardian_under);
        let gender = check.choice("gender", terms.asks(BuiltIn::Gender), &GENDERS);
        // A child without papers and phone enters with the guardian's.
        let own = |asked: Option<Asked>| if is_minor { asked.map(|_| Asked::Optional) } else { asked };
        let phone = check.phone("phone", own(terms.asks(BuiltIn::Phone)));
        let identity = check.identity("identity", own(terms.asks(BuiltIn::Identity)));
        let email = check.email();
        let address = check.line("address", terms.asks(BuiltIn::Address), 200);
        let unit = check.unit();
        let group = check.division("group", &terms.groups);
        let residences: Vec<&str> = terms.residences.iter().map(String::as_str).collect();
        let residence = check.choice("residence", (!residences.is_empty()).then_some(Asked::Required), &residences);
        let block = check.division("block", &terms.blocks);
        let answers = terms.fields.iter().map(|field| (field.code.clone(), (field.kind, check.custom(field)))).collect();
        let guardian = is_minor.then(|| check.guardian());
        let is_relative = terms.exclusions.contains_key(&ExclusionClass::Relative) && typed.ticked("relative");
        if is_relative && terms.exclusions.get(&ExclusionClass::Relative) == Some(&Effect::Barred) {
            check.wrong.push(FieldProblem::new("relative", "relative_barred"));
        }
        let consents = check.consents(is_minor);
        if !check.wrong.is_empty() {
            return Err(check.wrong);
        }
        Ok(Self {
            full_name,
            birth_date,
            gender,
            phone,
            identity,
            email,
            address,
            unit,
            group,
            residence,
            block,
            answers,
            guardian,
            is_relative,
            consents,
        })
    }
}
