//! What a template holds, and its texts with the facts filled in.

use serde::{Deserialize, Serialize};

use super::super::model::Face;
use crate::kernel::{
    Timestamp,
    ids::{PaperTemplateId, UnitId},
};

/// Which kind of paper; kinds are never mixed: each has its bodies, its numbers and its words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaperKind {
    /// Giấy chứng nhận hoàn thành: of who trains.
    #[default]
    Training,
    /// Giấy chứng nhận of a contest: of its committee.
    Contest,
}

impl PaperKind {
    /// All, as forms offer them.
    pub const ALL: [Self; 2] = [Self::Training, Self::Contest];

    /// Word in data, forms and message keys.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Training => "training",
            Self::Contest => "contest",
        }
    }

    /// Reads [`PaperKind::code`].
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// How the page lies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Orientation {
    /// A4 on its side.
    #[default]
    Landscape,
    /// A4 on end.
    Portrait,
}

/// Two colours that go together; the first has a contrast of more than 7 on white.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Palette {
    /// Indigo and gold.
    #[default]
    Indigo,
    /// Red and gold.
    Red,
    /// Green and gold.
    Green,
    /// Black and grey.
    Ink,
}

/// The frame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Border {
    /// Two lines with a hairline between them and ornaments in the corners.
    #[default]
    Ornate,
    /// One line.
    Plain,
    /// None: for paper that has a frame already.
    None,
}

/// The words of a paper beside its facts. In a template they may hold named fields; see [`FIELDS`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// Kind of the paper: "GIẤY CHỨNG NHẬN".
    pub title: String,
    /// Before the name: "Chứng nhận đồng chí".
    pub certifies: String,
    /// Before what was done: "đã hoàn thành".
    pub has: String,
    /// Below what was done; empty for nothing.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// A version of a template, without its logo.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look {
    /// How the page lies.
    pub orientation: Orientation,
    /// Its colours.
    pub palette: Palette,
    /// Its frame.
    pub border: Border,
    /// Its words.
    pub words: Words,
    /// Office of the signer, in place of the issuing body's.
    #[serde(default)]
    pub signer_title: Option<String>,
    /// Name of the signer, in place of the issuing body's.
    #[serde(default)]
    pub signer_name: Option<String>,
    /// Pattern of the numbers, in place of the issuing body's.
    #[serde(default)]
    pub pattern: Option<String>,
}

/// Which version of which template a paper was issued with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct LookRef {
    /// The template.
    pub template: PaperTemplateId,
    /// Its version, from 1.
    pub version: i32,
}

/// A template.
#[derive(Clone, Debug)]
pub struct Template {
    /// Id.
    pub id: PaperTemplateId,
    /// Whose administrators may change it; none is administrators of everything.
    pub unit_id: Option<UnitId>,
    /// Kind of paper.
    pub kind: PaperKind,
    /// Name among templates.
    pub name: String,
    /// The version in force.
    pub version: i32,
    /// When it ceased to be offered.
    pub retired_at: Option<Timestamp>,
}

/// Named fields that texts of a template may hold, each with what it stands for.
pub const FIELDS: [&str; 8] = ["ho-ten", "don-vi", "noi-dung", "noi-cap", "dia-danh", "so", "ngay-cap", "han"];

/// The first field of a text that is none: unknown, or a brace that stands alone.
pub fn unknown_field(text: &str) -> Option<String> {
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let from = &rest[at..];
        let name = from.strip_prefix('{').and_then(|inner| inner.split_once('}')).map(|(name, _)| name);
        match name {
            Some(name) if FIELDS.contains(&name) => rest = &from[name.len() + 2..],
            Some(name) if !name.contains('{') => return Some(format!("{{{name}}}")),
            _ => return Some(from.chars().take(1).collect()),
        }
    }
    None
}

/// A text with the facts in place of its fields.
pub fn filled(text: &str, face: &Face) -> String {
    let date = |day: chrono::NaiveDate| day.format("%d/%m/%Y").to_string();
    let value = |name: &str| match name {
        "ho-ten" => face.holder_name.clone(),
        "don-vi" => face.holder_unit.clone().unwrap_or_default(),
        "noi-dung" => face.achievement.replace('\n', " "),
        "noi-cap" => face.issuer.clone(),
        "dia-danh" => face.place.clone(),
        "so" => face.number.clone(),
        "ngay-cap" => date(face.issued_on),
        _ => face.valid_until.map(date).unwrap_or_default(),
    };
    // One pass: what a name holds is never taken for a field.
    let (mut out, mut rest) = (String::new(), text);
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        match after.split_once('}').filter(|(name, _)| FIELDS.contains(name)) {
            Some((name, behind)) => {
                out.push_str(&value(name));
                rest = behind;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out + rest
}

impl Words {
    /// With the facts in place of the fields.
    #[must_use]
    pub fn filled(&self, face: &Face) -> Self {
        Self {
            title: filled(&self.title, face),
            certifies: filled(&self.certifies, face),
            has: filled(&self.has, face),
            note: filled(&self.note, face),
        }
    }
}

/// A face as a template has it: its words, its signer, and where the rest of its look is kept.
pub fn dressed(face: Face, look: &Look, version: LookRef) -> Face {
    let face = Face {
        signer_title: look.signer_title.clone().or(face.signer_title),
        signer_name: look.signer_name.clone().or(face.signer_name),
        look: Some(version),
        ..face
    };
    Face { words: Some(look.words.filled(&face)), ..face }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_that_is_none_is_found() {
        for (text, found) in [
            ("đã hoàn thành {noi-dung} tại {don-vi}", None),
            ("", None),
            ("{ho-tên}", Some("{ho-tên}")),
            ("{ho-ten} {", Some("{")),
            ("} {ho-ten}", Some("}")),
            ("{{ho-ten}}", Some("{")),
        ] {
            assert_eq!(unknown_field(text).as_deref(), found, "{text}");
        }
    }

    #[test]
    fn a_name_that_looks_like_a_field_is_a_name() {
        let face = Face { holder_name: "{so}".into(), number: "015/2026/GCN".into(), ..Face::default() };
        assert_eq!(filled("Đồng chí {ho-ten}, số {so}", &face), "Đồng chí {so}, số 015/2026/GCN");
    }
}
