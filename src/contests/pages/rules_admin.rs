//! The rules in their organizers' hands: written before the publication, after it amended by two.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, http::StatusCode};
use serde::Serialize;

use super::{
    super::{
        model::{Contest, ContestError},
        ops,
        rules::{self, Layout, Proposal, Section, Texts},
    },
    rules::SectionChange,
};
use crate::{
    kernel::Problem,
    web::{Cx, Form, View, error::FieldError, format, view::Sample},
};

#[derive(Serialize)]
struct RulesAdminPage {
    code: String,
    title: String,
    is_published: bool,
    /// Version in force; 0 before the publication.
    version: i32,
    layout: String,
    layouts: Vec<&'static str>,
    sections: Vec<SectionField>,
    reason: String,
    proposal: Option<ProposalView>,
    errors: Vec<FieldError>,
}

#[derive(Serialize)]
struct SectionField {
    code: &'static str,
    text: String,
}

#[derive(Serialize)]
struct ProposalView {
    by: String,
    at: String,
    reason: String,
    digest: String,
    /// By the one who looks at it.
    is_own: bool,
    changes: Vec<SectionChange>,
}

impl View for RulesAdminPage {
    const TEMPLATE: &'static str = "contests/rules_admin.html";
    fn samples() -> Vec<Self> {
        let page = |is_published, proposal, errors| Self {
            code: "tim-hieu".into(),
            title: "Cuộc thi tìm hiểu".into(),
            is_published,
            version: i32::from(is_published),
            reason: String::new(),
            proposal,
            errors,
            ..Self::empty(&Texts::template())
        };
        let proposal = |is_own| {
            Some(ProposalView {
                by: "Phạm Văn Đức".into(),
                at: "09:00 01/12/2026".into(),
                reason: "Bổ sung giải tập thể".into(),
                digest: "ab".repeat(32),
                is_own,
                changes: SectionChange::sample(),
            })
        };
        let names = Section::ALL.map(Section::code).into_iter().chain(["reason", "layout"]);
        let wrong = names.map(|name| FieldError { field: name.into(), message: "Chỗ này còn trống.".into() }).collect();
        vec![page(false, None, vec![]), page(true, None, wrong), page(true, proposal(true), vec![]), page(true, proposal(false), vec![])]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<RulesAdminPage>()
}

impl RulesAdminPage {
    fn empty(texts: &Texts) -> Self {
        Self {
            code: String::new(),
            title: String::new(),
            is_published: false,
            version: 0,
            layout: texts.layout.code().to_owned(),
            layouts: Layout::ALL.map(Layout::code).to_vec(),
            sections: Section::ALL
                .into_iter()
                .map(|section| SectionField { code: section.code(), text: texts.text(section).to_owned() })
                .collect(),
            reason: String::new(),
            proposal: None,
            errors: vec![],
        }
    }
}

/// What the form says; an unknown head is the plain one.
fn typed(form: &Form) -> Texts {
    let sections: BTreeMap<Section, String> =
        Section::ALL.into_iter().map(|section| (section, form.text(section.code()).to_owned())).collect();
    Texts { layout: Layout::parse(form.text("layout")).unwrap_or(Layout::Plain), sections }
}

async fn page(cx: &Cx, form: Option<&Form>, errors: Vec<FieldError>) -> Result<RulesAdminPage, Problem> {
    let (code, actor) = (cx.path_str("contest")?.to_owned(), cx.actor()?);
    let mut page = cx
        .state
        .db
        .read(move |conn| {
            let contest: Contest = ops::contest(conn, &code, true)?;
            let texts = rules::texts(conn, &contest)?;
            let versions = rules::versions(conn, contest.id)?;
            let in_force = rules::in_force(conn, &contest)?;
            let proposal = rules::proposal(conn, &contest)?;
            let view = |proposal: Proposal| ProposalView {
                is_own: proposal.by == Some(actor.id),
                by: proposal.by_name,
                at: format::datetime(proposal.at),
                reason: proposal.reason,
                digest: proposal.digest,
                changes: SectionChange::between(&in_force.texts, &proposal.texts),
            };
            Ok::<_, Problem>(RulesAdminPage {
                is_published: contest.published_at.is_some(),
                version: versions.last().map_or(0, |version| version.number),
                reason: proposal.as_ref().map(|proposal| proposal.reason.clone()).unwrap_or_default(),
                proposal: proposal.map(view),
                code: contest.code,
                title: contest.title,
                ..RulesAdminPage::empty(&texts)
            })
        })
        .await?;
    page.errors = errors;
    if let Some(form) = form {
        page.layout = form.text("layout").to_owned();
        page.reason = form.text("reason").to_owned();
        for section in &mut page.sections {
            section.text = form.text(section.code).to_owned();
        }
    }
    Ok(page)
}

/// `GET /to-chuc-thi/{contest}/the-le`.
pub async fn rules_admin(cx: Cx) -> Result<HttpResponse, Problem> {
    let page = page(&cx, None, vec![]).await?;
    cx.page(&page)
}

/// `POST /to-chuc-thi/{contest}/the-le`: kept before the publication, proposed after it.
pub async fn write_rules(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let (code, actor, now) = (cx.path_str("contest")?.to_owned(), cx.actor()?, cx.now());
    let (texts, reason) = (typed(&form), form.text("reason").to_owned());
    let to = format!("/to-chuc-thi/{code}");
    let done = cx
        .state
        .db
        .write(move |conn| {
            let contest = ops::contest(conn, &code, true)?;
            if contest.published_at.is_none() {
                rules::write(conn, now, &actor, &contest, texts.clone())?;
                return Ok(false);
            }
            rules::propose(conn, now, &actor, &contest, texts.clone(), &reason)?;
            Ok(true)
        })
        .await
        .map_err(|error: ContestError| Problem::from(error));
    match done {
        Ok(false) => Ok(cx.redirect_saying(&to, "rules_written")),
        Ok(true) => Ok(cx.redirect_saying(&format!("{to}/the-le"), "rules_proposed")),
        Err(problem) if problem.fields.is_empty() => Err(problem),
        Err(problem) => {
            let errors = cx.field_errors(problem)?;
            let page = page(&cx, Some(&form), errors).await?;
            cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

/// `POST /to-chuc-thi/{contest}/the-le/duyet`.
pub async fn approve_rules(cx: Cx, form: Form) -> Result<HttpResponse, Problem> {
    let (code, actor, now) = (cx.path_str("contest")?.to_owned(), cx.actor()?, cx.now());
    let digest = form.one("digest")?.to_owned();
    let to = format!("/to-chuc-thi/{code}");
    cx.state
        .db
        .write(move |conn| {
            let contest = ops::contest(conn, &code, true)?;
            rules::approve(conn, now, &actor, &contest, &digest)
        })
        .await?;
    Ok(cx.redirect_saying(&to, "rules_amended"))
}

/// `POST /to-chuc-thi/{contest}/the-le/rut`.
pub async fn withdraw_rules(cx: Cx, _form: Form) -> Result<HttpResponse, Problem> {
    let (code, actor, now) = (cx.path_str("contest")?.to_owned(), cx.actor()?, cx.now());
    let to = format!("/to-chuc-thi/{code}/the-le");
    cx.state
        .db
        .write(move |conn| {
            let contest = ops::contest(conn, &code, true)?;
            rules::withdraw(conn, now, &actor, &contest)
        })
        .await?;
    Ok(cx.redirect_saying(&to, "rules_withdrawn"))
}
