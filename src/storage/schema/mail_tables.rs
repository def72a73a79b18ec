//! Tables of `mail`.

diesel::table! {
    use crate::storage::sql::prelude::*;

    mail_outbox (id) {
        id -> Guid,
        once_key -> Text,
        kind -> Text,
        person_id -> Guid,
        address -> Text,
        subject -> Text,
        body -> Text,
        created_at -> Instant,
        state -> Text,
        attempts -> Integer,
        next_try_at -> Instant,
        sent_at -> Nullable<Instant>,
        fault -> Nullable<Text>,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    mail_preferences (person_id) {
        person_id -> Guid,
        reminders -> Bool,
        digests -> Bool,
        token -> Text,
        changed_at -> Instant,
    }
}
