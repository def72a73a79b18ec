//! Sources and what rests on them: which items cite a clause, which clauses nobody asks about, and which items cite a clause
//! that changed since somebody last stood for them.

use std::collections::HashMap;

use super::{rights::Holder, sources_store as store};
use crate::{
    bank::model::{BankError, Source},
    kernel::ids::BankId,
    storage::Conn,
};

type Outcome<T> = Result<T, BankError>;

/// Items named under a clause; the rest are counted.
pub const MOST_NAMED: usize = 20;

/// A source with how much rests on it.
#[derive(Clone, Debug)]
pub struct SourceLine {
    /// The source.
    pub source: Source,
    /// Clauses that some item cites.
    pub cited: usize,
    /// Items that cite it.
    pub items: i64,
}

/// An item that cites a clause.
#[derive(Clone, Debug)]
pub struct Citing {
    /// Code of its bank.
    pub bank: String,
    /// Its code.
    pub code: String,
    /// Status.
    pub status: String,
    /// Stem.
    pub stem: String,
    /// The clause changed since somebody last stood for it.
    pub is_outdated: bool,
}

/// A clause with the items that cite it.
#[derive(Clone, Debug, Default)]
pub struct ClauseItems {
    /// All of them.
    pub total: usize,
    /// Those whose clause changed, then the others; at most [`MOST_NAMED`].
    pub named: Vec<Citing>,
    /// How many rest on words that changed.
    pub outdated: usize,
}

fn visible(conn: &mut Conn<'_>, holder: &Holder) -> Outcome<Vec<BankId>> {
    let open = super::rights_store::openness(conn)?;
    Ok(open.into_iter().filter(|(bank, is_open)| holder.in_bank(*bank, *is_open).views()).map(|(bank, _)| bank).collect())
}

/// All sources with the items that cite them in banks that the holder may look at.
pub fn overview(conn: &mut Conn<'_>, holder: &Holder) -> Outcome<Vec<SourceLine>> {
    let banks = visible(conn, holder)?;
    let counts = store::counts(conn, &banks)?;
    Ok(store::all(conn)?
        .into_iter()
        .map(|source| {
            let of_source: Vec<&(String, String, i64)> = counts.iter().filter(|row| row.0 == source.code).collect();
            SourceLine {
                cited: of_source.iter().filter(|row| source.clauses.iter().any(|clause| clause.id == row.1)).count(),
                items: of_source.iter().map(|row| row.2).sum(),
                source,
            }
        })
        .collect())
}

/// A source with the items of each of its clauses, retired ones left out.
///
/// # Errors
/// [`BankError::NotFound`].
pub fn source(conn: &mut Conn<'_>, holder: &Holder, code: &str) -> Outcome<(Source, HashMap<String, ClauseItems>)> {
    let source = crate::bank::ops::sources(conn, &[code.to_owned()])?.pop().ok_or(BankError::NotFound)?;
    let banks = visible(conn, holder)?;
    let mut clauses: HashMap<String, ClauseItems> = HashMap::new();
    for row in store::citing(conn, &banks, code)? {
        let stood_for = row.checked_at.map_or(row.created_at, |checked| checked.max(row.created_at));
        let is_outdated = row.changed_at.is_some_and(|changed| changed > stood_for);
        let clause = clauses.entry(row.clause).or_default();
        clause.total += 1;
        clause.outdated += usize::from(is_outdated);
        clause.named.push(Citing { bank: row.bank, code: row.code, status: row.status, stem: row.stem, is_outdated });
    }
    for clause in clauses.values_mut() {
        clause.named.sort_by_key(|item| !item.is_outdated);
        clause.named.truncate(MOST_NAMED);
    }
    Ok((source, clauses))
}
