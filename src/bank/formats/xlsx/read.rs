//! A workbook as rows of cells.

use std::collections::BTreeMap;

use roxmltree::Node;

use super::{
    number,
    styles::{Styles, font},
};
use crate::bank::formats::{
    archive::{self, Entries},
    exam::line::Look,
    model::{Flaw, Part, Place, Reading},
    sheet::{self, Cell, Row},
    xml::{self, attribute, child, children},
};

/// Rows and columns of a sheet that are read, at most.
const MOST_ROWS: usize = 20_000;
const MOST_COLUMNS: usize = 100;

/// Reads the items of all sheets that have a row of headings.
pub fn read(bytes: &[u8]) -> Reading {
    workbook(bytes).unwrap_or_else(Reading::refused)
}

struct Workbook {
    entries: Entries,
    strings: Vec<(String, Look)>,
    styles: Styles,
    is_1904: bool,
}

fn workbook(bytes: &[u8]) -> Result<Reading, Flaw> {
    let entries = archive::unpack(bytes, archive::MOST_ENTRIES, |name| {
        name.ends_with(".xml") || name.ends_with(".rels") || name.ends_with("vbaProject.bin")
    })?;
    if entries.keys().any(|name| name.ends_with("vbaProject.bin")) {
        return Err(Flaw::file("xlsx_macro", ""));
    }
    let text = xml::text(entries.get("xl/workbook.xml").ok_or_else(|| Flaw::file("xlsx_no_workbook", ""))?)?;
    let tree = xml::tree(&text)?;
    let root = tree.root_element();
    let is_1904 = child(root, "workbookPr").is_some_and(|node| matches!(attribute(node, "date1904"), Some("1" | "true")));
    let targets = relationships(&entries)?;
    let strings = entries.get("xl/sharedStrings.xml").map(|bytes| shared_strings(bytes)).transpose()?.unwrap_or_default();
    let styles = match entries.get("xl/styles.xml") {
        Some(bytes) => Styles::of(xml::tree(&xml::text(bytes)?)?.root_element()),
        None => Styles::default(),
    };
    let book = Workbook { entries, strings, styles, is_1904 };
    let mut out = Reading::default();
    let mut has_sheet = false;
    for node in child(root, "sheets").into_iter().flat_map(|list| children(list, "sheet")) {
        let name = attribute(node, "name").unwrap_or_default();
        let is_hidden = matches!(attribute(node, "state"), Some("hidden" | "veryHidden"));
        let Some(path) = attribute(node, "id").and_then(|id| targets.get(id)) else { continue };
        let Some(bytes) = book.entries.get(path) else { continue };
        let (rows, mut hidden_rows) = book.rows(bytes)?;
        let Some(mut reading) = sheet::read(&rows) else { continue };
        if is_hidden {
            out.flaws.push(Flaw::remark(Place::File, Part::Whole, "hidden_sheet", name));
            continue;
        }
        has_sheet = true;
        out.drafts.append(&mut reading.drafts);
        out.spoiled.append(&mut reading.spoiled);
        out.flaws.append(&mut hidden_rows);
        out.flaws.append(&mut reading.flaws);
    }
    if has_sheet { Ok(out) } else { Err(Flaw::file("no_header", "")) }
}

fn relationships(entries: &Entries) -> Result<BTreeMap<String, String>, Flaw> {
    let Some(bytes) = entries.get("xl/_rels/workbook.xml.rels") else { return Ok(BTreeMap::new()) };
    let text = xml::text(bytes)?;
    let tree = xml::tree(&text)?;
    let target = |node: Node<'_, '_>| {
        let target = attribute(node, "Target")?;
        let path = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
        (attribute(node, "TargetMode") != Some("External")).then_some((attribute(node, "Id")?.to_owned(), path))
    };
    Ok(children(tree.root_element(), "Relationship").filter_map(target).collect())
}

/// Words of `<si>` or `<is>`; the look is that of the longest piece.
fn rich_string(node: Node<'_, '_>) -> (String, Look) {
    let mut out = String::new();
    let mut best = (0, Look::default());
    for part in node.children().filter(Node::is_element) {
        match part.tag_name().name() {
            "t" => out.push_str(part.text().unwrap_or_default()),
            "r" => {
                let words = child(part, "t").and_then(|text| text.text()).unwrap_or_default();
                if words.len() > best.0 {
                    best = (words.len(), child(part, "rPr").map(font).unwrap_or_default());
                }
                out.push_str(words);
            }
            _ => {}
        }
    }
    (unescape(&out), best.1)
}

/// `_x000D_` is how sheets hold characters that XML cannot.
fn unescape(text: &str) -> String {
    if !text.contains("_x") {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let code = rest
            .get(at + 2..at + 6)
            .filter(|_| rest.get(at + 6..at + 7) == Some("_"))
            .and_then(|code| u32::from_str_radix(code, 16).ok())
            .and_then(char::from_u32);
        out.push_str(&rest[..at]);
        match code {
            Some(c) => {
                out.push(c);
                rest = &rest[at + 7..];
            }
            None => {
                out.push_str("_x");
                rest = &rest[at + 2..];
            }
        }
    }
    out.push_str(rest);
    out
}

fn shared_strings(bytes: &[u8]) -> Result<Vec<(String, Look)>, Flaw> {
    let text = xml::text(bytes)?;
    let tree = xml::tree(&text)?;
    Ok(children(tree.root_element(), "si").map(rich_string).collect())
}

/// Row and column from 0 of a reference: `B3` → (2, 1).
fn position(reference: &str) -> Option<(usize, usize)> {
    let letters = reference.bytes().take_while(u8::is_ascii_uppercase).count();
    let column =
        reference.as_bytes()[..letters].iter().try_fold(0usize, |sum, b| sum.checked_mul(26)?.checked_add(usize::from(b - b'A') + 1))?;
    let row: usize = reference[letters..].parse().ok()?;
    Some((row.checked_sub(1)?, column.checked_sub(1)?))
}

impl Workbook {
    /// The rows of a sheet, and remarks on hidden ones.
    fn rows(&self, bytes: &[u8]) -> Result<(Vec<Row>, Vec<Flaw>), Flaw> {
        let text = xml::text(bytes)?;
        let tree = xml::tree(&text)?;
        let mut rows: BTreeMap<usize, Row> = BTreeMap::new();
        let mut flaws = Vec::new();
        let mut next_row = 0;
        for row in child(tree.root_element(), "sheetData").into_iter().flat_map(|data| children(data, "row")) {
            let at = attribute(row, "r").and_then(|r| r.parse::<usize>().ok()).map_or(next_row, |r| r.saturating_sub(1));
            next_row = at + 1;
            if rows.len() >= MOST_ROWS {
                return Err(Flaw::file("sheet_large", MOST_ROWS.to_string()));
            }
            let mut out = Row { number: at + 1, cells: Vec::new() };
            for cell in children(row, "c") {
                let column = attribute(cell, "r").and_then(position).map_or(out.cells.len(), |(_, column)| column);
                if column >= MOST_COLUMNS {
                    continue;
                }
                if out.cells.len() <= column {
                    out.cells.resize(column + 1, Cell::default());
                }
                out.cells[column] = self.cell(cell);
            }
            let is_hidden = matches!(attribute(row, "hidden"), Some("1" | "true"));
            if is_hidden && out.cells.iter().any(|cell| !cell.text.trim().is_empty()) {
                flaws.push(Flaw::remark(Place::Row(at + 1), Part::Whole, "hidden_row", ""));
            }
            rows.insert(at, out);
        }
        merge(&mut rows, tree.root_element());
        Ok((rows.into_values().collect(), flaws))
    }

    fn cell(&self, cell: Node<'_, '_>) -> Cell {
        let style = attribute(cell, "s").and_then(|style| style.parse().ok()).unwrap_or(0);
        let (format, look) = self.styles.get(style);
        let value = child(cell, "v").map(xml::words);
        let has_formula = child(cell, "f").is_some();
        let flawed = |code: &'static str, text: String| Cell { text, look, flaw: Some(code) };
        let (text, own_look) = match (attribute(cell, "t").unwrap_or("n"), value) {
            ("inlineStr", _) => child(cell, "is").map(rich_string).unwrap_or_default(),
            ("e", value) => return flawed("cell_error", value.unwrap_or_default()),
            (_, None) if has_formula => return flawed("formula_no_value", String::new()),
            (_, None) => return Cell { look, ..Cell::default() },
            ("s", Some(value)) => value.trim().parse::<usize>().ok().and_then(|at| self.strings.get(at)).cloned().unwrap_or_default(),
            ("b", Some(value)) => ((if value.trim() == "1" { "Đúng" } else { "Sai" }).to_owned(), Look::default()),
            ("n", Some(value)) => (value.trim().parse().map_or(value, |value| number::shown(value, format, self.is_1904)), Look::default()),
            (_, Some(value)) => (unescape(&value), Look::default()),
        };
        let look = if own_look == Look::default() { look } else { Look { highlight: look.highlight, ..own_look } };
        Cell { text: crate::kernel::text::nfc(&text), look, flaw: None }
    }
}

/// Cells that are merged down a column say the same in every row.
fn merge(rows: &mut BTreeMap<usize, Row>, root: Node<'_, '_>) {
    for area in child(root, "mergeCells").into_iter().flat_map(|list| children(list, "mergeCell")) {
        let Some(((top, left), (bottom, right))) =
            attribute(area, "ref").and_then(|area| area.split_once(':')).and_then(|(from, to)| Some((position(from)?, position(to)?)))
        else {
            continue;
        };
        if left != right || bottom <= top || bottom - top > MOST_ROWS {
            continue;
        }
        let Some(cell) = rows.get(&top).and_then(|row| row.cells.get(left)).cloned() else { continue };
        for (_, row) in rows.range_mut(top + 1..=bottom) {
            if row.cells.len() <= left {
                row.cells.resize(left + 1, Cell::default());
            }
            row.cells[left] = cell.clone();
        }
    }
}
