//! A question as it is gathered line by line, and what becomes of it.

use super::{
    labels::{self, Mode},
    line::{Glyph, Look, markdown},
    marks,
};
use crate::{
    bank::{
        formats::{
            model::{Body, Choice, Decimal, Draft, Flaw, Image, KeySource, Part, Place, Statement},
            rich, vietnamese,
        },
        model::CognitiveLevel,
    },
    kernel::text::search_key,
};

/// An option while it is gathered.
#[derive(Clone, Debug, Default)]
pub struct Lettered {
    /// Its letter, from 0.
    pub letter: usize,
    /// How its letter looks; `None` for a bullet, which has none.
    pub label: Option<Look>,
    /// A sign before the letter says that it is right.
    pub is_signed: bool,
    /// Paragraph of its last line.
    pub paragraph: usize,
    /// Its words.
    pub lines: Vec<Vec<Glyph>>,
}

impl Lettered {
    /// All letters of its text.
    pub fn text(&self) -> Vec<Glyph> {
        self.lines.iter().flatten().copied().collect()
    }
}

/// A key that the file says in words.
#[derive(Clone, Debug)]
pub struct Said {
    /// How.
    pub source: KeySource,
    /// As written.
    pub text: String,
    /// Where.
    pub paragraph: usize,
}

/// A question while it is gathered.
#[derive(Clone, Debug, Default)]
pub struct Question {
    /// Its number in the file.
    pub number: Option<usize>,
    /// Where it starts.
    pub paragraph: usize,
    /// Part of the file, from 0; numbers may start again in each.
    pub part: usize,
    /// What its part says of the answers.
    pub mode: Mode,
    /// Its topic.
    pub topic: String,
    /// Text it shares with its neighbours.
    pub context: Vec<Vec<Glyph>>,
    /// Its level.
    pub level: Option<CognitiveLevel>,
    /// Hundredths of a point.
    pub points: Option<i64>,
    /// Lines of the stem.
    pub stem: Vec<Vec<Glyph>>,
    /// Options in their order.
    pub options: Vec<Lettered>,
    /// Keys in words.
    pub said: Vec<Said>,
    /// Lines of the explanation.
    pub rationale: Vec<Vec<Glyph>>,
    /// Where it stands.
    pub source: String,
    /// Tags.
    pub tags: Vec<String>,
    /// What was noticed on the way.
    pub flaws: Vec<Flaw>,
}

type Keys = Vec<(KeySource, Vec<usize>)>;

impl Question {
    /// How messages call it.
    pub fn label(&self) -> String {
        self.number.map(|number| format!("Câu {number}")).unwrap_or_default()
    }

    const fn place(&self) -> Place {
        Place::Paragraph(self.paragraph)
    }

    /// The item, as far as it was understood: an error among the flaws says that it is not to be taken as it is.
    pub fn finish(mut self, images: &[Image]) -> (Draft, Vec<Flaw>) {
        self.take_inline_keys();
        self.take_signs();
        self.take_level_at_the_end();
        let label = self.label();
        let mut flaws = std::mem::take(&mut self.flaws);
        let read = self.body();
        let draft = match read {
            Ok((body, key_from)) => self.draft(body, key_from, images),
            Err(mut wrong) => {
                flaws.append(&mut wrong);
                self.draft(self.body_without_key(), Vec::new(), images)
            }
        };
        for flaw in &mut flaws {
            flaw.label.clone_from(&label);
        }
        (draft, flaws)
    }

    /// What can be shown of a question whose key is missing or not to be trusted.
    fn body_without_key(&self) -> BodyOf<'_> {
        if self.mode == Mode::Truths && !self.options.is_empty() {
            BodyOf::Statements(self.options.iter().map(|option| (option.lines.clone(), None)).collect())
        } else {
            BodyOf::Choice(&self.options, Vec::new())
        }
    }

    fn draft(&self, body: BodyOf<'_>, key_from: Vec<KeySource>, images: &[Image]) -> Draft {
        let text = |lines: &[Vec<Glyph>], keeps_emphasis: bool| markdown(lines, images, keeps_emphasis);
        let body = body.write(&|lines| text(lines, false), &text(&self.rationale, true));
        let is_essay = matches!(body, Body::Essay { .. });
        let mut draft = Draft::new(self.place(), text(&self.stem, true), body);
        draft.label = self.label();
        draft.context = text(&self.context, true);
        draft.level = self.level;
        draft.topic.clone_from(&self.topic);
        draft.tags.clone_from(&self.tags);
        draft.rationale = if is_essay { String::new() } else { text(&self.rationale, true) };
        draft.source.clone_from(&self.source);
        draft.points = self.points;
        draft.key_from = key_from;
        let all: Vec<&Vec<Glyph>> = self
            .stem
            .iter()
            .chain(&self.context)
            .chain(&self.rationale)
            .chain(self.options.iter().flat_map(|option| &option.lines))
            .collect();
        let is_shown = |at: usize| {
            all.iter().any(|line| line.iter().any(|glyph| glyph.c as u32 == super::line::IMAGES + u32::try_from(at).unwrap_or(u32::MAX)))
        };
        draft.images = images.iter().enumerate().filter(|(at, _)| is_shown(*at)).map(|(_, image)| image.clone()).collect();
        draft
    }

    /// "[Đáp án: B]" inside the stem or an option.
    fn take_inline_keys(&mut self) {
        let mut said = Vec::new();
        for line in self.stem.iter_mut().chain(self.options.iter_mut().flat_map(|option| &mut option.lines)) {
            let text = super::line::text(line);
            if let Some(found) = labels::INLINE_KEY.captures(&text) {
                let (start, end) = (
                    text[..found.get(0).map_or(0, |m| m.start())].chars().count(),
                    text[..found.get(0).map_or(0, |m| m.end())].chars().count(),
                );
                said.push(Said { source: KeySource::Line, text: found[1].trim().to_owned(), paragraph: self.paragraph });
                line.drain(start..end);
            }
        }
        self.said.append(&mut said);
    }

    /// "A. … (đúng)", "B. … ✓": a sign after some of the options.
    fn take_signs(&mut self) {
        let end = |option: &Lettered| {
            let text = super::line::text(option.lines.last()?);
            let found = labels::SIGN_END.find(&text)?;
            Some(text[..found.start()].chars().count())
        };
        let ends: Vec<Option<usize>> = self.options.iter().map(end).collect();
        let count = ends.iter().flatten().count();
        // A sign on all of them is part of what they say; so is one of a list of true and false.
        let is_list = self
            .options
            .iter()
            .all(|option| option.lines.last().is_some_and(|line| labels::STATEMENT_KEY.is_match(&super::line::text(line))));
        if self.mode == Mode::Truths || is_list || count == 0 || count == ends.len() {
            return;
        }
        for (option, end) in self.options.iter_mut().zip(ends) {
            if let (Some(end), Some(line)) = (end, option.lines.last_mut()) {
                line.truncate(end);
                option.is_signed = true;
            }
        }
    }

    fn take_level_at_the_end(&mut self) {
        let Some(line) = self.stem.last_mut().filter(|_| self.level.is_none()) else { return };
        let text = super::line::text(line);
        if let Some(found) = labels::LEVEL_END.captures(&text) {
            self.level = vietnamese::level(&found[1]);
            line.truncate(text[..found.get(0).map_or(0, |m| m.start())].chars().count());
        }
    }

    fn body(&self) -> Result<(BodyOf<'_>, Vec<KeySource>), Vec<Flaw>> {
        if self.options.is_empty() {
            return self.body_without_options().map_err(|flaw| vec![flaw]);
        }
        if let Some(statements) = self.statements()? {
            return Ok((BodyOf::Statements(statements), Vec::new()));
        }
        let mut keys: Keys = marks::keys(&self.options);
        for said in &self.said {
            keys.push((said.source, self.letters_of(said).map_err(|flaw| vec![flaw])?));
        }
        let sources: Vec<KeySource> = keys.iter().map(|(source, _)| *source).collect();
        let Some((_, first)) = keys.first() else {
            return Err(vec![Flaw::error(self.place(), Part::Key, "no_key", self.stem_words())]);
        };
        if keys.iter().any(|(_, set)| set != first) {
            let told: Vec<String> = keys.iter().map(|(source, set)| format!("{}: {}", source.code(), letters(set))).collect();
            return Err(vec![Flaw::error(self.place(), Part::Key, "keys_disagree", told.join("; "))]);
        }
        Ok((BodyOf::Choice(&self.options, first.clone()), sources))
    }

    fn stem_words(&self) -> String {
        self.stem.iter().map(|line| super::line::text(line)).collect::<Vec<_>>().join(" ")
    }

    /// Options that a key in words names.
    fn letters_of(&self, said: &Said) -> Result<Vec<usize>, Flaw> {
        let wrong = |code: &'static str| Flaw::error(Place::Paragraph(said.paragraph), Part::Key, code, said.text.clone());
        let text = said.text.trim().trim_end_matches('.');
        let named = labels::KEY_LETTERS.captures(text).and_then(|found| vietnamese::letters(&found[1]));
        if let Some(set) = named {
            return match set
                .iter()
                .map(|letter| self.options.iter().position(|option| option.letter == *letter))
                .collect::<Option<Vec<usize>>>()
            {
                Some(set) => Ok(set),
                None => Err(wrong("key_unknown")),
            };
        }
        let key = search_key(text);
        let same = |option: &Lettered| search_key(&super::line::text(&option.text())).trim_end_matches('.') == key;
        match self.options.iter().position(same) {
            Some(at) => Ok(vec![at]),
            None => Err(wrong("key_unreadable")),
        }
    }

    /// Statements that are true or false each: under a heading that says so, or with such keys.
    fn statements(&self) -> Result<Option<Vec<(Vec<Vec<Glyph>>, Option<bool>)>>, Vec<Flaw>> {
        let mut texts: Vec<Vec<Vec<Glyph>>> = self.options.iter().map(|option| option.lines.clone()).collect();
        let mut found: Vec<Vec<Option<bool>>> = Vec::new();
        let at_ends: Vec<Option<bool>> = texts.iter_mut().map(|lines| take_truth(lines)).collect();
        if at_ends.iter().all(Option::is_some) {
            found.push(at_ends);
        } else {
            texts = self.options.iter().map(|option| option.lines.clone()).collect();
        }
        for said in &self.said {
            match vietnamese::truths(&said.text) {
                Some(list) if list.len() == self.options.len() && list.len() > 1 => found.push(list.into_iter().map(Some).collect()),
                Some(list) if self.mode == Mode::Truths => {
                    let value = format!("{} ({} / {})", said.text, list.len(), self.options.len());
                    return Err(vec![Flaw::error(Place::Paragraph(said.paragraph), Part::Key, "truth_count", value)]);
                }
                _ => {}
            }
        }
        if found.is_empty() && self.mode != Mode::Truths {
            return Ok(None);
        }
        if self.mode == Mode::Truths {
            let marked = marks::marked(&self.options);
            if !marked.is_empty() {
                found.push((0..self.options.len()).map(|at| Some(marked.contains(&at))).collect());
            }
        }
        let Some(first) = found.first() else {
            return Err(vec![Flaw::error(self.place(), Part::Key, "no_key", self.stem_words())]);
        };
        if found.iter().any(|list| list != first) {
            return Err(vec![Flaw::error(self.place(), Part::Key, "keys_disagree", self.stem_words())]);
        }
        Ok(Some(texts.into_iter().zip(first.iter().map(|truth| Some(truth.unwrap_or_default()))).collect()))
    }

    fn body_without_options(&self) -> Result<(BodyOf<'_>, Vec<KeySource>), Flaw> {
        let sources: Vec<KeySource> = self.said.iter().map(|said| said.source).collect();
        let Some(said) = self.said.first() else {
            return if self.mode == Mode::Essay {
                Ok((BodyOf::Essay, sources))
            } else {
                Err(Flaw::error(self.place(), Part::Whole, "no_options", self.stem_words()))
            };
        };
        if let Some(other) = self.said.iter().find(|other| search_key(&other.text) != search_key(&said.text)) {
            return Err(Flaw::error(self.place(), Part::Key, "keys_disagree", format!("{}; {}", said.text, other.text)));
        }
        let text = said.text.trim().trim_end_matches('.');
        if let Some(truth) = vietnamese::truth(text) {
            return Ok((BodyOf::Truth(truth), sources));
        }
        if let Some(value) = Decimal::parse_vi(text) {
            return Ok((BodyOf::Number(value), sources));
        }
        let separator = if text.contains('|') { '|' } else { ';' };
        let accepted: Vec<String> = text.split(separator).map(rich::from_plain).filter(|text| !text.is_empty()).collect();
        // A letter alone speaks of options that are not there.
        if accepted.is_empty() || (vietnamese::letters(text).is_some() && self.mode != Mode::Short) {
            return Err(Flaw::error(self.place(), Part::Whole, "no_options", self.stem_words()));
        }
        Ok((BodyOf::Short(accepted), sources))
    }
}

/// Takes "(Đ)", "– Sai" from the end of a statement.
fn take_truth(lines: &mut [Vec<Glyph>]) -> Option<bool> {
    let line = lines.last_mut()?;
    let text = super::line::text(line);
    let found = labels::STATEMENT_KEY.captures(&text)?;
    let truth = vietnamese::truth((1..=3).find_map(|at| found.get(at)).map_or("", |part| part.as_str()))?;
    line.truncate(text[..found.get(0).map_or(0, |m| m.start())].chars().count());
    Some(truth)
}

/// Letters of options: `A, C`.
pub fn letters(set: &[usize]) -> String {
    let letter = |at: &usize| u8::try_from(*at).ok().filter(|at| *at < 26).map_or('?', |at| char::from(b'A' + at)).to_string();
    set.iter().map(letter).collect::<Vec<_>>().join(", ")
}

/// A body whose texts are still letters.
enum BodyOf<'q> {
    Choice(&'q [Lettered], Vec<usize>),
    Statements(Vec<(Vec<Vec<Glyph>>, Option<bool>)>),
    Truth(bool),
    Number(Decimal),
    Short(Vec<String>),
    Essay,
}

impl BodyOf<'_> {
    fn write(self, text: &dyn Fn(&[Vec<Glyph>]) -> String, guide: &str) -> Body {
        match self {
            Self::Choice(options, keys) => Body::Choice {
                many: keys.len() > 1,
                options: options
                    .iter()
                    .enumerate()
                    .map(|(at, option)| Choice { text: text(&option.lines), is_key: keys.contains(&at), feedback: String::new() })
                    .collect(),
            },
            Self::Statements(list) => {
                Body::Statements(list.iter().map(|(lines, is_true)| Statement { text: text(lines), is_true: *is_true }).collect())
            }
            Self::Truth(truth) => Body::Truth(truth),
            Self::Number(value) => Body::Number { value, tolerance: Decimal::zero() },
            Self::Short(accepted) => Body::Short { accepted, case_sensitive: false },
            Self::Essay => Body::Essay { guide: guide.to_owned() },
        }
    }
}
