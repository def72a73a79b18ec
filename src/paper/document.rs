//! A document in blocks, every word already in display form.

use super::fonts::Weight;

/// An A4 document.
#[derive(Clone, Debug)]
pub struct Document {
    /// Its description, and the small line at the foot of every page.
    pub title: String,
    /// Language as readers and screen readers are told: "vi" or "en".
    pub language: String,
    /// Who issues it.
    pub author: String,
    /// On its side.
    pub is_landscape: bool,
    /// From top to bottom.
    pub blocks: Vec<Block>,
}

/// A part of a document.
#[derive(Clone, Debug)]
pub enum Block {
    /// Issuer on the left, motto on the right, each centred in its half.
    Letterhead {
        /// Lines on the left.
        left: Vec<HeadLine>,
        /// Lines on the right.
        right: Vec<HeadLine>,
    },
    /// The kind of the document, centred and bold.
    Title(String),
    /// What it is about, centred and bold, smaller.
    Subtitle(String),
    /// The heading of a part.
    Heading(String),
    /// A paragraph.
    Text {
        /// What it says.
        text: String,
        /// How it is set.
        weight: Weight,
    },
    /// A label, and dots to the right edge for a hand to write on; further dotted lines below.
    Dotted {
        /// What is asked.
        label: String,
        /// Lines in all, from 1.
        lines: u8,
    },
    /// A table; its head is repeated on every page.
    Table(Table),
    /// Who signs, side by side, with room for a hand and a stamp.
    Signatures(Vec<Signature>),
    /// Points of white.
    Gap(f32),
}

impl Block {
    /// A plain paragraph.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text { text: text.into(), weight: Weight::Regular }
    }
}

/// A line of a letterhead.
#[derive(Clone, Debug)]
pub enum HeadLine {
    /// Words.
    Text {
        /// What it says.
        text: String,
        /// How it is set.
        weight: Weight,
    },
    /// A rule below the line before, as a share of its width.
    Rule(f32),
}

/// A table.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// From the left.
    pub columns: Vec<Column>,
    /// One text for each column.
    pub rows: Vec<Vec<String>>,
    /// Sums below, in bold.
    pub foot: Vec<Vec<String>>,
    /// Points that a row is high at least: room for a signature.
    pub row_height: f32,
}

/// A column of a table.
#[derive(Clone, Debug)]
pub struct Column {
    /// Above it.
    pub title: String,
    /// Its share of the width.
    pub share: f32,
    /// How its texts stand.
    pub align: Align,
}

/// How a text stands in its cell.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Align {
    /// Words.
    Left,
    /// Short marks.
    Centre,
    /// Numbers.
    Right,
}

/// Who signs.
#[derive(Clone, Debug, Default)]
pub struct Signature {
    /// Above the office, in italics: place and date. May be empty.
    pub above: String,
    /// Office, bold.
    pub office: String,
    /// What is asked of the hand, in italics: "(Ký, ghi rõ họ tên)". May be empty.
    pub note: String,
    /// Name below the room, bold. May be empty.
    pub name: String,
}
