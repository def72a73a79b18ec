//! Who acts, and what they may see.

use serde::{Deserialize, Serialize};

use super::ids::{PersonId, UnitId};

/// What a person may be in the platform. A person may hold several, each within a unit or everywhere.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Học viên.
    Trainee,
    /// Giảng viên, người soạn câu hỏi.
    Trainer,
    /// Ban tổ chức cuộc thi.
    Organizer,
    /// Giám khảo.
    Judge,
    /// Lãnh đạo đơn vị.
    UnitLeader,
    /// Quản trị viên.
    Admin,
}

impl Role {
    /// All, in the order pages list them.
    pub const ALL: [Self; 6] = [Self::Trainee, Self::Trainer, Self::Organizer, Self::Judge, Self::UnitLeader, Self::Admin];

    /// The word used in data and JSON.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Trainee => "trainee",
            Self::Trainer => "trainer",
            Self::Organizer => "organizer",
            Self::Judge => "judge",
            Self::UnitLeader => "unit_leader",
            Self::Admin => "admin",
        }
    }

    /// Reads [`Role::code`].
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }

    /// Whether the role works for others; such people have shorter sessions.
    pub const fn is_staff(self) -> bool {
        !matches!(self, Self::Trainee)
    }
}

/// A role within a unit and all below it, or everywhere.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Grant {
    /// What.
    pub role: Role,
    /// Where; `None` is everywhere.
    pub unit: Option<UnitId>,
}

/// The person behind a request.
#[derive(Clone, Debug)]
pub struct Actor {
    /// Their id.
    pub id: PersonId,
    /// Their user name.
    pub username: String,
    /// Their full name.
    pub full_name: String,
    /// What they may be, and where.
    pub grants: Vec<Grant>,
    /// They signed in with a password somebody else set, and must choose their own first.
    pub must_change_password: bool,
}

impl Actor {
    /// Whether the person holds `role` anywhere.
    pub fn has(&self, role: Role) -> bool {
        self.grants.iter().any(|grant| grant.role == role)
    }

    /// Whether the person holds `role` without a unit's border.
    pub fn has_everywhere(&self, role: Role) -> bool {
        self.grants.iter().any(|grant| grant.role == role && grant.unit.is_none())
    }

    /// The units that bound `role` for this person: empty when the role is held everywhere or not at all.
    pub fn units_of(&self, role: Role) -> Vec<UnitId> {
        self.grants.iter().filter(|grant| grant.role == role).filter_map(|grant| grant.unit).collect()
    }

    /// Whether any role of theirs works for others.
    pub fn is_staff(&self) -> bool {
        self.grants.iter().any(|grant| grant.role.is_staff())
    }
}
