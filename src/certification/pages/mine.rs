//! A person's own certificates.

use std::collections::HashMap;

use actix_web::HttpResponse;
use serde::Serialize;

use super::super::{
    model::{Certificate, Standing, ending_soon},
    ops,
};
use crate::{
    kernel::Problem,
    web::{Cx, View, format, view::Sample},
};

#[derive(Serialize)]
struct MinePage {
    certificates: Vec<CertificateLine>,
}

#[derive(Serialize)]
struct CertificateLine {
    code: String,
    number: String,
    achievement: String,
    issuer: String,
    issued_on: String,
    valid_until: String,
    /// Days to its end, when it is near; else -1.
    days_left: i64,
    standing: &'static str,
    is_valid: bool,
}

impl View for MinePage {
    const TEMPLATE: &'static str = "certification/mine.html";
    fn samples() -> Vec<Self> {
        let line = |standing: Standing, valid_until: &str, days_left| CertificateLine {
            code: "7F3K9QXABCDE".into(),
            number: "001/2026/GCN".into(),
            achievement: "Hoàn thành khóa học".into(),
            issuer: "Ban".into(),
            issued_on: "23/11/2026".into(),
            valid_until: valid_until.into(),
            days_left,
            standing: standing.code(),
            is_valid: standing == Standing::Valid,
        };
        let lines = vec![
            line(Standing::Valid, "", -1),
            line(Standing::Valid, "01/01/2027", 39),
            line(Standing::Expired, "01/01/2026", -1),
            line(Standing::Revoked, "", -1),
        ];
        vec![Self { certificates: vec![] }, Self { certificates: lines }]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<MinePage>()
}

/// `GET /chung-nhan-cua-toi`.
pub async fn mine(cx: Cx) -> Result<HttpResponse, Problem> {
    let (actor, today) = (cx.actor()?, cx.now().vietnam_date());
    let certificates = cx.state.db.read(move |conn| ops::of_person(conn, actor.id)).await?;
    let ending: HashMap<_, _> = ending_soon(&certificates, today).into_iter().map(|(certificate, days)| (certificate.id, days)).collect();
    let line = |certificate: Certificate| {
        let standing = certificate.standing(today);
        CertificateLine {
            standing: standing.code(),
            is_valid: standing == Standing::Valid,
            days_left: ending.get(&certificate.id).copied().unwrap_or(-1),
            code: certificate.code,
            number: certificate.face.number,
            achievement: certificate.face.achievement,
            issuer: certificate.face.issuer,
            issued_on: format::date(certificate.face.issued_on),
            valid_until: certificate.face.valid_until.map(format::date).unwrap_or_default(),
        }
    };
    cx.page(&MinePage { certificates: certificates.into_iter().map(line).collect() })
}
