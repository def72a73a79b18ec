//! JSON Web Tokens with `EdDSA` (RFC 7515, RFC 8037): no other algorithm is written or read.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde_json::{Value, json};

use crate::kernel::text::{from_hex, hex};

/// A key that signs.
pub struct Key {
    /// Its name among the issuer's keys.
    pub kid: String,
    signing: SigningKey,
}

impl Key {
    /// From 32 secret bytes in hexadecimal.
    pub fn from_secret(kid: &str, secret: &str) -> Option<Self> {
        let bytes: [u8; 32] = from_hex(secret)?.try_into().ok()?;
        Some(Self { kid: kid.to_owned(), signing: SigningKey::from_bytes(&bytes) })
    }

    /// The public half, hexadecimal.
    pub fn public(&self) -> String {
        hex(self.signing.verifying_key().as_bytes())
    }

    /// Signs claims as a compact token; `key_id` is the address of the public half.
    pub fn sign(&self, token_type: &str, key_id: &str, claims: &Value) -> String {
        let header = json!({ "alg": "EdDSA", "typ": token_type, "kid": key_id });
        let signed = format!("{}.{}", BASE64.encode(header.to_string()), BASE64.encode(claims.to_string()));
        let signature = self.signing.sign(signed.as_bytes());
        format!("{signed}.{}", BASE64.encode(signature.to_bytes()))
    }
}

/// A public key as a JSON Web Key (RFC 8037).
pub fn public_jwk(public: &str) -> Option<Value> {
    let bytes = from_hex(public).filter(|bytes| bytes.len() == 32)?;
    Some(json!({ "kty": "OKP", "crv": "Ed25519", "x": BASE64.encode(bytes) }))
}

/// Reads a token that one of the keys signed: name and public half of each. `None` for anything else, whatever is wrong.
pub fn read(token: &str, keys: &[(String, String)]) -> Option<Value> {
    let (signed, signature) = token.rsplit_once('.')?;
    let (header, claims) = signed.split_once('.')?;
    let header: Value = serde_json::from_slice(&BASE64.decode(header).ok()?).ok()?;
    if header["alg"] != "EdDSA" || !header["crit"].is_null() {
        return None;
    }
    let kid = header["kid"].as_str()?.rsplit('#').next()?;
    let public = &keys.iter().find(|(known, _)| known == kid)?.1;
    let public: [u8; 32] = from_hex(public)?.try_into().ok()?;
    let signature: [u8; 64] = BASE64.decode(signature).ok()?.try_into().ok()?;
    VerifyingKey::from_bytes(&public).ok()?.verify_strict(signed.as_bytes(), &Signature::from_bytes(&signature)).ok()?;
    serde_json::from_slice(&BASE64.decode(claims).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The key and the message of RFC 8037, appendix A.4.
    #[test]
    fn the_signature_is_that_of_the_standard() {
        let secret = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
        let key = Key::from_secret("a", secret).unwrap();
        assert_eq!(public_jwk(&key.public()).unwrap()["x"], "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
        let signature = key.signing.sign(b"eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc");
        let expected = "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
        assert_eq!(BASE64.encode(signature.to_bytes()), expected);
    }

    #[test]
    fn what_was_changed_or_signed_by_others_is_not_read() {
        let (key, other) = (Key::from_secret("a", &"07".repeat(32)).unwrap(), Key::from_secret("a", &"08".repeat(32)).unwrap());
        let keys = [("a".to_owned(), key.public())];
        let token = key.sign("JWT", "https://x#a", &json!({ "name": "Ưỡng" }));
        assert_eq!(read(&token, &keys).unwrap()["name"], "Ưỡng");
        assert!(read(&other.sign("JWT", "https://x#a", &json!({})), &keys).is_none());
        assert!(read(&key.sign("JWT", "https://x#b", &json!({})), &keys).is_none(), "a key that is not known");
        let parts: Vec<&str> = token.split('.').collect();
        let forged = BASE64.encode(r#"{"name":"Ai đó"}"#);
        assert!(read(&format!("{}.{forged}.{}", parts[0], parts[2]), &keys).is_none());
        let none = BASE64.encode(r#"{"alg":"none","kid":"a"}"#);
        assert!(read(&format!("{none}.{}.", parts[1]), &keys).is_none());
        for at in (0..token.len()).step_by(7) {
            let mut bytes = token.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            assert!(read(&String::from_utf8(bytes).unwrap(), &keys).is_none(), "byte {at}");
        }
    }
}
