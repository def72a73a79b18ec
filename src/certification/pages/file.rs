//! Checking a file that somebody was shown: a PDF of ours, or a credential.

use actix_web::{HttpResponse, http::StatusCode};
use serde::Serialize;

use super::{
    super::{
        code,
        credentials::{
            self, badge,
            carried::{self, Carried},
            jwt,
        },
        model::{Certificate, CertificationError, Standing},
    },
    Guesses, by_code, paper,
};
use crate::{
    kernel::{FieldProblem, Problem},
    web::{Cx, Upload, View, error::FieldError, format, view::Sample},
};

#[derive(Serialize, Default)]
struct FilePage {
    file_name: String,
    /// Empty before a file was sent; else `nothing`, `forged`, `unknown`, `same`, `signed` or `differs`.
    finding: &'static str,
    /// The certificate in the register, where there is one.
    code: String,
    printed_code: String,
    standing: &'static str,
    revoked_on: String,
    valid_until: String,
    holder_name: String,
    number: String,
    achievement: String,
    issuer: String,
    issued_on: String,
    errors: Vec<FieldError>,
}

impl View for FilePage {
    const TEMPLATE: &'static str = "certification/file.html";
    fn samples() -> Vec<Self> {
        let found = |finding: &'static str, standing: Standing| Self {
            file_name: "chung-nhan.pdf".into(),
            finding,
            code: "7F3K9QXABCDE".into(),
            printed_code: "7F3K-9QXA-BCDE".into(),
            standing: standing.code(),
            revoked_on: "24/11/2026".into(),
            valid_until: "22/11/2028".into(),
            holder_name: "Nguyễn Thị Ưỡng".into(),
            number: "001/2026/GCN".into(),
            achievement: "Hoàn thành khóa học".into(),
            issuer: "BAN TUYÊN GIÁO".into(),
            issued_on: "23/11/2026".into(),
            errors: vec![],
        };
        let bare = |finding: &'static str| Self { finding, file_name: "tep.pdf".into(), ..Self::default() };
        let error = FieldError { field: "file".into(), message: "Hãy chọn một tệp.".into() };
        vec![
            Self::default(),
            Self { errors: vec![error], ..Self::default() },
            bare("nothing"),
            bare("forged"),
            bare("unknown"),
            found("same", Standing::Valid),
            found("signed", Standing::Revoked),
            found("differs", Standing::Expired),
        ]
    }
}

pub(super) fn samples() -> Vec<Sample> {
    Sample::of::<FilePage>()
}

/// `GET /chung-nhan/kiem-tra-tep`.
pub async fn file_page(cx: Cx) -> Result<HttpResponse, Problem> {
    cx.page(&FilePage::default())
}

/// `POST /chung-nhan/kiem-tra-tep`: says what the file is worth. It is looked at and forgotten.
pub async fn check_file(cx: Cx, upload: Upload) -> Result<HttpResponse, Problem> {
    let guesses = cx.service::<Guesses>()?;
    guesses.check(&cx.address())?;
    if upload.bytes.is_empty() {
        let errors = cx.field_errors(Problem::invalid(vec![FieldProblem::new("file", "file_missing")]))?;
        return cx.page_with(StatusCode::UNPROCESSABLE_ENTITY, &FilePage { errors, ..FilePage::default() });
    }
    let (finding, certificate) = examine(&cx, upload.bytes).await?;
    // Looking into a file costs more than looking a code up, so each one counts, found or not.
    guesses.miss(&cx.address());
    let page = match certificate {
        None => FilePage { file_name: upload.file_name, finding, ..FilePage::default() },
        Some(certificate) => FilePage {
            file_name: upload.file_name,
            finding,
            standing: certificate.standing(cx.now().vietnam_date()).code(),
            revoked_on: certificate.revoked.as_ref().map(|(at, _)| format::day(*at)).unwrap_or_default(),
            printed_code: code::printed(&certificate.code),
            valid_until: certificate.face.valid_until.map(format::date).unwrap_or_default(),
            code: certificate.code,
            holder_name: certificate.face.holder_name,
            number: certificate.face.number,
            achievement: certificate.face.achievement,
            issuer: certificate.face.issuer,
            issued_on: format::date(certificate.face.issued_on),
            errors: vec![],
        },
    };
    let status = if matches!(finding, "same" | "signed") { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    cx.page_with(status, &page)
}

async fn examine(cx: &Cx, bytes: Vec<u8>) -> Result<(&'static str, Option<Certificate>), Problem> {
    let (carried, bytes) = tokio::task::spawn_blocking(move || (carried::find(&bytes), bytes)).await.map_err(Problem::unexpected)?;
    match carried {
        None => Ok(("nothing", None)),
        Some(Carried::Paper(code, token)) => {
            let Some(certificate) = by_code(cx, code).await? else { return Ok(("unknown", None)) };
            if let Some(token) = &token
                && signed_code(cx, token).await?.as_ref() != Some(&certificate.code)
            {
                return Ok(("forged", Some(certificate)));
            }
            // The paper is a function of the record and the credential it carries: the same bytes, or another file.
            let ours = paper::rendered(&cx.state, &certificate, token).await?;
            Ok((if ours == bytes { "same" } else { "differs" }, Some(certificate)))
        }
        Some(Carried::Token(token)) => {
            let Some(code) = signed_code(cx, &token).await? else { return Ok(("forged", None)) };
            Ok(match by_code(cx, code).await? {
                Some(certificate) => ("signed", Some(certificate)),
                None => ("unknown", None),
            })
        }
    }
}

/// The code of the certificate that a token is about, if one of our keys has signed it.
async fn signed_code(cx: &Cx, token: &str) -> Result<Option<String>, Problem> {
    let keys = cx.state.db.read(credentials::ops::keys).await.map_err(|error: CertificationError| Problem::from(error))?;
    let keys: Vec<(String, String)> = keys.into_iter().map(|key| (key.kid, key.public)).collect();
    Ok(jwt::read(token, &keys).and_then(|claims| badge::code_of(&claims).and_then(code::parse)))
}
