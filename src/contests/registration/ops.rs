//! Use cases of those who take part: register, correct, agree, take back; and what the rest of the contest asks.

use std::collections::{BTreeMap, HashMap};

use serde_json::json;

use super::{
    entry::{Entry, Guardian, Number, Surroundings, Typed, custom_name},
    model::{Answer, CONSENT_VERSION, KeptGuardian, Purpose, Registration, RegistrationError, State},
    private::{self, IdentityNumber, PrivateKeys},
    referral,
    rules::{self, Standing},
    slips,
    store::{self, ConsentRow, RegistrationRow},
    terms::{ExclusionClass, FieldKind, Terms},
};
use crate::{
    audit,
    contests::model::{Contest, Round},
    identity,
    kernel::{
        Entropy, FieldProblem, Id, Timestamp,
        ids::{ContestId, PersonId, RegistrationId, UnitId},
        text,
    },
    org,
    storage::{Conn, Json, StorageError},
};

pub(super) type Outcome<T> = Result<T, RegistrationError>;

/// Name of the key of private numbers among the installation's secrets.
const KEY: &str = "registration_key";
/// Under which the declaration of a relative stands among the answers; no question of an organizer's can have this code.
pub(super) const RELATIVE: &str = "_relative";
/// Characters of a referral code.
const REFERRAL_LENGTH: usize = 8;

pub(super) fn event(by: Option<PersonId>, action: &'static str, subject: String, detail: serde_json::Value) -> audit::ops::Event {
    audit::ops::Event { actor: by, action, subject_kind: "contest", subject_id: subject, reason: None, detail }
}

/// The keys of private numbers: made once, the same for all processes on the database.
pub(super) fn keys(conn: &mut Conn<'_>, entropy: &dyn Entropy) -> Outcome<PrivateKeys> {
    let secret = identity::ops::installation_secret(conn, entropy, KEY)?;
    let bytes = text::from_hex(&secret).and_then(|bytes| bytes.try_into().ok()).ok_or(RegistrationError::NotFound)?;
    Ok(PrivateKeys::new(bytes))
}

/// The terms of a contest; none where anybody may take part.
pub fn terms_of(conn: &mut Conn<'_>, contest: ContestId) -> Outcome<Option<Terms>> {
    Ok(store::terms(conn, contest)?)
}

/// Whether somebody may start an attempt: one query. A contest without terms lets everybody in.
///
/// # Errors
/// [`RegistrationError::NotRegistered`], [`RegistrationError::NotVerified`], [`RegistrationError::Barred`],
/// [`RegistrationError::Gone`].
pub fn check(conn: &mut Conn<'_>, contest: &Contest, person: PersonId) -> Outcome<()> {
    let Some((needs_code, found)) = store::door(conn, contest.id, person)? else { return Ok(()) };
    let (state, standing, reason, verified_at) = found.ok_or(RegistrationError::NotRegistered)?;
    match State::parse(&state) {
        Some(State::Active) => {}
        Some(State::Removed) => return Err(RegistrationError::Gone { reason }),
        _ => return Err(RegistrationError::Gone { reason: String::new() }),
    }
    if standing == "barred" {
        return Err(ExclusionClass::parse(&reason).map_or(RegistrationError::Gone { reason }, RegistrationError::Barred));
    }
    if needs_code && verified_at.is_none() {
        return Err(RegistrationError::NotVerified);
    }
    Ok(())
}

/// The block of everybody who is registered, by its code.
pub fn block_of(conn: &mut Conn<'_>, contest: ContestId) -> Outcome<HashMap<PersonId, String>> {
    Ok(store::blocks(conn, contest)?.into_iter().filter_map(|(person, block)| Some((person, block?))).collect())
}

/// Those who are not ranked for a prize, with why: the code of an exclusion class (`committee`, `secretariat`,
/// `software`, `relative`), `withdrawn`, or the organizer's own words.
pub fn unranked(conn: &mut Conn<'_>, contest: ContestId) -> Outcome<HashMap<PersonId, String>> {
    let rows = store::not_ranked(conn, contest)?;
    Ok(rows
        .into_iter()
        .map(|(person, state, standing, reason)| {
            let why = if state == State::Withdrawn.code() { state } else if reason.is_empty() { standing } else { reason };
            (person, why)
        })
        .collect())
}

/// How somebody who agreed to it stands in a published result.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PublicName {
    /// Name.
    pub full_name: String,
    /// Unit; empty where none is known.
    pub unit: String,
    /// `090****567`; empty where none is known.
    pub phone: String,
}

/// Those who agreed to stand in the published result by name; who took that back is not among them.
pub fn public_names(conn: &mut Conn<'_>, contest: ContestId) -> Outcome<HashMap<PersonId, PublicName>> {
    let rows = store::public_names(conn, contest)?;
    Ok(rows
        .into_iter()
        .map(|(person, full_name, unit, phone)| {
            (person, PublicName { full_name, unit: unit.unwrap_or_default(), phone: phone.unwrap_or_default() })
        })
        .collect())
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
    Ok(store::consents(conn, registration)?
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
    Ok(rules::standing(terms, &store::classes(conn, contest, person, &[])?))
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
/// [`RegistrationError::Fields`]: what is wrong, `entry_taken` for a phone or identity number that has entered,
/// `slip_unusable`; [`RegistrationError::Closed`], [`RegistrationError::Begun`], [`RegistrationError::Barred`],
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
    let terms = terms_of(conn, contest.id)?.ok_or(RegistrationError::NotFound)?;
    if is_closed(&terms, rounds, now) {
        return Err(RegistrationError::Closed);
    }
    let before = store::of_person(conn, contest.id, person)?;
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
    row = with_standing(conn, &terms, &keys, &entry, row, before.as_ref())?;
    if before.is_none() && terms.spreads {
        row.referred_by = store::by_referral(conn, contest.id, &slips::normal(typed.get("gt")))?
            .filter(|(_, who)| *who != person)
            .map(|(id, _)| id);
    }
    write(conn, &row, before.is_some(), &entry)?;
    if terms.needs_code && row.verified_at.is_none() && !typed.get("code").trim().is_empty() {
        slips::spend(conn, now, contest, typed.get("code"), row.id)?;
        row.verified_at = Some(now);
        store::update(conn, &row)?;
    }
    put_consents(conn, now, row.id, &entry.consents, sentences)?;
    let action = if before.is_some() { "registration.changed" } else { "registration.made" };
    let detail = json!({ "registration": row.id, "block": row.block_code, "standing": row.standing, "verified": row.verified_at.is_some() });
    audit::ops::record(conn, now, event(Some(person), action, contest.code.clone(), detail))?;
    Ok(row.id)
}

/// A registration's row from what was typed; numbers become fingerprints, masks and seals.
fn row_of(
    now: Timestamp,
    entropy: &dyn Entropy,
    keys: &PrivateKeys,
    contest: ContestId,
    person: PersonId,
    entry: &Entry,
    before: Option<&RegistrationRow>,
) -> RegistrationRow {
    let may_contact = entry.consents.contains(&Purpose::Contact);
    let guardian = entry.guardian.as_ref();
    // A child is known by the guardian's numbers together with its own name and day of birth: brothers and sisters enter.
    let salt = guardian.map(|_| {
        let born = entry.birth_date.map(|day| day.to_string()).unwrap_or_default();
        format!("\u{1f}{}\u{1f}{born}", text::search_key(&entry.full_name))
    });
    let salted = |number: &str| format!("{number}{}", salt.as_deref().unwrap_or_default());
    let own_phone = matches!(entry.phone, Number::Given(_) | Number::Kept);
    let own_identity = matches!(entry.identity, Number::Given(_) | Number::Kept);
    let phone = if own_phone { &entry.phone } else { guardian.map_or(&entry.phone, |guardian| &guardian.phone) };
    let identity = if own_identity { &entry.identity } else { guardian.map_or(&entry.identity, |guardian| &guardian.identity) };
    let (phone_print, phone_masked, phone_sealed) = match phone {
        Number::None => (None, None, None),
        Number::Kept => before.map_or((None, None, None), |row| {
            (row.phone_print.clone(), row.phone_masked.clone(), row.phone_sealed.clone().filter(|_| may_contact))
        }),
        Number::Given(phone) => {
            let number = if own_phone { phone.clone() } else { salted(phone) };
            let sealed = may_contact.then(|| keys.seal(entropy, phone));
            (Some(keys.print("phone", &number)), Some(private::masked_phone(phone)), sealed)
        }
    };
    let (identity_print, identity_masked) = match identity {
        Number::None => (None, None),
        Number::Kept => before.map_or((None, None), |row| (row.identity_print.clone(), row.identity_masked.clone())),
        Number::Given(number) => {
            let text = if own_identity { number.as_str().to_owned() } else { salted(number.as_str()) };
            (Some(keys.print("identity", &text)), Some(number.masked()))
        }
    };
    RegistrationRow {
        id: before.map_or_else(|| Id::new(now, entropy), |row| row.id),
        contest_id: contest,
        person_id: person,
        state: State::Active.code().to_owned(),
        full_name: entry.full_name.clone(),
        sort_key: text::name_sort_key(&entry.full_name),
        search_key: text::search_key(&entry.full_name),
        birth_date: entry.birth_date,
        gender: entry.gender.clone(),
        address: entry.address.clone(),
        email: entry.email.clone(),
        phone_print,
        phone_masked,
        phone_sealed,
        identity_print,
        identity_masked,
        unit_id: entry.unit,
        group_code: entry.group.clone(),
        residence: entry.residence.clone(),
        block_code: entry.block.clone(),
        answers: Json(answers(entropy, keys, entry, before)),
        guardian: guardian.map(|guardian| Json(kept_guardian(guardian, before))),
        standing: Standing::Ranked.code().to_owned(),
        standing_reason: String::new(),
        referral_code: before.map_or_else(|| referral_code(entropy), |row| row.referral_code.clone()),
        referred_by: before.and_then(|row| row.referred_by),
        verified_at: before.and_then(|row| row.verified_at),
        registered_at: before.map_or(now, |row| row.registered_at),
        changed_at: now,
    }
}

fn answers(entropy: &dyn Entropy, keys: &PrivateKeys, entry: &Entry, before: Option<&RegistrationRow>) -> BTreeMap<String, Answer> {
    let mut out = BTreeMap::new();
    for (code, (kind, answer)) in &entry.answers {
        let kept = match answer {
            Number::None => None,
            Number::Kept => before.and_then(|row| row.answers.0.get(code).cloned()),
            Number::Given(text) => {
                let hidden = |shown: String| Answer { shown, sealed: Some(text::hex(&keys.seal(entropy, text))) };
                Some(match kind {
                    FieldKind::Phone => hidden(private::masked_phone(text)),
                    FieldKind::Identity => hidden(IdentityNumber::parse(text).map(|number| number.masked()).unwrap_or_default()),
                    _ => Answer { shown: text.clone(), sealed: None },
                })
            }
        };
        if let Some(kept) = kept {
            out.insert(code.clone(), kept);
        }
    }
    if entry.is_relative {
        out.insert(RELATIVE.to_owned(), Answer { shown: "1".to_owned(), sealed: None });
    }
    out
}

fn kept_guardian(guardian: &Guardian, before: Option<&RegistrationRow>) -> KeptGuardian {
    let kept = before.and_then(|row| row.guardian.as_ref()).map(|kept| &kept.0);
    KeptGuardian {
        full_name: guardian.full_name.clone(),
        relation: guardian.relation.clone(),
        phone_masked: match &guardian.phone {
            Number::None => String::new(),
            Number::Kept => kept.map(|kept| kept.phone_masked.clone()).unwrap_or_default(),
            Number::Given(phone) => private::masked_phone(phone),
        },
        identity_masked: match &guardian.identity {
            Number::None => String::new(),
            Number::Kept => kept.map(|kept| kept.identity_masked.clone()).unwrap_or_default(),
            Number::Given(number) => number.masked(),
        },
    }
}

fn referral_code(entropy: &dyn Entropy) -> String {
    use crate::kernel::{Seed, rng::DrawStream};
    const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let mut stream = DrawStream::new(Seed::fresh(entropy), "referral");
    (0..REFERRAL_LENGTH).map(|_| char::from(ALPHABET[stream.below(ALPHABET.len())])).collect()
}

/// One person, one entry; whose the other is stays untold.
fn refuse_second_entry(conn: &mut Conn<'_>, row: &RegistrationRow, entry: &Entry) -> Outcome<()> {
    let taken = store::prints_taken(conn, row.contest_id, row.person_id, row.phone_print.as_deref(), row.identity_print.as_deref())?;
    taken_fields(taken, entry)
}

fn taken_fields((phone, identity): (bool, bool), entry: &Entry) -> Outcome<()> {
    let field = |own: bool, name: &'static str, guardian: &'static str| if own || entry.guardian.is_none() { name } else { guardian };
    let mut wrong = Vec::new();
    if phone {
        wrong.push(FieldProblem::new(field(entry.phone != Number::None, "phone", "guardian_phone"), "entry_taken"));
    }
    if identity {
        wrong.push(FieldProblem::new(field(entry.identity != Number::None, "identity", "guardian_identity"), "entry_taken"));
    }
    if wrong.is_empty() { Ok(()) } else { Err(RegistrationError::Fields(wrong)) }
}

fn with_standing(
    conn: &mut Conn<'_>,
    terms: &Terms,
    keys: &PrivateKeys,
    entry: &Entry,
    row: RegistrationRow,
    before: Option<&RegistrationRow>,
) -> Outcome<RegistrationRow> {
    let marked = before
        .filter(|row| row.standing != "ranked" && ExclusionClass::parse(&row.standing_reason).is_none())
        .map(|row| (row.standing.clone(), row.standing_reason.clone()));
    let guardians = entry.guardian.as_ref().and_then(|guardian| match &guardian.phone {
        Number::Given(phone) => Some(keys.print("phone", phone)),
        _ => None,
    });
    // The child of somebody on a list enters with that person's phone: a relative, whatever was ticked.
    let of_guardian = match guardians {
        Some(print) => !store::classes(conn, row.contest_id, row.person_id, &[print])?.is_empty(),
        None => false,
    };
    let own: Vec<Vec<u8>> = row.phone_print.clone().into_iter().collect();
    let mut classes = store::classes(conn, row.contest_id, row.person_id, &own)?;
    if entry.is_relative || of_guardian {
        classes.push(ExclusionClass::Relative);
    }
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
        store::withdraw_consents(conn, registration, Some(&gone), now)?;
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
        store::insert_consents(conn, &fresh)?;
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
    let row = store::of_person(conn, contest.id, person)?.filter(|row| row.state == "active").ok_or(RegistrationError::NotFound)?;
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
    let row = store::of_person(conn, contest.id, person)?.filter(|row| row.state == "active").ok_or(RegistrationError::NotFound)?;
    let had_begun = store::has_begun(conn, contest.id, person)?;
    let id = row.id;
    if had_begun {
        store::withdraw_consents(conn, id, None, now)?;
        store::update(conn, &erased(now, row))?;
    } else {
        store::delete(conn, id)?;
    }
    let detail = json!({ "registration": id, "had_begun": had_begun });
    audit::ops::record(conn, now, event(Some(person), "registration.withdrawn", contest.code.clone(), detail))?;
    Ok(())
}

/// The row without anything personal.
fn erased(now: Timestamp, row: RegistrationRow) -> RegistrationRow {
    RegistrationRow {
        state: State::Withdrawn.code().to_owned(),
        full_name: String::new(),
        sort_key: Vec::new(),
        search_key: String::new(),
        birth_date: None,
        gender: None,
        address: None,
        email: None,
        phone_masked: None,
        phone_sealed: None,
        identity_masked: None,
        unit_id: None,
        group_code: None,
        residence: None,
        answers: Json(BTreeMap::new()),
        guardian: None,
        changed_at: now,
        ..row
    }
}

/// How many somebody brought, by the facts now.
pub fn brought(conn: &mut Conn<'_>, contest: ContestId, terms: &Terms, registration: RegistrationId) -> Outcome<usize> {
    Ok(referral::of_contest(conn, contest, terms.needs_code)?.get(&registration).copied().unwrap_or(0))
}
