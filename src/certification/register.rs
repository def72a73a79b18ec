//! Looking into the register: what happened to a certificate, what ends, whether numbers are whole.

use chrono::NaiveDate;

use super::{
    model::{Certificate, CertificateEvent, CertificationError},
    store,
};
use crate::{
    kernel::page::{Page, PageRequest},
    org::model::Scope,
    storage::Conn,
};

type Outcome<T> = Result<T, CertificationError>;

/// What happened to a certificate, and the code of the one that took its place.
pub fn history(conn: &mut Conn<'_>, certificate: &Certificate) -> Outcome<(Vec<CertificateEvent>, Option<String>)> {
    let replacement = match certificate.revoked {
        Some(_) => store::replacement_of(conn, certificate.id)?.map(|other| other.code),
        None => None,
    };
    Ok((store::events(conn, certificate.id)?, replacement))
}

/// Certificates of the scope's people that end within the days and have no successor, the first to end first.
pub fn ending(conn: &mut Conn<'_>, scope: &Scope, from: NaiveDate, to: NaiveDate, request: PageRequest) -> Outcome<Page<Certificate>> {
    Ok(store::ending(conn, scope.units().as_deref(), from, to, request)?)
}

/// Registers with a gap or a double number: register, year, last number given, certificates that carry one.
pub fn gaps(conn: &mut Conn<'_>) -> Outcome<Vec<(String, i32, i32, i64)>> {
    Ok(store::registers(conn)?.into_iter().filter(|(_, _, last, count)| i64::from(*last) != *count).collect())
}

/// The numbers of a register and year that certificates carry, in order.
pub fn numbers_given(conn: &mut Conn<'_>, register: &str, year: i32) -> Outcome<Vec<i32>> {
    Ok(store::numbers_given(conn, register, year)?)
}
