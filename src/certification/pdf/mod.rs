//! A certificate as a PDF: one A4 page with a QR code for verification.
//!
//! A pure function of its words: the same [`CertificateFace`] gives the same bytes, so a paper can
//! be rendered again instead of being stored. It refuses with a reason rather than print a box in
//! place of a letter, cut a name or spill onto a second page.

mod face;
mod frame;
mod layout;
mod paint;
mod qr;
mod stack;
#[cfg(test)]
mod tests;
mod text;

pub use face::{CertificateFace, Design};

/// Why a certificate cannot be printed.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    /// A character that the fonts cannot show, or that nobody could see.
    #[error("{field}: no glyph for {ch:?}")]
    MissingGlyph {
        /// The character, after composition to NFC.
        ch: char,
        /// Name of the field in [`CertificateFace`].
        field: &'static str,
    },
    /// A text that does not fit at a legible size.
    #[error("{field}: too long to print legibly")]
    TooLong {
        /// Name of the field in [`CertificateFace`].
        field: &'static str,
    },
    /// The address does not fit a QR code.
    #[error("QR code: {0}")]
    Qr(#[from] qrcode::types::QrError),
    /// A face of the embedded family cannot be read.
    #[error(transparent)]
    Font(#[from] crate::paper::PaperError),
    /// The PDF could not be written.
    #[error("PDF: {0}")]
    Krilla(#[from] krilla::error::KrillaError),
}

/// Renders a certificate.
///
/// # Errors
///
/// Refuses what cannot be printed whole and legibly; see [`PdfError`].
pub fn render(face: &CertificateFace) -> Result<Vec<u8>, PdfError> {
    render_all(std::slice::from_ref(face))
}

/// Looks whether a certificate can be printed, without printing it: a tenth of the work.
///
/// # Errors
///
/// As [`render`].
pub fn check(face: &CertificateFace) -> Result<(), PdfError> {
    layout::compose(face).map(drop)
}

/// Renders several certificates, each on a page of its own, in one file to print.
///
/// # Errors
///
/// As [`render`], for the first that cannot be printed.
pub fn render_all(faces: &[CertificateFace]) -> Result<Vec<u8>, PdfError> {
    let sheets = faces.iter().map(|face| Ok((face, layout::compose(face)?))).collect::<Result<Vec<_>, PdfError>>()?;
    paint::print(&sheets)
}
