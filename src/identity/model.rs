//! A person, and what may be wrong with what they type.

use crate::kernel::{FieldProblem, Problem, ProblemKind, Timestamp, ids::PersonId, text};
use crate::storage::{StorageError, backed_by_storage};

/// A person as lists and pages show them; nothing secret.
#[derive(Debug, Clone)]
pub struct Person {
    /// Id.
    pub id: PersonId,
    /// User name, lower case.
    pub username: String,
    /// Full name, NFC.
    pub full_name: String,
    /// Ten digits from 0.
    pub phone: Option<String>,
    /// Lower case.
    pub email: Option<String>,
    /// When the account was made.
    pub created_at: Timestamp,
    /// Locked since.
    pub disabled_at: Option<Timestamp>,
}

/// What is asked of a new person, checked.
#[derive(Debug, Clone)]
pub struct NewPerson {
    /// See [`Person::username`].
    pub username: String,
    /// See [`Person::full_name`].
    pub full_name: String,
    /// See [`Person::phone`].
    pub phone: Option<String>,
    /// See [`Person::email`].
    pub email: Option<String>,
}

impl NewPerson {
    /// Checks what was typed; every field's fault is told at once.
    ///
    /// # Errors
    /// The wrong fields with codes `required`, `name_letters`, `username_form`, `too_long`, `phone_form`, `email_form`.
    pub fn parse(username: &str, full_name: &str, phone: &str, email: &str) -> Result<Self, Vec<FieldProblem>> {
        let mut wrong = Vec::new();
        let full_name = text::clean_line(full_name);
        if full_name.is_empty() {
            wrong.push(FieldProblem::new("full_name", "required"));
        } else if full_name.chars().count() > 100 {
            wrong.push(FieldProblem::new("full_name", "too_long").with("max", 100));
        } else if !text::is_printable_name(&full_name) {
            wrong.push(FieldProblem::new("full_name", "name_letters"));
        }
        let username = text::clean_line(username).to_lowercase();
        if username.is_empty() {
            wrong.push(FieldProblem::new("username", "required"));
        } else if !is_username(&username) {
            wrong.push(FieldProblem::new("username", "username_form"));
        }
        let phone_text = text::clean_line(phone);
        let phone = text::phone(&phone_text);
        if !phone_text.is_empty() && phone.is_none() {
            wrong.push(FieldProblem::new("phone", "phone_form"));
        }
        let email = text::clean_line(email).to_lowercase();
        if !email.is_empty() && !is_email(&email) {
            wrong.push(FieldProblem::new("email", "email_form"));
        }
        if wrong.is_empty() { Ok(Self { username, full_name, phone, email: (!email.is_empty()).then_some(email) }) } else { Err(wrong) }
    }
}

/// 3–40 letters without marks, digits, dots, hyphens or underscores, beginning with a letter: it can
/// neither be taken for a phone number nor for an e-mail address.
fn is_username(text: &str) -> bool {
    (3..=40).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'_'))
}

fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    text.len() <= 254
        && !local.is_empty()
        && domain.contains('.')
        && !domain.starts_with('.')
        && !domain.ends_with('.')
        && text.bytes().all(|b| b.is_ascii_graphic())
        && !domain.contains('@')
}

/// What a person typed to say who they are: a user name, a phone number or an e-mail address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Identifier {
    /// User name.
    Username(String),
    /// Phone, ten digits.
    Phone(String),
    /// E-mail.
    Email(String),
}

impl Identifier {
    /// Never fails: what is neither phone nor e-mail is taken as a user name.
    pub fn parse(typed: &str) -> Self {
        let typed = text::clean_line(typed).to_lowercase();
        if let Some(phone) = text::phone(&typed) {
            Self::Phone(phone)
        } else if typed.contains('@') {
            Self::Email(typed)
        } else {
            Self::Username(typed)
        }
    }

    /// One text for one account name, for throttling.
    pub fn as_text(&self) -> &str {
        match self {
            Self::Username(text) | Self::Phone(text) | Self::Email(text) => text,
        }
    }
}

/// Why a use case of this domain was refused.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// Name or password wrong, account unknown or locked: one answer for all.
    #[error("wrong user name or password")]
    WrongCredentials,
    /// Too many wrong passwords for this account name.
    #[error("wait {seconds} s")]
    Throttled {
        /// Seconds until the next try counts.
        seconds: u32,
    },
    /// Too many sign-ins at once.
    #[error("too many sign-ins at once")]
    Crowded,
    /// Fields are wrong.
    #[error("fields are wrong")]
    Fields(Vec<FieldProblem>),
    /// A one-time link was used, has expired or never was.
    #[error("the link cannot be used")]
    LinkDead,
    /// The last administrator without borders cannot lose the role or be locked.
    #[error("the last administrator stays")]
    LastAdmin,
    /// Nobody decides about their own roles.
    #[error("not about oneself")]
    OwnRoles,
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// Another refusal.
    #[error(transparent)]
    Other(#[from] Problem),
}

backed_by_storage!(IdentityError);

impl From<IdentityError> for Problem {
    fn from(error: IdentityError) -> Self {
        use ProblemKind::{Conflict, Invalid, TooMany, Unavailable};
        match error {
            IdentityError::WrongCredentials => Self::new(Invalid, "wrong_credentials"),
            IdentityError::Throttled { seconds } => Self::new(TooMany, "sign_in_throttled").with("seconds", seconds).retry_after(seconds),
            IdentityError::Crowded => Self::new(Unavailable, "sign_in_crowded").retry_after(10),
            IdentityError::Fields(fields) => Self::invalid(fields),
            IdentityError::LinkDead => Self::new(Conflict, "link_dead"),
            IdentityError::LastAdmin => Self::new(Conflict, "last_admin"),
            IdentityError::OwnRoles => Self::new(Conflict, "own_roles"),
            IdentityError::Storage(error) => error.into(),
            IdentityError::Other(problem) => problem,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_tells_every_wrong_field_at_once() {
        let wrong = NewPerson::parse("Ánh", "  ", "123", "a@b").unwrap_err();
        let fields: Vec<_> = wrong.iter().map(|w| (w.field.as_str(), w.code)).collect();
        assert_eq!(fields, [("full_name", "required"), ("username", "username_form"), ("phone", "phone_form"), ("email", "email_form")]);
    }

    #[test]
    fn white_space_around_a_name_makes_no_second_account() {
        let person = NewPerson::parse("  Lan.Nguyen ", "Nguyễn  Thị Lan", "", "").unwrap();
        assert_eq!(person.username, "lan.nguyen");
        assert_eq!(person.full_name, "Nguyễn Thị Lan");
    }

    #[test]
    fn an_identifier_is_read_as_what_it_looks_like() {
        assert_eq!(Identifier::parse(" 0912 345 678 "), Identifier::Phone("0912345678".into()));
        assert_eq!(Identifier::parse("Lan@Example.VN"), Identifier::Email("lan@example.vn".into()));
        assert_eq!(Identifier::parse("LAN"), Identifier::Username("lan".into()));
    }
}
