//! Use cases of mail: queue, take for sending, say what became of it; what people want.

use super::{
    model::{Kind, MOST_TRIES, Mail, MailError, NewMail, Preferences, Recipient, pause_after},
    store::{self, MailRow, PreferenceRow},
    transport::Refusal,
};
use crate::{
    kernel::{
        Actor, Entropy, Id, Role, Timestamp,
        ids::{MailId, PersonId},
        page::{Page, PageRequest},
        text::hex,
    },
    storage::Conn,
};

type Outcome<T> = Result<T, MailError>;

/// Seconds that one try may take before another process may try too.
const CLAIM_SECONDS: i64 = 300;
/// Days that sent messages are kept.
const KEPT_DAYS: i64 = 400;

/// Those of these people who can be written to, each with a token for the link that ends mail.
pub fn recipients(conn: &mut Conn<'_>, persons: &[PersonId]) -> Outcome<Vec<Recipient>> {
    Ok(store::recipients(conn, persons)?)
}

/// Gives a token to those who have none, so that every message can say how to end mail.
pub fn with_tokens(conn: &mut Conn<'_>, now: Timestamp, entropy: &dyn Entropy, people: Vec<Recipient>) -> Outcome<Vec<Recipient>> {
    let rows: Vec<PreferenceRow> = people.iter().filter(|it| it.token.is_none()).map(|it| fresh(now, entropy, it.id)).collect();
    if rows.is_empty() {
        return Ok(people);
    }
    store::insert_preferences(conn, &rows)?;
    let ids: Vec<PersonId> = people.iter().map(|it| it.id).collect();
    Ok(store::recipients(conn, &ids)?)
}

fn fresh(now: Timestamp, entropy: &dyn Entropy, person: PersonId) -> PreferenceRow {
    let mut token = [0u8; 24];
    entropy.fill(&mut token);
    let usual = Preferences::default();
    PreferenceRow { person_id: person, reminders: usual.reminders, digests: usual.digests, token: hex(&token), changed_at: now }
}

/// Everybody who leads a unit.
pub fn leaders(conn: &mut Conn<'_>) -> Outcome<Vec<PersonId>> {
    Ok(store::leaders(conn)?)
}

/// Which of these keys have a message already.
pub fn known(conn: &mut Conn<'_>, keys: &[String]) -> Outcome<Vec<String>> {
    Ok(store::known(conn, keys)?)
}

/// Queues messages. One whose key is known is not queued again, however many ask at once. How many were new.
pub fn queue(conn: &mut Conn<'_>, now: Timestamp, entropy: &dyn Entropy, mails: &[NewMail]) -> Outcome<usize> {
    let row = |mail: &NewMail| MailRow {
        id: Id::new(now, entropy),
        once_key: mail.key.clone(),
        kind: mail.kind.code().to_owned(),
        person_id: mail.to.id,
        address: mail.to.address.clone(),
        subject: mail.subject.clone(),
        body: mail.body.clone(),
        created_at: now,
        state: "waiting".to_owned(),
        attempts: 0,
        next_try_at: now,
        sent_at: None,
        fault: None,
    };
    let rows: Vec<MailRow> = mails.iter().map(row).collect();
    Ok(store::insert(conn, &rows)?)
}

/// Messages whose time has come.
pub fn waiting(conn: &mut Conn<'_>, now: Timestamp, limit: i64) -> Outcome<Vec<Mail>> {
    Ok(store::waiting(conn, now, limit)?)
}

/// Takes a message for one try; false when another process was first.
pub fn claim(conn: &mut Conn<'_>, now: Timestamp, mail: &Mail) -> Outcome<bool> {
    Ok(store::claim(conn, mail.id, mail.attempts, now.plus_seconds(CLAIM_SECONDS))?)
}

/// Writes down what became of a try.
pub fn tried(conn: &mut Conn<'_>, now: Timestamp, mail: &Mail, outcome: Result<(), Refusal>) -> Outcome<()> {
    let tries = mail.attempts + 1;
    match outcome {
        Ok(()) => store::set_sent(conn, mail.id, now)?,
        Err(refusal) => {
            let is_over = refusal.for_good || tries >= MOST_TRIES;
            let state = if is_over { "failed" } else { "waiting" };
            let said: String = refusal.said.chars().take(300).collect();
            store::set_fault(conn, mail.id, state, now.plus_seconds(pause_after(tries)), &said)?;
        }
    }
    Ok(())
}

/// Forgets messages of long ago.
pub fn forget(conn: &mut Conn<'_>, now: Timestamp) -> Outcome<usize> {
    Ok(store::forget(conn, now.plus_seconds(-KEPT_DAYS * 86_400))?)
}

/// The outbox, for administrators of everything.
pub fn outbox(conn: &mut Conn<'_>, by: &Actor, state: Option<&str>, request: PageRequest) -> Outcome<Page<Mail>> {
    if !by.has_everywhere(Role::Admin) {
        return Err(MailError::NotFound);
    }
    Ok(store::page(conn, state, request)?)
}

/// Tries a message again that had failed.
pub fn retry(conn: &mut Conn<'_>, now: Timestamp, by: &Actor, id: MailId) -> Outcome<()> {
    if !by.has_everywhere(Role::Admin) {
        return Err(MailError::NotFound);
    }
    match (store::retry(conn, id, now)?, store::is_there(conn, id)?) {
        (true, _) => Ok(()),
        (false, true) => Err(MailError::State("mail_not_failed")),
        (false, false) => Err(MailError::NotFound),
    }
}

/// What somebody wants.
pub fn preferences(conn: &mut Conn<'_>, person: PersonId) -> Outcome<Preferences> {
    let kept = store::preferences(conn, person)?;
    Ok(kept.map_or_else(Preferences::default, |row| Preferences { reminders: row.reminders, digests: row.digests }))
}

/// Keeps what somebody wants; what waits and is not wanted any more is not sent.
pub fn set_preferences(conn: &mut Conn<'_>, now: Timestamp, entropy: &dyn Entropy, person: PersonId, wanted: Preferences) -> Outcome<()> {
    if store::preferences(conn, person)?.is_none() {
        store::insert_preferences(conn, &[fresh(now, entropy, person)])?;
    }
    store::set_preferences(conn, person, wanted, now)?;
    if !wanted.reminders {
        store::drop_waiting(conn, person, &[Kind::Ending.code(), Kind::Due.code()])?;
    }
    if !wanted.digests {
        store::drop_waiting(conn, person, &[Kind::Digest.code()])?;
    }
    Ok(())
}

/// Whose token this is, with what they want.
pub fn by_token(conn: &mut Conn<'_>, token: &str) -> Outcome<(PersonId, Preferences)> {
    let row = store::by_token(conn, token)?.ok_or(MailError::NotFound)?;
    Ok((row.person_id, Preferences { reminders: row.reminders, digests: row.digests }))
}
