//! What every item must be, whatever file it came from.

use std::collections::{HashMap, HashSet};

use super::{
    gaps,
    model::{Body, Draft, Flaw, Part, Reading},
    rich,
};
use crate::kernel::text::search_key;

/// Options of a choice, as banks take them.
const OPTIONS: std::ops::RangeInclusive<usize> = 2..=9;
/// Parts of a cluster, a matching, an ordering, gaps.
const MOST_PARTS: usize = 20;
/// Characters of a stem, a case, an explanation.
const LONGEST_TEXT: usize = 20_000;
/// Characters of an option.
const LONGEST_OPTION: usize = 4_000;

/// Takes out the drafts with errors and adds what was found. Sorted as the file goes.
pub fn all(reading: Reading) -> Reading {
    let Reading { drafts, mut spoiled, mut flaws } = reading;
    let mut kept: Vec<Draft> = Vec::with_capacity(drafts.len());
    let mut seen: HashMap<String, String> = HashMap::new();
    for draft in drafts {
        let mut found = item(&draft);
        if let Some(before) = seen.get(&likeness(&draft)) {
            found.push(Flaw::remark(draft.place, Part::Stem, "item_twice", before));
        }
        let is_good = !found.iter().any(|flaw| flaw.is_error);
        flaws.extend(found.into_iter().map(|flaw| flaw.of(&draft.label)));
        if is_good {
            let name = if draft.label.is_empty() { rich::plain(&draft.stem) } else { draft.label.clone() };
            seen.entry(likeness(&draft)).or_insert(name);
            kept.push(draft);
        } else {
            spoiled.push(draft);
        }
    }
    flaws.sort_by_key(|flaw| flaw.place);
    spoiled.sort_by_key(|draft| draft.place);
    Reading { drafts: kept, spoiled, flaws }
}

/// Equal for items that say the same with other spaces, marks' forms or capitals.
fn likeness(draft: &Draft) -> String {
    let texts: Vec<String> = draft.body.texts().into_iter().map(|text| crate::kernel::text::clean_line(text).to_lowercase()).collect();
    format!("{}\u{0}{}\u{0}{}", crate::kernel::text::clean_line(&draft.stem).to_lowercase(), draft.context, texts.join("\u{0}"))
}

/// What is wrong with an item, and what is worth a look.
pub fn item(draft: &Draft) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    let mut error = |part: Part, code: &'static str, value: String| flaws.push(Flaw::error(draft.place, part, code, value));
    if draft.stem.trim().is_empty() {
        error(Part::Stem, "stem_empty", String::new());
    }
    for text in [&draft.stem, &draft.context, &draft.rationale] {
        if text.chars().count() > LONGEST_TEXT {
            error(Part::Stem, "text_long", text.clone());
        }
    }
    if draft.points.is_some_and(|points| !(1..=100_000).contains(&points)) {
        error(Part::Points, "points", draft.points.unwrap_or_default().to_string());
    }
    body(&draft.body, &draft.stem, &mut error);
    if let Body::Choice { options, .. } = &draft.body {
        for (at, option) in options.iter().enumerate().filter(|(_, option)| speaks_of_others(&option.text)) {
            flaws.push(Flaw::remark(draft.place, Part::Option(at), "option_refers", &option.text));
        }
    }
    flaws
}

fn body(body: &Body, stem: &str, error: &mut dyn FnMut(Part, &'static str, String)) {
    match body {
        Body::Choice { options, many } => {
            if !OPTIONS.contains(&options.len()) {
                error(Part::Whole, if options.len() < 2 { "options_few" } else { "options_many" }, options.len().to_string());
            }
            distinct(options.iter().map(|option| option.text.as_str()), error);
            let keys = options.iter().filter(|option| option.is_key).count();
            if keys == 0 {
                error(Part::Key, "no_key", rich::plain(stem));
            } else if !many && keys > 1 {
                error(Part::Key, "single_keys", keys.to_string());
            } else if *many && keys == options.len() {
                error(Part::Key, "all_keys", keys.to_string());
            }
        }
        Body::Truth(_) | Body::Essay { .. } => {}
        Body::Statements(list) => {
            parts(list.len(), error);
            distinct(list.iter().map(|statement| statement.text.as_str()), error);
            if let Some(at) = list.iter().position(|statement| statement.is_true.is_none()) {
                error(Part::Option(at), "no_key", list[at].text.clone());
            }
        }
        Body::Short { accepted, .. } => {
            if accepted.iter().all(|text| text.trim().is_empty()) {
                error(Part::Key, "no_key", rich::plain(stem));
            }
        }
        Body::Number { tolerance, .. } => {
            if tolerance.is_negative() {
                error(Part::Key, "tolerance", tolerance.vietnamese());
            }
        }
        Body::Matching { pairs, distractors } => {
            // Right sides are named by letters too.
            let rights = pairs.len() + distractors.len();
            parts(if rights > MOST_PARTS { rights } else { pairs.len() }, error);
            distinct(pairs.iter().map(|(left, _)| left.as_str()), error);
            if let Some(at) = pairs.iter().position(|(_, right)| right.trim().is_empty()) {
                error(Part::Option(at), "option_empty", String::new());
            }
            if distractors.iter().any(|text| pairs.iter().any(|(_, right)| right == text)) {
                error(Part::Key, "distractor_right", distractors.join("; "));
            }
        }
        Body::Ordering(list) => {
            parts(list.len(), error);
            distinct(list.iter().map(String::as_str), error);
        }
        Body::Gaps(list) => {
            if list.is_empty() || list.len() > MOST_PARTS || gaps::marks(stem) != list.len() {
                error(Part::Stem, "gap_marks", format!("{} / {}", gaps::marks(stem), list.len()));
            }
            for (at, gap) in list.iter().enumerate() {
                if gap.accepted.iter().all(|text| text.trim().is_empty()) {
                    error(Part::Option(at), "no_key", format!("[[{}]]", at + 1));
                }
            }
        }
    }
}

fn parts(count: usize, error: &mut dyn FnMut(Part, &'static str, String)) {
    if count < 2 {
        error(Part::Whole, "options_few", count.to_string());
    } else if count > MOST_PARTS {
        error(Part::Whole, "options_many", count.to_string());
    }
}

fn distinct<'a>(texts: impl Iterator<Item = &'a str>, error: &mut dyn FnMut(Part, &'static str, String)) {
    let mut seen = HashSet::new();
    for (at, text) in texts.enumerate() {
        if text.trim().is_empty() {
            error(Part::Option(at), "option_empty", String::new());
        } else if text.chars().count() > LONGEST_OPTION {
            error(Part::Option(at), "text_long", text.to_owned());
        } else if !seen.insert(crate::kernel::text::clean_line(text).to_lowercase()) {
            error(Part::Option(at), "option_twice", rich::plain(text));
        }
    }
}

/// "Cả A và B", "Tất cả các phương án trên": wrong as soon as options are shuffled.
fn speaks_of_others(option: &str) -> bool {
    let key = search_key(option);
    let starts = [
        "ca a",
        "ca b",
        "ca c",
        "ca hai",
        "ca ba",
        "ca bon",
        "ca 2",
        "ca 3",
        "ca 4",
        "tat ca cac",
        "tat ca deu",
        "tat ca phuong",
        "a va b",
        "b va c",
        "a, b",
        "b, c",
    ];
    starts.iter().any(|start| key.strip_prefix(start).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric())))
        && (key.len() < 40)
}
