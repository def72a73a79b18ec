//! Rows of appeals.

use diesel::prelude::*;

use super::{Answer, Appeal};
use crate::{
    kernel::{
        Timestamp,
        ids::{AppealId, PersonId, RoundId},
        page::{Page, PageRequest},
    },
    storage::{
        Conn, StorageError, on,
        schema::{appeals, people},
    },
};

type Stored<T> = Result<T, StorageError>;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = appeals, treat_none_as_default_value = false)]
pub struct AppealRow {
    pub id: AppealId,
    pub round_id: RoundId,
    pub person_id: PersonId,
    pub ordinal: Option<i32>,
    pub slot: Option<i32>,
    pub text: String,
    pub made_at: Timestamp,
    pub upheld: Option<bool>,
    pub answer: Option<String>,
    pub answered_by: Option<PersonId>,
    pub answered_at: Option<Timestamp>,
}

impl AppealRow {
    fn with(self, full_name: String) -> Appeal {
        let answer = match (self.upheld, self.answer, self.answered_at) {
            (Some(upheld), Some(text), Some(at)) => Some(Answer { upheld, text, at }),
            _ => None,
        };
        Appeal {
            id: self.id,
            person: self.person_id,
            full_name,
            about: self.ordinal.zip(self.slot),
            text: self.text,
            made_at: self.made_at,
            answer,
        }
    }
}

pub fn insert(conn: &mut Conn<'_>, row: &AppealRow) -> Stored<()> {
    on!(conn, |c| diesel::insert_into(appeals::table).values(row).execute(c))?;
    Ok(())
}

/// A person's appeals in a round, oldest first.
pub fn of_person(conn: &mut Conn<'_>, round: RoundId, person: PersonId) -> Stored<Vec<Appeal>> {
    let rows: Vec<(AppealRow, String)> = on!(conn, |c| appeals::table
        .inner_join(people::table.on(people::id.eq(appeals::person_id)))
        .filter(appeals::round_id.eq(round).and(appeals::person_id.eq(person)))
        .order(appeals::made_at)
        .select((AppealRow::as_select(), people::full_name))
        .load(c))?;
    Ok(rows.into_iter().map(|(row, name)| row.with(name)).collect())
}

/// Appeals in a round, the unanswered ones first, then by time.
pub fn page(conn: &mut Conn<'_>, round: RoundId, request: PageRequest) -> Stored<Page<Appeal>> {
    let total = on!(conn, |c| appeals::table.filter(appeals::round_id.eq(round)).count().get_result(c))?;
    let rows: Vec<(AppealRow, String)> = on!(conn, |c| appeals::table
        .inner_join(people::table.on(people::id.eq(appeals::person_id)))
        .filter(appeals::round_id.eq(round))
        .order((appeals::answered_at.is_not_null(), appeals::made_at, appeals::id))
        .limit(request.size)
        .offset(request.offset())
        .select((AppealRow::as_select(), people::full_name))
        .load(c))?;
    Ok(Page { rows: rows.into_iter().map(|(row, name)| row.with(name)).collect(), total, request })
}

pub fn unanswered(conn: &mut Conn<'_>, round: RoundId) -> Stored<i64> {
    Ok(on!(conn, |c| appeals::table.filter(appeals::round_id.eq(round).and(appeals::answered_at.is_null())).count().get_result(c))?)
}

/// Answers an appeal that nobody has answered; false when somebody was faster.
pub fn answer(conn: &mut Conn<'_>, round: RoundId, id: AppealId, by: PersonId, answer: &Answer) -> Stored<bool> {
    let changed =
        on!(conn, |c| diesel::update(appeals::table.find(id).filter(appeals::round_id.eq(round).and(appeals::answered_at.is_null())))
            .set((
                appeals::upheld.eq(answer.upheld),
                appeals::answer.eq(&answer.text),
                appeals::answered_by.eq(by),
                appeals::answered_at.eq(answer.at),
            ))
            .execute(c))?;
    Ok(changed == 1)
}
