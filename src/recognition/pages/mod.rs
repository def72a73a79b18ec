//! Pages of the register.

mod add;
mod import;
mod kinds;
mod list;
mod record;
mod talks;

pub use add::{add, add_page};
pub use import::{check_list, confirm_list, import_page, kept_list, sample_file};
pub use kinds::{kinds, put_kind};
pub use list::{export, list};
pub use record::{change, record};
pub use talks::{decide as decide_talk, enter as enter_talk, talks, waiting as waiting_talks, withdraw as withdraw_talk};

use super::model::{Kind, Recognition, RecognitionError};
use crate::{
    kernel::{Actor, Role},
    org::{
        self,
        model::{Scope, Unit},
    },
    storage::Conn,
    web::{
        format,
        view::{Choice, Sample},
    },
};

/// Samples of this domain's pages.
pub fn samples() -> Vec<Sample> {
    [list::samples(), import::samples(), add::samples(), record::samples(), kinds::samples(), talks::samples()]
        .into_iter()
        .flatten()
        .collect()
}

/// The units of a scope to choose from, indented as a tree.
fn unit_choices(conn: &mut Conn<'_>, scope: &Scope) -> Result<Vec<Choice>, RecognitionError> {
    let choice =
        |(depth, unit): (usize, Unit)| Choice { value: unit.id.to_string(), text: format!("{}{}", "\u{2003}".repeat(depth), unit.name) };
    Ok(org::ops::tree_order(org::ops::units(conn, scope)?).into_iter().map(choice).collect())
}

/// The units that the actor may write for.
fn own_unit_choices(conn: &mut Conn<'_>, actor: &Actor) -> Result<Vec<Choice>, RecognitionError> {
    let scope = org::ops::scope(conn, actor, Role::Admin)?;
    unit_choices(conn, &scope)
}

fn kind_choices(kinds: &[Kind]) -> Vec<Choice> {
    kinds.iter().map(|kind| Choice { value: kind.code.clone(), text: kind.name.clone() }).collect()
}

fn kind_name(kinds: &[Kind], code: &str) -> String {
    kinds.iter().find(|kind| kind.code == code).map_or_else(|| code.to_owned(), |kind| kind.name.clone())
}

fn until(record: &Recognition) -> String {
    record.facts.valid_to.map(format::date).unwrap_or_default()
}
