//! Setting text: normalise, measure, shrink to fit, break in two, refuse.

use unicode_normalization::UnicodeNormalization;

use super::PdfError;
use crate::paper::{
    fonts::{Typeface, Weight},
    run::Run,
};

/// Distance between the baselines of one block, in ems: room for stacked marks on capitals.
const LEADING: f32 = 1.29;

/// Where a text may break into a second line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wrap {
    Never,
    Spaces,
    Slashes,
}

/// How a field is set: as large as fits, but never larger than `largest`; below `wrapped` a second
/// line is tried; below `smallest` the text is refused.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    pub(super) weight: Weight,
    pub(super) largest: f32,
    pub(super) wrapped: f32,
    pub(super) smallest: f32,
    pub(super) wrap: Wrap,
    /// Extra space after each letter, in ems.
    pub(super) tracking: f32,
}

impl Style {
    /// A style on one line that shrinks from `largest` to `smallest`.
    pub(super) const fn line(weight: Weight, largest: f32, smallest: f32) -> Self {
        Self { weight, largest, wrapped: smallest, smallest, wrap: Wrap::Never, tracking: 0.0 }
    }

    /// The same style, allowed to break in two when one line would be smaller than `wrapped`.
    pub(super) const fn or_two_lines(self, wrapped: f32, wrap: Wrap) -> Self {
        Self { wrapped, wrap, ..self }
    }

    /// The same style, letter-spaced.
    pub(super) const fn spaced(self, tracking: f32) -> Self {
        Self { tracking, ..self }
    }
}

/// A field that has its lines and its size.
pub(super) struct Block {
    pub(super) typeface: &'static Typeface,
    pub(super) lines: Vec<Run>,
    pub(super) size: f32,
}

impl Block {
    /// Sets a field into a width. Nothing is returned for a field without text.
    pub(super) fn set(field: &'static str, text: &str, style: &Style, width: f32) -> Result<Option<Self>, PdfError> {
        let text = clean(text);
        if text.is_empty() {
            return Ok(None);
        }
        let typeface = style.weight.typeface()?;
        let run = |text: &str| Run::shape(typeface, text, style.tracking).map_err(|ch| PdfError::MissingGlyph { ch, field });
        let forced = (style.wrap == Wrap::Spaces).then(|| text.split_once('\n')).flatten();
        let (lines, size) = if let Some((first, second)) = forced {
            pair(run(first.trim_end())?, run(second.trim_start())?, style, width)
        } else {
            let whole = run(&text)?;
            let single = style.largest.min(width / whole.width);
            let halves = if single < style.wrapped { split(&whole, style.wrap) } else { None };
            match halves {
                Some((first, second)) => pair(run(&first)?, run(&second)?, style, width),
                None => (vec![whole], single),
            }
        };
        if size < style.smallest {
            return Err(PdfError::TooLong { field });
        }
        Ok(Some(Self { typeface, lines, size }))
    }

    /// Width of the widest line.
    pub(super) fn width(&self) -> f32 {
        self.lines.iter().map(|line| line.width).fold(0.0, f32::max) * self.size
    }

    /// Distance between its baselines.
    pub(super) fn leading(&self) -> f32 {
        self.size * LEADING
    }
}

fn pair(first: Run, second: Run, style: &Style, width: f32) -> (Vec<Run>, f32) {
    let widest = first.width.max(second.width);
    let size = style.wrapped.min(width / widest);
    (vec![first, second], size)
}

/// NFC, without space at the ends or doubled spaces. Other white space is left for the glyph check
/// to refuse, except line feeds, which may be meant.
fn clean(text: &str) -> String {
    let words: Vec<&str> = text.trim().split(' ').filter(|word| !word.is_empty()).collect();
    words.join(" ").nfc().collect()
}

/// Text on one line in the form in which it is printed, for the document's description.
pub(super) fn described(text: &str) -> String {
    clean(text).replace('\n', " ")
}

/// The two halves whose longer one is shortest.
fn split(run: &Run, wrap: Wrap) -> Option<(String, String)> {
    let mark = match wrap {
        Wrap::Never => return None,
        Wrap::Spaces => ' ',
        Wrap::Slashes => '/',
    };
    let longer_half = |byte: usize| {
        let before = run.width_before(byte);
        before.max(run.width - before)
    };
    let middle = run
        .text
        .match_indices(mark)
        .map(|(index, _)| index + 1)
        .filter(|index| *index < run.text.len())
        .min_by(|a, b| longer_half(*a).total_cmp(&longer_half(*b)))?;
    let (first, second) = run.text.split_at(middle);
    Some((first.trim_end().to_owned(), second.to_owned()))
}
