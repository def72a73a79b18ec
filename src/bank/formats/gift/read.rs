//! Text → items.

use super::truths_of;
use crate::bank::formats::{
    labels,
    model::{Body, Choice, Decimal, Draft, Flaw, Part, Place, Reading, Statement},
    rich, rich_html,
};

/// Reads a file.
pub fn read(bytes: &[u8]) -> Reading {
    let text = match super::super::text_of(bytes) {
        Ok(text) => text,
        Err(flaw) => return Reading::refused(flaw),
    };
    let mut out = Reading::default();
    let mut topic = String::new();
    for block in blocks(text.trim_start_matches('\u{FEFF}')) {
        if let Some(path) = &block.category {
            topic = labels::topic_of_category(path);
        }
        if block.lines.is_empty() {
            continue;
        }
        let place = Place::Line(block.line);
        match item(place, &block.lines.join("\n")) {
            Ok(Some((mut draft, mut remarks))) => {
                draft.topic.clone_from(&topic);
                if !block.id.is_empty() {
                    draft.code.clone_from(&block.id);
                }
                labels::take(&mut draft, block.tags);
                out.flaws.append(&mut remarks);
                out.drafts.push(draft);
            }
            Ok(None) => out.flaws.push(Flaw::remark(place, Part::Whole, "description", block.lines.join(" "))),
            Err(flaw) => {
                let written = rich::from_plain(&block.lines.join("\n"));
                let body = Body::Choice { options: Vec::new(), many: false };
                out.spoiled.push(Draft { label: flaw.label.clone(), topic: topic.clone(), ..Draft::new(place, written, body) });
                out.flaws.push(flaw);
            }
        }
    }
    out
}

/// Lines between blank lines, with the comments before them.
#[derive(Default)]
struct Block {
    line: usize,
    lines: Vec<String>,
    category: Option<String>,
    id: String,
    tags: Vec<String>,
}

fn blocks(text: &str) -> Vec<Block> {
    let mut out = Vec::new();
    let mut block = Block::default();
    for (at, line) in text.lines().enumerate() {
        let trimmed = line.trim();
        if trimmed.is_empty() {
            if !block.lines.is_empty() || block.category.is_some() {
                out.push(std::mem::take(&mut block));
            }
        } else if let Some(comment) = trimmed.strip_prefix("//") {
            for (kind, value) in bracketed(comment) {
                match kind.as_str() {
                    "id" => block.id = value,
                    "tag" => block.tags.push(value),
                    _ => {}
                }
            }
        } else if let Some(path) = trimmed.strip_prefix("$CATEGORY:") {
            if !block.lines.is_empty() {
                out.push(std::mem::take(&mut block));
            }
            block.category = Some(path.trim().to_owned());
        } else {
            if block.lines.is_empty() {
                block.line = at + 1;
            }
            block.lines.push(line.to_owned());
        }
    }
    out.push(block);
    out
}

/// `[id:x] [tag:y]` of a comment; `\]` is a bracket of the value.
fn bracketed(comment: &str) -> Vec<(String, String)> {
    let mut out = Vec::new();
    let mut rest = comment;
    while let Some((_, after)) = rest.split_once('[') {
        let mut value = String::new();
        let mut end = None;
        let mut is_escaped = false;
        for (at, c) in after.char_indices() {
            match c {
                _ if is_escaped => {
                    value.push(c);
                    is_escaped = false;
                }
                '\\' => is_escaped = true,
                ']' => {
                    end = Some(at);
                    break;
                }
                c => value.push(c),
            }
        }
        let Some(end) = end else { break };
        if let Some((kind, value)) = value.split_once(':') {
            out.push((kind.trim().to_owned(), value.trim().to_owned()));
        }
        rest = &after[end + 1..];
    }
    out
}

/// How the text of a part is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Plain,
    Html,
    Markdown,
}

fn kind(text: &str, inherited: Option<Kind>) -> (Option<Kind>, &str) {
    let text = text.trim_start();
    for (prefix, kind) in [("[html]", Kind::Html), ("[markdown]", Kind::Markdown), ("[plain]", Kind::Plain), ("[moodle]", Kind::Html)] {
        if let Some(rest) = text.strip_prefix(prefix) {
            return (Some(kind), rest);
        }
    }
    (inherited, text)
}

/// Markdown of a part, its escapes undone.
fn markdown(text: &str, inherited: Option<Kind>) -> String {
    let (kind, text) = kind(text, inherited);
    let text = unescape(text.trim());
    match kind {
        Some(Kind::Markdown) => text.trim().to_owned(),
        Some(Kind::Html) => rich_html::markdown(&text),
        // Without a word Moodle shows tags as HTML does, and line breaks as they stand.
        None if has_tags(&text) => rich_html::markdown(&text.replace('\n', "<br/>")),
        Some(Kind::Plain) | None => rich::from_plain(&text),
    }
}

fn has_tags(text: &str) -> bool {
    text.split('<').skip(1).any(|rest| {
        let name = rest.strip_prefix('/').unwrap_or(rest);
        name.starts_with(|c: char| c.is_ascii_lowercase()) && rest.contains('>')
    })
}

fn unescape(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (c, c == '\\') {
            (_, true) => match chars.next() {
                Some('n') => out.push('\n'),
                Some(next @ ('~' | '=' | '#' | '{' | '}' | ':' | '\\')) => out.push(next),
                Some(next) => {
                    out.push('\\');
                    out.push(next);
                }
                None => out.push('\\'),
            },
            (c, false) => out.push(c),
        }
    }
    out
}

/// Byte places of unescaped signs.
fn signs(text: &str, wanted: &[char]) -> Vec<(usize, char)> {
    let mut out = Vec::new();
    let mut is_escaped = false;
    for (at, c) in text.char_indices() {
        if is_escaped {
            is_escaped = false;
        } else if c == '\\' {
            is_escaped = true;
        } else if wanted.contains(&c) {
            out.push((at, c));
        }
    }
    out
}

type Item = Option<(Draft, Vec<Flaw>)>;

fn item(place: Place, text: &str) -> Result<Item, Flaw> {
    let mut rest = text.trim();
    let mut name = String::new();
    if let Some(after) = rest.strip_prefix("::") {
        let colons = signs(after, &[':']);
        let Some(end) = colons.windows(2).find(|two| two[1].0 == two[0].0 + 1).map(|two| two[0].0) else {
            return Err(Flaw::error(place, Part::Whole, "gift_name_open", rest));
        };
        name = unescape(after[..end].trim());
        rest = after[end + 2..].trim_start();
    }
    let (inherited, rest) = kind(rest, None);
    let wrong = |part: Part, code: &'static str, value: &str| Flaw::error(place, part, code, value).of(&name);
    let Some((open, _)) = signs(rest, &['{']).first().copied() else { return Ok(None) };
    let Some((close, _)) = signs(&rest[open..], &['}']).first().copied().map(|(at, c)| (open + at, c)) else {
        return Err(wrong(Part::Whole, "gift_brace_open", rest));
    };
    let (before, answers, after) = (&rest[..open], &rest[open + 1..close], rest[close + 1..].trim());
    if !signs(after, &['{']).is_empty() {
        return Err(wrong(Part::Whole, "gift_two_answers", after));
    }
    let mut stem = before.trim_end().to_owned();
    if after.chars().any(char::is_alphanumeric) {
        stem = format!("{} \\_\\_\\_\\_\\_ {after}", before.trim_end());
        if inherited != Some(Kind::Markdown) {
            stem = format!("{} _____ {after}", before.trim_end());
        }
    } else {
        // "Ai {…}?" keeps its sign.
        stem.push_str(after.trim_matches(['"', ';']));
    }
    let (answers, general) = match find_general(answers) {
        Some(at) => (&answers[..at], markdown(&answers[at + 4..], None)),
        None => (answers, String::new()),
    };
    let mut remarks = Vec::new();
    let body = body(place, answers.trim(), inherited, &mut remarks).map_err(|flaw| flaw.of(&name))?;
    let mut draft = Draft::new(place, markdown(&stem, inherited), body);
    draft.code = labels::code_of_name(&name);
    draft.label = name;
    draft.rationale = general;
    Ok(Some((draft, remarks)))
}

/// Where `####` starts.
fn find_general(answers: &str) -> Option<usize> {
    let found = signs(answers, &['#']);
    found.windows(4).find(|four| four[3].0 == four[0].0 + 3).map(|four| four[0].0)
}

/// One answer of the braces.
struct Answer {
    is_right: bool,
    weight: Option<f64>,
    text: String,
    feedback: String,
}

fn answers_of(text: &str) -> Result<Vec<Answer>, String> {
    let starts = signs(text, &['=', '~']);
    if let Some((first, _)) = starts.first()
        && !text[..*first].trim().is_empty()
    {
        return Err(text[..*first].to_owned());
    }
    let mut out = Vec::new();
    for (index, (at, sign)) in starts.iter().enumerate() {
        let end = starts.get(index + 1).map_or(text.len(), |next| next.0);
        let mut part = text[at + 1..end].trim();
        let mut weight = None;
        if let Some((number, rest)) = part.strip_prefix('%').and_then(|rest| rest.split_once('%')) {
            weight = Some(
                number.trim().replace(',', ".").parse::<f64>().ok().filter(|weight| weight.is_finite()).ok_or_else(|| part.to_owned())?,
            );
            part = rest.trim();
        }
        let (words, feedback) = signs(part, &['#']).first().map_or((part, ""), |(at, _)| (&part[..*at], &part[at + 1..]));
        out.push(Answer { is_right: *sign == '=', weight, text: words.trim().to_owned(), feedback: markdown(feedback, None) });
    }
    Ok(out)
}

fn body(place: Place, text: &str, inherited: Option<Kind>, remarks: &mut Vec<Flaw>) -> Result<Body, Flaw> {
    let wrong = |part: Part, code: &'static str, value: &str| Flaw::error(place, part, code, value);
    if text.is_empty() {
        return Ok(Body::Essay { guide: String::new() });
    }
    if let Some(list) = text.strip_prefix('>') {
        let items: Vec<String> = list.lines().skip(1).map(|line| markdown(line, inherited)).filter(|line| !line.is_empty()).collect();
        return Ok(Body::Ordering(items));
    }
    let word = signs(text, &['#']).first().map_or(text, |(at, _)| &text[..*at]).trim();
    match word.to_uppercase().as_str() {
        "T" | "TRUE" | "ĐÚNG" => return Ok(Body::Truth(true)),
        "F" | "FALSE" | "SAI" => return Ok(Body::Truth(false)),
        _ => {}
    }
    if let Some(number) = text.strip_prefix('#') {
        return numerical(place, number, remarks);
    }
    let answers = answers_of(text).map_err(|value| wrong(Part::Key, "gift_answer", &value))?;
    if answers.is_empty() {
        return Err(wrong(Part::Key, "gift_answer", text));
    }
    let arrow = |answer: &Answer| answer.text.split_once("->").map(|(left, right)| (left.to_owned(), right.to_owned()));
    if answers.len() > 1 && answers.iter().all(|answer| answer.is_right && arrow(answer).is_some()) {
        return Ok(matching(answers.iter().filter_map(arrow), inherited));
    }
    if answers.iter().all(|answer| answer.is_right) {
        let (full, part): (Vec<&Answer>, Vec<&Answer>) =
            answers.iter().partition(|answer| answer.weight.is_none_or(|weight| weight >= 100.0));
        if !part.is_empty() {
            remarks.push(Flaw::remark(
                place,
                Part::Key,
                "partial_credit",
                part.iter().map(|answer| answer.text.as_str()).collect::<Vec<_>>().join("; "),
            ));
        }
        return Ok(Body::Short { accepted: full.iter().map(|answer| markdown(&answer.text, inherited)).collect(), case_sensitive: false });
    }
    let many = answers.iter().filter(|answer| answer.is_right).count() != 1;
    if let Some(answer) = answers.iter().find(|answer| !many && answer.weight.is_some_and(|weight| weight > 0.0 && weight < 100.0)) {
        remarks.push(Flaw::remark(place, Part::Key, "partial_credit", &answer.text));
    }
    let options: Vec<Choice> = answers
        .iter()
        .map(|answer| Choice {
            text: markdown(&answer.text, inherited),
            is_key: answer.is_right || (many && answer.weight.is_some_and(|weight| weight > 0.0)),
            feedback: answer.feedback.clone(),
        })
        .collect();
    Ok(Body::Choice { options, many })
}

fn matching(pairs: impl Iterator<Item = (String, String)>, inherited: Option<Kind>) -> Body {
    let (mut matched, mut distractors) = (Vec::new(), Vec::new());
    for (left, right) in pairs {
        let (left, right) = (markdown(&left, inherited), markdown(&right, inherited));
        if left.is_empty() { distractors.push(right) } else { matched.push((left, right)) }
    }
    match truths_of(&matched, &distractors) {
        Some(truths) => {
            Body::Statements(matched.into_iter().zip(truths).map(|((text, _), truth)| Statement { text, is_true: Some(truth) }).collect())
        }
        None => Body::Matching { pairs: matched, distractors },
    }
}

/// `1822:5`, `3.141..3.142`, `=1822:0 =%50%1822:2`.
fn numerical(place: Place, text: &str, remarks: &mut Vec<Flaw>) -> Result<Body, Flaw> {
    let wrong = || Flaw::error(place, Part::Key, "gift_number", text);
    let first = signs(text, &['#']).first().map_or(text, |(at, _)| &text[..*at]).trim();
    let range = if first.starts_with('=') {
        let answers = answers_of(text.trim()).map_err(|_| wrong())?;
        let (full, part): (Vec<&Answer>, Vec<&Answer>) =
            answers.iter().partition(|answer| answer.weight.is_none_or(|weight| weight >= 100.0));
        if answers.len() > 1 {
            remarks.push(Flaw::remark(
                place,
                Part::Key,
                "partial_credit",
                part.iter().chain(full.iter().skip(1)).map(|answer| answer.text.as_str()).collect::<Vec<_>>().join("; "),
            ));
        }
        full.first().map(|answer| answer.text.clone()).ok_or_else(wrong)?
    } else {
        first.to_owned()
    };
    let (value, tolerance) = if let Some((low, high)) = range.split_once("..") {
        super::middle(low, high).ok_or_else(wrong)?
    } else {
        let (value, tolerance) = range.split_once(':').unwrap_or((&range, "0"));
        (Decimal::parse(value).ok_or_else(wrong)?, Decimal::parse(tolerance).ok_or_else(wrong)?)
    };
    Ok(Body::Number { value, tolerance })
}
