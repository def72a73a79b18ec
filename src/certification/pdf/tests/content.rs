use std::collections::HashSet;

use unicode_normalization::UnicodeNormalization;

use super::super::layout::compose;
use super::super::qr::Qr;
use super::super::stack::{Mark, Role};
use super::super::{CertificateFace, PdfError, render};
use super::{face, minimal, printed};
use crate::paper::fonts::Weight;

/// Objects of a type, in an uncompressed part of the file.
fn objects(pdf: &[u8], kind: &str) -> usize {
    let text = String::from_utf8_lossy(pdf);
    let needle = format!("/Type/{kind}");
    let spaced = text.replace("/Type /", "/Type/");
    spaced
        .match_indices(&needle)
        .filter(|(at, _)| {
            let after = spaced[at + needle.len()..].chars().next();
            after.is_none_or(|ch| !ch.is_alphanumeric())
        })
        .count()
}

#[test]
fn prints_one_page_that_is_tagged_and_described() {
    for face in [face(), minimal()] {
        let pdf = render(&face).unwrap();
        assert!(pdf.starts_with(b"%PDF-1."));
        assert_eq!(objects(&pdf, "Page"), 1);
        let text = String::from_utf8_lossy(&pdf);
        assert!(text.contains("pdfuaid:part"));
        assert!(text.contains("GIẤY CHỨNG NHẬN – Nguyễn Thị Ánh Tuyết"));
        assert!(text.contains("/Lang"));
        assert!(!text.contains("CreationDate"));
    }
}

#[test]
fn prints_every_word_in_reading_order() {
    let expected = [
        "TỈNH ỦY ĐỒNG THÁP",
        "BAN TUYÊN GIÁO VÀ DÂN VẬN",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "GIẤY CHỨNG NHẬN",
        "Số 015/2026/GCN-BTGDV",
        "chứng nhận",
        "Nguyễn Thị Ánh Tuyết",
        "Đảng ủy xã Tân Phú Đông",
        "đã hoàn thành khóa học",
        "Kỹ năng tuyên truyền miệng",
        "Kết quả: 18/20 điểm (90%)",
        "Đồng Tháp, ngày 23 tháng 11 năm 2026",
        "KT. TRƯỞNG BAN PHÓ TRƯỞNG BAN",
        "Lê Hoàng Phương",
        "Mã tra cứu",
        "7F3K-2M9Q-X4TA",
        "Quét mã hoặc mở địa chỉ để kiểm tra",
        "https://hocthi.example.vn/chung-nhan/7F3K2M9QX4TA",
    ];
    assert_eq!(printed(&compose(&face()).unwrap()), expected);
}

#[test]
fn same_words_give_same_bytes() {
    let first = render(&face()).unwrap();
    let elsewhere = std::thread::spawn(|| render(&face()).unwrap());
    assert_eq!(first, elsewhere.join().unwrap());
    let other = CertificateFace { code: "0000-0000-0000".into(), ..face() };
    assert_ne!(first, render(&other).unwrap());
}

#[test]
fn decomposed_text_prints_as_composed() {
    let nfd = |text: &str| text.nfd().collect::<String>();
    let decomposed = CertificateFace {
        issuer: nfd(&face().issuer),
        holder_name: format!("  {}  ", nfd(&face().holder_name).replace(' ', "  ")),
        achievement: nfd(&face().achievement),
        ..face()
    };
    assert_ne!(decomposed.holder_name, face().holder_name);
    assert_eq!(render(&decomposed).unwrap(), render(&face()).unwrap());
}

#[test]
fn every_face_has_every_vietnamese_letter() {
    let vowels = "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY";
    let tones = ["", "\u{300}", "\u{301}", "\u{303}", "\u{309}", "\u{323}"];
    let mut letters: HashSet<char> = "đĐ₫ÐðậẬỗỖữỮưỡƯỠ–-“”…".chars().collect();
    for vowel in vowels.chars() {
        for tone in tones {
            let letter: Vec<char> = format!("{vowel}{tone}").nfc().collect();
            assert_eq!(letter.len(), 1, "{vowel} with {tone:?} has a composed form");
            letters.extend(letter);
        }
    }
    for weight in [Weight::Regular, Weight::Bold, Weight::Italic] {
        let typeface = weight.typeface().unwrap();
        let absent: Vec<_> = letters.iter().filter(|ch| !typeface.has(**ch)).collect();
        assert!(absent.is_empty(), "{weight:?} lacks {absent:?}");
    }
}

#[test]
fn refuses_what_has_no_glyph_or_cannot_be_seen() {
    for bad in ['龍', '😀', '\t', '\u{202e}', '\u{200b}', '\u{fffe}'] {
        let name = CertificateFace { holder_name: format!("Nguyễn{bad}An"), ..face() };
        match render(&name) {
            Err(PdfError::MissingGlyph { ch, field }) => {
                assert_eq!((ch, field), (bad, "holder_name"));
            }
            other => panic!("{bad:?} gave {other:?}"),
        }
    }
    let broken = CertificateFace { title: "GIẤY\nKHEN".into(), ..face() };
    assert!(matches!(render(&broken), Err(PdfError::MissingGlyph { ch: '\n', field: "title" })));
}

#[test]
fn the_code_holds_the_address() {
    let url = face().verify_url;
    let qr = Qr::encode(&url).unwrap();
    let reference = qrcode::QrCode::new(&url).unwrap();
    let dark: f32 = qr.bars.iter().map(|bar| bar.length).sum();
    let expected = reference.to_colors().into_iter();
    let expected = expected.filter(|colour| *colour == qrcode::Color::Dark).count();
    assert!((dark - f32::from(u16::try_from(expected).unwrap())).abs() < 0.5);
    assert!(matches!(Qr::encode(&"a".repeat(4000)), Err(PdfError::Qr(_))));
}

#[test]
fn only_web_addresses_can_be_opened() {
    let links = |url: &str| {
        let face = CertificateFace { verify_url: url.into(), ..face() };
        let sheet = compose(&face).unwrap();
        let is_link = |mark: &&Mark| matches!(mark, Mark::Text { role: Role::Link, .. });
        let links = sheet.marks.iter().filter(is_link).count();
        assert_eq!(objects(&render(&face).unwrap(), "Annot"), links);
        links
    };
    assert_eq!(links("https://hocthi.example.vn/chung-nhan/1"), 1);
    assert_eq!(links("javascript:alert(1)"), 0);
}
