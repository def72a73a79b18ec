//! What is typed about a template, read and checked at its fields.

use super::super::{
    super::issuing::numbers,
    logo,
    model::{Border, Look, Orientation, Palette, PaperKind, Words, unknown_field},
    ops::TemplateForm,
};
use crate::{
    kernel::{
        FieldProblem, Problem,
        ids::{PaperTemplateId, UnitId},
        text,
    },
    web::{Form, Upload},
};

/// A value that a form names, as data has it.
fn named<T: serde::de::DeserializeOwned>(form: &Form, field: &'static str, wrong: &mut Vec<FieldProblem>) -> Option<T> {
    let read = serde_json::from_value(serde_json::Value::String(form.text(field).to_owned())).ok();
    if read.is_none() {
        wrong.push(FieldProblem::new(field, "choice"));
    }
    read
}

/// Reads the form.
///
/// # Errors
/// At the fields.
pub(super) fn parse(
    upload: &Upload,
    before: Option<(PaperTemplateId, i32)>,
    kept_kind: &str,
    kept_logo: Option<Vec<u8>>,
) -> Result<TemplateForm, Problem> {
    let form = &upload.form;
    let mut wrong = Vec::new();
    let mut line = |field: &'static str, is_needed: bool, most: usize| {
        let typed = text::clean_line(form.text(field));
        if is_needed && typed.is_empty() {
            wrong.push(FieldProblem::new(field, "required"));
        } else if typed.chars().count() > most {
            wrong.push(FieldProblem::new(field, "too_long").with("max", most));
        }
        if let Some(name) = unknown_field(&typed).filter(|_| !matches!(field, "name" | "pattern")) {
            wrong.push(FieldProblem::new(field, "look_field").with("name", name));
        }
        typed
    };
    let name = line("name", true, 80);
    let words = Words {
        title: line("title", true, 60),
        certifies: line("certifies", true, 120),
        has: line("has", true, 120),
        note: line("note", false, 240).replace(" | ", "\n"),
    };
    let (signer_title, signer_name, pattern) =
        (line("signer_title", false, 120).replace(" | ", "\n"), line("signer_name", false, 80), line("pattern", false, 60));
    if !pattern.is_empty() && !numbers::is_pattern(&pattern) {
        wrong.push(FieldProblem::new("pattern", "number_pattern"));
    }
    let kind = PaperKind::parse(if before.is_some() { kept_kind } else { form.text("kind") });
    if kind.is_none() {
        wrong.push(FieldProblem::new("kind", "choice"));
    }
    let unit_id: Option<UnitId> = match form.text("unit_id") {
        "" => None,
        typed => typed.parse().map_err(|_| wrong.push(FieldProblem::new("unit_id", "choice"))).ok(),
    };
    let orientation: Option<Orientation> = named(form, "orientation", &mut wrong);
    let palette: Option<Palette> = named(form, "palette", &mut wrong);
    let border: Option<Border> = named(form, "border", &mut wrong);
    let logo = match (upload.bytes.is_empty(), form.ticked("no_logo")) {
        (true, true) => None,
        (true, false) => kept_logo,
        (false, _) => match logo::read(&upload.bytes) {
            Ok(logo) => logo::written(&logo),
            Err(code) => {
                wrong.push(FieldProblem::new("logo", code).with("kb", logo::LARGEST_FILE / 1024));
                None
            }
        },
    };
    let some = |typed: String| Some(typed).filter(|typed| !typed.is_empty());
    match (kind, orientation, palette, border) {
        (Some(kind), Some(orientation), Some(palette), Some(border)) if wrong.is_empty() => Ok(TemplateForm {
            before,
            kind,
            unit_id,
            name,
            look: Look {
                orientation,
                palette,
                border,
                words,
                signer_title: some(signer_title),
                signer_name: some(signer_name),
                pattern: some(pattern),
            },
            logo,
        }),
        _ => Err(Problem::invalid(wrong)),
    }
}

/// The form's field that a part of the paper comes from; nothing for parts that come from elsewhere.
pub(super) fn form_field(part: &'static str) -> String {
    match part {
        "title" | "certifies" | "note" | "signer_title" | "signer_name" => part,
        "achievement_label" => "has",
        "number" => "pattern",
        _ => "",
    }
    .to_owned()
}
