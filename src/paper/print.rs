//! Putting composed pages into a tagged PDF.

use std::num::NonZeroU16;

use krilla::{
    Document as Pdf, SerializeSettings,
    color::rgb,
    configure::{Accessibility, ConfigurationBuilder},
    destination::XyzDestination,
    geom::{Path, PathBuilder, Point, Rect},
    metadata::Metadata,
    num::NormalizedF32,
    outline::{Outline, OutlineNode},
    page::PageSettings,
    paint::{Fill, Stroke},
    surface::Surface,
    tagging::{Artifact, ArtifactType, ContentTag, Identifier, SpanTag, TableHeaderScope, Tag, TagGroup, TagTree},
};

use super::{
    PaperError,
    document::Document,
    flow::{Kind, Mark, Node, Sheets},
};

const INK: (u8, u8, u8) = (0x10, 0x12, 0x16);

/// Writes the pages as a PDF whose structure follows PDF/UA-1, checked while writing.
pub(super) fn print(document: &Document, sheets: Sheets) -> Result<Vec<u8>, PaperError> {
    let configuration = ConfigurationBuilder::new().with_accessibility_validator(Accessibility::UA1).finish().unwrap_or_default();
    let mut pdf = Pdf::new_with(SerializeSettings { configuration, ..SerializeSettings::default() });
    let mut parts: Vec<Vec<Identifier>> = sheets.nodes.iter().map(|_| Vec::new()).collect();
    for marks in &sheets.pages {
        let mut page = pdf.start_page_with(PageSettings::from_wh(sheets.size.0, sheets.size.1).unwrap_or_default());
        let mut surface = page.surface();
        decoration(&mut surface, marks);
        for mark in marks {
            let Mark::Text { run, typeface, size, at, node: Some(node) } = mark else { continue };
            parts[*node].push(surface.start_tagged(ContentTag::Span(SpanTag::empty())));
            ink(&mut surface);
            surface.draw_glyphs(Point::from_xy(at.0, at.1), &run.glyphs, typeface.font.clone(), &run.text, *size, false);
            surface.end_tagged();
        }
        surface.finish();
        page.finish();
    }
    let mut tree = TagTree::new();
    for (at, _) in sheets.nodes.iter().enumerate().filter(|(_, node)| node.parent.is_none()) {
        tree.push(group(at, &sheets.nodes, &mut parts));
    }
    pdf.set_tag_tree(tree);
    let mut outline = Outline::new();
    outline.push_child(OutlineNode::new(document.title.clone(), XyzDestination::new(0, Point::from_xy(0.0, 0.0))));
    pdf.set_outline(outline);
    let metadata = Metadata::new().title(document.title.clone()).language(document.language.clone());
    pdf.set_metadata(metadata.authors(vec![document.author.clone()]));
    Ok(pdf.finish()?)
}

/// A node with everything below it. Children stand directly after their parent, so the search ends where they end.
fn group(at: usize, nodes: &[Node], parts: &mut [Vec<Identifier>]) -> TagGroup {
    let node = &nodes[at];
    let mut group = match node.kind {
        Kind::Heading => TagGroup::new(Tag::Hn(NonZeroU16::MIN, Some(node.title.clone()))),
        Kind::Paragraph => TagGroup::new(Tag::P),
        Kind::Table => TagGroup::new(Tag::Table),
        Kind::Row => TagGroup::new(Tag::TR),
        Kind::HeadCell => TagGroup::new(Tag::TH(TableHeaderScope::Column)),
        Kind::Cell => TagGroup::new(Tag::TD),
    };
    for part in std::mem::take(&mut parts[at]) {
        group.push(part);
    }
    let below = nodes.iter().enumerate().skip(at + 1).take_while(|(_, node)| node.parent.is_some_and(|parent| parent >= at));
    for (child, _) in below.filter(|(_, node)| node.parent == Some(at)) {
        group.push(self::group(child, nodes, parts));
    }
    group
}

/// Rules, dots, page numbers and repeated heads, marked so that screen readers pass over them.
fn decoration(surface: &mut Surface<'_>, marks: &[Mark]) {
    surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)));
    for mark in marks {
        match mark {
            Mark::Rule { from, to } => {
                let mut path = PathBuilder::new();
                path.move_to(from.0, from.1);
                path.line_to(to.0, to.1);
                stroke(surface, 0.6, path.finish());
            }
            Mark::Dots { from, to, y } => {
                let mut path = PathBuilder::new();
                let mut x = *from;
                while x < *to {
                    if let Some(dot) = Rect::from_xywh(x, *y - 0.4, 0.8, 0.8) {
                        path.push_rect(dot);
                    }
                    x += 3.0;
                }
                if let Some(path) = path.finish() {
                    ink(surface);
                    surface.draw_path(&path);
                }
            }
            Mark::Text { run, typeface, size, at, node: None } => {
                ink(surface);
                surface.draw_glyphs(Point::from_xy(at.0, at.1), &run.glyphs, typeface.font.clone(), &run.text, *size, false);
            }
            Mark::Text { .. } => {}
        }
    }
    surface.end_tagged();
}

fn fill() -> Fill {
    Fill { paint: rgb::Color::new(INK.0, INK.1, INK.2).into(), opacity: NormalizedF32::ONE, ..Fill::default() }
}

fn ink(surface: &mut Surface<'_>) {
    surface.set_stroke(None);
    surface.set_fill(Some(fill()));
}

fn stroke(surface: &mut Surface<'_>, width: f32, path: Option<Path>) {
    let Some(path) = path else { return };
    surface.set_fill(None);
    surface.set_stroke(Some(Stroke { paint: fill().paint, width, ..Stroke::default() }));
    surface.draw_path(&path);
}
