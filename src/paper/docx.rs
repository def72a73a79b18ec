//! A document as DOCX, to be changed in a word processor: the same blocks as on paper, in Times New Roman, with the margins of
//! Decree 30/2020/NĐ-CP and page numbers at the head from the second page on. Source: ECMA-376, part 1.

use std::{
    fmt::Write as _,
    io::{Cursor, Write as _},
};

use super::{Align, Block, Document, HeadLine, PaperError, Signature, Table, fonts::Weight};

/// Twentieths of a point in a millimetre, times a hundred.
const MM: i64 = 5_669;
const SHORT: i64 = 11_906;
const LONG: i64 = 16_838;

const fn mm(millimetres: i64) -> i64 {
    millimetres * MM / 100
}

/// Half points.
const BODY: u32 = 26;
const CELL: u32 = 24;
const TITLE: u32 = 30;

/// Writes a document.
///
/// # Errors
/// [`PaperError::Package`] when the package cannot be put together.
pub fn write(document: &Document) -> Result<Vec<u8>, PaperError> {
    let mut writer = Writer { body: String::new(), width: if document.is_landscape { LONG - mm(40) } else { SHORT - mm(50) } };
    for block in &document.blocks {
        writer.block(block);
    }
    let parts = [
        ("[Content_Types].xml", CONTENT_TYPES.to_owned()),
        ("_rels/.rels", RELATIONS.to_owned()),
        ("docProps/core.xml", core(document)),
        ("word/_rels/document.xml.rels", DOCUMENT_RELATIONS.to_owned()),
        ("word/styles.xml", styles(document)),
        ("word/header1.xml", HEADER.to_owned()),
        ("word/document.xml", writer.finish(document.is_landscape)),
    ];
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).map_err(package)?;
        zip.write_all(text.as_bytes()).map_err(package)?;
    }
    Ok(zip.finish().map_err(package)?.into_inner())
}

fn package(error: impl std::fmt::Display) -> PaperError {
    PaperError::Package(error.to_string())
}

/// Text as XML has it; what XML cannot hold is left out.
fn escaped(text: &str) -> String {
    let kept: String = text.chars().filter(|c| !c.is_control() || *c == '\n').collect();
    quick_xml::escape::escape(kept.as_str()).into_owned()
}

/// How a paragraph stands.
#[derive(Clone, Copy)]
struct Look {
    align: &'static str,
    size: u32,
    weight: Weight,
    before: i64,
    after: i64,
    /// The next paragraph stays on the same page.
    stays: bool,
}

const PLAIN: Look = Look { align: "both", size: BODY, weight: Weight::Regular, before: 0, after: 80, stays: false };
const CENTRED: Look = Look { align: "center", after: 0, ..PLAIN };

struct Writer {
    body: String,
    /// Of the text, in twentieths of a point.
    width: i64,
}

impl Writer {
    fn block(&mut self, block: &Block) {
        match block {
            Block::Letterhead { left, right } => self.letterhead(left, right),
            Block::Title(text) => {
                self.paragraph(text, "", &Look { size: TITLE, weight: Weight::Bold, before: 240, stays: true, ..CENTRED });
            }
            Block::Subtitle(text) => self.paragraph(text, "", &Look { weight: Weight::Bold, after: 120, stays: true, ..CENTRED }),
            Block::Heading(text) => {
                let look = Look { align: "left", weight: Weight::Bold, before: 160, stays: true, ..PLAIN };
                self.paragraph(text, "<w:pStyle w:val=\"Heading1\"/>", &look);
            }
            Block::Text { text, weight } => self.paragraph(text, "", &Look { weight: *weight, ..PLAIN }),
            Block::Dotted { label, lines } => self.dotted(label, *lines),
            Block::Table(table) => self.table(table),
            Block::Signatures(signatures) => self.signatures(signatures),
            #[allow(clippy::cast_possible_truncation)] // some points
            Block::Gap(points) => self.paragraph("", "", &Look { after: (points * 20.0) as i64, size: 2, ..PLAIN }),
        }
    }

    fn paragraph(&mut self, text: &str, extra: &str, look: &Look) {
        let stays = if look.stays { "<w:keepNext/>" } else { "" };
        let _ = write!(
            self.body,
            "<w:p><w:pPr>{extra}{stays}<w:spacing w:before=\"{}\" w:after=\"{}\"/><w:jc w:val=\"{}\"/></w:pPr>{}</w:p>",
            look.before,
            look.after,
            look.align,
            run(text, look)
        );
    }

    /// A rule below the line before.
    fn rule(&mut self, share: f32, cell: i64) {
        #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)] // a width on paper
        let side = ((cell as f32) * (1.0 - share.clamp(0.0, 1.0) * 0.62) / 2.0) as i64;
        let _ = write!(
            self.body,
            "<w:p><w:pPr><w:pBdr><w:top w:val=\"single\" w:sz=\"6\" w:space=\"1\" w:color=\"auto\"/></w:pBdr><w:spacing w:before=\"40\" w:after=\"0\" w:line=\"120\" w:lineRule=\"exact\"/><w:ind w:left=\"{side}\" w:right=\"{side}\"/></w:pPr></w:p>"
        );
    }

    /// A table without lines: columns of these widths, each filled by a function.
    fn columns(&mut self, widths: &[i64], fill: impl Fn(&mut Self, usize, i64)) {
        self.body.push_str("<w:tbl><w:tblPr><w:tblW w:w=\"5000\" w:type=\"pct\"/><w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>");
        for width in widths {
            let _ = write!(self.body, "<w:gridCol w:w=\"{width}\"/>");
        }
        self.body.push_str("</w:tblGrid><w:tr><w:trPr><w:cantSplit/></w:trPr>");
        for (at, width) in widths.iter().enumerate() {
            let _ = write!(self.body, "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/></w:tcPr>");
            let before = self.body.len();
            fill(self, at, *width);
            if self.body.len() == before {
                self.body.push_str("<w:p/>");
            }
            self.body.push_str("</w:tc>");
        }
        self.body.push_str("</w:tr></w:tbl><w:p><w:pPr><w:spacing w:after=\"0\" w:line=\"120\" w:lineRule=\"exact\"/></w:pPr></w:p>");
    }

    fn letterhead(&mut self, left: &[HeadLine], right: &[HeadLine]) {
        let widths = [self.width * 44 / 100, self.width * 56 / 100];
        self.columns(&widths, |writer, at, width| {
            for line in if at == 0 { left } else { right } {
                match line {
                    HeadLine::Text { text, weight } => writer.paragraph(text, "", &Look { weight: *weight, size: CELL, ..CENTRED }),
                    HeadLine::Rule(share) => writer.rule(*share, width),
                }
            }
        });
    }

    fn signatures(&mut self, signatures: &[Signature]) {
        let count = i64::try_from(signatures.len()).unwrap_or(1).max(1);
        let widths = vec![self.width / count; signatures.len()];
        self.columns(&widths, |writer, at, _| {
            let signature = &signatures[at];
            let line = |weight, stays| Look { weight, stays, ..CENTRED };
            if !signature.above.is_empty() {
                writer.paragraph(&signature.above, "", &line(Weight::Italic, true));
            }
            writer.paragraph(&signature.office, "", &line(Weight::Bold, true));
            if !signature.note.is_empty() {
                writer.paragraph(&signature.note, "", &line(Weight::Italic, true));
            }
            // Room for a hand and a stamp.
            writer.paragraph("", "", &Look { after: 1_300, stays: true, ..CENTRED });
            writer.paragraph(&signature.name, "", &line(Weight::Bold, false));
        });
    }

    fn dotted(&mut self, label: &str, lines: u8) {
        for at in 0..lines.max(1) {
            let text = if at == 0 { run(label, &PLAIN) } else { String::new() };
            let _ = write!(
                self.body,
                "<w:p><w:pPr><w:tabs><w:tab w:val=\"right\" w:leader=\"dot\" w:pos=\"{}\"/></w:tabs><w:spacing w:after=\"80\"/></w:pPr>{text}<w:r><w:tab/></w:r></w:p>",
                self.width
            );
        }
    }

    fn table(&mut self, table: &Table) {
        let whole: f32 = table.columns.iter().map(|column| column.share).sum::<f32>().max(0.01);
        #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)] // a width on paper
        let widths: Vec<i64> = table.columns.iter().map(|column| (self.width as f32 * column.share / whole) as i64).collect();
        self.body.push_str("<w:tbl><w:tblPr><w:tblW w:w=\"5000\" w:type=\"pct\"/><w:tblBorders>");
        for side in ["top", "left", "bottom", "right", "insideH", "insideV"] {
            let _ = write!(self.body, "<w:{side} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"auto\"/>");
        }
        self.body.push_str("</w:tblBorders><w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>");
        for width in &widths {
            let _ = write!(self.body, "<w:gridCol w:w=\"{width}\"/>");
        }
        self.body.push_str("</w:tblGrid>");
        let titles: Vec<String> = table.columns.iter().map(|column| column.title.clone()).collect();
        self.row(table, &widths, &titles, "<w:tblHeader/>", Weight::Bold);
        #[allow(clippy::cast_possible_truncation)] // some points
        let height = (table.row_height * 20.0) as i64;
        let height = if height > 0 { format!("<w:trHeight w:val=\"{height}\" w:hRule=\"atLeast\"/>") } else { String::new() };
        for row in &table.rows {
            self.row(table, &widths, row, &height, Weight::Regular);
        }
        for row in &table.foot {
            self.row(table, &widths, row, "", Weight::Bold);
        }
        self.body.push_str("</w:tbl><w:p><w:pPr><w:spacing w:after=\"60\" w:line=\"120\" w:lineRule=\"exact\"/></w:pPr></w:p>");
    }

    fn row(&mut self, table: &Table, widths: &[i64], cells: &[String], properties: &str, weight: Weight) {
        let _ = write!(self.body, "<w:tr><w:trPr><w:cantSplit/>{properties}</w:trPr>");
        let is_head = properties.contains("tblHeader");
        for ((column, width), text) in table.columns.iter().zip(widths).zip(cells) {
            let align = match column.align {
                _ if is_head => "center",
                Align::Left => "left",
                Align::Centre => "center",
                Align::Right => "right",
            };
            let _ = write!(self.body, "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/><w:vAlign w:val=\"center\"/></w:tcPr>");
            self.paragraph(text, "", &Look { align, size: CELL, weight, after: 0, ..PLAIN });
            self.body.push_str("</w:tc>");
        }
        self.body.push_str("</w:tr>");
    }

    fn finish(self, is_landscape: bool) -> String {
        let (width, height, turned) = if is_landscape { (LONG, SHORT, " w:orient=\"landscape\"") } else { (SHORT, LONG, "") };
        let (left, right) = if is_landscape { (mm(20), mm(20)) } else { (mm(30), mm(20)) };
        format!(
            "{DECLARATION}<w:document xmlns:w=\"{W}\" xmlns:r=\"{R}\"><w:body>{}<w:sectPr><w:headerReference w:type=\"default\" r:id=\"rHeader\"/><w:pgSz w:w=\"{width}\" w:h=\"{height}\"{turned}/><w:pgMar w:top=\"{}\" w:right=\"{right}\" w:bottom=\"{}\" w:left=\"{left}\" w:header=\"{}\" w:footer=\"{}\" w:gutter=\"0\"/><w:titlePg/></w:sectPr></w:body></w:document>",
            self.body,
            mm(20),
            mm(20),
            mm(10),
            mm(10)
        )
    }
}

fn run(text: &str, look: &Look) -> String {
    if text.is_empty() {
        return String::new();
    }
    let weight = match look.weight {
        Weight::Regular => "",
        Weight::Bold => "<w:b/><w:bCs/>",
        Weight::Italic => "<w:i/><w:iCs/>",
    };
    let size = look.size;
    let lines: Vec<String> = text.split('\n').map(|line| format!("<w:t xml:space=\"preserve\">{}</w:t>", escaped(line))).collect();
    format!("<w:r><w:rPr>{weight}<w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/></w:rPr>{}</w:r>", lines.join("<w:br/>"))
}

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const R: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const CONTENT_TYPES: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/><Override PartName=\"/word/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml\"/><Override PartName=\"/word/header1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml\"/><Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/></Types>";
const RELATIONS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rDocument\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/><Relationship Id=\"rCore\" Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/></Relationships>";
const DOCUMENT_RELATIONS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rStyles\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" Target=\"styles.xml\"/><Relationship Id=\"rHeader\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/header\" Target=\"header1.xml\"/></Relationships>";
const HEADER: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:hdr xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:p><w:pPr><w:jc w:val=\"center\"/></w:pPr><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText xml:space=\"preserve\"> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>2</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r></w:p></w:hdr>";

fn styles(document: &Document) -> String {
    let language = if document.language == "en" { "en-US" } else { "vi-VN" };
    format!(
        "{DECLARATION}<w:styles xmlns:w=\"{W}\"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\" w:eastAsia=\"Times New Roman\" w:cs=\"Times New Roman\"/><w:sz w:val=\"{BODY}\"/><w:szCs w:val=\"{BODY}\"/><w:lang w:val=\"{language}\"/></w:rPr></w:rPrDefault></w:docDefaults><w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/></w:style><w:style w:type=\"paragraph\" w:styleId=\"Heading1\"><w:name w:val=\"heading 1\"/><w:basedOn w:val=\"Normal\"/><w:next w:val=\"Normal\"/><w:pPr><w:keepNext/><w:outlineLvl w:val=\"0\"/></w:pPr><w:rPr><w:b/></w:rPr></w:style></w:styles>"
    )
}

fn core(document: &Document) -> String {
    format!(
        "{DECLARATION}<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>{}</dc:title><dc:creator>{}</dc:creator><dc:language>{}</dc:language></cp:coreProperties>",
        escaped(&document.title),
        escaped(&document.author),
        escaped(&document.language)
    )
}

#[cfg(test)]
mod tests;
