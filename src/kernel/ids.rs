//! Identifiers: `UUIDv7`, one type per kind of thing, so that a unit can never be taken for a person.

use std::{fmt, marker::PhantomData, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

use super::{Entropy, Timestamp};

/// The id of a `T`. Sorts by time of creation.
pub struct Id<T>(Uuid, PhantomData<fn() -> T>);

/// What ids can name. Uninhabited: they exist only as type parameters.
pub mod kinds {
    macro_rules! kinds { ($($(#[$doc:meta])* $name:ident),+ $(,)?) => { $($(#[$doc])* pub enum $name {})+ } }
    kinds! {
        /// A person with an account.
        Person,
        /// An organizational unit (đơn vị).
        Unit,
        /// A role given to a person.
        RoleGrant,
        /// A person's time in a unit.
        Membership,
        /// A course (khóa học).
        Course,
        /// A lesson (bài học).
        Lesson,
        /// What a unit adds to a course (tài liệu của đơn vị).
        UnitMaterial,
        /// An item bank (ngân hàng câu hỏi).
        Bank,
        /// An item (câu hỏi).
        Item,
        /// One frozen version of an item.
        ItemVersion,
        /// A right in a bank, given to a person or a unit.
        BankGrant,
        /// Something said or decided about an item.
        ItemReview,
        /// A file with questions on its way into a bank (đợt nhập câu hỏi).
        BankImport,
        /// A quiz (bài kiểm tra).
        Quiz,
        /// An attempt (lượt làm bài).
        Attempt,
        /// A contest (cuộc thi).
        Contest,
        /// A round of a contest (vòng thi, kỳ thi).
        Round,
        /// A change of a round after it opened (sửa đổi).
        Amendment,
        /// A public value that lots are drawn with (giá trị công khai).
        PublicValue,
        /// A person's appeal against a result (khiếu nại).
        Appeal,
        /// A proposal to exclude somebody from a ranking, or not to (đề nghị loại).
        ExclusionProposal,
        /// A person's registration for a contest (đăng ký dự thi).
        Registration,
        /// Somebody who may not take part in a contest or is not ranked in it.
        Exclusion,
        /// Slips with codes that were made together (đợt phiếu).
        SlipBatch,
        /// A certification programme.
        Programme,
        /// A certificate (chứng nhận).
        Certificate,
        /// A person's recognition as báo cáo viên or tuyên truyền viên.
        Recognition,
        /// A change in the state of a recognition.
        RecognitionChange,
        /// A list of recognitions brought as a file.
        RecognitionImport,
        /// Certificates issued together.
        IssueBatch,
        /// Something that happened to a certificate.
        CertificateEvent,
        /// A session of training that was held.
        TrainingSession,
        /// A template of certificates (mẫu giấy).
        PaperTemplate,
        /// A re-certification campaign (đợt cấp lại).
        Campaign,
        /// A session that somebody gave and entered themselves (buổi tuyên truyền).
        Talk,
        /// A message to be sent.
        Mail,
    }
}

/// See [`kinds`].
pub type PersonId = Id<kinds::Person>;
/// See [`kinds`].
pub type UnitId = Id<kinds::Unit>;
/// See [`kinds`].
pub type RoleGrantId = Id<kinds::RoleGrant>;
/// See [`kinds`].
pub type MembershipId = Id<kinds::Membership>;
/// See [`kinds`].
pub type CourseId = Id<kinds::Course>;
/// See [`kinds`].
pub type LessonId = Id<kinds::Lesson>;
/// See [`kinds`].
pub type UnitMaterialId = Id<kinds::UnitMaterial>;
/// See [`kinds`].
pub type BankId = Id<kinds::Bank>;
/// See [`kinds`].
pub type ItemId = Id<kinds::Item>;
/// See [`kinds`].
pub type VersionId = Id<kinds::ItemVersion>;
/// See [`kinds`].
pub type BankGrantId = Id<kinds::BankGrant>;
/// See [`kinds`].
pub type ItemReviewId = Id<kinds::ItemReview>;
/// See [`kinds`].
pub type BankImportId = Id<kinds::BankImport>;
/// See [`kinds`].
pub type QuizId = Id<kinds::Quiz>;
/// See [`kinds`].
pub type AttemptId = Id<kinds::Attempt>;
/// See [`kinds`].
pub type ContestId = Id<kinds::Contest>;
/// See [`kinds`].
pub type RoundId = Id<kinds::Round>;
/// See [`kinds`].
pub type AmendmentId = Id<kinds::Amendment>;
/// See [`kinds`].
pub type PublicValueId = Id<kinds::PublicValue>;
/// See [`kinds`].
pub type AppealId = Id<kinds::Appeal>;
/// See [`kinds`].
pub type ProposalId = Id<kinds::ExclusionProposal>;
/// See [`kinds`].
pub type RegistrationId = Id<kinds::Registration>;
/// See [`kinds`].
pub type ExclusionId = Id<kinds::Exclusion>;
/// See [`kinds`].
pub type SlipBatchId = Id<kinds::SlipBatch>;
/// See [`kinds`].
pub type ProgrammeId = Id<kinds::Programme>;
/// See [`kinds`].
pub type CertificateId = Id<kinds::Certificate>;
/// See [`kinds`].
pub type RecognitionId = Id<kinds::Recognition>;
/// See [`kinds`].
pub type RecognitionChangeId = Id<kinds::RecognitionChange>;
/// See [`kinds`].
pub type RecognitionImportId = Id<kinds::RecognitionImport>;
/// See [`kinds`].
pub type IssueBatchId = Id<kinds::IssueBatch>;
/// See [`kinds`].
pub type CertificateEventId = Id<kinds::CertificateEvent>;
/// See [`kinds`].
pub type TrainingSessionId = Id<kinds::TrainingSession>;
/// See [`kinds`].
pub type PaperTemplateId = Id<kinds::PaperTemplate>;
/// See [`kinds`].
pub type CampaignId = Id<kinds::Campaign>;
/// See [`kinds`].
pub type TalkId = Id<kinds::Talk>;
/// See [`kinds`].
pub type MailId = Id<kinds::Mail>;

impl<T> Id<T> {
    /// A new id made at `now`.
    pub fn new(now: Timestamp, entropy: &dyn Entropy) -> Self {
        let mut random = [0u8; 10];
        entropy.fill(&mut random);
        let millis = u64::try_from(now.millis()).unwrap_or(0);
        Self::from_uuid(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
    }

    /// Takes a UUID that is already known to name a `T`.
    pub const fn from_uuid(uuid: Uuid) -> Self {
        Self(uuid, PhantomData)
    }

    /// The bare UUID.
    pub const fn uuid(self) -> Uuid {
        self.0
    }
}

impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Id<T> {}
impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<T> Eq for Id<T> {}
impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}
impl<T> std::hash::Hash for Id<T> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
impl<T> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
impl<T> FromStr for Id<T> {
    type Err = uuid::Error;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Uuid::parse_str(text).map(Self::from_uuid)
    }
}
impl<T> Serialize for Id<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}
impl<'de, T> Deserialize<'de> for Id<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Uuid::deserialize(deserializer).map(Self::from_uuid)
    }
}
