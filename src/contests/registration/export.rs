//! Workbooks: registrations and slips, as text that no program takes for a formula.

use rust_xlsxwriter::{Format, FormatAlign, Workbook, Worksheet, XlsxError};

/// Widest column, in characters.
const WIDEST: f64 = 42.0;

/// A sheet of text: its headings and its rows.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// Name of the sheet.
    pub name: String,
    /// Headings of the columns.
    pub headings: Vec<String>,
    /// Rows, each as long as the headings.
    pub rows: Vec<Vec<String>>,
}

/// Whether a program that is handed the text in another file might take it for a formula.
fn looks_like_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// The workbook of one sheet: bold headings that stay in view, a filter, widths that fit. Every cell is text; one that
/// looks like a formula carries the mark (quote prefix) by which Excel and others keep it text.
pub fn workbook(sheet: &Sheet) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let heading = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::VerticalCenter);
    let quoted = Format::new().set_quote_prefix();
    let page: &mut Worksheet = book.add_worksheet();
    page.set_name(sheet.name.chars().filter(|c| !"[]:*?/\\'".contains(*c)).take(31).collect::<String>())?;
    page.set_landscape();
    page.set_paper_size(9);
    page.set_freeze_panes(1, 0)?;
    page.set_repeat_rows(0, 0)?;
    let mut widths: Vec<usize> = sheet.headings.iter().map(|text| text.chars().count()).collect();
    for (column, text) in (0u16..).zip(&sheet.headings) {
        page.write_string_with_format(0, column, text, &heading)?;
    }
    for (row, cells) in (1u32..).zip(&sheet.rows) {
        for (column, text) in (0u16..).zip(cells) {
            if let Some(width) = widths.get_mut(usize::from(column)) {
                *width = (*width).max(text.chars().count());
            }
            if looks_like_formula(text) {
                page.write_string_with_format(row, column, text, &quoted)?;
            } else if !text.is_empty() {
                page.write_string(row, column, text)?;
            }
        }
    }
    for (column, width) in (0u16..).zip(widths) {
        page.set_column_width(column, f64::from(u32::try_from(width + 2).unwrap_or(u32::MAX)).min(WIDEST))?;
    }
    if let (Ok(rows), Some(columns)) =
        (u32::try_from(sheet.rows.len()), u16::try_from(sheet.headings.len()).ok().and_then(|n| n.checked_sub(1)))
    {
        page.autofilter(0, 0, rows, columns)?;
    }
    book.save_to_buffer()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_formula_is_told_from_a_name() {
        for text in ["=HYPERLINK(1)", "+84912345678", "-1", "@SUM(1)", "\t=1"] {
            assert!(looks_like_formula(text), "{text}");
        }
        assert!(!looks_like_formula("Nguyễn Thị Lan") && !looks_like_formula("090****567"));
    }
}
