//! Pages of registering: for those who take part, and for organizers.

mod exclusions;
mod fields;
mod list;
mod own;
mod qr;
mod register;
mod slips;
mod terms;
mod tries;

pub use exclusions::{exclude, exclusions, lift};
pub use list::{list, list_file, mark, person, spreaders};
pub use own::{change_consents, verify, withdraw};
pub use register::{register, register_page};
pub use slips::{make_slips, slip_batch, slip_file, slips};
pub use terms::{set_terms, terms};
pub use tries::Tries;

use fluent_bundle::FluentValue;

use super::terms::{Terms, in_words};
use crate::{
    contests::model::{Contest, Round},
    kernel::{Problem, ids::UnitId},
    org,
    storage::Conn,
    web::{Cx, view::Sample},
};

/// Samples of these pages.
pub fn samples() -> Vec<Sample> {
    [register::samples(), own::samples(), terms::samples(), list::samples(), exclusions::samples(), slips::samples()]
        .into_iter()
        .flatten()
        .collect()
}

/// The terms as sentences in the request's language. `units` are the names of the units that they name.
pub fn sentences(cx: &Cx, terms: &Terms, units: &[(UnitId, String)]) -> Vec<String> {
    let name = |unit: UnitId| units.iter().find(|(id, _)| *id == unit).map(|(_, name)| name.clone()).unwrap_or_default();
    in_words(terms, &name)
        .into_iter()
        .map(|fact| {
            let args: Vec<(&str, FluentValue<'_>)> =
                fact.args.iter().map(|(name, value)| (*name, FluentValue::from(value.clone()))).collect();
            cx.t(fact.key, &args)
        })
        .collect()
}

/// Names of the units that terms name.
pub fn unit_names(conn: &mut Conn<'_>, terms: &Terms) -> Result<Vec<(UnitId, String)>, Problem> {
    if terms.units.is_empty() {
        return Ok(Vec::new());
    }
    let scope = org::model::Scope::Within(terms.units.iter().copied().collect());
    Ok(org::ops::units(conn, &scope)?.into_iter().map(|unit| (unit.id, unit.name)).collect())
}

/// A contest with its rounds and its terms; not there when it has none.
fn with_terms(conn: &mut Conn<'_>, code: &str, with_drafts: bool) -> Result<(Contest, Vec<Round>, Terms), Problem> {
    let contest = crate::contests::ops::contest(conn, code, with_drafts)?;
    let terms = super::terms_of(conn, contest.id)?.ok_or_else(Problem::not_found)?;
    let rounds = crate::contests::ops::rounds(conn, contest.id)?;
    Ok((contest, rounds, terms))
}
