//! The platform's own TOML, as a file to exchange: all item types; topic, level, rationale and citation may be missing here, which
//! a bank's own folder does not allow.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::{
    gaps,
    model::{Body, Choice, Decimal, Draft, Flaw, Gap, Image, Part, Place, Reading, Statement, Written},
};
use crate::{
    bank::{
        model::{CognitiveLevel, Marking},
        native::line_at,
    },
    kernel::text::nfc,
};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileToml<T> {
    #[serde(default = "Vec::new")]
    item: Vec<T>,
}

/// An item as the platform's TOML writes it, in files to exchange and in the folders of banks.
#[derive(Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(in crate::bank) struct ItemToml {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(in crate::bank) code: String,
    #[serde(rename = "type")]
    pub(in crate::bank) item_type: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::bank) level: Option<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(in crate::bank) topic: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(in crate::bank) context: String,
    pub(in crate::bank) stem: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::bank) key: Option<bool>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(in crate::bank) accepted: Vec<String>,
    #[serde(default, skip_serializing_if = "is_false")]
    pub(in crate::bank) case_sensitive: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    pub(in crate::bank) ignores_marks: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    pub(in crate::bank) strict_tones: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(in crate::bank) steps: Vec<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::bank) value: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::bank) tolerance: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(in crate::bank) order: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(in crate::bank) distractors: Vec<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(in crate::bank) guide: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(in crate::bank) rationale: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::bank) points: Option<i64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(in crate::bank) tags: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::bank) status: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::bank) citation: Option<CitationToml>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(in crate::bank) options: Vec<OptionToml>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(in crate::bank) statements: Vec<StatementToml>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(in crate::bank) pairs: Vec<PairToml>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(in crate::bank) gaps: Vec<GapToml>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(in crate::bank) images: BTreeMap<String, String>,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // the signature that serde asks for
const fn is_false(value: &bool) -> bool {
    !*value
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::bank) struct OptionToml {
    pub(in crate::bank) text: String,
    #[serde(default, skip_serializing_if = "is_false")]
    pub(in crate::bank) key: bool,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    feedback: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::bank) struct StatementToml {
    text: String,
    key: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::bank) struct PairToml {
    left: String,
    right: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::bank) struct GapToml {
    accepted: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    distractors: Vec<String>,
}

/// `{ source, clause }`, or the words of a source that is not among the known ones.
#[derive(Clone, Serialize, Deserialize)]
#[serde(untagged)]
pub(in crate::bank) enum CitationToml {
    Clause { source: String, clause: String },
    Words(String),
}

/// Reads a file.
pub fn read(bytes: &[u8]) -> Reading {
    let text = match super::text_of(bytes) {
        Ok(text) => text,
        Err(flaw) => return Reading::refused(flaw),
    };
    let parsed: FileToml<Spanned<ItemToml>> = match toml::from_str(text.trim_start_matches('\u{FEFF}')) {
        Ok(parsed) => parsed,
        Err(error) => {
            let line = error.span().map_or(0, |span| line_at(&text, span.start));
            return Reading::refused(Flaw { place: Place::Line(line), ..Flaw::file("toml", error.message()) });
        }
    };
    let mut lines = LineCounter { text: &text, at: 0, line: 1 };
    let mut out = Reading::default();
    for spanned in parsed.item {
        let place = Place::Line(lines.at(spanned.span().start));
        let item = spanned.into_inner();
        let (code, stem) = (item.code.clone(), nfc(&item.stem));
        match draft(place, item) {
            Ok(draft) => out.drafts.push(draft),
            Err(flaw) => {
                let body = Body::Choice { options: Vec::new(), many: false };
                out.spoiled.push(Draft { label: code.clone(), code, ..Draft::new(place, stem, body) });
                out.flaws.push(flaw);
            }
        }
    }
    out
}

/// Lines of offsets that only grow.
struct LineCounter<'t> {
    text: &'t str,
    at: usize,
    line: usize,
}

impl LineCounter<'_> {
    fn at(&mut self, offset: usize) -> usize {
        let offset = offset.clamp(self.at, self.text.len());
        self.line += self.text[self.at..offset].matches('\n').count();
        self.at = offset;
        self.line
    }
}

/// Reads one item.
///
/// # Errors
/// The first thing that cannot be read.
pub(in crate::bank) fn draft(place: Place, item: ItemToml) -> Result<Draft, Flaw> {
    let label = item.code.clone();
    let wrong = |part: Part, code: &'static str, value: &str| Flaw::error(place, part, code, value).of(&label);
    let texts = |list: &[String]| list.iter().map(|text| nfc(text)).collect::<Vec<_>>();
    let mut stem = nfc(&item.stem);
    let decimal = |text: &Option<String>, missing: &str| {
        let text = text.as_deref().unwrap_or(missing);
        Decimal::parse_vi(text).ok_or_else(|| wrong(Part::Key, "key_unreadable", text))
    };
    let body = match item.item_type.as_str() {
        kind @ ("single_choice" | "multiple_response") => Body::Choice {
            many: kind == "multiple_response",
            options: item
                .options
                .iter()
                .map(|option| Choice { text: nfc(&option.text), is_key: option.key, feedback: nfc(&option.feedback) })
                .collect(),
        },
        "true_false" => Body::Truth(item.key.ok_or_else(|| wrong(Part::Key, "no_key", &item.stem))?),
        "true_false_cluster" => Body::Statements(
            item.statements.iter().map(|statement| Statement { text: nfc(&statement.text), is_true: Some(statement.key) }).collect(),
        ),
        "short_answer" => Body::Short { accepted: texts(&item.accepted), case_sensitive: item.case_sensitive },
        "numerical" => Body::Number { value: decimal(&item.value, "")?, tolerance: decimal(&item.tolerance, "0")? },
        "matching" => Body::Matching {
            pairs: item.pairs.iter().map(|pair| (nfc(&pair.left), nfc(&pair.right))).collect(),
            distractors: texts(&item.distractors),
        },
        "ordering" => Body::Ordering(texts(&item.order)),
        "gap_fill" => {
            stem = gaps::normal(&stem);
            Body::Gaps(item.gaps.iter().map(|gap| Gap { accepted: texts(&gap.accepted), distractors: texts(&gap.distractors) }).collect())
        }
        "essay" => Body::Essay { guide: nfc(&item.guide) },
        other => return Err(wrong(Part::Type, "type_unknown", other)),
    };
    let level = match item.level.as_deref() {
        None => None,
        Some(level) => Some(CognitiveLevel::parse(level).ok_or_else(|| wrong(Part::Level, "level_unknown", level))?),
    };
    let mut images = Vec::new();
    for (name, content) in &item.images {
        use base64::Engine;
        let bytes = base64::engine::general_purpose::STANDARD.decode(content).map_err(|_| wrong(Part::Whole, "picture_broken", name))?;
        if super::picture_kind(&bytes).is_none() {
            return Err(wrong(Part::Whole, "picture_broken", name));
        }
        images.push(Image { name: name.clone(), bytes: bytes.into() });
    }
    Ok(Draft {
        label: item.code.clone(),
        code: item.code,
        context: nfc(&item.context),
        level,
        topic: item.topic,
        tags: item.tags,
        rationale: nfc(&item.rationale),
        source: match item.citation {
            Some(CitationToml::Clause { source, clause }) => format!("{source}:{clause}"),
            Some(CitationToml::Words(words)) => words,
            None => String::new(),
        },
        points: item.points,
        marking: Marking { ignores_marks: item.ignores_marks, strict_tones: item.strict_tones, steps: item.steps },
        images,
        ..Draft::new(place, stem, body)
    })
}

/// Writes items; nothing is lost.
pub fn write(drafts: &[Draft]) -> Written {
    let file = FileToml { item: drafts.iter().map(item).collect() };
    Written { bytes: toml::to_string_pretty(&file).unwrap_or_default().into_bytes(), lost: Vec::new() }
}

fn item(draft: &Draft) -> ItemToml {
    use base64::Engine;
    let mut out = ItemToml {
        code: draft.code.clone(),
        item_type: draft.body.code().to_owned(),
        level: draft.level.map(|level| level.code().to_owned()),
        topic: draft.topic.clone(),
        context: draft.context.clone(),
        stem: draft.stem.clone(),
        rationale: draft.rationale.clone(),
        points: draft.points,
        ignores_marks: draft.marking.ignores_marks,
        strict_tones: draft.marking.strict_tones,
        steps: draft.marking.steps.clone(),
        tags: draft.tags.clone(),
        citation: (!draft.source.is_empty()).then(|| citation(&draft.source)),
        images: draft
            .images
            .iter()
            .map(|image| (image.name.clone(), base64::engine::general_purpose::STANDARD.encode(&image.bytes)))
            .collect(),
        ..ItemToml::default()
    };
    match &draft.body {
        Body::Choice { options, .. } => {
            out.options = options
                .iter()
                .map(|option| OptionToml { text: option.text.clone(), key: option.is_key, feedback: option.feedback.clone() })
                .collect();
        }
        Body::Truth(truth) => out.key = Some(*truth),
        Body::Statements(list) => {
            out.statements = list
                .iter()
                .map(|statement| StatementToml { text: statement.text.clone(), key: statement.is_true.unwrap_or_default() })
                .collect();
        }
        Body::Short { accepted, case_sensitive } => {
            out.accepted = accepted.clone();
            out.case_sensitive = *case_sensitive;
        }
        Body::Number { value, tolerance } => {
            out.value = Some(value.vietnamese());
            out.tolerance = (!tolerance.is_zero()).then(|| tolerance.vietnamese());
        }
        Body::Matching { pairs, distractors } => {
            out.pairs = pairs.iter().map(|(left, right)| PairToml { left: left.clone(), right: right.clone() }).collect();
            out.distractors = distractors.clone();
        }
        Body::Ordering(list) => out.order = list.clone(),
        Body::Gaps(gaps) => {
            out.gaps = gaps.iter().map(|gap| GapToml { accepted: gap.accepted.clone(), distractors: gap.distractors.clone() }).collect();
        }
        Body::Essay { guide } => out.guide = guide.clone(),
    }
    out
}

/// `KL57:nhan-dien` as source and clause; other words as they are.
pub fn citation_parts(source: &str) -> Option<(&str, &str)> {
    let (code, clause) = source.split_once(':')?;
    let is_code = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '.' | '_'));
    (is_code(code) && is_code(clause)).then_some((code, clause))
}

fn citation(source: &str) -> CitationToml {
    citation_parts(source).map_or_else(
        || CitationToml::Words(source.to_owned()),
        |(source, clause)| CitationToml::Clause { source: source.to_owned(), clause: clause.to_owned() },
    )
}
