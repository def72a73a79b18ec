//! The text of a lesson: Markdown with `:::` blocks and footnotes that name a clause.
//!
//! `[^KL57:nhan-dien]` after a statement cites a clause; notes are numbered in the order of first use.

use std::collections::HashMap;

use crate::bank::model::Citation;

/// A part of a lesson. Text is Markdown in which footnotes have become [`FOOTNOTE_OPEN`]`3`[`FOOTNOTE_CLOSE`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// Running text.
    Prose(String),
    /// What to remember.
    KeyPoints(String),
    /// A caveat.
    Note(String),
    /// Dated events.
    Timeline(Vec<TimelineEntry>),
    /// A question to oneself.
    SelfCheck(SelfCheck),
}

/// A dated event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimelineEntry {
    /// The date as printed.
    pub when: String,
    /// What happened.
    pub what: String,
}

/// A question to oneself; never recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SelfCheck {
    /// The question.
    pub question: String,
    /// Options, and whether each is right.
    pub options: Vec<(String, bool)>,
    /// Shown after answering.
    pub explanation: String,
}

/// A lesson's text, taken apart.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct LessonText {
    /// Its parts in order.
    pub blocks: Vec<Block>,
    /// What its footnotes cite; note `n` is at `n - 1`.
    pub citations: Vec<Citation>,
}

/// A fault in a lesson's text: line from 1 within the text, stable code, value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextFault {
    /// Line from 1.
    pub line: usize,
    /// Stable code, the message `file-<code>`.
    pub code: &'static str,
    /// Value of the sentence.
    pub value: String,
}

/// Stands before a footnote's number in the text of a block (a private-use character, never typed).
pub const FOOTNOTE_OPEN: char = '\u{E000}';
/// Stands after it.
pub const FOOTNOTE_CLOSE: char = '\u{E001}';

#[derive(Default)]
struct Notes {
    numbers: HashMap<Citation, usize>,
    citations: Vec<Citation>,
}

impl Notes {
    fn number(&mut self, citation: Citation) -> usize {
        let next = self.citations.len() + 1;
        *self.numbers.entry(citation.clone()).or_insert_with(|| {
            self.citations.push(citation);
            next
        })
    }

    /// Replaces `[^SOURCE:clause]` by numbered marks.
    fn mark(&mut self, text: &str) -> String {
        // What somebody typed must not pass for a mark.
        let text: String = text.chars().filter(|c| !matches!(*c, FOOTNOTE_OPEN | FOOTNOTE_CLOSE)).collect();
        let mut out = String::with_capacity(text.len());
        let mut rest = text.as_str();
        while let Some(at) = rest.find("[^") {
            let (before, after) = rest.split_at(at);
            out.push_str(before);
            let cited = after.find(']').and_then(|end| citation(&after[2..end]).map(|citation| (citation, end)));
            if let Some((citation, end)) = cited {
                let number = self.number(citation);
                out.push(FOOTNOTE_OPEN);
                out.push_str(&number.to_string());
                out.push(FOOTNOTE_CLOSE);
                rest = &after[end + 1..];
            } else {
                out.push_str("[^");
                rest = &after[2..];
            }
        }
        out.push_str(rest);
        out
    }
}

fn citation(label: &str) -> Option<Citation> {
    let (source, clause) = label.split_once(':')?;
    let plain = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.'));
    (plain(source) && plain(clause)).then(|| Citation { source: source.to_owned(), clause: clause.to_owned() })
}

/// Takes a lesson's text apart.
///
/// # Errors
/// `lesson_block_unknown`, `lesson_block_open`, `lesson_self_check` (needs `?`, options with exactly one `[x]`, `>`),
/// `lesson_timeline` (needs `- date | event`), each with its line.
pub fn parse(text: &str) -> Result<LessonText, Vec<TextFault>> {
    let mut notes = Notes::default();
    let mut blocks = Vec::new();
    let mut faults = Vec::new();
    let mut prose: Vec<&str> = Vec::new();
    let mut lines = text.lines().enumerate();
    while let Some((at, line)) = lines.next() {
        let Some(kind) = line.trim_end().strip_prefix(":::").map(str::trim) else {
            prose.push(line);
            continue;
        };
        flush(&mut prose, &mut notes, &mut blocks);
        let mut inside = Vec::new();
        let closed = lines.by_ref().any(|(_, line)| {
            let is_end = line.trim() == ":::";
            if !is_end {
                inside.push(line);
            }
            is_end
        });
        if !closed {
            faults.push(TextFault { line: at + 1, code: "lesson_block_open", value: kind.to_owned() });
        }
        match block(kind, &inside, &mut notes) {
            Ok(block) => blocks.push(block),
            Err(code) => faults.push(TextFault { line: at + 1, code, value: kind.to_owned() }),
        }
    }
    flush(&mut prose, &mut notes, &mut blocks);
    if faults.is_empty() { Ok(LessonText { blocks, citations: notes.citations }) } else { Err(faults) }
}

fn flush(prose: &mut Vec<&str>, notes: &mut Notes, blocks: &mut Vec<Block>) {
    let text = prose.join("\n");
    prose.clear();
    if !text.trim().is_empty() {
        blocks.push(Block::Prose(notes.mark(text.trim())));
    }
}

fn block(kind: &str, lines: &[&str], notes: &mut Notes) -> Result<Block, &'static str> {
    match kind {
        "key-points" => Ok(Block::KeyPoints(notes.mark(&lines.join("\n")))),
        "note" => Ok(Block::Note(notes.mark(&lines.join("\n")))),
        "timeline" => timeline(lines, notes),
        "self-check" => self_check(lines, notes),
        _ => Err("lesson_block_unknown"),
    }
}

fn timeline(lines: &[&str], notes: &mut Notes) -> Result<Block, &'static str> {
    let entries: Option<Vec<TimelineEntry>> = lines
        .iter()
        .filter(|line| !line.trim().is_empty())
        .map(|line| {
            let (when, what) = line.trim().strip_prefix("- ")?.split_once('|')?;
            Some(TimelineEntry { when: when.trim().to_owned(), what: notes.mark(what.trim()) })
        })
        .collect();
    entries.filter(|entries| !entries.is_empty()).map(Block::Timeline).ok_or("lesson_timeline")
}

fn self_check(lines: &[&str], notes: &mut Notes) -> Result<Block, &'static str> {
    let (mut question, mut options, mut explanation) = (Vec::new(), Vec::new(), Vec::new());
    for line in lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()) {
        if let Some(text) = line.strip_prefix('?') {
            question.push(text.trim());
        } else if let Some(text) = line.strip_prefix("- [x]").or_else(|| line.strip_prefix("- [X]")) {
            options.push((notes.mark(text.trim()), true));
        } else if let Some(text) = line.strip_prefix("- [ ]") {
            options.push((notes.mark(text.trim()), false));
        } else if let Some(text) = line.strip_prefix('>') {
            explanation.push(text.trim());
        } else {
            return Err("lesson_self_check");
        }
    }
    let right = options.iter().filter(|(_, right)| *right).count();
    if question.is_empty() || options.len() < 2 || right != 1 || explanation.is_empty() {
        return Err("lesson_self_check");
    }
    Ok(Block::SelfCheck(SelfCheck { question: notes.mark(&question.join(" ")), options, explanation: notes.mark(&explanation.join(" ")) }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_numbered_by_first_use() {
        let text = parse("Một.[^KL57:a] Hai.[^KL16:b] Ba.[^KL57:a]\n\n::: key-points\n- Bốn[^KL16:b]\n:::").unwrap();
        assert_eq!(text.blocks[0], Block::Prose("Một.\u{E000}1\u{E001} Hai.\u{E000}2\u{E001} Ba.\u{E000}1\u{E001}".into()));
        assert_eq!(text.blocks[1], Block::KeyPoints("- Bốn\u{E000}2\u{E001}".into()));
        assert_eq!(text.citations.len(), 2);
    }

    #[test]
    fn a_self_check_needs_one_right_option_and_a_reason() {
        let good = "::: self-check\n? Ngày nào?\n- [ ] 14/02/2012\n- [x] 15/6/2023\n> Theo văn bản.[^KL57:a]\n:::";
        let Block::SelfCheck(check) = &parse(good).unwrap().blocks[0] else { panic!("a self-check") };
        assert_eq!(check.options[1], ("15/6/2023".to_owned(), true));
        let bad = good.replace("[x]", "[ ]");
        assert_eq!(
            parse(&format!("Mở đầu\n{bad}")).unwrap_err(),
            [TextFault { line: 2, code: "lesson_self_check", value: "self-check".into() }]
        );
    }

    #[test]
    fn blocks_that_never_close_or_nobody_knows_are_named() {
        assert_eq!(parse("a\n::: key-points\n- x").unwrap_err()[0].code, "lesson_block_open");
        assert_eq!(parse("::: video\n:::").unwrap_err()[0].code, "lesson_block_unknown");
    }

    #[test]
    fn typed_private_characters_are_no_marks() {
        assert_eq!(parse("a\u{E000}9\u{E001}").unwrap().blocks, [Block::Prose("a9".into())]);
    }
}
