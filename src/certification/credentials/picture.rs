//! The badge as a picture that carries its credential ("baked"): SVG with an element, PNG with a text chunk, as
//! section 5.3 of Open Badges 3.0 asks. What is seen is the QR code of the certificate's page.

use qrcode::{Color, EcLevel, QrCode};

/// White around the symbol, in modules.
const QUIET: usize = 4;
/// Pixels of a module in the PNG.
const PIXELS: usize = 8;

/// Why a picture cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// The address does not fit a QR code.
    #[error("QR code: {0}")]
    Qr(#[from] qrcode::types::QrError),
    /// The PNG could not be written.
    #[error("PNG: {0}")]
    Png(#[from] png::EncodingError),
}

/// The symbol with its quiet zone: side in modules, dark modules row by row.
fn symbol(url: &str) -> Result<(usize, Vec<bool>), PictureError> {
    let code = QrCode::with_error_correction_level(url, EcLevel::M)?;
    let (inner, side) = (code.width(), code.width() + 2 * QUIET);
    let mut dark = vec![false; side * side];
    for (at, colour) in code.to_colors().into_iter().enumerate() {
        dark[(at / inner + QUIET) * side + at % inner + QUIET] = colour == Color::Dark;
    }
    Ok((side, dark))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The badge as SVG.
///
/// # Errors
/// [`PictureError`] when the address is too long for a QR code.
pub fn svg(url: &str, title: &str, token: &str) -> Result<String, PictureError> {
    use std::fmt::Write;
    let (side, dark) = symbol(url)?;
    let mut path = String::new();
    for (at, _) in dark.iter().enumerate().filter(|(_, dark)| **dark) {
        let _ = write!(path, "M{} {}h1v1h-1z", at % side, at / side);
    }
    Ok(format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:openbadges=\"https://purl.imsglobal.org/ob/v3p0\" \
         viewBox=\"0 0 {side} {side}\" width=\"400\" height=\"400\"><openbadges:credential verify=\"{}\"/><title>{}</title>\
         <path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path fill=\"#1c2129\" d=\"{path}\"/></svg>\n",
        escaped(token),
        escaped(title)
    ))
}

/// The badge as PNG.
///
/// # Errors
/// [`PictureError`] when the address is too long for a QR code.
pub fn png(url: &str, token: &str) -> Result<Vec<u8>, PictureError> {
    let (side, dark) = symbol(url)?;
    let width = side * PIXELS;
    let mut pixels = Vec::with_capacity(width * width);
    for y in 0..width {
        pixels.extend((0..width).map(|x| if dark[(y / PIXELS) * side + x / PIXELS] { 0x1c } else { 0xff }));
    }
    let mut out = Vec::new();
    // A symbol of 177 modules at most, so the width fits.
    let size = u32::try_from(width).unwrap_or(u32::MAX);
    let mut encoder = png::Encoder::new(&mut out, size, size);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.add_itxt_chunk("openbadgecredential".to_owned(), token.to_owned())?;
    encoder.write_header()?.write_image_data(&pixels)?;
    Ok(out)
}
