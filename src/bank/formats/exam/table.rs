//! Tables in documents that are used like sheets: a row for each question under headings.

use super::line::{Line, Look};
use crate::bank::formats::{
    model::{Place, Reading},
    sheet::{self, Cell, Row},
};

/// Rows of a table as those of a sheet; numbered by the paragraph that they start with.
fn rows(table: &[Vec<Vec<Line>>]) -> Vec<Row> {
    let cell = |lines: &Vec<Line>| {
        let text = lines.iter().map(Line::text).collect::<Vec<_>>().join("\n");
        // Pictures have no place in a sheet.
        let text = text.chars().filter(|c| (*c as u32) < super::line::IMAGES).collect();
        let look =
            lines.iter().flat_map(|line| &line.glyphs).find(|glyph| glyph.c.is_alphanumeric()).map_or(Look::default(), |glyph| glyph.look);
        Cell { text, look, flaw: None }
    };
    let first = |row: &Vec<Vec<Line>>| row.iter().flatten().next().map_or(0, |line| line.paragraph);
    table.iter().map(|row| Row { number: first(row), cells: row.iter().map(cell).collect() }).collect()
}

/// Items of a table with columns for question, options and key; `None` if it has no such headings.
pub fn items(table: &[Vec<Vec<Line>>]) -> Option<Reading> {
    let rows = rows(table);
    if !sheet::has_options(&rows) {
        return None;
    }
    let mut reading = sheet::read(&rows)?;
    let moved = |place: &mut Place| {
        if let Place::Row(at) = *place {
            *place = Place::Paragraph(at);
        }
    };
    reading.drafts.iter_mut().chain(&mut reading.spoiled).for_each(|draft| moved(&mut draft.place));
    reading.flaws.iter_mut().for_each(|flaw| moved(&mut flaw.place));
    Some(reading)
}

/// Lines of a table with the whole question in one cell and its key in another: the key follows the question as if written there.
pub fn lines(table: &[Vec<Vec<Line>>]) -> Option<Vec<Line>> {
    let columns = sheet::columns(&rows(table))?;
    let mut out = Vec::new();
    for row in &table[columns.first_row..] {
        let cell = |at: Option<usize>| at.and_then(|at| row.get(at)).map(Vec::as_slice).unwrap_or_default();
        let stem: Vec<&Line> = cell(Some(columns.stem)).iter().filter(|line| !line.is_blank()).collect();
        let Some(start) = stem.first().copied() else { continue };
        let said = |lines: &[Line]| lines.iter().map(Line::text).collect::<Vec<_>>().join(" ").trim().to_owned();
        let mut label = Line { paragraph: start.paragraph, ..Line::default() };
        let number: String = said(cell(columns.number)).chars().filter(char::is_ascii_digit).collect();
        if !super::labels::WORDED.is_match(&start.text()) {
            let number = if number.is_empty() { (out.len() + 1).to_string() } else { number };
            label.push_str(&format!("Câu {number}. "), Look::default());
        }
        label.glyphs.extend(start.glyphs.iter().copied());
        out.push(label);
        out.extend(stem.into_iter().skip(1).cloned());
        for (word, column) in [("Đáp án: ", columns.key), ("Giải thích: ", columns.rationale)] {
            let text = said(cell(column));
            if !text.is_empty() {
                let mut line = Line { paragraph: start.paragraph, ..Line::default() };
                line.push_str(word, Look::default());
                line.push_str(&text, Look::default());
                out.push(line);
            }
        }
    }
    Some(out)
}
