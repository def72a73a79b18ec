//! Lan tỏa: whom somebody brought, counted so that it cannot be farmed.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{model::RegistrationError, side_store as store};
use crate::{
    kernel::ids::{ContestId, PersonId, RegistrationId},
    storage::Conn,
};

/// Somebody who came by another's link.
#[derive(Clone, Debug)]
pub struct Referred {
    /// Whose link.
    pub by: RegistrationId,
    /// Who came.
    pub person: PersonId,
    /// The registration stands, is ranked, and is verified where the terms ask for it.
    pub stands: bool,
    /// An attempt that counts was finished.
    pub finished: bool,
    /// The cluster of devices they were seen in; none where it is not known.
    pub device: Option<String>,
}

/// How many each referrer brought: distinct people whose registration stands and who finished an attempt, not seen on
/// the referrer's own devices (`own`), and one for each cluster of devices.
pub fn counts(referred: &[Referred], own: &BTreeMap<RegistrationId, String>) -> HashMap<RegistrationId, usize> {
    let mut people: HashSet<(RegistrationId, PersonId)> = HashSet::new();
    let mut devices: HashSet<(RegistrationId, &str)> = HashSet::new();
    let mut counts = HashMap::new();
    for one in referred.iter().filter(|one| one.stands && one.finished) {
        let device = one.device.as_deref();
        let is_own = device.is_some() && device == own.get(&one.by).map(String::as_str);
        if is_own || !people.insert((one.by, one.person)) || device.is_some_and(|device| !devices.insert((one.by, device))) {
            continue;
        }
        *counts.entry(one.by).or_default() += 1;
    }
    counts
}

/// A count as its owner sees it while the contest runs: the bounds of a band, so that nobody learns from it who of those
/// they brought has finished. Upper bound none is "and more".
pub const fn band(count: usize) -> (usize, Option<usize>) {
    match count {
        0 => (0, Some(0)),
        1..=4 => (1, Some(4)),
        5..=9 => (5, Some(9)),
        10..=19 => (10, Some(19)),
        20..=49 => (20, Some(49)),
        50..=99 => (50, Some(99)),
        _ => (100, None),
    }
}

/// The counts of a contest by its facts.
pub fn of_contest(conn: &mut Conn<'_>, contest: ContestId, needs_code: bool) -> Result<HashMap<RegistrationId, usize>, RegistrationError> {
    let finishers: HashSet<PersonId> = store::finishers(conn, contest)?.into_iter().collect();
    let referred: Vec<Referred> = store::referred(conn, contest)?
        .into_iter()
        .map(|(by, person, state, standing, verified_at)| Referred {
            by,
            person,
            stands: state == "active" && standing == "ranked" && (!needs_code || verified_at.is_some()),
            finished: finishers.contains(&person),
            device: None,
        })
        .collect();
    Ok(counts(&referred, &BTreeMap::new()))
}

/// How many each person brought, by the facts.
pub fn by_person(conn: &mut Conn<'_>, contest: ContestId, needs_code: bool) -> Result<Vec<(PersonId, i64)>, RegistrationError> {
    let counts = of_contest(conn, contest, needs_code)?;
    let ids: Vec<RegistrationId> = counts.keys().copied().collect();
    let count = |id: RegistrationId| counts.get(&id).map_or(0, |count| i64::try_from(*count).unwrap_or(i64::MAX));
    Ok(store::owners(conn, &ids)?.into_iter().map(|(id, person)| (person, count(id))).collect())
}

/// A line of the organizers' list.
#[derive(Clone, Debug)]
pub struct Spreader {
    /// Name.
    pub full_name: String,
    /// Unit.
    pub unit: String,
    /// How many they brought.
    pub count: usize,
}

/// Who brought the most, at most `limit`; equals by name.
pub fn most(conn: &mut Conn<'_>, contest: ContestId, needs_code: bool, limit: usize) -> Result<Vec<Spreader>, RegistrationError> {
    let counts = of_contest(conn, contest, needs_code)?;
    let mut best: Vec<(RegistrationId, usize)> = counts.into_iter().collect();
    best.sort_by_key(|(id, count)| (std::cmp::Reverse(*count), *id));
    best.truncate(limit);
    let ids: Vec<RegistrationId> = best.iter().map(|(id, _)| *id).collect();
    let names: HashMap<RegistrationId, (String, Option<String>)> =
        store::named(conn, &ids)?.into_iter().map(|(id, name, unit)| (id, (name, unit))).collect();
    let mut lines: Vec<Spreader> = best
        .into_iter()
        .filter_map(|(id, count)| {
            let (full_name, unit) = names.get(&id)?.clone();
            Some(Spreader { full_name, unit: unit.unwrap_or_default(), count })
        })
        .collect();
    lines.sort_by_key(|line| (std::cmp::Reverse(line.count), crate::kernel::text::name_sort_key(&line.full_name)));
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id<T>(number: u8) -> crate::kernel::Id<T> {
        crate::kernel::Id::from_uuid(uuid::Uuid::from_bytes([number; 16]))
    }

    fn came(by: u8, person: u8, device: Option<&str>) -> Referred {
        Referred { by: id(by), person: id(person), stands: true, finished: true, device: device.map(str::to_owned) }
    }

    #[test]
    fn only_distinct_people_who_stand_and_finished_count() {
        let referred = [
            came(1, 10, None),
            came(1, 10, None),
            Referred { stands: false, ..came(1, 11, None) },
            Referred { finished: false, ..came(1, 12, None) },
            came(1, 13, None),
            came(2, 14, None),
        ];
        let counts = counts(&referred, &BTreeMap::new());
        assert_eq!((counts.get(&id(1)), counts.get(&id(2)), counts.get(&id(3))), (Some(&2), Some(&1), None));
    }

    #[test]
    fn a_crowd_on_one_device_counts_once_and_the_own_device_never() {
        let own = BTreeMap::from([(id(1), "phone-a".to_owned())]);
        let referred = [came(1, 10, Some("phone-a")), came(1, 11, Some("phone-b")), came(1, 12, Some("phone-b")), came(1, 13, None)];
        assert_eq!(counts(&referred, &own).get(&id(1)), Some(&2));
        assert_eq!(counts(&[came(2, 14, Some("phone-a"))], &own).get(&id(2)), Some(&1), "another's device is another's");
    }

    #[test]
    fn the_own_count_is_told_in_bands() {
        assert_eq!([0, 1, 4, 5, 100, 7_000].map(band), [(0, Some(0)), (1, Some(4)), (1, Some(4)), (5, Some(9)), (100, None), (100, None)]);
    }
}
