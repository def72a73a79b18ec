mod content;
mod room;

use super::layout::Sheet;
use super::stack::Mark;
use super::text::Block;
use super::{CertificateFace, Design};

fn face() -> CertificateFace {
    CertificateFace {
        language: "vi".into(),
        state_motto: Some(("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM".into(), "Độc lập - Tự do - Hạnh phúc".into())),
        issuer_parent: Some("TỈNH ỦY ĐỒNG THÁP".into()),
        issuer: "BAN TUYÊN GIÁO VÀ DÂN VẬN".into(),
        title: "GIẤY CHỨNG NHẬN".into(),
        certifies: "chứng nhận".into(),
        holder_name: "Nguyễn Thị Ánh Tuyết".into(),
        holder_unit: Some("Đảng ủy xã Tân Phú Đông".into()),
        achievement_label: "đã hoàn thành khóa học".into(),
        achievement: "Kỹ năng tuyên truyền miệng".into(),
        result: Some("Kết quả: 18/20 điểm (90%)".into()),
        place_date: "Đồng Tháp, ngày 23 tháng 11 năm 2026".into(),
        signer_title: Some("KT. TRƯỞNG BAN\nPHÓ TRƯỞNG BAN".into()),
        signer_name: Some("Lê Hoàng Phương".into()),
        number_label: "Số".into(),
        number: "015/2026/GCN-BTGDV".into(),
        code_label: "Mã tra cứu".into(),
        code: "7F3K-2M9Q-X4TA".into(),
        verify_hint: "Quét mã hoặc mở địa chỉ để kiểm tra".into(),
        verify_url: "https://hocthi.example.vn/chung-nhan/7F3K2M9QX4TA".into(),
        note: None,
        design: Design::default(),
        credential: None,
    }
}

fn minimal() -> CertificateFace {
    CertificateFace {
        state_motto: None,
        issuer_parent: None,
        holder_unit: None,
        result: None,
        signer_title: None,
        signer_name: None,
        ..face()
    }
}

fn blocks(sheet: &Sheet) -> impl Iterator<Item = (&Block, &Vec<(f32, f32)>)> {
    sheet.marks.iter().filter_map(|mark| match mark {
        Mark::Text { block, at, .. } => Some((block, at)),
        _ => None,
    })
}

fn printed(sheet: &Sheet) -> Vec<String> {
    blocks(sheet)
        .map(|(block, _)| {
            let lines: Vec<&str> = block.lines.iter().map(|line| line.text.as_str()).collect();
            lines.join(" ")
        })
        .collect()
}
