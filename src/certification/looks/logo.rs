//! The logo of a template: brought as PNG, kept as pixels written anew, so that nothing else travels in it.

use std::io::Cursor;

/// Bytes of a file.
pub const LARGEST_FILE: usize = 1024 * 1024;
/// Pixels along a side at least: fewer look torn in print.
const LEAST_SIDE: u32 = 40;
/// Pixels along a side at most: more than print shows.
const MOST_SIDE: u32 = 1_200;

/// Pixels, red, green, blue and how solid.
#[derive(Clone, PartialEq, Eq)]
pub struct Logo {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Four bytes for each.
    pub rgba: Vec<u8>,
}

impl std::fmt::Debug for Logo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}×{}", self.width, self.height)
    }
}

/// Reads a PNG; the code of what is wrong with it otherwise.
///
/// # Errors
/// `logo_png`, `logo_large` and `logo_size`.
pub fn read(bytes: &[u8]) -> Result<Logo, &'static str> {
    if bytes.len() > LARGEST_FILE {
        return Err("logo_large");
    }
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), png::Limits { bytes: 16 * 1024 * 1024 });
    decoder.set_transformations(png::Transformations::EXPAND | png::Transformations::STRIP_16 | png::Transformations::ALPHA);
    let mut reader = decoder.read_info().map_err(|_| "logo_png")?;
    let (width, height) = (reader.info().width, reader.info().height);
    if !(LEAST_SIDE..=MOST_SIDE).contains(&width) || !(LEAST_SIDE..=MOST_SIDE).contains(&height) {
        return Err("logo_size");
    }
    let mut pixels = vec![0; reader.output_buffer_size().ok_or("logo_png")?];
    let frame = reader.next_frame(&mut pixels).map_err(|_| "logo_png")?;
    pixels.truncate(frame.buffer_size());
    let rgba = match frame.color_type {
        png::ColorType::Rgba => pixels,
        png::ColorType::GrayscaleAlpha => pixels.chunks_exact(2).flat_map(|pixel| [pixel[0], pixel[0], pixel[0], pixel[1]]).collect(),
        _ => return Err("logo_png"),
    };
    Ok(Logo { width, height, rgba })
}

/// The same pixels as a PNG of ours.
pub fn written(logo: &Logo) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, logo.width, logo.height);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(&logo.rgba).ok()?;
    writer.finish().ok()?;
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(side: u32, color: png::ColorType, samples: usize) -> Vec<u8> {
        let mut out = Vec::new();
        let mut encoder = png::Encoder::new(&mut out, side, side);
        encoder.set_color(color);
        encoder.add_text_chunk("Comment".into(), "ai do".into()).unwrap();
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(&vec![120; (side * side) as usize * samples]).unwrap();
        writer.finish().unwrap();
        out
    }

    #[test]
    fn every_kind_of_png_becomes_plain_pixels() {
        for (color, samples) in
            [(png::ColorType::Rgb, 3), (png::ColorType::Rgba, 4), (png::ColorType::Grayscale, 1), (png::ColorType::GrayscaleAlpha, 2)]
        {
            let logo = read(&picture(50, color, samples)).unwrap();
            assert_eq!((logo.width, logo.height, logo.rgba.len()), (50, 50, 50 * 50 * 4), "{color:?}");
            let again = written(&logo).unwrap();
            assert_eq!(read(&again).unwrap(), logo);
            assert!(!again.windows(7).any(|part| part == b"Comment"), "only pixels are kept");
        }
    }

    #[test]
    fn what_is_no_logo_is_refused() {
        assert_eq!(read(b"GIF89a").unwrap_err(), "logo_png");
        assert_eq!(read(&picture(20, png::ColorType::Rgb, 3)).unwrap_err(), "logo_size");
        assert_eq!(read(&picture(50, png::ColorType::Rgb, 3)[..100]).unwrap_err(), "logo_png");
        assert_eq!(read(&vec![0; LARGEST_FILE + 1]).unwrap_err(), "logo_large");
    }
}
