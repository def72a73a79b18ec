//! The form of an item: a [`Draft`] as fields, and fields as a draft, with every fault at its field.
//!
//! Fields: `type`, `context`, `stem`, `rationale`, `source`, `topic`, `level`, `tags`, `points`; by type the rows of
//! [`Rows`](super::rows::Rows), `truth`, `value`, `tolerance`, `case_sensitive`, `guide`.

use super::rows::{Rows, Typed};
use crate::{
    bank::{
        formats::{
            check, gaps,
            model::{Body, Choice, Decimal, Draft, Flaw, Gap, Part, Place, Statement},
        },
        model::{CognitiveLevel, Marking},
    },
    kernel::{FieldProblem, text},
};

/// The types in the order in which authors are offered them.
pub const TYPES: [&str; 10] = [
    "single_choice",
    "multiple_response",
    "true_false",
    "true_false_cluster",
    "short_answer",
    "numerical",
    "matching",
    "ordering",
    "gap_fill",
    "essay",
];

/// A form as it was understood.
#[derive(Clone, Debug)]
pub struct Understood {
    /// The item, as far as it can be read.
    pub draft: Draft,
    /// What keeps it from being taken.
    pub errors: Vec<FieldProblem>,
    /// What is worth a look.
    pub remarks: Vec<FieldProblem>,
    /// The row of the form that each option, statement, pair or gap of the draft stands in: empty rows are left out.
    rows: Vec<usize>,
}

impl Understood {
    /// The draft.
    ///
    /// # Errors
    /// The wrong fields.
    pub fn into_draft(self) -> Result<Draft, Vec<FieldProblem>> {
        if self.errors.is_empty() { Ok(self.draft) } else { Err(self.errors) }
    }

    /// Adds what others found about the draft.
    pub fn add(&mut self, flaws: &[Flaw]) {
        for flaw in flaws {
            let field = if flaw.code == "bank_steps" { "steps".to_owned() } else { self.field_of(flaw.part) };
            let problem = FieldProblem::new(field, flaw.code).with("value", &flaw.value);
            let list = if flaw.is_error { &mut self.errors } else { &mut self.remarks };
            if !list.iter().any(|known| known.field == problem.field && known.code == problem.code) {
                list.push(problem);
            }
        }
    }

    /// The field that a part of the item was typed into.
    fn field_of(&self, part: Part) -> String {
        let first = match &self.draft.body {
            Body::Matching { .. } => "left",
            Body::Gaps(_) => "accepted",
            _ => "option",
        };
        let row = |at: usize| self.rows.get(at).copied().unwrap_or(at);
        match part {
            Part::Stem => "stem".to_owned(),
            Part::Level => "level".to_owned(),
            Part::Type => "type".to_owned(),
            Part::Points => "points".to_owned(),
            Part::Source => "source".to_owned(),
            Part::Option(at) => format!("{first}_{}", row(at)),
            Part::Key => match &self.draft.body {
                Body::Truth(_) => "truth".to_owned(),
                Body::Number { .. } => "value".to_owned(),
                Body::Essay { .. } => "guide".to_owned(),
                Body::Matching { .. } => "other_0".to_owned(),
                _ => format!("{first}_0"),
            },
            Part::Whole => match &self.draft.body {
                Body::Truth(_) | Body::Number { .. } | Body::Essay { .. } => "stem".to_owned(),
                _ => format!("{first}_0"),
            },
        }
    }
}

/// Text of several lines as it was meant: composed, with plain line ends, without space at the ends.
fn block(typed: &str) -> String {
    text::nfc(&typed.replace("\r\n", "\n").replace('\r', "\n")).trim().to_owned()
}

fn lines(typed: &str) -> Vec<String> {
    typed.lines().map(text::clean_line).filter(|line| !line.is_empty()).collect()
}

/// Reads a form.
pub fn read(typed: &Typed) -> Understood {
    let mut errors = Vec::new();
    let mut rows = Vec::new();
    let body = body(typed, &mut rows, &mut errors);
    let stem = block(typed.get("stem"));
    let stem = if matches!(body, Body::Gaps(_)) { gaps::normal(&stem) } else { stem };
    let level = CognitiveLevel::parse(typed.get("level"));
    if level.is_none() && !typed.get("level").is_empty() {
        errors.push(FieldProblem::new("level", "choice"));
    }
    let points = match typed.get("points").trim() {
        "" => None,
        words => {
            let points = hundredths(words);
            if points.is_none() {
                errors.push(FieldProblem::new("points", "points").with("value", words));
            }
            points
        }
    };
    let marking = marking(typed, &body, &mut errors);
    let draft = Draft {
        code: text::clean_line(typed.get("code")),
        marking,
        context: block(typed.get("context")),
        level,
        topic: text::clean_line(typed.get("topic")),
        tags: tags(typed.get("tags")),
        rationale: block(typed.get("rationale")),
        source: text::clean_line(typed.get("source")),
        points,
        ..Draft::new(Place::File, stem, body)
    };
    let flaws = check::item(&draft);
    let mut understood = Understood { draft, errors, remarks: Vec::new(), rows };
    // What could not be read at all is told once, not again as missing.
    let has_unread = !understood.errors.is_empty();
    let flaws: Vec<Flaw> = flaws.into_iter().filter(|flaw| !(has_unread && flaw.part == Part::Points)).collect();
    understood.add(&flaws);
    understood
}

/// How parts and typed answers count.
fn marking(typed: &Typed, body: &Body, errors: &mut Vec<FieldProblem>) -> Marking {
    let is_typed = matches!(body, Body::Short { .. } | Body::Gaps(_));
    let steps = if matches!(body, Body::Statements(_)) { typed.get("steps").trim() } else { "" };
    let words = steps.split(|c: char| !c.is_ascii_digit() && c != '-').filter(|word| !word.is_empty());
    let steps = words.map(str::parse).collect::<Result<Vec<i64>, _>>().unwrap_or_else(|_| {
        errors.push(FieldProblem::new("steps", "bank_steps").with("value", steps));
        Vec::new()
    });
    let says = |field: &str| is_typed && !typed.get(field).is_empty();
    Marking { ignores_marks: says("ignores_marks"), strict_tones: says("strict_tones"), steps }
}

/// Tags as they are typed: separated by commas, semicolons or lines; each once.
pub fn tags(typed: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for tag in typed.split([',', ';', '\n']).map(|tag| text::clean_line(tag).trim_start_matches('#').to_owned()) {
        if !tag.is_empty() && !out.iter().any(|known| text::search_key(known) == text::search_key(&tag)) {
            out.push(tag.chars().take(60).collect());
        }
    }
    out.truncate(20);
    out
}

/// Points as people type them (`1`, `0,5`) in hundredths; at most two decimals.
fn hundredths(typed: &str) -> Option<i64> {
    let decimal = Decimal::parse_vi(typed)?;
    let (whole, part) = decimal.as_str().split_once('.').unwrap_or((decimal.as_str(), ""));
    if part.len() > 2 || decimal.is_negative() {
        return None;
    }
    format!("{whole}{part:0<2}").parse().ok()
}

fn body(typed: &Typed, rows: &mut Vec<usize>, errors: &mut Vec<FieldProblem>) -> Body {
    // Rows that say nothing and are not marked as right were only waiting to be filled.
    let mut filled = |kind: Rows, fields: &[&str]| -> Vec<usize> {
        let kept: Vec<usize> =
            (0..typed.count(kind)).filter(|row| fields.iter().any(|field| !typed.row(field, *row).trim().is_empty())).collect();
        rows.clone_from(&kept);
        kept
    };
    match typed.get("type") {
        kind @ ("single_choice" | "multiple_response") => Body::Choice {
            many: kind == "multiple_response",
            options: filled(Rows::Option, &["option", "key", "feedback"])
                .into_iter()
                .map(|row| Choice {
                    text: block(typed.row("option", row)),
                    is_key: !typed.row("key", row).is_empty(),
                    feedback: block(typed.row("feedback", row)),
                })
                .collect(),
        },
        "true_false" => {
            if !matches!(typed.get("truth"), "true" | "false") {
                errors.push(FieldProblem::new("truth", "no_key"));
            }
            Body::Truth(typed.get("truth") == "true")
        }
        "true_false_cluster" => Body::Statements(
            filled(Rows::Option, &["option", "truth"])
                .into_iter()
                .map(|row| Statement {
                    text: block(typed.row("option", row)),
                    is_true: match typed.row("truth", row) {
                        "true" => Some(true),
                        "false" => Some(false),
                        _ => None,
                    },
                })
                .collect(),
        ),
        "short_answer" => Body::Short {
            accepted: filled(Rows::Option, &["option"]).into_iter().map(|row| text::clean_line(typed.row("option", row))).collect(),
            case_sensitive: !typed.get("case_sensitive").is_empty(),
        },
        "numerical" => {
            let mut number = |field: &str, missing: &str| {
                let words = Some(typed.get(field).trim()).filter(|words| !words.is_empty()).unwrap_or(missing);
                Decimal::parse_vi(words).unwrap_or_else(|| {
                    let code = if words.is_empty() { "no_key" } else { "number_form" };
                    errors.push(FieldProblem::new(field, code).with("value", words));
                    Decimal::zero()
                })
            };
            Body::Number { value: number("value", ""), tolerance: number("tolerance", "0") }
        }
        "matching" => {
            let pairs = filled(Rows::Pair, &["left", "right"])
                .into_iter()
                .map(|row| (block(typed.row("left", row)), text::clean_line(typed.row("right", row))))
                .collect();
            let others = (0..typed.count(Rows::Other)).map(|row| text::clean_line(typed.row("other", row)));
            Body::Matching { pairs, distractors: others.filter(|other| !other.is_empty()).collect() }
        }
        "ordering" => Body::Ordering(filled(Rows::Option, &["option"]).into_iter().map(|row| block(typed.row("option", row))).collect()),
        "gap_fill" => Body::Gaps(
            filled(Rows::Gap, &["accepted", "wrong"])
                .into_iter()
                .map(|row| Gap { accepted: lines(typed.row("accepted", row)), distractors: lines(typed.row("wrong", row)) })
                .collect(),
        ),
        "essay" => Body::Essay { guide: block(typed.get("guide")) },
        _ => {
            errors.push(FieldProblem::new("type", "choice"));
            Body::Choice { options: Vec::new(), many: false }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::fill::blank, *};

    #[test]
    fn every_fault_stands_at_its_field() {
        let at = |typed: &Typed| read(typed).errors.into_iter().map(|problem| (problem.field, problem.code)).collect::<Vec<_>>();
        let told = |list: &[(&str, &'static str)]| list.iter().map(|(field, code)| ((*field).to_owned(), *code)).collect::<Vec<_>>();
        // The empty row between is no option; the fault stands at the row that it was typed into.
        let mut typed = blank("single_choice");
        for (name, value) in [("stem", " "), ("option_0", "Một"), ("option_2", "một"), ("points", "nhiều"), ("level", "khó")] {
            typed.put(name, value);
        }
        assert_eq!(
            at(&typed),
            told(&[
                ("level", "choice"),
                ("points", "points"),
                ("stem", "stem_empty"),
                ("option_2", "option_twice"),
                ("option_0", "no_key")
            ])
        );
        let mut number = blank("numerical");
        for (name, value) in [("stem", "Bao nhiêu?"), ("value", "vài"), ("tolerance", "-1")] {
            number.put(name, value);
        }
        assert_eq!(at(&number), told(&[("value", "number_form"), ("value", "tolerance")]));
        let mut truth = blank("true_false");
        truth.put("stem", "Đúng.");
        assert_eq!(at(&truth), told(&[("truth", "no_key")]));
        assert_eq!(at(&Typed::default())[0], ("type".to_owned(), "choice"));
    }

    #[test]
    fn points_and_tags_as_people_type_them() {
        assert_eq!(["1", "0,5", "1.25", "10"].map(hundredths), [Some(100), Some(50), Some(125), Some(1000)]);
        assert_eq!(["0,125", "-1", "một"].map(hundredths), [None; 3]);
        assert_eq!(tags("ôn tập, Tuần 1;\n#on tap ,, "), ["ôn tập", "Tuần 1"]);
    }
}
