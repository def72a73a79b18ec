//! Rows of registrations: what was typed becomes fingerprints, masks and seals; what is taken back becomes nothing.

use std::collections::BTreeMap;

use super::{
    entry::{Entry, Guardian, Number},
    model::{Answer, KeptGuardian, Purpose, State},
    ops::RELATIVE,
    private::{self, IdentityNumber, PrivateKeys},
    rules::Standing,
    store::RegistrationRow,
    terms::FieldKind,
};
use crate::{
    kernel::{
        Entropy, Id, Timestamp,
        ids::{ContestId, PersonId},
        text,
    },
    storage::Json,
};

/// Characters of a referral code.
const REFERRAL_LENGTH: usize = 8;

/// A registration's row from what was typed; numbers become fingerprints, masks and seals.
pub(super) fn row_of(
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
    let guardian_print = guardian.and_then(|guardian| match &guardian.phone {
        Number::None => None,
        Number::Given(phone) => Some(keys.print("phone", phone)),
        Number::Kept => before.and_then(|row| row.guardian_print.clone().or_else(|| sealed_print(keys, row).filter(|_| !own_phone))),
    });
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
        guardian_print,
    }
}

/// The fingerprint of the phone that is kept sealed.
fn sealed_print(keys: &PrivateKeys, row: &RegistrationRow) -> Option<Vec<u8>> {
    let phone = keys.open(row.phone_sealed.as_deref()?)?;
    Some(keys.print("phone", &phone))
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

/// The row without anything personal.
pub(super) fn erased(now: Timestamp, row: RegistrationRow) -> RegistrationRow {
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
        guardian_print: None,
        changed_at: now,
        ..row
    }
}
