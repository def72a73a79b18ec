//! HTML of other systems as spans: what shows is kept, what acts (scripts, styles, addresses) is not.

use std::cell::RefCell;

use html5ever::{
    tendril::StrTendril,
    tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts, states::RawKind},
};

use super::rich::{Span, tidy};

struct Sink<F> {
    image: F,
    state: RefCell<State>,
}

#[derive(Default)]
struct State {
    spans: Vec<Span>,
    bold: u32,
    italic: u32,
    script: Script,
    hidden: u32,
    pre: u32,
}

/// Raised or lowered figures.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum Script {
    #[default]
    Level,
    Raised,
    Lowered,
}

impl State {
    fn text(&mut self, text: &str) {
        if self.hidden > 0 {
            return;
        }
        let text = match self.script {
            Script::Level => text.to_owned(),
            Script::Raised => figures(text, RAISED, "^"),
            Script::Lowered => figures(text, LOWERED, "_"),
        };
        let (bold, italic) = (self.bold > 0, self.italic > 0);
        if self.pre > 0 {
            for (at, line) in text.split('\n').enumerate() {
                if at > 0 {
                    self.spans.push(Span::Line);
                }
                self.spans.push(Span::Text { text: line.to_owned(), bold, italic });
            }
        } else {
            self.spans.push(Span::Text { text, bold, italic });
        }
    }

    fn tag(&mut self, tag: &Tag, image: &impl Fn(&str) -> Option<String>) -> TokenSinkResult<()> {
        let opens = tag.kind == TagKind::StartTag;
        let attribute = |name: &str| tag.attrs.iter().find(|a| &*a.name.local == name).map(|a| a.value.to_string()).unwrap_or_default();
        let step = |count: &mut u32| *count = if opens { *count + 1 } else { count.saturating_sub(1) };
        match &*tag.name {
            "b" | "strong" | "u" => step(&mut self.bold),
            "i" | "em" => step(&mut self.italic),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.spans.push(Span::Paragraph);
                step(&mut self.bold);
            }
            "sup" => self.script = if opens { Script::Raised } else { Script::Level },
            "sub" => self.script = if opens { Script::Lowered } else { Script::Level },
            "br" | "tr" => self.spans.push(Span::Line),
            "p" | "div" | "ul" | "ol" | "table" | "blockquote" | "section" => self.spans.push(Span::Paragraph),
            "pre" => {
                self.spans.push(Span::Paragraph);
                step(&mut self.pre);
            }
            "li" => {
                self.spans.push(Span::Line);
                if opens {
                    self.spans.push(Span::text("– "));
                }
            }
            "td" | "th" => self.spans.push(Span::text(" ")),
            "img" if opens => {
                let alt = attribute("alt");
                match image(&attribute("src")) {
                    Some(name) => self.spans.push(Span::Image { name, alt }),
                    None => self.text(&alt),
                }
            }
            "script" | "style" | "iframe" | "noscript" | "object" | "template" if opens && !tag.self_closing => {
                self.hidden += 1;
                let kind = if &*tag.name == "script" { RawKind::ScriptData } else { RawKind::Rawtext };
                if matches!(&*tag.name, "script" | "style" | "iframe") {
                    return TokenSinkResult::RawData(kind);
                }
            }
            "script" | "style" | "iframe" | "noscript" | "object" | "template" if !opens => self.hidden = self.hidden.saturating_sub(1),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

const RAISED: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const LOWERED: &str = "₀₁₂₃₄₅₆₇₈₉";

/// Raised or lowered figures have letters of their own; other texts get a mark.
fn figures(text: &str, letters: &str, mark: &str) -> String {
    let letters: Vec<char> = letters.chars().collect();
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
        text.bytes().map(|b| letters[usize::from(b - b'0')]).collect()
    } else if text.trim().is_empty() {
        text.to_owned()
    } else {
        format!("{mark}({text})")
    }
}

impl<F: Fn(&str) -> Option<String>> TokenSink for Sink<F> {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut state = self.state.borrow_mut();
        match token {
            Token::CharacterTokens(text) => state.text(&text),
            Token::TagToken(tag) => return state.tag(&tag, &self.image),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

/// Spans of HTML. `image` names the picture behind an address, or says that there is none to be had.
pub fn spans(html: &str, image: impl Fn(&str) -> Option<String>) -> Vec<Span> {
    let tokenizer = Tokenizer::new(Sink { image, state: RefCell::default() }, TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(html));
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tidy(tokenizer.sink.state.into_inner().spans)
}

/// Markdown of HTML; pictures become their alternative text.
pub fn markdown(html: &str) -> String {
    super::rich::markdown(&spans(html, |_| None))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bank::formats::rich;

    #[test]
    fn what_acts_is_dropped_and_what_shows_is_kept() {
        let html = "<p>Diện tích 5 km<sup>2</sup><script>alert(1)</script> &amp; <b>không</b></p><p onclick=x>H<sub>2</sub>O&nbsp;<img src=\"http://x/y.png\" alt=\"sơ đồ\"></p>";
        assert_eq!(rich::plain(&markdown(html)), "Diện tích 5 km² & không\n\nH₂O sơ đồ");
        assert!(markdown(html).contains("**không**"));
    }

    #[test]
    fn markdown_survives_html() {
        for text in ["Một **hai** ba", "a \\* b \\_c\\_", "1\\. đầu\\\nhai\n\nba", "*nghiêng*, ***cả hai***", "x \\< y \\& z"] {
            assert_eq!(markdown(&rich::html(text, str::to_owned)), text);
        }
    }
}
