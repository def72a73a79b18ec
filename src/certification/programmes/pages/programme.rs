//! The programmes somebody may take part in, and one of them: what is asked, what is there, what is missing.

use actix_web::HttpResponse;
use serde::Serialize;

use super::{
    super::{
        super::model::CertificationError,
        ops::{self, Standing},
    },
    Names, RequirementLine, STANDINGS, lines, standing_code,
};
use crate::{
    kernel::{Problem, Role},
    web::{Cx, View, format, view::Sample},
};

#[derive(Serialize)]
struct ProgrammesPage {
    programmes: Vec<ProgrammeLine>,
    /// Programmes that the viewer runs, among them those for others.
    managed: Vec<ManagedLine>,
    can_create: bool,
    can_lead: bool,
}

#[derive(Serialize)]
struct ProgrammeLine {
    code: String,
    title: String,
    standing: &'static str,
    met: usize,
    total: usize,
    valid_until: String,
}

#[derive(Serialize)]
struct ManagedLine {
    code: String,
    title: String,
}

impl View for ProgrammesPage {
    const TEMPLATE: &'static str = "certification/programmes.html";
    fn samples() -> Vec<Self> {
        let line = |standing| ProgrammeLine {
            code: "boi-duong".into(),
            title: "Bồi dưỡng báo cáo viên năm 2026".into(),
            standing,
            met: 1,
            total: 3,
            valid_until: if standing == "holds" { "01/12/2028".into() } else { String::new() },
        };
        let managed = ManagedLine { code: "boi-duong".into(), title: "Bồi dưỡng báo cáo viên năm 2026".into() };
        vec![
            Self { programmes: vec![], managed: vec![], can_create: false, can_lead: false },
            Self { programmes: STANDINGS.map(line).into(), managed: vec![managed], can_create: true, can_lead: true },
        ]
    }
}

#[derive(Serialize)]
struct ProgrammePage {
    code: String,
    title: String,
    issuer: String,
    starts_on: String,
    ends_on: String,
    validity_months: u32,
    renew_days: u32,
    grace_days: u32,
    requirements: Vec<RequirementLine>,
    standing: &'static str,
    met: usize,
    certificate: String,
    certificate_number: String,
    valid_until: String,
    can_manage: bool,
    can_lead: bool,
}

impl View for ProgrammePage {
    const TEMPLATE: &'static str = "certification/programme.html";
    fn samples() -> Vec<Self> {
        let line = |is_met: bool, need: i64| RequirementLine {
            text: "Học hết khóa Kết luận 57".into(),
            href: if is_met { String::new() } else { "/khoa-hoc/kl-57".into() },
            have: i64::from(is_met),
            need,
            is_met,
            met_on: if is_met { "01/12/2026".into() } else { String::new() },
        };
        let page = |standing: &'static str| {
            let is_full = standing != "missing";
            Self {
                code: "boi-duong".into(),
                title: "Bồi dưỡng báo cáo viên năm 2026".into(),
                issuer: "BAN TUYÊN GIÁO VÀ DÂN VẬN".into(),
                starts_on: if is_full { "01/01/2026".into() } else { String::new() },
                ends_on: if is_full { "31/12/2026".into() } else { String::new() },
                validity_months: if is_full { 24 } else { 0 },
                renew_days: 60,
                grace_days: if is_full { 30 } else { 0 },
                requirements: vec![line(true, 1), line(false, 3)],
                standing,
                met: 1,
                certificate: if standing == "holds" { "7F3K9QXABCDE".into() } else { String::new() },
                certificate_number: "001/2026/GCN".into(),
                valid_until: if standing == "holds" { "01/12/2028".into() } else { String::new() },
                can_manage: is_full,
                can_lead: is_full,
            }
        };
        STANDINGS.map(page).into()
    }
}

pub(super) fn samples() -> Vec<Sample> {
    [Sample::of::<ProgrammesPage>(), Sample::of::<ProgrammePage>()].into_iter().flatten().collect()
}

/// `GET /chuong-trinh`.
pub async fn programmes(cx: Cx) -> Result<HttpResponse, Problem> {
    let (actor, now) = (cx.actor()?, cx.now());
    let can_create = actor.has(Role::Admin);
    let can_lead = can_create || actor.has(Role::UnitLeader);
    let (own, managed) = cx
        .state
        .db
        .read(move |conn| {
            let own = ops::standings_of(conn, now, actor.id)?;
            let scope = crate::org::ops::scope(conn, &actor, Role::Admin)?;
            let managed: Vec<_> = if can_create {
                ops::training(conn)?.into_iter().filter(|programme| scope.holds(programme.unit_id)).collect()
            } else {
                Vec::new()
            };
            Ok::<_, CertificationError>((own, managed))
        })
        .await?;
    let line =
        |(programme, terms, standing): (super::super::super::model::Programme, super::super::terms::Terms, Standing)| ProgrammeLine {
            code: programme.code,
            title: programme.title,
            standing: standing_code(&standing),
            met: standing.evaluation.met(),
            total: terms.requirements.len(),
            valid_until: until(&standing),
        };
    cx.page(&ProgrammesPage {
        programmes: own.into_iter().map(line).collect(),
        managed: managed.into_iter().map(|programme| ManagedLine { code: programme.code, title: programme.title }).collect(),
        can_create,
        can_lead,
    })
}

fn until(standing: &Standing) -> String {
    let last = standing.certificate.as_ref().and_then(|certificate| certificate.face.valid_until);
    last.map(format::date).unwrap_or_default()
}

/// `GET /chuong-trinh/{programme}`.
pub async fn programme(cx: Cx) -> Result<HttpResponse, Problem> {
    let (actor, now, code) = (cx.actor()?, cx.now(), cx.path_str("programme")?.to_owned());
    let is_leader = actor.has(Role::UnitLeader);
    let (programme, terms, standing, names, can_manage) = cx
        .state
        .db
        .read(move |conn| {
            let (programme, terms) = ops::programme(conn, &code)?;
            let can_manage = actor.has(Role::Admin) && ops::may_manage(conn, &actor, &programme)?;
            let standing = ops::standings(conn, now, &programme, &terms, &[actor.id])?.remove(&actor.id);
            let standing = standing.ok_or(CertificationError::NotFound)?;
            Ok::<_, CertificationError>((programme, terms, standing, Names::load(conn)?, can_manage))
        })
        .await?;
    let shown = standing.certificate.as_ref().filter(|certificate| certificate.revoked.is_none());
    cx.page(&ProgrammePage {
        requirements: lines(&cx, &terms, Some(&standing), &names),
        standing: standing_code(&standing),
        met: standing.evaluation.met(),
        certificate: shown.map(|certificate| certificate.code.clone()).unwrap_or_default(),
        certificate_number: shown.map(|certificate| certificate.face.number.clone()).unwrap_or_default(),
        valid_until: until(&standing),
        code: programme.code,
        title: programme.title,
        issuer: programme.issuer.name,
        starts_on: terms.starts_on.map(format::date).unwrap_or_default(),
        ends_on: terms.ends_on.map(format::date).unwrap_or_default(),
        validity_months: terms.validity_months.unwrap_or(0),
        renew_days: terms.renew_days,
        grace_days: terms.grace_days,
        can_manage,
        can_lead: can_manage || is_leader,
    })
}
