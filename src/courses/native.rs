//! Native course files: `course.toml` and one Markdown file per lesson.

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::{
    lesson,
    model::{CourseOutline, LessonOutline},
    native_quiz::{CertificateToml, NativeQuiz, QuizToml},
};
use crate::{
    bank::{
        model::Source,
        native::{FileFault, NativeFile},
    },
    kernel::text,
};

/// A course, checked.
#[derive(Clone, Debug)]
pub struct NativeCourse {
    /// Stable code.
    pub code: String,
    /// Place among the courses.
    pub position: i32,
    /// Title.
    pub title: String,
    /// Two or three sentences.
    pub summary: String,
    /// More.
    pub outline: CourseOutline,
    /// Lessons in order.
    pub lessons: Vec<NativeLesson>,
    /// The quiz at its end, and what passing it certifies.
    pub quiz: Option<NativeQuiz>,
    /// SHA-256 over all files: equal means nothing changed.
    pub content_hash: [u8; 32],
}

/// A lesson, checked.
#[derive(Clone, Debug)]
pub struct NativeLesson {
    /// Stable code: the file's name without number and ending.
    pub code: String,
    /// Title.
    pub title: String,
    /// Minutes it takes.
    pub minutes: i32,
    /// More.
    pub outline: LessonOutline,
    /// Its text.
    pub body: String,
    /// The file, and how many of its lines stand before the text.
    pub place: (String, usize),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CourseToml {
    code: String,
    /// Place among the courses; those without one follow, by code.
    #[serde(default = "last")]
    position: i32,
    title: String,
    summary: String,
    #[allow(dead_code)] // read so that a misspelt name is told; the platform shows Vietnamese content as it is
    language: String,
    #[serde(default)]
    audience: String,
    #[serde(default)]
    objectives: Vec<String>,
    lessons: Vec<String>,
    #[serde(default)]
    sources: Vec<String>,
    #[serde(default)]
    note: String,
    quiz: Option<QuizToml>,
    certificate: Option<CertificateToml>,
}

fn last() -> i32 {
    i32::MAX
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LessonToml {
    title: String,
    minutes: i32,
    #[serde(default)]
    objectives: Vec<String>,
    #[serde(default)]
    topics: Vec<String>,
}

/// Reads a course against the sources that may be cited.
///
/// # Errors
/// Every fault of every file.
pub fn read_course(course_file: &NativeFile, lesson_files: &[NativeFile], sources: &[Source]) -> Result<NativeCourse, Vec<FileFault>> {
    let head: CourseToml = toml::from_str(&course_file.text).map_err(|error| vec![FileFault::from_toml(course_file, &error)])?;
    let mut faults = Vec::new();
    for source in crate::bank::ops::unknown_sources(sources, &head.sources) {
        faults.push(FileFault::new(&course_file.path, 0, "course_source").with("value", source));
    }
    let quiz = NativeQuiz::check(&course_file.path, head.quiz, head.certificate, "", Vec::new(), &mut faults);
    let mut hasher = Sha256::new();
    hasher.update(course_file.text.as_bytes());
    let mut lessons = Vec::new();
    for name in &head.lessons {
        let Some(file) = lesson_files.iter().find(|file| stem(&file.path) == name) else {
            faults.push(FileFault::new(&course_file.path, 0, "course_lesson_missing").with("value", format!("{name}.md")));
            continue;
        };
        hasher.update([0]);
        hasher.update(file.text.as_bytes());
        match read_lesson(file, sources) {
            Ok(lesson) => lessons.push(lesson),
            Err(mut wrong) => faults.append(&mut wrong),
        }
    }
    for file in lesson_files.iter().filter(|file| !head.lessons.iter().any(|name| name == stem(&file.path))) {
        faults.push(FileFault::new(&file.path, 0, "course_lesson_unlisted"));
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(NativeCourse {
        code: head.code,
        position: head.position,
        title: text::nfc(&head.title),
        summary: text::nfc(&head.summary),
        outline: CourseOutline {
            audience: head.audience,
            objectives: head.objectives,
            sources: head.sources,
            note: head.note,
            quiz: quiz.as_ref().map(|native| native.quiz.code.clone()),
        },
        lessons,
        quiz,
        content_hash: hasher.finalize().into(),
    })
}

fn stem(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default().trim_end_matches(".md")
}

fn read_lesson(file: &NativeFile, sources: &[Source]) -> Result<NativeLesson, Vec<FileFault>> {
    let Some((front, body)) = file.text.strip_prefix("+++\n").and_then(|rest| rest.split_once("\n+++\n")) else {
        return Err(vec![FileFault::new(&file.path, 1, "lesson_front_matter")]);
    };
    // Lines before the text: the opening mark, the front matter, the closing mark.
    let offset = front.lines().count() + 2;
    let head: LessonToml = toml::from_str(front).map_err(|error| {
        let mut fault = FileFault::from_toml(&NativeFile { path: file.path.clone(), text: front.to_owned() }, &error);
        fault.line += 1;
        vec![fault]
    })?;
    let text = lesson::parse(body).map_err(|faults| {
        faults
            .into_iter()
            .map(|fault| FileFault::new(&file.path, fault.line + offset, fault.code).with("value", fault.value))
            .collect::<Vec<_>>()
    })?;
    let mut faults: Vec<FileFault> = text
        .citations
        .iter()
        .filter(|citation| {
            !sources.iter().any(|source| source.code == citation.source && source.clauses.iter().any(|clause| clause.id == citation.clause))
        })
        .map(|citation| {
            let label = format!("{}:{}", citation.source, citation.clause);
            let line = body.lines().position(|line| line.contains(&format!("[^{label}]"))).map_or(0, |at| at + 1 + offset);
            FileFault::new(&file.path, line, "citation_clause").with("item", &head.title).with("value", label)
        })
        .collect();
    if !(1..=120).contains(&head.minutes) {
        faults.push(FileFault::new(&file.path, 1, "lesson_minutes").with("value", head.minutes));
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let code = stem(&file.path).trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches('-').to_owned();
    Ok(NativeLesson {
        code,
        title: text::nfc(&head.title),
        minutes: head.minutes,
        outline: LessonOutline { objectives: head.objectives, topics: head.topics },
        body: text::nfc(body),
        place: (file.path.clone(), offset),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> NativeFile {
        NativeFile { path: path.into(), text: text.into() }
    }

    #[test]
    fn faults_name_the_line_in_the_file() {
        let course =
            file("c/course.toml", "code = \"c\"\ntitle = \"C\"\nsummary = \"S\"\nlanguage = \"vi\"\nlessons = [\"01-a\", \"02-b\"]\n");
        let lesson = file("c/01-a.md", "+++\ntitle = \"A\"\nminutes = 8\n+++\nMột.\n\nHai.[^X:y]\n");
        let faults = read_course(&course, &[lesson], &[]).unwrap_err();
        let told: Vec<(&str, usize, &str)> = faults.iter().map(|fault| (fault.path.as_str(), fault.line, fault.code)).collect();
        assert_eq!(told, [("c/01-a.md", 7, "citation_clause"), ("c/course.toml", 0, "course_lesson_missing")]);
    }
}
