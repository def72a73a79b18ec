//! One shaped line of text.

use krilla::text::{GlyphId, KrillaGlyph};

use super::fonts::Typeface;

/// One shaped line; lengths are in ems, so that it can be set at any size.
pub struct Run {
    /// What it says.
    pub text: String,
    /// Its glyphs.
    pub glyphs: Vec<KrillaGlyph>,
    /// Sum of the advances.
    pub width: f32,
}

impl Run {
    /// Shapes a line, letter-spaced by `tracking` ems.
    ///
    /// # Errors
    /// The first character that the face cannot show.
    pub fn shape(typeface: &'static Typeface, text: &str, tracking: f32) -> Result<Self, char> {
        if let Some(ch) = text.chars().find(|ch| !typeface.has(*ch)) {
            return Err(ch);
        }
        let shaped = typeface.shape(text);
        let em = typeface.font.units_per_em();
        let infos = shaped.glyph_infos();
        let mut glyphs = Vec::with_capacity(infos.len());
        let mut width = 0.0;
        for (index, (info, position)) in infos.iter().zip(shaped.glyph_positions()).enumerate() {
            let start = info.cluster as usize;
            let next = infos[index..].iter().find(|later| later.cluster != info.cluster);
            let end = next.map_or(text.len(), |later| later.cluster as usize);
            let last_of_cluster = infos.get(index + 1).is_none_or(|later| later.cluster != info.cluster);
            // Space after the last letter would push a centred line to the left.
            let tracking = if last_of_cluster && index + 1 < infos.len() { tracking } else { 0.0 };
            let advance = units(position.x_advance) / em + tracking;
            width += advance;
            glyphs.push(KrillaGlyph::new(
                GlyphId::new(info.glyph_id),
                advance,
                units(position.x_offset) / em,
                units(position.y_offset) / em,
                0.0,
                start..end,
                None,
            ));
        }
        Ok(Self { text: text.to_owned(), glyphs, width })
    }

    /// Width of what stands before a byte of the text.
    pub fn width_before(&self, byte: usize) -> f32 {
        self.glyphs.iter().take_while(|glyph| glyph.text_range.start < byte).map(|glyph| glyph.x_advance).sum()
    }
}

/// Font units as a float. No glyph of a face is wider than 16 bits can say.
fn units(value: i32) -> f32 {
    f32::from(i16::try_from(value).unwrap_or(i16::MAX))
}
