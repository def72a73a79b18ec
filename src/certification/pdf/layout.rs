//! Where everything stands on the page, in points from the top left corner.

use super::qr::Qr;
use super::stack::{Ink, Mark, Stack};
use super::text::{Block, Style, Wrap};
use super::{CertificateFace, PdfError};
use crate::paper::fonts::Weight::{Bold, Italic, Regular};

/// A4, landscape.
pub(super) const PAGE: (f32, f32) = (841.89, 595.28);
/// Left and right edge of the text: 24 mm of margin.
const LEFT: f32 = 68.0;
const RIGHT: f32 = PAGE.0 - LEFT;
const MIDDLE: f32 = PAGE.0 / 2.0;
const FULL: f32 = RIGHT - LEFT;

const HEADER_TOP: f32 = 62.0;
const ISSUER_WIDTH: f32 = 310.0;
const MOTTO_WIDTH: f32 = 330.0;

/// The body never starts higher, whatever the header holds, so that papers of one batch agree.
const BODY_TOP: f32 = 112.0;
const BODY_END: f32 = 405.0;
/// Leaves 26 mm between the office and the name, 21 mm below an office of two lines, for a hand and
/// a round stamp.
const SIGN_TOP: f32 = 417.0;
const SIGN_WIDTH: f32 = 250.0;
/// Last baseline of the page and lower edge of the QR code.
const FLOOR: f32 = 537.0;

/// Side of the QR code: 28 mm, so that a module is at least half a millimetre.
const QR_SIDE: f32 = 80.0;
/// More than the four modules of white that readers need.
const QR_GAP: f32 = 15.0;
const COLUMN_GAP: f32 = 26.0;

const HEAD: Style = Style::line(Regular, 12.0, 9.5).or_two_lines(11.0, Wrap::Spaces);
const HEAD_BOLD: Style = Style::line(Bold, 12.0, 9.5).or_two_lines(11.0, Wrap::Spaces);
const COUNTRY: Style = Style::line(Bold, 12.0, 9.5);
const MOTTO: Style = Style::line(Bold, 13.0, 9.5);
const TITLE: Style = Style::line(Bold, 40.0, 24.0).spaced(0.07);
const NUMBER: Style = Style::line(Regular, 12.0, 9.0);
const PLAIN: Style = Style::line(Regular, 15.0, 11.0);
const NAME: Style = Style::line(Bold, 34.0, 18.0).or_two_lines(25.0, Wrap::Spaces);
const UNIT: Style = Style::line(Regular, 14.5, 10.0).or_two_lines(12.0, Wrap::Spaces);
const ACHIEVEMENT: Style = Style::line(Bold, 21.0, 13.0).or_two_lines(17.0, Wrap::Spaces);
const RESULT: Style = Style::line(Regular, 14.5, 10.0).or_two_lines(12.0, Wrap::Spaces);
const DATE: Style = Style::line(Italic, 13.0, 9.5);
const SIGNER_TITLE: Style = Style::line(Bold, 12.5, 9.5).or_two_lines(11.5, Wrap::Spaces);
const SIGNER_NAME: Style = Style::line(Bold, 14.0, 10.0);
const SMALL: Style = Style::line(Regular, 9.5, 7.5);
const CODE: Style = Style::line(Bold, 13.0, 9.0);
const URL: Style = Style::line(Regular, 9.5, 7.0).or_two_lines(8.0, Wrap::Slashes);

/// The whole page: marks in reading order, then the QR code.
pub(super) struct Sheet {
    pub(super) marks: Vec<Mark>,
    pub(super) qr: Qr,
    /// Left, top and side of the QR code.
    pub(super) qr_at: (f32, f32, f32),
}

/// Composes the page, or says which field cannot be printed.
pub(super) fn compose(face: &CertificateFace) -> Result<Sheet, PdfError> {
    let mut marks = Vec::new();
    let header_end = header(face, &mut marks)?;
    body(face, header_end.max(BODY_TOP), &mut marks)?;
    signature(face, &mut marks)?;
    let qr_at = verification(face, &mut marks)?;
    Ok(Sheet { marks, qr: Qr::encode(&face.verify_url)?, qr_at })
}

/// Issuer on the left, motto on the right; the issuer alone in the middle.
fn header(face: &CertificateFace, marks: &mut Vec<Mark>) -> Result<f32, PdfError> {
    let mut motto = Stack::default();
    let (issuer_width, issuer_axis) = match &face.state_motto {
        Some((country, words)) => {
            let country = Block::set("state_motto", country, &COUNTRY, MOTTO_WIDTH)?;
            let words = Block::set("state_motto", words, &MOTTO, MOTTO_WIDTH)?;
            let under = words.as_ref().or(country.as_ref()).map(Block::width);
            motto.text(0.0, Ink::Text, country);
            motto.text(2.0, Ink::Text, words);
            motto.rule(4.0, under.unwrap_or_default());
            (ISSUER_WIDTH, LEFT + ISSUER_WIDTH / 2.0)
        }
        None => (FULL, MIDDLE),
    };
    let parent = face.issuer_parent.as_deref().unwrap_or_default();
    let parent = Block::set("issuer_parent", parent, &HEAD, issuer_width)?;
    let issuer = Block::set("issuer", &face.issuer, &HEAD_BOLD, issuer_width)?;
    let rule = issuer.as_ref().map_or(0.0, |block| block.width() * 0.4);
    let mut issuing = Stack::default();
    issuing.text(0.0, Ink::Text, parent);
    issuing.text(2.0, Ink::Text, issuer);
    issuing.rule(4.0, rule);

    let end = (HEADER_TOP + issuing.height()).max(HEADER_TOP + motto.height());
    marks.extend(issuing.place(issuer_axis, HEADER_TOP, 1.0));
    marks.extend(motto.place(RIGHT - MOTTO_WIDTH / 2.0, HEADER_TOP, 1.0));
    Ok(end)
}

/// From the title to the result, spread over what the header and the signature leave.
fn body(face: &CertificateFace, top: f32, marks: &mut Vec<Mark>) -> Result<(), PdfError> {
    let optional = |text: &Option<String>| text.clone().unwrap_or_default();
    let number = format!("{} {}", face.number_label, face.number);
    let mut body = Stack::default();
    body.heading(16.0, Block::set("title", &face.title, &TITLE, FULL)?);
    body.ornament(8.0);
    let fields = [
        (7.0, Ink::Text, "number", number, NUMBER),
        (15.0, Ink::Text, "certifies", face.certifies.clone(), PLAIN),
        (6.0, Ink::Text, "holder_name", face.holder_name.clone(), NAME),
        (5.0, Ink::Text, "holder_unit", optional(&face.holder_unit), UNIT),
        (13.0, Ink::Text, "achievement_label", face.achievement_label.clone(), PLAIN),
        (6.0, Ink::Indigo, "achievement", face.achievement.clone(), ACHIEVEMENT),
        (6.0, Ink::Text, "result", optional(&face.result), RESULT),
    ];
    for (gap, ink, field, text, style) in fields {
        body.text(gap, ink, Block::set(field, &text, &style, FULL)?);
    }
    let room = BODY_END - top;
    let spread = ((room - body.solid()) / body.gaps()).clamp(0.0, 1.5);
    let rest = room - body.solid() - body.gaps() * spread;
    marks.extend(body.place(MIDDLE, top + rest * 0.4, spread));
    Ok(())
}

/// Place and date, office, room for a hand and a stamp, name.
fn signature(face: &CertificateFace, marks: &mut Vec<Mark>) -> Result<(), PdfError> {
    let axis = RIGHT - SIGN_WIDTH / 2.0;
    let set = |field, text: &str, style| Block::set(field, text, style, SIGN_WIDTH);
    let title = face.signer_title.as_deref().unwrap_or_default();
    let name = face.signer_name.as_deref().unwrap_or_default();
    let mut top = Stack::default();
    top.text(0.0, Ink::Text, set("place_date", &face.place_date, &DATE)?);
    top.text(2.0, Ink::Text, set("signer_title", title, &SIGNER_TITLE)?);
    // Without a person to sign, the date stands beside the code, clear of the body.
    let unsigned = title.trim().is_empty() && name.trim().is_empty();
    let start = if unsigned { FLOOR - QR_SIDE } else { SIGN_TOP };
    marks.extend(top.place(axis, start, 1.0));
    let mut bottom = Stack::default();
    bottom.text(0.0, Ink::Text, set("signer_name", name, &SIGNER_NAME)?);
    let start = FLOOR - bottom.height();
    marks.extend(bottom.place(axis, start, 1.0));
    Ok(())
}

/// Code, hint and address, beside the QR code.
fn verification(face: &CertificateFace, marks: &mut Vec<Mark>) -> Result<(f32, f32, f32), PdfError> {
    let left = LEFT + QR_SIDE + QR_GAP;
    let width = RIGHT - SIGN_WIDTH - COLUMN_GAP - left;
    let set = |field, text: &str, style| Block::set(field, text, style, width);
    let mut side = Stack::left();
    side.text(0.0, Ink::Text, set("code_label", &face.code_label, &SMALL)?);
    side.text(1.0, Ink::Indigo, set("code", &face.code, &CODE)?);
    side.text(5.0, Ink::Text, set("verify_hint", &face.verify_hint, &SMALL)?);
    let url = set("verify_url", &face.verify_url, &URL)?;
    if face.verify_url.starts_with("https://") || face.verify_url.starts_with("http://") {
        side.link(1.0, url);
    } else {
        side.text(1.0, Ink::Indigo, url);
    }
    let top = FLOOR - QR_SIDE;
    let start = top + (QR_SIDE - side.height()) / 2.0;
    marks.extend(side.place(left, start, 1.0));
    Ok((LEFT, top, QR_SIDE))
}
