//! Keys that stand apart from their questions: lists, tables and solutions at the end of a file.

use super::{
    Parser, answers, labels,
    line::{self, Glyph, Line},
    question::{Question, Said},
    split,
};
use crate::bank::formats::model::{Flaw, KeySource, Part, Place};

impl Parser {
    /// A line after "ĐÁP ÁN"; whether it was one of the answers.
    pub(super) fn answer_line(&mut self, lines: &[Line], at: usize) -> bool {
        let line = &lines[at];
        let text = line.text();
        if labels::PART.is_match(&text) || (labels::ROMAN.is_match(&text) && answers::line(&text, 0).is_none()) {
            if split::has_options_ahead(&lines[at + 1..], self.is_worded()) {
                return false;
            }
            self.answers_part += 1;
            self.target = None;
            return true;
        }
        if let Some(pairs) = answers::line(&text, line.paragraph) {
            let part = self.answers_part;
            self.target = pairs.last().and_then(|pair| self.question_numbered(part, pair.number));
            self.pairs.extend(pairs.into_iter().map(|pair| (part, pair)));
            return true;
        }
        let label = labels::WORDED.captures(&text).or_else(|| if self.is_worded() { None } else { labels::BARE.captures(&text) });
        if let Some(found) = label {
            let label_end = text[..found.get(0).map_or(0, |m| m.end())].chars().count();
            let rest = split::after_stop(&line.glyphs[label_end..]);
            let number = found[1].parse().unwrap_or(0);
            let target = self.question_numbered(self.answers_part, number);
            let is_new =
                target.is_none() || (split::has_options_ahead(&lines[at + 1..], self.is_worded()) && !starts_with_key(&line::text(&rest)));
            if is_new && split::has_options_ahead(&lines[at + 1..], self.is_worded()) {
                return false;
            }
            self.target = target;
            self.solution(&rest, line.paragraph, number);
            return true;
        }
        match self.target {
            Some(_) => self.solution(&line.glyphs, line.paragraph, 0),
            None => self.flaws.push(Flaw::remark(Place::Paragraph(line.paragraph), Part::Whole, "stray_text", text)),
        }
        true
    }

    /// Words of a solution: a key, an explanation, or both.
    pub(super) fn solution(&mut self, glyphs: &[Glyph], paragraph: usize, number: usize) {
        let text = line::text(glyphs);
        let Some(question) = self.target.and_then(|at| self.questions.get_mut(at)) else {
            self.flaws.push(Flaw::remark(Place::Paragraph(paragraph), Part::Key, "answer_without_question", number.to_string()));
            return;
        };
        let mut rest = glyphs.to_vec();
        let found =
            labels::CHOSEN.captures(&text).map(|found| (found[1].to_owned(), found.get(0).map_or(0, |m| m.end()), KeySource::Solution));
        let found = found.or_else(|| labels::key(&text).map(|key| (key, text.len(), KeySource::List)));
        if let Some((key, end, source)) = found {
            question.said.push(Said { source, text: key, paragraph });
            rest = rest.split_off(text[..end].chars().count());
        } else if let Some(found) = labels::RATIONALE.find(&text).or_else(|| labels::RATIONALE_ALONE.find(&text)) {
            rest = rest.split_off(text[..found.end()].chars().count());
            let text = line::text(&rest);
            if let Some(found) = labels::CHOSEN.captures(&text) {
                question.said.push(Said { source: KeySource::Solution, text: found[1].to_owned(), paragraph });
                rest = rest.split_off(text[..found.get(0).map_or(0, |m| m.end())].chars().count());
            }
        }
        if rest.iter().any(|glyph| !glyph.c.is_whitespace()) {
            question.rationale.push(rest);
        }
    }

    pub(super) fn question_numbered(&self, part: usize, number: usize) -> Option<usize> {
        let same = |question: &&Question| question.number == Some(number);
        let many = self.questions.iter().filter(same).count() > 1;
        self.questions.iter().position(|question| {
            question.number == Some(number)
                && (!many || self.rank_of_part(question.part) == part.saturating_sub(1) || question.part == part)
        })
    }

    /// Place of a part among those that have questions, from 0.
    pub(super) fn rank_of_part(&self, part: usize) -> usize {
        let mut parts: Vec<usize> = self.questions.iter().map(|question| question.part).collect();
        parts.dedup();
        parts.iter().position(|known| *known == part).unwrap_or(0)
    }

    /// Hands the keys of lists and tables to their questions.
    pub(super) fn spread_pairs(&mut self) {
        let restarts = self
            .questions
            .iter()
            .enumerate()
            .any(|(at, question)| self.questions[..at].iter().any(|before| before.number == question.number));
        let mut segment = 0;
        let mut last = 0;
        for (part, pair) in std::mem::take(&mut self.pairs) {
            // Where numbers start again in the list they start again in the questions.
            segment += usize::from(pair.number <= last);
            last = pair.number;
            let at = if restarts {
                let wanted = |question: &Question| question.number == Some(pair.number);
                self.questions
                    .iter()
                    .position(|question| wanted(question) && part > 0 && question.part == part)
                    .or_else(|| self.questions.iter().position(|question| wanted(question) && self.rank_of_part(question.part) == segment))
            } else {
                self.questions.iter().position(|question| question.number == Some(pair.number))
            };
            match at.and_then(|at| self.questions.get_mut(at)) {
                Some(question) => {
                    question.said.push(Said { source: KeySource::List, text: pair.key, paragraph: pair.paragraph });
                    if !pair.rationale.is_empty() {
                        question.rationale.push(pair.rationale.chars().map(|c| Glyph { c, look: line::Look::default() }).collect());
                    }
                }
                None => self.flaws.push(Flaw::remark(
                    Place::Paragraph(pair.paragraph),
                    Part::Key,
                    "answer_without_question",
                    format!("{} – {}", pair.number, pair.key),
                )),
            }
        }
    }
}

/// Whether words begin as a key or an explanation does.
pub(super) fn starts_with_key(text: &str) -> bool {
    labels::CHOSEN.is_match(text) || labels::key(text).is_some() || labels::RATIONALE.is_match(text)
}
