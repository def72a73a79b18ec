//! Takes lines apart: label and stem, option and option, cell and cell.

use super::{
    labels,
    line::{Glyph, Line, text},
    question::{Lettered, Question},
};
use crate::bank::formats::{model::Decimal, vietnamese};

/// Whether what follows the number makes it a label: a stop, a level, the end, or a capital letter.
pub fn is_question_label(line: &str) -> bool {
    labels::WORDED.find(line).is_some_and(|label| {
        let rest = line[label.end()..].trim_start();
        rest.is_empty()
            || rest.starts_with(['.', ':', ')', '(', '[', '/', '-', '–', '—'])
            || rest.starts_with(|c: char| c.is_uppercase() || !c.is_alphanumeric())
    })
}

/// "B. TỰ LUẬN": a heading that looks like an option.
pub fn is_lettered_heading(line: &str) -> bool {
    let Some(label) = labels::OPTION.find(line) else { return false };
    let key = crate::kernel::text::search_key(&line[label.end()..]);
    (key.starts_with("trac nghiem") || key.starts_with("tu luan") || key.starts_with("cau hoi trac nghiem"))
        && line[label.end()..].chars().filter(|c| c.is_alphabetic()).take(9).all(char::is_uppercase)
}

/// What follows the stop of a label.
pub fn after_stop(glyphs: &[Glyph]) -> Vec<Glyph> {
    let line = text(glyphs);
    let start = labels::STOP.find(&line).map_or(0, |stop| line[..stop.end()].chars().count());
    glyphs[start..].to_vec()
}

/// Takes level, points and stops from between a question's number and its stem.
pub fn take_tags(glyphs: &[Glyph], question: &mut Question) -> Vec<Glyph> {
    let mut rest = glyphs.to_vec();
    for _ in 0..5 {
        let line = text(&rest);
        let end = if let Some(found) = labels::LEVEL_TAG.captures(&line) {
            question.level = vietnamese::level(&found[1]);
            found.get(0).map_or(0, |part| part.end())
        } else if let Some(found) = labels::POINTS_TAG.captures(&line) {
            question.points = Decimal::parse_vi(&found[1]).and_then(|points| hundredths(&points));
            found.get(0).map_or(0, |part| part.end())
        } else if let Some(found) = labels::STOP.find(&line) {
            found.end()
        } else {
            break;
        };
        rest = rest.split_off(line[..end].chars().count());
    }
    rest
}

/// Points as hundredths; `None` if there are finer parts.
pub fn hundredths(points: &Decimal) -> Option<i64> {
    let (whole, part) = points.as_str().split_once('.').unwrap_or((points.as_str(), ""));
    (part.len() <= 2).then(|| format!("{whole}{part:0<2}").parse().ok()).flatten()
}

/// Whether options follow before the next question does.
pub fn has_options_ahead(lines: &[Line], is_worded: bool) -> bool {
    for line in lines.iter().filter(|line| !line.is_blank()).take(8) {
        let words = line.text();
        if labels::OPTION.captures(&words).is_some_and(|found| found[2].eq_ignore_ascii_case("a")) || line.is_bullet {
            return true;
        }
        let is_label = if is_worded { labels::WORDED.is_match(&words) } else { labels::BARE.is_match(&words) };
        if is_label {
            return false;
        }
    }
    false
}

/// Whether a question starts within the next three lines.
pub fn has_question_ahead(lines: &[Line], is_worded: bool) -> bool {
    let label = if is_worded { &labels::WORDED } else { &labels::BARE };
    lines.iter().filter(|line| !line.is_blank()).take(3).any(|line| label.is_match(&line.text()))
}

/// Cells of a row as lines; a cell that holds a label alone joins the next.
pub fn row(cells: Vec<Vec<Line>>, out: &mut Vec<Line>) {
    let mut label: Option<Line> = None;
    for cell in cells {
        for line in cell.into_iter().filter(|line| !line.is_blank()) {
            let line = match label.take() {
                Some(mut joined) => {
                    joined.push(' ', super::line::Look::default());
                    joined.glyphs.extend(line.glyphs);
                    joined
                }
                None => line,
            };
            let words = line.text();
            let is_question =
                labels::WORDED.find(&words).is_some_and(|found| words[found.end()..].trim_matches(['.', ':', ')', ' ']).is_empty());
            let is_letter = labels::LETTER.is_match(&words);
            if is_question || is_letter {
                let mut line = line;
                while line.glyphs.last().is_some_and(|glyph| glyph.c.is_whitespace()) {
                    line.glyphs.pop();
                }
                if !words.trim_end().ends_with(['.', ')', ':', '/']) {
                    line.push('.', super::line::Look::default());
                }
                label = Some(line);
            } else {
                out.push(line);
            }
        }
    }
    out.extend(label);
}

/// A stem, and options that stand on the same line; the next line tells whether letters in a stem are options.
pub fn stem_and_options(glyphs: &[Glyph], paragraph: usize, next: &str) -> (Vec<Glyph>, Vec<Lettered>) {
    let line = text(glyphs);
    let next_is_option = labels::OPTION.is_match(next);
    let first = labels::NEXT_OPTION.captures_iter(&line).find(|found| &found[3] == "A" || (&found[3] == "a" && found[1].len() > 1));
    if let Some(start) = first.and_then(|found| found.get(1).map(|gap| gap.start())).filter(|_| !next_is_option) {
        let at = line[..start].chars().count();
        let found = options(&glyphs[at..], paragraph, 0, next);
        if found.len() > 1 {
            return (glyphs[..at].to_vec(), found);
        }
    }
    (glyphs.to_vec(), Vec::new())
}

/// Options of a line, the first of them number `known`; none if the line does not start with the letter that is due.
pub fn options(glyphs: &[Glyph], paragraph: usize, known: usize, next: &str) -> Vec<Lettered> {
    let line = text(glyphs);
    let Some(first) = labels::OPTION.captures(&line) else { return Vec::new() };
    let letter_of = |text: &str| text.bytes().next().map_or(usize::MAX, |b| usize::from(b.to_ascii_uppercase().wrapping_sub(b'A')));
    if letter_of(&first[2]) != known {
        return Vec::new();
    }
    let is_lower = first[2].starts_with(|c: char| c.is_lowercase());
    let mut starts = vec![(
        first.get(0).map_or(0, |m| m.start()),
        first.get(1).is_some_and(|sign| is_tick(sign.as_str())),
        first.get(2).map_or(0, |m| m.start()),
        first.get(0).map_or(0, |m| m.end()),
    )];
    let due_next = labels::OPTION.captures(next).map(|found| letter_of(&found[2]));
    for found in labels::NEXT_OPTION.captures_iter(&line) {
        let due = known + starts.len();
        let Some((gap, letter)) = found.get(1).zip(found.get(3)) else { continue };
        let is_wide = gap.as_str() != " ";
        let same_case = letter.as_str().starts_with(|c: char| c.is_lowercase()) == is_lower;
        if letter_of(letter.as_str()) != due
            || !same_case
            || (is_lower && !is_wide)
            || starts.last().is_some_and(|last| last.3 > gap.start() + gap.len())
        {
            continue;
        }
        // After a single space the next line must not go on with this very letter.
        if !is_wide && due_next.is_some_and(|next| next <= due && next > known) {
            continue;
        }
        starts.push((
            gap.start(),
            found.get(2).is_some_and(|sign| is_tick(sign.as_str())),
            letter.start(),
            found.get(0).map_or(0, |m| m.end()),
        ));
    }
    let at = |byte: usize| line[..byte].chars().count();
    let mut out = Vec::new();
    for (index, (_, is_signed, letter, start)) in starts.iter().enumerate() {
        let end = starts.get(index + 1).map_or(line.len(), |next| next.0);
        let label = glyphs.get(at(*letter)).map(|glyph| glyph.look);
        out.push(Lettered {
            letter: known + index,
            label,
            is_signed: *is_signed,
            paragraph,
            lines: vec![glyphs[at(*start)..at(end).max(at(*start))].to_vec()],
        });
    }
    out
}

fn is_tick(sign: &str) -> bool {
    !matches!(sign.trim_matches(['[', ']', ' ']), "" | "☐")
}
