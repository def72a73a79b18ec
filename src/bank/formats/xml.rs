//! XML that others wrote: bounded before a tree is built, no entity but the five, nothing fetched.

use quick_xml::{Reader, events::Event};
use roxmltree::{Document, Node, ParsingOptions};

use super::model::Flaw;

/// Elements within each other.
const DEEPEST: usize = 100;
/// Attributes of an element, namespaces included.
const MOST_ATTRIBUTES: usize = 300;
/// Nodes of a document.
const MOST_NODES: u32 = 2_000_000;
/// Namespaces declared in a document.
const MOST_NAMESPACES: usize = 2_000;

/// The text of an XML file: UTF-8, or UTF-16 by its mark.
pub fn text(bytes: &[u8]) -> Result<String, Flaw> {
    let (text, _, is_broken) = match encoding_rs::Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding.decode(bytes),
        None => encoding_rs::UTF_8.decode(bytes),
    };
    if is_broken {
        return Err(Flaw::file("xml_encoding", ""));
    }
    Ok(text.into_owned())
}

/// Refuses what would cost more than it can be worth: entities of its own, depth, crowds of attributes.
pub fn guard(text: &str) -> Result<(), Flaw> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    let (mut depth, mut namespaces) = (0usize, 0usize);
    let refuse = |value: &str, at: u64| {
        let line = text.as_bytes().iter().take(usize::try_from(at).unwrap_or(usize::MAX)).filter(|b| **b == b'\n').count() + 1;
        Err(Flaw { place: super::model::Place::Line(line), ..Flaw::file("xml_hostile", value) })
    };
    loop {
        match reader.read_event() {
            Ok(Event::DocType(_)) => return refuse("DOCTYPE", reader.buffer_position()),
            Ok(event @ (Event::Start(_) | Event::Empty(_))) => {
                let is_start = matches!(event, Event::Start(_));
                let (Event::Start(tag) | Event::Empty(tag)) = event else { continue };
                depth += usize::from(is_start);
                if depth > DEEPEST {
                    return refuse(&format!("{depth} > {DEEPEST}"), reader.buffer_position());
                }
                let attributes = tag.matches('=').count();
                // Only a tag with many equals signs is counted properly: most have none.
                if attributes > MOST_ATTRIBUTES && tag.attributes().with_checks(false).count() > MOST_ATTRIBUTES {
                    return refuse("attributes", reader.buffer_position());
                }
                namespaces += tag.matches("xmlns").count();
                if namespaces > MOST_NAMESPACES {
                    return refuse("xmlns", reader.buffer_position());
                }
            }
            Ok(Event::End(_)) => depth = depth.saturating_sub(1),
            Ok(Event::Eof) => return Ok(()),
            Ok(_) => {}
            Err(error) => {
                let line = text
                    .as_bytes()
                    .iter()
                    .take(usize::try_from(reader.error_position()).unwrap_or(usize::MAX))
                    .filter(|b| **b == b'\n')
                    .count()
                    + 1;
                return Err(Flaw { place: super::model::Place::Line(line), ..Flaw::file("xml_broken", error.to_string()) });
            }
        }
    }
}

/// The tree of a text that [`guard`] let pass.
pub fn tree(text: &str) -> Result<Document<'_>, Flaw> {
    guard(text)?;
    let options = ParsingOptions { allow_dtd: false, nodes_limit: MOST_NODES, ..ParsingOptions::default() };
    Document::parse_with_options(text, options).map_err(|error| {
        let line = usize::try_from(error.pos().row).unwrap_or(0);
        Flaw { place: super::model::Place::Line(line), ..Flaw::file("xml_broken", error.to_string()) }
    })
}

/// Where the lines of a text start.
pub struct Lines(Vec<usize>);

impl Lines {
    /// Of a text.
    pub fn of(text: &str) -> Self {
        Self(text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(at, _)| at).collect())
    }

    /// Line (from 1) of a node.
    pub fn line(&self, node: Node<'_, '_>) -> usize {
        self.0.partition_point(|newline| *newline < node.range().start) + 1
    }
}

/// First child element of that local name.
pub fn child<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    children(node, name).next()
}

/// Child elements of that local name.
pub fn children<'a, 'i>(node: Node<'a, 'i>, name: &str) -> impl Iterator<Item = Node<'a, 'i>> {
    let name = name.to_owned();
    node.children().filter(move |child| child.is_element() && child.tag_name().name() == name)
}

/// Value of an attribute by its local name.
pub fn attribute<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    node.attributes().find(|attribute| attribute.name() == name).map(|attribute| attribute.value())
}

/// All words within a node.
pub fn words(node: Node<'_, '_>) -> String {
    node.descendants().filter(Node::is_text).filter_map(|part| part.text()).collect()
}

/// Text for XML: marks escaped, characters that XML cannot hold left out.
pub fn escape(text: &str) -> String {
    let allowed: String =
        text.chars().filter(|c| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)).collect();
    quick_xml::escape::escape(allowed).into_owned()
}
