//! Question files of other programs and of people: read into drafts, written from drafts.
//!
//! Invariants: reading never fails halfway (a file gives drafts and flaws, each with its place), never runs or fetches what a
//! file holds, and is bounded however the file was made. Writing names what the format cannot hold. What is previewed is what
//! is imported: there is one reader for each format.

pub mod aiken;
mod archive;
pub(in crate::bank) mod check;
pub mod csv;
mod detect;
pub mod docx;
mod exam;
pub(super) mod gaps;
pub mod gift;
pub mod json;
mod labels;
pub mod model;
pub mod moodle;
pub mod native;
mod paper;
pub mod pasted;
pub mod qti;
pub mod rich;
mod rich_html;
mod sheet;
pub mod store_form;
mod vietnamese;
pub mod xlsx;
mod xml;

pub use detect::detect;
pub use paper::without_key;

use crate::bank::model::Marking;
use model::{Draft, Flaw, Loss, Reading, Written};
use moodle::survives as moodle_survives;

/// Bytes of a file, at most.
pub const MOST_BYTES: usize = 20 * 1024 * 1024;
/// Items of a file, at most.
pub const MOST_ITEMS: usize = 10_000;

/// A format of question files.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Format {
    /// The platform's own TOML.
    Native,
    /// Moodle's short notation.
    Gift,
    /// Stem, lettered options, `ANSWER:`.
    Aiken,
    /// Moodle's exchange file.
    MoodleXml,
    /// QTI 3.0; 2.1 and 2.2 are read too.
    Qti3,
    /// A sheet with a row for each item.
    Xlsx,
    /// A Word document.
    Docx,
    /// Rows separated by commas, semicolons or tabs; read only.
    Csv,
}

impl Format {
    /// All.
    pub const ALL: [Self; 8] = [Self::Native, Self::Gift, Self::Aiken, Self::MoodleXml, Self::Qti3, Self::Xlsx, Self::Docx, Self::Csv];

    /// The word on the command line.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Native => "native",
            Self::Gift => "gift",
            Self::Aiken => "aiken",
            Self::MoodleXml => "moodle-xml",
            Self::Qti3 => "qti3",
            Self::Xlsx => "xlsx",
            Self::Docx => "docx",
            Self::Csv => "csv",
        }
    }

    /// How the names of its files end.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Native => "toml",
            Self::Gift => "gift",
            Self::Aiken => "txt",
            Self::MoodleXml => "xml",
            Self::Qti3 => "zip",
            Self::Xlsx => "xlsx",
            Self::Docx => "docx",
            Self::Csv => "csv",
        }
    }

    /// How its files are called over HTTP.
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Native => "application/toml",
            Self::Gift | Self::Aiken => "text/plain; charset=utf-8",
            Self::MoodleXml => "application/xml",
            Self::Qti3 => "application/zip",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Csv => "text/csv; charset=utf-8",
        }
    }

    /// Reads [`Format::code`].
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.code() == code)
    }
}

/// Reads a file of a format; drafts that come back can be taken as they are.
pub fn read(format: Format, bytes: &[u8]) -> Reading {
    if bytes.len() > MOST_BYTES {
        return Reading::refused(Flaw::file("file_large", (bytes.len() / (1024 * 1024)).to_string()));
    }
    let reading = match format {
        Format::Native => native::read(bytes),
        Format::Gift => gift::read(bytes),
        Format::Aiken => aiken::read(bytes),
        Format::MoodleXml => moodle::read(bytes),
        Format::Qti3 => qti::read(bytes),
        Format::Xlsx => xlsx::read(bytes),
        Format::Docx => docx::read(bytes),
        Format::Csv => csv::read(bytes),
    };
    finished(reading)
}

/// What every reading goes through at last.
fn finished(reading: Reading) -> Reading {
    if reading.drafts.len() + reading.spoiled.len() > MOST_ITEMS {
        return Reading::refused(Flaw::file("file_items", (reading.drafts.len() + reading.spoiled.len()).to_string()));
    }
    let mut checked = check::all(reading);
    if checked.drafts.is_empty() && checked.flaws.iter().all(|flaw| !flaw.is_error) {
        checked.flaws.push(Flaw::file("no_questions", ""));
    }
    checked
}

/// Writes items in a format; `None` for formats that are only read.
pub fn write(format: Format, drafts: &[Draft]) -> Option<Written> {
    let mut written = match format {
        Format::Native => native::write(drafts),
        Format::Gift => gift::write(drafts),
        Format::Aiken => aiken::write(drafts),
        Format::MoodleXml => moodle::write(drafts),
        Format::Qti3 => qti::write(drafts),
        Format::Xlsx => xlsx::write(drafts),
        Format::Docx => docx::write(drafts),
        Format::Csv => return None,
    };
    if format != Format::Native {
        let is_own = |draft: &&Draft| draft.marking != Marking::default();
        written.lost.extend(drafts.iter().filter(is_own).map(|draft| Loss { item: item_name(draft), code: "marking" }));
    }
    Some(written)
}

/// The ending of a picture's name by its first bytes: what browsers show, and no format that can hold a script.
fn picture_kind(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => Some("png"),
        [0xFF, 0xD8, 0xFF, ..] => Some("jpg"),
        [b'G', b'I', b'F', b'8', ..] => Some("gif"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("webp"),
        _ => None,
    }
}

/// A text file: UTF-8, or UTF-16 by its mark, line ends as one.
fn text_of(bytes: &[u8]) -> Result<String, Flaw> {
    let (text, _, is_broken) = match encoding_rs::Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding.decode(bytes),
        None => encoding_rs::UTF_8.decode(bytes),
    };
    if is_broken {
        return Err(Flaw::file("text_encoding", ""));
    }
    Ok(crate::kernel::text::nfc(&text.replace("\r\n", "\n").replace('\r', "\n")))
}

/// How a loss names its item.
fn item_name(draft: &Draft) -> String {
    if draft.code.is_empty() { rich::plain(&draft.stem).chars().take(60).collect() } else { draft.code.clone() }
}
