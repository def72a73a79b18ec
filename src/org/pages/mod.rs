//! Administration of people and units.

mod people;
mod person;
mod units;

pub use people::{admit, admit_page, people};
pub use person::{correct, grant_role, person, reset_link, revoke_role, set_locked, transfer};
pub use units::{change_unit, create_unit, new_unit_page, unit, units};

use super::{
    model::{OrgError, Scope},
    ops,
};
use crate::{
    kernel::{Actor, Role},
    storage::Conn,
    web::view::{Choice, Sample},
};

/// Samples of this domain's pages.
pub fn samples() -> Vec<Sample> {
    [people::samples(), person::samples(), units::samples()].into_iter().flatten().collect()
}

/// The units an administrator may choose from, indented as a tree.
fn unit_choices(conn: &mut Conn<'_>, by: &Actor) -> Result<(Scope, Vec<Choice>), OrgError> {
    let scope = ops::scope(conn, by, Role::Admin)?;
    let units = ops::units(conn, &scope)?;
    let choices = ops::tree_order(units)
        .into_iter()
        .map(|(depth, unit)| Choice { value: unit.id.to_string(), text: format!("{}{}", "\u{2003}".repeat(depth), unit.name) })
        .collect();
    Ok((scope, choices))
}
