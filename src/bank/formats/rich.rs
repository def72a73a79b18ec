//! Texts with a little formatting: Markdown in banks, HTML in Moodle and QTI files, runs in Word, plain text in sheets.
//!
//! All meet in [`Span`]s: what has no span (colours, fonts, tables' borders) is not kept.

use std::fmt::Write;

use pulldown_cmark::{Event, Parser, Tag, TagEnd};
use unicode_normalization::char::is_combining_mark;

/// A piece of a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Span {
    /// Words.
    Text {
        /// What they say.
        text: String,
        /// Bold.
        bold: bool,
        /// Italic.
        italic: bool,
    },
    /// A new line within a paragraph.
    Line,
    /// A new paragraph.
    Paragraph,
    /// A picture.
    Image {
        /// Name of its file.
        name: String,
        /// What is said of it.
        alt: String,
    },
}

impl Span {
    /// Words without formatting.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text { text: text.into(), bold: false, italic: false }
    }
}

/// Spans of a Markdown text. Lists and headings become lines.
pub fn spans(markdown: &str) -> Vec<Span> {
    let mut out = Vec::new();
    let (mut bold, mut italic) = (0u32, 0u32);
    let mut image: Option<(String, String)> = None;
    for event in Parser::new(markdown) {
        match event {
            Event::Start(Tag::Strong | Tag::Heading { .. }) => bold += 1,
            Event::Start(Tag::Emphasis) => italic += 1,
            Event::End(TagEnd::Strong) => bold = bold.saturating_sub(1),
            Event::End(TagEnd::Emphasis) => italic = italic.saturating_sub(1),
            Event::Start(Tag::Image { dest_url, .. }) => image = Some((dest_url.into_string(), String::new())),
            Event::End(TagEnd::Image) => {
                if let Some((name, alt)) = image.take() {
                    out.push(Span::Image { name, alt });
                }
            }
            Event::Start(Tag::Item) => out.push(Span::text("– ")),
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => match &mut image {
                Some((_, alt)) => alt.push_str(&text),
                None => out.push(Span::Text { text: text.into_string(), bold: bold > 0, italic: italic > 0 }),
            },
            Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::Item) => out.push(Span::Line),
            Event::End(TagEnd::Heading(_)) => {
                bold = bold.saturating_sub(1);
                out.push(Span::Paragraph);
            }
            Event::End(TagEnd::Paragraph | TagEnd::CodeBlock | TagEnd::List(_) | TagEnd::HtmlBlock) => out.push(Span::Paragraph),
            _ => {}
        }
    }
    tidy(out)
}

/// Joins pieces of one kind, sets single spaces, drops breaks at the ends and doubled breaks.
pub fn tidy(spans: Vec<Span>) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::new();
    for span in spans {
        match span {
            Span::Text { text, bold, italic } => {
                let mut text = collapse(&text);
                let at_line_start = matches!(out.last(), None | Some(Span::Line | Span::Paragraph));
                let after_space = matches!(out.last(), Some(Span::Text { text, .. }) if text.ends_with(' '));
                if at_line_start || after_space {
                    text = text.trim_start_matches(' ').to_owned();
                }
                if text.is_empty() {
                    continue;
                }
                match out.last_mut() {
                    Some(Span::Text { text: before, bold: was_bold, italic: was_italic })
                        if (*was_bold == bold && *was_italic == italic) || text == " " =>
                    {
                        before.push_str(&text);
                    }
                    _ => out.push(Span::Text { text, bold, italic }),
                }
            }
            Span::Line | Span::Paragraph => {
                trim_end(&mut out);
                match out.last_mut() {
                    Some(last @ Span::Line) if span == Span::Paragraph => *last = Span::Paragraph,
                    None | Some(Span::Line | Span::Paragraph) => {}
                    Some(_) => out.push(span),
                }
            }
            image @ Span::Image { .. } => out.push(image),
        }
    }
    trim_end(&mut out);
    while matches!(out.last(), Some(Span::Line | Span::Paragraph)) {
        out.pop();
        trim_end(&mut out);
    }
    out
}

fn trim_end(spans: &mut Vec<Span>) {
    while let Some(Span::Text { text, .. }) = spans.last_mut() {
        text.truncate(text.trim_end_matches(' ').len());
        if text.is_empty() {
            spans.pop();
        } else {
            break;
        }
    }
}

/// Single spaces; no-break and other spaces count as spaces; characters that show nothing go.
fn collapse(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut marks = 0;
    for c in crate::kernel::text::nfc(text).chars() {
        marks = if is_combining_mark(c) { marks + 1 } else { 0 };
        // No letter has more than two marks; piles of them hide the lines around.
        if marks > 2 {
            continue;
        }
        if c.is_whitespace() {
            if !out.ends_with(' ') {
                out.push(' ');
            }
        } else if !c.is_control() && !is_invisible(c) {
            out.push(c);
        }
    }
    out
}

/// Characters that show nothing or turn the direction of a line; private ones are the house's own marks.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{00AD}' | '\u{E000}'..='\u{F8FF}')
}

/// Markdown of spans.
pub fn markdown(spans: &[Span]) -> String {
    let mut out = String::new();
    for (at, span) in spans.iter().enumerate() {
        match span {
            Span::Line => out.push_str("\\\n"),
            Span::Paragraph => out.push_str("\n\n"),
            Span::Image { name, alt } => {
                let _ = write!(out, "![{}](<{}>)", escape_inline(alt), name.replace(['<', '>', '\n', '\\'], "_"));
            }
            Span::Text { text, bold, italic } => {
                let mark = match (bold, italic) {
                    (false, false) => "",
                    (true, false) => "**",
                    (false, true) => "*",
                    (true, true) => "***",
                };
                let at_line_start = out.is_empty() || out.ends_with('\n');
                if mark.is_empty() {
                    let escaped = escape_inline(text);
                    out.push_str(&if at_line_start { guard_line_start(&escaped) } else { escaped });
                } else {
                    emphasise(&mut out, text, mark, spans.get(at + 1));
                }
            }
        }
    }
    out
}

/// Emphasis holds only between letters: spaces, and marks of punctuation next to a letter outside, stay outside.
fn emphasise(out: &mut String, text: &str, mark: &str, next: Option<&Span>) {
    let is_outer = |c: char, touches: bool| c == ' ' || (touches && !c.is_alphanumeric());
    let touches_before = out.chars().next_back().is_some_and(|c| !c.is_whitespace());
    let touches_after = matches!(next, Some(Span::Text { text, .. }) if !text.starts_with(' ')) || matches!(next, Some(Span::Image { .. }));
    let start = text.find(|c| !is_outer(c, touches_before)).unwrap_or(text.len());
    let (lead, rest) = text.split_at(start);
    let end = rest.rfind(|c| !is_outer(c, touches_after)).map_or(0, |at| at + rest[at..].chars().next().map_or(0, char::len_utf8));
    let (inner, tail) = rest.split_at(end);
    out.push_str(&escape_inline(lead));
    if !inner.is_empty() {
        out.push_str(mark);
        out.push_str(&escape_inline(inner));
        out.push_str(mark);
    }
    out.push_str(&escape_inline(tail));
}

fn escape_inline(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '*' | '_' | '`' | '[' | ']' | '<' | '>' | '&' | '~' | '|') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// What would start a list, a heading or a rule at the beginning of a line.
fn guard_line_start(text: &str) -> String {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let after = text.as_bytes().get(digits);
    if (1..=9).contains(&digits) && matches!(after, Some(b'.' | b')')) {
        return format!("{}\\{}", &text[..digits], &text[digits..]);
    }
    if text.starts_with(['#', '+', '-', '=']) { format!("\\{text}") } else { text.to_owned() }
}

/// Markdown that shows a plain text as it is; its line breaks stay.
pub fn from_plain(text: &str) -> String {
    markdown(&plain_spans(text))
}

fn plain_spans(text: &str) -> Vec<Span> {
    let mut out = Vec::new();
    for (at, line) in text.replace("\r\n", "\n").split(['\n', '\r', '\u{0B}', '\u{2028}', '\u{2029}']).enumerate() {
        if at > 0 {
            // An empty line between two makes a paragraph.
            if line.trim().is_empty() { out.push(Span::Paragraph) } else { out.push(Span::Line) }
        }
        out.push(Span::text(line));
    }
    tidy(out)
}

/// The words alone; lines and paragraphs by line breaks.
pub fn plain(markdown: &str) -> String {
    let mut out = String::new();
    for span in spans(markdown) {
        match span {
            Span::Text { text, .. } => out.push_str(&text),
            Span::Line => out.push('\n'),
            Span::Paragraph => out.push_str("\n\n"),
            Span::Image { alt, .. } => out.push_str(&alt),
        }
    }
    out.trim().to_owned()
}

/// Text of a cell: plain, with `**bold**` kept, the one mark that trainers need (**không**).
pub fn from_cell(text: &str) -> String {
    let mut out = Vec::new();
    for span in plain_spans(text) {
        let Span::Text { text, .. } = span else {
            out.push(span);
            continue;
        };
        let mut rest = text.as_str();
        while let Some((before, inner, after)) = bold_part(rest) {
            out.push(Span::text(before));
            out.push(Span::Text { text: inner.to_owned(), bold: true, italic: false });
            rest = after;
        }
        out.push(Span::text(rest));
    }
    markdown(&tidy(out))
}

fn bold_part(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once("**")?;
    let (inner, after) = rest.split_once("**")?;
    let is_tight = !inner.is_empty() && !inner.starts_with([' ', '*']) && !inner.ends_with([' ', '*']);
    is_tight.then_some((before, inner, after))
}

/// Text for a cell, and whether formatting or pictures had to be left out.
pub fn to_cell(markdown: &str) -> (String, bool) {
    let mut out = String::new();
    let mut is_lossy = false;
    for span in spans(markdown) {
        match span {
            Span::Text { text, bold, italic } => {
                is_lossy |= italic;
                if bold && bold_part(&format!("**{text}**")).is_some_and(|(before, _, after)| before.is_empty() && after.is_empty()) {
                    let _ = write!(out, "**{text}**");
                } else {
                    is_lossy |= bold;
                    out.push_str(&text);
                }
            }
            Span::Line => out.push('\n'),
            Span::Paragraph => out.push_str("\n\n"),
            Span::Image { alt, .. } => {
                is_lossy = true;
                out.push_str(&alt);
            }
        }
    }
    // What reads back differently, such as literal asterisks, is a loss too.
    is_lossy |= from_cell(&out) != self::markdown(&spans(markdown));
    (out, is_lossy)
}

/// XHTML of a Markdown text: paragraphs when there are several, else the line alone. `link` gives the address of a picture.
pub fn html(markdown: &str, link: impl Fn(&str) -> String) -> String {
    let spans = spans(markdown);
    let has_paragraphs = spans.contains(&Span::Paragraph);
    let mut out = String::new();
    if has_paragraphs {
        out.push_str("<p>");
    }
    for span in &spans {
        match span {
            Span::Text { text, bold, italic } => {
                let text = super::xml::escape(text);
                let text = if *italic { format!("<em>{text}</em>") } else { text };
                let text = if *bold { format!("<strong>{text}</strong>") } else { text };
                out.push_str(&text);
            }
            Span::Line => out.push_str("<br/>"),
            Span::Paragraph => out.push_str("</p><p>"),
            Span::Image { name, alt } => {
                let _ = write!(out, "<img src=\"{}\" alt=\"{}\"/>", super::xml::escape(&link(name)), super::xml::escape(alt));
            }
        }
    }
    if has_paragraphs {
        out.push_str("</p>");
    }
    out
}
