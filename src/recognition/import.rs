//! A list of recognitions as a file has it: heads found by their words, every row checked, every fault named.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::model::{Facts, Kind, State};
use crate::{
    kernel::{
        ids::{PersonId, UnitId},
        sheet::ReadRow,
        text,
    },
    org::model::parse_date,
};

/// Faults shown at most; more would not be read.
pub const MOST_FAULTS: usize = 200;
/// Rows above the heads that are looked through.
const TITLE_ROWS: usize = 15;

/// A column of the list: its code, and the words by which heads are recognised (without marks, lower case).
pub struct ColumnWords {
    /// Code, as in message keys.
    pub code: &'static str,
    /// A file without it is no such list.
    pub is_needed: bool,
    words: &'static [&'static str],
}

/// The columns, in the order of the sample file.
pub const COLUMNS: [ColumnWords; 14] = [
    ColumnWords { code: "full_name", is_needed: true, words: &["ho va ten", "ho ten", "ho, ten", "ho va ten khai sinh", "full name"] },
    ColumnWords {
        code: "birth_date",
        is_needed: false,
        words: &["ngay sinh", "ngay, thang, nam sinh", "ngay thang nam sinh", "date of birth"],
    },
    ColumnWords { code: "unit", is_needed: true, words: &["ma don vi", "don vi", "don vi cong tac", "co quan, don vi", "unit"] },
    ColumnWords { code: "office", is_needed: false, words: &["chuc vu", "chuc danh", "chuc vu, don vi cong tac", "position"] },
    ColumnWords { code: "kind", is_needed: true, words: &["loai", "loai cong nhan", "cap bao cao vien", "cap", "kind"] },
    ColumnWords {
        code: "committee",
        is_needed: true,
        words: &["cap uy cong nhan", "cap uy ra quyet dinh", "co quan ra quyet dinh", "cap uy", "recognising committee"],
    },
    ColumnWords { code: "decision_number", is_needed: true, words: &["so quyet dinh", "quyet dinh so", "so qd", "decision number"] },
    ColumnWords {
        code: "decision_date",
        is_needed: true,
        words: &["ngay quyet dinh", "ngay ky", "ngay ra quyet dinh", "ngay qd", "decision date"],
    },
    ColumnWords { code: "card_number", is_needed: false, words: &["so the", "so the bao cao vien", "card number"] },
    ColumnWords { code: "valid_from", is_needed: false, words: &["tu ngay", "hieu luc tu", "co hieu luc tu ngay", "from"] },
    ColumnWords { code: "valid_to", is_needed: false, words: &["den ngay", "hieu luc den", "het hieu luc", "to"] },
    ColumnWords { code: "state", is_needed: false, words: &["trang thai", "tinh trang", "status"] },
    ColumnWords { code: "state_since", is_needed: false, words: &["ngay thay doi", "ngay mien nhiem", "ngay thu hoi", "date of change"] },
    ColumnWords { code: "username", is_needed: false, words: &["ten dang nhap", "tai khoan", "user name"] },
];

/// Words for the state, without marks; what is empty is in force.
const STATES: [(&str, State); 13] = [
    ("", State::InForce),
    ("dang hieu luc", State::InForce),
    ("con hieu luc", State::InForce),
    ("het han", State::InForce),
    ("mien nhiem", State::Relieved),
    ("thu hoi", State::Withdrawn),
    ("da thay the", State::Replaced),
    ("thay the", State::Replaced),
    ("in force", State::InForce),
    ("expired", State::InForce),
    ("relieved", State::Relieved),
    ("withdrawn", State::Withdrawn),
    ("replaced", State::Replaced),
];

/// A row that can be recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Row of the sheet.
    pub row: u32,
    /// What the decision says.
    pub facts: Facts,
    /// How it stands.
    pub state: State,
    /// From when on.
    pub state_since: NaiveDate,
    /// The account named in the row.
    pub username: String,
    /// The same, once it is found.
    pub person_id: Option<PersonId>,
}

/// A fault of a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// Row of the sheet; 0 for the file itself.
    pub row: u32,
    /// Code of the column; empty for the whole row.
    pub column: String,
    /// What stands there.
    pub value: String,
    /// Stable code; its sentences are `recognition-fault-<code>` and `recognition-remedy-<code>`.
    pub code: String,
}

impl Fault {
    /// A fault of a cell.
    pub fn new(row: u32, column: &str, value: &str, code: &str) -> Self {
        Self { row, column: column.to_owned(), value: value.chars().take(120).collect(), code: code.to_owned() }
    }
}

/// What the rows are compared with.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Kinds there are.
    pub kinds: Vec<Kind>,
    /// Units that the importer may write for: id, code, name.
    pub units: Vec<(UnitId, String, String)>,
}

/// Reads the rows of a list.
pub fn check(rows: &[ReadRow], known: &Known) -> (Vec<Draft>, Vec<Fault>) {
    let Some((head, places)) = find_heads(rows) else {
        return (vec![], vec![Fault::new(0, "", "", "heads_missing")]);
    };
    let missing: Vec<Fault> = COLUMNS
        .iter()
        .filter(|column| column.is_needed && !places.contains_key(column.code))
        .map(|column| Fault::new(rows[head].number, column.code, "", "column_missing"))
        .collect();
    if !missing.is_empty() {
        return (vec![], missing);
    }
    let reader = Reader::of(known);
    let (mut drafts, mut faults) = (Vec::new(), Vec::new());
    let mut first_rows: HashMap<String, u32> = HashMap::new();
    for row in &rows[head + 1..] {
        let cell = |code: &str| places.get(code).and_then(|at| row.cells.get(*at)).map_or("", String::as_str);
        // Lines below the list (sums, signatures) have no name or no decision and nothing that would need one.
        let is_foot = cell("full_name").is_empty() || (cell("kind").is_empty() && cell("unit").is_empty());
        if is_foot && cell("decision_number").is_empty() {
            continue;
        }
        match reader.row(row.number, &cell) {
            Ok(draft) => match first_rows.get(&draft.facts.identity_key()) {
                Some(first) => {
                    faults.push(Fault::new(row.number, "full_name", &format!("{} ({first})", draft.facts.full_name), "twice_in_file"));
                }
                None => {
                    first_rows.insert(draft.facts.identity_key(), row.number);
                    drafts.push(draft);
                }
            },
            Err(mut wrong) => faults.append(&mut wrong),
        }
    }
    if drafts.is_empty() && faults.is_empty() {
        faults.push(Fault::new(0, "", "", "no_rows"));
    }
    (drafts, faults)
}

/// The row of the heads: the first in which a name and a decision are headed.
fn find_heads(rows: &[ReadRow]) -> Option<(usize, HashMap<&'static str, usize>)> {
    rows.iter().take(TITLE_ROWS).enumerate().find_map(|(at, row)| {
        let mut places = HashMap::new();
        for (place, cell) in row.cells.iter().enumerate() {
            let words = text::search_key(cell);
            let words = words.trim_end_matches(['*', ' ']);
            if let Some(column) = COLUMNS.iter().find(|column| column.words.contains(&words)) {
                places.entry(column.code).or_insert(place);
            }
        }
        (places.contains_key("full_name") && places.len() >= 3).then_some((at, places))
    })
}

struct Reader<'a> {
    known: &'a Known,
    units_by_code: HashMap<String, usize>,
    units_by_name: HashMap<String, Vec<usize>>,
}

impl<'a> Reader<'a> {
    fn of(known: &'a Known) -> Self {
        let mut units_by_name: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, (_, _, name)) in known.units.iter().enumerate() {
            units_by_name.entry(text::search_key(name)).or_default().push(at);
        }
        let units_by_code = known.units.iter().enumerate().map(|(at, (_, code, _))| (code.clone(), at)).collect();
        Self { known, units_by_code, units_by_name }
    }

    fn unit(&self, typed: &str) -> Result<usize, &'static str> {
        if let Some(at) = self.units_by_code.get(&typed.to_lowercase()) {
            return Ok(*at);
        }
        match self.units_by_name.get(&text::search_key(typed)).map(Vec::as_slice) {
            Some([only]) => Ok(*only),
            Some(_) => Err("unit_ambiguous"),
            None => Err("unit_unknown"),
        }
    }

    fn kind(&self, typed: &str) -> Option<&'a Kind> {
        let key = text::search_key(typed);
        self.known.kinds.iter().find(|kind| kind.code == typed.to_lowercase() || text::search_key(&kind.name) == key)
    }

    fn row<'c>(&self, row: u32, cell: &impl Fn(&str) -> &'c str) -> Result<Draft, Vec<Fault>> {
        let mut faults = Vec::new();
        let mut fault = |column: &str, code: &str| faults.push(Fault::new(row, column, cell(column), code));
        for column in ["full_name", "unit", "kind", "committee", "decision_number", "decision_date"] {
            if cell(column).is_empty() {
                fault(column, "empty");
            }
        }
        for column in ["full_name", "office", "committee", "decision_number", "card_number"] {
            if cell(column).chars().count() > 200 {
                fault(column, "too_long");
            }
        }
        if !cell("full_name").is_empty() && !text::is_printable_name(cell("full_name")) {
            fault("full_name", "name_letters");
        }
        let mut day = |column: &str| {
            let typed = cell(column);
            let read = parse_date(typed);
            if read.is_none() && !typed.is_empty() {
                fault(column, "date_form");
            }
            read
        };
        let (birth_date, decision_date) = (day("birth_date"), day("decision_date"));
        let (valid_from, valid_to, since) = (day("valid_from").or(decision_date), day("valid_to"), day("state_since"));
        if valid_from.zip(valid_to).is_some_and(|(first, last)| last < first) {
            fault("valid_to", "date_order");
        }
        let unit = if cell("unit").is_empty() { None } else { self.unit(cell("unit")).map_err(|code| fault("unit", code)).ok() };
        let kind = self.kind(cell("kind"));
        match kind {
            None if !cell("kind").is_empty() => fault("kind", "kind_unknown"),
            Some(kind) if valid_from.is_some_and(|first| !kind.holds_on(first)) => fault("kind", "kind_ended"),
            _ => {}
        }
        let words = text::search_key(cell("state"));
        let state = STATES.iter().find(|(known, _)| *known == words).map(|(_, state)| *state);
        match state {
            None => fault("state", "state_unknown"),
            Some(State::InForce) => {}
            Some(_) if since.is_none() && cell("state_since").is_empty() => fault("state_since", "state_since_empty"),
            Some(_) => {}
        }
        let (Some(decision_date), Some(valid_from), Some(unit), Some(kind), Some(state), true) =
            (decision_date, valid_from, unit, kind, state, faults.is_empty())
        else {
            return Err(faults);
        };
        let some = |code: &str| Some(cell(code).to_owned()).filter(|typed| !typed.is_empty());
        let (unit_id, _, unit_name) = &self.known.units[unit];
        Ok(Draft {
            row,
            facts: Facts {
                kind: kind.code.clone(),
                full_name: cell("full_name").to_owned(),
                birth_date,
                unit_id: Some(*unit_id),
                unit_name: unit_name.clone(),
                office: some("office"),
                committee: cell("committee").to_owned(),
                decision_number: cell("decision_number").to_owned(),
                decision_date,
                card_number: some("card_number"),
                valid_from,
                valid_to,
            },
            state,
            state_since: since.filter(|_| state != State::InForce).unwrap_or(valid_from),
            username: cell("username").to_lowercase(),
            person_id: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Id;

    fn known() -> Known {
        let kind = |code: &str, name: &str, valid_to| Kind {
            code: code.into(),
            name: name.into(),
            rank: 1,
            basis: String::new(),
            valid_from: None,
            valid_to,
        };
        let unit = |n, code: &str, name: &str| (Id::from_uuid(uuid::Uuid::from_u128(n)), code.to_owned(), name.to_owned());
        Known {
            kinds: vec![
                kind("bcv-tinh", "Báo cáo viên cấp tỉnh", None),
                kind("bcv-huyen", "Báo cáo viên cấp huyện", NaiveDate::from_ymd_opt(2025, 6, 30)),
            ],
            units: vec![unit(1, "my-tho", "Phường Mỹ Tho"), unit(2, "chi-bo-1", "Chi bộ 1"), unit(3, "chi-bo-1b", "Chi bộ 1")],
        }
    }

    fn rows(lines: &[&[&str]]) -> Vec<ReadRow> {
        (1..).zip(lines).map(|(number, cells)| ReadRow { number, cells: cells.iter().map(|cell| (*cell).to_owned()).collect() }).collect()
    }

    const HEADS: &[&str] =
        &["STT", "Họ và tên", "Đơn vị", "Loại", "Cấp ủy công nhận", "Số quyết định", "Ngày quyết định", "Đến ngày", "Trạng thái"];

    #[test]
    fn a_list_under_its_title_is_read_and_its_foot_left_out() {
        let list = rows(&[
            &["DANH SÁCH BÁO CÁO VIÊN"],
            HEADS,
            &["1", "Nguyễn Thị Ưỡng", "my-tho", "Báo cáo viên cấp tỉnh", "BTV Tỉnh ủy", "12-QĐ/TU", "5/8/2025", "31/12/2030", ""],
            &["", "Tổng cộng: 1 người"],
        ]);
        let (drafts, faults) = check(&list, &known());
        assert_eq!(faults, vec![]);
        assert_eq!((drafts.len(), drafts[0].row, drafts[0].facts.kind.as_str()), (1, 3, "bcv-tinh"));
        assert_eq!(drafts[0].facts.valid_from, drafts[0].facts.decision_date, "without another day the decision's counts");
        assert_eq!(drafts[0].facts.unit_name, "Phường Mỹ Tho");
    }

    #[test]
    fn every_fault_is_named_with_its_place() {
        let list = rows(&[
            HEADS,
            &["1", "Lê Thị An", "chi bo 1", "bcv-huyen", "BTV Huyện ủy", "1-QĐ/HU", "01/07/2025", "30/06/2025", "Miễn nhiệm"],
            &["2", "Lê Thị Bình", "khong-co", "Cấp xóm", "", "2-QĐ/HU", "2025", "", "Nghỉ"],
        ]);
        let (drafts, faults) = check(&list, &known());
        assert!(drafts.is_empty());
        let told: Vec<(u32, &str, &str)> = faults.iter().map(|fault| (fault.row, fault.column.as_str(), fault.code.as_str())).collect();
        assert_eq!(
            told,
            [
                (2, "valid_to", "date_order"),
                (2, "unit", "unit_ambiguous"),
                (2, "kind", "kind_ended"),
                (2, "state_since", "state_since_empty"),
                (3, "committee", "empty"),
                (3, "decision_date", "date_form"),
                (3, "unit", "unit_unknown"),
                (3, "kind", "kind_unknown"),
                (3, "state", "state_unknown"),
            ]
        );
    }

    #[test]
    fn a_person_twice_and_a_file_of_something_else_are_refused() {
        let line: &[&str] = &["1", "Lê Thị An", "my-tho", "bcv-tinh", "BTV", "1-QĐ/TU", "01/07/2025"];
        let (_, faults) = check(&rows(&[HEADS, line, line]), &known());
        assert_eq!((faults[0].row, faults[0].code.as_str()), (3, "twice_in_file"));
        assert_eq!(check(&rows(&[&["Hàng", "Giá"]]), &known()).1[0].code, "heads_missing");
        assert_eq!(check(&rows(&[&["Họ và tên", "Đơn vị", "Loại"]]), &known()).1[0].code, "column_missing");
        assert_eq!(check(&rows(&[HEADS]), &known()).1[0].code, "no_rows");
    }
}
