//! The states of an item, and what leads from one to another.

use super::rights::Rights;
use crate::bank::model::BankError;

type Outcome<T> = Result<T, BankError>;

/// Where an item stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct State {
    /// One of [`STATUSES`](crate::bank::model::STATUSES).
    pub status: String,
    /// `draft` or `in_review`: a version under work beside the one in force.
    pub revision: Option<String>,
}

/// What can be done with an item.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Act {
    /// To review.
    Submitted,
    /// Back from review by its authors.
    Withdrawn,
    /// A remark.
    Commented,
    /// Signed off: in force from now on.
    Approved,
    /// Back to its authors, with the reason.
    Returned,
    /// Drawn no more, with the reason.
    Retired,
    /// A retired item is a draft again.
    Reopened,
    /// Compared with its clause, which had changed: it still holds.
    Rechecked,
    /// The version under work is given up; the one in force stays.
    Dropped,
}

impl Act {
    /// All.
    pub const ALL: [Self; 9] = [
        Self::Submitted,
        Self::Withdrawn,
        Self::Commented,
        Self::Approved,
        Self::Returned,
        Self::Retired,
        Self::Reopened,
        Self::Rechecked,
        Self::Dropped,
    ];

    /// The word in data and forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Submitted => "submitted",
            Self::Withdrawn => "withdrawn",
            Self::Commented => "commented",
            Self::Approved => "approved",
            Self::Returned => "returned",
            Self::Retired => "retired",
            Self::Reopened => "reopened",
            Self::Rechecked => "rechecked",
            Self::Dropped => "dropped",
        }
    }
    /// Reads [`Act::code`].
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.code() == code)
    }

    /// The word in the audit log.
    pub(super) const fn action(self) -> &'static str {
        match self {
            Self::Submitted => "item.submitted",
            Self::Withdrawn => "item.withdrawn",
            Self::Commented => "item.commented",
            Self::Approved => "item.approved",
            Self::Returned => "item.returned",
            Self::Retired => "item.retired",
            Self::Reopened => "item.reopened",
            Self::Rechecked => "item.rechecked",
            Self::Dropped => "item.revision_dropped",
        }
    }

    /// Whether it must be said why.
    pub const fn needs_text(self) -> bool {
        matches!(self, Self::Commented | Self::Returned | Self::Retired)
    }

    /// Whether the rights are enough.
    pub(super) fn is_allowed(self, rights: Rights) -> Outcome<Rights> {
        match self {
            Self::Submitted | Self::Withdrawn | Self::Reopened | Self::Dropped => rights.to_edit(),
            Self::Approved | Self::Returned | Self::Retired | Self::Rechecked => rights.to_review(),
            Self::Commented => rights.to_review().or_else(|_| rights.to_edit()),
        }
    }
}

impl State {
    /// The state of what is written on: a draft, in review, or nothing.
    pub fn under_work(&self) -> Option<&str> {
        match self.status.as_str() {
            "draft" | "in_review" => Some(&self.status),
            "approved" => self.revision.as_deref(),
            _ => None,
        }
    }

    /// Whether a version of it is drawn.
    pub fn is_in_force(&self) -> bool {
        self.status == "approved"
    }

    /// The state after an act; `None` if it is not possible now.
    pub fn after(&self, act: Act) -> Option<Self> {
        let status = |status: &str| Some(Self { status: status.to_owned(), revision: None });
        let under_work = |word: &str| {
            if self.is_in_force() { Some(Self { status: self.status.clone(), revision: Some(word.to_owned()) }) } else { status(word) }
        };
        match (act, self.under_work()) {
            (Act::Commented, _) => Some(self.clone()),
            (Act::Submitted, Some("draft")) => under_work("in_review"),
            (Act::Withdrawn | Act::Returned, Some("in_review")) => under_work("draft"),
            (Act::Approved, Some("in_review")) => status("approved"),
            (Act::Retired, _) if self.is_in_force() => status("retired"),
            (Act::Rechecked, _) if self.is_in_force() => Some(self.clone()),
            (Act::Dropped, Some(_)) if self.is_in_force() => status("approved"),
            (Act::Reopened, _) if self.status == "retired" => status("draft"),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(status: &str, revision: Option<&str>) -> State {
        State { status: status.to_owned(), revision: revision.map(str::to_owned) }
    }

    #[test]
    fn a_new_item_goes_its_way() {
        let draft = state("draft", None);
        let sent = draft.after(Act::Submitted).unwrap();
        assert_eq!(sent, state("in_review", None));
        assert_eq!(sent.after(Act::Returned).unwrap(), draft);
        assert_eq!(sent.after(Act::Withdrawn).unwrap(), draft);
        let approved = sent.after(Act::Approved).unwrap();
        assert_eq!(approved, state("approved", None));
        let retired = approved.after(Act::Retired).unwrap();
        assert_eq!(retired, state("retired", None));
        assert_eq!(retired.after(Act::Reopened).unwrap(), draft);
    }

    #[test]
    fn a_change_leaves_the_version_in_force_alone_until_it_is_approved() {
        let changed = state("approved", Some("draft"));
        let sent = changed.after(Act::Submitted).unwrap();
        assert_eq!(sent, state("approved", Some("in_review")));
        assert!(sent.is_in_force());
        assert_eq!(sent.after(Act::Returned).unwrap(), changed);
        assert_eq!(sent.after(Act::Approved).unwrap(), state("approved", None));
        assert_eq!(changed.after(Act::Dropped).unwrap(), state("approved", None));
        assert_eq!(sent.after(Act::Retired).unwrap(), state("retired", None));
    }

    #[test]
    fn nothing_is_approved_without_review() {
        for (status, revision) in [("draft", None), ("retired", None), ("approved", None), ("approved", Some("draft"))] {
            assert_eq!(state(status, revision).after(Act::Approved), None, "{status} {revision:?}");
        }
        assert_eq!(state("draft", None).after(Act::Retired), None);
        assert_eq!(state("in_review", None).after(Act::Submitted), None);
        assert_eq!(state("draft", None).after(Act::Dropped), None);
        assert_eq!(state("approved", None).after(Act::Reopened), None);
    }
}
