//! Documents read back from their PDF.

use std::process::Command;

use super::{
    sheet::{Cell, Sheet},
    *,
};
use crate::kernel::text::nfc;

fn read_back(bytes: &[u8]) -> (String, usize) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("paper.pdf");
    std::fs::write(&file, bytes).unwrap();
    let done = Command::new("pdftotext").args(["-layout", file.to_str().unwrap(), "-"]).output().expect("pdftotext runs");
    let text = String::from_utf8(done.stdout).unwrap();
    let pages = text.matches('\u{c}').count();
    (text, pages)
}

fn table(rows: usize) -> Document {
    let column = |title: &str, share, align| Column { title: title.into(), share, align };
    Document {
        title: "Danh sách đạt giải – thử".into(),
        language: "vi".into(),
        author: "Ban Tổ chức".into(),
        is_landscape: false,
        blocks: vec![
            Block::Title("DANH SÁCH ĐẠT GIẢI".into()),
            Block::Table(Table {
                columns: vec![
                    column("STT", 1.0, Align::Centre),
                    column("Họ và tên", 5.0, Align::Left),
                    column("Đơn vị", 6.0, Align::Left),
                    column("Số tiền", 3.0, Align::Right),
                ],
                rows: (1..=rows)
                    .map(|n| {
                        let unit = "Đảng ủy phường Mỹ Phước Tây, thị xã Cai Lậy, chi bộ khu phố Ưỡng Thượng";
                        vec![n.to_string(), format!("Nguyễn Ưỡng Ằng Ngọc Quỳnh {n:03}"), unit.into(), "4.000.000".into()]
                    })
                    .collect(),
                foot: vec![vec![String::new(), "Cộng".into(), String::new(), "240.000.000".into()]],
                row_height: 0.0,
            }),
        ],
    }
}

#[test]
fn sixty_rows_break_over_pages_with_the_head_on_each() {
    let (text, pages) = read_back(&pdf(&table(60)).unwrap());
    assert!(pages >= 3, "{pages} pages");
    assert_eq!(text.matches("Họ và tên").count(), pages, "the head stands on every page");
    for n in 1..=60 {
        assert_eq!(
            text.matches(&format!("{n:03}\n")).count() + text.matches(&format!("{n:03} ")).count(),
            1,
            "row {n} stands once\n{text}"
        );
    }
    assert!(text.contains(&format!("1/{pages}")) && text.contains(&format!("{pages}/{pages}")));
    assert!(text.contains("240.000.000"));
    assert_eq!(text, nfc(&text));
}

#[test]
fn an_empty_table_and_a_word_without_a_break() {
    assert_eq!(read_back(&pdf(&table(0)).unwrap()).1, 1);
    let mut long = table(1);
    long.blocks.push(Block::text("ab".repeat(200)));
    let (text, _) = read_back(&pdf(&long).unwrap());
    assert_eq!(text.matches("ab").count(), text.lines().map(|line| line.matches("ab").count()).sum::<usize>());
    assert!(text.matches('a').count() >= 200, "no letter is cut off");
}

#[test]
fn what_cannot_be_shown_is_refused_with_its_character() {
    let mut bad = table(1);
    bad.blocks.push(Block::text("Lan 🌸"));
    assert!(matches!(pdf(&bad), Err(PaperError::MissingGlyph { ch: '🌸', .. })));
}

#[test]
fn a_document_of_every_part_fits_and_is_read_in_order() {
    let head = |text: &str| HeadLine::Text { text: text.into(), weight: fonts::Weight::Bold };
    let sign = |office: &str, name: &str| Signature {
        office: office.into(),
        name: name.into(),
        note: "(Ký, ghi rõ họ tên)".into(),
        ..Signature::default()
    };
    let mut all = table(2);
    all.blocks.insert(
        0,
        Block::Letterhead {
            left: vec![head("BAN TỔ CHỨC"), HeadLine::Rule(0.5)],
            right: vec![head("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), head("Độc lập - Tự do - Hạnh phúc"), HeadLine::Rule(1.0)],
        },
    );
    all.blocks.extend([
        Block::Heading("I. Thành phần".into()),
        Block::Dotted { label: "Chủ trì:".into(), lines: 2 },
        Block::Gap(4.0),
        Block::Signatures(vec![sign("THƯ KÝ", ""), sign("TRƯỞNG BAN", "Trần Văn Đức")]),
    ]);
    let (text, _) = read_back(&pdf(&all).unwrap());
    let places: Vec<usize> = ["BAN TỔ CHỨC", "DANH SÁCH", "I. Thành phần", "Chủ trì:", "TRƯỞNG BAN", "Trần Văn Đức"]
        .iter()
        .map(|word| text.find(word).unwrap_or_else(|| panic!("{word}\n{text}")))
        .collect();
    assert!(places.is_sorted(), "{places:?}");
}

#[test]
fn a_workbook_holds_numbers_dates_and_no_formula() {
    use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
    let day = chrono::NaiveDate::from_ymd_opt(2026, 12, 1).unwrap();
    let evil = ["=1+1", "+84", "-5", "@SUM(A1)", "\t=1", "Nguyễn Văn Ưỡng"];
    let sheet = Sheet {
        name: "Danh sách [1]".into(),
        titles: vec!["Danh sách".into()],
        columns: vec![("Tên".into(), 30.0), ("Số".into(), 12.0), ("Điểm".into(), 12.0), ("Ngày".into(), 12.0)],
        rows: evil
            .iter()
            .map(|text| vec![Cell::Text((*text).to_owned()), Cell::Integer(4_000_000), Cell::Hundredths(1_850), Cell::Date(day)])
            .collect(),
        foot: vec![vec![Cell::Text("Cộng".into()), Cell::Integer(24_000_000), Cell::Empty, Cell::Empty]],
        row_height: 0.0,
    };
    let mut book: Xlsx<_> = open_workbook_from_rs(std::io::Cursor::new(sheet::xlsx(&sheet).unwrap())).unwrap();
    let name = book.sheet_names()[0].clone();
    assert_eq!(name, "Danh sách 1");
    let range = book.worksheet_range(&name).unwrap();
    for (at, text) in evil.iter().enumerate() {
        let row = u32::try_from(at).unwrap() + 2;
        assert_eq!(range.get_value((row, 0)), Some(&Data::String((*text).to_owned())));
        assert_eq!(range.get_value((row, 1)), Some(&Data::Float(4_000_000.0)));
        assert_eq!(range.get_value((row, 2)), Some(&Data::Float(18.5)));
        assert!(matches!(range.get_value((row, 3)), Some(Data::DateTime(_))));
    }
    assert!(book.worksheet_formula(&name).unwrap().cells().all(|(_, _, formula)| formula.is_empty()), "no formula anywhere");
}
