//! Level, topic, source and points as tags, for formats that know tags but not these: `muc:nhan_biet`, `nguon:KL57:nhan-dien`.

use super::model::Draft;
use crate::{bank::model::CognitiveLevel, kernel::text::clean_line};

const LEVEL: &str = "muc:";
const SOURCE: &str = "nguon:";
const TOPIC: &str = "chu-de:";
const CODE: &str = "ma:";

/// What a format has a place of its own for, and need not stand in tags.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Own {
    /// Categories.
    pub topic: bool,
    /// A code that may be any text.
    pub code: bool,
}

/// All tags of an item.
pub fn of(draft: &Draft, own: Own) -> Vec<String> {
    let mut out = draft.tags.clone();
    out.extend(draft.level.map(|level| format!("{LEVEL}{}", level.code())));
    out.extend((!draft.source.is_empty()).then(|| format!("{SOURCE}{}", draft.source)));
    out.extend((!own.topic && !draft.topic.is_empty()).then(|| format!("{TOPIC}{}", draft.topic)));
    out.extend((!own.code).then(|| format!("{CODE}{}", draft.code)));
    out
}

/// Puts tags where they belong.
pub fn take(draft: &mut Draft, tags: impl IntoIterator<Item = String>) {
    for tag in tags {
        let tag = clean_line(&tag);
        if let Some(level) = tag.strip_prefix(LEVEL).and_then(CognitiveLevel::parse) {
            draft.level = Some(level);
        } else if let Some(source) = tag.strip_prefix(SOURCE) {
            source.clone_into(&mut draft.source);
        } else if let Some(topic) = tag.strip_prefix(TOPIC) {
            topic.clone_into(&mut draft.topic);
        } else if let Some(code) = tag.strip_prefix(CODE) {
            code.clone_into(&mut draft.code);
        } else if !tag.is_empty() {
            draft.tags.push(tag);
        }
    }
}

/// A category path (`$course$/top/Chương 1/Mục 2`) as a topic; `//` is a slash of the name.
pub fn topic_of_category(path: &str) -> String {
    let parts: Vec<String> = path.replace("//", "\u{1}").split('/').map(|part| clean_line(&part.replace('\u{1}', "/"))).collect();
    let is_mark = |part: &str| part.starts_with('$') && part.ends_with('$');
    let own = |part: &&String| !(part.is_empty() || is_mark(part) || *part == "top");
    parts.iter().filter(own).cloned().collect::<Vec<_>>().join(" / ")
}

/// The category path of a topic.
pub fn category(topic: &str) -> String {
    if topic.is_empty() { "$course$/top".to_owned() } else { format!("$course$/top/{}", topic.replace('/', "//")) }
}

/// A name that can be a code: no spaces, not long.
pub fn code_of_name(name: &str) -> String {
    let is_code = !name.is_empty() && name.len() <= 64 && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
    if is_code { name.to_owned() } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn categories_and_topics() {
        assert_eq!(topic_of_category("$course$/top/Chương 1/Đúng//sai"), "Chương 1 / Đúng/sai");
        assert_eq!(topic_of_category(&category("Đúng/sai")), "Đúng/sai");
        assert_eq!(topic_of_category(&category("")), "");
    }
}
