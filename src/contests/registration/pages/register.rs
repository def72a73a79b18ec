//! Registering, and correcting what one registered.

use std::sync::Arc;

use actix_web::{HttpResponse, http::StatusCode};
use serde::Serialize;

use super::{
    Tries,
    fields::{self, ConsentView, FieldView},
    own, unit_names, with_terms,
};
use crate::{
    contests::registration::{
        claims,
        entry::{NAMES, Typed, custom_name},
        model::{Purpose, Registration, RegistrationError, State},
        ops,
        rules::{Standing, is_within},
        terms::{BuiltIn, ExclusionClass, Terms},
    },
    identity,
    kernel::{Actor, Problem, ids::UnitId},
    org,
    storage::Conn,
    web::{
        Cx, Form, View,
        error::FieldError,
        format,
        view::{Choice, Sample},
    },
};

#[derive(Serialize)]
#[allow(clippy::struct_excessive_bools)] // the page shows this many facts
pub(super) struct RegisterPage {
    contest_code: String,
    contest_title: String,
    /// The terms in words.
    terms: Vec<String>,
    /// Registering is over.
    is_closed: bool,
    /// `barred-committee`, `unranked-relative` … as the lists have it now; empty where nothing applies.
    foreseen: String,
    /// A registration is being corrected.
    is_change: bool,
    person: Vec<FieldView>,
    questions: Vec<FieldView>,
    guardian: Vec<FieldView>,
    guardian_under: i32,
    /// The day at which ages are counted, for the script that shows the guardian's part: `2026-12-01`.
    age_day: String,
    age_day_shown: String,
    /// What the guardian agrees to.
    guardian_consent: String,
    guardian_agreed: bool,
    asks_relative: bool,
    is_relative: bool,
    needs_code: bool,
    code: String,
    /// Who brought the person here.
    gt: String,
    consents: Vec<ConsentView>,
    errors: Vec<FieldError>,
}

impl View for RegisterPage {
    const TEMPLATE: &'static str = "registration/register.html";
    fn samples() -> Vec<Self> {
        let field = |name: &str, kind, label: &str| FieldView {
            name: name.into(),
            label: label.into(),
            purpose: if label.is_empty() { String::new() } else { "Thống kê theo lớp".into() },
            has_hint: matches!(name, "full_name" | "phone" | "birth_date" | "identity" | "unit_id"),
            kind,
            value: String::new(),
            required: name != "unit_id",
            choices: vec![Choice { value: "a".into(), text: "Trong tỉnh".into() }, Choice { value: "b".into(), text: "Ngoài tỉnh".into() }],
            autocomplete: "",
            most: 20,
        };
        let consent =
            |name: &str, required| ConsentView { name: name.into(), text: "Tôi đồng ý dự thi.".into(), ticked: false, required };
        let page = |foreseen: &str, is_closed, is_change, errors: Vec<FieldError>| Self {
            contest_code: "tim-hieu".into(),
            contest_title: "Cuộc thi tìm hiểu".into(),
            terms: vec!["Từ đủ 14 tuổi.".into()],
            is_closed,
            foreseen: foreseen.into(),
            is_change,
            person: vec![
                field("full_name", "text", ""),
                field("birth_date", "date", ""),
                field("gender", "radios", ""),
                field("phone", "tel", ""),
                field("identity", "text", ""),
                field("email", "email", ""),
                field("address", "text", ""),
                field("unit_id", "select", ""),
                field("group", "radios", ""),
                field("block", "radios", ""),
                field("residence", "select", ""),
            ],
            questions: vec![field("x_lop", "number", "Lớp")],
            guardian: vec![
                field("guardian_name", "text", ""),
                field("guardian_relation", "select", ""),
                field("guardian_phone", "tel", ""),
                field("guardian_identity", "text", ""),
            ],
            guardian_under: 16,
            age_day: "2026-12-01".into(),
            age_day_shown: "01/12/2026".into(),
            guardian_consent: "Tôi là người giám hộ và đồng ý.".into(),
            guardian_agreed: false,
            asks_relative: true,
            is_relative: false,
            needs_code: true,
            code: String::new(),
            gt: String::new(),
            consents: vec![consent("consent_take_part", true), consent("consent_publish", false), consent("consent_contact", false)],
            errors,
        };
        let wrong = ["full_name", "phone", "x_lop", "guardian_name", "consent_take_part", "consent_guardian", "code", "relative"]
            .map(|name| FieldError { field: name.into(), message: "Chỗ này còn trống.".into() });
        let bare = Self {
            person: vec![field("full_name", "text", "")],
            questions: vec![],
            guardian: vec![],
            guardian_under: 0,
            asks_relative: false,
            needs_code: false,
            ..page("", false, false, vec![])
        };
        vec![
            bare,
            page("unranked-secretariat", false, false, wrong.into()),
            page("barred-committee", false, false, vec![]),
            page("", true, false, vec![]),
            page("", false, true, vec![]),
        ]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<RegisterPage>()
}

/// What a form needs beside what was typed.
struct Sheet {
    code: String,
    title: String,
    terms: Terms,
    unit_names: Vec<(UnitId, String)>,
    units: Vec<Choice>,
    is_closed: bool,
    foreseen: Standing,
    registration: Option<Registration>,
    standing: Vec<Purpose>,
    may_change: bool,
    own_unit: Option<UnitId>,
    person: Option<identity::model::Person>,
}

fn sheet(conn: &mut Conn<'_>, now: crate::kernel::Timestamp, code: &str, actor: &Actor) -> Result<Sheet, Problem> {
    let (contest, rounds, terms) = with_terms(conn, code, false)?;
    let registration = ops::own(conn, contest.id, actor.id)?;
    let standing = match &registration {
        Some(registration) => ops::consents(conn, registration.id)?
            .into_iter()
            .filter(|consent| consent.withdrawn_at.is_none())
            .map(|consent| consent.purpose)
            .collect(),
        None => Vec::new(),
    };
    Ok(Sheet {
        unit_names: unit_names(conn, &terms)?,
        units: if terms.asks(BuiltIn::Unit).is_some() { units(conn, now, &terms)? } else { Vec::new() },
        is_closed: ops::is_closed(&terms, &rounds, now),
        foreseen: ops::foreseen(conn, contest.id, &terms, actor.id)?,
        may_change: ops::may_change(conn, contest.id, actor.id)?,
        own_unit: org::ops::unit_of(conn, actor.id)?.map(|unit| unit.id),
        person: identity::ops::person(conn, actor.id)?,
        registration,
        standing,
        terms,
        code: contest.code,
        title: contest.title,
    })
}

/// Units to choose from, as a tree; only those within the terms' border.
fn units(conn: &mut Conn<'_>, now: crate::kernel::Timestamp, terms: &Terms) -> Result<Vec<Choice>, Problem> {
    let today = now.vietnam_date();
    let all = org::ops::units(conn, &org::model::Scope::Everywhere)?;
    let parents: std::collections::HashMap<UnitId, Option<UnitId>> = all.iter().map(|unit| (unit.id, unit.parent_id)).collect();
    let within = |unit: UnitId| {
        let path: Vec<UnitId> = std::iter::successors(Some(unit), |unit| parents.get(unit).copied().flatten()).take(64).collect();
        terms.units.is_empty() || is_within(&path, &terms.units)
    };
    let open = all.into_iter().filter(|unit| unit.valid_to.is_none_or(|last| last >= today) && within(unit.id)).collect();
    Ok(org::ops::tree_order(open)
        .into_iter()
        .map(|(depth, unit)| Choice { value: unit.id.to_string(), text: format!("{}{}", "\u{2003}".repeat(depth), unit.name) })
        .collect())
}

/// What the account already says, so that nobody types it again.
fn known(sheet: &Sheet, actor: &Actor) -> Typed {
    let mut typed = Typed::default();
    typed.put("full_name", actor.full_name.clone());
    if let Some(person) = &sheet.person {
        typed.put("phone", person.phone.clone().unwrap_or_default());
        typed.put("email", person.email.clone().unwrap_or_default());
    }
    if let Some(unit) = sheet.own_unit.map(|unit| unit.to_string()).filter(|unit| sheet.units.iter().any(|choice| choice.value == *unit)) {
        typed.put("unit_id", unit);
    }
    typed
}

fn page(cx: &Cx, sheet: Sheet, typed: &Typed, errors: Vec<FieldError>) -> RegisterPage {
    let terms = &sheet.terms;
    let day = terms.age_day(cx.now().vietnam_date());
    let is_verified = sheet.registration.as_ref().is_some_and(|registration| registration.verified_at.is_some());
    let consent =
        |purpose: Purpose| fields::sentences(cx).into_iter().find(|(of, _)| *of == purpose).map(|(_, text)| text).unwrap_or_default();
    RegisterPage {
        terms: super::sentences(cx, terms, &sheet.unit_names),
        is_closed: sheet.is_closed,
        foreseen: match sheet.foreseen {
            Standing::Ranked => String::new(),
            other => format!("{}-{}", other.code(), other.reason()),
        },
        is_change: sheet.registration.is_some(),
        person: fields::person(cx, terms, typed, sheet.units),
        questions: fields::questions(terms, typed),
        guardian: fields::guardian(cx, terms, typed),
        guardian_under: terms.guardian_under,
        age_day: day.to_string(),
        age_day_shown: format::date(day),
        guardian_consent: consent(Purpose::Guardian),
        guardian_agreed: typed.ticked("consent_guardian"),
        asks_relative: terms.exclusions.contains_key(&ExclusionClass::Relative),
        is_relative: typed.ticked("relative"),
        needs_code: terms.needs_code && !is_verified,
        code: typed.get("code").to_owned(),
        gt: typed.get("gt").to_owned(),
        consents: fields::consents(cx, typed),
        contest_code: sheet.code,
        contest_title: sheet.title,
        errors,
    }
}

/// `GET /cuoc-thi/{contest}/dang-ky`: the form, or what is registered. A guest signs in first and keeps who brought them.
pub async fn register_page(cx: Cx) -> Result<HttpResponse, Problem> {
    let (code, now, gt) = (cx.path_str("contest")?.to_owned(), cx.now(), cx.query("gt"));
    let Some(actor) = cx.context.actor().cloned() else {
        let contest = cx.state.db.read(move |conn| with_terms(conn, &code, false)).await?.0;
        let mut back = format!("/cuoc-thi/{}/dang-ky", contest.code);
        if !gt.is_empty() {
            back.push_str("?gt=");
            back.extend(form_urlencoded::byte_serialize(gt.as_bytes()));
        }
        let next: String = form_urlencoded::byte_serialize(back.as_bytes()).collect();
        return Ok(cx.redirect(&format!("/dang-nhap?next={next}")));
    };
    let for_read = actor.clone();
    let sheet = cx.state.db.read(move |conn| sheet(conn, now, &code, &for_read)).await?;
    let wants_change = cx.query("sua") == "1";
    match &sheet.registration {
        Some(registration) if !(wants_change && sheet.may_change && registration.state == State::Active) => own::show(&cx, None).await,
        Some(registration) => {
            let typed = fields::fill(registration, &ops::masks(&sheet.terms, registration), &sheet.terms, &sheet.standing);
            cx.page(&page(&cx, sheet, &typed, vec![]))
        }
        None => {
            let mut typed = known(&sheet, &actor);
            typed.put("gt", gt);
            cx.page(&page(&cx, sheet, &typed, vec![]))
        }
    }
}

/// `POST /cuoc-thi/{contest}/dang-ky`.
pub async fn register(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let (code, actor, now, entropy) = (cx.path_str("contest")?.to_owned(), cx.actor()?, cx.now(), Arc::clone(&cx.state.entropy));
    let (for_read, reader) = (code.clone(), actor.clone());
    let sheet = cx.state.db.read(move |conn| sheet(conn, now, &for_read, &reader)).await?;
    let custom = sheet.terms.fields.iter().map(|field| custom_name(&field.code));
    let typed: Typed =
        NAMES.iter().map(|name| (*name).to_owned()).chain(custom).map(|name| (name.clone(), form.text(&name).to_owned())).collect();
    let (for_write, sentences) = (typed.clone(), fields::sentences(&cx));
    let (tries, person) = (cx.service::<Tries>()?, actor.id);
    if let Err(problem) = tries.check(person) {
        let errors = cx.field_errors(problem)?;
        return cx.page_with(StatusCode::TOO_MANY_REQUESTS, &page(&cx, sheet, &typed, errors));
    }
    let done = cx
        .state
        .db
        .write(move |conn| {
            let contest = crate::contests::ops::contest(conn, &code, false)?;
            crate::contests::insiders::check(conn, actor.id)?;
            let rounds = crate::contests::ops::rounds(conn, contest.id)?;
            match ops::register(conn, now, &*entropy, &contest, &rounds, actor.id, &for_write, &sentences) {
                // Nothing was written; what is kept is that two people name one number.
                Err(RegistrationError::Taken { fields, holders }) => {
                    claims::keep(conn, now, &contest, actor.id, &holders, for_write.get("code"))?;
                    Ok(Err(Problem::invalid(fields)))
                }
                registered => registered.map(Ok).map_err(Problem::from),
            }
        })
        .await
        .and_then(|outcome| outcome);
    tries.note(person, &done);
    let address = format!("/cuoc-thi/{}/dang-ky", sheet.code);
    match done {
        Ok(_) if sheet.registration.is_some() => Ok(cx.redirect_saying(&address, "registration_changed")),
        Ok(_) => Ok(cx.redirect_saying(&address, "registration_made")),
        Err(problem) => {
            let errors = cx.field_errors(problem)?;
            cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page(&cx, sheet, &typed, errors))
        }
    }
}
