//! `hocthi bank check` and `hocthi course check`: read native files, name every fault, and advise like a second reader.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::{Failure, Outcome, args, say::Say};
use crate::{
    bank::{
        self,
        model::Source,
        native::{FileFault, NativeFile, own_sources, read_sources},
    },
    courses, shipped,
};

/// Files of a folder with the given endings, sorted, paths as the person named them.
fn files(folder: &Path) -> Result<Vec<NativeFile>, Failure> {
    let told = |path: &Path, error| Failure::File(path.display().to_string(), error);
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .map_err(|error| told(folder, error))?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.is_file())
        .collect();
    paths.sort();
    paths
        .into_iter()
        .map(|path| {
            let text = std::fs::read_to_string(&path).map_err(|error| told(&path, error))?;
            Ok(NativeFile { path: path.display().to_string(), text })
        })
        .collect()
}

/// What may be cited from the folder: sources shared by the banks beside it and those that a bank brings itself,
/// else those shipped.
fn sources_for(folder: &Path) -> Result<Vec<Source>, Vec<FileFault>> {
    let shared = [folder.join("sources.toml"), folder.join("../sources.toml"), folder.join("../../question_banks/sources.toml")];
    for path in shared {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let mut sources = read_sources(&NativeFile { path: path.display().to_string(), text })?;
        let banks = path.parent().and_then(|parent| std::fs::read_dir(parent).ok()).into_iter().flatten().flatten();
        for head in banks.map(|entry| entry.path().join("bank.toml")) {
            if let Ok(text) = std::fs::read_to_string(&head) {
                sources.append(&mut own_sources(&NativeFile { path: head.display().to_string(), text }));
            }
        }
        return Ok(sources);
    }
    shipped::read().map(|library| library.sources)
}

/// What came of reading one folder: how much it holds, or its faults; and advice on what could be read.
struct Checked {
    read: Result<usize, Vec<FileFault>>,
    advice: Vec<FileFault>,
}

impl Checked {
    fn failed(faults: Vec<FileFault>) -> Self {
        Self { read: Err(faults), advice: Vec::new() }
    }

    fn is_clean(&self, strict: bool) -> bool {
        self.read.is_ok() && (!strict || self.advice.is_empty())
    }
}

fn tell(say: &Say, as_json: bool, path: &Path, checked: &Checked, summary: &str) {
    let count = checked.read.as_ref().copied().unwrap_or(0);
    let faults = checked.read.as_ref().err().map_or(&[][..], Vec::as_slice);
    if as_json {
        let list = |faults: &[FileFault]| -> Vec<_> {
            faults.iter().map(|fault| json!({ "path": fault.path, "line": fault.line, "code": fault.code, "message": say.text(&format!("file-{}", fault.code), &fault.args) })).collect()
        };
        println!(
            "{}",
            json!({ "path": path.display().to_string(), "count": count, "errors": list(faults), "advice": list(&checked.advice) })
        );
        return;
    }
    for fault in faults.iter().chain(&checked.advice) {
        println!("{}", say.fault(fault));
    }
    let path = path.display().to_string();
    match (faults.len(), checked.advice.len()) {
        (0, 0) => say.line(summary, &[("path", path), ("n", count.to_string())]),
        (0, advice) => say.line("cli-check-advice", &[("path", path), ("n", advice.to_string())]),
        (faults, _) => say.line("cli-check-faults", &[("path", path), ("n", faults.to_string())]),
    }
}

fn check_bank(path: &Path) -> Result<Checked, Failure> {
    let files = files(path)?;
    Ok(match sources_for(path).and_then(|sources| shipped::read_bank_folder(&files, &sources)) {
        Ok(bank) => {
            let mut advice: Vec<FileFault> = files.iter().flat_map(bank::lint::typography::not_composed).collect();
            advice.extend(bank::lint::bank(&bank));
            Checked { read: Ok(bank.items.len()), advice }
        }
        Err(faults) => Checked::failed(faults),
    })
}

fn check_course(path: &Path) -> Result<Checked, Failure> {
    let files = files(path)?;
    Ok(match sources_for(path).and_then(|sources| shipped::read_course_folder(&files, &sources)) {
        Ok(course) => {
            let mut advice: Vec<FileFault> = files.iter().flat_map(bank::lint::typography::not_composed).collect();
            advice.extend(courses::lint::course(&course, &path.display().to_string()));
            Checked { read: Ok(course.lessons.len()), advice }
        }
        Err(faults) => Checked::failed(faults),
    })
}

pub fn bank(say: &Say, paths: &[PathBuf], json: bool, strict: bool) -> Outcome {
    run(say, paths, json, strict, "cli-bank-clean", check_bank)
}

pub fn course(say: &Say, args: args::Course) -> Outcome {
    let args::CourseCommand::Check { paths, json, strict } = args.command;
    run(say, &paths, json, strict, "cli-course-clean", check_course)
}

fn run(
    say: &Say,
    paths: &[PathBuf],
    json: bool,
    strict: bool,
    summary: &str,
    check: impl Fn(&Path) -> Result<Checked, Failure>,
) -> Outcome {
    let mut is_clean = true;
    for path in paths {
        let checked = check(path)?;
        is_clean &= checked.is_clean(strict);
        tell(say, json, path, &checked, summary);
    }
    if is_clean { Ok(()) } else { Err(Failure::Told) }
}
