use rustybuzz::ttf_parser::GlyphId;

use super::super::layout::{Sheet, compose};
use super::super::stack::Mark;
use super::super::{CertificateFace, PdfError, render};
use super::{blocks, face, minimal, printed};

/// A text of so many words, with marks above and below.
fn words(count: usize) -> String {
    vec!["Ưỡng"; count].join(" ")
}

/// Left, top, right and bottom of what is inked, line by line, with the QR code's quiet zone.
fn ink(sheet: &Sheet) -> Vec<(String, [f32; 4])> {
    let mut boxes = Vec::new();
    for (block, at) in blocks(sheet) {
        let em = block.size / block.typeface.font.units_per_em();
        for (line, (x, y)) in block.lines.iter().zip(at) {
            let (mut top, mut bottom) = (*y, *y);
            for glyph in &line.glyphs {
                let id = GlyphId(u16::try_from(glyph.glyph_id.to_u32()).unwrap());
                if let Some(shape) = block.typeface.shaper.glyph_bounding_box(id) {
                    top = top.min(y - f32::from(shape.y_max) * em);
                    bottom = bottom.max(y - f32::from(shape.y_min) * em);
                }
            }
            let right = x + line.width * block.size;
            boxes.push((line.text.clone(), [*x, top, right, bottom]));
        }
    }
    for mark in &sheet.marks {
        if let Mark::Rule { x, y, length } = mark {
            boxes.push(("a rule".into(), [*x, y - 0.4, x + length, y + 0.4]));
        }
    }
    let (left, top, side) = sheet.qr_at;
    let quiet = 4.0 * side / sheet.qr.side;
    let zone = [left - quiet, top - quiet, left + side + quiet, top + side + quiet];
    boxes.push(("QR".into(), zone));
    boxes
}

fn assert_clear(sheet: &Sheet) {
    let boxes = ink(sheet);
    for (index, (text, [left, top, right, bottom])) in boxes.iter().enumerate() {
        assert!(*left > 52.0 && *right < sheet.page.0 - 52.0, "{text} reaches the frame");
        assert!(*top > 52.0 && *bottom < sheet.page.1 - 40.0, "{text} reaches the frame");
        for (other, box_) in &boxes[index + 1..] {
            let beside = *right <= box_[0] || box_[2] <= *left;
            let above = *bottom <= box_[1] || box_[3] <= *top;
            assert!(beside || above, "{text} touches {other}");
        }
    }
}

#[test]
fn long_texts_shrink_then_wrap_then_are_refused() {
    let lines = |count: usize| {
        let face = CertificateFace { holder_name: words(count), ..face() };
        let sheet = compose(&face)?;
        assert_clear(&sheet);
        assert!(printed(&sheet).contains(&words(count)), "the name is whole");
        let found = blocks(&sheet).find(|(block, _)| block.lines[0].text.starts_with("Ưỡng"));
        let (block, _) = found.unwrap();
        Ok::<_, PdfError>((block.lines.len(), block.size))
    };
    let sizes: Vec<_> = (1..40).map_while(|count| lines(count).ok()).collect();
    assert!(sizes.windows(2).all(|pair| pair[1].0 >= pair[0].0 && pair[1].1 <= pair[0].1));
    assert_eq!(sizes[0], (1, 34.0));
    assert!(sizes.contains(&(2, 25.0)));
    let refused = lines(sizes.len() + 1);
    assert!(matches!(refused, Err(PdfError::TooLong { field: "holder_name" })));
    let solid = CertificateFace { holder_name: "W".repeat(60), ..face() };
    assert!(matches!(render(&solid), Err(PdfError::TooLong { field: "holder_name" })));
}

/// Fills field after field until it is refused, leaving each at its tallest for the next.
#[test]
fn the_fullest_page_still_has_room() {
    let fields: [fn(&mut CertificateFace, String); 8] = [
        |face, text| face.issuer_parent = Some(text),
        |face, text| face.issuer = text,
        |face, text| face.holder_unit = Some(text),
        |face, text| face.achievement = text,
        |face, text| face.result = Some(text),
        |face, text| face.signer_title = Some(text),
        |face, text| face.signer_name = Some(text),
        |face, text| face.holder_name = text,
    ];
    let second_lines = |sheet: &Sheet| -> usize {
        let lines = blocks(sheet).map(|(block, _)| block.lines.len() - 1);
        lines.sum()
    };
    let mut full = CertificateFace { verify_url: format!("https://example.vn/{}/{}", "a".repeat(40), "b".repeat(40)), ..face() };
    full.signer_title = None;
    for set in fields {
        let mut tallest = None;
        let before = second_lines(&compose(&full).unwrap());
        let mut longer = full.clone();
        for count in 1.. {
            set(&mut longer, words(count));
            let Ok(sheet) = compose(&longer) else { break };
            assert_clear(&sheet);
            if tallest.is_none() && second_lines(&sheet) > before {
                tallest = Some(longer.clone());
            }
        }
        full = tallest.unwrap_or(full);
    }
    assert_eq!(second_lines(&compose(&full).unwrap()), 8, "all that may wrap, and the address");
}

#[test]
fn absent_fields_leave_no_trace() {
    let sheet = compose(&minimal()).unwrap();
    assert_clear(&sheet);
    assert_eq!(printed(&sheet).len(), 12);
    let blank = CertificateFace { issuer_parent: Some(" ".into()), holder_unit: Some(String::new()), ..minimal() };
    assert_eq!(render(&blank).unwrap(), render(&minimal()).unwrap());
}
