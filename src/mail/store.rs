//! Rows of the outbox and of preferences.

use diesel::prelude::*;

use super::model::{Mail, Preferences, Recipient};
use crate::{
    kernel::{
        Timestamp,
        ids::{MailId, PersonId},
        page::{Page, PageRequest},
    },
    storage::{
        Conn, StorageError, on,
        schema::{mail_outbox, mail_preferences, people, role_grants},
    },
};

type Stored<T> = Result<T, StorageError>;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = mail_outbox, treat_none_as_default_value = false)]
pub struct MailRow {
    pub id: MailId,
    pub once_key: String,
    pub kind: String,
    pub person_id: PersonId,
    pub address: String,
    pub subject: String,
    pub body: String,
    pub created_at: Timestamp,
    pub state: String,
    pub attempts: i32,
    pub next_try_at: Timestamp,
    pub sent_at: Option<Timestamp>,
    pub fault: Option<String>,
}

impl From<MailRow> for Mail {
    fn from(row: MailRow) -> Self {
        Self {
            id: row.id,
            kind: row.kind,
            person_id: row.person_id,
            address: row.address,
            subject: row.subject,
            body: row.body,
            created_at: row.created_at,
            state: row.state,
            attempts: row.attempts,
            next_try_at: row.next_try_at,
            sent_at: row.sent_at,
            fault: row.fault,
        }
    }
}

/// Puts messages into the outbox; those whose key is known stay out. How many were new.
pub fn insert(conn: &mut Conn<'_>, rows: &[MailRow]) -> Stored<usize> {
    let mut new = 0;
    for chunk in rows.chunks(200) {
        new += on!(conn, |c| diesel::insert_into(mail_outbox::table)
            .values(chunk)
            .on_conflict(mail_outbox::once_key)
            .do_nothing()
            .execute(c))?;
    }
    Ok(new)
}

/// Which of these keys are known.
pub fn known(conn: &mut Conn<'_>, keys: &[String]) -> Stored<Vec<String>> {
    let mut out = Vec::new();
    for chunk in keys.chunks(500) {
        out.extend(on!(conn, |c| mail_outbox::table
            .filter(mail_outbox::once_key.eq_any(chunk))
            .select(mail_outbox::once_key)
            .load::<String>(c))?);
    }
    Ok(out)
}

/// Messages whose time has come, the oldest first.
pub fn waiting(conn: &mut Conn<'_>, now: Timestamp, limit: i64) -> Stored<Vec<Mail>> {
    let rows: Vec<MailRow> = on!(conn, |c| mail_outbox::table
        .filter(mail_outbox::state.eq("waiting").and(mail_outbox::next_try_at.le(now)))
        .order((mail_outbox::next_try_at, mail_outbox::id))
        .limit(limit)
        .select(MailRow::as_select())
        .load(c))?;
    Ok(rows.into_iter().map(Mail::from).collect())
}

/// Takes a message for one try; false when another process has taken it.
pub fn claim(conn: &mut Conn<'_>, id: MailId, attempts: i32, until: Timestamp) -> Stored<bool> {
    let changed = on!(conn, |c| diesel::update(
        mail_outbox::table.filter(mail_outbox::id.eq(id).and(mail_outbox::state.eq("waiting")).and(mail_outbox::attempts.eq(attempts)))
    )
    .set((mail_outbox::attempts.eq(attempts + 1), mail_outbox::next_try_at.eq(until)))
    .execute(c))?;
    Ok(changed == 1)
}

pub fn set_sent(conn: &mut Conn<'_>, id: MailId, at: Timestamp) -> Stored<()> {
    on!(conn, |c| diesel::update(mail_outbox::table.find(id))
        .set((mail_outbox::state.eq("sent"), mail_outbox::sent_at.eq(at), mail_outbox::fault.eq(None::<String>)))
        .execute(c))?;
    Ok(())
}

pub fn set_fault(conn: &mut Conn<'_>, id: MailId, state: &str, next: Timestamp, fault: &str) -> Stored<()> {
    on!(conn, |c| diesel::update(mail_outbox::table.find(id))
        .set((mail_outbox::state.eq(state), mail_outbox::next_try_at.eq(next), mail_outbox::fault.eq(fault)))
        .execute(c))?;
    Ok(())
}

/// Puts a message that failed back into the queue; false when it had not failed.
pub fn retry(conn: &mut Conn<'_>, id: MailId, at: Timestamp) -> Stored<bool> {
    let changed = on!(conn, |c| diesel::update(mail_outbox::table.filter(mail_outbox::id.eq(id).and(mail_outbox::state.eq("failed"))))
        .set((mail_outbox::state.eq("waiting"), mail_outbox::attempts.eq(0), mail_outbox::next_try_at.eq(at)))
        .execute(c))?;
    Ok(changed == 1)
}

/// Whether there is such a message.
pub fn is_there(conn: &mut Conn<'_>, id: MailId) -> Stored<bool> {
    Ok(on!(conn, |c| diesel::select(diesel::dsl::exists(mail_outbox::table.find(id))).get_result(c))?)
}

/// Takes what waits for somebody out of the queue.
pub fn drop_waiting(conn: &mut Conn<'_>, person: PersonId, kinds: &[&str]) -> Stored<()> {
    on!(conn, |c| diesel::delete(
        mail_outbox::table
            .filter(mail_outbox::person_id.eq(person).and(mail_outbox::state.eq("waiting")).and(mail_outbox::kind.eq_any(kinds)))
    )
    .execute(c))?;
    Ok(())
}

/// Forgets what was made before a day and is over. The texts go, the keys with them: they name things of that time.
pub fn forget(conn: &mut Conn<'_>, before: Timestamp) -> Stored<usize> {
    Ok(on!(conn, |c| diesel::delete(mail_outbox::table.filter(mail_outbox::created_at.lt(before).and(mail_outbox::state.ne("waiting"))))
        .execute(c))?)
}

pub fn page(conn: &mut Conn<'_>, state: Option<&str>, request: PageRequest) -> Stored<Page<Mail>> {
    macro_rules! filtered {
        () => {{
            let mut query = mail_outbox::table.into_boxed();
            if let Some(state) = state {
                query = query.filter(mail_outbox::state.eq(state.to_owned()));
            }
            query
        }};
    }
    let total = on!(conn, |c| filtered!().count().get_result(c))?;
    let rows: Vec<MailRow> = on!(conn, |c| filtered!()
        .order((mail_outbox::created_at.desc(), mail_outbox::id.desc()))
        .limit(request.size)
        .offset(request.offset())
        .select(MailRow::as_select())
        .load(c))?;
    Ok(Page { rows: rows.into_iter().map(Mail::from).collect(), total, request })
}

/// Those of these people who have an address and an account in use.
pub fn recipients(conn: &mut Conn<'_>, persons: &[PersonId]) -> Stored<Vec<Recipient>> {
    type Row = (PersonId, String, Option<String>, Option<bool>, Option<bool>, Option<String>);
    let mut out = Vec::new();
    for chunk in persons.chunks(500) {
        let rows: Vec<Row> = on!(conn, |c| people::table
            .left_join(mail_preferences::table.on(mail_preferences::person_id.eq(people::id)))
            .filter(people::id.eq_any(chunk).and(people::disabled_at.is_null()).and(people::email.is_not_null()))
            .select((
                people::id,
                people::full_name,
                people::email,
                mail_preferences::reminders.nullable(),
                mail_preferences::digests.nullable(),
                mail_preferences::token.nullable(),
            ))
            .load(c))?;
        out.extend(rows.into_iter().filter_map(|(id, full_name, email, reminders, digests, token)| {
            let usual = Preferences::default();
            Some(Recipient {
                id,
                full_name,
                address: email?,
                reminders: reminders.unwrap_or(usual.reminders),
                digests: digests.unwrap_or(usual.digests),
                token,
            })
        }));
    }
    Ok(out)
}

/// Everybody who leads a unit now.
pub fn leaders(conn: &mut Conn<'_>) -> Stored<Vec<PersonId>> {
    Ok(on!(conn, |c| role_grants::table
        .filter(role_grants::role.eq("unit_leader").and(role_grants::revoked_at.is_null()))
        .select(role_grants::person_id)
        .distinct()
        .order(role_grants::person_id)
        .limit(20_000)
        .load(c))?)
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = mail_preferences, treat_none_as_default_value = false)]
pub struct PreferenceRow {
    pub person_id: PersonId,
    pub reminders: bool,
    pub digests: bool,
    pub token: String,
    pub changed_at: Timestamp,
}

pub fn preferences(conn: &mut Conn<'_>, person: PersonId) -> Stored<Option<PreferenceRow>> {
    Ok(on!(conn, |c| mail_preferences::table.find(person).select(PreferenceRow::as_select()).first(c).optional())?)
}

pub fn by_token(conn: &mut Conn<'_>, token: &str) -> Stored<Option<PreferenceRow>> {
    Ok(on!(conn, |c| mail_preferences::table
        .filter(mail_preferences::token.eq(token))
        .select(PreferenceRow::as_select())
        .first(c)
        .optional())?)
}

/// Gives people their tokens; who has one keeps it.
pub fn insert_preferences(conn: &mut Conn<'_>, rows: &[PreferenceRow]) -> Stored<()> {
    for chunk in rows.chunks(200) {
        on!(conn, |c| diesel::insert_into(mail_preferences::table)
            .values(chunk)
            .on_conflict(mail_preferences::person_id)
            .do_nothing()
            .execute(c))?;
    }
    Ok(())
}

pub fn set_preferences(conn: &mut Conn<'_>, person: PersonId, wanted: Preferences, at: Timestamp) -> Stored<()> {
    on!(conn, |c| diesel::update(mail_preferences::table.find(person))
        .set((
            mail_preferences::reminders.eq(wanted.reminders),
            mail_preferences::digests.eq(wanted.digests),
            mail_preferences::changed_at.eq(at),
        ))
        .execute(c))?;
    Ok(())
}
