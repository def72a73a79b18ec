//! Tables of the chains of attempts.

diesel::table! {
    use crate::storage::sql::prelude::*;

    attempt_events (attempt_id, n) {
        attempt_id -> Guid,
        n -> Integer,
        event -> Text,
        link -> Binary,
    }
}
