//! Use cases of templates.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use serde_json::json;

use super::{
    super::{
        model::{Certificate, CertificationError, Programme},
        pdf::Design,
    },
    logo,
    model::{Look, LookRef, PaperKind, Template},
    store::{self, TemplateRow, VersionRow},
};
use crate::{
    audit,
    kernel::{
        Actor, Entropy, FieldProblem, Id, Role, Timestamp,
        ids::{PaperTemplateId, PersonId, UnitId},
    },
    org,
    storage::{Conn, Json},
};

type Outcome<T> = Result<T, CertificationError>;

/// How papers are drawn, by the version they were issued with.
#[derive(Clone, Debug, Default)]
pub struct Designs(HashMap<LookRef, Design>);

impl Designs {
    /// The design of a paper; the usual one where none was chosen.
    pub fn of(&self, version: Option<LookRef>) -> Design {
        version.and_then(|version| self.0.get(&version)).cloned().unwrap_or_default()
    }
}

/// The designs that these certificates were issued with.
pub fn designs(conn: &mut Conn<'_>, certificates: &[Certificate]) -> Outcome<Designs> {
    let wanted: HashSet<LookRef> = certificates.iter().filter_map(|certificate| certificate.face.look).collect();
    let mut out = HashMap::new();
    // A batch has one version; a list of a person's own papers a few.
    for version in wanted {
        if let Some((look, png)) = store::version(conn, version)? {
            out.insert(version, design(&look, png.as_deref()));
        }
    }
    Ok(Designs(out))
}

/// What a look means on paper.
pub fn design(look: &Look, png: Option<&[u8]>) -> Design {
    let logo = png.and_then(|png| logo::read(png).ok()).map(Arc::new);
    Design { orientation: look.orientation, palette: look.palette, border: look.border, logo }
}

/// The look of a template in force, with its version.
pub fn current(conn: &mut Conn<'_>, id: PaperTemplateId) -> Outcome<Option<(LookRef, Look)>> {
    let Some(template) = store::template(conn, id)? else { return Ok(None) };
    let version = LookRef { template: id, version: template.version };
    Ok(store::version(conn, version)?.map(|(look, _)| (version, look)))
}

/// The design of a programme's papers as they would be issued now.
pub fn design_of(conn: &mut Conn<'_>, programme: &Programme) -> Outcome<Design> {
    let Some(id) = programme.template_id else { return Ok(Design::default()) };
    let Some(template) = store::template(conn, id)? else { return Ok(Design::default()) };
    let found = store::version(conn, LookRef { template: id, version: template.version })?;
    Ok(found.map(|(look, logo)| design(&look, logo.as_deref())).unwrap_or_default())
}

/// Templates that the actor may change.
pub fn managed(conn: &mut Conn<'_>, by: &Actor) -> Outcome<Vec<Template>> {
    let scope = org::ops::scope(conn, by, Role::Admin)?;
    Ok(store::templates(conn)?.into_iter().filter(|template| scope.holds(template.unit_id)).collect())
}

/// Templates of a kind that are in use and may be chosen: those of the actor's units and those of everybody.
pub fn offered(conn: &mut Conn<'_>, by: &Actor, kind: PaperKind) -> Outcome<Vec<Template>> {
    let role = if kind == PaperKind::Contest && !by.has(Role::Admin) { Role::Organizer } else { Role::Admin };
    let scope = org::ops::scope(conn, by, role)?;
    let is_offered = |it: &Template| it.kind == kind && it.retired_at.is_none() && (it.unit_id.is_none() || scope.holds(it.unit_id));
    Ok(store::templates(conn)?.into_iter().filter(is_offered).collect())
}

/// A template that was chosen in a form, if it may be.
///
/// # Errors
/// `choice` at `template_id`.
pub fn chosen(conn: &mut Conn<'_>, by: &Actor, kind: PaperKind, typed: &str) -> Outcome<Option<PaperTemplateId>> {
    if typed.is_empty() {
        return Ok(None);
    }
    let id: Option<PaperTemplateId> = typed.parse().ok();
    match offered(conn, by, kind)?.into_iter().find(|template| Some(template.id) == id) {
        Some(template) => Ok(Some(template.id)),
        None => Err(CertificationError::Fields(vec![FieldProblem::new("template_id", "choice")])),
    }
}

/// A template that the actor may change, in force: itself, its look, its logo.
pub fn open(conn: &mut Conn<'_>, by: &Actor, id: PaperTemplateId) -> Outcome<(Template, Look, Option<Vec<u8>>)> {
    let template = store::template(conn, id)?.ok_or(CertificationError::NotFound)?;
    if !org::ops::scope(conn, by, Role::Admin)?.holds(template.unit_id) {
        return Err(CertificationError::NotFound);
    }
    let version = LookRef { template: id, version: template.version };
    let (look, logo) = store::version(conn, version)?.ok_or(CertificationError::NotFound)?;
    Ok((template, look, logo))
}

/// Versions of a template, the latest first.
pub fn versions(conn: &mut Conn<'_>, id: PaperTemplateId) -> Outcome<Vec<(i32, Timestamp, PersonId)>> {
    Ok(store::versions(conn, id)?)
}

/// What is saved of a template, checked.
#[derive(Clone, Debug)]
pub struct TemplateForm {
    /// The template to change and the version that was read; none for a new one.
    pub before: Option<(PaperTemplateId, i32)>,
    /// Kind; of a new one.
    pub kind: PaperKind,
    /// Unit; of a new one.
    pub unit_id: Option<UnitId>,
    /// Name.
    pub name: String,
    /// The look.
    pub look: Look,
    /// The logo as a PNG of ours.
    pub logo: Option<Vec<u8>>,
}

/// Saves a template as its next version.
///
/// # Errors
/// `outside_scope` at `unit_id`; `template_changed` when somebody saved meanwhile.
pub fn put(conn: &mut Conn<'_>, now: Timestamp, entropy: &dyn Entropy, by: &Actor, form: &TemplateForm) -> Outcome<PaperTemplateId> {
    let scope = org::ops::scope(conn, by, Role::Admin)?;
    let (id, version) = match form.before {
        Some((id, version)) => {
            let (template, ..) = open(conn, by, id)?;
            if template.version != version || !store::advance(conn, id, version, &form.name)? {
                return Err(CertificationError::State("template_changed"));
            }
            (id, version + 1)
        }
        None => {
            if !scope.holds(form.unit_id) {
                return Err(CertificationError::Fields(vec![FieldProblem::new("unit_id", "outside_scope")]));
            }
            let id = Id::new(now, entropy);
            let row = TemplateRow {
                id,
                unit_id: form.unit_id,
                kind: form.kind.code().to_owned(),
                name: form.name.clone(),
                version: 1,
                created_at: now,
                retired_at: None,
            };
            store::insert(conn, &row)?;
            (id, 1)
        }
    };
    let row =
        VersionRow { template_id: id, version, look: Json(form.look.clone()), logo: form.logo.clone(), changed_by: by.id, changed_at: now };
    store::insert_version(conn, &row)?;
    let detail = json!({ "version": version, "name": form.name, "look": form.look, "logo": form.logo.is_some() });
    record(conn, now, by, "paper_template.put", id, detail)?;
    Ok(id)
}

/// Takes a template out of use, or back in. What it is chosen for keeps it.
pub fn set_retired(conn: &mut Conn<'_>, now: Timestamp, by: &Actor, id: PaperTemplateId, retired: bool) -> Outcome<()> {
    open(conn, by, id)?;
    store::set_retired(conn, id, retired.then_some(now))?;
    record(conn, now, by, if retired { "paper_template.retired" } else { "paper_template.restored" }, id, json!({}))
}

fn record(
    conn: &mut Conn<'_>,
    now: Timestamp,
    by: &Actor,
    action: &'static str,
    id: PaperTemplateId,
    detail: serde_json::Value,
) -> Outcome<()> {
    let event =
        audit::ops::Event { actor: Some(by.id), action, subject_kind: "paper_template", subject_id: id.to_string(), reason: None, detail };
    audit::ops::record(conn, now, event)?;
    Ok(())
}
