//! Which format a file has: by its bytes first, by its name where bytes leave it open.

use super::{Format, archive, model::Flaw};

/// The format of a file, or why it cannot be read.
pub fn detect(name: &str, bytes: &[u8]) -> Result<Format, Flaw> {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    match bytes {
        [] => return Err(Flaw::file("file_empty", "")),
        [0xD0, 0xCF, 0x11, 0xE0, ..] => return Err(Flaw::file(if is_encrypted(bytes) { "zip_password" } else { "old_office" }, ending)),
        [b'%', b'P', b'D', b'F', ..] => return Err(Flaw::file("file_pdf", "")),
        [b'{', b'\\', b'r', b't', b'f', ..] => return Err(Flaw::file("file_rtf", "")),
        [b'P', b'K', 3 | 5, ..] => return container(bytes),
        _ => {}
    }
    if matches!(ending.as_str(), "csv" | "tsv") {
        return Ok(Format::Csv);
    }
    let Ok(text) = super::text_of(bytes) else { return Err(Flaw::file("text_encoding", "")) };
    by_text(&text, &ending)
}

/// An office file with a password is an OLE file that holds the real one.
fn is_encrypted(bytes: &[u8]) -> bool {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.windows(name.len()).take(1024 * 1024).any(|part| part == name)
}

fn container(bytes: &[u8]) -> Result<Format, Flaw> {
    let names = archive::names(bytes)?;
    let has = |name: &str| names.iter().any(|known| known == name);
    if has("word/document.xml") || names.iter().any(|name| name.starts_with("word/")) {
        Ok(Format::Docx)
    } else if has("xl/workbook.xml") || names.iter().any(|name| name.starts_with("xl/")) {
        Ok(Format::Xlsx)
    } else if names.iter().any(|name| name.ends_with("imsmanifest.xml")) {
        Ok(Format::Qti3)
    } else {
        Err(Flaw::file("zip_unknown", ""))
    }
}

fn by_text(text: &str, ending: &str) -> Result<Format, Flaw> {
    let start = text.trim_start_matches('\u{FEFF}').trim_start();
    if start.starts_with('<') {
        let head: String = text.chars().take(20_000).collect();
        if head.contains("<quiz") {
            return Ok(Format::MoodleXml);
        }
        if head.contains("assessment-item") || head.contains("assessmentItem") {
            return Ok(Format::Qti3);
        }
        let is_page = head.to_lowercase().contains("<html") || head.to_lowercase().contains("<table");
        return Err(Flaw::file(if is_page { "file_html" } else { "xml_unknown" }, ""));
    }
    let is_line = |test: &dyn Fn(&str) -> bool| text.lines().any(test);
    if ending == "toml" || is_line(&|line| line.trim() == "[[item]]") {
        return Ok(Format::Native);
    }
    if ending == "gift" || text.contains("::") && text.contains('{') {
        return Ok(Format::Gift);
    }
    if is_line(&|line| super::aiken::is_key_line(line)) {
        return Ok(Format::Aiken);
    }
    if text.contains('{') && text.contains('}') {
        return Ok(Format::Gift);
    }
    Err(Flaw::file("format_unknown", ""))
}
