//! Rows of people, sessions, one-time links, throttles and roles.

use diesel::prelude::*;

use super::model::{Identifier, NewPerson, Person};
use crate::{
    kernel::{
        Grant, Role, Timestamp,
        ids::{PersonId, RoleGrantId, UnitId},
    },
    storage::{
        Conn, StorageError, on,
        schema::{installation, one_time_links, people, revisions, role_grants, sessions, sign_in_throttles},
    },
};

type Stored<T> = Result<T, StorageError>;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = people, treat_none_as_default_value = false)]
pub struct PersonRow {
    pub id: PersonId,
    pub username: String,
    pub full_name: String,
    pub sort_key: Vec<u8>,
    pub search_key: String,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub password_hash: Option<String>,
    pub must_change_password: bool,
    pub created_at: Timestamp,
    pub disabled_at: Option<Timestamp>,
}

impl From<PersonRow> for Person {
    fn from(row: PersonRow) -> Self {
        Self {
            id: row.id,
            username: row.username,
            full_name: row.full_name,
            phone: row.phone,
            email: row.email,
            created_at: row.created_at,
            disabled_at: row.disabled_at,
        }
    }
}

pub fn insert_person(conn: &mut Conn<'_>, row: &PersonRow) -> Stored<()> {
    on!(conn, |c| diesel::insert_into(people::table).values(row).execute(c))?;
    Ok(())
}

pub fn person(conn: &mut Conn<'_>, id: PersonId) -> Stored<Option<PersonRow>> {
    Ok(on!(conn, |c| people::table.find(id).select(PersonRow::as_select()).first(c).optional())?)
}

/// Names of people.
pub fn names(conn: &mut Conn<'_>, ids: &[PersonId]) -> Stored<Vec<(PersonId, String)>> {
    Ok(on!(conn, |c| people::table.filter(people::id.eq_any(ids)).select((people::id, people::full_name)).load(c))?)
}

pub fn person_by_identifier(conn: &mut Conn<'_>, who: &Identifier) -> Stored<Option<PersonRow>> {
    Ok(on!(conn, |c| {
        let query = people::table.select(PersonRow::as_select());
        match who {
            Identifier::Username(username) => query.filter(people::username.eq(username)).first(c),
            Identifier::Phone(phone) => query.filter(people::phone.eq(phone)).first(c),
            Identifier::Email(email) => query.filter(people::email.eq(email)).first(c),
        }
        .optional()
    })?)
}

/// Which of these are taken: user name, phone, e-mail.
pub fn taken(conn: &mut Conn<'_>, username: &str, phone: Option<&str>, email: Option<&str>) -> Stored<(bool, bool, bool)> {
    let rows: Vec<(String, Option<String>, Option<String>)> = on!(conn, |c| {
        let mut query =
            people::table.select((people::username, people::phone, people::email)).filter(people::username.eq(username)).into_boxed();
        if let Some(phone) = phone {
            query = query.or_filter(people::phone.eq(phone));
        }
        if let Some(email) = email {
            query = query.or_filter(people::email.eq(email));
        }
        query.load(c)
    })?;
    Ok((
        rows.iter().any(|row| row.0 == username),
        phone.is_some() && rows.iter().any(|row| row.1.as_deref() == phone),
        email.is_some() && rows.iter().any(|row| row.2.as_deref() == email),
    ))
}

pub fn set_password(conn: &mut Conn<'_>, id: PersonId, hash: &str, must_change: bool) -> Stored<()> {
    on!(conn, |c| diesel::update(people::table.find(id))
        .set((people::password_hash.eq(hash), people::must_change_password.eq(must_change)))
        .execute(c))?;
    Ok(())
}

pub fn set_disabled(conn: &mut Conn<'_>, id: PersonId, at: Option<Timestamp>) -> Stored<()> {
    on!(conn, |c| diesel::update(people::table.find(id)).set(people::disabled_at.eq(at)).execute(c))?;
    Ok(())
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = sessions)]
pub struct SessionRow {
    pub token_hash: Vec<u8>,
    pub person_id: PersonId,
    pub created_at: Timestamp,
    pub last_seen_at: Timestamp,
    pub idle_seconds: i64,
    pub expires_at: Timestamp,
    pub device: String,
}

pub fn insert_session(conn: &mut Conn<'_>, row: &SessionRow) -> Stored<()> {
    on!(conn, |c| diesel::insert_into(sessions::table).values(row).execute(c))?;
    Ok(())
}

pub fn session(conn: &mut Conn<'_>, token_hash: &[u8]) -> Stored<Option<SessionRow>> {
    Ok(on!(conn, |c| sessions::table.find(token_hash).select(SessionRow::as_select()).first(c).optional())?)
}

pub fn sessions_of(conn: &mut Conn<'_>, person: PersonId) -> Stored<Vec<SessionRow>> {
    Ok(on!(conn, |c| sessions::table
        .filter(sessions::person_id.eq(person))
        .order(sessions::last_seen_at.desc())
        .limit(50)
        .select(SessionRow::as_select())
        .load(c))?)
}

pub fn touch_session(conn: &mut Conn<'_>, token_hash: &[u8], now: Timestamp) -> Stored<()> {
    on!(conn, |c| diesel::update(sessions::table.find(token_hash)).set(sessions::last_seen_at.eq(now)).execute(c))?;
    Ok(())
}

pub fn delete_session(conn: &mut Conn<'_>, token_hash: &[u8]) -> Stored<()> {
    on!(conn, |c| diesel::delete(sessions::table.find(token_hash)).execute(c))?;
    Ok(())
}

/// Ends the sessions of a person, but for one if given.
pub fn delete_sessions_of(conn: &mut Conn<'_>, person: PersonId, but: Option<&[u8]>) -> Stored<usize> {
    Ok(on!(conn, |c| {
        let of_person = sessions::table.filter(sessions::person_id.eq(person));
        match but {
            Some(kept) => diesel::delete(of_person.filter(sessions::token_hash.ne(kept))).execute(c),
            None => diesel::delete(of_person).execute(c),
        }
    })?)
}

pub fn delete_expired_sessions(conn: &mut Conn<'_>, now: Timestamp) -> Stored<usize> {
    Ok(on!(conn, |c| diesel::delete(sessions::table.filter(sessions::expires_at.lt(now))).execute(c))?)
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = one_time_links, treat_none_as_default_value = false)]
pub struct LinkRow {
    pub token_hash: Vec<u8>,
    pub purpose: String,
    pub person_id: Option<PersonId>,
    pub created_by: Option<PersonId>,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub used_at: Option<Timestamp>,
}

pub fn insert_link(conn: &mut Conn<'_>, row: &LinkRow) -> Stored<()> {
    on!(conn, |c| diesel::insert_into(one_time_links::table).values(row).execute(c))?;
    Ok(())
}

/// A link that can still be used.
pub fn live_link(conn: &mut Conn<'_>, token_hash: &[u8], now: Timestamp) -> Stored<Option<LinkRow>> {
    Ok(on!(conn, |c| one_time_links::table
        .find(token_hash)
        .filter(one_time_links::used_at.is_null().and(one_time_links::expires_at.gt(now)))
        .select(LinkRow::as_select())
        .first(c)
        .optional())?)
}

/// Marks a link used; false when somebody was faster.
pub fn use_link(conn: &mut Conn<'_>, token_hash: &[u8], now: Timestamp) -> Stored<bool> {
    let changed = on!(conn, |c| diesel::update(one_time_links::table.find(token_hash).filter(one_time_links::used_at.is_null()))
        .set(one_time_links::used_at.eq(now))
        .execute(c))?;
    Ok(changed == 1)
}

/// A new link makes the older ones of the same person and purpose void.
pub fn void_links(conn: &mut Conn<'_>, purpose: &str, person: Option<PersonId>, now: Timestamp) -> Stored<()> {
    on!(conn, |c| {
        let live = one_time_links::table.filter(one_time_links::purpose.eq(purpose).and(one_time_links::used_at.is_null()));
        match person {
            Some(person) => {
                diesel::update(live.filter(one_time_links::person_id.eq(person))).set(one_time_links::used_at.eq(now)).execute(c)
            }
            None => diesel::update(live).set(one_time_links::used_at.eq(now)).execute(c),
        }
    })?;
    Ok(())
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = sign_in_throttles)]
pub struct ThrottleRow {
    pub account: Vec<u8>,
    pub failures: i32,
    pub blocked_until: Timestamp,
    pub updated_at: Timestamp,
}

pub fn throttle(conn: &mut Conn<'_>, account: &[u8]) -> Stored<Option<ThrottleRow>> {
    Ok(on!(conn, |c| sign_in_throttles::table.find(account).select(ThrottleRow::as_select()).first(c).optional())?)
}

pub fn put_throttle(conn: &mut Conn<'_>, row: &ThrottleRow) -> Stored<()> {
    on!(conn, |c| diesel::insert_into(sign_in_throttles::table)
        .values(row)
        .on_conflict(sign_in_throttles::account)
        .do_update()
        .set(row)
        .execute(c))?;
    Ok(())
}

pub fn clear_throttle(conn: &mut Conn<'_>, account: &[u8]) -> Stored<()> {
    on!(conn, |c| diesel::delete(sign_in_throttles::table.find(account)).execute(c))?;
    Ok(())
}

pub fn delete_old_throttles(conn: &mut Conn<'_>, before: Timestamp) -> Stored<usize> {
    Ok(on!(conn, |c| diesel::delete(sign_in_throttles::table.filter(sign_in_throttles::updated_at.lt(before))).execute(c))?)
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = role_grants, treat_none_as_default_value = false)]
pub struct GrantRow {
    pub id: RoleGrantId,
    pub person_id: PersonId,
    pub role: String,
    pub unit_id: Option<UnitId>,
    pub granted_by: Option<PersonId>,
    pub granted_at: Timestamp,
}

impl GrantRow {
    pub fn grant(&self) -> Option<Grant> {
        Role::parse(&self.role).map(|role| Grant { role, unit: self.unit_id })
    }
}

pub fn insert_grant(conn: &mut Conn<'_>, row: &GrantRow) -> Stored<()> {
    on!(conn, |c| diesel::insert_into(role_grants::table).values(row).execute(c))?;
    Ok(())
}

pub fn grants_of(conn: &mut Conn<'_>, person: PersonId) -> Stored<Vec<GrantRow>> {
    Ok(on!(conn, |c| role_grants::table
        .filter(role_grants::person_id.eq(person).and(role_grants::revoked_at.is_null()))
        .order(role_grants::granted_at)
        .select(GrantRow::as_select())
        .load(c))?)
}

pub fn grants_of_many(conn: &mut Conn<'_>, persons: &[PersonId]) -> Stored<Vec<GrantRow>> {
    Ok(on!(conn, |c| role_grants::table
        .filter(role_grants::person_id.eq_any(persons).and(role_grants::revoked_at.is_null()))
        .order(role_grants::granted_at)
        .select(GrantRow::as_select())
        .load(c))?)
}

pub fn grant(conn: &mut Conn<'_>, id: RoleGrantId) -> Stored<Option<GrantRow>> {
    Ok(on!(conn, |c| role_grants::table
        .find(id)
        .filter(role_grants::revoked_at.is_null())
        .select(GrantRow::as_select())
        .first(c)
        .optional())?)
}

pub fn revoke_grant(conn: &mut Conn<'_>, id: RoleGrantId, by: PersonId, now: Timestamp) -> Stored<bool> {
    let changed = on!(conn, |c| diesel::update(role_grants::table.find(id).filter(role_grants::revoked_at.is_null()))
        .set((role_grants::revoked_by.eq(by), role_grants::revoked_at.eq(now)))
        .execute(c))?;
    Ok(changed == 1)
}

/// How many people hold the role somewhere, or are administrators everywhere, and can sign in.
pub fn count_holders(conn: &mut Conn<'_>, role: &str, admin: &str) -> Stored<i64> {
    Ok(on!(conn, |c| role_grants::table
        .inner_join(people::table.on(people::id.eq(role_grants::person_id)))
        .filter(role_grants::role.eq(role).or(role_grants::role.eq(admin).and(role_grants::unit_id.is_null())))
        .filter(role_grants::revoked_at.is_null().and(people::disabled_at.is_null()))
        .select(diesel::dsl::count(role_grants::person_id).aggregate_distinct())
        .first(c))?)
}

/// People who hold the role everywhere and can sign in.
pub fn count_everywhere(conn: &mut Conn<'_>, role: &str) -> Stored<i64> {
    Ok(on!(conn, |c| role_grants::table
        .inner_join(people::table.on(people::id.eq(role_grants::person_id)))
        .filter(
            role_grants::role
                .eq(role)
                .and(role_grants::unit_id.is_null())
                .and(role_grants::revoked_at.is_null())
                .and(people::disabled_at.is_null())
        )
        .count()
        .get_result(c))?)
}

/// Name, contacts and the keys that follow from them.
pub fn correct(conn: &mut Conn<'_>, id: PersonId, person: &NewPerson, sort_key: &[u8], search_key: &str) -> Stored<()> {
    on!(conn, |c| diesel::update(people::table.find(id))
        .set((
            people::full_name.eq(&person.full_name),
            people::phone.eq(person.phone.as_deref()),
            people::email.eq(person.email.as_deref()),
            people::sort_key.eq(sort_key),
            people::search_key.eq(search_key),
        ))
        .execute(c))?;
    Ok(())
}

/// Tells every process that cached identities are stale.
pub fn bump_revision(conn: &mut Conn<'_>) -> Stored<()> {
    on!(conn, |c| diesel::update(revisions::table.find("identity")).set(revisions::value.eq(revisions::value + 1)).execute(c))?;
    Ok(())
}

pub fn revision(conn: &mut Conn<'_>) -> Stored<i64> {
    Ok(on!(conn, |c| revisions::table.find("identity").select(revisions::value).first(c))?)
}

pub fn installation_value(conn: &mut Conn<'_>, name: &str) -> Stored<Option<String>> {
    Ok(on!(conn, |c| installation::table.find(name).select(installation::value).first(c).optional())?)
}

pub fn put_installation_value(conn: &mut Conn<'_>, name: &str, value: &str) -> Stored<()> {
    on!(conn, |c| diesel::insert_into(installation::table)
        .values((installation::name.eq(name), installation::value.eq(value)))
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(())
}
