//! The faces of Noto Sans, parsed once for the life of the process.

use std::sync::LazyLock;

use krilla::text::Font;
use rustybuzz::ttf_parser::Tag;
use rustybuzz::{Direction, Face, Feature, Language, ShapePlan, UnicodeBuffer, script};

use super::PaperError;

/// A face of the family. Every face that a page uses is subset and embedded on its own, which is
/// most of what rendering costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// Upright.
    Regular,
    /// Upright, heavy.
    Bold,
    /// Slanted.
    Italic,
}

/// One parsed face: the same bytes measure the text and are embedded.
pub struct Typeface {
    /// For embedding.
    pub font: Font,
    /// For measuring.
    pub shaper: Face<'static>,
    plan: ShapePlan,
    language: Language,
}

static REGULAR: LazyLock<Option<Typeface>> = LazyLock::new(|| parse(notosans::REGULAR_TTF));
static BOLD: LazyLock<Option<Typeface>> = LazyLock::new(|| parse(notosans::BOLD_TTF));
static ITALIC: LazyLock<Option<Typeface>> = LazyLock::new(|| parse(notosans::ITALIC_TTF));

impl Weight {
    /// The parsed face.
    pub fn typeface(self) -> Result<&'static Typeface, PaperError> {
        let (cell, name) = match self {
            Self::Regular => (&REGULAR, "Noto Sans Regular"),
            Self::Bold => (&BOLD, "Noto Sans Bold"),
            Self::Italic => (&ITALIC, "Noto Sans Italic"),
        };
        cell.as_ref().ok_or(PaperError::Font(name))
    }
}

impl Typeface {
    /// Shapes one line. Positions are in the units of the font.
    pub fn shape(&self, text: &str) -> rustybuzz::GlyphBuffer {
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.set_direction(Direction::LeftToRight);
        buffer.set_script(script::LATIN);
        buffer.set_language(self.language.clone());
        rustybuzz::shape_with_plan(&self.shaper, &self.plan, buffer)
    }

    /// Whether the face can print the character. Controls and invisible formatting characters
    /// count as absent: a certificate must not hold what nobody can see.
    pub fn has(&self, ch: char) -> bool {
        let invisible = matches!(ch,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}');
        !ch.is_control() && !invisible && self.shaper.glyph_index(ch).is_some_and(|glyph| glyph.0 != 0)
    }
}

fn parse(data: &'static [u8]) -> Option<Typeface> {
    let shaper = Face::from_slice(data, 0)?;
    let language: Language = "vi".parse().ok()?;
    // Ligatures would let one glyph stand for several letters, which some readers copy wrongly.
    let letters_apart = [b"liga", b"clig"].map(|tag| Feature::new(Tag::from_bytes(tag), 0, ..));
    let plan = ShapePlan::new(&shaper, Direction::LeftToRight, Some(script::LATIN), Some(&language), &letters_apart);
    Some(Typeface { font: Font::new(data.into(), 0)?, shaper, plan, language })
}
