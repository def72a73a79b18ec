//! Tokens that prove a change comes from our own page.
//!
//! The secret derives from the session cookie (before sign-in: from a random pre-session cookie). Each page
//! shows it under a fresh mask, so that compressing a page tells nothing about it.

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::kernel::{Entropy, text};

/// The secret behind the tokens of a cookie's value.
pub fn secret(cookie: &str) -> [u8; 32] {
    Sha256::digest(format!("csrf:{cookie}").as_bytes()).into()
}

/// A token for a page: mask ‖ (secret ⊕ mask), hexadecimal.
pub fn token(secret: &[u8; 32], entropy: &dyn Entropy) -> String {
    let mut mask = [0u8; 32];
    entropy.fill(&mut mask);
    let masked: Vec<u8> = secret.iter().zip(mask).map(|(a, b)| a ^ b).collect();
    format!("{}{}", text::hex(&mask), text::hex(&masked))
}

/// Whether a token belongs to the secret.
pub fn is_valid(secret: &[u8; 32], token: &str) -> bool {
    let Some(bytes) = text::from_hex(token).filter(|bytes| bytes.len() == 64) else { return false };
    let (mask, masked) = bytes.split_at(32);
    let unmasked: Vec<u8> = mask.iter().zip(masked).map(|(a, b)| a ^ b).collect();
    unmasked.ct_eq(secret).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::rng::SystemEntropy;

    #[test]
    fn tokens_differ_from_page_to_page_and_belong_to_one_cookie() {
        let lan = secret("cookie of Lan");
        let (first, second) = (token(&lan, &SystemEntropy), token(&lan, &SystemEntropy));
        assert_ne!(first, second);
        assert!(is_valid(&lan, &first) && is_valid(&lan, &second));
        assert!(!is_valid(&secret("cookie of Quang"), &first));
        assert!(!is_valid(&lan, "") && !is_valid(&lan, "zz") && !is_valid(&lan, &"0".repeat(128)));
    }
}
