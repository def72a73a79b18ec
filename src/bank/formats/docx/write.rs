//! A document that trainers can print, change and hand in again: written the way the reader takes it.

use std::{collections::BTreeSet, fmt::Write};

use crate::bank::formats::{
    archive, item_name,
    model::{Body, Decimal, Draft, Image, Loss, Statement, Written},
    moodle_survives as survives,
    rich::{self, Span},
    vietnamese,
    xml::escape,
};

const LEVELS: [&str; 4] = ["NB", "TH", "VD", "VDC"];

/// Writes items.
pub fn write(drafts: &[Draft]) -> Written {
    let mut document = Document::default();
    let mut lost = Vec::new();
    let kept: Vec<&Draft> = drafts
        .iter()
        .filter(|draft| {
            let fits = match &draft.body {
                Body::Matching { .. } | Body::Ordering(_) | Body::Gaps(_) => false,
                Body::Short { accepted, .. } => short_key(accepted).is_some(),
                _ => true,
            };
            if !fits {
                lost.push(Loss { item: item_name(draft), code: "item" });
            }
            fits
        })
        .collect();
    for (at, draft) in kept.iter().enumerate() {
        let mut losses = BTreeSet::new();
        document.item(&kept, at + 1, draft, &mut losses);
        lost.extend(losses.into_iter().map(|code| Loss { item: item_name(draft), code }));
    }
    Written { bytes: document.pack(), lost }
}

#[derive(Default)]
struct Document {
    body: String,
    /// The part under way is of essays.
    in_essays: bool,
    images: Vec<Image>,
}

impl Document {
    /// The case text before the first of the items that share it.
    fn case(&mut self, all: &[&Draft], at: usize) {
        let context = &all[at].context;
        let is_essay = |draft: &Draft| matches!(draft.body, Body::Essay { .. });
        // A part of essays starts anew, its shared texts too.
        let goes_on = |other: &Draft| other.context == *context && is_essay(other) == is_essay(all[at]);
        if context.is_empty() || (at > 0 && goes_on(all[at - 1])) {
            return;
        }
        let count = all[at..].iter().take_while(|draft| goes_on(draft)).count();
        self.line(&format!("Đọc tình huống sau và trả lời câu {} đến câu {}:", at + 1, at + count), true, &[], &all[at].images);
        self.line("", false, &rich::spans(context), &all[at].images);
    }

    fn item(&mut self, all: &[&Draft], number: usize, draft: &Draft, losses: &mut BTreeSet<&'static str>) {
        // Without options and key a question says by its part that it is an essay.
        let is_essay = matches!(draft.body, Body::Essay { .. });
        if is_essay != self.in_essays {
            self.line(if is_essay { "B. TỰ LUẬN" } else { "A. TRẮC NGHIỆM" }, true, &[], &[]);
            self.in_essays = is_essay;
        }
        self.case(all, number - 1);
        let level = draft.level.map(|level| format!(" ({})", LEVELS[level as usize])).unwrap_or_default();
        let points = draft.points.map(|points| format!(" ({},{:02} điểm)", points / 100, points % 100)).unwrap_or_default();
        self.line(&format!("Câu {number}{level}{points}. "), true, &rich::spans(&draft.stem), &draft.images);
        if !draft.code.is_empty() {
            losses.insert("code");
        }
        let texts = [draft.stem.as_str(), &draft.context, &draft.rationale].into_iter().chain(draft.body.texts());
        if !texts.into_iter().all(survives) {
            losses.insert("formatting");
        }
        if [&draft.stem, &draft.context, &draft.rationale].iter().any(|text| !keeps_look(text))
            || draft.body.texts().iter().any(|text| bare(text).is_none())
        {
            losses.insert("formatting");
        }
        let texts = [&draft.stem, &draft.context, &draft.rationale].map(|text| rich::spans(text));
        if texts.iter().flatten().any(|span| matches!(span, Span::Image { alt, .. } if !alt.is_empty())) {
            losses.insert("alt");
        }
        let letter = |at: usize, base: u8| char::from(base + u8::try_from(at).unwrap_or(0));
        let mut key = None;
        match &draft.body {
            Body::Choice { options, .. } => {
                for (at, option) in options.iter().enumerate() {
                    self.line(&format!("{}. ", letter(at, b'A')), false, &without_look(&option.text), &draft.images);
                    if !option.feedback.is_empty() {
                        losses.insert("feedback");
                    }
                }
                let keys: Vec<String> =
                    options.iter().enumerate().filter(|(_, option)| option.is_key).map(|(at, _)| letter(at, b'A').to_string()).collect();
                key = Some(keys.join(", "));
            }
            Body::Statements(list) => {
                for (at, statement) in list.iter().enumerate() {
                    self.line(&format!("{}) ", letter(at, b'a')), false, &without_look(&statement.text), &draft.images);
                }
                let truth = |statement: &Statement| statement.is_true.map(|is_true| if is_true { "Đ" } else { "S" });
                key = list.iter().map(truth).collect::<Option<Vec<_>>>().map(|truths| truths.join(" "));
            }
            Body::Truth(truth) => key = Some(if *truth { "Đúng" } else { "Sai" }.to_owned()),
            Body::Short { accepted, case_sensitive } => {
                key = short_key(accepted);
                if *case_sensitive {
                    losses.insert("case");
                }
            }
            Body::Number { value, tolerance } => {
                key = Some(value.vietnamese());
                if !tolerance.is_zero() {
                    losses.insert("tolerance");
                }
            }
            Body::Essay { guide } => {
                // What is noted of an item stands after its answer; without one it would be read as a part of the question.
                let has_notes = !draft.topic.is_empty() || !draft.source.is_empty() || !draft.tags.is_empty();
                if !guide.is_empty() || has_notes {
                    self.line("Gợi ý trả lời: ", false, &rich::spans(guide), &draft.images);
                }
                if !draft.rationale.is_empty() {
                    losses.insert("rationale");
                }
            }
            Body::Matching { .. } | Body::Ordering(_) | Body::Gaps(_) => {}
        }
        // An item that is written without its key says nothing of it.
        if let Some(key) = key.filter(|key| !key.is_empty()) {
            self.line(&format!("Đáp án: {key}"), true, &[], &[]);
        }
        for (label, text) in [("Chủ đề: ", &draft.topic), ("Nguồn: ", &draft.source), ("Thẻ: ", &draft.tags.join("; "))] {
            if !text.is_empty() {
                self.line(label, false, &[Span::text(text.as_str())], &[]);
            }
        }
        if !draft.rationale.is_empty() && !is_essay {
            self.line("Giải thích: ", false, &rich::spans(&draft.rationale), &draft.images);
        }
    }

    fn line(&mut self, label: &str, is_bold: bool, spans: &[Span], images: &[Image]) {
        let run = |text: &str, bold: bool, italic: bool| {
            let look = format!("{}{}", if bold { "<w:b/>" } else { "" }, if italic { "<w:i/>" } else { "" });
            format!("<w:r><w:rPr>{look}</w:rPr><w:t xml:space=\"preserve\">{}</w:t></w:r>", escape(text))
        };
        let mut runs = if label.is_empty() { String::new() } else { run(label, is_bold, false) };
        for span in spans {
            match span {
                Span::Text { text, bold, italic } => runs.push_str(&run(text, *bold, *italic)),
                Span::Line | Span::Paragraph => runs.push_str("<w:r><w:br/></w:r>"),
                Span::Image { name, .. } => {
                    if let Some(image) = images.iter().find(|image| image.name == *name) {
                        self.images.push(image.clone());
                        runs.push_str(&drawing(self.images.len()));
                    }
                }
            }
        }
        let _ = writeln!(self.body, "<w:p>{runs}</w:p>");
    }

    fn pack(self) -> Vec<u8> {
        const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
        const RELATIONS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
        const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
        let ending = |image: &Image| image.name.rsplit('.').next().unwrap_or("png").to_owned();
        let pictures = self
            .images
            .iter()
            .enumerate()
            .map(|(at, image)| {
                format!("<Relationship Id=\"rImage{0}\" Type=\"{OFFICE}/image\" Target=\"media/image{0}.{1}\"/>", at + 1, ending(image))
            })
            .collect::<Vec<_>>()
            .concat();
        let mut files = vec![
            ("[Content_Types].xml".to_owned(), format!("{HEAD}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Default Extension=\"png\" ContentType=\"image/png\"/><Default Extension=\"jpg\" ContentType=\"image/jpeg\"/><Default Extension=\"gif\" ContentType=\"image/gif\"/><Default Extension=\"webp\" ContentType=\"image/webp\"/><Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/><Override PartName=\"/word/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml\"/></Types>")),
            ("_rels/.rels".to_owned(), format!("{HEAD}<Relationships xmlns=\"{RELATIONS}\"><Relationship Id=\"rId1\" Type=\"{OFFICE}/officeDocument\" Target=\"word/document.xml\"/></Relationships>")),
            ("word/_rels/document.xml.rels".to_owned(), format!("{HEAD}<Relationships xmlns=\"{RELATIONS}\"><Relationship Id=\"rStyles\" Type=\"{OFFICE}/styles\" Target=\"styles.xml\"/>{pictures}</Relationships>")),
            ("word/styles.xml".to_owned(), format!("{HEAD}<w:styles xmlns:w=\"{WORD}\"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\" w:cs=\"Times New Roman\"/><w:sz w:val=\"26\"/><w:lang w:val=\"vi-VN\"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after=\"80\"/></w:pPr></w:pPrDefault></w:docDefaults><w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/></w:style></w:styles>")),
            ("word/document.xml".to_owned(), format!("{HEAD}<w:document xmlns:w=\"{WORD}\" xmlns:r=\"{OFFICE}\" xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><w:body>\n{}<w:sectPr><w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"1134\" w:right=\"851\" w:bottom=\"1134\" w:left=\"1701\" w:header=\"709\" w:footer=\"709\" w:gutter=\"0\"/></w:sectPr></w:body></w:document>", self.body)),
        ]
        .into_iter()
        .map(|(name, text)| (name, text.into_bytes()))
        .collect::<Vec<_>>();
        files.extend(
            self.images
                .iter()
                .enumerate()
                .map(|(at, image)| (format!("word/media/image{}.{}", at + 1, ending(image)), image.bytes.to_vec())),
        );
        archive::pack(&files)
    }
}

/// Text without formatting: emphasis on an option would be read as a key.
fn without_look(markdown: &str) -> Vec<Span> {
    rich::spans(markdown)
        .into_iter()
        .map(|span| match span {
            Span::Text { text, .. } => Span::text(text),
            other => other,
        })
        .collect()
}

/// The key of a short answer; `None` if it would be read as something else.
fn short_key(accepted: &[String]) -> Option<String> {
    let texts: Vec<String> = accepted.iter().map(|text| rich::plain(text)).collect();
    let is_word = |text: &String| {
        let other = vietnamese::truth(text).is_some() || vietnamese::letters(text).is_some() || Decimal::parse_vi(text).is_some();
        !text.contains(['|', '\n']) && !text.ends_with('.') && (texts.len() > 1 || !other)
    };
    let joined = texts.join(" | ");
    // A lone answer with a semicolon is not two.
    let key = if texts.len() == 1 && joined.contains(';') { format!("{joined} |") } else { joined };
    texts.iter().all(is_word).then_some(key)
}

/// Text that has nothing but words and lines; `None` if there is more.
fn bare(markdown: &str) -> Option<String> {
    let plain = rich::plain(markdown);
    (rich::from_plain(&plain) == markdown && !plain.contains("\n\n")).then_some(plain)
}

/// Whether the look comes back: emphasis on a part, lines but no paragraphs.
fn keeps_look(markdown: &str) -> bool {
    let spans = rich::spans(markdown);
    let words = || {
        spans
            .iter()
            .filter_map(|span| if let Span::Text { text, bold, italic } = span { Some((text, *bold, *italic)) } else { None })
            .filter(|(text, ..)| text.chars().any(char::is_alphanumeric))
    };
    let all = |has: fn(&(&String, bool, bool)) -> bool| words().next().is_some() && words().all(|word| has(&word));
    !spans.contains(&Span::Paragraph) && !all(|word| word.1) && !all(|word| word.2)
}

/// A picture of the size of half a line's length.
fn drawing(at: usize) -> String {
    format!(
        "<w:r><w:drawing><wp:inline><wp:extent cx=\"2700000\" cy=\"2025000\"/><wp:docPr id=\"{at}\" name=\"image{at}\"/><a:graphic><a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><pic:pic><pic:nvPicPr><pic:cNvPr id=\"{at}\" name=\"image{at}\"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed=\"rImage{at}\"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"2700000\" cy=\"2025000\"/></a:xfrm><a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
}
