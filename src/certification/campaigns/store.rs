//! Rows of campaigns and their people.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::{
    kernel::{
        Timestamp,
        ids::{CampaignId, PersonId, ProgrammeId, UnitId},
    },
    storage::{
        Conn, StorageError, on,
        schema::{campaign_people, campaigns, memberships, people, units},
    },
};

type Stored<T> = Result<T, StorageError>;

/// A campaign as it is kept.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[allow(missing_docs)] // the columns say what they are
#[diesel(table_name = campaigns, treat_none_as_default_value = false)]
pub struct CampaignRow {
    pub id: CampaignId,
    pub programme_id: ProgrammeId,
    pub unit_id: Option<UnitId>,
    pub title: String,
    pub due_on: NaiveDate,
    pub opened_by: PersonId,
    pub opened_at: Timestamp,
    pub closed_at: Option<Timestamp>,
}

pub fn insert(conn: &mut Conn<'_>, row: &CampaignRow, persons: &[PersonId]) -> Stored<()> {
    on!(conn, |c| diesel::insert_into(campaigns::table).values(row).execute(c))?;
    for chunk in persons.chunks(500) {
        let rows: Vec<_> =
            chunk.iter().map(|person| (campaign_people::campaign_id.eq(row.id), campaign_people::person_id.eq(*person))).collect();
        on!(conn, |c| diesel::insert_into(campaign_people::table).values(&rows).execute(c))?;
    }
    Ok(())
}

pub fn campaign(conn: &mut Conn<'_>, id: CampaignId) -> Stored<Option<CampaignRow>> {
    Ok(on!(conn, |c| campaigns::table.find(id).select(CampaignRow::as_select()).first(c).optional())?)
}

/// Closes; false when it was closed before.
pub fn close(conn: &mut Conn<'_>, id: CampaignId, at: Timestamp) -> Stored<bool> {
    let changed = on!(conn, |c| diesel::update(campaigns::table.filter(campaigns::id.eq(id).and(campaigns::closed_at.is_null())))
        .set(campaigns::closed_at.eq(at))
        .execute(c))?;
    Ok(changed == 1)
}

/// Campaigns with somebody of the units (any for `None`), open ones first, then by the day they are due.
pub fn with_people_of(conn: &mut Conn<'_>, within: Option<&[UnitId]>) -> Stored<Vec<CampaignRow>> {
    let mut query_ids: Option<Vec<CampaignId>> = None;
    if let Some(ids) = within {
        query_ids = Some(on!(conn, |c| campaign_people::table
            .inner_join(memberships::table.on(memberships::person_id.eq(campaign_people::person_id)))
            .filter(memberships::valid_to.is_null().and(memberships::unit_id.eq_any(ids)))
            .select(campaign_people::campaign_id)
            .distinct()
            .limit(1_000)
            .load(c))?);
    }
    macro_rules! filtered {
        () => {{
            let mut query = campaigns::table.into_boxed();
            if let Some(ids) = &query_ids {
                query = query.filter(campaigns::id.eq_any(ids));
            }
            query
        }};
    }
    Ok(on!(conn, |c| filtered!()
        .order((campaigns::closed_at.is_not_null(), campaigns::due_on, campaigns::id))
        .limit(200)
        .select(CampaignRow::as_select())
        .load(c))?)
}

/// Campaigns that run.
pub fn open(conn: &mut Conn<'_>) -> Stored<Vec<CampaignRow>> {
    Ok(on!(conn, |c| campaigns::table
        .filter(campaigns::closed_at.is_null())
        .order((campaigns::due_on, campaigns::id))
        .limit(500)
        .select(CampaignRow::as_select())
        .load(c))?)
}

/// The people of a campaign by given name, those of the units (all for `None`): id, name, unit.
pub fn people_of(conn: &mut Conn<'_>, id: CampaignId, within: Option<&[UnitId]>) -> Stored<Vec<(PersonId, String, Option<String>)>> {
    macro_rules! filtered {
        () => {{
            let mut query = campaign_people::table
                .inner_join(people::table.on(people::id.eq(campaign_people::person_id)))
                .left_join(memberships::table.on(memberships::person_id.eq(people::id).and(memberships::valid_to.is_null())))
                .left_join(units::table.on(units::id.nullable().eq(memberships::unit_id.nullable())))
                .filter(campaign_people::campaign_id.eq(id).and(people::disabled_at.is_null()))
                .into_boxed();
            if let Some(ids) = within {
                query = query.filter(memberships::unit_id.eq_any(ids));
            }
            query
        }};
    }
    Ok(on!(conn, |c| filtered!()
        .order((people::sort_key, people::id))
        .limit(20_000)
        .select((people::id, people::full_name, units::name.nullable()))
        .load(c))?)
}
