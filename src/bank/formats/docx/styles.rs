//! How letters look: defaults, styles that build on styles, the run's own properties.

use std::collections::HashMap;

use roxmltree::Node;

use crate::bank::formats::{
    exam::line::Look,
    vietnamese::Legacy,
    xml::{attribute, child, children},
};

/// What a run's properties say; what they leave open comes from the style below.
#[derive(Clone, Debug, Default)]
pub struct Properties {
    bold: Option<bool>,
    italic: Option<bool>,
    underline: Option<bool>,
    highlight: Option<bool>,
    shade: Option<bool>,
    colour: Option<u32>,
    hidden: Option<bool>,
    font: Option<String>,
}

/// Whether a switch (`w:b`, `w:vanish`) is on.
fn is_on(node: Node<'_, '_>) -> bool {
    !matches!(attribute(node, "val"), Some("0" | "false" | "off" | "none"))
}

impl Properties {
    /// Of a `w:rPr`.
    pub fn of(node: Option<Node<'_, '_>>) -> Self {
        let mut out = Self::default();
        for part in node.into_iter().flat_map(|node| node.children()).filter(Node::is_element) {
            match part.tag_name().name() {
                "b" => out.bold = Some(is_on(part)),
                "i" => out.italic = Some(is_on(part)),
                // Without a value there is no line.
                "u" => out.underline = Some(attribute(part, "val").is_some_and(|kind| kind != "none")),
                "highlight" => out.highlight = Some(!matches!(attribute(part, "val"), None | Some("none" | "white"))),
                "shd" => out.shade = Some(!matches!(attribute(part, "fill"), None | Some("auto" | "FFFFFF" | "ffffff"))),
                "color" => out.colour = Some(colour(attribute(part, "val").unwrap_or("auto"))),
                "vanish" => out.hidden = Some(is_on(part)),
                "rFonts" => out.font = attribute(part, "ascii").or_else(|| attribute(part, "hAnsi")).map(str::to_owned),
                _ => {}
            }
        }
        out
    }

    /// With what these leave open taken from `below`.
    fn over(self, below: &Self) -> Self {
        Self {
            bold: self.bold.or(below.bold),
            italic: self.italic.or(below.italic),
            underline: self.underline.or(below.underline),
            highlight: self.highlight.or(below.highlight),
            shade: self.shade.or(below.shade),
            colour: self.colour.or(below.colour),
            hidden: self.hidden.or(below.hidden),
            font: self.font.or_else(|| below.font.clone()),
        }
    }

    /// As the eye sees it.
    pub fn look(&self) -> Look {
        Look {
            bold: self.bold.unwrap_or_default(),
            italic: self.italic.unwrap_or_default(),
            underline: self.underline.unwrap_or_default(),
            highlight: self.highlight.unwrap_or_default() || self.shade.unwrap_or_default(),
            colour: self.colour.unwrap_or_default(),
        }
    }

    /// Not shown.
    pub fn is_hidden(&self) -> bool {
        self.hidden.unwrap_or_default()
    }

    /// The encoding that the font stands for.
    pub fn legacy(&self) -> Option<Legacy> {
        self.font.as_deref().and_then(Legacy::of_font)
    }
}

fn colour(value: &str) -> u32 {
    match u32::from_str_radix(value, 16) {
        // Black is what automatic shows.
        Ok(rgb) if value.len() == 6 && rgb != 0 => rgb + 1,
        _ => 0,
    }
}

/// A style of the document.
#[derive(Clone, Debug, Default)]
struct Style {
    based_on: Option<String>,
    run: Properties,
    numbering: Option<(String, usize)>,
    is_heading: bool,
}

/// All styles of a document.
#[derive(Debug, Default)]
pub struct Styles {
    defaults: Properties,
    default_paragraph: Option<String>,
    by_id: HashMap<String, Style>,
}

/// Styles that build on each other, at most.
const LONGEST_CHAIN: usize = 20;

impl Styles {
    /// Of `word/styles.xml`.
    pub fn of(root: Node<'_, '_>) -> Self {
        let defaults = child(root, "docDefaults").and_then(|node| child(node, "rPrDefault")).and_then(|node| child(node, "rPr"));
        let mut out = Self { defaults: Properties::of(defaults), ..Self::default() };
        for node in children(root, "style") {
            let Some(id) = attribute(node, "styleId").map(str::to_owned) else { continue };
            if attribute(node, "type") == Some("paragraph") && matches!(attribute(node, "default"), Some("1" | "true")) {
                out.default_paragraph = Some(id.clone());
            }
            let name = child(node, "name").and_then(|name| attribute(name, "val")).unwrap_or_default().to_lowercase();
            let paragraph = child(node, "pPr");
            let has_outline = paragraph.and_then(|node| child(node, "outlineLvl")).is_some();
            let style = Style {
                based_on: child(node, "basedOn").and_then(|base| attribute(base, "val")).map(str::to_owned),
                run: Properties::of(child(node, "rPr")),
                numbering: paragraph.and_then(numbering),
                is_heading: has_outline || name.starts_with("heading") || name == "title" || name.starts_with("tiêu đề"),
            };
            out.by_id.insert(id, style);
        }
        out
    }

    fn chain<'s>(&'s self, id: Option<&'s str>) -> impl Iterator<Item = &'s Style> {
        let mut next = id;
        (0..LONGEST_CHAIN).map_while(move |_| {
            let style = self.by_id.get(next?)?;
            next = style.based_on.as_deref();
            Some(style)
        })
    }

    /// How a run looks: its own properties over its style over its paragraph's.
    pub fn run(&self, paragraph_style: Option<&str>, own: Option<Node<'_, '_>>) -> Properties {
        let character_style = own.and_then(|node| child(node, "rStyle")).and_then(|node| attribute(node, "val"));
        let mut out = Properties::of(own);
        for style in self.chain(character_style).chain(self.chain(paragraph_style.or(self.default_paragraph.as_deref()))) {
            out = out.over(&style.run);
        }
        out.over(&self.defaults)
    }

    /// Whether paragraphs of this style are headings.
    pub fn is_heading(&self, paragraph_style: Option<&str>) -> bool {
        self.chain(paragraph_style).any(|style| style.is_heading)
    }

    /// The list that paragraphs of this style stand in.
    pub fn numbering(&self, paragraph_style: Option<&str>) -> Option<(String, usize)> {
        self.chain(paragraph_style).find_map(|style| style.numbering.clone())
    }
}

/// List and level of a `w:pPr`.
pub fn numbering(paragraph: Node<'_, '_>) -> Option<(String, usize)> {
    let node = child(paragraph, "numPr")?;
    let id = child(node, "numId").and_then(|id| attribute(id, "val"))?;
    let level = child(node, "ilvl").and_then(|level| attribute(level, "val")).and_then(|level| level.parse().ok()).unwrap_or(0);
    Some((id.to_owned(), level))
}
