//! What is written comes back as it was, in every format, unless the writer named it as lost.

use hocthi::bank::{
    formats::{
        self, Format,
        model::{Body, Choice, Decimal, Draft, Gap, Image, Place, Statement},
        rich::{self, Span},
        store_form,
    },
    model::{CognitiveLevel, Marking},
};
use proptest::{prelude::*, sample::subsequence};

/// Words that are dear to one format or another.
const PHRASES: [&str; 24] = [
    "Kết luận 57-KL/TW",
    "ngày 15/6/2023",
    "Ban Tuyên giáo Tỉnh ủy",
    "80% số xã, phường",
    "“Đúng hướng”",
    "2*3*4 = 24",
    "a_b_c và __d__",
    "<b>thẻ</b> & ký hiệu",
    "[1] hoặc [x](y)",
    "{ngoặc} ~ dấu # số",
    "giá: 1.500 đồng",
    "C:\\nghi\\tep",
    "`mã` và 'trích'",
    "=1+1",
    "-5 độ",
    "+84 912",
    "@tên",
    "# thăng",
    "1. một",
    "&amp; &lt;",
    "Đặng Thị Ưỡng",
    "H’Hen Niê",
    "50 – 60",
    "“a” \"b\"",
];

fn phrase() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(PHRASES.as_slice())
}

fn plain(text: &str) -> String {
    rich::from_plain(text)
}

/// A text with lines, paragraphs and emphasis, in the form that banks hold.
fn text() -> impl Strategy<Value = String> {
    let piece = (phrase(), any::<bool>(), any::<bool>(), 0..6u8);
    (phrase(), prop::collection::vec(piece, 0..4)).prop_map(|(first, pieces)| {
        let mut spans = vec![Span::text(first)];
        for (words, bold, italic, gap) in pieces {
            spans.push(match gap {
                0 => Span::Line,
                1 => Span::Paragraph,
                _ => Span::text(" "),
            });
            // Emphasis that starts or ends with a sign is moved by Markdown's own rules.
            let is_wordy = words.starts_with(char::is_alphanumeric) && words.ends_with(char::is_alphanumeric);
            spans.push(Span::Text { text: words.to_owned(), bold: bold && is_wordy, italic: italic && is_wordy });
        }
        rich::markdown(&rich::spans(&rich::markdown(&rich::tidy(spans))))
    })
}

fn distinct(count: std::ops::RangeInclusive<usize>) -> impl Strategy<Value = Vec<String>> {
    count.prop_flat_map(|count| subsequence(PHRASES.to_vec(), count)).prop_shuffle().prop_map(|list| list.into_iter().map(plain).collect())
}

fn decimal() -> impl Strategy<Value = Decimal> {
    (-9999i32..9999, 0u32..4).prop_map(|(number, places)| {
        let text = format!("{}{:05}", if number < 0 { "-" } else { "" }, number.unsigned_abs());
        let (whole, part) = text.split_at(text.len() - places as usize);
        Decimal::parse(&format!("{whole}.{part}")).unwrap()
    })
}

fn body() -> impl Strategy<Value = Body> {
    let choice = (distinct(3..=6), any::<prop::sample::Index>(), any::<bool>(), prop::option::of(phrase())).prop_map(
        |(texts, key, many, feedback)| {
            let key = key.index(texts.len());
            let also = (key + 1) % texts.len();
            let options = texts.into_iter().enumerate().map(|(at, text)| Choice {
                text,
                is_key: at == key || (many && at == also),
                feedback: if at == 0 { feedback.map(plain).unwrap_or_default() } else { String::new() },
            });
            Body::Choice { options: options.collect(), many }
        },
    );
    let statements = (distinct(2..=4), prop::collection::vec(any::<bool>(), 4)).prop_map(|(texts, truths)| {
        Body::Statements(texts.into_iter().zip(truths).map(|(text, truth)| Statement { text, is_true: Some(truth) }).collect())
    });
    let matching = (distinct(2..=4), distinct(4..=5)).prop_map(|(lefts, rights)| {
        let (matched, distractors) = rights.split_at(lefts.len());
        Body::Matching { pairs: lefts.into_iter().zip(matched.iter().cloned()).collect(), distractors: distractors.to_vec() }
    });
    let gaps = prop::collection::vec((distinct(3..=4), any::<bool>()), 2..=3).prop_map(|list| {
        let gap = |(texts, chooses): (Vec<String>, bool)| {
            let (accepted, distractors) = texts.split_at(2);
            Gap { accepted: accepted.to_vec(), distractors: if chooses { distractors.to_vec() } else { Vec::new() } }
        };
        Body::Gaps(list.into_iter().map(gap).collect())
    });
    prop_oneof![
        3 => choice,
        1 => any::<bool>().prop_map(Body::Truth),
        1 => statements,
        1 => (distinct(1..=3), any::<bool>()).prop_map(|(accepted, case_sensitive)| Body::Short { accepted, case_sensitive }),
        1 => (decimal(), prop::option::of(1..500u32)).prop_map(|(value, tolerance)| Body::Number {
            value,
            tolerance: tolerance.map_or_else(Decimal::zero, |tolerance| Decimal::parse(&format!("{}.{:02}", tolerance / 100, tolerance % 100)).unwrap()),
        }),
        1 => matching,
        1 => distinct(2..=5).prop_map(Body::Ordering),
        1 => gaps,
        1 => prop::option::of(text()).prop_map(|guide| Body::Essay { guide: guide.unwrap_or_default() }),
    ]
}

/// The smallest picture: one pixel.
const PIXEL: [u8; 24] = [0x89, b'P', b'N', b'G', 13, 10, 26, 10, 0, 0, 0, 13, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0, 0, 0, 1];

fn draft() -> impl Strategy<Value = Draft> {
    let labels = (
        prop::option::of(0..4usize),
        prop::option::of(phrase()),
        prop::option::of(Just("KL57:boi-canh")),
        prop::option::of(1..999i64),
        any::<bool>(),
    );
    (body(), text(), prop::option::of(text()), prop::option::of(text()), labels, any::<bool>()).prop_map(
        |(body, stem, rationale, context, (level, topic, source, points, has_tags), has_image)| {
            let stem = match &body {
                Body::Gaps(list) => (0..list.len()).fold(stem, |stem, at| format!("{stem} {} ở giữa", plain(&format!("[[{}]]", at + 1)))),
                _ => stem,
            };
            let mut draft = Draft::new(Place::File, stem, body);
            draft.rationale = rationale.unwrap_or_default();
            draft.context = context.unwrap_or_default();
            draft.level = level.map(|at| CognitiveLevel::ALL[at]);
            draft.topic = topic.unwrap_or_default().to_owned();
            draft.source = source.unwrap_or_default().to_owned();
            draft.points = points.filter(|points| *points != 100);
            draft.tags = if has_tags { vec!["ngày ban hành".to_owned(), "văn bản".to_owned()] } else { Vec::new() };
            if has_image {
                draft.stem = format!("{} ![sơ đồ](<hinh-1.png>)", draft.stem);
                draft.images = vec![Image { name: "hinh-1.png".to_owned(), bytes: PIXEL.to_vec().into() }];
            }
            draft
        },
    )
}

fn bank(with_codes: bool) -> impl Strategy<Value = Vec<Draft>> {
    prop::collection::vec(draft(), 1..6).prop_map(move |mut drafts| {
        for (at, draft) in drafts.iter_mut().enumerate() {
            // Each stem is its own, so that losses can be told apart.
            draft.stem = rich::markdown(&rich::spans(&format!("Mục {at} của bộ {}", draft.stem)));
            draft.code = if with_codes { format!("t-{at}") } else { String::new() };
        }
        drafts
    })
}

/// What no format is asked to bring back: places and names in the file it came from.
fn essence(draft: &Draft) -> Draft {
    Draft { place: Place::File, label: String::new(), key_from: Vec::new(), ..draft.clone() }
}

fn name(draft: &Draft) -> String {
    if draft.code.is_empty() { rich::plain(&draft.stem).chars().take(60).collect() } else { draft.code.clone() }
}

/// The same question with another key; nothing that a taker sees is changed.
fn with_another_key(draft: &Draft) -> Draft {
    let body = match draft.body.clone() {
        Body::Choice { mut options, many } => {
            let keys: Vec<bool> = options.iter().map(|option| option.is_key).collect();
            for (option, key) in options.iter_mut().zip(keys.iter().cycle().skip(1)) {
                (option.is_key, option.feedback) = (*key, plain("Lời nhắn"));
            }
            // Authors are fond of writing the right one first. An option that names two letters stays where it was.
            let names_letters = |option: &Choice| ["“a” \"b\"", "a_b_c và __d__"].map(plain).contains(&option.text);
            if !options.iter().any(names_letters) {
                options.sort_by_key(|option| !option.is_key);
            }
            Body::Choice { options, many }
        }
        Body::Truth(truth) => Body::Truth(!truth),
        Body::Statements(list) => {
            Body::Statements(list.into_iter().map(|one| Statement { is_true: one.is_true.map(|truth| !truth), ..one }).collect())
        }
        Body::Short { case_sensitive, .. } => Body::Short { accepted: vec![plain("Khác hẳn")], case_sensitive: !case_sensitive },
        Body::Number { .. } => Body::Number { value: Decimal::parse("31.5").unwrap(), tolerance: Decimal::parse("2").unwrap() },
        Body::Matching { pairs, distractors } => {
            let (lefts, mut rights): (Vec<_>, Vec<_>) = pairs.into_iter().unzip();
            rights.extend(distractors);
            rights.rotate_left(1);
            let distractors = rights.split_off(lefts.len());
            Body::Matching { pairs: lefts.into_iter().zip(rights).collect(), distractors }
        }
        Body::Ordering(mut list) => {
            list.rotate_left(1);
            Body::Ordering(list)
        }
        Body::Gaps(list) => {
            let other = |mut gap: Gap| {
                if gap.distractors.is_empty() {
                    gap.accepted = vec![plain("Khác hẳn")];
                } else {
                    std::mem::swap(&mut gap.accepted, &mut gap.distractors);
                }
                gap
            };
            Body::Gaps(list.into_iter().map(other).collect())
        }
        Body::Essay { .. } => Body::Essay { guide: plain("Hai ý khác.") },
    };
    Draft {
        body,
        rationale: plain("Vì lẽ khác."),
        source: "KL57:khac".into(),
        tags: vec!["khác".into()],
        topic: "Chủ đề khác".into(),
        level: Some(CognitiveLevel::VanDungCao),
        code: format!("{}-khac", draft.code),
        ..draft.clone()
    }
}

/// What a file holds, without the moment at which it was made.
fn content(format: Format, bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    use std::io::Read;
    if !matches!(format, Format::Docx | Format::Xlsx | Format::Qti3) {
        return vec![(String::new(), bytes.to_vec())];
    }
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut out = Vec::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        let mut content = Vec::new();
        file.read_to_end(&mut content).unwrap();
        out.push((file.name().unwrap().to_string(), content));
    }
    out.retain(|(name, _)| name != "docProps/core.xml");
    out
}

/// Writes and reads; how many items were compared.
fn comes_back(format: Format, drafts: &[Draft]) -> Result<usize, TestCaseError> {
    let written = formats::write(format, drafts).expect("a format that is written");
    if written.lost.iter().filter(|loss| loss.code == "item").count() == drafts.len() {
        return Ok(0);
    }
    let read = formats::read(format, &written.bytes);
    let show = || String::from_utf8_lossy(&written.bytes).chars().take(4000).collect::<String>();
    prop_assert!(!read.has_errors(), "{:?}: {:?}\n{}", format, read.flaws, show());
    let is_whole = |draft: &&Draft| !written.lost.iter().any(|loss| loss.code == "item" && loss.item == name(draft));
    let kept: Vec<&Draft> = drafts.iter().filter(is_whole).collect();
    prop_assert_eq!(kept.len(), read.drafts.len(), "{:?}: {:?}\n{}", format, written.lost, show());
    let mut compared = 0;
    for (draft, found) in kept.iter().zip(&read.drafts) {
        if written.lost.iter().all(|loss| loss.item != name(draft)) {
            prop_assert_eq!(essence(draft), essence(found), "{:?}\n{}", format, show());
            compared += 1;
        }
    }
    Ok(compared)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn native_keeps_everything(drafts in bank(true)) {
        prop_assert_eq!(comes_back(Format::Native, &drafts)?, drafts.len());
    }

    #[test]
    fn how_items_are_marked_is_kept_or_named(drafts in bank(true), ignores_marks: bool, strict_tones: bool, steps in prop::collection::vec(0i64..=100, 0..4)) {
        let marking = Marking { ignores_marks, strict_tones, steps };
        let drafts: Vec<Draft> = drafts.into_iter().map(|draft| Draft { marking: marking.clone(), ..draft }).collect();
        prop_assert_eq!(comes_back(Format::Native, &drafts)?, drafts.len());
        comes_back(Format::Xlsx, &drafts)?;
        comes_back(Format::Qti3, &drafts)?;
    }

    #[test]
    fn a_bank_stores_everything_and_its_face_tells_no_key(drafts in bank(false)) {
        for draft in drafts {
            // Pictures have no place in a bank, and what the file called an item is the file's.
            let draft = Draft { images: Vec::new(), ..draft };
            let Ok((stored, _)) = store_form::item(&draft, &[]) else { continue };
            let back = store_form::draft(1, &stored);
            prop_assert_eq!(&back.body, &draft.body);
            prop_assert_eq!((&back.context, &back.marking, &back.rationale), (&draft.context, &draft.marking, &draft.rationale));
            // The same item with its parts in another order shows the same face: nothing follows from it.
            let turned = match &draft.body {
                Body::Ordering(list) => Body::Ordering(list.iter().rev().cloned().collect()),
                _ => continue,
            };
            let (other, _) = store_form::item(&Draft { body: turned, ..draft }, &[]).expect("the same parts");
            prop_assert_eq!(&other.face, &stored.face);
        }
    }

    #[test]
    fn a_file_without_keys_is_the_same_whatever_the_keys_are(drafts in bank(true)) {
        let bare = |drafts: &[Draft]| drafts.iter().cloned().map(formats::without_key).collect::<Vec<_>>();
        let other: Vec<Draft> = drafts.iter().map(with_another_key).collect();
        for format in Format::ALL {
            let (Some(one), Some(other)) = (formats::write(format, &bare(&drafts)), formats::write(format, &bare(&other))) else {
                continue;
            };
            prop_assert!(content(format, &one.bytes) == content(format, &other.bytes), "{format:?}: {:?}", drafts);
            prop_assert!(format != Format::Docx || one.lost.iter().all(|loss| loss.code != "item"), "every item has its place on paper");
        }
    }

    #[test]
    fn moodle_xml(drafts in bank(true)) {
        comes_back(Format::MoodleXml, &drafts)?;
    }

    #[test]
    fn gift(drafts in bank(true)) {
        comes_back(Format::Gift, &drafts)?;
    }

    #[test]
    fn qti(drafts in bank(true)) {
        prop_assert_eq!(comes_back(Format::Qti3, &drafts)?, drafts.len());
    }

    #[test]
    fn xlsx(drafts in bank(true)) {
        comes_back(Format::Xlsx, &drafts)?;
    }

    #[test]
    fn docx(drafts in bank(false)) {
        comes_back(Format::Docx, &drafts)?;
    }

    #[test]
    fn aiken(drafts in bank(false)) {
        comes_back(Format::Aiken, &drafts)?;
    }

    #[test]
    fn nothing_that_is_read_ends_the_program(bytes in prop::collection::vec(any::<u8>(), 0..400), text in "[ -~\n{}=#~:\\\\<>ĐÁPÂu1-4A-D.]{0,300}") {
        for format in Format::ALL {
            formats::read(format, &bytes);
            formats::read(format, text.as_bytes());
        }
        let _ = formats::detect("x", &bytes).map(|format| formats::read(format, &bytes));
    }
}

/// An item of each type with all that formats usually hold.
fn every_type() -> Vec<Draft> {
    let choice = |text: &str, is_key: bool| Choice { text: plain(text), is_key, feedback: String::new() };
    let options = || vec![choice("15/6/2023", true), choice("15/4/2024", false), choice("11/8/2023", false)];
    let bodies = vec![
        Body::Choice { options: options(), many: false },
        Body::Choice { options: [options(), vec![choice("09/01/2023", true)]].concat(), many: true },
        Body::Truth(true),
        Body::Statements(vec![
            Statement { text: plain("một"), is_true: Some(true) },
            Statement { text: plain("hai"), is_true: Some(false) },
        ]),
        Body::Short { accepted: vec![plain("Trương Thị Mai")], case_sensitive: false },
        Body::Number { value: Decimal::parse("84.7").unwrap(), tolerance: Decimal::parse("0.1").unwrap() },
        Body::Matching { pairs: vec![(plain("KL 57"), plain("2023")), (plain("NQ 34"), plain("2018"))], distractors: vec![plain("2012")] },
        Body::Ordering(vec![plain("trước"), plain("sau")]),
        Body::Gaps(vec![Gap { accepted: vec![plain("15/6/2023")], distractors: Vec::new() }]),
        Body::Essay { guide: plain("ba ý") },
    ];
    bodies
        .into_iter()
        .enumerate()
        .map(|(at, body)| {
            let stem = if matches!(body, Body::Gaps(_)) {
                plain("Ngày [[1]] là ngày nào?")
            } else {
                plain(&format!("Câu thứ {at} hỏi gì?"))
            };
            Draft {
                code: format!("t-{at}"),
                topic: "Bối cảnh".into(),
                level: Some(CognitiveLevel::VanDung),
                rationale: plain("Ghi ở đầu."),
                ..Draft::new(Place::File, stem, body)
            }
        })
        .collect()
}

/// A package has a file for each item: more of them than other containers may hold.
#[test]
fn a_large_bank_comes_back_from_its_package() {
    let drafts: Vec<Draft> = (0..2_500)
        .map(|at| Draft {
            code: format!("t-{at}"),
            ..Draft::new(Place::File, plain(&format!("Câu thứ {at} đúng.")), Body::Truth(at % 2 == 0))
        })
        .collect();
    assert_eq!(comes_back(Format::Qti3, &drafts).unwrap(), drafts.len());
}

#[test]
fn no_format_without_keys_says_one() {
    let drafts: Vec<Draft> = every_type().into_iter().map(|draft| Draft { source: "KL57:nhan-dien".into(), ..draft }).collect();
    let types: std::collections::HashSet<&str> = drafts.iter().map(|draft| draft.body.code()).collect();
    assert_eq!(types.len(), 10);
    // What only the keys, explanations, sources and guides of these items say.
    let secrets = ["Trương Thị Mai", "84,7", "84.7", "ba ý", "Ghi ở đầu", "nhan-dien", "t-3", "Bối cảnh"];
    for format in Format::ALL {
        for draft in &drafts {
            let bare = formats::without_key(draft.clone());
            let other = formats::without_key(with_another_key(draft));
            let (Some(one), Some(other)) = (formats::write(format, &[bare]), formats::write(format, &[other])) else { continue };
            let (one, other) = (content(format, &one.bytes), content(format, &other.bytes));
            assert!(one == other, "{format:?} of {}", draft.body.code());
            for (name, bytes) in &one {
                let text = String::from_utf8_lossy(bytes);
                assert!(secrets.iter().all(|secret| !text.contains(secret)), "{format:?} of {}: {name} {text}", draft.body.code());
            }
        }
    }
}

/// What is lost where is a promise too.
#[test]
fn losses_are_few_and_named() {
    let drafts = every_type();
    let lost = |format: Format| {
        let written = formats::write(format, &drafts).unwrap();
        written.lost.into_iter().map(|loss| format!("{} {}", loss.item, loss.code)).collect::<Vec<_>>()
    };
    for format in [Format::Native, Format::Qti3, Format::Xlsx, Format::MoodleXml] {
        assert_eq!(lost(format), Vec::<String>::new(), "{format:?}");
        assert_eq!(comes_back(format, &drafts).unwrap(), drafts.len(), "{format:?}");
    }
    assert_eq!(lost(Format::Gift), ["t-8 item", "t-9 guide"]);
    assert_eq!(lost(Format::Aiken).iter().filter(|loss| loss.ends_with("item")).count(), 9);
    assert!(formats::write(Format::Csv, &drafts).is_none());
}
