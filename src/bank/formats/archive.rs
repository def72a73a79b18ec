//! Zip containers (DOCX, XLSX, QTI packages) that others made: real bytes are counted while unpacking, headers are not believed.

use std::{
    collections::BTreeMap,
    io::{Cursor, Read, Write},
    sync::Arc,
};

use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

use super::model::Flaw;

/// Entries of a document or sheet.
pub const MOST_ENTRIES: usize = 2_000;
/// Entries of a package that has a file for each item: as many items as files may have, and a picture for each.
pub const MOST_IN_PACKAGE: usize = 2 * super::MOST_ITEMS + 10;
/// Bytes of all entries together, unpacked.
const MOST_BYTES: u64 = 200 * 1024 * 1024;
/// Bytes that come out for each byte that went in, past [`FREE`].
const MOST_RATIO: u64 = 100;
/// Bytes of an entry to which no ratio applies: small files of one letter pack well.
const FREE: u64 = 100 * 1024;

/// Entries by name. Names that would leave the folder, and links, are not among them.
pub type Entries = BTreeMap<String, Arc<[u8]>>;

/// Unpacks the entries for which `wanted` says yes, of a container with so many entries at most.
pub fn unpack(bytes: &[u8], most_entries: usize, wanted: impl Fn(&str) -> bool) -> Result<Entries, Flaw> {
    let broken = |why: &dyn std::fmt::Display| Flaw::file("zip_broken", why.to_string());
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
    if archive.len() > most_entries {
        return Err(Flaw::file("zip_entries", archive.len().to_string()));
    }
    let mut out = Entries::new();
    let mut total = 0u64;
    for at in 0..archive.len() {
        let file = archive.by_index(at).map_err(|error| {
            let text = error.to_string();
            if text.to_lowercase().contains("password") { Flaw::file("zip_password", "") } else { broken(&text) }
        })?;
        let is_safe = file.enclosed_name().is_some() && !file.is_symlink();
        let Ok(name) = file.name().map(|name| name.replace('\\', "/")) else { continue };
        if !is_safe || file.is_dir() || !wanted(&name) {
            continue;
        }
        let packed = file.compressed_size().clamp(1, bytes.len() as u64);
        let most = (MOST_BYTES - total).min(FREE.max(packed.saturating_mul(MOST_RATIO)));
        let mut content = Vec::new();
        file.take(most + 1).read_to_end(&mut content).map_err(|error| broken(&error))?;
        let size = content.len() as u64;
        if size > most {
            return Err(Flaw::file("zip_bomb", name));
        }
        total += size;
        out.insert(name, content.into());
    }
    Ok(out)
}

/// Names of the entries.
pub fn names(bytes: &[u8]) -> Result<Vec<String>, Flaw> {
    let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| Flaw::file("zip_broken", error.to_string()))?;
    if archive.len() > MOST_IN_PACKAGE {
        return Err(Flaw::file("zip_entries", archive.len().to_string()));
    }
    Ok(archive.file_names().filter_map(|name| Some(name.ok()?.replace('\\', "/"))).collect())
}

/// Packs files into a container; the first stays first.
pub fn pack(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        // Writing into memory fails only for what we do not do (names over 64 KiB, 4 GiB of content).
        let _ = writer.start_file(name.as_str(), SimpleFileOptions::default());
        let _ = writer.write_all(content);
    }
    writer.finish().map(Cursor::into_inner).unwrap_or_default()
}
