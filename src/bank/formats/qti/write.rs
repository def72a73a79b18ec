//! Items → package of QTI 3.0.

use std::fmt::Write;

use super::item::CASE;
use crate::bank::formats::{
    archive,
    gift::TRUTHS,
    item_name, labels,
    model::{Body, Choice, Draft, Loss, Written},
    moodle_survives as survives,
    rich::{self, html},
    xml::escape,
};

const MATCH_CORRECT: &str = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml";
const MAP_RESPONSE: &str = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/map_response.xml";

/// Writes items.
pub fn write(drafts: &[Draft]) -> Written {
    let mut lost = Vec::new();
    let mut files = vec![("imsmanifest.xml".to_owned(), Vec::new())];
    let mut resources = String::new();
    for (at, draft) in drafts.iter().enumerate() {
        let texts = [draft.stem.as_str(), &draft.context, &draft.rationale].into_iter().chain(draft.body.texts());
        let is_bare = |text: &&str| rich::from_plain(&rich::plain(text)) == **text;
        if !texts.into_iter().all(survives) || !draft.body.bare_texts().iter().all(is_bare) {
            lost.push(Loss { item: item_name(draft), code: "formatting" });
        }
        let id = format!("item-{}", at + 1);
        let identifier = if is_identifier(&draft.code) { draft.code.clone() } else { id.clone() };
        let path = format!("items/{id}.xml");
        let mut item =
            Item { draft, declarations: String::new(), body: String::new(), processing: String::new(), folder: format!("../images/{id}") };
        item.fill();
        files.push((path.clone(), item.file(&identifier).into_bytes()));
        let mut parts = format!("<file href=\"{path}\"/>");
        for image in &draft.images {
            let image_path = format!("images/{id}/{}", image.name);
            let _ = write!(parts, "<file href=\"{}\"/>", escape(&image_path));
            files.push((image_path, image.bytes.to_vec()));
        }
        let own = labels::Own { topic: false, code: is_identifier(&draft.code) };
        let keywords = labels::of(draft, own)
            .iter()
            .map(|tag| format!("<imsmd:keyword><imsmd:string>{}</imsmd:string></imsmd:keyword>", escape(tag)))
            .collect::<Vec<_>>()
            .concat();
        let _ = writeln!(
            resources,
            "<resource identifier=\"{id}\" type=\"imsqti_item_xmlv3p0\" href=\"{path}\"><metadata><imsmd:lom><imsmd:general>{keywords}</imsmd:general></imsmd:lom></metadata>{parts}</resource>"
        );
    }
    files[0].1 = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<manifest xmlns=\"http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1\" xmlns:imsmd=\"http://ltsc.ieee.org/xsd/LOM\" identifier=\"manifest\">\n<metadata><schema>QTI Package</schema><schemaversion>3.0.0</schemaversion></metadata>\n<organizations/>\n<resources>\n{resources}</resources>\n</manifest>\n"
    )
    .into_bytes();
    Written { bytes: archive::pack(&files), lost }
}

fn is_identifier(code: &str) -> bool {
    code.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && code.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
        && !code.starts_with("item-")
}

struct Item<'d> {
    draft: &'d Draft,
    declarations: String,
    body: String,
    processing: String,
    folder: String,
}

impl Item<'_> {
    fn html(&self, markdown: &str) -> String {
        html(markdown, |name| format!("{}/{name}", self.folder))
    }

    /// Block content: always in paragraphs.
    fn blocks(&self, markdown: &str) -> String {
        let content = self.html(markdown);
        if content.starts_with("<p>") { content } else { format!("<p>{content}</p>") }
    }

    fn declare(&mut self, cardinality: &str, base: &str, correct: &[String], mapping: &str) {
        self.declare_as("RESPONSE", cardinality, base, correct, mapping);
    }

    fn declare_as(&mut self, id: &str, cardinality: &str, base: &str, correct: &[String], mapping: &str) {
        let values = correct.iter().map(|value| format!("<qti-value>{}</qti-value>", escape(value))).collect::<Vec<_>>().concat();
        let _ = writeln!(
            self.declarations,
            "<qti-response-declaration identifier=\"{id}\" cardinality=\"{cardinality}\" base-type=\"{base}\"><qti-correct-response>{values}</qti-correct-response>{mapping}</qti-response-declaration>"
        );
    }

    fn template(&mut self, template: &str) {
        self.processing = format!("<qti-response-processing template=\"{template}\"/>");
    }

    fn fill(&mut self) {
        let draft = self.draft;
        if !draft.context.is_empty() {
            self.body = format!("<div class=\"{CASE}\">{}</div>", self.blocks(&draft.context));
        }
        match &draft.body {
            Body::Gaps(_) => {}
            _ => self.body.push_str(&self.blocks(&draft.stem)),
        }
        match &draft.body {
            Body::Choice { options, many } => self.choice(options, *many),
            Body::Truth(truth) => {
                self.declare("single", "identifier", &[truth.to_string()], "");
                let _ = write!(
                    self.body,
                    "<qti-choice-interaction response-identifier=\"RESPONSE\" shuffle=\"false\" max-choices=\"1\"><qti-simple-choice identifier=\"true\">{}</qti-simple-choice><qti-simple-choice identifier=\"false\">{}</qti-simple-choice></qti-choice-interaction>",
                    TRUTHS[0].0, TRUTHS[1].0
                );
                self.template(MATCH_CORRECT);
            }
            Body::Statements(list) => {
                let lefts: Vec<String> = list.iter().map(|statement| self.html(&statement.text)).collect();
                let keys: Vec<String> = list
                    .iter()
                    .enumerate()
                    .map(|(at, statement)| format!("l{} r{}", at + 1, if statement.is_true == Some(true) { 1 } else { 2 }))
                    .collect();
                self.matching(&lefts, &TRUTHS.map(|(word, _)| word.to_owned()), &keys);
            }
            Body::Matching { pairs, distractors } => self.pairs(pairs, distractors),
            Body::Ordering(list) => {
                let ids: Vec<String> = (1..=list.len()).map(|at| format!("c{at}")).collect();
                self.declare("ordered", "identifier", &ids, "");
                let choices = list
                    .iter()
                    .zip(&ids)
                    .map(|(text, id)| format!("<qti-simple-choice identifier=\"{id}\">{}</qti-simple-choice>", self.html(text)))
                    .collect::<Vec<_>>()
                    .concat();
                let _ = write!(
                    self.body,
                    "<qti-order-interaction response-identifier=\"RESPONSE\" shuffle=\"true\">{choices}</qti-order-interaction>"
                );
                self.template(MATCH_CORRECT);
            }
            Body::Short { accepted, case_sensitive } => {
                let texts: Vec<String> = accepted.iter().map(|text| rich::plain(text)).collect();
                self.declare("single", "string", &texts[..texts.len().min(1)], &entries(&texts, *case_sensitive));
                self.body.push_str("<p><qti-text-entry-interaction response-identifier=\"RESPONSE\" expected-length=\"40\"/></p>");
                self.template(MAP_RESPONSE);
            }
            Body::Number { value, tolerance } => {
                self.declare("single", "float", &[value.as_str().to_owned()], "");
                self.body.push_str("<p><qti-text-entry-interaction response-identifier=\"RESPONSE\" expected-length=\"12\"/></p>");
                let mode = if tolerance.is_zero() {
                    "tolerance-mode=\"exact\"".to_owned()
                } else {
                    format!("tolerance-mode=\"absolute\" tolerance=\"{0} {0}\"", tolerance.as_str())
                };
                self.processing = format!(
                    "<qti-response-processing><qti-response-condition><qti-response-if><qti-equal {mode}><qti-variable identifier=\"RESPONSE\"/><qti-correct identifier=\"RESPONSE\"/></qti-equal><qti-set-outcome-value identifier=\"SCORE\"><qti-base-value base-type=\"float\">1</qti-base-value></qti-set-outcome-value></qti-response-if></qti-response-condition></qti-response-processing>"
                );
            }
            Body::Gaps(list) => self.gaps(list),
            Body::Essay { guide } => {
                self.declare("single", "string", &[], "");
                if !guide.is_empty() {
                    let _ = write!(
                        self.body,
                        "<qti-rubric-block view=\"scorer\" use=\"scoring\"><qti-content-body>{}</qti-content-body></qti-rubric-block>",
                        self.blocks(guide)
                    );
                }
                self.body.push_str("<qti-extended-text-interaction response-identifier=\"RESPONSE\"/>");
            }
        }
    }

    fn choice(&mut self, options: &[Choice], many: bool) {
        let ids: Vec<String> =
            options.iter().enumerate().filter(|(_, option)| option.is_key).map(|(at, _)| format!("c{}", at + 1)).collect();
        let wrong = options.len() - ids.len();
        let mapping = if many { weights(&ids, wrong, options.len()) } else { String::new() };
        self.declare(if many { "multiple" } else { "single" }, "identifier", &ids, &mapping);
        let choices: Vec<String> = options
            .iter()
            .enumerate()
            .map(|(at, option)| {
                let feedback = if option.feedback.is_empty() {
                    String::new()
                } else {
                    format!("<qti-feedback-inline outcome-identifier=\"FEEDBACK\" identifier=\"c{}\" show-hide=\"show\">{}</qti-feedback-inline>", at + 1, self.html(&option.feedback))
                };
                format!("<qti-simple-choice identifier=\"c{}\">{}{feedback}</qti-simple-choice>", at + 1, self.html(&option.text))
            })
            .collect();
        let _ = write!(
            self.body,
            "<qti-choice-interaction response-identifier=\"RESPONSE\" shuffle=\"true\" max-choices=\"{}\">{}</qti-choice-interaction>",
            u8::from(!many),
            choices.concat()
        );
        self.template(if many { MAP_RESPONSE } else { MATCH_CORRECT });
    }

    fn pairs(&mut self, pairs: &[(String, String)], distractors: &[String]) {
        let lefts: Vec<String> = pairs.iter().map(|(left, _)| self.html(left)).collect();
        let mut rights: Vec<String> = Vec::new();
        let mut keys = Vec::new();
        for (at, (_, right)) in pairs.iter().enumerate() {
            let right = self.html(right);
            let to = rights.iter().position(|known| *known == right).unwrap_or_else(|| {
                rights.push(right);
                rights.len() - 1
            });
            keys.push(format!("l{} r{}", at + 1, to + 1));
        }
        rights.extend(distractors.iter().map(|text| self.html(text)));
        self.matching(&lefts, &rights, &keys);
    }

    fn matching(&mut self, lefts: &[String], rights: &[String], keys: &[String]) {
        let set = |prefix: &str, texts: &[String], most: usize| {
            let choices = texts.iter().enumerate().map(|(at, text)| format!("<qti-simple-associable-choice identifier=\"{prefix}{}\" match-max=\"{most}\">{text}</qti-simple-associable-choice>", at + 1)).collect::<Vec<_>>().concat();
            format!("<qti-simple-match-set>{choices}</qti-simple-match-set>")
        };
        let mapping = keys.iter().map(|key| format!("<qti-map-entry map-key=\"{key}\" mapped-value=\"1\"/>")).collect::<Vec<_>>().concat();
        self.declare("multiple", "directedPair", keys, &format!("<qti-mapping default-value=\"0\">{mapping}</qti-mapping>"));
        let _ = write!(
            self.body,
            "<qti-match-interaction response-identifier=\"RESPONSE\" shuffle=\"true\" max-associations=\"{}\">{}{}</qti-match-interaction>",
            lefts.len(),
            set("l", lefts, 1),
            set("r", rights, lefts.len())
        );
        self.template(MAP_RESPONSE);
    }

    fn gaps(&mut self, list: &[crate::bank::formats::model::Gap]) {
        let mut content = self.blocks(&self.draft.stem);
        for (at, gap) in list.iter().enumerate() {
            let id = format!("RESPONSE{}", at + 1);
            let interaction = if gap.distractors.is_empty() {
                let texts: Vec<String> = gap.accepted.iter().map(|text| rich::plain(text)).collect();
                self.declare_as(&id, "single", "string", &texts[..texts.len().min(1)], &entries(&texts, false));
                format!("<qti-text-entry-interaction response-identifier=\"{id}\"/>")
            } else {
                let keys: Vec<String> = (1..=gap.accepted.len()).map(|at| format!("c{at}")).collect();
                let cardinality = if keys.len() > 1 { "multiple" } else { "single" };
                self.declare_as(&id, cardinality, "identifier", &keys, "");
                let choices = gap
                    .accepted
                    .iter()
                    .chain(&gap.distractors)
                    .enumerate()
                    .map(|(at, text)| format!("<qti-inline-choice identifier=\"c{}\">{}</qti-inline-choice>", at + 1, self.html(text)))
                    .collect::<Vec<_>>()
                    .concat();
                format!(
                    "<qti-inline-choice-interaction response-identifier=\"{id}\" shuffle=\"true\">{choices}</qti-inline-choice-interaction>"
                )
            };
            content = content.replacen(&format!("[[{}]]", at + 1), &interaction, 1);
        }
        self.body.push_str(&content);
        self.template(MAP_RESPONSE);
    }

    fn file(&self, identifier: &str) -> String {
        let draft = self.draft;
        let title: String = rich::plain(&draft.stem).replace('\n', " ").chars().take(80).collect();
        let points = draft.points.unwrap_or(100);
        let feedback = if draft.rationale.is_empty() {
            String::new()
        } else {
            format!(
                "<qti-modal-feedback outcome-identifier=\"FEEDBACK\" identifier=\"rationale\" show-hide=\"show\"><qti-content-body>{}</qti-content-body></qti-modal-feedback>\n",
                self.blocks(&draft.rationale)
            )
        };
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<qti-assessment-item xmlns=\"http://www.imsglobal.org/xsd/imsqtiasi_v3p0\" identifier=\"{}\" title=\"{}\" adaptive=\"false\" time-dependent=\"false\" xml:lang=\"vi\">\n{}<qti-outcome-declaration identifier=\"SCORE\" cardinality=\"single\" base-type=\"float\" normal-maximum=\"{}.{:02}\"/>\n<qti-outcome-declaration identifier=\"FEEDBACK\" cardinality=\"multiple\" base-type=\"identifier\"/>\n<qti-item-body>{}</qti-item-body>\n{}\n{feedback}</qti-assessment-item>\n",
            escape(identifier),
            escape(&title),
            self.declarations,
            points / 100,
            points % 100,
            self.body,
            self.processing
        )
    }
}

/// Typed answers that are right.
fn entries(texts: &[String], case_sensitive: bool) -> String {
    let entries = texts
        .iter()
        .map(|text| format!("<qti-map-entry map-key=\"{}\" mapped-value=\"1\" case-sensitive=\"{case_sensitive}\"/>", escape(text)))
        .collect::<Vec<_>>()
        .concat();
    format!("<qti-mapping default-value=\"0\">{entries}</qti-mapping>")
}

/// (right − wrong) / keys, not below nought: the house's own rule for several keys.
fn weights(keys: &[String], wrong: usize, all: usize) -> String {
    #[allow(clippy::cast_precision_loss)] // at most nine options
    let share = 1.0 / keys.len().max(1) as f64;
    let entry = |id: &str, value: f64| format!("<qti-map-entry map-key=\"{id}\" mapped-value=\"{value:.6}\"/>");
    let mut out: String = keys.iter().map(|id| entry(id, share)).collect();
    if wrong > 0 {
        out.extend((1..=all).map(|at| format!("c{at}")).filter(|id| !keys.contains(id)).map(|id| entry(&id, -share)));
    }
    format!("<qti-mapping lower-bound=\"0\" upper-bound=\"1\" default-value=\"0\">{out}</qti-mapping>")
}
