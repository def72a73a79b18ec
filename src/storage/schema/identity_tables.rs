//! Tables of `identity`.

diesel::table! {
    use crate::storage::sql::prelude::*;

    people (id) {
        id -> Guid,
        username -> Text,
        full_name -> Text,
        sort_key -> Binary,
        search_key -> Text,
        phone -> Nullable<Text>,
        email -> Nullable<Text>,
        password_hash -> Nullable<Text>,
        must_change_password -> Bool,
        created_at -> Instant,
        disabled_at -> Nullable<Instant>,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    sessions (token_hash) {
        token_hash -> Binary,
        person_id -> Guid,
        created_at -> Instant,
        last_seen_at -> Instant,
        idle_seconds -> BigInt,
        expires_at -> Instant,
        device -> Text,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    one_time_links (token_hash) {
        token_hash -> Binary,
        purpose -> Text,
        person_id -> Nullable<Guid>,
        created_by -> Nullable<Guid>,
        created_at -> Instant,
        expires_at -> Instant,
        used_at -> Nullable<Instant>,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    sign_in_throttles (account) {
        account -> Binary,
        failures -> Integer,
        blocked_until -> Instant,
        updated_at -> Instant,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    revisions (name) {
        name -> Text,
        value -> BigInt,
    }
}

diesel::table! {
    use crate::storage::sql::prelude::*;

    installation (name) {
        name -> Text,
        value -> Text,
    }
}
