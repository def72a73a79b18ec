//! Question files: a corpus with what each file says, and round trips through every format.

use std::{
    fmt::Write,
    path::{Path, PathBuf},
};

use hocthi::bank::formats::{self, Format, model::Reading};
use serde_json::Value;

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus")
}

fn files(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("the corpus").flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, out);
        } else if !path.to_string_lossy().ends_with(".expected.json") && path.parent() != Some(&corpus()) {
            out.push(path);
        }
    }
}

fn read(path: &Path) -> Reading {
    let bytes = std::fs::read(path).expect("readable");
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    match formats::detect(&name, &bytes) {
        Ok(format) => formats::read(format, &bytes),
        Err(flaw) => Reading::refused(flaw),
    }
}

/// What is said must be there; of these fields nothing more may be.
const WHOLE: [&str; 10] = ["stem", "options", "keys", "level", "topic", "rationale", "context", "code", "points", "images"];

fn compare(wanted: &Value, found: &Value, is_item: bool) -> Option<String> {
    let (wanted, found) = (wanted.as_object()?, found.as_object()?);
    for (name, value) in wanted {
        if found.get(name) != Some(value) {
            return Some(format!("{name}: wanted {value}, found {}", found.get(name).unwrap_or(&Value::Null)));
        }
    }
    let more = found.keys().find(|name| is_item && WHOLE.contains(&name.as_str()) && !wanted.contains_key(*name));
    more.map(|name| format!("{name}: not wanted, found {}", found[name]))
}

fn list<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn differences(wanted: &Value, found: &Value) -> String {
    let mut out = String::new();
    for name in ["items", "errors", "warnings"] {
        if name == "warnings" && wanted.get(name).is_none() {
            continue;
        }
        if let Some(count) = wanted.get("count").and_then(Value::as_u64).filter(|_| name == "items") {
            if count != list(found, name).len() as u64 {
                let _ = writeln!(out, "  {name}: wanted {count}, found {}", list(found, name).len());
            }
            continue;
        }
        let (wanted, found) = (list(wanted, name), list(found, name));
        if wanted.len() != found.len() {
            let _ = writeln!(out, "  {name}: wanted {}, found {}", wanted.len(), found.len());
            for item in found {
                let _ = writeln!(out, "    found {item}");
            }
            continue;
        }
        for (at, (wanted, found)) in wanted.iter().zip(found).enumerate() {
            if let Some(difference) = compare(wanted, found, name == "items") {
                let _ = writeln!(out, "  {name}[{at}] {difference}");
            }
        }
    }
    out
}

#[test]
fn every_file_of_the_corpus_says_what_is_expected() {
    let mut paths = Vec::new();
    files(&corpus(), &mut paths);
    paths.sort();
    assert!(paths.len() >= 5, "{} files", paths.len());
    let mut wrong = String::new();
    for path in &paths {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let expected =
            [format!("{stem}.expected.json"), format!("{}.expected.json", path.file_name().unwrap_or_default().to_string_lossy())]
                .map(|name| path.with_file_name(name))
                .into_iter()
                .find(|path| path.exists());
        let Some(expected) = expected else {
            let _ = writeln!(wrong, "{}: nothing is expected of it", path.display());
            continue;
        };
        let wanted: Value = serde_json::from_str(&std::fs::read_to_string(expected).expect("readable")).expect("JSON");
        let found = formats::json::reading(&read(path), &|key, _| key.to_owned());
        let told = differences(&wanted, &found);
        if !told.is_empty() {
            let _ = write!(wrong, "{}\n{told}", path.strip_prefix(corpus()).unwrap_or(path).display());
        }
    }
    assert!(wrong.is_empty(), "{} files; these differ:\n{wrong}", paths.len());
}

/// Every code that a reader or writer gives, as a literal in its source.
#[test]
fn every_flaw_and_loss_has_its_sentences() {
    fn sources(folder: &Path, out: &mut String) {
        for entry in std::fs::read_dir(folder).expect("sources").flatten() {
            let path = entry.path();
            if path.is_dir() {
                sources(&path, out);
            } else {
                out.push_str(&std::fs::read_to_string(&path).unwrap_or_default());
            }
        }
    }
    let mut text = String::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/bank/formats"), &mut text);
    let messages: String = hocthi::web::i18n::files(hocthi::web::i18n::Lang::Vi).remove("formats.ftl").expect("the messages of formats");
    let has = |key: &str| messages.lines().any(|line| line.starts_with(&format!("{key} =")));
    // Codes stand after a part or alone as the first string of a call.
    let codes: std::collections::BTreeSet<String> = [
        "Flaw::file(",
        "Part::Whole, ",
        "Part::Stem, ",
        "Part::Key, ",
        "Part::Level, ",
        "Part::Type, ",
        "Part::Points, ",
        "Part::Source, ",
    ]
    .iter()
    .flat_map(|marker| text.split(marker).skip(1))
    .filter_map(|rest| rest.trim_start().strip_prefix('"'))
    .filter_map(|rest| rest.split('"').next())
    .filter(|code| !code.is_empty() && code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'))
    .map(str::to_owned)
    .collect();
    assert!(codes.len() > 40, "{codes:?}");
    let missing: Vec<&String> =
        codes.iter().filter(|code| !has(&format!("format-{code}")) || !has(&format!("format-{code}-mend"))).collect();
    assert!(missing.is_empty(), "no sentence for {missing:?}");
    let lost: std::collections::BTreeSet<&str> = text
        .split("lose(\"")
        .chain(text.split("losses.insert(\""))
        .chain(text.split("losses.push(\""))
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    let missing: Vec<&&str> = lost
        .iter()
        .filter(|code| code.len() < 20 && code.bytes().all(|b| b.is_ascii_lowercase()) && !has(&format!("format-lost-{code}")))
        .collect();
    assert!(missing.is_empty(), "no sentence for {missing:?}");
}

#[test]
fn formats_have_names() {
    for format in Format::ALL {
        assert_eq!(Format::parse(format.code()), Some(format));
    }
}
