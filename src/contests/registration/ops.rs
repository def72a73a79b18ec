//! Use cases of those who take part: register, correct, agree, take back; and what the rest of the contest asks.

use serde_json::json;

use super::{
    claim_store,
    consent_store::{self, ConsentRow},
    entry::{Entry, Number, Surroundings, Typed, custom_name},
    making::{erased, row_of},
    model::{CONSENT_VERSION, Purpose, Registration, RegistrationError, State},
    private::PrivateKeys,
    referral,
    rules::{self, Standing},
    side_store, slips,
    store::{self, Hold, RegistrationRow},
    terms::{ExclusionClass, FieldKind, Terms},
};
use crate::{
    audit,
    contests::model::{Contest, Round},
    identity,
    kernel::{
        Entropy, FieldProblem, Timestamp,
        ids::{ContestId, PersonId, RegistrationId, UnitId},
        text,
    },
    org,
    storage::{Conn, StorageError},
};

pub(super) type Outcome<T> = Result<T, RegistrationError>;

/// Name of the key of private numbers among the installation's secrets.
const KEY: &str = "registration_key";
/// Under which the declaration of a relative stands among the answers; no question of an organizer's can have this code.
pub(super) const RELATIVE: &str = "_relative";

pub(super) fn event(by: Option<PersonId>, action: &'static str, subject: String, detail: serde_json::Value) -> audit::ops::Event {
    audit::ops::Event { actor: by, action, subject_kind: "contest", subject_id: subject, reason: None, detail }
}

/// The keys of private numbers: made once, the same for all processes on the database.
pub(super) fn keys(conn: &mut Conn<'_>, entropy: &dyn Entropy) -> Outcome<PrivateKeys> {
    let secret = identity::ops::installation_secret(conn, entropy, KEY)?;
    let bytes = text::from_hex(&secret).and_then(|bytes| bytes.try_into().ok()).ok_or(RegistrationError::NotFound)?;
    Ok(PrivateKeys::new(bytes))
}

/// The same where nothing may be written; none before the first registration or slip.
pub(super) fn known_keys(conn: &mut Conn<'_>) -> Outcome<Option<PrivateKeys>> {
    let secret = identity::ops::known_secret(conn, KEY)?;
    Ok(secret.and_then(|secret| text::from_hex(&secret)).and_then(|bytes| bytes.try_into().ok()).map(PrivateKeys::new))
}

/// The terms of a contest; none where anybody may take part.
pub fn terms_of(conn: &mut Conn<'_>, contest: ContestId) -> Outcome<Option<Terms>> {
    Ok(store::terms(conn, contest)?)
}

/// Somebody's own registration.
pub fn own(conn: &mut Conn<'_>, contest: ContestId, person: PersonId) -> Outcome<Option<Registration>> {
    Ok(store::of_person(conn, contest, person)?.map(Registration::from))
}

/// A consent as it is kept.
#[derive(Clone, Debug)]
pub struct Consent {
    /// For what.
    pub purpose: Purpose,
    /// Since when.
    pub given_at: Timestamp,
    /// Version of the sentence.
    pub version: i32,
    /// The sentence that was agreed to.
    pub text: String,
    /// When it was taken back.
    pub withdrawn_at: Option<Timestamp>,
}

/// What somebody has agreed to, and taken back, oldest first.
pub fn consents(conn: &mut Conn<'_>, registration: RegistrationId) -> Outcome<Vec<Consent>> {
    Ok(consent_store::consents(conn, registration)?
        .into_iter()
        .filter_map(|row| {
            Some(Consent {
                purpose: Purpose::parse(&row.purpose)?,
                given_at: row.given_at,
                version: row.version,
                text: row.text,
                withdrawn_at: row.withdrawn_at,
            })
        })
        .collect())
}

/// Whether the person may still change what they registered: no attempt has begun.
pub fn may_change(conn: &mut Conn<'_>, contest: ContestId, person: PersonId) -> Outcome<bool> {
    Ok(!store::has_begun(conn, contest, person)?)
}

/// Whether registering has ended.
pub fn is_closed(terms: &Terms, rounds: &[Round], now: Timestamp) -> bool {
    let last = rounds.iter().map(|round| round.closes_at).max();
    terms.closes_at.or(last).is_some_and(|at| now >= at)
}

/// How the lists of exclusion see somebody who has not registered yet.
pub fn foreseen(conn: &mut Conn<'_>, contest: ContestId, terms: &Terms, person: PersonId) -> Outcome<Standing> {
    Ok(rules::standing(terms, &side_store::classes(conn, contest, person, &[])?))
}

/// The unit and everything above it, the nearest first; empty for what is no unit.
pub fn path_of(conn: &mut Conn<'_>, unit: &str) -> Outcome<Vec<UnitId>> {
    match unit.parse() {
        Ok(unit) => Ok(org::ops::ancestors(conn, unit)?),
        Err(_) => Ok(Vec::new()),
    }
}

/// What a registration shows of its numbers, by the names of their fields.
pub fn masks(terms: &Terms, registration: &Registration) -> Typed {
    let mut masks = Typed::default();
    masks.put("phone", registration.phone_masked.clone().unwrap_or_default());
    masks.put("identity", registration.identity_masked.clone().unwrap_or_default());
    if let Some(guardian) = &registration.guardian {
        // A child's numbers are the guardian's.
        masks.put("phone", "");
        masks.put("identity", "");
        masks.put("guardian_phone", guardian.phone_masked.clone());
        masks.put("guardian_identity", guardian.identity_masked.clone());
    }
    for field in terms.fields.iter().filter(|field| matches!(field.kind, FieldKind::Phone | FieldKind::Identity)) {
        let shown = registration.answers.get(&field.code).map(|answer| answer.shown.clone()).unwrap_or_default();
        masks.put(custom_name(&field.code), shown);
    }
    masks
}

/// Registers somebody, or changes what they registered; `sentences` are the consents as the person read them.
///
/// # Errors
/// [`RegistrationError::Fields`]: what is wrong, `slip_unusable`; [`RegistrationError::Taken`] for a phone or identity number
/// that has entered; [`RegistrationError::Closed`], [`RegistrationError::Begun`], [`RegistrationError::Barred`],
/// [`RegistrationError::Gone`].
#[allow(clippy::too_many_arguments)] // the use case has this many facts
pub fn register(
    conn: &mut Conn<'_>,
    now: Timestamp,
    entropy: &dyn Entropy,
    contest: &Contest,
    rounds: &[Round],
    person: PersonId,
    typed: &Typed,
    sentences: &[(Purpose, String)],
) -> Outcome<RegistrationId> {
    let terms = store::held_terms(conn, contest.id, Hold::Shared)?.ok_or(RegistrationError::NotFound)?;
    if is_closed(&terms, rounds, now) {
        return Err(RegistrationError::Closed);
    }
    let before = store::held_of_person(conn, contest.id, person)?;
    if let Some(row) = &before {
        match State::parse(&row.state) {
            Some(State::Active) => {}
            Some(State::Removed) => return Err(RegistrationError::Gone { reason: row.standing_reason.clone() }),
            _ => return Err(RegistrationError::Gone { reason: String::new() }),
        }
        if !may_change(conn, contest.id, person)? {
            return Err(RegistrationError::Begun);
        }
    }
    let path = path_of(conn, typed.get("unit_id"))?;
    let masks = before.as_ref().map(|row| masks(&terms, &row.clone().into())).unwrap_or_default();
    let around = Surroundings { today: now.vietnam_date(), path: &path, masks: &masks };
    let entry = Entry::parse(&terms, typed, &around).map_err(RegistrationError::Fields)?;
    let keys = keys(conn, entropy)?;
    let mut row = row_of(now, entropy, &keys, contest.id, person, &entry, before.as_ref());
    refuse_second_entry(conn, &row, &entry)?;
    row = with_standing(conn, &terms, &entry, row, before.as_ref())?;
    if before.is_none() && terms.spreads {
        row.referred_by =
            store::by_referral(conn, contest.id, &slips::normal(typed.get("gt")))?.filter(|(_, who)| *who != person).map(|(id, _)| id);
    }
    write(conn, &row, before.is_some(), &entry)?;
    if terms.needs_code && row.verified_at.is_none() && !typed.get("code").trim().is_empty() {
        slips::spend(conn, now, contest, typed.get("code"), row.id)?;
        row.verified_at = Some(now);
        store::update(conn, &row)?;
    }
    put_consents(conn, now, row.id, &entry.consents, sentences)?;
    claim_store::delete(conn, contest.id, person)?;
    let action = if before.is_some() { "registration.changed" } else { "registration.made" };
    let detail =
        json!({ "registration": row.id, "block": row.block_code, "standing": row.standing, "verified": row.verified_at.is_some() });
    audit::ops::record(conn, now, event(Some(person), action, contest.code.clone(), detail))?;
    Ok(row.id)
}

/// One person, one entry; whose the other is stays untold.
fn refuse_second_entry(conn: &mut Conn<'_>, row: &RegistrationRow, entry: &Entry) -> Outcome<()> {
    let (phone, identity) = store::holders(conn, row.contest_id, row.person_id, row.phone_print.as_deref(), row.identity_print.as_deref())?;
    let at_guardian = |is_own: bool| !is_own && entry.guardian.is_some();
    let mut fields = Vec::new();
    if phone.is_some() {
        let name = if at_guardian(entry.phone != Number::None) { "guardian_phone" } else { "phone" };
        fields.push(FieldProblem::new(name, "entry_taken"));
    }
    if identity.is_some() {
        let name = if at_guardian(entry.identity != Number::None) { "guardian_identity" } else { "identity" };
        fields.push(FieldProblem::new(name, "entry_taken"));
    }
    let mut holders: Vec<RegistrationId> = phone.into_iter().chain(identity).collect();
    holders.dedup();
    if fields.is_empty() { Ok(()) } else { Err(RegistrationError::Taken { fields, holders }) }
}

fn with_standing(
    conn: &mut Conn<'_>,
    terms: &Terms,
    entry: &Entry,
    row: RegistrationRow,
    before: Option<&RegistrationRow>,
) -> Outcome<RegistrationRow> {
    let marked = before
        .filter(|row| row.standing != "ranked" && ExclusionClass::parse(&row.standing_reason).is_none())
        .map(|row| (row.standing.clone(), row.standing_reason.clone()));
    let classes = side_store::Classes::of(conn, row.contest_id, std::slice::from_ref(&row))?.of_row(&row, entry.is_relative);
    match rules::standing(terms, &classes) {
        Standing::Barred(class) => Err(RegistrationError::Barred(class)),
        // What the organizer marked in words of their own stays.
        Standing::Ranked if marked.is_some() => {
            let (standing, standing_reason) = marked.unwrap_or_default();
            Ok(RegistrationRow { standing, standing_reason, ..row })
        }
        standing => Ok(RegistrationRow { standing: standing.code().to_owned(), standing_reason: standing.reason().to_owned(), ..row }),
    }
}

/// Writes the row; what two did at the same moment is decided by the database.
fn write(conn: &mut Conn<'_>, row: &RegistrationRow, is_known: bool, entry: &Entry) -> Outcome<()> {
    let written = conn.nested(|conn| if is_known { store::update(conn, row) } else { store::insert(conn, row) });
    match written {
        Ok(()) => Ok(()),
        Err(error) if error.is_unique_violation() => after_a_race(conn, row, entry, error),
        Err(error) => Err(error.into()),
    }
}

fn after_a_race(conn: &mut Conn<'_>, row: &RegistrationRow, entry: &Entry, error: StorageError) -> Outcome<()> {
    refuse_second_entry(conn, row, entry)?;
    // The same person sent the form twice: the first one stands.
    if store::of_person(conn, row.contest_id, row.person_id)?.is_some() {
        return Err(RegistrationError::Fields(vec![FieldProblem::new("", "registered_already")]));
    }
    Err(error.into())
}

/// Keeps what is agreed to now: what stood and no longer does is taken back, what is new is given.
fn put_consents(
    conn: &mut Conn<'_>,
    now: Timestamp,
    registration: RegistrationId,
    given: &[Purpose],
    sentences: &[(Purpose, String)],
) -> Outcome<()> {
    let standing: Vec<Purpose> =
        consents(conn, registration)?.into_iter().filter(|consent| consent.withdrawn_at.is_none()).map(|consent| consent.purpose).collect();
    let gone: Vec<&str> = standing.iter().filter(|purpose| !given.contains(purpose)).map(|purpose| purpose.code()).collect();
    if !gone.is_empty() {
        consent_store::withdraw_consents(conn, registration, Some(&gone), now)?;
    }
    let fresh: Vec<ConsentRow> = given
        .iter()
        .filter(|purpose| !standing.contains(purpose))
        .map(|purpose| ConsentRow {
            registration_id: registration,
            purpose: purpose.code().to_owned(),
            given_at: now,
            version: CONSENT_VERSION,
            text: sentences.iter().find(|(of, _)| of == purpose).map(|(_, text)| text.clone()).unwrap_or_default(),
            withdrawn_at: None,
        })
        .collect();
    if !fresh.is_empty() {
        consent_store::insert_consents(conn, &fresh)?;
    }
    Ok(())
}

/// Changes the consents that are free: whether the name is published, whether the phone is kept for contact. A phone that
/// was not kept cannot be sealed afterwards, so that contact can only be taken back here.
pub fn change_consents(
    conn: &mut Conn<'_>,
    now: Timestamp,
    contest: &Contest,
    person: PersonId,
    publish: bool,
    contact: bool,
    sentences: &[(Purpose, String)],
) -> Outcome<()> {
    let row = store::held_of_person(conn, contest.id, person)?.filter(|row| row.state == "active").ok_or(RegistrationError::NotFound)?;
    let standing: Vec<Purpose> =
        consents(conn, row.id)?.into_iter().filter(|consent| consent.withdrawn_at.is_none()).map(|consent| consent.purpose).collect();
    let keeps = |purpose: Purpose| match purpose {
        Purpose::Publish => publish,
        Purpose::Contact => contact && standing.contains(&Purpose::Contact),
        Purpose::TakePart | Purpose::Guardian => standing.contains(&purpose),
    };
    let given: Vec<Purpose> = Purpose::ALL.into_iter().filter(|purpose| keeps(*purpose)).collect();
    put_consents(conn, now, row.id, &given, sentences)?;
    if !given.contains(&Purpose::Contact) && row.phone_sealed.is_some() {
        store::update(conn, &RegistrationRow { phone_sealed: None, changed_at: now, ..row.clone() })?;
    }
    let codes: Vec<&str> = given.iter().map(|purpose| purpose.code()).collect();
    let detail = json!({ "registration": row.id, "standing": codes });
    audit::ops::record(conn, now, event(Some(person), "registration.consents_changed", contest.code.clone(), detail))?;
    Ok(())
}

/// Takes a registration back. Without an attempt nothing of it is left; with one, what is personal is erased, and only
/// that this person and these numbers have entered is kept, as fingerprints, until the contest itself is cleared.
pub fn withdraw(conn: &mut Conn<'_>, now: Timestamp, contest: &Contest, person: PersonId) -> Outcome<()> {
    let row = store::held_of_person(conn, contest.id, person)?.filter(|row| row.state == "active").ok_or(RegistrationError::NotFound)?;
    let had_begun = store::has_begun(conn, contest.id, person)?;
    let id = row.id;
    if had_begun {
        consent_store::withdraw_consents(conn, id, None, now)?;
        store::update(conn, &erased(now, row))?;
    } else {
        store::delete(conn, id)?;
    }
    crate::contests::store::touch_rounds_of(conn, contest.id)?;
    let detail = json!({ "registration": id, "had_begun": had_begun });
    audit::ops::record(conn, now, event(Some(person), "registration.withdrawn", contest.code.clone(), detail))?;
    Ok(())
}

/// How many somebody brought, by the facts now.
pub fn brought(conn: &mut Conn<'_>, contest: ContestId, terms: &Terms, registration: RegistrationId) -> Outcome<usize> {
    Ok(referral::of_contest(conn, contest, terms.needs_code)?.get(&registration).copied().unwrap_or(0))
}

/// Verifies a registration with the code of a slip.
///
/// # Errors
/// The field `code`; [`RegistrationError::NotFound`] for nothing to verify.
pub fn verify(conn: &mut Conn<'_>, now: Timestamp, contest: &Contest, person: PersonId, typed: &str) -> Outcome<()> {
    let row = store::held_of_person(conn, contest.id, person)?.filter(|row| row.state == "active").ok_or(RegistrationError::NotFound)?;
    if row.verified_at.is_some() {
        return Ok(());
    }
    slips::spend(conn, now, contest, typed, row.id)?;
    let id = row.id;
    store::update(conn, &RegistrationRow { verified_at: Some(now), changed_at: now, ..row })?;
    let detail = json!({ "registration": id });
    audit::ops::record(conn, now, event(Some(person), "registration.verified", contest.code.clone(), detail))?;
    Ok(())
}
