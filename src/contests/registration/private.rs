//! Phones and identity numbers: one form, a keyed fingerprint to know them again, a mask to show, a seal for contact.

use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead, KeyInit},
};
use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::kernel::{Entropy, Seed, rng::DrawStream, text::clean_line};

/// Bytes of the number that makes each seal different.
const NONCE: usize = 24;

/// An identity paper's number in its one form.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IdentityNumber(String);

impl IdentityNumber {
    /// Twelve digits (căn cước), nine digits (chứng minh nhân dân), or a passport: one or two letters and six to eight
    /// digits. Spaces, dots and hyphens are taken; none for anything else.
    pub fn parse(typed: &str) -> Option<Self> {
        let text: String = clean_line(typed).chars().filter(|c| !matches!(c, ' ' | '.' | '-')).flat_map(char::to_uppercase).collect();
        let letters = text.bytes().take_while(u8::is_ascii_uppercase).count();
        let digits = text.len() - letters;
        let is_number = text.bytes().skip(letters).all(|byte| byte.is_ascii_digit());
        let fits = match letters {
            0 => matches!(digits, 9 | 12),
            1 | 2 => (6..=8).contains(&digits),
            _ => false,
        };
        (is_number && fits).then_some(Self(text))
    }

    /// The number; never to be kept or shown as it is.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// All but the last three characters hidden.
    pub fn masked(&self) -> String {
        let shown = self.0.len() - 3;
        format!("{}{}", "*".repeat(shown), &self.0[shown..])
    }
}

/// `090****567`: the first three and the last three digits of a phone of ten.
pub fn masked_phone(phone: &str) -> String {
    match (phone.get(..3), phone.get(7..)) {
        (Some(head), Some(tail)) if phone.len() == 10 => format!("{head}****{tail}"),
        _ => "*".repeat(phone.chars().count()),
    }
}

/// The keys that private numbers are kept under: one for fingerprints, one for seals, both from the installation's secret.
pub struct PrivateKeys {
    prints: [u8; 32],
    seals: [u8; 32],
}

impl PrivateKeys {
    /// From 32 secret bytes.
    pub fn new(secret: [u8; 32]) -> Self {
        let of = |label: &str| DrawStream::new(Seed(secret), label).bytes();
        Self { prints: of("registration prints"), seals: of("registration seals") }
    }

    /// The fingerprint by which a number is known again: HMAC-SHA-256 of what it is and the number. Without the key it
    /// tells nothing; the same number gives the same one.
    pub fn print(&self, kind: &str, number: &str) -> Vec<u8> {
        let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(&self.prints).expect("HMAC takes a key of any length");
        mac.update(kind.as_bytes());
        mac.update(&[0]);
        mac.update(number.as_bytes());
        mac.finalize().into_bytes().to_vec()
    }

    /// Seals a text (XChaCha20-Poly1305): nonce, then what it hides.
    pub fn seal(&self, entropy: &dyn Entropy, text: &str) -> Vec<u8> {
        let mut out = vec![0; NONCE];
        entropy.fill(&mut out);
        let nonce: [u8; NONCE] = out[..NONCE].try_into().unwrap_or([0; NONCE]);
        let hidden = self.cipher().encrypt(&XNonce::from(nonce), text.as_bytes()).expect("a short text can be sealed");
        out.extend(hidden);
        out
    }

    /// Opens a seal; none for what was not sealed under this key or has been changed.
    pub fn open(&self, sealed: &[u8]) -> Option<String> {
        let nonce: [u8; NONCE] = sealed.get(..NONCE)?.try_into().ok()?;
        let text = self.cipher().decrypt(&XNonce::from(nonce), &sealed[NONCE..]).ok()?;
        String::from_utf8(text).ok()
    }

    /// A secret of its own for the slips of a batch.
    pub fn slip_seed(&self, batch: &str) -> Seed {
        Seed(DrawStream::new(Seed(self.prints), &format!("slips {batch}")).bytes())
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&self.seals.into())
    }
}

impl std::fmt::Debug for PrivateKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::kernel::{rng::SystemEntropy, text};

    #[test]
    fn identity_numbers_have_one_form() {
        let parsed = |typed: &str| IdentityNumber::parse(typed).map(|number| number.as_str().to_owned());
        assert_eq!(parsed("082 095 001 234").as_deref(), Some("082095001234"));
        assert_eq!(parsed("311.234.567").as_deref(), Some("311234567"));
        assert_eq!(parsed("c1234567").as_deref(), Some("C1234567"));
        for wrong in ["", "1234", "08209500123", "0820950012345", "ABC1234567", "08209500123a", "１２３４５６７８９"] {
            assert_eq!(parsed(wrong), None, "{wrong}");
        }
        assert_eq!(IdentityNumber::parse("082095001234").unwrap().masked(), "*********234");
    }

    proptest! {
        #[test]
        fn every_spelling_of_a_phone_has_one_form_and_a_mask_that_hides_four(tail in "[35789][0-9]{8}", gaps in 0usize..8) {
            let national = format!("0{tail}");
            let spaced = format!("{} {}", &national[..=gaps], &national[gaps + 1..]);
            for typed in [national.clone(), format!("+84{tail}"), format!("+84 {tail}"), format!("84{tail}"), spaced] {
                prop_assert_eq!(text::phone(&typed), Some(national.clone()));
            }
            let mask = masked_phone(&national);
            prop_assert_eq!(mask.len(), 10);
            prop_assert_eq!(&mask[3..7], "****");
            prop_assert!(!mask.contains(&national[3..7]));
        }

        #[test]
        fn a_seal_opens_to_what_was_sealed_and_to_nothing_when_it_was_changed(text in "\\PC{0,40}", at in 0usize..30) {
            let keys = PrivateKeys::new([7; 32]);
            let mut sealed = keys.seal(&SystemEntropy, &text);
            prop_assert_eq!(keys.open(&sealed), Some(text));
            prop_assert_eq!(PrivateKeys::new([8; 32]).open(&sealed), None);
            sealed[at] ^= 1;
            prop_assert_eq!(keys.open(&sealed), None);
        }
    }

    #[test]
    fn fingerprints_tell_kinds_and_keys_apart() {
        let keys = PrivateKeys::new([7; 32]);
        assert_eq!(keys.print("phone", "0912345678"), keys.print("phone", "0912345678"));
        assert_ne!(keys.print("phone", "0912345678"), keys.print("identity", "0912345678"));
        assert_ne!(keys.print("phone", "0912345678"), PrivateKeys::new([8; 32]).print("phone", "0912345678"));
        assert_eq!(masked_phone("0901234567"), "090****567");
    }
}
