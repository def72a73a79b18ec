//! Lines that start something: parts, shared texts, questions.

use super::{
    Counting, Parser, Shared, State,
    labels::{self, Mode},
    line::Line,
    question::Question,
    solutions::starts_with_key,
    split,
};
use crate::kernel::text::clean_line;

impl Parser {
    pub(super) fn heading(&mut self, line: &Line, text: &str) -> bool {
        if labels::WORDED.is_match(text) && split::is_question_label(text) {
            return false;
        }
        let waits_for_options = self.questions.last().is_some_and(|question| question.options.len() < 2 && question.said.is_empty())
            && self.state != State::Nothing;
        let is_part = labels::PART.is_match(text) && !(waits_for_options && !line.is_heading && text.trim_end().ends_with('?'));
        let is_roman = labels::ROMAN.is_match(text) && (line.is_heading || !waits_for_options) && self.state != State::Shared;
        let is_lettered = split::is_lettered_heading(text);
        if !(is_part || is_roman || is_lettered || line.is_heading) {
            return false;
        }
        // "Mục 2 ghi rõ …" in an explanation is no heading: a heading stands before questions.
        let is_within = matches!(self.state, State::Rationale | State::Options | State::Shared);
        if is_within && !line.is_heading && !is_lettered && !self.has_question_ahead {
            return false;
        }
        let mode = Mode::of(text);
        // Instructions of a part ("… thí sinh trả lời từ câu 1 …") are no topic; a title is none either.
        let is_instruction = crate::kernel::text::search_key(text).contains("thi sinh");
        self.level = labels::level_of_heading(text);
        if is_part || is_roman {
            self.part += 1;
            if !is_instruction {
                self.topic = clean_line(text);
            }
            self.mode = mode;
        } else if mode != Mode::Open || is_lettered {
            self.mode = mode;
            self.part += 1;
        }
        self.state = State::Nothing;
        true
    }

    pub(super) fn shared_text(&mut self, line: &Line, text: &str) -> bool {
        let is_busy = self.questions.last().is_some_and(|question| question.options.is_empty() && question.said.is_empty())
            && self.state == State::Stem;
        let Some(found) = labels::SHARED.captures(text).filter(|_| !is_busy && !labels::WORDED.is_match(text)) else { return false };
        let (Ok(from), Ok(to)) = (found[1].parse::<usize>(), found[2].parse::<usize>()) else { return false };
        if from > to || to - from > 50 {
            return false;
        }
        self.shared.push(Shared { from, to, part: self.part, lines: Vec::new() });
        // The sentence that announces the text says nothing of the case; what follows its colon does.
        let start = text.rfind(':').map_or(line.glyphs.len(), |at| text[..=at].chars().count());
        let rest = line.glyphs[start..].to_vec();
        if let Some(shared) = self.shared.last_mut().filter(|_| rest.iter().any(|glyph| !glyph.c.is_whitespace())) {
            shared.lines.push(rest);
        }
        self.state = State::Shared;
        true
    }

    pub(super) fn question_start(&mut self, line: &Line, text: &str, lines: &[Line], at: usize) -> bool {
        if self.counting == Counting::Nothing {
            return self.unnumbered_start(line, text);
        }
        let found = if self.is_worded() {
            labels::WORDED.captures(text).filter(|_| split::is_question_label(text))
        } else {
            labels::BARE.captures(text)
        };
        let Some(found) = found else { return false };
        let Ok(number) = found[1].parse::<usize>() else { return false };
        if !self.is_worded() {
            let last = self.questions.last().and_then(|question| question.number);
            let is_next = last.is_none_or(|last| number == last + 1);
            let waits = self.state == State::Stem
                && self.questions.last().is_some_and(|question| question.options.is_empty() && question.said.is_empty());
            // A numbered list inside a stem is no row of questions.
            if (!is_next && (waits || self.state == State::Rationale)) || (waits && !split::has_options_ahead(&lines[at + 1..], false)) {
                return false;
            }
        }
        let label_end = text[..found.get(0).map_or(0, |m| m.end())].chars().count();
        let mut question = Question {
            number: Some(number),
            paragraph: line.paragraph,
            part: self.part,
            mode: self.mode,
            topic: self.topic.clone(),
            level: self.level,
            ..Question::default()
        };
        let glyphs = split::take_tags(&line.glyphs[label_end..], &mut question);
        if let Some(shared) =
            self.shared.iter().rev().find(|shared| shared.part == self.part && (shared.from..=shared.to).contains(&number))
        {
            question.context.clone_from(&shared.lines);
        }
        let next = lines[at + 1..].iter().find(|line| !line.is_blank()).map(Line::text).unwrap_or_default();
        let (stem, options) = split::stem_and_options(&glyphs, line.paragraph, &next);
        if stem.iter().any(|glyph| !glyph.c.is_whitespace()) {
            question.stem.push(stem);
        }
        self.state = if options.is_empty() { State::Stem } else { State::Options };
        question.options = options;
        self.questions.push(question);
        true
    }

    /// Where nothing is counted, a line with options under it is a question.
    pub(super) fn unnumbered_start(&mut self, line: &Line, text: &str) -> bool {
        let last_is_whole = self.questions.last().is_none_or(|question| question.options.len() > 1);
        let is_stem =
            last_is_whole && self.has_options_ahead && !labels::OPTION.is_match(text) && !line.is_bullet && !starts_with_key(text);
        if is_stem {
            let mut question = Question {
                paragraph: line.paragraph,
                part: self.part,
                mode: self.mode,
                topic: self.topic.clone(),
                level: self.level,
                ..Question::default()
            };
            let stem = split::take_tags(&line.glyphs, &mut question);
            question.stem.push(stem);
            self.questions.push(question);
            self.state = State::Stem;
        }
        is_stem
    }
}
