//! Lists of people who may not take part or are not ranked: pasted as user names or phones, a row each.

use std::collections::{HashMap, HashSet};

use serde_json::json;

use super::{
    model::RegistrationError,
    ops::{self, Outcome, event},
    private,
    rules::{self, Standing},
    settled::{self, Settled},
    side_store::{self as store, Classes, ExclusionRow},
    store::{self as registrations, Hold, RegistrationRow},
    terms::{ExclusionClass, Terms},
};
use crate::{
    audit,
    contests::model::Contest,
    kernel::{
        Actor, Entropy, FieldProblem, Id, Timestamp,
        ids::{ExclusionId, PersonId, RegistrationId},
        text,
    },
    storage::Conn,
};

/// Most rows of one paste.
const MOST_ROWS: usize = 2_000;

/// What a row of a paste names.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Named {
    /// A phone, ten digits.
    Phone(String),
    /// A user name, lower case.
    Username(String),
}

/// Reads a paste: the first cell of each row that is not empty, each person once.
pub fn read(pasted: &str) -> Vec<(usize, Named)> {
    let mut seen = HashSet::new();
    (1..)
        .zip(pasted.lines())
        .filter_map(|(row, line)| {
            let cell = text::clean_line(line.split(['\t', ';', ',']).next().unwrap_or_default());
            let named = text::phone(&cell).map_or_else(|| Named::Username(cell.to_lowercase()), Named::Phone);
            (!cell.is_empty() && seen.insert(named.clone())).then_some((row, named))
        })
        .collect()
}

/// Adds people to a list. A phone that no account has is kept too: it counts when somebody registers with it.
///
/// # Errors
/// The field `list`: every row whose user name is not there, and who took part in a round that is closed; the class when the
/// terms do not exclude it.
pub fn add(
    conn: &mut Conn<'_>,
    now: Timestamp,
    entropy: &dyn Entropy,
    by: &Actor,
    contest: &Contest,
    class: &str,
    pasted: &str,
) -> Outcome<usize> {
    let terms = registrations::held_terms(conn, contest.id, Hold::Alone)?.ok_or(RegistrationError::NotFound)?;
    let class = ExclusionClass::parse(class).filter(|class| terms.exclusions.contains_key(class));
    let mut wrong = Vec::new();
    if class.is_none() {
        wrong.push(FieldProblem::new("class", "choice"));
    }
    let rows = read(pasted);
    if rows.is_empty() {
        wrong.push(FieldProblem::new("list", "required"));
    } else if rows.len() > MOST_ROWS {
        wrong.push(FieldProblem::new("list", "too_many_rows").with("max", MOST_ROWS));
    }
    let Some(class) = class.filter(|_| wrong.is_empty()) else { return Err(RegistrationError::Fields(wrong)) };
    let usernames: Vec<String> =
        rows.iter().filter_map(|(_, named)| if let Named::Username(name) = named { Some(name.clone()) } else { None }).collect();
    let phones: Vec<String> =
        rows.iter().filter_map(|(_, named)| if let Named::Phone(phone) = named { Some(phone.clone()) } else { None }).collect();
    let accounts = store::accounts(conn, &usernames, &phones)?;
    let by_name: HashMap<&str, PersonId> = accounts.iter().map(|(id, username, _)| (username.as_str(), *id)).collect();
    let by_phone: HashMap<&str, PersonId> = accounts.iter().filter_map(|(id, _, phone)| Some((phone.as_deref()?, *id))).collect();
    let keys = ops::keys(conn, entropy)?;
    let mut entries = Vec::with_capacity(rows.len());
    for (row, named) in &rows {
        let (person_id, phone_print, shown) = match named {
            Named::Phone(phone) => (by_phone.get(phone.as_str()).copied(), Some(keys.print("phone", phone)), private::masked_phone(phone)),
            Named::Username(name) => match by_name.get(name.as_str()) {
                Some(id) => (Some(*id), None, name.clone()),
                None => {
                    wrong.push(FieldProblem::new("list", "row_unknown_person").with("row", row).with("value", name));
                    continue;
                }
            },
        };
        entries.push(ExclusionRow {
            id: Id::new(now, entropy),
            contest_id: contest.id,
            class: class.code().to_owned(),
            person_id,
            phone_print,
            shown,
            added_by: by.id,
            added_at: now,
        });
    }
    if !wrong.is_empty() {
        return Err(RegistrationError::Fields(wrong));
    }
    store::insert_exclusions(conn, &entries)?;
    let people: Vec<PersonId> = entries.iter().filter_map(|entry| entry.person_id).collect();
    let prints: Vec<Vec<u8>> = entries.iter().filter_map(|entry| entry.phone_print.clone()).collect();
    let touched = store::matching(conn, contest.id, &people, &prints)?;
    apply(conn, now, contest, &terms, &touched)?;
    crate::contests::store::touch_rounds_of(conn, contest.id)?;
    let detail = json!({ "class": class.code(), "people": entries.len(), "registered_already": touched.len() });
    audit::ops::record(conn, now, event(Some(by.id), "registration.excluded", contest.code.clone(), detail))?;
    Ok(entries.len())
}

/// Gives registrations the standing that all their lines on the lists and their own declarations make, unless the organizer
/// has marked them with words of their own.
fn apply(conn: &mut Conn<'_>, now: Timestamp, contest: &Contest, terms: &Terms, rows: &[RegistrationRow]) -> Outcome<()> {
    let classes = Classes::of(conn, contest.id, rows)?;
    let mut groups: HashMap<(&str, &str), Vec<RegistrationId>> = HashMap::new();
    let mut changed = Vec::new();
    for row in rows {
        let is_own = row.standing != Standing::Ranked.code() && ExclusionClass::parse(&row.standing_reason).is_none();
        let standing = rules::standing(terms, &classes.of_row(row, row.answers.0.contains_key(ops::RELATIVE)));
        let stands = (standing.code(), standing.reason());
        if is_own || stands == (row.standing.as_str(), row.standing_reason.as_str()) {
            continue;
        }
        groups.entry(stands).or_default().push(row.id);
        changed.push(row.person_id);
    }
    if let Some(settled) = settled::settled(conn, now, contest, &changed)? {
        let who = rows.iter().find(|row| row.person_id == settled.person()).map(|row| row.full_name.clone()).unwrap_or_default();
        let problem = match settled {
            Settled::RoundClosed { title, .. } => FieldProblem::new("list", "row_round_closed").with("round", title),
            Settled::AllOver { .. } => FieldProblem::new("list", "row_settled"),
        };
        return Err(RegistrationError::Fields(vec![problem.with("who", who)]));
    }
    for ((standing, reason), ids) in groups {
        store::set_standing(conn, &ids, standing, reason)?;
    }
    Ok(())
}

/// A line of the lists.
#[derive(Clone, Debug)]
pub struct Excluded {
    /// Id.
    pub id: ExclusionId,
    /// Why.
    pub class: String,
    /// User name, or a masked phone.
    pub shown: String,
    /// When it was added.
    pub added_at: Timestamp,
}

/// All lists of a contest.
pub fn list(conn: &mut Conn<'_>, contest: &Contest) -> Outcome<Vec<Excluded>> {
    let line = |row: ExclusionRow| Excluded { id: row.id, class: row.class, shown: row.shown, added_at: row.added_at };
    Ok(store::exclusions(conn, contest.id)?.into_iter().map(line).collect())
}

/// Takes a line off its list; a registration that it touched is ranked again unless another line holds it.
///
/// # Errors
/// The field `list` for somebody who took part in a round that is closed.
pub fn remove(conn: &mut Conn<'_>, now: Timestamp, by: &Actor, contest: &Contest, id: ExclusionId) -> Outcome<()> {
    let terms = registrations::held_terms(conn, contest.id, Hold::Alone)?.ok_or(RegistrationError::NotFound)?;
    let gone = store::delete_exclusion(conn, contest.id, id)?.ok_or(RegistrationError::NotFound)?;
    let people: Vec<PersonId> = gone.person_id.into_iter().collect();
    let prints: Vec<Vec<u8>> = gone.phone_print.into_iter().collect();
    let touched = store::matching(conn, contest.id, &people, &prints)?;
    apply(conn, now, contest, &terms, &touched)?;
    crate::contests::store::touch_rounds_of(conn, contest.id)?;
    let detail = json!({ "class": gone.class, "shown": gone.shown });
    audit::ops::record(conn, now, event(Some(by.id), "registration.exclusion_lifted", contest.code.clone(), detail))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paste_from_a_table_gives_the_first_cell_of_each_row_once() {
        let pasted = "Lan.Nguyen\tNguyễn Thị Lan\n\n+84 912 345 678;x\nlan.nguyen\n0912345678\n  duc , x";
        let rows = read(pasted);
        let expected =
            [(1, Named::Username("lan.nguyen".into())), (3, Named::Phone("0912345678".into())), (6, Named::Username("duc".into()))];
        assert_eq!(rows, expected);
    }
}
