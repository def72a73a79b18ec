//! Breaking a document into lines and pages. All lengths are points from the top left corner.

use unicode_normalization::UnicodeNormalization;

use super::{
    PaperError,
    document::{Align, Block, Document, HeadLine, Signature, Table},
    fonts::{Typeface, Weight},
    run::Run,
};

/// Short and long edge of A4.
const A4: (f32, f32) = (595.28, 841.89);
/// Margins that Decree 30/2020 allows: 20–25 mm above and below, 30–35 left, 15–20 right. A list on its side is bound above.
const TOP: f32 = 62.0;
const BOTTOM: f32 = 62.0;
const LEFT: f32 = 85.0;
const RIGHT: f32 = 48.0;
const LEFT_ON_ITS_SIDE: f32 = 57.0;

/// Distance of baselines in ems: room for stacked marks on capitals.
const LEADING: f32 = 1.32;
/// Height of a line above its baseline, in ems.
const ASCENT: f32 = 1.0;

const BODY: f32 = 12.0;
const CELL: f32 = 10.5;
const SMALL: f32 = 8.0;
/// White around the text of a cell.
const PAD: f32 = 4.0;
/// Room for a hand and a stamp: 24 mm.
const SIGNING: f32 = 68.0;

/// What a text is to a screen reader.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Heading,
    Paragraph,
    Table,
    Row,
    HeadCell,
    Cell,
}

/// A node of the document's structure; they stand in reading order.
pub(super) struct Node {
    pub(super) kind: Kind,
    pub(super) parent: Option<usize>,
    /// What a heading says.
    pub(super) title: String,
}

/// Something at its place on a page.
pub(super) enum Mark {
    /// A line by the left end of its baseline; without a node it is decoration.
    Text { run: Run, typeface: &'static Typeface, size: f32, at: (f32, f32), node: Option<usize> },
    /// A thin line.
    Rule { from: (f32, f32), to: (f32, f32) },
    /// Dots for a hand to write on.
    Dots { from: f32, to: f32, y: f32 },
}

/// A composed document.
pub(super) struct Sheets {
    pub(super) size: (f32, f32),
    pub(super) pages: Vec<Vec<Mark>>,
    pub(super) nodes: Vec<Node>,
}

/// Composes a document.
pub(super) fn compose(document: &Document) -> Result<Sheets, PaperError> {
    let (size, left) = if document.is_landscape { ((A4.1, A4.0), LEFT_ON_ITS_SIDE) } else { (A4, LEFT) };
    let mut flow = Flow { size, left, width: size.0 - left - RIGHT, y: TOP, pages: vec![vec![]], nodes: vec![] };
    for block in &document.blocks {
        flow.block(block)?;
    }
    flow.numbers(&document.title)?;
    Ok(Sheets { size, pages: flow.pages, nodes: flow.nodes })
}

struct Flow {
    size: (f32, f32),
    left: f32,
    width: f32,
    /// Where the next thing begins.
    y: f32,
    pages: Vec<Vec<Mark>>,
    nodes: Vec<Node>,
}

impl Flow {
    fn floor(&self) -> f32 {
        self.size.1 - BOTTOM
    }

    fn next_page(&mut self) {
        self.pages.push(vec![]);
        self.y = TOP;
    }

    /// Goes to the next page unless so much fits on this one.
    fn need(&mut self, height: f32) {
        if self.y + height > self.floor() && self.y > TOP {
            self.next_page();
        }
    }

    fn mark(&mut self, mark: Mark) {
        if let Some(page) = self.pages.last_mut() {
            page.push(mark);
        }
    }

    fn node(&mut self, kind: Kind, parent: Option<usize>, title: &str) -> usize {
        self.nodes.push(Node { kind, parent, title: nfc(title) });
        self.nodes.len() - 1
    }

    fn block(&mut self, block: &Block) -> Result<(), PaperError> {
        match block {
            Block::Letterhead { left, right } => self.letterhead(left, right),
            Block::Title(text) => self.centred(text, 14.0, Kind::Heading, 16.0),
            Block::Subtitle(text) => self.centred(text, 12.5, Kind::Paragraph, 2.0),
            Block::Heading(text) => {
                self.y += 8.0;
                // Not alone at the foot of a page.
                self.need(4.0 * BODY * LEADING);
                let node = self.node(Kind::Heading, None, text);
                self.paragraph(text, Weight::Bold, node)
            }
            Block::Text { text, weight } => {
                let node = self.node(Kind::Paragraph, None, "");
                self.paragraph(text, *weight, node)
            }
            Block::Dotted { label, lines } => self.dotted(label, *lines),
            Block::Table(table) => self.table(table),
            Block::Signatures(signatures) => self.signatures(signatures),
            Block::Gap(height) => {
                self.y += height;
                Ok(())
            }
        }
    }

    /// A line with its left end at `x`.
    fn line(&mut self, run: Run, weight: Weight, size: f32, x: f32, node: Option<usize>) -> Result<(), PaperError> {
        let at = (x, self.y + size * ASCENT);
        self.mark(Mark::Text { run, typeface: weight.typeface()?, size, at, node });
        Ok(())
    }

    fn centred(&mut self, text: &str, size: f32, kind: Kind, gap: f32) -> Result<(), PaperError> {
        self.y += gap;
        let node = self.node(kind, None, text);
        let width = self.width * 0.88;
        for run in wrap(text, Weight::Bold, size, width)? {
            self.need(size * LEADING);
            let x = self.left + (self.width - run.width * size) / 2.0;
            self.line(run, Weight::Bold, size, x, Some(node))?;
            self.y += size * LEADING;
        }
        self.y += 2.0;
        Ok(())
    }

    fn paragraph(&mut self, text: &str, weight: Weight, node: usize) -> Result<(), PaperError> {
        for run in wrap(text, weight, BODY, self.width)? {
            self.need(BODY * LEADING);
            self.line(run, weight, BODY, self.left, Some(node))?;
            self.y += BODY * LEADING;
        }
        self.y += 4.0;
        Ok(())
    }

    fn letterhead(&mut self, left: &[HeadLine], right: &[HeadLine]) -> Result<(), PaperError> {
        let top = self.y;
        let (narrow, wide, gap) = (self.width * 0.44, self.width * 0.53, self.width * 0.03);
        let mut end = top;
        for (lines, x, width) in [(left, self.left, narrow), (right, self.left + narrow + gap, wide)] {
            self.y = top;
            let mut widest = 0.0_f32;
            for line in lines {
                match line {
                    HeadLine::Text { text, weight } => {
                        let node = self.node(Kind::Paragraph, None, "");
                        // As large as lets the longest word stand, as the forms set their heads on one line.
                        let size = fitting(text, *weight, 12.0, width)?;
                        widest = 0.0;
                        for run in wrap(text, *weight, size, width)? {
                            widest = widest.max(run.width * size);
                            let at = x + (width - run.width * size) / 2.0;
                            self.line(run, *weight, size, at, Some(node))?;
                            self.y += size * LEADING;
                        }
                    }
                    HeadLine::Rule(share) => {
                        let length = widest * share;
                        let (from, y) = (x + (width - length) / 2.0, self.y + 2.5);
                        self.mark(Mark::Rule { from: (from, y), to: (from + length, y) });
                        self.y += 6.0;
                    }
                }
            }
            end = end.max(self.y);
        }
        self.y = end;
        Ok(())
    }

    fn dotted(&mut self, label: &str, lines: u8) -> Result<(), PaperError> {
        let (node, right) = (self.node(Kind::Paragraph, None, ""), self.left + self.width);
        let runs = wrap(label, Weight::Regular, BODY, self.width * 0.8)?;
        let height = BODY * 1.6;
        let mut start = self.left;
        for (at, run) in runs.into_iter().enumerate() {
            // The dots follow on the last line of the label.
            self.y += if at == 0 { 0.0 } else { height };
            self.need(height);
            start = self.left + run.width * BODY + 4.0;
            self.line(run, Weight::Regular, BODY, self.left, Some(node))?;
        }
        for number in 0..lines.max(1) {
            self.need(height);
            let y = self.y + BODY * ASCENT + 1.0;
            self.mark(Mark::Dots { from: if number == 0 { start } else { self.left }, to: right, y });
            self.y += height;
        }
        Ok(())
    }

    fn signatures(&mut self, signatures: &[Signature]) -> Result<(), PaperError> {
        let count = f32::from(u16::try_from(signatures.len().max(1)).unwrap_or(1));
        let width = self.width / count;
        let set = |text: &str, weight| if text.is_empty() { Ok(vec![]) } else { wrap(text, weight, BODY, width - 12.0) };
        let mut columns = Vec::with_capacity(signatures.len());
        for signature in signatures {
            columns.push([
                (Weight::Italic, set(&signature.above, Weight::Italic)?),
                (Weight::Bold, set(&signature.office, Weight::Bold)?),
                (Weight::Italic, set(&signature.note, Weight::Italic)?),
                (Weight::Bold, set(&signature.name, Weight::Bold)?),
            ]);
        }
        let most = |part: usize| columns.iter().map(|column| column[part].1.len()).max().unwrap_or(0);
        let height_of = |lines: usize| f32::from(u16::try_from(lines).unwrap_or(u16::MAX)) * BODY * LEADING;
        let heights = [0, 1, 2, 3].map(|part| height_of(most(part)));
        self.y += 12.0;
        self.need(heights.iter().sum::<f32>() + SIGNING);
        let top = self.y;
        for (column, number) in columns.into_iter().zip(0_u16..) {
            let x = self.left + f32::from(number) * width;
            let mut start = top;
            for (part, (weight, runs)) in column.into_iter().enumerate() {
                if part == 3 {
                    start += SIGNING;
                }
                self.y = start;
                let node = if runs.is_empty() { None } else { Some(self.node(Kind::Paragraph, None, "")) };
                for run in runs {
                    let at = x + (width - run.width * BODY) / 2.0;
                    self.line(run, weight, BODY, at, node)?;
                    self.y += BODY * LEADING;
                }
                start += heights[part];
            }
        }
        self.y = top + heights.iter().sum::<f32>() + SIGNING;
        Ok(())
    }

    fn table(&mut self, table: &Table) -> Result<(), PaperError> {
        let total: f32 = table.columns.iter().map(|column| column.share).sum();
        let widths: Vec<f32> = table.columns.iter().map(|column| column.share / total.max(0.01) * self.width).collect();
        let aligns: Vec<Align> = table.columns.iter().map(|column| column.align).collect();
        let heads: Vec<&str> = table.columns.iter().map(|column| column.title.as_str()).collect();
        let centred = vec![Align::Centre; heads.len()];
        self.y += 6.0;
        let node = self.node(Kind::Table, None, "");
        let head = |flow: &mut Self, node| flow.row(&heads, &widths, &centred, Weight::Bold, 0.0, node, Kind::HeadCell);
        // The head with at least one row below it.
        let head_height = row_height(&heads, &widths, Weight::Bold, 0.0)?;
        self.need(head_height + table.row_height.max(2.0 * CELL * LEADING));
        head(self, Some(node))?;
        let rows = table.rows.iter().map(|row| (row, Weight::Regular)).chain(table.foot.iter().map(|row| (row, Weight::Bold)));
        for (row, weight) in rows {
            let cells: Vec<&str> = row.iter().map(String::as_str).collect();
            let least = if weight == Weight::Regular { table.row_height } else { 0.0 };
            if self.y + row_height(&cells, &widths, weight, least)? > self.floor() {
                self.next_page();
                head(self, None)?;
            }
            self.row(&cells, &widths, &aligns, weight, least, Some(node), Kind::Cell)?;
        }
        self.y += 8.0;
        Ok(())
    }

    /// One row with its lines around it. Without a table it is a repeated head, which screen readers pass over.
    #[allow(clippy::too_many_arguments)] // the parts of a row; a struct would be named once and built once
    fn row(
        &mut self,
        cells: &[&str],
        widths: &[f32],
        aligns: &[Align],
        weight: Weight,
        least: f32,
        table: Option<usize>,
        kind: Kind,
    ) -> Result<(), PaperError> {
        let height = row_height(cells, widths, weight, least)?;
        let row = table.map(|table| self.node(Kind::Row, Some(table), ""));
        let (top, bottom) = (self.y, self.y + height);
        let mut x = self.left;
        for ((text, width), align) in cells.iter().zip(widths).zip(aligns) {
            let node = row.map(|row| self.node(kind, Some(row), ""));
            self.y = top + PAD;
            for run in wrap(text, weight, CELL, width - 2.0 * PAD)? {
                let free = width - 2.0 * PAD - run.width * CELL;
                let at = x + PAD + free * [0.0, 0.5, 1.0][*align as usize];
                self.line(run, weight, CELL, at, node)?;
                self.y += CELL * LEADING;
            }
            self.mark(Mark::Rule { from: (x, top), to: (x, bottom) });
            x += width;
        }
        self.mark(Mark::Rule { from: (x, top), to: (x, bottom) });
        for y in [top, bottom] {
            self.mark(Mark::Rule { from: (self.left, y), to: (x, y) });
        }
        self.y = bottom;
        Ok(())
    }

    /// Page numbers: in the middle above from the second page on, as the forms have them, and at the foot with the title,
    /// so that a loose page finds its way back.
    fn numbers(&mut self, title: &str) -> Result<(), PaperError> {
        let (left, width, height) = (self.left, self.width, self.size.1);
        let count = self.pages.len();
        let regular = Weight::Regular.typeface()?;
        for (at, page) in self.pages.iter_mut().enumerate() {
            if at > 0 {
                let run = shape(&(at + 1).to_string(), Weight::Regular)?;
                let x = left + (width - run.width * BODY) / 2.0;
                page.push(Mark::Text { run, typeface: regular, size: BODY, at: (x, TOP - 24.0), node: None });
            }
            let place = shape(&format!("{}/{count}", at + 1), Weight::Regular)?;
            let room = width - place.width * SMALL - 16.0;
            if let Some(run) = wrap(title, Weight::Regular, SMALL, room)?.into_iter().next() {
                page.push(Mark::Text { run, typeface: regular, size: SMALL, at: (left, height - 34.0), node: None });
            }
            let x = left + width - place.width * SMALL;
            page.push(Mark::Text { run: place, typeface: regular, size: SMALL, at: (x, height - 34.0), node: None });
        }
        Ok(())
    }
}

fn row_height(cells: &[&str], widths: &[f32], weight: Weight, least: f32) -> Result<f32, PaperError> {
    let mut most = 1;
    for (text, width) in cells.iter().zip(widths) {
        most = most.max(wrap(text, weight, CELL, width - 2.0 * PAD)?.len());
    }
    Ok((f32::from(u16::try_from(most).unwrap_or(u16::MAX)) * CELL * LEADING + 2.0 * PAD).max(least))
}

fn nfc(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").nfc().collect()
}

fn shape(text: &str, weight: Weight) -> Result<Run, PaperError> {
    Run::shape(weight.typeface()?, text, 0.0).map_err(|ch| PaperError::MissingGlyph { ch, text: text.to_owned() })
}

/// The largest size up to `largest`, but no smaller than three quarters of it, at which a text stands on one line.
fn fitting(text: &str, weight: Weight, largest: f32, width: f32) -> Result<f32, PaperError> {
    let whole = shape(&nfc(text), weight)?.width.max(0.01);
    let size = largest.min(width / whole);
    Ok(if size < largest * 0.75 { largest * 0.92 } else { size })
}

/// Lines of a text that fit a width. A word that is wider than the line is broken between its letters.
fn wrap(text: &str, weight: Weight, size: f32, width: f32) -> Result<Vec<Run>, PaperError> {
    let room = width / size;
    let text = nfc(text);
    let whole = shape(&text, weight)?;
    if text.is_empty() || whole.width <= room {
        return Ok(if text.is_empty() { vec![] } else { vec![whole] });
    }
    let space = shape(" ", weight)?.width;
    let mut lines: Vec<String> = Vec::new();
    let (mut line, mut length) = (String::new(), 0.0);
    for word in text.split(' ') {
        for (part, piece) in pieces(word, weight, room)?.into_iter().enumerate() {
            let needed = shape(&piece, weight)?.width;
            let is_glued = part > 0;
            let with_space = if line.is_empty() || is_glued { 0.0 } else { space };
            if !line.is_empty() && (is_glued || length + with_space + needed > room) {
                lines.push(std::mem::take(&mut line));
                length = 0.0;
            } else if with_space > 0.0 {
                line.push(' ');
                length += space;
            }
            line.push_str(&piece);
            length += needed;
        }
    }
    lines.push(line);
    lines.iter().map(|line| shape(line, weight)).collect()
}

/// A word in pieces that fit a line.
fn pieces(word: &str, weight: Weight, room: f32) -> Result<Vec<String>, PaperError> {
    let run = shape(word, weight)?;
    if run.width <= room {
        return Ok(vec![word.to_owned()]);
    }
    let (mut out, mut start) = (Vec::new(), 0);
    for (at, _) in word.char_indices().skip(1) {
        if run.width_before(at + word[at..].chars().next().map_or(0, char::len_utf8)) - run.width_before(start) > room {
            out.push(word[start..at].to_owned());
            start = at;
        }
    }
    out.push(word[start..].to_owned());
    Ok(out)
}
