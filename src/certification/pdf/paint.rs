//! Putting a composed page into a tagged PDF.

use std::num::NonZeroU16;

use krilla::action::{Action, LinkAction};
use krilla::annotation::{Annotation, LinkAnnotation, Target};
use krilla::color::rgb;
use krilla::configure::{Accessibility, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::embed::{AssociationKind, EmbeddedFile, MimeType};
use krilla::geom::{Path, PathBuilder, Point, Rect, Size, Transform};
use krilla::image::Image;
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::{Page, PageSettings};
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, Identifier, SpanTag, Tag, TagGroup, TagTree};
use krilla::{Document, SerializeSettings};

use super::super::looks::model::{Border, Palette};
use super::layout::Sheet;
use super::qr::Qr;
use super::stack::{Ink, Mark, Role};
use super::text::{Block, described};
use super::{CertificateFace, PdfError, frame};

/// The two colours of a palette.
const fn colours(palette: Palette) -> ((u8, u8, u8), (u8, u8, u8)) {
    const GOLD: (u8, u8, u8) = (0xa8, 0x77, 0x0f);
    match palette {
        Palette::Indigo => ((0x1f, 0x3a, 0x6e), GOLD),
        Palette::Red => ((0x8f, 0x16, 0x1d), GOLD),
        Palette::Green => ((0x14, 0x4f, 0x33), GOLD),
        Palette::Ink => ((0x1c, 0x21, 0x29), (0x5c, 0x64, 0x70)),
    }
}

const TEXT: (u8, u8, u8) = (0x1c, 0x21, 0x29);

/// Writes the pages as a PDF whose structure follows PDF/UA-1. The standard is checked while
/// writing, so that a glyph without text, for one, fails instead of reaching the paper.
pub(super) fn print(sheets: &[(&CertificateFace, Sheet)]) -> Result<Vec<u8>, PdfError> {
    let configuration = ConfigurationBuilder::new().with_accessibility_validator(Accessibility::UA1).finish().unwrap_or_default();
    let mut document = Document::new_with(SerializeSettings { configuration, ..SerializeSettings::default() });
    let (mut tree, mut outline) = (TagTree::new(), Outline::new());
    for (at, (face, sheet)) in sheets.iter().enumerate() {
        let mut page = document.start_page_with(PageSettings::from_wh(sheet.page.0, sheet.page.1).unwrap_or_default());
        for group in content(&mut page, face, sheet) {
            tree.push(group);
        }
        page.finish();
        let top = XyzDestination::new(at, Point::from_xy(0.0, 0.0));
        outline.push_child(OutlineNode::new(title(face), top));
    }
    // One paper in a file carries its credential; a file to print from carries none.
    if let [(face, _)] = sheets
        && let Some(token) = &face.credential
    {
        document.embed_file(EmbeddedFile {
            path: "huy-hieu.jwt".into(),
            mime_type: MimeType::new("application/vc+jwt"),
            description: Some(described(&face.verify_hint)),
            association_kind: AssociationKind::Alternative,
            data: token.clone().into_bytes().into(),
            modification_date: None,
            compress: Some(false),
            location: None,
        });
    }
    document.set_tag_tree(tree);
    document.set_outline(outline);
    if let Some((face, _)) = sheets.first() {
        let metadata = Metadata::new().title(title(face)).language(face.language.clone());
        document.set_metadata(metadata.authors(vec![described(&face.issuer)]));
    }
    Ok(document.finish()?)
}

fn title(face: &CertificateFace) -> String {
    described(&format!("{} – {}", face.title, face.holder_name))
}

fn content(page: &mut Page<'_>, face: &CertificateFace, sheet: &Sheet) -> Vec<TagGroup> {
    let mut groups = Vec::new();
    let mut link = None;
    let mut surface = page.surface();
    decoration(&mut surface, face, sheet);
    for mark in &sheet.marks {
        let Mark::Text { block, at, ink, role } = mark else {
            continue;
        };
        let parts = lines(&mut surface, block, at, if *ink == Ink::Indigo { colours(face.design.palette).0 } else { TEXT });
        let mut group = match role {
            Role::Heading => TagGroup::new(Tag::Hn(NonZeroU16::MIN, Some(described(&face.title)))),
            Role::Paragraph => TagGroup::new(Tag::P),
            Role::Link => TagGroup::new(Tag::Link),
        };
        for part in parts {
            group.push(part);
        }
        if *role == Role::Link {
            link = extent(block, at).map(|rect| (groups.len(), rect));
        }
        groups.push(group);
    }
    let alt = format!("{} {}", face.verify_hint, face.verify_url);
    let mut figure = TagGroup::new(Tag::Figure(Some(described(&alt))));
    figure.push(surface.start_tagged(ContentTag::Other));
    fill(&mut surface, TEXT, symbol(&sheet.qr, sheet.qr_at));
    surface.end_tagged();
    surface.finish();

    if let Some((index, rect)) = link {
        let target = Target::Action(Action::Link(LinkAction::new(described(&face.verify_url))));
        let note = Annotation::new_link(LinkAnnotation::new(rect, target), Some(described(&face.verify_hint)));
        groups[index].push(page.add_tagged_annotation(note));
    }
    groups.push(figure);
    groups
}

/// Everything that carries no meaning, marked so that screen readers pass over it.
fn decoration(surface: &mut Surface<'_>, face: &CertificateFace, sheet: &Sheet) {
    let (main, second) = colours(face.design.palette);
    let layout = Artifact::with_kind(ArtifactType::Layout);
    surface.start_tagged(ContentTag::Artifact(layout));
    if face.design.border != Border::None {
        stroke(surface, main, 1.8, frame::outer(sheet.page));
    }
    if face.design.border == Border::Ornate {
        stroke(surface, second, 0.5, frame::hairline(sheet.page));
        stroke(surface, main, 0.6, frame::inner(sheet.page));
        fill(surface, second, frame::corners(sheet.page));
    }
    if let (Some(logo), Some((x, y, width, height))) = (&face.design.logo, sheet.logo_at)
        && let Some(size) = Size::from_wh(width, height)
    {
        surface.push_transform(&Transform::from_translate(x, y));
        surface.draw_image(Image::from_rgba8(logo.rgba.clone(), logo.width, logo.height), size);
        surface.pop();
    }
    for mark in &sheet.marks {
        match mark {
            Mark::Rule { x, y, length } => {
                let mut path = PathBuilder::new();
                path.move_to(*x, *y);
                path.line_to(x + length, *y);
                stroke(surface, TEXT, 0.75, path.finish());
            }
            Mark::Ornament { x, y } => {
                let (jewel, hairlines) = frame::ornament(*x, *y);
                fill(surface, second, jewel);
                stroke(surface, second, 0.6, hairlines);
            }
            Mark::Text { .. } => {}
        }
    }
    surface.end_tagged();
}

/// Draws the lines of a block, each as a span of its own text.
fn lines(surface: &mut Surface<'_>, block: &Block, at: &[(f32, f32)], colour: (u8, u8, u8)) -> Vec<Identifier> {
    let mut parts = Vec::with_capacity(at.len());
    for (line, (x, y)) in block.lines.iter().zip(at) {
        parts.push(surface.start_tagged(ContentTag::Span(SpanTag::empty())));
        surface.set_stroke(None);
        surface.set_fill(Some(solid(colour)));
        surface.draw_glyphs(Point::from_xy(*x, *y), &line.glyphs, block.typeface.font.clone(), &line.text, block.size, false);
        surface.end_tagged();
    }
    parts
}

/// The rectangle that a block of lines covers.
fn extent(block: &Block, at: &[(f32, f32)]) -> Option<Rect> {
    let (first, last) = (at.first()?, at.last()?);
    Rect::from_ltrb(first.0, first.1 - block.size, first.0 + block.width(), last.1 + block.size * 0.3)
}

/// The symbol as one path: separate squares would show seams where they meet.
fn symbol(qr: &Qr, (left, top, side): (f32, f32, f32)) -> Option<Path> {
    let module = side / qr.side;
    let mut path = PathBuilder::new();
    for bar in &qr.bars {
        path.push_rect(Rect::from_xywh(left + bar.column * module, top + bar.row * module, bar.length * module, module)?);
    }
    path.finish()
}

fn solid((red, green, blue): (u8, u8, u8)) -> Fill {
    Fill { paint: rgb::Color::new(red, green, blue).into(), opacity: NormalizedF32::ONE, ..Fill::default() }
}

fn fill(surface: &mut Surface<'_>, colour: (u8, u8, u8), path: Option<Path>) {
    let Some(path) = path else { return };
    surface.set_stroke(None);
    surface.set_fill(Some(solid(colour)));
    surface.draw_path(&path);
}

fn stroke(surface: &mut Surface<'_>, colour: (u8, u8, u8), width: f32, path: Option<Path>) {
    let Some(path) = path else { return };
    surface.set_fill(None);
    surface.set_stroke(Some(Stroke { paint: solid(colour).paint, width, ..Stroke::default() }));
    surface.draw_path(&path);
}
