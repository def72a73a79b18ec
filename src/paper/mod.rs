//! Paper: A4 documents as tagged PDF and as DOCX, tables as XLSX, and the fonts and lines that they are set with.
//!
//! Knows no domain: whoever prints hands over words in display form. Text is printed in NFC; what the fonts cannot show is
//! refused with the character, never printed as a box.

mod document;
mod docx;
mod flow;
pub mod fonts;
mod print;
pub mod run;
pub mod sheet;
#[cfg(test)]
mod tests;

pub use document::{Align, Block, Column, Document, HeadLine, Signature, Table};

/// Why something cannot be printed.
#[derive(Debug, thiserror::Error)]
pub enum PaperError {
    /// A character that the fonts cannot show, or that nobody could see.
    #[error("no glyph for {ch:?} in {text:?}")]
    MissingGlyph {
        /// The character, after composition to NFC.
        ch: char,
        /// Where it stands.
        text: String,
    },
    /// A face of the embedded family cannot be read.
    #[error("font unreadable: {0}")]
    Font(&'static str),
    /// The PDF could not be written.
    #[error("PDF: {0}")]
    Krilla(#[from] krilla::error::KrillaError),
    /// The package of a DOCX could not be put together.
    #[error("DOCX: {0}")]
    Package(String),
    /// The workbook could not be written.
    #[error("XLSX: {0}")]
    Xlsx(#[from] rust_xlsxwriter::XlsxError),
}

/// Renders a document as PDF.
///
/// # Errors
/// [`PaperError::MissingGlyph`] and what the libraries say.
pub fn pdf(document: &Document) -> Result<Vec<u8>, PaperError> {
    print::print(document, flow::compose(document)?)
}

/// Renders a document as DOCX, to be changed before it is signed.
///
/// # Errors
/// What the library says; a word processor brings fonts of its own, so no letter is refused.
pub fn docx(document: &Document) -> Result<Vec<u8>, PaperError> {
    docx::write(document)
}
