//! Several people who may be one: the same name and unit, the same browser, the same network.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::model::{Facts, Finding, Signal};

/// Fewer people behind one network and kind of browser say nothing.
const FEWEST_IN_NETWORK: usize = 3;

/// People with the same name, marks aside, in the same unit. Where both gave a date of birth, another one sets them apart, and
/// the same one brings them together also where neither named a unit.
pub fn same_name(facts: &Facts) -> Vec<Signal> {
    let mut groups: HashMap<_, Vec<usize>> = HashMap::new();
    for (at, taker) in facts.takers.iter().enumerate() {
        // Without a unit, a name alone would call half of a country irregular.
        if taker.unit.is_some() || taker.born.is_some() {
            groups.entry((taker.name_key.as_str(), taker.unit, taker.born)).or_default().push(at);
        }
    }
    let clusters: HashMap<usize, (usize, usize, bool)> = groups
        .into_iter()
        .filter(|(_, people)| people.len() > 1)
        .enumerate()
        .flat_map(|(number, ((_, _, born), people))| {
            let size = people.len();
            people.into_iter().map(move |taker| (taker, (number, size, born.is_some())))
        })
        .collect();
    let mut cases: BTreeMap<usize, (Finding, Vec<usize>)> = BTreeMap::new();
    for (at, case) in facts.cases.iter().enumerate() {
        if let Some((number, people, same_birth)) = clusters.get(&case.taker).copied() {
            let finding = Finding::SameName { people, same_birth };
            cases.entry(number).or_insert_with(|| (finding, Vec::new())).1.push(at);
        }
    }
    // Somebody with nothing but a running attempt is no case yet; the others of the name are then no cluster.
    cases
        .into_values()
        .filter(|(_, cases)| people_of(facts, cases) > 1)
        .map(|(finding, cases)| Signal::new(facts, finding, cases))
        .collect()
}

fn people_of(facts: &Facts, cases: &[usize]) -> usize {
    cases.iter().map(|at| facts.cases[*at].taker).collect::<BTreeSet<_>>().len()
}

fn grouped(facts: &Facts, key: impl Fn(usize) -> Option<[u8; 16]>) -> BTreeMap<[u8; 16], Vec<usize>> {
    let mut groups: BTreeMap<[u8; 16], Vec<usize>> = BTreeMap::new();
    for at in 0..facts.cases.len() {
        if let Some(key) = key(at) {
            groups.entry(key).or_default().push(at);
        }
    }
    groups
}

/// Attempts of several people that were begun in one browser.
pub fn same_browser(facts: &Facts) -> Vec<Signal> {
    let groups = grouped(facts, |at| facts.cases[at].device);
    groups
        .into_values()
        .filter_map(|cases| {
            let people = people_of(facts, &cases);
            let finding = Finding::SameBrowser { people, attempts: cases.len(), overlapping: some_overlap(facts, &cases) };
            (people > 1).then(|| Signal::new(facts, finding, cases))
        })
        .collect()
}

/// Attempts of at least [`FEWEST_IN_NETWORK`] people from one network with one kind of browser.
pub fn same_network(facts: &Facts) -> Vec<Signal> {
    let groups = grouped(facts, |at| facts.cases[at].network);
    groups
        .into_values()
        .filter_map(|cases| {
            let people = people_of(facts, &cases);
            let finding = Finding::SameNetwork { people, attempts: cases.len() };
            (people >= FEWEST_IN_NETWORK).then(|| Signal::new(facts, finding, cases))
        })
        .collect()
}

/// Whether attempts of two different people among these ran at the same time.
fn some_overlap(facts: &Facts, cases: &[usize]) -> bool {
    let mut order: Vec<usize> = cases.to_vec();
    order.sort_by_key(|at| (facts.cases[*at].started_at, *at));
    // Of what began before, the latest end of each of the two people whose ends are latest.
    let mut latest: Option<(usize, i64)> = None;
    let mut of_another: Option<(usize, i64)> = None;
    for at in order {
        let case = &facts.cases[at];
        let runs_on = |end: Option<(usize, i64)>| end.is_some_and(|(taker, end)| taker != case.taker && case.started_at < end);
        if runs_on(latest) || runs_on(of_another) {
            return true;
        }
        match latest {
            Some((taker, end)) if taker == case.taker => latest = Some((taker, end.max(case.submitted_at))),
            Some((_, end)) if end < case.submitted_at => {
                of_another = latest;
                latest = Some((case.taker, case.submitted_at));
            }
            Some(_) if of_another.is_none_or(|(_, end)| end < case.submitted_at) => of_another = Some((case.taker, case.submitted_at)),
            Some(_) => {}
            None => latest = Some((case.taker, case.submitted_at)),
        }
    }
    false
}
