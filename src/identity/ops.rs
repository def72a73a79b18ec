//! Use cases of accounts: register, sign in, change and reset passwords, lock.

use serde_json::json;
use sha2::{Digest, Sha256};

use super::{
    model::{Identifier, IdentityError, NewPerson, Person},
    sessions::{self, Session, SessionToken},
    store::{self, LinkRow, PersonRow, ThrottleRow},
};
use crate::{
    audit,
    kernel::{Actor, Entropy, FieldProblem, Id, Role, Timestamp, ids::PersonId, text},
    storage::Conn,
};

type Outcome<T> = Result<T, IdentityError>;

/// Wrong passwords that cost nothing; each further one doubles the wait.
const FREE_FAILURES: i32 = 5;
/// The longest wait between two tries, so that nobody can lock a rival out for long.
const LONGEST_WAIT_SECONDS: i64 = 300;
/// How long a reset link given by an administrator lives.
pub const RESET_LINK_HOURS: i64 = 72;

const FIRST_ADMIN: &str = "first_admin";
const PASSWORD_RESET: &str = "password_reset";

/// How a new account comes to its password.
#[derive(Clone, Debug)]
pub enum Credential {
    /// The person chose it.
    Chosen(String),
    /// Somebody else set it; it must be changed at the first sign-in.
    Given(String),
    /// None yet: a one-time link follows.
    None,
}

/// Creates an account with the role of a trainee.
///
/// A taken user name is told at its field; a taken phone or e-mail is not told to strangers
/// (`tell_contacts` is for administrators), it is refused with a sentence that fits both cases.
///
/// # Errors
/// [`IdentityError::Fields`] with `username_taken`, `contact_unusable`.
pub fn create_person(
    conn: &mut Conn<'_>,
    now: Timestamp,
    entropy: &dyn Entropy,
    by: Option<PersonId>,
    new: &NewPerson,
    credential: &Credential,
) -> Outcome<PersonId> {
    let (username_taken, phone_taken, email_taken) = store::taken(conn, &new.username, new.phone.as_deref(), new.email.as_deref())?;
    let mut wrong = Vec::new();
    if username_taken {
        wrong.push(FieldProblem::new("username", "username_taken"));
    }
    // Nobody learns whose phone or e-mail is known by a form that creates nothing anyway.
    if phone_taken && !username_taken {
        wrong.push(FieldProblem::new("phone", "contact_unusable"));
    }
    if email_taken && !username_taken {
        wrong.push(FieldProblem::new("email", "contact_unusable"));
    }
    if !wrong.is_empty() {
        return Err(IdentityError::Fields(wrong));
    }
    let (password_hash, must_change_password) = match credential {
        Credential::Chosen(hash) => (Some(hash.clone()), false),
        Credential::Given(hash) => (Some(hash.clone()), true),
        Credential::None => (None, false),
    };
    let id = Id::new(now, entropy);
    let search_key = search_key(new);
    store::insert_person(
        conn,
        &PersonRow {
            id,
            username: new.username.clone(),
            full_name: new.full_name.clone(),
            sort_key: text::name_sort_key(&new.full_name),
            search_key,
            phone: new.phone.clone(),
            email: new.email.clone(),
            password_hash,
            must_change_password,
            created_at: now,
            disabled_at: None,
        },
    )?;
    super::roles::insert(conn, now, entropy, by, id, Role::Trainee, None)?;
    audit::ops::record(
        conn,
        now,
        audit::ops::Event {
            actor: by.or(Some(id)),
            action: "person.created",
            subject_kind: "person",
            subject_id: id.to_string(),
            reason: None,
            detail: json!({ "username": new.username }),
        },
    )?;
    Ok(id)
}

/// What a search for a person compares.
fn search_key(person: &NewPerson) -> String {
    let contacts = [person.phone.as_deref(), person.email.as_deref()].into_iter().flatten();
    std::iter::once(text::search_key(&person.full_name))
        .chain(std::iter::once(person.username.clone()))
        .chain(contacts.map(str::to_owned))
        .collect::<Vec<_>>()
        .join(" ")
}

/// Corrects a person's name, phone and e-mail, with a reason; the log keeps the name before. Papers issued keep theirs.
///
/// # Errors
/// [`IdentityError::Fields`]: what is wrong, `contact_unusable` for a phone or e-mail of somebody else.
pub fn correct_person(conn: &mut Conn<'_>, now: Timestamp, by: &Actor, id: PersonId, corrected: &NewPerson, reason: &str) -> Outcome<()> {
    let before = store::person(conn, id)?.ok_or(IdentityError::WrongCredentials)?;
    let fresh_phone = corrected.phone.as_deref().filter(|phone| before.phone.as_deref() != Some(phone));
    let fresh_email = corrected.email.as_deref().filter(|email| before.email.as_deref() != Some(email));
    let (_, phone_taken, email_taken) = store::taken(conn, &before.username, fresh_phone, fresh_email)?;
    let taken = [("phone", phone_taken), ("email", email_taken)].into_iter().filter(|(_, taken)| *taken);
    let wrong: Vec<FieldProblem> = taken.map(|(field, _)| FieldProblem::new(field, "contact_unusable")).collect();
    if !wrong.is_empty() {
        return Err(IdentityError::Fields(wrong));
    }
    let corrected = NewPerson { username: before.username.clone(), ..corrected.clone() };
    store::correct(conn, id, &corrected, &text::name_sort_key(&corrected.full_name), &search_key(&corrected))?;
    audit::ops::record(
        conn,
        now,
        audit::ops::Event {
            actor: Some(by.id),
            action: "person.corrected",
            subject_kind: "person",
            subject_id: id.to_string(),
            reason: Some(reason.to_owned()),
            detail: json!({
                "before": before.full_name,
                "after": corrected.full_name,
                "phone_changed": before.phone != corrected.phone,
                "email_changed": before.email != corrected.email,
            }),
        },
    )?;
    Ok(store::bump_revision(conn)?)
}

/// The person with their roles, if they may sign in.
pub fn actor(conn: &mut Conn<'_>, id: PersonId) -> Outcome<Option<Actor>> {
    let Some(row) = store::person(conn, id)?.filter(|row| row.disabled_at.is_none()) else { return Ok(None) };
    let grants = store::grants_of(conn, id)?.iter().filter_map(store::GrantRow::grant).collect();
    Ok(Some(Actor { id, username: row.username, full_name: row.full_name, grants, must_change_password: row.must_change_password }))
}

/// A person by id.
pub fn person(conn: &mut Conn<'_>, id: PersonId) -> Outcome<Option<Person>> {
    Ok(store::person(conn, id)?.map(Person::from))
}

/// What the password check needs to know: fetched before the slow hash, decided after it.
pub struct Candidate {
    person: Option<PersonId>,
    /// The stored hash, if there is one.
    pub password_hash: Option<String>,
    account: [u8; 32],
}

fn account_key(who: &Identifier) -> [u8; 32] {
    Sha256::digest(format!("sign-in:{}", who.as_text()).as_bytes()).into()
}

/// First half of signing in: who may be meant, and whether this account name must wait.
///
/// # Errors
/// [`IdentityError::Throttled`], whether or not the account exists.
pub fn sign_in_candidate(conn: &mut Conn<'_>, now: Timestamp, who: &Identifier) -> Outcome<Candidate> {
    let account = account_key(who);
    if let Some(throttle) = store::throttle(conn, &account)?.filter(|throttle| throttle.blocked_until > now) {
        let seconds = throttle.blocked_until.seconds_since(now).max(0) + 1;
        return Err(IdentityError::Throttled { seconds: u32::try_from(seconds).unwrap_or(u32::MAX) });
    }
    let person = store::person_by_identifier(conn, who)?.filter(|row| row.disabled_at.is_none());
    Ok(Candidate { person: person.as_ref().map(|row| row.id), password_hash: person.and_then(|row| row.password_hash), account })
}

/// Counts a wrong password against the account name.
pub fn sign_in_failed(conn: &mut Conn<'_>, now: Timestamp, candidate: &Candidate) -> Outcome<()> {
    let failures = store::throttle(conn, &candidate.account)?.map_or(0, |row| row.failures).saturating_add(1);
    let wait = wait_seconds(failures);
    Ok(store::put_throttle(
        conn,
        &ThrottleRow { account: candidate.account.to_vec(), failures, blocked_until: now.plus_seconds(wait), updated_at: now },
    )?)
}

/// Seconds to wait after this many wrong passwords: none, then 1, 2, 4 … up to [`LONGEST_WAIT_SECONDS`].
fn wait_seconds(failures: i32) -> i64 {
    if failures <= FREE_FAILURES {
        return 0;
    }
    let doublings = u32::try_from(failures - FREE_FAILURES - 1).unwrap_or(0).min(30);
    (1i64 << doublings).min(LONGEST_WAIT_SECONDS)
}

/// Second half: the password was right, open a session.
pub fn sign_in_succeeded(
    conn: &mut Conn<'_>,
    now: Timestamp,
    candidate: &Candidate,
    token: &SessionToken,
    remember: bool,
    device: &str,
) -> Outcome<Session> {
    let actor = candidate.person.map(|id| actor(conn, id)).transpose()?.flatten().ok_or(IdentityError::WrongCredentials)?;
    store::clear_throttle(conn, &candidate.account)?;
    sessions::open(conn, now, token, &actor, remember, device)
}

/// The stored hash of a person, to confirm that it is they who ask.
pub fn password_hash(conn: &mut Conn<'_>, id: PersonId) -> Outcome<Option<String>> {
    Ok(store::person(conn, id)?.and_then(|row| row.password_hash))
}

/// Sets a password its owner chose; all their other sessions end.
pub fn change_password(conn: &mut Conn<'_>, now: Timestamp, person: PersonId, hash: &str, this_session: Option<&[u8; 32]>) -> Outcome<()> {
    store::set_password(conn, person, hash, false)?;
    store::void_links(conn, PASSWORD_RESET, Some(person), now)?;
    sessions::end_all(conn, person, this_session)?;
    audit::ops::record(
        conn,
        now,
        audit::ops::Event {
            actor: Some(person),
            action: "person.password_changed",
            subject_kind: "person",
            subject_id: person.to_string(),
            reason: None,
            detail: json!({}),
        },
    )?;
    Ok(())
}

/// Sets a password somebody else chose (the command line); it must be changed at the next sign-in.
pub fn give_password(conn: &mut Conn<'_>, now: Timestamp, username: &str, hash: &str, must_change: bool) -> Outcome<Option<PersonId>> {
    let Some(row) = store::person_by_identifier(conn, &Identifier::Username(username.to_owned()))? else { return Ok(None) };
    store::set_password(conn, row.id, hash, must_change)?;
    sessions::end_all(conn, row.id, None)?;
    audit::ops::record(
        conn,
        now,
        audit::ops::Event {
            actor: None,
            action: "person.password_given",
            subject_kind: "person",
            subject_id: row.id.to_string(),
            reason: None,
            detail: json!({ "username": username }),
        },
    )?;
    Ok(Some(row.id))
}

/// Makes a one-time link with which the person chooses a new password; older ones are void.
/// The administrator hands it over and never sees a password.
pub fn issue_reset_link(conn: &mut Conn<'_>, now: Timestamp, token: &SessionToken, by: &Actor, person: PersonId) -> Outcome<Timestamp> {
    store::void_links(conn, PASSWORD_RESET, Some(person), now)?;
    let expires_at = now.plus_seconds(RESET_LINK_HOURS * 3600);
    store::insert_link(
        conn,
        &LinkRow {
            token_hash: token.hash().to_vec(),
            purpose: PASSWORD_RESET.into(),
            person_id: Some(person),
            created_by: Some(by.id),
            created_at: now,
            expires_at,
            used_at: None,
        },
    )?;
    audit::ops::record(
        conn,
        now,
        audit::ops::Event {
            actor: Some(by.id),
            action: "person.reset_link_issued",
            subject_kind: "person",
            subject_id: person.to_string(),
            reason: None,
            detail: json!({ "expires_at": expires_at }),
        },
    )?;
    Ok(expires_at)
}

/// Makes the link with which the first administrator is created; `None` when there is one already.
pub fn issue_first_admin_link(conn: &mut Conn<'_>, now: Timestamp, token: &SessionToken) -> Outcome<bool> {
    if store::count_everywhere(conn, Role::Admin.code())? > 0 {
        return Ok(false);
    }
    store::void_links(conn, FIRST_ADMIN, None, now)?;
    store::insert_link(
        conn,
        &LinkRow {
            token_hash: token.hash().to_vec(),
            purpose: FIRST_ADMIN.into(),
            person_id: None,
            created_by: None,
            created_at: now,
            expires_at: now.plus_seconds(24 * 3600),
            used_at: None,
        },
    )?;
    Ok(true)
}

/// Whom a live link is for: a person, or (`None`) the first administrator.
pub fn link_target(conn: &mut Conn<'_>, now: Timestamp, token: &SessionToken) -> Outcome<Option<Person>> {
    let link = store::live_link(conn, &token.hash(), now)?.ok_or(IdentityError::LinkDead)?;
    match link.person_id {
        Some(id) => Ok(Some(store::person(conn, id)?.filter(|row| row.disabled_at.is_none()).ok_or(IdentityError::LinkDead)?.into())),
        None => Ok(None),
    }
}

/// Uses a reset link: the new password counts, every session of the person ends.
pub fn reset_password(conn: &mut Conn<'_>, now: Timestamp, token: &SessionToken, hash: &str) -> Outcome<PersonId> {
    let person = link_target(conn, now, token)?.ok_or(IdentityError::LinkDead)?;
    if !store::use_link(conn, &token.hash(), now)? {
        return Err(IdentityError::LinkDead);
    }
    store::clear_throttle(conn, &account_key(&Identifier::Username(person.username.clone())))?;
    change_password(conn, now, person.id, hash, None)?;
    Ok(person.id)
}

/// Uses the first administrator's link.
pub fn create_first_admin(
    conn: &mut Conn<'_>,
    now: Timestamp,
    entropy: &dyn Entropy,
    token: &SessionToken,
    new: &NewPerson,
    hash: &str,
) -> Outcome<PersonId> {
    if link_target(conn, now, token)?.is_some() || store::count_everywhere(conn, Role::Admin.code())? > 0 {
        return Err(IdentityError::LinkDead);
    }
    let id = create_person(conn, now, entropy, None, new, &Credential::Chosen(hash.to_owned()))?;
    super::roles::insert(conn, now, entropy, Some(id), id, Role::Admin, None)?;
    if !store::use_link(conn, &token.hash(), now)? {
        return Err(IdentityError::LinkDead);
    }
    Ok(id)
}

/// Locks or unlocks an account; a locked person's sessions end at once.
pub fn set_locked(conn: &mut Conn<'_>, now: Timestamp, by: &Actor, person: PersonId, locked: bool, reason: &str) -> Outcome<()> {
    let is_last = locked && super::roles::is_last_admin(conn, person)?;
    if is_last {
        return Err(IdentityError::LastAdmin);
    }
    store::set_disabled(conn, person, locked.then_some(now))?;
    if locked {
        sessions::end_all(conn, person, None)?;
    }
    let action = if locked { "person.locked" } else { "person.unlocked" };
    audit::ops::record(
        conn,
        now,
        audit::ops::Event {
            actor: Some(by.id),
            action,
            subject_kind: "person",
            subject_id: person.to_string(),
            reason: Some(reason.to_owned()),
            detail: json!({}),
        },
    )?;
    Ok(())
}

/// Changes whenever a cached identity may be stale.
pub fn revision(conn: &mut Conn<'_>) -> Outcome<i64> {
    Ok(store::revision(conn)?)
}

/// Names of people.
pub fn names(conn: &mut Conn<'_>, ids: &[PersonId]) -> Outcome<Vec<(PersonId, String)>> {
    Ok(store::names(conn, ids)?)
}

/// The person of a user name.
pub fn person_named(conn: &mut Conn<'_>, username: &str) -> Outcome<Option<PersonId>> {
    let who = Identifier::Username(text::clean_line(username).to_lowercase());
    Ok(store::person_by_identifier(conn, &who)?.map(|row| row.id))
}

/// The value of [`installation_secret`], if it has been made.
pub fn known_secret(conn: &mut Conn<'_>, name: &str) -> Outcome<Option<String>> {
    Ok(store::installation_value(conn, name)?)
}

/// A value made once for this installation (32 random bytes, hexadecimal), the same for all processes on the database.
pub fn installation_secret(conn: &mut Conn<'_>, entropy: &dyn Entropy, name: &str) -> Outcome<String> {
    if let Some(value) = store::installation_value(conn, name)? {
        return Ok(value);
    }
    let mut bytes = [0; 32];
    entropy.fill(&mut bytes);
    store::put_installation_value(conn, name, &text::hex(&bytes))?;
    Ok(store::installation_value(conn, name)?.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_grows_and_stays_bounded() {
        assert_eq!((1..=9).map(wait_seconds).collect::<Vec<_>>(), [0, 0, 0, 0, 0, 1, 2, 4, 8]);
        assert_eq!(wait_seconds(1_000_000), LONGEST_WAIT_SECONDS);
    }
}
