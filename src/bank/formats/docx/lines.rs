//! The body of a Word document as lines: runs, tabs, breaks, tables, text boxes, pictures; insertions in, deletions out.

use std::collections::HashMap;

use roxmltree::Node;

use super::{
    numbering::Numbering,
    styles::{Styles, numbering},
};
use crate::bank::formats::{
    exam::line::{Block, IMAGES, Line, Text},
    model::{Flaw, Image, Part, Place},
    vietnamese::repair,
    xml::{attribute, child, children},
};

/// Reads the body of a document.
pub struct Body<'d> {
    pub styles: &'d Styles,
    pub numbering: Numbering,
    /// Targets of relationships inside the file, by id.
    pub targets: HashMap<String, String>,
    /// Pictures in the file, by target.
    pub pictures: &'d HashMap<String, std::sync::Arc<[u8]>>,
    pub out: Text,
    paragraph: usize,
    repaired: usize,
    formulas: usize,
    /// A paragraph whose mark was deleted goes on in the next.
    open: Option<Line>,
    boxes: Vec<Block>,
}

/// Where a run stands.
struct At<'s> {
    style: Option<&'s str>,
    is_heading: bool,
    is_bullet: bool,
}

impl<'d> Body<'d> {
    pub fn new(
        styles: &'d Styles,
        numbering: Numbering,
        targets: HashMap<String, String>,
        pictures: &'d HashMap<String, std::sync::Arc<[u8]>>,
    ) -> Self {
        Self {
            styles,
            numbering,
            targets,
            pictures,
            out: Text::default(),
            paragraph: 0,
            repaired: 0,
            formulas: 0,
            open: None,
            boxes: Vec::new(),
        }
    }

    /// The whole body.
    pub fn read(mut self, body: Node<'_, '_>) -> Text {
        let mut blocks = Vec::new();
        self.blocks(body, &mut blocks);
        blocks.extend(self.open.take().map(Block::Line));
        self.out.blocks = blocks;
        if self.repaired > 0 {
            self.out.flaws.push(Flaw::remark(Place::File, Part::Whole, "old_font", self.repaired.to_string()));
        }
        if self.formulas > 0 {
            self.out.flaws.push(Flaw::remark(Place::File, Part::Whole, "formula", self.formulas.to_string()));
        }
        self.out
    }

    fn blocks(&mut self, parent: Node<'_, '_>, out: &mut Vec<Block>) {
        for node in parent.children().filter(Node::is_element) {
            match node.tag_name().name() {
                "p" => self.paragraph(node, out),
                "tbl" => {
                    let rows = self.table(node);
                    out.push(Block::Table(rows));
                }
                "altChunk" => self.out.flaws.push(Flaw::remark(Place::Paragraph(self.paragraph), Part::Whole, "embedded_document", "")),
                "AlternateContent" => {
                    if let Some(chosen) = child(node, "Choice").or_else(|| child(node, "Fallback")) {
                        self.blocks(chosen, out);
                    }
                }
                "sdt" | "sdtContent" | "ins" | "moveTo" | "customXml" | "smartTag" => self.blocks(node, out),
                // What was deleted or moved away is among the rest.
                _ => {}
            }
        }
    }

    fn table(&mut self, table: Node<'_, '_>) -> Vec<Vec<Vec<Line>>> {
        let mut rows = Vec::new();
        let all = table.children().filter(Node::is_element).flat_map(|node| match node.tag_name().name() {
            "tr" => vec![node],
            "sdt" => node.descendants().filter(|inner| inner.is_element() && inner.tag_name().name() == "tr").collect(),
            _ => Vec::new(),
        });
        for row in all {
            // A row of a tracked deletion is gone.
            if child(row, "trPr").and_then(|properties| child(properties, "del")).is_some() {
                continue;
            }
            let mut cells = Vec::new();
            for cell in children(row, "tc") {
                let mut blocks = Vec::new();
                self.blocks(cell, &mut blocks);
                let lines = blocks.into_iter().flat_map(|block| match block {
                    Block::Line(line) => vec![line],
                    Block::Table(rows) => rows.into_iter().flatten().flatten().collect(),
                });
                cells.push(lines.collect());
            }
            rows.push(cells);
        }
        rows
    }

    fn paragraph(&mut self, node: Node<'_, '_>, out: &mut Vec<Block>) {
        self.paragraph += 1;
        let properties = child(node, "pPr");
        let style = properties.and_then(|properties| child(properties, "pStyle")).and_then(|style| attribute(style, "val"));
        let is_heading = self.styles.is_heading(style)
            || properties.and_then(|properties| child(properties, "outlineLvl")).is_some_and(|level| attribute(level, "val") != Some("9"));
        let list = properties.and_then(numbering).or_else(|| self.styles.numbering(style)).filter(|(id, _)| id != "0");
        let label = list.and_then(|(id, level)| self.numbering.next(&id, level));
        let at = At { style, is_heading, is_bullet: label.as_ref().is_some_and(|label| label.is_bullet) };
        let mut line = self.open.take().unwrap_or_else(|| self.new_line(&at));
        if let Some(label) = label {
            let look = self.styles.run(style, properties.and_then(|properties| child(properties, "rPr"))).look();
            line.push_str(&label.text, look);
            line.push(' ', look);
        }
        let mut lines = vec![line];
        self.runs(node, &at, &mut lines);
        let mark = properties.and_then(|properties| child(properties, "rPr"));
        let is_joined = mark.is_some_and(|mark| child(mark, "del").is_some());
        if is_joined {
            self.open = lines.pop();
        }
        out.extend(lines.into_iter().map(Block::Line));
        out.append(&mut self.boxes);
    }

    fn new_line(&self, at: &At<'_>) -> Line {
        Line { paragraph: self.paragraph, is_heading: at.is_heading, is_bullet: at.is_bullet, glyphs: Vec::new() }
    }

    fn runs(&mut self, parent: Node<'_, '_>, at: &At<'_>, lines: &mut Vec<Line>) {
        for node in parent.children().filter(Node::is_element) {
            match node.tag_name().name() {
                "r" => self.run(node, at, lines),
                "hyperlink" | "ins" | "moveTo" | "smartTag" | "sdt" | "sdtContent" | "fldSimple" | "customXml" | "dir" | "bdo" => {
                    self.runs(node, at, lines);
                }
                "oMath" | "oMathPara" => {
                    self.formulas += 1;
                    let words: String = node
                        .descendants()
                        .filter(|part| part.is_element() && part.tag_name().name() == "t")
                        .filter_map(|part| part.text())
                        .collect();
                    if let Some(line) = lines.last_mut() {
                        line.push_str(&words, self.styles.run(at.style, None).look());
                    }
                }
                "AlternateContent" => {
                    if let Some(chosen) = child(node, "Choice").or_else(|| child(node, "Fallback")) {
                        self.runs(chosen, at, lines);
                    }
                }
                _ => {}
            }
        }
    }

    fn run(&mut self, run: Node<'_, '_>, at: &At<'_>, lines: &mut Vec<Line>) {
        let properties = self.styles.run(at.style, child(run, "rPr"));
        if properties.is_hidden() {
            if run.descendants().any(|part| part.tag_name().name() == "t" && part.text().is_some_and(|text| !text.trim().is_empty())) {
                let words: String = run.descendants().filter(|part| part.tag_name().name() == "t").filter_map(|part| part.text()).collect();
                self.out.flaws.push(Flaw::remark(Place::Paragraph(self.paragraph), Part::Whole, "hidden_text", words));
            }
            return;
        }
        self.content(run, &properties, at, lines);
    }

    fn content(&mut self, run: Node<'_, '_>, properties: &super::styles::Properties, at: &At<'_>, lines: &mut Vec<Line>) {
        let look = properties.look();
        for node in run.children().filter(Node::is_element) {
            let Some(line) = lines.last_mut() else { return };
            match node.tag_name().name() {
                "t" => {
                    let words = node.text().unwrap_or_default();
                    match properties.legacy() {
                        Some(legacy) if !words.is_ascii() => {
                            self.repaired += 1;
                            line.push_str(&repair(words, legacy), look);
                        }
                        Some(legacy) if matches!(legacy, crate::bank::formats::vietnamese::Legacy::Tcvn3 { capitals: true }) => {
                            line.push_str(&repair(words, legacy), look);
                        }
                        _ => line.push_str(words, look),
                    }
                }
                "tab" | "ptab" => line.push('\t', look),
                "noBreakHyphen" => line.push('-', look),
                "br" if matches!(attribute(node, "type"), Some("page" | "column")) => {}
                "br" | "cr" => {
                    let next = self.new_line(at);
                    lines.push(next);
                }
                "sym" => line.push_str(&symbol(node), look),
                "drawing" | "pict" | "object" => self.drawing(node, lines),
                "AlternateContent" => {
                    if let Some(chosen) = child(node, "Choice").or_else(|| child(node, "Fallback")) {
                        self.content(chosen, properties, at, lines);
                    }
                }
                _ => {}
            }
        }
    }

    /// A picture, or a box with text of its own.
    fn drawing(&mut self, node: Node<'_, '_>, lines: &mut [Line]) {
        for content in node.descendants().filter(|part| part.is_element() && part.tag_name().name() == "txbxContent") {
            let mut blocks = Vec::new();
            self.blocks(content, &mut blocks);
            self.boxes.append(&mut blocks);
        }
        for part in node.descendants().filter(Node::is_element) {
            let id = match part.tag_name().name() {
                "blip" => attribute(part, "embed").or_else(|| attribute(part, "link")),
                "imagedata" => attribute(part, "id"),
                "OLEObject" => {
                    self.out.flaws.push(Flaw::remark(Place::Paragraph(self.paragraph), Part::Whole, "embedded_object", ""));
                    None
                }
                _ => None,
            };
            let Some(id) = id else { continue };
            let picture = self.targets.get(id).and_then(|target| Some((target.clone(), self.pictures.get(target)?.clone())));
            let Some((target, bytes)) = picture else {
                self.out.flaws.push(Flaw::remark(Place::Paragraph(self.paragraph), Part::Whole, "picture_outside", ""));
                continue;
            };
            let Some(name) = picture_name(&target, &bytes) else {
                self.out.flaws.push(Flaw::remark(Place::Paragraph(self.paragraph), Part::Whole, "picture_kind", target));
                continue;
            };
            let at = self.out.images.iter().position(|image| image.name == name).unwrap_or_else(|| {
                self.out.images.push(Image { name, bytes });
                self.out.images.len() - 1
            });
            let mark = u32::try_from(at).ok().and_then(|at| char::from_u32(IMAGES + at));
            if let (Some(line), Some(mark)) = (lines.last_mut(), mark) {
                line.push(mark, crate::bank::formats::exam::line::Look::default());
            }
        }
    }
}

/// Name of a picture that browsers show, by its first bytes; `None` for vector metafiles and what is no picture.
fn picture_name(target: &str, bytes: &[u8]) -> Option<String> {
    let kind = crate::bank::formats::picture_kind(bytes)?;
    let stem = target.rsplit('/').next().unwrap_or(target);
    let stem: String = stem
        .rsplit_once('.')
        .map_or(stem, |(stem, _)| stem)
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        .collect();
    Some(format!("{}.{kind}", if stem.is_empty() { "image" } else { &stem }))
}

/// A sign from a font of signs: ticks and boxes that mark keys, arrows.
fn symbol(node: Node<'_, '_>) -> String {
    let code = attribute(node, "char").and_then(|code| u32::from_str_radix(code, 16).ok()).unwrap_or(0) & 0xFF;
    let font = attribute(node, "font").unwrap_or_default();
    match (font, code) {
        ("Wingdings", 0xFC | 0xFE) | ("Wingdings 2", 0x50 | 0x52) => "☑".to_owned(),
        ("Wingdings", 0x6F | 0xA8) | ("Wingdings 2", 0xA3) => "☐".to_owned(),
        ("Wingdings", 0xE0 | 0xE8) | ("Symbol", 0xAE | 0xDE) => "→".to_owned(),
        _ => String::new(),
    }
}
