//! Headings of columns, as trainers and other programs name them.

use super::{Row, heading_key};

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Column {
    Number,
    Code,
    Topic,
    Citation,
    Source,
    Level,
    Type,
    Context,
    Stem,
    Option(usize),
    Key,
    Tolerance,
    Rationale,
    Points,
    Tags,
}

/// The columns of a sheet.
#[derive(Clone, Debug)]
pub struct Header {
    columns: Vec<Option<Column>>,
    names: Vec<String>,
}

/// Names without marks, in lower case.
const NAMES: [(Column, &[&str]); 14] = [
    (Column::Number, &["stt", "tt", "so tt", "so thu tu", "no", "cau", "cau so", "#"]),
    (Column::Code, &["ma", "ma cau", "ma cau hoi", "ma so", "code", "id"]),
    (Column::Topic, &["chu de", "chuyen de", "chuong", "phan", "bai", "muc", "topic", "category", "linh vuc"]),
    (Column::Citation, &["trich dan", "trich dan (dieu/khoan", "can cu", "dieu khoan", "dieu/khoan", "citation"]),
    (Column::Source, &["nguon", "nguon trich", "tai lieu", "source", "reference"]),
    (Column::Level, &["muc do", "muc do nhan thuc", "cap do", "do kho", "muc", "level", "difficulty"]),
    (Column::Type, &["loai", "loai cau", "loai cau hoi", "dang", "dang cau", "dang cau hoi", "kieu", "type", "question type"]),
    (Column::Context, &["tinh huong", "doan van", "ngu canh", "ngu lieu", "context", "passage"]),
    (
        Column::Stem,
        &[
            "cau hoi",
            "noi dung",
            "noi dung cau hoi",
            "de bai",
            "phan dan",
            "cau dan",
            "question",
            "question text",
            "stem",
            "noi dung cau",
            "ten cau hoi",
        ],
    ),
    (
        Column::Key,
        &[
            "dap an",
            "dap an dung",
            "dap an chinh xac",
            "phuong an dung",
            "cau tra loi dung",
            "key",
            "correct answer",
            "correct answers",
            "correct answer(s",
            "correct",
            "answer",
            "correct option",
            "dap an (key",
        ],
    ),
    (Column::Tolerance, &["sai so", "dung sai", "tolerance"]),
    (
        Column::Rationale,
        &["giai thich", "loi giai", "loi giai thich", "huong dan giai", "huong dan", "explanation", "rationale", "feedback"],
    ),
    (Column::Points, &["diem", "so diem", "points", "score", "marks"]),
    (Column::Tags, &["the", "tu khoa", "nhan", "tags", "tag"]),
];

/// The option that a heading names: "A", "Phương án B", "Đáp án 3", "Option 1".
fn option(key: &str) -> Option<usize> {
    let rest = ["phuong an", "lua chon", "dap an", "tra loi", "cau tra loi", "option", "answer", "choice", "y", "pa"]
        .iter()
        .find_map(|word| key.strip_prefix(word).filter(|rest| rest.starts_with(' ')))
        .map_or(key, str::trim);
    match rest.as_bytes() {
        [letter @ b'a'..=b'i'] => Some(usize::from(letter - b'a')),
        [digit @ b'1'..=b'9'] if rest.len() < key.len() => Some(usize::from(digit - b'1')),
        _ => None,
    }
}

impl Header {
    /// Of a row; `None` if it is no row of headings: there must be a question and an option or key.
    pub fn of(row: &Row) -> Option<Self> {
        let mut columns: Vec<Option<Column>> = Vec::new();
        for cell in &row.cells {
            let of = |text: &str| {
                let key = heading_key(text);
                option(&key)
                    .map(Column::Option)
                    .or_else(|| NAMES.iter().find(|(_, names)| names.contains(&key.as_str())).map(|(column, _)| *column))
            };
            // "Đáp án (A/B/C/D)": what stands in brackets explains.
            let column = of(&cell.text).or_else(|| cell.text.split_once('(').and_then(|(name, _)| of(name)));
            // A second column of the same name is none: the first one counts.
            columns.push(column.filter(|column| !columns.contains(&Some(*column))));
        }
        let has = |column: Column| columns.contains(&Some(column));
        let is_header = has(Column::Stem) && (has(Column::Key) || has(Column::Option(0)));
        is_header.then(|| Self { names: row.cells.iter().map(|cell| cell.text.trim().to_owned()).collect(), columns })
    }

    /// What the column at a place holds.
    pub fn column(&self, at: usize) -> Option<Column> {
        self.columns.get(at).copied().flatten()
    }

    /// Where a column is.
    pub fn position(&self, column: Column) -> Option<usize> {
        self.columns.iter().position(|known| *known == Some(column))
    }

    /// The heading of a column, as written.
    pub fn heading(&self, column: Column) -> Option<String> {
        self.position(column).map(|at| self.names[at].clone())
    }

    /// The heading at a place.
    pub fn name_at(&self, at: usize) -> String {
        self.names.get(at).cloned().unwrap_or_default()
    }

    /// How many options there can be.
    pub fn option_count(&self) -> usize {
        (0..9).filter(|at| self.position(Column::Option(*at)).is_some()).max().map_or(0, |last| last + 1)
    }
}

/// Types by the names that people use, and by their codes.
pub fn item_type(text: &str) -> Option<&'static str> {
    let key = heading_key(text).replace(['_', '-', '/'], " ");
    Some(match key.as_str() {
        "single choice"
        | "mot lua chon"
        | "trac nghiem"
        | "trac nghiem mot lua chon"
        | "chon mot"
        | "1 dap an"
        | "mc"
        | "multiple choice"
        | "mot dap an" => "single_choice",
        "multiple response"
        | "nhieu lua chon"
        | "nhieu dap an"
        | "chon nhieu"
        | "trac nghiem nhieu lua chon"
        | "checkbox"
        | "multiple select" => "multiple_response",
        "true false" | "dung sai" => "true_false",
        "true false cluster" | "dung sai nhieu y" | "cum dung sai" => "true_false_cluster",
        "short answer" | "tra loi ngan" => "short_answer",
        "numerical" | "so" | "dien so" | "dap so" | "numeric" => "numerical",
        "matching" | "ghep doi" | "noi cot" | "noi" | "ghep cap" => "matching",
        "ordering" | "sap xep" | "sap xep thu tu" => "ordering",
        "gap fill" | "dien khuyet" | "dien tu" | "dien vao cho trong" | "fill in the blank" => "gap_fill",
        "essay" | "tu luan" | "open ended" => "essay",
        _ => return None,
    })
}
