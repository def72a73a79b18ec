//! File → items.

use std::{cell::RefCell, collections::BTreeMap};

use base64::Engine;
use roxmltree::Node;

use super::cloze;
use crate::bank::formats::{
    gift::truths_of,
    labels,
    model::{Body, Choice, Decimal, Draft, Flaw, Gap, Image, Part, Place, Reading, Statement},
    picture_kind, rich, rich_html,
    xml::{self, attribute, child, children, words},
};

/// Reads a file.
pub fn read(bytes: &[u8]) -> Reading {
    file(bytes).unwrap_or_else(Reading::refused)
}

fn file(bytes: &[u8]) -> Result<Reading, Flaw> {
    let text = xml::text(bytes)?;
    let tree = xml::tree(text.trim_start_matches('\u{FEFF}'))?;
    let root = tree.root_element();
    if root.tag_name().name() != "quiz" {
        return Err(Flaw::file("xml_unknown", root.tag_name().name()));
    }
    let lines = xml::Lines::of(&text);
    let mut out = Reading::default();
    let mut topic = String::new();
    for node in children(root, "question") {
        let place = Place::Line(lines.line(node));
        match attribute(node, "type").unwrap_or_default() {
            "category" => topic = labels::topic_of_category(&text_of(child(node, "category"))),
            "description" => {
                out.flaws.push(Flaw::remark(place, Part::Whole, "description", rich::plain(&Question::new(node, place).stem())));
            }
            kind => {
                let question = Question::new(node, place);
                let name = question.name();
                match question.draft(kind) {
                    Ok(mut draft) => {
                        draft.topic.clone_from(&topic);
                        out.drafts.push(draft);
                    }
                    Err(flaw) => {
                        let body = Body::Choice { options: Vec::new(), many: false };
                        let stem = Draft::new(place, question.stem(), body);
                        out.spoiled.push(Draft { label: name.clone(), topic: topic.clone(), ..stem });
                        out.flaws.push(flaw.of(&name));
                    }
                }
                out.flaws.extend(question.remarks.into_inner().into_iter().map(|flaw| flaw.of(&name)));
            }
        }
    }
    Ok(out)
}

/// Words of the `<text>` of a node, or of the node itself.
fn text_of(node: Option<Node<'_, '_>>) -> String {
    node.map(|node| child(node, "text").map_or_else(|| words(node), words)).unwrap_or_default()
}

struct Question<'a, 'i> {
    node: Node<'a, 'i>,
    place: Place,
    images: RefCell<BTreeMap<String, Vec<u8>>>,
    remarks: RefCell<Vec<Flaw>>,
}

impl<'a, 'i> Question<'a, 'i> {
    fn new(node: Node<'a, 'i>, place: Place) -> Self {
        Self { node, place, images: RefCell::default(), remarks: RefCell::default() }
    }

    fn name(&self) -> String {
        crate::kernel::text::clean_line(&text_of(child(self.node, "name")))
    }

    fn error(&self, part: Part, code: &'static str, value: impl Into<String>) -> Flaw {
        Flaw::error(self.place, part, code, value)
    }

    fn remark(&self, part: Part, code: &'static str, value: impl Into<String>) {
        self.remarks.borrow_mut().push(Flaw::remark(self.place, part, code, value));
    }

    /// Markdown of a node's text under its format; files beside it are its pictures.
    fn markdown(&self, node: Node<'_, '_>) -> String {
        self.formatted(node, &text_of(Some(node)), None)
    }

    fn formatted(&self, node: Node<'_, '_>, text: &str, inherited: Option<&str>) -> String {
        let mut files = BTreeMap::new();
        for file in children(node, "file") {
            let (Some(name), Some("base64")) = (attribute(file, "name"), attribute(file, "encoding")) else { continue };
            let content: String = words(file).split_whitespace().collect();
            match base64::engine::general_purpose::STANDARD.decode(content) {
                Ok(bytes) if picture_kind(&bytes).is_some() => {
                    files.insert(name.to_owned(), bytes);
                }
                _ => self.remark(Part::Whole, "picture_kind", name),
            }
        }
        match attribute(node, "format").or(inherited).unwrap_or("moodle_auto_format") {
            "markdown" => text.trim().to_owned(),
            "plain_text" => rich::from_plain(text),
            "moodle_auto_format" if !text.contains('<') => rich::from_plain(&html_entities(text)),
            _ => rich::markdown(&rich_html::spans(text, |source| self.picture(source, &files))),
        }
    }

    fn picture(&self, source: &str, files: &BTreeMap<String, Vec<u8>>) -> Option<String> {
        let Some(name) = source.strip_prefix("@@PLUGINFILE@@/") else {
            self.remark(Part::Whole, "picture_outside", source);
            return None;
        };
        let name = percent_decoded(name);
        let name = name.split('?').next().unwrap_or_default().to_owned();
        let Some(bytes) = files.get(&name) else {
            self.remark(Part::Whole, "picture_outside", source);
            return None;
        };
        // Names become file names elsewhere: letters and digits only.
        let kind = picture_kind(bytes)?;
        let stem: String = name
            .rsplit_once('.')
            .map_or(name.as_str(), |(stem, _)| stem)
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' })
            .collect();
        let name = format!("{stem}.{kind}");
        self.images.borrow_mut().insert(name.clone(), bytes.clone());
        Some(name)
    }

    fn stem(&self) -> String {
        child(self.node, "questiontext").map(|node| self.markdown(node)).unwrap_or_default()
    }

    fn draft(&self, kind: &str) -> Result<Draft, Flaw> {
        let mut stem = self.stem();
        let body = match kind {
            "multichoice" => self.choice()?,
            "truefalse" => self.truth()?,
            "shortanswer" => self.short(),
            "numerical" => self.number()?,
            "matching" | "match" => self.matching(),
            "ordering" => self.ordering(),
            "essay" => Body::Essay { guide: child(self.node, "graderinfo").map(|node| self.markdown(node)).unwrap_or_default() },
            "cloze" | "multianswer" => {
                let Some(node) = child(self.node, "questiontext") else { return Err(self.error(Part::Stem, "stem_empty", "")) };
                let (text, gaps, has_parts) =
                    cloze::read(&text_of(Some(node))).ok_or_else(|| self.error(Part::Stem, "cloze_broken", rich::plain(&stem)))?;
                if has_parts {
                    self.remark(Part::Key, "partial_credit", "");
                }
                stem = self.formatted(node, &text, None);
                Body::Gaps(gaps)
            }
            "gapselect" | "ddwtos" => self.gaps(&stem, kind)?,
            other => return Err(Flaw::remark(self.place, Part::Type, "type_skipped", other)),
        };
        let mut draft = Draft::new(self.place, stem, body);
        draft.label = self.name();
        let idnumber = crate::kernel::text::clean_line(&child(self.node, "idnumber").map(words).unwrap_or_default());
        draft.code = if idnumber.is_empty() { labels::code_of_name(&draft.label) } else { idnumber };
        draft.rationale = child(self.node, "generalfeedback").map(|node| self.markdown(node)).unwrap_or_default();
        draft.points = child(self.node, "defaultgrade")
            .and_then(|node| Decimal::parse(&words(node)))
            .and_then(|grade| crate::bank::formats::exam::hundredths(&grade))
            .filter(|points| *points != 100);
        let tags = child(self.node, "tags").into_iter().flat_map(|tags| children(tags, "tag")).map(|tag| text_of(Some(tag)));
        labels::take(&mut draft, tags.collect::<Vec<_>>());
        draft.images = self.images.take().into_iter().map(|(name, bytes)| Image { name, bytes: bytes.into() }).collect();
        Ok(draft)
    }

    fn answers(&self) -> Vec<(Node<'a, 'i>, f64)> {
        children(self.node, "answer")
            .map(|node| {
                (
                    node,
                    attribute(node, "fraction")
                        .and_then(|part| part.trim().parse().ok())
                        .filter(|part: &f64| part.is_finite())
                        .unwrap_or(0.0),
                )
            })
            .collect()
    }

    fn is_on(&self, name: &str, default: bool) -> bool {
        child(self.node, name).map_or(default, |node| matches!(words(node).trim(), "1" | "true"))
    }

    fn choice(&self) -> Result<Body, Flaw> {
        let is_single = self.is_on("single", true);
        let answers = self.answers();
        let full = answers.iter().filter(|(_, part)| *part >= 100.0).count();
        let many = !is_single || full > 1;
        let is_key = |part: f64| if many { part > 0.0 } else { part >= 100.0 };
        let keys = answers.iter().filter(|(_, part)| is_key(*part)).count();
        if is_single && full == 0 {
            return Err(self.error(Part::Key, "no_key", rich::plain(&self.stem())));
        }
        #[allow(clippy::cast_precision_loss)] // a handful of options
        let equal_share = 100.0 / keys.max(1) as f64;
        let is_uneven =
            |part: f64| if many && full <= 1 { part > 0.0 && (part - equal_share).abs() > 0.5 } else { part > 0.0 && part < 100.0 };
        if answers.iter().any(|(_, part)| is_uneven(*part)) {
            self.remark(Part::Key, "partial_credit", answers.iter().map(|(_, part)| part.to_string()).collect::<Vec<_>>().join("; "));
        }
        let options = answers
            .iter()
            .map(|(node, part)| Choice {
                text: self.markdown(*node),
                is_key: is_key(*part),
                feedback: child(*node, "feedback").map(|node| self.markdown(node)).unwrap_or_default(),
            })
            .collect();
        Ok(Body::Choice { options, many })
    }

    fn truth(&self) -> Result<Body, Flaw> {
        let right = self.answers().into_iter().find(|(_, part)| *part >= 100.0).map(|(node, _)| text_of(Some(node)));
        match right.as_deref().map(str::trim) {
            Some("true") => Ok(Body::Truth(true)),
            Some("false") => Ok(Body::Truth(false)),
            other => Err(self.error(Part::Key, "no_key", other.unwrap_or_default())),
        }
    }

    fn short(&self) -> Body {
        let (full, part): (Vec<_>, Vec<_>) = self.answers().into_iter().partition(|(_, part)| *part >= 100.0);
        if part.iter().any(|(_, part)| *part > 0.0) {
            self.remark(Part::Key, "partial_credit", part.iter().map(|(node, _)| text_of(Some(*node))).collect::<Vec<_>>().join("; "));
        }
        let accepted = full.iter().map(|(node, _)| self.formatted(*node, &text_of(Some(*node)), Some("plain_text"))).collect();
        Body::Short { accepted, case_sensitive: self.is_on("usecase", false) }
    }

    fn number(&self) -> Result<Body, Flaw> {
        let full: Vec<_> = self.answers().into_iter().filter(|(node, part)| *part >= 100.0 && text_of(Some(*node)).trim() != "*").collect();
        let Some((node, _)) = full.first() else { return Err(self.error(Part::Key, "no_key", rich::plain(&self.stem()))) };
        let text = text_of(Some(*node));
        let value = Decimal::parse(&text).ok_or_else(|| self.error(Part::Key, "key_unreadable", &text))?;
        let tolerance = child(*node, "tolerance").map(words).unwrap_or_default();
        let tolerance = if tolerance.trim().is_empty() {
            Decimal::zero()
        } else {
            Decimal::parse(&tolerance).ok_or_else(|| self.error(Part::Key, "tolerance", &tolerance))?
        };
        if self.answers().len() > 1 {
            self.remark(
                Part::Key,
                "partial_credit",
                self.answers().iter().skip(1).map(|(node, _)| text_of(Some(*node))).collect::<Vec<_>>().join("; "),
            );
        }
        Ok(Body::Number { value, tolerance })
    }

    fn matching(&self) -> Body {
        let (mut pairs, mut distractors) = (Vec::new(), Vec::new());
        for node in children(self.node, "subquestion") {
            let left = self.markdown(node);
            let right = child(node, "answer").map(|answer| rich::from_plain(&text_of(Some(answer)))).unwrap_or_default();
            if left.is_empty() { distractors.push(right) } else { pairs.push((left, right)) }
        }
        match truths_of(&pairs, &distractors) {
            Some(truths) => {
                Body::Statements(pairs.into_iter().zip(truths).map(|((text, _), truth)| Statement { text, is_true: Some(truth) }).collect())
            }
            None => Body::Matching { pairs, distractors },
        }
    }

    fn ordering(&self) -> Body {
        let mut answers = self.answers();
        answers.sort_by(|a, b| a.1.total_cmp(&b.1));
        Body::Ordering(answers.iter().map(|(node, _)| self.markdown(*node)).collect())
    }

    /// Gaps that words of a list go into: `[[2]]` is the second of the list.
    fn gaps(&self, stem: &str, kind: &str) -> Result<Body, Flaw> {
        let name = if kind == "gapselect" { "selectoption" } else { "dragbox" };
        let choices: Vec<(String, String)> = children(self.node, name)
            .map(|node| (child(node, "group").map(words).unwrap_or_default(), rich::from_plain(&text_of(Some(node)))))
            .collect();
        let mut gaps = Vec::new();
        let stem = rich::plain(stem);
        let mut rest = stem.as_str();
        while let Some((_, after)) = rest.split_once("[[") {
            let Some((number, after)) = after.split_once("]]") else { break };
            let at = number.trim().parse::<usize>().ok().and_then(|number| number.checked_sub(1)).filter(|at| *at < choices.len());
            let Some(at) = at.filter(|at| *at == gaps.len()) else { return Err(self.error(Part::Stem, "gap_marks", number)) };
            let (group, text) = &choices[at];
            gaps.push(Gap {
                accepted: vec![text.clone()],
                distractors: choices
                    .iter()
                    .filter(|(other, words)| other == group && words != text)
                    .map(|(_, words)| words.clone())
                    .collect(),
            });
            rest = after;
        }
        Ok(Body::Gaps(gaps))
    }
}

fn html_entities(text: &str) -> String {
    if text.contains('&') { rich::plain(&rich_html::markdown(text)) } else { text.to_owned() }
}

fn percent_decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let code = if bytes[at] == b'%' { text.get(at + 1..at + 3).and_then(|code| u8::from_str_radix(code, 16).ok()) } else { None };
        out.push(code.unwrap_or(bytes[at]));
        at += if code.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&out).into_owned()
}
