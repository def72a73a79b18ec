//! The layers, kept by reading the sources.

use std::path::{Path, PathBuf};

fn sources(folder: &Path, out: &mut Vec<(PathBuf, String)>) {
    for entry in std::fs::read_dir(folder).expect("a folder of the project").flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|end| end == "rs") {
            let text = std::fs::read_to_string(&path).expect("readable");
            let name = path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).expect("inside src").to_owned();
            out.push((name, text));
        }
    }
}

fn all() -> Vec<(PathBuf, String)> {
    let mut out = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut out);
    out
}

/// The code without its comments.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.trim_start().starts_with("//"))
}

fn layer(path: &Path) -> &str {
    path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default()
}

fn is_pages(path: &Path) -> bool {
    path.components().any(|part| part.as_os_str() == "pages") || matches!(layer(path), "pages" | "api")
}

#[test]
fn diesel_stands_only_in_stores_and_storage() {
    for (path, text) in all() {
        let allowed = path.starts_with("storage") || layer(&path).ends_with("store");
        let uses = code(&text).any(|line| line.contains("diesel::") || line.contains("use diesel"));
        assert!(allowed || !uses, "src/{}: SQL belongs into the domain's store.rs, where the reader looks for it", path.display());
    }
}

#[test]
fn actix_stands_only_where_http_is_spoken() {
    for (path, text) in all() {
        let outer = ["app.rs", "routes.rs", "openapi.rs"].iter().any(|name| path == Path::new(name));
        let allowed = outer || path.starts_with("web") || path.starts_with("jobs") || path.starts_with("cli") || is_pages(&path);
        let uses = code(&text).any(|line| line.contains("actix_web"));
        assert!(allowed || !uses, "src/{}: a rule or a use case must not know HTTP; move what needs it into pages", path.display());
    }
}

/// The order of the domains; each may use only those before it.
const ORDER: [&str; 15] = [
    "kernel",
    "storage",
    "audit",
    "identity",
    "org",
    "recognition",
    "mail",
    "bank",
    "courses",
    "quiz",
    "contests",
    "certification",
    "reports",
    "jobs",
    "cli",
];

#[test]
fn no_domain_reaches_up() {
    for (path, text) in all() {
        let Some(own) = path.components().next().and_then(|part| part.as_os_str().to_str()) else { continue };
        let Some(place) = ORDER.iter().position(|domain| *domain == own) else { continue };
        // Pages bring domains together for a person; they may call any of them.
        if is_pages(&path) {
            continue;
        }
        for above in &ORDER[place + 1..] {
            let inside_braces = format!(" {above}::");
            let reaches = code(&text).any(|line| {
                line.contains(&format!("crate::{above}::"))
                    || line.trim_start().starts_with(&inside_braces[1..])
                    || (line.contains("use crate::{") && line.contains(&inside_braces))
            });
            // `quiz` takes the shape of a quiz from the course's file; `storage` names no domain at all.
            assert!(!reaches, "src/{}: {own} stands before {above} and must not know it", path.display());
        }
    }
}

#[test]
fn the_shell_knows_no_domain() {
    for (path, text) in all().into_iter().filter(|(path, _)| path.starts_with("web")) {
        for domain in &ORDER[2..] {
            assert!(
                !code(&text).any(|line| line.contains(&format!("crate::{domain}"))),
                "src/{}: the shell knows kernel and storage only; app.rs hands it what it needs of {domain}",
                path.display()
            );
        }
    }
}

#[test]
fn keys_are_read_only_where_release_is_decided() {
    for (path, text) in all() {
        let allowed = path.starts_with("bank")
            || [
                "quiz/closing.rs",
                "quiz/results.rs",
                "quiz/marking.rs",
                "contests/ops.rs",
                "contests/prizes/ops.rs",
                "cli/demo_cast.rs",
                "cli/demo_contest.rs",
            ]
            .iter()
            .any(|name| path == Path::new(name))
            || path.starts_with("storage")
            || path.starts_with("cli/bench");
        let uses = code(&text).any(|line| line.contains("item_keys") || line.contains("keys::keys(") || line.contains("keys::solutions("));
        assert!(allowed || !uses, "src/{}: keys, rationales and citations are secret until release", path.display());
    }
}

#[test]
fn time_and_chance_are_passed_in() {
    for (path, text) in all() {
        let allowed = path.starts_with("kernel") || path.starts_with("cli");
        let uses = code(&text)
            .any(|line| ["Utc::now", "Local::now", "SystemTime::now", "thread_rng", "rand::"].iter().any(|call| line.contains(call)));
        assert!(allowed || !uses, "src/{}: ask the clock or the entropy you were given", path.display());
    }
}

#[test]
fn most_files_can_be_held_in_the_head() {
    let lengths: Vec<(PathBuf, usize)> = all().into_iter().map(|(path, text)| (path, text.lines().count())).collect();
    let long: Vec<_> = lengths.iter().filter(|(_, lines)| *lines > 300).collect();
    assert!(long.len() * 8 <= lengths.len(), "too many long files: {long:?}");
    for (path, lines) in &lengths {
        assert!(*lines <= 500, "src/{} has {lines} lines; make a folder of it", path.display());
    }
}
