//! `hocthi bank check` and `hocthi course check`: read native files and name every fault.

use std::path::Path;

use serde_json::json;

use super::{Failure, Outcome, args, say::Say};
use crate::{
    bank::{
        model::Source,
        native::{FileFault, NativeFile, own_sources, read_sources},
    },
    shipped,
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

fn tell(say: &Say, as_json: bool, path: &Path, faults: &[FileFault], summary: &str, count: usize) {
    if as_json {
        let list: Vec<_> = faults.iter().map(|fault| json!({ "path": fault.path, "line": fault.line, "code": fault.code, "message": say.text(&format!("file-{}", fault.code), &fault.args) })).collect();
        println!("{}", json!({ "path": path.display().to_string(), "count": count, "errors": list }));
        return;
    }
    for fault in faults {
        println!("{}", say.fault(fault));
    }
    if faults.is_empty() {
        say.line(summary, &[("path", path.display().to_string()), ("n", count.to_string())]);
    } else {
        say.line("cli-check-faults", &[("path", path.display().to_string()), ("n", faults.len().to_string())]);
    }
}

pub fn bank(say: &Say, args: args::Bank) -> Outcome {
    let args::BankCommand::Check { paths, json } = args.command;
    let mut is_clean = true;
    for path in &paths {
        let read = sources_for(path);
        let checked = match read {
            Ok(sources) => shipped::read_bank_folder(&files(path)?, &sources).map(|bank| bank.items.len()),
            Err(faults) => Err(faults),
        };
        is_clean &= checked.is_ok();
        let count = checked.as_ref().copied().unwrap_or(0);
        tell(say, json, path, &checked.err().unwrap_or_default(), "cli-bank-clean", count);
    }
    if is_clean { Ok(()) } else { Err(Failure::Told) }
}

pub fn course(say: &Say, args: args::Course) -> Outcome {
    let args::CourseCommand::Check { paths, json } = args.command;
    let mut is_clean = true;
    for path in &paths {
        let checked = match sources_for(path) {
            Ok(sources) => shipped::read_course_folder(&files(path)?, &sources).map(|course| course.lessons.len()),
            Err(faults) => Err(faults),
        };
        is_clean &= checked.is_ok();
        let count = checked.as_ref().copied().unwrap_or(0);
        tell(say, json, path, &checked.err().unwrap_or_default(), "cli-course-clean", count);
    }
    if is_clean { Ok(()) } else { Err(Failure::Told) }
}
