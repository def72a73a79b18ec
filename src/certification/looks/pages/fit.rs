//! Whether papers can be printed whole: the longest texts are set with a look before it is saved, and every paper of a list
//! before a number is given to it.

use std::collections::HashSet;

use chrono::NaiveDate;

use super::super::{
    super::{
        model::{Face, Issuer},
        pages::printed,
        pdf::{self, CertificateFace, Design, PdfError},
    },
    model::{Look, LookRef, PaperKind, dressed},
};
use crate::{
    kernel::{FieldProblem, Id},
    web::i18n::I18n,
};

/// A long name of somebody, as registers have them.
const LONG_NAME: &str = "Công Huyền Tôn Nữ Nguyễn Phương Hoàng Ngọc Thị Kim Khánh";
const LONG_UNIT: &str = "Ban Tuyên giáo và Dân vận Đảng ủy các cơ quan Đảng và Ủy ban nhân dân tỉnh Đồng Tháp";
const LONG_TITLE: &str =
    "Chương trình bồi dưỡng nghiệp vụ tuyên truyền miệng cho báo cáo viên, tuyên truyền viên các xã, phường và đặc khu năm 2026";
const LONG_PRIZE: &str = "Giải Khuyến khích – Vòng thi trắc nghiệm trực tuyến tuần thứ mười hai\nCuộc thi trực tuyến tìm hiểu truyền thống ngành Tuyên giáo và công tác dân vận";

/// The face of the longest texts, as a body prints it.
fn longest(issuer: &Issuer, kind: PaperKind, day: NaiveDate) -> Face {
    Face {
        state_motto: issuer.state_motto,
        issuer_parent: issuer.parent.clone(),
        issuer: issuer.name.clone(),
        holder_name: LONG_NAME.into(),
        holder_unit: Some(LONG_UNIT.into()),
        achievement: if kind == PaperKind::Contest { LONG_PRIZE } else { LONG_TITLE }.into(),
        // A result is of a contest, a last day of training.
        score: if kind == PaperKind::Contest { 9_750 } else { 0 },
        max_score: if kind == PaperKind::Contest { 10_000 } else { 0 },
        number: super::super::super::issuing::numbers::written(
            super::super::super::issuing::numbers::DEFAULT,
            12_345,
            chrono::Datelike::year(&day),
            &issuer.symbol,
        ),
        place: issuer.place.clone(),
        issued_on: day,
        signer_title: issuer.signer_title.clone(),
        signer_name: issuer.signer_name.clone(),
        valid_until: (kind == PaperKind::Training).then_some(day),
        kind,
        ..Face::default()
    }
}

/// A paper of the longest texts with a look, to be looked at or tried.
pub(super) fn sample(
    i18n: &I18n,
    base_url: &str,
    look: &Look,
    design: Design,
    issuer: &Issuer,
    kind: PaperKind,
    day: NaiveDate,
) -> CertificateFace {
    let version = LookRef { template: Id::from_uuid(uuid::Uuid::nil()), version: 0 };
    let face = longest(issuer, kind, day);
    let number = look.pattern.as_ref().map_or(face.number.clone(), |pattern| {
        super::super::super::issuing::numbers::written(pattern, 12_345, chrono::Datelike::year(&day), &issuer.symbol)
    });
    let face = dressed(Face { number, ..face }, look, version);
    let code = "7K2MQ9XD41T9";
    printed(i18n, &format!("{base_url}/chung-nhan/{code}"), code, &face, design)
}

/// The text of a field of a paper.
fn text_of(face: &CertificateFace, field: &str) -> String {
    let optional = |text: &Option<String>| text.clone().unwrap_or_default();
    match field {
        "issuer_parent" => optional(&face.issuer_parent),
        "issuer" => face.issuer.clone(),
        "title" => face.title.clone(),
        "certifies" => face.certifies.clone(),
        "holder_name" => face.holder_name.clone(),
        "holder_unit" => optional(&face.holder_unit),
        "achievement_label" => face.achievement_label.clone(),
        "achievement" => face.achievement.clone(),
        "result" => optional(&face.result),
        "note" => optional(&face.note),
        "place_date" => face.place_date.clone(),
        "signer_title" => optional(&face.signer_title),
        "signer_name" => optional(&face.signer_name),
        "number" => face.number.clone(),
        _ => String::new(),
    }
}

/// What is wrong with a paper, told at a field of the form: what cannot be shown or does not fit, and the text it stands in.
pub fn mark(face: &CertificateFace, error: &PdfError, at: impl Fn(&'static str) -> String) -> Option<FieldProblem> {
    let problem = match error {
        PdfError::MissingGlyph { ch, field } => {
            FieldProblem::new(at(field), "paper_glyph").with("ch", ch.escape_debug()).with("part", field).with("text", text_of(face, field))
        }
        PdfError::TooLong { field } => FieldProblem::new(at(field), "paper_long").with("part", field).with("text", text_of(face, field)),
        _ => return None,
    };
    Some(problem)
}

/// The first faults of a list of papers, told at one field of a form, each with the name of the person. Papers that say the
/// same, but for their number, are looked at once.
pub fn faults(faces: &[CertificateFace], at: &str) -> Vec<FieldProblem> {
    let mut seen = HashSet::new();
    let fault = |face: &CertificateFace| {
        let error = pdf::check(face).err()?;
        Some(mark(face, &error, |_| at.to_owned())?.with("who", &face.holder_name))
    };
    let named = |mut problem: FieldProblem| {
        problem.code = if problem.code == "paper_glyph" { "paper_of_glyph" } else { "paper_of_long" };
        problem
    };
    faces
        .iter()
        .filter(|&face| seen.insert((&face.holder_name, &face.holder_unit, &face.achievement, &face.result, &face.note)))
        .filter_map(fault)
        .map(named)
        .take(20)
        .collect()
}
