//! Advice on a course: the shape that courses here have, minutes that are honest, figures that name their source.

use std::collections::HashSet;

use super::{
    lesson::{self, Block},
    native::{NativeCourse, NativeLesson},
};
use crate::bank::{lint::syllables, lint::typography, native::FileFault};

/// Lessons of a course, and minutes of a lesson.
const LESSONS: std::ops::RangeInclusive<usize> = 6..=10;
const MINUTES: std::ops::RangeInclusive<i32> = 8..=15;
/// Syllables that people read, with care and tables, in a minute; the stated minutes must lie between these paces.
const SLOWEST: usize = 105;
const FASTEST: usize = 165;
/// The heading under which a lesson explains its terms.
const GLOSSARY: &str = "## Thuật ngữ";
/// Says that a statement is the author's own and has no source.
const OWN_WORDS: &str = "người soạn bài";

/// Advice on a course. `folder` is named in what concerns the whole.
pub fn course(course: &NativeCourse, folder: &str) -> Vec<FileFault> {
    let head = format!("{}/course.toml", folder.trim_end_matches('/'));
    let mut advice = Vec::new();
    if !LESSONS.contains(&course.lessons.len()) {
        advice.push(FileFault::new(&head, 0, "course_lesson_count").with("value", course.lessons.len()));
    }
    let mut cited = HashSet::new();
    for lesson in &course.lessons {
        advice.extend(of_lesson(lesson));
        let text = lesson::parse(&lesson.body).unwrap_or_default();
        cited.extend(text.citations.into_iter().map(|citation| citation.source));
    }
    let listed: HashSet<&String> = course.outline.sources.iter().collect();
    for source in cited.iter().filter(|source| !listed.contains(source)) {
        advice.push(FileFault::new(&head, 0, "course_source_unlisted").with("value", source));
    }
    for source in course.outline.sources.iter().filter(|source| !cited.contains(*source)) {
        advice.push(FileFault::new(&head, 0, "course_source_uncited").with("value", source));
    }
    for cell in course.quiz.iter().flat_map(|native| &native.quiz.blueprint) {
        if !course.lessons.iter().any(|lesson| lesson.outline.topics.contains(&cell.topic)) {
            advice.push(FileFault::new(&head, 0, "course_topic_untaught").with("value", &cell.topic));
        }
    }
    advice
}

fn of_lesson(lesson: &NativeLesson) -> Vec<FileFault> {
    let (path, offset) = (&lesson.place.0, lesson.place.1);
    let mut advice = Vec::new();
    let text = lesson::parse(&lesson.body).unwrap_or_default();
    if !MINUTES.contains(&lesson.minutes) {
        advice.push(FileFault::new(path, 1, "lesson_length").with("value", lesson.minutes));
    }
    let read = syllables(&without_notes(&lesson.body));
    let minutes = usize::try_from(lesson.minutes).unwrap_or(1).max(1);
    if read < minutes * SLOWEST || read > minutes * FASTEST {
        advice.push(FileFault::new(path, 1, "lesson_pace").with("words", read).with("value", lesson.minutes));
    }
    let has = |wanted: fn(&Block) -> bool| text.blocks.iter().any(wanted);
    let parts = [
        (!lesson.outline.objectives.is_empty(), "objectives"),
        (has(|block| matches!(block, Block::KeyPoints(_))), "::: key-points"),
        (has(|block| matches!(block, Block::SelfCheck(_))), "::: self-check"),
        (lesson.body.contains(GLOSSARY), GLOSSARY),
    ];
    for (_, part) in parts.iter().filter(|(stands, _)| !stands) {
        advice.push(FileFault::new(path, 1, "lesson_part_missing").with("value", part));
    }
    for (at, line) in lesson.body.lines().enumerate() {
        for slip in typography::of(&without_notes(line)) {
            advice.push(FileFault::new(path, at + 1 + offset, slip.code).with("item", &lesson.title).with("value", slip.found));
        }
    }
    advice.extend(uncited(lesson));
    advice
}

/// The text without its `[^SOURCE:clause]` notes.
fn without_notes(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("[^") {
        out.push_str(&rest[..at]);
        rest = rest[at..].find(']').map_or("", |end| &rest[at + end + 1..]);
    }
    out + rest
}

/// Paragraphs that state a full date or a percentage and name no source. Self-checks explain what the text has cited,
/// the opening sentence and the glossary repeat it; a quotation, a table of examples and the sentence that opens a list
/// are cited beside them.
fn uncited(lesson: &NativeLesson) -> Vec<FileFault> {
    let mut advice = Vec::new();
    let (mut is_exempt, mut number) = (false, 0);
    let mut paragraph = (0, String::new());
    for (at, line) in lesson.body.lines().chain([""]).enumerate() {
        let line = line.trim();
        let is_boundary = line.is_empty() || line.starts_with(":::") || line == GLOSSARY;
        if !is_boundary {
            paragraph.1.push_str(line);
            paragraph.1.push('\n');
            continue;
        }
        let (first, text) = std::mem::replace(&mut paragraph, (at + 2, String::new()));
        number += usize::from(!text.is_empty());
        let stands_apart = text.starts_with(['>', '|', '#']) || text.trim_end().ends_with(':') || text.contains(OWN_WORDS);
        if number > 1 && !is_exempt && !stands_apart && states_a_figure(&text) && !text.contains("[^") {
            let line = first.max(1) + lesson.place.1;
            advice.push(FileFault::new(&lesson.place.0, line, "lesson_uncited").with("item", &lesson.title));
        }
        if !line.is_empty() {
            is_exempt = line.starts_with("::: self-check") || line == GLOSSARY;
        }
    }
    advice
}

fn states_a_figure(text: &str) -> bool {
    let mut words = text.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | ',' | ';' | '|' | '*'));
    words.any(|word| {
        let parts: Vec<&str> = word.trim_end_matches('.').split('/').collect();
        let is_date = parts.len() == 3 && parts.iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
        let is_share = word.trim_end_matches('.').strip_suffix('%').is_some_and(|number| number.starts_with(|c: char| c.is_ascii_digit()));
        is_date || is_share
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::courses::model::LessonOutline;

    fn codes(minutes: i32, body: &str) -> Vec<(usize, &'static str)> {
        let lesson = NativeLesson {
            code: "a".into(),
            title: "A".into(),
            minutes,
            outline: LessonOutline { objectives: vec!["Nêu được".into()], topics: vec![] },
            body: body.to_owned(),
            place: ("c/01-a.md".into(), 4),
        };
        of_lesson(&lesson).into_iter().map(|fault| (fault.line, fault.code)).collect()
    }

    #[test]
    fn a_lesson_of_the_right_shape_gets_no_advice() {
        let words = "một hai ba bốn năm sáu bảy tám chín mười ".repeat(100);
        let body = format!(
            "{words}\n\n::: key-points\n- Ngày 15/6/2023.[^KL57:a]\n:::\n\n::: self-check\n? Ngày nào?\n- [x] 15/6/2023\n- [ ] 09/01/2023\n> Vì thế.\n:::\n\n## Thuật ngữ\n\n- **A**: b.\n"
        );
        assert_eq!(codes(8, &body), []);
        assert_eq!(codes(20, &body), [(1, "lesson_length"), (1, "lesson_pace")]);
        assert_eq!(codes(8, &body.replace("[^KL57:a]", "")), [(8, "lesson_uncited")]);
        assert_eq!(codes(8, &body.replace("## Thuật ngữ", "## Từ")), [(1, "lesson_part_missing")]);
    }

    #[test]
    fn notes_do_not_count_as_words() {
        assert_eq!(without_notes("Một[^A:b] hai.[^C:d]"), "Một hai.");
    }
}
