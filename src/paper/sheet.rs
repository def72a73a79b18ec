//! A list as a workbook: numbers are numbers, dates are dates, and no text is ever a formula.

use chrono::NaiveDate;
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook};
use unicode_normalization::UnicodeNormalization;

use super::PaperError;

/// A workbook of one list.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// On the tab; at most 31 characters, without `[]:*?/\`.
    pub name: String,
    /// Lines above the list.
    pub titles: Vec<String>,
    /// The head, with the width in characters.
    pub columns: Vec<(String, f64)>,
    /// One cell for each column.
    pub rows: Vec<Vec<Cell>>,
    /// Sums and words below the list.
    pub foot: Vec<Vec<Cell>>,
    /// Points that a row is high at least; 0 leaves it to the program.
    pub row_height: f64,
}

/// What stands in a cell.
#[derive(Clone, PartialEq, Debug)]
pub enum Cell {
    /// Words, as they are.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// Hundredths.
    Hundredths(i64),
    /// A day.
    Date(NaiveDate),
    /// Nothing.
    Empty,
}

/// Whether a program that reads the list as CSV could take the text for a formula.
fn looks_like_a_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '|', '%'])
}

/// Excel's row above which nothing may stand.
const MOST_CHARACTERS: usize = 32_767;

/// Writes the workbook.
///
/// # Errors
/// [`PaperError::Xlsx`].
pub fn xlsx(sheet: &Sheet) -> Result<Vec<u8>, PaperError> {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.set_name(sheet.name.nfc().filter(|c| !"[]:*?/\\".contains(*c)).take(31).collect::<String>())?;
    page.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    page.set_footer("&C&P/&N");
    let title = Format::new().set_bold().set_font_size(13);
    let head = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_border(FormatBorder::Thin)
        .set_align(FormatAlign::VerticalCenter)
        .set_align(FormatAlign::Center);
    let mut at: u32 = 0;
    for text in &sheet.titles {
        page.write_string_with_format(at, 0, composed(text), &title)?;
        at += 1;
    }
    for (column, (text, width)) in (0_u16..).zip(&sheet.columns) {
        page.set_column_width(column, *width)?;
        page.write_string_with_format(at, column, composed(text), &head)?;
    }
    page.set_freeze_panes(at + 1, 0)?;
    page.set_repeat_rows(at, at)?;
    let last = u16::try_from(sheet.columns.len().saturating_sub(1)).unwrap_or(0);
    let end = at + u32::try_from(sheet.rows.len()).unwrap_or(0);
    if !sheet.rows.is_empty() {
        page.autofilter(at, 0, end, last)?;
    }
    for (row, is_foot) in sheet.rows.iter().map(|row| (row, false)).chain(sheet.foot.iter().map(|row| (row, true))) {
        at += 1;
        if sheet.row_height > 0.0 && !is_foot {
            page.set_row_height(at, sheet.row_height)?;
        }
        for (column, cell) in (0_u16..).zip(row) {
            let mut format = Format::new().set_border(FormatBorder::Thin).set_align(FormatAlign::VerticalCenter);
            if is_foot {
                format = format.set_bold();
            }
            match cell {
                Cell::Text(text) => {
                    format = format.set_text_wrap();
                    // The mark that Excel itself keeps for text that begins like a formula; the value stays as it is.
                    if looks_like_a_formula(text) {
                        format = format.set_quote_prefix();
                    }
                    page.write_string_with_format(at, column, composed(text), &format)?;
                }
                #[allow(clippy::cast_precision_loss)] // amounts and counts are far below 2^53
                Cell::Integer(value) => {
                    page.write_number_with_format(at, column, *value as f64, &format.set_num_format("#,##0"))?;
                }
                #[allow(clippy::cast_precision_loss)] // as above
                Cell::Hundredths(value) => {
                    page.write_number_with_format(at, column, *value as f64 / 100.0, &format.set_num_format("#,##0.##"))?;
                }
                Cell::Date(day) => {
                    page.write_datetime_with_format(at, column, day, &format.set_num_format("dd/mm/yyyy"))?;
                }
                Cell::Empty => {
                    page.write_blank(at, column, &format)?;
                }
            }
        }
    }
    Ok(book.save_to_buffer()?)
}

fn composed(text: &str) -> String {
    text.nfc().take(MOST_CHARACTERS).collect()
}
