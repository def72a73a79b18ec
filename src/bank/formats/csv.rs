//! CSV and TSV: separator and encoding are found out, never assumed; read only.

use super::{
    model::{Flaw, Reading},
    sheet::{self, Cell, Row},
    vietnamese::{self, Legacy},
};

/// Rows and columns, at most.
const MOST_ROWS: usize = 20_000;
const MOST_COLUMNS: usize = 200;

/// Reads a file.
pub fn read(bytes: &[u8]) -> Reading {
    let text = match decode(bytes) {
        Ok(text) => text,
        Err(flaw) => return Reading::refused(flaw),
    };
    let separator = separator(&text);
    let mut reader = ::csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for (at, record) in reader.records().enumerate() {
        let record = match record {
            Ok(record) if at < MOST_ROWS && record.len() <= MOST_COLUMNS => record,
            Ok(_) => return Reading::refused(Flaw::file("sheet_large", MOST_ROWS.to_string())),
            Err(error) => return Reading::refused(Flaw::file("csv_broken", error.to_string())),
        };
        let cells = record.iter().map(|text| Cell { text: without_guard(text).to_owned(), ..Cell::default() }).collect();
        rows.push(Row { number: at + 1, cells });
    }
    sheet::read(&rows).unwrap_or_else(|| Reading::refused(Flaw::file("no_header", "")))
}

/// An apostrophe before a sign that starts a formula was put there against formulas.
fn without_guard(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@', '\t'])).unwrap_or(text)
}

/// The separator that cuts the head of the file into most pieces; quoted text does not count. Excel's own line `sep=;` decides.
fn separator(text: &str) -> u8 {
    if let Some(named) = text.strip_prefix("sep=").and_then(|rest| rest.bytes().next()) {
        return named;
    }
    let mut counts = [(b';', 0usize), (b',', 0), (b'\t', 0), (b'|', 0)];
    let mut is_quoted = false;
    for b in text.bytes().take(20_000) {
        is_quoted ^= b == b'"';
        if !is_quoted && let Some((_, count)) = counts.iter_mut().find(|(separator, _)| *separator == b) {
            *count += 1;
        }
        if b == b'\n' && !is_quoted && counts.iter().any(|(_, count)| *count > 1) {
            break;
        }
    }
    counts.into_iter().max_by_key(|(_, count)| *count).filter(|(_, count)| *count > 0).map_or(b',', |(separator, _)| separator)
}

/// The text, from UTF-8, UTF-16, or an encoding from before Unicode if exactly one makes it Vietnamese.
fn decode(bytes: &[u8]) -> Result<String, Flaw> {
    if let Ok(text) = super::text_of(bytes) {
        // A text that was typed in an old encoding and saved as UTF-8 later is mended too.
        let is_odd = vietnamese::share_of_syllables(&text).is_some_and(|share| share < 50);
        return Ok(if is_odd { old(&text).unwrap_or(text) } else { text });
    }
    if looks_like_utf16(bytes) {
        let little = bytes.iter().skip(1).step_by(2).filter(|b| **b == 0).count() * 2 > bytes.len() / 2;
        let encoding = if little { encoding_rs::UTF_16LE } else { encoding_rs::UTF_16BE };
        return Ok(crate::kernel::text::nfc(&encoding.decode(bytes).0));
    }
    let vietnamese_1258 = crate::kernel::text::nfc(&encoding_rs::WINDOWS_1258.decode(bytes).0);
    let western = encoding_rs::WINDOWS_1252.decode(bytes).0.into_owned();
    let mut found: Vec<String> = vec![vietnamese_1258];
    found.extend(old(&western));
    found.retain(|text| vietnamese::share_of_syllables(text).is_some_and(|share| share >= 85));
    match found.as_slice() {
        [one] => Ok(one.replace("\r\n", "\n")),
        _ => Err(Flaw::file("text_encoding", "")),
    }
}

fn old(text: &str) -> Option<String> {
    [Legacy::Tcvn3 { capitals: false }, Legacy::Vni]
        .into_iter()
        .map(|legacy| vietnamese::repair(text, legacy))
        .find(|text| vietnamese::share_of_syllables(text).is_some_and(|share| share >= 85))
}

fn looks_like_utf16(bytes: &[u8]) -> bool {
    bytes.len() > 8 && bytes.iter().take(400).filter(|b| **b == 0).count() * 5 > bytes.len().min(400)
}
