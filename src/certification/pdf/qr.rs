//! The QR code of the verification address.

use qrcode::{Color, EcLevel, QrCode};

use super::PdfError;

/// Dark modules that stand side by side.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Bar {
    pub(super) column: f32,
    pub(super) row: f32,
    pub(super) length: f32,
}

/// A QR code as bars, measured in modules.
pub(super) struct Qr {
    /// Modules along a side, without the quiet zone.
    pub(super) side: f32,
    pub(super) bars: Vec<Bar>,
}

impl Qr {
    /// Encodes an address so that dirt or folds may take up to 15 % of the symbol.
    pub(super) fn encode(url: &str) -> Result<Self, PdfError> {
        let code = QrCode::with_error_correction_level(url, EcLevel::M)?;
        let mut bars = Vec::new();
        for (row, colours) in code.to_colors().chunks(code.width()).enumerate() {
            let mut column = 0;
            for same in colours.chunk_by(|a, b| a == b) {
                if same[0] == Color::Dark {
                    bars.push(Bar { column: modules(column), row: modules(row), length: modules(same.len()) });
                }
                column += same.len();
            }
        }
        Ok(Self { side: modules(code.width()), bars })
    }
}

/// The largest symbol has 177 modules along a side.
fn modules(count: usize) -> f32 {
    f32::from(u16::try_from(count).unwrap_or(u16::MAX))
}
