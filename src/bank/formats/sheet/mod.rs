//! Rows of a sheet, wherever they come from (XLSX, CSV): one item each, columns known by their headings.

mod header;
mod key;

pub use key::{ARROW, PLUS_MINUS, key_text};

use header::{Column, Header};

use super::{
    exam::{
        line::{Glyph, Look},
        question::Lettered,
    },
    model::{Body, Choice, Decimal, Draft, Flaw, Part, Place, Reading, Statement},
    rich, vietnamese,
};
use crate::kernel::text::{clean_line, search_key};

/// A cell as it is shown.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Cell {
    /// Its words.
    pub text: String,
    /// How it looks.
    pub look: Look,
    /// Why its words cannot be had: `cell_error`, `formula_no_value`.
    pub flaw: Option<&'static str>,
}

/// A row with its number as the program shows it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Row {
    /// From 1.
    pub number: usize,
    /// From column A.
    pub cells: Vec<Cell>,
}

/// Rows above the headings, at most.
const TITLE_ROWS: usize = 15;

/// Reads a sheet; `None` if it has no row of headings, as sheets of notes have none.
pub fn read(rows: &[Row]) -> Option<Reading> {
    let (at, header) = rows.iter().take(TITLE_ROWS).enumerate().find_map(|(at, row)| Some((at, Header::of(row)?)))?;
    let mut out = Reading::default();
    for row in &rows[at + 1..] {
        let is_blank = row.cells.iter().all(|cell| cell.text.trim().is_empty() && cell.flaw.is_none());
        // A row that has nothing but its number is an empty form line.
        let only_number =
            row.cells.iter().enumerate().all(|(at, cell)| header.column(at) == Some(Column::Number) || cell.text.trim().is_empty());
        if is_blank || only_number {
            continue;
        }
        let reader = RowReader { row, header: &header };
        let (draft, mut flaws) = reader.draft();
        if !flaws.iter().any(|flaw| flaw.is_error) {
            // The checks that all items share are made here, where the column is known.
            flaws.splice(0..0, super::check::item(&draft).into_iter().filter(|flaw| flaw.is_error));
        }
        let is_good = !flaws.iter().any(|flaw| flaw.is_error);
        out.flaws.extend(flaws.into_iter().map(|flaw| reader.located(flaw)));
        if is_good { &mut out.drafts } else { &mut out.spoiled }.push(draft);
    }
    Some(out)
}

/// Whether the headings name options.
pub fn has_options(rows: &[Row]) -> bool {
    rows.iter().take(TITLE_ROWS).find_map(Header::of).is_some_and(|header| header.option_count() > 0)
}

/// Where a table without columns of options has what.
pub struct Columns {
    /// The first row under the headings.
    pub first_row: usize,
    /// The question.
    pub stem: usize,
    /// Its number.
    pub number: Option<usize>,
    /// The key.
    pub key: Option<usize>,
    /// The explanation.
    pub rationale: Option<usize>,
}

/// Columns of a table; `None` if it has no row of headings.
pub fn columns(rows: &[Row]) -> Option<Columns> {
    let (at, header) = rows.iter().take(TITLE_ROWS).enumerate().find_map(|(at, row)| Some((at, Header::of(row)?)))?;
    Some(Columns {
        first_row: at + 1,
        stem: header.position(Column::Stem)?,
        number: header.position(Column::Number),
        key: header.position(Column::Key),
        rationale: header.position(Column::Rationale),
    })
}

struct RowReader<'r> {
    row: &'r Row,
    header: &'r Header,
}

type Found<T> = Result<T, Vec<Flaw>>;

impl RowReader<'_> {
    fn place(&self) -> Place {
        Place::Row(self.row.number)
    }

    fn cell(&self, column: Column) -> Option<&Cell> {
        self.header.position(column).and_then(|at| self.row.cells.get(at))
    }

    fn words(&self, column: Column) -> String {
        self.cell(column).map(|cell| cell.text.trim().to_owned()).unwrap_or_default()
    }

    fn error(&self, part: Part, code: &'static str, value: impl Into<String>) -> Vec<Flaw> {
        vec![Flaw::error(self.place(), part, code, value)]
    }

    /// With the column's heading and the row's own number.
    fn located(&self, mut flaw: Flaw) -> Flaw {
        let column = match flaw.part {
            Part::Whole => None,
            Part::Stem => Some(Column::Stem),
            Part::Option(at) => Some(Column::Option(at)),
            Part::Key => Some(Column::Key),
            Part::Level => Some(Column::Level),
            Part::Type => Some(Column::Type),
            Part::Points => Some(Column::Points),
            Part::Source => Some(Column::Source),
        };
        if flaw.column.is_empty() {
            flaw.column = column.and_then(|column| self.header.heading(column)).unwrap_or_default().into();
        }
        flaw.label = self.words(Column::Number);
        flaw
    }

    /// The first cell whose words cannot be had.
    fn broken_cell(&self) -> Option<Flaw> {
        self.row.cells.iter().enumerate().find_map(|(at, cell)| {
            let (code, _) = (cell.flaw?, self.header.column(at)?);
            let mut flaw = Flaw::error(self.place(), Part::Whole, code, &cell.text);
            flaw.column = self.header.name_at(at).into();
            Some(flaw)
        })
    }

    /// The item, as far as it was understood: an error among the flaws says that it is not to be taken as it is.
    fn draft(&self) -> (Draft, Vec<Flaw>) {
        let stem = rich::from_cell(&self.words(Column::Stem));
        let mut wrong = Vec::new();
        if stem.is_empty() {
            wrong.append(&mut self.error(Part::Stem, "stem_empty", ""));
        }
        let options = self.options();
        let body = self.body(&stem, &options).unwrap_or_else(|mut flaws| {
            wrong.append(&mut flaws);
            self.body_without_key(&options)
        });
        let mut draft = Draft::new(self.place(), stem, body);
        let level = self.words(Column::Level);
        let mut remarks = Vec::new();
        if !level.is_empty() {
            draft.level = vietnamese::level(&level);
            if draft.level.is_none() {
                wrong.append(&mut self.error(Part::Level, "level_unknown", level));
            }
        }
        let points = self.words(Column::Points);
        if !points.is_empty() {
            draft.points = Decimal::parse_vi(&points).and_then(|points| super::exam::hundredths(&points));
            if draft.points.is_none() {
                wrong.append(&mut self.error(Part::Points, "points", points));
            }
        }
        draft.label = self.words(Column::Number);
        draft.code = clean_line(&self.words(Column::Code));
        draft.topic = clean_line(&self.words(Column::Topic));
        draft.context = rich::from_cell(&self.words(Column::Context));
        draft.rationale = rich::from_cell(&self.words(Column::Rationale));
        draft.source = [Column::Citation, Column::Source]
            .map(|column| clean_line(&self.words(column)))
            .into_iter()
            .find(|text| !text.is_empty())
            .unwrap_or_default();
        draft.tags = self.words(Column::Tags).split([',', ';']).map(clean_line).filter(|tag| !tag.is_empty()).collect();
        if let Some(flaw) = self.broken_cell() {
            // What the other cells seem to lack may only be a consequence.
            return (draft, vec![flaw]);
        }
        if !wrong.is_empty() {
            return (draft, wrong);
        }
        if matches!(draft.body, Body::Essay { .. })
            && draft.rationale.is_empty()
            && self.words(Column::Key).is_empty()
            && self.words(Column::Type).is_empty()
        {
            remarks.push(Flaw::remark(self.place(), Part::Key, "essay_guide", ""));
        }
        (draft, remarks)
    }

    /// What can be shown of a row whose key is missing or not to be trusted.
    fn body_without_key(&self, options: &[Lettered]) -> Body {
        let texts = options.iter().map(|option| rich::from_cell(&super::exam::line::text(&option.text())));
        match header::item_type(&self.words(Column::Type)) {
            Some("true_false_cluster") => Body::Statements(texts.map(|text| Statement { text, is_true: None }).collect()),
            kind => Body::Choice {
                options: texts.map(|text| Choice { text, ..Choice::default() }).collect(),
                many: kind == Some("multiple_response"),
            },
        }
    }

    /// Options up to the last that says anything.
    fn options(&self) -> Vec<Lettered> {
        let mut out: Vec<Lettered> = (0..self.header.option_count())
            .map(|at| {
                let cell = self.cell(Column::Option(at)).cloned().unwrap_or_default();
                let glyphs = cell.text.trim().chars().map(|c| Glyph { c, look: cell.look }).collect();
                Lettered { letter: at, label: None, is_signed: false, paragraph: self.row.number, lines: vec![glyphs] }
            })
            .collect();
        while out.last().is_some_and(|option| option.text().is_empty()) {
            out.pop();
        }
        out
    }

    fn body(&self, stem: &str, options: &[Lettered]) -> Found<Body> {
        let kind_words = self.words(Column::Type);
        let kind = header::item_type(&kind_words);
        if kind.is_none() && !kind_words.is_empty() {
            return Err(self.error(Part::Type, "type_unknown", kind_words));
        }
        let key = self.words(Column::Key);
        key::Reader { place: self.place(), kind, key: &key, options, stem, tolerance: &self.words(Column::Tolerance) }.body()
    }
}

/// What a cell's heading is compared by.
fn heading_key(text: &str) -> String {
    search_key(text).trim_matches(|c: char| !c.is_alphanumeric()).to_owned()
}
