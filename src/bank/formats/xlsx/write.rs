//! Workbooks for trainers: a row for each item, lists to choose from, a page of help. Every cell is written as text, so that
//! nothing in it is ever a formula.

use rust_xlsxwriter::{DataValidation, Format, FormatAlign, Workbook, Worksheet, XlsxError};

use crate::bank::formats::{
    item_name,
    model::{Body, Draft, Loss, Written},
    rich,
    sheet::{self, ARROW, PLUS_MINUS},
};

/// Headings: what the reader knows, in the order that people fill them in.
const BEFORE: [(&str, f64); 8] = [
    ("STT", 6.0),
    ("Mã", 12.0),
    ("Chủ đề", 18.0),
    ("Mức độ", 14.0),
    ("Loại", 18.0),
    ("Tình huống", 24.0),
    ("Câu hỏi", 50.0),
    ("Đáp án", 12.0),
];
const AFTER: [(&str, f64); 4] = [("Giải thích", 40.0), ("Trích dẫn", 22.0), ("Điểm", 8.0), ("Thẻ", 16.0)];
const LEVELS: [&str; 4] = ["Nhận biết", "Thông hiểu", "Vận dụng", "Vận dụng cao"];
const TYPES: [&str; 10] = [
    "Một lựa chọn",
    "Nhiều lựa chọn",
    "Đúng/sai",
    "Đúng/sai nhiều ý",
    "Trả lời ngắn",
    "Điền số",
    "Ghép đôi",
    "Sắp xếp",
    "Điền khuyết",
    "Tự luận",
];
/// What the page of help explains, by message `format-template-…`.
pub const TEMPLATE_LINES: [&str; 13] =
    ["code", "topic", "level", "type", "context", "stem", "options", "key", "rationale", "source", "points", "tags", "bold"];
/// Option columns that are always there.
const OPTIONS: usize = 6;
/// Rows that get lists to choose from in an empty template.
const PREPARED_ROWS: u32 = 1_000;

fn type_name(body: &Body) -> &'static str {
    TYPES[match body {
        Body::Choice { many: false, .. } => 0,
        Body::Choice { many: true, .. } => 1,
        Body::Truth(_) => 2,
        Body::Statements(_) => 3,
        Body::Short { .. } => 4,
        Body::Number { .. } => 5,
        Body::Matching { .. } => 6,
        Body::Ordering(_) => 7,
        Body::Gaps(_) => 8,
        Body::Essay { .. } => 9,
    }]
}

/// Writes items.
pub fn write(drafts: &[Draft]) -> Written {
    let mut lost = Vec::new();
    let mut rows = Vec::new();
    for draft in drafts {
        rows.extend(Row::of(draft, &mut lost));
    }
    let options = rows.iter().map(|row| row.options.len()).max().unwrap_or(0).max(OPTIONS);
    let bytes = workbook(&rows, options, "Câu hỏi", None).unwrap_or_default();
    Written { bytes, lost }
}

/// An empty form with lists to choose from; `help` is a page of (column, what to write) under its title.
pub fn template(sheet_name: &str, help: &(String, Vec<(String, String)>)) -> Vec<u8> {
    workbook(&[], OPTIONS, sheet_name, Some(help)).unwrap_or_default()
}

struct Row {
    before: [String; 8],
    options: Vec<String>,
    after: [String; 4],
}

impl Row {
    /// The cells of an item; `None` if the sheet cannot hold it.
    fn of(draft: &Draft, lost: &mut Vec<Loss>) -> Option<Self> {
        let mut losses = std::collections::BTreeSet::new();
        let mut cell = |markdown: &str| {
            let (text, is_lossy) = rich::to_cell(markdown);
            if is_lossy {
                losses.insert("formatting");
            }
            text
        };
        let (mut options, key): (Vec<String>, Option<String>) = match &draft.body {
            Body::Choice { options, .. } => {
                let texts: Vec<String> = options.iter().map(|option| cell(&option.text)).collect();
                let keys: Vec<usize> = options.iter().enumerate().filter(|(_, option)| option.is_key).map(|(at, _)| at).collect();
                let key = sheet::key_text(&keys, &texts);
                (texts, key)
            }
            Body::Truth(truth) => (Vec::new(), Some(truth_name(*truth).to_owned())),
            Body::Statements(list) => (
                list.iter().map(|statement| cell(&statement.text)).collect(),
                Some(list.iter().map(|statement| if statement.is_true == Some(true) { "Đ" } else { "S" }).collect::<Vec<_>>().join(" ")),
            ),
            Body::Short { accepted, .. } => {
                let texts: Vec<String> = accepted.iter().map(|text| cell(text)).collect();
                let is_clean = texts.iter().all(|text| !text.contains(['|', '\n']));
                (Vec::new(), is_clean.then(|| texts.join(" | ")))
            }
            Body::Number { value, tolerance } => {
                let value = value.vietnamese();
                (Vec::new(), Some(if tolerance.is_zero() { value } else { format!("{value} {PLUS_MINUS} {}", tolerance.vietnamese()) }))
            }
            Body::Matching { pairs, distractors } => {
                let pairs = pairs.iter().map(|(left, right)| (cell(left), cell(right))).collect::<Vec<_>>();
                let texts: Vec<(String, String)> =
                    pairs.into_iter().chain(distractors.iter().map(|right| (String::new(), cell(right)))).collect();
                let is_clean = texts.iter().all(|(left, right)| {
                    [left, right].iter().all(|text| !text.contains(ARROW) && !text.contains("->") && !text.contains('→'))
                });
                (
                    texts.into_iter().map(|(left, right)| format!("{left} {ARROW} {right}").trim_start().to_owned()).collect(),
                    is_clean.then(String::new),
                )
            }
            Body::Ordering(list) => (list.iter().map(|text| cell(text)).collect(), Some(String::new())),
            Body::Gaps(gaps) => {
                let mut is_clean = true;
                let texts = gaps
                    .iter()
                    .map(|gap| {
                        let mut list = |texts: &[String]| {
                            let texts: Vec<String> = texts.iter().map(|text| cell(text)).collect();
                            is_clean &= texts.iter().all(|text| !text.contains(['|', '\n']));
                            texts.join(" | ")
                        };
                        let (right, wrong) = (list(&gap.accepted), list(&gap.distractors));
                        if wrong.is_empty() { right } else { format!("{right} || {wrong}") }
                    })
                    .collect();
                (texts, is_clean.then(String::new))
            }
            Body::Essay { guide } => (Vec::new(), Some(cell(guide))),
        };
        let whole = Loss { item: item_name(draft), code: "item" };
        let Some(key) = key.filter(|_| options.len() <= 9) else {
            lost.push(whole);
            return None;
        };
        let stem = cell(&draft.stem);
        let (context, rationale) = (cell(&draft.context), cell(&draft.rationale));
        if draft.tags.iter().any(|tag| tag.contains([',', ';'])) {
            losses.insert("tags");
        }
        if matches!(&draft.body, Body::Choice { options, .. } if options.iter().any(|option| !option.feedback.is_empty())) {
            losses.insert("feedback");
        }
        if matches!(draft.body, Body::Short { case_sensitive: true, .. }) {
            losses.insert("case");
        }
        if !draft.images.is_empty() {
            losses.insert("images");
        }
        lost.extend(losses.into_iter().map(|code| Loss { item: item_name(draft), code }));
        for text in &mut options {
            text.truncate(text.trim_end().len());
        }
        Some(Self {
            before: [
                String::new(),
                draft.code.clone(),
                draft.topic.clone(),
                draft.level.map(|level| LEVELS[level as usize].to_owned()).unwrap_or_default(),
                type_name(&draft.body).to_owned(),
                context,
                stem,
                key,
            ],
            options,
            after: [rationale, draft.source.clone(), draft.points.map(points).unwrap_or_default(), draft.tags.join("; ")],
        })
    }
}

const fn truth_name(truth: bool) -> &'static str {
    if truth { "Đúng" } else { "Sai" }
}

/// Hundredths as points with a comma.
fn points(hundredths: i64) -> String {
    let text = format!("{},{:02}", hundredths / 100, hundredths % 100);
    text.trim_end_matches('0').trim_end_matches(',').to_owned()
}

fn workbook(rows: &[Row], options: usize, name: &str, help: Option<&(String, Vec<(String, String)>)>) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let head = Format::new().set_bold().set_text_wrap().set_background_color(0x00DD_E7F3);
    // Text cells: what a trainer types stays as typed, 01/7/2025 and 007 included.
    let text = Format::new().set_text_wrap().set_align(FormatAlign::Top).set_num_format("@");
    let sheet = book.add_worksheet();
    sheet.set_name(name)?;
    let letters: Vec<String> = (0..options).map(|at| char::from(b'A' + u8::try_from(at).unwrap_or(0)).to_string()).collect();
    let columns: Vec<(&str, f64)> =
        BEFORE[..7].iter().copied().chain(letters.iter().map(|letter| (letter.as_str(), 24.0))).chain([BEFORE[7]]).chain(AFTER).collect();
    for (at, (heading, width)) in (0u16..).zip(&columns) {
        sheet.write_string_with_format(0, at, *heading, &head)?;
        sheet.set_column_width(at, *width)?;
        sheet.set_column_format(at, &text)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    let last = u32::try_from(rows.len()).unwrap_or(0).max(PREPARED_ROWS);
    let list = |column: u16, words: &[&str], sheet: &mut Worksheet| -> Result<(), XlsxError> {
        sheet.add_data_validation(1, column, last, column, &DataValidation::new().allow_list_strings(words)?).map(|_| ())
    };
    list(3, &LEVELS, sheet)?;
    list(4, &TYPES, sheet)?;
    for (at, row) in (1u32..).zip(rows) {
        let mut cells: Vec<&str> = row.before[..7].iter().map(String::as_str).collect();
        cells.extend((0..options).map(|option| row.options.get(option).map_or("", String::as_str)));
        cells.push(&row.before[7]);
        cells.extend(row.after.iter().map(String::as_str));
        let number = at.to_string();
        cells[0] = &number;
        for (column, words) in (0u16..).zip(cells).filter(|(_, words)| !words.is_empty()) {
            sheet.write_string_with_format(at, column, words, &text)?;
        }
    }
    if let Some((title, lines)) = help {
        let page = book.add_worksheet();
        page.set_name(title)?;
        page.set_column_width(0, 20.0)?;
        page.set_column_width(1, 100.0)?;
        for (at, (column, words)) in (0u32..).zip(lines) {
            page.write_string_with_format(at, 0, column, &head)?;
            page.write_string_with_format(at, 1, words, &text)?;
        }
    }
    book.save_to_buffer()
}
