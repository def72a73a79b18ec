//! The templates of an administrator's units.

use actix_web::HttpResponse;
use serde::Serialize;

use super::super::{
    super::model::CertificationError,
    model::{PaperKind, Template},
    ops,
};
use crate::{
    kernel::{Problem, Role},
    org,
    web::{Cx, View, view::Sample},
};

#[derive(Serialize)]
struct LooksPage {
    looks: Vec<LookLine>,
}

#[derive(Serialize)]
struct LookLine {
    id: String,
    name: String,
    kind: &'static str,
    unit: String,
    version: i32,
    is_retired: bool,
}

impl View for LooksPage {
    const TEMPLATE: &'static str = "certification/looks.html";
    fn samples() -> Vec<Self> {
        let line = |kind: PaperKind, unit: &str| LookLine {
            id: "1".into(),
            name: "Giấy của Ban Tuyên giáo".into(),
            kind: kind.code(),
            unit: unit.into(),
            version: 2,
            is_retired: unit.is_empty(),
        };
        vec![Self { looks: vec![] }, Self { looks: vec![line(PaperKind::Training, "Phường Mỹ Tho"), line(PaperKind::Contest, "")] }]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<LooksPage>()
}

/// `GET /mau-giay`.
pub async fn list(cx: Cx) -> Result<HttpResponse, Problem> {
    let actor = cx.actor()?;
    let (looks, units) = cx
        .state
        .db
        .read(move |conn| {
            let scope = org::ops::scope(conn, &actor, Role::Admin)?;
            Ok::<_, CertificationError>((ops::managed(conn, &actor)?, org::ops::units(conn, &scope)?))
        })
        .await?;
    let line = |template: Template| LookLine {
        id: template.id.to_string(),
        unit: units.iter().find(|unit| Some(unit.id) == template.unit_id).map(|unit| unit.name.clone()).unwrap_or_default(),
        name: template.name,
        kind: template.kind.code(),
        version: template.version,
        is_retired: template.retired_at.is_some(),
    };
    cx.page(&LooksPage { looks: looks.into_iter().map(line).collect() })
}
