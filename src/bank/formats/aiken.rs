//! Aiken: a stem, lettered options, a line with the key. The Vietnamese word for the key is taken too.

use std::{fmt::Write, sync::LazyLock};

use regex::Regex;

use super::{
    item_name,
    model::{Body, Choice, Draft, Flaw, Loss, Part, Place, Reading, Written},
    rich, vietnamese,
};

static OPTION: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^\s*([A-Za-z])[).]\s+(\S.*)$").expect("a constant pattern"));
static KEY: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^\s*(?i:answer|đáp án|đa|key)\s*:\s*(.*?)\s*$").expect("a constant pattern"));
static RATIONALE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^\s*(?i:giải thích|lời giải|feedback|explanation)\s*:\s*(.+?)\s*$").expect("a constant pattern"));

/// Whether a line is a key of this format.
pub fn is_key_line(line: &str) -> bool {
    KEY.captures(line).is_some_and(|found| vietnamese::letters(&found[1]).is_some())
}

#[derive(Default)]
struct Open {
    line: usize,
    stem: Vec<String>,
    options: Vec<String>,
}

/// Reads a file.
pub fn read(bytes: &[u8]) -> Reading {
    let text = match super::text_of(bytes) {
        Ok(text) => text,
        Err(flaw) => return Reading::refused(flaw),
    };
    let mut out = Reading::default();
    let mut open = Open::default();
    for (at, line) in text.trim_start_matches('\u{FEFF}').lines().enumerate() {
        let number = at + 1;
        if line.trim().is_empty() {
            continue;
        }
        if let Some(found) = KEY.captures(line) {
            let finished = std::mem::take(&mut open);
            match keys(&finished, number, &found[1]) {
                Ok(keys) => out.drafts.push(finished.draft(&keys)),
                Err(flaw) => {
                    out.flaws.push(flaw);
                    out.spoiled.extend((!finished.stem.is_empty()).then(|| finished.draft(&[])));
                }
            }
        } else if let Some(found) = RATIONALE.captures(line).filter(|_| open.stem.is_empty() && open.options.is_empty()) {
            if let Some(draft) = out.drafts.last_mut() {
                draft.rationale = rich::from_plain(&found[1]);
            }
        } else if let Some(found) = OPTION.captures(line).filter(|_| !open.stem.is_empty()) {
            let due = u8::try_from(open.options.len()).map_or(0, |count| b'A' + count);
            if found[1].to_ascii_uppercase().as_bytes() == [due] {
                open.options.push(found[2].to_owned());
            } else if open.options.is_empty() {
                open.stem.push(line.trim().to_owned());
            } else {
                out.flaws.push(Flaw::error(Place::Line(number), Part::Option(open.options.len()), "option_order", line));
                out.spoiled.push(std::mem::take(&mut open).draft(&[]));
            }
        } else if open.options.is_empty() {
            if open.stem.is_empty() {
                open.line = number;
            }
            open.stem.push(line.trim().to_owned());
        } else {
            // A new stem without a key before it: the question before is told, the new one goes on.
            out.flaws.push(Flaw::error(Place::Line(open.line), Part::Key, "no_key", open.stem.join(" ")));
            out.spoiled.push(open.draft(&[]));
            open = Open { line: number, stem: vec![line.trim().to_owned()], options: Vec::new() };
        }
    }
    if !open.stem.is_empty() {
        // A lone line is no question.
        let is_stray = open.options.is_empty();
        let code = if is_stray { "stray_text" } else { "no_key" };
        out.flaws.push(Flaw::error(Place::Line(open.line), Part::Key, code, open.stem.join(" ")));
        out.spoiled.extend((!is_stray).then(|| open.draft(&[])));
    }
    out
}

impl Open {
    fn draft(&self, keys: &[usize]) -> Draft {
        let options = self
            .options
            .iter()
            .enumerate()
            .map(|(at, text)| Choice { text: rich::from_plain(text), is_key: keys.contains(&at), feedback: String::new() })
            .collect();
        Draft::new(Place::Line(self.line), rich::from_plain(&self.stem.join("\n")), Body::Choice { options, many: keys.len() > 1 })
    }
}

/// The options that a key names.
fn keys(open: &Open, line: usize, key: &str) -> Result<Vec<usize>, Flaw> {
    let wrong = |part: Part, code: &'static str, value: &str| Flaw::error(Place::Line(line), part, code, value);
    if open.stem.is_empty() {
        return Err(wrong(Part::Stem, "answer_without_question", key));
    }
    if open.options.is_empty() {
        return Err(Flaw::error(Place::Line(open.line), Part::Whole, "no_options", open.stem.join(" ")));
    }
    let Some(keys) = vietnamese::letters(key.trim_end_matches('.')) else { return Err(wrong(Part::Key, "key_unreadable", key)) };
    if keys.iter().any(|at| *at >= open.options.len()) {
        return Err(wrong(Part::Key, "key_unknown", key));
    }
    Ok(keys)
}

/// Writes the single choice items; of these only stem, options and key.
pub fn write(drafts: &[Draft]) -> Written {
    let mut out = String::new();
    let mut lost = Vec::new();
    for draft in drafts {
        let lose = |code: &'static str| Loss { item: item_name(draft), code };
        let Body::Choice { options, many: false } = &draft.body else {
            lost.push(lose("item"));
            continue;
        };
        let line = |markdown: &str| rich::plain(markdown).split_whitespace().collect::<Vec<_>>().join(" ");
        let is_plain = |markdown: &str| rich::from_plain(&line(markdown)) == markdown;
        let stem = if draft.context.is_empty() { draft.stem.clone() } else { format!("{}\n\n{}", draft.context, draft.stem) };
        let losses = [
            (!is_plain(&stem) || !options.iter().all(|option| is_plain(&option.text)), "formatting"),
            (!draft.images.is_empty(), "images"),
            (options.iter().any(|option| !option.feedback.is_empty()), "feedback"),
            (!draft.rationale.is_empty(), "rationale"),
            (
                !draft.code.is_empty()
                    || !draft.topic.is_empty()
                    || draft.level.is_some()
                    || !draft.tags.is_empty()
                    || !draft.source.is_empty(),
                "labels",
            ),
            (draft.points.is_some_and(|points| points != 100), "points"),
        ];
        lost.extend(losses.into_iter().filter(|(is_lost, _)| *is_lost).map(|(_, code)| lose(code)));
        let _ = writeln!(out, "{}", line(&stem));
        for (at, option) in options.iter().enumerate() {
            let _ = writeln!(out, "{}. {}", char::from(b'A' + u8::try_from(at).unwrap_or(0)), line(&option.text));
        }
        let key = options.iter().position(|option| option.is_key).unwrap_or(0);
        let _ = writeln!(out, "ANSWER: {}\n", char::from(b'A' + u8::try_from(key).unwrap_or(0)));
    }
    Written { bytes: out.into_bytes(), lost }
}
