//! Rows of talks.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::{
    kernel::{
        Timestamp,
        ids::{PersonId, TalkId, UnitId},
        page::{Page, PageRequest},
    },
    storage::{
        Conn, StorageError, on,
        schema::{memberships, people, talks, units},
    },
};

type Stored<T> = Result<T, StorageError>;

/// A talk as it is kept.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[allow(missing_docs)] // the columns say what they are
#[diesel(table_name = talks, treat_none_as_default_value = false)]
pub struct TalkRow {
    pub id: TalkId,
    pub person_id: PersonId,
    pub unit_id: Option<UnitId>,
    pub title: String,
    pub held_on: NaiveDate,
    pub place: String,
    pub audience: String,
    pub listeners: i32,
    pub minutes: i32,
    pub entered_at: Timestamp,
    pub decided_by: Option<PersonId>,
    pub decided_at: Option<Timestamp>,
    pub accepted: Option<bool>,
    pub reason: Option<String>,
}

pub fn insert(conn: &mut Conn<'_>, row: &TalkRow) -> Stored<()> {
    on!(conn, |c| diesel::insert_into(talks::table).values(row).execute(c))?;
    Ok(())
}

pub fn talk(conn: &mut Conn<'_>, id: TalkId) -> Stored<Option<TalkRow>> {
    Ok(on!(conn, |c| talks::table.find(id).select(TalkRow::as_select()).first(c).optional())?)
}

pub fn of_person(conn: &mut Conn<'_>, person: PersonId) -> Stored<Vec<TalkRow>> {
    Ok(on!(conn, |c| talks::table
        .filter(talks::person_id.eq(person))
        .order((talks::held_on.desc(), talks::id.desc()))
        .limit(500)
        .select(TalkRow::as_select())
        .load(c))?)
}

/// How many of a person's talks wait for a decision.
pub fn waiting_of(conn: &mut Conn<'_>, person: PersonId) -> Stored<i64> {
    Ok(on!(conn, |c| talks::table.filter(talks::person_id.eq(person).and(talks::decided_at.is_null())).count().get_result(c))?)
}

/// Takes away what was not decided; false when there was nothing.
pub fn withdraw(conn: &mut Conn<'_>, id: TalkId, person: PersonId) -> Stored<bool> {
    let gone = on!(conn, |c| diesel::delete(
        talks::table.filter(talks::id.eq(id).and(talks::person_id.eq(person)).and(talks::decided_at.is_null()))
    )
    .execute(c))?;
    Ok(gone == 1)
}

/// Decides; false when it was decided before.
pub fn decide(conn: &mut Conn<'_>, id: TalkId, by: PersonId, at: Timestamp, accepted: bool, reason: Option<&str>) -> Stored<bool> {
    let changed = on!(conn, |c| diesel::update(talks::table.filter(talks::id.eq(id).and(talks::decided_at.is_null())))
        .set((talks::decided_by.eq(by), talks::decided_at.eq(at), talks::accepted.eq(accepted), talks::reason.eq(reason)))
        .execute(c))?;
    Ok(changed == 1)
}

/// Talks that wait, of present members of the units (anybody for `None`) but not of one person: with name and unit; the oldest
/// first.
pub fn waiting(
    conn: &mut Conn<'_>,
    within: Option<&[UnitId]>,
    but: PersonId,
    request: PageRequest,
) -> Stored<Page<(TalkRow, String, Option<String>)>> {
    macro_rules! filtered {
        () => {{
            let mut query = talks::table
                .inner_join(people::table.on(people::id.eq(talks::person_id)))
                .left_join(memberships::table.on(memberships::person_id.eq(talks::person_id).and(memberships::valid_to.is_null())))
                .left_join(units::table.on(units::id.nullable().eq(memberships::unit_id.nullable())))
                .filter(talks::decided_at.is_null().and(talks::person_id.ne(but)))
                .into_boxed();
            if let Some(ids) = within {
                query = query.filter(memberships::unit_id.eq_any(ids));
            }
            query
        }};
    }
    let total = on!(conn, |c| filtered!().count().get_result(c))?;
    let rows = on!(conn, |c| filtered!()
        .order((talks::held_on, talks::id))
        .limit(request.size)
        .offset(request.offset())
        .select((TalkRow::as_select(), people::full_name, units::name.nullable()))
        .load(c))?;
    Ok(Page { rows, total, request })
}
