//! Text that people paste: from Word or a page with its looks, or plain; in any of the text formats too.

use std::cell::RefCell;

use html5ever::{
    tendril::StrTendril,
    tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts, states::RawKind},
};

use super::{
    Format, csv,
    exam::{
        self,
        line::{Block, Line, Look, Text},
    },
    model::{Flaw, Reading},
};

/// Elements open at once; what lies deeper is read as if it lay here.
const DEEPEST: usize = 200;

/// Reads what was pasted: the HTML where there is some, else the text.
pub fn read(text: &str, html: &str) -> Reading {
    if !html.trim().is_empty() {
        return super::finished(exam::read(text_of(html)));
    }
    if text.trim().is_empty() {
        return Reading::refused(Flaw::file("file_empty", ""));
    }
    match format_of(text) {
        Some(format) => super::read(format, text.as_bytes()),
        None => super::finished(exam::read(plain(text))),
    }
}

/// The format of a text that is not written as people write for people.
fn format_of(text: &str) -> Option<Format> {
    let is_line = |test: &dyn Fn(&str) -> bool| text.lines().any(|line| test(line.trim()));
    if is_line(&|line| line == "[[item]]") {
        Some(Format::Native)
    } else if (text.contains("::") && text.contains('{')) || is_line(&|line| line.contains("{=") || line.contains("{~")) {
        Some(Format::Gift)
    } else if is_line(&|line| line.starts_with("ANSWER:")) {
        Some(Format::Aiken)
    } else if text.contains('\t') && !csv::read(text.as_bytes()).drafts.is_empty() {
        // Cells of a sheet travel with tabs between them.
        Some(Format::Csv)
    } else {
        None
    }
}

fn plain(text: &str) -> Text {
    let line = |(at, words): (usize, &str)| {
        let mut line = Line { paragraph: at + 1, ..Line::default() };
        line.push_str(words, Look::default());
        Block::Line(line)
    };
    let text = crate::kernel::text::nfc(text);
    Text { blocks: text.lines().enumerate().map(line).collect(), ..Text::default() }
}

fn text_of(html: &str) -> Text {
    let tokenizer = Tokenizer::new(Sink(RefCell::default()), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(html));
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    let mut state = tokenizer.sink.0.into_inner();
    state.end_line();
    state.end_table();
    Text { blocks: state.blocks, ..Text::default() }
}

/// A list that is open: how it counts, how far it is.
struct List {
    kind: Counting,
    next: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Counting {
    Bullets,
    Numbers,
    Capitals,
    Letters,
}

#[derive(Default)]
struct State {
    blocks: Vec<Block>,
    open: Vec<(String, Look)>,
    line: Line,
    paragraph: usize,
    lists: Vec<List>,
    /// Rows of the table that is open, and how many tables lie in its cells.
    table: Option<Vec<Vec<Vec<Line>>>>,
    inner_tables: usize,
}

struct Sink(RefCell<State>);

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut state = self.0.borrow_mut();
        match token {
            Token::CharacterTokens(text) => state.words(&text),
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => return state.start(&tag),
            Token::TagToken(tag) => state.end(&tag),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

fn attribute(tag: &Tag, name: &str) -> String {
    tag.attrs.iter().find(|it| &*it.name.local == name).map(|it| it.value.to_string()).unwrap_or_default()
}

impl State {
    fn look(&self) -> Look {
        self.open.last().map(|(_, look)| *look).unwrap_or_default()
    }

    fn words(&mut self, text: &str) {
        let look = self.look();
        for c in text.chars() {
            // Line ends of the source are spaces; spaces at the start of a line, and twice, are the source's too.
            let c = if matches!(c, '\n' | '\r') { ' ' } else { c };
            let is_again = c == ' ' && self.line.glyphs.last().is_none_or(|last| last.c == ' ');
            if !is_again && c != '\0' {
                self.line.push(c, look);
            }
        }
    }

    fn end_line(&mut self) {
        let mut line = std::mem::take(&mut self.line);
        while line.glyphs.last().is_some_and(|glyph| glyph.c == ' ') {
            line.glyphs.pop();
        }
        if line.is_blank() {
            return;
        }
        self.paragraph += 1;
        line.paragraph = self.paragraph;
        let cell = self.table.as_mut().and_then(|rows| rows.last_mut()).and_then(|row| row.last_mut());
        match cell {
            Some(cell) => cell.push(line),
            None => self.blocks.push(Block::Line(line)),
        }
    }

    fn end_table(&mut self) {
        if let Some(rows) = self.table.take().filter(|rows| rows.iter().any(|row| !row.is_empty())) {
            self.blocks.push(Block::Table(rows));
        }
    }

    fn start(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        let name = &*tag.name;
        let look = looked(self.look(), name, &attribute(tag, "style"), &attribute(tag, "color"));
        match name {
            "style" | "script" | "title" => {
                return TokenSinkResult::RawData(if name == "script" { RawKind::ScriptData } else { RawKind::Rawtext });
            }
            "br" => self.end_line(),
            "table" if self.table.is_some() => self.inner_tables += 1,
            "table" => {
                self.end_line();
                self.table = Some(Vec::new());
            }
            "tr" if self.inner_tables == 0 => {
                self.end_line();
                if let Some(rows) = &mut self.table {
                    rows.push(Vec::new());
                }
            }
            "td" | "th" if self.inner_tables == 0 => {
                self.end_line();
                if let Some(row) = self.table.as_mut().and_then(|rows| rows.last_mut()) {
                    row.push(Vec::new());
                }
            }
            "ul" | "ol" => {
                self.end_line();
                let kind = counting(name, &attribute(tag, "type"), &attribute(tag, "style"));
                let next = attribute(tag, "start").parse().unwrap_or(1);
                self.lists.push(List { kind, next });
            }
            "li" => self.item(tag, look),
            name if is_block(name) => {
                self.end_line();
                self.line.is_heading = name.len() == 2 && name.starts_with('h') && name != "hr";
            }
            _ => {}
        }
        if !tag.self_closing && !matches!(name, "br" | "img" | "hr" | "meta" | "link" | "input" | "col") && self.open.len() < DEEPEST {
            self.open.push((name.to_owned(), look));
        }
        TokenSinkResult::Continue
    }

    /// The number that the list gives is what a person saw before the words.
    fn item(&mut self, tag: &Tag, look: Look) {
        self.end_line();
        let own = attribute(tag, "style");
        let Some(list) = self.lists.last_mut() else { return };
        let kind = if own.contains("list-style-type") { counting("ol", "", &own) } else { list.kind };
        let letter = |base: u8| u8::try_from((list.next.max(1) - 1) % 26).map_or('?', |at| char::from(base + at));
        let label = match kind {
            Counting::Bullets => None,
            Counting::Numbers => Some(format!("{}. ", list.next)),
            Counting::Capitals => Some(format!("{}. ", letter(b'A'))),
            Counting::Letters => Some(format!("{}) ", letter(b'a'))),
        };
        list.next += 1;
        match label {
            Some(label) => self.line.push_str(&label, look),
            None => self.line.is_bullet = true,
        }
    }

    fn end(&mut self, tag: &Tag) {
        let name = &*tag.name;
        match name {
            "table" if self.inner_tables > 0 => self.inner_tables -= 1,
            "table" => {
                self.end_line();
                self.end_table();
            }
            "ul" | "ol" => {
                self.end_line();
                self.lists.pop();
            }
            "li" => self.end_line(),
            name if is_block(name) => self.end_line(),
            _ => {}
        }
        if let Some(at) = self.open.iter().rposition(|(open, _)| open == name) {
            self.open.truncate(at);
        }
    }
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "hr" | "blockquote" | "section" | "article" | "td" | "th" | "tr" | "pre"
    )
}

fn counting(name: &str, kind: &str, style: &str) -> Counting {
    if name == "ul" {
        return Counting::Bullets;
    }
    match (kind, style) {
        ("A", _) => Counting::Capitals,
        ("a", _) => Counting::Letters,
        (_, style) if style.contains("upper-alpha") || style.contains("upper-latin") => Counting::Capitals,
        (_, style) if style.contains("lower-alpha") || style.contains("lower-latin") => Counting::Letters,
        (_, style) if style.contains("disc") || style.contains("circle") || style.contains("square") => Counting::Bullets,
        _ => Counting::Numbers,
    }
}

/// The look inside an element.
fn looked(mut look: Look, name: &str, style: &str, colour_attribute: &str) -> Look {
    match name {
        "b" | "strong" => look.bold = true,
        "i" | "em" => look.italic = true,
        "u" | "ins" => look.underline = true,
        "mark" => look.highlight = true,
        "font" if !colour_attribute.is_empty() => look.colour = colour(colour_attribute).unwrap_or(look.colour),
        _ => {}
    }
    for part in style.split(';') {
        let Some((property, value)) = part.split_once(':') else { continue };
        let value = value.trim().to_ascii_lowercase();
        match property.trim().to_ascii_lowercase().as_str() {
            "font-weight" => look.bold = value.starts_with("bold") || value.parse::<u32>().is_ok_and(|weight| weight >= 600),
            "font-style" => look.italic = value.starts_with("italic"),
            "text-decoration" | "text-decoration-line" if value.contains("underline") => look.underline = true,
            "color" => look.colour = colour(&value).unwrap_or(look.colour),
            "background" | "background-color" | "mso-highlight" => {
                look.highlight = !matches!(value.as_str(), "white" | "transparent" | "none" | "initial" | "inherit" | "auto")
                    && colour_value(&value).is_none_or(|[red, green, blue]| red.min(green).min(blue) < 0xF0);
            }
            _ => {}
        }
    }
    look
}

/// As [`Look::colour`]: 0 for what is as good as black.
fn colour(value: &str) -> Option<u32> {
    let [red, green, blue] = colour_value(value)?;
    let is_dark = red.max(green).max(blue) < 0x48;
    Some(if is_dark { 0 } else { u32::from_be_bytes([0, red, green, blue]) + 1 })
}

fn colour_value(value: &str) -> Option<[u8; 3]> {
    let value = value.trim().to_ascii_lowercase();
    if let Some(digits) = value.strip_prefix('#') {
        let byte = |at: usize, len: usize| {
            let part = digits.get(at..at + len)?;
            u8::from_str_radix(part, 16).ok().map(|byte| if len == 1 { byte * 17 } else { byte })
        };
        return match digits.len() {
            3 => Some([byte(0, 1)?, byte(1, 1)?, byte(2, 1)?]),
            6 | 8 => Some([byte(0, 2)?, byte(2, 2)?, byte(4, 2)?]),
            _ => None,
        };
    }
    if let Some(list) = value.strip_prefix("rgb(").or_else(|| value.strip_prefix("rgba(")) {
        let mut parts = list.trim_end_matches(')').split([',', ' ', '/']).filter(|part| !part.is_empty());
        let mut next = || parts.next()?.split('.').next()?.parse::<u8>().ok();
        return Some([next()?, next()?, next()?]);
    }
    match value.as_str() {
        "red" => Some([255, 0, 0]),
        "blue" => Some([0, 0, 255]),
        "green" => Some([0, 128, 0]),
        "yellow" => Some([255, 255, 0]),
        "orange" => Some([255, 165, 0]),
        "lime" => Some([0, 255, 0]),
        "aqua" | "cyan" => Some([0, 255, 255]),
        "fuchsia" | "magenta" => Some([255, 0, 255]),
        "purple" => Some([128, 0, 128]),
        "black" | "windowtext" => Some([0, 0, 0]),
        "white" => Some([255, 255, 255]),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bank::formats::model::{Body, KeySource};

    fn told(reading: &Reading) -> Vec<(String, Vec<usize>, Vec<KeySource>)> {
        let keys = |body: &Body| match body {
            Body::Choice { options, .. } => options.iter().enumerate().filter(|(_, option)| option.is_key).map(|(at, _)| at).collect(),
            _ => Vec::new(),
        };
        reading.drafts.iter().map(|draft| (draft.stem.clone(), keys(&draft.body), draft.key_from.clone())).collect()
    }

    #[test]
    fn plain_text_is_read_as_people_write_it() {
        let reading = read("Câu 1. Một cộng một?\nA. 1\nB. 2\nĐáp án: B\n\nCâu 2. Hai?\n*A. hai\nB. ba\n", "");
        let wanted = [("Một cộng một?".to_owned(), vec![1], vec![KeySource::Line]), ("Hai?".to_owned(), vec![0], vec![KeySource::Sign])];
        assert_eq!(told(&reading), wanted, "{:?}", reading.flaws);
    }

    #[test]
    fn what_word_gives_keeps_its_marks() {
        let html = "<html><head><style>p{color:red}</style></head><body><!--StartFragment--><p class=MsoNormal><b>Câu 1.</b> Một cộng\nmột?<o:p></o:p></p><p>A.&nbsp;1</p><p><span style='color:red'>B. 2</span></p><p class=MsoListParagraph><![if !supportLists]><span>Câu 2.<span style='font:7.0pt \"Times New Roman\"'>&nbsp; </span></span><![endif]>Hai?</p><p><u>A</u>. hai</p><p style='color:windowtext'>B. ba</p><!--EndFragment--></body></html>";
        let reading = read("", html);
        let wanted =
            [("Một cộng một?".to_owned(), vec![1], vec![KeySource::Colour]), ("Hai?".to_owned(), vec![0], vec![KeySource::Underline])];
        assert_eq!(told(&reading), wanted, "{:?}", reading.flaws);
    }

    #[test]
    fn lists_and_tables_of_pages_are_read() {
        let html = "<ol><li>Một cộng một?<ol type=A><li>1</li><li>2</li></ol></li><li>Hai?<ol style='list-style-type: upper-alpha'><li><b>hai</b></li><li>ba</li></ol></li></ol><table><tr><td>Câu</td><td>1</td><td>2</td></tr><tr><td>Đáp án</td><td>B</td><td>A</td></tr></table>";
        let reading = read("", html);
        let keys: Vec<Vec<usize>> = told(&reading).into_iter().map(|(_, keys, _)| keys).collect();
        assert_eq!(keys, [vec![1], vec![0]], "{reading:?}");
    }

    #[test]
    fn other_text_formats_are_known() {
        assert_eq!(read("::a::Hai? {=hai ~ba}", "").drafts[0].label, "a");
        assert_eq!(read("Hai?\nA. hai\nB. ba\nANSWER: A\n", "").drafts.len(), 1);
        assert_eq!(read("Câu hỏi\tA\tB\tĐáp án\nHai?\thai\tba\tA\n", "").drafts.len(), 1);
    }

    #[test]
    fn hostile_pages_are_bounded() {
        let deep = format!("{}x{}", "<div><b>".repeat(20_000), "</b></div>".repeat(20_000));
        assert!(read("", &deep).drafts.is_empty());
        let act =
            read("", "<script>Câu 1. x</script><p onclick=a>Câu 1. Hai?</p><p>A. một</p><p>B. <b>hai</b></p><img src=x onerror=alert(1)>");
        assert_eq!(act.drafts[0].stem, "Hai?");
    }
}
