//! What a file carries: a signed token, or the code of a paper.

use std::io::{Cursor, Read};

use super::super::code;

/// Bytes that a file's parts may unpack to.
const MOST_UNPACKED: u64 = 16 * 1024 * 1024;
/// Parts of a file that are unpacked.
const MOST_PARTS: usize = 200;
/// A token is not longer.
const LONGEST_TOKEN: usize = 64 * 1024;

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Carried {
    /// A token (from a JSON, JWT, SVG or PNG file).
    Token(String),
    /// The code of a certificate and the token beside it, if there is one (from a PDF).
    Paper(String, Option<String>),
}

/// Looks into a file.
pub fn find(bytes: &[u8]) -> Option<Carried> {
    if bytes.starts_with(b"%PDF-") {
        let code = code_in(bytes).or_else(|| unpacked(bytes).iter().find_map(|part| code_in(part)))?;
        return Some(Carried::Paper(code, token_in(bytes)));
    }
    if bytes.starts_with(b"\x89PNG") {
        return token_in_png(bytes).map(Carried::Token);
    }
    token_in(bytes).map(Carried::Token)
}

/// The token in a text chunk. A search through the bytes would take the checksum after the chunk along wherever its first byte
/// looks like one more letter.
fn token_in_png(bytes: &[u8]) -> Option<String> {
    let limits = png::Limits { bytes: usize::try_from(MOST_UNPACKED).unwrap_or(usize::MAX) };
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), limits);
    // A changed token is told as such by its signature, not passed over for the checksum that it spoils.
    decoder.ignore_checksums(true);
    let reader = decoder.read_info().ok()?;
    reader.info().utf8_text.iter().find_map(|chunk| token_in(chunk.get_text().ok()?.as_bytes()))
}

fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')
}

/// The first run of base64url with two dots that begins as every JSON header does.
fn token_in(bytes: &[u8]) -> Option<String> {
    let mut at = 0;
    while let Some(found) = bytes[at..].windows(3).position(|window| window == b"eyJ") {
        let start = at + found;
        let end = bytes[start..].iter().position(|byte| !is_token_byte(*byte)).map_or(bytes.len(), |length| start + length);
        let run = &bytes[start..end];
        if run.len() <= LONGEST_TOKEN && run.split(|byte| *byte == b'.').count() == 3 {
            return String::from_utf8(run.to_vec()).ok();
        }
        at = end.max(start + 3);
    }
    None
}

/// The code in an address of a certificate's page.
fn code_in(bytes: &[u8]) -> Option<String> {
    const BEFORE: &[u8] = b"/chung-nhan/";
    bytes.windows(BEFORE.len()).enumerate().filter(|(_, window)| *window == BEFORE).find_map(|(at, _)| {
        let start = at + BEFORE.len();
        code::parse(std::str::from_utf8(bytes.get(start..start + 12)?).ok()?)
    })
}

/// The compressed streams of a PDF.
fn unpacked(bytes: &[u8]) -> Vec<Vec<u8>> {
    const START: &[u8] = b"stream";
    let mut left = MOST_UNPACKED;
    let starts = bytes.windows(START.len()).enumerate().filter(|(at, window)| *window == START && !bytes[..*at].ends_with(b"end"));
    let mut out = Vec::new();
    for (at, _) in starts.take(MOST_PARTS) {
        let body = &bytes[at + START.len()..];
        let body = body.strip_prefix(b"\r\n").or_else(|| body.strip_prefix(b"\n")).unwrap_or(body);
        let mut part = Vec::new();
        // A stream of another kind, or a broken one, gives what it gives.
        let _ = flate2::read::ZlibDecoder::new(body).take(left).read_to_end(&mut part);
        left = left.saturating_sub(part.len() as u64);
        out.push(part);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_found_wherever_it_is_written() {
        let token = "eyJhbGciOiJFZERTQSJ9.eyJpc3MiOiJ4In0.c2ln";
        for file in [token.to_owned(), format!("{{\"id\": \"data:application/vc+jwt,{token}\"}}"), format!("eyJ <a verify=\"{token}\"/>")] {
            assert_eq!(find(file.as_bytes()), Some(Carried::Token(token.to_owned())));
        }
        assert_eq!(find(b"{\"a\": 1}"), None);
        assert_eq!(find(b""), None);
    }

    #[test]
    fn a_token_is_found_in_a_picture_whatever_its_checksum() {
        for n in 0..64 {
            let token = format!("eyJhbGciOiJFZERTQSJ9.eyJpc3MiOiJ4In0.c2ln{n}");
            let picture = super::super::picture::png("https://x.vn/chung-nhan/7K2MQ9XD41T9", &token).unwrap();
            assert_eq!(find(&picture), Some(Carried::Token(token)));
        }
    }

    #[test]
    fn a_code_is_found_in_a_pdf_plain_or_packed() {
        use std::io::Write;
        let text = b"/URI (https://x.vn/chung-nhan/7K2MQ9XD41T9)";
        assert_eq!(find(&[b"%PDF-1.7 ".as_slice(), text].concat()), Some(Carried::Paper("7K2MQ9XD41T9".into(), None)));
        let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        packed.write_all(text).unwrap();
        let file = [b"%PDF-1.7 stream\n".as_slice(), &packed.finish().unwrap(), b"\nendstream"].concat();
        assert_eq!(find(&file), Some(Carried::Paper("7K2MQ9XD41T9".into(), None)));
        let carrying = [file, b" stream eyJhbGciOiJFZERTQSJ9.eyJpc3MiOiJ4In0.c2ln endstream".to_vec()].concat();
        assert_eq!(find(&carrying), Some(Carried::Paper("7K2MQ9XD41T9".into(), Some("eyJhbGciOiJFZERTQSJ9.eyJpc3MiOiJ4In0.c2ln".into()))));
        assert_eq!(find(b"%PDF-1.7 stream\nxx endstream /chung-nhan/AAAA"), None);
    }
}
