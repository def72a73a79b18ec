//! Readers of question files against files that went wrong: those of the corpus, changed by chance, packages also inside. What is
//! understood of them is stored and written again. Run by hand, longer than other tests:
//!
//! `HOCTHI_MUTATIONS_SECONDS=120 cargo test --test it -- --ignored mutations`

use std::{
    collections::BTreeMap,
    io::{Cursor, Read, Write},
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    time::{Duration, Instant},
};

use hocthi::bank::{
    formats::{self, Format, model::Reading, pasted, store_form},
    intake::entries::gather,
};

/// What is dear to one reader or another.
const WORDS: [&str; 48] = [
    "{",
    "}",
    "=",
    "~",
    "#",
    "####",
    "->",
    "%50%",
    "%-100%",
    "\\",
    "\\\\",
    "::",
    "[[1]]",
    "[[2]]",
    "[[99]]",
    "$CATEGORY: ",
    "ANSWER: A",
    "A. ",
    "a) ",
    "Câu 1. ",
    "Câu 99999999999999999999. ",
    "Đáp án: B",
    "1.A 2.B 3.C",
    "Chọn B.",
    "Phần I",
    "(0,25 điểm)",
    "|",
    "\t",
    "\n\n",
    ";",
    "\"",
    "\u{0}",
    "\u{FEFF}",
    "\u{202E}",
    "e\u{0301}\u{0301}\u{0301}",
    "1e309",
    "-0",
    "]]>",
    "<![CDATA[",
    "&#0;",
    "&amp;",
    "<w:p>",
    "</w:p>",
    "<w:tbl>",
    "<w:br/>",
    "[[item]]",
    "key = true",
    "{1:MULTICHOICE:=a~b}",
];

/// Chance that can be had again: xorshift64*.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % (end.max(1) as u64)).unwrap()
    }
}

fn mutate(chance: &mut Chance, bytes: &mut Vec<u8>, other: &[u8]) {
    for _ in 0..=chance.below(6) {
        let at = chance.below(bytes.len() + 1);
        let end = (at + 1 + chance.below(60)).min(bytes.len());
        match chance.below(7) {
            0 if at < bytes.len() => bytes[at] ^= 1 << chance.below(8),
            1 => drop(bytes.drain(at.min(end)..end)),
            2 => drop(bytes.splice(at..at, WORDS[chance.below(WORDS.len())].bytes())),
            3 => {
                let piece: Vec<u8> = bytes[at.min(end)..end].to_vec();
                let times = [1, 2, 40, 2_000][chance.below(4)];
                drop(bytes.splice(at..at, piece.repeat(times)));
            }
            4 if !other.is_empty() => {
                let from = chance.below(other.len());
                let to = (from + chance.below(400)).min(other.len());
                drop(bytes.splice(at..at, other[from..to].iter().copied()));
            }
            5 => bytes.truncate(at),
            _ => {
                let word = WORDS[chance.below(WORDS.len())];
                let times = [1, 3, 300][chance.below(3)];
                drop(bytes.splice(at..end.max(at), word.repeat(times).into_bytes()));
            }
        }
        bytes.truncate(400_000);
    }
}

/// A package with one of its files changed.
fn mutate_inside(chance: &mut Chance, bytes: &[u8], other: &[u8]) -> Option<Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    for at in 0..archive.len().min(60) {
        let mut file = archive.by_index(at).ok()?;
        let name = file.name().ok()?.to_string();
        let mut content = Vec::new();
        file.by_ref().take(400_000).read_to_end(&mut content).ok()?;
        files.insert(name, content);
    }
    let names: Vec<String> = files.keys().filter(|name| name.ends_with(".xml") || name.ends_with(".rels")).cloned().collect();
    let name = names.get(chance.below(names.len()))?;
    mutate(chance, files.get_mut(name)?, other);
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).ok()?;
        writer.write_all(&content).ok()?;
    }
    Some(writer.finish().ok()?.into_inner())
}

fn corpus(folder: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(folder);
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.is_file() && !path.to_string_lossy().ends_with(".expected.json"))
        .collect();
    paths.sort();
    paths.iter().map(|path| std::fs::read(path).unwrap()).filter(|bytes| bytes.len() < 200_000).collect()
}

/// What happens to a file that somebody brings, from the first byte to what is taken out again.
fn whole_way(reading: Reading) {
    for draft in reading.drafts.iter().take(40) {
        let _ = store_form::item(draft, &[]);
        for format in Format::ALL {
            let _ = formats::write(format, std::slice::from_ref(draft));
        }
        let _ = formats::write(Format::Docx, &[formats::without_key(draft.clone())]);
    }
    let _ = gather(reading, &[]);
}

fn withstands(folder: &str, read: impl Fn(&[u8]) -> Reading) {
    let seconds = std::env::var("HOCTHI_MUTATIONS_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(60);
    let seed = std::env::var("HOCTHI_MUTATIONS_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(0x9E37_79B9_7F4A_7C15);
    let mut chance = Chance(seed);
    let files = corpus(folder);
    let began = Instant::now();
    let (mut tried, mut understood, mut slowest) = (0u64, 0u64, Duration::ZERO);
    while began.elapsed() < Duration::from_secs(seconds) {
        let mut bytes = files[chance.below(files.len())].clone();
        let other = files[chance.below(files.len())].clone();
        let inside = if chance.below(8) > 0 { mutate_inside(&mut chance, &bytes, &other) } else { None };
        match inside {
            Some(changed) => bytes = changed,
            None => mutate(&mut chance, &mut bytes, &other),
        }
        let start = Instant::now();
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            let reading = read(&bytes);
            let (took, drafts) = (start.elapsed(), reading.drafts.len());
            whole_way(reading);
            (took, drafts)
        }));
        tried += 1;
        let keep = |why: &str| {
            let path = std::env::temp_dir().join(format!("{folder}-{tried}.found"));
            std::fs::write(&path, &bytes).unwrap();
            format!("{folder}: {why}; the file is kept as {} (seed {seed}, number {tried})", path.display())
        };
        match outcome {
            Ok((took, drafts)) => {
                understood += u64::from(drafts > 0);
                slowest = slowest.max(took);
                assert!(took < Duration::from_secs(20), "{}", keep(&format!("{took:?} to read {} bytes", bytes.len())));
            }
            Err(end) => panic!("{}", keep(&format!("it ended the program: {:?}", end.downcast_ref::<String>()))),
        }
    }
    println!("{folder}: {tried} files, questions in {understood}, the slowest took {slowest:?}");
    assert!(understood > tried / 100, "{folder}: questions in {understood} of {tried}; the changes are too wild to try anything");
}

macro_rules! readers {
    ($($name:ident: $folder:literal, $format:expr;)*) => {$(
        #[test]
        #[ignore = "takes as long as it is told to"]
        fn $name() {
            withstands($folder, |bytes| formats::read($format, bytes));
        }
    )*};
}

readers! {
    gift: "gift", Format::Gift;
    aiken: "aiken", Format::Aiken;
    native: "native", Format::Native;
    moodle: "moodle", Format::MoodleXml;
    qti: "qti", Format::Qti3;
    xlsx: "xlsx", Format::Xlsx;
    docx: "docx", Format::Docx;
    csv: "csv", Format::Csv;
}

#[test]
#[ignore = "takes as long as it is told to"]
fn pasted_pages() {
    withstands("aiken", |bytes| {
        let text = String::from_utf8_lossy(bytes);
        pasted::read("", &format!("<p>Câu 1. Ai?</p><p>A. Một</p><p><b>B. Hai</b></p><p>{}</p>", text.replace('\n', "</p><p>")))
    });
}
