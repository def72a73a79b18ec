//! What is written is read back.

use std::io::Read;

use super::*;
use crate::paper::Column;

fn document() -> Document {
    let line = |text: &str| HeadLine::Text { text: text.into(), weight: Weight::Bold };
    let column = |title: &str| Column { title: title.into(), share: 1.0, align: Align::Left };
    Document {
        title: "Hồ sơ <1>".into(),
        language: "vi".into(),
        author: "Đơn vị & Ban".into(),
        is_landscape: false,
        blocks: vec![
            Block::Letterhead { left: vec![line("BAN"), HeadLine::Rule(0.4)], right: vec![line("CỘNG HÒA")] },
            Block::Title("HỒ SƠ".into()),
            Block::Heading("I. Công nhận".into()),
            Block::text("Chữ <b>không</b> là thẻ\u{0} & “ngoặc”"),
            Block::Dotted { label: "Ý kiến".into(), lines: 2 },
            Block::Table(Table {
                columns: vec![column("Số"), column("Nội dung")],
                rows: vec![vec!["1".into(), "Một\nhai".into()]],
                foot: vec![vec![String::new(), "Cộng".into()]],
                row_height: 24.0,
            }),
            Block::Signatures(vec![Signature { office: "TRƯỞNG BAN".into(), name: "Nguyễn Văn A".into(), ..Signature::default() }]),
            Block::Gap(10.0),
        ],
    }
}

#[test]
fn every_part_is_sound_xml_and_keeps_every_word() {
    let bytes = write(&document()).unwrap();
    let mut package = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut all = String::new();
    for at in 0..package.len() {
        let mut text = String::new();
        package.by_index(at).unwrap().read_to_string(&mut text).unwrap();
        let tree = roxmltree::Document::parse(&text).unwrap();
        all.extend(tree.descendants().filter(roxmltree::Node::is_text).filter_map(|node| node.text()));
        all.push('\n');
    }
    for word in [
        "BAN",
        "CỘNG HÒA",
        "HỒ SƠ",
        "I. Công nhận",
        "Chữ <b>không</b> là thẻ & “ngoặc”",
        "Ý kiến",
        "Một",
        "hai",
        "Cộng",
        "TRƯỞNG BAN",
        "Nguyễn Văn A",
    ] {
        assert!(all.contains(word), "{word}");
    }
}
