//! Tables of `audit`.

diesel::table! {
    use crate::storage::sql::prelude::*;

    audit_events (seq) {
        seq -> BigInt,
        at -> Instant,
        actor_id -> Nullable<Guid>,
        action -> Text,
        subject_kind -> Text,
        subject_id -> Text,
        reason -> Nullable<Text>,
        detail -> JsonDoc,
        previous_hash -> Binary,
        hash -> Binary,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    audit_head (id) {
        id -> Integer,
        seq -> BigInt,
        hash -> Binary,
    }
}
