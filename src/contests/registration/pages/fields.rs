//! The form of a contest as a list of fields, made from its terms.

use serde::Serialize;

use crate::{
    contests::registration::{
        entry::{Typed, consent_name, custom_name},
        model::{GENDERS, Purpose, RELATIONS, Registration},
        rules::open_divisions,
        terms::{Asked, BuiltIn, Division, FieldKind, Terms},
    },
    web::{Cx, view::Choice},
};

/// A field of the form.
#[derive(Clone, Serialize)]
pub(super) struct FieldView {
    pub(super) name: String,
    /// The organizer's own words; empty where the platform asks, whose words the template knows by the name.
    pub(super) label: String,
    /// What the organizer uses the answer for.
    pub(super) purpose: String,
    pub(super) has_hint: bool,
    /// `text`, `tel`, `email`, `date`, `number`, `select` or `radios`.
    pub(super) kind: &'static str,
    pub(super) value: String,
    pub(super) required: bool,
    pub(super) choices: Vec<Choice>,
    pub(super) autocomplete: &'static str,
    pub(super) most: usize,
}

impl FieldView {
    fn new(name: &str, kind: &'static str, typed: &Typed, asked: Option<Asked>) -> Self {
        Self {
            name: name.to_owned(),
            label: String::new(),
            purpose: String::new(),
            has_hint: false,
            kind,
            value: typed.get(name).to_owned(),
            required: asked == Some(Asked::Required),
            choices: Vec::new(),
            autocomplete: "",
            most: 200,
        }
    }
}

/// A consent of the form.
#[derive(Clone, Serialize)]
pub(super) struct ConsentView {
    pub(super) name: String,
    pub(super) text: String,
    pub(super) ticked: bool,
    pub(super) required: bool,
}

/// The sentences of consent in the request's language.
pub(super) fn sentences(cx: &Cx) -> Vec<(Purpose, String)> {
    Purpose::ALL.into_iter().map(|purpose| (purpose, cx.t(&format!("registration-consent-{}", purpose.code()), &[]))).collect()
}

pub(super) fn consents(cx: &Cx, typed: &Typed) -> Vec<ConsentView> {
    sentences(cx)
        .into_iter()
        .filter(|(purpose, _)| *purpose != Purpose::Guardian)
        .map(|(purpose, text)| ConsentView {
            ticked: typed.ticked(&consent_name(purpose)),
            name: consent_name(purpose),
            text,
            required: purpose == Purpose::TakePart,
        })
        .collect()
}

fn coded(cx: &Cx, family: &str, codes: &[&str]) -> Vec<Choice> {
    codes.iter().map(|code| Choice { value: (*code).to_owned(), text: cx.t(&format!("registration-{family}-{code}"), &[]) }).collect()
}

/// What is asked of the person.
pub(super) fn person(cx: &Cx, terms: &Terms, typed: &Typed, units: Vec<Choice>) -> Vec<FieldView> {
    let mut out = vec![FieldView {
        autocomplete: "name",
        most: 100,
        has_hint: true,
        ..FieldView::new("full_name", "text", typed, Some(Asked::Required))
    }];
    for field in BuiltIn::ALL {
        let Some(asked) = terms.asks(field) else { continue };
        let (kind, autocomplete, most) = match field {
            BuiltIn::BirthDate => ("date", "bday", 10),
            BuiltIn::Gender => ("radios", "", 0),
            BuiltIn::Phone => ("tel", "tel", 20),
            BuiltIn::Identity => ("text", "off", 20),
            BuiltIn::Email => ("email", "email", 254),
            BuiltIn::Address => ("text", "street-address", 200),
            BuiltIn::Unit => ("select", "", 0),
        };
        let mut view = FieldView { autocomplete, most, has_hint: true, ..FieldView::new(field.code(), kind, typed, Some(asked)) };
        match field {
            BuiltIn::Gender => {
                view.choices = coded(cx, "gender", &GENDERS);
                view.has_hint = false;
            }
            BuiltIn::Unit => view.choices = units.clone(),
            BuiltIn::Email | BuiltIn::Address => view.has_hint = false,
            _ => {}
        }
        out.push(view);
    }
    for (name, divisions) in [("group", &terms.groups), ("block", &terms.blocks)] {
        out.extend(division(name, divisions, typed));
    }
    if !terms.residences.is_empty() {
        let choices = terms.residences.iter().map(|place| Choice { value: place.clone(), text: place.clone() }).collect();
        out.push(FieldView { choices, ..FieldView::new("residence", "select", typed, Some(Asked::Required)) });
    }
    out
}

/// The choice of a group or block; nothing where nothing can be chosen.
fn division(name: &str, divisions: &[Division], typed: &Typed) -> Option<FieldView> {
    let choices: Vec<Choice> =
        open_divisions(divisions).map(|division| Choice { value: division.code.clone(), text: division.title.clone() }).collect();
    (choices.len() > 1).then(|| FieldView { choices, ..FieldView::new(name, "radios", typed, Some(Asked::Required)) })
}

/// The organizer's own questions.
pub(super) fn questions(terms: &Terms, typed: &Typed) -> Vec<FieldView> {
    terms
        .fields
        .iter()
        .map(|field| {
            let (kind, most) = match field.kind {
                FieldKind::Text => ("text", 200),
                FieldKind::Number => ("number", 20),
                FieldKind::Date => ("date", 10),
                FieldKind::Choice => ("select", 0),
                FieldKind::Phone => ("tel", 20),
                FieldKind::Identity => ("text", 20),
            };
            let asked = Some(if field.required { Asked::Required } else { Asked::Optional });
            FieldView {
                label: field.label.clone(),
                purpose: field.purpose.clone(),
                choices: field.choices.iter().map(|choice| Choice { value: choice.clone(), text: choice.clone() }).collect(),
                most,
                ..FieldView::new(&custom_name(&field.code), kind, typed, asked)
            }
        })
        .collect()
}

/// What is asked of a child's guardian; nothing where the terms ask for none.
pub(super) fn guardian(cx: &Cx, terms: &Terms, typed: &Typed) -> Vec<FieldView> {
    if terms.guardian_under == 0 {
        return Vec::new();
    }
    let required = Some(Asked::Required);
    let mut out = vec![
        FieldView { most: 100, ..FieldView::new("guardian_name", "text", typed, required) },
        FieldView { choices: coded(cx, "relation", &RELATIONS), ..FieldView::new("guardian_relation", "select", typed, required) },
        FieldView { most: 20, ..FieldView::new("guardian_phone", "tel", typed, required) },
    ];
    if let Some(asked) = terms.asks(BuiltIn::Identity) {
        out.push(FieldView { most: 20, ..FieldView::new("guardian_identity", "text", typed, Some(asked)) });
    }
    out
}

/// The form filled in from a registration, numbers as their masks.
pub(super) fn fill(registration: &Registration, masks: &Typed, terms: &Terms, standing: &[Purpose]) -> Typed {
    let mut typed = Typed::default();
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    typed.put("full_name", registration.full_name.clone());
    typed.put("birth_date", registration.birth_date.map(|day| day.format("%d/%m/%Y").to_string()).unwrap_or_default());
    typed.put("gender", text(&registration.gender));
    typed.put("email", text(&registration.email));
    typed.put("address", text(&registration.address));
    typed.put("unit_id", registration.unit.map(|unit| unit.to_string()).unwrap_or_default());
    typed.put("group", text(&registration.group));
    typed.put("block", text(&registration.block));
    typed.put("residence", text(&registration.residence));
    typed.put("phone", masks.get("phone"));
    typed.put("identity", masks.get("identity"));
    typed.put("relative", if registration.answers.contains_key("_relative") { "1" } else { "" });
    if let Some(guardian) = &registration.guardian {
        typed.put("guardian_name", guardian.full_name.clone());
        typed.put("guardian_relation", guardian.relation.clone());
        typed.put("guardian_phone", guardian.phone_masked.clone());
        typed.put("guardian_identity", guardian.identity_masked.clone());
    }
    for field in &terms.fields {
        let shown = registration.answers.get(&field.code).map(|answer| answer.shown.clone()).unwrap_or_default();
        typed.put(custom_name(&field.code), shown);
    }
    for purpose in standing {
        typed.put(consent_name(*purpose), "1");
    }
    typed
}
