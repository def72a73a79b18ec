//! Lines within a question: its key, notes on it, its options, and what goes on from the line before.

use super::{
    Parser, State, answers, labels,
    line::{self, Glyph, Line},
    question::{Lettered, Said},
    split,
};
use crate::{
    bank::formats::{
        model::{Flaw, KeySource, Part, Place},
        vietnamese,
    },
    kernel::text::clean_line,
};

impl Parser {
    /// After a key the explanation follows, unless the options are still to come.
    pub(super) fn after_key(&self) -> State {
        let waits = self.questions.last().is_some_and(|question| question.options.is_empty());
        if waits && self.has_options_ahead { State::Stem } else { State::Rationale }
    }

    pub(super) fn key_line(&mut self, line: &Line, text: &str) -> bool {
        let paragraph = line.paragraph;
        if let Some(found) = labels::CHOSEN.captures(text) {
            let rest = line.glyphs[text[..found.get(0).map_or(0, |m| m.end())].chars().count()..].to_vec();
            let Some(question) = self.current() else { return false };
            question.said.push(Said { source: KeySource::Solution, text: found[1].to_owned(), paragraph });
            if rest.iter().any(|glyph| !glyph.c.is_whitespace()) {
                question.rationale.push(rest);
            }
            self.state = State::Rationale;
            return true;
        }
        if let Some(key) = labels::key(text) {
            // "Đáp án: 1A, 2B, 3C" speaks of all questions.
            if let Some(pairs) = answers::line(&key, paragraph).filter(|pairs| pairs.len() > 1) {
                self.pairs.extend(pairs.into_iter().map(|pair| (0, pair)));
                self.state = State::Answers;
                return true;
            }
            let Some(question) = self.current() else { return false };
            question.said.push(Said { source: KeySource::Line, text: key, paragraph });
            self.state = self.after_key();
            return true;
        }
        if let Some(found) = labels::RATIONALE.find(text).or_else(|| labels::RATIONALE_ALONE.find(text)) {
            let rest = line.glyphs[text[..found.end()].chars().count()..].to_vec();
            self.state = State::Rationale;
            let words = line::text(&rest);
            if words.trim().is_empty() {
                return true;
            }
            if labels::CHOSEN.is_match(&words) {
                return self.key_line(&Line { glyphs: rest, ..line.clone() }, &words);
            }
            if let Some(question) = self.current() {
                question.rationale.push(rest);
            }
            return true;
        }
        if std::mem::take(&mut self.key_follows) {
            let Some(question) = self.current() else { return false };
            question.said.push(Said { source: KeySource::Line, text: text.trim().to_owned(), paragraph });
            self.state = State::Rationale;
            return true;
        }
        false
    }

    /// Level, topic, tags, source on lines of their own.
    pub(super) fn note_line(&mut self, line: &Line, text: &str) -> bool {
        let is_past_stem = self.state != State::Stem;
        let Some(question) = self.current() else { return false };
        if let Some(found) = labels::LEVEL_LINE.captures(text) {
            question.level = vietnamese::level(&found[1]);
            if question.level.is_none() {
                question.flaws.push(Flaw::remark(Place::Paragraph(line.paragraph), Part::Level, "level_unknown", &found[1]));
            }
            return true;
        }
        if !is_past_stem {
            return false;
        }
        if let Some(found) = labels::SOURCE.captures(text) {
            question.source = clean_line(&found[1]);
        } else if let Some(found) = labels::TOPIC_LINE.captures(text) {
            question.topic = clean_line(&found[1]);
        } else if let Some(found) = labels::TAGS_LINE.captures(text) {
            question.tags = found[1].split([',', ';']).map(clean_line).filter(|tag| !tag.is_empty()).collect();
        } else {
            return false;
        }
        true
    }

    pub(super) fn options(&mut self, line: &Line, text: &str, next: &str) -> bool {
        if !matches!(self.state, State::Stem | State::Options) {
            return false;
        }
        let Some(question) = self.questions.last_mut() else { return false };
        let known = question.options.len();
        let mut found = split::options(&line.glyphs, line.paragraph, known, next);
        if found.is_empty() && line.is_bullet && !question.stem.is_empty() {
            let text_only: Vec<Glyph> = line.glyphs.iter().skip_while(|glyph| !glyph.c.is_alphanumeric()).copied().collect();
            found = vec![Lettered { letter: known, label: None, is_signed: false, paragraph: line.paragraph, lines: vec![text_only] }];
        }
        if found.is_empty() {
            if labels::OPTION.is_match(text) && known > 0 {
                question.flaws.push(Flaw::error(Place::Paragraph(line.paragraph), Part::Option(known), "option_order", text));
                return true;
            }
            return false;
        }
        question.options.append(&mut found);
        self.state = State::Options;
        true
    }

    /// A line without a label goes on with what stood before it.
    pub(super) fn rest(&mut self, line: &Line, text: &str) {
        let state = self.state;
        let paragraph = line.paragraph;
        let stray = Flaw::remark(Place::Paragraph(paragraph), Part::Whole, "stray_text", text);
        let is_image = |line: &Line| line.glyphs.iter().all(|glyph| glyph.c.is_whitespace() || glyph.c as u32 >= line::IMAGES);
        match state {
            State::Stem => {
                if let Some(question) = self.questions.last_mut() {
                    question.stem.push(line.glyphs.clone());
                }
            }
            State::Options => {
                let Some(option) = self.questions.last_mut().and_then(|question| question.options.last_mut()) else { return };
                let goes_on = option.paragraph == paragraph
                    || is_image(line)
                    || text.trim_start().starts_with(|c: char| c.is_lowercase() || matches!(c, ',' | ';' | '(' | '…'));
                if goes_on {
                    option.lines.push(line.glyphs.clone());
                    option.paragraph = paragraph;
                } else {
                    self.flaws.push(stray);
                }
            }
            State::Rationale => {
                if let Some(question) = self.questions.last_mut() {
                    question.rationale.push(line.glyphs.clone());
                }
            }
            State::Shared => {
                if let Some(shared) = self.shared.last_mut() {
                    shared.lines.push(line.glyphs.clone());
                }
            }
            // What stands before the first question is the paper's own head.
            State::Nothing if self.questions.is_empty() => {}
            State::Nothing | State::Answers => self.flaws.push(stray),
        }
    }
}
