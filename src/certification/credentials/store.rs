//! Rows of the keys under credentials.

use diesel::prelude::*;

use crate::{
    kernel::Timestamp,
    storage::{Conn, StorageError, on, schema::credential_keys},
};

type Stored<T> = Result<T, StorageError>;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = credential_keys, treat_none_as_default_value = false)]
pub struct KeyRow {
    pub kid: String,
    pub secret: String,
    pub public: String,
    pub created_at: Timestamp,
    pub retired_at: Option<Timestamp>,
}

/// All keys, the newest first.
pub fn keys(conn: &mut Conn<'_>) -> Stored<Vec<KeyRow>> {
    Ok(on!(conn, |c| credential_keys::table
        .order((credential_keys::created_at.desc(), credential_keys::kid.desc()))
        .limit(500)
        .select(KeyRow::as_select())
        .load(c))?)
}

/// Adds a key; false when another has its name.
pub fn insert(conn: &mut Conn<'_>, row: &KeyRow) -> Stored<bool> {
    Ok(on!(conn, |c| diesel::insert_into(credential_keys::table).values(row).on_conflict_do_nothing().execute(c))? == 1)
}

/// Retires every key that signs.
pub fn retire(conn: &mut Conn<'_>, at: Timestamp) -> Stored<usize> {
    Ok(on!(conn, |c| diesel::update(credential_keys::table.filter(credential_keys::retired_at.is_null()))
        .set(credential_keys::retired_at.eq(at))
        .execute(c))?)
}
