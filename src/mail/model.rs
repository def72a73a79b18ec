//! Messages and preferences.

use crate::{
    kernel::{
        FieldProblem, Problem, ProblemKind, Timestamp,
        ids::{MailId, PersonId},
    },
    storage::{StorageError, backed_by_storage},
};

/// Tries of a message at most.
pub const MOST_TRIES: i32 = 6;

/// Seconds to wait after a number of failed tries: a minute, five, half an hour, two hours, six.
pub const fn pause_after(tries: i32) -> i64 {
    match tries {
        ..=1 => 60,
        2 => 300,
        3 => 1_800,
        4 => 7_200,
        _ => 21_600,
    }
}

/// The step of a countdown that a number of days belongs to: the smallest that holds it; none when it is further away or over.
/// Who is late to the first step is told once, not once for each step that has passed.
pub fn threshold(steps: &[i64], days: i64) -> Option<i64> {
    if days < 0 { None } else { steps.iter().copied().filter(|step| days <= *step).min() }
}

/// Why a message is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The reader's certificate ends.
    Ending,
    /// A campaign that the reader is in is due.
    Due,
    /// What a leader's unit has to do, once a week.
    Digest,
}

impl Kind {
    /// All.
    pub const ALL: [Self; 3] = [Self::Ending, Self::Due, Self::Digest];

    /// Word in data and message keys.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Ending => "ending",
            Self::Due => "due",
            Self::Digest => "digest",
        }
    }
}

/// Somebody who can be written to.
#[derive(Clone, Debug)]
pub struct Recipient {
    /// Who.
    pub id: PersonId,
    /// Name.
    pub full_name: String,
    /// Address.
    pub address: String,
    /// Wants reminders.
    pub reminders: bool,
    /// Wants the weekly digest.
    pub digests: bool,
    /// Names the person in the link that ends mail.
    pub token: Option<String>,
}

/// A message that is to be sent.
#[derive(Clone, Debug)]
pub struct NewMail {
    /// Why, once and for all: a second message with the same key is not made.
    pub key: String,
    /// Kind.
    pub kind: Kind,
    /// To whom.
    pub to: Recipient,
    /// Subject.
    pub subject: String,
    /// Plain text.
    pub body: String,
}

/// A message in the outbox.
#[derive(Clone, Debug)]
pub struct Mail {
    /// Id.
    pub id: MailId,
    /// Word of its kind.
    pub kind: String,
    /// Whose.
    pub person_id: PersonId,
    /// Where to.
    pub address: String,
    /// Subject.
    pub subject: String,
    /// Plain text.
    pub body: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// `waiting`, `sent` or `failed`.
    pub state: String,
    /// Tries so far.
    pub attempts: i32,
    /// When it is tried next.
    pub next_try_at: Timestamp,
    /// When it was taken.
    pub sent_at: Option<Timestamp>,
    /// What the server said last, where it did not take it.
    pub fault: Option<String>,
}

/// What somebody wants to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preferences {
    /// Reminders about certificates and campaigns.
    pub reminders: bool,
    /// The weekly digest for leaders.
    pub digests: bool,
}

impl Default for Preferences {
    fn default() -> Self {
        Self { reminders: true, digests: true }
    }
}

/// Why a use case of this domain was refused.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// Not there, or not theirs.
    #[error("not found")]
    NotFound,
    /// Fields are wrong.
    #[error("fields are wrong")]
    Fields(Vec<FieldProblem>),
    /// Not possible in the present state; a stable code.
    #[error("not now: {0}")]
    State(&'static str),
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

backed_by_storage!(MailError);

impl From<MailError> for Problem {
    fn from(error: MailError) -> Self {
        match error {
            MailError::NotFound => Self::not_found(),
            MailError::Fields(fields) => Self::invalid(fields),
            MailError::State(code) => Self::new(ProblemKind::Conflict, code),
            MailError::Storage(error) => error.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_step_of_a_countdown_comes_once() {
        let steps = [30, 60, 90];
        let told: Vec<_> = [91, 90, 61, 60, 31, 30, 0, -1].into_iter().map(|days| threshold(&steps, days)).collect();
        assert_eq!(told, [None, Some(90), Some(90), Some(60), Some(60), Some(30), Some(30), None]);
    }

    #[test]
    fn pauses_grow_and_tries_end() {
        let pauses: Vec<_> = (1..MOST_TRIES).map(pause_after).collect();
        assert!(pauses.is_sorted() && pauses.iter().sum::<i64>() < 24 * 3_600, "{pauses:?}");
    }
}
