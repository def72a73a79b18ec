//! Items → file.

use std::fmt::Write;

use base64::Engine;

use super::cloze;
use crate::bank::formats::{
    gaps,
    gift::TRUTHS,
    item_name, labels,
    model::{Body, Draft, Image, Loss, Written},
    rich::{self, html},
    xml::escape,
};

/// Writes items.
pub fn write(drafts: &[Draft]) -> Written {
    let mut out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<quiz>\n".to_owned();
    let mut lost = Vec::new();
    let mut topic = "";
    for draft in drafts {
        if draft.topic != topic {
            topic = &draft.topic;
            let _ = writeln!(
                out,
                "<question type=\"category\"><category><text>{}</text></category></question>",
                escape(&labels::category(topic))
            );
        }
        let mut losses = Vec::new();
        let mut text = Text { draft, out: String::new() };
        text.question(&mut losses);
        out.push_str(&text.out);
        lost.extend(losses.into_iter().map(|code| Loss { item: item_name(draft), code }));
    }
    out.push_str("</quiz>\n");
    Written { bytes: out.into_bytes(), lost }
}

struct Text<'d> {
    draft: &'d Draft,
    out: String,
}

/// Whether a text comes back as it is.
pub fn survives(markdown: &str) -> bool {
    rich::markdown(&rich::spans(markdown)) == markdown
}

impl Text<'_> {
    fn line(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push('\n');
    }

    /// `<name format="html"><text>…</text>` with the pictures that it shows.
    fn formatted(&mut self, name: &str, attributes: &str, markdown: &str, inner: &str) {
        let files: String = self.draft.images.iter().filter(|image| markdown.contains(&image.name)).map(file).collect();
        let content = html(markdown, |name| format!("@@PLUGINFILE@@/{name}"));
        let line = format!("<{name}{attributes} format=\"html\"><text>{}</text>{files}{inner}</{name}>", escape(&content));
        self.line(&line);
    }

    fn question(&mut self, losses: &mut Vec<&'static str>) {
        let draft = self.draft;
        let kind = match &draft.body {
            Body::Choice { .. } => "multichoice",
            Body::Truth(_) => "truefalse",
            Body::Statements(_) | Body::Matching { .. } => "matching",
            Body::Short { .. } => "shortanswer",
            Body::Number { .. } => "numerical",
            Body::Ordering(_) => "ordering",
            Body::Gaps(_) => "cloze",
            Body::Essay { .. } => "essay",
        };
        let texts = [draft.stem.as_str(), &draft.context, &draft.rationale].into_iter().chain(draft.body.texts());
        let is_bare = |text: &&str| rich::from_plain(&rich::plain(text)) == **text;
        if !texts.into_iter().all(survives) || !draft.body.bare_texts().iter().all(is_bare) {
            losses.push("formatting");
        }
        let stem = if draft.context.is_empty() {
            draft.stem.clone()
        } else {
            losses.push("context");
            format!("{}\n\n{}", draft.context, draft.stem)
        };
        self.line(&format!("<question type=\"{kind}\">"));
        let name =
            if draft.code.is_empty() { rich::plain(&draft.stem).replace('\n', " ").chars().take(60).collect() } else { draft.code.clone() };
        self.line(&format!("<name><text>{}</text></name>", escape(&name)));
        match &draft.body {
            Body::Gaps(list) => self.cloze(&stem, list),
            _ => self.formatted("questiontext", "", &stem, ""),
        }
        self.formatted("generalfeedback", "", &draft.rationale, "");
        let points = draft.points.unwrap_or(100);
        self.line(&format!("<defaultgrade>{}.{:02}</defaultgrade>", points / 100, points % 100));
        self.line(&format!("<idnumber>{}</idnumber>", escape(&draft.code)));
        self.body();
        let tags = labels::of(draft, labels::Own { topic: true, code: true })
            .iter()
            .map(|tag| format!("<tag><text>{}</text></tag>", escape(tag)))
            .collect::<Vec<_>>()
            .concat();
        if !tags.is_empty() {
            self.line(&format!("<tags>{tags}</tags>"));
        }
        self.line("</question>");
    }

    fn cloze(&mut self, stem: &str, list: &[crate::bank::formats::model::Gap]) {
        let mut content = html(stem, |name| format!("@@PLUGINFILE@@/{name}"));
        for (at, gap) in list.iter().enumerate() {
            content = content.replacen(&format!("[[{}]]", at + 1), &cloze::write(gap), 1);
        }
        let files: String = self.draft.images.iter().filter(|image| stem.contains(&image.name)).map(file).collect();
        debug_assert_eq!(gaps::marks(stem), list.len());
        self.line(&format!("<questiontext format=\"html\"><text>{}</text>{files}</questiontext>", escape(&content)));
    }

    fn body(&mut self) {
        match &self.draft.body {
            Body::Choice { options, many } => {
                self.line(&format!(
                    "<single>{}</single><shuffleanswers>true</shuffleanswers><answernumbering>ABCD</answernumbering>",
                    !many
                ));
                let keys = options.iter().filter(|option| option.is_key).count();
                for option in options {
                    let fraction = match (many, option.is_key) {
                        (false, true) => "100".to_owned(),
                        (false, false) => "0".to_owned(),
                        (true, true) => share(keys),
                        (true, false) => format!("-{}", share(options.len() - keys)),
                    };
                    let feedback = if option.feedback.is_empty() {
                        String::new()
                    } else {
                        format!("<feedback format=\"html\"><text>{}</text></feedback>", escape(&html(&option.feedback, str::to_owned)))
                    };
                    self.formatted("answer", &format!(" fraction=\"{fraction}\""), &option.text, &feedback);
                }
            }
            Body::Truth(truth) => {
                for (word, is_right) in [("true", *truth), ("false", !*truth)] {
                    self.line(&format!("<answer fraction=\"{}\"><text>{word}</text></answer>", if is_right { 100 } else { 0 }));
                }
            }
            Body::Statements(list) => {
                self.line("<shuffleanswers>false</shuffleanswers>");
                for statement in list {
                    self.subquestion(&statement.text, TRUTHS[usize::from(statement.is_true != Some(true))].0);
                }
                for (word, truth) in TRUTHS.into_iter().filter(|(_, truth)| !list.iter().any(|statement| statement.is_true == Some(*truth)))
                {
                    debug_assert!(list.iter().all(|statement| statement.is_true != Some(truth)));
                    self.subquestion("", word);
                }
            }
            Body::Matching { pairs, distractors } => {
                self.line("<shuffleanswers>true</shuffleanswers>");
                for (left, right) in pairs {
                    self.subquestion(left, &rich::plain(right));
                }
                for right in distractors {
                    self.subquestion("", &rich::plain(right));
                }
            }
            Body::Short { accepted, case_sensitive } => {
                self.line(&format!("<usecase>{}</usecase>", u8::from(*case_sensitive)));
                for text in accepted {
                    self.line(&format!(
                        "<answer fraction=\"100\" format=\"plain_text\"><text>{}</text></answer>",
                        escape(&rich::plain(text))
                    ));
                }
            }
            Body::Number { value, tolerance } => {
                self.line(&format!(
                    "<answer fraction=\"100\"><text>{}</text><tolerance>{}</tolerance></answer>",
                    value.as_str(),
                    tolerance.as_str()
                ));
            }
            Body::Ordering(list) => {
                self.line("<layouttype>VERTICAL</layouttype><selecttype>ALL</selecttype><gradingtype>ABSOLUTE_POSITION</gradingtype>");
                for (at, text) in list.iter().enumerate() {
                    self.formatted("answer", &format!(" fraction=\"{}.0000000\"", at + 1), text, "");
                }
            }
            Body::Gaps(_) => {}
            Body::Essay { guide } => {
                self.line("<responseformat>editor</responseformat>");
                self.formatted("graderinfo", "", guide, "");
            }
        }
    }

    fn subquestion(&mut self, left: &str, right: &str) {
        let answer = format!("<answer><text>{}</text></answer>", escape(right));
        self.formatted("subquestion", "", left, &answer);
    }
}

fn file(image: &Image) -> String {
    format!(
        "<file name=\"{}\" path=\"/\" encoding=\"base64\">{}</file>",
        escape(&image.name),
        base64::engine::general_purpose::STANDARD.encode(&image.bytes)
    )
}

/// Moodle's weights have five places.
fn share(count: usize) -> String {
    #[allow(clippy::cast_precision_loss)] // at most nine options
    let share = 100.0 / count.max(1) as f64;
    let text = format!("{share:.5}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
