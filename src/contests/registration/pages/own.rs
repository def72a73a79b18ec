//! One's own registration: what is kept, what was agreed to, taking it back, the link to bring others.

use actix_web::{HttpResponse, http::StatusCode};
use serde::Serialize;

use super::{fields, qr, with_terms};
use crate::{
    contests::registration::{
        model::{Purpose, Registration, RegistrationError, State},
        ops, referral,
        terms::{Division, Terms},
    },
    kernel::Problem,
    org,
    web::{Cx, Form, View, error::FieldError, format, view::Sample},
};

#[derive(Serialize)]
#[allow(clippy::struct_excessive_bools)] // the page shows this many facts
struct OwnPage {
    contest_code: String,
    contest_title: String,
    /// `active`, `removed` or `withdrawn`.
    state: &'static str,
    /// `ranked`, `unranked` or `barred`.
    standing: String,
    /// Code of an exclusion class; empty where the organizer gave the reason in words.
    reason_class: String,
    /// The organizer's words.
    reason: String,
    needs_code: bool,
    is_verified: bool,
    may_change: bool,
    registered_at: String,
    lines: Vec<Line>,
    consents: Vec<ConsentLine>,
    publishes: bool,
    may_contact: bool,
    /// The sentences of the free consents.
    publish_text: String,
    contact_text: String,
    spreads: bool,
    link: String,
    qr_side: usize,
    qr_path: String,
    /// The own count: exact once the contest is over, a band before.
    brought_from: usize,
    /// -1 is "and more".
    brought_to: i64,
    is_over: bool,
    errors: Vec<FieldError>,
}

/// A fact that was registered: the name of a field of the platform's, or the organizer's own label.
#[derive(Serialize)]
struct Line {
    name: String,
    label: String,
    value: String,
}

#[derive(Serialize)]
struct ConsentLine {
    purpose: &'static str,
    given_at: String,
    withdrawn_at: String,
}

impl View for OwnPage {
    const TEMPLATE: &'static str = "registration/own.html";
    fn samples() -> Vec<Self> {
        let line = |name: &str, label: &str, value: &str| Line { name: name.into(), label: label.into(), value: value.into() };
        let page = |state: &'static str, standing: &str, class: &str, is_verified| Self {
            contest_code: "tim-hieu".into(),
            contest_title: "Cuộc thi tìm hiểu".into(),
            state,
            standing: standing.into(),
            reason_class: class.into(),
            reason: if class.is_empty() && standing != "ranked" { "Khai sai ngày sinh".into() } else { String::new() },
            needs_code: true,
            is_verified,
            may_change: is_verified,
            registered_at: "08:00 24/11/2026".into(),
            lines: vec![
                line("full_name", "", "Nguyễn Thị Ưỡng"),
                line("phone", "", "090****567"),
                line("block", "", "Trong tỉnh"),
                line("", "Lớp", "10"),
                line("guardian_name", "", "Trần Văn Đức"),
            ],
            consents: vec![
                ConsentLine { purpose: "take_part", given_at: "08:00 24/11/2026".into(), withdrawn_at: String::new() },
                ConsentLine { purpose: "publish", given_at: "08:00 24/11/2026".into(), withdrawn_at: "09:00 24/11/2026".into() },
            ],
            publishes: is_verified,
            may_contact: is_verified,
            publish_text: "Tôi đồng ý công bố họ tên.".into(),
            contact_text: "Tôi đồng ý được liên hệ.".into(),
            spreads: is_verified,
            link: "http://127.0.0.1:8080/cuoc-thi/tim-hieu/dang-ky?gt=ABCD1234".into(),
            qr_side: 29,
            qr_path: "M0 0h7v1h-7z".into(),
            brought_from: 5,
            brought_to: 9,
            is_over: false,
            errors: vec![],
        };
        vec![
            page("active", "ranked", "", true),
            Self {
                errors: vec![FieldError { field: "code".into(), message: "Mã này không dùng được.".into() }],
                ..page("active", "unranked", "relative", false)
            },
            Self { brought_to: -1, brought_from: 100, ..page("active", "unranked", "", true) },
            page("active", "barred", "committee", true),
            page("removed", "barred", "", true),
            page("withdrawn", "ranked", "", true),
        ]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<OwnPage>()
}

fn title(divisions: &[Division], code: Option<&String>) -> String {
    divisions.iter().find(|division| Some(&division.code) == code).map(|division| division.title.clone()).unwrap_or_default()
}

/// What is registered, line by line; empty ones are left out. `word` gives the text of a coded answer.
pub(super) fn lines(
    terms: &Terms,
    registration: &Registration,
    unit: &str,
    word: &dyn Fn(&str, &str) -> String,
) -> Vec<(String, String, String)> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let coded = |family: &str, code: &str| if code.is_empty() { String::new() } else { word(family, code) };
    let mut out: Vec<(String, String, String)> = [
        ("full_name", registration.full_name.clone()),
        ("birth_date", registration.birth_date.map(format::date).unwrap_or_default()),
        ("gender", coded("gender", &text(&registration.gender))),
        ("phone", text(&registration.phone_masked)),
        ("identity", text(&registration.identity_masked)),
        ("email", text(&registration.email)),
        ("address", text(&registration.address)),
        ("unit_id", unit.to_owned()),
        ("group", title(&terms.groups, registration.group.as_ref())),
        ("block", title(&terms.blocks, registration.block.as_ref())),
        ("residence", text(&registration.residence)),
    ]
    .map(|(name, value)| (name.to_owned(), String::new(), value))
    .into();
    out.extend(terms.fields.iter().map(|field| {
        let shown = registration.answers.get(&field.code).map(|answer| answer.shown.clone()).unwrap_or_default();
        (String::new(), field.label.clone(), shown)
    }));
    if let Some(guardian) = &registration.guardian {
        out.extend(
            [
                ("guardian_name", guardian.full_name.clone()),
                ("guardian_relation", coded("relation", &guardian.relation)),
                ("guardian_phone", guardian.phone_masked.clone()),
                ("guardian_identity", guardian.identity_masked.clone()),
            ]
            .map(|(name, value)| (name.to_owned(), String::new(), value)),
        );
    }
    out.retain(|(_, _, value)| !value.is_empty());
    out
}

/// The page of one's own registration, with what was wrong about a change.
pub(super) async fn show(cx: &Cx, errors: Option<Vec<FieldError>>) -> Result<HttpResponse, Problem> {
    let (code, actor, now) = (cx.path_str("contest")?.to_owned(), cx.actor()?, cx.now());
    let (contest, terms, registration, unit, consents, may_change, brought, is_over) = cx
        .state
        .db
        .read(move |conn| {
            let (contest, rounds, terms) = with_terms(conn, &code, false)?;
            let registration = ops::own(conn, contest.id, actor.id)?.ok_or_else(Problem::not_found)?;
            let unit = match registration.unit {
                Some(unit) => org::ops::unit(conn, &org::model::Scope::Everywhere, unit)?.name,
                None => String::new(),
            };
            let consents = ops::consents(conn, registration.id)?;
            let may_change = ops::may_change(conn, contest.id, actor.id)? && !ops::is_closed(&terms, &rounds, now);
            let brought = if terms.spreads { ops::brought(conn, contest.id, &terms, registration.id)? } else { 0 };
            let is_over = rounds.iter().all(|round| now >= round.closes_at);
            Ok::<_, Problem>((contest, terms, registration, unit, consents, may_change, brought, is_over))
        })
        .await?;
    let word = |family: &str, code: &str| cx.t(&format!("registration-{family}-{code}"), &[]);
    let link = format!("{}/cuoc-thi/{}/dang-ky?gt={}", cx.state.base_url, contest.code, registration.referral_code);
    let (qr_side, qr_path) = qr::path(&link);
    let (from, to) = if is_over { (brought, Some(brought)) } else { referral::band(brought) };
    let stands = |purpose: Purpose| consents.iter().any(|consent| consent.purpose == purpose && consent.withdrawn_at.is_none());
    let sentence =
        |purpose: Purpose| fields::sentences(cx).into_iter().find(|(of, _)| *of == purpose).map(|(_, text)| text).unwrap_or_default();
    let has_class = crate::contests::registration::terms::ExclusionClass::parse(&registration.standing_reason).is_some();
    let is_active = registration.state == State::Active;
    let page = OwnPage {
        state: registration.state.code(),
        reason_class: if has_class { registration.standing_reason.clone() } else { String::new() },
        reason: if has_class { String::new() } else { registration.standing_reason.clone() },
        needs_code: terms.needs_code,
        is_verified: registration.verified_at.is_some(),
        may_change: may_change && is_active,
        registered_at: format::datetime(registration.registered_at),
        lines: lines(&terms, &registration, &unit, &word).into_iter().map(|(name, label, value)| Line { name, label, value }).collect(),
        publishes: stands(Purpose::Publish),
        may_contact: stands(Purpose::Contact),
        publish_text: sentence(Purpose::Publish),
        contact_text: sentence(Purpose::Contact),
        consents: consents
            .iter()
            .map(|consent| ConsentLine {
                purpose: consent.purpose.code(),
                given_at: format::datetime(consent.given_at),
                withdrawn_at: consent.withdrawn_at.map(format::datetime).unwrap_or_default(),
            })
            .collect(),
        spreads: terms.spreads && is_active,
        link,
        qr_side,
        qr_path,
        brought_from: from,
        brought_to: to.and_then(|to| i64::try_from(to).ok()).unwrap_or(-1),
        is_over,
        contest_code: contest.code,
        contest_title: contest.title,
        standing: registration.standing,
        errors: errors.clone().unwrap_or_default(),
    };
    cx.page_with(if errors.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }, &page)
}

/// `POST /cuoc-thi/{contest}/dang-ky/xac-nhan`: the code of a slip, after registering.
pub async fn verify(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let (code, actor, now) = (cx.path_str("contest")?.to_owned(), cx.actor()?, cx.now());
    let typed = form.one("code")?.to_owned();
    let to = format!("/cuoc-thi/{code}/dang-ky");
    let done = cx
        .state
        .db
        .write(move |conn| {
            let (contest, _, _) = with_terms(conn, &code, false)?;
            ops::verify(conn, now, &contest, actor.id, &typed).map_err(|error: RegistrationError| Problem::from(error))
        })
        .await;
    match done {
        Ok(()) => Ok(cx.redirect_saying(&to, "registration_verified")),
        Err(problem) => {
            let errors = cx.field_errors(problem)?;
            show(&cx, Some(errors)).await
        }
    }
}

/// `POST /cuoc-thi/{contest}/dang-ky/dong-y`.
pub async fn change_consents(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let (code, actor, now) = (cx.path_str("contest")?.to_owned(), cx.actor()?, cx.now());
    let (publish, contact, sentences) = (form.ticked("consent_publish"), form.ticked("consent_contact"), fields::sentences(&cx));
    let to = format!("/cuoc-thi/{code}/dang-ky");
    cx.state
        .db
        .write(move |conn| {
            let (contest, _, _) = with_terms(conn, &code, false)?;
            ops::change_consents(conn, now, &contest, actor.id, publish, contact, &sentences).map_err(Problem::from)
        })
        .await?;
    Ok(cx.redirect_saying(&to, "consents_changed"))
}

/// `POST /cuoc-thi/{contest}/dang-ky/rut`.
pub async fn withdraw(cx: Cx, _form: Form) -> Result<HttpResponse, Problem> {
    let (code, actor, now) = (cx.path_str("contest")?.to_owned(), cx.actor()?, cx.now());
    let to = format!("/cuoc-thi/{code}");
    cx.state
        .db
        .write(move |conn| {
            let (contest, _, _) = with_terms(conn, &code, false)?;
            ops::withdraw(conn, now, &contest, actor.id).map_err(Problem::from)
        })
        .await?;
    Ok(cx.redirect_saying(&to, "registration_withdrawn"))
}
