//! Both databases get the same tables, and `schema.rs` says what they are.

use std::collections::{BTreeMap, BTreeSet};

use hocthi::storage::{Db, Options, migration_names, table_columns};

use crate::support::{Backend, fresh_url};

const OPTIONS: Options = Options { connections: 2, queue: 16 };

type Columns = BTreeMap<String, BTreeSet<(String, bool)>>;

/// Tables with their columns and whether they may be NULL, as the database tells them.
fn columns(backend: Backend) -> Columns {
    let (url, _keep) = fresh_url(backend, false);
    let (db, migrated) = Db::open(&url, OPTIONS).expect("opens");
    assert!(!migrated.applied.is_empty());
    let mut out = Columns::new();
    for (table, column, nullable) in db.read_blocking(table_columns).expect("told") {
        out.entry(table).or_default().insert((column, nullable));
    }
    out
}

/// The same from the files of `storage/schema`.
fn declared() -> Columns {
    let folder = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/storage/schema")).expect("readable");
    let files = folder.flatten().map(|entry| std::fs::read_to_string(entry.path()).expect("readable"));
    let source = files.collect::<Vec<_>>().join("\n");
    let mut out = Columns::new();
    let mut table = String::new();
    for line in source.lines().map(str::trim) {
        if let Some((name, _)) = line.split_once(" (").filter(|_| line.ends_with(") {")) {
            table = name.to_owned();
        } else if let Some((column, kind)) = line.split_once(" -> ") {
            out.entry(table.clone()).or_default().insert((column.to_owned(), kind.starts_with("Nullable")));
        }
    }
    out
}

#[test]
fn both_databases_and_the_schema_agree() {
    let (sqlite, postgres) = (columns(Backend::Sqlite), columns(Backend::Postgres));
    assert_eq!(sqlite, postgres);
    assert_eq!(sqlite, declared());
}

#[test]
fn migrations_have_the_same_names_on_both_sides() {
    let (sqlite, postgres) = migration_names().expect("readable");
    assert_eq!(sqlite, postgres);
}

#[test]
fn opening_again_changes_nothing_and_a_newer_database_is_refused() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let (url, _keep) = fresh_url(backend, false);
        drop(Db::open(&url, OPTIONS).expect("opens"));
        let (db, migrated) = Db::open(&url, OPTIONS).expect("opens again");
        assert!(migrated.applied.is_empty());
        db.write_blocking(hocthi::storage::pretend_newer).expect("pretended");
        drop(db);
        let refused = Db::open(&url, OPTIONS).err().expect("a newer schema is refused").to_string();
        assert!(refused.contains("99999999999999"), "{refused}");
    }
}

#[test]
fn two_processes_may_migrate_at_once() {
    let (url, _keep) = fresh_url(Backend::Postgres, false);
    let openers: Vec<_> = (0..4)
        .map(|_| {
            let url = url.clone();
            std::thread::spawn(move || Db::open(&url, OPTIONS).map(|(_, migrated)| migrated.applied.len()))
        })
        .collect();
    let applied: Vec<usize> = openers.into_iter().map(|opener| opener.join().expect("no panic").expect("opens")).collect();
    assert_eq!(applied.iter().filter(|n| **n > 0).count(), 1, "{applied:?}");
}
