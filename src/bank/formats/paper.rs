//! Items on paper: what a taker sees and nothing else.
//!
//! Made from the face of an item, which holds nothing of its key: two items that differ only in their keys give the same paper.

use super::{
    model::{Body, Choice, Draft, Image, Statement},
    rich::{self, Span},
    store_form,
};
use crate::bank::{
    model::{ItemFace, ItemType},
    pins,
};

/// A line to write on.
const BLANK: &str = "………";
/// What a true/false item offers.
const TRUTHS: [&str; 2] = ["Đúng", "Sai"];

/// An item without key, explanation, source, guide, and without what only authors see (code, topic, level, tags). What takers do
/// on a page by choosing from lists becomes lines to write on.
pub fn without_key(draft: Draft) -> Draft {
    let (face, ..) = store_form::stored(&draft);
    let (stem, body) = on_paper(&face);
    let shown = Draft { context: draft.context, points: draft.points, label: draft.label, ..Draft::new(draft.place, stem, body) };
    let images = draft.images.into_iter().filter(|image| is_shown(&shown, image)).collect();
    Draft { images, ..shown }
}

fn on_paper(face: &ItemFace) -> (String, Body) {
    let to_write = || Body::Short { accepted: Vec::new(), case_sensitive: false };
    let choice = |text: &str| Choice { text: text.to_owned(), ..Choice::default() };
    match face.item_type {
        ItemType::SingleChoice | ItemType::MultipleResponse => {
            let options = in_no_order(face).into_iter().map(choice).collect();
            (face.stem.clone(), Body::Choice { options, many: face.item_type == ItemType::MultipleResponse })
        }
        ItemType::TrueFalse => (face.stem.clone(), Body::Choice { options: TRUTHS.map(choice).into(), many: false }),
        ItemType::TrueFalseCluster => {
            let statement = |text: &String| Statement { text: text.clone(), is_true: None };
            (face.stem.clone(), Body::Statements(face.options.iter().map(statement).collect()))
        }
        ItemType::ShortAnswer | ItemType::Numerical => (face.stem.clone(), to_write()),
        ItemType::Essay => (face.stem.clone(), Body::Essay { guide: String::new() }),
        ItemType::Ordering => {
            let rows = face.options.iter().map(|text| (format!("{BLANK} "), rich::spans(text)));
            (with_rows(&face.stem, rows), to_write())
        }
        ItemType::Matching => {
            let lefts = face.options.iter().map(|text| (format!("{BLANK} "), rich::spans(text)));
            let rights = (b'a'..).zip(&face.parts.rights).map(|(letter, text)| (format!("{}) ", char::from(letter)), rich::spans(text)));
            (with_rows(&face.stem, lefts.chain(rights)), to_write())
        }
        ItemType::GapFill => {
            let numbers = 1..=face.parts.gaps.len();
            let stem = numbers.clone().fold(rich::spans(&face.stem), |spans, n| {
                let mark = format!("[[{n}]]");
                let blank = format!("({n}){BLANK}");
                spans.into_iter().map(|span| replaced(span, &mark, &blank)).collect()
            });
            let choices = numbers.zip(&face.parts.gaps).filter(|(_, choices)| !choices.is_empty()).map(|(n, choices)| {
                let texts: Vec<String> = choices.iter().map(|text| rich::plain(text)).collect();
                (format!("({n}) "), vec![Span::text(texts.join(" / "))])
            });
            (with_rows(&rich::markdown(&rich::tidy(stem)), choices), to_write())
        }
    }
}

/// Options in the order of their letters, those that speak of others where they stood: authors are fond of writing the right one
/// first.
fn in_no_order(face: &ItemFace) -> Vec<&str> {
    let stay = pins::of(face);
    let mut free: Vec<&str> = (0..face.options.len()).filter(|at| !stay.contains(at)).map(|at| face.options[at].as_str()).collect();
    free.sort_unstable();
    let mut free = free.into_iter();
    let place = |at: usize| if stay.contains(&at) { Some(face.options[at].as_str()) } else { free.next() };
    (0..face.options.len()).filter_map(place).collect()
}

/// A stem with lines under it.
fn with_rows(stem: &str, rows: impl Iterator<Item = (String, Vec<Span>)>) -> String {
    let mut spans = rich::spans(stem);
    spans.push(Span::Paragraph);
    for (label, row) in rows {
        spans.push(Span::text(label));
        spans.extend(row);
        spans.push(Span::Line);
    }
    rich::markdown(&rich::tidy(spans))
}

fn replaced(span: Span, mark: &str, by: &str) -> Span {
    match span {
        Span::Text { text, bold, italic } => Span::Text { text: text.replace(mark, by), bold, italic },
        other => other,
    }
}

/// Whether a text that stands on the paper names the picture: those of explanations stay away.
fn is_shown(draft: &Draft, image: &Image) -> bool {
    let names = |text: &str| rich::spans(text).iter().any(|span| matches!(span, Span::Image { name, .. } if *name == image.name));
    names(&draft.stem) || names(&draft.context) || draft.body.texts().into_iter().any(names)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bank::formats::model::{Decimal, Gap, Place};

    fn paper(stem: &str, body: Body) -> (String, Vec<String>) {
        let paper = without_key(Draft {
            rationale: "Vì sao".into(),
            source: "KL57:nhan-dien".into(),
            tags: vec!["thẻ".into()],
            code: "c-1".into(),
            topic: "Chủ đề".into(),
            ..Draft::new(Place::File, stem.into(), body)
        });
        assert_eq!((&*paper.rationale, &*paper.source, &*paper.code, &*paper.topic, paper.tags.len()), ("", "", "", "", 0));
        let texts = paper.body.texts().into_iter().filter(|text| !text.is_empty()).map(str::to_owned).collect();
        if let Body::Choice { options, .. } = &paper.body {
            assert!(options.iter().all(|option| !option.is_key && option.feedback.is_empty()));
        }
        (rich::plain(&paper.stem), texts)
    }

    fn texts(list: &[&str]) -> Vec<String> {
        list.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn options_stand_in_an_order_that_tells_nothing() {
        let choice = |text: &str, is_key| Choice { text: text.into(), is_key, feedback: "Lời nhắn".into() };
        let body =
            |texts: &[&str]| Body::Choice { options: texts.iter().map(|text| choice(text, *text == texts[0])).collect(), many: false };
        let (_, options) = paper("Hỏi?", body(&["đúng", "an", "binh"]));
        assert_eq!(options, texts(&["an", "binh", "đúng"]));
        let (_, options) = paper("Hỏi?", body(&["dân", "an", "Tất cả các phương án trên"]));
        assert_eq!(options, texts(&["an", "dân", "Tất cả các phương án trên"]));
        assert_eq!(paper("Hỏi?", Body::Truth(false)).1, texts(&["Đúng", "Sai"]));
    }

    #[test]
    fn lists_to_choose_from_become_lines_to_write_on() {
        let pairs = vec![("Kết luận 57".into(), "2023".into()), ("Kết luận 16".into(), "2012".into())];
        assert_eq!(
            paper("Ghép.", Body::Matching { pairs, distractors: vec!["2010".into()] }),
            ("Ghép.\n\n……… Kết luận 57\n……… Kết luận 16\na) 2010\nb) 2012\nc) 2023".into(), vec![])
        );
        assert_eq!(paper("Xếp.", Body::Ordering(texts(&["một", "hai", "ba"]))), ("Xếp.\n\n……… ba\n……… hai\n……… một".into(), vec![]));
        let gaps = vec![
            Gap { accepted: texts(&["15/6/2023"]), distractors: vec![] },
            Gap { accepted: texts(&["Hà Nội"]), distractors: texts(&["Huế", "Đà Nẵng"]) },
        ];
        assert_eq!(
            paper("Ngày [[1]] tại [[2]].", Body::Gaps(gaps)),
            ("Ngày (1)……… tại (2)……….\n\n(2) Huế / Hà Nội / Đà Nẵng".into(), vec![])
        );
    }

    #[test]
    fn what_is_written_freely_leaves_its_question_alone() {
        let number = Body::Number { value: Decimal::parse("84.7").unwrap(), tolerance: Decimal::zero() };
        let short = Body::Short { accepted: texts(&["Hà Nội"]), case_sensitive: true };
        for body in [number, short, Body::Essay { guide: "Ba ý.".into() }] {
            assert_eq!(paper("Hỏi?", body), ("Hỏi?".into(), vec![]));
        }
    }

    #[test]
    fn pictures_of_explanations_stay_away() {
        let image = |name: &str| Image { name: name.into(), bytes: Vec::new().into() };
        let draft = Draft {
            rationale: "![](giai.png)".into(),
            images: vec![image("hinh.png"), image("giai.png")],
            ..Draft::new(Place::File, "Hỏi? ![](hinh.png)".into(), Body::Truth(true))
        };
        assert_eq!(without_key(draft).images, [image("hinh.png")]);
    }
}
