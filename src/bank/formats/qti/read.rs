//! Package or file → items.

use std::collections::{BTreeMap, HashSet};

use super::{item, names};
use crate::bank::formats::{
    archive::{self, Entries, MOST_IN_PACKAGE},
    labels,
    model::{Draft, Flaw, Part, Place, Reading},
    xml,
};

/// Reads a package or a single item.
pub fn read(bytes: &[u8]) -> Reading {
    let read = if bytes.starts_with(b"PK") { package(bytes) } else { single(bytes) };
    read.unwrap_or_else(Reading::refused)
}

fn single(bytes: &[u8]) -> Result<Reading, Flaw> {
    let mut out = Reading::default();
    push(&mut out, bytes, Place::Question(1), "", &Entries::new())?;
    Ok(out)
}

/// Reads an item file into the reading; `false` if the file is no item.
fn push(out: &mut Reading, bytes: &[u8], place: Place, path: &str, entries: &Entries) -> Result<Option<usize>, Flaw> {
    let text = xml::text(bytes)?;
    let tree = xml::tree(text.trim_start_matches('\u{FEFF}'))?;
    let root = tree.root_element();
    if names::of(root) != "assessmentItem" {
        return if entries.is_empty() { Err(Flaw::file("xml_unknown", root.tag_name().name())) } else { Ok(None) };
    }
    let mut remarks = Vec::new();
    match item::read(root, place, path, entries, &mut remarks) {
        Ok(draft) => out.drafts.push(draft),
        Err(flaw) => {
            let name = names::attribute(root, "title").or_else(|| names::attribute(root, "identifier")).unwrap_or_default();
            out.flaws.push(flaw.of(name));
        }
    }
    out.flaws.append(&mut remarks);
    Ok(Some(out.drafts.len()))
}

fn package(bytes: &[u8]) -> Result<Reading, Flaw> {
    let entries = archive::unpack(bytes, MOST_IN_PACKAGE, |name| {
        let name = name.to_ascii_lowercase();
        [".xml", ".png", ".jpg", ".jpeg", ".gif", ".webp"].iter().any(|end| name.ends_with(end))
    })?;
    let manifest_path =
        entries.keys().find(|name| name.ends_with("imsmanifest.xml")).cloned().ok_or_else(|| Flaw::file("qti_no_manifest", ""))?;
    let base = manifest_path.rsplit_once('/').map(|(folder, _)| format!("{folder}/")).unwrap_or_default();
    let (listed, keywords) = manifest(&entries[&manifest_path], &base)?;
    let mut out = Reading::default();
    // The manifest gives the order; items that it forgot follow.
    let mut known = HashSet::new();
    let others = entries.keys().filter(|name| name.ends_with(".xml") && **name != manifest_path);
    let paths: Vec<&String> = listed.iter().chain(others).filter(|path| known.insert(path.as_str())).collect();
    if paths.len() > MOST_IN_PACKAGE {
        return Err(Flaw::file("file_items", paths.len().to_string()));
    }
    for path in paths {
        let place = Place::Question(out.drafts.len() + out.flaws.len() + 1);
        let Some(content) = entries.get(path) else {
            out.flaws.push(Flaw::error(place, Part::Whole, "qti_file_missing", path));
            continue;
        };
        let before = out.drafts.len();
        push(&mut out, content, place, path, &entries)?;
        if out.drafts.len() > before
            && let Some(draft) = out.drafts.last_mut()
        {
            labels::take(draft, keywords.get(path).cloned().unwrap_or_default());
            tidy_label(draft);
        }
    }
    Ok(out)
}

fn tidy_label(draft: &mut Draft) {
    if draft.label.is_empty() {
        draft.label.clone_from(&draft.code);
    }
}

/// Paths of items in the order of the manifest, and their keywords.
fn manifest(bytes: &[u8], base: &str) -> Result<(Vec<String>, BTreeMap<String, Vec<String>>), Flaw> {
    let text = xml::text(bytes)?;
    let tree = xml::tree(text.trim_start_matches('\u{FEFF}'))?;
    let mut paths = Vec::new();
    let mut keywords = BTreeMap::new();
    for resource in tree.root_element().descendants().filter(|node| node.is_element() && node.tag_name().name() == "resource") {
        let kind = xml::attribute(resource, "type").unwrap_or_default();
        let Some(href) = xml::attribute(resource, "href").filter(|_| kind.contains("item")) else { continue };
        let path = item::resolve(base, href);
        let words = resource
            .descendants()
            .filter(|node| node.is_element() && node.tag_name().name() == "keyword")
            .map(|node| xml::words(node).trim().to_owned())
            .collect();
        keywords.insert(path.clone(), words);
        paths.push(path);
    }
    Ok((paths, keywords))
}
