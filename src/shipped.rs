//! The courses, banks and exams that come in the binary: read, checked, and brought into the database when they changed.

use std::collections::BTreeMap;

use rust_embed::RustEmbed;

use crate::{
    bank::{
        self,
        model::Source,
        native::{FileFault, NativeBank, NativeFile},
    },
    certification::{self, model::Issuer},
    courses::{self, native::NativeCourse, native_quiz::NativeQuiz},
    kernel::{Entropy, Problem, Timestamp},
    quiz,
    storage::Conn,
};

#[derive(RustEmbed)]
#[folder = "question_banks/"]
struct BankFiles;

#[derive(RustEmbed)]
#[folder = "courses/"]
struct CourseFiles;

#[derive(RustEmbed)]
#[folder = "exams/"]
struct ExamFiles;

/// Everything shipped, checked.
#[derive(Clone)]
pub struct Library {
    /// Sources that banks and courses cite.
    pub sources: Vec<Source>,
    /// Banks by code.
    pub banks: Vec<NativeBank>,
    /// Courses by code.
    pub courses: Vec<NativeCourse>,
    /// Exams by the names of their files.
    pub exams: Vec<NativeQuiz>,
}

/// Files by folder: `kl-57` → its files; those at the top under the empty name.
type Folders = BTreeMap<String, Vec<NativeFile>>;

fn folders(prefix: &str, files: impl Iterator<Item = (String, String)>) -> Folders {
    let mut out = Folders::new();
    let mut files: Vec<_> = files.collect();
    files.sort();
    for (path, text) in files {
        let folder = path.rsplit_once('/').map(|(folder, _)| folder.to_owned()).unwrap_or_default();
        out.entry(folder).or_default().push(NativeFile { path: format!("{prefix}/{path}"), text });
    }
    out
}

fn embedded<E: RustEmbed>() -> impl Iterator<Item = (String, String)> {
    E::iter().filter_map(|path| {
        E::get(&path).and_then(|file| String::from_utf8(file.data.into_owned()).ok()).map(|text| (path.to_string(), text))
    })
}

/// Reads and checks what is in the binary.
///
/// # Errors
/// Every fault of every file; a release has none, because a test reads them too.
pub fn read() -> Result<Library, Vec<FileFault>> {
    check(
        &folders("question_banks", embedded::<BankFiles>()),
        &folders("courses", embedded::<CourseFiles>()),
        &folders("exams", embedded::<ExamFiles>()),
    )
}

fn check(bank_folders: &Folders, course_folders: &Folders, exam_folders: &Folders) -> Result<Library, Vec<FileFault>> {
    let mut faults = Vec::new();
    let sources = all_sources(bank_folders, &mut faults);
    let (mut banks, mut courses, mut exams) = (Vec::new(), Vec::<NativeCourse>::new(), Vec::new());
    for files in bank_folders.iter().filter(|(folder, _)| !folder.is_empty()).map(|(_, files)| files) {
        keep(read_bank_folder(files, &sources), &mut banks, &mut faults);
    }
    for files in course_folders.iter().filter(|(folder, _)| !folder.is_empty()).map(|(_, files)| files) {
        keep(read_course_folder(files, &sources), &mut courses, &mut faults);
    }
    courses.sort_by(|a, b| (a.position, &a.code).cmp(&(b.position, &b.code)));
    for file in exam_folders.values().flatten().filter(|file| file.path.ends_with(".toml")) {
        keep(courses::native_quiz::read_exam(file), &mut exams, &mut faults);
    }
    let library = Library { sources, banks, courses, exams };
    check_quizzes(&library, &mut faults);
    if faults.is_empty() { Ok(library) } else { Err(faults) }
}

fn keep<T>(read: Result<T, Vec<FileFault>>, kept: &mut Vec<T>, faults: &mut Vec<FileFault>) {
    match read {
        Ok(it) => kept.push(it),
        Err(mut wrong) => faults.append(&mut wrong),
    }
}

/// Sources that all banks share and those that a bank brings itself: any bank or course may cite each of them.
fn all_sources(bank_folders: &Folders, faults: &mut Vec<FileFault>) -> Vec<Source> {
    let mut found: Vec<(&str, Source)> = Vec::new();
    for file in bank_folders.values().flatten() {
        if file.path.ends_with("/sources.toml") {
            match bank::native::read_sources(file) {
                Ok(shared) => found.extend(shared.into_iter().map(|source| (file.path.as_str(), source))),
                Err(mut wrong) => faults.append(&mut wrong),
            }
        } else if file.path.ends_with("/bank.toml") {
            found.extend(bank::native::own_sources(file).into_iter().map(|source| (file.path.as_str(), source)));
        }
    }
    for (at, (path, source)) in found.iter().enumerate() {
        if found[..at].iter().any(|(_, before)| before.code == source.code) {
            faults.push(FileFault::new(path, 0, "source_twice").with("value", &source.code));
        }
    }
    found.into_iter().map(|(_, source)| source).collect()
}

/// Reads the files of one bank.
pub fn read_bank_folder(files: &[NativeFile], sources: &[Source]) -> Result<NativeBank, Vec<FileFault>> {
    let is_head = |file: &&NativeFile| file.path.ends_with("/bank.toml") || file.path == "bank.toml";
    let Some(head) = files.iter().find(is_head) else {
        return Err(vec![FileFault::new(files.first().map_or("bank.toml", |file| file.path.as_str()), 0, "bank_toml_missing")]);
    };
    let topics: Vec<NativeFile> = files
        .iter()
        .filter(|file| !is_head(file) && file.path.ends_with(".toml") && !file.path.ends_with("/sources.toml"))
        .cloned()
        .collect();
    bank::native::read_bank(head, &topics, sources)
}

/// Reads the files of one course.
pub fn read_course_folder(files: &[NativeFile], sources: &[Source]) -> Result<NativeCourse, Vec<FileFault>> {
    let is_head = |file: &&NativeFile| file.path.ends_with("/course.toml") || file.path == "course.toml";
    let Some(head) = files.iter().find(is_head) else {
        return Err(vec![FileFault::new(files.first().map_or("course.toml", |file| file.path.as_str()), 0, "course_toml_missing")]);
    };
    let lessons: Vec<NativeFile> = files.iter().filter(|file| file.path.ends_with(".md")).cloned().collect();
    courses::native::read_course(head, &lessons, sources)
}

/// A quiz must name banks that are there, each bank must hold what the blueprint draws, and what it requires must exist.
fn check_quizzes(library: &Library, faults: &mut Vec<FileFault>) {
    let quizzes: Vec<&NativeQuiz> = library.quizzes().map(|(_, quiz)| quiz).collect();
    for native in &quizzes {
        for code in native.requires.iter().filter(|code| !quizzes.iter().any(|other| other.quiz.code == **code)) {
            faults.push(FileFault::new(&native.path, 0, "quiz_requires_unknown").with("value", code));
        }
        for cell in &native.quiz.blueprint {
            let wanted = native.quiz.bank_of(cell);
            let Some(bank) = library.banks.iter().find(|bank| bank.code == wanted) else {
                faults.push(FileFault::new(&native.path, 0, "quiz_bank").with("value", wanted));
                continue;
            };
            let approved =
                bank.items.iter().filter(|item| item.status == "approved" && item.topic == cell.topic && item.level == cell.level).count();
            if approved < cell.count {
                faults.push(
                    FileFault::new(&native.path, 0, "quiz_cell_short")
                        .with("value", format!("{} × {}", cell.topic, cell.level.code()))
                        .with("need", cell.count)
                        .with("have", approved),
                );
            }
        }
    }
}

impl Library {
    /// Every quiz in its order, with the course it ends (none for an exam).
    fn quizzes(&self) -> impl Iterator<Item = (Option<&NativeCourse>, &NativeQuiz)> {
        let of_courses = self.courses.iter().filter_map(|course| course.quiz.as_ref().map(|quiz| (Some(course), quiz)));
        of_courses.chain(self.exams.iter().map(|exam| (None, exam)))
    }
}

/// Brings the database to what the library says; whether anything was written.
pub fn load(conn: &mut Conn<'_>, now: Timestamp, entropy: &dyn Entropy, library: &Library, issuer: &Issuer) -> Result<bool, Problem> {
    if is_loaded(conn, library, issuer)? {
        return Ok(false);
    }
    bank::ops::take_content_turn(conn)?;
    bank::ops::load_sources(conn, now, &library.sources)?;
    for bank in &library.banks {
        if !bank::ops::is_loaded(conn, bank)? {
            bank::ops::load(conn, now, entropy, bank)?;
        }
    }
    let mut course_ids = BTreeMap::new();
    for (position, course) in (1..).zip(&library.courses) {
        course_ids.insert(course.code.as_str(), courses::ops::load(conn, now, entropy, position, course)?);
    }
    for (position, (course, native)) in (1..).zip(library.quizzes()) {
        let course_id = course.and_then(|course| course_ids.get(course.code.as_str()).copied());
        let quiz_id = quiz::ops::load(conn, now, entropy, position, course_id, native)?;
        if let Some(certificate) = &native.certificate {
            certification::ops::load(conn, now, entropy, course_id, quiz_id, &certificate.code, &certificate.title, issuer)?;
        }
    }
    Ok(true)
}

fn is_loaded(conn: &mut Conn<'_>, library: &Library, issuer: &Issuer) -> Result<bool, Problem> {
    for bank in &library.banks {
        if !bank::ops::is_loaded(conn, bank)? {
            return Ok(false);
        }
    }
    for course in &library.courses {
        if !courses::ops::is_loaded(conn, course)? {
            return Ok(false);
        }
    }
    for (_, native) in library.quizzes() {
        if !quiz::ops::is_loaded(conn, native)? {
            return Ok(false);
        }
        // The issuer comes from the settings: a change there must reach the papers too.
        let quiz = quiz::ops::quiz(conn, &native.quiz.code)?;
        let programme = certification::ops::programme_of_quiz(conn, quiz.id)?;
        if native.certificate.is_some() && programme.is_none_or(|programme| programme.issuer != *issuer) {
            return Ok(false);
        }
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shipped_gets_no_advice() {
        let library = read().unwrap_or_else(|faults| panic!("{faults:#?}"));
        let mut advice: Vec<FileFault> = library.banks.iter().flat_map(bank::lint::bank).collect();
        advice.extend(bank::lint::across(&library.banks));
        for course in &library.courses {
            advice.extend(courses::lint::course(course, &format!("courses/{}", course.code)));
        }
        let told: Vec<String> =
            advice.iter().map(|fault| format!("{}:{} {} {:?}", fault.path, fault.line, fault.code, fault.args)).collect();
        assert!(told.is_empty(), "{}", told.join("\n"));
    }

    #[test]
    fn what_is_shipped_has_no_fault() {
        let library = read().unwrap_or_else(|faults| panic!("{faults:#?}"));
        let course = library.courses.iter().find(|course| course.code == "kl-57").expect("the course on Kết luận 57-KL/TW");
        assert!(course.lessons.len() >= 6);
        let bank = library.banks.iter().find(|bank| bank.code == "kl-57").expect("its bank");
        assert!(bank.items.iter().filter(|item| item.status == "approved").count() >= 60);
        let quiz = course.quiz.as_ref().expect("its quiz");
        assert_eq!(quiz.quiz.blueprint.iter().map(|cell| cell.count).sum::<usize>(), 20);
    }
}
