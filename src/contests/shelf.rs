//! Published results as pages read them. A published result never changes, so each is read once and kept, without its
//! attempts: what hundreds of thousands of people look at in one evening is a ranking in memory, not a file read anew.

use std::sync::{Arc, Mutex, PoisonError};

use super::{
    model::{ContestError, Round},
    ops::Outcome,
    result_file::ResultFile,
    store, verify,
};
use crate::{kernel::Timestamp, storage::Conn};

/// Results kept at once; the one looked at longest ago makes room.
const KEPT: usize = 8;

static SHELF: Mutex<Shelf> = Mutex::new(Shelf(Vec::new()));

/// Results by the digest that was approved, the one looked at last at the end.
struct Shelf(Vec<(String, Arc<ResultFile>)>);

impl Shelf {
    fn get(&mut self, digest: &str, read: impl FnOnce() -> Outcome<ResultFile>) -> Outcome<Arc<ResultFile>> {
        let entry = match self.0.iter().position(|(kept, _)| kept == digest) {
            Some(at) => self.0.remove(at),
            None => (digest.to_owned(), Arc::new(ResultFile { attempts: Vec::new(), ..read()? })),
        };
        if self.0.len() == KEPT {
            self.0.remove(0);
        }
        let file = Arc::clone(&entry.1);
        self.0.push(entry);
        Ok(file)
    }
}

/// The published result of a round without its attempts, and when it was published.
///
/// Who asks for one that is not kept waits while it is read, and everybody else with them: it is read once, not once for
/// each of the thousands who come in the minute of its publication.
pub fn published(conn: &mut Conn<'_>, round: &Round) -> Outcome<Option<(Arc<ResultFile>, Timestamp)>> {
    let Some((digest, at)) = store::result_head(conn, round.id)? else { return Ok(None) };
    let read = || {
        let (text, _) = store::result(conn, round.id)?.ok_or(ContestError::NotFound)?;
        verify::read(&text).map_err(|_| ContestError::BrokenFact { attempt: round.code.clone(), fault: "result" })
    };
    let file = SHELF.lock().unwrap_or_else(PoisonError::into_inner).get(&digest, read)?;
    Ok(Some((file, at)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contests::verify::tests::file;

    #[test]
    fn a_result_is_read_once_and_kept_without_its_attempts_until_others_need_the_room() {
        let mut shelf = Shelf(Vec::new());
        let mut reads = 0;
        let mut ask = |shelf: &mut Shelf, digest: &str| {
            let read = || {
                reads += 1;
                Ok(file())
            };
            (shelf.get(digest, read).unwrap(), reads)
        };
        let (first, read) = ask(&mut shelf, "0");
        assert!(read == 1 && first.attempts.is_empty() && first.ranking == file().ranking);
        assert_eq!(ask(&mut shelf, "0").1, 1);
        for other in 1..KEPT {
            ask(&mut shelf, &other.to_string());
        }
        let full = ask(&mut shelf, "0").1;
        assert_eq!(full, KEPT, "none had to go yet");
        ask(&mut shelf, "one more");
        assert_eq!(ask(&mut shelf, "0").1, KEPT + 1, "it was looked at last, so it stayed");
        assert_eq!(ask(&mut shelf, "1").1, KEPT + 2, "this one had to go");
        assert_eq!(shelf.0.len(), KEPT);
        let failing = shelf.get("broken", || Err(ContestError::NotFound));
        assert!(failing.is_err() && shelf.0.len() == KEPT, "what cannot be read takes no room");
    }
}
