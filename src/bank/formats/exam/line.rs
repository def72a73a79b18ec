//! Lines of a question file with the look of every letter: what the grammar reads.

use unicode_normalization::char::{compose, is_combining_mark};

use crate::bank::formats::{
    model::{Flaw, Image},
    rich::{self, Span},
};

/// How a letter looks, as far as people mark keys with it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
#[allow(clippy::struct_excessive_bools)] // each is a way of its own to set words off
pub struct Look {
    /// Bold.
    pub bold: bool,
    /// Italic.
    pub italic: bool,
    /// Underlined.
    pub underline: bool,
    /// Highlighted or shaded.
    pub highlight: bool,
    /// Red, green, blue plus one; 0 for automatic or black.
    pub colour: u32,
}

/// A letter.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Glyph {
    /// Itself; a tab for a tab, from [`IMAGES`] up for pictures.
    pub c: char,
    /// How it looks.
    pub look: Look,
}

/// The first of the characters that stand for pictures of the document: private ones of plane 15.
pub const IMAGES: u32 = 0xF_0000;

/// A line as a reader sees it: a paragraph, or a part of it between soft breaks.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Line {
    /// Number of its paragraph, from 1.
    pub paragraph: usize,
    /// Styled as a heading.
    pub is_heading: bool,
    /// Starts with a bullet that the program made.
    pub is_bullet: bool,
    /// Its letters, the number that the program made included.
    pub glyphs: Vec<Glyph>,
}

impl Line {
    /// Adds a letter; a mark joins the letter before it.
    pub fn push(&mut self, c: char, look: Look) {
        let c = match c {
            'Ð' => 'Đ',
            'ð' => 'đ',
            '\u{A0}' | '\u{202F}' | '\u{2003}' | '\u{2002}' => ' ',
            other => other,
        };
        if is_combining_mark(c)
            && let Some(last) = self.glyphs.last_mut()
            && let Some(joined) = compose(last.c, c)
        {
            last.c = joined;
            return;
        }
        self.glyphs.push(Glyph { c, look });
    }

    /// Adds words.
    pub fn push_str(&mut self, text: &str, look: Look) {
        text.chars().for_each(|c| self.push(c, look));
    }

    /// The words, pictures left out of account; one character for each glyph.
    pub fn text(&self) -> String {
        text(&self.glyphs)
    }

    /// Whether nothing is shown.
    pub fn is_blank(&self) -> bool {
        self.glyphs.iter().all(|glyph| glyph.c.is_whitespace())
    }
}

/// The words of letters.
pub fn text(glyphs: &[Glyph]) -> String {
    glyphs.iter().map(|glyph| glyph.c).collect()
}

/// A line or a table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Block {
    /// A line.
    Line(Line),
    /// Rows of cells of lines.
    Table(Vec<Vec<Vec<Line>>>),
}

/// A document, ready for the grammar.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Text {
    /// In reading order.
    pub blocks: Vec<Block>,
    /// Pictures, named by their characters in [`Glyph::c`].
    pub images: Vec<Image>,
    /// What was noticed while reading.
    pub flaws: Vec<Flaw>,
}

/// The looks that set a part of a text off from the rest; what the whole text has is a matter of style.
#[derive(Clone, Copy, Default)]
struct Parts {
    bold: bool,
    underline: bool,
    italic: bool,
}

impl Parts {
    fn of(lines: &[Vec<Glyph>]) -> Self {
        let words = || lines.iter().flatten().filter(|glyph| glyph.c.is_alphanumeric());
        let is_part = |has: fn(&Look) -> bool| words().any(|glyph| has(&glyph.look)) && !words().all(|glyph| has(&glyph.look));
        Self { bold: is_part(|look| look.bold), underline: is_part(|look| look.underline), italic: is_part(|look| look.italic) }
    }
}

fn spans(glyphs: &[Glyph], images: &[Image], parts: Parts) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::new();
    for glyph in glyphs {
        let code = glyph.c as u32;
        if let Some(image) = code.checked_sub(IMAGES).and_then(|at| images.get(at as usize)) {
            out.push(Span::Image { name: image.name.clone(), alt: String::new() });
            continue;
        }
        let bold = (parts.bold && glyph.look.bold) || (parts.underline && glyph.look.underline);
        let italic = parts.italic && glyph.look.italic;
        match out.last_mut() {
            Some(Span::Text { text, bold: was_bold, italic: was_italic }) if *was_bold == bold && *was_italic == italic => {
                text.push(glyph.c);
            }
            _ => out.push(Span::Text { text: glyph.c.to_string(), bold, italic }),
        }
    }
    out
}

/// Markdown of lines of letters; emphasis is kept where a part is set off from the rest.
pub fn markdown(lines: &[Vec<Glyph>], images: &[Image], keeps_emphasis: bool) -> String {
    let parts = if keeps_emphasis { Parts::of(lines) } else { Parts::default() };
    let mut out = Vec::new();
    for line in lines {
        if !out.is_empty() {
            out.push(Span::Line);
        }
        out.append(&mut spans(line, images, parts));
    }
    rich::markdown(&rich::tidy(out))
}
