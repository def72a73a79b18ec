//! Both languages say the same things, and nothing is asked for that is not there.

use std::collections::{BTreeMap, BTreeSet};

use hocthi::web::i18n::{Lang, files};

/// Keys with the variables of their messages, by file.
fn messages(lang: Lang) -> BTreeMap<String, (String, BTreeSet<String>)> {
    let mut out = BTreeMap::new();
    for (file, text) in files(lang) {
        let mut key = String::new();
        for line in text.lines() {
            if let Some((name, rest)) = line
                .split_once(" =")
                .filter(|(name, _)| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')))
            {
                key = name.to_owned();
                assert!(out.insert(key.clone(), (file.clone(), variables(rest))).is_none(), "{}/{file}: {key} stands twice", lang.code());
            } else if let Some((_, known)) = out.get_mut(&key).filter(|_| !line.starts_with('#')) {
                known.extend(variables(line));
            }
        }
    }
    out
}

fn variables(text: &str) -> BTreeSet<String> {
    text.split('$').skip(1).map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || matches!(c, '_' | '-')).collect()).collect()
}

#[test]
fn both_languages_have_the_same_keys_and_variables_in_the_same_files() {
    let (vi, en) = (messages(Lang::Vi), messages(Lang::En));
    for (key, (file, variables)) in &vi {
        let Some((en_file, en_variables)) = en.get(key) else { panic!("en lacks {key} ({file})") };
        assert_eq!(file, en_file, "{key}");
        assert_eq!(variables, en_variables, "{key}");
    }
    for key in en.keys() {
        assert!(vi.contains_key(key), "vi lacks {key}");
    }
}

#[test]
fn every_message_is_composed_unicode() {
    for lang in Lang::ALL {
        for (file, text) in files(lang) {
            assert_eq!(text, hocthi::kernel::text::nfc(&text), "{}/{file} is not NFC", lang.code());
        }
    }
}

/// The sources in which messages are asked for.
fn sources() -> String {
    fn walk(folder: &std::path::Path, out: &mut String) {
        for entry in std::fs::read_dir(folder).expect("a folder of the project").flatten() {
            let path = entry.path();
            if path.is_dir() {
                walk(&path, out);
            } else if path.extension().is_some_and(|end| end == "rs" || end == "html") {
                out.push_str(&std::fs::read_to_string(&path).unwrap_or_default());
            }
        }
    }
    let mut out = String::new();
    for folder in ["src", "templates"] {
        walk(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut out);
    }
    out
}

/// Families of keys that are put together from a code at run time.
const FAMILIES: [&str; 21] = [
    "format-",
    "problem-",
    "field-",
    "flash-",
    "file-",
    "role-",
    "level-",
    "status-",
    "item-type-",
    "unit-kind-",
    "audit-",
    "cli-",
    "quiz-instruction-",
    "ui-step-",
    "fault-",
    "contest-fault-",
    "intake-format-",
    "intake-sample-",
    "registration-consent-",
    "registration-gender-",
    "registration-relation-",
];

#[test]
fn no_message_is_left_that_nobody_says() {
    let sources = sources();
    let unused: Vec<String> = messages(Lang::Vi)
        .into_keys()
        .filter(|key| !FAMILIES.iter().any(|family| key.starts_with(family)) && !sources.contains(&format!("\"{key}\"")))
        .filter(|key| !sources.contains(&format!("\"{}\" ~", &key[..key.rfind('-').map_or(0, |at| at + 1)])))
        .collect();
    assert!(unused.is_empty(), "nobody says {unused:?}");
}

#[test]
fn every_code_has_its_sentence() {
    let (sources, vi) = (sources(), messages(Lang::Vi));
    let mut missing = BTreeSet::new();
    let mut ask = |prefix: &str, marker: &str| {
        for rest in sources.split(marker).skip(1) {
            // The code is the first string that follows in the same statement; none where the code is a variable.
            let statement = rest.split(['\n', ';']).next().unwrap_or_default();
            let code: String = statement.split('"').nth(1).unwrap_or_default().to_owned();
            if !code.is_empty() && code.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') && !vi.contains_key(&format!("{prefix}{code}"))
            {
                missing.insert(format!("{prefix}{code}"));
            }
        }
    };
    ask("problem-", "Problem::new(ProblemKind::");
    ask("flash-", "redirect_saying(");
    for call in sources.split("FieldProblem::new(").skip(1) {
        // The second argument: what follows the first comma, if it is a literal.
        let second = call.split_once(',').map(|(_, rest)| rest.trim_start()).unwrap_or_default();
        let code = second.strip_prefix('"').and_then(|rest| rest.split('"').next()).unwrap_or_default();
        if !code.is_empty() && code.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') && !vi.contains_key(&format!("field-{code}")) {
            missing.insert(format!("field-{code}"));
        }
    }
    assert!(missing.is_empty(), "no sentence for {missing:?}");
}
