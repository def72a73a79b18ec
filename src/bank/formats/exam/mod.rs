//! The grammar of question files as people in Vietnam write them: "Câu 1.", "A. … B. …", keys shown or said in many ways.
//!
//! Nothing is guessed: a key that several places give differently is told, not chosen; a line that fits nowhere is told.

pub mod answers;
pub mod labels;
pub mod line;
pub mod marks;
pub mod question;
mod split;
mod table;

pub use question::letters;
pub use split::hundredths;

use answers::Pair;
use labels::Mode;
use line::{Block, Glyph, Line, Text};
use question::{Choices, Question, Said};

use super::{
    model::{Draft, Flaw, KeySource, Part, Place, Reading},
    vietnamese,
};
use crate::{bank::model::CognitiveLevel, kernel::text::clean_line};

/// What the next unlabelled line belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Into_ {
    Nothing,
    Stem,
    Options,
    Rationale,
    Shared,
    Answers,
}

/// Text that questions share: numbers from and to, lines.
struct Shared {
    from: usize,
    to: usize,
    part: usize,
    lines: Vec<Vec<Glyph>>,
}

struct Parser {
    /// Questions are counted by a word; bare numbers are then no questions.
    is_worded: bool,
    state: Into_,
    mode: Mode,
    topic: String,
    /// Level that the last heading named.
    level: Option<CognitiveLevel>,
    part: usize,
    questions: Vec<Question>,
    /// Items of tables with a column for everything.
    drafts: Vec<Draft>,
    shared: Vec<Shared>,
    pairs: Vec<(usize, Pair)>,
    /// Part that the list of keys speaks of.
    answers_part: usize,
    /// Question that solutions after the list speak of.
    target: Option<usize>,
    /// "Đáp án" stood alone: the next line is the key.
    key_follows: bool,
    flaws: Vec<Flaw>,
}

/// Reads the questions of a text.
pub fn read(text: Text) -> Reading {
    let Text { blocks, images, flaws } = text;
    let mut parser = Parser {
        is_worded: false,
        state: Into_::Nothing,
        mode: Mode::Open,
        topic: String::new(),
        level: None,
        part: 0,
        questions: Vec::new(),
        drafts: Vec::new(),
        shared: Vec::new(),
        pairs: Vec::new(),
        answers_part: 0,
        target: None,
        key_follows: false,
        flaws,
    };
    let lines = parser.flatten(blocks);
    let words = lines.iter().filter(|line| labels::WORDED.is_match(&line.text())).count();
    let bare = lines.iter().filter(|line| labels::BARE.is_match(&line.text())).count();
    parser.is_worded = words > 0 && (words * 4 >= bare || words > 2);
    for at in 0..lines.len() {
        parser.line(&lines, at);
    }
    parser.finish(&images)
}

impl Parser {
    /// Lines in reading order; tables of keys are taken out, other tables are read cell by cell.
    fn flatten(&mut self, blocks: Vec<Block>) -> Vec<Line> {
        let mut out = Vec::new();
        let mut part = 0;
        for block in blocks {
            match block {
                Block::Line(line) => {
                    part += usize::from(labels::PART.is_match(&line.text()));
                    out.push(line);
                }
                Block::Table(rows) => {
                    if let Some(pairs) = answers::table(&rows) {
                        self.pairs.extend(pairs.into_iter().map(|pair| (part, pair)));
                    } else if let Some(Reading { mut drafts, mut flaws }) = table::items(&rows) {
                        self.drafts.append(&mut drafts);
                        self.flaws.append(&mut flaws);
                    } else if let Some(mut lines) = table::lines(&rows) {
                        out.append(&mut lines);
                    } else {
                        rows.into_iter().for_each(|row| split::row(row, &mut out));
                    }
                }
            }
        }
        out
    }

    fn current(&mut self) -> Option<&mut Question> {
        if matches!(self.state, Into_::Stem | Into_::Options | Into_::Rationale) { self.questions.last_mut() } else { None }
    }

    fn line(&mut self, lines: &[Line], at: usize) {
        let line = &lines[at];
        let text = line.text();
        if line.is_blank() {
            return;
        }
        if labels::END.is_match(&text) {
            self.state = Into_::Nothing;
            return;
        }
        let next = lines[at + 1..].iter().find(|line| !line.is_blank()).map(Line::text).unwrap_or_default();
        let is_answers = labels::ANSWERS.is_match(&text);
        if is_answers && self.is_key_of_current(&next) {
            self.key_follows = true;
            return;
        }
        if is_answers {
            self.state = Into_::Answers;
            self.target = None;
            self.answers_part = 0;
            return;
        }
        if self.state == Into_::Answers && self.answer_line(lines, at) {
            return;
        }
        if self.heading(line, &text) || self.shared_text(line, &text) || self.question_start(line, &text, lines, at) {
            return;
        }
        if self.current().is_some() && (self.key_line(line, &text) || self.note_line(line, &text)) {
            return;
        }
        if self.options(line, &text, &next) {
            return;
        }
        self.rest(line, &text);
    }

    /// "Đáp án:" alone, with the letter on the next line, is the key of the question, not a list.
    fn is_key_of_current(&mut self, next: &str) -> bool {
        let is_letters = labels::KEY_LETTERS.is_match(next.trim()) && answers::line(next, 0).is_none();
        let waits = self.current().is_some_and(|question| question.options.len() > 1);
        is_letters && waits
    }

    /// A line after "ĐÁP ÁN"; whether it was one of the answers.
    fn answer_line(&mut self, lines: &[Line], at: usize) -> bool {
        let line = &lines[at];
        let text = line.text();
        if labels::PART.is_match(&text) || (labels::ROMAN.is_match(&text) && answers::line(&text, 0).is_none()) {
            if split::has_options_ahead(&lines[at + 1..], self.is_worded) {
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
        let label = labels::WORDED.captures(&text).or_else(|| if self.is_worded { None } else { labels::BARE.captures(&text) });
        if let Some(found) = label {
            let label_end = text[..found.get(0).map_or(0, |m| m.end())].chars().count();
            let rest = split::after_stop(&line.glyphs[label_end..]);
            let number = found[1].parse().unwrap_or(0);
            let target = self.question_numbered(self.answers_part, number);
            let is_new = target.is_none() || (split::has_options_ahead(&lines[at + 1..], self.is_worded) && !starts_with_key(&line::text(&rest)));
            if is_new && split::has_options_ahead(&lines[at + 1..], self.is_worded) {
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
    fn solution(&mut self, glyphs: &[Glyph], paragraph: usize, number: usize) {
        let text = line::text(glyphs);
        let Some(question) = self.target.and_then(|at| self.questions.get_mut(at)) else {
            self.flaws.push(Flaw::remark(Place::Paragraph(paragraph), Part::Key, "answer_without_question", number.to_string()));
            return;
        };
        let mut rest = glyphs.to_vec();
        let found = labels::CHOSEN.captures(&text).map(|found| (found[1].to_owned(), found.get(0).map_or(0, |m| m.end()), KeySource::Solution));
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

    fn question_numbered(&self, part: usize, number: usize) -> Option<usize> {
        let same = |question: &&Question| question.number == Some(number);
        let many = self.questions.iter().filter(same).count() > 1;
        self.questions.iter().position(|question| question.number == Some(number) && (!many || self.rank_of_part(question.part) == part.saturating_sub(1) || question.part == part))
    }

    /// Place of a part among those that have questions, from 0.
    fn rank_of_part(&self, part: usize) -> usize {
        let mut parts: Vec<usize> = self.questions.iter().map(|question| question.part).collect();
        parts.dedup();
        parts.iter().position(|known| *known == part).unwrap_or(0)
    }

    fn heading(&mut self, line: &Line, text: &str) -> bool {
        if labels::WORDED.is_match(text) && split::is_question_label(text) {
            return false;
        }
        let waits_for_options = self.questions.last().is_some_and(|question| question.options.len() < 2 && question.said.is_empty())
            && self.state != Into_::Nothing;
        let is_part = labels::PART.is_match(text) && !(waits_for_options && !line.is_heading && text.trim_end().ends_with('?'));
        let is_roman = labels::ROMAN.is_match(text) && (line.is_heading || !waits_for_options) && self.state != Into_::Shared;
        let is_lettered = split::is_lettered_heading(text);
        if !(is_part || is_roman || is_lettered || line.is_heading) {
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
        self.state = Into_::Nothing;
        true
    }

    fn shared_text(&mut self, line: &Line, text: &str) -> bool {
        let is_busy = self.questions.last().is_some_and(|question| question.options.is_empty() && question.said.is_empty())
            && self.state == Into_::Stem;
        let Some(found) = labels::SHARED.captures(text).filter(|_| !is_busy && !labels::WORDED.is_match(text)) else { return false };
        let (Ok(from), Ok(to)) = (found[1].parse::<usize>(), found[2].parse::<usize>()) else { return false };
        if from > to || to - from > 50 {
            return false;
        }
        self.shared.push(Shared { from, to, part: self.part, lines: Vec::new() });
        // The sentence that announces the text says nothing of the case; what follows its colon does.
        let start = text.rfind(':').map(|at| text[..=at].chars().count()).unwrap_or(line.glyphs.len());
        let rest = line.glyphs[start..].to_vec();
        if let Some(shared) = self.shared.last_mut().filter(|_| rest.iter().any(|glyph| !glyph.c.is_whitespace())) {
            shared.lines.push(rest);
        }
        self.state = Into_::Shared;
        true
    }

    fn question_start(&mut self, line: &Line, text: &str, lines: &[Line], at: usize) -> bool {
        let found = if self.is_worded { labels::WORDED.captures(text).filter(|_| split::is_question_label(text)) } else { labels::BARE.captures(text) };
        let Some(found) = found else { return false };
        let Ok(number) = found[1].parse::<usize>() else { return false };
        if !self.is_worded {
            let last = self.questions.last().and_then(|question| question.number);
            let is_next = last.is_none_or(|last| number == last + 1);
            let waits = self.state == Into_::Stem && self.questions.last().is_some_and(|question| question.options.is_empty() && question.said.is_empty());
            // A numbered list inside a stem is no row of questions.
            if (!is_next && (waits || self.state == Into_::Rationale)) || (waits && !split::has_options_ahead(&lines[at + 1..], false)) {
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
        if let Some(shared) = self.shared.iter().rev().find(|shared| shared.part == self.part && (shared.from..=shared.to).contains(&number)) {
            question.context.clone_from(&shared.lines);
        }
        let next = lines[at + 1..].iter().find(|line| !line.is_blank()).map(Line::text).unwrap_or_default();
        let (stem, options) = split::stem_and_options(&glyphs, line.paragraph, &next);
        if stem.iter().any(|glyph| !glyph.c.is_whitespace()) {
            question.stem.push(stem);
        }
        self.state = if options.is_empty() { Into_::Stem } else { Into_::Options };
        question.options = options;
        self.questions.push(question);
        true
    }

    fn key_line(&mut self, line: &Line, text: &str) -> bool {
        let paragraph = line.paragraph;
        if let Some(found) = labels::CHOSEN.captures(text) {
            let rest = line.glyphs[text[..found.get(0).map_or(0, |m| m.end())].chars().count()..].to_vec();
            let Some(question) = self.current() else { return false };
            question.said.push(Said { source: KeySource::Solution, text: found[1].to_owned(), paragraph });
            if rest.iter().any(|glyph| !glyph.c.is_whitespace()) {
                question.rationale.push(rest);
            }
            self.state = Into_::Rationale;
            return true;
        }
        if let Some(key) = labels::key(text) {
            // "Đáp án: 1A, 2B, 3C" speaks of all questions.
            if let Some(pairs) = answers::line(&key, paragraph).filter(|pairs| pairs.len() > 1) {
                self.pairs.extend(pairs.into_iter().map(|pair| (0, pair)));
                self.state = Into_::Answers;
                return true;
            }
            let Some(question) = self.current() else { return false };
            question.said.push(Said { source: KeySource::Line, text: key, paragraph });
            self.state = Into_::Rationale;
            return true;
        }
        if let Some(found) = labels::RATIONALE.find(text).or_else(|| labels::RATIONALE_ALONE.find(text)) {
            let rest = line.glyphs[text[..found.end()].chars().count()..].to_vec();
            self.state = Into_::Rationale;
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
            self.state = Into_::Rationale;
            return true;
        }
        false
    }

    /// Level, topic, tags, source on lines of their own.
    fn note_line(&mut self, line: &Line, text: &str) -> bool {
        let is_past_stem = self.state != Into_::Stem;
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

    fn options(&mut self, line: &Line, text: &str, next: &str) -> bool {
        if !matches!(self.state, Into_::Stem | Into_::Options) {
            return false;
        }
        let Some(question) = self.questions.last_mut() else { return false };
        let known = question.options.len();
        let mut found = split::options(&line.glyphs, line.paragraph, known, next);
        if found.is_empty() && line.is_bullet && !question.stem.is_empty() {
            let text_only: Vec<Glyph> = line.glyphs.iter().skip_while(|glyph| !glyph.c.is_alphanumeric()).copied().collect();
            found = vec![Choices { letter: known, label: None, is_signed: false, paragraph: line.paragraph, lines: vec![text_only] }];
        }
        if found.is_empty() {
            if labels::OPTION.is_match(text) && known > 0 {
                question.flaws.push(Flaw::error(Place::Paragraph(line.paragraph), Part::Option(known), "option_order", text));
                return true;
            }
            return false;
        }
        question.options.append(&mut found);
        self.state = Into_::Options;
        true
    }

    /// A line without a label goes on with what stood before it.
    fn rest(&mut self, line: &Line, text: &str) {
        let state = self.state;
        let paragraph = line.paragraph;
        let stray = Flaw::remark(Place::Paragraph(paragraph), Part::Whole, "stray_text", text);
        let is_image = |line: &Line| line.glyphs.iter().all(|glyph| glyph.c.is_whitespace() || glyph.c as u32 >= line::IMAGES);
        match state {
            Into_::Stem => {
                if let Some(question) = self.questions.last_mut() {
                    question.stem.push(line.glyphs.clone());
                }
            }
            Into_::Options => {
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
            Into_::Rationale => {
                if let Some(question) = self.questions.last_mut() {
                    question.rationale.push(line.glyphs.clone());
                }
            }
            Into_::Shared => {
                if let Some(shared) = self.shared.last_mut() {
                    shared.lines.push(line.glyphs.clone());
                }
            }
            // What stands before the first question is the paper's own head.
            Into_::Nothing if self.questions.is_empty() => {}
            Into_::Nothing | Into_::Answers => self.flaws.push(stray),
        }
    }

    fn finish(mut self, images: &[super::model::Image]) -> Reading {
        self.spread_pairs();
        self.check_numbers();
        let has_items = !self.drafts.is_empty() || !self.questions.is_empty() || self.flaws.iter().any(|flaw| flaw.is_error);
        let mut reading = Reading { drafts: self.drafts, flaws: self.flaws };
        if !has_items {
            reading.flaws.push(Flaw::file("no_questions", ""));
        }
        for question in self.questions {
            let (draft, mut flaws) = question.finish(images);
            reading.drafts.extend(draft);
            reading.flaws.append(&mut flaws);
        }
        reading
    }

    /// Hands the keys of lists and tables to their questions.
    fn spread_pairs(&mut self) {
        let restarts = self.questions.iter().enumerate().any(|(at, question)| self.questions[..at].iter().any(|before| before.number == question.number));
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

    fn check_numbers(&mut self) {
        let mut last: Option<(usize, usize)> = None;
        for question in &self.questions {
            let (Some(number), place) = (question.number, Place::Paragraph(question.paragraph)) else { continue };
            let remark = |code: &'static str| Flaw::remark(place, Part::Whole, code, number.to_string()).of(&question.label());
            match last {
                Some((part, before)) if part == question.part && number == before => self.flaws.push(remark("number_twice")),
                Some((part, before)) if part == question.part && number != before + 1 && number != 1 => self.flaws.push(remark("number_gap")),
                _ => {}
            }
            last = Some((question.part, number));
        }
    }
}

fn starts_with_key(text: &str) -> bool {
    labels::CHOSEN.is_match(text) || labels::key(text).is_some() || labels::RATIONALE.is_match(text)
}
