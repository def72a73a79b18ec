//! A QR code as one SVG path.

use std::fmt::Write;

use qrcode::{Color, EcLevel, QrCode};

/// Modules along a side, and the path of the dark ones; empty for what is too long to be encoded.
pub(super) fn path(text: &str) -> (usize, String) {
    let Ok(code) = QrCode::with_error_correction_level(text, EcLevel::M) else { return (0, String::new()) };
    let mut path = String::new();
    for (row, colours) in code.to_colors().chunks(code.width()).enumerate() {
        let mut column = 0;
        for same in colours.chunk_by(|a, b| a == b) {
            if same[0] == Color::Dark {
                let _ = write!(path, "M{column} {row}h{0}v1h-{0}z", same.len());
            }
            column += same.len();
        }
    }
    (code.width(), path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dark_module_lies_on_the_path() {
        let text = "http://127.0.0.1:8080/cuoc-thi/tim-hieu/dang-ky?gt=ABCD1234";
        let (side, path) = path(text);
        let dark: usize = path.split('h').skip(1).step_by(2).filter_map(|run| run.split('v').next()?.parse::<usize>().ok()).sum();
        let code = QrCode::with_error_correction_level(text, EcLevel::M).unwrap();
        assert_eq!(side, code.width());
        assert_eq!(dark, code.to_colors().iter().filter(|colour| **colour == Color::Dark).count());
    }
}
