//! Keys that are only shown: an option underlined, bold, coloured, highlighted, starred.

use std::collections::HashMap;

use super::{
    line::{Glyph, Look},
    question::Lettered,
};
use crate::bank::formats::model::KeySource;

/// Share of an option's letters that must be set off, in percent: a single stressed word marks no key.
const ENOUGH: usize = 40;

/// What the look of the options says: at most one set for each way of marking.
pub fn keys(options: &[Lettered]) -> Vec<(KeySource, Vec<usize>)> {
    let mut out = Vec::new();
    let signed: Vec<usize> = positions(options, |option| option.is_signed);
    if !signed.is_empty() {
        out.push((KeySource::Sign, signed));
    }
    for (source, has) in [
        (KeySource::Underline, (|look| look.underline) as fn(&Look) -> bool),
        (KeySource::Bold, |look| look.bold),
        (KeySource::Highlight, |look| look.highlight),
    ] {
        let by_text = positions(options, |option| is_marked(&option.text(), has));
        let by_label = positions(options, |option| option.label.is_some_and(|look| has(&look)));
        // Labels are often all bold: then only the texts tell.
        if let Some(set) = [by_text, by_label].into_iter().find(|set| sets_apart(set, options.len())) {
            out.push((source, set));
        }
    }
    if let Some(set) = coloured(options) {
        out.push((KeySource::Colour, set));
    }
    out
}

/// Options that carry a mark of any kind, all or none of them included: statements that are true.
pub fn marked(options: &[Lettered]) -> Vec<usize> {
    let has = |look: &Look| look.underline || look.bold || look.highlight || look.colour != 0;
    positions(options, |option| option.is_signed || is_marked(&option.text(), has) || option.label.is_some_and(|look| has(&look)))
}

fn positions(options: &[Lettered], is_so: impl Fn(&Lettered) -> bool) -> Vec<usize> {
    options.iter().enumerate().filter(|(_, option)| is_so(option)).map(|(at, _)| at).collect()
}

const fn sets_apart(set: &[usize], options: usize) -> bool {
    !set.is_empty() && set.len() < options
}

fn letters(text: &[Glyph]) -> impl Iterator<Item = &Glyph> {
    text.iter().filter(|glyph| glyph.c.is_alphanumeric())
}

fn is_marked(text: &[Glyph], has: impl Fn(&Look) -> bool) -> bool {
    let all = letters(text).count();
    all > 0 && letters(text).filter(|glyph| has(&glyph.look)).count() * 100 >= all * ENOUGH
}

/// The options in another colour than the rest: the rest is the larger group, or the one in the automatic colour.
fn coloured(options: &[Lettered]) -> Option<Vec<usize>> {
    let colours: Vec<u32> = options.iter().map(main_colour).collect();
    let labels: Vec<u32> = options.iter().map(|option| option.label.map_or(0, |look| look.colour)).collect();
    [colours, labels].into_iter().find_map(|colours| {
        let mut counts: HashMap<u32, usize> = HashMap::new();
        for colour in &colours {
            *counts.entry(*colour).or_default() += 1;
        }
        let usual = counts.iter().max_by_key(|(colour, count)| (**count, **colour == 0, **colour)).map(|(colour, _)| *colour)?;
        let set: Vec<usize> = colours.iter().enumerate().filter(|(_, colour)| **colour != usual).map(|(at, _)| at).collect();
        sets_apart(&set, options.len()).then_some(set)
    })
}

fn main_colour(option: &Lettered) -> u32 {
    let text = option.text();
    let mut counts: HashMap<u32, usize> = HashMap::new();
    for glyph in letters(&text) {
        *counts.entry(glyph.look.colour).or_default() += 1;
    }
    let all: usize = counts.values().sum();
    counts
        .into_iter()
        .filter(|(colour, count)| *colour != 0 && count * 100 >= all * ENOUGH)
        .max_by_key(|(_, count)| *count)
        .map_or(0, |(colour, _)| colour)
}
