//! How long question files of many items take to be written and read, and how much memory it takes. Each figure is that of a
//! process of its own, so that no format pays for the one before.

use std::{path::Path, process::Command, time::Instant};

use serde_json::{Value, json};

use super::{cannot, report::show};
use crate::{
    bank::{
        formats::{
            self, Format, MOST_ITEMS,
            model::{Body, Choice, Draft, Place},
        },
        model::CognitiveLevel,
    },
    cli::{Failure, Outcome, say::Say},
};

/// What one step took.
struct Step {
    seconds: f64,
    peak_mib: Option<f64>,
    items: usize,
}

pub fn run(say: &Say, sizes: &[usize], as_json: bool) -> Outcome {
    if sizes.iter().any(|size| !(1..=MOST_ITEMS).contains(size)) {
        return Err(Failure::Message("bench-formats", vec![("most", MOST_ITEMS.to_string())]));
    }
    let folder = super::people::folder()?;
    let mut rows: Vec<Value> = Vec::new();
    for format in Format::ALL.into_iter().filter(|format| *format != Format::Csv) {
        for size in sizes {
            let path = folder.path().join(format!("{}-{size}.{}", format.code(), format.ending()));
            let (written, read) = (step("write", format, *size, &path)?, step("read", format, *size, &path)?);
            if written.items != *size || read.items != *size {
                return Err(cannot(&format!("{}: {size} → {} → {}", format.code(), written.items, read.items)));
            }
            let bytes = std::fs::metadata(&path).map_err(|error| Failure::File(path.display().to_string(), error))?.len();
            #[allow(clippy::cast_precision_loss)] // for people to read
            let mib = bytes as f64 / f64::from(1 << 20);
            let memory = |step: &Step| step.peak_mib.map_or_else(|| "–".to_owned(), |mib| show(mib, 0));
            if as_json {
                rows.push(json!({
                    "format": format.code(), "items": size, "file_mib": mib,
                    "write_s": written.seconds, "write_peak_mib": written.peak_mib,
                    "read_s": read.seconds, "read_peak_mib": read.peak_mib,
                }));
            } else {
                say.line(
                    "cli-bench-format",
                    &[
                        ("format", format.code().to_owned()),
                        ("items", size.to_string()),
                        ("size", show(mib, 1)),
                        ("write", show(written.seconds, 2)),
                        ("write_peak", memory(&written)),
                        ("read", show(read.seconds, 2)),
                        ("read_peak", memory(&read)),
                    ],
                );
            }
        }
    }
    if as_json {
        println!("{}", json!({ "debug_build": cfg!(debug_assertions), "formats": rows }));
    }
    Ok(())
}

/// Runs a step in a process of its own.
fn step(verb: &str, format: Format, size: usize, path: &Path) -> Result<Step, Failure> {
    let program = std::env::current_exe().map_err(|error| cannot(&error))?;
    let output = Command::new(program)
        .args(["bench", "--format-step", &format!("{verb}:{}:{size}", format.code()), "--format-file"])
        .arg(path)
        .output()
        .map_err(|error| cannot(&error))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let told: Value = serde_json::from_str(text.trim()).map_err(|_| cannot(&String::from_utf8_lossy(&output.stderr)))?;
    Ok(Step {
        seconds: told["seconds"].as_f64().unwrap_or_default(),
        peak_mib: told["peak_mib"].as_f64(),
        items: told["items"].as_u64().and_then(|items| usize::try_from(items).ok()).unwrap_or_default(),
    })
}

/// The process of its own.
pub fn child(told: &str, path: &Path) -> Outcome {
    let mut parts = told.split(':');
    let (verb, format, size) = (parts.next().unwrap_or_default(), parts.next().and_then(Format::parse), parts.next());
    let (Some(format), Some(size)) = (format, size.and_then(|size| size.parse().ok())) else { return Err(cannot(told)) };
    let in_file = |error| Failure::File(path.display().to_string(), error);
    let (seconds, items) = if verb == "write" {
        let drafts: Vec<Draft> = (0..size).map(draft).collect();
        let began = Instant::now();
        let written = formats::write(format, &drafts).ok_or_else(|| cannot(told))?;
        let seconds = began.elapsed();
        std::fs::write(path, &written.bytes).map_err(in_file)?;
        (seconds, size - written.lost.iter().filter(|loss| loss.code == "item").count())
    } else {
        let bytes = std::fs::read(path).map_err(in_file)?;
        let began = Instant::now();
        let reading = formats::read(format, &bytes);
        (began.elapsed(), reading.drafts.len())
    };
    let peak = super::child::peak_memory_of("self");
    println!("{}", json!({ "seconds": seconds.as_secs_f64(), "peak_mib": peak, "items": items }));
    Ok(())
}

/// A question that every format can hold, of the usual length.
fn draft(number: usize) -> Draft {
    let option = |at: usize| Choice {
        text: format!("Phương án thứ {at} của câu {number}, dài bằng một câu thường gặp"),
        is_key: at == number % 4,
        feedback: String::new(),
    };
    Draft {
        code: format!("do-{number:05}"),
        level: Some(CognitiveLevel::ALL[number % 4]),
        topic: format!("Chủ đề {}", number % 12),
        rationale: format!("Câu {number}: ghi ở phần đầu của văn bản được dẫn."),
        tags: vec!["đo tốc độ".to_owned()],
        ..Draft::new(
            Place::Question(number + 1),
            format!("Theo văn bản số {number}, cơ quan nào chủ trì việc tuyên truyền ở cơ sở?"),
            Body::Choice { options: (0..4).map(option).collect(), many: false },
        )
    }
}
