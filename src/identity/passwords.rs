//! Argon2id behind a narrow gate.
//!
//! A hash costs about 20 ms and 19 MiB, so only `max(1, cores − 1)` run at once and a bounded number wait;
//! beyond that newcomers are asked to come back. Otherwise a burst of sign-ins would take memory and cores
//! from people who are in the middle of an attempt.

use std::sync::{Arc, LazyLock};

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use tokio::sync::Semaphore;

use super::model::{IdentityError, NewPerson};
use crate::kernel::{FieldProblem, Problem, text};

/// OWASP's minimum for Argon2id: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;

/// Shortest password (ASVS 5.0, 6.2.1).
pub const SHORTEST: usize = 8;
/// Longest password in characters; longer input is refused before any hashing.
pub const LONGEST: usize = 256;

/// Passwords that are tried first, and what Vietnamese keyboards and habits add to them.
const COMMON: &[&str] = &[
    "12345678",
    "123456789",
    "1234567890",
    "87654321",
    "11111111",
    "00000000",
    "88888888",
    "66668888",
    "12341234",
    "123123123",
    "password",
    "password1",
    "password123",
    "passw0rd",
    "qwertyui",
    "qwerty123",
    "qwertyuiop",
    "iloveyou",
    "admin123",
    "administrator",
    "abcd1234",
    "abc12345",
    "a1234567",
    "aa123456",
    "1q2w3e4r",
    "1qaz2wsx",
    "matkhau1",
    "matkhau123",
    "matkhau@123",
    "mật khẩu",
    "vietnam1",
    "vietnam123",
    "anhyeuem",
    "emyeuanh",
    "yeuanhnhieu",
    "hocthi123",
    "tuyengiao",
    "baocaovien",
    "tiengiang",
    "66666666",
    "99999999",
    "12121212",
    "123456aA@",
    "abc@1234",
    "abcd@1234",
    "Aa@123456",
    "sunshine",
    "princess",
];

/// The gate, shared by everything that hashes.
#[derive(Clone)]
pub struct Passwords {
    running: Arc<Semaphore>,
    places: Arc<Semaphore>,
}

static HASHER: LazyLock<Argon2<'static>> = LazyLock::new(|| {
    let params = Params::new(MEMORY_KIB, PASSES, 1, None).expect("the parameters are within Argon2's limits");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
});

/// Hash of a random password nobody knows: what an unknown account is compared with, so that it takes as long.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash_now("a password of nobody").unwrap_or_default());

fn hash_now(password: &str) -> Result<String, Problem> {
    HASHER.hash_password(password.as_bytes()).map(|hash| hash.to_string()).map_err(Problem::unexpected)
}

impl Passwords {
    /// A gate for a machine with this many cores.
    pub fn new(cores: usize) -> Self {
        let at_once = cores.saturating_sub(1).max(1);
        // About ten seconds of work may wait: 45 hashes a second on one core.
        Self { running: Arc::new(Semaphore::new(at_once)), places: Arc::new(Semaphore::new(at_once * 450)) }
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, IdentityError> {
        let _place = self.places.try_acquire().map_err(|_| IdentityError::Crowded)?;
        let _turn = self.running.acquire().await.map_err(|_| IdentityError::Crowded)?;
        tokio::task::spawn_blocking(work).await.map_err(|error| IdentityError::Other(Problem::unexpected(error)))
    }

    /// Hashes a password that [`check`] accepted.
    pub async fn hash(&self, password: &str) -> Result<String, IdentityError> {
        let password = text::nfc(password);
        self.run(move || hash_now(&password)).await?.map_err(IdentityError::Other)
    }

    /// Whether `password` belongs to `hash`; takes as long when there is no hash.
    pub async fn verify(&self, password: &str, hash: Option<String>) -> Result<bool, IdentityError> {
        if password.chars().count() > LONGEST {
            return Ok(false);
        }
        let password = text::nfc(password);
        self.run(move || {
            let known = hash.is_some();
            let hash = hash.unwrap_or_else(|| NOBODY.clone());
            let right = PasswordHash::new(&hash).is_ok_and(|parsed| HASHER.verify_password(password.as_bytes(), &parsed).is_ok());
            right && known
        })
        .await
    }
}

/// [`Passwords::hash`] for the command line, where nobody else waits.
pub fn hash_blocking(password: &str) -> Result<String, Problem> {
    hash_now(&text::nfc(password))
}

/// Whether a password may be chosen: long enough, not on the list of common ones, not the person's own name or phone.
///
/// The password is compared and kept in NFC, because the same keys give composed letters on one phone and
/// decomposed ones on another; nothing else about it is changed.
///
/// # Errors
/// The field with `password_short`, `password_long`, `password_common` or `password_personal`.
pub fn check(field: &str, password: &str, person: Option<&NewPerson>) -> Result<(), FieldProblem> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Err(FieldProblem::new(field, "password_short").with("min", SHORTEST));
    }
    if length > LONGEST {
        return Err(FieldProblem::new(field, "password_long").with("max", LONGEST));
    }
    let folded = text::nfc(password).to_lowercase();
    let same_character = folded.chars().all(|c| folded.starts_with(c));
    if same_character || COMMON.iter().any(|common| common.to_lowercase() == folded) {
        return Err(FieldProblem::new(field, "password_common"));
    }
    if let Some(person) = person {
        let own = [Some(person.username.clone()), person.phone.clone(), person.email.clone(), Some(person.full_name.to_lowercase())];
        if own.into_iter().flatten().any(|own| own == folded) || text::phone(&folded).is_some_and(|phone| Some(phone) == person.phone) {
            return Err(FieldProblem::new(field, "password_personal"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(password: &str) -> Option<&'static str> {
        let lan = NewPerson::parse("lan.nguyen", "Nguyễn Thị Lan", "0912345678", "").unwrap();
        check("password", password, Some(&lan)).err().map(|problem| problem.code)
    }

    #[test]
    fn weak_passwords_are_named() {
        assert_eq!(code("ngắn"), Some("password_short"));
        assert_eq!(code("12345678"), Some("password_common"));
        assert_eq!(code("aaaaaaaaaa"), Some("password_common"));
        assert_eq!(code("0912345678"), Some("password_personal"));
        assert_eq!(code("lan.nguyen"), Some("password_personal"));
        assert_eq!(code(&"x".repeat(4096)), Some("password_long"));
        assert_eq!(code("một câu dài dễ nhớ có dấu cách, tới sáu mươi tư ký tự vẫn được nhé"), None);
    }

    #[test]
    fn a_password_typed_decomposed_is_the_same_password() {
        let gate = Passwords::new(2);
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let hash = gate.hash("Nguyễn yêu nước").await.unwrap();
            assert!(gate.verify("Nguye\u{302}\u{303}n yêu nước", Some(hash.clone())).await.unwrap());
            assert!(!gate.verify("Nguyên yêu nước", Some(hash)).await.unwrap());
            assert!(!gate.verify("a password of nobody", None).await.unwrap());
        });
    }
}
