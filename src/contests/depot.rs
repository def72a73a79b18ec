//! Published files as they are sent: read from the database once, kept as bytes on disk, so that a hundred megabytes are
//! neither held in memory nor read anew for everyone who fetches them.

use std::{
    fs::File,
    io::{self, Write},
    os::unix::fs::FileExt,
    sync::{Arc, Mutex, PoisonError},
};

use flate2::{Compression, write::GzEncoder};

use super::{
    model::{ContestError, Round},
    ops::Outcome,
    proof::Receipts,
    store, verify,
};
use crate::storage::{Conn, StorageError};

/// Files kept at once; the one fetched longest ago makes room.
const KEPT: usize = 8;
/// Bytes that are read at once.
const CHUNK: usize = 256 * 1_024;

/// A published file, plain and compressed. Both have no name on disk: they are gone with the process.
pub struct Stored {
    plain: Bytes,
    gzip: Bytes,
    receipts: Receipts,
}

/// Bytes on disk.
pub struct Bytes {
    file: File,
    len: u64,
}

impl Bytes {
    /// How many.
    pub const fn len(&self) -> u64 {
        self.len
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// A part from `offset` on; empty behind the end.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn chunk(&self, offset: u64) -> io::Result<Vec<u8>> {
        let rest = usize::try_from(self.len.saturating_sub(offset)).unwrap_or(CHUNK);
        let mut chunk = vec![0; CHUNK.min(rest)];
        self.file.read_exact_at(&mut chunk, offset)?;
        Ok(chunk)
    }
}

impl Stored {
    fn new(text: &str, receipts: Receipts) -> io::Result<Self> {
        let mut plain = tempfile::tempfile()?;
        plain.write_all(text.as_bytes())?;
        let mut encoder = GzEncoder::new(tempfile::tempfile()?, Compression::fast());
        encoder.write_all(text.as_bytes())?;
        let gzip = encoder.finish()?;
        let len = gzip.metadata()?.len();
        Ok(Self { plain: Bytes { file: plain, len: text.len() as u64 }, gzip: Bytes { file: gzip, len }, receipts })
    }

    /// The bytes, compressed where the reader takes that.
    pub const fn bytes(&self, takes_gzip: bool) -> &Bytes {
        if takes_gzip { &self.gzip } else { &self.plain }
    }

    /// Its receipts.
    pub const fn receipts(&self) -> &Receipts {
        &self.receipts
    }
}

/// Published files by the digest that was approved, the one fetched last at the end.
#[derive(Default)]
pub struct Depot(Mutex<Vec<(String, Arc<Stored>)>>);

impl Depot {
    /// The published file of a round; none before it is published. Who asks for one that is not kept waits while it is read,
    /// and everybody else who asks for a file with them: it is read once.
    ///
    /// # Errors
    /// [`ContestError::BrokenFact`] for a file that cannot be read.
    pub fn get(&self, conn: &mut Conn<'_>, round: &Round) -> Outcome<Option<Arc<Stored>>> {
        let Some((digest, _)) = store::result_head(conn, round.id)? else { return Ok(None) };
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = if let Some(at) = kept.iter().position(|(known, _)| *known == digest) {
            kept.remove(at)
        } else {
            let (text, _) = store::result(conn, round.id)?.ok_or(ContestError::NotFound)?;
            let broken = |_| ContestError::BrokenFact { attempt: round.code.clone(), fault: "result" };
            let receipts = Receipts::of(&verify::read(&text).map_err(broken)?);
            let stored = Stored::new(&text, receipts).map_err(|error| StorageError::Unusable(error.to_string()))?;
            (digest, Arc::new(stored))
        };
        if kept.len() == KEPT {
            kept.remove(0);
        }
        let stored = Arc::clone(&entry.1);
        kept.push(entry);
        Ok(Some(stored))
    }
}
