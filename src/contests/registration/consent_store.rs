//! Rows of what people agreed to, purpose by purpose.

use diesel::prelude::*;

use crate::{
    kernel::{Timestamp, ids::RegistrationId},
    storage::{Conn, StorageError, on, schema::registration_consents},
};

type Stored<T> = Result<T, StorageError>;

#[derive(Queryable, Selectable, Insertable, Clone, Debug)]
#[diesel(table_name = registration_consents, treat_none_as_default_value = false)]
pub struct ConsentRow {
    pub registration_id: RegistrationId,
    pub purpose: String,
    pub given_at: Timestamp,
    pub version: i32,
    pub text: String,
    pub withdrawn_at: Option<Timestamp>,
}

pub fn insert_consents(conn: &mut Conn<'_>, rows: &[ConsentRow]) -> Stored<()> {
    on!(conn, |c| diesel::insert_into(registration_consents::table).values(rows).execute(c))?;
    Ok(())
}

/// Consents of a registration, the standing and the withdrawn ones, oldest first.
pub fn consents(conn: &mut Conn<'_>, of: RegistrationId) -> Stored<Vec<ConsentRow>> {
    Ok(on!(conn, |c| registration_consents::table
        .filter(registration_consents::registration_id.eq(of))
        .order((registration_consents::given_at, registration_consents::purpose))
        .select(ConsentRow::as_select())
        .load(c))?)
}

/// Takes consents back; for all purposes if none are named.
pub fn withdraw_consents(conn: &mut Conn<'_>, of: RegistrationId, purposes: Option<&[&str]>, at: Timestamp) -> Stored<()> {
    on!(conn, |c| {
        let standing = registration_consents::table
            .filter(registration_consents::registration_id.eq(of).and(registration_consents::withdrawn_at.is_null()));
        match purposes {
            Some(purposes) => diesel::update(standing.filter(registration_consents::purpose.eq_any(purposes)))
                .set(registration_consents::withdrawn_at.eq(at))
                .execute(c),
            None => diesel::update(standing).set(registration_consents::withdrawn_at.eq(at)).execute(c),
        }
    })?;
    Ok(())
}
