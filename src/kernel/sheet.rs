//! Lists as XLSX files: what people bring is read within limits, what they take away opens ready to print.

use std::io::{Cursor, Read};

use calamine::{Data, DataType, Reader, Xlsx};
use chrono::NaiveDate;
use rust_xlsxwriter::{DataValidation, Format, FormatAlign, FormatBorder, Workbook, XlsxError};

use super::text;

/// Bytes that a file may unpack to.
const MOST_UNPACKED: u64 = 64 * 1024 * 1024;
/// Entries of the package.
const MOST_ENTRIES: usize = 500;
/// Rows with something in them.
const MOST_ROWS: usize = 20_000;
/// Columns looked at; what stands further right is not ours.
const MOST_COLUMNS: u32 = 60;
/// Characters of a cell.
const LONGEST_CELL: usize = 2_000;

/// Why a file is no list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SheetError {
    /// Not an XLSX file, or a broken one.
    #[error("not an XLSX file")]
    NotXlsx,
    /// It unpacks to more than allowed, or has too many rows.
    #[error("too large")]
    TooLarge,
    /// It could not be written.
    #[error("XLSX: {0}")]
    Write(String),
}

impl From<XlsxError> for SheetError {
    fn from(error: XlsxError) -> Self {
        Self::Write(error.to_string())
    }
}

/// A row as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadRow {
    /// Number in the sheet, from 1, as the person sees it.
    pub number: u32,
    /// The cells as texts; dates as dd/mm/yyyy.
    pub cells: Vec<String>,
}

/// Reads the first sheet of a file: the rows that have something in them. Formulas give their stored value.
///
/// # Errors
/// [`SheetError::NotXlsx`] and [`SheetError::TooLarge`].
pub fn read(bytes: &[u8]) -> Result<Vec<ReadRow>, SheetError> {
    check_package(bytes)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| SheetError::NotXlsx)?;
    let name = book.sheet_names().into_iter().next().ok_or(SheetError::NotXlsx)?;
    // Cell by cell: a range would be as large as the place of its last cell says, whatever the file holds.
    let mut cells = book.worksheet_cells_reader(&name).map_err(|_| SheetError::NotXlsx)?;
    let mut rows: Vec<ReadRow> = Vec::new();
    while let Some(cell) = cells.next_cell().map_err(|_| SheetError::NotXlsx)? {
        let (row, column) = cell.get_position();
        let typed = cell_text(&Data::from(cell.get_value().clone()));
        if typed.is_empty() || column >= MOST_COLUMNS {
            continue;
        }
        if rows.last().is_none_or(|last| last.number != row + 1) {
            if rows.len() == MOST_ROWS {
                return Err(SheetError::TooLarge);
            }
            rows.push(ReadRow { number: row + 1, cells: Vec::new() });
        }
        if let Some(last) = rows.last_mut() {
            let at = column as usize;
            last.cells.resize(last.cells.len().max(at + 1), String::new());
            last.cells[at] = typed;
        }
    }
    Ok(rows)
}

/// Unpacks the package once, counting: the sizes that it states about itself prove nothing.
fn check_package(bytes: &[u8]) -> Result<(), SheetError> {
    let mut package = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| SheetError::NotXlsx)?;
    if package.len() > MOST_ENTRIES {
        return Err(SheetError::TooLarge);
    }
    let mut left = MOST_UNPACKED;
    for at in 0..package.len() {
        let entry = package.by_index(at).map_err(|_| SheetError::NotXlsx)?;
        let read = std::io::copy(&mut entry.take(left + 1), &mut std::io::sink()).map_err(|_| SheetError::NotXlsx)?;
        left = left.checked_sub(read).ok_or(SheetError::TooLarge)?;
    }
    Ok(())
}

fn cell_text(value: &Data) -> String {
    let plain = match value {
        Data::DateTime(_) | Data::DateTimeIso(_) => match value.as_date() {
            Some(day) => day.format("%d/%m/%Y").to_string(),
            None => value.to_string(),
        },
        #[allow(clippy::cast_possible_truncation)] // a whole number below 10^15 is exact
        Data::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => (*number as i64).to_string(),
        other => other.to_string(),
    };
    text::clean_line(&plain).chars().take(LONGEST_CELL).collect()
}

/// A cell to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Text; never read as a formula.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// Hundredths, shown with at most two decimals.
    Hundredths(i64),
    /// A day.
    Day(NaiveDate),
    /// Nothing.
    Empty,
}

impl Cell {
    /// A text, or nothing.
    pub fn text(value: impl Into<String>) -> Self {
        let value = value.into();
        if value.is_empty() { Self::Empty } else { Self::Text(value) }
    }
    /// A day, or nothing.
    pub fn day(value: Option<NaiveDate>) -> Self {
        value.map_or(Self::Empty, Self::Day)
    }
}

/// A column to write.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its head.
    pub title: String,
    /// Width in characters.
    pub width: u16,
    /// What may be chosen in it, if anything is prescribed.
    pub choices: Vec<String>,
}

impl Column {
    /// A column that takes anything.
    pub fn new(title: impl Into<String>, width: u16) -> Self {
        Self { title: title.into(), width, choices: Vec::new() }
    }
}

/// A list to write: a title, heads, rows.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// Name of the sheet (at most 31 characters).
    pub name: String,
    /// Lines above the heads; none in a template that is to be read again.
    pub title: Vec<String>,
    /// Columns.
    pub columns: Vec<Column>,
    /// Rows.
    pub rows: Vec<Vec<Cell>>,
}

/// Writes sheets as one XLSX file: frozen heads, a filter, landscape A4 as wide as a page.
///
/// # Errors
/// [`SheetError::Write`] when a name or a value does not fit the format.
pub fn write(sheets: &[Sheet]) -> Result<Vec<u8>, SheetError> {
    let mut book = Workbook::new();
    for sheet in sheets {
        write_sheet(book.add_worksheet(), sheet)?;
    }
    Ok(book.save_to_buffer()?)
}

fn write_sheet(page: &mut rust_xlsxwriter::Worksheet, sheet: &Sheet) -> Result<(), SheetError> {
    let head = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::VerticalCenter).set_border(FormatBorder::Thin);
    let body = Format::new().set_text_wrap().set_align(FormatAlign::Top).set_border(FormatBorder::Thin);
    let (day, decimal) = (body.clone().set_num_format("dd/mm/yyyy"), body.clone().set_num_format("0.##"));
    // As text, so that a number of a card keeps its zeros when somebody edits it.
    let words = body.clone().set_num_format("@");
    page.set_name(sheet.name.chars().take(31).collect::<String>())?;
    page.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    let mut row: u32 = 0;
    for line in &sheet.title {
        page.write_string_with_format(row, 0, line, &Format::new().set_bold())?;
        row += 1;
    }
    let heads = row;
    for (at, column) in (0u16..).zip(&sheet.columns) {
        page.write_string_with_format(heads, at, &column.title, &head)?;
        page.set_column_width(at, column.width)?;
        if !column.choices.is_empty() {
            let list = DataValidation::new().allow_list_strings(&column.choices)?;
            page.add_data_validation(heads + 1, at, heads + 2_000, at, &list)?;
        }
    }
    for cells in &sheet.rows {
        row += 1;
        for (at, cell) in (0u16..).zip(cells) {
            match cell {
                Cell::Text(text) => page.write_string_with_format(row, at, text, &words)?,
                #[allow(clippy::cast_precision_loss)] // counts and points are far below 2^52
                Cell::Integer(number) => page.write_number_with_format(row, at, *number as f64, &body)?,
                #[allow(clippy::cast_precision_loss)]
                Cell::Hundredths(number) => page.write_number_with_format(row, at, *number as f64 / 100.0, &decimal)?,
                Cell::Day(date) => page.write_datetime_with_format(row, at, date, &day)?,
                Cell::Empty => page.write_blank(row, at, &body)?,
            };
        }
    }
    page.set_freeze_panes(heads + 1, 0)?;
    page.set_repeat_rows(heads, heads)?;
    if !sheet.rows.is_empty() && !sheet.columns.is_empty() {
        let last = u16::try_from(sheet.columns.len() - 1).unwrap_or(u16::MAX);
        page.autofilter(heads, 0, row, last)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn sheet(rows: Vec<Vec<Cell>>) -> Sheet {
        Sheet { name: "Danh bạ".into(), title: vec![], columns: vec![Column::new("Họ và tên", 30), Column::new("Ngày", 12)], rows }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let day = NaiveDate::from_ymd_opt(2026, 2, 3);
        let formula = "=HYPERLINK(\"http://x\")";
        let rows = vec![vec![Cell::text("Nguyễn Thị Ưỡng"), Cell::day(day)], vec![Cell::text(formula), Cell::Integer(12)]];
        let read = read(&write(&[sheet(rows)]).unwrap()).unwrap();
        assert_eq!(read[0].cells, ["Họ và tên", "Ngày"]);
        assert_eq!((read[1].number, read[1].cells.as_slice()), (2, ["Nguyễn Thị Ưỡng".to_owned(), "03/02/2026".to_owned()].as_slice()));
        assert_eq!(read[2].cells, [formula, "12"], "a formula's sign is text");
    }

    #[test]
    fn what_is_no_list_is_refused() {
        assert_eq!(read(b"xin chao"), Err(SheetError::NotXlsx));
        assert_eq!(read(b"PK\x03\x04"), Err(SheetError::NotXlsx));
        let mut bomb = zip::ZipWriter::new(Cursor::new(Vec::new()));
        bomb.start_file("xl/workbook.xml", zip::write::SimpleFileOptions::default()).unwrap();
        for _ in 0..65 {
            bomb.write_all(&vec![b' '; 1024 * 1024]).unwrap();
        }
        assert_eq!(read(&bomb.finish().unwrap().into_inner()), Err(SheetError::TooLarge));
    }
}
