//! The courses and banks that come in the binary: read, checked, and brought into the database when they changed.

use std::collections::BTreeMap;

use rust_embed::RustEmbed;

use crate::{
    bank::{
        self,
        model::Source,
        native::{FileFault, NativeBank, NativeFile},
    },
    certification::{self, model::Issuer},
    courses::{self, native::NativeCourse},
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

/// Everything shipped, checked.
#[derive(Clone)]
pub struct Library {
    /// Sources that banks and courses cite.
    pub sources: Vec<Source>,
    /// Banks by code.
    pub banks: Vec<NativeBank>,
    /// Courses by code.
    pub courses: Vec<NativeCourse>,
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
    check(&folders("question_banks", embedded::<BankFiles>()), &folders("courses", embedded::<CourseFiles>()))
}

fn check(bank_folders: &Folders, course_folders: &Folders) -> Result<Library, Vec<FileFault>> {
    let mut faults = Vec::new();
    let mut sources = Vec::new();
    for file in bank_folders.get("").into_iter().flatten().filter(|file| file.path.ends_with("/sources.toml")) {
        match bank::native::read_sources(file) {
            Ok(mut read) => sources.append(&mut read),
            Err(mut wrong) => faults.append(&mut wrong),
        }
    }
    let (mut banks, mut courses) = (Vec::new(), Vec::new());
    for files in bank_folders.iter().filter(|(folder, _)| !folder.is_empty()).map(|(_, files)| files) {
        match read_bank_folder(files, &sources) {
            Ok((bank, mut own)) => {
                banks.push(bank);
                sources.append(&mut own);
            }
            Err(mut wrong) => faults.append(&mut wrong),
        }
    }
    for files in course_folders.iter().filter(|(folder, _)| !folder.is_empty()).map(|(_, files)| files) {
        match read_course_folder(files, &sources) {
            Ok(course) => courses.push(course),
            Err(mut wrong) => faults.append(&mut wrong),
        }
    }
    check_quizzes(&banks, &courses, &mut faults);
    if faults.is_empty() { Ok(Library { sources, banks, courses }) } else { Err(faults) }
}

/// Reads the files of one bank.
pub fn read_bank_folder(files: &[NativeFile], sources: &[Source]) -> Result<(NativeBank, Vec<Source>), Vec<FileFault>> {
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

/// A quiz must name a bank that is there, and the bank must hold what the blueprint draws.
fn check_quizzes(banks: &[NativeBank], courses: &[NativeCourse], faults: &mut Vec<FileFault>) {
    for course in courses {
        let Some(quiz) = &course.quiz else { continue };
        let path = format!("courses/{}/course.toml", course.code);
        let Some(bank) = banks.iter().find(|bank| bank.code == quiz.bank) else {
            faults.push(FileFault::new(&path, 0, "quiz_bank").with("value", &quiz.bank));
            continue;
        };
        for cell in &quiz.blueprint {
            let approved =
                bank.items.iter().filter(|item| item.status == "approved" && item.topic == cell.topic && item.level == cell.level).count();
            if approved < cell.count {
                faults.push(
                    FileFault::new(&path, 0, "quiz_cell_short")
                        .with("value", format!("{} × {}", cell.topic, cell.level.code()))
                        .with("need", cell.count)
                        .with("have", approved),
                );
            }
        }
    }
}

/// Brings the database to what the library says; whether anything was written.
pub fn load(conn: &mut Conn<'_>, now: Timestamp, entropy: &dyn Entropy, library: &Library, issuer: &Issuer) -> Result<bool, Problem> {
    if is_loaded(conn, library, issuer)? {
        return Ok(false);
    }
    bank::ops::take_content_turn(conn)?;
    bank::ops::load_sources(conn, &library.sources)?;
    for bank in &library.banks {
        if !bank::ops::is_loaded(conn, bank)? {
            bank::ops::load(conn, now, entropy, bank)?;
        }
    }
    for (position, course) in (1..).zip(&library.courses) {
        let course_id = courses::ops::load(conn, now, entropy, position, course)?;
        let Some(native) = &course.quiz else { continue };
        let bank = bank::ops::bank_by_code(conn, &native.bank)?;
        let quiz_id = quiz::ops::load(conn, now, entropy, position, course_id, bank.id, native)?;
        if let Some(certificate) = &course.certificate {
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
        // The issuer comes from the settings: a change there must reach the papers too.
        if let Some(quiz) = &course.quiz {
            let quiz = quiz::ops::quiz(conn, &quiz.code)?;
            let programme = certification::ops::programme_of_quiz(conn, quiz.id)?;
            if course.certificate.is_some() && programme.is_none_or(|programme| programme.issuer != *issuer) {
                return Ok(false);
            }
        }
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shipped_has_no_fault() {
        let library = read().unwrap_or_else(|faults| panic!("{faults:#?}"));
        let course = library.courses.iter().find(|course| course.code == "kl-57").expect("the course on Kết luận 57-KL/TW");
        assert!(course.lessons.len() >= 6);
        let bank = library.banks.iter().find(|bank| bank.code == "kl-57").expect("its bank");
        assert!(bank.items.iter().filter(|item| item.status == "approved").count() >= 60);
        let quiz = course.quiz.as_ref().expect("its quiz");
        assert_eq!(quiz.blueprint.iter().map(|cell| cell.count).sum::<usize>(), 20);
    }
}
