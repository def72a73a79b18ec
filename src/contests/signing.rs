//! The site's signature under published results (Ed25519).

use ed25519_dalek::{Signature, Signer, SigningKey, Verifier, VerifyingKey};

use super::result_file::ResultFile;
use crate::kernel::text::{from_hex, hex};

/// The site's key, made once and kept in the database.
pub struct SiteKey(SigningKey);

impl SiteKey {
    /// From 32 secret bytes in hexadecimal; none for anything else.
    pub fn from_secret(secret: &str) -> Option<Self> {
        from_hex(secret).and_then(|bytes| bytes.try_into().ok()).map(|bytes: [u8; 32]| Self(SigningKey::from_bytes(&bytes)))
    }

    /// The public key, hexadecimal.
    pub fn public(&self) -> String {
        hex(self.0.verifying_key().as_bytes())
    }

    /// Signs a file over everything but its signature.
    pub fn sign(&self, file: ResultFile) -> ResultFile {
        let signature = self.sign_text(&file.unsigned());
        ResultFile { signature, ..file }
    }

    /// The signature under a text, hexadecimal.
    pub fn sign_text(&self, text: &str) -> String {
        hex(&self.0.sign(text.as_bytes()).to_bytes())
    }
}

/// Whether a file carries the signature of the key it names.
pub fn is_signed(file: &ResultFile) -> bool {
    is_signed_by(&file.public_key, &file.signature, &file.unsigned())
}

/// Whether a text carries the signature of a key; key and signature hexadecimal.
pub fn is_signed_by(public_key: &str, signature: &str, text: &str) -> bool {
    let key =
        from_hex(public_key).and_then(|bytes| bytes.try_into().ok()).and_then(|bytes: [u8; 32]| VerifyingKey::from_bytes(&bytes).ok());
    let signature = from_hex(signature).and_then(|bytes| bytes.try_into().ok()).map(|bytes: [u8; 64]| Signature::from_bytes(&bytes));
    key.zip(signature).is_some_and(|(key, signature)| key.verify(text.as_bytes(), &signature).is_ok())
}
