//! `hocthi bank`: checks native files, takes question files of all formats in, writes them out.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::{Failure, Outcome, args, check, open, say::Say};
use crate::{
    bank::{
        exchange::{self, Target},
        formats::{
            self, Format,
            model::{Draft, Flaw, Place, Reading},
            store_form,
        },
        model::BankError,
        ops,
    },
    config::{Config, Overrides},
    kernel::{Clock, clock::SystemClock, rng::SystemEntropy},
};

impl From<BankError> for Failure {
    fn from(error: BankError) -> Self {
        Self::Problem(error.into())
    }
}

pub fn run(say: &Say, args: args::Bank) -> Outcome {
    match args.command {
        args::BankCommand::Check { paths, json, strict } => check::bank(say, &paths, json, strict),
        args::BankCommand::Import(args) => import(say, &args),
        args::BankCommand::Export { bank, format, output } => export(say, &bank, &format, &output),
        args::BankCommand::Template { file } => template(say, &file),
    }
}

fn format_named(name: &str) -> Result<Format, Failure> {
    Format::parse(name).ok_or_else(|| Failure::Unreadable("format-unknown", vec![("value", name.to_owned())]))
}

/// What a file gives, in the format it was said or found to have.
fn read(path: &Path, format: Option<Format>) -> Result<Reading, Failure> {
    let bytes = std::fs::read(path).map_err(|error| Failure::File(path.display().to_string(), error))?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(match format.map_or_else(|| formats::detect(&name, &bytes), Ok) {
        Ok(format) => formats::read(format, &bytes),
        Err(flaw) => Reading::refused(flaw),
    })
}

/// The sentence of a message of the formats, with the names of ways to mark keys in the reader's language.
fn sentence(say: &Say, key: &str, value: &str) -> String {
    let mut value = value.to_owned();
    for code in ["sign", "line", "list", "solution", "underline", "bold", "colour", "highlight"] {
        if key.starts_with("format-keys_disagree") {
            value = value.replace(&format!("{code}: "), &format!("{}: ", say.text(&format!("format-key-{code}"), &[])));
        }
    }
    say.text(key, &[("value", value)])
}

fn place(say: &Say, path: &Path, flaw: &Flaw) -> String {
    let path = path.display().to_string();
    let at = |key: &str, number: usize| format!("{path}: {}", say.text(key, &[("n", number.to_string())]));
    let mut out = match flaw.place {
        Place::File => path,
        Place::Line(line) => format!("{path}:{line}"),
        Place::Row(row) => at("cli-import-row", row),
        Place::Paragraph(paragraph) => at("cli-import-paragraph", paragraph),
        Place::Question(number) => at("cli-import-question", number),
    };
    // A sheet's own number says little without its word.
    let is_number = flaw.label.bytes().all(|b| b.is_ascii_digit());
    let label =
        if is_number && !flaw.label.is_empty() { say.text("cli-import-item", &[("n", flaw.label.clone())]) } else { flaw.label.clone() };
    for part in [&*flaw.column, label.as_str()].into_iter().filter(|part| !part.is_empty()) {
        out = format!("{out}, {part}");
    }
    out
}

fn tell(say: &Say, path: &Path, reading: &Reading, as_json: bool) {
    if as_json {
        let mut out = formats::json::reading(reading, &|key, value| sentence(say, key, value));
        out["path"] = json!(path.display().to_string());
        println!("{out}");
        return;
    }
    for flaw in &reading.flaws {
        let (why, remedy) = (
            sentence(say, &format!("format-{}", flaw.code), &flaw.value),
            sentence(say, &format!("format-{}-mend", flaw.code), &flaw.value),
        );
        let line = format!("{}: {why} {remedy}", place(say, path, flaw));
        println!("{}", say.text(if flaw.is_error { "cli-import-error" } else { "cli-import-remark" }, &[("what", line)]));
    }
    let errors = reading.flaws.iter().filter(|flaw| flaw.is_error).count();
    say.line(
        "cli-import-read",
        &[
            ("path", path.display().to_string()),
            ("n", reading.drafts.len().to_string()),
            ("errors", errors.to_string()),
            ("remarks", (reading.flaws.len() - errors).to_string()),
        ],
    );
}

fn import(say: &Say, args: &args::BankImport) -> Outcome {
    let format = args.format.as_deref().map(format_named).transpose()?;
    let mut readings: Vec<(PathBuf, Reading)> = Vec::new();
    for path in &args.files {
        readings.push((path.clone(), read(path, format)?));
    }
    let target = args.bank.as_ref().filter(|_| !args.dry_run);
    let Some(bank) = target else {
        for (path, reading) in &readings {
            tell(say, path, reading, args.json);
        }
        return if readings.iter().any(|(_, reading)| reading.has_errors()) { Err(Failure::Told) } else { Ok(()) };
    };
    let config = Config::load(&Overrides::default())?;
    let db = open(&config)?;
    let wanted: Vec<String> = source_codes(readings.iter().flat_map(|(_, reading)| &reading.drafts));
    let sources = db.read_blocking(|conn| ops::sources(conn, &wanted))?;
    let mut items = Vec::new();
    for (_, reading) in &mut readings {
        for draft in &reading.drafts {
            match store_form::item(draft, &sources) {
                Ok((item, mut remarks)) => {
                    items.push(item);
                    reading.flaws.append(&mut remarks);
                }
                Err(mut errors) => reading.flaws.append(&mut errors),
            }
        }
        reading.flaws.sort_by_key(|flaw| flaw.place);
    }
    for (path, reading) in &readings {
        tell(say, path, reading, args.json);
    }
    // All or nothing: a file with an error stops them all.
    if readings.iter().any(|(_, reading)| reading.has_errors()) {
        say.aside("cli-import-nothing", &[]);
        return Err(Failure::Told);
    }
    let target = Target {
        bank: bank.clone(),
        title: args.title.clone(),
        no_topic: say.text("format-topic-none", &[]),
        skips_known: args.skip_known,
    };
    let now = SystemClock.now();
    let done =
        db.write_blocking(move |conn| exchange::import(conn, now, &SystemEntropy, None, &target, &items)).map_err(|error| match error {
            BankError::NotFound => Failure::Message("import-bank", vec![("bank", bank.clone())]),
            error => error.into(),
        })?;
    if !done.taken.is_empty() {
        return Err(Failure::Message("import-taken", vec![("codes", done.taken.join(", "))]));
    }
    if !done.known.is_empty() && !args.skip_known {
        let numbers: Vec<String> = done.known.iter().take(20).map(usize::to_string).collect();
        return Err(Failure::Message("import-known", vec![("n", done.known.len().to_string()), ("which", numbers.join(", "))]));
    }
    say.aside("cli-import-done", &[("n", done.added.to_string()), ("bank", bank.clone()), ("known", done.known.len().to_string())]);
    Ok(())
}

/// Codes of the sources that drafts may cite.
fn source_codes<'d>(drafts: impl Iterator<Item = &'d Draft>) -> Vec<String> {
    let mut codes: Vec<String> = drafts.filter_map(|draft| draft.source.split_once(':')).map(|(code, _)| code.to_owned()).collect();
    codes.sort();
    codes.dedup();
    codes
}

fn export(say: &Say, bank: &str, format: &str, output: &Path) -> Outcome {
    let format = format_named(format)?;
    let config = Config::load(&Overrides::default())?;
    let db = open(&config)?;
    let code = bank.to_owned();
    let now = SystemClock.now();
    let items = db.write_blocking(move |conn| exchange::export(conn, now, None, &code, format)).map_err(|error| match error {
        BankError::NotFound => Failure::Message("export-bank", vec![("bank", bank.to_owned())]),
        error => error.into(),
    })?;
    let drafts: Vec<Draft> = (1..).zip(&items).map(|(number, item)| store_form::draft(number, item)).collect();
    let Some(written) = formats::write(format, &drafts) else {
        return Err(Failure::Unreadable("export-read-only", vec![("format", format.code().to_owned())]));
    };
    std::fs::write(output, &written.bytes).map_err(|error| Failure::File(output.display().to_string(), error))?;
    for loss in &written.lost {
        let what = say.text(&format!("format-lost-{}", loss.code), &[]);
        say.aside("cli-export-lost", &[("item", loss.item.clone()), ("what", what)]);
    }
    let whole = written.lost.iter().filter(|loss| loss.code == "item").count();
    say.line(
        "cli-export-done",
        &[("path", output.display().to_string()), ("n", (drafts.len() - whole).to_string()), ("lost", whole.to_string())],
    );
    Ok(())
}

fn template(say: &Say, file: &Path) -> Outcome {
    let lines = formats::xlsx::TEMPLATE_LINES
        .map(|column| (say.text(&format!("format-template-{column}"), &[]), say.text(&format!("format-template-{column}-help"), &[])));
    let bytes = formats::xlsx::template(&say.text("format-template-sheet", &[]), &(say.text("format-template-help", &[]), lines.into()));
    std::fs::write(file, bytes).map_err(|error| Failure::File(file.display().to_string(), error))?;
    say.line("cli-template-done", &[("path", file.display().to_string())]);
    Ok(())
}
