//! Use cases of training programmes: set up, record sessions, see who has done what.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde_json::json;

use super::{
    super::{
        issuing::numbers,
        looks::model::PaperKind,
        model::{Certificate, CertificationError, IssuingBody, Programme},
        store::{self as certificates, ProgrammeRow},
    },
    facts,
    store::{self, SessionRow},
    terms::{self, Entitlement, Evaluation, Held, Terms},
};
use crate::{
    audit,
    kernel::{
        Actor, Entropy, FieldProblem, Id, Role, Timestamp,
        ids::{PaperTemplateId, PersonId, ProgrammeId, TrainingSessionId, UnitId},
        page::{Page, PageRequest},
    },
    org::{self, model::Scope},
    storage::{Conn, Json},
};

type Outcome<T> = Result<T, CertificationError>;

/// What is asked of a new or changed programme, checked.
#[derive(Clone, Debug)]
pub struct ProgrammeForm {
    /// Stable code.
    pub code: String,
    /// What the paper says was done.
    pub title: String,
    /// Whose people it is for.
    pub unit_id: Option<UnitId>,
    /// Who issues the certificates.
    pub body_code: String,
    /// What is asked and given.
    pub terms: Terms,
    /// See [`Programme::second_approval`].
    pub second_approval: bool,
    /// The template of its papers.
    pub template_id: Option<PaperTemplateId>,
}

/// A session as it was held.
#[derive(Clone, Debug)]
pub struct SessionForm {
    /// Its subject.
    pub title: String,
    /// The day.
    pub held_on: NaiveDate,
    /// The place.
    pub place: String,
    /// Length in minutes.
    pub minutes: i32,
    /// Who spoke, as the record says.
    pub speaker: String,
    /// The speaker's user name, if they have an account; else empty.
    pub speaker_username: String,
}

/// How a person stands with a programme.
#[derive(Clone, Debug)]
pub struct Standing {
    /// With what was done so far (for a renewal: since the certificate before).
    pub evaluation: Evaluation,
    /// The latest certificate.
    pub certificate: Option<Certificate>,
    /// What may be given now.
    pub entitlement: Entitlement,
}

impl Standing {
    /// Whether a certificate can be issued now.
    pub fn is_ready(&self) -> bool {
        matches!(self.entitlement, Entitlement::First | Entitlement::Renewal(_)) && self.evaluation.earned_on.is_some()
    }
}

/// What a certificate means for the next one.
pub fn held(certificate: &Certificate) -> Held {
    Held { issued_on: certificate.face.issued_on, valid_until: certificate.face.valid_until, is_revoked: certificate.revoked.is_some() }
}

/// Training programmes, the last changed first.
pub fn training(conn: &mut Conn<'_>) -> Outcome<Vec<Programme>> {
    Ok(store::training(conn)?)
}

/// A training programme by its code.
pub fn programme(conn: &mut Conn<'_>, code: &str) -> Outcome<(Programme, Terms)> {
    let programme = store::programme_by_code(conn, code)?.ok_or(CertificationError::NotFound)?;
    let terms = programme.terms.clone().ok_or(CertificationError::NotFound)?;
    Ok((programme, terms))
}

/// Programmes by id.
pub fn by_ids(conn: &mut Conn<'_>, ids: &[ProgrammeId]) -> Outcome<HashMap<ProgrammeId, Programme>> {
    Ok(store::programmes_by_id(conn, ids)?.into_iter().map(|programme| (programme.id, programme)).collect())
}

/// Whether the actor may set a programme up, record its sessions and issue its certificates.
pub fn may_manage(conn: &mut Conn<'_>, by: &Actor, programme: &Programme) -> Outcome<bool> {
    if programme.kind == PaperKind::Contest {
        return Ok(by.has(Role::Organizer) || by.has_everywhere(Role::Admin));
    }
    if !by.has(Role::Admin) {
        return Ok(false);
    }
    Ok(org::ops::scope(conn, by, Role::Admin)?.holds(programme.unit_id))
}

/// A training programme that the actor may manage.
pub fn managed(conn: &mut Conn<'_>, by: &Actor, code: &str) -> Outcome<(Programme, Terms)> {
    let (programme, terms) = programme(conn, code)?;
    if may_manage(conn, by, &programme)? { Ok((programme, terms)) } else { Err(CertificationError::NotFound) }
}

/// The bodies that the actor may issue for.
pub fn bodies(conn: &mut Conn<'_>, by: &Actor) -> Outcome<Vec<IssuingBody>> {
    let scope = org::ops::scope(conn, by, Role::Admin)?;
    Ok(store::bodies(conn)?.into_iter().filter(|body| scope.holds(body.unit_id)).collect())
}

/// Every issuing body.
pub fn all_bodies(conn: &mut Conn<'_>) -> Outcome<Vec<IssuingBody>> {
    Ok(store::bodies(conn)?)
}

/// Adds an issuing body or changes it. Its register keeps its numbers: the symbol of a body stays what it was.
pub fn put_body(conn: &mut Conn<'_>, now: Timestamp, by: &Actor, body: &IssuingBody) -> Outcome<()> {
    let scope = org::ops::scope(conn, by, Role::Admin)?;
    if !scope.holds(body.unit_id) {
        return Err(CertificationError::Fields(vec![FieldProblem::new("unit_id", "outside_scope")]));
    }
    if !numbers::is_pattern(&body.pattern) {
        return Err(CertificationError::Fields(vec![FieldProblem::new("pattern", "number_pattern")]));
    }
    if let Some(old) = store::body(conn, &body.code)? {
        if !scope.holds(old.unit_id) {
            return Err(CertificationError::Fields(vec![FieldProblem::new("code", "body_code_taken")]));
        }
        if old.issuer.symbol != body.issuer.symbol {
            return Err(CertificationError::Fields(vec![FieldProblem::new("symbol", "body_symbol_fixed")]));
        }
        // A register numbers one kind of paper, for ever.
        if old.kind != body.kind {
            return Err(CertificationError::Fields(vec![FieldProblem::new("kind", "body_kind_fixed")]));
        }
    } else if store::body_of_register(conn, &body.issuer.symbol)?.is_some() {
        return Err(CertificationError::Fields(vec![FieldProblem::new("symbol", "body_symbol_taken")]));
    }
    store::put_body(conn, body, now)?;
    let detail = json!({ "paper": body.issuer, "pattern": body.pattern, "unit": body.unit_id, "kind": body.kind });
    record(conn, now, by, "issuing_body.put", "issuing_body", body.code.clone(), detail)
}

pub(super) fn record(
    conn: &mut Conn<'_>,
    now: Timestamp,
    by: &Actor,
    action: &'static str,
    subject_kind: &'static str,
    subject_id: String,
    detail: serde_json::Value,
) -> Outcome<()> {
    audit::ops::record(conn, now, audit::ops::Event { actor: Some(by.id), action, subject_kind, subject_id, reason: None, detail })?;
    Ok(())
}

/// Sets a programme up or changes it. Certificates that were issued stay what they were.
pub fn put(conn: &mut Conn<'_>, now: Timestamp, entropy: &dyn Entropy, by: &Actor, form: &ProgrammeForm, is_new: bool) -> Outcome<()> {
    let scope = org::ops::scope(conn, by, Role::Admin)?;
    if !scope.holds(form.unit_id) {
        return Err(CertificationError::Fields(vec![FieldProblem::new("unit_id", "outside_scope")]));
    }
    let body = store::body(conn, &form.body_code)?.filter(|body| scope.holds(body.unit_id) && body.kind == PaperKind::Training);
    let Some(body) = body else { return Err(CertificationError::Fields(vec![FieldProblem::new("body_code", "choice")])) };
    let old = store::programme_by_code(conn, &form.code)?;
    match &old {
        Some(_) if is_new => return Err(CertificationError::Fields(vec![FieldProblem::new("code", "programme_code_taken")])),
        Some(old) if old.terms.is_none() || !scope.holds(old.unit_id) => return Err(CertificationError::NotFound),
        None if !is_new => return Err(CertificationError::NotFound),
        _ => {}
    }
    let row = ProgrammeRow {
        id: old.map_or_else(|| Id::new(now, entropy), |old| old.id),
        code: form.code.clone(),
        course_id: None,
        quiz_id: None,
        title: form.title.clone(),
        paper: Json(body.issuer),
        updated_at: now,
        unit_id: form.unit_id,
        body_code: Some(form.body_code.clone()),
        terms: Some(Json(form.terms.clone())),
        second_approval: form.second_approval,
        kind: PaperKind::Training.code().to_owned(),
        contest_id: None,
        template_id: form.template_id,
    };
    certificates::put_programme(conn, &row)?;
    let detail = json!({ "title": form.title, "unit": form.unit_id, "body": form.body_code, "terms": form.terms, "second_approval": form.second_approval, "template": form.template_id });
    record(conn, now, by, "programme.put", "programme", form.code.clone(), detail)
}

/// How these people stand with a programme.
pub fn standings(
    conn: &mut Conn<'_>,
    now: Timestamp,
    programme: &Programme,
    terms: &Terms,
    people: &[PersonId],
) -> Outcome<HashMap<PersonId, Standing>> {
    let named = facts::named(conn, now, programme.id, terms)?;
    let facts = facts::load(conn, &named, people)?;
    let mut latest = certificates::latest_of(conn, programme.id, people)?;
    let today = now.vietnam_date();
    Ok(facts
        .into_iter()
        .map(|(person, facts)| {
            let certificate = latest.remove(&person);
            let entitlement = terms::entitlement(terms, certificate.as_ref().map(held), today);
            let after = match entitlement {
                Entitlement::Renewal(day) => Some(day),
                _ => None,
            };
            (person, Standing { evaluation: terms::evaluate(terms, &facts, after), certificate, entitlement })
        })
        .collect())
}

/// How one person stands with every training programme.
pub fn standings_of(conn: &mut Conn<'_>, now: Timestamp, person: PersonId) -> Outcome<Vec<(Programme, Terms, Standing)>> {
    let unit = org::ops::unit_of(conn, person)?;
    let above = match &unit {
        Some(unit) => org::ops::ancestors(conn, unit.id)?,
        None => Vec::new(),
    };
    let mut out = Vec::new();
    for programme in store::training(conn)? {
        let is_for_them = programme.unit_id.is_none_or(|unit| above.contains(&unit));
        let Some(terms) = programme.terms.clone().filter(|_| is_for_them) else { continue };
        if let Some(standing) = standings(conn, now, &programme, &terms, &[person])?.remove(&person) {
            out.push((programme, terms, standing));
        }
    }
    Ok(out)
}

/// The units whose people a programme is for, within a scope; `None` for everybody.
pub fn audience(conn: &mut Conn<'_>, scope: &Scope, programme: &Programme) -> Outcome<Option<Vec<UnitId>>> {
    let of_programme = match programme.unit_id {
        Some(unit) => Some(org::ops::subtree(conn, unit)?),
        None => None,
    };
    Ok(match (scope, of_programme) {
        (Scope::Everywhere, units) => units,
        (Scope::Within(own), None) => Some(own.iter().copied().collect()),
        (Scope::Within(own), Some(units)) => Some(units.into_iter().filter(|unit| own.contains(unit)).collect()),
    })
}

/// A person of a programme's list.
#[derive(Clone, Debug)]
pub struct MemberLine {
    /// Who.
    pub id: PersonId,
    /// Name.
    pub full_name: String,
    /// Unit.
    pub unit_name: String,
    /// How they stand.
    pub standing: Standing,
}

/// The people of a programme whom the scope holds, by given name.
pub fn members(
    conn: &mut Conn<'_>,
    now: Timestamp,
    scope: &Scope,
    programme: &Programme,
    terms: &Terms,
    request: PageRequest,
) -> Outcome<Page<MemberLine>> {
    let within = audience(conn, scope, programme)?;
    let page = store::members(conn, within.as_deref(), request)?;
    let ids: Vec<PersonId> = page.rows.iter().map(|(id, ..)| *id).collect();
    let mut standings = standings(conn, now, programme, terms, &ids)?;
    let (request, total) = (page.request, page.total);
    let rows = page
        .rows
        .into_iter()
        .filter_map(|(id, full_name, unit)| {
            let standing = standings.remove(&id)?;
            Some(MemberLine { id, full_name, unit_name: unit.unwrap_or_default(), standing })
        })
        .collect();
    Ok(Page { rows, total, request })
}

/// People of the units (everybody for `None`), by given name.
pub fn people_within(conn: &mut Conn<'_>, within: Option<&[UnitId]>, request: PageRequest) -> Outcome<Page<PersonId>> {
    let page = store::members(conn, within, request)?;
    Ok(Page { rows: page.rows.into_iter().map(|(id, ..)| id).collect(), total: page.total, request: page.request })
}

/// Everybody of a programme who can be given a certificate now.
pub fn ready(conn: &mut Conn<'_>, now: Timestamp, by: &Actor, programme: &Programme, terms: &Terms) -> Outcome<Vec<PersonId>> {
    const SIZE: i64 = 1_000;
    let scope = org::ops::scope(conn, by, Role::Admin)?;
    let within = audience(conn, &scope, programme)?;
    let mut out = Vec::new();
    for number in 1.. {
        let page = store::members(conn, within.as_deref(), PageRequest::new(number, SIZE))?;
        let ids: Vec<PersonId> = page.rows.iter().map(|(id, ..)| *id).collect();
        let standings = standings(conn, now, programme, terms, &ids)?;
        out.extend(ids.into_iter().filter(|id| standings.get(id).is_some_and(Standing::is_ready)));
        if number >= page.pages() {
            break;
        }
    }
    Ok(out)
}

/// Reads user names, one on each line, as people of the audience; those that are not are named by their lines.
pub fn people_named(conn: &mut Conn<'_>, within: Option<&[UnitId]>, typed: &str, field: &'static str) -> Outcome<Vec<PersonId>> {
    let names: Vec<String> = typed.lines().map(|line| crate::kernel::text::clean_line(line).to_lowercase()).collect();
    let asked: Vec<String> = names.iter().filter(|name| !name.is_empty()).cloned().collect();
    if asked.is_empty() {
        return Err(CertificationError::Fields(vec![FieldProblem::new(field, "usernames_empty")]));
    }
    if asked.len() > 5_000 {
        return Err(CertificationError::Fields(vec![FieldProblem::new(field, "usernames_many")]));
    }
    let found: HashMap<String, (PersonId, Option<UnitId>)> =
        store::people_by_username(conn, &asked)?.into_iter().map(|(name, id, unit)| (name, (id, unit))).collect();
    let is_inside = |unit: Option<UnitId>| within.is_none_or(|units| unit.is_some_and(|unit| units.contains(&unit)));
    let (mut people, mut wrong) = (Vec::new(), Vec::new());
    for (line, name) in (1..).zip(&names).filter(|(_, name)| !name.is_empty()) {
        match found.get(name).filter(|(_, unit)| is_inside(*unit)) {
            Some((id, _)) if people.contains(id) => {}
            Some((id, _)) => people.push(*id),
            None if wrong.len() < 20 => wrong.push(FieldProblem::new(field, "username_line").with("line", line).with("value", name)),
            None => {}
        }
    }
    if wrong.is_empty() { Ok(people) } else { Err(CertificationError::Fields(wrong)) }
}

/// Records a session that was held.
pub fn add_session(
    conn: &mut Conn<'_>,
    now: Timestamp,
    entropy: &dyn Entropy,
    by: &Actor,
    code: &str,
    form: &SessionForm,
) -> Outcome<TrainingSessionId> {
    let (programme, _) = managed(conn, by, code)?;
    let speaker_id = match form.speaker_username.as_str() {
        "" => None,
        name => {
            let found = store::people_by_username(conn, &[name.to_owned()])?.into_iter().next();
            Some(found.ok_or_else(|| CertificationError::Fields(vec![FieldProblem::new("speaker_username", "username_unknown")]))?.1)
        }
    };
    let row = SessionRow {
        id: Id::new(now, entropy),
        programme_id: Some(programme.id),
        title: form.title.clone(),
        held_on: form.held_on,
        place: form.place.clone(),
        minutes: form.minutes,
        speaker: form.speaker.clone(),
        speaker_id,
        unit_id: programme.unit_id,
        recorded_by: by.id,
        recorded_at: now,
    };
    store::insert_session(conn, &row)?;
    let detail = json!({ "programme": code, "title": form.title, "held_on": form.held_on, "speaker": form.speaker });
    record(conn, now, by, "session.recorded", "training_session", row.id.to_string(), detail)?;
    Ok(row.id)
}

/// A session of a programme that the actor manages, with who attended: name, user name, unit.
pub fn session(
    conn: &mut Conn<'_>,
    by: &Actor,
    code: &str,
    id: TrainingSessionId,
) -> Outcome<(Programme, SessionRow, Vec<(String, String, Option<String>)>)> {
    let (programme, _) = managed(conn, by, code)?;
    let session = store::session(conn, id)?.filter(|row| row.programme_id == Some(programme.id)).ok_or(CertificationError::NotFound)?;
    Ok((programme, session, store::attendees(conn, id)?))
}

/// Sessions of a programme with how many attended.
pub fn sessions(conn: &mut Conn<'_>, programme: &Programme) -> Outcome<Vec<(SessionRow, i64)>> {
    Ok(store::sessions_of(conn, programme.id)?)
}

/// Records the sign-in sheet of a session: user names, one on each line. How many were new.
pub fn sign_in(conn: &mut Conn<'_>, now: Timestamp, by: &Actor, code: &str, id: TrainingSessionId, typed: &str) -> Outcome<usize> {
    let (programme, session, _) = session(conn, by, code, id)?;
    if session.held_on > now.vietnam_date() {
        return Err(CertificationError::Fields(vec![FieldProblem::new("usernames", "session_ahead")]));
    }
    let scope = org::ops::scope(conn, by, Role::Admin)?;
    let within = audience(conn, &scope, &programme)?;
    let people = people_named(conn, within.as_deref(), typed, "usernames")?;
    let added = store::insert_attendance(conn, session.id, &people, by.id, now)?;
    record(conn, now, by, "session.signed_in", "training_session", id.to_string(), json!({ "people": people, "new": added }))?;
    Ok(added)
}

/// Sessions a person attended, and sessions a person gave.
pub fn sessions_of_person(conn: &mut Conn<'_>, person: PersonId) -> Outcome<(Vec<SessionRow>, Vec<SessionRow>)> {
    Ok(store::sessions_of_person(conn, person)?)
}
