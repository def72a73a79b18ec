//! Queries of the organizers' list of registrations.

use diesel::prelude::*;

use super::store::RegistrationRow;
use crate::{
    kernel::{
        Timestamp,
        ids::{ContestId, RegistrationId, UnitId},
        page::{Page, PageRequest},
    },
    storage::{
        Conn, StorageError, on,
        schema::{registration_claims, registrations, units},
    },
};

type Stored<T> = Result<T, StorageError>;

/// A line of the organizers' list.
#[derive(Queryable, Clone, Debug)]
pub struct ListLine {
    pub id: RegistrationId,
    pub full_name: String,
    pub phone_masked: Option<String>,
    pub unit_name: Option<String>,
    pub block: Option<String>,
    pub state: String,
    pub standing: String,
    pub verified_at: Option<Timestamp>,
    pub registered_at: Timestamp,
}

/// What the list is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Narrow {
    /// A search key; empty is everybody.
    pub search: String,
    /// A block's code; empty is all.
    pub block: String,
    /// Units; none is all.
    pub units: Option<Vec<UnitId>>,
    /// `ranked`, `unranked`, `barred`, `removed`, `withdrawn`, `unverified`, `claimed` (somebody else
    /// says that a number of it is theirs); empty is all.
    pub state: String,
}

macro_rules! narrowed {
    ($contest:expr, $narrow:expr) => {{
        let mut query = registrations::table
            .left_join(units::table.on(units::id.nullable().eq(registrations::unit_id)))
            .filter(registrations::contest_id.eq($contest))
            .into_boxed();
        if !$narrow.search.is_empty() {
            query = query.filter(registrations::search_key.like(like(&$narrow.search)).escape('\\'));
        }
        if !$narrow.block.is_empty() {
            query = query.filter(registrations::block_code.eq($narrow.block.clone()));
        }
        if let Some(units) = &$narrow.units {
            query = query.filter(registrations::unit_id.eq_any(units.clone()));
        }
        match $narrow.state.as_str() {
            state @ ("removed" | "withdrawn") => query = query.filter(registrations::state.eq(state.to_owned())),
            standing @ ("ranked" | "unranked" | "barred") => {
                query = query.filter(registrations::state.eq("active").and(registrations::standing.eq(standing.to_owned())));
            }
            "claimed" => {
                query = query.filter(registrations::id.eq_any(registration_claims::table.select(registration_claims::registration_id)));
            }
            "unverified" => query = query.filter(registrations::state.eq("active").and(registrations::verified_at.is_null())),
            _ => {}
        }
        query
    }};
}

pub fn page(conn: &mut Conn<'_>, contest: ContestId, narrow: &Narrow, request: PageRequest) -> Stored<Page<ListLine>> {
    let total = on!(conn, |c| narrowed!(contest, narrow).count().get_result(c))?;
    let rows = on!(conn, |c| narrowed!(contest, narrow)
        .select((
            registrations::id,
            registrations::full_name,
            registrations::phone_masked,
            units::name.nullable(),
            registrations::block_code,
            registrations::state,
            registrations::standing,
            registrations::verified_at,
            registrations::registered_at,
        ))
        .order((registrations::sort_key, registrations::id))
        .limit(request.size)
        .offset(request.offset())
        .load(c))?;
    Ok(Page { rows, total, request })
}

/// Whole registrations with the names of their units, by name, after a place in the list: for exports in bounded steps.
pub fn export_step(
    conn: &mut Conn<'_>,
    contest: ContestId,
    narrow: &Narrow,
    offset: i64,
    limit: i64,
) -> Stored<Vec<(RegistrationRow, Option<String>)>> {
    Ok(on!(conn, |c| narrowed!(contest, narrow)
        .select((RegistrationRow::as_select(), units::name.nullable()))
        .order((registrations::sort_key, registrations::id))
        .limit(limit)
        .offset(offset)
        .load(c))?)
}

fn like(search: &str) -> String {
    let literal: String =
        search.chars().flat_map(|c| matches!(c, '%' | '_' | '\\').then_some('\\').into_iter().chain(std::iter::once(c))).collect();
    format!("%{literal}%")
}
