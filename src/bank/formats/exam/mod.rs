//! The grammar of question files as people in Vietnam write them: "Câu 1.", "A. … B. …", keys shown or said in many ways.
//!
//! Nothing is guessed: a key that several places give differently is told, not chosen; a line that fits nowhere is told.

pub mod answers;
pub mod labels;
pub mod line;
pub mod marks;
pub mod question;
mod solutions;
mod split;
mod starts;
mod table;
mod within;

pub use question::letters;
pub use split::hundredths;

use answers::Pair;
use labels::Mode;
use line::{Block, Glyph, Line, Text};
use question::Question;

use super::model::{Draft, Flaw, Part, Place, Reading};
use crate::bank::model::CognitiveLevel;

/// What the next unlabelled line belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum State {
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

/// How a file counts its questions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Counting {
    /// By a word and a number; bare numbers are then no questions.
    Words,
    /// By bare numbers.
    Numbers,
    /// Not at all.
    Nothing,
}

struct Parser {
    counting: Counting,
    /// Options follow the present line before the next question does.
    has_options_ahead: bool,
    /// A question starts within the next few lines.
    has_question_ahead: bool,
    state: State,
    mode: Mode,
    topic: String,
    /// Level that the last heading named.
    level: Option<CognitiveLevel>,
    part: usize,
    questions: Vec<Question>,
    /// Items of tables with a column for everything.
    drafts: Vec<Draft>,
    /// The same with an error.
    spoiled: Vec<Draft>,
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
        counting: Counting::Numbers,
        has_options_ahead: false,
        has_question_ahead: false,
        state: State::Nothing,
        mode: Mode::Open,
        topic: String::new(),
        level: None,
        part: 0,
        questions: Vec::new(),
        drafts: Vec::new(),
        spoiled: Vec::new(),
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
    parser.counting = match (words, bare) {
        (0, 0) => Counting::Nothing,
        (3.., _) => Counting::Words,
        (1.., _) if words * 4 >= bare => Counting::Words,
        _ => Counting::Numbers,
    };
    for at in 0..lines.len() {
        parser.has_options_ahead = split::has_options_ahead(&lines[at + 1..], parser.is_worded());
        parser.has_question_ahead = match parser.counting {
            Counting::Nothing => parser.has_options_ahead,
            Counting::Words | Counting::Numbers => split::has_question_ahead(&lines[at + 1..], parser.is_worded()),
        };
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
                    } else if let Some(Reading { mut drafts, mut spoiled, mut flaws }) = table::items(&rows) {
                        self.drafts.append(&mut drafts);
                        self.spoiled.append(&mut spoiled);
                        self.flaws.append(&mut flaws);
                    } else if let Some(mut lines) = table::lines(&rows) {
                        out.append(&mut lines);
                    } else {
                        for row in rows {
                            split::row(row, &mut out);
                        }
                    }
                }
            }
        }
        out
    }

    fn is_worded(&self) -> bool {
        self.counting == Counting::Words
    }

    fn current(&mut self) -> Option<&mut Question> {
        if matches!(self.state, State::Stem | State::Options | State::Rationale) { self.questions.last_mut() } else { None }
    }

    fn line(&mut self, lines: &[Line], at: usize) {
        let line = &lines[at];
        let text = line.text();
        if line.is_blank() {
            return;
        }
        if labels::END.is_match(&text) {
            self.state = State::Nothing;
            return;
        }
        let next = lines[at + 1..].iter().find(|line| !line.is_blank()).map(Line::text).unwrap_or_default();
        let is_answers = labels::ANSWERS.is_match(&text);
        if is_answers && self.is_key_of_current(&next) {
            self.key_follows = true;
            return;
        }
        if is_answers {
            self.state = State::Answers;
            self.target = None;
            self.answers_part = 0;
            return;
        }
        if self.state == State::Answers && self.answer_line(lines, at) {
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

    fn finish(mut self, images: &[super::model::Image]) -> Reading {
        self.spread_pairs();
        self.check_numbers();
        let has_items = !self.drafts.is_empty() || !self.questions.is_empty() || self.flaws.iter().any(|flaw| flaw.is_error);
        let mut reading = Reading { drafts: self.drafts, spoiled: self.spoiled, flaws: self.flaws };
        if !has_items {
            reading.flaws.push(Flaw::file("no_questions", ""));
        }
        for question in self.questions {
            let (draft, mut flaws) = question.finish(images);
            let is_good = !flaws.iter().any(|flaw| flaw.is_error);
            if is_good { &mut reading.drafts } else { &mut reading.spoiled }.push(draft);
            reading.flaws.append(&mut flaws);
        }
        reading
    }

    fn check_numbers(&mut self) {
        let mut last: Option<(usize, usize)> = None;
        for question in &self.questions {
            let (Some(number), place) = (question.number, Place::Paragraph(question.paragraph)) else { continue };
            let remark = |code: &'static str| Flaw::remark(place, Part::Whole, code, number.to_string()).of(&question.label());
            match last {
                Some((part, before)) if part == question.part && number == before => self.flaws.push(remark("number_twice")),
                Some((part, before)) if part == question.part && number != before + 1 && number != 1 => {
                    self.flaws.push(remark("number_gap"));
                }
                _ => {}
            }
            last = Some((question.part, number));
        }
    }
}
