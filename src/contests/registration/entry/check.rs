//! The checks of single fields.

use chrono::NaiveDate;

use super::{Guardian, Number, Surroundings, Typed, consent_name, custom_name};
use crate::{
    contests::registration::{
        model::{Purpose, RELATIONS},
        private::IdentityNumber,
        rules::{self, NoDivision},
        terms::{Asked, BuiltIn, CustomField, Division, FieldKind, Terms},
    },
    identity::model::NewPerson,
    kernel::{FieldProblem, ids::UnitId, text},
    org::model::parse_date,
};

/// A form being read: what is wrong so far.
pub(super) struct Check<'a> {
    pub(super) terms: &'a Terms,
    pub(super) typed: &'a Typed,
    pub(super) around: &'a Surroundings<'a>,
    pub(super) wrong: Vec<FieldProblem>,
}

impl Check<'_> {
    fn say(&mut self, name: &str, code: &'static str) {
        self.wrong.push(FieldProblem::new(name, code));
    }

    /// A cleaned line; none where nothing stands. Says when it lacks or is too long.
    pub(super) fn line(&mut self, name: &str, asked: Option<Asked>, most: usize) -> Option<String> {
        let asked = asked?;
        let line = text::clean_line(self.typed.get(name));
        if line.is_empty() {
            if asked == Asked::Required {
                self.say(name, "required");
            }
            return None;
        }
        if line.chars().count() > most {
            self.wrong.push(FieldProblem::new(name, "too_long").with("max", most));
            return None;
        }
        Some(line)
    }

    pub(super) fn name(&mut self, name: &str, required: bool) -> String {
        let asked = if required { Asked::Required } else { Asked::Optional };
        let line = self.line(name, Some(asked), 100).unwrap_or_default();
        if !line.is_empty() && !text::is_printable_name(&line) {
            self.say(name, "name_letters");
        }
        line
    }

    pub(super) fn birth_date(&mut self) -> Option<NaiveDate> {
        let line = self.line("birth_date", self.terms.asks(BuiltIn::BirthDate), 20)?;
        let Some(born) = parse_date(&line).filter(|born| *born < self.around.today) else {
            self.say("birth_date", "birth_date_form");
            return None;
        };
        let day = self.terms.age_day(self.around.today);
        let age = rules::age(born, day);
        let day = day.format("%d/%m/%Y");
        match (self.terms.min_age, self.terms.max_age) {
            (Some(min), _) if age < min => {
                self.wrong.push(FieldProblem::new("birth_date", "too_young").with("min", min).with("age", age).with("day", day));
            }
            (_, Some(max)) if age > max => {
                self.wrong.push(FieldProblem::new("birth_date", "too_old").with("max", max).with("age", age).with("day", day));
            }
            _ => {}
        }
        Some(born)
    }

    pub(super) fn choice(&mut self, name: &str, asked: Option<Asked>, choices: &[&str]) -> Option<String> {
        let line = self.line(name, asked, 200)?;
        if choices.contains(&line.as_str()) {
            return Some(line);
        }
        self.say(name, "choice");
        None
    }

    fn is_kept(&self, name: &str) -> bool {
        let mask = self.around.masks.get(name);
        !mask.is_empty() && text::clean_line(self.typed.get(name)) == mask
    }

    pub(super) fn phone(&mut self, name: &str, asked: Option<Asked>) -> Number<String> {
        if self.is_kept(name) {
            return Number::Kept;
        }
        let Some(line) = self.line(name, asked, 40) else { return Number::None };
        match text::phone(&line) {
            Some(phone) => Number::Given(phone),
            None => {
                self.say(name, "phone_form");
                Number::None
            }
        }
    }

    pub(super) fn identity(&mut self, name: &str, asked: Option<Asked>) -> Number<IdentityNumber> {
        if self.is_kept(name) {
            return Number::Kept;
        }
        let Some(line) = self.line(name, asked, 40) else { return Number::None };
        match IdentityNumber::parse(&line) {
            Some(number) => Number::Given(number),
            None => {
                self.say(name, "identity_form");
                Number::None
            }
        }
    }

    pub(super) fn email(&mut self) -> Option<String> {
        let line = self.line("email", self.terms.asks(BuiltIn::Email), 254)?;
        // The accounts' own rule, so that what is an address there is one here.
        let wrong = NewPerson::parse("dang.ky", "Đăng Ký", "", &line).err().is_some();
        if wrong {
            self.say("email", "email_form");
        }
        (!wrong).then(|| line.to_lowercase())
    }

    pub(super) fn unit(&mut self) -> Option<UnitId> {
        let line = self.line("unit_id", self.terms.asks(BuiltIn::Unit), 60)?;
        let unit = line.parse().ok().filter(|unit: &UnitId| self.around.path.contains(unit));
        if unit.is_none() {
            self.say("unit_id", "choice");
        } else if !self.terms.units.is_empty() && !rules::is_within(self.around.path, &self.terms.units) {
            self.say("unit_id", "unit_outside");
        }
        unit
    }

    pub(super) fn division(&mut self, name: &str, divisions: &[Division]) -> Option<String> {
        match rules::division(divisions, self.around.path, self.typed.get(name)) {
            Ok(found) => found.map(|division| division.code.clone()),
            Err(NoDivision::Choose) => {
                self.say(name, if self.typed.get(name).is_empty() { "required" } else { "choice" });
                None
            }
            Err(NoDivision::Outside) => {
                if !self.wrong.iter().any(|wrong| wrong.field == "unit_id") {
                    self.say("unit_id", "unit_in_no_division");
                }
                None
            }
        }
    }

    pub(super) fn custom(&mut self, field: &CustomField) -> Number<String> {
        let name = custom_name(&field.code);
        let asked = Some(if field.required { Asked::Required } else { Asked::Optional });
        match field.kind {
            FieldKind::Phone => self.phone(&name, asked),
            FieldKind::Identity => match self.identity(&name, asked) {
                Number::Given(number) => Number::Given(number.as_str().to_owned()),
                Number::Kept => Number::Kept,
                Number::None => Number::None,
            },
            FieldKind::Text => self.line(&name, asked, 200).map_or(Number::None, Number::Given),
            FieldKind::Choice => {
                let choices: Vec<&str> = field.choices.iter().map(String::as_str).collect();
                self.choice(&name, asked, &choices).map_or(Number::None, Number::Given)
            }
            FieldKind::Date => match self.line(&name, asked, 20) {
                None => Number::None,
                Some(line) => match parse_date(&line) {
                    Some(day) => Number::Given(day.format("%d/%m/%Y").to_string()),
                    None => {
                        self.say(&name, "date_form");
                        Number::None
                    }
                },
            },
            FieldKind::Number => match self.line(&name, asked, 20) {
                None => Number::None,
                Some(line) => match decimal(&line) {
                    Some(number) => Number::Given(number),
                    None => {
                        self.say(&name, "number_form");
                        Number::None
                    }
                },
            },
        }
    }

    pub(super) fn guardian(&mut self) -> Guardian {
        let full_name = self.name("guardian_name", true);
        let relation = self.choice("guardian_relation", Some(Asked::Required), &RELATIONS).unwrap_or_default();
        let phone = self.phone("guardian_phone", Some(Asked::Required));
        let papers = self.terms.asks(BuiltIn::Identity);
        let has_own = !self.typed.get("identity").trim().is_empty();
        let asked = papers.map(|asked| if has_own { Asked::Optional } else { asked });
        let identity = self.identity("guardian_identity", asked);
        Guardian { full_name, relation, phone, identity }
    }

    pub(super) fn consents(&mut self, is_minor: bool) -> Vec<Purpose> {
        let given: Vec<Purpose> = Purpose::ALL
            .into_iter()
            .filter(|purpose| *purpose != Purpose::Guardian || is_minor)
            .filter(|purpose| self.typed.ticked(&consent_name(*purpose)))
            .collect();
        for needed in [Some(Purpose::TakePart), is_minor.then_some(Purpose::Guardian)].into_iter().flatten() {
            if !given.contains(&needed) {
                self.say(&consent_name(needed), "must_consent");
            }
        }
        given
    }
}

/// A number with a decimal comma or point, in its normal form: `12,5`.
pub(super) fn decimal(typed: &str) -> Option<String> {
    let text = typed.replace('.', ",");
    let (whole, rest) = text.split_once(',').map_or((text.as_str(), None), |(whole, rest)| (whole, Some(rest)));
    let digits = |part: &str| !part.is_empty() && part.len() <= 15 && part.bytes().all(|b| b.is_ascii_digit());
    let fits = digits(whole.strip_prefix('-').unwrap_or(whole)) && rest.is_none_or(digits);
    fits.then_some(text)
}
