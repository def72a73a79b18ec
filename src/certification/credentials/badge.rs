//! What is signed: the certificate as an Open Badges 3.0 credential.

use chrono::{NaiveTime, SecondsFormat};
use serde_json::{Value, json};

use super::super::{looks::model::PaperKind, model::Certificate};
use crate::kernel::Timestamp;

/// Contexts of a credential of Open Badges 3.0.
const CONTEXTS: [&str; 2] = ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"];

/// Where the issuer is known: everything that is an address in a credential.
#[derive(Clone, Debug)]
pub struct Site {
    /// Where people reach the service, without a slash at the end.
    pub base_url: String,
}

impl Site {
    /// The issuer's identifier: `did:web` under HTTPS, which that method asks for; else the address of the profile.
    pub fn issuer_id(&self) -> String {
        match self.base_url.strip_prefix("https://") {
            Some(host) => {
                let mut parts = host.split('/');
                let authority = parts.next().unwrap_or_default().replace(':', "%3A");
                parts.fold(format!("did:web:{authority}"), |did, part| format!("{did}:{part}"))
            }
            None => format!("{}/.well-known/did.json", self.base_url),
        }
    }

    /// The address of a public key.
    pub fn key_id(&self, kid: &str) -> String {
        format!("{}#{kid}", self.issuer_id())
    }

    /// The address of the status list of a register and year.
    pub fn status_list(&self, register: &str, year: i32) -> String {
        let register: String = form_urlencoded::byte_serialize(register.as_bytes()).collect::<String>().replace('+', "%20");
        format!("{}/chung-nhan/trang-thai/{year}/{register}", self.base_url)
    }

    /// The document that names the keys (did:web), for keys as name and public half.
    pub fn did_document(&self, keys: &[(String, String)]) -> Value {
        let id = self.issuer_id();
        let methods: Vec<Value> = keys
            .iter()
            .filter_map(|(kid, public)| {
                let jwk = super::jwt::public_jwk(public)?;
                Some(json!({ "id": self.key_id(kid), "type": "JsonWebKey", "controller": id, "publicKeyJwk": jwk }))
            })
            .collect();
        let names: Vec<String> = keys.iter().map(|(kid, _)| self.key_id(kid)).collect();
        json!({
            "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/suites/jws-2020/v1"],
            "id": id,
            "verificationMethod": methods,
            "assertionMethod": names,
        })
    }
}

/// The words of a credential that are no field of the certificate, in the issuer's language.
#[derive(Clone, Debug)]
pub struct Words {
    /// Kind of the paper.
    pub title: String,
    /// What had to be done.
    pub criteria: String,
    /// The result as the paper prints it; empty for none.
    pub result: String,
    /// The label of the unit.
    pub unit_label: String,
}

fn instant(at: Timestamp) -> String {
    at.utc().to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// The claims of the token: the credential itself with the registered claims beside it (section 8.2.4 of the standard).
pub fn claims(site: &Site, certificate: &Certificate, words: &Words) -> Value {
    let face = &certificate.face;
    // A line may be broken on paper; in a name it is not.
    let achievement = face.achievement.replace('\n', " – ");
    let page = format!("{}/chung-nhan/{}", site.base_url, certificate.code);
    let issuer = site.issuer_id();
    let holder = format!("{page}#nguoi");
    let unit = face.holder_unit.as_ref().map(|unit| format!("{}: {unit}", words.unit_label));
    let narrative: Vec<String> = [unit, Some(words.result.clone()).filter(|text| !text.is_empty())].into_iter().flatten().collect();
    let mut subject = json!({
        "id": holder,
        "type": ["AchievementSubject"],
        "identifier": [{ "type": "IdentityObject", "hashed": false, "identityType": "name", "identityHash": face.holder_name }],
        "licenseNumber": face.number,
        "achievement": {
            "id": format!("{page}#thanh-tich"),
            "type": ["Achievement"],
            "achievementType": match face.kind {
                PaperKind::Training => "Certificate",
                PaperKind::Contest => "Award",
            },
            "name": achievement,
            "description": format!("{} {} – {}", words.title, face.number, achievement),
            "criteria": { "narrative": words.criteria },
            "creator": { "id": issuer, "type": ["Profile"], "name": face.issuer },
        },
    });
    if !narrative.is_empty() {
        subject["narrative"] = json!(narrative.join(". "));
    }
    let list = site.status_list(&certificate.register, certificate.year);
    let place = certificate.number.to_string();
    let mut profile = json!({ "id": issuer, "type": ["Profile"], "name": face.issuer, "url": site.base_url });
    if let Some(parent) = &face.issuer_parent {
        profile["parentOrg"] = json!({ "id": format!("{}#cap-tren", site.base_url), "type": ["Profile"], "name": parent });
    }
    let mut claims = json!({
        "@context": CONTEXTS,
        "id": page,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": achievement,
        "issuer": profile,
        "validFrom": instant(certificate.issued_at),
        "credentialSubject": subject,
        "credentialStatus": {
            "id": format!("{list}#{place}"),
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": place,
            "statusListCredential": list,
        },
        "iss": issuer,
        "jti": page,
        "sub": holder,
        "nbf": certificate.issued_at.millis() / 1_000,
    });
    if let Some(last) = face.valid_until {
        let end = Timestamp::from_vietnam(last.and_time(NaiveTime::MIN)).plus_seconds(24 * 3_600 - 1);
        claims["validUntil"] = json!(instant(end));
        claims["exp"] = json!(end.millis() / 1_000);
    }
    claims
}

/// The claims of a status list: valid for a day from now, so that a copy grows old.
pub fn status_claims(site: &Site, register: &str, year: i32, encoded: &str, now: Timestamp) -> Value {
    let list = site.status_list(register, year);
    let (issuer, until) = (site.issuer_id(), now.plus_seconds(24 * 3_600));
    json!({
        "@context": [CONTEXTS[0]],
        "id": list,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": instant(now),
        "validUntil": instant(until),
        "credentialSubject": {
            "id": format!("{list}#list"),
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded,
        },
        "iss": issuer,
        "jti": list,
        "nbf": now.millis() / 1_000,
        "exp": until.millis() / 1_000,
    })
}

/// A signed credential as a document of VC 2.0.
pub fn enveloped(token: &str) -> Value {
    json!({ "@context": CONTEXTS[0], "id": format!("data:application/vc+jwt,{token}"), "type": "EnvelopedVerifiableCredential" })
}

/// The code of the certificate that a credential is about, read from its address.
pub fn code_of(claims: &Value) -> Option<&str> {
    claims["jti"].as_str()?.rsplit("/chung-nhan/").next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_issuer_is_named_by_did_web_where_the_site_has_https() {
        let id = |base: &str| Site { base_url: base.into() }.issuer_id();
        assert_eq!(id("https://hocthi.example.vn"), "did:web:hocthi.example.vn");
        assert_eq!(id("https://hocthi.example.vn:8443"), "did:web:hocthi.example.vn%3A8443");
        assert_eq!(id("http://127.0.0.1:8080"), "http://127.0.0.1:8080/.well-known/did.json");
    }

    #[test]
    fn a_register_with_marks_is_an_address() {
        let site = Site { base_url: "https://x.vn".into() };
        assert_eq!(site.status_list("GCN BTGĐ", 2026), "https://x.vn/chung-nhan/trang-thai/2026/GCN%20BTG%C4%90");
    }
}
