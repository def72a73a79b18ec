//! Pages and API of certificates.

mod certificate;
mod decide;
mod file;
mod look_up;
mod mine;
mod paper;

pub use certificate::{api_certificate, certificate};
pub use decide::{reinstate, replace, revoke};
pub use file::{check_file, file_page};
pub use look_up::{Guesses, look_up};
pub use mine::mine;
pub use paper::{PaperCache, paper, rendered};

use fluent_bundle::FluentValue;

use super::{
    code,
    looks::model::{PaperKind, Words},
    model::{Certificate, CertificationError, Face},
    ops,
    pdf::{CertificateFace, Design},
};
use crate::{
    kernel::Problem,
    web::{
        Cx, format,
        i18n::{I18n, Lang},
        view::Sample,
    },
};

/// Samples of this domain's pages.
pub fn samples() -> Vec<Sample> {
    [
        look_up::samples(),
        certificate::samples(),
        file::samples(),
        mine::samples(),
        super::programmes::pages::samples(),
        super::issuing::pages::samples(),
        super::looks::pages::samples(),
        super::contest_papers::pages::samples(),
        super::campaigns::pages::samples(),
        super::credentials::pages::samples(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The certificate that the path names.
pub(super) async fn find(cx: &Cx) -> Result<Option<Certificate>, Problem> {
    let Some(code) = code::parse(cx.path_str("code")?) else { return Ok(None) };
    by_code(cx, code).await
}

async fn by_code(cx: &Cx, code: String) -> Result<Option<Certificate>, Problem> {
    match cx.state.db.read(move |conn| ops::by_code(conn, &code)).await {
        Ok(certificate) => Ok(Some(certificate)),
        Err(CertificationError::NotFound) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The result as the paper prints it; nothing where no score is printed.
pub(super) fn result_text(face: &Face) -> String {
    if face.max_score == 0 {
        return String::new();
    }
    format!("{}/{} ({})", format::points(face.score), format::points(face.max_score), format::percent(face.score, face.max_score))
}

fn place_date(i18n: &I18n, lang: Lang, face: &Face) -> String {
    let (day, month) = format::document_day_month(face.issued_on);
    let year = chrono::Datelike::year(&face.issued_on).to_string();
    i18n.message(
        lang,
        "certificate-place-date",
        &[
            ("place", FluentValue::from(face.place.as_str())),
            ("day", FluentValue::from(day)),
            ("month", FluentValue::from(month)),
            ("year", FluentValue::from(year)),
        ],
    )
}

pub(super) fn verify_url(base_url: &str, code: &str) -> String {
    format!("{base_url}/chung-nhan/{code}")
}

/// Whether the actor may decide about a certificate.
async fn may_manage(cx: &Cx, certificate: &Certificate) -> Result<bool, Problem> {
    let Some(actor) = cx.context.actor().cloned() else { return Ok(false) };
    let certificate = certificate.clone();
    Ok(cx.state.db.read(move |conn| ops::may_manage(conn, &actor, &certificate)).await?)
}

/// The words of a paper: those of its template, else the usual ones of its kind.
pub(super) fn words(i18n: &I18n, lang: Lang, face: &Face) -> Words {
    if let Some(words) = &face.words {
        return words.clone();
    }
    let say = |key: &str| i18n.message(lang, key, &[]);
    match face.kind {
        PaperKind::Training => Words {
            title: say("certificate-title"),
            certifies: say("certificate-certifies"),
            has: say("certificate-has"),
            note: String::new(),
        },
        PaperKind::Contest => Words {
            title: say("certificate-title-contest"),
            certifies: say("certificate-certifies-contest"),
            has: say("certificate-has-contest"),
            note: String::new(),
        },
    }
}

/// Score and last day, each on a line of its own, as far as the paper prints them.
fn result_lines(i18n: &I18n, face: &Face) -> Option<String> {
    let vi = |key: &str, name: &'static str, value: String| i18n.message(Lang::Vi, key, &[(name, FluentValue::from(value))]);
    let score = Some(result_text(face)).filter(|text| !text.is_empty()).map(|text| vi("certificate-result", "result", text));
    let until = face.valid_until.map(|last| vi("certificate-valid-until", "day", format::date(last)));
    let lines: Vec<String> = [score, until].into_iter().flatten().collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// The paper is always in Vietnamese: it is a document of its issuer, whatever language its reader chose.
pub fn printed_face(i18n: &I18n, base_url: &str, certificate: &Certificate, design: Design) -> CertificateFace {
    printed(i18n, &verify_url(base_url, &certificate.code), &certificate.code, &certificate.face, design)
}

/// A face as it is printed, whether or not it was issued.
pub fn printed(i18n: &I18n, verify_url: &str, code: &str, face: &Face, design: Design) -> CertificateFace {
    let vi = |key: &str| i18n.message(Lang::Vi, key, &[]);
    let words = words(i18n, Lang::Vi, face);
    CertificateFace {
        language: "vi".into(),
        state_motto: face.state_motto.then(|| (vi("certificate-nation"), vi("certificate-motto"))),
        issuer_parent: face.issuer_parent.clone(),
        issuer: face.issuer.clone(),
        title: words.title,
        certifies: words.certifies,
        holder_name: face.holder_name.clone(),
        holder_unit: face.holder_unit.clone(),
        achievement_label: words.has,
        achievement: face.achievement.clone(),
        result: result_lines(i18n, face),
        note: Some(words.note).filter(|note| !note.is_empty()),
        place_date: place_date(i18n, Lang::Vi, face),
        signer_title: face.signer_title.clone(),
        signer_name: face.signer_name.clone(),
        number_label: vi("certificate-number-label"),
        number: face.number.clone(),
        code_label: vi("certificate-code-label"),
        code: code::printed(code),
        verify_hint: vi("certificate-verify-hint"),
        verify_url: verify_url.to_owned(),
        design,
        credential: None,
    }
}
