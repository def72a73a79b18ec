//! Blocks, rules and ornaments stacked under each other.

use super::text::Block;

/// Height of a line above its baseline, in ems: capitals and most of their marks.
const ASCENT: f32 = 0.86;
/// Depth below the baseline.
const DESCENT: f32 = 0.26;
/// Height of the gold ornament.
pub(super) const ORNAMENT: f32 = 7.0;

/// The colours of the paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    Text,
    Indigo,
}

/// What a text is to a screen reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Heading,
    Paragraph,
    Link,
}

/// Something that stands at its place on the page.
pub(super) enum Mark {
    /// Lines with the left end of each baseline.
    Text { block: Block, at: Vec<(f32, f32)>, ink: Ink, role: Role },
    /// A thin line from its left end.
    Rule { x: f32, y: f32, length: f32 },
    /// The gold ornament, by its centre.
    Ornament { x: f32, y: f32 },
}

enum Piece {
    Text(Block, Ink, Role),
    Rule(f32),
    Ornament,
}

/// Pieces from top to bottom, each with the gap above it.
#[derive(Default)]
pub(super) struct Stack {
    pieces: Vec<(f32, Piece)>,
    flush_left: bool,
}

impl Stack {
    /// A stack whose axis is its left edge instead of its centre.
    pub(super) fn left() -> Self {
        Self { flush_left: true, ..Self::default() }
    }

    /// Adds a paragraph. Nothing is added for an absent one, nor its gap.
    pub(super) fn text(&mut self, gap: f32, ink: Ink, block: Option<Block>) {
        self.push(gap, ink, Role::Paragraph, block);
    }

    /// Adds the heading of the page.
    pub(super) fn heading(&mut self, gap: f32, block: Option<Block>) {
        self.push(gap, Ink::Indigo, Role::Heading, block);
    }

    /// Adds an address that can be opened.
    pub(super) fn link(&mut self, gap: f32, block: Option<Block>) {
        self.push(gap, Ink::Indigo, Role::Link, block);
    }

    /// Adds a thin line.
    pub(super) fn rule(&mut self, gap: f32, length: f32) {
        if length > 0.0 {
            self.pieces.push((gap, Piece::Rule(length)));
        }
    }

    /// Adds the gold ornament.
    pub(super) fn ornament(&mut self, gap: f32) {
        self.pieces.push((gap, Piece::Ornament));
    }

    fn push(&mut self, gap: f32, ink: Ink, role: Role, block: Option<Block>) {
        if let Some(block) = block {
            self.pieces.push((gap, Piece::Text(block, ink, role)));
        }
    }

    /// Height of the pieces without their gaps.
    pub(super) fn solid(&self) -> f32 {
        self.pieces.iter().map(|(_, piece)| piece.height()).sum()
    }

    /// Sum of the gaps.
    pub(super) fn gaps(&self) -> f32 {
        self.pieces.iter().map(|(gap, _)| gap).sum()
    }

    /// Height with the gaps as they were given.
    pub(super) fn height(&self) -> f32 {
        self.solid() + self.gaps()
    }

    /// Gives every piece its place, with the gaps multiplied by `spread`.
    pub(super) fn place(self, axis: f32, top: f32, spread: f32) -> Vec<Mark> {
        let flush_left = self.flush_left;
        let mut y = top;
        let mut marks = Vec::with_capacity(self.pieces.len());
        for (gap, piece) in self.pieces {
            y += gap * spread;
            let height = piece.height();
            marks.push(piece.place(axis, y, flush_left));
            y += height;
        }
        marks
    }
}

impl Piece {
    fn height(&self) -> f32 {
        match self {
            Self::Text(block, ..) => {
                let between = block.lines.iter().skip(1).map(|_| block.leading());
                between.sum::<f32>() + block.size * (ASCENT + DESCENT)
            }
            Self::Rule(_) => 1.0,
            Self::Ornament => ORNAMENT,
        }
    }

    fn place(self, axis: f32, top: f32, flush_left: bool) -> Mark {
        let start = |width: f32| {
            if flush_left { axis } else { axis - width / 2.0 }
        };
        match self {
            Self::Text(block, ink, role) => {
                let mut baseline = top + block.size * ASCENT;
                let mut at = Vec::with_capacity(block.lines.len());
                for line in &block.lines {
                    at.push((start(line.width * block.size), baseline));
                    baseline += block.leading();
                }
                Mark::Text { block, at, ink, role }
            }
            Self::Rule(length) => Mark::Rule { x: start(length), y: top + 0.5, length },
            Self::Ornament => Mark::Ornament { x: axis, y: top + ORNAMENT / 2.0 },
        }
    }
}
