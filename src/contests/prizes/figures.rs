//! Figures of a published result that need every attempt: right answers by item, when people took part, the spread of points.

use std::sync::{Arc, Mutex, PoisonError};

use crate::{
    contests::{
        model::{ContestError, Round},
        ops::Outcome,
        result_file::{FactFault, ResultFile, Scorer},
        verify,
    },
    storage::Conn,
};

/// Figures kept at once.
const KEPT: usize = 16;
/// Milliseconds of an hour.
const HOUR: i64 = 3_600_000;
/// Rounds up to this long are told by the hour, longer ones by the day.
const LONGEST_BY_HOUR: i64 = 3 * 24 * HOUR;
/// Vietnam is ahead of UTC.
const VIETNAM: i64 = 7 * HOUR;

/// The figures.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Figures {
    /// By item, in the order of the frozen content.
    pub items: Vec<ItemFigures>,
    /// When attempts were begun and submitted, from the opening to the closing without a gap.
    pub times: Vec<Moment>,
    /// Whether [`Figures::times`] goes by hours rather than days.
    pub is_hourly: bool,
    /// People of the ranking by tenths of full marks: 0–9 %, …, 90–99 %, and full marks.
    pub scores: [i64; 11],
}

/// An item in the attempts that count.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct ItemFigures {
    /// How often it was asked.
    pub asked: i64,
    /// How often it was given all its points.
    pub right: i64,
}

/// A span of time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Moment {
    /// Its start, milliseconds since 1970.
    pub at: i64,
    /// Attempts begun.
    pub started: i64,
    /// Attempts submitted or closed.
    pub submitted: i64,
}

/// Counts a result file, with its attempts, over.
///
/// # Errors
/// What cannot have happened; a published file has none.
pub fn count(file: &ResultFile, max_score: i64) -> Result<Figures, FactFault> {
    let frozen = &file.frozen;
    let span = if frozen.closes_at - frozen.opens_at <= LONGEST_BY_HOUR { HOUR } else { 24 * HOUR };
    let start_of = |at: i64| (at + VIETNAM).div_euclid(span) * span - VIETNAM;
    let first = start_of(frozen.opens_at);
    let spans = (start_of(frozen.closes_at - 1) - first) / span + 1;
    let mut times: Vec<Moment> = (0..spans.max(1)).map(|n| Moment { at: first + n * span, started: 0, submitted: 0 }).collect();
    // Submissions in the grace after the closing belong to the last span.
    let place = |at: i64| usize::try_from((start_of(at) - first) / span).unwrap_or(0).min(times.len() - 1);
    let scorer = Scorer::new(frozen, &file.amendments, file.public_value.as_deref());
    let mut items = vec![ItemFigures::default(); frozen.items.len()];
    let mut moments = Vec::new();
    for fact in file.attempts.iter().filter(|fact| fact.excluded.is_none()) {
        moments.push((place(fact.started_at), place(fact.submitted_at)));
        for mark in scorer.marks(fact)? {
            items[mark.item].asked += 1;
            items[mark.item].right += i64::from(mark.points == mark.of);
        }
    }
    for (started, submitted) in moments {
        times[started].started += 1;
        times[submitted].submitted += 1;
    }
    let mut scores = [0; 11];
    for line in &file.ranking {
        scores[usize::try_from(line.score * 10 / max_score.max(1)).unwrap_or(0).min(10)] += 1;
    }
    Ok(Figures { items, times, is_hourly: span == HOUR, scores })
}

/// Figures by digest of the result; none while they are being counted.
static SHELF: Mutex<Vec<(String, Option<Arc<Figures>>)>> = Mutex::new(Vec::new());

/// What stands on the shelf.
pub enum Standing {
    /// Counted.
    Ready(Arc<Figures>),
    /// Somebody is counting.
    Counting,
    /// Nobody has begun: the caller shall, with [`make`].
    Yours,
}

/// The figures of a result, or whose turn it is to count them.
pub fn standing(digest: &str) -> Standing {
    let mut shelf = SHELF.lock().unwrap_or_else(PoisonError::into_inner);
    match shelf.iter().find(|(kept, _)| kept == digest) {
        Some((_, Some(figures))) => Standing::Ready(Arc::clone(figures)),
        Some((_, None)) => Standing::Counting,
        None => {
            if shelf.len() >= KEPT
                && let Some(at) = shelf.iter().position(|(_, figures)| figures.is_some())
            {
                shelf.remove(at);
            }
            shelf.push((digest.to_owned(), None));
            Standing::Yours
        }
    }
}

/// Gives the turn back where counting fails, so that the next reader tries again.
struct Turn<'a>(&'a str);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut shelf = SHELF.lock().unwrap_or_else(PoisonError::into_inner);
        shelf.retain(|(kept, figures)| kept != self.0 || figures.is_some());
    }
}

/// Counts the figures of a published result and keeps them. For who was told [`Standing::Yours`].
pub fn make(conn: &mut Conn<'_>, round: &Round, digest: &str) -> Outcome<Arc<Figures>> {
    let turn = Turn(digest);
    let (text, _) = crate::contests::store::result(conn, round.id)?.ok_or(ContestError::NotFound)?;
    let broken = || ContestError::BrokenFact { attempt: round.code.clone(), fault: "result" };
    let file = verify::read(&text).map_err(|_| broken())?;
    let figures = Arc::new(count(&file, super::gathering::full_marks(&file)).map_err(|_| broken())?);
    let mut shelf = SHELF.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(place) = shelf.iter_mut().find(|(kept, _)| kept == digest) {
        place.1 = Some(Arc::clone(&figures));
    }
    drop(shelf);
    drop(turn);
    Ok(figures)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contests::verify::tests::file;

    #[test]
    fn the_counts_are_those_of_the_attempts() {
        let file = file();
        let figures = count(&file, super::super::gathering::full_marks(&file)).unwrap();
        let counted: Vec<_> = file.attempts.iter().filter(|fact| fact.excluded.is_none()).collect();
        let asked: i64 = figures.items.iter().map(|item| item.asked).sum();
        assert_eq!(asked, i64::try_from(counted.len() * 4).unwrap(), "four items a paper");
        assert!(figures.items.iter().all(|item| item.right <= item.asked));
        let scorer = Scorer::new(&file.frozen, &[], None);
        let right: usize =
            counted.iter().map(|fact| scorer.marks(fact).unwrap().iter().filter(|mark| mark.points == mark.of).count()).sum();
        assert_eq!(figures.items.iter().map(|item| item.right).sum::<i64>(), i64::try_from(right).unwrap());
        assert!(figures.is_hourly && figures.times.len() <= 2);
        assert_eq!(figures.times.iter().map(|moment| moment.started).sum::<i64>(), i64::try_from(counted.len()).unwrap());
        assert_eq!(figures.times.iter().map(|moment| moment.submitted).sum::<i64>(), i64::try_from(counted.len()).unwrap());
        assert_eq!(figures.scores.iter().sum::<i64>(), i64::try_from(file.ranking.len()).unwrap());
        assert_eq!(figures.scores[10], file.all_correct);
    }

    #[test]
    fn one_reader_counts_and_a_failed_count_is_tried_again() {
        assert!(matches!(standing("turn"), Standing::Yours));
        assert!(matches!(standing("turn"), Standing::Counting));
        drop(Turn("turn"));
        assert!(matches!(standing("turn"), Standing::Yours));
        drop(Turn("turn"));
    }
}
