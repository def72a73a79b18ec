//! A campaign: how many are how far, who they are, the same as a list for spreadsheets.

use actix_web::{HttpResponse, http::header};
use serde::Serialize;

use super::super::{
    super::model::CertificationError,
    ops::{self, CampaignRow, Member, Stage},
};
use crate::{
    kernel::{
        Problem,
        ids::CampaignId,
        page::{Page, PageRequest},
        sheet::{self, Cell, Column, Sheet},
    },
    web::{
        Cx, Form, View, format,
        view::{PagerView, Sample},
    },
};

const PAGE_SIZE: i64 = 50;

#[derive(Serialize)]
struct CampaignPage {
    id: String,
    title: String,
    programme: String,
    programme_code: String,
    due_on: String,
    is_closed: bool,
    may_close: bool,
    requirements: usize,
    total: usize,
    done: usize,
    stages: Vec<StageLine>,
    /// The stage that is shown; empty for all.
    stage: String,
    people: Vec<PersonLine>,
    pager: PagerView,
}

#[derive(Serialize)]
struct StageLine {
    code: &'static str,
    count: usize,
}

#[derive(Serialize)]
struct PersonLine {
    id: String,
    full_name: String,
    unit: String,
    stage: &'static str,
    met: usize,
    certificate: String,
    valid_until: String,
}

impl View for CampaignPage {
    const TEMPLATE: &'static str = "certification/campaign.html";
    fn samples() -> Vec<Self> {
        let person = |stage: Stage| PersonLine {
            id: "1".into(),
            full_name: "Nguyễn Thị Ưỡng".into(),
            unit: if stage == Stage::Done { String::new() } else { "Phường Mỹ Tho".into() },
            stage: stage.code(),
            met: 1,
            certificate: if stage == Stage::NotBegun { String::new() } else { "001/2026/GCN".into() },
            valid_until: if stage == Stage::NotBegun { String::new() } else { "24/12/2026".into() },
        };
        let page = |people: Vec<PersonLine>, is_closed| Self {
            id: "1".into(),
            title: "Cấp lại năm 2026".into(),
            programme: "Bồi dưỡng báo cáo viên".into(),
            programme_code: "boi-duong".into(),
            due_on: "31/12/2026".into(),
            is_closed,
            may_close: !is_closed,
            requirements: 2,
            total: 4,
            done: 1,
            stages: Stage::ALL.map(|stage| StageLine { code: stage.code(), count: 1 }).into(),
            stage: if is_closed { "done".into() } else { String::new() },
            people,
            pager: PagerView { number: 1, pages: 2, total: 60, prev: String::new(), next: "/dot-cap-lai/1?trang=2".into() },
        };
        vec![page(vec![], true), page(Stage::ALL.map(person).into(), false)]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<CampaignPage>()
}

/// `GET /dot-cap-lai/{campaign}?muc=&trang=`.
pub async fn campaign(cx: Cx) -> Result<HttpResponse, Problem> {
    let (actor, now, id): (_, _, CampaignId) = (cx.actor()?, cx.now(), cx.path("campaign")?);
    let (row, programme, terms, members, may_close) = cx.state.db.read(move |conn| ops::campaign(conn, now, &actor, id)).await?;
    let count = |stage: Stage| members.iter().filter(|member| member.stage == stage).count();
    let stages = Stage::ALL.map(|stage| StageLine { code: stage.code(), count: count(stage) }).into();
    let (total, done) = (members.len(), count(Stage::Done));
    let wanted = cx.query("muc");
    let wanted = Stage::ALL.into_iter().find(|stage| stage.code() == wanted);
    let chosen: Vec<Member> = members.into_iter().filter(|member| wanted.is_none_or(|stage| member.stage == stage)).collect();
    let request = PageRequest::new(cx.query("trang").parse().unwrap_or(1), PAGE_SIZE);
    let found = i64::try_from(chosen.len()).unwrap_or(0);
    let skipped = usize::try_from(request.offset()).unwrap_or(0);
    let rows: Vec<Member> = chosen.into_iter().skip(skipped).take(usize::try_from(PAGE_SIZE).unwrap_or(50)).collect();
    let page = Page { rows, total: found, request };
    let stage = wanted.map(Stage::code).unwrap_or_default();
    let pager = PagerView::of(&page, &format!("/dot-cap-lai/{id}"), &format!("muc={stage}"));
    let line = |member: Member| PersonLine {
        id: member.id.to_string(),
        full_name: member.full_name,
        unit: member.unit_name,
        stage: member.stage.code(),
        met: member.met,
        valid_until: member.certificate.as_ref().and_then(|it| it.face.valid_until).map(format::date).unwrap_or_default(),
        certificate: member.certificate.map(|it| it.face.number).unwrap_or_default(),
    };
    cx.page(&CampaignPage {
        id: id.to_string(),
        title: row.title,
        programme: programme.title,
        programme_code: programme.code,
        due_on: format::date(row.due_on),
        is_closed: row.closed_at.is_some(),
        may_close: may_close && row.closed_at.is_none(),
        requirements: terms.requirements.len(),
        total,
        done,
        stages,
        stage: stage.to_owned(),
        people: page.rows.into_iter().map(line).collect(),
        pager,
    })
}

/// `GET /dot-cap-lai/{campaign}/tien-do.xlsx`.
pub async fn file(cx: Cx) -> Result<HttpResponse, Problem> {
    let (actor, now, id): (_, _, CampaignId) = (cx.actor()?, cx.now(), cx.path("campaign")?);
    let (row, programme, terms, members, _): (CampaignRow, _, _, _, _) =
        cx.state.db.read(move |conn| ops::campaign(conn, now, &actor, id)).await?;
    let heads = [
        ("issuing-column-order", 6),
        ("issuing-column-name", 30),
        ("issuing-column-unit", 34),
        ("campaign-stage", 18),
        ("campaign-met", 14),
        ("campaign-certificate", 22),
        ("due-until", 12),
    ];
    let columns = heads.map(|(key, width)| Column::new(cx.t(key, &[]), width)).into();
    let whole = terms.requirements.len();
    let line = |(number, member): (i64, &Member)| {
        vec![
            Cell::Integer(number),
            Cell::text(&member.full_name),
            Cell::text(&member.unit_name),
            Cell::text(cx.t(&format!("campaign-stage-{}", member.stage.code()), &[])),
            Cell::text(format!("{}/{whole}", member.met)),
            Cell::text(member.certificate.as_ref().map(|it| it.face.number.clone()).unwrap_or_default()),
            Cell::day(member.certificate.as_ref().and_then(|it| it.face.valid_until)),
        ]
    };
    let title = vec![
        row.title.clone(),
        programme.title,
        cx.t("campaign-due", &[("day", format::date(row.due_on).into())]),
        cx.t("record-as-of", &[("day", format::day(now).into())]),
    ];
    let list = Sheet { name: cx.t("campaign-sheet", &[]), title, columns, rows: (1..).zip(&members).map(line).collect() };
    let written = tokio::task::spawn_blocking(move || sheet::write(&[list])).await.map_err(Problem::unexpected)?;
    Ok(HttpResponse::Ok()
        .content_type("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"dot-cap-lai-{}.xlsx\"", row.due_on.format("%Y%m%d"))))
        .body(written.map_err(CertificationError::from)?))
}

/// `POST /dot-cap-lai/{campaign}/dong`.
pub async fn close(cx: Cx, _form: Form) -> Result<HttpResponse, Problem> {
    let (actor, now, id): (_, _, CampaignId) = (cx.actor()?, cx.now(), cx.path("campaign")?);
    cx.state.db.write(move |conn| ops::close(conn, now, &actor, id)).await?;
    Ok(cx.redirect_saying(&format!("/dot-cap-lai/{id}"), "campaign_closed"))
}
