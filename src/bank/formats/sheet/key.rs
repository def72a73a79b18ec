//! The key of a row, with the options it speaks of.

use crate::bank::formats::{
    exam::{line, marks, question::Lettered},
    model::{Body, Choice, Decimal, Flaw, Gap, Part, Place, Statement},
    rich, vietnamese,
};
use crate::kernel::text::clean_line;

/// Between left and right in cells of a matching item.
pub const ARROW: &str = "=>";
/// Between a number and how far off still counts.
pub const PLUS_MINUS: char = '±';

pub struct Reader<'r> {
    pub place: Place,
    pub kind: Option<&'static str>,
    pub key: &'r str,
    pub options: &'r [Lettered],
    pub stem: &'r str,
    pub tolerance: &'r str,
}

type Found<T> = Result<T, Vec<Flaw>>;

impl Reader<'_> {
    fn error<T>(&self, part: Part, code: &'static str, value: impl Into<String>) -> Found<T> {
        Err(vec![Flaw::error(self.place, part, code, value)])
    }

    fn texts(&self) -> Vec<String> {
        self.options.iter().map(|option| rich::from_cell(&line::text(&option.text()))).collect()
    }

    pub fn body(&self) -> Found<Body> {
        match self.kind {
            Some("single_choice") => self.choice(Some(false)),
            Some("multiple_response") => self.choice(Some(true)),
            Some("true_false") => vietnamese::truth(self.key).map(Body::Truth).map_or_else(|| self.no_key(), Ok),
            Some("true_false_cluster") => self.statements(),
            Some("short_answer") => self.short(),
            Some("numerical") => self.number(),
            Some("matching") => self.matching(),
            Some("ordering") => Ok(Body::Ordering(self.texts())),
            Some("gap_fill") => Ok(self.gaps()),
            Some("essay") => Ok(Body::Essay { guide: rich::from_cell(self.key) }),
            _ if self.options.is_empty() => self.without_options(),
            _ if vietnamese::truths(self.key).is_some_and(|truths| truths.len() == self.options.len() && truths.len() > 1) => {
                self.statements()
            }
            _ => self.choice(None),
        }
    }

    /// Nothing where a key should be, or what is no key.
    fn no_key<T>(&self) -> Found<T> {
        if self.key.is_empty() { self.error(Part::Key, "no_key", "") } else { self.error(Part::Key, "key_unreadable", self.key) }
    }

    fn without_options(&self) -> Found<Body> {
        if self.key.is_empty() {
            return self.error(Part::Whole, "no_options", rich::plain(self.stem));
        }
        if let Some(truth) = vietnamese::truth(self.key) {
            return Ok(Body::Truth(truth));
        }
        if vietnamese::letters(self.key).is_some() && self.key.bytes().all(|b| b.is_ascii_uppercase() || b" ,;".contains(&b)) {
            return self.error(Part::Whole, "no_options", rich::plain(self.stem));
        }
        if self.key.contains(PLUS_MINUS) || Decimal::parse_vi(self.key).is_some() { self.number() } else { self.short() }
    }

    fn choice(&self, many: Option<bool>) -> Found<Body> {
        let texts = self.texts();
        let mut keys: Option<Vec<usize>> = None;
        if !self.key.is_empty() {
            keys = Some(self.options_of_key(&texts)?);
        }
        // Colour and type may decorate; beside a written key they only count when it is missing.
        if keys.is_none() {
            let shown = marks::keys(self.options);
            if let Some((_, first)) = shown.first() {
                if shown.iter().any(|(_, set)| set != first) {
                    return self.error(
                        Part::Key,
                        "keys_disagree",
                        shown
                            .iter()
                            .map(|(source, set)| format!("{}: {}", source.code(), super::super::exam::letters(set)))
                            .collect::<Vec<_>>()
                            .join("; "),
                    );
                }
                keys = Some(first.clone());
            }
        }
        let Some(keys) = keys else { return self.error(Part::Key, "no_key", "") };
        let options =
            texts.into_iter().enumerate().map(|(at, text)| Choice { text, is_key: keys.contains(&at), feedback: String::new() }).collect();
        Ok(Body::Choice { options, many: many.unwrap_or(keys.len() > 1) })
    }

    /// A letter, a number, or the words of an option; what could be two of them is told.
    fn options_of_key(&self, texts: &[String]) -> Found<Vec<usize>> {
        let words = |text: &str| clean_line(&rich::plain(text)).to_lowercase();
        let key = clean_line(self.key).to_lowercase();
        let same: Vec<usize> = texts.iter().enumerate().filter(|(_, text)| words(text) == key).map(|(at, _)| at).collect();
        let named = vietnamese::letters(self.key.trim_end_matches('.'));
        if let Some(named) = named {
            let is_there = named.iter().all(|at| *at < texts.len());
            return match (same.as_slice(), is_there) {
                (same, _) if same == named => Ok(named),
                ([_, ..], true) => self.error(Part::Key, "key_ambiguous", self.key),
                ([at], false) => Ok(vec![*at]),
                (_, true) => Ok(named),
                (_, false) => self.error(Part::Key, "key_unknown", self.key),
            };
        }
        if let [at] = same.as_slice() {
            return Ok(vec![*at]);
        }
        // Several options by their words, a line each.
        let position = |part: &str| texts.iter().position(|text| words(text) == clean_line(part).to_lowercase());
        let parts: Option<Vec<usize>> = self.key.split(['\n', ';', '|']).map(position).collect();
        parts.filter(|parts| !parts.is_empty()).map_or_else(|| self.error(Part::Key, "key_unreadable", self.key), Ok)
    }

    fn statements(&self) -> Found<Body> {
        let Some(truths) = vietnamese::truths(self.key) else { return self.no_key() };
        if truths.len() != self.options.len() {
            return self.error(Part::Key, "truth_count", format!("{} ({} / {})", self.key, truths.len(), self.options.len()));
        }
        Ok(Body::Statements(
            self.texts().into_iter().zip(truths).map(|(text, is_true)| Statement { text, is_true: Some(is_true) }).collect(),
        ))
    }

    fn short(&self) -> Found<Body> {
        let accepted: Vec<String> = self.key.split(['|', '\n']).map(rich::from_cell).filter(|text| !text.is_empty()).collect();
        if accepted.is_empty() { self.no_key() } else { Ok(Body::Short { accepted, case_sensitive: false }) }
    }

    fn number(&self) -> Found<Body> {
        let (value, around) = self.key.split_once(PLUS_MINUS).unwrap_or((self.key, self.tolerance));
        let around = if around.trim().is_empty() { Some(Decimal::zero()) } else { Decimal::parse_vi(around) };
        match (Decimal::parse_vi(value), around) {
            (Some(value), Some(tolerance)) => Ok(Body::Number { value, tolerance }),
            _ => self.no_key(),
        }
    }

    fn matching(&self) -> Found<Body> {
        let (mut pairs, mut distractors) = (Vec::new(), Vec::new());
        for (at, text) in self.options.iter().map(|option| line::text(&option.text())).enumerate() {
            let Some((left, right)) = text.split_once(ARROW).or_else(|| text.split_once("->")).or_else(|| text.split_once('→')) else {
                return self.error(Part::Option(at), "matching_arrow", text);
            };
            let (left, right) = (rich::from_cell(left), rich::from_cell(right));
            if left.is_empty() { distractors.push(right) } else { pairs.push((left, right)) }
        }
        Ok(Body::Matching { pairs, distractors })
    }

    /// A gap in each cell: what is right, after `||` what is wrong to choose from.
    fn gaps(&self) -> Body {
        let list = |text: &str| text.split('|').map(rich::from_cell).filter(|text| !text.is_empty()).collect();
        Body::Gaps(
            self.options
                .iter()
                .map(|option| {
                    let text = line::text(&option.text());
                    let (right, wrong) = text.split_once("||").unwrap_or((&text, ""));
                    Gap { accepted: list(right), distractors: list(wrong) }
                })
                .collect(),
        )
    }
}

/// How a key is written so that it is read back as it was; `None` if option texts leave no way.
pub fn key_text(keys: &[usize], texts: &[String]) -> Option<String> {
    let letter = |at: &usize| char::from(b'A' + u8::try_from(*at).unwrap_or(0));
    let forms = [
        keys.iter().map(|at| letter(at).to_string()).collect::<Vec<_>>().join(", "),
        keys.iter().map(|at| format!("({})", letter(at))).collect::<Vec<_>>().join(", "),
        keys.iter().map(|at| (at + 1).to_string()).collect::<Vec<_>>().join(", "),
    ];
    let markdown: Vec<String> = texts.iter().map(|text| rich::from_cell(text)).collect();
    forms.into_iter().find(|form| {
        let reader = Reader { place: Place::File, kind: None, key: form, options: &[], stem: "", tolerance: "" };
        reader.options_of_key(&markdown).is_ok_and(|read| read == keys)
    })
}
