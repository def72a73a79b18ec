//! Word documents. Read for their words and marks only: nothing in them runs, nothing they point to is fetched.

mod lines;
mod numbering;
mod styles;
mod write;

use std::collections::HashMap;

pub use write::write;

use super::{
    archive::{self, Entries},
    exam::{self, line::Text},
    model::{Flaw, Part, Place, Reading},
    vietnamese::{self, Legacy},
    xml,
};
use lines::Body;
use numbering::Numbering;
use styles::Styles;

/// Reads the questions of a document.
pub fn read(bytes: &[u8]) -> Reading {
    match text(bytes).and_then(in_unicode) {
        Ok(text) => exam::read(text),
        Err(flaw) => Reading::refused(flaw),
    }
}

/// The lines of a document.
fn text(bytes: &[u8]) -> Result<Text, Flaw> {
    let entries = archive::unpack(bytes, archive::MOST_ENTRIES, |name| {
        name.ends_with(".xml") || name.ends_with(".rels") || name.starts_with("word/media/") || name.ends_with("vbaProject.bin")
    })?;
    if entries.keys().any(|name| name.ends_with("vbaProject.bin")) {
        return Err(Flaw::file("docx_macro", ""));
    }
    let main = main_part(&entries)?;
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder);
    let part = |name: &str| entries.get(format!("{folder}/{name}").trim_start_matches('/')).map(|bytes| xml::text(bytes)).transpose();
    let document = xml::text(entries.get(&main).ok_or_else(|| Flaw::file("docx_no_document", ""))?)?;
    let styles_text = part("styles.xml")?;
    let styles = match &styles_text {
        Some(text) => Styles::of(xml::tree(text)?.root_element()),
        None => Styles::default(),
    };
    let numbering = match part("numbering.xml")? {
        Some(text) => Numbering::of(xml::tree(&text)?.root_element()),
        None => Numbering::default(),
    };
    let (targets, outside) = relationships(&entries, folder, main.rsplit('/').next().unwrap_or_default())?;
    let pictures: HashMap<String, std::sync::Arc<[u8]>> =
        entries.iter().filter(|(name, _)| name.contains("/media/")).map(|(name, bytes)| (name.clone(), bytes.clone())).collect();
    let tree = xml::tree(&document)?;
    let body = xml::child(tree.root_element(), "body").ok_or_else(|| Flaw::file("docx_no_document", ""))?;
    let mut text = Body::new(&styles, numbering, targets, &pictures).read(body);
    if outside > 0 {
        text.flaws.push(Flaw::remark(Place::File, Part::Whole, "outside_links", outside.to_string()));
    }
    Ok(text)
}

/// Where the document stands in the container.
fn main_part(entries: &Entries) -> Result<String, Flaw> {
    if entries.contains_key("word/document.xml") {
        return Ok("word/document.xml".to_owned());
    }
    let text = xml::text(entries.get("_rels/.rels").ok_or_else(|| Flaw::file("docx_no_document", ""))?)?;
    let tree = xml::tree(&text)?;
    let target = xml::children(tree.root_element(), "Relationship")
        .find(|node| xml::attribute(*node, "Type").is_some_and(|kind| kind.ends_with("/officeDocument")))
        .and_then(|node| xml::attribute(node, "Target"))
        .ok_or_else(|| Flaw::file("docx_no_document", ""))?;
    Ok(target.trim_start_matches('/').to_owned())
}

/// Targets inside the container by id, and how many point outside.
fn relationships(entries: &Entries, folder: &str, file: &str) -> Result<(HashMap<String, String>, usize), Flaw> {
    let Some(bytes) = entries.get(format!("{folder}/_rels/{file}.rels").trim_start_matches('/')) else {
        return Ok((HashMap::new(), 0));
    };
    let text = xml::text(bytes)?;
    let tree = xml::tree(&text)?;
    let (mut targets, mut outside) = (HashMap::new(), 0);
    for node in xml::children(tree.root_element(), "Relationship") {
        let (Some(id), Some(target)) = (xml::attribute(node, "Id"), xml::attribute(node, "Target")) else { continue };
        if xml::attribute(node, "TargetMode") == Some("External") {
            let kind = xml::attribute(node, "Type").unwrap_or_default();
            // A link that a reader may click is harmless here; what would be fetched is told.
            outside += usize::from(!kind.ends_with("/hyperlink"));
            continue;
        }
        let path = target.strip_prefix('/').map_or_else(|| format!("{folder}/{target}"), str::to_owned);
        targets.insert(id.to_owned(), path);
    }
    Ok((targets, outside))
}

/// Words with letters beyond ASCII that are needed to judge a text's encoding.
const ENOUGH_LETTERS: usize = 20;

/// Text whose fonts were changed after it was typed in an old encoding: repaired where one encoding makes it Vietnamese, else refused.
fn in_unicode(mut text: Text) -> Result<Text, Flaw> {
    use exam::line::{Block, Line};
    fn each(blocks: &mut [Block], act: &mut dyn FnMut(&mut Line)) {
        for block in blocks {
            match block {
                Block::Line(line) => act(line),
                Block::Table(rows) => rows.iter_mut().flatten().flatten().for_each(&mut *act),
            }
        }
    }
    let mut words = String::new();
    each(&mut text.blocks, &mut |line| {
        words.push_str(&line.text());
        words.push('\n');
    });
    let beyond = words.split_whitespace().filter(|word| !word.is_ascii()).count();
    if beyond < ENOUGH_LETTERS || vietnamese::share_of_syllables(&words).is_none_or(|share| share >= 50) {
        return Ok(text);
    }
    let Some(legacy) = [Legacy::Tcvn3 { capitals: false }, Legacy::Vni]
        .into_iter()
        .find(|legacy| vietnamese::share_of_syllables(&vietnamese::repair(&words, *legacy)).is_some_and(|share| share >= 85))
    else {
        // Other languages are read as they are.
        return if words.chars().any(|c| matches!(c, '\u{80}'..='\u{9F}')) {
            Err(Flaw::file("unreadable_letters", words))
        } else {
            Ok(text)
        };
    };
    each(&mut text.blocks, &mut |line| {
        let mut repaired = Line { glyphs: Vec::new(), ..line.clone() };
        let mut start = 0;
        while start < line.glyphs.len() {
            let look = line.glyphs[start].look;
            let end = line.glyphs[start..].iter().position(|glyph| glyph.look != look).map_or(line.glyphs.len(), |length| start + length);
            repaired.push_str(&vietnamese::repair(&exam::line::text(&line.glyphs[start..end]), legacy), look);
            start = end;
        }
        *line = repaired;
    });
    text.flaws.push(Flaw::remark(Place::File, Part::Whole, "old_font", beyond.to_string()));
    Ok(text)
}
