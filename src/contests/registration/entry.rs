//! What a person types to register, checked against the terms; every fault at its field, all at once.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{
    model::{GENDERS, Purpose, RELATIONS},
    private::IdentityNumber,
    rules::{self, NoDivision},
    terms::{Asked, BuiltIn, CustomField, Effect, ExclusionClass, FieldKind, Terms},
};
use crate::{
    identity::model::NewPerson,
    kernel::{FieldProblem, ids::UnitId, text},
    org::model::parse_date,
};

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
    /// One of [`RELATIONS`].
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

struct Check<'a> {
    terms: &'a Terms,
    typed: &'a Typed,
    around: &'a Surroundings<'a>,
    wrong: Vec<FieldProblem>,
}

impl Check<'_> {
    fn say(&mut self, name: &str, code: &'static str) {
        self.wrong.push(FieldProblem::new(name, code));
    }

    /// A cleaned line; none where nothing stands. Says when it lacks or is too long.
    fn line(&mut self, name: &str, asked: Option<Asked>, most: usize) -> Option<String> {
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

    fn name(&mut self, name: &str, required: bool) -> String {
        let asked = if required { Asked::Required } else { Asked::Optional };
        let line = self.line(name, Some(asked), 100).unwrap_or_default();
        if !line.is_empty() && !text::is_printable_name(&line) {
            self.say(name, "name_letters");
        }
        line
    }

    fn birth_date(&mut self) -> Option<NaiveDate> {
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

    fn choice(&mut self, name: &str, asked: Option<Asked>, choices: &[&str]) -> Option<String> {
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

    fn phone(&mut self, name: &str, asked: Option<Asked>) -> Number<String> {
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

    fn identity(&mut self, name: &str, asked: Option<Asked>) -> Number<IdentityNumber> {
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

    fn email(&mut self) -> Option<String> {
        let line = self.line("email", self.terms.asks(BuiltIn::Email), 254)?;
        // The accounts' own rule, so that what is an address there is one here.
        let wrong = NewPerson::parse("dang.ky", "Đăng Ký", "", &line).err().is_some();
        if wrong {
            self.say("email", "email_form");
        }
        (!wrong).then(|| line.to_lowercase())
    }

    fn unit(&mut self) -> Option<UnitId> {
        let line = self.line("unit_id", self.terms.asks(BuiltIn::Unit), 60)?;
        let unit = line.parse().ok().filter(|unit: &UnitId| self.around.path.contains(unit));
        if unit.is_none() {
            self.say("unit_id", "choice");
        } else if !self.terms.units.is_empty() && !rules::is_within(self.around.path, &self.terms.units) {
            self.say("unit_id", "unit_outside");
        }
        unit
    }

    fn division(&mut self, name: &str, divisions: &[super::terms::Division]) -> Option<String> {
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

    fn custom(&mut self, field: &CustomField) -> Number<String> {
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

    fn guardian(&mut self) -> Guardian {
        let full_name = self.name("guardian_name", true);
        let relation = self.choice("guardian_relation", Some(Asked::Required), &RELATIONS).unwrap_or_default();
        let phone = self.phone("guardian_phone", Some(Asked::Required));
        let papers = self.terms.asks(BuiltIn::Identity);
        let has_own = !self.typed.get("identity").trim().is_empty();
        let asked = papers.map(|asked| if has_own { Asked::Optional } else { asked });
        let identity = self.identity("guardian_identity", asked);
        Guardian { full_name, relation, phone, identity }
    }

    fn consents(&mut self, is_minor: bool) -> Vec<Purpose> {
        let given: Vec<Purpose> =
            Purpose::ALL.into_iter().filter(|purpose| *purpose != Purpose::Guardian || is_minor).filter(|purpose| self.typed.ticked(&consent_name(*purpose))).collect();
        for needed in [Some(Purpose::TakePart), is_minor.then_some(Purpose::Guardian)].into_iter().flatten() {
            if !given.contains(&needed) {
                self.say(&consent_name(needed), "must_consent");
            }
        }
        given
    }
}

/// A number with a decimal comma or point, in its normal form: `12,5`.
fn decimal(typed: &str) -> Option<String> {
    let text = typed.replace('.', ",");
    let (whole, rest) = text.split_once(',').map_or((text.as_str(), None), |(whole, rest)| (whole, Some(rest)));
    let digits = |part: &str| !part.is_empty() && part.len() <= 15 && part.bytes().all(|b| b.is_ascii_digit());
    let fits = digits(whole.strip_prefix('-').unwrap_or(whole)) && rest.is_none_or(digits);
    fits.then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms() -> Terms {
        Terms {
            min_age: Some(10),
            age_on: NaiveDate::from_ymd_opt(2026, 12, 1),
            guardian_under: 16,
            residences: vec!["Tỉnh Đồng Tháp".into(), "Nơi khác".into()],
            asked: [(BuiltIn::Phone, Asked::Required), (BuiltIn::Identity, Asked::Required)].into(),
            fields: vec![CustomField {
                code: "lop".into(),
                label: "Lớp".into(),
                kind: FieldKind::Choice,
                required: true,
                purpose: "Thống kê".into(),
                choices: vec!["10".into(), "11".into()],
            }],
            ..Terms::default()
        }
    }

    fn grown_up() -> Typed {
        [
            ("full_name", "Nguyễn Thị Lan"),
            ("birth_date", "01/12/2000"),
            ("phone", "+84 912 345 678"),
            ("identity", "082095001234"),
            ("residence", "Nơi khác"),
            ("x_lop", "10"),
            ("consent_take_part", "1"),
        ]
        .into_iter()
        .collect()
    }

    fn parse(typed: &Typed) -> Result<Entry, Vec<(String, &'static str)>> {
        let masks: Typed = [("phone", "091****678")].into_iter().collect();
        let around = Surroundings { today: NaiveDate::from_ymd_opt(2026, 11, 23).unwrap(), path: &[], masks: &masks };
        Entry::parse(&terms(), typed, &around).map_err(|wrong| wrong.into_iter().map(|field| (field.field, field.code)).collect())
    }

    #[test]
    fn a_grown_up_registers_with_their_own_papers() {
        let entry = parse(&grown_up()).unwrap();
        assert_eq!(entry.phone, Number::Given("0912345678".into()));
        assert_eq!((entry.guardian, entry.consents), (None, vec![Purpose::TakePart]));
        assert_eq!(entry.answers["lop"].1, Number::Given("10".into()));
    }

    #[test]
    fn every_fault_is_told_at_once_at_its_field() {
        let wrong = parse(&Typed::default()).unwrap_err();
        let expected = [
            ("full_name", "required"),
            ("birth_date", "required"),
            ("phone", "required"),
            ("identity", "required"),
            ("residence", "required"),
            ("x_lop", "required"),
            ("consent_take_part", "must_consent"),
        ];
        assert_eq!(wrong, expected.map(|(name, code)| (name.to_owned(), code)));
    }

    #[test]
    fn a_child_registers_with_a_guardian_instead_of_papers() {
        let mut typed = grown_up();
        for (name, value) in [("birth_date", "02/12/2010"), ("phone", ""), ("identity", "")] {
            typed.put(name, value);
        }
        let wrong: Vec<_> = parse(&typed).unwrap_err().into_iter().map(|(name, _)| name).collect();
        assert_eq!(wrong, ["guardian_name", "guardian_relation", "guardian_phone", "guardian_identity", "consent_guardian"]);
        for (name, value) in
            [("guardian_name", "Trần Văn Đức"), ("guardian_relation", "parent"), ("guardian_phone", "0987654321"), ("consent_guardian", "1")]
        {
            typed.put(name, value);
        }
        assert_eq!(parse(&typed).unwrap_err(), [("guardian_identity".to_owned(), "required")]);
        typed.put("guardian_identity", "082075001234");
        let entry = parse(&typed).unwrap();
        assert_eq!(entry.phone, Number::None);
        assert_eq!(entry.guardian.unwrap().phone, Number::Given("0987654321".into()));
        // On the sixteenth birthday itself nobody is a child any more.
        typed.put("birth_date", "01/12/2010");
        assert!(parse(&typed).unwrap_err().iter().any(|(name, _)| name == "phone"));
    }

    #[test]
    fn ages_count_at_the_stated_day() {
        let mut typed = grown_up();
        typed.put("birth_date", "02/12/2016");
        assert!(parse(&typed).unwrap_err().contains(&("birth_date".into(), "too_young")));
        typed.put("birth_date", "24/11/2026");
        assert!(parse(&typed).unwrap_err().contains(&("birth_date".into(), "birth_date_form")), "nobody is born tomorrow");
    }

    #[test]
    fn a_mask_left_as_it_is_keeps_the_number() {
        let mut typed = grown_up();
        typed.put("phone", "091****678");
        assert_eq!(parse(&typed).unwrap().phone, Number::Kept);
        typed.put("phone", "091****679");
        assert!(parse(&typed).unwrap_err().contains(&("phone".into(), "phone_form")));
    }

    #[test]
    fn numbers_take_a_comma_or_a_point() {
        assert_eq!(decimal("12.5").as_deref(), Some("12,5"));
        assert_eq!(decimal("-3").as_deref(), Some("-3"));
        for wrong in ["", "1,2,3", "a", "1,", "--1", "9999999999999999"] {
            assert_eq!(decimal(wrong), None, "{wrong}");
        }
    }
}
