//! Where everything stands on the page, in points from the top left corner.

use super::super::looks::{logo::Logo, model::Orientation};
use super::qr::Qr;
use super::stack::{Ink, Mark, Stack};
use super::text::{Block, Style, Wrap};
use super::{CertificateFace, PdfError};
use crate::paper::fonts::Weight::{Bold, Italic, Regular};

/// Where things may stand on a page.
pub(super) struct Geometry {
    pub(super) page: (f32, f32),
    /// Left edge of the text; the right one is as far from its edge.
    left: f32,
    header_top: f32,
    issuer_width: f32,
    motto_width: f32,
    /// The body never starts higher, whatever the header holds, so that papers of one batch agree.
    body_top: f32,
    body_end: f32,
    sign_top: f32,
    sign_width: f32,
    /// Last baseline of the signature.
    sign_floor: f32,
    /// Lower edge of the QR code.
    floor: f32,
    /// The signature stands beside the code, not above it.
    is_wide: bool,
}

/// A4 on its side: 24 mm of margin. The signature leaves 26 mm between the office and the name, 21 mm below an office of
/// two lines, for a hand and a round stamp.
const LANDSCAPE: Geometry = Geometry {
    page: (841.89, 595.28),
    left: 68.0,
    header_top: 62.0,
    issuer_width: 310.0,
    motto_width: 330.0,
    body_top: 112.0,
    body_end: 405.0,
    sign_top: 417.0,
    sign_width: 250.0,
    sign_floor: 537.0,
    floor: 537.0,
    is_wide: true,
};

/// A4 on end: 20 mm of margin, the code below the signature.
const PORTRAIT: Geometry = Geometry {
    page: (595.28, 841.89),
    left: 57.0,
    header_top: 66.0,
    issuer_width: 224.0,
    motto_width: 244.0,
    body_top: 128.0,
    body_end: 530.0,
    sign_top: 545.0,
    sign_width: 240.0,
    sign_floor: 668.0,
    floor: 780.0,
    is_wide: false,
};

impl Geometry {
    const fn of(orientation: Orientation) -> &'static Self {
        match orientation {
            Orientation::Landscape => &LANDSCAPE,
            Orientation::Portrait => &PORTRAIT,
        }
    }
    const fn right(&self) -> f32 {
        self.page.0 - self.left
    }
    const fn middle(&self) -> f32 {
        self.page.0 / 2.0
    }
    const fn full(&self) -> f32 {
        self.right() - self.left
    }
}

/// Side of the square that a logo is fitted into, and the white below it.
const LOGO_SIDE: f32 = 50.0;
const LOGO_GAP: f32 = 6.0;

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
    /// Width and height.
    pub(super) page: (f32, f32),
    /// Left, top, width and height of the logo.
    pub(super) logo_at: Option<(f32, f32, f32, f32)>,
    pub(super) marks: Vec<Mark>,
    pub(super) qr: Qr,
    /// Left, top and side of the QR code.
    pub(super) qr_at: (f32, f32, f32),
}

/// Composes the page, or says which field cannot be printed.
pub(super) fn compose(face: &CertificateFace) -> Result<Sheet, PdfError> {
    let at = Geometry::of(face.design.orientation);
    let mut marks = Vec::new();
    let (header_end, logo_at) = header(at, face, &mut marks)?;
    body(at, face, header_end.max(at.body_top), &mut marks)?;
    signature(at, face, &mut marks)?;
    let qr_at = verification(at, face, &mut marks)?;
    Ok(Sheet { page: at.page, logo_at, marks, qr: Qr::encode(&face.verify_url)?, qr_at })
}

/// Left, top, width and height of a logo, or nothing.
type LogoPlace = Option<(f32, f32, f32, f32)>;

/// Issuer on the left, motto on the right; the issuer alone in the middle. A logo stands above them.
fn header(at: &Geometry, face: &CertificateFace, marks: &mut Vec<Mark>) -> Result<(f32, LogoPlace), PdfError> {
    let mut motto = Stack::default();
    let (issuer_width, issuer_axis) = match &face.state_motto {
        Some((country, words)) => {
            let country = Block::set("state_motto", country, &COUNTRY, at.motto_width)?;
            let words = Block::set("state_motto", words, &MOTTO, at.motto_width)?;
            let under = words.as_ref().or(country.as_ref()).map(Block::width);
            motto.text(0.0, Ink::Text, country);
            motto.text(2.0, Ink::Text, words);
            motto.rule(4.0, under.unwrap_or_default());
            (at.issuer_width, at.left + at.issuer_width / 2.0)
        }
        // A logo stands at the left edge, so that the issuer keeps the middle.
        None if face.design.logo.is_some() => (at.full() - 2.0 * (LOGO_SIDE + LOGO_GAP), at.middle()),
        None => (at.full(), at.middle()),
    };
    let parent = face.issuer_parent.as_deref().unwrap_or_default();
    let parent = Block::set("issuer_parent", parent, &HEAD, issuer_width)?;
    let issuer = Block::set("issuer", &face.issuer, &HEAD_BOLD, issuer_width)?;
    let rule = issuer.as_ref().map_or(0.0, |block| block.width() * 0.4);
    let mut issuing = Stack::default();
    issuing.text(0.0, Ink::Text, parent);
    issuing.text(2.0, Ink::Text, issuer);
    issuing.rule(4.0, rule);

    // Where issuer and motto leave a gap, the logo stands in it; beside an issuer alone; else above them.
    let gap = at.full() - at.issuer_width - at.motto_width;
    let stands_above = face.state_motto.is_some() && gap <= LOGO_SIDE;
    let logo_at = face.design.logo.as_ref().map(|logo| {
        let axis = match &face.state_motto {
            Some(_) if stands_above => at.middle(),
            Some(_) => at.left + at.issuer_width + gap / 2.0,
            None => at.left + LOGO_SIDE / 2.0,
        };
        fitted(logo, axis, at.header_top - LOGO_GAP)
    });
    let top = if logo_at.is_some() && stands_above { at.header_top + LOGO_SIDE } else { at.header_top };
    let end = (top + issuing.height()).max(top + motto.height());
    marks.extend(issuing.place(issuer_axis, top, 1.0));
    marks.extend(motto.place(at.right() - at.motto_width / 2.0, top, 1.0));
    Ok((end, logo_at))
}

/// A logo in its square, below a line and around an axis.
fn fitted(logo: &Logo, axis: f32, top: f32) -> (f32, f32, f32, f32) {
    #[allow(clippy::cast_precision_loss)] // sides of at most some hundred pixels
    let (width, height) = (logo.width as f32, logo.height as f32);
    let scale = LOGO_SIDE / width.max(height);
    let (width, height) = (width * scale, height * scale);
    (axis - width / 2.0, top + (LOGO_SIDE - height) / 2.0, width, height)
}

/// From the title to the result, spread over what the header and the signature leave.
fn body(at: &Geometry, face: &CertificateFace, top: f32, marks: &mut Vec<Mark>) -> Result<(), PdfError> {
    let optional = |text: &Option<String>| text.clone().unwrap_or_default();
    let number = format!("{} {}", face.number_label, face.number);
    let mut body = Stack::default();
    body.heading(16.0, Block::set("title", &face.title, &TITLE, at.full())?);
    body.ornament(8.0);
    let fields = [
        (7.0, Ink::Text, "number", number, NUMBER),
        (15.0, Ink::Text, "certifies", face.certifies.clone(), PLAIN),
        (6.0, Ink::Text, "holder_name", face.holder_name.clone(), NAME),
        (5.0, Ink::Text, "holder_unit", optional(&face.holder_unit), UNIT),
        (13.0, Ink::Text, "achievement_label", face.achievement_label.clone(), PLAIN),
        (6.0, Ink::Indigo, "achievement", face.achievement.clone(), ACHIEVEMENT),
        (6.0, Ink::Text, "result", optional(&face.result), RESULT),
        (6.0, Ink::Text, "note", optional(&face.note), RESULT),
    ];
    for (gap, ink, field, text, style) in fields {
        body.text(gap, ink, Block::set(field, &text, &style, at.full())?);
    }
    let room = at.body_end - top;
    if body.solid() > room {
        return Err(PdfError::TooLong { field: "body" });
    }
    let spread = ((room - body.solid()) / body.gaps()).clamp(0.0, if at.is_wide { 1.5 } else { 1.9 });
    let rest = room - body.solid() - body.gaps() * spread;
    marks.extend(body.place(at.middle(), top + rest * 0.4, spread));
    Ok(())
}

/// Place and date, office, room for a hand and a stamp, name.
fn signature(at: &Geometry, face: &CertificateFace, marks: &mut Vec<Mark>) -> Result<(), PdfError> {
    let axis = at.right() - at.sign_width / 2.0;
    let set = |field, text: &str, style| Block::set(field, text, style, at.sign_width);
    let title = face.signer_title.as_deref().unwrap_or_default();
    let name = face.signer_name.as_deref().unwrap_or_default();
    let mut top = Stack::default();
    top.text(0.0, Ink::Text, set("place_date", &face.place_date, &DATE)?);
    top.text(2.0, Ink::Text, set("signer_title", title, &SIGNER_TITLE)?);
    // Without a person to sign, the date stands beside the code, clear of the body.
    let unsigned = at.is_wide && title.trim().is_empty() && name.trim().is_empty();
    let start = if unsigned { at.floor - QR_SIDE } else { at.sign_top };
    marks.extend(top.place(axis, start, 1.0));
    let mut bottom = Stack::default();
    bottom.text(0.0, Ink::Text, set("signer_name", name, &SIGNER_NAME)?);
    let start = at.sign_floor - bottom.height();
    marks.extend(bottom.place(axis, start, 1.0));
    Ok(())
}

/// Code, hint and address, beside the QR code.
fn verification(at: &Geometry, face: &CertificateFace, marks: &mut Vec<Mark>) -> Result<(f32, f32, f32), PdfError> {
    let left = at.left + QR_SIDE + QR_GAP;
    let right = if at.is_wide { at.right() - at.sign_width - COLUMN_GAP } else { at.right() };
    let set = |field, text: &str, style| Block::set(field, text, style, right - left);
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
    let top = at.floor - QR_SIDE;
    let start = top + (QR_SIDE - side.height()) / 2.0;
    marks.extend(side.place(left, start, 1.0));
    Ok((at.left, top, QR_SIDE))
}
