//! Numbers that Word makes: "Câu 1." or "A." may stand in no text at all.

use std::collections::HashMap;

use roxmltree::Node;

use crate::bank::formats::xml::{attribute, child, children};

#[derive(Clone, Debug)]
struct Level {
    format: String,
    text: String,
    start: u32,
}

#[derive(Clone, Debug)]
struct List {
    /// Counters are shared by lists of one definition, unless a list starts anew.
    counter: String,
    levels: HashMap<usize, Level>,
}

/// Lists of a document with their counters.
#[derive(Debug, Default)]
pub struct Numbering {
    lists: HashMap<String, List>,
    counters: HashMap<(String, usize), u32>,
}

/// Label of a paragraph.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Label {
    /// What is shown.
    pub text: String,
    /// A bullet, which counts nothing.
    pub is_bullet: bool,
}

/// Levels of a list, as Word allows.
const MOST_LEVELS: usize = 9;

fn value<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    child(node, name).and_then(|node| attribute(node, "val"))
}

fn level(node: Node<'_, '_>) -> Level {
    Level {
        format: value(node, "numFmt").unwrap_or("decimal").to_owned(),
        text: value(node, "lvlText").unwrap_or_default().to_owned(),
        start: value(node, "start").and_then(|start| start.parse().ok()).unwrap_or(1),
    }
}

impl Numbering {
    /// Of `word/numbering.xml`.
    pub fn of(root: Node<'_, '_>) -> Self {
        let index = |node: Node<'_, '_>| attribute(node, "ilvl").and_then(|at| at.parse::<usize>().ok()).filter(|at| *at < MOST_LEVELS);
        let definitions: HashMap<String, HashMap<usize, Level>> = children(root, "abstractNum")
            .filter_map(|node| {
                let levels = children(node, "lvl").filter_map(|node| Some((index(node)?, level(node)))).collect();
                Some((attribute(node, "abstractNumId")?.to_owned(), levels))
            })
            .collect();
        let mut lists = HashMap::new();
        for node in children(root, "num") {
            let (Some(id), Some(definition)) = (attribute(node, "numId"), value(node, "abstractNumId")) else { continue };
            let mut list = List { counter: format!("a{definition}"), levels: definitions.get(definition).cloned().unwrap_or_default() };
            for change in children(node, "lvlOverride") {
                let Some(at) = index(change) else { continue };
                if let Some(own) = child(change, "lvl") {
                    list.levels.insert(at, level(own));
                    list.counter = format!("n{id}");
                }
                if let (Some(start), Some(known)) =
                    (value(change, "startOverride").and_then(|start| start.parse().ok()), list.levels.get_mut(&at))
                {
                    known.start = start;
                    list.counter = format!("n{id}");
                }
            }
            lists.insert(id.to_owned(), list);
        }
        Self { lists, counters: HashMap::new() }
    }

    /// Label of the next paragraph of a list.
    pub fn next(&mut self, list: &str, at: usize) -> Option<Label> {
        let list = self.lists.get(list)?.clone();
        let level = list.levels.get(&at)?;
        if level.format == "bullet" {
            return Some(Label { text: "•".to_owned(), is_bullet: true });
        }
        if level.format == "none" {
            return None;
        }
        let counter =
            self.counters.entry((list.counter.clone(), at)).and_modify(|count| *count = count.saturating_add(1)).or_insert(level.start);
        let _ = counter;
        for deeper in at + 1..MOST_LEVELS {
            self.counters.remove(&(list.counter.clone(), deeper));
        }
        let mut text = level.text.clone();
        for shown in 0..=at {
            let mark = format!("%{}", shown + 1);
            if text.contains(&mark) {
                let known = list.levels.get(&shown);
                let count =
                    self.counters.get(&(list.counter.clone(), shown)).copied().unwrap_or_else(|| known.map_or(1, |level| level.start));
                text = text.replace(&mark, &number(count, known.map_or("decimal", |level| level.format.as_str())));
            }
        }
        (!text.trim().is_empty()).then_some(Label { text, is_bullet: false })
    }
}

fn number(count: u32, format: &str) -> String {
    match format {
        "upperLetter" => letters(count),
        "lowerLetter" => letters(count).to_lowercase(),
        "upperRoman" => roman(count),
        "lowerRoman" => roman(count).to_lowercase(),
        "decimalZero" => format!("{count:02}"),
        _ => count.to_string(),
    }
}

/// A … Z, AA, BB, …, as Word counts.
fn letters(count: u32) -> String {
    let at = count.saturating_sub(1);
    let letter = char::from(b'A' + u8::try_from(at % 26).unwrap_or(0));
    std::iter::repeat_n(letter, usize::try_from(at / 26 + 1).unwrap_or(1).min(10)).collect()
}

fn roman(count: u32) -> String {
    let mut rest = count.min(3999);
    let mut out = String::new();
    for (value, sign) in [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ] {
        while rest >= value {
            out.push_str(sign);
            rest -= value;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_as_word_does() {
        assert_eq!((letters(1), letters(26), letters(27)), ("A".into(), "Z".into(), "AA".into()));
        assert_eq!((roman(4), roman(1999)), ("IV".into(), "MCMXCIX".into()));
    }
}
