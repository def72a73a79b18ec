//! Canonical JSON (RFC 8785) for what is hashed: sorted keys, no spaces, integers only.

use serde_json::Value;
use sha2::{Digest, Sha256};

/// The canonical text. `serde_json` sorts keys by code point (its map is a B-tree), which equals the
/// RFC's order for the keys we use (ASCII); numbers must be integers, whose text is already canonical.
pub fn canonical(value: &Value) -> String {
    value.to_string()
}

/// SHA-256 over the canonical text.
pub fn digest(value: &Value) -> [u8; 32] {
    Sha256::digest(canonical(value).as_bytes()).into()
}
