//! One item of QTI.

use std::{cell::RefCell, collections::BTreeMap, fmt::Write, sync::Arc};

use roxmltree::Node;

use super::names::{all, attribute, children, of};
use crate::bank::formats::{
    archive::Entries,
    exam,
    gift::truths_of,
    model::{Body, Choice, Decimal, Draft, Flaw, Gap, Image, Part, Place, Statement},
    picture_kind, rich, rich_html,
    xml::{escape, words},
};

/// Class of the block that holds a case text.
pub const CASE: &str = "stimulus";

/// A path in the package, from the folder of the file that names it.
pub fn resolve(folder: &str, href: &str) -> String {
    let decoded = href.replace("%20", " ");
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in decoded.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

struct Item<'a, 'i, 'e> {
    root: Node<'a, 'i>,
    place: Place,
    folder: &'e str,
    entries: &'e Entries,
    images: RefCell<BTreeMap<String, Arc<[u8]>>>,
    remarks: RefCell<Vec<Flaw>>,
    /// Interactions in the text, in order.
    gaps: RefCell<Vec<Node<'a, 'i>>>,
}

/// Reads an item.
pub fn read(root: Node<'_, '_>, place: Place, path: &str, entries: &Entries, remarks: &mut Vec<Flaw>) -> Result<Draft, Flaw> {
    let item = Item {
        root,
        place,
        folder: path.rsplit_once('/').map_or("", |(folder, _)| folder),
        entries,
        images: RefCell::default(),
        remarks: RefCell::default(),
        gaps: RefCell::default(),
    };
    let draft = item.draft();
    remarks.append(&mut item.remarks.borrow_mut());
    draft
}

const INTERACTIONS: [&str; 8] = [
    "choiceInteraction",
    "orderInteraction",
    "matchInteraction",
    "extendedTextInteraction",
    "textEntryInteraction",
    "inlineChoiceInteraction",
    "associateInteraction",
    "gapMatchInteraction",
];

impl<'a, 'i> Item<'a, 'i, '_> {
    fn error(&self, part: Part, code: &'static str, value: impl Into<String>) -> Flaw {
        Flaw::error(self.place, part, code, value)
    }

    fn draft(&self) -> Result<Draft, Flaw> {
        let Some(body_node) = children(self.root, "itemBody").next() else { return Err(self.error(Part::Stem, "stem_empty", "")) };
        let found: Vec<Node<'a, 'i>> =
            body_node.descendants().filter(|node| node.is_element() && of(*node).ends_with("Interaction")).collect();
        let inline = |node: &Node<'_, '_>| matches!(of(*node).as_str(), "textEntryInteraction" | "inlineChoiceInteraction");
        let blocks: Vec<&Node<'a, 'i>> = found.iter().filter(|node| !inline(node)).collect();
        if blocks.len() > 1 || (!blocks.is_empty() && blocks.len() < found.len()) {
            return Err(Flaw::remark(self.place, Part::Type, "type_skipped", "composite"));
        }
        let is_alone = found.len() == 1 && found.first().is_some_and(|node| inline(node) && stands_alone(*node));
        let context = all(body_node, "div").find(|node| is_case(*node));
        let mut stem = self.markdown(body_node, !is_alone);
        let body = match blocks.first() {
            Some(node) => {
                let prompt = children(**node, "prompt").next().map(|node| self.markdown(node, false)).unwrap_or_default();
                stem = [stem, prompt].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n\n");
                self.block(**node)?
            }
            None if is_alone => self.entry(found[0])?,
            None if found.is_empty() => return Err(Flaw::remark(self.place, Part::Type, "type_skipped", "–")),
            None => Body::Gaps(self.gaps.borrow().iter().map(|node| self.gap(*node)).collect()),
        };
        let mut draft = Draft::new(self.place, stem, body);
        draft.context = context.map(|node| self.markdown_of_children(node)).unwrap_or_default();
        draft.label = attribute(self.root, "title").unwrap_or_default().to_owned();
        draft.code = attribute(self.root, "identifier").unwrap_or_default().to_owned();
        draft.rationale = children(self.root, "modalFeedback").map(|node| self.markdown(node, false)).collect::<Vec<_>>().join("\n\n");
        draft.points = all(self.root, "outcomeDeclaration")
            .find(|node| attribute(*node, "identifier") == Some("SCORE"))
            .and_then(|node| attribute(node, "normalMaximum"))
            .and_then(Decimal::parse)
            .and_then(|points| exam::hundredths(&points))
            .filter(|points| *points != 100);
        draft.images = self.images.take().into_iter().map(|(name, bytes)| Image { name, bytes }).collect();
        Ok(draft)
    }

    fn markdown(&self, node: Node<'a, 'i>, marks_gaps: bool) -> String {
        let mut html = String::new();
        self.html(node, marks_gaps, &mut html);
        rich::markdown(&rich_html::spans(&html, |source| self.picture(source)))
    }

    fn markdown_of_children(&self, node: Node<'a, 'i>) -> String {
        let mut html = String::new();
        for child in node.children() {
            self.node_html(child, false, &mut html);
        }
        rich::markdown(&rich_html::spans(&html, |source| self.picture(source)))
    }

    /// The content of a node as HTML: block interactions left out, inline ones as `[[n]]`.
    fn html(&self, node: Node<'a, 'i>, marks_gaps: bool, out: &mut String) {
        for child in node.children() {
            self.node_html(child, marks_gaps, out);
        }
    }

    fn node_html(&self, node: Node<'a, 'i>, marks_gaps: bool, out: &mut String) {
        if node.is_text() {
            out.push_str(&escape(node.text().unwrap_or_default()));
            return;
        }
        if !node.is_element() {
            return;
        }
        let name = of(node);
        match name.as_str() {
            "textEntryInteraction" | "inlineChoiceInteraction" if marks_gaps => {
                self.gaps.borrow_mut().push(node);
                let _ = write!(out, "[[{}]]", self.gaps.borrow().len());
            }
            name if INTERACTIONS.contains(&name) || name.ends_with("Interaction") => {}
            "feedbackInline" | "feedbackBlock" | "rubricBlock" | "prompt" => {}
            "div" if is_case(node) => {}
            "img" => {
                let _ = write!(
                    out,
                    "<img src=\"{}\" alt=\"{}\"/>",
                    escape(attribute(node, "src").unwrap_or_default()),
                    escape(attribute(node, "alt").unwrap_or_default())
                );
            }
            name => {
                let is_plain = name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
                if is_plain {
                    let _ = write!(out, "<{name}>");
                }
                self.html(node, marks_gaps, out);
                if is_plain {
                    let _ = write!(out, "</{name}>");
                }
            }
        }
    }

    fn picture(&self, source: &str) -> Option<String> {
        let path = resolve(self.folder, source);
        let found = self.entries.get(&path).filter(|_| !source.contains("://")).and_then(|bytes| Some((bytes, picture_kind(bytes)?)));
        let Some((bytes, kind)) = found else {
            self.remarks.borrow_mut().push(Flaw::remark(self.place, Part::Whole, "picture_outside", source));
            return None;
        };
        let file = path.rsplit('/').next().unwrap_or_default();
        let stem: String = file
            .rsplit_once('.')
            .map_or(file, |(stem, _)| stem)
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' })
            .collect();
        let name = format!("{stem}.{kind}");
        self.images.borrow_mut().insert(name.clone(), bytes.clone());
        Some(name)
    }

    fn declaration(&self, interaction: Node<'a, 'i>) -> Option<Node<'a, 'i>> {
        let id = attribute(interaction, "responseIdentifier")?;
        children(self.root, "responseDeclaration").find(|node| attribute(*node, "identifier") == Some(id))
    }

    fn correct(&self, interaction: Node<'a, 'i>) -> Vec<String> {
        self.declaration(interaction)
            .and_then(|node| children(node, "correctResponse").next())
            .map(|node| children(node, "value").map(|value| words(value).trim().to_owned()).collect())
            .unwrap_or_default()
    }

    /// Entries of the mapping that give points.
    fn mapped(&self, interaction: Node<'a, 'i>) -> Vec<(String, bool)> {
        let value = |node: Node<'_, '_>| attribute(node, "mappedValue").and_then(|value| value.parse::<f64>().ok()).unwrap_or(0.0);
        self.declaration(interaction)
            .into_iter()
            .flat_map(|node| children(node, "mapping"))
            .flat_map(|mapping| children(mapping, "mapEntry"))
            .filter(|entry| value(*entry) > 0.0)
            .map(|entry| (attribute(entry, "mapKey").unwrap_or_default().to_owned(), attribute(entry, "caseSensitive") == Some("true")))
            .collect()
    }

    fn block(&self, node: Node<'a, 'i>) -> Result<Body, Flaw> {
        match of(node).as_str() {
            "choiceInteraction" => self.choice(node),
            "orderInteraction" => {
                let texts = self.choices(node, "simpleChoice");
                let order = self.correct(node);
                let list: Option<Vec<String>> =
                    order.iter().map(|id| texts.iter().find(|(known, _)| known == id).map(|(_, text)| text.clone())).collect();
                match list.filter(|list| list.len() == texts.len()) {
                    Some(list) => Ok(Body::Ordering(list)),
                    None => Err(self.error(Part::Key, "key_unknown", order.join("; "))),
                }
            }
            "matchInteraction" => self.matching(node),
            "extendedTextInteraction" => {
                let guide = all(self.root, "rubricBlock").find(|node| attribute(*node, "view").is_some_and(|view| view.contains("scorer")));
                Ok(Body::Essay { guide: guide.map(|node| self.markdown(node, false)).unwrap_or_default() })
            }
            other => Err(Flaw::remark(self.place, Part::Type, "type_skipped", other)),
        }
    }

    /// Choices with their identifiers.
    fn choices(&self, node: Node<'a, 'i>, name: &str) -> Vec<(String, String)> {
        all(node, name)
            .map(|choice| (attribute(choice, "identifier").unwrap_or_default().to_owned(), self.markdown(choice, false)))
            .collect()
    }

    fn choice(&self, node: Node<'a, 'i>) -> Result<Body, Flaw> {
        let mut keys = self.correct(node);
        if keys.is_empty() {
            keys = self.mapped(node).into_iter().map(|(key, _)| key).collect();
        }
        let texts = self.choices(node, "simpleChoice");
        if let Some(unknown) = keys.iter().find(|key| !texts.iter().any(|(id, _)| id == *key)) {
            return Err(self.error(Part::Key, "key_unknown", unknown));
        }
        let ids: Vec<&str> = texts.iter().map(|(id, _)| id.as_str()).collect();
        if ids.len() == 2 && ids.contains(&"true") && ids.contains(&"false") && keys.len() == 1 {
            return Ok(Body::Truth(keys[0] == "true"));
        }
        let many = self.declaration(node).and_then(|node| attribute(node, "cardinality")) == Some("multiple")
            || attribute(node, "maxChoices").is_some_and(|most| most != "1");
        let feedback: Vec<String> = all(node, "simpleChoice")
            .map(|choice| children(choice, "feedbackInline").next().map(|node| self.markdown(node, false)).unwrap_or_default())
            .collect();
        let options =
            texts.into_iter().zip(feedback).map(|((id, text), feedback)| Choice { text, is_key: keys.contains(&id), feedback }).collect();
        Ok(Body::Choice { options, many })
    }

    fn matching(&self, node: Node<'a, 'i>) -> Result<Body, Flaw> {
        let sets: Vec<Vec<(String, String)>> =
            children(node, "simpleMatchSet").map(|set| self.choices(set, "simpleAssociableChoice")).collect();
        let [lefts, rights] = sets.as_slice() else { return Err(self.error(Part::Whole, "options_few", sets.len().to_string())) };
        let mut keys = self.correct(node);
        if keys.is_empty() {
            keys = self.mapped(node).into_iter().map(|(key, _)| key).collect();
        }
        let pairs: Vec<(&str, &str)> =
            keys.iter().filter_map(|pair| pair.split_once(char::is_whitespace)).map(|(left, right)| (left, right.trim())).collect();
        let text = |list: &[(String, String)], id: &str| list.iter().find(|(known, _)| known == id).map(|(_, text)| text.clone());
        let mut out = Vec::new();
        for (id, left) in lefts {
            let right = pairs.iter().find(|(from, _)| from == id).and_then(|(_, to)| text(rights, to));
            let Some(right) = right else { return Err(self.error(Part::Key, "no_key", left)) };
            out.push((left.clone(), right));
        }
        let distractors: Vec<String> =
            rights.iter().filter(|(id, _)| !pairs.iter().any(|(_, to)| to == id)).map(|(_, text)| text.clone()).collect();
        Ok(match truths_of(&out, &distractors) {
            Some(truths) => {
                Body::Statements(out.into_iter().zip(truths).map(|((text, _), truth)| Statement { text, is_true: Some(truth) }).collect())
            }
            None => Body::Matching { pairs: out, distractors },
        })
    }

    /// All that is right for a typed answer, and whether capitals count.
    fn accepted(&self, node: Node<'a, 'i>) -> (Vec<String>, bool) {
        let mapped = self.mapped(node);
        let mut texts: Vec<String> = self.correct(node);
        texts.extend(mapped.iter().map(|(key, _)| key.clone()));
        let mut seen = Vec::new();
        texts.retain(|text| {
            !text.is_empty() && !seen.contains(text) && {
                seen.push(text.clone());
                true
            }
        });
        (texts.iter().map(|text| rich::from_plain(text)).collect(), mapped.iter().any(|(_, is_sensitive)| *is_sensitive))
    }

    fn entry(&self, node: Node<'a, 'i>) -> Result<Body, Flaw> {
        let kind = self.declaration(node).and_then(|node| attribute(node, "baseType")).unwrap_or("string");
        if matches!(kind, "float" | "integer") {
            let text = self.correct(node).into_iter().next().unwrap_or_default();
            let value = Decimal::parse(&text)
                .ok_or_else(|| self.error(Part::Key, if text.is_empty() { "no_key" } else { "key_unreadable" }, &text))?;
            let tolerance = all(self.root, "equal")
                .find_map(|node| attribute(node, "tolerance"))
                .and_then(|text| text.split_whitespace().next().map(str::to_owned));
            let tolerance = match tolerance {
                None => Decimal::zero(),
                Some(text) => Decimal::parse(&text).ok_or_else(|| self.error(Part::Key, "tolerance", &text))?,
            };
            return Ok(Body::Number { value, tolerance });
        }
        let (accepted, case_sensitive) = self.accepted(node);
        Ok(Body::Short { accepted, case_sensitive })
    }

    fn gap(&self, node: Node<'a, 'i>) -> Gap {
        if of(node) == "inlineChoiceInteraction" {
            let keys = self.correct(node);
            let (right, wrong): (Vec<_>, Vec<_>) = self.choices(node, "inlineChoice").into_iter().partition(|(id, _)| keys.contains(id));
            let texts = |list: Vec<(String, String)>| list.into_iter().map(|(_, text)| text).collect();
            Gap { accepted: texts(right), distractors: texts(wrong) }
        } else {
            Gap { accepted: self.accepted(node).0, distractors: Vec::new() }
        }
    }
}

/// Whether nothing else stands in the interaction's paragraph.
fn stands_alone(node: Node<'_, '_>) -> bool {
    node.parent().is_some_and(|parent| words(parent).trim().is_empty() && parent.children().filter(Node::is_element).count() == 1)
}

fn is_case(node: Node<'_, '_>) -> bool {
    attribute(node, "class").is_some_and(|classes| classes.split_whitespace().any(|class| class == CASE))
}
