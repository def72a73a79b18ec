//! Tables of `contests`: what the organizers' desk judges by, and what two of them decide.

diesel::table! {
    use crate::storage::sql::prelude::*;

    attempt_traces (attempt_id) {
        attempt_id -> Guid,
        device -> Binary,
        network -> Nullable<Binary>,
        kept_at -> Instant,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    exclusion_proposals (id) {
        id -> Guid,
        round_id -> Guid,
        person_id -> Guid,
        action -> Text,
        reason -> Text,
        evidence -> JsonDoc,
        proposed_by -> Guid,
        proposed_at -> Instant,
        verdict -> Nullable<Text>,
        verdict_reason -> Nullable<Text>,
        decided_by -> Nullable<Guid>,
        decided_at -> Nullable<Instant>,
    }
}
