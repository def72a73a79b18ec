//! Use cases of campaigns: open one, see how far everybody is, close it.

use chrono::NaiveDate;
use serde_json::json;

use super::{
    super::{
        model::{Certificate, CertificationError, Programme},
        programmes::{
            self, facts,
            terms::{self, Terms},
        },
        store as certificates,
    },
    store,
};
use crate::{
    audit,
    kernel::{
        Actor, Entropy, FieldProblem, Id, Timestamp,
        ids::{CampaignId, PersonId, UnitId},
        page::PageRequest,
    },
    org::{self, model::Scope},
    recognition,
    storage::Conn,
};

pub use super::store::CampaignRow;

type Outcome<T> = Result<T, CertificationError>;

/// The units that the actor leads or administers.
fn readable(conn: &mut Conn<'_>, by: &Actor) -> Outcome<Scope> {
    recognition::ops::readable(conn, by).map_err(|_| CertificationError::NotFound)
}

/// What is asked of a new campaign, checked.
#[derive(Clone, Debug)]
pub struct CampaignForm {
    /// What it is called.
    pub title: String,
    /// Code of the programme.
    pub programme: String,
    /// Whose people; none is everybody.
    pub unit_id: Option<UnitId>,
    /// By when everybody shall hold a certificate that goes on.
    pub due_on: NaiveDate,
    /// People who hold none are asked too.
    pub with_newcomers: bool,
}

/// How far somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Nothing is done yet.
    NotBegun,
    /// Something is done.
    UnderWay,
    /// Everything is done; the certificate is not issued yet.
    Ready,
    /// Holds a certificate that goes on after the day.
    Done,
}

impl Stage {
    /// All, from first to last.
    pub const ALL: [Self; 4] = [Self::NotBegun, Self::UnderWay, Self::Ready, Self::Done];

    /// Word in message keys.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotBegun => "not_begun",
            Self::UnderWay => "under_way",
            Self::Ready => "ready",
            Self::Done => "done",
        }
    }
}

/// Somebody in a campaign.
#[derive(Clone, Debug)]
pub struct Member {
    /// Who.
    pub id: PersonId,
    /// Name.
    pub full_name: String,
    /// Unit.
    pub unit_name: String,
    /// How far.
    pub stage: Stage,
    /// Requirements met since the certificate before.
    pub met: usize,
    /// The latest certificate.
    pub certificate: Option<Certificate>,
}

/// Whether a certificate goes on after a day.
fn goes_on(certificate: &Certificate, day: NaiveDate) -> bool {
    certificate.revoked.is_none() && certificate.face.valid_until.is_none_or(|last| last > day)
}

/// Who is due: the people of the unit whom the programme is for and whose certificate ends by the day.
fn due(conn: &mut Conn<'_>, scope: &Scope, programme: &Programme, form: &CampaignForm) -> Outcome<Vec<PersonId>> {
    const SIZE: i64 = 1_000;
    let within = programmes::ops::audience(conn, scope, programme)?;
    let within = match form.unit_id {
        None => within,
        Some(unit) => {
            let below = org::ops::subtree(conn, unit)?;
            Some(below.into_iter().filter(|unit| within.as_ref().is_none_or(|units| units.contains(unit))).collect())
        }
    };
    let mut out = Vec::new();
    for number in 1.. {
        let page = programmes::ops::people_within(conn, within.as_deref(), PageRequest::new(number, SIZE))?;
        let latest = certificates::latest_of(conn, programme.id, &page.rows)?;
        out.extend(page.rows.iter().copied().filter(|person| match latest.get(person) {
            // Who lost it by revocation is not asked to earn it again by a list.
            Some(certificate) => certificate.revoked.is_none() && !goes_on(certificate, form.due_on),
            None => form.with_newcomers,
        }));
        if number >= page.pages() {
            break;
        }
    }
    Ok(out)
}

/// Opens a campaign; its people are those who are due today.
///
/// # Errors
/// At the fields; `nobody_due` at `due_on` when there is nobody to ask.
pub fn open(conn: &mut Conn<'_>, now: Timestamp, entropy: &dyn Entropy, by: &Actor, form: &CampaignForm) -> Outcome<CampaignId> {
    let scope = readable(conn, by)?;
    if !scope.holds(form.unit_id) {
        return Err(CertificationError::Fields(vec![FieldProblem::new("unit_id", "outside_scope")]));
    }
    let (programme, _) = match programmes::ops::programme(conn, &form.programme) {
        Err(CertificationError::NotFound) => return Err(CertificationError::Fields(vec![FieldProblem::new("programme", "choice")])),
        other => other?,
    };
    let people = due(conn, &scope, &programme, form)?;
    if people.is_empty() {
        return Err(CertificationError::Fields(vec![FieldProblem::new("due_on", "nobody_due")]));
    }
    let row = CampaignRow {
        id: Id::new(now, entropy),
        programme_id: programme.id,
        unit_id: form.unit_id,
        title: form.title.clone(),
        due_on: form.due_on,
        opened_by: by.id,
        opened_at: now,
        closed_at: None,
    };
    store::insert(conn, &row, &people)?;
    let detail = json!({ "programme": programme.code, "unit": form.unit_id, "due_on": form.due_on, "people": people.len() });
    record(conn, now, by, "campaign.opened", row.id, detail)?;
    Ok(row.id)
}

fn record(conn: &mut Conn<'_>, now: Timestamp, by: &Actor, action: &'static str, id: CampaignId, detail: serde_json::Value) -> Outcome<()> {
    let event =
        audit::ops::Event { actor: Some(by.id), action, subject_kind: "campaign", subject_id: id.to_string(), reason: None, detail };
    audit::ops::record(conn, now, event)?;
    Ok(())
}

/// Campaigns with people of the actor's units.
pub fn campaigns(conn: &mut Conn<'_>, by: &Actor) -> Outcome<Vec<CampaignRow>> {
    let scope = readable(conn, by)?;
    Ok(store::with_people_of(conn, scope.units().as_deref())?)
}

/// Campaigns that run, for reminding.
pub fn running(conn: &mut Conn<'_>) -> Outcome<Vec<CampaignRow>> {
    Ok(store::open(conn)?)
}

/// A campaign with those of its people whom the actor may see, and whether they may close it.
pub fn campaign(
    conn: &mut Conn<'_>,
    now: Timestamp,
    by: &Actor,
    id: CampaignId,
) -> Outcome<(CampaignRow, Programme, Terms, Vec<Member>, bool)> {
    let scope = readable(conn, by)?;
    let row = store::campaign(conn, id)?.ok_or(CertificationError::NotFound)?;
    let may_close = scope.holds(row.unit_id);
    let people = members(conn, now, &row, &scope)?;
    if people.2.is_empty() && !may_close {
        return Err(CertificationError::NotFound);
    }
    Ok((row, people.0, people.1, people.2, may_close))
}

/// How far the people of a campaign are who belong to the scope.
pub fn members(conn: &mut Conn<'_>, now: Timestamp, row: &CampaignRow, scope: &Scope) -> Outcome<(Programme, Terms, Vec<Member>)> {
    let programme = programmes::ops::by_ids(conn, &[row.programme_id])?.remove(&row.programme_id).ok_or(CertificationError::NotFound)?;
    let terms = programme.terms.clone().ok_or(CertificationError::NotFound)?;
    let people = store::people_of(conn, row.id, scope.units().as_deref())?;
    let ids: Vec<PersonId> = people.iter().map(|(id, ..)| *id).collect();
    let named = facts::named(conn, now, programme.id, &terms)?;
    let mut facts = facts::load(conn, &named, &ids)?;
    let mut latest = certificates::latest_of(conn, programme.id, &ids)?;
    let member = |(id, full_name, unit): (PersonId, String, Option<String>)| {
        let certificate = latest.remove(&id);
        // A renewal is earned anew: what was done for the certificate before does not count.
        let after = certificate.as_ref().map(|certificate| certificate.face.issued_on);
        let evaluation = terms::evaluate(&terms, &facts.remove(&id).unwrap_or_default(), after);
        let stage = match &certificate {
            Some(certificate) if goes_on(certificate, row.due_on) => Stage::Done,
            _ if evaluation.earned_on.is_some() => Stage::Ready,
            _ if evaluation.met() > 0 || evaluation.lines.iter().any(|line| line.have > 0) => Stage::UnderWay,
            _ => Stage::NotBegun,
        };
        Member { id, full_name, unit_name: unit.unwrap_or_default(), stage, met: evaluation.met(), certificate }
    };
    let members = people.into_iter().map(member).collect();
    Ok((programme, terms, members))
}

/// Closes a campaign.
pub fn close(conn: &mut Conn<'_>, now: Timestamp, by: &Actor, id: CampaignId) -> Outcome<()> {
    let scope = readable(conn, by)?;
    let row = store::campaign(conn, id)?.filter(|row| scope.holds(row.unit_id)).ok_or(CertificationError::NotFound)?;
    if store::close(conn, row.id, now)? {
        record(conn, now, by, "campaign.closed", id, json!({}))?;
    }
    Ok(())
}
