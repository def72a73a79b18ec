//! Gaps inside a text: `{1:SHORTANSWER:=a~=b}`, `{1:MULTICHOICE:=a~b}`, `{2:NUMERICAL:=12:0.5}`.

use std::fmt::Write;

use crate::bank::formats::{model::Gap, rich, rich_html};

/// A text with `[[1]]` where the gaps were, the gaps, and whether half-right answers were left out; `None` if a gap is broken.
pub fn read(text: &str) -> Option<(String, Vec<Gap>, bool)> {
    let mut out = String::new();
    let mut gaps = Vec::new();
    let mut has_parts = false;
    let mut rest = text;
    while let Some(start) = find_start(rest) {
        let end = find_end(&rest[start..]).map(|end| start + end)?;
        let inner = &rest[start + 1..end];
        out.push_str(&rest[..start]);
        let (gap, parts) = gap(inner)?;
        has_parts |= parts;
        gaps.push(gap);
        let _ = write!(out, "[[{}]]", gaps.len());
        rest = &rest[end + 1..];
    }
    out.push_str(rest);
    Some((out, gaps, has_parts))
}

/// `{`, digits, `:`, capital letters, `:`.
fn find_start(text: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(at) = text[from..].find('{').map(|at| from + at) {
        let inner = &text[at + 1..];
        let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
        let after = &inner[digits..];
        if let Some(kind) = after.strip_prefix(':') {
            let letters = kind.bytes().take_while(|b| b.is_ascii_uppercase() || *b == b'_').count();
            if letters > 1 && kind[letters..].starts_with(':') {
                return Some(at);
            }
        }
        from = at + 1;
    }
    None
}

fn find_end(text: &str) -> Option<usize> {
    let mut is_escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '}' => return Some(at),
            _ => {}
        }
    }
    None
}

/// Cuts at unescaped signs.
fn cut(text: &str, sign: char) -> Vec<String> {
    let mut out = vec![String::new()];
    let mut is_escaped = false;
    for c in text.chars() {
        if is_escaped {
            if let Some(last) = out.last_mut() {
                last.push('\\');
                last.push(c);
            }
            is_escaped = false;
        } else if c == '\\' {
            is_escaped = true;
        } else if c == sign {
            out.push(String::new());
        } else if let Some(last) = out.last_mut() {
            last.push(c);
        }
    }
    out
}

fn unescape(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        out.push(if c == '\\' { chars.next().unwrap_or('\\') } else { c });
    }
    out
}

fn gap(inner: &str) -> Option<(Gap, bool)> {
    let (_, rest) = inner.split_once(':')?;
    let (kind, answers) = rest.split_once(':')?;
    let is_choice = kind.starts_with("MULTI") || kind.starts_with("MC") || kind.starts_with("MR");
    let is_number = kind.starts_with("NUMERICAL") || kind == "NM";
    let mut out = Gap::default();
    let mut has_parts = false;
    for answer in cut(answers, '~') {
        let mut words = answer.as_str();
        let mut weight = if let Some(rest) = words.strip_prefix('=') {
            words = rest;
            100.0
        } else {
            0.0
        };
        if let Some((number, rest)) = words.strip_prefix('%').and_then(|rest| rest.split_once('%')) {
            weight = number.parse::<f64>().ok()?;
            words = rest;
        }
        let text = cut(words, '#').swap_remove(0);
        let text = if is_number { text.split(':').next().unwrap_or_default().replace('.', ",") } else { text };
        let text = rich_html::markdown(&unescape(&text));
        if text.is_empty() || text == "\\*" {
            continue;
        }
        if weight >= 100.0 {
            out.accepted.push(text);
        } else if is_choice {
            has_parts |= weight > 0.0;
            out.distractors.push(text);
        } else {
            has_parts |= weight > 0.0;
        }
    }
    Some((out, has_parts))
}

/// A gap as Moodle writes it.
pub fn write(gap: &Gap) -> String {
    let escape = |text: &str| {
        let mut out = String::new();
        for (at, c) in rich::html(text, str::to_owned).char_indices() {
            // At the start these are the signs of a right answer and of a weight.
            if matches!(c, '\\' | '}' | '#' | '~' | '"') || (at == 0 && matches!(c, '=' | '%')) {
                out.push('\\');
            }
            out.push(c);
        }
        out
    };
    let kind = if gap.distractors.is_empty() { "SHORTANSWER" } else { "MULTICHOICE" };
    let answers: Vec<String> =
        gap.accepted.iter().map(|text| format!("={}", escape(text))).chain(gap.distractors.iter().map(|text| escape(text))).collect();
    format!("{{1:{kind}:{}}}", answers.join("~"))
}
