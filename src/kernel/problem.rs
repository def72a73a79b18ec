//! How a refusal is told: a stable code, what kind of refusal it is, and the values its sentence needs.
//!
//! Sentences for people live in `locales/`; domains give codes, `web::error` turns them into pages
//! or problem details (RFC 9457).

use std::fmt;

/// What kind of refusal; decides the HTTP status.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ProblemKind {
    /// The request cannot be understood (400).
    Malformed,
    /// Nobody is signed in (401).
    SignInNeeded,
    /// Known person, not allowed (403).
    Forbidden,
    /// Not there, or not theirs to know of (404).
    NotFound,
    /// Not possible in the present state (409).
    Conflict,
    /// Understood, but a field is wrong (422).
    Invalid,
    /// Larger than allowed (413).
    TooLarge,
    /// Too often (429).
    TooMany,
    /// Cannot be served now; the same request may go through later (503).
    Unavailable,
    /// A fault of ours (500).
    Unexpected,
}

/// One field that is wrong and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FieldProblem {
    /// The field's name as sent.
    pub field: String,
    /// Stable code; its sentence is the message `field-<code>`.
    pub code: &'static str,
    /// Values of the sentence.
    pub args: Vec<(&'static str, String)>,
}

/// A refusal.
#[derive(Clone, Debug)]
pub struct Problem {
    /// Decides the status.
    pub kind: ProblemKind,
    /// Stable code; its sentences are the messages `problem-<code>` and `problem-<code>-detail`.
    pub code: &'static str,
    /// Values of the sentences.
    pub args: Vec<(&'static str, String)>,
    /// What is wrong field by field.
    pub fields: Vec<FieldProblem>,
    /// Seconds after which trying again makes sense.
    pub retry_after: Option<u32>,
    /// For the log only.
    pub cause: Option<String>,
}

impl Problem {
    /// A refusal with nothing but its code.
    pub const fn new(kind: ProblemKind, code: &'static str) -> Self {
        Self { kind, code, args: Vec::new(), fields: Vec::new(), retry_after: None, cause: None }
    }
    /// Not there, or not theirs.
    pub const fn not_found() -> Self {
        Self::new(ProblemKind::NotFound, "not_found")
    }
    /// Known person, not allowed.
    pub const fn forbidden() -> Self {
        Self::new(ProblemKind::Forbidden, "forbidden")
    }
    /// A fault of ours, with the cause for the log.
    pub fn unexpected(cause: impl fmt::Display) -> Self {
        Self { cause: Some(cause.to_string()), ..Self::new(ProblemKind::Unexpected, "unexpected") }
    }
    /// Wrong fields.
    pub fn invalid(fields: Vec<FieldProblem>) -> Self {
        Self { fields, ..Self::new(ProblemKind::Invalid, "invalid") }
    }
    /// With a value for the sentence.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.args.push((name, value.to_string()));
        self
    }
    /// With the seconds to wait.
    #[must_use]
    pub const fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }
}

impl FieldProblem {
    /// A field that is wrong.
    pub fn new(field: impl Into<String>, code: &'static str) -> Self {
        Self { field: field.into(), code, args: Vec::new() }
    }
    /// With a value for the sentence.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.args.push((name, value.to_string()));
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.code)?;
        if let Some(cause) = &self.cause {
            write!(f, ": {cause}")?;
        }
        for field in &self.fields {
            write!(f, " [{}: {}]", field.field, field.code)?;
        }
        Ok(())
    }
}

impl std::error::Error for Problem {}
