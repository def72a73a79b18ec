//! Items → text.

use std::fmt::Write;

use super::TRUTHS;
use crate::bank::formats::{
    item_name, labels,
    model::{Body, Draft, Loss, Written},
    rich,
};

/// Writes items.
pub fn write(drafts: &[Draft]) -> Written {
    let mut out = String::new();
    let mut lost = Vec::new();
    let mut topic = "";
    for draft in drafts {
        let lose = |code: &'static str| Loss { item: item_name(draft), code };
        if draft.topic != topic {
            topic = &draft.topic;
            let _ = writeln!(out, "$CATEGORY: {}\n", labels::category(topic));
        }
        let Some(answers) = answers(draft) else {
            lost.push(lose("item"));
            continue;
        };
        if draft.points.is_some_and(|points| points != 100) {
            lost.push(lose("points"));
        }
        if !draft.images.is_empty() {
            lost.push(lose("images"));
        }
        if matches!(draft.body, Body::Short { case_sensitive: true, .. }) {
            lost.push(lose("case"));
        }
        if matches!(&draft.body, Body::Essay { guide } if !guide.is_empty()) {
            lost.push(lose("guide"));
        }
        // A case text has no place of its own; it goes before the stem.
        let stem = if draft.context.is_empty() {
            draft.stem.clone()
        } else {
            lost.push(lose("context"));
            format!("{}\n\n{}", draft.context, draft.stem)
        };
        let marks = labels::of(draft, labels::Own { topic: true, code: true })
            .iter()
            .map(|tag| format!(" [tag:{}]", bracket(tag)))
            .collect::<Vec<_>>()
            .concat();
        let id = if draft.code.is_empty() { String::new() } else { format!(" [id:{}]", bracket(&draft.code)) };
        if !marks.is_empty() || !id.is_empty() {
            let _ = writeln!(out, "//{id}{marks}");
        }
        if !draft.code.is_empty() {
            let _ = write!(out, "::{}::", escape(&draft.code));
        }
        let _ = writeln!(out, "[markdown]{} {{{answers}}}\n", escape(&stem));
    }
    Written { bytes: out.into_bytes(), lost }
}

fn bracket(text: &str) -> String {
    text.replace('\\', "\\\\").replace(']', "\\]")
}

fn escape(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '~' | '=' | '#' | '{' | '}' | ':' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

/// The text between the braces; `None` for what GIFT has no form for.
fn answers(draft: &Draft) -> Option<String> {
    let mut out = match &draft.body {
        Body::Choice { options, many } => {
            let keys = options.iter().filter(|option| option.is_key).count();
            let wrong = options.len() - keys;
            let mut text = String::new();
            for option in options {
                let sign = match (many, option.is_key) {
                    (false, true) => "=".to_owned(),
                    (false, false) => "~".to_owned(),
                    (true, true) => format!("~%{}%", share(keys)),
                    (true, false) => format!("~%-{}%", share(wrong)),
                };
                let feedback = if option.feedback.is_empty() { String::new() } else { format!("#[markdown]{}", escape(&option.feedback)) };
                let _ = write!(text, "\n\t{sign}{}{feedback}", escape(&option.text));
            }
            text + "\n"
        }
        Body::Truth(truth) => if *truth { "TRUE" } else { "FALSE" }.to_owned(),
        Body::Statements(list) => {
            let mut text = String::new();
            for statement in list {
                let _ = write!(text, "\n\t={} -> {}", side(&statement.text)?, truth_word(statement.is_true == Some(true)));
            }
            for (word, truth) in TRUTHS {
                if !list.iter().any(|statement| statement.is_true == Some(truth)) {
                    let _ = write!(text, "\n\t= -> {word}");
                }
            }
            text + "\n"
        }
        Body::Short { accepted, .. } => {
            let mut text = String::new();
            for answer in accepted {
                let _ = write!(text, "={} ", side(answer)?);
            }
            text
        }
        Body::Number { value, tolerance } if tolerance.is_zero() => format!("#{}", value.as_str()),
        Body::Number { value, tolerance } => format!("#{}:{}", value.as_str(), tolerance.as_str()),
        Body::Matching { pairs, distractors } => {
            let mut text = String::new();
            for (left, right) in pairs
                .iter()
                .map(|(left, right)| (left.as_str(), right.as_str()))
                .chain(distractors.iter().map(|right| ("", right.as_str())))
            {
                let _ = write!(text, "\n\t={} -> {}", side(left)?, side(right)?);
            }
            text + "\n"
        }
        Body::Ordering(list) => {
            let mut text = ">ALL VERTICAL ABSOLUTE_POSITION\n".to_owned();
            for item in list {
                text.push_str(&(escape(item) + "\n"));
            }
            text
        }
        Body::Essay { .. } => String::new(),
        Body::Gaps(_) => return None,
    };
    if !draft.rationale.is_empty() {
        let _ = write!(out, "####[markdown]{}", escape(&draft.rationale));
    }
    Some(out)
}

/// A side of a pair, or a short answer: an arrow inside would be read as another pair.
fn side(text: &str) -> Option<String> {
    (!text.contains("->") && !rich::plain(text).contains("->")).then(|| escape(text))
}

fn truth_word(truth: bool) -> &'static str {
    TRUTHS[usize::from(!truth)].0
}

/// Moodle's weights have five places.
fn share(count: usize) -> String {
    #[allow(clippy::cast_precision_loss)] // at most nine options
    let share = 100.0 / count.max(1) as f64;
    let text = format!("{share:.5}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
